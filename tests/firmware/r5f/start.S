/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cortex-R5F: exception vectors, reset, exception and interrupt entry.
 *
 * All of this is ARM code in the TCM at address 0. The MPU is off at reset, and
 * the default memory map forbids execution from 0x80000000 up, so firmware
 * cannot start in DRAM. The core must leave reset with TEINIT = 0.
 */

#include "r5f/cpu.h"

        .syntax unified
        .arm

        .section .vectors, "ax"
        .global vectors
vectors:
        b       reset
        b       undef_entry
        b       svc_entry
        b       prefetch_abort_entry
        b       data_abort_entry
        b       .                       /* reserved */
        b       irq_entry_vector
        b       fiq_entry

        .text

        .macro  set_stack mode, top
        cps     #\mode
        ldr     sp, =\top
        .endm

reset:
        /* Known state after earlier code: no MPU, caches, VIC port, Thumb */
        mrc     p15, 0, r0, c1, c0, 0
        ldr     r1, =(SCTLR_M | SCTLR_A | SCTLR_C | SCTLR_I | SCTLR_V | \
                      SCTLR_BR | SCTLR_VE | SCTLR_TE)
        bic     r0, r0, r1
        dsb
        mcr     p15, 0, r0, c1, c0, 0
        isb

        cpsid   if
        set_stack MODE_FIQ, __fiq_stack_top
        set_stack MODE_ABT, __abort_stack_top
        set_stack MODE_UND, __undef_stack_top
        set_stack MODE_SVC, __svc_stack_top
        set_stack MODE_SYS, __stack_top

        /* Permit access to coprocessors 10 and 11 (VFP), then enable VFP */
        mrc     p15, 0, r0, c1, c0, 2
        orr     r0, r0, #(0xf << 20)
        mcr     p15, 0, r0, c1, c0, 2
        isb
        mov     r0, #(1 << 30)
        vmsr    fpexc, r0
        mov     r0, #0
        vmsr    fpscr, r0

        /* Copy .data from its load image: a restart may come without a load */
        ldr     r0, =__data_start
        ldr     r1, =__data_end
        ldr     r2, =__data_load
1:      cmp     r0, r1
        ldrlo   r3, [r2], #4
        strlo   r3, [r0], #4
        blo     1b

        ldr     r0, =__bss_start
        ldr     r1, =__bss_end
        mov     r2, #0
2:      cmp     r0, r1
        strlo   r2, [r0], #4
        blo     2b

        bl      mpu_init
        cpsie   a
        bl      main
3:      wfi
        b       3b

/*
 * Faults: the stack frame is struct exception_frame. exception() returns only
 * during a probe, and has set the frame's pc to the next instruction.
 */
        .macro  fault_entry name, mode, kind, offset
\name:
        .if     \offset
        sub     lr, lr, #\offset
        .endif
        srsdb   sp!, #\mode
        push    {r0-r12, lr}
        mov     r0, #\kind
        mov     r1, sp
        bl      exception
        pop     {r0-r12, lr}
        rfeia   sp!
        .endm

        /* Thumb would need offset 2 for undefined; all code here is ARM */
        fault_entry undef_entry, MODE_UND, EXCEPTION_UNDEF, 4
        fault_entry svc_entry, MODE_SVC, EXCEPTION_SVC, 4
        fault_entry prefetch_abort_entry, MODE_ABT, EXCEPTION_PREFETCH, 4
        fault_entry data_abort_entry, MODE_ABT, EXCEPTION_DATA, 8

/*
 * Interrupts: save the registers that a C function may change, align the stack,
 * call the function. IRQs run in System mode on the main stack, so that an
 * interrupt of higher priority can nest without loss of return state.
 */
        .macro  interrupt_entry name, mode, function, argument
        .global \name
\name:
        sub     lr, lr, #4
        srsdb   sp!, #\mode
        .if     \mode == MODE_SYS
        cps     #MODE_SYS
        .endif
        push    {r0-r3, r12, lr}
        and     r1, sp, #4
        sub     sp, sp, r1
        vpush   {d0-d7}
        vmrs    r0, fpscr
        push    {r0, r1}
        mov     r0, #\argument
        bl      \function
        pop     {r0, r1}
        vmsr    fpscr, r0
        vpop    {d0-d7}
        add     sp, sp, r1
        pop     {r0-r3, r12, lr}
        rfeia   sp!
        .endm

        /* Entry from the vector at 0x18: software reads the VIM's IRQVEC */
        interrupt_entry irq_entry_vector, MODE_SYS, vim_irq, 0
        /* Entry through the VIC port (SCTLR.VE): the core has read IRQVEC */
        interrupt_entry irq_entry_port, MODE_SYS, vim_irq, 1
        interrupt_entry fiq_entry, MODE_FIQ, vim_fiq, 0

        .end
