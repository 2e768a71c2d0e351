/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Contexts on a Cortex-R5F
 */

#include <stddef.h>
#include <stdint.h>
#include "lib/context.h"
#include "lib/string.h"
#include "r5f/cpu.h"
#include "r5f/vim.h"

/* Stack frame that context_swap() in switch.S pushes */
struct context_frame {
    uint64_t d[8];
    uint32_t r3_to_r11[9];
    uint32_t lr;
};

/* In switch.S */
void context_swap(context_choose *choose);
void context_enter(void *sp) __attribute__((noreturn));
void context_first(void);

static context_choose *choose;
static bool wanted;

void *context_new(void *stack_top, void (*entry)(void))
{
    struct context_frame *frame = stack_top;

    frame--;
    memset(frame, 0, sizeof(*frame));
    frame->r3_to_r11[1] = (uint32_t)entry;
    frame->lr = (uint32_t)context_first;
    return frame;
}

/* The last interrupt handler has ended; IRQ is masked */
static void context_after_interrupt(void)
{
    if (wanted) {
        wanted = false;
        context_swap(choose);
    }
}

void context_start(context_choose *function, void *sp)
{
    cpu_irq_disable();
    choose = function;
    vim_on_exit(context_after_interrupt);
    context_enter(sp);
}

void context_switch(void)
{
    uint32_t cpsr = cpu_irq_save();

    if (vim_in_interrupt()) {
        wanted = true;
    } else {
        context_swap(choose);
    }
    cpu_irq_restore(cpsr);
}
