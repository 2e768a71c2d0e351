/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The core's own timer, as a tick and to sleep
 */

#ifndef LIB_TICK_H
#define LIB_TICK_H

#include <stdint.h>
#include "soc/soc.h"

/* Called at each tick, in the interrupt handler; may be NULL */
void tick_on(void (*function)(void));

/* After irq_init(). Without function a tick does nothing but end a WFI. */
void tick_start(const struct k3_core *core, uint32_t hz);
void tick_stop(void);

/* In WFI; up to 171 s. Ticks go on afterwards. */
void tick_sleep(const struct k3_core *core, uint32_t microseconds);

/* In a loop */
void tick_spin(uint32_t microseconds);

#endif /* LIB_TICK_H */
