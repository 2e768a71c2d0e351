/*
 * Use of the TI K3 block copy DMA by qtests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_BCDMA_UTILS_H
#define TESTS_QTEST_K3_BCDMA_UTILS_H

#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

/* AM64x */
#define BCDMA_PATH              "/machine/k3/bcdma[0]"
#define BCDMA_GCFG              0x485c0100
#define BCDMA_BCHANRT           0x4c000000
#define BCDMA_RINGRT            0x4bc00000
#define BCDMA_CHANNELS          28
#define DEV_BCDMA               26
#define DEV_INTA                28
#define INTA                    0x48000000

#define CHANNEL(n, reg)         (BCDMA_BCHANRT + (n) * 0x1000 + (reg))
#define CTL                     0x000
#define PCNT                    0x400
#define BCNT                    0x408
#define SBCNT                   0x410
#define CTL_EN                  0x80000000
#define CTL_TDOWN               0x40000000
#define CTL_PAUSE               0x20000000
#define CTL_FTDOWN              0x10000000
#define CTL_ERROR               0x00000001

#define RING(n, reg)            (BCDMA_RINGRT + (n) * 0x2000 + (reg))
#define FORWARD_DB              0x0010
#define FORWARD_OCC             0x0018
#define REVERSE_DB              0x1010
#define REVERSE_OCC             0x1018
#define TDOWN_COMPLETE          0x80000000
#define TDOWN_ACK               0x80000000

/* Sources of the events of channel 0 */
#define ERROR_EVENT             0x2000
#define DATA_EVENT              0x2200
#define RING_EVENT              0x2400

/* The interrupt that the tests use */
#define VINT                    5
#define VINT_SPI                37
#define STATUS                  (INTA + VINT * 0x1000 + 0x10)
#define STATUS_CLEAR            (INTA + VINT * 0x1000 + 0x18)
#define ENABLE                  (INTA + VINT * 0x1000 + 0x00)

/* Guest memory: rings, descriptors, and what is copied */
#define RING_AT(n)              (0x82000000 + (n) * 0x1000)
#define DESCRIPTOR_AT(n)        (0x82100000 + (n) * 0x1000)
#define SOURCE_AT               0x83000000ull
#define DESTINATION_AT          0x84000000ull
#define RING_COUNT              16

#define TR_SIZE                 64
#define TR_TYPE15               15
#define TR_SUPPRESS_EVENT       (1u << 26)

typedef struct TR {
    uint32_t flags;
    uint64_t source;
    uint16_t count[4];
    int32_t distance[4];        /* the first is not used */
    uint64_t destination;
    uint16_t dcount[4];
    int32_t ddistance[4];
} TR;

/* Consecutive bytes, at most 65535 */
static inline TR tr_simple(uint64_t source, uint64_t destination, size_t size)
{
    return (TR) {
        .flags = TR_TYPE15,
        .source = source,
        .count = { size, 1, 1, 1 },
        .destination = destination,
        .dcount = { size, 1, 1, 1 },
    };
}

/* Rows of 32 KiB without gaps */
static inline TR tr_long(uint64_t source, uint64_t destination, unsigned rows)
{
    return (TR) {
        .flags = TR_TYPE15,
        .source = source,
        .count = { 0x8000, rows, 1, 1 },
        .distance = { 0, 0x8000 },
        .destination = destination,
        .dcount = { 0x8000, rows, 1, 1 },
        .ddistance = { 0, 0x8000 },
    };
}

/* A descriptor with @num TRs; @reload has the fields of a loop */
static inline void write_descriptor(QTestState *qts, uint64_t address,
                                    const TR *tr, unsigned num,
                                    uint32_t reload)
{
    uint8_t record[TR_SIZE] = { 0 };

    stl_le_p(record, 3u << 30 | reload | (num - 1));
    stl_le_p(record + 4, 2 << 24);
    qtest_memwrite(qts, address, record, TR_SIZE);
    for (unsigned i = 0; i < num; i++) {
        stl_le_p(record, tr[i].flags);
        stw_le_p(record + 4, tr[i].count[0]);
        stw_le_p(record + 6, tr[i].count[1]);
        stq_le_p(record + 8, tr[i].source);
        stl_le_p(record + 16, tr[i].distance[1]);
        stw_le_p(record + 20, tr[i].count[2]);
        stw_le_p(record + 22, tr[i].count[3]);
        stl_le_p(record + 24, tr[i].distance[2]);
        stl_le_p(record + 28, tr[i].distance[3]);
        stl_le_p(record + 36, tr[i].ddistance[1]);
        stq_le_p(record + 40, tr[i].destination);
        stl_le_p(record + 48, tr[i].ddistance[2]);
        stl_le_p(record + 52, tr[i].ddistance[3]);
        for (int j = 0; j < 4; j++) {
            stw_le_p(record + 56 + 2 * j, tr[i].dcount[j]);
        }
        qtest_memwrite(qts, address + TR_SIZE * (i + 1), record, TR_SIZE);
        qtest_writel(qts, address + TR_SIZE * (num + 1) + 4 * i, 0xffffffff);
    }
}

static inline uint32_t tr_response(QTestState *qts, uint64_t address,
                                   unsigned num, unsigned i)
{
    return qtest_readl(qts, address + TR_SIZE * (num + 1) + 4 * i);
}

static inline bool ring_cfg(SciHost *h, unsigned dev, unsigned ring,
                            uint32_t valid, uint64_t base, unsigned count,
                            unsigned mode, unsigned element)
{
    return sci_call(h, 0x1110, NULL, "42244411121", valid, dev, ring,
                    (uint32_t)base, (uint32_t)(base >> 32), count, mode,
                    element, 0, 0, 0);
}

static inline bool channel_cfg(SciHost *h, unsigned dev, unsigned channel,
                               unsigned type, bool pause_on_error)
{
    return sci_call(h, 0x1205, NULL, "42211111121211121111", 0x10001, dev,
                    channel, pause_on_error, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    0, 0, 0, 0, type);
}

static inline void map_event(SciHost *h, unsigned source, unsigned bit)
{
    bool ack = sci_call(h, 0x1000, NULL, "4222222211", 0x3c, DEV_INTA, source,
                        0, 0, DEV_INTA, VINT, 16 + bit, bit, 0);

    g_assert_true(ack);
    qtest_writeq(h->qts, ENABLE, 1ull << bit);
}

/* A channel as Linux sets it up; its ring event is bit @n of the interrupt */
static inline void setup_channel(SciHost *h, unsigned n)
{
    g_assert_true(ring_cfg(h, DEV_BCDMA, n, 0x9f, RING_AT(n), RING_COUNT, 0,
                           1));
    g_assert_true(channel_cfg(h, DEV_BCDMA, n, 1, false));
    map_event(h, RING_EVENT + n, n);
    qtest_writel(h->qts, CHANNEL(n, CTL), CTL_EN);
}

/* Element @index of the ring is the descriptor at @address */
static inline void push(QTestState *qts, unsigned n, unsigned index,
                        uint64_t address)
{
    qtest_writeq(qts, RING_AT(n) + 8 * index, address);
    qtest_writel(qts, RING(n, FORWARD_DB), 1);
}

static inline void pop(QTestState *qts, unsigned n)
{
    qtest_writel(qts, RING(n, REVERSE_DB), 0xff);
}

/* Random bytes */
static inline void fill(QTestState *qts, uint64_t address, size_t size)
{
    g_autofree uint8_t *data = g_malloc(size);

    for (size_t i = 0; i < size; i++) {
        data[i] = g_test_rand_int();
    }
    qtest_memwrite(qts, address, data, size);
}

/* Whether two areas have the same bytes */
static inline bool same(QTestState *qts, uint64_t a, uint64_t b, size_t size)
{
    g_autofree uint8_t *one = g_malloc(size);
    g_autofree uint8_t *other = g_malloc(size);

    qtest_memread(qts, a, one, size);
    qtest_memread(qts, b, other, size);
    return !memcmp(one, other, size);
}

#endif
