/*
 * Test of the TI K3 Vectored Interrupt Manager, through R5F core 0
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"

#define VIM_PATH        "/machine/k3/r5fss[0]/core[0]/vim"
#define VIM             (K3_R5F_VIEW(0) + 0x2fff0000)
#define REGS            VIM
#include "k3-reg-utils.h"

#define NUM_IRQS        512
#define NUM_GROUPS      (NUM_IRQS / 32)

#define PID             0x00
#define INFO            0x04
#define PRI(out)        (0x08 + 4 * (out))
#define GSTS(out)       (0x10 + 4 * (out))
#define VEC(out)        (0x18 + 4 * (out))
#define ACT(out)        (0x20 + 4 * (out))
#define PRIMSK(out)     (0x28 + 4 * (out))
#define DEDVEC          0x30
#define RAW(num)        (0x400 + (num) / 32 * 0x20)
#define STS(num)        (0x404 + (num) / 32 * 0x20)
#define EN_SET(num)     (0x408 + (num) / 32 * 0x20)
#define EN_CLR(num)     (0x40c + (num) / 32 * 0x20)
#define OUTSTS(out, num) (0x410 + 4 * (out) + (num) / 32 * 0x20)
#define INTMAP(num)     (0x418 + (num) / 32 * 0x20)
#define INTTYPE(num)    (0x41c + (num) / 32 * 0x20)
#define PRI_INT(num)    (0x1000 + 4 * (num))
#define VEC_INT(num)    (0x2000 + 4 * (num))

enum { IRQ, FIQ };

#define BITOF(num)      (1u << ((num) % 32))
#define VALID           0x80000000u
#define SHOWN(num, pri) (VALID | (pri) << 16 | (num))
#define HANDLER(num)    (0x41010000u + (num) * 4)

static void change(QTestState *qts, unsigned offset, uint32_t bit, bool set)
{
    uint32_t old = rd(qts, offset);

    wr(qts, offset, set ? old | bit : old & ~bit);
}

static void input(QTestState *qts, unsigned num, bool level)
{
    qtest_set_irq_in(qts, VIM_PATH, "unnamed-gpio-in", num, level);
}

static void pulse(QTestState *qts, unsigned num)
{
    input(qts, num, true);
    input(qts, num, false);
}

static QTestState *start(void)
{
    return k3_start(K3_MACHINE_VIEWS, VIM_PATH);
}

/* Set up one interrupt as a driver does */
static void setup(QTestState *qts, unsigned num, unsigned pri, bool is_pulse,
                  bool is_fiq)
{
    wr(qts, PRI_INT(num), pri);
    wr(qts, VEC_INT(num), HANDLER(num));
    change(qts, INTTYPE(num), BITOF(num), is_pulse);
    change(qts, INTMAP(num), BITOF(num), is_fiq);
    wr(qts, EN_SET(num), BITOF(num));
}

static void assert_lines(QTestState *qts, bool irq, bool fiq)
{
    g_assert_cmpint(qtest_get_irq(qts, IRQ), ==, irq);
    g_assert_cmpint(qtest_get_irq(qts, FIQ), ==, fiq);
}

/* The value of a register that everything reads as after reset */
static void assert_reset_values(QTestState *qts)
{
    static const K3Reg module[] = {
        { PID, 0x60900001 }, { INFO, NUM_IRQS },
        { PRI(IRQ), 0 }, { PRI(FIQ), 0 }, { GSTS(IRQ), 0 }, { GSTS(FIQ), 0 },
        { ACT(IRQ), 0 }, { ACT(FIQ), 0 }, { VEC(IRQ), 0 }, { VEC(FIQ), 0 },
        { PRIMSK(IRQ), 0xffff }, { PRIMSK(FIQ), 0xffff }, { DEDVEC, 0 },
    };

    k3_assert_reset_values(qts, REGS, module, ARRAY_SIZE(module));
    for (unsigned num = 0; num < NUM_IRQS; num += 32) {
        for (unsigned offset = STS(num); offset <= INTTYPE(num); offset += 4) {
            g_assert_cmphex(rd(qts, offset), ==, 0);
        }
    }
    for (unsigned num = 0; num < NUM_IRQS; num++) {
        g_assert_cmphex(rd(qts, PRI_INT(num)), ==, 0xf);
        g_assert_cmphex(rd(qts, VEC_INT(num)), ==, 0);
    }
    assert_lines(qts, false, false);
}

static void test_reset(void)
{
    QTestState *qts = start();

    assert_reset_values(qts);

    /* Change everything, nest on both outputs, leave two inputs high */
    for (unsigned num = 0; num < NUM_IRQS; num++) {
        setup(qts, num, num % 16, num & 1, num & 2);
        wr(qts, RAW(num), BITOF(num));
    }
    for (unsigned i = 0; i < 4; i++) {
        rd(qts, VEC(IRQ));
        rd(qts, VEC(FIQ));
    }
    wr(qts, PRIMSK(IRQ), 0x1234);
    wr(qts, PRIMSK(FIQ), 0x4321);
    wr(qts, DEDVEC, ~0u);
    input(qts, 320, true);
    input(qts, 321, true);
    qtest_system_reset(qts);
    assert_reset_values(qts);

    /* A reset does not change the inputs; all types are level now */
    g_assert_cmphex(rd(qts, RAW(320)), ==, 3);
    g_assert_cmphex(rd(qts, RAW(0)), ==, 0);
    setup(qts, 321, 5, false, false);
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(321, 5));
    assert_lines(qts, true, false);
    qtest_quit(qts);
}

/* Which bits can be written, and how they behave */
static void test_bits(void)
{
    static const struct {
        unsigned offset;
        uint32_t mask;
    } rw[] = {
        { PRIMSK(IRQ), 0xffff }, { PRIMSK(FIQ), 0xffff },
        { DEDVEC, 0xfffffffc },
        { INTMAP(0), ~0u }, { INTMAP(511), ~0u },
        { INTTYPE(0), ~0u }, { INTTYPE(511), ~0u },
        { PRI_INT(0), 0xf }, { PRI_INT(511), 0xf },
        { VEC_INT(0), 0xfffffffc }, { VEC_INT(511), 0xfffffffc },
    };
    static const unsigned ro[] = {
        PID, INFO, PRI(IRQ), PRI(FIQ), GSTS(IRQ), GSTS(FIQ), ACT(IRQ), ACT(FIQ),
    };
    static const unsigned reserved[] = {
        0x34, 0x3fc, 0x400 + NUM_GROUPS * 0x20, 0xffc, PRI_INT(512), 0x1ffc,
        VEC_INT(512), 0x3ffc,
    };
    QTestState *qts = start();

    for (unsigned i = 0; i < ARRAY_SIZE(rw); i++) {
        wr(qts, rw[i].offset, ~0u);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, rw[i].mask);
        wr(qts, rw[i].offset, 0x5a5a5a5a);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, 0x5a5a5a5a & rw[i].mask);
        /* The bus has byte enables */
        qtest_writeb(qts, VIM + rw[i].offset + 1, 0xff);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, 0x5a5aff5a & rw[i].mask);
        qtest_writew(qts, VIM + rw[i].offset + 2, 0x1234);
        g_assert_cmphex(rd(qts, rw[i].offset), ==, 0x1234ff5a & rw[i].mask);
        g_assert_cmphex(qtest_readw(qts, VIM + rw[i].offset + 2), ==,
                        (0x1234ff5a & rw[i].mask) >> 16);
        g_assert_cmphex(qtest_readb(qts, VIM + rw[i].offset + 1), ==,
                        (0x1234ff5a & rw[i].mask) >> 8 & 0xff);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(ro); i++) {
        uint32_t old = rd(qts, ro[i]);

        wr(qts, ro[i], ~old);
        g_assert_cmphex(rd(qts, ro[i]), ==, old);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(reserved); i++) {
        wr(qts, reserved[i], ~0u);
        g_assert_cmphex(rd(qts, reserved[i]), ==, 0);
    }
    qtest_quit(qts);

    qts = start();
    for (unsigned num = 0; num < NUM_IRQS; num += 32) {
        wr(qts, EN_SET(num), 0x00ff00ff);
        wr(qts, EN_SET(num), 0x0f0f0000);
        g_assert_cmphex(rd(qts, EN_CLR(num)), ==, 0x0fff00ff);
        wr(qts, EN_CLR(num), 0xf00000f0);
        g_assert_cmphex(rd(qts, EN_SET(num)), ==, 0x0fff000f);
        /* Writing a byte of a write-one register changes no other byte */
        qtest_writeb(qts, VIM + EN_CLR(num) + 2, 0xff);
        g_assert_cmphex(rd(qts, EN_SET(num)), ==, 0x0f00000f);
    }
    qtest_quit(qts);
}

static void test_priority_access(void)
{
    QTestState *qts = start();

    /* Zephyr writes priorities as bytes */
    qtest_writeb(qts, VIM + PRI_INT(33), 0x7);
    g_assert_cmphex(rd(qts, PRI_INT(33)), ==, 0x7);
    g_assert_cmphex(rd(qts, PRI_INT(32)), ==, 0xf);
    g_assert_cmphex(rd(qts, PRI_INT(34)), ==, 0xf);
    qtest_writew(qts, VIM + PRI_INT(33), 0xff3);
    g_assert_cmphex(qtest_readw(qts, VIM + PRI_INT(33)), ==, 0x3);
    /* Only four bits exist */
    qtest_writeb(qts, VIM + PRI_INT(33), 0x1e);
    g_assert_cmphex(qtest_readb(qts, VIM + PRI_INT(33)), ==, 0xe);
    wr(qts, PRI_INT(33), 16);
    g_assert_cmphex(rd(qts, PRI_INT(33)), ==, 0);
    wr(qts, PRI_INT(33), 5);
    qtest_writeb(qts, VIM + PRI_INT(33) + 1, 0x9);
    g_assert_cmphex(rd(qts, PRI_INT(33)), ==, 5);

    /* A new priority takes effect at once */
    setup(qts, 33, 9, false, false);
    setup(qts, 400, 4, false, false);
    wr(qts, RAW(33), BITOF(33));
    wr(qts, RAW(400), BITOF(400));
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(400, 4));
    qtest_writeb(qts, VIM + PRI_INT(33), 2);
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(33, 2));
    qtest_quit(qts);
}

static void test_level(void)
{
    const unsigned num = 300;
    QTestState *qts = start();

    setup(qts, num, 3, false, false);
    input(qts, num, true);
    assert_lines(qts, true, false);
    g_assert_cmphex(rd(qts, RAW(num)), ==, BITOF(num));
    g_assert_cmphex(rd(qts, STS(num)), ==, BITOF(num));
    g_assert_cmphex(rd(qts, OUTSTS(IRQ, num)), ==, BITOF(num));
    g_assert_cmphex(rd(qts, OUTSTS(FIQ, num)), ==, 0);
    g_assert_cmphex(rd(qts, GSTS(IRQ)), ==, 1u << num / 32);
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(num, 3));
    g_assert_cmphex(rd(qts, PRI(FIQ)), ==, 0);

    /* Clearing has no effect while the input is high */
    wr(qts, STS(num), BITOF(num));
    wr(qts, OUTSTS(IRQ, num), BITOF(num));
    g_assert_cmphex(rd(qts, STS(num)), ==, BITOF(num));
    assert_lines(qts, true, false);

    /* The status is latched until it is cleared with the input low */
    input(qts, num, false);
    g_assert_cmphex(rd(qts, STS(num)), ==, BITOF(num));
    wr(qts, STS(num), ~BITOF(num));
    assert_lines(qts, true, false);
    wr(qts, STS(num), BITOF(num));
    g_assert_cmphex(rd(qts, RAW(num)), ==, 0);
    g_assert_cmphex(rd(qts, GSTS(IRQ)), ==, 0);
    assert_lines(qts, false, false);

    /* As a handler does: activate, quiet the source, clear, end */
    input(qts, num, true);
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(num));
    assert_lines(qts, false, false);
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(num, 3));
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, 0);
    input(qts, num, false);
    wr(qts, STS(num), BITOF(num));
    wr(qts, VEC(IRQ), num);
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, 0);
    assert_lines(qts, false, false);

    /* If cleared before the source is quiet, it comes back after the end */
    input(qts, num, true);
    rd(qts, VEC(IRQ));
    wr(qts, STS(num), BITOF(num));
    input(qts, num, false);
    assert_lines(qts, false, false);
    wr(qts, VEC(IRQ), 0);
    assert_lines(qts, true, false);
    wr(qts, STS(num), BITOF(num));

    /* While disabled, it is in the raw status only */
    wr(qts, EN_CLR(num), BITOF(num));
    input(qts, num, true);
    g_assert_cmphex(rd(qts, RAW(num)), ==, BITOF(num));
    g_assert_cmphex(rd(qts, STS(num)), ==, 0);
    assert_lines(qts, false, false);
    wr(qts, EN_SET(num), BITOF(num));
    assert_lines(qts, true, false);
    qtest_quit(qts);
}

static void test_pulse(void)
{
    const unsigned num = 255;
    QTestState *qts = start();

    setup(qts, num, 0, true, false);
    pulse(qts, num);
    assert_lines(qts, true, false);

    /* As a handler does: activate, clear; the next pulse is new */
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(num));
    wr(qts, OUTSTS(IRQ, num), BITOF(num));
    g_assert_cmphex(rd(qts, STS(num)), ==, 0);
    pulse(qts, num);
    g_assert_cmphex(rd(qts, STS(num)), ==, BITOF(num));
    assert_lines(qts, false, false);
    wr(qts, VEC(IRQ), 0);
    assert_lines(qts, true, false);
    wr(qts, STS(num), BITOF(num));

    /* An input that stays high does not set it again; raw shows the input */
    input(qts, num, true);
    wr(qts, STS(num), BITOF(num));
    g_assert_cmphex(rd(qts, STS(num)), ==, 0);
    g_assert_cmphex(rd(qts, RAW(num)), ==, BITOF(num));
    assert_lines(qts, false, false);
    /* ... nor does driving it high once more */
    input(qts, num, true);
    assert_lines(qts, false, false);
    /* As a level interrupt it is pending */
    change(qts, INTTYPE(num), BITOF(num), false);
    assert_lines(qts, true, false);
    qtest_quit(qts);
}

static void test_software(void)
{
    static const unsigned nums[] = { 0, 31, 32, 63, 310, 480, 511 };
    QTestState *qts = start();

    for (unsigned i = 0; i < ARRAY_SIZE(nums); i++) {
        unsigned num = nums[i];

        for (unsigned is_pulse = 0; is_pulse < 2; is_pulse++) {
            setup(qts, num, 15, is_pulse, false);
            wr(qts, RAW(num), BITOF(num));
            g_assert_cmphex(rd(qts, STS(num)), ==, BITOF(num));
            g_assert_cmphex(rd(qts, GSTS(IRQ)), ==, 1u << num / 32);
            assert_lines(qts, true, false);
            /* Zeros have no effect */
            wr(qts, RAW(num), 0);
            g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(num));
            g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(num, 15));
            wr(qts, STS(num), BITOF(num));
            wr(qts, VEC(IRQ), 0);
            assert_lines(qts, false, false);
        }
    }
    qtest_quit(qts);
}

static void test_fiq(void)
{
    QTestState *qts = start();

    setup(qts, 290, 6, false, true);
    setup(qts, 291, 6, false, false);
    wr(qts, RAW(290), BITOF(290));
    assert_lines(qts, false, true);
    g_assert_cmphex(rd(qts, OUTSTS(FIQ, 290)), ==, BITOF(290));
    g_assert_cmphex(rd(qts, OUTSTS(IRQ, 290)), ==, 0);
    g_assert_cmphex(rd(qts, GSTS(FIQ)), ==, 1u << 9);
    g_assert_cmphex(rd(qts, GSTS(IRQ)), ==, 0);
    g_assert_cmphex(rd(qts, PRI(FIQ)), ==, SHOWN(290, 6));

    /* The registers of IRQ are not affected */
    wr(qts, OUTSTS(IRQ, 290), BITOF(290));
    rd(qts, VEC(IRQ));
    wr(qts, VEC(IRQ), 0);
    assert_lines(qts, false, true);

    /* Each output has its own active interrupt */
    g_assert_cmphex(rd(qts, VEC(FIQ)), ==, HANDLER(290));
    assert_lines(qts, false, false);
    wr(qts, RAW(291), BITOF(291));
    assert_lines(qts, true, false);
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(291));
    g_assert_cmphex(rd(qts, ACT(FIQ)), ==, SHOWN(290, 6));
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(291, 6));
    wr(qts, VEC(IRQ), 0);
    assert_lines(qts, true, false);
    wr(qts, OUTSTS(FIQ, 290), BITOF(290) | BITOF(291));
    wr(qts, VEC(FIQ), 0);
    assert_lines(qts, true, false);

    /* Pending interrupts move with the map */
    change(qts, INTMAP(291), BITOF(291), true);
    assert_lines(qts, false, true);
    change(qts, INTMAP(291), BITOF(291), false);
    assert_lines(qts, true, false);
    qtest_quit(qts);
}

static void test_ties(void)
{
    static const unsigned order[] = { 40, 63, 64, 130, 511 };
    QTestState *qts = start();

    for (unsigned i = ARRAY_SIZE(order); i-- > 0; ) {
        setup(qts, order[i], 8, true, false);
        wr(qts, RAW(order[i]), BITOF(order[i]));
        g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(order[i], 8));
    }
    /* Equal priorities: none nests, and the lowest number is first */
    for (unsigned i = 0; i < ARRAY_SIZE(order); i++) {
        g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(order[i]));
        assert_lines(qts, false, false);
        wr(qts, STS(order[i]), BITOF(order[i]));
        wr(qts, VEC(IRQ), 0);
    }
    assert_lines(qts, false, false);
    qtest_quit(qts);
}

static void test_nesting(void)
{
    QTestState *qts = start();

    /* Nest as deep as possible on both outputs, least urgent first */
    for (unsigned i = 0; i < 16; i++) {
        for (unsigned out = IRQ; out <= FIQ; out++) {
            unsigned num = 256 + 2 * i + out, pri = 15 - i;

            setup(qts, num, pri, false, out == FIQ);
            wr(qts, RAW(num), BITOF(num));
            g_assert_true(qtest_get_irq(qts, out));
            g_assert_cmphex(rd(qts, VEC(out)), ==, HANDLER(num));
            g_assert_cmphex(rd(qts, ACT(out)), ==, SHOWN(num, pri));
            g_assert_false(qtest_get_irq(qts, out));
            /* It is still pending, but must wait */
            g_assert_cmphex(rd(qts, PRI(out)), ==, 0);
        }
    }
    /* Equally and less urgent ones wait */
    setup(qts, 500, 0, false, false);
    wr(qts, RAW(500), BITOF(500));
    assert_lines(qts, false, false);
    /* A read now is spurious and changes nothing */
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(256 + 30));
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(256 + 30, 0));
    wr(qts, STS(500), BITOF(500));

    /* They end in reverse order; the vector keeps its value */
    for (unsigned i = 16; i-- > 0; ) {
        for (unsigned out = IRQ; out <= FIQ; out++) {
            unsigned num = 256 + 2 * i + out, pri = 15 - i;

            g_assert_cmphex(rd(qts, ACT(out)), ==, SHOWN(num, pri));
            wr(qts, STS(num), BITOF(num));
            wr(qts, VEC(out), 0xffffffff);
        }
    }
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, 0);
    g_assert_cmphex(rd(qts, ACT(FIQ)), ==, 0);
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(256 + 30));
    assert_lines(qts, false, false);

    /* An end without an active interrupt, as SDKs write at start-up */
    wr(qts, VEC(IRQ), 0);
    wr(qts, RAW(500), BITOF(500));
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(500));
    qtest_quit(qts);
}

/* While one is active, only more urgent ones are delivered */
static void test_preemption(void)
{
    QTestState *qts = start();

    setup(qts, 100, 7, false, false);
    setup(qts, 101, 7, false, false);
    setup(qts, 102, 8, false, false);
    setup(qts, 103, 6, false, false);
    wr(qts, RAW(100), BITOF(100));
    rd(qts, VEC(IRQ));
    wr(qts, STS(100), BITOF(100));
    wr(qts, RAW(101), BITOF(101) | BITOF(102));
    assert_lines(qts, false, false);
    g_assert_cmphex(rd(qts, OUTSTS(IRQ, 101)), ==, BITOF(101) | BITOF(102));

    wr(qts, RAW(103), BITOF(103));
    assert_lines(qts, true, false);
    /* It is gone before the core reads the vector */
    wr(qts, STS(103), BITOF(103));
    assert_lines(qts, false, false);
    wr(qts, RAW(103), BITOF(103));
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(103));
    wr(qts, STS(103), BITOF(103));
    wr(qts, VEC(IRQ), 0);
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(100, 7));
    assert_lines(qts, false, false);

    /* The priority that it had when it became active counts */
    wr(qts, PRI_INT(100), 15);
    assert_lines(qts, false, false);
    wr(qts, VEC(IRQ), 0);
    assert_lines(qts, true, false);
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(101, 7));
    qtest_quit(qts);
}

static void test_priority_mask(void)
{
    QTestState *qts = start();

    for (unsigned pri = 0; pri < 16; pri++) {
        setup(qts, 216 + pri, pri, false, false);
        setup(qts, 240 + pri, pri, false, true);
        wr(qts, RAW(216 + pri), BITOF(216 + pri));
        wr(qts, RAW(240 + pri), BITOF(240 + pri));
    }
    for (unsigned pri = 0; pri < 16; pri++) {
        wr(qts, PRIMSK(IRQ), 1u << pri);
        wr(qts, PRIMSK(FIQ), 0xffffu << pri);
        g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(216 + pri, pri));
        g_assert_cmphex(rd(qts, PRI(FIQ)), ==, SHOWN(240 + pri, pri));
        assert_lines(qts, true, true);
    }
    wr(qts, PRIMSK(IRQ), 0);
    assert_lines(qts, false, true);
    wr(qts, PRIMSK(FIQ), 0xffff0000);
    assert_lines(qts, false, false);
    /* The masks do not affect the status */
    g_assert_cmphex(rd(qts, GSTS(IRQ)), ==, 3u << 6);
    wr(qts, PRIMSK(IRQ), 0xffff);
    assert_lines(qts, true, false);
    qtest_quit(qts);
}

static void test_spurious(void)
{
    QTestState *qts = start();

    /* The accesses of SDKs at start-up */
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, 0);
    g_assert_cmphex(rd(qts, VEC(FIQ)), ==, 0);
    wr(qts, VEC(IRQ), 0);
    wr(qts, VEC(FIQ), 0);
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, 0);

    /* It goes away between the rise of the line and the read */
    setup(qts, 350, 1, true, false);
    pulse(qts, 350);
    assert_lines(qts, true, false);
    wr(qts, STS(350), BITOF(350));
    assert_lines(qts, false, false);
    rd(qts, VEC(IRQ));
    g_assert_cmphex(rd(qts, ACT(IRQ)) & VALID, ==, 0);
    wr(qts, VEC(IRQ), 0);

    /* The next interrupt is not affected */
    pulse(qts, 350);
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(350));
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(350, 1));
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = start();

    setup(qts, 290, 9, true, false);
    setup(qts, 291, 4, false, false);
    setup(qts, 292, 2, false, true);
    setup(qts, 293, 3, false, false);
    pulse(qts, 290);
    rd(qts, VEC(IRQ));
    input(qts, 291, true);
    rd(qts, VEC(IRQ));
    wr(qts, RAW(292), BITOF(292));
    wr(qts, PRIMSK(IRQ), 0xfff7);
    wr(qts, RAW(293), BITOF(293));
    wr(qts, DEDVEC, 0x1000);

    qts = k3_migrate(qts, K3_MACHINE_VIEWS, VIM_PATH);
    assert_lines(qts, false, true);
    g_assert_cmphex(rd(qts, DEDVEC), ==, 0x1000);
    g_assert_cmphex(rd(qts, PRI(FIQ)), ==, SHOWN(292, 2));
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(291, 4));
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, 0);
    wr(qts, PRIMSK(IRQ), 0xffff);
    g_assert_cmphex(rd(qts, PRI(IRQ)), ==, SHOWN(293, 3));
    wr(qts, STS(293), BITOF(293));
    /* The VIM still knows that the input is high */
    wr(qts, STS(291), BITOF(291));
    g_assert_cmphex(rd(qts, STS(291)), ==,
                    BITOF(290) | BITOF(291) | BITOF(292));
    wr(qts, VEC(IRQ), 0);
    g_assert_cmphex(rd(qts, ACT(IRQ)), ==, SHOWN(290, 9));
    g_assert_cmphex(rd(qts, VEC(IRQ)), ==, HANDLER(291));
    qtest_quit(qts);
}

/* A simple model of the manual's rules, to compare with */
typedef struct Model {
    bool input[NUM_IRQS], raw[NUM_IRQS], enable[NUM_IRQS];
    bool fiq[NUM_IRQS], pulse[NUM_IRQS];
    unsigned pri[NUM_IRQS];
    uint32_t mask[2], active[2][16];
    unsigned depth[2];
} Model;

static uint32_t model_prioritized(Model *m, unsigned out)
{
    unsigned limit = 16, best = NUM_IRQS;

    if (m->depth[out]) {
        limit = m->active[out][m->depth[out] - 1] >> 16 & 0xf;
    }
    for (unsigned num = 0; num < NUM_IRQS; num++) {
        if (m->raw[num] && m->enable[num] && m->fiq[num] == (out == FIQ) &&
            m->pri[num] < limit && (m->mask[out] >> m->pri[num] & 1) &&
            (best == NUM_IRQS || m->pri[num] < m->pri[best])) {
            best = num;
        }
    }
    return best == NUM_IRQS ? 0 : SHOWN(best, m->pri[best]);
}

static void model_settle(Model *m)
{
    for (unsigned num = 0; num < NUM_IRQS; num++) {
        m->raw[num] |= m->input[num] && !m->pulse[num];
    }
}

static void random_step(QTestState *qts, GRand *rand, Model *m)
{
    /* Few interrupts, so that they interfere often */
    static const unsigned nums[] = { 290, 291, 292, 303, 304, 319, 320, 510 };
    unsigned num = nums[g_rand_int_range(rand, 0, ARRAY_SIZE(nums))];
    unsigned out = g_rand_int_range(rand, 0, 2);
    unsigned val = g_rand_int(rand);

    switch (g_rand_int_range(rand, 0, 13)) {
    case 0 ... 2:
        m->raw[num] |= (val & 1) && !m->input[num];
        m->input[num] = val & 1;
        input(qts, num, val & 1);
        break;
    case 3:
        m->raw[num] = true;
        wr(qts, RAW(num), BITOF(num));
        break;
    case 4:
        m->raw[num] = false;
        wr(qts, STS(num), BITOF(num));
        break;
    case 5:
        m->raw[num] &= m->fiq[num] != (out == FIQ);
        wr(qts, OUTSTS(out, num), BITOF(num));
        break;
    case 6:
        m->enable[num] = val % 8;
        wr(qts, m->enable[num] ? EN_SET(num) : EN_CLR(num), BITOF(num));
        break;
    case 7:
        m->fiq[num] = val & 1;
        change(qts, INTMAP(num), BITOF(num), val & 1);
        break;
    case 8:
        m->pulse[num] = val & 1;
        change(qts, INTTYPE(num), BITOF(num), val & 1);
        break;
    case 9:
        m->pri[num] = val & 0xf;
        qtest_writeb(qts, VIM + PRI_INT(num), val);
        break;
    case 10:
        m->mask[out] = (val | val >> 16) & 0xffff;
        wr(qts, PRIMSK(out), m->mask[out]);
        break;
    case 11:
        val = model_prioritized(m, out);
        if (val) {
            m->active[out][m->depth[out]++] = val;
        }
        rd(qts, VEC(out));
        break;
    case 12:
        m->depth[out] -= m->depth[out] > 0;
        wr(qts, VEC(out), val);
        break;
    }
    model_settle(m);
}

static void test_random_model(void)
{
    QTestState *qts = start();
    GRand *rand = g_rand_new_with_seed(20240229);
    Model m = { .mask = { 0xffff, 0xffff } };

    for (unsigned num = 0; num < NUM_IRQS; num++) {
        m.pri[num] = 0xf;
    }
    for (unsigned i = 0; i < 4000; i++) {
        random_step(qts, rand, &m);
        for (unsigned out = IRQ; out <= FIQ; out++) {
            uint32_t shown = model_prioritized(&m, out);
            unsigned depth = m.depth[out];

            g_assert_cmphex(rd(qts, PRI(out)), ==, shown);
            g_assert_cmpint(qtest_get_irq(qts, out), ==, !!(shown & VALID));
            g_assert_cmphex(rd(qts, ACT(out)), ==,
                            depth ? m.active[out][depth - 1] : 0);
        }
    }
    g_rand_free(rand);
    qtest_quit(qts);
}

/* Random accesses: QEMU must survive, and a reset must work */
static void test_random_pokes(void)
{
    QTestState *qts = start();
    GRand *rand = g_rand_new_with_seed(42);

    for (unsigned i = 0; i < 8000; i++) {
        /* Half of the accesses go to the registers in use */
        uint64_t addr = VIM + g_rand_int_range(rand, 0, i & 1 ? 0x600 : 0x4000);
        uint64_t value = (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);

        switch (g_rand_int_range(rand, 0, 9)) {
        case 0:
            qtest_writeb(qts, addr, value);
            break;
        case 1:
            qtest_writew(qts, addr, value);
            break;
        case 2:
        case 3:
            qtest_writel(qts, addr & ~3ull, value);
            break;
        case 4:
            qtest_writeq(qts, addr, value);
            break;
        case 5:
            qtest_readl(qts, addr & ~3ull);
            break;
        case 6:
            qtest_readq(qts, addr);
            break;
        case 7:
            rd(qts, VEC(value & 1));
            break;
        case 8:
            input(qts, value % NUM_IRQS, value >> 63);
            break;
        }
    }
    for (unsigned num = 0; num < NUM_IRQS; num++) {
        input(qts, num, false);
    }
    qtest_system_reset(qts);
    assert_reset_values(qts);
    g_rand_free(rand);
    qtest_quit(qts);
}

static void test_bad_properties(void)
{
    static const char *const bad[] = { "0", "48", "1056" };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        k3_assert_property_refused("ti-k3-vim", "num-irqs", bad[i],
                                   "must be a multiple of 32 up to 1024");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3-vim/reset", test_reset);
    qtest_add_func("/k3-vim/bits", test_bits);
    qtest_add_func("/k3-vim/priority-access", test_priority_access);
    qtest_add_func("/k3-vim/level", test_level);
    qtest_add_func("/k3-vim/pulse", test_pulse);
    qtest_add_func("/k3-vim/software", test_software);
    qtest_add_func("/k3-vim/fiq", test_fiq);
    qtest_add_func("/k3-vim/ties", test_ties);
    qtest_add_func("/k3-vim/nesting", test_nesting);
    qtest_add_func("/k3-vim/preemption", test_preemption);
    qtest_add_func("/k3-vim/priority-mask", test_priority_mask);
    qtest_add_func("/k3-vim/spurious", test_spurious);
    qtest_add_func("/k3-vim/migration", test_migration);
    qtest_add_func("/k3-vim/bad-properties", test_bad_properties);
    qtest_add_func("/k3-vim/random-model", test_random_model);
    qtest_add_func("/k3-vim/random-pokes", test_random_pokes);

    return g_test_run();
}
