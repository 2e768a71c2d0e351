/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Contexts on a Cortex-M4F
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "Exception entry
 * behavior", "Exception return behavior".
 */

#include <stddef.h>
#include "cpu.h"
#include "irq.h"
#include "lib/context.h"
#include "lib/string.h"
#include "m4f/entry.h"

#define LOWEST_PRIORITY         15
#define XPSR_T                  (1u << 24)
/* Return to Thread mode, process stack, frame without floating point */
#define EXC_RETURN_PROCESS      0xfffffffd

/* Stack frame: first what pendsv_entry in switch.S pushes, then the core's */
struct context_frame {
    uint32_t r4_to_r11[8];
    uint32_t exc_return;
    uint32_t r0_to_r3[4];
    uint32_t r12;
    uint32_t lr;
    uint32_t pc;
    uint32_t xpsr;
};

/* Volatile: pendsv_entry reads it without the compiler's knowledge */
context_choose *volatile context_function;

static context_choose *choose;
static void *first;
/* Holds the context of main(), which never continues */
static uint64_t main_stack[32];

void *context_new(void *stack_top, void (*entry)(void))
{
    struct context_frame *frame = stack_top;

    frame--;
    memset(frame, 0, sizeof(*frame));
    frame->exc_return = EXC_RETURN_PROCESS;
    frame->pc = (uint32_t)entry & ~1u;
    frame->xpsr = XPSR_T;
    return frame;
}

static void *context_leave_main(void *sp)
{
    (void)sp;
    context_function = choose;
    return first;
}

void context_start(context_choose *function, void *sp)
{
    cpu_irq_disable();
    choose = function;
    first = sp;
    context_function = context_leave_main;
    asm volatile("msr psp, %0" : : "r" (main_stack + 32) : "memory");
    irq_system_connect(IRQ_PENDSV, LOWEST_PRIORITY, NULL);
    irq_pend_pendsv();
    for (;;) {
        cpu_irq_enable();
    }
}

void context_switch(void)
{
    uint32_t state;

    irq_pend_pendsv();
    if (cpu_ipsr() == 0) {
        /* The core takes PendSV as soon as interrupts are not masked */
        state = cpu_irq_save();
        cpu_irq_enable();
        cpu_barrier();
        cpu_irq_disable();
        cpu_irq_restore(state);
    }
}
