/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 dual-mode timer
 */

#include "qemu/osdep.h"

#define BASE(n)         (0x02400000 + (n) * 0x10000)
#define NUM_TIMERS      12
#define PATH            "/machine/k3/dmtimer[0]"

#define REGS            BASE(0)
#include "k3-reg-utils.h"

/* Functional clock of 25 MHz */
#define TICK_NS         40

#define TIDR            0x00
#define TIOCP_CFG       0x10
#define EOI             0x20
#define IRQSTATUS_RAW   0x24
#define IRQSTATUS       0x28
#define IRQENABLE_SET   0x2c
#define IRQENABLE_CLR   0x30
#define IRQWAKEEN       0x34
#define TCLR            0x38
#define TCRR            0x3c
#define TLDR            0x40
#define TTGR            0x44
#define TWPS            0x48
#define TMAR            0x4c
#define TCAR1           0x50
#define TSICR           0x54
#define TCAR2           0x58
#define TPIR            0x5c
#define TNIR            0x60
#define TCVR            0x64
#define TOCR            0x68
#define TOWR            0x6c

#define TCLR_ST         0x01
#define TCLR_AR         0x02
#define TCLR_PTV(n)     ((n) << 2)
#define TCLR_PRE        0x20
#define TCLR_CE         0x40
#define TCLR_SCPWM      0x80
#define TCLR_TCM(n)     ((n) << 8)
#define TCLR_TRG(n)     ((n) << 10)
#define TCLR_PT         0x1000
#define TCLR_CAPT_MODE  0x2000
#define TCLR_GPO_CFG    0x4000

/* The bits that both soft resets treat differently: idle mode */
#define IDLE_SMART      0x8

#define IT_MAT          1
#define IT_OVF          2
#define IT_TCAR         4

static QTestState *start(void)
{
    return k3_start(K3_MACHINE, PATH);
}

static const K3Reg regs[] = {
    { TIDR, 0x40000100, 0x40000100 },
    { 0x04, 0, 0 },
    { EOI, 0, 0 },
    { IRQENABLE_SET, 0, 7 },
    { IRQENABLE_CLR, 0, 0 },
    { IRQSTATUS_RAW, 0, 7 },
    { IRQSTATUS, 0, 0 },
    { IRQWAKEEN, 0, 7 },
    { TCRR, 0, 0xffffffff },
    { TLDR, 0, 0xffffffff },
    { TTGR, 0xffffffff, 0xffffffff },
    { TWPS, 0, 0 },
    { TMAR, 0, 0xffffffff },
    { TCAR1, 0, 0 },
    { TCAR2, 0, 0 },
    { TPIR, 0, 0xffffffff },
    { TNIR, 0, 0xffffffff },
    { TCVR, 0, 0xffffffff },
    { TOCR, 0, 0xffffff },
    { TOWR, 0, 0xffffff },
    { 0x70, 0, 0 },
    { 0x3fc, 0, 0 },
};

static void check_reset_values(QTestState *qts, uint64_t base)
{
    k3_assert_reset_values(qts, base, regs, ARRAY_SIZE(regs));
    g_assert_cmphex(qtest_readl(qts, base + TIOCP_CFG), ==, 0);
    g_assert_cmphex(qtest_readl(qts, base + TCLR), ==, 0);
    g_assert_cmphex(qtest_readl(qts, base + TSICR), ==, 0);
}

static void write_ones(QTestState *qts)
{
    for (unsigned i = 0; i < ARRAY_SIZE(regs); i++) {
        wr(qts, regs[i].offset, 0xffffffff);
    }
}

static void test_reset_values(void)
{
    QTestState *qts = start();

    for (unsigned n = 0; n < NUM_TIMERS; n++) {
        check_reset_values(qts, BASE(n));
    }
    g_assert_false(irq(qts));
    qtest_quit(qts);
}

static void test_registers(void)
{
    QTestState *qts = start();

    k3_assert_writable_bits(qts, REGS, regs, ARRAY_SIZE(regs));
    /* SOFTRESET clears itself; the idle mode keeps its value */
    wr(qts, TIOCP_CFG, 0xffffffff);
    g_assert_cmphex(rd(qts, TIOCP_CFG), ==, 0xe);
    wr(qts, TCLR, 0xfffffffe);
    g_assert_cmphex(rd(qts, TCLR), ==, 0x7ffe);
    wr(qts, TSICR, 0xfffffffd);
    g_assert_cmphex(rd(qts, TSICR), ==, 0xc);
    qtest_quit(qts);
}

static void test_bad_access(void)
{
    QTestState *qts = start();

    wr(qts, TLDR, 0x12345678);
    qtest_writeb(qts, BASE(0) + TLDR, 0xff);
    qtest_writew(qts, BASE(0) + TLDR, 0xffff);
    qtest_writel(qts, BASE(0) + TLDR + 1, 0xffffffff);
    qtest_writel(qts, BASE(0) + 0x3fc, 0xffffffff);
    qtest_readb(qts, BASE(0) + TLDR);
    qtest_readw(qts, BASE(0) + TLDR);
    qtest_readq(qts, BASE(0) + TLDR);
    qtest_readl(qts, BASE(0) + TLDR + 2);
    g_assert_cmphex(rd(qts, TLDR), ==, 0x12345678);
    g_assert_cmphex(rd(qts, TCRR), ==, 0);
    /* The bus splits a 64-bit access; its second half triggers */
    qtest_writeq(qts, BASE(0) + TLDR, 0xcafebabe);
    g_assert_cmphex(rd(qts, TLDR), ==, 0xcafebabe);
    g_assert_cmphex(rd(qts, TCRR), ==, 0xcafebabe);
    qtest_quit(qts);
}

static void test_count(void)
{
    QTestState *qts = start();

    /* A stopped counter keeps its value */
    wr(qts, TCRR, 1000);
    qtest_clock_step(qts, 1000 * TICK_NS);
    g_assert_cmpuint(rd(qts, TCRR), ==, 1000);

    wr(qts, TCLR, TCLR_ST);
    g_assert_cmpuint(rd(qts, TCRR), ==, 1000);
    qtest_clock_step(qts, TICK_NS - 1);
    g_assert_cmpuint(rd(qts, TCRR), ==, 1000);
    qtest_clock_step(qts, 1);
    g_assert_cmpuint(rd(qts, TCRR), ==, 1001);
    qtest_clock_step(qts, 5000 * TICK_NS);
    g_assert_cmpuint(rd(qts, TCRR), ==, 6001);

    /* Load it while it runs, directly and by the trigger register */
    wr(qts, TCRR, 50);
    qtest_clock_step(qts, 3 * TICK_NS);
    g_assert_cmpuint(rd(qts, TCRR), ==, 53);
    wr(qts, TLDR, 77);
    g_assert_cmpuint(rd(qts, TCRR), ==, 53);
    wr(qts, TTGR, 0);
    qtest_clock_step(qts, 2 * TICK_NS);
    g_assert_cmpuint(rd(qts, TCRR), ==, 79);

    wr(qts, TCLR, 0);
    qtest_clock_step(qts, 100 * TICK_NS);
    g_assert_cmpuint(rd(qts, TCRR), ==, 79);
    wr(qts, TTGR, 0);
    g_assert_cmpuint(rd(qts, TCRR), ==, 77);
    qtest_quit(qts);
}

static void test_prescaler(void)
{
    QTestState *qts = start();

    for (unsigned ptv = 0; ptv < 8; ptv++) {
        unsigned divider = 2 << ptv;

        wr(qts, TCLR, 0);
        wr(qts, TCRR, 0);
        wr(qts, TCLR, TCLR_ST | TCLR_PRE | TCLR_PTV(ptv));
        qtest_clock_step(qts, divider * TICK_NS * 10 - 1);
        g_assert_cmpuint(rd(qts, TCRR), ==, 9);
        qtest_clock_step(qts, 1);
        g_assert_cmpuint(rd(qts, TCRR), ==, 10);

        /* Without PRE, PTV does not divide */
        wr(qts, TCLR, TCLR_PTV(ptv));
        wr(qts, TCRR, 0);
        wr(qts, TCLR, TCLR_ST | TCLR_PTV(ptv));
        qtest_clock_step(qts, TICK_NS * 10);
        g_assert_cmpuint(rd(qts, TCRR), ==, 10);
    }
    qtest_quit(qts);
}

/* 100000 ticks of 1 ms, programmed as firmware does it */
static void test_auto_reload(void)
{
    const uint32_t load = -25000;
    QTestState *qts = start();

    wr(qts, TLDR, load);
    wr(qts, TCRR, load);
    wr(qts, IRQENABLE_SET, IT_OVF);
    wr(qts, TCLR, TCLR_ST | TCLR_AR);

    for (unsigned i = 0; i < 10; i++) {
        qtest_clock_step(qts, 1000000 - 1);
        g_assert_false(irq(qts));
        g_assert_cmphex(rd(qts, TCRR), ==, 0xffffffff);
        qtest_clock_step(qts, 1);
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF);
        g_assert_cmphex(rd(qts, TCRR), ==, load);
        wr(qts, IRQSTATUS, IT_OVF);
        g_assert_false(irq(qts));
        g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    }
    /* No error accumulates, with or without acknowledges */
    qtest_clock_step(qts, 99990ULL * 1000000 + 7 * TICK_NS);
    g_assert_cmphex(rd(qts, TCRR), ==, load + 7);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

static void test_one_shot(void)
{
    QTestState *qts = start();

    wr(qts, TLDR, 0x80000000);
    wr(qts, TCRR, -100);
    wr(qts, IRQENABLE_SET, IT_OVF);
    wr(qts, TCLR, TCLR_ST);
    qtest_clock_step(qts, 99 * TICK_NS);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, TICK_NS);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, TCLR), ==, 0);
    qtest_clock_step(qts, 1000 * TICK_NS);
    g_assert_cmphex(rd(qts, TCRR), ==, 0);
    wr(qts, IRQSTATUS, IT_OVF);
    qtest_clock_step(qts, 1000 * TICK_NS);
    g_assert_false(irq(qts));
    qtest_quit(qts);
}

static void test_match(void)
{
    QTestState *qts = start();

    wr(qts, TLDR, 0xfffff000);
    wr(qts, TCRR, 0xfffff000);
    wr(qts, TMAR, 0xfffff800);
    wr(qts, IRQENABLE_SET, IT_MAT | IT_OVF);

    /* Without CE there is no compare */
    wr(qts, TCLR, TCLR_ST | TCLR_AR);
    qtest_clock_step(qts, 0x900 * TICK_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);

    wr(qts, TCRR, 0xfffff000);
    wr(qts, TCLR, TCLR_ST | TCLR_AR | TCLR_CE);
    qtest_clock_step(qts, 0x7ff * TICK_NS);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, TICK_NS);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_MAT);
    wr(qts, IRQSTATUS, IT_MAT);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 0x800 * TICK_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF);
    wr(qts, IRQSTATUS, IT_OVF);
    /* The reload value itself matches, too */
    wr(qts, TMAR, 0xfffff000);
    qtest_clock_step(qts, 0xfff * TICK_NS);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, TICK_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF | IT_MAT);
    wr(qts, IRQSTATUS, IT_OVF | IT_MAT);

    /* A value below the reload value never matches */
    wr(qts, TMAR, 0xffffefff);
    wr(qts, IRQENABLE_CLR, IT_OVF);
    qtest_clock_step(qts, 0x100000ULL * TICK_NS);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, IT_OVF);

    /* One-shot mode ends at 0, which can match */
    wr(qts, TCLR, 0);
    wr(qts, TMAR, 0);
    wr(qts, TCRR, -5);
    wr(qts, TCLR, TCLR_ST | TCLR_CE);
    qtest_clock_step(qts, 5 * TICK_NS - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_MAT);
    qtest_quit(qts);
}

/* TOWR overflows in a row are masked, TOCR counts them */
static void test_overflow_wrap(void)
{
    QTestState *qts = start();

    wr(qts, TLDR, -1000);
    wr(qts, TCRR, -1000);
    wr(qts, TOWR, 3);
    wr(qts, IRQENABLE_SET, IT_OVF);
    wr(qts, TCLR, TCLR_ST | TCLR_AR);
    for (unsigned i = 1; i <= 3; i++) {
        qtest_clock_step(qts, 1000 * TICK_NS);
        g_assert_cmpuint(rd(qts, TOCR), ==, i);
        g_assert_false(irq(qts));
    }
    qtest_clock_step(qts, 1000 * TICK_NS);
    g_assert_cmpuint(rd(qts, TOCR), ==, 0);
    g_assert_true(irq(qts));
    wr(qts, IRQSTATUS, IT_OVF);
    qtest_clock_step(qts, 4 * 1000 * TICK_NS - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

static void test_enable_and_raw(void)
{
    QTestState *qts = start();

    for (unsigned it = IT_MAT; it <= IT_TCAR; it <<= 1) {
        wr(qts, IRQSTATUS_RAW, it);
        g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, it);
        g_assert_cmphex(rd(qts, IRQSTATUS), ==, 0);
        g_assert_false(irq(qts));
        wr(qts, IRQENABLE_SET, it);
        g_assert_cmphex(rd(qts, IRQENABLE_SET), ==, it);
        g_assert_cmphex(rd(qts, IRQENABLE_CLR), ==, it);
        g_assert_cmphex(rd(qts, IRQSTATUS), ==, it);
        g_assert_true(irq(qts));
        wr(qts, IRQENABLE_CLR, it);
        g_assert_false(irq(qts));
        wr(qts, IRQSTATUS, 0);
        g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, it);
        wr(qts, IRQSTATUS, it);
        g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    }
    qtest_quit(qts);
}

/* The shortest possible period must not keep QEMU busy */
static void test_tiny_period(void)
{
    QTestState *qts = start();

    wr(qts, TLDR, 0xffffffff);
    wr(qts, TCRR, 0xffffffff);
    wr(qts, TMAR, 0xffffffff);
    wr(qts, IRQENABLE_SET, IT_OVF | IT_MAT);
    wr(qts, TCLR, TCLR_ST | TCLR_AR | TCLR_CE);
    for (unsigned i = 0; i < 100; i++) {
        qtest_clock_step(qts, 1000);
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF | IT_MAT);
        wr(qts, IRQSTATUS, IT_OVF | IT_MAT);
        g_assert_false(irq(qts));
    }
    /* A day in one step: a billion overflows must not take time */
    qtest_clock_step(qts, 86400ULL * 1000 * 1000 * 1000);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, TCRR), ==, 0xffffffff);

    /* The line agrees with the registers */
    wr(qts, IRQSTATUS, IT_OVF | IT_MAT);
    qtest_clock_step(qts, TICK_NS);
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF | IT_MAT);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

/* Shorter times than after an acknowledge are exact in all other cases */
static void test_short_time(void)
{
    QTestState *qts = start();

    wr(qts, IRQENABLE_SET, IT_OVF);
    wr(qts, TCRR, -2);
    wr(qts, TCLR, TCLR_ST);
    qtest_clock_step(qts, 2 * TICK_NS - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));

    /* Nothing is delayed later than 1 us after the acknowledge */
    wr(qts, IRQSTATUS, IT_OVF);
    wr(qts, TCRR, -3);
    wr(qts, TCLR, TCLR_ST);
    qtest_clock_step(qts, 1000 - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    wr(qts, IRQSTATUS, IT_OVF);
    qtest_clock_step(qts, 1000);
    wr(qts, TCRR, -1);
    wr(qts, TCLR, TCLR_ST);
    qtest_clock_step(qts, TICK_NS - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

/* 2^20 masked periods of 2^32 ticks: 5.7 years; the match comes in the first */
static void test_long_period(void)
{
    const int64_t period = (INT64_C(1) << 32) * TICK_NS;
    const int64_t last = period << 20;
    QTestState *qts = start();

    wr(qts, TOWR, (1 << 20) - 1);
    wr(qts, TMAR, 0x80000000);
    wr(qts, IRQENABLE_SET, IT_OVF | IT_MAT);
    wr(qts, TCLR, TCLR_ST | TCLR_AR | TCLR_CE);
    qtest_clock_step(qts, period / 2 - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_MAT);
    wr(qts, IRQENABLE_CLR, IT_MAT);
    g_assert_false(irq(qts));

    qtest_clock_step(qts, last - period / 2 - 1);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, TCRR), ==, 0xffffffff);
    g_assert_cmphex(rd(qts, TOCR), ==, (1 << 20) - 1);
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF);
    g_assert_cmphex(rd(qts, TCRR), ==, 0);
    g_assert_cmphex(rd(qts, TOCR), ==, 0);
    qtest_quit(qts);
}

/*
 * 2^24 masked periods at clock / 256 take longer than QEMU's clock can run:
 * there is no interrupt in its 292 years, and the registers are right
 */
static void test_longest_period(void)
{
    const int64_t age = INT64_MAX / 2;
    const uint64_t ticks = age / TICK_NS / 256;
    /* A network would have a timer that runs every few minutes */
    QTestState *qts = k3_start(K3_MACHINE " -nic none", PATH);

    wr(qts, TOWR, 0xffffff);
    wr(qts, IRQENABLE_SET, IT_OVF);
    wr(qts, TCLR, TCLR_ST | TCLR_AR | TCLR_PRE | TCLR_PTV(7));
    qtest_clock_step(qts, age);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, TCRR), ==, ticks & UINT32_MAX);
    g_assert_cmphex(rd(qts, TOCR), ==, ticks >> 32);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
    qtest_quit(qts);
}

static void test_soft_reset(void)
{
    static const struct {
        unsigned offset;
        uint32_t value;
        uint32_t idle;              /* mode afterwards */
    } resets[] = {
        { TIOCP_CFG, 1, 0 },
        { TSICR, 2, IDLE_SMART },
    };
    QTestState *qts = start();

    for (unsigned i = 0; i < ARRAY_SIZE(resets); i++) {
        write_ones(qts);
        wr(qts, TIOCP_CFG, IDLE_SMART);
        wr(qts, IRQENABLE_SET, 7);
        wr(qts, IRQSTATUS_RAW, 7);
        wr(qts, TCLR, TCLR_ST | TCLR_AR);
        g_assert_true(irq(qts));
        wr(qts, resets[i].offset, resets[i].value);
        g_assert_cmphex(rd(qts, TIOCP_CFG), ==, resets[i].idle);
        wr(qts, TIOCP_CFG, 0);
        check_reset_values(qts, BASE(0));
        g_assert_false(irq(qts));
        qtest_clock_step(qts, 1000000);
        g_assert_cmphex(rd(qts, TCRR), ==, 0);
    }
    qtest_quit(qts);
}

static void test_system_reset(void)
{
    QTestState *qts = start();

    write_ones(qts);
    wr(qts, IRQENABLE_SET, 7);
    wr(qts, TCLR, TCLR_ST | TCLR_AR);
    qtest_clock_step(qts, 1000000);
    g_assert_true(irq(qts));
    qtest_system_reset(qts);
    check_reset_values(qts, BASE(0));
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1000000);
    g_assert_cmphex(rd(qts, TCRR), ==, 0);
    qtest_quit(qts);
}

/* Half a period and a third of a tick have passed; a match is next */
static void test_migration(void)
{
    const uint32_t load = -1000;
    QTestState *qts = start();
    int64_t now;

    wr(qts, TLDR, load);
    wr(qts, TCRR, load);
    wr(qts, TMAR, load + 750);
    wr(qts, TOWR, 1);
    wr(qts, IRQENABLE_SET, IT_MAT | IT_OVF);
    wr(qts, TCLR, TCLR_ST | TCLR_AR | TCLR_CE | TCLR_PRE | TCLR_PTV(1));
    now = qtest_clock_step(qts, 500 * 4 * TICK_NS + 50);

    qts = k3_migrate_at(now, qts, K3_MACHINE, PATH);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, TCRR), ==, load + 500);
    qtest_clock_step(qts, 4 * TICK_NS - 51);
    g_assert_cmphex(rd(qts, TCRR), ==, load + 500);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(rd(qts, TCRR), ==, load + 501);
    qtest_clock_step(qts, 249 * 4 * TICK_NS - 1);
    g_assert_false(irq(qts));
    now = qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_MAT);
    g_assert_cmphex(rd(qts, TCRR), ==, load + 750);

    /* With the line high */
    qts = k3_migrate_at(now, qts, K3_MACHINE, PATH);
    g_assert_true(irq(qts));
    wr(qts, IRQENABLE_CLR, IT_MAT);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, IT_MAT);
    /* The first overflow is masked */
    qtest_clock_step(qts, 250 * 4 * TICK_NS);
    g_assert_cmphex(rd(qts, TCRR), ==, load);
    g_assert_cmpuint(rd(qts, TOCR), ==, 1);
    qtest_clock_step(qts, 1000 * 4 * TICK_NS - 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 1);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IRQSTATUS), ==, IT_OVF);
    qtest_quit(qts);
}

/*
 * The first time that software enables what is not modelled, it is logged, and
 * so is each write to what cannot be written
 */
static void test_log(void)
{
    static const struct {
        unsigned offset;
        uint32_t value;
        const char *words;
    } writes[] = {
        { TCLR, TCLR_TCM(1), "dmtimer[0]: capture mode is not" },
        { TCLR, TCLR_CAPT_MODE, "dmtimer[0]: capture mode is not" },
        { TCLR, TCLR_SCPWM, "dmtimer[0]: the PWM output is not" },
        { TCLR, TCLR_TRG(2), "dmtimer[0]: the PWM output is not" },
        { TCLR, TCLR_PT, "dmtimer[0]: the PWM output is not" },
        { TCLR, TCLR_GPO_CFG, "dmtimer[0]: the PWM output is not" },
        { IRQWAKEEN, IT_OVF, "dmtimer[0]: wake-up is not" },
        { TPIR, 1, "dmtimer[0]: 1 ms tick correction is not" },
        { TNIR, 1, "dmtimer[0]: 1 ms tick correction is not" },
        { TIDR, 1, "dmtimer[0]: TIDR is read only" },
        { TCAR1, 1, "dmtimer[0]: TCAR1 is read only" },
        { 0x3fc, 1, "dmtimer[0]: no register at 0x3fc" },
    };
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE, &log);

    wr(qts, TCLR, TCLR_ST | TCLR_AR | TCLR_CE | TCLR_PRE | TCLR_PTV(7));
    wr(qts, EOI, 0);
    wr(qts, IRQWAKEEN, 0);
    wr(qts, TPIR, 0);
    wr(qts, TNIR, 0);
    g_assert_cmpuint(k3_count_words(log, "dmtimer"), ==, 0);
    for (unsigned i = 0; i < ARRAY_SIZE(writes); i++) {
        unsigned before = k3_count_words(log, writes[i].words);

        wr(qts, writes[i].offset, writes[i].value);
        g_assert_cmpuint(k3_count_words(log, writes[i].words), ==, before + 1);
        g_assert_cmpuint(k3_count_words(log, "dmtimer"), ==, i + 1);
    }
    qtest_quit(qts);
    unlink(log);
}

/* Whatever is written, the line agrees with the registers */
static void test_random(void)
{
    GRand *rand = g_rand_new_with_seed(0x4b33);
    QTestState *qts = start();

    for (unsigned i = 0; i < 3000; i++) {
        unsigned offset = g_rand_int_range(rand, 0, 0x80 / 4) * 4;
        uint32_t value = g_rand_int(rand);

        if (g_rand_boolean(rand)) {
            value |= 0xfffffff0;
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
        g_assert_cmpint(!!rd(qts, IRQSTATUS), ==, irq(qts));
        g_assert_cmphex(rd(qts, TWPS), ==, 0);
    }
    wr(qts, TIOCP_CFG, 1);
    check_reset_values(qts, BASE(0));
    qtest_quit(qts);
    g_rand_free(rand);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/dmtimer/reset-values", test_reset_values);
    qtest_add_func("/k3/dmtimer/registers", test_registers);
    qtest_add_func("/k3/dmtimer/bad-access", test_bad_access);
    qtest_add_func("/k3/dmtimer/count", test_count);
    qtest_add_func("/k3/dmtimer/prescaler", test_prescaler);
    qtest_add_func("/k3/dmtimer/auto-reload", test_auto_reload);
    qtest_add_func("/k3/dmtimer/one-shot", test_one_shot);
    qtest_add_func("/k3/dmtimer/match", test_match);
    qtest_add_func("/k3/dmtimer/overflow-wrap", test_overflow_wrap);
    qtest_add_func("/k3/dmtimer/enable-and-raw", test_enable_and_raw);
    qtest_add_func("/k3/dmtimer/tiny-period", test_tiny_period);
    qtest_add_func("/k3/dmtimer/short-time", test_short_time);
    qtest_add_func("/k3/dmtimer/long-period", test_long_period);
    qtest_add_func("/k3/dmtimer/longest-period", test_longest_period);
    qtest_add_func("/k3/dmtimer/migration", test_migration);
    qtest_add_func("/k3/dmtimer/log", test_log);
    qtest_add_func("/k3/dmtimer/soft-reset", test_soft_reset);
    qtest_add_func("/k3/dmtimer/system-reset", test_system_reset);
    qtest_add_func("/k3/dmtimer/random", test_random);

    return g_test_run();
}
