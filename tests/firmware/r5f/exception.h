/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Faults: report and stop, or, inside a probe, note and go on.
 */

#ifndef R5F_EXCEPTION_H
#define R5F_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>
#include "r5f/cpu.h"

/* What the fault entries in start.S push */
struct exception_frame {
    uint32_t r[13];
    uint32_t lr;
    uint32_t pc;
    uint32_t cpsr;
};

/*
 * Between probe_begin() and probe_end() an undefined instruction or a data
 * abort is stepped over. probe_end() says whether there was none.
 */
void probe_begin(void);
bool probe_end(void);

/* Tell Linux of a crash, then wait for interrupts that never come */
void crash_stop(void) __attribute__((noreturn));

#endif /* R5F_EXCEPTION_H */
