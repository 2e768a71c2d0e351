/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 GPIO module ("ti,am64-gpio", "ti,j721e-gpio",
 * "ti,am654-gpio", "ti,keystone-gpio")
 */
#ifndef HW_GPIO_K3_GPIO_H
#define HW_GPIO_K3_GPIO_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the GPIO module of K3 SoCs
 *
 * Up to 144 pins in nine banks of 16: direction, output, input, and detection
 * of rising and falling edges, of inputs and of outputs.
 *
 * A pin that is an input and that nobody drives reads as 1, as if it had a
 * pull-up resistor.  The pad configuration is not part of this device.
 *
 * QEMU interface:
 *  + Property "pins" (uint8, 1 to 144, default 144): pins that the SoC has.
 *    The register bits of other pins read as 0.  Other values are refused at
 *    realize.
 *  + GPIO inputs 0 to pins - 1: the levels that the board gives to the pins;
 *    only pins that are inputs show them.  They survive a reset.
 *  + GPIO outputs 0 to pins - 1: the levels of the pins
 *  + Properties "pin[0]" to "pin[pins - 1]" (bool): the level of a pin; writing
 *    is like driving the GPIO input
 *  + sysbus MMIO region 0: the registers (0x100 bytes, accesses of 8 to 64
 *    bits)
 *  + sysbus IRQ 0 to 8: interrupts of the banks
 *  + sysbus IRQ K3_GPIO_PIN_IRQ + n: interrupt of pin n, up to pin 143
 *
 * Interrupts are pulses: a receiver that is not sensitive to edges misses them.
 *
 * A guest cannot cause an error in QEMU.  Access to a register that does not
 * exist is logged as a guest error.
 *
 * Sources: AM64x TRM (SPRUIM2), chapter "General-Purpose Interface"; J721E TRM
 * (SPRUIL1); Linux drivers/gpio/gpio-davinci.c; MCU+ SDK cslr_gpio.h; TI's
 * cslr_gpio.h for KeyStone devices for the identification register.
 */

#define TYPE_K3_GPIO "ti-k3-gpio"
OBJECT_DECLARE_SIMPLE_TYPE(K3GPIOState, K3_GPIO)

#define K3_GPIO_MMIO_SIZE   0x100
#define K3_GPIO_MAX_BANKS   9
#define K3_GPIO_MAX_PINS    (K3_GPIO_MAX_BANKS * 16)
/* Two banks share a set of registers */
#define K3_GPIO_SETS        5
/* The sysbus IRQ of pin 0; those of the banks precede it */
#define K3_GPIO_PIN_IRQ     K3_GPIO_MAX_BANKS

/* The bits of two banks */
typedef struct K3GPIOSet {
    uint32_t dir;               /* 1: input */
    uint32_t out_data;
    uint32_t rising;
    uint32_t falling;
    uint32_t intstat;
    uint32_t driven;            /* by the board */
    uint32_t level;             /* at the pins */
} K3GPIOSet;

struct K3GPIOState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq bank_irq[K3_GPIO_MAX_BANKS];
    qemu_irq pin_irq[K3_GPIO_MAX_PINS];
    qemu_irq out[K3_GPIO_MAX_PINS];

    uint8_t pins;

    uint32_t binten;
    K3GPIOSet set[K3_GPIO_SETS];
};

#endif /* HW_GPIO_K3_GPIO_H */
