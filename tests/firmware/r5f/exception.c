/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Faults
 */

#include <stddef.h>
#include "lib/mailbox.h"
#include "lib/rproc.h"
#include "lib/trace.h"
#include "r5f/entry.h"
#include "r5f/vim.h"

static const char *const kind_names[] = {
    [EXCEPTION_UNDEF] = "undefined instruction",
    [EXCEPTION_SVC] = "supervisor call",
    [EXCEPTION_PREFETCH] = "prefetch abort",
    [EXCEPTION_DATA] = "data abort",
};

/* Volatile: exception() accesses it without the compiler's knowledge */
static volatile bool probing;
/* Volatile: likewise */
static volatile bool probe_failed;
static bool crashed;

void probe_begin(void)
{
    probe_failed = false;
    probing = true;
    cpu_barrier();
}

bool probe_end(void)
{
    cpu_barrier();
    probing = false;
    return !probe_failed;
}

void cpu_print_identity(void)
{
    trace_printf("mpidr 0x%08lx midr 0x%08lx sctlr 0x%08lx\n",
                 cpu_mpidr(), cpu_midr(), cpu_sctlr());
}

static void print_frame(unsigned kind, const struct exception_frame *frame)
{
    uint32_t user[2];
    unsigned i;

    /* sp and lr of System mode, which runs everything except faults and FIQ */
    asm volatile("stmia %0, {sp, lr}^" : : "r" (user) : "memory");

    trace_printf("crash: %s at pc 0x%08lx, cpsr 0x%08lx\n",
                 kind_names[kind], frame->pc, frame->cpsr);
    trace_printf("crash: dfsr 0x%08lx dfar 0x%08lx adfsr 0x%08lx\n",
                 CP15_READ(0, 5, 0, 0), CP15_READ(0, 6, 0, 0),
                 CP15_READ(0, 5, 1, 0));
    trace_printf("crash: ifsr 0x%08lx ifar 0x%08lx aifsr 0x%08lx\n",
                 CP15_READ(0, 5, 0, 1), CP15_READ(0, 6, 0, 2),
                 CP15_READ(0, 5, 1, 1));
    for (i = 0; i < 13; i++) {
        trace_printf("crash: r%u 0x%08lx\n", i, frame->r[i]);
    }
    trace_printf("crash: sp 0x%08lx lr 0x%08lx\n", user[0], user[1]);
}

void crash_stop(void)
{
    /* Nothing may end the WFI, which the system firmware checks */
    vim_mask_all();
    mailbox_send(RP_MBOX_CRASH);
    for (;;) {
        cpu_wfi();
    }
}

void exception(unsigned kind, struct exception_frame *frame)
{
    bool can_step_over = kind == EXCEPTION_UNDEF || kind == EXCEPTION_DATA;

    if (probing && can_step_over) {
        probe_failed = true;
        frame->pc += 4;
        return;
    }

    /* A fault during the report must not start another report */
    cpu_irq_save();
    if (!crashed) {
        crashed = true;
        print_frame(kind, frame);
        crash_stop();
    }
    for (;;) {
        cpu_wfi();
    }
}
