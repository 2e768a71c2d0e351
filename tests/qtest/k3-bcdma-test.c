/*
 * QTest of the TI K3 block copy DMA
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-bcdma-utils.h"

static QTestState *start(void)
{
    return k3_start(K3_MACHINE K3_BARE, "/machine/k3/inta[0]");
}

static void test_capabilities(void)
{
    QTestState *qts = start();

    g_assert_cmphex(qtest_readl(qts, BCDMA_GCFG + 0x20), ==, 1 << 15);
    g_assert_cmphex(qtest_readl(qts, BCDMA_GCFG + 0x28), ==,
                    28 | 20 << 9 | 20 << 18);
    g_assert_cmphex(qtest_readl(qts, BCDMA_GCFG + 0x2c), ==, 0);
    g_assert_cmphex(qtest_readl(qts, BCDMA_GCFG + 0x30), ==, 0);
    qtest_quit(qts);
}

static void test_copy(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = tr_simple(SOURCE_AT, DESTINATION_AT, 4097);

    setup_channel(&h, 0);
    fill(qts, SOURCE_AT, 4097);
    /* Bits above 47 select an address space, and stay in the ring */
    tr.source |= 15ull << 48;
    tr.flags |= 0x5a << 16;
    write_descriptor(qts, DESCRIPTOR_AT(0), &tr, 1, 0);
    push(qts, 0, 0, DESCRIPTOR_AT(0) | 15ull << 48);
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 1);
    g_assert_false(qtest_get_irq(qts, VINT));

    /* Copying takes time. */
    qtest_clock_step(qts, 2 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 1);
    qtest_clock_step(qts, 10 * SCALE_US);
    g_assert_true(same(qts, SOURCE_AT, DESTINATION_AT, 4097));
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(0), 1, 0), ==, 0x5a0000);
    g_assert_cmphex(qtest_readq(qts, RING_AT(0)), ==,
                    DESCRIPTOR_AT(0) | 15ull << 48);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, PCNT)), ==, 1);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, BCNT)), ==, 4097);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, SBCNT)), ==, 4097);
    sci_assert_qom_string(qts, BCDMA_PATH, "channels",
                          "channel=0 enabled=1 forward=0 reverse=1 busy=0 "
                          "packets=1 bytes=4097\n");

    /* The interrupt lasts until software has taken the descriptor. */
    g_assert_true(qtest_get_irq(qts, VINT));
    pop(qts, 0);
    g_assert_false(qtest_get_irq(qts, VINT));
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 0);

    /* Software subtracts what it has read from the counters. */
    qtest_writel(qts, CHANNEL(0, BCNT), 4000);
    qtest_writel(qts, CHANNEL(0, PCNT), 1);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, BCNT)), ==, 97);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, PCNT)), ==, 0);
    qtest_quit(qts);
}

/* More descriptors than the ring has room for, one after the other */
static void test_ring_wraps(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);

    setup_channel(&h, 3);
    for (unsigned i = 0; i < 2 * RING_COUNT + 1; i++) {
        TR tr = tr_simple(SOURCE_AT + i, DESTINATION_AT, 64);

        fill(qts, SOURCE_AT, 256);
        write_descriptor(qts, DESCRIPTOR_AT(i), &tr, 1, 0);
        push(qts, 3, i % RING_COUNT, DESCRIPTOR_AT(i));
        qtest_clock_step(qts, 10 * SCALE_US);
        g_assert_true(same(qts, SOURCE_AT + i, DESTINATION_AT, 64));
        g_assert_true(qtest_get_irq(qts, VINT));
        pop(qts, 3);
    }
    /* Two at once */
    push(qts, 3, 1, DESCRIPTOR_AT(1));
    push(qts, 3, 2, DESCRIPTOR_AT(2));
    qtest_clock_step(qts, 10 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, RING(3, REVERSE_OCC)), ==, 2);
    pop(qts, 3);
    g_assert_true(qtest_get_irq(qts, VINT));
    pop(qts, 3);
    g_assert_false(qtest_get_irq(qts, VINT));
    qtest_quit(qts);
}

/* Four loops on both sides, one of them backwards */
static void test_dimensions(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = {
        .flags = TR_TYPE15 | TR_SUPPRESS_EVENT,
        .source = SOURCE_AT,
        .count = { 6, 2, 3, 2 },
        .distance = { 0, 10, 100, 1000 },
        .destination = DESTINATION_AT + 500,
        .dcount = { 4, 3, 2, 3 },
        .ddistance = { 0, -8, 64, 128 },
    };
    uint8_t source[2048], expected[1024] = { 0 }, got[1024];
    unsigned n = 0;

    setup_channel(&h, 0);
    fill(qts, SOURCE_AT, sizeof(source));
    qtest_memread(qts, SOURCE_AT, source, sizeof(source));
    qtest_memset(qts, DESTINATION_AT, 0, sizeof(expected));
    for (int l = 0; l < 2; l++) {
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 2; j++) {
                for (int i = 0; i < 6; i++, n++) {
                    expected[500 + n % 4 - 8 * (n / 4 % 3) +
                             64 * (n / 12 % 2) + 128 * (n / 24)] =
                        source[i + 10 * j + 100 * k + 1000 * l];
                }
            }
        }
    }
    write_descriptor(qts, DESCRIPTOR_AT(0), &tr, 1, 0);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 10 * SCALE_US);
    qtest_memread(qts, DESTINATION_AT, got, sizeof(got));
    g_assert_cmpmem(got, sizeof(got), expected, sizeof(expected));
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(0), 1, 0), ==, 0);
    qtest_quit(qts);
}

/* Events of the end of TRs and of errors; what is wrong with TRs */
static void test_events_and_errors(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr[] = {
        tr_simple(SOURCE_AT, DESTINATION_AT, 16),
        tr_simple(SOURCE_AT, DESTINATION_AT, 0),            /* ICNT0 */
        tr_simple(SOURCE_AT, DESTINATION_AT, 16),           /* type */
        tr_simple(SOURCE_AT, DESTINATION_AT, 16),           /* static */
        tr_simple(SOURCE_AT, DESTINATION_AT, 16),           /* indirection */
        tr_simple(SOURCE_AT, DESTINATION_AT, 16),           /* trigger */
        tr_simple(SOURCE_AT, BCDMA_BCHANRT, 16),            /* itself */
        tr_simple(BCDMA_RINGRT + 0x18, DESTINATION_AT, 4),  /* itself */
        tr_simple(SOURCE_AT, DESTINATION_AT + 64, 16),
    };
    static const uint8_t statuses[] = {
        0, 0x03, 0x04, 0x14, 0x34, 0x34, 0x01, 0x01, 0,
    };

    setup_channel(&h, 0);
    map_event(&h, DATA_EVENT, 1);
    map_event(&h, ERROR_EVENT, 2);
    fill(qts, SOURCE_AT, 64);
    tr[2].flags = 3;
    tr[3].flags |= 1 << 4;
    tr[4].flags |= 1 << 24;
    tr[5].flags |= 1 << 8;
    for (int i = 1; i < ARRAY_SIZE(tr); i++) {
        tr[i].flags |= TR_SUPPRESS_EVENT;
    }

    /* The first alone: no error, and an event of the data */
    write_descriptor(qts, DESCRIPTOR_AT(0), tr, 1, 0);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 10 * SCALE_US);
    g_assert_cmphex(qtest_readq(qts, STATUS), ==, 3);
    pop(qts, 0);
    g_assert_cmphex(qtest_readq(qts, STATUS), ==, 2);
    g_assert_true(qtest_get_irq(qts, VINT));
    qtest_writeq(qts, STATUS_CLEAR, 2);
    g_assert_false(qtest_get_irq(qts, VINT));
    g_assert_cmphex(qtest_readl(qts, CHANNEL(0, CTL)), ==, CTL_EN);

    write_descriptor(qts, DESCRIPTOR_AT(1), tr, ARRAY_SIZE(tr), 0);
    push(qts, 0, 1, DESCRIPTOR_AT(1));
    qtest_clock_step(qts, 100 * SCALE_US);
    for (int i = 0; i < ARRAY_SIZE(tr); i++) {
        g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(1), ARRAY_SIZE(tr), i),
                        ==, statuses[i]);
    }
    g_assert_true(same(qts, SOURCE_AT, DESTINATION_AT + 64, 16));
    g_assert_cmphex(qtest_readq(qts, STATUS), ==, 7);
    g_assert_cmphex(qtest_readl(qts, CHANNEL(0, CTL)), ==, CTL_EN | CTL_ERROR);

    /* With this setting, an error pauses the channel. */
    g_assert_true(channel_cfg(&h, DEV_BCDMA, 0, 1, true));
    write_descriptor(qts, DESCRIPTOR_AT(2), &tr[1], 2, 0);
    push(qts, 0, 2, DESCRIPTOR_AT(2));
    qtest_clock_step(qts, 100 * SCALE_US);
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(2), 2, 0), ==, 0x03);
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(2), 2, 1), ==, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, CHANNEL(0, CTL)), ==,
                    CTL_EN | CTL_PAUSE | CTL_ERROR);
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN);
    qtest_clock_step(qts, 100 * SCALE_US);
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(2), 2, 1), ==, 0x04);
    qtest_quit(qts);
}

/* No descriptor of TRs at all: it goes back untouched. */
static void test_wrong_descriptor(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = tr_simple(SOURCE_AT, DESTINATION_AT, 16);

    setup_channel(&h, 0);
    map_event(&h, ERROR_EVENT, 2);
    write_descriptor(qts, DESCRIPTOR_AT(0), &tr, 1, 0);
    qtest_writel(qts, DESCRIPTOR_AT(0), 1 << 30);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 10 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 1);
    g_assert_cmphex(qtest_readq(qts, STATUS), ==, 5);
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(0), 1, 0), ==, 0xffffffff);

    /* A loop that goes back to where there is no TR */
    write_descriptor(qts, DESCRIPTOR_AT(1), &tr, 1, 1 << 20 | 1 << 14);
    push(qts, 0, 1, DESCRIPTOR_AT(1));
    qtest_clock_step(qts, 10 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 2);
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(1), 1, 0), ==, 0xffffffff);
    qtest_quit(qts);
}

/* The TRs of a descriptor can be repeated. */
static void test_reload(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr[] = {
        tr_simple(SOURCE_AT, DESTINATION_AT, 16),
        tr_simple(SOURCE_AT, DESTINATION_AT, 32),
    };

    setup_channel(&h, 0);
    write_descriptor(qts, DESCRIPTOR_AT(0), tr, 2, 3 << 20 | 1 << 14);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 100 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 1);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, BCNT)), ==, 16 + 4 * 32);
    qtest_quit(qts);
}

static void assert_torn_down(QTestState *qts, unsigned n, unsigned entries)
{
    g_assert_cmphex(qtest_readl(qts, CHANNEL(n, CTL)) & CTL_EN, ==, 0);
    g_assert_cmphex(qtest_readl(qts, RING(n, REVERSE_OCC)), ==,
                    TDOWN_COMPLETE | entries);
    g_assert_true(qtest_get_irq(qts, VINT));
    for (unsigned i = 0; i < entries; i++) {
        pop(qts, n);
    }
    g_assert_true(qtest_get_irq(qts, VINT));
    qtest_writel(qts, RING(n, REVERSE_DB), TDOWN_ACK);
    g_assert_false(qtest_get_irq(qts, VINT));
    g_assert_cmphex(qtest_readl(qts, RING(n, REVERSE_OCC)), ==, 0);
}

static void test_teardown(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = tr_long(SOURCE_AT, DESTINATION_AT, 64);

    setup_channel(&h, 0);
    fill(qts, SOURCE_AT, 64 * 0x8000);

    /* Nothing to do */
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN | CTL_TDOWN);
    assert_torn_down(qts, 0, 0);

    /* At work: the channel goes on with its descriptor, but takes no other. */
    write_descriptor(qts, DESCRIPTOR_AT(0), &tr, 1, 0);
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    push(qts, 0, 1, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 200 * SCALE_US);
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN | CTL_TDOWN);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 0);
    qtest_clock_step(qts, 5 * SCALE_MS);
    g_assert_true(same(qts, SOURCE_AT, DESTINATION_AT, 64 * 0x8000));
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 1);
    assert_torn_down(qts, 0, 1);

    /* A loop without end: the round is the last. */
    write_descriptor(qts, DESCRIPTOR_AT(1), &tr, 1, 0x1ff << 20);
    qtest_writeq(qts, RING_AT(0) + 8, DESCRIPTOR_AT(1));
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN);
    qtest_clock_step(qts, 50 * SCALE_MS);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 0);
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN | CTL_TDOWN);
    qtest_clock_step(qts, 5 * SCALE_MS);
    assert_torn_down(qts, 0, 1);

    /* Forced: at once, and the descriptor is lost. */
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN);
    push(qts, 0, 2, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 200 * SCALE_US);
    qtest_memset(qts, DESTINATION_AT, 0, 64 * 0x8000);
    qtest_writel(qts, CHANNEL(0, CTL), CTL_EN | CTL_TDOWN | CTL_FTDOWN);
    assert_torn_down(qts, 0, 0);
    qtest_clock_step(qts, 5 * SCALE_MS);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, BCNT)), ==, 0);
    g_assert_false(same(qts, SOURCE_AT, DESTINATION_AT, 64 * 0x8000));
    qtest_quit(qts);
}

/* Channels share the bandwidth, and a pause stops only its own channel. */
static void test_turns(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = tr_long(SOURCE_AT, DESTINATION_AT, 128);
    unsigned a, b;

    setup_channel(&h, 0);
    setup_channel(&h, 1);
    setup_channel(&h, 2);
    for (unsigned n = 0; n < 3; n++) {
        write_descriptor(qts, DESCRIPTOR_AT(n), &tr, 1, 0);
        push(qts, n, 0, DESCRIPTOR_AT(n));
    }
    qtest_writel(qts, CHANNEL(2, CTL), CTL_EN | CTL_PAUSE);
    qtest_clock_step(qts, 4 * SCALE_MS);
    a = qtest_readl(qts, CHANNEL(0, BCNT));
    b = qtest_readl(qts, CHANNEL(1, BCNT));
    g_assert_cmpuint(a + b, >, 3800 * 1000);
    g_assert_cmpuint(a + b, <=, 4000 * 1000 + 0x10000);
    g_assert_cmpuint(MAX(a, b) - MIN(a, b), <=, 0x10000);
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(2, BCNT)), <=, 0x10000);
    qtest_writel(qts, CHANNEL(2, CTL), CTL_EN);
    qtest_clock_step(qts, 20 * SCALE_MS);
    for (unsigned n = 0; n < 3; n++) {
        g_assert_cmphex(qtest_readl(qts, RING(n, REVERSE_OCC)), ==, 1);
    }
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = tr_long(SOURCE_AT, DESTINATION_AT, 64);

    setup_channel(&h, 0);
    write_descriptor(qts, DESCRIPTOR_AT(0), &tr, 1, 0);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 200 * SCALE_US);
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, CHANNEL(0, CTL)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, CHANNEL(0, BCNT)), ==, 0);
    qtest_clock_step(qts, 5 * SCALE_MS);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 0);
    sci_assert_qom_string(qts, BCDMA_PATH, "channels", "");
    qtest_quit(qts);
}

/* In the middle of a copy */
static void test_migration(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR tr = tr_long(SOURCE_AT, DESTINATION_AT, 64);
    unsigned done;

    setup_channel(&h, 0);
    fill(qts, SOURCE_AT, 64 * 0x8000);
    write_descriptor(qts, DESCRIPTOR_AT(0), &tr, 1, 0);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 1 * SCALE_MS);
    done = qtest_readl(qts, CHANNEL(0, BCNT));
    g_assert_cmpuint(done, >, 0);
    g_assert_cmpuint(done, <, 64 * 0x8000);
    g_assert_false(same(qts, SOURCE_AT, DESTINATION_AT, 64 * 0x8000));

    qts = k3_migrate(qts, K3_MACHINE K3_BARE, "/machine/k3/inta[0]");
    g_assert_cmpuint(qtest_readl(qts, CHANNEL(0, BCNT)), ==, done);
    g_assert_false(qtest_get_irq(qts, VINT));
    qtest_clock_step(qts, 5 * SCALE_MS);
    g_assert_true(same(qts, SOURCE_AT, DESTINATION_AT, 64 * 0x8000));
    g_assert_true(qtest_get_irq(qts, VINT));
    g_assert_cmphex(tr_response(qts, DESCRIPTOR_AT(0), 1, 0), ==, 0);
    qtest_quit(qts);
}

/* What system firmware refuses to configure */
static void test_configuration(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    SciHost r5 = sci_r5(qts);

    g_assert_true(ring_cfg(&h, DEV_BCDMA, 0, 0x9f, RING_AT(0), 16, 0, 1));
    g_assert_false(ring_cfg(&h, DEV_BCDMA, 0, 0x9f, RING_AT(0), 0x10000, 0,
                            1));
    g_assert_false(ring_cfg(&h, DEV_BCDMA, 0, 0x9f, 1ull << 48, 16, 0, 1));
    g_assert_false(ring_cfg(&h, DEV_BCDMA, 0, 0x9f, RING_AT(0), 16, 1, 1));
    g_assert_false(ring_cfg(&h, DEV_BCDMA, 0, 0x9f, RING_AT(0), 16, 0, 2));
    /* Linux's channels are 0 to 11; R5Fs have others. */
    g_assert_false(ring_cfg(&h, DEV_BCDMA, 12, 0x9f, RING_AT(0), 16, 0, 1));
    g_assert_false(ring_cfg(&r5, DEV_BCDMA, 0, 0x9f, RING_AT(0), 16, 0, 1));
    g_assert_false(channel_cfg(&h, DEV_BCDMA, 12, 1, false));
    g_assert_false(channel_cfg(&r5, DEV_BCDMA, 0, 1, false));
    /* Channel 27 is for all. */
    g_assert_true(ring_cfg(&h, DEV_BCDMA, 27, 0x9f, RING_AT(0), 16, 0, 1));
    g_assert_true(channel_cfg(&r5, DEV_BCDMA, 27, 1, false));
    /* Split channels, another device, and a DMA engine that copies nothing */
    g_assert_false(ring_cfg(&h, DEV_BCDMA, 28, 0x9f, RING_AT(0), 16, 0, 1));
    g_assert_false(channel_cfg(&h, DEV_BCDMA, 0, 0, false));
    g_assert_false(ring_cfg(&h, DEV_INTA, 0, 0x9f, RING_AT(0), 16, 0, 1));
    g_assert_false(channel_cfg(&h, 30, 0, 1, false));

    /* A configuration empties the ring; without elements it is not in use. */
    qtest_writel(qts, RING(0, FORWARD_DB), 3);
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 3);
    g_assert_true(ring_cfg(&h, DEV_BCDMA, 0, 0x4, 0, 8, 0, 0));
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 0);
    g_assert_true(ring_cfg(&h, DEV_BCDMA, 0, 0x9f, 0, 0, 0, 0));
    qtest_writel(qts, RING(0, FORWARD_DB), 1);
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 0);
    qtest_quit(qts);
}

static void test_wrong_access(void)
{
    g_autofree char *log = NULL;
    QTestState *qts = k3_start_logged(K3_MACHINE K3_BARE, &log);
    SciHost h = sci_linux(qts);

    setup_channel(&h, 0);
    qtest_writel(qts, CHANNEL(0, CTL), 0);
    /* No more entries than the ring has, and no fewer than none */
    qtest_writel(qts, RING(0, FORWARD_DB), 127);
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, RING_COUNT);
    qtest_writel(qts, RING(0, FORWARD_DB), 0x80);
    g_assert_cmphex(qtest_readl(qts, RING(0, FORWARD_OCC)), ==, 0);
    pop(qts, 0);
    g_assert_cmphex(qtest_readl(qts, RING(0, REVERSE_OCC)), ==, 0);
    qtest_writel(qts, RING(1, FORWARD_DB), 1);
    g_assert_cmpuint(k3_count_words(log, "doorbell"), ==, 4);

    qtest_writel(qts, RING(0, 0x18), 1);
    qtest_writel(qts, RING(BCDMA_CHANNELS, FORWARD_DB), 1);
    qtest_readl(qts, RING(BCDMA_CHANNELS, FORWARD_OCC));
    qtest_readl(qts, RING(0, 0x20));
    g_assert_cmpuint(k3_count_words(log, "RINGRT"), ==, 4 + 4);
    qtest_readl(qts, CHANNEL(0, 0x20));
    qtest_readl(qts, CHANNEL(BCDMA_CHANNELS, CTL));
    qtest_writel(qts, CHANNEL(BCDMA_CHANNELS, CTL), CTL_EN);
    g_assert_cmpuint(k3_count_words(log, "BCHANRT"), ==, 3);
    qtest_writel(qts, BCDMA_GCFG + 0x28, 0);
    qtest_readl(qts, BCDMA_GCFG);
    g_assert_cmpuint(k3_count_words(log, "GCFG"), ==, 2);
    qtest_quit(qts);
    unlink(log);
}

/* Random registers, descriptors and TRs end nothing but themselves. */
static void test_noise(void)
{
    QTestState *qts = start();
    SciHost h = sci_linux(qts);
    TR good = tr_simple(SOURCE_AT, DESTINATION_AT, 64);

    for (unsigned n = 0; n < 4; n++) {
        setup_channel(&h, n);
    }
    for (int i = 0; i < 400; i++) {
        static const uint8_t distances[] = { 20, 22, 23, 25, 28, 29 };
        unsigned n = g_test_rand_int_range(0, 4);
        uint32_t words[64];

        for (unsigned j = 0; j < ARRAY_SIZE(words); j++) {
            words[j] = g_test_rand_bit() ? g_test_rand_int() :
                       g_test_rand_int_range(0, 256);
        }
        words[0] |= 3u << 30;
        words[0] &= ~(g_test_rand_bit() ? 0x3fff : 0);
        words[1] = 2 << 24;
        words[16] |= g_test_rand_bit() ? 15 : 0;
        words[16] &= g_test_rand_bit() ? 0xff : ~0;
        /* To memory, or to the registers of this device: no others */
        for (unsigned j = 0; j < ARRAY_SIZE(distances); j++) {
            words[distances[j]] &= 0xffff;
        }
        words[18] = SOURCE_AT;
        words[19] = 0;
        words[26] = g_test_rand_bit() ? DESTINATION_AT :
                    g_test_rand_bit() ? BCDMA_BCHANRT : BCDMA_RINGRT;
        words[27] = 0;
        qtest_memwrite(qts, DESCRIPTOR_AT(n), words, sizeof(words));
        push(qts, n, g_test_rand_int_range(0, RING_COUNT), DESCRIPTOR_AT(n));
        qtest_writel(qts, CHANNEL(n, CTL), g_test_rand_int());
        qtest_writel(qts, RING(n, g_test_rand_bit() ? FORWARD_DB :
                               REVERSE_DB), g_test_rand_int());
        qtest_clock_step(qts, 50 * SCALE_US);
    }
    qtest_system_reset(qts);
    setup_channel(&h, 0);
    fill(qts, SOURCE_AT, 64);
    write_descriptor(qts, DESCRIPTOR_AT(0), &good, 1, 0);
    push(qts, 0, 0, DESCRIPTOR_AT(0));
    qtest_clock_step(qts, 10 * SCALE_US);
    g_assert_true(same(qts, SOURCE_AT, DESTINATION_AT, 64));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/bcdma/capabilities", test_capabilities);
    qtest_add_func("/k3/bcdma/copy", test_copy);
    qtest_add_func("/k3/bcdma/ring-wraps", test_ring_wraps);
    qtest_add_func("/k3/bcdma/dimensions", test_dimensions);
    qtest_add_func("/k3/bcdma/events-and-errors", test_events_and_errors);
    qtest_add_func("/k3/bcdma/wrong-descriptor", test_wrong_descriptor);
    qtest_add_func("/k3/bcdma/reload", test_reload);
    qtest_add_func("/k3/bcdma/teardown", test_teardown);
    qtest_add_func("/k3/bcdma/turns", test_turns);
    qtest_add_func("/k3/bcdma/reset", test_reset);
    qtest_add_func("/k3/bcdma/migration", test_migration);
    qtest_add_func("/k3/bcdma/configuration", test_configuration);
    qtest_add_func("/k3/bcdma/wrong-access", test_wrong_access);
    qtest_add_func("/k3/bcdma/noise", test_noise);
    return g_test_run();
}
