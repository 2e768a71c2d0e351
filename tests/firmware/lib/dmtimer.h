/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dual-mode timer as a periodic tick
 */

#ifndef LIB_DMTIMER_H
#define LIB_DMTIMER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Overflow interrupt every `period` counts of the functional clock. False if
 * the timer does not come out of its soft reset.
 */
bool dmtimer_start(uint32_t base, uint32_t period);
void dmtimer_stop(uint32_t base);

/* Counts since the last overflow */
uint32_t dmtimer_elapsed(uint32_t base);

/* Acknowledge the interrupt */
void dmtimer_ack(uint32_t base);

#endif /* LIB_DMTIMER_H */
