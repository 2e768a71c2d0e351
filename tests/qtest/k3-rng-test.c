/*
 * QTest for the random number generator of TI K3 SoCs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-test-utils.h"

#define MACHINE         "-m 1G -machine k3-virt,soc=j721e" K3_BARE
#define PATH            "/machine/k3/rng[0]"
#define BASE            0x04e10000

#define OUTPUT(n)       (BASE + 4 * (n))
#define STATUS          (BASE + 0x10)
#define READY           0x1
#define CONTROL         (BASE + 0x14)
#define READY_MASK      0x1
#define ENABLE          0x400
#define CONFIG          (BASE + 0x18)
#define FROENABLE       (BASE + 0x20)
#define REV             (BASE + 0x7c)

#define WORDS           4
#define BLOCKS          16

static void enable(QTestState *qts)
{
    qtest_writel(qts, FROENABLE, 0xffffff);
    qtest_writel(qts, CONTROL, ENABLE);
}

static void read_blocks(QTestState *qts, uint32_t blocks[BLOCKS][WORDS])
{
    for (unsigned b = 0; b < BLOCKS; b++) {
        g_assert_cmphex(qtest_readl(qts, STATUS), ==, READY);
        for (unsigned n = 0; n < WORDS; n++) {
            blocks[b][n] = qtest_readl(qts, OUTPUT(n));
            /* It stays until it is acknowledged */
            g_assert_cmphex(qtest_readl(qts, OUTPUT(n)), ==, blocks[b][n]);
        }
        qtest_writel(qts, STATUS, READY);
    }
}

static void test_numbers(void)
{
    QTestState *qts = qtest_init(MACHINE);
    uint32_t blocks[BLOCKS][WORDS];

    /* Nothing without both enables */
    qtest_writel(qts, CONTROL, ENABLE);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0);
    g_assert_cmphex(qtest_readl(qts, OUTPUT(0)), ==, 0);
    qtest_writel(qts, CONTROL, 0);
    qtest_writel(qts, FROENABLE, 0xffffff);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0);

    enable(qts);
    read_blocks(qts, blocks);
    for (unsigned a = 0; a < BLOCKS; a++) {
        for (unsigned b = 0; b < a; b++) {
            g_assert_cmpint(memcmp(blocks[a], blocks[b], sizeof(blocks[a])),
                            !=, 0);
        }
    }
    qtest_quit(qts);
}

/* The same numbers with the same seed */
static void test_seed(void)
{
    uint32_t blocks[2][BLOCKS][WORDS];

    for (unsigned i = 0; i < 2; i++) {
        QTestState *qts = qtest_init(MACHINE " -seed 7");

        enable(qts);
        read_blocks(qts, blocks[i]);
        qtest_quit(qts);
    }
    g_assert_cmpmem(blocks[0], sizeof(blocks[0]), blocks[1],
                    sizeof(blocks[1]));
}

static void test_irq(void)
{
    QTestState *qts = k3_start(MACHINE, PATH);

    qtest_writel(qts, FROENABLE, 0xffffff);
    qtest_writel(qts, CONTROL, READY_MASK);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, CONTROL, ENABLE | READY_MASK);
    g_assert_true(qtest_get_irq(qts, 0));
    /* The next number is ready at once */
    qtest_writel(qts, STATUS, READY);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, CONTROL, READY_MASK);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, STATUS, READY);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, CONTROL, ENABLE);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = qtest_init(MACHINE);

    qtest_writel(qts, CONFIG, 0x00220005);
    enable(qts);
    g_assert_cmphex(qtest_readl(qts, CONFIG), ==, 0x00220005);
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, CONFIG), ==, 0);
    g_assert_cmphex(qtest_readl(qts, FROENABLE), ==, 0);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0);
    for (unsigned n = 0; n < WORDS; n++) {
        g_assert_cmphex(qtest_readl(qts, OUTPUT(n)), ==, 0);
    }
    qtest_quit(qts);
}

static void test_migrate(void)
{
    QTestState *qts = qtest_init(MACHINE);
    uint32_t before[WORDS];

    enable(qts);
    for (unsigned n = 0; n < WORDS; n++) {
        before[n] = qtest_readl(qts, OUTPUT(n));
    }
    qts = k3_migrate(qts, MACHINE, NULL);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, READY);
    for (unsigned n = 0; n < WORDS; n++) {
        g_assert_cmphex(qtest_readl(qts, OUTPUT(n)), ==, before[n]);
    }
    qtest_quit(qts);
}

static void test_no_register(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(MACHINE, &log);

    for (unsigned offset = 0x30; offset < 0x7c; offset += 4) {
        qtest_writel(qts, BASE + offset, 0xffffffff);
        g_assert_cmphex(qtest_readl(qts, BASE + offset), ==, 0);
    }
    qtest_writel(qts, REV, 0);
    g_assert_cmphex(qtest_readl(qts, REV), ==, 0xb34c);
    qtest_writel(qts, OUTPUT(0), 1);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "no register at"), ==, 2 * 19);
    g_assert_cmpuint(k3_count_words(log, "is read only"), ==, 2);
    unlink(log);
}

static void test_socs(void)
{
    static const char *const socs[] = { "j721s2", "j742s2", "j784s4" };

    for (unsigned i = 0; i < ARRAY_SIZE(socs); i++) {
        QTestState *qts = qtest_initf("-m 1G -machine k3-virt,soc=%s"
                                      K3_BARE, socs[i]);

        qtest_irq_intercept_in(qts, "/machine/k3/gic");
        enable(qts);
        g_assert_cmphex(qtest_readl(qts, STATUS), ==, READY);
        g_assert_false(qtest_get_irq(qts, 11));
        qtest_writel(qts, CONTROL, ENABLE | READY_MASK);
        g_assert_true(qtest_get_irq(qts, 11));
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-rng/numbers", test_numbers);
    qtest_add_func("/k3-rng/seed", test_seed);
    qtest_add_func("/k3-rng/irq", test_irq);
    qtest_add_func("/k3-rng/reset", test_reset);
    qtest_add_func("/k3-rng/migrate", test_migrate);
    qtest_add_func("/k3-rng/no-register", test_no_register);
    qtest_add_func("/k3-rng/socs", test_socs);
    return g_test_run();
}
