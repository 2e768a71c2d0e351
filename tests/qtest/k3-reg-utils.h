/*
 * Registers of the device that a qtest is about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A test defines REGS, the address of the registers, before it includes this.
 */
#ifndef TESTS_QTEST_K3_REG_UTILS_H
#define TESTS_QTEST_K3_REG_UTILS_H

#include "k3-test-utils.h"

static inline uint32_t rd(QTestState *qts, uint64_t offset)
{
    return qtest_readl(qts, REGS + offset);
}

static inline void wr(QTestState *qts, uint64_t offset, uint32_t value)
{
    qtest_writel(qts, REGS + offset, value);
}

/* The only interrupt of the device */
static inline bool irq(QTestState *qts)
{
    return qtest_get_irq(qts, 0);
}

typedef struct K3Reg {
    uint32_t offset;
    uint32_t reset;
    uint32_t ones;      /* value after a write of all ones */
    uint32_t count;     /* number of registers like this one; 0: one */
    uint32_t stride;    /* distance between these registers */
} K3Reg;

/* @base: address of this instance of the device */
static inline void k3_assert_reset_values(QTestState *qts, uint64_t base,
                                          const K3Reg *regs, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        for (uint32_t n = 0; n < MAX(regs[i].count, 1); n++) {
            g_assert_cmphex(qtest_readl(qts, base + regs[i].offset +
                                             n * regs[i].stride),
                            ==, regs[i].reset);
        }
    }
}

static inline void k3_assert_writable_bits(QTestState *qts, uint64_t base,
                                           const K3Reg *regs, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        qtest_writel(qts, base + regs[i].offset, 0xffffffff);
        g_assert_cmphex(qtest_readl(qts, base + regs[i].offset), ==,
                        regs[i].ones);
    }
}

#endif
