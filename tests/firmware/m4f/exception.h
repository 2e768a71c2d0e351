/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Faults: report and stop.
 */

#ifndef M4F_EXCEPTION_H
#define M4F_EXCEPTION_H

#include <stdint.h>

/* Stack frame that fault_entry() pushes, followed by the core's frame */
struct exception_frame {
    uint32_t r4_to_r11[8];
    uint32_t exc_return;
    uint32_t padding;
    uint32_t r0_to_r3[4];
    uint32_t r12;
    uint32_t lr;
    uint32_t pc;
    uint32_t xpsr;
};

/* Tell Linux of a crash, then wait for interrupts that never come */
void crash_stop(void) __attribute__((noreturn));

#endif /* M4F_EXCEPTION_H */
