/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Timer tick and interrupt priorities. Each check prints "tick: WAY: CHECK ok"
 * or "... FAILED", WAY being how interrupts reach the core.
 *
 * The checks on order use interrupts raised by software. Each handler puts a
 * small letter in a log when it starts and the capital when it ends, so that
 * "abBA" reads: b interrupted a.
 */

#ifndef APPS_TICK_H
#define APPS_TICK_H

#include <stdbool.h>
#include "soc/soc.h"

/* All checks that every kind of core passes. irq_init() comes before. */
void tick_run(const struct k3_core *core, const char *way);

void tick_check(const char *what, bool ok);

/* The log of letters */
void tick_log_clear(void);
void tick_log_letter(char c);
void tick_check_log(const char *what, const char *expected);

/* Software interrupt n, 0 to 2: its priority, what it does between letters */
void tick_connect(unsigned n, unsigned priority, void (*action)(void));
void tick_trigger(unsigned n);

/* "tick: passed" or "tick: N failed" */
void tick_print_result(void);

#endif /* APPS_TICK_H */
