/*
 * Memories of remote cores that are accessible only while their module is on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_MEMORY_UTILS_H
#define TESTS_QTEST_K3_MEMORY_UTILS_H

#include "qemu/cutils.h"
#include "k3-test-utils.h"

/* Log message for each access to a memory that is not accessible */
#define NO_ANSWER       "that no powered core answers"

/* One access of each size fails, at both ends of the memory */
static inline void assert_closed(QTestState *qts, const char *log,
                                 uint64_t addr, uint32_t size)
{
    unsigned before = k3_count_words(log, NO_ANSWER);

    qtest_writeb(qts, addr, 0xa5);
    qtest_writew(qts, addr, 0xa5a5);
    qtest_writel(qts, addr + size - 4, 0xa5a5a5a5);
    qtest_writeq(qts, addr + size - 8, 0xa5a5a5a5a5a5a5a5);
    g_assert_cmphex(qtest_readb(qts, addr), ==, 0);
    g_assert_cmphex(qtest_readw(qts, addr), ==, 0);
    g_assert_cmphex(qtest_readl(qts, addr + size - 4), ==, 0);
    g_assert_cmphex(qtest_readq(qts, addr + size - 8), ==, 0);
    g_assert_cmpuint(k3_count_words(log, NO_ANSWER), ==, before + 8);
}

static inline void assert_zero(QTestState *qts, uint64_t addr, uint32_t size)
{
    g_autofree uint8_t *bytes = g_malloc(size);

    qtest_memread(qts, addr, bytes, size);
    g_assert_true(buffer_is_zero(bytes, size));
}

/* Accesses of each size work; leaves non-zero data at both ends */
static inline void assert_open(QTestState *qts, uint64_t addr, uint32_t size)
{
    uint64_t last = addr + size - 8;

    qtest_writeq(qts, addr, 0x8877665544332211);
    g_assert_cmphex(qtest_readq(qts, addr), ==, 0x8877665544332211);
    g_assert_cmphex(qtest_readb(qts, addr), ==, 0x11);
    g_assert_cmphex(qtest_readb(qts, addr + 7), ==, 0x88);
    g_assert_cmphex(qtest_readw(qts, addr + 2), ==, 0x4433);
    g_assert_cmphex(qtest_readl(qts, addr + 4), ==, 0x88776655);
    qtest_writeb(qts, addr + 1, 0xb1);
    g_assert_cmphex(qtest_readl(qts, addr), ==, 0x4433b111);
    qtest_writew(qts, addr + 2, 0xb3b2);
    qtest_writel(qts, addr + 4, 0xb7b6b5b4);
    g_assert_cmphex(qtest_readq(qts, addr), ==, 0xb7b6b5b4b3b2b111);
    qtest_writeq(qts, last, 0x0123456789abcdef);
    g_assert_cmphex(qtest_readq(qts, last), ==, 0x0123456789abcdef);
}

#endif
