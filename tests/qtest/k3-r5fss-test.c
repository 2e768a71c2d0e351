/*
 * Test of the TI K3 R5F subsystem: memories, reset, cluster modes, migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing is executed here, see k3-r5f-run-test.c for that.
 */

#include "qemu/osdep.h"
#include "k3-memory-utils.h"
#include "k3-r5f-utils.h"

#define ARGS            K3_MACHINE_VIEWS K3_BARE
#define VIEW(n, addr)   (K3_R5F_VIEW(n) + (addr))

/* VIM and RAT registers that show a reset: GROUP 0 enable, region 3 */
#define VIM_ENABLE      (R5F_VIM + 0x408)
#define RAT_BASE3       (R5F_RAT + 0x54)

static QTestState *start(void)
{
    return qtest_init(ARGS);
}

/* The SoC reaches only the TCMs of cores whose module is on. */
static void test_windows(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(ARGS, &log);
    SciHost a = sci_linux(qts);

    for (int n = 0; n < R5F_NUM_CORES; n++) {
        assert_closed(qts, log, r5f[n].atcm, R5F_TCM_SIZE);
        assert_closed(qts, log, r5f[n].btcm, R5F_TCM_SIZE);
    }
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        /* The writes had no effect; these memories were never cleared. */
        r5f_prepare(&a, n, CFG_MEM_INIT_DIS, 0);
        assert_zero(qts, r5f[n].atcm, R5F_TCM_SIZE);
        assert_zero(qts, r5f[n].btcm, R5F_TCM_SIZE);
        assert_open(qts, r5f[n].atcm, R5F_TCM_SIZE);
        assert_open(qts, r5f[n].btcm, R5F_TCM_SIZE);
        if (n % 2 == 0) {
            /* In split mode, nothing is in the other half of the window */
            assert_closed(qts, log, r5f[n].atcm + R5F_TCM_SIZE, R5F_TCM_SIZE);
            assert_closed(qts, log, r5f[n].btcm + R5F_TCM_SIZE, R5F_TCM_SIZE);
        }
        for (int m = n + 1; m < R5F_NUM_CORES; m++) {
            assert_closed(qts, log, r5f[m].atcm, R5F_TCM_SIZE);
        }
        /* Accessible in every state of the core */
        r5f_lreset(&a, n, false);
        assert_open(qts, r5f[n].atcm, R5F_TCM_SIZE);
        r5f_halt(&a, n, false);
        r5f_assert_state(qts, n, "running");
        assert_open(qts, r5f[n].btcm, R5F_TCM_SIZE);
    }
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_stop(&a, n);
        assert_closed(qts, log, r5f[n].atcm, R5F_TCM_SIZE);
        assert_closed(qts, log, r5f[n].btcm, R5F_TCM_SIZE);
    }
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        g_autofree char *words = g_strdup_printf("/r5fss[%d]/core[%d]: btcm: "
                                                 "write at 0x0 " NO_ANSWER,
                                                 n / 2, n % 2);

        /* The log says whose memory it is; writeb and writew, twice */
        g_assert_cmpuint(k3_count_words(log, words), ==, 4);
    }
    qtest_quit(qts);
    unlink(log);
}

static void test_memory_init(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    for (int n = 0; n < R5F_NUM_CORES; n++) {
        uint64_t last[] = { r5f[n].atcm + R5F_TCM_SIZE - 4,
                            r5f[n].btcm + R5F_TCM_SIZE - 4 };

        r5f_prepare(&a, n, 0, CFG_MEM_INIT_DIS);
        for (int i = 0; i < ARRAY_SIZE(last); i++) {
            qtest_memset(qts, last[i] + 4 - R5F_TCM_SIZE, 0x5a, R5F_TCM_SIZE);
        }
        /* No reset of the core clears its memories, nor does a second ON */
        r5f_lreset(&a, n, false);
        r5f_lreset(&a, n, true);
        r5f_power(&a, n, true);
        for (int i = 0; i < ARRAY_SIZE(last); i++) {
            g_assert_cmphex(qtest_readl(qts, last[i]), ==, 0x5a5a5a5a);
        }

        r5f_config(&a, n, 0, CFG_MEM_INIT_DIS, 0);
        r5f_power(&a, n, false);
        r5f_power(&a, n, true);
        for (int i = 0; i < ARRAY_SIZE(last); i++) {
            g_assert_cmphex(qtest_readl(qts, last[i]), ==, 0x5a5a5a5a);
        }
        r5f_config(&a, n, 0, 0, CFG_MEM_INIT_DIS);
        /* ... while the module is on it changes nothing */
        for (int i = 0; i < ARRAY_SIZE(last); i++) {
            g_assert_cmphex(qtest_readl(qts, last[i]), ==, 0x5a5a5a5a);
        }
        r5f_power(&a, n, false);
        r5f_power(&a, n, true);
        for (int i = 0; i < ARRAY_SIZE(last); i++) {
            assert_zero(qts, last[i] + 4 - R5F_TCM_SIZE, R5F_TCM_SIZE);
        }
    }
    qtest_quit(qts);
}

/* Single-CPU mode: core 1's memories follow core 0's, on both sides. */
static void test_single_cpu(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    for (int n = 0; n < R5F_NUM_CORES; n += 2) {
        const R5FCore *c0 = &r5f[n], *c1 = &r5f[n + 1];

        r5f_prepare(&a, n, CFG_SINGLE_CORE | CFG_ATCM_EN | CFG_BTCM_EN |
                    CFG_TCM_RSTBASE, 0);
        r5f_prepare(&a, n + 1, CFG_ATCM_EN, 0);

        qtest_writel(qts, c1->atcm + 0x10, 0xa1a1a1a1);
        qtest_writel(qts, c1->btcm + 0x7ffc, 0xb1b1b1b1);
        g_assert_cmphex(qtest_readl(qts, c0->atcm + 0x8010), ==, 0xa1a1a1a1);
        g_assert_cmphex(qtest_readl(qts, c0->btcm + 0xfffc), ==, 0xb1b1b1b1);
        g_assert_cmphex(qtest_readl(qts, VIEW(n, 0x8010)), ==, 0xa1a1a1a1);
        g_assert_cmphex(qtest_readl(qts, VIEW(n, R5F_TCM_HIGH + 0xfffc)), ==,
                        0xb1b1b1b1);
        /* An access across the boundary; nothing is beyond the end */
        qtest_writeq(qts, c0->atcm + 0x7ffc, 0x1111222233334444);
        g_assert_cmphex(qtest_readl(qts, c1->atcm), ==, 0x11112222);
        qtest_writel(qts, VIEW(n, 0x10000), 0x77777777);
        g_assert_cmphex(qtest_readl(qts, c0->atcm), ==, 0);

        r5f_start(&a, n, 0);
        r5f_start(&a, n + 1, 0);
        r5f_assert_state(qts, n, "running");
        /* The mode is sampled in reset: a running cluster keeps it */
        r5f_config(&a, n, 0, 0, CFG_SINGLE_CORE);
        g_assert_cmphex(qtest_readl(qts, c0->atcm + 0x8010), ==, 0xa1a1a1a1);
        g_assert_cmphex(qtest_readl(qts, VIEW(n, 0x8010)), ==, 0xa1a1a1a1);
        r5f_lreset(&a, n, true);
        g_assert_cmphex(qtest_readl(qts, c0->atcm + 0x8010), ==, 0xa1a1a1a1);
        r5f_lreset(&a, n + 1, true);
        g_assert_cmphex(qtest_readl(qts, c0->atcm + 0x8010), ==, 0);
        g_assert_cmphex(qtest_readl(qts, VIEW(n, 0x8010)), ==, 0);
        g_assert_cmphex(qtest_readl(qts, c1->atcm + 0x10), ==, 0xa1a1a1a1);
        /* ... and the other way round */
        r5f_halt(&a, n, true);
        r5f_lreset(&a, n, false);
        r5f_config(&a, n, 0, CFG_SINGLE_CORE, 0);
        g_assert_cmphex(qtest_readl(qts, c0->atcm + 0x8010), ==, 0xa1a1a1a1);
        r5f_stop(&a, n);
        r5f_stop(&a, n + 1);
        r5f_config(&a, n, 0, 0, CFG_SINGLE_CORE);
    }
    qtest_quit(qts);
}

/*
 * The addresses of the TCMs in the core's view after reset; they show the same
 * bytes as the SoC's
 */
static void test_placement(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    const uint32_t all = CFG_TCM_RSTBASE | CFG_BTCM_EN | CFG_ATCM_EN;

    for (int n = 0; n < R5F_NUM_CORES; n++) {
        g_assert_cmphex(k3_qom_get_uint(qts, r5f[n].path, "mpidr"), ==,
                        r5f[n].mpidr);
        r5f_prepare(&a, n, 0, 0);
        qtest_writel(qts, r5f[n].atcm, 0xaaaa0000 + n);
        qtest_writel(qts, r5f[n].btcm, 0xbbbb0000 + n);
        qtest_writel(qts, r5f[n].atcm + 0x7ffc, 0xaaaaff00 + n);
        qtest_writel(qts, r5f[n].btcm + 0x7ffc, 0xbbbbff00 + n);

        for (int i = 0; i < 8; i++) {
            uint32_t config = (i & 1 ? CFG_TCM_RSTBASE : 0) |
                              (i & 2 ? CFG_BTCM_EN : 0) |
                              (i & 4 ? CFG_ATCM_EN : 0);
            uint32_t atcm = config & CFG_TCM_RSTBASE ? 0 : R5F_TCM_HIGH;
            uint32_t btcm = config & CFG_TCM_RSTBASE ? R5F_TCM_HIGH : 0;
            bool atcm_en = config & CFG_ATCM_EN;
            bool btcm_en = config & CFG_BTCM_EN;

            r5f_config(&a, n, 0, config, all & ~config);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, atcm)), ==,
                            atcm_en ? 0xaaaa0000 + n : 0);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, atcm + 0x7ffc)), ==,
                            atcm_en ? 0xaaaaff00 + n : 0);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, btcm)), ==,
                            btcm_en ? 0xbbbb0000 + n : 0);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, btcm + 0x7ffc)), ==,
                            btcm_en ? 0xbbbbff00 + n : 0);
            /* In split mode, the core does not have what follows */
            g_assert_cmphex(qtest_readl(qts, VIEW(n, atcm + 0x8000)), ==, 0);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, btcm + 0x8000)), ==, 0);

            if (atcm_en) {
                qtest_writel(qts, VIEW(n, atcm + 0x100), 0xc0 + i);
                g_assert_cmphex(qtest_readl(qts, r5f[n].atcm + 0x100), ==,
                                0xc0 + i);
                qtest_writeb(qts, r5f[n].atcm + 0x101, 0xee);
                g_assert_cmphex(qtest_readw(qts, VIEW(n, atcm + 0x100)), ==,
                                0xeec0 + i);
            }
            if (btcm_en) {
                qtest_writeq(qts, VIEW(n, btcm + 0x200), 0xd0 + i);
                g_assert_cmphex(qtest_readq(qts, r5f[n].btcm + 0x200), ==,
                                0xd0 + i);
            }
        }
        /* Its own TCM, at the addresses that the SoC uses */
        g_assert_cmphex(qtest_readl(qts, VIEW(n, r5f[n].atcm)), ==,
                        0xaaaa0000 + n);
    }
    qtest_quit(qts);
}

/*
 * Power, local reset and halt changed in all orders: every sequence of four
 * changes, one after the other, compared with what the TRM says in one line.
 */
static void test_orders(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    bool power = false, lreset = false, halt = true, started = false;

    r5f_request(&a, 0);
    for (int seq = 0; seq < 81; seq++) {
        for (int i = 0, rest = seq; i < 4; i++, rest /= 3) {
            const char *state;

            switch (rest % 3) {
            case 0:
                power = !power;
                r5f_power(&a, 0, power);
                break;
            case 1:
                lreset = !lreset;
                r5f_lreset(&a, 0, lreset);
                break;
            case 2:
                halt = !halt;
                r5f_halt(&a, 0, halt);
                break;
            }
            started = power && !lreset && (!halt || started);
            state = !power ? "off" : lreset ? "reset" :
                    started ? "running" : "halted";
            r5f_assert_state(qts, 0, state);
        }
    }
    r5f_assert_state(qts, 1, "off");
    qtest_quit(qts);
}

/* Interrupt controller and translation are reset when a core starts. */
static void mark_private(QTestState *qts, int n)
{
    qtest_writel(qts, VIEW(n, VIM_ENABLE), 0xf0f0f0f0);
    qtest_writel(qts, VIEW(n, RAT_BASE3), 0x12345000);
    g_assert_cmphex(qtest_readl(qts, VIEW(n, VIM_ENABLE)), ==, 0xf0f0f0f0);
    g_assert_cmphex(qtest_readl(qts, VIEW(n, RAT_BASE3)), ==, 0x12345000);
}

static void assert_private_reset(QTestState *qts, int n)
{
    g_assert_cmphex(qtest_readl(qts, VIEW(n, VIM_ENABLE)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, VIEW(n, RAT_BASE3)), ==, 0);
}

static void test_private(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_prepare(&a, n, 0, 0);
        r5f_start(&a, n, 0x80);
    }
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        mark_private(qts, n);
        for (int m = n + 1; m < R5F_NUM_CORES; m++) {
            assert_private_reset(qts, m);
        }
    }
    /* Local reset */
    r5f_lreset(&a, 1, true);
    r5f_lreset(&a, 1, false);
    assert_private_reset(qts, 1);
    /* Power */
    r5f_power(&a, 2, false);
    r5f_power(&a, 2, true);
    assert_private_reset(qts, 2);
    /* Other cores are not affected */
    g_assert_cmphex(qtest_readl(qts, VIEW(0, VIM_ENABLE)), ==, 0xf0f0f0f0);
    g_assert_cmphex(qtest_readl(qts, VIEW(3, RAT_BASE3)), ==, 0x12345000);
    qtest_quit(qts);
}

/* Property "pc"; nothing executes in a qtest. */
static void test_pc(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    r5f_prepare(&a, 0, CFG_ATCM_EN, 0);
    g_assert_cmphex(k3_qom_get_uint(qts, r5f[0].path, "pc"), ==, 0);
    r5f_start(&a, 0, 0x480);
    /* The thread of the vCPU carries out the release some time later */
    for (int tries = 0; tries < 6000 &&
         !k3_qom_get_uint(qts, r5f[0].path, "pc"); tries++) {
        g_usleep(10000);
    }
    g_assert_cmphex(k3_qom_get_uint(qts, r5f[0].path, "pc"), ==, 0x480);
    r5f_stop(&a, 0);
    g_assert_cmphex(k3_qom_get_uint(qts, r5f[0].path, "pc"), ==, 0);
    qtest_quit(qts);
}

static void test_warm_reset(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    /* There is nothing to restart */
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 1);
    r5f_assert_state(qts, 0, "off");
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 0);
    r5f_prepare(&a, 0, CFG_ATCM_EN, 0);
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 1);
    r5f_assert_state(qts, 0, "reset");
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 0);
    r5f_lreset(&a, 0, false);
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 1);
    r5f_assert_state(qts, 0, "halted");
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 0);

    r5f_halt(&a, 0, false);
    qtest_writel(qts, r5f[0].atcm + 0x40, 0x13579bdf);
    mark_private(qts, 0);
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 1);
    r5f_assert_state(qts, 0, "running");
    assert_private_reset(qts, 0);
    g_assert_cmphex(qtest_readl(qts, r5f[0].atcm + 0x40), ==, 0x13579bdf);
    /* An edge, not a level */
    mark_private(qts, 0);
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 0);
    g_assert_cmphex(qtest_readl(qts, VIEW(0, VIM_ENABLE)), ==, 0xf0f0f0f0);
    /* HALT was set in the meantime: the core restarts and waits */
    r5f_halt(&a, 0, true);
    qtest_set_irq_in(qts, r5f[0].path, "warm-reset", 0, 1);
    r5f_assert_state(qts, 0, "halted");
    qtest_quit(qts);
}

static void test_system_reset(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_prepare(&a, n, CFG_ATCM_EN | (n == 2 ? CFG_SINGLE_CORE : 0),
                    CFG_TCM_RSTBASE);
        qtest_memset(qts, r5f[n].atcm, 0x5a, R5F_TCM_SIZE);
    }
    /* Running, halted, in reset, off */
    r5f_start(&a, 0, 0x1000);
    mark_private(qts, 0);
    r5f_start(&a, 2, 0x2000);
    mark_private(qts, 2);
    r5f_lreset(&a, 1, false);
    r5f_power(&a, 3, false);

    for (int again = 0; again < 2; again++) {
        qtest_system_reset(qts);
        for (int n = 0; n < R5F_NUM_CORES; n++) {
            r5f_assert_state(qts, n, "off");
            assert_private_reset(qts, n);
            g_assert_cmphex(k3_qom_get_uint(qts, r5f[n].path, "boot-vector"),
                            ==, 0);
            g_assert_cmphex(k3_qom_get_uint(qts, r5f[n].path, "config"), ==,
                            CFG_TCM_RSTBASE | CFG_BTCM_EN);
            g_assert_true(qtest_qom_get_bool(qts, r5f[n].path, "halt"));
            g_assert_false(qtest_qom_get_bool(qts, r5f[n].path, "started"));
            qtest_writel(qts, r5f[n].atcm, 0x77777777);
            g_assert_cmphex(qtest_readl(qts, r5f[n].atcm), ==, 0);
        }
    }
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_prepare(&a, n, 0, 0);
        assert_zero(qts, r5f[n].atcm, R5F_TCM_SIZE);
        qtest_writel(qts, r5f[n].btcm, 0xb0b0b0b0);
        /* BTCM on at its reset address, ATCM off, clusters split */
        g_assert_cmphex(qtest_readl(qts, VIEW(n, R5F_TCM_HIGH)), ==,
                        0xb0b0b0b0);
        g_assert_cmphex(qtest_readl(qts, VIEW(n, R5F_TCM_HIGH + 0x8000)), ==,
                        0);
    }
    qtest_quit(qts);
}

/* Each core in another state; cluster 1 in single-CPU mode */
static void test_migration(void)
{
    static const char *const state[R5F_NUM_CORES] = {
        "running", "halted", "running", "reset",
    };
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_prepare(&a, n, CFG_ATCM_EN | (n == 2 ? CFG_SINGLE_CORE : 0), 0);
        qtest_writel(qts, r5f[n].atcm + 0x7ffc, 0xa7a70000 + n);
        qtest_writel(qts, r5f[n].btcm + 4, 0xb7b70000 + n);
    }
    r5f_start(&a, 0, 0x1000);
    mark_private(qts, 0);
    r5f_lreset(&a, 1, false);
    r5f_start(&a, 2, 0x2000);
    /*
     * Takes effect at the next reset of the cluster, also after the migration
     */
    r5f_config(&a, 2, 0x2080, 0, CFG_SINGLE_CORE);
    r5f_config(&a, 0, 0x1000, CFG_SINGLE_CORE, 0);

    for (int round = 0; round < 2; round++) {
        a.qts = qts = k3_migrate(qts, ARGS, NULL);

        for (int n = 0; n < R5F_NUM_CORES; n++) {
            r5f_assert_state(qts, n, state[n]);
            g_assert_cmphex(qtest_readl(qts, r5f[n].atcm + 0x7ffc), ==,
                            0xa7a70000 + n);
            g_assert_cmphex(qtest_readl(qts, r5f[n].btcm + 4), ==,
                            0xb7b70000 + n);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, 0x7ffc)), ==,
                            0xa7a70000 + n);
            g_assert_cmphex(qtest_readl(qts, VIEW(n, R5F_TCM_HIGH + 4)), ==,
                            0xb7b70000 + n);
        }
        g_assert_cmphex(qtest_readl(qts, VIEW(0, VIM_ENABLE)), ==, 0xf0f0f0f0);
        g_assert_cmphex(qtest_readl(qts, VIEW(0, RAT_BASE3)), ==, 0x12345000);
        g_assert_cmphex(qtest_readl(qts, r5f[0].atcm + 0xfffc), ==, 0);
        g_assert_cmphex(qtest_readl(qts, VIEW(0, 0xfffc)), ==, 0);
        g_assert_cmphex(qtest_readl(qts, r5f[2].atcm + 0xfffc), ==,
                        0xa7a70003);
        g_assert_cmphex(qtest_readl(qts, VIEW(2, 0xfffc)), ==, 0xa7a70003);
        g_assert_cmphex(k3_qom_get_uint(qts, r5f[2].path, "boot-vector"), ==,
                        0x2080);
    }

    /* Continues as before */
    r5f_halt(&a, 1, false);
    r5f_assert_state(qts, 1, "running");
    r5f_lreset(&a, 3, false);
    r5f_assert_state(qts, 3, "halted");
    for (int n = 0; n < R5F_NUM_CORES; n++) {
        r5f_stop(&a, n);
        r5f_assert_state(qts, n, "off");
    }
    r5f_power(&a, 0, true);
    r5f_power(&a, 1, true);
    qtest_writel(qts, r5f[1].atcm, 0x01020304);
    g_assert_cmphex(qtest_readl(qts, r5f[0].atcm + 0x8000), ==, 0x01020304);
    qtest_quit(qts);
}

/* Often enough to find what accumulates: the state is right at the end. */
static void test_many_cycles(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    r5f_request(&a, 0);
    r5f_config(&a, 0, 0x100, CFG_ATCM_EN, 0);
    r5f_halt(&a, 0, false);
    for (int i = 0; i < 100; i++) {
        r5f_power(&a, 0, true);
        r5f_lreset(&a, 0, true);
        r5f_lreset(&a, 0, false);
        r5f_power(&a, 0, false);
    }
    r5f_assert_state(qts, 0, "off");
    r5f_power(&a, 0, true);
    r5f_assert_state(qts, 0, "running");
    g_assert_cmpuint(sci_get_device(&a, r5f[0].dev).losses, ==, 100);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/r5fss/windows", test_windows);
    qtest_add_func("/k3/r5fss/memory-init", test_memory_init);
    qtest_add_func("/k3/r5fss/single-cpu", test_single_cpu);
    qtest_add_func("/k3/r5fss/placement", test_placement);
    qtest_add_func("/k3/r5fss/orders", test_orders);
    qtest_add_func("/k3/r5fss/private", test_private);
    qtest_add_func("/k3/r5fss/pc", test_pc);
    qtest_add_func("/k3/r5fss/warm-reset", test_warm_reset);
    qtest_add_func("/k3/r5fss/system-reset", test_system_reset);
    qtest_add_func("/k3/r5fss/migration", test_migration);
    qtest_add_func("/k3/r5fss/many-cycles", test_many_cycles);

    return g_test_run();
}
