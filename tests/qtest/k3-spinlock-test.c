/*
 * QTest for the TI K3 spinlocks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-test-utils.h"

#define MACHINE         K3_MACHINE K3_BARE
#define PATH            "/machine/k3/spinlock[0]"
#define BASE            0x2a000000
#define REGION_SIZE     0x1000
#define MODULE_SIZE     0x8000
#define NUM_LOCKS       256

#define REVISION        BASE
#define SYSCONFIG       (BASE + 0x10)
#define SOFTRESET       0x2
#define SYSTATUS        (BASE + 0x14)
#define ALL_FREE        0x08000000
#define LOCK(n)         (BASE + 0x800 + 4 * (n))

static QTestState *start(void)
{
    return qtest_init(MACHINE);
}

static void assert_taken(QTestState *qts, const char *expected)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': 'taken' } }", PATH);

    g_assert_cmpstr(qdict_get_str(rsp, "return"), ==, expected);
    qobject_unref(rsp);
}

/* The first read takes a lock, later ones fail until it is freed */
static void test_locks(void)
{
    QTestState *qts = start();

    for (unsigned n = 0; n < NUM_LOCKS; n++) {
        g_assert_cmphex(qtest_readl(qts, LOCK(n)), ==, 0);
        g_assert_cmphex(qtest_readl(qts, LOCK(n)), ==, 1);
        g_assert_cmphex(qtest_readl(qts, LOCK(n)), ==, 1);
        if (n + 1 < NUM_LOCKS) {
            g_assert_cmphex(qtest_readl(qts, SYSTATUS), ==,
                            ALL_FREE | ((2 << n / 32) - 1));
        }
    }
    for (unsigned n = 0; n < NUM_LOCKS; n++) {
        /* A write of 1 changes nothing */
        qtest_writel(qts, LOCK(n), 1);
        g_assert_cmphex(qtest_readl(qts, LOCK(n)), ==, 1);
        qtest_writel(qts, LOCK(n), 0);
    }
    g_assert_cmphex(qtest_readl(qts, SYSTATUS), ==, ALL_FREE);
    assert_taken(qts, "");
    /* Nor does a write of 1 take a lock, or one of 0 free another lock */
    qtest_writel(qts, LOCK(5), 1);
    g_assert_cmphex(qtest_readl(qts, LOCK(5)), ==, 0);
    qtest_writel(qts, LOCK(4), 0);
    qtest_writel(qts, LOCK(6), 0);
    g_assert_cmphex(qtest_readl(qts, LOCK(5)), ==, 1);
    qtest_quit(qts);
}

/* An observer sees who is taken without taking a lock */
static void test_observe(void)
{
    QTestState *qts = start();

    assert_taken(qts, "");
    qtest_readl(qts, LOCK(3));
    qtest_readl(qts, LOCK(17));
    qtest_readl(qts, LOCK(255));
    assert_taken(qts, "3, 17, 255");
    assert_taken(qts, "3, 17, 255");
    g_assert_cmphex(qtest_readl(qts, SYSTATUS), ==, ALL_FREE | 0x81);
    qtest_quit(qts);
}

static void test_access_sizes(void)
{
    QTestState *qts = start();

    g_assert_cmphex(qtest_readb(qts, LOCK(0)), ==, 0);
    g_assert_cmphex(qtest_readb(qts, LOCK(0)), ==, 1);
    g_assert_cmphex(qtest_readw(qts, LOCK(1)), ==, 0);
    g_assert_cmphex(qtest_readw(qts, LOCK(1)), ==, 1);
    /* The bit is in byte 0 */
    qtest_writeb(qts, LOCK(0) + 1, 0);
    qtest_writew(qts, LOCK(1) + 2, 0);
    assert_taken(qts, "0, 1");
    qtest_writeb(qts, LOCK(0), 0);
    qtest_writew(qts, LOCK(1), 0);
    assert_taken(qts, "");
    g_assert_cmphex(qtest_readb(qts, SYSTATUS + 3), ==, NUM_LOCKS / 32);
    qtest_quit(qts);
}

static void test_soft_reset(void)
{
    QTestState *qts = start();

    qtest_readl(qts, LOCK(40));
    qtest_writel(qts, SYSCONFIG, ~SOFTRESET);
    assert_taken(qts, "40");
    g_assert_cmphex(qtest_readl(qts, SYSCONFIG), ==, 0);
    qtest_writel(qts, SYSCONFIG, SOFTRESET);
    assert_taken(qts, "");
    g_assert_cmphex(qtest_readl(qts, SYSCONFIG), ==, 0);
    g_assert_cmphex(qtest_readl(qts, SYSTATUS), ==, ALL_FREE);

    qtest_readl(qts, LOCK(40));
    qtest_system_reset(qts);
    assert_taken(qts, "");
    qtest_quit(qts);
}

/* Nothing but the locks, and no lock beyond the last one */
static void test_no_register(void)
{
    QTestState *qts = start();

    for (uint64_t a = BASE; a < BASE + REGION_SIZE; a += 4) {
        if (a >= LOCK(0) && a < LOCK(NUM_LOCKS)) {
            continue;
        }
        qtest_writel(qts, a, 0xfffffffd);
        g_assert_cmphex(qtest_readl(qts, a), ==, a == SYSTATUS ? ALL_FREE : 0);
    }
    assert_taken(qts, "");
    qtest_quit(qts);
}

static void test_migrate(void)
{
    QTestState *qts = start();

    qtest_readl(qts, LOCK(0));
    qtest_readl(qts, LOCK(200));
    qts = k3_migrate(qts, MACHINE, NULL);
    assert_taken(qts, "0, 200");
    g_assert_cmphex(qtest_readl(qts, LOCK(200)), ==, 1);
    g_assert_cmphex(qtest_readl(qts, LOCK(201)), ==, 0);
    qtest_quit(qts);
}

static void test_num_locks(void)
{
    const char *const args = K3_MACHINE
        " -global driver=ti-k3-spinlock,property=num-locks,value=";
    g_autofree char *wrong = g_strconcat(args, "96", NULL);
    g_autofree char *fewer = g_strconcat(args, "32" K3_BARE, NULL);
    QTestState *qts;

    k3_assert_said(wrong, 1, "num-locks=96: must be 32, 64, 128 or 256");
    qts = qtest_init(fewer);
    g_assert_cmphex(qtest_readl(qts, SYSTATUS), ==, 0x01000000);
    g_assert_cmphex(qtest_readl(qts, LOCK(31)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, LOCK(31)), ==, 1);
    g_assert_cmphex(qtest_readl(qts, LOCK(32)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, LOCK(32)), ==, 0);
    qtest_quit(qts);
}

/* The other place and name of the module */
static void test_navss(void)
{
    QTestState *qts = qtest_init("-machine k3-virt,soc=j721e" K3_BARE);

    g_assert_cmphex(qtest_readl(qts, 0x30e00014), ==, ALL_FREE);
    g_assert_cmphex(qtest_readl(qts, 0x30e00800), ==, 0);
    assert_taken(qts, "0");
    qtest_quit(qts);
}

/* TI's map has 32 KiB for the module; behind the registers is no model */
static void test_module(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(MACHINE, &log);

    qtest_readl(qts, BASE + REGION_SIZE - 4);
    qtest_readl(qts, BASE + REGION_SIZE);
    qtest_writel(qts, BASE + MODULE_SIZE - 4, 0);
    qtest_readl(qts, BASE + MODULE_SIZE);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "SPINLOCK0: unimplemented block"),
                     ==, 2);
    g_assert_cmpuint(k3_count_words(log, "where there is nothing"), ==, 1);
    unlink(log);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-spinlock/locks", test_locks);
    qtest_add_func("/k3-spinlock/observe", test_observe);
    qtest_add_func("/k3-spinlock/access-sizes", test_access_sizes);
    qtest_add_func("/k3-spinlock/soft-reset", test_soft_reset);
    qtest_add_func("/k3-spinlock/no-register", test_no_register);
    qtest_add_func("/k3-spinlock/migrate", test_migrate);
    qtest_add_func("/k3-spinlock/num-locks", test_num_locks);
    qtest_add_func("/k3-spinlock/navss", test_navss);
    qtest_add_func("/k3-spinlock/module", test_module);
    return g_test_run();
}
