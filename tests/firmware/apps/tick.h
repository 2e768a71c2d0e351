/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Test of timer tick and interrupt priorities. Each check prints "tick: WAY:
 * CHECK ok" or "... FAILED". WAY tells how interrupts reach the core.
 *
 * The checks on order use interrupts raised by software. Each handler puts a
 * lower case letter in a log when it starts and the upper case letter when it
 * ends. For example, "abBA" means that b interrupted a.
 */

#ifndef APPS_TICK_H
#define APPS_TICK_H

#include <stdbool.h>
#include "soc/soc.h"

/* Run the checks for all kinds of core. Call irq_init() first. */
void tick_run(const struct k3_core *core, const char *way);

/* The log of letters */
void tick_log_clear(void);
void tick_log_letter(char c);
void tick_check_log(const char *what, const char *expected);

/* Set priority and action (between its letters) of software interrupt 0 to 2 */
void tick_connect(unsigned n, unsigned priority, void (*action)(void));
void tick_trigger(unsigned n);

#endif /* APPS_TICK_H */
