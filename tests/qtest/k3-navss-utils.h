/*
 * SoCs whose mailboxes are in NAVSS0, behind its interrupt router: AM65x, J7
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_NAVSS_UTILS_H
#define TESTS_QTEST_K3_NAVSS_UTILS_H

#include "k3-mailbox-utils.h"
#include "k3-test-utils.h"
#include "k3-route-utils.h"

/* Groups of twelve clusters, with descending inputs of the router */
#define MAILBOX(c)      (0x31f80000 + 0x10000 * ((c) / 12) + \
                         0x1000 * ((c) % 12))
#define MESSAGE(c, m)   (MAILBOX(c) + MBOX_MESSAGE(m))
#define IRQ_ENABLE(c, u) (MAILBOX(c) + MBOX_IRQ_ENABLED(u))
#define MAILBOX_INPUT(c, u) (((c) < 12 ? 436 : 484) - 4 * ((c) % 12) + (u))

/* Selects the input of an output of the J7 families' router */
#define MUX(output)     (0x310e0004 + 4 * (output))

/* An R5F core with a program of its own */
typedef struct NavssCore {
    uint32_t vim;
    uint32_t atcm;
    uint16_t dev;
    uint8_t proc;
    uint8_t host;               /* non-secure host id */
    uint8_t rx;
    uint8_t tx;
    bool mcu;
    unsigned output;            /* first router output assigned to the core */
    unsigned line;              /* interrupt line connected to this output */
} NavssCore;

/* A host that sends from @tx and receives on @rx, of the MCU domain or not */
static inline SciHost navss_host(QTestState *qts, bool mcu, uint8_t id,
                                 unsigned rx, unsigned tx)
{
    return (SciHost) { .qts = qts, .id = id, .rx = rx, .tx = tx,
                       .data = mcu ? 0x2a480000 : 0x32c00000,
                       .rt = mcu ? 0x2a380000 : 0x32400000 };
}

/* Linux on the J7 families */
static inline SciHost navss_linux_host(QTestState *qts)
{
    return navss_host(qts, false, 12, 11, 13);
}

static inline SciHost navss_core_host(QTestState *qts, const NavssCore *core)
{
    return navss_host(qts, core->mcu, core->host, core->rx, core->tx);
}

/* Line @line of R5F number @n as its interrupt controller at @vim sees it */
static inline bool k3_vim_raw(QTestState *qts, int n, uint32_t vim,
                              unsigned line)
{
    uint64_t raw = K3_R5F_VIEW(n) + vim + 0x400 + 0x20 * (line / 32);

    return qtest_readl(qts, raw) >> (line % 32) & 1;
}

static inline void k3_assert_memory(QTestState *qts, uint64_t base,
                                    uint64_t size)
{
    qtest_writeq(qts, base, base ^ 0x0123456789abcdefull);
    qtest_writeq(qts, base + size - 8, ~base);
    g_assert_cmphex(qtest_readq(qts, base), ==, base ^ 0x0123456789abcdefull);
    g_assert_cmphex(qtest_readq(qts, base + size - 8), ==, ~base);
}

#endif
