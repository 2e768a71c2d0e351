/*
 * QTest for the TI K3 interrupt router
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-test-utils.h"

/* The GPIO router of a J721E; a qtest cannot watch lines past 255 */
#define MACHINE         "-machine k3-virt,soc=j721e -nodefaults -display none"
#define PATH            "/machine/k3/intr-router[1]"
#define BASE            0x00a00000
#define NUM_INPUTS      303
#define NUM_OUTPUTS     64
#define REGION_SIZE     0x200

#define MUX(output)     (BASE + 4 + 4 * (output))
#define ON              0x10000

static QTestState *start(void)
{
    return k3_start(MACHINE, PATH);
}

static void set_input(QTestState *qts, unsigned input, bool level)
{
    qtest_set_irq_in(qts, PATH, NULL, input, level);
}

static void assert_routes(QTestState *qts, const char *expected)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': 'routes' } }", PATH);

    g_assert_cmpstr(qdict_get_str(rsp, "return"), ==, expected);
    qobject_unref(rsp);
}

/* There is no route after reset; only defined bits can be written */
static void test_registers(void)
{
    QTestState *qts = start();

    g_assert_cmphex(qtest_readl(qts, BASE), ==, 0);
    for (unsigned i = 0; i < NUM_OUTPUTS; i++) {
        g_assert_cmphex(qtest_readl(qts, MUX(i)), ==, 0);
        qtest_writel(qts, MUX(i), 0x7fffffff);
        g_assert_cmphex(qtest_readl(qts, MUX(i)), ==, 0x103ff);
        qtest_writel(qts, MUX(i), i);
    }
    for (unsigned i = 0; i < NUM_OUTPUTS; i++) {
        g_assert_cmphex(qtest_readl(qts, MUX(i)), ==, i);
        qtest_writel(qts, MUX(i), 0);
    }
    /* The bypass bit of later routers does not exist */
    qtest_writel(qts, MUX(0), 0x80000000);
    g_assert_cmphex(qtest_readl(qts, MUX(0)), ==, 0);
    /* The identification register, and offsets after the last output */
    qtest_writel(qts, BASE, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, BASE), ==, 0);
    for (uint64_t a = MUX(NUM_OUTPUTS); a < BASE + REGION_SIZE; a += 4) {
        qtest_writel(qts, a, 0x1ffff);
        g_assert_cmphex(qtest_readl(qts, a), ==, 0);
    }
    assert_routes(qts, "");
    qtest_quit(qts);
}

static void test_access_sizes(void)
{
    QTestState *qts = start();

    qtest_writew(qts, MUX(10), 0xec);
    qtest_writeb(qts, MUX(10) + 2, 1);
    g_assert_cmphex(qtest_readl(qts, MUX(10)), ==, 0x100ec);
    g_assert_cmphex(qtest_readb(qts, MUX(10)), ==, 0xec);
    g_assert_cmphex(qtest_readw(qts, MUX(10) + 2), ==, 1);
    assert_routes(qts, "output=10 input=236 level=0\n");
    /* Two registers at once; that of output 11 is the first aligned one */
    qtest_writeq(qts, MUX(11), 0x0001000200010001ull);
    g_assert_cmphex(qtest_readl(qts, MUX(11)), ==, 0x10001);
    g_assert_cmphex(qtest_readl(qts, MUX(12)), ==, 0x10002);
    g_assert_cmphex(qtest_readq(qts, MUX(11)), ==, 0x0001000200010001ull);
    qtest_quit(qts);
}

/* A level passes to the selected output, while that is switched on */
static void test_levels(void)
{
    QTestState *qts = start();

    set_input(qts, 236, 1);
    for (unsigned i = 0; i < NUM_OUTPUTS; i++) {
        g_assert_false(qtest_get_irq(qts, i));
    }
    /* The right input, but switched off */
    qtest_writel(qts, MUX(10), 236);
    g_assert_false(qtest_get_irq(qts, 10));
    qtest_writel(qts, MUX(10), ON | 236);
    g_assert_true(qtest_get_irq(qts, 10));
    set_input(qts, 236, 0);
    g_assert_false(qtest_get_irq(qts, 10));
    set_input(qts, 236, 1);
    g_assert_true(qtest_get_irq(qts, 10));

    /* Two outputs with the same input */
    qtest_writel(qts, MUX(63), ON | 236);
    g_assert_true(qtest_get_irq(qts, 63));
    qtest_writel(qts, MUX(10), ON | 235);
    g_assert_false(qtest_get_irq(qts, 10));
    set_input(qts, 235, 1);
    g_assert_true(qtest_get_irq(qts, 10));
    g_assert_true(qtest_get_irq(qts, 63));
    set_input(qts, 236, 0);
    g_assert_true(qtest_get_irq(qts, 10));
    g_assert_false(qtest_get_irq(qts, 63));
    qtest_writel(qts, MUX(10), 0);
    g_assert_false(qtest_get_irq(qts, 10));
    qtest_quit(qts);
}

/* First and last input and output, and an input that does not exist */
static void test_boundaries(void)
{
    static const unsigned inputs[] = { 0, 1, NUM_INPUTS - 1 };
    static const unsigned outputs[] = { 0, 1, NUM_OUTPUTS - 1 };
    QTestState *qts = start();

    for (int i = 0; i < ARRAY_SIZE(inputs); i++) {
        for (int o = 0; o < ARRAY_SIZE(outputs); o++) {
            qtest_writel(qts, MUX(outputs[o]), ON | inputs[i]);
            set_input(qts, inputs[i], 1);
            g_assert_true(qtest_get_irq(qts, outputs[o]));
            set_input(qts, inputs[i], 0);
            g_assert_false(qtest_get_irq(qts, outputs[o]));
            qtest_writel(qts, MUX(outputs[o]), 0);
        }
    }
    set_input(qts, 0, 1);
    set_input(qts, NUM_INPUTS - 1, 1);
    qtest_writel(qts, MUX(0), ON | NUM_INPUTS);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, MUX(0), ON | 0x3ff);
    g_assert_false(qtest_get_irq(qts, 0));
    assert_routes(qts, "output=0 input=1023 level=0\n");
    qtest_quit(qts);
}

/* A reset clears the routes, but not the levels of the sources */
static void test_reset(void)
{
    QTestState *qts = start();

    set_input(qts, 7, 1);
    qtest_writel(qts, MUX(3), ON | 7);
    g_assert_true(qtest_get_irq(qts, 3));
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, MUX(3)), ==, 0);
    g_assert_false(qtest_get_irq(qts, 3));
    qtest_writel(qts, MUX(3), ON | 7);
    g_assert_true(qtest_get_irq(qts, 3));
    qtest_quit(qts);
}

static void test_migrate(void)
{
    QTestState *qts = start();

    set_input(qts, 302, 1);
    qtest_writel(qts, MUX(63), ON | 302);
    qtest_writel(qts, MUX(2), ON | 5);
    qtest_writel(qts, MUX(1), 0x3ff);
    qts = k3_migrate(qts, MACHINE, PATH);
    g_assert_true(qtest_get_irq(qts, 63));
    g_assert_false(qtest_get_irq(qts, 2));
    g_assert_cmphex(qtest_readl(qts, MUX(1)), ==, 0x3ff);
    assert_routes(qts, "output=2 input=5 level=0\n"
                       "output=63 input=302 level=1\n");
    set_input(qts, 302, 0);
    g_assert_false(qtest_get_irq(qts, 63));
    set_input(qts, 5, 1);
    g_assert_true(qtest_get_irq(qts, 2));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-intr-router/registers", test_registers);
    qtest_add_func("/k3-intr-router/access-sizes", test_access_sizes);
    qtest_add_func("/k3-intr-router/levels", test_levels);
    qtest_add_func("/k3-intr-router/boundaries", test_boundaries);
    qtest_add_func("/k3-intr-router/reset", test_reset);
    qtest_add_func("/k3-intr-router/migrate", test_migrate);
    return g_test_run();
}
