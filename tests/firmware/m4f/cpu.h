/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cortex-M4F in a K3 SoC: identity, barriers, interrupt masking, a clock, and
 * addresses in the main domain.
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403); AM64x Technical
 * Reference Manual (SPRUIM2), "M4F 32b memory map view", "Timers".
 */

#ifndef M4F_CPU_H
#define M4F_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/mmio.h"
#include "soc/soc.h"

/* Code addresses are odd: all code is Thumb */
#define CPU_CODE_BIT            1

/* No register identifies this core */
static inline unsigned cpu_cluster(void)
{
    return K3_CLUSTER_M4F;
}

static inline unsigned cpu_core(void)
{
    return 0;
}

/* Number of the exception that is being handled, 0 for none */
static inline uint32_t cpu_ipsr(void)
{
    uint32_t ipsr;

    asm volatile("mrs %0, ipsr" : "=r" (ipsr));
    return ipsr;
}

static inline void cpu_barrier(void)
{
    asm volatile("dsb" : : : "memory");
    asm volatile("isb" : : : "memory");
}

/* Wait for interrupt; a pending interrupt ends it even when it is masked */
static inline void cpu_wfi(void)
{
    asm volatile("dsb\n\twfi" : : : "memory");
}

static inline void cpu_irq_enable(void)
{
    asm volatile("cpsie i\n\tisb" : : : "memory");
}

static inline void cpu_irq_disable(void)
{
    asm volatile("cpsid i" : : : "memory");
}

/* Mask interrupts; returns the PRIMASK for cpu_irq_restore() */
static inline uint32_t cpu_irq_save(void)
{
    uint32_t primask;

    asm volatile("mrs %0, primask\n\tcpsid i" : "=r" (primask) : : "memory");
    return primask;
}

static inline void cpu_irq_restore(uint32_t primask)
{
    asm volatile("msr primask, %0\n\tisb" : : "r" (primask) : "memory");
}

/*
 * A timer of the MCU domain runs freely at 25 MHz, and the core at 400 MHz.
 * SysTick has only 24 bits, too few to measure minutes, and not every core has
 * the cycle counter of the debug unit.
 */
#define CPU_CYCLES_PER_STAMP    16
#define CPU_STAMPS_PER_MS       (k3_soc.timer_hz / 1000)
#define CPU_STAMP_TCLR          (cpu_stamp_timer + 0x38)
#define CPU_STAMP_TCRR          (cpu_stamp_timer + 0x3c)
#define CPU_STAMP_TLDR          (cpu_stamp_timer + 0x40)

/* Base of that timer; start.c sets it */
extern uint32_t cpu_stamp_timer;

static inline void cpu_stamp_start(void)
{
    mmio_write32(CPU_STAMP_TCLR, 0);
    mmio_write32(CPU_STAMP_TLDR, 0);
    mmio_write32(CPU_STAMP_TCRR, 0);
    mmio_write32(CPU_STAMP_TCLR, (1 << 1) | (1 << 0));
}

static inline uint32_t cpu_stamp(void)
{
    return mmio_read32(CPU_STAMP_TCRR);
}

/*
 * The core sees SoC addresses through the RAT's regions, which start.c sets up
 * as SDKs do
 */
#define CPU_RAT_REGIONS                                                     \
    { 0xb0000000, 0x20000000 },                                             \
    { 0xc0000000, 0x40000000 },

#define CPU_RAT_REGION_LOG2     28

static inline uint32_t cpu_bus(uint32_t address)
{
    static const uint32_t regions[][2] = { CPU_RAT_REGIONS };
    unsigned i;

    for (i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
        if ((address ^ regions[i][1]) >> CPU_RAT_REGION_LOG2 == 0) {
            return address - regions[i][1] + regions[i][0];
        }
    }
    return address;
}

/* Print a trace line that identifies the core */
void cpu_print_identity(void);

#endif /* M4F_CPU_H */
