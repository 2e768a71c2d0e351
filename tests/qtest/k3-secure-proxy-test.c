/*
 * QTests for the TI K3 secure proxy
 *
 * Messages are built and read here only as far as needed to tell one from the
 * other: what they mean is the system firmware's matter.  Where its answers
 * would be in the way it is stalled.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-ti-sci-utils.h"

#define SCFG_BASE               0x4a400000ull
#define CFG_BASE                0x48250000ull
#define PATH                    "/machine/k3/secure-proxy"

/* Four regions: all addresses are absolute */
#define REGS                    0
#include "k3-reg-utils.h"

#define THREADS                 128
#define DATA(t)                 (SPROXY_DATA + (t) * SPROXY_THREAD_SIZE)
#define WORD(t, n)              (DATA(t) + 4 + 4 * (n))
#define LAST                    14
#define STATUS(t)               (SPROXY_RT + (t) * SPROXY_THREAD_SIZE)
#define THR(t)                  (STATUS(t) + 4)
#define CTL(t)                  (SCFG_BASE + 0x1000 + (t) * SPROXY_THREAD_SIZE)

#define STATUS_ERROR            0x80000000u
#define STATUS_DIR              0x40000000u
#define STATUS_COUNT            0x000000ffu
#define MAX_CNT(reg)            (((reg) >> 16) & 0xff)
#define CTL_DIR                 0x80000000u

/* Linux's pair of threads (host A53_2), and the outbound one of A53_3 */
#define RX                      12
#define TX                      13
#define TX_OTHER                15
#define HOST                    12

/* Threads 0 to 25 are pairs, response first; these are unused. */
#define PAIRED                  26
static const unsigned no_threads[] = { 60, 100, 126 };

/* TISCI_MSG_VERSION: the firmware answers it in any state, echoing the seq. */
#define MSG_VERSION             0x0002
#define VERSION_WORD0(seq)      (MSG_VERSION | HOST << 16 | (seq) << 24)

static unsigned count(QTestState *qts, unsigned thread)
{
    return rd(qts, STATUS(thread)) & STATUS_COUNT;
}

static bool error(QTestState *qts, unsigned thread)
{
    return rd(qts, STATUS(thread)) & STATUS_ERROR;
}

static uint64_t counter(QTestState *qts, const char *what, unsigned thread)
{
    return k3_qom_get_uint_of(qts, PATH, what, thread);
}

static void stall(QTestState *qts, bool stalled)
{
    qtest_qom_set_bool(qts, PATH, "stalled", stalled);
}

static QTestState *start(void)
{
    return k3_start(K3_MACHINE, PATH);
}

static QTestState *start_stalled(void)
{
    QTestState *qts = start();

    stall(qts, true);
    return qts;
}

/* The firmware may take its (virtual) time. */
static void wait_count(QTestState *qts, unsigned thread, unsigned n)
{
    for (unsigned i = 0; i < 1000 && count(qts, thread) != n; i++) {
        qtest_clock_step(qts, 100 * 1000);
    }
    g_assert_cmpuint(count(qts, thread), ==, n);
}

static void write_words(QTestState *qts, unsigned thread, unsigned first,
                        unsigned last, uint32_t value)
{
    for (unsigned n = first; n <= last; n++) {
        wr(qts, WORD(thread, n), value);
    }
}

static void send_version(QTestState *qts, unsigned seq)
{
    wr(qts, WORD(TX, 0), VERSION_WORD0(seq));
    wr(qts, WORD(TX, 1), SCI_FLAG_AOP);
    write_words(qts, TX, 2, LAST, 0);
}

static unsigned head_seq(QTestState *qts)
{
    return qtest_readb(qts, WORD(RX, 0) + 3);
}

static void pop(QTestState *qts)
{
    rd(qts, WORD(RX, LAST));
}

/* Take the only response, which must have this seq */
static void receive_version(QTestState *qts, unsigned seq)
{
    wait_count(qts, RX, 1);
    g_assert_cmphex(head_seq(qts), ==, seq);
    pop(qts);
    g_assert_cmpuint(count(qts, RX), ==, 0);
}

static void test_reset_values(void)
{
    QTestState *qts = start();

    for (unsigned t = 0; t < PAIRED; t++) {
        bool inbound = t % 2 == 0;
        uint32_t status = rd(qts, STATUS(t));

        g_assert_cmphex(rd(qts, CTL(t)) & CTL_DIR, ==, inbound ? CTL_DIR : 0);
        g_assert_cmphex(status & STATUS_DIR, ==, inbound ? STATUS_DIR : 0);
        g_assert_false(status & STATUS_ERROR);
        g_assert_cmpuint(rd(qts, THR(t)), ==, inbound);
        g_assert_false(qtest_get_irq(qts, t));
        if (inbound) {
            g_assert_cmpuint(status & STATUS_COUNT, ==, 0);
        } else {
            /* All credits are there; Linux needs at least one. */
            g_assert_cmpuint(status & STATUS_COUNT, >, 0);
            g_assert_cmpuint(status & STATUS_COUNT, ==, MAX_CNT(status));
            g_assert_cmpuint(status & STATUS_COUNT, ==,
                             MAX_CNT(rd(qts, CTL(t))));
        }
    }
    qtest_quit(qts);
}

static void test_config(void)
{
    QTestState *qts = start();

    /* Message size, with the private word, above the number of threads */
    g_assert_cmphex(rd(qts, CFG_BASE + 4), ==, 64 << 16 | THREADS);
    g_assert_cmphex(rd(qts, CFG_BASE) >> 28, ==, 6);
    wr(qts, CFG_BASE + 4, 0);
    g_assert_cmphex(rd(qts, CFG_BASE + 4), ==, 64 << 16 | THREADS);
    g_assert_cmphex(qtest_readw(qts, CFG_BASE + 6), ==, 64);
    qtest_quit(qts);
}

static void test_scfg_read_only(void)
{
    QTestState *qts = start();
    uint32_t ctl_tx = rd(qts, CTL(TX)), ctl_rx = rd(qts, CTL(RX));

    wr(qts, CTL(TX), ~ctl_tx);
    wr(qts, CTL(RX), ~ctl_rx);
    g_assert_cmphex(rd(qts, CTL(TX)), ==, ctl_tx);
    g_assert_cmphex(rd(qts, CTL(RX)), ==, ctl_rx);
    for (unsigned offset = 4; offset <= 0x10; offset += 4) {
        wr(qts, CTL(TX) + offset, ~0u);
        g_assert_cmphex(rd(qts, CTL(TX) + offset), ==, 0);
        wr(qts, SCFG_BASE + offset, ~0u);
        g_assert_cmphex(rd(qts, SCFG_BASE + offset), ==, 0);
    }
    qtest_quit(qts);
}

static void test_no_thread(void)
{
    QTestState *qts = start_stalled();

    for (size_t i = 0; i < ARRAY_SIZE(no_threads); i++) {
        unsigned t = no_threads[i];

        write_words(qts, t, 0, LAST, 0x5a5a5a5a);
        wr(qts, STATUS(t), ~0u);
        wr(qts, THR(t), 1);
        wr(qts, CTL(t), ~0u);
        g_assert_cmphex(rd(qts, WORD(t, 0)), ==, 0);
        g_assert_cmphex(rd(qts, WORD(t, LAST)), ==, 0);
        g_assert_cmphex(rd(qts, STATUS(t)), ==, 0);
        g_assert_cmphex(rd(qts, THR(t)), ==, 0);
        g_assert_cmphex(rd(qts, CTL(t)), ==, 0);
        g_assert_false(qtest_get_irq(qts, t));
    }
    qtest_quit(qts);
}

static void test_rt_reserved(void)
{
    static const unsigned offsets[] = { 0x8, 0xc, 0x40, 0xffc };
    QTestState *qts = start();
    uint32_t status = rd(qts, STATUS(TX));

    for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
        wr(qts, STATUS(TX) + offsets[i], ~0u);
        g_assert_cmphex(rd(qts, STATUS(TX) + offsets[i]), ==, 0);
    }
    /* The counts are read-only, and software cannot set the error. */
    wr(qts, STATUS(TX), ~0u);
    g_assert_cmphex(rd(qts, STATUS(TX)), ==, status);
    wr(qts, STATUS(TX), 0);
    g_assert_cmphex(rd(qts, STATUS(TX)), ==, status);
    qtest_quit(qts);
}

static void test_register_size(void)
{
    QTestState *qts = start();
    uint32_t status = rd(qts, STATUS(TX));

    g_assert_cmphex(qtest_readb(qts, STATUS(TX)), ==, status & 0xff);
    g_assert_cmphex(qtest_readw(qts, STATUS(TX) + 2), ==, status >> 16);
    g_assert_cmphex(qtest_readq(qts, STATUS(RX)), ==,
                    (uint64_t)1 << 32 | STATUS_DIR);
    qtest_writeb(qts, THR(RX), 7);
    g_assert_cmphex(rd(qts, THR(RX)), ==, 7);
    qtest_writeb(qts, THR(RX) + 1, 0xff);
    g_assert_cmphex(rd(qts, THR(RX)), ==, 7);
    wr(qts, THR(RX), 0xffffff01);
    g_assert_cmphex(rd(qts, THR(RX)), ==, 1);
    qtest_quit(qts);
}

static void test_commit(void)
{
    QTestState *qts = start_stalled();
    unsigned credits = count(qts, TX);

    /* Writing all words but the last does not send a message */
    for (unsigned i = 0; i < 3; i++) {
        write_words(qts, TX, 0, LAST - 1, 0x11111111);
        g_assert_cmpuint(count(qts, TX), ==, credits);
        g_assert_cmpuint(counter(qts, "thread-level", TX), ==, 0);
    }
    wr(qts, WORD(TX, LAST), 0);
    g_assert_cmpuint(count(qts, TX), ==, credits - 1);
    g_assert_cmpuint(counter(qts, "thread-level", TX), ==, 1);
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 1);
    g_assert_false(error(qts, TX));

    /* Writing only the last word sends a message. */
    wr(qts, WORD(TX, LAST), 0);
    g_assert_cmpuint(count(qts, TX), ==, credits - 2);
    qtest_quit(qts);
}

static void test_no_credit(void)
{
    QTestState *qts = start_stalled();
    unsigned credits = count(qts, TX);

    for (unsigned i = 0; i < credits; i++) {
        g_assert_cmpuint(count(qts, TX), ==, credits - i);
        send_version(qts, i + 1);
    }
    g_assert_cmpuint(count(qts, TX), ==, 0);

    /* It is not sent and not an error: it waits in the proxy. */
    send_version(qts, 0x77);
    g_assert_cmpuint(count(qts, TX), ==, 0);
    g_assert_false(error(qts, TX));
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, credits);
    g_assert_cmpuint(counter(qts, "thread-level", TX), ==, credits);
    g_assert_cmpuint(counter(qts, "thread-dropped", TX), ==, 1);

    /* The credits come back as the firmware takes the messages... */
    wr(qts, THR(RX), 0);
    stall(qts, false);
    wait_count(qts, TX, credits);
    wait_count(qts, RX, credits);
    for (unsigned i = 0; i < credits; i++) {
        g_assert_cmphex(head_seq(qts), ==, i + 1);
        pop(qts);
    }
    /* ...and one more write sends the message that had to wait. */
    wr(qts, WORD(TX, LAST), 0);
    receive_version(qts, 0x77);
    qtest_quit(qts);
}

/* Words that are not written keep their values: the buffer is a memory. */
static void test_remnants(void)
{
    QTestState *qts = start();

    send_version(qts, 0x21);
    receive_version(qts, 0x21);
    wr(qts, WORD(TX, 0), VERSION_WORD0(0x22));
    wr(qts, WORD(TX, LAST), 0);
    receive_version(qts, 0x22);
    qtest_quit(qts);
}

static void test_overwrite(void)
{
    QTestState *qts = start();

    write_words(qts, TX, 0, 7, 0xffffffff);
    send_version(qts, 0x23);
    receive_version(qts, 0x23);
    qtest_quit(qts);
}

/* Half messages of two threads do not mix. */
static void test_interleaved(void)
{
    QTestState *qts = start_stalled();

    wr(qts, WORD(TX, 0), VERSION_WORD0(0x31));
    wr(qts, WORD(TX_OTHER, 0), 0xffffffff);
    wr(qts, WORD(TX, 1), SCI_FLAG_AOP);
    write_words(qts, TX_OTHER, 1, LAST - 1, 0xffffffff);
    write_words(qts, TX, 2, LAST, 0);
    g_assert_cmpuint(counter(qts, "thread-level", TX), ==, 1);
    g_assert_cmpuint(counter(qts, "thread-level", TX_OTHER), ==, 0);
    wr(qts, WORD(TX_OTHER, LAST), 0xffffffff);
    g_assert_cmpuint(counter(qts, "thread-level", TX_OTHER), ==, 1);

    stall(qts, false);
    receive_version(qts, 0x31);
    qtest_quit(qts);
}

/* The last byte completes a message, with any width of access. */
static void test_write_sizes(void)
{
    QTestState *qts = start();
    uint8_t bytes[60] = { };

    stl_le_p(bytes, VERSION_WORD0(0x41));
    stl_le_p(bytes + 4, SCI_FLAG_AOP);
    for (unsigned i = 0; i < sizeof(bytes) - 1; i++) {
        qtest_writeb(qts, WORD(TX, 0) + i, bytes[i]);
    }
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 0);
    qtest_writeb(qts, WORD(TX, LAST) + 3, 0);
    receive_version(qts, 0x41);

    wr(qts, WORD(TX, 0), VERSION_WORD0(0x42));
    qtest_writew(qts, WORD(TX, LAST), 0);
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 1);
    qtest_writew(qts, WORD(TX, LAST) + 2, 0);
    receive_version(qts, 0x42);

    /* As memcpy_toio() does it, private word and all */
    qtest_writeq(qts, DATA(TX), (uint64_t)VERSION_WORD0(0x43) << 32 |
                                0xffffffff);
    for (unsigned offset = 8; offset < 64; offset += 8) {
        g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 2);
        qtest_writeq(qts, DATA(TX) + offset, offset == 8 ? SCI_FLAG_AOP : 0);
    }
    receive_version(qts, 0x43);
    g_assert_cmphex(rd(qts, DATA(RX)), ==, 0);
    g_assert_false(error(qts, TX));
    qtest_quit(qts);
}

static void test_receive(void)
{
    QTestState *qts = start();

    send_version(qts, 0x51);
    wait_count(qts, RX, 1);
    g_assert_true(qtest_get_irq(qts, RX));
    g_assert_cmphex(rd(qts, DATA(RX)), ==, 0);

    /* Any word but the last can be read any number of times. */
    for (unsigned i = 0; i < 2; i++) {
        g_assert_cmphex(rd(qts, WORD(RX, 0)) >> 24, ==, 0x51);
        g_assert_cmphex(rd(qts, WORD(RX, 0)) & 0xffff, ==, MSG_VERSION);
        for (unsigned n = 1; n < LAST; n++) {
            rd(qts, WORD(RX, n));
        }
        g_assert_cmphex(head_seq(qts), ==, 0x51);
        g_assert_cmpuint(count(qts, RX), ==, 1);
    }
    rd(qts, WORD(RX, LAST));
    g_assert_cmpuint(count(qts, RX), ==, 0);
    g_assert_false(qtest_get_irq(qts, RX));
    g_assert_cmpuint(counter(qts, "thread-popped", RX), ==, 1);
    qtest_quit(qts);
}

static void test_receive_empty(void)
{
    QTestState *qts = start();
    uint32_t status = rd(qts, STATUS(RX));

    for (unsigned i = 0; i < 2; i++) {
        for (unsigned n = 0; n <= LAST; n++) {
            g_assert_cmphex(rd(qts, WORD(RX, n)), ==, 0);
        }
    }
    g_assert_cmphex(rd(qts, STATUS(RX)), ==, status);
    g_assert_cmpuint(counter(qts, "thread-popped", RX), ==, 0);

    /* The next message is complete. */
    send_version(qts, 0x52);
    receive_version(qts, 0x52);
    g_assert_cmphex(rd(qts, WORD(RX, 0)), ==, 0);
    qtest_quit(qts);
}

static void test_receive_several(void)
{
    QTestState *qts = start();

    for (unsigned i = 0; i < 3; i++) {
        send_version(qts, 0x61 + i);
        wait_count(qts, RX, i + 1);
    }
    for (unsigned i = 0; i < 3; i++) {
        g_assert_true(qtest_get_irq(qts, RX));
        g_assert_cmphex(head_seq(qts), ==, 0x61 + i);
        pop(qts);
        g_assert_cmpuint(count(qts, RX), ==, 2 - i);
    }
    g_assert_false(qtest_get_irq(qts, RX));
    qtest_quit(qts);
}

static void test_read_sizes(void)
{
    QTestState *qts = start();

    for (unsigned i = 0; i < 3; i++) {
        send_version(qts, 0x71 + i);
        wait_count(qts, RX, i + 1);
    }
    for (unsigned i = 0; i < 59; i++) {
        qtest_readb(qts, WORD(RX, 0) + i);
    }
    g_assert_cmpuint(count(qts, RX), ==, 3);
    qtest_readb(qts, WORD(RX, LAST) + 3);
    g_assert_cmpuint(count(qts, RX), ==, 2);

    qtest_readw(qts, WORD(RX, LAST));
    g_assert_cmpuint(count(qts, RX), ==, 2);
    qtest_readw(qts, WORD(RX, LAST) + 2);
    g_assert_cmpuint(count(qts, RX), ==, 1);

    g_assert_cmphex(qtest_readq(qts, DATA(RX)) >> 56, ==, 0x73);
    g_assert_cmphex(qtest_readq(qts, DATA(RX)) & 0xffffffff, ==, 0);
    g_assert_cmpuint(count(qts, RX), ==, 1);
    qtest_readq(qts, WORD(RX, LAST - 1));
    g_assert_cmpuint(count(qts, RX), ==, 0);
    qtest_quit(qts);
}

static void test_threshold(void)
{
    QTestState *qts = start();

    wr(qts, THR(RX), 2);
    send_version(qts, 1);
    wait_count(qts, RX, 1);
    g_assert_false(qtest_get_irq(qts, RX));
    send_version(qts, 2);
    wait_count(qts, RX, 2);
    g_assert_true(qtest_get_irq(qts, RX));

    /* It is a level: a new threshold takes effect at once. */
    wr(qts, THR(RX), 3);
    g_assert_false(qtest_get_irq(qts, RX));
    wr(qts, THR(RX), 1);
    g_assert_true(qtest_get_irq(qts, RX));
    wr(qts, THR(RX), 0);
    g_assert_false(qtest_get_irq(qts, RX));
    wr(qts, THR(RX), 2);
    g_assert_true(qtest_get_irq(qts, RX));
    pop(qts);
    g_assert_false(qtest_get_irq(qts, RX));
    qtest_quit(qts);
}

/* Of an outbound thread: credits */
static void test_threshold_outbound(void)
{
    QTestState *qts = start_stalled();
    unsigned credits = count(qts, TX);

    g_assert_false(qtest_get_irq(qts, TX));
    wr(qts, THR(TX), credits);
    g_assert_true(qtest_get_irq(qts, TX));
    send_version(qts, 1);
    g_assert_false(qtest_get_irq(qts, TX));
    stall(qts, false);
    wait_count(qts, TX, credits);
    g_assert_true(qtest_get_irq(qts, TX));
    qtest_quit(qts);
}

static void test_read_outbound(void)
{
    QTestState *qts = start();
    unsigned credits = count(qts, TX);

    write_words(qts, TX, 0, 3, 0xffffffff);
    g_assert_cmphex(rd(qts, WORD(TX, 0)), ==, 0);
    g_assert_true(error(qts, TX));
    g_assert_true(qtest_get_irq(qts, TX));
    g_assert_cmpuint(count(qts, TX), ==, credits);

    /* The thread does nothing until a 0 is written to ERROR. */
    send_version(qts, 0x81);
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 0);
    wr(qts, STATUS(TX), STATUS_ERROR);
    wr(qts, THR(TX), 0);
    qtest_writeb(qts, STATUS(TX), 0);
    g_assert_true(error(qts, TX));

    wr(qts, STATUS(TX), rd(qts, STATUS(TX)) & ~STATUS_ERROR);
    g_assert_false(error(qts, TX));
    g_assert_false(qtest_get_irq(qts, TX));
    g_assert_cmpuint(count(qts, TX), ==, credits);
    send_version(qts, 0x82);
    receive_version(qts, 0x82);
    qtest_quit(qts);
}

static void test_write_inbound(void)
{
    QTestState *qts = start();

    send_version(qts, 0x91);
    wait_count(qts, RX, 1);
    wr(qts, WORD(RX, 0), 0);
    g_assert_true(error(qts, RX));

    /* The message stays where it is until the error is cleared. */
    for (unsigned n = 0; n <= LAST; n++) {
        g_assert_cmphex(rd(qts, WORD(RX, n)), ==, 0);
    }
    g_assert_cmpuint(count(qts, RX), ==, 1);
    wr(qts, THR(RX), 0);
    g_assert_true(qtest_get_irq(qts, RX));
    wr(qts, STATUS(RX), 0);
    g_assert_false(error(qts, RX));
    g_assert_false(qtest_get_irq(qts, RX));
    receive_version(qts, 0x91);
    qtest_quit(qts);
}

/* The other threads are not affected. */
static void test_error_is_local(void)
{
    QTestState *qts = start();

    rd(qts, WORD(TX_OTHER, 0));
    g_assert_true(error(qts, TX_OTHER));
    for (unsigned t = 0; t < PAIRED; t++) {
        g_assert_cmpuint(error(qts, t), ==, t == TX_OTHER);
    }
    send_version(qts, 0xa1);
    receive_version(qts, 0xa1);
    qtest_quit(qts);
}

static void test_beyond_message(void)
{
    static const unsigned offsets[] = { 0x40, 0x44, 0x800, 0xffc };
    QTestState *qts = start();

    for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
        wr(qts, DATA(TX) + offsets[i], 0);
        g_assert_true(error(qts, TX));
        wr(qts, STATUS(TX), 0);
        g_assert_cmphex(rd(qts, DATA(RX) + offsets[i]), ==, 0);
        g_assert_true(error(qts, RX));
        wr(qts, STATUS(RX), 0);
    }
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 0);

    /* A 64-bit access cannot reach beyond the message. */
    qtest_readq(qts, DATA(RX) + 0x38);
    g_assert_false(error(qts, RX));
    qtest_quit(qts);
}

/* After an error, a half message is not part of the next one. */
static void test_error_drops_half(void)
{
    QTestState *qts = start_stalled();

    send_version(qts, 0xb1);
    wr(qts, WORD(TX, 0), VERSION_WORD0(0xb2));
    rd(qts, WORD(TX, 0));
    wr(qts, STATUS(TX), 0);
    /*
     * An empty message: neither the half one nor the contents of the last one
     */
    wr(qts, WORD(TX, LAST), 0);
    g_assert_cmpuint(counter(qts, "thread-level", TX), ==, 2);
    /* The earlier message is answered; the empty one asks for no answer. */
    stall(qts, false);
    receive_version(qts, 0xb1);
    qtest_clock_step(qts, 10 * 1000 * 1000);
    g_assert_cmpuint(count(qts, RX), ==, 0);
    qtest_quit(qts);
}

static void test_private_word(void)
{
    QTestState *qts = start();

    send_version(qts, 0xc1);
    receive_version(qts, 0xc1);
    wr(qts, DATA(TX), 0xffffffff);
    qtest_writeb(qts, DATA(TX) + 3, 0xff);
    g_assert_false(error(qts, TX));
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 1);
    wr(qts, WORD(TX, LAST), 0);
    wait_count(qts, RX, 1);
    g_assert_cmphex(rd(qts, DATA(RX)), ==, 0);
    receive_version(qts, 0xc1);
    qtest_quit(qts);
}

static void test_system_reset(void)
{
    QTestState *qts = start();
    unsigned credits = count(qts, TX);

    send_version(qts, 1);
    wait_count(qts, RX, 1);
    stall(qts, true);
    send_version(qts, 2);
    write_words(qts, TX, 0, 5, 0xffffffff);
    rd(qts, WORD(TX_OTHER, 0));
    wr(qts, THR(RX), 5);
    wr(qts, THR(TX), 1);

    qtest_system_reset(qts);
    stall(qts, false);
    g_assert_cmpuint(count(qts, TX), ==, credits);
    g_assert_cmpuint(count(qts, RX), ==, 0);
    g_assert_cmpuint(rd(qts, THR(RX)), ==, 1);
    g_assert_cmpuint(rd(qts, THR(TX)), ==, 0);
    for (unsigned t = 0; t < PAIRED; t++) {
        g_assert_false(error(qts, t));
        g_assert_false(qtest_get_irq(qts, t));
        g_assert_cmpuint(counter(qts, "thread-pushed", t), ==, 0);
        g_assert_cmpuint(counter(qts, "thread-level", t), ==, 0);
    }
    send_version(qts, 3);
    receive_version(qts, 3);
    qtest_quit(qts);
}

static void test_migration(void)
{
    QTestState *qts = start();
    unsigned credits = count(qts, TX);

    /* One response waits, one request does, one is half written. */
    send_version(qts, 0xd1);
    wait_count(qts, RX, 1);
    stall(qts, true);
    send_version(qts, 0xd2);
    wr(qts, WORD(TX, 0), VERSION_WORD0(0xd3));
    rd(qts, WORD(TX_OTHER, 0));
    wr(qts, THR(TX), credits);

    qts = k3_migrate(qts, K3_MACHINE, PATH);
    g_assert_true(qtest_get_irq(qts, RX));
    g_assert_true(qtest_get_irq(qts, TX_OTHER));
    g_assert_false(qtest_get_irq(qts, TX));
    g_assert_true(error(qts, TX_OTHER));
    g_assert_cmpuint(count(qts, TX), ==, credits - 1);
    receive_version(qts, 0xd1);
    g_assert_false(qtest_get_irq(qts, RX));

    g_assert_true(qtest_qom_get_bool(qts, PATH, "stalled"));
    stall(qts, false);
    receive_version(qts, 0xd2);
    write_words(qts, TX, 2, LAST, 0);
    receive_version(qts, 0xd3);
    g_assert_cmpuint(counter(qts, "thread-pushed", TX), ==, 3);
    g_assert_cmpuint(counter(qts, "thread-popped", RX), ==, 3);
    qtest_quit(qts);
}

static void assert_consistent(QTestState *qts, const uint32_t *depth)
{
    for (unsigned t = 0; t < PAIRED; t++) {
        uint32_t status = rd(qts, STATUS(t));
        uint32_t cur = status & STATUS_COUNT;
        uint32_t thr = rd(qts, THR(t));
        bool line = (status & STATUS_ERROR) || (thr && cur >= thr);

        g_assert_cmpuint(MAX_CNT(status), ==, depth[t]);
        g_assert_cmpuint(!!(status & STATUS_DIR), ==, t % 2 == 0);
        if (t % 2) {
            g_assert_cmpuint(cur, ==,
                             depth[t] - counter(qts, "thread-level", t));
        }
        g_assert_cmpuint(qtest_get_irq(qts, t), ==, line);
    }
}

/*
 * Any access to any page.  The firmware gets to see the messages only at the
 * end, when as many are waiting as there can be.
 */
static void test_random(void)
{
    QTestState *qts = start_stalled();
    g_autoptr(GRand) rand = g_rand_new_with_seed(0x73707278);
    static const uint64_t bases[] = {
        SPROXY_DATA, SPROXY_DATA, SPROXY_DATA, SPROXY_RT, SCFG_BASE, CFG_BASE,
    };
    uint32_t depth[PAIRED];

    for (unsigned t = 0; t < PAIRED; t++) {
        depth[t] = MAX_CNT(rd(qts, STATUS(t)));
    }
    for (unsigned i = 0; i < 8000; i++) {
        unsigned size = 1u << g_rand_int_range(rand, 0, 4);
        uint64_t base = bases[g_rand_int_range(rand, 0, ARRAY_SIZE(bases))];
        uint32_t range = g_rand_int_range(rand, 0, 50) ? 0x40 : 0x1000;
        uint64_t value = (uint64_t)g_rand_int(rand) << 32 | g_rand_int(rand);
        unsigned page = base == CFG_BASE ? 0 : g_rand_int_range(rand, 0, 32);
        uint64_t addr;

        if (base == CFG_BASE) {
            range = 0x40;
        } else if (g_rand_int_range(rand, 0, 40) == 0) {
            page = g_rand_int_range(rand, 0, THREADS);
        }
        addr = base + page * 0x1000 +
               g_rand_int_range(rand, 0, range / size) * size;
        /* Mostly in the direction of the thread */
        if (base == SPROXY_DATA ? (page + !g_rand_int_range(rand, 0, 100)) % 2 :
            g_rand_int_range(rand, 0, 2)) {
            qtest_memwrite(qts, addr, &value, size);
        } else {
            qtest_memread(qts, addr, &value, size);
        }
        if (i % 500 == 0) {
            assert_consistent(qts, depth);
        }
    }
    assert_consistent(qts, depth);
    stall(qts, false);
    qtest_clock_step(qts, 10 * 1000 * 1000);
    assert_consistent(qts, depth);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(void);
    } tests[] = {
        { "reset-values", test_reset_values },
        { "config", test_config },
        { "scfg-read-only", test_scfg_read_only },
        { "no-thread", test_no_thread },
        { "rt-reserved", test_rt_reserved },
        { "register-size", test_register_size },
        { "commit", test_commit },
        { "no-credit", test_no_credit },
        { "remnants", test_remnants },
        { "overwrite", test_overwrite },
        { "interleaved", test_interleaved },
        { "write-sizes", test_write_sizes },
        { "receive", test_receive },
        { "receive-empty", test_receive_empty },
        { "receive-several", test_receive_several },
        { "read-sizes", test_read_sizes },
        { "threshold", test_threshold },
        { "threshold-outbound", test_threshold_outbound },
        { "read-outbound", test_read_outbound },
        { "write-inbound", test_write_inbound },
        { "error-is-local", test_error_is_local },
        { "beyond-message", test_beyond_message },
        { "error-drops-half", test_error_drops_half },
        { "private-word", test_private_word },
        { "system-reset", test_system_reset },
        { "migration", test_migration },
        { "random", test_random },
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_autofree char *path = g_strdup_printf("/k3-secure-proxy/%s",
                                                tests[i].path);

        qtest_add_func(path, tests[i].test);
    }
    return g_test_run();
}
