/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Faults: report and stop, or, inside a probe, record the fault and continue.
 */

#ifndef R5F_EXCEPTION_H
#define R5F_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>
#include "r5f/cpu.h"

/* Stack frame that the fault entries in start.S push */
struct exception_frame {
    uint32_t r[13];
    uint32_t lr;
    uint32_t pc;
    uint32_t cpsr;
};

/*
 * Between probe_begin() and probe_end(), an instruction that is undefined or
 * causes a data abort is skipped. probe_end() is true if there was none.
 */
void probe_begin(void);
bool probe_end(void);

/* Tell Linux of a crash, then wait for interrupts that never come */
void crash_stop(void) __attribute__((noreturn));

#endif /* R5F_EXCEPTION_H */
