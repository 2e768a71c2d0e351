/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The core's own timer, used for a tick and for delays
 */

#ifndef LIB_TICK_H
#define LIB_TICK_H

#include <stdint.h>
#include "soc/soc.h"

/* Set a function that the interrupt handler calls at each tick, or NULL */
void tick_on(void (*function)(void));

/* Call after irq_init(). Without a function, a tick only ends a WFI. */
void tick_start(const struct k3_core *core, uint32_t hz);
void tick_stop(void);

/* Wait in WFI, up to 171 s. Ticks stop meanwhile and continue afterwards. */
void tick_sleep(const struct k3_core *core, uint32_t microseconds);

/* Wait in a loop */
void tick_spin(uint32_t microseconds);

#endif /* LIB_TICK_H */
