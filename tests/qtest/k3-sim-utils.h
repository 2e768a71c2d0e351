/*
 * Linux's side of a virtio-rpmsg device in a remote core
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_SIM_UTILS_H
#define TESTS_QTEST_K3_SIM_UTILS_H

#include "k3-mailbox-utils.h"
#include "k3-r5f-utils.h"

#define RP_MBOX_ECHO_REQUEST    0xffffff03
#define RP_MBOX_ECHO_REPLY      0xffffff04
#define RP_MBOX_SHUTDOWN        0xffffff14
#define RP_MBOX_SHUTDOWN_ACK    0xffffff15

/* Longer than any action of the firmware except booting and polling */
#define SETTLE_NS               (2 * 1000 * 1000)
#define BOOT_NS                 (2 * 1000 * 1000)

#define RSC_TRACE               2
#define RSC_VDEV                3
#define VIRTIO_ID_RPMSG         7
#define RPMSG_NS_ADDR           53
#define STATUS_DRIVER           7   /* ACKNOWLEDGE, DRIVER, DRIVER_OK */

#define RING_NUM                8
#define RING_ALIGN              0x1000
#define BUF_SIZE                512
#define RING_AVAIL              (16 * RING_NUM)
#define RING_USED               RING_ALIGN

typedef struct SimMbox {
    uint64_t base;
    unsigned rx;                /* FIFO to Linux */
    unsigned tx;                /* FIFO from Linux */
    unsigned user;              /* user number of the core */
} SimMbox;

/* The R5F cores, then the M4F */
#define M4F_CORE                R5F_NUM_CORES

static const SimMbox sim_mbox[R5F_NUM_CORES + 1] = {
    { MBOX_BASE(2), 0, 1, 0 },
    { MBOX_BASE(2), 2, 3, 1 },
    { MBOX_BASE(4), 0, 1, 0 },
    { MBOX_BASE(4), 2, 3, 1 },
    { MBOX_BASE(6), 0, 1, 3 },
};

static inline void sim_send(QTestState *qts, int n, uint32_t message)
{
    qtest_writel(qts, sim_mbox[n].base + MBOX_MESSAGE(sim_mbox[n].tx),
                 message);
}

/* Number of messages that wait for Linux */
static inline unsigned sim_level(QTestState *qts, int n)
{
    return qtest_readl(qts, sim_mbox[n].base +
                            MBOX_MSGSTATUS(sim_mbox[n].rx));
}

static inline uint32_t sim_receive(QTestState *qts, int n)
{
    g_assert_cmpuint(sim_level(qts, n), >, 0);
    return qtest_readl(qts, sim_mbox[n].base + MBOX_MESSAGE(sim_mbox[n].rx));
}

static inline void sim_settle(QTestState *qts)
{
    qtest_clock_step(qts, SETTLE_NS);
}

/* A resource table with a trace buffer and one virtio device with two rings */
#define TABLE_TRACE             0x20
#define TABLE_VDEV              0x50
#define TABLE_STATUS            (TABLE_VDEV + 24)
#define TABLE_VRING(n)          (TABLE_VDEV + 28 + 20 * (n))
#define TABLE_SIZE              TABLE_VRING(2)

static inline void put_table(QTestState *qts, uint64_t at, uint32_t trace,
                             uint32_t trace_len, uint32_t ring0,
                             uint32_t ring1)
{
    uint32_t table[TABLE_SIZE / 4] = {
        1, 2, 0, 0, TABLE_TRACE, TABLE_VDEV,
        [TABLE_TRACE / 4] = RSC_TRACE, trace, trace_len,
        [TABLE_VDEV / 4] = RSC_VDEV, VIRTIO_ID_RPMSG, 0, 1, 0, 0, 2 << 8,
        [TABLE_VRING(0) / 4] = ring0, RING_ALIGN, RING_NUM, 0, 0,
        ring1, RING_ALIGN, RING_NUM, 1, 0,
    };

    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        qtest_writel(qts, at + 4 * i, table[i]);
    }
}

/* Linux's side of a ring: the virtio driver */
typedef struct SimRing {
    uint64_t base;
    uint64_t buffers;
    uint16_t avail;
    uint16_t used;
} SimRing;

static inline void ring_init(QTestState *qts, SimRing *r, uint64_t base,
                             uint64_t buffers)
{
    *r = (SimRing) { .base = base, .buffers = buffers };
    qtest_memset(qts, base, 0, 2 * RING_ALIGN);
    for (unsigned i = 0; i < RING_NUM; i++) {
        qtest_writeq(qts, base + 16 * i, buffers + i * BUF_SIZE);
        qtest_writel(qts, base + 16 * i + 8, BUF_SIZE);
    }
}

static inline void ring_put(QTestState *qts, SimRing *r, uint16_t id)
{
    qtest_writew(qts, r->base + RING_AVAIL + 4 +
                      2 * (r->avail % RING_NUM), id);
    r->avail++;
    qtest_writew(qts, r->base + RING_AVAIL + 2, r->avail);
}

static inline bool ring_has_used(QTestState *qts, SimRing *r)
{
    return qtest_readw(qts, r->base + RING_USED + 2) != r->used;
}

/* The next used buffer: its number, and in @len the bytes the core wrote */
static inline uint32_t ring_get(QTestState *qts, SimRing *r, uint32_t *len)
{
    uint64_t elem = r->base + RING_USED + 4 + 8 * (r->used % RING_NUM);

    g_assert_true(ring_has_used(qts, r));
    r->used++;
    *len = qtest_readl(qts, elem + 4);
    return qtest_readl(qts, elem);
}

static inline uint64_t ring_buffer(SimRing *r, uint32_t id)
{
    return r->buffers + id * BUF_SIZE;
}

static inline void put_message(QTestState *qts, uint64_t at, uint32_t src,
                               uint32_t dst, const void *data, uint16_t len)
{
    qtest_writel(qts, at, src);
    qtest_writel(qts, at + 4, dst);
    qtest_writel(qts, at + 8, 0);
    qtest_writew(qts, at + 12, len);
    qtest_writew(qts, at + 14, 0);
    if (len) {
        qtest_memwrite(qts, at + 16, data, len);
    }
}

#endif
