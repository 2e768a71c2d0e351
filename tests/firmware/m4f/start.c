/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cortex-M4F: vector table and reset
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "Exception model";
 * AM64x Technical Reference Manual (SPRUIM2), "Region-based Address
 * Translation (RAT) Module".
 */

#include <stddef.h>
#include "cpu.h"
#include "lib/mmio.h"
#include "m4f/entry.h"
#include "m4f/mpu.h"

#define RAT_CTRL(k)             (0x20 + 0x10 * (k))
#define RAT_BASE(k)             (0x24 + 0x10 * (k))
#define RAT_TRANS_L(k)          (0x28 + 0x10 * (k))
#define RAT_TRANS_U(k)          (0x2c + 0x10 * (k))
#define RAT_ENABLE              (1u << 31)

#define SCB_SHCSR               0xe000ed24
#define SHCSR_FAULTS            (7 << 16)   /* memory, bus, usage */
#define SCB_CPACR               0xe000ed88
#define CPACR_FPU               (0xf << 20)

#define NUM_IRQS                64

extern char __stack_top[];
extern uint32_t __data_start[], __data_end[], __data_load[];
extern uint32_t __bss_start[], __bss_end[];

uint32_t cpu_stamp_timer;

static void rat_init(uint32_t rat)
{
    static const uint32_t regions[][2] = { CPU_RAT_REGIONS };
    unsigned k;

    for (k = 0; k < sizeof(regions) / sizeof(regions[0]); k++) {
        mmio_write32(rat + RAT_CTRL(k), 0);
        mmio_write32(rat + RAT_BASE(k), regions[k][0]);
        mmio_write32(rat + RAT_TRANS_L(k), regions[k][1]);
        mmio_write32(rat + RAT_TRANS_U(k), 0);
        mmio_write32(rat + RAT_CTRL(k), RAT_ENABLE | CPU_RAT_REGION_LOG2);
    }
    cpu_barrier();
}

/* Volatile: prevents calls of memcpy() and memset(), which use the FPU */
static void __attribute__((noreturn)) reset_entry(void)
{
    const struct k3_core *core;
    volatile uint32_t *to;
    const uint32_t *from = __data_load;

    /* Copy .data from its load image: a restart may come without a load */
    for (to = __data_start; to < __data_end; to++) {
        *to = *from++;
    }
    for (to = __bss_start; to < __bss_end; to++) {
        *to = 0;
    }

    mmio_write32(SCB_CPACR, CPACR_FPU);
    mmio_write32(SCB_SHCSR, SHCSR_FAULTS);
    cpu_barrier();
    core = k3_this_core();
    if (core != NULL) {
        cpu_stamp_timer = core->stamp_base;
        rat_init(core->rat.base);
        mpu_init(core);
        main();
    }
    for (;;) {
        cpu_wfi();
    }
}

struct vector_table {
    void *stack;
    void (*entry[15 + NUM_IRQS])(void);
};

const struct vector_table vectors __attribute__((section(".vectors"), used)) = {
    .stack = __stack_top,
    .entry = {
        [0] = reset_entry,
        [1 ... 5] = fault_entry,            /* NMI, and the faults */
        [6 ... 12] = interrupt_entry,
        [13] = pendsv_entry,                /* may use interrupt_entry */
        [14 ... 14 + NUM_IRQS] = interrupt_entry,
    },
};
