/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cortex-R5F: modes, system control register, barriers, interrupt masking,
 * cycle counter. The first part is shared with assembly.
 *
 * Source: ARM Cortex-R5 Technical Reference Manual (DDI 0460), chapter
 * "System Control"; ARMv7-A/R Architecture Reference Manual (DDI 0406).
 */

#ifndef R5F_CPU_H
#define R5F_CPU_H

#define MODE_FIQ                0x11
#define MODE_IRQ                0x12
#define MODE_SVC                0x13
#define MODE_ABT                0x17
#define MODE_UND                0x1b
#define MODE_SYS                0x1f

#define PSR_T                   (1 << 5)
#define PSR_F                   (1 << 6)
#define PSR_I                   (1 << 7)

#define SCTLR_M                 (1 << 0)    /* MPU */
#define SCTLR_A                 (1 << 1)    /* alignment faults */
#define SCTLR_C                 (1 << 2)    /* data cache */
#define SCTLR_I                 (1 << 12)   /* instruction cache */
#define SCTLR_V                 (1 << 13)   /* vectors at 0xffff0000 */
#define SCTLR_BR                (1 << 17)   /* MPU background region */
#define SCTLR_VE                (1 << 24)   /* IRQ vector from the VIC port */
#define SCTLR_TE                (1 << 30)   /* exceptions in Thumb state */

/* Kinds of exception, as the vectors in start.S number them */
#define EXCEPTION_UNDEF         0
#define EXCEPTION_SVC           1
#define EXCEPTION_PREFETCH      2
#define EXCEPTION_DATA          3

/* Code addresses are even: all code is in Arm state */
#define CPU_CODE_BIT            0

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

/* Read or write a CP15 register; the arguments are literal numbers */
#define CP15_READ(opc1, crn, crm, opc2)                                     \
    ({                                                                      \
        uint32_t value_;                                                    \
        asm volatile("mrc p15, " #opc1 ", %0, c" #crn ", c" #crm ", " #opc2 \
                     : "=r" (value_));                                      \
        value_;                                                             \
    })

#define CP15_WRITE(opc1, crn, crm, opc2, value)                             \
    asm volatile("mcr p15, " #opc1 ", %0, c" #crn ", c" #crm ", " #opc2     \
                 : : "r" ((uint32_t)(value)) : "memory")

static inline uint32_t cpu_midr(void)
{
    return CP15_READ(0, 0, 0, 0);
}

static inline uint32_t cpu_mpidr(void)
{
    return CP15_READ(0, 0, 0, 5);
}

static inline unsigned cpu_cluster(void)
{
    return (cpu_mpidr() >> 8) & 0xff;
}

static inline unsigned cpu_core(void)
{
    return cpu_mpidr() & 0xff;
}

static inline uint32_t cpu_sctlr(void)
{
    return CP15_READ(0, 1, 0, 0);
}

static inline void cpu_barrier(void)
{
    asm volatile("dsb" : : : "memory");
    asm volatile("isb" : : : "memory");
}

static inline void cpu_set_sctlr(uint32_t value)
{
    cpu_barrier();
    CP15_WRITE(0, 1, 0, 0, value);
    cpu_barrier();
}

/* Wait for interrupt; a pending interrupt ends it even when it is masked */
static inline void cpu_wfi(void)
{
    asm volatile("dsb\n\twfi" : : : "memory");
}

static inline void cpu_irq_enable(void)
{
    asm volatile("cpsie i" : : : "memory");
}

static inline void cpu_irq_disable(void)
{
    asm volatile("cpsid i" : : : "memory");
}

static inline void cpu_fiq_enable(void)
{
    asm volatile("cpsie f" : : : "memory");
}

static inline void cpu_fiq_disable(void)
{
    asm volatile("cpsid f" : : : "memory");
}

/* Mask IRQ and FIQ; returns the CPSR for cpu_irq_restore() */
static inline uint32_t cpu_irq_save(void)
{
    uint32_t cpsr;

    asm volatile("mrs %0, cpsr\n\tcpsid if" : "=r" (cpsr) : : "memory");
    return cpsr;
}

static inline void cpu_irq_restore(uint32_t cpsr)
{
    asm volatile("msr cpsr_c, %0" : : "r" (cpsr) : "memory");
}

/*
 * The PMU's cycle counter, divided by 64 so that its 32 bits do not overflow
 * for minutes. No other clock is available to every app.
 */
#define CPU_CYCLES_PER_STAMP    64
/* QEMU's PMU counts at 1 GHz, whatever the core's clock rate */
#define CPU_STAMPS_PER_MS       (1000000 / CPU_CYCLES_PER_STAMP)

static inline void cpu_stamp_start(void)
{
    /* PMCR: D (divide by 64), C (clear the cycle counter), E (enable) */
    CP15_WRITE(0, 9, 12, 0, (1 << 3) | (1 << 2) | (1 << 0));
    /* PMCNTENSET: the cycle counter */
    CP15_WRITE(0, 9, 12, 1, 1u << 31);
}

static inline uint32_t cpu_stamp(void)
{
    return CP15_READ(0, 9, 13, 0);
}

/* The core sees SoC addresses unchanged */
static inline uint32_t cpu_bus(uint32_t address)
{
    return address;
}

/* Print a trace line that identifies the core */
void cpu_print_identity(void);

#endif /* __ASSEMBLER__ */

#endif /* R5F_CPU_H */
