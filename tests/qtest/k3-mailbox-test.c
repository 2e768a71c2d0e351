/*
 * QTests for the TI K3 mailbox cluster
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"

#define CLUSTERS                8

/* The cluster that most tests use; any would do */
#define BASE                    MBOX_BASE(3)
#define PATH                    "/machine/k3/mailbox[3]"

#define REGS                    BASE
#include "k3-mailbox-utils.h"
#include "k3-reg-utils.h"

#define USERS                   4
#define FIFOS                   16
#define DEPTH                   4
#define MMIO_SIZE               0x1000

#define REVISION                0x000
#define SYSCONFIG               0x010
#define FIFOSTATUS(m)           (0x080 + 4 * (m))
#define IRQSTATUS_RAW(u)        (0x100 + 0x10 * (u))
#define EOI                     0x140

#define ALL_NOTFULL             0xaaaaaaaau

static QTestState *start(void)
{
    return k3_start(K3_MACHINE, PATH);
}

static void fill(QTestState *qts, unsigned m, uint32_t first)
{
    for (unsigned i = 0; i < DEPTH; i++) {
        wr(qts, MBOX_MESSAGE(m), first + i);
    }
}

static void assert_lines(QTestState *qts, unsigned expected)
{
    for (unsigned u = 0; u < USERS; u++) {
        g_assert_cmpuint(qtest_get_irq(qts, u), ==, !!(expected & (1u << u)));
    }
}

static const K3Reg registers[] = {
    { .offset = REVISION, .reset = 0x66fc9100 },
    { .offset = SYSCONFIG, .reset = 0 },
    { .offset = MBOX_MESSAGE(0), .reset = 0, .count = FIFOS, .stride = 4 },
    { .offset = FIFOSTATUS(0), .reset = 0, .count = FIFOS, .stride = 4 },
    { .offset = MBOX_MSGSTATUS(0), .reset = 0, .count = FIFOS, .stride = 4 },
    { .offset = IRQSTATUS_RAW(0), .reset = ALL_NOTFULL,
      .count = USERS, .stride = 0x10 },
    { .offset = MBOX_IRQ_CLR(0), .reset = 0, .count = USERS, .stride = 0x10 },
    { .offset = MBOX_IRQ_ENABLED(0), .reset = 0,
      .count = USERS, .stride = 0x10 },
    { .offset = MBOX_IRQ_DISABLE(0), .reset = 0,
      .count = USERS, .stride = 0x10 },
    { .offset = EOI, .reset = 0 },
};

static void assert_reset_values(QTestState *qts)
{
    k3_assert_reset_values(qts, REGS, registers, ARRAY_SIZE(registers));
}

static void test_reset_values(void)
{
    QTestState *qts = start();

    assert_reset_values(qts);
    assert_lines(qts, 0);
    qtest_quit(qts);
}

static void test_read_only(void)
{
    QTestState *qts = start();

    wr(qts, REVISION, ~0u);
    for (unsigned m = 0; m < FIFOS; m++) {
        wr(qts, FIFOSTATUS(m), ~0u);
        wr(qts, MBOX_MSGSTATUS(m), ~0u);
    }
    assert_reset_values(qts);
    qtest_quit(qts);
}

static void test_reserved(void)
{
    static const uint32_t offsets[] = {
        0x004, 0x008, 0x00c, 0x014, 0x018, 0x03c, 0x144, 0x14c, 0x1fc,
        0x200, 0x800, MMIO_SIZE - 4,
    };
    QTestState *qts = start();

    for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
        wr(qts, offsets[i], ~0u);
        g_assert_cmphex(rd(qts, offsets[i]), ==, 0);
    }
    assert_reset_values(qts);
    qtest_quit(qts);
}

static void test_fifo(void)
{
    QTestState *qts = start();

    for (unsigned m = 0; m < FIFOS; m++) {
        uint32_t first = 0xa0000000 + (m << 8);

        for (unsigned i = 0; i < DEPTH; i++) {
            g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(m)), ==, i);
            g_assert_cmphex(rd(qts, FIFOSTATUS(m)), ==, 0);
            wr(qts, MBOX_MESSAGE(m), first + i);
        }
        g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(m)), ==, DEPTH);
        g_assert_cmphex(rd(qts, FIFOSTATUS(m)), ==, 1);

        /* The fifth message is lost, the first four are kept. */
        wr(qts, MBOX_MESSAGE(m), 0xdeadbeef);
        g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(m)), ==, DEPTH);

        for (unsigned i = 0; i < DEPTH; i++) {
            g_assert_cmphex(rd(qts, MBOX_MESSAGE(m)), ==, first + i);
            g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(m)), ==, DEPTH - 1 - i);
            g_assert_cmphex(rd(qts, FIFOSTATUS(m)), ==, 0);
        }

        /* An empty FIFO reads as 0, and nothing changes */
        g_assert_cmphex(rd(qts, MBOX_MESSAGE(m)), ==, 0);
        g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(m)), ==, 0);

        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-pushed", m), ==,
                         DEPTH);
        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-popped", m), ==,
                         DEPTH);
        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-dropped", m), ==,
                         1);
        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-level", m), ==,
                         0);
    }
    assert_reset_values(qts);
    qtest_quit(qts);
}

/* Test the ring of a FIFO at every position and level. */
static void test_fifo_wraps(void)
{
    QTestState *qts = start();
    uint32_t next_in = 1, next_out = 1;

    for (unsigned round = 0; round < 3 * DEPTH; round++) {
        for (unsigned i = 0; i <= round % DEPTH; i++) {
            wr(qts, MBOX_MESSAGE(7), next_in++);
        }
        for (unsigned i = 0; i <= round % DEPTH; i++) {
            g_assert_cmphex(rd(qts, MBOX_MESSAGE(7)), ==, next_out++);
        }
    }
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(7)), ==, 0);
    qtest_quit(qts);
}

/* 0 is a message like any other. */
static void test_fifo_zero(void)
{
    QTestState *qts = start();

    wr(qts, MBOX_MESSAGE(0), 0);
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(0)), ==, 1);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(0)), ==, 0);
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(0)), ==, 0);
    qtest_quit(qts);
}

static void test_enable(void)
{
    QTestState *qts = start();

    for (unsigned u = 0; u < USERS; u++) {
        /* Enable NEWMSG only: all FIFOs are empty, so no line is raised */
        wr(qts, MBOX_IRQ_ENABLED(u), 0x00000005);
        wr(qts, MBOX_IRQ_ENABLED(u), 0x40000010);
        g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(u)), ==, 0x40000015);
        g_assert_cmphex(rd(qts, MBOX_IRQ_DISABLE(u)), ==, 0x40000015);
        wr(qts, MBOX_IRQ_ENABLED(u), 0);
        wr(qts, MBOX_IRQ_DISABLE(u), 0);
        g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(u)), ==, 0x40000015);
        wr(qts, MBOX_IRQ_DISABLE(u), 0x00000004);
        g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(u)), ==, 0x40000011);
        /* The other users are not touched. */
        for (unsigned v = u + 1; v < USERS; v++) {
            g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(v)), ==, 0);
        }
        g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(u)), ==, 0);
    }
    assert_lines(qts, 0);
    for (unsigned u = 0; u < USERS; u++) {
        wr(qts, MBOX_IRQ_DISABLE(u), ~0u);
        g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(u)), ==, 0);
    }
    qtest_quit(qts);
}

static void test_newmsg(void)
{
    QTestState *qts = start();

    for (unsigned u = 0; u < USERS; u++) {
        unsigned m = 3 * u + 2;

        wr(qts, MBOX_IRQ_ENABLED(u), NEWMSG(m));
        assert_lines(qts, 0);
        wr(qts, MBOX_MESSAGE(m), 1);
        wr(qts, MBOX_MESSAGE(m), 2);
        assert_lines(qts, 1u << u);
        g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(u)), ==, NEWMSG(m));
        g_assert_cmphex(rd(qts, IRQSTATUS_RAW(u)), ==, ALL_NOTFULL | NEWMSG(m));
        /* All users see the same raw status, enabled or not. */
        g_assert_cmphex(rd(qts, IRQSTATUS_RAW((u + 1) % USERS)), ==,
                        ALL_NOTFULL | NEWMSG(m));

        rd(qts, MBOX_MESSAGE(m));
        assert_lines(qts, 1u << u);
        rd(qts, MBOX_MESSAGE(m));
        assert_lines(qts, 0);
        g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(u)), ==, 0);
    }
    qtest_quit(qts);
}

/* A message that came before the interrupt was enabled must not be lost. */
static void test_newmsg_late_enable(void)
{
    QTestState *qts = start();

    wr(qts, MBOX_MESSAGE(4), 1);
    assert_lines(qts, 0);
    wr(qts, MBOX_IRQ_ENABLED(2), NEWMSG(4));
    assert_lines(qts, 1u << 2);
    wr(qts, MBOX_IRQ_DISABLE(2), NEWMSG(4));
    assert_lines(qts, 0);
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(4)), ==, 1);
    qtest_quit(qts);
}

static void test_notfull(void)
{
    QTestState *qts = start();

    /* Linux enables it after a message that left room: it fires at once */
    wr(qts, MBOX_MESSAGE(5), 1);
    wr(qts, MBOX_IRQ_ENABLED(1), NOTFULL(5));
    assert_lines(qts, 1u << 1);
    g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(1)), ==, NOTFULL(5));

    for (unsigned i = 0; i < DEPTH - 1; i++) {
        assert_lines(qts, 1u << 1);
        wr(qts, MBOX_MESSAGE(5), 2 + i);
    }
    assert_lines(qts, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW(1)), ==,
                    (ALL_NOTFULL & ~NOTFULL(5)) | NEWMSG(5));

    rd(qts, MBOX_MESSAGE(5));
    assert_lines(qts, 1u << 1);
    qtest_quit(qts);
}

/* A clear while the condition holds has no visible effect. */
static void test_clear_reraises(void)
{
    QTestState *qts = start();

    wr(qts, MBOX_IRQ_ENABLED(0), NEWMSG(0) | NOTFULL(1));
    wr(qts, MBOX_MESSAGE(0), 1);
    wr(qts, MBOX_IRQ_CLR(0), ~0u);
    g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(0)), ==, NEWMSG(0) | NOTFULL(1));
    assert_lines(qts, 1u << 0);
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(0)), ==, 1);

    rd(qts, MBOX_MESSAGE(0));
    wr(qts, MBOX_IRQ_DISABLE(0), NOTFULL(1));
    wr(qts, MBOX_IRQ_CLR(0), ~0u);
    g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(0)), ==, 0);
    assert_lines(qts, 0);

    /* The next message raises it again. */
    wr(qts, MBOX_MESSAGE(0), 2);
    assert_lines(qts, 1u << 0);
    qtest_quit(qts);
}

static void test_forced(void)
{
    QTestState *qts = start();

    /* Not enabled: only the status of this user changes */
    wr(qts, IRQSTATUS_RAW(2), NEWMSG(9));
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW(2)), ==, ALL_NOTFULL | NEWMSG(9));
    g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(2)), ==, 0);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW(3)), ==, ALL_NOTFULL);
    assert_lines(qts, 0);

    wr(qts, MBOX_IRQ_ENABLED(2), NEWMSG(9));
    assert_lines(qts, 1u << 2);
    /* It has created no message. */
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(9)), ==, 0);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(9)), ==, 0);
    /* Writing 0, or clearing other bits, clears nothing. */
    wr(qts, IRQSTATUS_RAW(2), 0);
    wr(qts, MBOX_IRQ_CLR(2), 0);
    wr(qts, MBOX_IRQ_CLR(2), ~NEWMSG(9));
    assert_lines(qts, 1u << 2);
    wr(qts, MBOX_IRQ_CLR(2), NEWMSG(9));
    assert_lines(qts, 0);

    /* A forced bit that is also true stays when it is cleared. */
    wr(qts, MBOX_MESSAGE(9), 1);
    wr(qts, IRQSTATUS_RAW(2), NEWMSG(9));
    wr(qts, MBOX_IRQ_CLR(2), NEWMSG(9));
    assert_lines(qts, 1u << 2);
    rd(qts, MBOX_MESSAGE(9));
    assert_lines(qts, 0);

    /* Not full, while it is full */
    fill(qts, 9, 1);
    wr(qts, MBOX_IRQ_ENABLED(2), NOTFULL(9));
    rd(qts, MBOX_MESSAGE(9));
    wr(qts, MBOX_IRQ_DISABLE(2), NEWMSG(9));
    wr(qts, MBOX_MESSAGE(9), 5);
    assert_lines(qts, 0);
    wr(qts, IRQSTATUS_RAW(2), NOTFULL(9));
    assert_lines(qts, 1u << 2);
    wr(qts, MBOX_IRQ_CLR(2), NOTFULL(9));
    assert_lines(qts, 0);
    qtest_quit(qts);
}

static void test_two_users_one_fifo(void)
{
    QTestState *qts = start();

    wr(qts, MBOX_IRQ_ENABLED(0), NEWMSG(6));
    wr(qts, MBOX_IRQ_ENABLED(3), NEWMSG(6));
    wr(qts, MBOX_MESSAGE(6), 0x11);
    assert_lines(qts, 1u << 0 | 1u << 3);
    /* The first reader gets the message, the second one reads 0. */
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(6)), ==, 0x11);
    assert_lines(qts, 0);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(6)), ==, 0);
    qtest_quit(qts);
}

static void test_several_fifos_one_user(void)
{
    QTestState *qts = start();
    uint32_t enable = NEWMSG(0) | NEWMSG(8) | NEWMSG(15);

    wr(qts, MBOX_IRQ_ENABLED(1), enable);
    wr(qts, MBOX_MESSAGE(0), 1);
    wr(qts, MBOX_MESSAGE(8), 2);
    wr(qts, MBOX_MESSAGE(15), 3);
    g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(1)), ==, enable);
    rd(qts, MBOX_MESSAGE(8));
    g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(1)), ==, NEWMSG(0) | NEWMSG(15));
    assert_lines(qts, 1u << 1);
    rd(qts, MBOX_MESSAGE(15));
    assert_lines(qts, 1u << 1);
    rd(qts, MBOX_MESSAGE(0));
    assert_lines(qts, 0);
    qtest_quit(qts);
}

/* omap-mailbox.c: a full FIFO, and what wakes the sender */
static void test_linux_send(void)
{
    QTestState *qts = start();
    unsigned sent = 0;

    for (unsigned i = 0; i < DEPTH + 2; i++) {
        if (!rd(qts, FIFOSTATUS(0))) {
            wr(qts, MBOX_MESSAGE(0), ++sent);
        }
        wr(qts, MBOX_IRQ_ENABLED(2), NOTFULL(0));
        if (sent == DEPTH) {
            assert_lines(qts, 0);
            continue;
        }
        assert_lines(qts, 1u << 2);
        wr(qts, MBOX_IRQ_DISABLE(2), NOTFULL(0));
        wr(qts, MBOX_IRQ_CLR(2), NOTFULL(0));
        assert_lines(qts, 0);
    }
    g_assert_cmpuint(sent, ==, DEPTH);

    g_assert_cmphex(rd(qts, MBOX_MESSAGE(0)), ==, 1);
    assert_lines(qts, 1u << 2);
    qtest_quit(qts);
}

/* ipc_notify: the status is cleared first, a message comes in between */
static void test_sdk_receive(void)
{
    QTestState *qts = start();

    wr(qts, MBOX_IRQ_ENABLED(0), NEWMSG(1));
    wr(qts, MBOX_MESSAGE(1), 0xffffff01);
    wr(qts, MBOX_IRQ_CLR(0), NEWMSG(1));
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(1)), ==, 1);
    wr(qts, MBOX_MESSAGE(1), 0xffffff02);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(1)), ==, 0xffffff01);
    assert_lines(qts, 1u << 0);
    wr(qts, MBOX_IRQ_CLR(0), NEWMSG(1));
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(1)), ==, 1);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(1)), ==, 0xffffff02);
    assert_lines(qts, 0);
    qtest_quit(qts);
}

static void test_eoi(void)
{
    QTestState *qts = start();

    wr(qts, MBOX_IRQ_ENABLED(0), NEWMSG(0));
    wr(qts, MBOX_MESSAGE(0), 1);
    wr(qts, EOI, 0xf);
    g_assert_cmphex(rd(qts, EOI), ==, 0);
    assert_lines(qts, 1u << 0);
    qtest_quit(qts);
}

static void dirty(QTestState *qts)
{
    for (unsigned m = 0; m < FIFOS; m++) {
        for (unsigned i = 0; i <= m % (DEPTH + 1); i++) {
            wr(qts, MBOX_MESSAGE(m), 1 + i);
        }
    }
    for (unsigned u = 0; u < USERS; u++) {
        wr(qts, MBOX_IRQ_ENABLED(u), ~0u);
        wr(qts, IRQSTATUS_RAW(u), ~0u);
    }
}

static void test_soft_reset(void)
{
    QTestState *qts = start();

    dirty(qts);
    assert_lines(qts, 0xf);
    /* Only bit 0 resets. */
    wr(qts, SYSCONFIG, ~1u);
    assert_lines(qts, 0xf);
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(3)), ==, DEPTH);

    wr(qts, SYSCONFIG, 1);
    g_assert_cmphex(rd(qts, SYSCONFIG), ==, 0);
    assert_lines(qts, 0);
    assert_reset_values(qts);

    /* What was accepted is either read or lost. */
    g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-pushed", 3), ==, 4);
    g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-popped", 3), ==, 0);
    g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-dropped", 3), ==, 4);
    qtest_quit(qts);
}

static void test_system_reset(void)
{
    QTestState *qts = start();

    dirty(qts);
    qtest_system_reset(qts);
    assert_lines(qts, 0);
    assert_reset_values(qts);
    for (unsigned m = 0; m < FIFOS; m++) {
        /* assert_reset_values() has read every MESSAGE register: still empty */
        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-pushed", m), ==,
                         0);
        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-popped", m), ==,
                         0);
        g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-dropped", m), ==,
                         0);
    }
    qtest_quit(qts);
}

static void test_access_size(void)
{
    QTestState *qts = start();

    /*
     * Narrow accesses have no effect; in particular, there is no half message
     */
    qtest_writeb(qts, BASE + MBOX_MESSAGE(0), 0x55);
    qtest_writew(qts, BASE + MBOX_MESSAGE(0), 0x5555);
    qtest_writew(qts, BASE + MBOX_MESSAGE(0) + 2, 0x5555);
    qtest_writeb(qts, BASE + MBOX_MESSAGE(0) + 3, 0x55);
    qtest_writeb(qts, BASE + MBOX_IRQ_ENABLED(0), 0xff);
    qtest_writeb(qts, BASE + SYSCONFIG, 1);
    assert_reset_values(qts);

    wr(qts, MBOX_MESSAGE(0), 0x12345678);
    g_assert_cmphex(qtest_readb(qts, BASE + MBOX_MESSAGE(0)), ==, 0);
    g_assert_cmphex(qtest_readw(qts, BASE + MBOX_MESSAGE(0)), ==, 0);
    g_assert_cmphex(qtest_readw(qts, BASE + MBOX_MESSAGE(0) + 2), ==, 0);
    g_assert_cmphex(qtest_readb(qts, BASE + REVISION), ==, 0);
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(0)), ==, 1);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(0)), ==, 0x12345678);

    /* A 64-bit access reaches both registers, the low one first */
    qtest_writeq(qts, BASE + MBOX_MESSAGE(0), 0x2222222211111111ull);
    g_assert_cmphex(qtest_readq(qts, BASE + MBOX_MSGSTATUS(0)), ==,
                    0x0000000100000001ull);
    g_assert_cmphex(qtest_readq(qts, BASE + MBOX_MESSAGE(0)), ==,
                    0x2222222211111111ull);
    assert_reset_values(qts);
    qtest_quit(qts);
}

static void test_clusters(void)
{
    QTestState *qts = qtest_init(K3_MACHINE);

    for (unsigned n = 0; n < CLUSTERS; n++) {
        g_assert_cmphex(qtest_readl(qts, MBOX_BASE(n) + REVISION), ==,
                        0x66fc9100);
        qtest_writel(qts, MBOX_BASE(n) + MBOX_MESSAGE(n), 0xc0 + n);
    }
    for (unsigned n = 0; n < CLUSTERS; n++) {
        for (unsigned m = 0; m < FIFOS; m++) {
            uint64_t message = MBOX_BASE(n) + MBOX_MESSAGE(m);

            g_assert_cmphex(qtest_readl(qts, message), ==,
                            m == n ? 0xc0 + n : 0);
        }
    }
    qtest_quit(qts);
}

static void test_num_fifos(void)
{
    QTestState *qts = k3_start(K3_MACHINE K3_BARE " -global driver="
                               "ti-k3-mailbox,property=num-fifos,value=3",
                               PATH);

    for (unsigned m = 0; m < FIFOS; m++) {
        bool there = m < 3;

        wr(qts, MBOX_MESSAGE(m), 0x55);
        g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(m)), ==, there);
        g_assert_cmphex(rd(qts, MBOX_MESSAGE(m)), ==, there ? 0x55 : 0);
        fill(qts, m, 1);
        g_assert_cmphex(rd(qts, FIFOSTATUS(m)), ==, there);
    }
    /* Only the bits of these three exist */
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW(0)), ==, 0x15);
    wr(qts, MBOX_IRQ_ENABLED(0), ~0u);
    g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(0)), ==, 0x3f);
    wr(qts, IRQSTATUS_RAW(0), ~0u);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW(0)), ==, 0x3f);
    qtest_quit(qts);
}

static void test_bad_geometry(void)
{
    static const struct {
        const char *property;
        const char *value;
        const char *why;
    } bad[] = {
        { "num-users", "0", "must be 1 to 4" },
        { "num-users", "5", "must be 1 to 4" },
        { "num-fifos", "0", "must be 1 to 16" },
        { "num-fifos", "17", "must be 1 to 16" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        k3_assert_property_refused("ti-k3-mailbox", bad[i].property,
                                   bad[i].value, bad[i].why);
    }
}

/* Each mistake of a guest gives one line, which names the cluster */
static void test_log(void)
{
    static const struct {
        uint32_t offset;
        uint32_t size;
        bool write;
        const char *words;
    } mistakes[] = {
        { REVISION, 4, true, "4-byte write at offset 0x0" },
        { FIFOSTATUS(1), 4, true, "4-byte write at offset 0x84" },
        { MBOX_MSGSTATUS(0), 4, true, "4-byte write at offset 0xc0" },
        { 0x144, 4, false, "4-byte read at offset 0x144" },
        { MBOX_MESSAGE(0), 1, true, "1-byte write at offset 0x40" },
        { MBOX_MESSAGE(0), 2, false, "2-byte read at offset 0x40" },
    };
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE, &log);

    /* An empty FIFO is none: Linux and the SDK poll */
    rd(qts, MBOX_MESSAGE(0));
    fill(qts, 0, 1);
    g_assert_cmpuint(k3_count_words(log, "mailbox"), ==, 0);
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
        g_autofree char *line = g_strdup_printf(PATH ": invalid %s\n",
                                                mistakes[i].words);
        uint32_t value = 0;

        if (mistakes[i].write) {
            qtest_memwrite(qts, BASE + mistakes[i].offset, &value,
                           mistakes[i].size);
        } else {
            qtest_memread(qts, BASE + mistakes[i].offset, &value,
                          mistakes[i].size);
        }
        g_assert_cmpuint(k3_count_words(log, line), ==, 1);
        g_assert_cmpuint(k3_count_words(log, "mailbox"), ==, i + 1);
    }
    wr(qts, MBOX_MESSAGE(0), 0xdeadbeef);
    g_assert_cmpuint(k3_count_words(log, PATH ": FIFO 0 is full, message "
                                    "0xdeadbeef lost\n"), ==, 1);
    qtest_quit(qts);
    unlink(log);
}

static void test_migration(void)
{
    QTestState *qts = start();

    /* A ring that has wrapped, a full one, a forced bit */
    for (unsigned i = 0; i < DEPTH - 1; i++) {
        wr(qts, MBOX_MESSAGE(2), 0);
        rd(qts, MBOX_MESSAGE(2));
    }
    wr(qts, MBOX_MESSAGE(2), 0x21);
    wr(qts, MBOX_MESSAGE(2), 0x22);
    fill(qts, 15, 0xf0);
    wr(qts, MBOX_MESSAGE(15), 0xff);
    wr(qts, MBOX_IRQ_ENABLED(0), NEWMSG(2));
    wr(qts, MBOX_IRQ_ENABLED(1), NOTFULL(15));
    wr(qts, MBOX_IRQ_ENABLED(3), NEWMSG(5));
    wr(qts, IRQSTATUS_RAW(3), NEWMSG(5));
    assert_lines(qts, 1u << 0 | 1u << 3);

    qts = k3_migrate(qts, K3_MACHINE, PATH);
    assert_lines(qts, 1u << 0 | 1u << 3);
    g_assert_cmphex(rd(qts, MBOX_IRQ_ENABLED(1)), ==, NOTFULL(15));
    g_assert_cmphex(rd(qts, MBOX_MSGSTATUS(2)), ==, 2);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(2)), ==, 0x21);
    g_assert_cmphex(rd(qts, MBOX_MESSAGE(2)), ==, 0x22);
    assert_lines(qts, 1u << 3);
    wr(qts, MBOX_IRQ_CLR(3), NEWMSG(5));
    assert_lines(qts, 0);
    for (unsigned i = 0; i < DEPTH; i++) {
        g_assert_cmphex(rd(qts, MBOX_MESSAGE(15)), ==, 0xf0 + i);
        assert_lines(qts, 1u << 1);
    }
    g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-popped", 2), ==,
                     DEPTH + 1);
    g_assert_cmpuint(k3_qom_get_uint_of(qts, PATH, "fifo-dropped", 15), ==, 1);
    qtest_quit(qts);
}

/* Random accesses: the registers stay consistent. */
static void assert_consistent(QTestState *qts)
{
    uint32_t conditions = 0;

    for (unsigned m = 0; m < FIFOS; m++) {
        uint32_t level = rd(qts, MBOX_MSGSTATUS(m));

        g_assert_cmpuint(level, <=, DEPTH);
        g_assert_cmpuint(rd(qts, FIFOSTATUS(m)), ==, level == DEPTH);
        conditions |= level ? NEWMSG(m) : 0;
        conditions |= level < DEPTH ? NOTFULL(m) : 0;
    }
    for (unsigned u = 0; u < USERS; u++) {
        uint32_t raw = rd(qts, IRQSTATUS_RAW(u));
        uint32_t status = raw & rd(qts, MBOX_IRQ_ENABLED(u));

        g_assert_cmphex(raw & conditions, ==, conditions);
        g_assert_cmphex(rd(qts, MBOX_IRQ_CLR(u)), ==, status);
        g_assert_cmpuint(qtest_get_irq(qts, u), ==, status != 0);
    }
}

static void test_random(void)
{
    QTestState *qts = start();
    g_autoptr(GRand) rand = g_rand_new_with_seed(0x6d626f78);

    for (unsigned i = 0; i < 8000; i++) {
        unsigned size = 1u << g_rand_int_range(rand, 0, 4);
        /* Mostly at offsets of registers */
        uint32_t range = g_rand_int_range(rand, 0, 8) ? 0x160 : MMIO_SIZE;
        uint64_t addr = BASE + g_rand_int_range(rand, 0, range / size) * size;
        uint64_t value = (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);

        if (g_rand_int_range(rand, 0, 2)) {
            qtest_memread(qts, addr, &value, size);
        } else if (g_rand_int_range(rand, 0, 200)) {
            qtest_memwrite(qts, addr, &value, size);
        } else {
            wr(qts, SYSCONFIG, 1);
        }
        if (i % 200 == 0) {
            assert_consistent(qts);
        }
    }
    assert_consistent(qts);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(void);
    } tests[] = {
        { "reset-values", test_reset_values },
        { "read-only", test_read_only },
        { "reserved", test_reserved },
        { "fifo", test_fifo },
        { "fifo-wraps", test_fifo_wraps },
        { "fifo-zero", test_fifo_zero },
        { "enable", test_enable },
        { "newmsg", test_newmsg },
        { "newmsg-late-enable", test_newmsg_late_enable },
        { "notfull", test_notfull },
        { "clear-reraises", test_clear_reraises },
        { "forced", test_forced },
        { "two-users-one-fifo", test_two_users_one_fifo },
        { "several-fifos-one-user", test_several_fifos_one_user },
        { "linux-send", test_linux_send },
        { "sdk-receive", test_sdk_receive },
        { "eoi", test_eoi },
        { "soft-reset", test_soft_reset },
        { "system-reset", test_system_reset },
        { "access-size", test_access_size },
        { "clusters", test_clusters },
        { "num-fifos", test_num_fifos },
        { "bad-geometry", test_bad_geometry },
        { "log", test_log },
        { "migration", test_migration },
        { "random", test_random },
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_autofree char *path = g_strdup_printf("/k3-mailbox/%s",
                                                tests[i].path);

        qtest_add_func(path, tests[i].test);
    }
    return g_test_run();
}
