/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 I2C controller ("ti,am64-i2c", "ti,omap4-i2c")
 */
#ifndef HW_I2C_K3_I2C_H
#define HW_I2C_K3_I2C_H

#include "hw/i2c/i2c.h"
#include "hw/sysbus.h"
#include "qemu/fifo8.h"
#include "qemu/timer.h"
#include "qom/object.h"

/**
 * DOC: the I2C controller of K3 SoCs
 *
 * The multi-master controller of the OMAP family with the register layout of
 * IP version 2, as a master with 7-bit addresses: FIFOs of 32 bytes, their
 * thresholds and draining interrupts, repeated START, and NACKs.
 *
 * Transfers take virtual time: a byte takes nine periods of SCL, as PSC, SCLL
 * and SCLH make them from the functional clock.  When the transmit FIFO is
 * empty or the receive FIFO is full, SCL is held until software gets to it.
 *
 * QEMU interface:
 *  + Property "clock-frequency" (uint32, Hz, default 96000000): rate of the
 *    functional clock.  0 is refused at realize.
 *  + Property "bus-name" (string): name of the I2C bus, for bus= of -device;
 *    by default QEMU numbers it
 *  + I2C bus: the devices at the pins
 *  + sysbus MMIO region 0: the registers (0x100 bytes, 8 to 32-bit accesses;
 *    a register is the lower half of a word)
 *  + sysbus IRQ 0: interrupt request, level, active high
 *  + Read-only properties "rx-level" and "tx-level" (uint32): bytes in the
 *    FIFOs, as reading DATA has side effects
 *
 * Sources: AM64x TRM (SPRUIM2) chapter "Inter-Integrated Circuit"; AM335x TRM
 * (SPRUH73) chapter "I2C" for what the status bits mean and when the hardware
 * clears bits of CON; Linux drivers/i2c/busses/i2c-omap.c; U-Boot
 * drivers/i2c/omap24xx_i2c.c; MCU+ SDK I2C driver and cslr_i2c.h.  Boot logs of
 * boards show revision 0.12.
 */

#define TYPE_K3_I2C "ti-k3-i2c"
OBJECT_DECLARE_SIMPLE_TYPE(K3I2CState, K3_I2C)

#define K3_I2C_MMIO_SIZE    0x100
#define K3_I2C_NUM_REGS     (0xd8 / 4)
#define K3_I2C_FIFO_SIZE    32

struct K3I2CState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    I2CBus *bus;
    QEMUTimer *timer;           /* end of what is on the bus */

    uint32_t clock_frequency;
    char *bus_name;

    /* Indexed by offset / 4; IRQSTATUS_RAW without BB */
    uint32_t regs[K3_I2C_NUM_REGS];
    Fifo8 rx;
    Fifo8 tx;

    uint8_t phase;              /* of the transfer, see k3-i2c-internal.h */
    bool receive;
    uint16_t address;
    uint8_t shift;              /* byte that is being sent */
    uint32_t left;              /* bytes that are not yet on the bus */
    bool complete;              /* DCOUNT has passed 0, ARDY is to follow */
};

#endif /* HW_I2C_K3_I2C_H */
