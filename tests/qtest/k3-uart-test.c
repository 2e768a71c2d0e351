/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QTest testcase for the TI K3 UART
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#define BASE            0x02800000
#define PATH            "/machine/k3/uart[0]"

#define REGS            BASE
#include "k3-reg-utils.h"

#define DATA            0x00
#define IER             0x04
#define IIR             0x08
#define FCR             0x08
#define EFR             0x08
#define LCR             0x0c
#define MCR             0x10
#define XON1            0x10
#define LSR             0x14
#define XON2            0x14
#define MSR             0x18
#define XOFF1           0x18
#define TCR             0x18
#define SPR             0x1c
#define XOFF2           0x1c
#define TLR             0x1c
#define MDR1            0x20
#define SCR             0x40
#define SSR             0x44
#define SYSC            0x54
#define SYSS            0x58
#define RXFIFO_LVL      0x64
#define TXFIFO_LVL      0x68
#define ISR2            0x70
#define EFR2            0x8c
#define TIMEOUTL        0x98
#define TIMEOUTH        0x9c

#define LCR_A           0x80
#define LCR_B           0xbf
#define EFR_ENHANCED    0x10
#define MCR_TCR_TLR     0x40
#define MCR_LOOP        0x10

#define IER_RX          0x01
#define IER_TX          0x02
#define IER_LINE        0x04

#define IIR_NONE        0xc1
#define IIR_TX          0xc2
#define IIR_RX          0xc4
#define IIR_LINE        0xc6
#define IIR_TIMEOUT     0xcc

#define LSR_DR          0x01
#define LSR_OE          0x02
#define LSR_BI          0x10
#define LSR_EMPTY       0x60

#define FIFO_SIZE       64

#define MACHINE         K3_MACHINE " -serial null"

static QTestState *start(void)
{
    return k3_start(MACHINE, PATH);
}

/* The accesses of Linux's 8250_omap before a port is used, in order */
static void setup(QTestState *qts)
{
    wr(qts, LCR, LCR_B);
    wr(qts, EFR, EFR_ENHANCED);
    wr(qts, LCR, LCR_A);
    wr(qts, MCR, MCR_TCR_TLR);
    wr(qts, FCR, 0x11);
    wr(qts, SCR, 0xc8);
    wr(qts, LCR, LCR_B);
    wr(qts, TCR, 0x4d);
    wr(qts, TLR, 0xc0);
    wr(qts, LCR, 0);
    wr(qts, MCR, 0);
    wr(qts, IER, 0);
    wr(qts, LCR, LCR_B);
    wr(qts, DATA, 26);
    wr(qts, IER, 0);
    wr(qts, EFR, 0);
    wr(qts, XON1, 0x11);
    wr(qts, XOFF1, 0x13);
    wr(qts, LCR, 0x03);
    wr(qts, MDR1, 0);
}

/* Loop bytes back to the receiver */
static void loop_bytes(QTestState *qts, unsigned count, uint8_t first)
{
    wr(qts, MCR, MCR_LOOP);
    for (unsigned i = 0; i < count; i++) {
        wr(qts, DATA, (uint8_t)(first + i));
    }
}

static const K3Reg regs[] = {
    { LCR, 0, 0xff },
    { LCR, 0, 0xff },
    { 0x24, 0, 0xfe },
    { 0x28, 0, 0 },
    { 0x3c, 0, 0 },
    { SCR, 0, 0xff },
    { SSR, 0x4, 0x4 },
    { 0x48, 0, 0xff },
    { 0x50, 0, 0 },
    { SYSS, 1, 1 },
    { 0x5c, 0xff, 0xff },
    { 0x60, 0x69, 0xff },
    { RXFIFO_LVL, 0, 0 },
    { TXFIFO_LVL, 0, 0 },
    { 0x6c, 0, 0x7 },
    { ISR2, 3, 3 },
    { 0x74, 0x1a, 0xff },
    { 0x80, 0, 0x1f },
    { 0x84, 0, 0x3f },
    { 0x8c, 0, 0xff },
    { 0x98, 0, 0xff },
    { 0x9c, 0, 0xff },
    { 0xa0, 0, 0 },
    { 0xa4, 0, 0 },
    { 0x1fc, 0, 0 },
};

static void check_reset_values(QTestState *qts)
{
    k3_assert_reset_values(qts, REGS, regs, ARRAY_SIZE(regs));
    g_assert_cmphex(rd(qts, MDR1), ==, 7);
    g_assert_cmphex(rd(qts, SYSC), ==, 0);
    g_assert_cmphex(rd(qts, IER), ==, 0);
    g_assert_cmphex(rd(qts, IIR), ==, 1);
    g_assert_cmphex(rd(qts, MCR), ==, 0);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
    g_assert_cmphex(rd(qts, SPR), ==, 0);
    wr(qts, LCR, LCR_B);
    g_assert_cmphex(rd(qts, EFR), ==, 0);
    g_assert_cmphex(rd(qts, DATA), ==, 0);
    g_assert_cmphex(rd(qts, IER), ==, 0);
    g_assert_cmphex(rd(qts, XON1), ==, 0);
    g_assert_cmphex(rd(qts, XON2), ==, 0);
    g_assert_cmphex(rd(qts, XOFF1), ==, 0);
    g_assert_cmphex(rd(qts, XOFF2), ==, 0);
    wr(qts, LCR, 0);
    g_assert_false(irq(qts));
}

static void test_registers(void)
{
    QTestState *qts = start();

    check_reset_values(qts);
    k3_assert_writable_bits(qts, REGS, regs, ARRAY_SIZE(regs));
    for (unsigned mode = 0; mode < 8; mode++) {
        wr(qts, MDR1, mode);
        g_assert_cmphex(rd(qts, MDR1), ==, mode);
    }
    qtest_quit(qts);
}

static void test_sizes(void)
{
    QTestState *qts = start();

    wr(qts, SPR, 0);
    qtest_writeb(qts, BASE + SPR, 0x12);
    g_assert_cmphex(qtest_readb(qts, BASE + SPR), ==, 0x12);
    qtest_writew(qts, BASE + SPR, 0xff34);
    g_assert_cmphex(qtest_readw(qts, BASE + SPR), ==, 0x34);
    g_assert_cmphex(rd(qts, SPR), ==, 0x34);
    /* The upper bytes are zero */
    qtest_writeb(qts, BASE + SPR + 1, 0xff);
    qtest_writew(qts, BASE + SPR + 2, 0xffff);
    g_assert_cmphex(qtest_readb(qts, BASE + SPR + 1), ==, 0);
    g_assert_cmphex(qtest_readw(qts, BASE + SPR + 2), ==, 0);
    g_assert_cmphex(rd(qts, SPR), ==, 0x34);
    /* The bus splits a 64-bit access into two */
    qtest_writeq(qts, BASE + MSR, 0x5600000000ULL);
    g_assert_cmphex(rd(qts, SPR), ==, 0x56);
    qtest_quit(qts);
}

static void test_banks(void)
{
    QTestState *qts = start();

    /* EFR is neither IIR nor FCR */
    wr(qts, FCR, 1);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
    loop_bytes(qts, 3, 1);
    wr(qts, MCR, 0);
    wr(qts, LCR, LCR_B);
    g_assert_cmphex(rd(qts, EFR), ==, 0);
    wr(qts, EFR, 0x06);
    g_assert_cmphex(rd(qts, EFR), ==, 0x06);
    wr(qts, XON1, 0x51);
    wr(qts, XON2, 0x52);
    wr(qts, XOFF1, 0x53);
    wr(qts, XOFF2, 0x54);
    wr(qts, DATA, 0x1a);
    wr(qts, IER, 0x02);
    g_assert_cmphex(rd(qts, XON1), ==, 0x51);
    g_assert_cmphex(rd(qts, XON2), ==, 0x52);
    g_assert_cmphex(rd(qts, XOFF1), ==, 0x53);
    g_assert_cmphex(rd(qts, XOFF2), ==, 0x54);

    /* Configuration mode A: divisor, otherwise the operational registers */
    wr(qts, LCR, LCR_A);
    g_assert_cmphex(rd(qts, DATA), ==, 0x1a);
    g_assert_cmphex(rd(qts, IER), ==, 0x02);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
    g_assert_cmphex(rd(qts, MCR), ==, 0);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY | LSR_DR);
    g_assert_cmphex(rd(qts, SPR), ==, 0);

    wr(qts, LCR, 0x03);
    g_assert_cmphex(rd(qts, IER), ==, 0);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
    g_assert_cmphex(rd(qts, RXFIFO_LVL), ==, 3);
    g_assert_cmphex(rd(qts, MCR), ==, 0);
    qtest_quit(qts);
}

static void test_enhanced(void)
{
    static const uint8_t lcrs[] = { 0x03, LCR_A, LCR_B };
    QTestState *qts = start();

    /* Without EFR[4] the upper bits cannot be written */
    wr(qts, IER, 0xf0);
    g_assert_cmphex(rd(qts, IER), ==, 0);
    wr(qts, MCR, 0x62);
    g_assert_cmphex(rd(qts, MCR), ==, 0x02);

    wr(qts, LCR, LCR_B);
    wr(qts, EFR, EFR_ENHANCED);
    wr(qts, LCR, 0x03);
    wr(qts, IER, 0xf0);
    g_assert_cmphex(rd(qts, IER), ==, 0xf0);
    wr(qts, MCR, 0x20);
    g_assert_cmphex(rd(qts, MCR), ==, 0x20);
    wr(qts, SPR, 0x99);

    /* With MCR[6] set as well, TCR and TLR are in every bank */
    wr(qts, MCR, MCR_TCR_TLR);
    for (unsigned i = 0; i < ARRAY_SIZE(lcrs); i++) {
        wr(qts, LCR, lcrs[i]);
        wr(qts, TCR, 0x40 + i);
        wr(qts, TLR, 0x80 + i);
        g_assert_cmphex(rd(qts, TCR), ==, 0x40 + i);
        g_assert_cmphex(rd(qts, TLR), ==, 0x80 + i);
    }
    /* The bits remain when they are locked again */
    wr(qts, EFR, 0);
    g_assert_cmphex(rd(qts, XOFF1), ==, 0);
    g_assert_cmphex(rd(qts, XOFF2), ==, 0);
    wr(qts, LCR, 0x03);
    g_assert_cmphex(rd(qts, SPR), ==, 0x99);
    wr(qts, IER, 0);
    wr(qts, MCR, 0);
    g_assert_cmphex(rd(qts, IER), ==, 0xf0);
    g_assert_cmphex(rd(qts, MCR), ==, MCR_TCR_TLR);
    qtest_quit(qts);
}

static void set_trigger(QTestState *qts, uint8_t fcr, uint8_t tlr,
                        uint8_t scr)
{
    wr(qts, LCR, LCR_B);
    wr(qts, EFR, EFR_ENHANCED);
    wr(qts, LCR, 0);
    wr(qts, MCR, MCR_TCR_TLR);
    wr(qts, TLR, tlr);
    wr(qts, MCR, 0);
    wr(qts, SCR, scr);
    wr(qts, FCR, fcr | 0x07);
}

static void test_rx_trigger(void)
{
    static const struct {
        uint8_t fcr;
        uint8_t tlr;
        uint8_t scr;
        unsigned level;
    } triggers[] = {
        { 0x00, 0x00, 0x00, 8 },
        { 0x40, 0x00, 0x00, 16 },
        { 0x80, 0x00, 0x00, 56 },
        { 0xc0, 0x00, 0x00, 60 },
        { 0xc0, 0x10, 0x00, 4 },
        { 0x00, 0xf0, 0x00, 60 },
        { 0x00, 0xc0, 0x80, 48 },
        { 0x40, 0x00, 0x80, 1 },
        { 0xc0, 0xf0, 0x80, 63 },
        { 0x00, 0x00, 0x80, 1 },
    };
    QTestState *qts = start();

    wr(qts, MDR1, 0);
    for (unsigned i = 0; i < ARRAY_SIZE(triggers); i++) {
        unsigned level = triggers[i].level;

        set_trigger(qts, triggers[i].fcr, triggers[i].tlr, triggers[i].scr);
        wr(qts, IER, IER_RX);
        loop_bytes(qts, level - 1, 0);
        g_assert_false(irq(qts));
        g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
        loop_bytes(qts, 1, level - 1);
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, IIR), ==, IIR_RX);
        g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, level);
        for (unsigned n = 0; n < level; n++) {
            g_assert_cmphex(rd(qts, DATA), ==, n);
            g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, level - n - 1);
            g_assert_false(irq(qts));
        }
        g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
    }

    /* Change the level while data is waiting */
    set_trigger(qts, 0, 0x20, 0);
    loop_bytes(qts, 10, 0);
    g_assert_true(irq(qts));
    wr(qts, MCR, MCR_LOOP | MCR_TCR_TLR);
    wr(qts, TLR, 0x30);
    g_assert_false(irq(qts));
    wr(qts, TLR, 0x20);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

/* Linux reads LSR twice before it reads the byte */
static void test_break(void)
{
    QTestState *qts = k3_start(K3_MACHINE " -chardev null,id=c "
                               "-serial chardev:c", PATH);

    setup(qts);
    wr(qts, IER, IER_RX | IER_LINE);
    for (int i = 0; i < 2; i++) {
        qtest_qmp_assert_success(qts, "{ 'execute': 'chardev-send-break',"
                                 "  'arguments': { 'id': 'c' } }");
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, IIR), ==, IIR_LINE);
        g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY | LSR_DR | LSR_BI);
        g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY | LSR_DR | LSR_BI);
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, DATA), ==, 0);
        g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
        g_assert_false(irq(qts));
    }
    /* Or together with the whole FIFO */
    qtest_qmp_assert_success(qts, "{ 'execute': 'chardev-send-break',"
                             "  'arguments': { 'id': 'c' } }");
    wr(qts, FCR, 0x13);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
    g_assert_false(irq(qts));
    qtest_quit(qts);
}

static void test_rx_timeout(void)
{
    QTestState *qts = start();

    setup(qts);
    wr(qts, IER, IER_RX | IER_LINE);
    loop_bytes(qts, 2, 'a');
    g_assert_false(irq(qts));
    /* Four characters at 115384 Bd */
    qtest_clock_step(qts, 300000);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 100000);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TIMEOUT);
    g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, 2);
    g_assert_cmphex(rd(qts, DATA), ==, 'a');
    g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 400000);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TIMEOUT);
    g_assert_cmphex(rd(qts, DATA), ==, 'b');
    qtest_clock_step(qts, 1000000);
    g_assert_false(irq(qts));
    qtest_quit(qts);
}

static void test_fifo(void)
{
    QTestState *qts = start();

    setup(qts);
    wr(qts, IER, IER_LINE);
    loop_bytes(qts, FIFO_SIZE, 0);
    g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, FIFO_SIZE);
    g_assert_cmphex(rd(qts, ISR2), ==, 2);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY | LSR_DR);
    g_assert_false(irq(qts));
    loop_bytes(qts, 1, 0xff);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_LINE);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY | LSR_DR | LSR_OE);
    g_assert_false(irq(qts));
    for (unsigned i = 0; i < FIFO_SIZE; i++) {
        g_assert_cmphex(rd(qts, DATA), ==, i);
    }
    g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, 0);
    g_assert_cmphex(rd(qts, ISR2), ==, 3);
    g_assert_cmphex(rd(qts, DATA), ==, 0);

    /* Cleared by FCR */
    loop_bytes(qts, 5, 0);
    wr(qts, FCR, 0x13);
    g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, 0);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
    qtest_quit(qts);
}

/* It is a level: only data in the FIFO or IER ends it */
static void test_tx_irq(void)
{
    QTestState *qts = start();

    setup(qts);
    g_assert_false(irq(qts));
    wr(qts, IER, IER_TX);
    for (unsigned i = 0; i < 3; i++) {
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    }
    for (unsigned i = 0; i < FIFO_SIZE; i++) {
        wr(qts, DATA, 'x');
    }
    /* All bytes have been sent by now */
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, TXFIFO_LVL), ==, 0);
    g_assert_cmphex(rd(qts, SSR), ==, 4);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    g_assert_true(irq(qts));
    wr(qts, IER, 0);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
    wr(qts, IER, IER_TX);
    g_assert_true(irq(qts));

    /* Other banks and other interrupts do not change that */
    wr(qts, LCR, LCR_A);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    wr(qts, LCR, 0x03);
    g_assert_true(irq(qts));
    wr(qts, IER, IER_TX | IER_RX);
    loop_bytes(qts, 2, 'a');
    qtest_clock_step(qts, 400000);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TIMEOUT);
    g_assert_cmphex(rd(qts, DATA), ==, 'a');
    g_assert_cmphex(rd(qts, DATA), ==, 'b');
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

/* Without FIFOs it reports that THR is empty */
static void test_tx_irq_no_fifo(void)
{
    QTestState *qts = start();

    setup(qts);
    wr(qts, FCR, 0);
    wr(qts, IER, IER_TX);
    for (unsigned i = 0; i < 3; i++) {
        g_assert_true(irq(qts));
        g_assert_cmphex(rd(qts, IIR), ==, IIR_TX & 0x0f);
        wr(qts, DATA, 'x');
    }
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX & 0x0f);
    wr(qts, IER, 0);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, 1);
    qtest_quit(qts);
}

/*
 * Linux's work-around for erratum i2310: at a time-out without data, a handler
 * that has just filled the transmit FIFO reads IIR last.
 */
static void test_i2310(void)
{
    QTestState *qts = start();

    setup(qts);
    wr(qts, IER, IER_RX | IER_LINE | IER_TX);
    for (unsigned i = 0; i < 10; i++) {
        wr(qts, DATA, 'x');
    }
    g_assert_true(irq(qts));
    g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, 0);
    wr(qts, TIMEOUTL, 1);
    wr(qts, TIMEOUTH, 0);
    wr(qts, EFR2, 0x40);
    rd(qts, IIR);
    wr(qts, EFR2, 0);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    qtest_quit(qts);
}

static void test_migrate_tx_irq(void)
{
    QTestState *qts = start();

    setup(qts);
    wr(qts, IER, IER_TX);
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    qts = k3_migrate(qts, MACHINE, PATH);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TX);
    g_assert_true(irq(qts));

    wr(qts, IER, 0);
    qts = k3_migrate(qts, MACHINE, PATH);
    g_assert_false(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_NONE);
    wr(qts, IER, IER_TX);
    g_assert_true(irq(qts));
    qtest_quit(qts);
}

static void wait_level(QTestState *qts, unsigned level)
{
    for (unsigned i = 0; i < 1000 && rd(qts, RXFIFO_LVL) < level; i++) {
        g_usleep(1000);
    }
    g_assert_cmpuint(rd(qts, RXFIFO_LVL), ==, level);
}

/* Through a character device, with more data than the FIFOs hold */
static void test_console(void)
{
    enum { LENGTH = 1000 };
    uint8_t out[LENGTH], in[LENGTH];
    unsigned got = 0, waits = 0;
    QTestState *qts;
    int fd;

    qts = qtest_init_with_serial(K3_MACHINE, &fd);
    k3_intercept_irqs(qts, PATH);
    setup(qts);
    wr(qts, IER, IER_RX);

    /* A single key */
    g_assert_cmpint(send(fd, "k", 1, 0), ==, 1);
    wait_level(qts, 1);
    g_assert_false(irq(qts));
    qtest_clock_step(qts, 400000);
    g_assert_true(irq(qts));
    g_assert_cmphex(rd(qts, IIR), ==, IIR_TIMEOUT);
    g_assert_cmphex(rd(qts, DATA), ==, 'k');
    g_assert_false(irq(qts));

    /* A paste: bytes without room wait, and none is lost */
    for (unsigned i = 0; i < LENGTH; i++) {
        out[i] = i * 7;
    }
    g_assert_cmpint(send(fd, out, LENGTH, 0), ==, LENGTH);
    while (got < LENGTH) {
        unsigned iir = rd(qts, IIR);

        if (iir == IIR_NONE) {
            qtest_clock_step(qts, 400000);
            g_usleep(100);
            g_assert_cmpuint(++waits, <, 100000);
            continue;
        }
        g_assert_true(irq(qts));
        if (iir == IIR_RX) {
            g_assert_cmpuint(rd(qts, RXFIFO_LVL), >=, 48);
        } else {
            g_assert_cmphex(iir, ==, IIR_TIMEOUT);
        }
        while (rd(qts, LSR) & LSR_DR) {
            g_assert_cmpuint(got, <, LENGTH);
            in[got++] = rd(qts, DATA);
        }
    }
    g_assert_cmpmem(in, LENGTH, out, LENGTH);
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);

    close(fd);
    qtest_quit(qts);
}

/* The peer does not read: the FIFO fills up and loses nothing */
static void test_transmit(void)
{
    g_autoptr(GByteArray) in = g_byte_array_new();
    QTestState *qts;
    unsigned sent = 0;
    int fd;

    qts = qtest_init_with_serial(K3_MACHINE, &fd);
    setup(qts);
    while (!(rd(qts, SSR) & 1)) {
        g_assert_cmpuint(sent, <, 1000000);
        wr(qts, DATA, (uint8_t)(sent++ * 7));
    }
    g_assert_cmpuint(rd(qts, TXFIFO_LVL), ==, FIFO_SIZE);
    g_assert_cmphex(rd(qts, LSR), ==, 0);
    g_assert_cmphex(rd(qts, ISR2), ==, 1);

    while (in->len < sent) {
        uint8_t buf[256];
        ssize_t n = recv(fd, buf, sizeof(buf), 0);

        g_assert_cmpint(n, >, 0);
        g_byte_array_append(in, buf, n);
    }
    g_assert_cmpuint(in->len, ==, sent);
    for (unsigned i = 0; i < sent; i++) {
        g_assert_cmphex(in->data[i], ==, (uint8_t)(i * 7));
    }
    g_assert_cmphex(rd(qts, LSR), ==, LSR_EMPTY);
    g_assert_cmpuint(rd(qts, TXFIFO_LVL), ==, 0);

    close(fd);
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = start();

    for (unsigned i = 0; i < 2; i++) {
        setup(qts);
        for (unsigned n = 0; n < ARRAY_SIZE(regs); n++) {
            wr(qts, regs[n].offset, 0xff);
        }
        wr(qts, LCR, 0x03);
        wr(qts, SPR, 0x55);
        wr(qts, IER, 0x0f);
        loop_bytes(qts, 64, 0);
        g_assert_true(irq(qts));
        if (i) {
            qtest_system_reset(qts);
        } else {
            /* SOFTRESET clears itself; the idle mode keeps its value */
            wr(qts, SYSC, 0xff);
            g_assert_cmphex(rd(qts, SYSC), ==, 0x1d);
            wr(qts, SYSC, 0);
        }
        check_reset_values(qts);
        qtest_clock_step(qts, 1000000000);
        g_assert_false(irq(qts));
    }
    qtest_quit(qts);
}

static void test_random(void)
{
    static const uint8_t likely[] = { 0, 0x03, LCR_A, LCR_B, 0x10, 0x11 };
    GRand *rand = g_rand_new_with_seed(0x4b33);
    QTestState *qts = start();

    for (unsigned i = 0; i < 5000; i++) {
        unsigned offset = g_rand_int_range(rand, 0, 0xa8);
        uint8_t value = g_rand_boolean(rand) ? g_rand_int(rand) :
            likely[g_rand_int_range(rand, 0, ARRAY_SIZE(likely))];

        if (g_rand_boolean(rand)) {
            offset &= 0x1c;
        }
        switch (g_rand_int_range(rand, 0, 8)) {
        case 0:
            qtest_readb(qts, BASE + offset);
            break;
        case 1:
            qtest_writew(qts, BASE + (offset & ~1), value);
            break;
        case 2:
            qtest_clock_step(qts, 1 + value * 1000);
            break;
        case 3:
            wr(qts, DATA, value);
            break;
        default:
            wr(qts, offset & ~3, value);
            break;
        }
        g_assert_cmpuint(rd(qts, RXFIFO_LVL), <=, FIFO_SIZE);
        g_assert_cmphex(rd(qts, SYSS), ==, 1);
    }
    wr(qts, SYSC, 2);
    wr(qts, SYSC, 0);
    check_reset_values(qts);
    qtest_quit(qts);
    g_rand_free(rand);
}

static void test_bad_properties(void)
{
    static const char *const bad[] = { "0", "268435456" };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        k3_assert_property_refused("ti-k3-uart", "baudbase", bad[i],
                                   "must be 1 to 268435455");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/uart/registers", test_registers);
    qtest_add_func("/k3/uart/sizes", test_sizes);
    qtest_add_func("/k3/uart/banks", test_banks);
    qtest_add_func("/k3/uart/enhanced", test_enhanced);
    qtest_add_func("/k3/uart/rx-trigger", test_rx_trigger);
    qtest_add_func("/k3/uart/rx-timeout", test_rx_timeout);
    qtest_add_func("/k3/uart/break", test_break);
    qtest_add_func("/k3/uart/fifo", test_fifo);
    qtest_add_func("/k3/uart/tx-irq", test_tx_irq);
    qtest_add_func("/k3/uart/tx-irq-no-fifo", test_tx_irq_no_fifo);
    qtest_add_func("/k3/uart/i2310", test_i2310);
    qtest_add_func("/k3/uart/migrate-tx-irq", test_migrate_tx_irq);
    qtest_add_func("/k3/uart/console", test_console);
    qtest_add_func("/k3/uart/transmit", test_transmit);
    qtest_add_func("/k3/uart/reset", test_reset);
    qtest_add_func("/k3/uart/bad-properties", test_bad_properties);
    qtest_add_func("/k3/uart/random", test_random);

    return g_test_run();
}
