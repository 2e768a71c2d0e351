/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cortex-R5F: change of context, in System mode with IRQ masked.
 *
 * An interrupt leaves its stack frame on the stack of the interrupted context.
 * So this code saves only the registers that a C function preserves.
 * context_new() in context.c makes such a frame.
 */

#include "r5f/cpu.h"

        .syntax unified
        .arm
        .text

/* void context_swap(context_choose *choose) */
        .global context_swap
context_swap:
        push    {r3-r11, lr}
        vpush   {d8-d15}
        mov     r1, r0
        mov     r0, sp
        blx     r1
context_resume:
        mov     sp, r0
        vpop    {d8-d15}
        pop     {r3-r11, pc}

/* void context_enter(void *sp): never returns */
        .global context_enter
context_enter:
        b       context_resume

/* A new context starts here, with entry() in r4 */
        .global context_first
context_first:
        cpsie   i
        blx     r4
1:      b       1b

        .end
