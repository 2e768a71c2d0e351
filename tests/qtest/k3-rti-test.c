/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 RTI digital windowed watchdog
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/timer.h"

#define BASE            0x0e000000
#define PATH            "/machine/k3/rti[0]"

#define REGS            BASE
#include "k3-reg-utils.h"

/* RTI8, the watchdog of the first R5F */
#define R5F_BASE        0x0e080000
#define R5F_PATH        "/machine/k3/rti[2]"

#define PERIOD(preload) (((preload) + 1ULL) << 13)

#define GCTRL           0x00
#define DWDCTRL         0x90
#define DWDPRLD         0x94
#define WDSTATUS        0x98
#define WDKEY           0x9c
#define DWDCNTR         0xa0
#define WWDRXNCTRL      0xa4
#define WWDSIZECTRL     0xa8

#define ENABLE          0xa98559da
#define DISABLED        0x5312aced
#define KEY1            0xe51a
#define KEY2            0xa35c
#define REACTION_RESET  0x5
#define REACTION_NMI    0xa

#define ST_DWD          0x02
#define ST_KEY          0x04
#define ST_START        0x08
#define ST_END          0x10
#define ST_DWWD         0x20

/* Rate of the functional clock, current time, time of the last load */
static uint64_t freq;
static int64_t now, loaded;

static void set_loaded(void)
{
    loaded = now;
}

/* The first moment at which @ticks have passed since the load */
static void go_to(QTestState *qts, uint64_t ticks, int64_t plus_ns)
{
    int64_t then = loaded + plus_ns +
                   muldiv64_round_up(ticks, NANOSECONDS_PER_SECOND, freq);

    if (then > now) {
        now = qtest_clock_step(qts, then - now);
        g_assert_cmpint(now, ==, then);
    }
}

static void service(QTestState *qts)
{
    wr(qts, WDKEY, KEY1);
    wr(qts, WDKEY, KEY2);
}

static QTestState *start(const char *path)
{
    /* The machine must continue after an expiry */
    QTestState *qts = k3_start(K3_MACHINE " -action watchdog=none", path);

    freq = k3_qom_get_uint(qts, path, "clock-frequency");
    now = loaded = 0;
    return qts;
}

static QTestState *start_running(uint32_t preload, uint32_t window)
{
    QTestState *qts = start(PATH);

    wr(qts, DWDPRLD, preload);
    wr(qts, WWDSIZECTRL, window);
    wr(qts, WWDRXNCTRL, REACTION_NMI);
    wr(qts, DWDCTRL, ENABLE);
    set_loaded();
    return qts;
}

static const K3Reg regs[] = {
    { GCTRL, 0, 0xf8003 },
    { 0x04, 0, 0 },
    { 0x10, 0, 0 },
    { 0x88, 0, 0 },
    { DWDCTRL, DISABLED, DISABLED },
    { DWDPRLD, 0xfff, 0xfff },
    { WDSTATUS, 0, 0 },
    { WDKEY, KEY2, 0xffff },
    { DWDCNTR, 0x1ffffff, 0x1ffffff },
    { WWDRXNCTRL, REACTION_RESET, 0xf },
    { WWDSIZECTRL, 0x5, 0xffffffff },
    { 0xac, 0, 0 },
    { 0xc0, 0, 0 },
    { 0xfc, 0, 0 },
};

static void check_reset_values(QTestState *qts)
{
    k3_assert_reset_values(qts, REGS, regs, ARRAY_SIZE(regs));
}

static void test_registers(void)
{
    QTestState *qts = start(PATH);

    check_reset_values(qts);
    k3_assert_writable_bits(qts, REGS, regs, ARRAY_SIZE(regs));
    wr(qts, DWDPRLD, 0);
    qtest_writeb(qts, BASE + DWDPRLD, 0x55);
    qtest_writew(qts, BASE + DWDPRLD, 0x555);
    qtest_writel(qts, BASE + DWDPRLD + 2, 0x5555);
    qtest_readb(qts, BASE + DWDPRLD);
    qtest_readq(qts, BASE + DWDPRLD);
    g_assert_cmphex(rd(qts, DWDPRLD), ==, 0);
    /* While it is stopped, keys are only stored */
    g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
    g_assert_false(irq(qts));
    go_to(qts, 10 * PERIOD(0xfff), 0);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
    qtest_quit(qts);
}

static void test_enable(void)
{
    QTestState *qts = start_running(0xff, 0x5);

    g_assert_cmphex(rd(qts, DWDCTRL), ==, ENABLE);
    /* No key and no other write stops it */
    wr(qts, DWDCTRL, DISABLED);
    wr(qts, DWDCTRL, 0);
    g_assert_cmphex(rd(qts, DWDCTRL), ==, ENABLE);
    wr(qts, DWDPRLD, 0xfff);
    g_assert_cmphex(rd(qts, DWDPRLD), ==, 0xff);

    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1);
    go_to(qts, 1, -1);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1);
    go_to(qts, 1, 0);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 2);
    go_to(qts, 1000, 0);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1001);
    /* Enabling it again does not load the counter */
    wr(qts, DWDCTRL, ENABLE);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1001);
    qtest_quit(qts);
}

static void test_expiry(void)
{
    static const uint32_t preloads[] = { 0, 1, 0x7f, 0xfff };

    for (unsigned i = 0; i < ARRAY_SIZE(preloads); i++) {
        uint32_t preload = preloads[i];
        QTestState *qts = start_running(preload, 0x50);

        go_to(qts, PERIOD(preload), -1);
        g_assert_false(irq(qts));
        g_assert_cmphex(rd(qts, DWDCNTR), ==, 0);
        go_to(qts, PERIOD(preload), 0);
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_DWD | ST_END | ST_DWWD);
        /* The counter continues from all ones */
        g_assert_cmphex(rd(qts, DWDCNTR), ==, 0x1ffffff);
        go_to(qts, PERIOD(preload) + 5, 0);
        g_assert_cmphex(rd(qts, DWDCNTR), ==, 0x1fffffa);

        /* The handler clears the flags, then services the watchdog */
        wr(qts, WDSTATUS, ST_DWWD);
        g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
        g_assert_false(irq(qts));
        service(qts);
        set_loaded();
        g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(preload) - 1);
        g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
        go_to(qts, PERIOD(preload), -1);
        g_assert_false(irq(qts));
        go_to(qts, PERIOD(preload), 0);
        g_assert_true(irq(qts));
        qtest_quit(qts);
    }
}

/* If only the flags are cleared, it fires at zero again */
static void test_wrap(void)
{
    QTestState *qts = start_running(0, 0x5);

    go_to(qts, PERIOD(0), 0);
    wr(qts, WDSTATUS, ST_DWWD);
    g_assert_false(irq(qts));
    go_to(qts, PERIOD(0) + (1 << 25), -1);
    g_assert_false(irq(qts));
    go_to(qts, PERIOD(0) + (1 << 25), 0);
    g_assert_true(irq(qts));
    go_to(qts, PERIOD(0) + (100ULL << 25) + 10, 0);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_DWD | ST_END | ST_DWWD);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, 0x1fffff5);
    qtest_quit(qts);
}

static void test_window(void)
{
    static const struct {
        uint32_t value;
        unsigned shift;
    } windows[] = {
        { 0x5, 0 }, { 0x50, 1 }, { 0x500, 2 }, { 0x5000, 3 },
        { 0x50000, 4 }, { 0x500000, 5 }, { 0, 5 }, { 0x55, 5 },
    };
    const uint32_t preload = 0x1f;
    const uint64_t period = PERIOD(preload);

    for (unsigned i = 0; i < ARRAY_SIZE(windows); i++) {
        QTestState *qts = start_running(preload, windows[i].value);
        uint64_t closed = period - (period >> windows[i].shift);

        /* At the first moment of the window and at the last */
        go_to(qts, closed, 0);
        service(qts);
        set_loaded();
        g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
        g_assert_cmphex(rd(qts, DWDCNTR), ==, period - 1);
        go_to(qts, period, -1);
        service(qts);
        set_loaded();
        g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
        g_assert_false(irq(qts));

        if (closed) {
            go_to(qts, closed, -1);
            service(qts);
            g_assert_true(irq(qts));
            g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_START | ST_DWWD);
            /* Not loaded */
            g_assert_cmphex(rd(qts, DWDCNTR), ==, period - closed);
            wr(qts, WDSTATUS, ST_DWWD);
            g_assert_false(irq(qts));
            /* The service by the handler is accepted */
            service(qts);
            g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
            g_assert_cmphex(rd(qts, DWDCNTR), ==, period - 1);
            service(qts);
            g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_START | ST_DWWD);
        }
        qtest_quit(qts);
    }
}

static void test_keys(void)
{
    static const uint32_t wrong[] = { 0, 0xa35d, 0xe51b, 0x2345, 0xffff };
    QTestState *qts = start_running(0xff, 0x5);

    go_to(qts, 1000, 0);
    /* The second key alone has no effect, even twice */
    wr(qts, WDKEY, KEY2);
    wr(qts, WDKEY, KEY2);
    g_assert_cmphex(rd(qts, WDKEY), ==, KEY2);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1001);
    /* The first one may be repeated */
    wr(qts, WDKEY, KEY1);
    wr(qts, WDKEY, KEY1);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1001);
    wr(qts, WDKEY, KEY2);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 1);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);

    for (unsigned i = 0; i < ARRAY_SIZE(wrong); i++) {
        set_loaded();
        wr(qts, WDKEY, KEY1);
        wr(qts, WDKEY, wrong[i]);
        g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_KEY | ST_DWWD);
        g_assert_true(irq(qts));
        /* The wrong key has reset the sequence */
        go_to(qts, 10, 0);
        wr(qts, WDKEY, KEY2);
        g_assert_cmphex(rd(qts, DWDCNTR), ==, PERIOD(0xff) - 11);
        /* Servicing does not clear the flags; clearing each of them does */
        service(qts);
        g_assert_true(irq(qts));
        wr(qts, WDSTATUS, ST_KEY);
        g_assert_true(irq(qts));
        wr(qts, WDSTATUS, ST_DWWD);
        g_assert_false(irq(qts));
    }
    qtest_quit(qts);
}

static void test_status(void)
{
    QTestState *qts = start_running(0, 0x5);

    go_to(qts, PERIOD(0), 0);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_DWD | ST_END | ST_DWWD);
    wr(qts, WDSTATUS, 0);
    wr(qts, WDSTATUS, ST_START | ST_KEY | 1 | 0xffffffc0);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_DWD | ST_END | ST_DWWD);
    /* One flag with two names */
    wr(qts, WDSTATUS, ST_DWD);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_DWWD);
    g_assert_true(irq(qts));
    wr(qts, WDSTATUS, ST_DWWD);
    g_assert_false(irq(qts));
    qtest_quit(qts);
}

/* A configuration written while it runs waits for the next service */
static void test_late_configuration(void)
{
    QTestState *qts = start_running(0xff, 0x5);

    wr(qts, WWDSIZECTRL, 0x50);
    g_assert_cmphex(rd(qts, WWDSIZECTRL), ==, 0x50);
    go_to(qts, 10, 0);
    service(qts);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
    set_loaded();
    go_to(qts, 10, 0);
    wr(qts, WWDRXNCTRL, REACTION_RESET);
    service(qts);
    /* The window has taken effect; the reaction has not yet */
    g_assert_cmphex(rd(qts, WDSTATUS), ==, ST_START | ST_DWWD);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, DWDCTRL), ==, ENABLE);
    qtest_quit(qts);
}

/* Uses a core's watchdog, as one of the SoC may end the machine */
static void test_reset_reaction(void)
{
    static const uint32_t reactions[] = { REACTION_RESET, 0, 0xf };

    for (unsigned i = 0; i < ARRAY_SIZE(reactions); i++) {
        QTestState *qts = start(R5F_PATH);
        uint64_t base = R5F_BASE;

        qtest_writel(qts, base + DWDPRLD, 0);
        qtest_writel(qts, base + WWDRXNCTRL, reactions[i]);
        qtest_writel(qts, base + DWDCTRL, ENABLE);
        set_loaded();
        go_to(qts, PERIOD(0), -1);
        g_assert_cmphex(qtest_readl(qts, base + DWDCTRL), ==, ENABLE);
        g_assert_cmphex(qtest_readl(qts, base + WDSTATUS), ==, 0);
        go_to(qts, PERIOD(0), 0);
        /* The reset has stopped it, but the flags show the cause */
        g_assert_cmphex(qtest_readl(qts, base + DWDCTRL), ==, DISABLED);
        g_assert_cmphex(qtest_readl(qts, base + DWDPRLD), ==, 0xfff);
        g_assert_cmphex(qtest_readl(qts, base + WDSTATUS), ==,
                        ST_DWD | ST_END | ST_DWWD);
        g_assert_false(irq(qts));
        qtest_quit(qts);
    }
}

static void test_system_reset(void)
{
    QTestState *qts = start_running(0, 0x50);

    wr(qts, GCTRL, 0xffffffff);
    go_to(qts, PERIOD(0), 0);
    g_assert_true(irq(qts));
    qtest_system_reset(qts);
    check_reset_values(qts);
    g_assert_false(irq(qts));
    go_to(qts, 10 * PERIOD(0), 0);
    g_assert_false(irq(qts));
    check_reset_values(qts);
    qtest_quit(qts);
}

/* The first key, and half of the period; then a violation */
static void test_migration(void)
{
    const char *const args = K3_MACHINE " -action watchdog=none";
    const uint64_t period = PERIOD(0x1f);
    QTestState *qts = start_running(0x1f, 0x50);

    /* To take effect with the next service */
    wr(qts, WWDSIZECTRL, 0x5);
    go_to(qts, period / 2, 0);
    wr(qts, WDKEY, KEY1);
    qts = k3_migrate_at(now, qts, args, PATH);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, period / 2 - 1);
    wr(qts, WDKEY, KEY2);
    set_loaded();
    g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, period - 1);

    go_to(qts, period / 4, 1);
    qts = k3_migrate_at(now, qts, args, PATH);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, period * 3 / 4 - 1);
    go_to(qts, period, -1);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, DWDCNTR), ==, 0);
    go_to(qts, period, 0);
    g_assert_true(irq(qts));

    /* The handler's service is accepted in the new process, too */
    wr(qts, WWDSIZECTRL, 0x50);
    service(qts);
    set_loaded();
    go_to(qts, 10, 0);
    service(qts);
    g_assert_cmphex(rd(qts, WDSTATUS), ==,
                    ST_DWD | ST_START | ST_END | ST_DWWD);
    qts = k3_migrate_at(now, qts, args, PATH);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, WDSTATUS), ==,
                    ST_DWD | ST_START | ST_END | ST_DWWD);
    wr(qts, WDSTATUS, ST_DWWD);
    g_assert_false(irq(qts));
    service(qts);
    g_assert_cmphex(rd(qts, WDSTATUS), ==, 0);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, period - 1);
    qtest_quit(qts);
}

static void test_random(void)
{
    static const uint32_t likely[] = {
        ENABLE, DISABLED, KEY1, KEY2, REACTION_NMI, 0x50, 0x3f, 0,
    };
    GRand *rand = g_rand_new_with_seed(0x4b33);
    QTestState *qts = start(PATH);

    for (unsigned i = 0; i < 3000; i++) {
        unsigned offset = g_rand_int_range(rand, 0x80 / 4, 0xb0 / 4) * 4;
        uint32_t value = g_rand_boolean(rand) ? g_rand_int(rand) :
            likely[g_rand_int_range(rand, 0, ARRAY_SIZE(likely))];

        /* A reset by this watchdog would reset the machine */
        if (offset == WWDRXNCTRL) {
            value = REACTION_NMI;
        } else if (offset == DWDCTRL) {
            wr(qts, WWDRXNCTRL, REACTION_NMI);
        }
        switch (g_rand_int_range(rand, 0, 3)) {
        case 0:
            rd(qts, offset);
            break;
        case 1:
            wr(qts, offset, value);
            break;
        default:
            qtest_clock_step(qts, 1 + (value >> (value & 31)));
            break;
        }
        g_assert_cmpint(!!rd(qts, WDSTATUS), ==, irq(qts));
        g_assert_cmphex(rd(qts, DWDCNTR), <=, 0x1ffffff);
    }
    qtest_system_reset(qts);
    check_reset_values(qts);
    qtest_quit(qts);
    g_rand_free(rand);
}

static void test_log(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE, &log);

    wr(qts, DWDCNTR, 0);
    g_assert_cmphex(rd(qts, DWDCNTR), ==, 0x1ffffff);
    wr(qts, 0x04, 1);
    g_assert_cmphex(rd(qts, 0xbc), ==, 0);
    g_assert_cmphex(rd(qts, 0xc0), ==, 0);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "RTIDWDCNTR is read only"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "counter register 0x4 is not"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "counter register 0xbc is not"), ==,
                     1);
    g_assert_cmpuint(k3_count_words(log, "no register at 0xc0"), ==, 1);
    unlink(log);
}

/* Linux selects the interrupt reaction, and the ESM resets the SoC. */
static void test_soc_watchdog(void)
{
    static const uint32_t reactions[] = { REACTION_NMI, REACTION_RESET };

    for (unsigned i = 0; i < ARRAY_SIZE(reactions); i++) {
        QTestState *qts = qtest_init(K3_MACHINE);
        g_autoptr(QDict) event = NULL;

        wr(qts, DWDPRLD, 0);
        wr(qts, WWDRXNCTRL, reactions[i]);
        wr(qts, DWDCTRL, ENABLE);
        qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
        event = qtest_qmp_eventwait_ref(qts, "WATCHDOG");
        g_assert_cmpstr(qdict_get_str(qdict_get_qdict(event, "data"),
                                      "action"), ==, "reset");
        qtest_qmp_eventwait(qts, "RESET");
        g_assert_cmphex(rd(qts, DWDCTRL), ==, DISABLED);
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/rti/registers", test_registers);
    qtest_add_func("/k3/rti/enable", test_enable);
    qtest_add_func("/k3/rti/expiry", test_expiry);
    qtest_add_func("/k3/rti/wrap", test_wrap);
    qtest_add_func("/k3/rti/window", test_window);
    qtest_add_func("/k3/rti/keys", test_keys);
    qtest_add_func("/k3/rti/status", test_status);
    qtest_add_func("/k3/rti/late-configuration", test_late_configuration);
    qtest_add_func("/k3/rti/reset-reaction", test_reset_reaction);
    qtest_add_func("/k3/rti/system-reset", test_system_reset);
    qtest_add_func("/k3/rti/migration", test_migration);
    qtest_add_func("/k3/rti/soc-watchdog", test_soc_watchdog);
    qtest_add_func("/k3/rti/log", test_log);
    qtest_add_func("/k3/rti/random", test_random);

    return g_test_run();
}
