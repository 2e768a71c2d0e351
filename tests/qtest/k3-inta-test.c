/*
 * QTest of the TI K3 interrupt aggregator
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

/* AM64x */
#define INTA                    0x48000000
#define INTA_PATH               "/machine/k3/inta[0]"
#define DEV_INTA                28
#define NUM_VINTS               184

#define VINT(n, reg)            (INTA + (n) * 0x1000 + (reg))
#define ENABLE_SET              0x00
#define ENABLE_CLEAR            0x08
#define STATUS_SET              0x10
#define STATUS_CLEAR            0x18
#define STATUSM                 0x20

/* What TI's board configuration assigns to Linux */
#define FIRST_VINT              5
#define FIRST_EVENT             16
/* The ring of block copy channel 0 */
#define SOURCE                  0x2400

#define BIT63                   (1ull << 63)

static QTestState *start(void)
{
    return k3_start(K3_MACHINE K3_BARE, INTA_PATH);
}

static bool route(SciHost *h, uint16_t type, unsigned source, unsigned vint,
                  unsigned event, unsigned bit)
{
    return sci_call(h, type, NULL, "4222222211", 0x3c, DEV_INTA, source, 0, 0,
                    DEV_INTA, vint, event, bit, 0);
}

static void test_registers(void)
{
    QTestState *qts = start();

    g_assert_cmphex(qtest_readq(qts, VINT(5, ENABLE_SET)), ==, 0);
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUS_SET)), ==, 0);

    /* A bit that is set and enabled raises the line. */
    qtest_writeq(qts, VINT(5, STATUS_SET), BIT63 | 5);
    g_assert_false(qtest_get_irq(qts, 5));
    qtest_writeq(qts, VINT(5, ENABLE_SET), 2);
    g_assert_false(qtest_get_irq(qts, 5));
    qtest_writeq(qts, VINT(5, ENABLE_SET), BIT63);
    g_assert_true(qtest_get_irq(qts, 5));
    g_assert_false(qtest_get_irq(qts, 6));
    g_assert_cmphex(qtest_readq(qts, VINT(5, ENABLE_SET)), ==, BIT63 | 2);
    g_assert_cmphex(qtest_readq(qts, VINT(5, ENABLE_CLEAR)), ==, BIT63 | 2);
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUS_SET)), ==, BIT63 | 5);
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUS_CLEAR)), ==, BIT63 | 5);
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUSM)), ==, BIT63);

    /* Parts of a register */
    g_assert_cmphex(qtest_readl(qts, VINT(5, STATUSM) + 4), ==, 0x80000000);
    g_assert_cmphex(qtest_readb(qts, VINT(5, STATUS_SET)), ==, 5);
    qtest_writel(qts, VINT(5, ENABLE_CLEAR) + 4, 0x80000000);
    g_assert_false(qtest_get_irq(qts, 5));
    qtest_writeb(qts, VINT(5, ENABLE_SET), 1);
    g_assert_true(qtest_get_irq(qts, 5));
    qtest_writeq(qts, VINT(5, STATUS_CLEAR), 1);
    g_assert_false(qtest_get_irq(qts, 5));
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUS_SET)), ==, BIT63 | 4);

    /* The last one, and what a reset leaves */
    qtest_writeq(qts, VINT(NUM_VINTS - 1, STATUS_SET), 1);
    qtest_writeq(qts, VINT(NUM_VINTS - 1, ENABLE_SET), 1);
    g_assert_true(qtest_get_irq(qts, NUM_VINTS - 1));
    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, NUM_VINTS - 1));
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUS_SET)), ==, 0);
    g_assert_cmphex(qtest_readq(qts, VINT(5, ENABLE_SET)), ==, 0);
    qtest_quit(qts);
}

static void test_wrong_access(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE K3_BARE, &log);

    qtest_writeq(qts, VINT(5, STATUSM), 1);
    qtest_writeq(qts, VINT(5, 0x28), 1);
    qtest_writeq(qts, VINT(NUM_VINTS, ENABLE_SET), 1);
    g_assert_cmphex(qtest_readq(qts, VINT(5, 0xff8)), ==, 0);
    g_assert_cmphex(qtest_readq(qts, VINT(NUM_VINTS, ENABLE_SET)), ==, 0);
    g_assert_cmphex(qtest_readq(qts, VINT(5, STATUS_SET)), ==, 0);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "no writable register"), ==, 3);
    g_assert_cmpuint(k3_count_words(log, "no register"), ==, 2);
    unlink(log);
}

/* What the system firmware does with routes; k3-bcdma-test sends events */
static void test_routes(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(route(&h, 0x1000, SOURCE, FIRST_VINT, FIRST_EVENT, 63));
    g_assert_true(route(&h, 0x1000, SOURCE + 1, FIRST_VINT, FIRST_EVENT + 1,
                        0));
    qtest_writeq(qts, VINT(FIRST_VINT, ENABLE_SET), 1);
    qtest_writeq(qts, VINT(FIRST_VINT, STATUS_SET), BIT63);
    sci_assert_qom_string(qts, INTA_PATH, "routes",
                          "event=16 vint=5 bit=63 status=1 enabled=0\n"
                          "event=17 vint=5 bit=0 status=0 enabled=1\n");

    /* A source, an event and a bit have one route each. */
    g_assert_false(route(&h, 0x1000, SOURCE, FIRST_VINT, FIRST_EVENT + 2, 1));
    g_assert_false(route(&h, 0x1000, SOURCE + 2, FIRST_VINT, FIRST_EVENT, 1));
    g_assert_false(route(&h, 0x1000, SOURCE + 2, FIRST_VINT, FIRST_EVENT + 2,
                         0));
    /* Not there, or not Linux's */
    g_assert_false(route(&h, 0x1000, 0x4000, FIRST_VINT, FIRST_EVENT + 2, 1));
    g_assert_false(route(&h, 0x1000, SOURCE + 2, 200, FIRST_EVENT + 2, 1));
    g_assert_false(route(&h, 0x1000, SOURCE + 2, 44, FIRST_EVENT + 2, 1));

    g_assert_true(route(&h, 0x1001, SOURCE, FIRST_VINT, FIRST_EVENT, 63));
    sci_assert_qom_string(qts, INTA_PATH, "routes",
                          "event=17 vint=5 bit=0 status=0 enabled=1\n");
    qtest_system_reset(qts);
    sci_assert_qom_string(qts, INTA_PATH, "routes", "");
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    g_assert_true(route(&h, 0x1000, SOURCE, FIRST_VINT, FIRST_EVENT, 7));
    qtest_writeq(qts, VINT(FIRST_VINT, ENABLE_SET), BIT63 | 1);
    qtest_writeq(qts, VINT(FIRST_VINT, STATUS_SET), BIT63);
    qts = k3_migrate(qts, K3_MACHINE K3_BARE, INTA_PATH);
    g_assert_true(qtest_get_irq(qts, FIRST_VINT));
    g_assert_cmphex(qtest_readq(qts, VINT(FIRST_VINT, ENABLE_SET)), ==,
                    BIT63 | 1);
    g_assert_cmphex(qtest_readq(qts, VINT(FIRST_VINT, STATUSM)), ==, BIT63);
    sci_assert_qom_string(qts, INTA_PATH, "routes",
                          "event=16 vint=5 bit=7 status=0 enabled=0\n");
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/inta/registers", test_registers);
    qtest_add_func("/k3/inta/wrong-access", test_wrong_access);
    qtest_add_func("/k3/inta/routes", test_routes);
    qtest_add_func("/k3/inta/migration", test_migration);
    return g_test_run();
}
