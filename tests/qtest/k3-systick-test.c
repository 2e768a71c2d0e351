/*
 * Test of SysTick in the TI K3 M4F subsystem: exact at every ns
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "The system timer,
 * SysTick".
 */

#include "qemu/osdep.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

#define ARGS            K3_MACHINE_VIEWS K3_BARE
#define M4F_CPU         "/machine/k3/m4fss[0]/cluster/armv7m/cpu"
/* The view behind those of the four R5F cores */
#define VIEW(addr)      (K3_R5F_VIEW(4) + (addr))

#define DEV             9
#define PROC            0x18

#define SYST_CSR        VIEW(0xe000e010)
#define CSR_ENABLE      (1u << 0)
#define CSR_TICKINT     (1u << 1)
#define CSR_COUNTFLAG   (1u << 16)
#define SYST_RVR        VIEW(0xe000e014)
#define SYST_CVR        VIEW(0xe000e018)
#define ICSR            VIEW(0xe000ed04)
#define ICSR_PENDSTCLR  (1u << 25)
#define ICSR_PENDSTSET  (1u << 26)

/* 400 MHz: a tick takes 2.5 ns, and 2 ticks 5 ns */
#define TICKS_NS(n)     ((n) * 5 / 2)

/* With the core out of reset; it executes nothing */
static QTestState *start(void)
{
    QTestState *qts = qtest_init(ARGS);
    SciHost h = sci_linux(qts);

    g_assert_true(sci_proc_request(&h, PROC));
    g_assert_true(sci_set_resets(&h, DEV, true));
    g_assert_true(sci_set_device(&h, DEV, SCI_DEV_ON, 0));
    g_assert_true(sci_set_resets(&h, DEV, false));
    while (qtest_qom_get_bool(qts, M4F_CPU, "start-powered-off")) {
        g_usleep(1000);
    }
    return qts;
}

static void count(QTestState *qts, uint32_t reload, uint32_t control)
{
    qtest_writel(qts, SYST_CSR, 0);
    qtest_writel(qts, SYST_RVR, reload);
    qtest_writel(qts, SYST_CVR, 0);
    qtest_writel(qts, SYST_CSR, CSR_ENABLE | control);
}

static uint32_t value(QTestState *qts)
{
    return qtest_readl(qts, SYST_CVR);
}

static bool flag(QTestState *qts)
{
    return qtest_readl(qts, SYST_CSR) & CSR_COUNTFLAG;
}

/* Whether the exception is pending; makes it not pending */
static bool pended(QTestState *qts)
{
    bool set = qtest_readl(qts, ICSR) & ICSR_PENDSTSET;

    qtest_writel(qts, ICSR, ICSR_PENDSTCLR);
    return set;
}

static uint32_t expected(uint32_t reload, int64_t ns)
{
    uint64_t ticks = ns * 2 / 5;

    return ticks ? reload - (ticks - 1) % (reload + 1) : 0;
}

/* The value at any time; the flag when 0 has been reached since */
static void test_value(void)
{
    static const uint32_t reloads[] = { 0xffffff, 39999, 99, 6, 1 };
    QTestState *qts = start();

    for (int i = 0; i < ARRAY_SIZE(reloads); i++) {
        uint32_t reload = reloads[i];
        int64_t ns = 0, zeros = 0;

        count(qts, reload, 0);
        for (int step = 0; step < 500; step++) {
            int64_t now;

            g_assert_cmphex(value(qts), ==, expected(reload, ns));
            now = ns * 2 / 5 / (reload + 1);
            g_assert_true(flag(qts) == (now != zeros));
            zeros = now;
            qtest_clock_step(qts, 1 + step * step % 97);
            ns += 1 + step * step % 97;
        }
    }
    qtest_quit(qts);
}

/* A write of the value clears the counter and the flag, and starts over */
static void test_restart(void)
{
    QTestState *qts = start();

    count(qts, 999, CSR_TICKINT);
    qtest_clock_step(qts, TICKS_NS(1010));
    g_assert_true(pended(qts));
    qtest_writel(qts, SYST_RVR, 9999);
    qtest_writel(qts, SYST_CVR, 0x1234);
    g_assert_cmphex(value(qts), ==, 0);
    g_assert_false(flag(qts));
    g_assert_false(pended(qts));
    qtest_clock_step(qts, TICKS_NS(2));
    g_assert_cmpuint(value(qts), ==, 9998);
    qtest_clock_step(qts, TICKS_NS(9996));
    g_assert_cmpuint(value(qts), ==, 2);
    g_assert_false(flag(qts));
    g_assert_false(pended(qts));
    qtest_clock_step(qts, TICKS_NS(2));
    g_assert_cmpuint(value(qts), ==, 0);
    g_assert_true(flag(qts));
    g_assert_false(flag(qts));
    g_assert_true(pended(qts));
    qtest_quit(qts);
}

/* A new reload value applies from the next reload on */
static void test_reload(void)
{
    QTestState *qts = start();

    count(qts, 999, CSR_TICKINT);
    qtest_clock_step(qts, TICKS_NS(998));
    g_assert_cmpuint(value(qts), ==, 2);
    qtest_writel(qts, SYST_RVR, 1999);
    g_assert_cmpuint(value(qts), ==, 2);
    qtest_clock_step(qts, TICKS_NS(4));
    g_assert_cmpuint(value(qts), ==, 1998);
    g_assert_true(pended(qts));

    qtest_writel(qts, SYST_RVR, 0xffffff);
    qtest_clock_step(qts, TICKS_NS(1998));
    g_assert_cmpuint(value(qts), ==, 0);
    g_assert_true(pended(qts));
    qtest_clock_step(qts, TICKS_NS(2));
    g_assert_cmphex(value(qts), ==, 0xfffffe);

    /* 0 stops it at its end; nothing happens until there is a value again */
    qtest_writel(qts, SYST_RVR, 0);
    qtest_writel(qts, SYST_CVR, 0);
    qtest_clock_step(qts, TICKS_NS(1000));
    g_assert_cmpuint(value(qts), ==, 0);
    g_assert_false(flag(qts));
    g_assert_false(pended(qts));
    qtest_writel(qts, SYST_RVR, 99);
    qtest_clock_step(qts, TICKS_NS(98));
    g_assert_cmpuint(value(qts), ==, 2);
    qtest_writel(qts, SYST_RVR, 0);
    qtest_clock_step(qts, TICKS_NS(1000));
    g_assert_cmpuint(value(qts), ==, 0);
    g_assert_true(flag(qts));
    g_assert_true(pended(qts));
    qtest_clock_step(qts, TICKS_NS(1000));
    g_assert_false(flag(qts));
    g_assert_false(pended(qts));
    qtest_quit(qts);
}

/* Without ENABLE, the value stays; TICKINT counts when 0 is reached */
static void test_control(void)
{
    QTestState *qts = start();

    count(qts, 999, 0);
    qtest_clock_step(qts, TICKS_NS(400));
    qtest_writel(qts, SYST_CSR, CSR_TICKINT);
    g_assert_cmpuint(value(qts), ==, 600);
    qtest_clock_step(qts, TICKS_NS(4000));
    g_assert_cmpuint(value(qts), ==, 600);
    g_assert_false(pended(qts));
    qtest_writel(qts, SYST_CSR, CSR_ENABLE);
    qtest_clock_step(qts, TICKS_NS(598));
    g_assert_cmpuint(value(qts), ==, 2);
    g_assert_false(flag(qts));
    qtest_clock_step(qts, TICKS_NS(4));
    /* Too late for this one */
    qtest_writel(qts, SYST_CSR, CSR_ENABLE | CSR_TICKINT);
    g_assert_false(pended(qts));
    g_assert_true(flag(qts));
    qtest_clock_step(qts, TICKS_NS(996));
    g_assert_false(pended(qts));
    qtest_clock_step(qts, TICKS_NS(2));
    g_assert_true(pended(qts));
    qtest_quit(qts);
}

/* The count goes on in the middle of a period, and so does the interrupt */
static void test_migration(void)
{
    QTestState *qts = start();
    int64_t now;

    count(qts, 999, CSR_TICKINT);
    now = qtest_clock_step(qts, TICKS_NS(1400));
    g_assert_true(pended(qts));
    qts = k3_migrate_at(now, qts, ARGS, NULL);
    g_assert_cmpuint(value(qts), ==, 600);
    g_assert_true(flag(qts));
    g_assert_cmpuint(qtest_readl(qts, SYST_RVR), ==, 999);
    qtest_clock_step(qts, TICKS_NS(598));
    g_assert_false(pended(qts));
    qtest_clock_step(qts, TICKS_NS(2));
    g_assert_cmpuint(value(qts), ==, 0);
    g_assert_true(pended(qts));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3/systick/value", test_value);
    qtest_add_func("/k3/systick/restart", test_restart);
    qtest_add_func("/k3/systick/reload", test_reload);
    qtest_add_func("/k3/systick/control", test_control);
    qtest_add_func("/k3/systick/migration", test_migration);
    return g_test_run();
}
