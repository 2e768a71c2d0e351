/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPIO expanders of the PCA953x family on an I2C bus
 */
#ifndef HW_GPIO_PCA953X_H
#define HW_GPIO_PCA953X_H

#include "hw/i2c/i2c.h"
#include "qom/object.h"

/**
 * DOC: GPIO expanders of the PCA953x family
 *
 * TI's TCA6408, TCA6416, TCA6424, TCA9534 to TCA9539 and TCA9554, NXP's PCA9534
 * to PCA9539, PCA9554, PCA9555, PCAL6408, PCAL6416 and PCAL9535 differ in the
 * number of pins, and in whether they have the "Agile I/O" registers.
 *
 * A pin that is an input and that nobody drives reads as 1, as if it had a
 * pull-up resistor.
 *
 * QEMU interface:
 *  + Property "pins" (uint8): 8, 16 (default) or 24
 *  + Property "agile" (bool, default off): has the registers of the PCAL
 *    chips from 0x40 on; not with 24 pins.  Of these registers, the interrupt
 *    mask has an effect.
 *  + GPIO inputs 0 to pins - 1: the levels that the board gives to the pins;
 *    only pins that are inputs show them
 *  + GPIO outputs 0 to pins - 1: the levels of the pins
 *  + named GPIO output "interrupt": an input differs from when it was last
 *    read; active high, although the pin of the chip is active low
 *
 * Sources: data sheets TI SCPS192 (TCA6408A), SCPS194 (TCA6416A), SCPS193
 * (TCA6424A), NXP PCAL6416A and PCAL9535A; Linux drivers/gpio/gpio-pca953x.c.
 */

#define TYPE_PCA953X "pca953x"
OBJECT_DECLARE_SIMPLE_TYPE(PCA953xState, PCA953X)

#define PCA953X_MAX_PORTS   3
#define PCA953X_MAX_PINS    (PCA953X_MAX_PORTS * 8)

/* Kinds of registers: four that all have, and seven of "Agile I/O" */
#define PCA953X_BASIC       4
#define PCA953X_AGILE       7

struct PCA953xState {
    I2CSlave parent_obj;

    uint8_t pins;
    bool agile;

    uint8_t command;            /* register that is accessed next */
    bool have_command;
    uint8_t regs[PCA953X_BASIC][PCA953X_MAX_PORTS];
    uint8_t agile_regs[PCA953X_AGILE][PCA953X_MAX_PORTS];
    uint8_t out_config;
    uint8_t driven[PCA953X_MAX_PORTS];  /* by the board */
    uint8_t seen[PCA953X_MAX_PORTS];    /* pins when they were last read */

    qemu_irq out[PCA953X_MAX_PINS];
    qemu_irq interrupt;
};

#endif /* HW_GPIO_PCA953X_H */
