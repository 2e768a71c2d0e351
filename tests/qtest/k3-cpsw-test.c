/*
 * QTest of the TI K3 Ethernet switch: MDIO, address lookup, time stamps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/sockets.h"
#include "k3-pktdma-utils.h"

#define ACCESS          (MDIO + 0x80)
#define GO              (1u << 31)
#define WRITE           (1u << 30)
#define ACK             (1u << 29)
#define PHY             3

#define MANUAL          (MDIO + 0x30)
#define PIN             1
#define OE              2
#define CLOCK           4

static QTestState *start(void)
{
    return k3_start(K3_MACHINE K3_BARE " -global ti-k3-cpsw.phy1-address=3",
                    "/machine/k3/inta[0]");
}

static uint32_t phy_request(QTestState *qts, unsigned phy, unsigned reg,
                            uint32_t more)
{
    qtest_writel(qts, ACCESS, GO | reg << 21 | phy << 16 | more);
    return qtest_readl(qts, ACCESS) & (GO | ACK | 0xffff);
}

static void test_identity(void)
{
    QTestState *qts = start();

    g_assert_cmphex(qtest_readl(qts, CPSW), ==, 0x6ba01103);
    g_assert_cmphex(qtest_readl(qts, NU), ==, 0x6ba81103);
    g_assert_cmphex(qtest_readl(qts, ALE) & 0x7ff, ==, 0x105);
    g_assert_cmphex(qtest_readl(qts, MDIO), ==, 0x00070907);
    qtest_quit(qts);
}

static void test_mdio(void)
{
    QTestState *qts = start();

    /* A request waits until MDIO is enabled */
    g_assert_cmphex(phy_request(qts, PHY, 2, 0), ==, GO);
    g_assert_cmphex(qtest_readl(qts, MDIO + 0x08), ==, 0);
    qtest_writel(qts, MDIO + 0x04, 1u << 30 | 0x7c);
    g_assert_cmphex(qtest_readl(qts, MDIO + 0x08), ==, 1 << PHY);
    g_assert_cmphex(qtest_readl(qts, MDIO + 0x0c), ==, 0);
    g_assert_cmphex(phy_request(qts, PHY, 2, 0), ==, ACK | 0x2000);
    g_assert_cmphex(phy_request(qts, PHY, 3, 0), ==, ACK | 0xa231);
    g_assert_cmphex(phy_request(qts, PHY + 1, 2, 0), ==, 0xffff);
    phy_request(qts, PHY, 4, WRITE | 0x0101);
    g_assert_cmphex(phy_request(qts, PHY, 4, 0), ==, ACK | 0x0101);
    /* No cable */
    g_assert_cmphex(phy_request(qts, PHY, 1, 0) & 0x24, ==, 0);
    /* An extended register, by way of registers 13 and 14 */
    phy_request(qts, PHY, 13, WRITE | 31);
    phy_request(qts, PHY, 14, WRITE | 0x86);
    phy_request(qts, PHY, 13, WRITE | 1 << 14 | 31);
    phy_request(qts, PHY, 14, WRITE | 0x0077);
    g_assert_cmphex(phy_request(qts, PHY, 14, 0), ==, ACK | 0x0077);
    /* One that there is not */
    phy_request(qts, PHY, 13, WRITE | 31);
    phy_request(qts, PHY, 14, WRITE | 0xffff);
    phy_request(qts, PHY, 13, WRITE | 1 << 14 | 31);
    phy_request(qts, PHY, 14, WRITE | 0x0077);
    g_assert_cmphex(phy_request(qts, PHY, 14, 0), ==, ACK);
    /* A reset undoes it */
    phy_request(qts, PHY, 0, WRITE | 0x8000);
    g_assert_cmphex(phy_request(qts, PHY, 0, 0), ==, ACK | 0x1140);
    qtest_quit(qts);
}

static void send_bits(QTestState *qts, uint32_t bits, unsigned num)
{
    while (num--) {
        uint32_t pins = OE | (bits >> num & 1);

        qtest_writel(qts, MANUAL, pins);
        qtest_writel(qts, MANUAL, pins | CLOCK);
        qtest_writel(qts, MANUAL, pins);
    }
}

static uint32_t get_bits(QTestState *qts, unsigned num)
{
    uint32_t bits = 0;

    while (num--) {
        qtest_writel(qts, MANUAL, CLOCK);
        qtest_writel(qts, MANUAL, 0);
        bits = bits << 1 | (qtest_readl(qts, MANUAL) & PIN);
    }
    return bits;
}

/* The answer has a 0 before it, and a clock behind it */
static uint32_t pins_read(QTestState *qts, unsigned phy, unsigned reg)
{
    uint32_t answer;

    send_bits(qts, UINT32_MAX, 32);
    send_bits(qts, 6 << 10 | phy << 5 | reg, 14);
    answer = get_bits(qts, 17);
    get_bits(qts, 1);
    return answer;
}

static void pins_write(QTestState *qts, unsigned phy, unsigned reg,
                       uint16_t value)
{
    send_bits(qts, UINT32_MAX, 32);
    send_bits(qts, 5 << 10 | phy << 5 | reg, 14);
    send_bits(qts, 2u << 16 | value, 18);
}

static void test_pins(void)
{
    QTestState *qts = start();

    /* The pins do nothing before they are selected */
    g_assert_cmphex(pins_read(qts, PHY, 2), ==, 0x1ffff);
    qtest_writel(qts, MDIO + 0x34, 1u << 31);
    g_assert_cmphex(pins_read(qts, PHY, 2), ==, 0x2000);
    g_assert_cmphex(pins_read(qts, PHY, 3), ==, 0xa231);
    g_assert_cmphex(pins_read(qts, PHY + 1, 3), ==, 0x1ffff);
    pins_write(qts, PHY, 4, 0xa5c3);
    g_assert_cmphex(pins_read(qts, PHY, 4), ==, 0xa5c3);
    /* A frame of clause 45 passes by */
    send_bits(qts, UINT32_MAX, 32);
    send_bits(qts, 0 << 30 | 1 << 28 | PHY << 23 | 4 << 18 | 2 << 16 | 0x1234,
              32);
    g_assert_cmphex(pins_read(qts, PHY, 4), ==, 0xa5c3);
    qtest_quit(qts);
}

static void write_entry(QTestState *qts, unsigned i, uint32_t upper,
                        uint32_t middle, uint32_t lower)
{
    qtest_writel(qts, ALE + 0x34, upper);
    qtest_writel(qts, ALE + 0x38, middle);
    qtest_writel(qts, ALE + 0x3c, lower);
    qtest_writel(qts, ALE + 0x20, 1u << 31 | i);
}

/* How many of ten equal frames for 52:54:00:00:00:@last come to the host */
static unsigned pass(QTestState *qts, int fd, uint8_t first, uint8_t last)
{
    uint8_t frame[60] = { first, 0x54, 0, 0, 0, last };
    unsigned in = qtest_readl(qts, STAT(1, 0)) + 10;
    unsigned out = qtest_readl(qts, STAT(0, 0x34));

    for (int i = 0; i < 10; i++) {
        put_frame(fd, frame, sizeof(frame));
    }
    for (int i = 0; i < 1000 && qtest_readl(qts, STAT(1, 0)) < in; i++) {
        g_usleep(10 * 1000);
    }
    g_assert_cmpuint(qtest_readl(qts, STAT(1, 0)), ==, in);
    return qtest_readl(qts, STAT(0, 0x34)) - out;
}

static void test_lookup(void)
{
    int fd;
    QTestState *qts = start_network(&fd, "");
    SciHost h = sci_linux(qts);

    setup_cpsw(qts);
    setup_rx(&h);
    /* Enough buffers for all frames that pass */
    g_assert_true(ring_cfg(&h, DEV_PKTDMA, RX_RING, 0x9f, BUFFER_AT(8), 200,
                           0, 1));
    for (int i = 0; i < 200; i++) {
        Packet p = { .type = 1, .buffer = BUFFER_AT(0), .length = 2024 };

        write_packet(qts, BUFFER_AT(16) + 128 * i, &p);
        qtest_writeq(qts, BUFFER_AT(8) + 8 * i, BUFFER_AT(16) + 128 * i);
    }
    qtest_writel(qts, PRING(RX_RING, FORWARD_DB), 100);
    qtest_writel(qts, PRING(RX_RING, FORWARD_DB), 100);

    g_assert_cmpuint(pass(qts, fd, 0x52, 1), ==, 0);
    g_assert_cmpuint(qtest_readl(qts, STAT(1, 0xa8)), ==, 10);
    write_entry(qts, 511, 0, 1u << 28 | 0x5254, 0x00000001);
    g_assert_cmpuint(pass(qts, fd, 0x52, 1), ==, 10);
    g_assert_cmpuint(pass(qts, fd, 0x52, 2), ==, 0);
    /* Entry of another port; blocked */
    write_entry(qts, 511, 1 << 2, 1u << 28 | 0x5254, 0x00000001);
    g_assert_cmpuint(pass(qts, fd, 0x52, 1), ==, 0);
    write_entry(qts, 511, 1 << 1, 1u << 28 | 0x5254, 0x00000001);
    g_assert_cmpuint(pass(qts, fd, 0x52, 1), ==, 0);
    /* Everything */
    qtest_writel(qts, ALE + 0x44, 3 | 1 << 11 | 1 << 13);
    g_assert_cmpuint(pass(qts, fd, 0x52, 3), ==, 10);
    qtest_writel(qts, ALE + 0x44, 3 | 1 << 11);
    /* Multicast: the unknown VLAN, then an entry of VLAN 0 */
    g_assert_cmpuint(pass(qts, fd, 0x53, 3), ==, 0);
    qtest_writel(qts, ALE + 0x94, 1);
    g_assert_cmpuint(pass(qts, fd, 0x53, 3), ==, 10);
    write_entry(qts, 510, 0, 2u << 28, 0);
    g_assert_cmpuint(pass(qts, fd, 0x53, 3), ==, 0);
    write_entry(qts, 510, 0, 2u << 28, 1 << 12);
    g_assert_cmpuint(pass(qts, fd, 0x53, 3), ==, 10);
    /* A port that does not forward; entries that are cleared */
    qtest_writel(qts, ALE + 0x44, 1 << 11);
    g_assert_cmpuint(pass(qts, fd, 0xff, 3), ==, 0);
    qtest_writel(qts, ALE + 0x44, 3 | 1 << 11);
    qtest_writel(qts, ALE + 0x20, 510);
    g_assert_cmphex(qtest_readl(qts, ALE + 0x38), ==, 2u << 28);
    qtest_writel(qts, ALE + 0x08, 3u << 30);
    g_assert_cmphex(qtest_readl(qts, ALE + 0x08), ==, 1u << 31);
    qtest_writel(qts, ALE + 0x20, 510);
    g_assert_cmphex(qtest_readl(qts, ALE + 0x38), ==, 0);
    qtest_quit(qts);
    close(fd);
}

static void test_time(void)
{
    QTestState *qts = start();

    qtest_writel(qts, CPTS + 0x44, 1);
    qtest_writel(qts, CPTS + 0x10, 1000);
    qtest_writel(qts, CPTS + 0x14, 1);
    qtest_writel(qts, CPTS + 0x0c, 1);
    g_assert_cmphex(qtest_readl(qts, CPTS + 0x20), ==, 0);
    qtest_writel(qts, CPTS + 0x04, 1);
    qtest_clock_step(qts, 500);
    /* More than there is room for */
    for (int i = 0; i < 20; i++) {
        qtest_writel(qts, CPTS + 0x0c, 1);
    }
    for (int i = 0; i < 16; i++) {
        g_assert_cmphex(qtest_readl(qts, CPTS + 0x20), ==, 1);
        g_assert_cmpuint(qtest_readl(qts, CPTS + 0x34), ==, 1500);
        g_assert_cmpuint(qtest_readl(qts, CPTS + 0x40), ==, 1);
        qtest_writel(qts, CPTS + 0x30, 1);
    }
    g_assert_cmphex(qtest_readl(qts, CPTS + 0x20), ==, 0);
    qtest_quit(qts);
}

static void test_properties(void)
{
    k3_assert_refused(K3_MACHINE K3_BARE " -global ti-k3-cpsw.phy1-address=32",
                      "phy1-address must be 0 to 31");
    k3_assert_refused(K3_MACHINE K3_BARE " -global ti-k3-cpsw.port=3",
                      "port must be 1 to 2");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/k3-cpsw/identity", test_identity);
    qtest_add_func("/k3-cpsw/mdio", test_mdio);
    qtest_add_func("/k3-cpsw/pins", test_pins);
    qtest_add_func("/k3-cpsw/lookup", test_lookup);
    qtest_add_func("/k3-cpsw/time", test_time);
    qtest_add_func("/k3-cpsw/properties", test_properties);
    return g_test_run();
}
