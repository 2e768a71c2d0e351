/*
 * QTest for the TI K3 real-time clock
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-test-utils.h"

#define BASE            0x2b1f0000
#define PATH            "/machine/k3/rtc[0]"

#define MOD_VER         (BASE + 0x00)
#define SUB_S_CNT       (BASE + 0x04)
#define S_CNT_LSW       (BASE + 0x08)
#define S_CNT_MSW       (BASE + 0x0c)
#define COMP            (BASE + 0x10)
#define OFF_ON_LSW      (BASE + 0x18)
#define OFF_ON_MSW      (BASE + 0x1c)
#define ON_OFF_LSW      (BASE + 0x20)
#define ON_OFF_MSW      (BASE + 0x24)
#define SCRATCH(n)      (BASE + 0x30 + 4 * (n))
#define GENRAL_CTL      (BASE + 0x50)
#define FMODE(n)        ((n) << 24)
#define UNLOCK          0x00800000
#define IRQSTATUS_RAW   (BASE + 0x54)
#define IRQSTATUS       (BASE + 0x58)
#define IRQENABLE_SET   (BASE + 0x5c)
#define IRQENABLE_CLR   (BASE + 0x60)
#define ON_OFF          0x1
#define OFF_ON          0x2
#define SYNCPEND        (BASE + 0x68)
#define CLK_OBS         0x4
#define WRT_ERR         0x8
#define KICK0           (BASE + 0x70)
#define KICK0_VALUE     0x83e70b13
#define KICK1           (BASE + 0x74)
#define KICK1_VALUE     0x95a4f1e0

#define SECOND          1000000000LL

/* The guest's clock, and thus its date, stands still unless a test moves it */
#define START           1767323045      /* 2026-01-02 03:04:05 */
#define DATE            " -rtc base=2026-01-02T03:04:05,clock=vm" K3_BARE
/* Open after a reset, as boot loaders of AM62x leave it */
#define OPEN            "-m 640M -machine k3-virt,soc=am62x" DATE
#define LOCKED          "-m 640M -machine k3-virt,soc=am62a" DATE

static uint64_t read_time(QTestState *qts)
{
    uint32_t lsw = qtest_readl(qts, S_CNT_LSW);

    return lsw | (uint64_t)qtest_readl(qts, S_CNT_MSW) << 32;
}

static void set_time(QTestState *qts, uint64_t seconds)
{
    qtest_writel(qts, S_CNT_LSW, seconds);
    qtest_writel(qts, S_CNT_MSW, seconds >> 32);
}

static void set_alarm(QTestState *qts, uint64_t lsw, uint64_t seconds)
{
    qtest_writel(qts, lsw, seconds);
    qtest_writel(qts, lsw + 4, seconds >> 32);
}

/* QEMU's date, and its progress */
static void test_date(void)
{
    QTestState *qts = qtest_init(OPEN);
    uint32_t observed;

    g_assert_cmphex(qtest_readl(qts, MOD_VER), ==, 0x00440100);
    g_assert_cmpuint(read_time(qts), ==, START);
    g_assert_cmpuint(qtest_readl(qts, SUB_S_CNT), ==, 0);
    qtest_clock_step(qts, SECOND * 3 / 4);
    g_assert_cmpuint(read_time(qts), ==, START);
    g_assert_cmpuint(qtest_readl(qts, SUB_S_CNT), ==, 0x6000);
    qtest_clock_step(qts, SECOND / 4);
    g_assert_cmpuint(read_time(qts), ==, START + 1);
    g_assert_cmpuint(qtest_readl(qts, SUB_S_CNT), ==, 0);
    g_assert_cmpuint(k3_qom_get_uint(qts, PATH, "seconds"), ==, START + 1);

    /* The 32 kHz clock can be seen, and nothing is ever pending */
    observed = qtest_readl(qts, SYNCPEND);
    g_assert_cmphex(observed & ~CLK_OBS, ==, 0);
    qtest_clock_step(qts, SECOND / 65536 + 1);
    g_assert_cmphex(qtest_readl(qts, SYNCPEND), ==, observed ^ CLK_OBS);
    qtest_quit(qts);
}

static void test_set_time(void)
{
    QTestState *qts = qtest_init(OPEN);
    QDict *event;

    qtest_clock_step(qts, SECOND / 2);
    qtest_writel(qts, S_CNT_LSW, START + 3600);
    event = qtest_qmp_eventwait_ref(qts, "RTC_CHANGE");
    g_assert_cmpint(qdict_get_int(qdict_get_qdict(event, "data"), "offset"),
                    ==, 3600);
    g_assert_cmpstr(qdict_get_str(qdict_get_qdict(event, "data"),
                                  "qom-path"), ==, PATH);
    qobject_unref(event);
    g_assert_cmpuint(read_time(qts), ==, START + 3600);
    /* The fraction has gone on */
    g_assert_cmphex(qtest_readl(qts, SUB_S_CNT), ==, 0x4000);

    /* 48 bits, which wrap */
    set_time(qts, 0xfffffffffffffULL);
    g_assert_cmphex(read_time(qts), ==, 0xffffffffffffULL);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(read_time(qts), ==, 0);
    qtest_quit(qts);
}

static void test_lock(void)
{
    QTestState *qts = qtest_init(LOCKED);

    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, 0);
    qtest_writel(qts, SCRATCH(0), 1);
    g_assert_cmphex(qtest_readl(qts, SCRATCH(0)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, SYNCPEND) & WRT_ERR, ==, WRT_ERR);

    /* Only the whole key, in its order */
    qtest_writel(qts, KICK1, KICK1_VALUE);
    qtest_writel(qts, KICK0, KICK0_VALUE);
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, 0);
    qtest_writel(qts, KICK1, KICK0_VALUE);
    qtest_writel(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, 0);
    qtest_writel(qts, KICK0, KICK0_VALUE);
    qtest_writel(qts, KICK1, KICK1_VALUE);
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, UNLOCK);

    qtest_writel(qts, SYNCPEND, WRT_ERR);
    qtest_writel(qts, SCRATCH(0), 2);
    g_assert_cmphex(qtest_readl(qts, SCRATCH(0)), ==, 2);
    g_assert_cmphex(qtest_readl(qts, SYNCPEND) & WRT_ERR, ==, 0);

    /* UNLOCK cannot be written; any other value locks */
    qtest_writel(qts, GENRAL_CTL, 0);
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, UNLOCK);
    qtest_writel(qts, KICK0, 0);
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, 0);
    set_time(qts, 1);
    g_assert_cmpuint(read_time(qts), ==, START);
    qtest_quit(qts);
}

/* One alarm, whose registers begin at @lsw, with bit @flag */
static void check_alarm(QTestState *qts, uint64_t lsw, uint32_t flag)
{
    uint64_t now = read_time(qts);

    qtest_writel(qts, IRQENABLE_SET, flag);
    g_assert_cmphex(qtest_readl(qts, IRQENABLE_SET), ==, flag);
    g_assert_cmphex(qtest_readl(qts, IRQENABLE_CLR), ==, flag);
    set_alarm(qts, lsw, now + 2);
    qtest_clock_step(qts, 2 * SECOND - 1);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, flag);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS), ==, flag);

    /* The line follows the enable bit, the flag stays */
    qtest_writel(qts, IRQENABLE_CLR, flag);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, flag);
    qtest_writel(qts, IRQENABLE_SET, flag);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, IRQSTATUS, flag);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, 0);

    /* Once only, and never for a time that has passed */
    qtest_clock_step(qts, 5 * SECOND);
    set_alarm(qts, lsw, now + 3);
    qtest_clock_step(qts, 5 * SECOND);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, 0);
    qtest_writel(qts, IRQENABLE_CLR, flag);
}

static void test_alarm(void)
{
    QTestState *qts = k3_start(OPEN, PATH);

    check_alarm(qts, ON_OFF_LSW, ON_OFF);
    check_alarm(qts, OFF_ON_LSW, OFF_ON);

    /* Setting the time moves it away, and back */
    set_alarm(qts, ON_OFF_LSW, START + 100);
    set_time(qts, START + 200);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, 0);
    set_time(qts, START + 99);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, ON_OFF);

    /* A flag can be set for a test of the line */
    qtest_writel(qts, IRQENABLE_SET, OFF_ON);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, IRQSTATUS_RAW, OFF_ON);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

/* An alarm in a time that no QEMU timer can reach */
static void test_far_alarm(void)
{
    QTestState *qts = k3_start(OPEN, PATH);

    set_alarm(qts, ON_OFF_LSW, 0xffffffffffffULL);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, 0);
    set_time(qts, 0xfffffffffffeULL);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, ON_OFF);
    qtest_quit(qts);
}

static void test_freeze(void)
{
    QTestState *qts = qtest_init(OPEN);

    set_time(qts, 0xffffffff);
    qtest_writel(qts, GENRAL_CTL, FMODE(2));
    g_assert_cmphex(qtest_readl(qts, S_CNT_LSW), ==, 0xffffffff);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(k3_qom_get_uint(qts, PATH, "seconds"), ==, 0x100000000ULL);
    g_assert_cmphex(qtest_readl(qts, S_CNT_MSW), ==, 0);
    /* From now on, it goes on */
    g_assert_cmphex(qtest_readl(qts, S_CNT_MSW), ==, 1);
    g_assert_cmphex(qtest_readl(qts, S_CNT_LSW), ==, 0);

    set_time(qts, 0xffffffff);
    qtest_writel(qts, GENRAL_CTL, FMODE(1));
    qtest_readl(qts, SUB_S_CNT);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(qtest_readl(qts, S_CNT_LSW), ==, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, S_CNT_MSW), ==, 0);
    g_assert_cmphex(read_time(qts), ==, 0x100000000ULL);

    set_time(qts, 0xffffffff);
    qtest_writel(qts, GENRAL_CTL, FMODE(0));
    g_assert_cmphex(qtest_readl(qts, S_CNT_LSW), ==, 0xffffffff);
    qtest_clock_step(qts, SECOND);
    g_assert_cmphex(qtest_readl(qts, S_CNT_MSW), ==, 1);
    qtest_quit(qts);
}

/* What a reset of the SoC changes, and what it does not */
static void test_reset(void)
{
    QTestState *qts = k3_start(LOCKED, PATH);

    qtest_writel(qts, KICK0, KICK0_VALUE);
    qtest_writel(qts, KICK1, KICK1_VALUE);
    set_time(qts, 1000);
    set_alarm(qts, ON_OFF_LSW, 1010);
    qtest_writel(qts, COMP, 0xff8001);
    for (unsigned n = 0; n < 8; n++) {
        qtest_writel(qts, SCRATCH(n), 0x1000 + n);
    }
    qtest_writel(qts, IRQENABLE_SET, ON_OFF | OFF_ON);
    qtest_writel(qts, IRQSTATUS_RAW, OFF_ON);
    qtest_writel(qts, GENRAL_CTL, FMODE(2));
    g_assert_true(qtest_get_irq(qts, 0));

    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRQENABLE_SET), ==, 0);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, 0);
    g_assert_cmpuint(read_time(qts), ==, 1000);
    g_assert_cmphex(qtest_readl(qts, COMP), ==, 0x8001);
    for (unsigned n = 0; n < 8; n++) {
        g_assert_cmphex(qtest_readl(qts, SCRATCH(n)), ==, 0x1000 + n);
    }
    qtest_clock_step(qts, 10 * SECOND);
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS_RAW), ==, ON_OFF);
    qtest_quit(qts);
}

static void test_no_register(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(OPEN, &log);
    static const uint8_t none[] = { 0x14, 0x64, 0x6c, 0x78, 0xfc };

    for (unsigned i = 0; i < ARRAY_SIZE(none); i++) {
        qtest_writel(qts, BASE + none[i], 0xffffffff);
        g_assert_cmphex(qtest_readl(qts, BASE + none[i]), ==, 0);
    }
    qtest_writel(qts, MOD_VER, 0);
    g_assert_cmphex(qtest_readl(qts, MOD_VER), ==, 0x00440100);
    /* Power off through a PMIC, and pins that wake up */
    qtest_writel(qts, GENRAL_CTL, 0x20000);
    qtest_quit(qts);
    g_assert_cmpuint(k3_count_words(log, "rtc[0]: no register at"), ==,
                     2 * ARRAY_SIZE(none));
    g_assert_cmpuint(k3_count_words(log, "MOD_VER is read only"), ==, 1);
    g_assert_cmpuint(k3_count_words(log, "power-off are not modelled"), ==, 1);
    unlink(log);
}

static void test_migrate(void)
{
    QTestState *qts = k3_start(LOCKED, PATH);

    qtest_writel(qts, KICK0, KICK0_VALUE);
    qtest_writel(qts, KICK1, KICK1_VALUE);
    set_time(qts, 5000);
    set_alarm(qts, OFF_ON_LSW, 5003);
    qtest_writel(qts, IRQENABLE_SET, OFF_ON);
    qtest_writel(qts, SCRATCH(7), 0x12345678);
    qtest_clock_step(qts, 2 * SECOND);

    /* The clock of qtest starts again in the new process */
    qts = k3_migrate(qts, LOCKED, PATH);
    qtest_clock_step(qts, 2 * SECOND);
    g_assert_cmpuint(read_time(qts), ==, 5002);
    g_assert_cmphex(qtest_readl(qts, GENRAL_CTL), ==, UNLOCK);
    g_assert_cmphex(qtest_readl(qts, SCRATCH(7)), ==, 0x12345678);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_clock_step(qts, SECOND);
    g_assert_true(qtest_get_irq(qts, 0));

    qts = k3_migrate(qts, LOCKED, PATH);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, IRQSTATUS), ==, OFF_ON);
    qtest_quit(qts);
}

/* The same clock in all SoCs that have one, wired to the same SPI */
static void test_socs(void)
{
    static const char *const socs[] = {
        "am62a", "am62d", "am62p", "am62x", "j722s"
    };

    for (unsigned i = 0; i < ARRAY_SIZE(socs); i++) {
        QTestState *qts = qtest_initf("-m 640M -machine k3-virt,soc=%s" DATE,
                                      socs[i]);

        qtest_irq_intercept_in(qts, "/machine/k3/gic");
        g_assert_cmpuint(read_time(qts), ==, START);
        qtest_writel(qts, KICK0, KICK0_VALUE);
        qtest_writel(qts, KICK1, KICK1_VALUE);
        qtest_writel(qts, IRQENABLE_SET, ON_OFF);
        qtest_writel(qts, IRQSTATUS_RAW, ON_OFF);
        g_assert_true(qtest_get_irq(qts, 100));
        qtest_writel(qts, IRQSTATUS, ON_OFF);
        g_assert_false(qtest_get_irq(qts, 100));
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-rtc/date", test_date);
    qtest_add_func("/k3-rtc/set-time", test_set_time);
    qtest_add_func("/k3-rtc/lock", test_lock);
    qtest_add_func("/k3-rtc/alarm", test_alarm);
    qtest_add_func("/k3-rtc/far-alarm", test_far_alarm);
    qtest_add_func("/k3-rtc/freeze", test_freeze);
    qtest_add_func("/k3-rtc/reset", test_reset);
    qtest_add_func("/k3-rtc/no-register", test_no_register);
    qtest_add_func("/k3-rtc/migrate", test_migrate);
    qtest_add_func("/k3-rtc/socs", test_socs);
    return g_test_run();
}
