/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 control module
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"

#define BASE            0x43000000
#define REGS            BASE
#include "k3-reg-utils.h"

#define SIZE            0x20000
#define PARTITION       0x4000
#define PROXY1          0x2000

#define JTAGID          0x14
#define KICK0           0x1008
#define KICK1           0x100c
#define KICK0_VALUE     0x68ef3490
#define KICK1_VALUE     0xd172bc5a

/* Clock select of TIMER8, in partition 2 */
#define TIMER8_CLKSEL   0x81d0

static void unlock(QTestState *qts, unsigned view)
{
    wr(qts, view + KICK0, KICK0_VALUE);
    wr(qts, view + KICK1, KICK1_VALUE);
}

static void lock(QTestState *qts, unsigned view)
{
    wr(qts, view + KICK0, 0);
    wr(qts, view + KICK1, 0);
}

static QTestState *start(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    /* Lock all views, whatever their state after machine start is */
    for (unsigned view = 0; view < SIZE; view += PROXY1) {
        lock(qts, view);
    }
    return qts;
}

static void test_jtagid(void)
{
    QTestState *qts = start();

    g_assert_cmphex(rd(qts, JTAGID), ==, 0x1bb3802f);
    g_assert_cmphex(rd(qts, PROXY1 + JTAGID), ==, 0x1bb3802f);
    g_assert_cmphex(qtest_readb(qts, BASE + JTAGID), ==, 0x2f);
    g_assert_cmphex(qtest_readb(qts, BASE + JTAGID + 3), ==, 0x1b);
    g_assert_cmphex(qtest_readw(qts, BASE + JTAGID + 2), ==, 0x1bb3);
    unlock(qts, 0);
    wr(qts, JTAGID, 0);
    wr(qts, JTAGID, 0xffffffff);
    qtest_writeb(qts, BASE + JTAGID + 1, 0);
    g_assert_cmphex(rd(qts, JTAGID), ==, 0x1bb3802f);
    qtest_quit(qts);
}

/* Each view of each partition has its own lock */
static void test_lock(void)
{
    QTestState *qts = start();

    for (unsigned view = 0; view < SIZE; view += PROXY1) {
        unsigned latch = view + 0x1d0;

        wr(qts, latch, 0x1234);
        g_assert_cmphex(rd(qts, latch), !=, 0x1234);
        g_assert_cmphex(rd(qts, view + KICK0), ==, 0);
        g_assert_cmphex(rd(qts, view + KICK1), ==, 0);

        unlock(qts, view);
        for (unsigned v = 0; v < SIZE; v += PROXY1) {
            g_assert_cmphex(rd(qts, v + KICK0), ==, v == view);
            g_assert_cmphex(rd(qts, v + KICK1), ==, v == view);
        }
        wr(qts, latch, 0x5678 + view);
        g_assert_cmphex(rd(qts, latch), ==, 0x5678 + view);

        lock(qts, view);
        g_assert_cmphex(rd(qts, view + KICK0), ==, 0);
        wr(qts, latch, 0x1234);
        g_assert_cmphex(rd(qts, latch), ==, 0x5678 + view);
    }
    qtest_quit(qts);
}

static void test_kick_sequence(void)
{
    QTestState *qts = start();

    /* Wrong values, or the right values in the wrong order, do not unlock */
    wr(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);
    wr(qts, KICK0, KICK0_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);
    wr(qts, KICK1, KICK0_VALUE);
    wr(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);
    wr(qts, KICK0, KICK0_VALUE + 1);
    wr(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);

    /* 16-bit writes do not unlock */
    qtest_writew(qts, BASE + KICK0, KICK0_VALUE & 0xffff);
    qtest_writew(qts, BASE + KICK0 + 2, KICK0_VALUE >> 16);
    wr(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);

    /* A key written half to one view and half to another does not unlock */
    wr(qts, KICK0, KICK0_VALUE);
    wr(qts, PROXY1 + KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, PROXY1 + KICK0), ==, 0);
    wr(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 1);

    /* Repeating the key keeps the view unlocked; any other value locks it */
    unlock(qts, 0);
    g_assert_cmphex(rd(qts, KICK0), ==, 1);
    wr(qts, KICK0, 0);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);
    unlock(qts, 0);
    wr(qts, KICK1, 1);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);

    /* The whole key in one 64-bit access unlocks */
    qtest_writeq(qts, BASE + KICK0,
                 ((uint64_t)KICK1_VALUE << 32) | KICK0_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 1);
    qtest_quit(qts);
}

/* Both views show the same latches */
static void test_proxy(void)
{
    QTestState *qts = start();

    unlock(qts, 0x8000);
    wr(qts, TIMER8_CLKSEL, 3);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, 3);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL + PROXY1), ==, 3);
    wr(qts, TIMER8_CLKSEL + PROXY1, 5);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, 3);
    unlock(qts, 0x8000 + PROXY1);
    wr(qts, TIMER8_CLKSEL + PROXY1, 5);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, 5);
    qtest_quit(qts);
}

static void test_sizes(void)
{
    QTestState *qts = start();
    uint64_t reg = BASE + TIMER8_CLKSEL;

    unlock(qts, 0x8000);
    qtest_writeq(qts, reg, 0x1122334455667788ULL);
    g_assert_cmphex(qtest_readq(qts, reg), ==, 0x1122334455667788ULL);
    g_assert_cmphex(qtest_readl(qts, reg), ==, 0x55667788);
    g_assert_cmphex(qtest_readl(qts, reg + 4), ==, 0x11223344);
    qtest_writeb(qts, reg + 1, 0xaa);
    g_assert_cmphex(qtest_readl(qts, reg), ==, 0x5566aa88);
    qtest_writew(qts, reg + 2, 0xbbcc);
    g_assert_cmphex(qtest_readl(qts, reg), ==, 0xbbccaa88);
    for (unsigned i = 0; i < 4; i++) {
        g_assert_cmphex(qtest_readb(qts, reg + i), ==,
                        (0xbbccaa88 >> (8 * i)) & 0xff);
    }
    qtest_quit(qts);
}

/* First and last latches, and the range from 0x1000 to 0x10ff */
static void test_boundaries(void)
{
    static const unsigned latches[] = {
        0x0, 0xffc, 0x1100, 0x1ffc, 0x4000, 0x5ffc, SIZE - PARTITION,
        SIZE - PROXY1 - 4,
    };
    QTestState *qts = start();

    for (unsigned i = 0; i < ARRAY_SIZE(latches); i++) {
        unlock(qts, latches[i] & ~(PARTITION - 1));
        wr(qts, latches[i], 0xcafe0000 + i);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(latches); i++) {
        g_assert_cmphex(rd(qts, latches[i]), ==, 0xcafe0000 + i);
        g_assert_cmphex(rd(qts, latches[i] + PROXY1), ==, 0xcafe0000 + i);
    }
    for (unsigned offset = 0x1000; offset < 0x1100; offset += 4) {
        if (offset != KICK0 && offset != KICK1) {
            wr(qts, offset, 0xffffffff);
            g_assert_cmphex(rd(qts, offset), ==, 0);
        }
    }
    g_assert_cmphex(rd(qts, KICK0), ==, 1);
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = start();
    uint32_t before;

    qtest_system_reset(qts);
    before = rd(qts, TIMER8_CLKSEL);
    unlock(qts, 0x8000);
    wr(qts, TIMER8_CLKSEL, ~before);
    qtest_system_reset(qts);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, before);
    g_assert_cmphex(rd(qts, JTAGID), ==, 0x1bb3802f);
    qtest_quit(qts);
}

/* Latches; a view that is open, one that is closed, and one with half a key */
static void test_migration(void)
{
    QTestState *qts = start();

    unlock(qts, 0x8000);
    wr(qts, TIMER8_CLKSEL, 3);
    unlock(qts, 0x8000 + PROXY1);
    lock(qts, 0x8000);
    wr(qts, KICK0, KICK0_VALUE);

    qts = k3_migrate(qts, K3_MACHINE, NULL);
    g_assert_cmphex(rd(qts, JTAGID), ==, 0x1bb3802f);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, 3);
    g_assert_cmphex(rd(qts, 0x8000 + KICK0), ==, 0);
    wr(qts, TIMER8_CLKSEL, 4);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, 3);
    wr(qts, TIMER8_CLKSEL + PROXY1, 5);
    g_assert_cmphex(rd(qts, TIMER8_CLKSEL), ==, 5);
    g_assert_cmphex(rd(qts, KICK0), ==, 0);
    wr(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(rd(qts, KICK0), ==, 1);
    qtest_quit(qts);
}

/* RST_CTRL and RST_SRC of the modules of the MAIN and the MCU domain */
#define MAIN_RST_CTRL   (BASE + 0x18170)
#define MCU_RST_CTRL    0x04518170
#define RST_SRC         8
#define ESM_DISABLED    0x20000
#define SW_MCU_WARMRST  0x00010000
#define SAFETY_ERROR    0x80000000

static void assert_source(QTestState *qts, uint32_t source)
{
    g_assert_cmphex(qtest_readl(qts, MCU_RST_CTRL + RST_SRC), ==, source);
    g_assert_cmphex(qtest_readl(qts, MAIN_RST_CTRL + RST_SRC), ==, source);
}

/* Software asks for a reset in a field of RST_CTRL */
static void test_reset_requests(void)
{
    static const struct {
        uint64_t reg;
        unsigned shift;
        uint32_t source;
    } requests[] = {
        { MAIN_RST_CTRL, 0, 1 << 21 },
        { MAIN_RST_CTRL, 4, 1 << 25 },
        { MCU_RST_CTRL, 0, 1 << 20 },
        { MCU_RST_CTRL, 4, 1 << 24 },
        { MCU_RST_CTRL, 8, SW_MCU_WARMRST },
    };
    QTestState *qts = qtest_init(K3_MACHINE);
    uint32_t all = 0;

    assert_source(qts, 0);
    g_assert_cmphex(qtest_readl(qts, MAIN_RST_CTRL), ==, 0x000200ff);
    g_assert_cmphex(qtest_readl(qts, MCU_RST_CTRL), ==, 0x00400fff);
    for (unsigned i = 0; i < ARRAY_SIZE(requests); i++) {
        uint32_t before = qtest_readl(qts, requests[i].reg);

        /* No other value is a request, and none stays */
        for (uint32_t value = 0; value < 16; value++) {
            if (value != 6) {
                qtest_writel(qts, requests[i].reg,
                             deposit32(before, requests[i].shift, 4, value));
                g_assert_cmphex(qtest_readl(qts, requests[i].reg), ==, before);
            }
        }
        assert_source(qts, all);
        qtest_writel(qts, requests[i].reg,
                     deposit32(before, requests[i].shift, 4, 6));
        qtest_qmp_eventwait(qts, "RESET");
        all |= requests[i].source;
        assert_source(qts, all);
        g_assert_cmphex(qtest_readl(qts, requests[i].reg), ==, before);
    }

    /* Each bit is cleared by writing 1, in the MCU domain only */
    qtest_writel(qts, MAIN_RST_CTRL + RST_SRC, all);
    assert_source(qts, all);
    qtest_writeb(qts, MCU_RST_CTRL + RST_SRC + 3, 0xff);
    assert_source(qts, all & 0xffffff);
    qtest_writel(qts, MCU_RST_CTRL + RST_SRC, all);
    assert_source(qts, 0);
    qtest_quit(qts);
}

/* What asked for a reset without RST_CTRL, and who keeps it */
static void test_reset_source(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    qtest_system_reset(qts);
    assert_source(qts, SW_MCU_WARMRST);
    qts = k3_migrate(qts, K3_MACHINE, NULL);
    assert_source(qts, SW_MCU_WARMRST);
    qtest_quit(qts);
}

/* Start RTI0 with its shortest period, and let it expire */
static void expire(QTestState *qts)
{
    qtest_writel(qts, 0x0e000094, 0);
    qtest_writel(qts, 0x0e000090, 0xa98559da);
    qtest_clock_step(qts, 1000000000);
}

static void test_watchdog(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    /* RST_CTRL decides whether the ESM resets the SoC */
    qtest_writel(qts, MCU_RST_CTRL, 0x00400fff | ESM_DISABLED);
    expire(qts);
    g_assert_null(qtest_qmp_event_ref(qts, "WATCHDOG"));
    assert_source(qts, 0);
    qtest_system_reset(qts);
    qtest_writel(qts, MCU_RST_CTRL + RST_SRC, 0xffffffff);
    expire(qts);
    qtest_qmp_eventwait(qts, "WATCHDOG");
    qtest_qmp_eventwait(qts, "RESET");
    assert_source(qts, SAFETY_ERROR);
    qtest_quit(qts);

    /* Nothing is reset, so there is no source */
    qts = qtest_init(K3_MACHINE " -action watchdog=none");
    expire(qts);
    qtest_qmp_eventwait(qts, "WATCHDOG");
    assert_source(qts, 0);
    qtest_quit(qts);
}

static void test_random(void)
{
    static const uint32_t likely[] = { KICK0_VALUE, KICK1_VALUE, 0 };
    GRand *rand = g_rand_new_with_seed(0x4b33);
    QTestState *qts = start();

    for (unsigned i = 0; i < 4000; i++) {
        unsigned offset = g_rand_int_range(rand, 0, SIZE);
        uint32_t value = g_rand_boolean(rand) ? g_rand_int(rand) :
            likely[g_rand_int_range(rand, 0, ARRAY_SIZE(likely))];

        if (g_rand_boolean(rand)) {
            offset = (offset & ~0x1fff) + KICK0 + (offset & 4);
        }
        switch (g_rand_int_range(rand, 0, 6)) {
        case 0:
            qtest_writeb(qts, BASE + offset, value);
            break;
        case 1:
            qtest_writew(qts, BASE + (offset & ~1), value);
            break;
        case 2:
            qtest_writeq(qts, BASE + (offset & ~7), value);
            break;
        case 3:
            qtest_readq(qts, BASE + (offset & ~7));
            break;
        default:
            wr(qts, offset & ~3, value);
            break;
        }
        offset &= ~0x1fff;
        g_assert_cmphex(rd(qts, offset + KICK0), ==, rd(qts, offset + KICK1));
        g_assert_cmphex(rd(qts, offset + KICK0), <=, 1);
    }
    g_assert_cmphex(rd(qts, JTAGID), ==, 0x1bb3802f);
    qtest_quit(qts);
    g_rand_free(rand);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/ctrl-mmr/jtagid", test_jtagid);
    qtest_add_func("/k3/ctrl-mmr/lock", test_lock);
    qtest_add_func("/k3/ctrl-mmr/kick-sequence", test_kick_sequence);
    qtest_add_func("/k3/ctrl-mmr/proxy", test_proxy);
    qtest_add_func("/k3/ctrl-mmr/sizes", test_sizes);
    qtest_add_func("/k3/ctrl-mmr/boundaries", test_boundaries);
    qtest_add_func("/k3/ctrl-mmr/reset", test_reset);
    qtest_add_func("/k3/ctrl-mmr/migration", test_migration);
    qtest_add_func("/k3/ctrl-mmr/reset-requests", test_reset_requests);
    qtest_add_func("/k3/ctrl-mmr/reset-source", test_reset_source);
    qtest_add_func("/k3/ctrl-mmr/watchdog", test_watchdog);
    qtest_add_func("/k3/ctrl-mmr/random", test_random);

    return g_test_run();
}
