/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Faults
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "Exception model",
 * "Fault behavior".
 */

#include <stdbool.h>
#include "cpu.h"
#include "irq.h"
#include "lib/mailbox.h"
#include "lib/mmio.h"
#include "lib/rproc.h"
#include "lib/trace.h"
#include "m4f/entry.h"

#define SCB_CPUID               0xe000ed00
#define SCB_VTOR                0xe000ed08
#define SCB_CCR                 0xe000ed14
#define SCB_CFSR                0xe000ed28
#define SCB_HFSR                0xe000ed2c
#define SCB_MMFAR               0xe000ed34
#define SCB_BFAR                0xe000ed38

#define NUM_FAULTS              7

static const char *const fault_names[NUM_FAULTS] = {
    [2] = "nmi",
    [3] = "hard fault",
    [4] = "memory management fault",
    [5] = "bus fault",
    [6] = "usage fault",
};

static bool crashed;

void cpu_print_identity(void)
{
    trace_printf("cpuid 0x%08lx vtor 0x%08lx ccr 0x%08lx\n",
                 mmio_read32(SCB_CPUID), mmio_read32(SCB_VTOR),
                 mmio_read32(SCB_CCR));
}

static void print_frame(const struct exception_frame *frame)
{
    unsigned i;

    trace_printf("crash: %s at pc 0x%08lx, xpsr 0x%08lx\n",
                 fault_names[cpu_ipsr() % NUM_FAULTS], frame->pc,
                 frame->xpsr);
    trace_printf("crash: cfsr 0x%08lx hfsr 0x%08lx mmfar 0x%08lx "
                 "bfar 0x%08lx\n",
                 mmio_read32(SCB_CFSR), mmio_read32(SCB_HFSR),
                 mmio_read32(SCB_MMFAR), mmio_read32(SCB_BFAR));
    for (i = 0; i < 4; i++) {
        trace_printf("crash: r%u 0x%08lx\n", i, frame->r0_to_r3[i]);
    }
    for (i = 0; i < 8; i++) {
        trace_printf("crash: r%u 0x%08lx\n", 4 + i, frame->r4_to_r11[i]);
    }
    trace_printf("crash: r12 0x%08lx sp 0x%08lx lr 0x%08lx\n", frame->r12,
                 (uint32_t)(frame + 1), frame->lr);
}

void crash_stop(void)
{
    /* Nothing may end the WFI, which the system firmware checks */
    irq_mask_all();
    mailbox_send(RP_MBOX_CRASH);
    for (;;) {
        cpu_wfi();
    }
}

void fault(struct exception_frame *frame)
{
    /* A fault during the report must not start another report */
    cpu_irq_save();
    if (!crashed) {
        crashed = true;
        print_frame(frame);
        crash_stop();
    }
    for (;;) {
        cpu_wfi();
    }
}

/* All code runs on the main stack, so the core's frame is on top of it */
void __attribute__((naked)) fault_entry(void)
{
    asm volatile("sub sp, sp, #4\n\t"
                 "push {r4-r11, lr}\n\t"
                 "mov r0, sp\n\t"
                 "bl fault\n\t"
                 "b .");
}
