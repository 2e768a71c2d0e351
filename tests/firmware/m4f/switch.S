/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cortex-M4F: change of context, in PendSV. Contexts run on the process stack.
 * The core has pushed the other registers there. context_new() in context.c
 * makes such a frame.
 */

        .syntax unified
        .thumb
        .text

        .global pendsv_entry
        .thumb_func
pendsv_entry:
        ldr     r1, =context_function
        ldr     r1, [r1]
        cmp     r1, #0
        beq     no_contexts
        cpsid   i
        mrs     r0, psp
        tst     lr, #0x10               /* clear: floating point was used */
        it      eq
        vstmdbeq r0!, {s16-s31}
        stmdb   r0!, {r4-r11, lr}
        blx     r1
        ldmia   r0!, {r4-r11, lr}
        tst     lr, #0x10
        it      eq
        vldmiaeq r0!, {s16-s31}
        msr     psp, r0
        cpsie   i
        bx      lr

        /* Without contexts, treat PendSV like any other exception */
no_contexts:
        b       interrupt_entry

        .end
