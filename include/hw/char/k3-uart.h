/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 UART ("ti,am654-uart")
 */
#ifndef HW_CHAR_K3_UART_H
#define HW_CHAR_K3_UART_H

#include "hw/char/serial.h"
#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the UART of K3 SoCs
 *
 * QEMU's 16550A with what the OMAP family adds to it: three register banks
 * chosen by LCR, the enhanced features register, FIFOs of 64 bytes with
 * programmable trigger levels, FIFO level registers, mode and system
 * configuration registers.
 *
 * The 16550A core has FIFOs of 16 bytes.  Here they are replaced by larger
 * ones, so that a driver may write 64 bytes into an empty transmit FIFO while
 * the character device is busy, and the receive trigger level may be up to
 * 63.  The core accepts input up to the trigger level or 16 bytes, whichever is
 * larger; more input waits in the character device and is not lost.
 *
 * QEMU interface:
 *  + Property "chardev": the character device behind the port
 *  + Property "baudbase" (uint32, default 3000000): functional clock / 16,
 *    that is 48 MHz; MDR1 may select division by 13 instead
 *  + Property "wakeup" (bool): input wakes a suspended machine
 *  + sysbus MMIO region 0: the registers (0x200 bytes, 8 to 32-bit accesses
 *    at multiples of 4)
 *  + sysbus IRQ 0: interrupt request, level, active high
 *  + Named GPIO input "core-irq": internal, from the 16550A core
 *
 * Sources: AM64x TRM (SPRUIM2) and AM62x TRM (SPRUIV7) chapter "UART"; Linux
 * drivers/tty/serial/8250/8250_omap.c and include/uapi/linux/serial_reg.h;
 * MCU+ SDK UART driver.
 */

#define TYPE_K3_UART "ti-k3-uart"
OBJECT_DECLARE_SIMPLE_TYPE(K3UARTState, K3_UART)

#define K3_UART_MMIO_SIZE   0x200
#define K3_UART_FIFO_SIZE   64

/* Registers from MDR1 on, indexed by (offset - 0x20) / 4 */
#define K3_UART_EXT_START   0x20
#define K3_UART_NUM_EXT     ((0xa4 - K3_UART_EXT_START) / 4)

struct K3UARTState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    SerialState serial;
    /* Functional clock in Hz, from "baudbase" */
    uint32_t clock;
    /* While true, changes of the core's line are not passed on */
    bool core_irq_held;

    /* Bits of IER and MCR that the core lacks */
    uint8_t ier_high;
    uint8_t mcr_high;
    /* FCR as written: the core keeps only what a 16550A has */
    uint8_t fcr;
    /* The registers in the banks that LCR and MCR select */
    uint8_t efr;
    uint8_t xon[2];
    uint8_t xoff[2];
    uint8_t tcr;
    uint8_t tlr;
    uint8_t ext[K3_UART_NUM_EXT];
};

#endif /* HW_CHAR_K3_UART_H */
