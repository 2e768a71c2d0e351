/*
 * Use of the TI K3 packet DMA, and of the Ethernet switch at it, by qtests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_PKTDMA_UTILS_H
#define TESTS_QTEST_K3_PKTDMA_UTILS_H

#include "k3-bcdma-utils.h"

/* AM64x */
#define PKTDMA_PATH             "/machine/k3/pktdma[0]"
#define PKTDMA_GCFG             0x485c0000
#define PKTDMA_RCHANRT          0x4a800000
#define PKTDMA_TCHANRT          0x4aa00000
#define PKTDMA_RINGRT           0x4b800000
#define DEV_DMASS               25
#define DEV_PKTDMA              30
#define NUM_TX_FLOWS            112

#define TX_CHANNEL              16      /* the first of CPSW */
#define TX_FLOW                 16
#define RX_CHANNEL              16
#define RX_FLOW                 16
#define RX_RING                 (NUM_TX_FLOWS + RX_FLOW)
#define TCHAN(n, reg)           (PKTDMA_TCHANRT + (n) * 0x1000 + (reg))
#define RCHAN(n, reg)           (PKTDMA_RCHANRT + (n) * 0x1000 + (reg))
#define PRING(n, reg)           (PKTDMA_RINGRT + (n) * 0x2000 + (reg))
#define PEER_EN                 0x220
#define TX_THREAD(n)            (0x1000 + (n))
#define CPSW_TX_THREAD          0xc500
#define CPSW_RX_THREAD          0x4500
#define RX_THREAD(n)            (0x9000 + (n))
#define TX_ERROR_EVENT          0x1000
#define TX_RING_EVENT           0x1200
#define RX_RING_EVENT           0x1600
#define TX_BIT                  0       /* of the interrupt */
#define RX_BIT                  1

#define CPSW                    0x08000000
#define MDIO                    (CPSW + 0xf00)
#define NU                      (CPSW + 0x20000)
#define HOST                    (CPSW + 0x21000)
#define MAC(n)                  (CPSW + 0x21000 + 0x1000 * (n))
#define STAT(n, reg)            (CPSW + 0x3a000 + 0x200 * (n) + (reg))
#define CPTS                    (CPSW + 0x3d000)
#define ALE                     (CPSW + 0x3e000)

#define BUFFER_AT(n)            (0x83000000 + (n) * 0x10000)
#define RX_DESCRIPTOR_AT(n)     (0x82300000 + (n) * 0x1000)

/* A host packet descriptor, as software writes it */
typedef struct Packet {
    uint32_t type;              /* of the descriptor */
    uint32_t size;              /* of the packet */
    uint64_t next;
    uint64_t buffer;
    uint32_t length;            /* of the buffer */
    uint32_t checksum;          /* protocol-specific word 2 */
    uint16_t destination;
} Packet;

static inline void write_packet(QTestState *qts, uint64_t address,
                                const Packet *p)
{
    uint8_t d[80] = { 0 };

    stl_le_p(d, p->type << 30 | 1 << 29 | 4 << 22 | p->size);
    stl_le_p(d + 4, 0x3fff);
    stl_le_p(d + 8, 7u << 27);
    stl_le_p(d + 12, p->destination);
    stq_le_p(d + 16, p->next);
    stq_le_p(d + 24, p->buffer);
    stl_le_p(d + 32, p->length);
    stl_le_p(d + 36, p->length);
    stq_le_p(d + 40, p->buffer);
    stl_le_p(d + 72, p->checksum);
    qtest_memwrite(qts, address, d, sizeof(d));
}

/* Element @index of ring @ring is @address */
static inline void push_packet(QTestState *qts, unsigned ring, unsigned index,
                               uint64_t address)
{
    qtest_writeq(qts, RING_AT(ring) + 8 * (index % RING_COUNT), address);
    qtest_writel(qts, PRING(ring, FORWARD_DB), 1);
}

static inline bool psil_pair(SciHost *h, uint32_t source, uint32_t destination)
{
    return sci_call(h, 0x1280, NULL, "444", DEV_DMASS, source, destination);
}

static inline bool psil_unpair(SciHost *h, uint32_t source,
                               uint32_t destination)
{
    return sci_call(h, 0x1281, NULL, "444", DEV_DMASS, source, destination);
}

static inline bool tx_channel_cfg(SciHost *h, unsigned channel)
{
    return sci_call(h, 0x1205, NULL, "42211111121211121111", 0xe1d, DEV_PKTDMA,
                    channel, 0, 0, 0, 0, 2, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    0);
}

static inline bool rx_channel_cfg(SciHost *h, unsigned channel)
{
    return sci_call(h, 0x1215, NULL, "42222111122111111", 0x1c, DEV_PKTDMA,
                    channel, 24, 0xffff, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0);
}

static inline bool flow_cfg(SciHost *h, unsigned flow)
{
    return sci_call(h, 0x1230, NULL, "42211112211111111222221", 7, DEV_PKTDMA,
                    flow, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    0, 0);
}

/* As Linux does it */
static inline void setup_tx(SciHost *h)
{
    g_assert_true(ring_cfg(h, DEV_PKTDMA, TX_FLOW, 0x9f, RING_AT(TX_FLOW),
                           RING_COUNT, 0, 1));
    g_assert_true(tx_channel_cfg(h, TX_CHANNEL));
    map_event(h, TX_RING_EVENT + TX_FLOW, TX_BIT);
    g_assert_true(psil_pair(h, TX_THREAD(TX_CHANNEL), CPSW_TX_THREAD));
    qtest_writel(h->qts, TCHAN(TX_CHANNEL, PEER_EN), CTL_EN);
    qtest_writel(h->qts, TCHAN(TX_CHANNEL, CTL), CTL_EN);
}

static inline void setup_rx(SciHost *h)
{
    g_assert_true(ring_cfg(h, DEV_PKTDMA, RX_RING, 0x9f, RING_AT(RX_RING),
                           RING_COUNT, 0, 1));
    g_assert_true(rx_channel_cfg(h, RX_CHANNEL));
    g_assert_true(flow_cfg(h, RX_FLOW));
    map_event(h, RX_RING_EVENT + RX_FLOW, RX_BIT);
    g_assert_true(psil_pair(h, CPSW_RX_THREAD, RX_THREAD(RX_CHANNEL)));
    qtest_writel(h->qts, RCHAN(RX_CHANNEL, CTL), CTL_EN);
    qtest_writel(h->qts, RCHAN(RX_CHANNEL, PEER_EN), CTL_EN);
}

/* The switch as Linux uses it, with port 1 for the host only */
static inline void setup_cpsw(QTestState *qts)
{
    qtest_writel(qts, NU + 0x04, 1 << 2 | 1 << 13 | 1 << 14);
    qtest_writel(qts, NU + 0x14, 7);
    qtest_writel(qts, HOST + 0x04, 1);
    qtest_writel(qts, HOST + 0x08, RX_FLOW);
    qtest_writel(qts, HOST + 0x24, 2024);
    qtest_writel(qts, MAC(1) + 0x24, 2024);
    qtest_writel(qts, MAC(1) + 0x330, 1 << 5);
    qtest_writel(qts, ALE + 0x08, 1u << 31);
    qtest_writel(qts, ALE + 0x40, 3);
    qtest_writel(qts, ALE + 0x44, 3 | 1 << 11);
    qtest_writel(qts, ALE + 0x134, 1 << 15);
    /* Entry 5: broadcast packets go to the host */
    qtest_writel(qts, ALE + 0x34, 1 << 2);
    qtest_writel(qts, ALE + 0x38, 1u << 28 | 0xffff);
    qtest_writel(qts, ALE + 0x3c, 0xffffffff);
    qtest_writel(qts, ALE + 0x20, 1u << 31 | 5);
}

/* What came out of QEMU's end of a socket; its size, or 0 */
static inline size_t get_frame(int fd, uint8_t *frame, size_t room)
{
    uint32_t size;
    struct timeval wait = { .tv_sec = 10 };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    if (recv(fd, &size, sizeof(size), MSG_WAITALL) != sizeof(size)) {
        return 0;
    }
    size = be32_to_cpu(size);
    g_assert_cmpuint(size, <=, room);
    g_assert_cmpint(recv(fd, frame, size, MSG_WAITALL), ==, size);
    return size;
}

static inline void put_frame(int fd, const uint8_t *frame, uint32_t size)
{
    uint32_t header = cpu_to_be32(size);

    g_assert_cmpint(send(fd, &header, sizeof(header), 0), ==, sizeof(header));
    g_assert_cmpint(send(fd, frame, size, 0), ==, size);
}

/* Start with a cable at port 1, whose other end is @fd; @more: options */
static inline QTestState *start_network(int *fd, const char *more)
{
    g_autofree char *args = NULL;
    QTestState *qts;
    int pair[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), ==, 0);
    args = g_strdup_printf(K3_MACHINE K3_BARE " -netdev socket,id=net0,fd=%d "
                           "-global ti-k3-cpsw.netdev=net0%s", pair[1], more);
    qts = k3_start(args, "/machine/k3/inta[0]");
    close(pair[1]);
    *fd = pair[0];
    return qts;
}

#endif
