/*
 * QTest of the TI K3 packet DMA, with the Ethernet switch at the other end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/sockets.h"
#include "k3-pktdma-utils.h"

#define NOWHERE         0x58000000ull   /* neither memory nor registers */

static void test_capabilities(void)
{
    QTestState *qts = k3_start(K3_MACHINE K3_BARE, "/machine/k3/inta[0]");

    g_assert_cmphex(qtest_readl(qts, PKTDMA_GCFG + 0x28), ==, 42 | 29 << 18);
    g_assert_cmphex(qtest_readl(qts, PKTDMA_GCFG + 0x2c), ==, 176);
    g_assert_cmphex(qtest_readl(qts, PKTDMA_GCFG + 0x30), ==, 112);
    qtest_quit(qts);
}

/* The host sends one frame with one descriptor */
static Packet one(QTestState *qts, unsigned n, uint32_t size)
{
    fill(qts, BUFFER_AT(n), size);
    return (Packet) { .type = 1, .size = size, .buffer = BUFFER_AT(n),
                      .length = size, .destination = 1 };
}

static void send_packet(QTestState *qts, unsigned n, const Packet *p)
{
    write_packet(qts, DESCRIPTOR_AT(n), p);
    push_packet(qts, TX_FLOW, n, DESCRIPTOR_AT(n) | 15ull << 48);
    qtest_clock_step(qts, 100 * SCALE_US);
}

/* The descriptor is back, whether good or bad */
static void take_back(QTestState *qts, unsigned n)
{
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, FORWARD_OCC)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, REVERSE_OCC)), ==, 1);
    g_assert_cmphex(qtest_readq(qts, RING_AT(TX_FLOW) + 8 * (n % RING_COUNT)),
                    ==, DESCRIPTOR_AT(n) | 15ull << 48);
    g_assert_true(qtest_get_irq(qts, VINT));
    qtest_writel(qts, PRING(TX_FLOW, REVERSE_DB), 0xff);
    g_assert_false(qtest_get_irq(qts, VINT));
}

static void assert_frame(QTestState *qts, int fd, uint64_t at, size_t size)
{
    uint8_t got[2048], expected[2048] = { 0 };
    size_t length = get_frame(fd, got, sizeof(got));

    qtest_memread(qts, at, expected, size);
    g_assert_cmpmem(got, length, expected, MAX(size, 60));
}

static void test_transmit(void)
{
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);
    Packet p;

    setup_cpsw(qts);
    setup_tx(&h);
    p = one(qts, 0, 1000);
    send_packet(qts, 0, &p);
    assert_frame(qts, fd, BUFFER_AT(0), 1000);
    take_back(qts, 0);
    /* A short one is filled up */
    p = one(qts, 1, 20);
    send_packet(qts, 1, &p);
    assert_frame(qts, fd, BUFFER_AT(1), 20);
    take_back(qts, 1);
    g_assert_cmpuint(qtest_readl(qts, TCHAN(TX_CHANNEL, PCNT)), ==, 2);
    g_assert_cmpuint(qtest_readl(qts, TCHAN(TX_CHANNEL, BCNT)), ==, 1020);
    sci_assert_qom_string(qts, PKTDMA_PATH, "channels",
                          "tx=16 enabled=1 paired=1 packets=2 bytes=1020\n");
    /* Statistics: good frames and octets with CRC, in and out */
    g_assert_cmpuint(qtest_readl(qts, STAT(0, 0x00)), ==, 2);
    g_assert_cmpuint(qtest_readl(qts, STAT(1, 0x34)), ==, 2);
    g_assert_cmpuint(qtest_readl(qts, STAT(1, 0x64)), ==, 1004 + 64);
    qtest_writel(qts, STAT(1, 0x34), 1);
    g_assert_cmpuint(qtest_readl(qts, STAT(1, 0x34)), ==, 1);
    qtest_quit(qts);
    close(fd);
}

/* Three buffers, and a sum over what follows the first 14 bytes */
static void test_chain(void)
{
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);
    uint8_t got[2048], expected[300];
    uint32_t sum = 0;
    Packet p[3];

    setup_cpsw(qts);
    setup_tx(&h);
    for (int i = 0; i < 3; i++) {
        p[i] = one(qts, i, 100);
        p[i].next = i < 2 ? DESCRIPTOR_AT(i + 1) : 0;
        qtest_memread(qts, BUFFER_AT(i), expected + 100 * i, 100);
    }
    p[0].size = 300;
    /* Into bytes 20 and 21, of 286 bytes from byte 14 on; counted from 1 */
    p[0].checksum = 21u << 24 | 15 << 16 | 286;
    write_packet(qts, DESCRIPTOR_AT(1), &p[1]);
    write_packet(qts, DESCRIPTOR_AT(2), &p[2]);
    send_packet(qts, 0, &p[0]);
    take_back(qts, 0);
    for (int i = 14; i < 300; i += 2) {
        sum += lduw_be_p(expected + i);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    stw_be_p(expected + 20, ~sum);
    g_assert_cmpuint(get_frame(fd, got, sizeof(got)), ==, 300);
    g_assert_cmpmem(got, 300, expected, 300);
    qtest_quit(qts);
    close(fd);
}

static void assert_error(QTestState *qts, unsigned n)
{
    uint32_t ctl = qtest_readl(qts, TCHAN(TX_CHANNEL, CTL));

    take_back(qts, n);
    g_assert_cmphex(ctl, ==, CTL_EN | CTL_ERROR);
    qtest_writel(qts, TCHAN(TX_CHANNEL, CTL), CTL_EN);
}

/* What is no packet is not sent, and what follows is */
static void test_hostile(void)
{
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);
    unsigned n = 0;
    Packet p;

    setup_cpsw(qts);
    setup_tx(&h);
    /* Of another type */
    p = one(qts, n, 100);
    p.type = 3;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    /* A loop, also with empty buffers */
    p = one(qts, n, 100);
    p.next = DESCRIPTOR_AT(n);
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    p.next = DESCRIPTOR_AT(n);
    p.length = 0;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    /* Lengths that do not fit */
    p = one(qts, n, 100);
    p.size = 99;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    p.size = 101;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    p.size = p.length = 0x3fffff;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    p.size = 100;
    p.length = 0xfffffff;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    /* Nothing is there: a buffer, the next descriptor */
    p = one(qts, n, 100);
    p.buffer = NOWHERE;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    p = one(qts, n, 100);
    p.size = 200;
    p.next = NOWHERE;
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    /* The registers of the DMA engine */
    p = one(qts, n, 100);
    p.buffer = PRING(TX_FLOW, 0);
    send_packet(qts, n, &p);
    assert_error(qts, n++);
    /* A sum beyond the end is not made */
    p = one(qts, n, 100);
    p.checksum = 0xffff3fff;
    send_packet(qts, n, &p);
    assert_frame(qts, fd, BUFFER_AT(n), 100);
    take_back(qts, n++);
    /* The first descriptor itself; and the ring */
    push_packet(qts, TX_FLOW, n++, NOWHERE);
    qtest_clock_step(qts, 100 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, REVERSE_OCC)), ==, 1);
    g_assert_true(ring_cfg(&h, DEV_PKTDMA, TX_FLOW, 0x9f, NOWHERE, 16, 0, 1));
    qtest_writel(qts, PRING(TX_FLOW, FORWARD_DB), 5);
    qtest_clock_step(qts, 100 * SCALE_US);
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, REVERSE_OCC)), ==, 5);
    qtest_quit(qts);
    close(fd);
}

/* A descriptor with an empty buffer for the channel to fill */
static void give_buffer(QTestState *qts, unsigned n, uint64_t at, uint32_t size)
{
    Packet p = { .type = 1, .buffer = at, .length = size };

    write_packet(qts, RX_DESCRIPTOR_AT(n), &p);
    push_packet(qts, RX_RING, n, RX_DESCRIPTOR_AT(n));
}

static void make_frame(uint8_t *frame, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        frame[i] = i < 6 ? 0xff : g_test_rand_int();
    }
}

/* Wait until QEMU has read the frame and has put it into memory */
static bool arrives(QTestState *qts, unsigned packets)
{
    for (int i = 0; i < 1000; i++) {
        if (qtest_readl(qts, PRING(RX_RING, REVERSE_OCC)) == packets) {
            return true;
        }
        g_usleep(10 * 1000);
    }
    return false;
}

static void test_receive(void)
{
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);
    uint8_t frame[1200], got[1200];
    uint64_t d = RX_DESCRIPTOR_AT(0);

    setup_cpsw(qts);
    setup_rx(&h);
    make_frame(frame, sizeof(frame));
    give_buffer(qts, 0, BUFFER_AT(0), 2024);
    put_frame(fd, frame, 200);
    g_assert_true(arrives(qts, 1));
    g_assert_true(qtest_get_irq(qts, VINT));
    g_assert_cmphex(qtest_readl(qts, d), ==, 1 << 30 | 1 << 29 | 4 << 22 | 200);
    g_assert_cmphex(qtest_readl(qts, d + 4), ==, RX_FLOW);
    g_assert_cmphex(qtest_readl(qts, d + 12), ==, 1 << 16);
    g_assert_cmphex(qtest_readq(qts, d + 16), ==, 0);
    g_assert_cmphex(qtest_readl(qts, d + 32), ==, 200);
    qtest_memread(qts, BUFFER_AT(0), got, 200);
    g_assert_cmpmem(got, 200, frame, 200);
    qtest_writel(qts, PRING(RX_RING, REVERSE_DB), 0xff);
    g_assert_false(qtest_get_irq(qts, VINT));

    /* Without a descriptor, the packet waits; it needs three of them. */
    put_frame(fd, frame, 1200);
    g_usleep(100 * 1000);
    qtest_clock_step(qts, 1 * SCALE_MS);
    g_assert_cmphex(qtest_readl(qts, PRING(RX_RING, REVERSE_OCC)), ==, 0);
    qtest_writel(qts, RCHAN(RX_CHANNEL, CTL), CTL_EN | CTL_PAUSE);
    for (int i = 1; i < 4; i++) {
        give_buffer(qts, i, BUFFER_AT(i), 500);
    }
    qtest_writel(qts, RCHAN(RX_CHANNEL, CTL), CTL_EN);
    g_assert_true(arrives(qts, 1));
    for (int i = 1; i < 4; i++) {
        unsigned size = i < 3 ? 500 : 200;

        d = RX_DESCRIPTOR_AT(i);
        qtest_memread(qts, BUFFER_AT(i), got + 500 * (i - 1), size);
        g_assert_cmphex(qtest_readl(qts, d + 32), ==, size);
        g_assert_cmphex(qtest_readq(qts, d + 16), ==,
                        i < 3 ? RX_DESCRIPTOR_AT(i + 1) : 0);
    }
    g_assert_cmpmem(got, 1200, frame, 1200);
    g_assert_cmpuint(qtest_readl(qts, RX_DESCRIPTOR_AT(1)) & 0x3fffff, ==,
                     1200);
    g_assert_cmpuint(qtest_readl(qts, RCHAN(RX_CHANNEL, PCNT)), ==, 2);
    g_assert_cmpuint(qtest_readl(qts, RCHAN(RX_CHANNEL, BCNT)), ==, 1400);
    qtest_quit(qts);
    close(fd);
}

/* A packet for which there is no good buffer is lost, and the next is not */
static void test_receive_hostile(void)
{
    static const struct {
        uint64_t buffer;
        uint32_t size;
    } bad[] = {
        { NOWHERE, 2024 }, { BUFFER_AT(0), 0 }, { PRING(0, 0), 2024 },
    };
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);
    uint8_t frame[100];
    unsigned n = 0;

    setup_cpsw(qts);
    setup_rx(&h);
    make_frame(frame, sizeof(frame));
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        give_buffer(qts, n++, bad[i].buffer, bad[i].size);
        put_frame(fd, frame, sizeof(frame));
        g_assert_true(arrives(qts, 1));
        g_assert_cmphex(qtest_readl(qts, RCHAN(RX_CHANNEL, CTL)), ==,
                        CTL_EN | CTL_ERROR);
        qtest_writel(qts, RCHAN(RX_CHANNEL, CTL), CTL_EN);
        qtest_writel(qts, PRING(RX_RING, REVERSE_DB), 0xff);
    }
    push_packet(qts, RX_RING, n++, NOWHERE);
    put_frame(fd, frame, sizeof(frame));
    g_assert_true(arrives(qts, 1));
    qtest_writel(qts, PRING(RX_RING, REVERSE_DB), 0xff);
    g_assert_cmpuint(qtest_readl(qts, RCHAN(RX_CHANNEL, PCNT)), ==, 0);
    give_buffer(qts, n, BUFFER_AT(0), 2024);
    put_frame(fd, frame, sizeof(frame));
    g_assert_true(arrives(qts, 1));
    g_assert_cmpuint(qtest_readl(qts, RCHAN(RX_CHANNEL, PCNT)), ==, 1);
    qtest_quit(qts);
    close(fd);
}

static void test_teardown(void)
{
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);

    setup_tx(&h);
    setup_rx(&h);
    qtest_writel(qts, TCHAN(TX_CHANNEL, CTL), CTL_EN | CTL_TDOWN);
    g_assert_cmphex(qtest_readl(qts, TCHAN(TX_CHANNEL, CTL)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, TCHAN(TX_CHANNEL, PEER_EN)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, REVERSE_OCC)), ==,
                    TDOWN_COMPLETE);
    g_assert_true(qtest_get_irq(qts, VINT));
    qtest_writel(qts, PRING(TX_FLOW, REVERSE_DB), TDOWN_ACK);
    g_assert_false(qtest_get_irq(qts, VINT));
    /* A receive channel stops when its peripheral does. */
    qtest_writel(qts, RCHAN(RX_CHANNEL, PEER_EN), CTL_EN | CTL_TDOWN);
    g_assert_cmphex(qtest_readl(qts, RCHAN(RX_CHANNEL, CTL)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, PRING(RX_RING, REVERSE_OCC)), ==,
                    TDOWN_COMPLETE);
    g_assert_true(qtest_get_irq(qts, VINT));
    qtest_writel(qts, PRING(RX_RING, REVERSE_DB), TDOWN_ACK);
    g_assert_true(psil_unpair(&h, TX_THREAD(TX_CHANNEL), CPSW_TX_THREAD));
    g_assert_false(psil_unpair(&h, TX_THREAD(TX_CHANNEL), CPSW_TX_THREAD));
    qtest_quit(qts);
    close(fd);
}

/* What system firmware refuses to configure */
static void test_configuration(void)
{
    QTestState *qts = k3_start(K3_MACHINE K3_BARE, "/machine/k3/inta[0]");
    SciHost h = sci_linux(qts);

    g_assert_true(tx_channel_cfg(&h, TX_CHANNEL));
    g_assert_true(rx_channel_cfg(&h, RX_CHANNEL));
    g_assert_true(flow_cfg(&h, RX_FLOW));
    /* Channels of peripherals that are not modelled, and those of others */
    g_assert_false(tx_channel_cfg(&h, 0));
    g_assert_false(tx_channel_cfg(&h, 25));
    g_assert_false(tx_channel_cfg(&h, 4));
    g_assert_false(tx_channel_cfg(&h, 999));
    g_assert_false(rx_channel_cfg(&h, 0));
    g_assert_false(rx_channel_cfg(&h, 999));
    g_assert_false(flow_cfg(&h, 4));
    g_assert_false(flow_cfg(&h, 999));
    /* Threads that no channel connects */
    g_assert_false(psil_pair(&h, TX_THREAD(TX_CHANNEL), CPSW_TX_THREAD + 1));
    g_assert_false(psil_pair(&h, TX_THREAD(TX_CHANNEL), 0xffffffff));
    g_assert_false(psil_pair(&h, TX_THREAD(24), CPSW_TX_THREAD + 8));
    g_assert_false(psil_pair(&h, CPSW_RX_THREAD, RX_THREAD(RX_CHANNEL + 1)));
    g_assert_true(psil_pair(&h, TX_THREAD(23), CPSW_TX_THREAD + 7));
    qtest_quit(qts);
}

/* A packet waits while its channel pauses */
static void test_migration(void)
{
    QTestState *qts = k3_start(K3_MACHINE K3_BARE, "/machine/k3/inta[0]");
    SciHost h = sci_linux(qts);
    Packet p;

    setup_cpsw(qts);
    setup_tx(&h);
    qtest_writel(qts, TCHAN(TX_CHANNEL, CTL), CTL_EN | CTL_PAUSE);
    p = one(qts, 0, 100);
    send_packet(qts, 0, &p);
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, FORWARD_OCC)), ==, 1);
    qts = k3_migrate(qts, K3_MACHINE K3_BARE, "/machine/k3/inta[0]");
    g_assert_cmphex(qtest_readl(qts, PRING(TX_FLOW, FORWARD_OCC)), ==, 1);
    qtest_writel(qts, TCHAN(TX_CHANNEL, CTL), CTL_EN);
    qtest_clock_step(qts, 100 * SCALE_US);
    take_back(qts, 0);
    g_assert_cmpuint(qtest_readl(qts, STAT(0, 0)), ==, 1);

    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, TCHAN(TX_CHANNEL, CTL)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, STAT(0, 0)), ==, 0);
    sci_assert_qom_string(qts, PKTDMA_PATH, "channels", "");
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-pktdma/capabilities", test_capabilities);
    qtest_add_func("/k3-pktdma/transmit", test_transmit);
    qtest_add_func("/k3-pktdma/chain", test_chain);
    qtest_add_func("/k3-pktdma/hostile", test_hostile);
    qtest_add_func("/k3-pktdma/receive", test_receive);
    qtest_add_func("/k3-pktdma/receive-hostile", test_receive_hostile);
    qtest_add_func("/k3-pktdma/teardown", test_teardown);
    qtest_add_func("/k3-pktdma/configuration", test_configuration);
    qtest_add_func("/k3-pktdma/migration", test_migration);
    return g_test_run();
}
