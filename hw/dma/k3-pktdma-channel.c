/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 packet DMA: what channels do
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "hw/misc/k3-trace.h"
#include "k3-pktdma-internal.h"
#include "trace.h"

/* A host packet descriptor: words, some of which are pairs */
enum {
    W_INFO0, W_INFO1, W_INFO2, W_TAGS, W_NEXT, W_NEXT_HI, W_BUFFER,
    W_BUFFER_HI, W_BUFFER_LEN, W_ORIGINAL_LEN, W_ORIGINAL, W_ORIGINAL_HI,
    NUM_WORDS
};
FIELD(INFO0, SIZE, 0, 22)
FIELD(INFO0, NUM_PS, 22, 6)
FIELD(INFO0, PS_IN_BUFFER, 28, 1)
FIELD(INFO0, EPIB, 29, 1)
FIELD(INFO0, TYPE, 30, 2)
FIELD(INFO1, FLOW, 0, 14)
FIELD(INFO2, EACH_BUFFER, 18, 1)
FIELD(INFO2, TYPE, 27, 5)
FIELD(TAGS, DESTINATION, 0, 16)
FIELD(TAGS, SOURCE, 16, 16)
FIELD(LENGTH, BYTES, 0, 28)
#define TYPE_HOST           1

QEMU_BUILD_BUG_ON(NUM_WORDS > K3_PSIL_PS_WORDS);

/* Also keeps a chain that is a loop from being followed for ever */
#define MAX_DESCRIPTORS     64
/* What a packet takes even if it is empty */
#define STEP_NS             200

typedef struct Descriptor {
    hwaddr address;
    uint32_t word[NUM_WORDS];
} Descriptor;

void k3_pktdma_ring_event(K3PKTDMAState *s, unsigned n, bool before)
{
    bool now = k3_dma_ring_pending(&s->ring[n]);

    if (before != now) {
        k3_inta_event(s->inta, n < s->num_tx_flows ? s->tx_ring_event + n :
                      s->rx_ring_event + n - s->num_tx_flows, now);
    }
}

static void k3_pktdma_error(K3PKTDMAState *s, unsigned n, hwaddr address,
                            const char *what)
{
    K3PKTDMAChannel *c = &s->channel[n];

    qemu_log_mask(LOG_GUEST_ERROR, "%s: channel %u: descriptor 0x%" HWADDR_PRIx
                  ": %s\n", k3_trace_name(s), n, address, what);
    c->ctl = FIELD_DP32(c->ctl, CTL, ERROR, 1);
    if (c->pause_on_error) {
        c->ctl = FIELD_DP32(c->ctl, CTL, PAUSE, 1);
    }
    k3_inta_event(s->inta, k3_pktdma_is_rx(s, n) ?
                  s->rx_error_event + n - s->num_tx : s->tx_error_event + n,
                  true);
}

/* The rings of a channel: its first, and how many */
static unsigned k3_pktdma_rings(const K3PKTDMAState *s, unsigned n,
                                unsigned *num)
{
    int i = k3_pktdma_peripheral(s, n);
    const K3PKTDMAWires *w;

    if (i < 0) {
        *num = 0;
        return 0;
    }
    w = &s->peripherals[i].wires;
    if (k3_pktdma_is_rx(s, n)) {
        *num = w->num_rx_flows;
        return s->num_tx_flows + w->rx_flow;
    }
    *num = w->flows_per_tx;
    return w->tx_flow + (n - w->tx_channel) * w->flows_per_tx;
}

static bool k3_pktdma_flowing(const K3PKTDMAChannel *c)
{
    return c->paired && FIELD_EX32(c->ctl, CTL, EN) &&
           !FIELD_EX32(c->ctl, CTL, PAUSE) &&
           FIELD_EX32(c->peer_enable, PEER_EN, EN) &&
           !FIELD_EX32(c->peer_enable, PEER_EN, PAUSE);
}

bool k3_pktdma_runnable(const K3PKTDMAState *s, unsigned n)
{
    unsigned num, first = k3_pktdma_rings(s, n, &num);

    for (unsigned i = 0; k3_pktdma_flowing(&s->channel[n]) && i < num; i++) {
        if (k3_dma_ring_ready(&s->ring[first + i])) {
            return true;
        }
    }
    return false;
}

/*
 * No packet is on its way between two steps, so that the end of a teardown need
 * not wait.  The first ring of the channel has the message.
 */
static void k3_pktdma_end_teardown(K3PKTDMAState *s, unsigned n)
{
    K3PKTDMAChannel *c = &s->channel[n];
    unsigned num, first = k3_pktdma_rings(s, n, &num);

    trace_k3_pktdma_teardown(k3_trace_name(s), n);
    c->ctl = c->peer_enable = 0;
    c->packets = c->bytes = 0;
    if (num && !c->quiet_teardown) {
        bool before = k3_dma_ring_pending(&s->ring[first]);

        s->ring[first].teardown = true;
        k3_pktdma_ring_event(s, first, before);
    }
}

void k3_pktdma_control(K3PKTDMAState *s, unsigned n, uint32_t ctl)
{
    K3PKTDMAChannel *c = &s->channel[n];

    trace_k3_pktdma_control(k3_trace_name(s), n, "CTL", ctl);
    c->ctl = ctl & (R_CTL_EN_MASK | R_CTL_PAUSE_MASK);
    if (FIELD_EX32(ctl, CTL, EN) &&
        ctl & (R_CTL_TDOWN_MASK | R_CTL_FTDOWN_MASK)) {
        k3_pktdma_end_teardown(s, n);
    }
    k3_pktdma_kick(s);
    k3_pktdma_room(s);
}

/* A peripheral ends a teardown, too: the way in which receive channels stop */
void k3_pktdma_peer(K3PKTDMAState *s, unsigned n, uint32_t enable)
{
    K3PKTDMAChannel *c = &s->channel[n];

    trace_k3_pktdma_control(k3_trace_name(s), n, "PEER_EN", enable);
    c->peer_enable = enable & (R_PEER_EN_EN_MASK | R_PEER_EN_PAUSE_MASK);
    if (FIELD_EX32(enable, PEER_EN, TDOWN)) {
        c->peer_enable = 0;
        if (FIELD_EX32(c->ctl, CTL, EN)) {
            k3_pktdma_end_teardown(s, n);
        }
    }
    k3_pktdma_kick(s);
    k3_pktdma_room(s);
}

static hwaddr k3_pktdma_address(uint64_t element)
{
    return extract64(element, 0, K3_DMA_ADDRESS_BITS);
}

static hwaddr k3_pktdma_pointer(const Descriptor *d, unsigned word)
{
    return k3_pktdma_address((uint64_t)d->word[word + 1] << 32 |
                             d->word[word]);
}

static void k3_pktdma_set_pointer(Descriptor *d, unsigned word, uint64_t value)
{
    d->word[word] = value;
    d->word[word + 1] = value >> 32;
}

static MemTxResult k3_pktdma_read_words(K3PKTDMAState *s, hwaddr address,
                                        uint32_t *words, unsigned num)
{
    MemTxResult result = address_space_read(&s->as, address,
                                            MEMTXATTRS_UNSPECIFIED, words,
                                            num * sizeof(*words));

    for (unsigned i = 0; i < num; i++) {
        words[i] = result ? 0 : le32_to_cpu(words[i]);
    }
    return result;
}

static MemTxResult k3_pktdma_write_words(K3PKTDMAState *s, hwaddr address,
                                         const uint32_t *words, unsigned num)
{
    uint32_t raw[K3_PSIL_PS_WORDS];

    g_assert(num <= ARRAY_SIZE(raw));
    for (unsigned i = 0; i < num; i++) {
        raw[i] = cpu_to_le32(words[i]);
    }
    return address_space_write(&s->as, address, MEMTXATTRS_UNSPECIFIED, raw,
                               num * sizeof(*raw));
}

static const char *k3_pktdma_read(K3PKTDMAState *s, Descriptor *d,
                                  hwaddr address)
{
    d->address = address;
    if (k3_pktdma_read_words(s, address, d->word, NUM_WORDS)) {
        return "cannot be read";
    }
    return NULL;
}

/* What the first descriptor has beside the data */
static const char *k3_pktdma_parse(K3PKTDMAState *s, unsigned n,
                                   const Descriptor *d, K3PSILPacket *p)
{
    const K3PKTDMAChannel *c = &s->channel[n];
    hwaddr extra = d->address + sizeof(d->word);

    if (FIELD_EX32(d->word[W_INFO0], INFO0, TYPE) != TYPE_HOST) {
        return "no host packet descriptor";
    }
    if (FIELD_EX32(d->word[W_INFO0], INFO0, PS_IN_BUFFER) ||
        FIELD_EX32(d->word[W_INFO2], INFO2, EACH_BUFFER)) {
        qemu_log_mask(LOG_UNIMP, "%s: protocol-specific words in the buffer, "
                      "and the return of each buffer, are not modelled\n",
                      k3_trace_name(s));
    }
    p->num_ps = FIELD_EX32(d->word[W_INFO0], INFO0, NUM_PS);
    if (p->num_ps > K3_PSIL_PS_WORDS) {
        return "too many protocol-specific words";
    }
    if (FIELD_EX32(d->word[W_INFO0], INFO0, EPIB)) {
        if (k3_pktdma_read_words(s, extra, p->epib, K3_PSIL_EPIB_WORDS)) {
            return "the extended packet information cannot be read";
        }
        extra += sizeof(p->epib);
    }
    if (FIELD_EX32(d->word[W_INFO0], INFO0, PS_IN_BUFFER)) {
        p->num_ps = 0;
    }
    if (p->num_ps && k3_pktdma_read_words(s, extra, p->ps, p->num_ps)) {
        return "the protocol-specific words cannot be read";
    }
    if (c->drop_epib) {
        memset(p->epib, 0, sizeof(p->epib));
    }
    if (c->drop_ps) {
        memset(p->ps, 0, sizeof(p->ps));
        p->num_ps = 0;
    }
    p->type = FIELD_EX32(d->word[W_INFO2], INFO2, TYPE);
    p->flow = FIELD_EX32(d->word[W_INFO1], INFO1, FLOW);
    p->source = FIELD_EX32(d->word[W_TAGS], TAGS, SOURCE);
    p->destination = FIELD_EX32(d->word[W_TAGS], TAGS, DESTINATION);
    return NULL;
}

/* Get the packet whose first descriptor is at @address */
static const char *k3_pktdma_gather(K3PKTDMAState *s, unsigned n,
                                    hwaddr address, K3PSILPacket *p)
{
    uint32_t total = 0;

    for (unsigned i = 0; i < MAX_DESCRIPTORS; i++) {
        Descriptor d;
        const char *wrong = k3_pktdma_read(s, &d, address);
        uint32_t size;

        if (!wrong && !i) {
            total = FIELD_EX32(d.word[W_INFO0], INFO0, SIZE);
            wrong = k3_pktdma_parse(s, n, &d, p);
        }
        if (wrong) {
            return wrong;
        }
        if (total > K3_PKTDMA_MAX_SIZE) {
            return "the packet is too long";
        }
        size = FIELD_EX32(d.word[W_BUFFER_LEN], LENGTH, BYTES);
        if (size > total - p->size) {
            return "the buffers have more bytes than the packet";
        }
        if (address_space_read(&s->as, k3_pktdma_pointer(&d, W_BUFFER),
                               MEMTXATTRS_UNSPECIFIED, s->buffer + p->size,
                               size)) {
            return "a buffer cannot be read";
        }
        p->size += size;
        address = k3_pktdma_pointer(&d, W_NEXT);
        if (!address) {
            return p->size < total ?
                   "the buffers have fewer bytes than the packet" : NULL;
        }
    }
    return "too many descriptors";
}

static void k3_pktdma_put(K3PKTDMAState *s, unsigned n, unsigned ring,
                          uint64_t element)
{
    bool before = k3_dma_ring_pending(&s->ring[ring]);

    if (k3_dma_ring_put(&s->ring[ring], &s->as, element)) {
        k3_pktdma_error(s, n, k3_pktdma_address(element),
                        "cannot be put into the ring");
    }
    k3_pktdma_ring_event(s, ring, before);
}

int64_t k3_pktdma_step(K3PKTDMAState *s, unsigned n)
{
    K3PKTDMAChannel *c = &s->channel[n];
    unsigned num, first = k3_pktdma_rings(s, n, &num);
    K3PSILPacket packet = { .data = s->buffer };
    unsigned ring = first;
    const char *wrong = NULL;
    uint64_t element;

    for (unsigned i = 0; i < num; i++) {
        ring = first + (c->turn + i) % num;
        if (k3_dma_ring_ready(&s->ring[ring])) {
            c->turn = (ring - first + 1) % num;
            break;
        }
    }
    s->busy = true;
    if (k3_dma_ring_take(&s->ring[ring], &s->as, &element)) {
        wrong = "its address cannot be read from the ring";
    }
    wrong = wrong ?: k3_pktdma_gather(s, n, k3_pktdma_address(element),
                                      &packet);
    trace_k3_pktdma_tx(k3_trace_name(s), n, element, packet.size);
    if (wrong) {
        k3_pktdma_error(s, n, k3_pktdma_address(element), wrong);
    } else {
        int i = k3_pktdma_peripheral(s, n);
        K3PSILSink *sink = s->peripherals[i].sink;

        c->packets++;
        c->bytes += packet.size;
        K3_PSIL_SINK_GET_CLASS(sink)->packet(
            sink, n - s->peripherals[i].wires.tx_channel, &packet);
    }
    k3_pktdma_put(s, n, ring, element);
    s->busy = false;
    return STEP_NS + packet.size * NANOSECONDS_PER_SECOND / s->bandwidth;
}

void k3_pktdma_room(K3PKTDMAState *s)
{
    for (unsigned i = 0; i < s->num_peripherals; i++) {
        K3PSILSink *sink = s->peripherals[i].sink;

        K3_PSIL_SINK_GET_CLASS(sink)->room(sink);
    }
}

/* The receive channel of @sink, and the ring of its flow @flow; -1: none */
static int k3_pktdma_rx_channel(K3PKTDMAState *s, K3PSILSink *sink,
                                unsigned flow, unsigned *ring)
{
    for (unsigned i = 0; i < s->num_peripherals; i++) {
        const K3PKTDMAWires *w = &s->peripherals[i].wires;

        if (s->peripherals[i].sink == sink) {
            if (flow < w->rx_flow || flow - w->rx_flow >= w->num_rx_flows) {
                return -1;
            }
            *ring = s->num_tx_flows + flow;
            return s->num_tx + w->rx_channel;
        }
    }
    return -1;
}

bool k3_pktdma_can_receive(K3PKTDMAState *s, K3PSILSink *sink, unsigned flow)
{
    unsigned ring = 0;
    int n = k3_pktdma_rx_channel(s, sink, flow, &ring);

    return n >= 0 && k3_pktdma_flowing(&s->channel[n]) &&
           k3_dma_ring_ready(&s->ring[ring]);
}

/* Fill the buffer of @d from @data */
static const char *k3_pktdma_fill(K3PKTDMAState *s, Descriptor *d,
                                  const uint8_t *data, uint32_t size)
{
    uint64_t buffer = (uint64_t)d->word[W_ORIGINAL_HI] << 32 |
                      d->word[W_ORIGINAL];

    if (FIELD_EX32(d->word[W_INFO0], INFO0, TYPE) != TYPE_HOST) {
        return "no host packet descriptor";
    }
    if (!FIELD_EX32(d->word[W_ORIGINAL_LEN], LENGTH, BYTES)) {
        return "the buffer is empty";
    }
    if (address_space_write(&s->as, k3_pktdma_address(buffer),
                            MEMTXATTRS_UNSPECIFIED, data, size)) {
        return "the buffer cannot be written";
    }
    k3_pktdma_set_pointer(d, W_BUFFER, buffer);
    d->word[W_BUFFER_LEN] = size;
    k3_pktdma_set_pointer(d, W_NEXT, 0);
    return NULL;
}

/* Write what the first descriptor has beside the data */
static MemTxResult k3_pktdma_describe(K3PKTDMAState *s, Descriptor *d,
                                      const K3PSILPacket *p)
{
    const K3PKTDMAFlow *flow = &s->flow[p->flow];
    hwaddr extra = d->address + sizeof(d->word);
    MemTxResult result = MEMTX_OK;
    uint32_t *info = &d->word[W_INFO0];

    *info = FIELD_DP32(0, INFO0, TYPE, TYPE_HOST);
    *info = FIELD_DP32(*info, INFO0, SIZE, p->size);
    *info = FIELD_DP32(*info, INFO0, EPIB, flow->epib);
    *info = FIELD_DP32(*info, INFO0, NUM_PS, flow->ps ? p->num_ps : 0);
    d->word[W_INFO1] = FIELD_DP32(0, INFO1, FLOW, p->flow);
    d->word[W_INFO2] = FIELD_DP32(d->word[W_INFO2], INFO2, TYPE, p->type);
    d->word[W_TAGS] = FIELD_DP32(0, TAGS, SOURCE, p->source);
    d->word[W_TAGS] = FIELD_DP32(d->word[W_TAGS], TAGS, DESTINATION,
                                 p->destination);
    if (flow->epib) {
        result |= k3_pktdma_write_words(s, extra, p->epib,
                                        K3_PSIL_EPIB_WORDS);
        extra += sizeof(p->epib);
    }
    if (flow->ps) {
        result |= k3_pktdma_write_words(s, extra, p->ps, p->num_ps);
    }
    return result;
}

/*
 * Put @p into the buffers of the descriptors of @ring.  Returns the number of
 * descriptors that are used up; what @wrong tells has the last of them.
 */
static unsigned k3_pktdma_scatter(K3PKTDMAState *s, K3DMARing *ring,
                                  const K3PSILPacket *p, uint64_t *first,
                                  const char **wrong)
{
    Descriptor head = { 0 }, previous = { 0 }, d;
    uint32_t done = 0;
    unsigned i = 0;

    do {
        uint64_t element;
        uint32_t size;

        if (i == MAX_DESCRIPTORS || !k3_dma_ring_ready(ring)) {
            *wrong = NULL;
            return 0;
        }
        *wrong = k3_dma_ring_take(ring, &s->as, &element) ?
                 "its address cannot be read from the ring" :
                 k3_pktdma_read(s, &d, k3_pktdma_address(element));
        size = *wrong ? 0 :
               MIN(FIELD_EX32(d.word[W_ORIGINAL_LEN], LENGTH, BYTES),
                   p->size - done);
        *wrong = *wrong ?: k3_pktdma_fill(s, &d, p->data + done, size);
        if (*wrong) {
            return i + 1;
        }
        done += size;
        if (i) {
            Descriptor *last = i == 1 ? &head : &previous;

            k3_pktdma_set_pointer(last, W_NEXT, element);
            if (i > 1) {
                k3_pktdma_write_words(s, previous.address, previous.word,
                                      NUM_WORDS);
            }
            previous = d;
        } else {
            *first = element;
            head = d;
        }
        i++;
    } while (done < p->size);
    if (k3_pktdma_describe(s, &head, p) ||
        k3_pktdma_write_words(s, head.address, head.word, NUM_WORDS) ||
        (i > 1 && k3_pktdma_write_words(s, previous.address, previous.word,
                                        NUM_WORDS))) {
        *wrong = "cannot be written";
    }
    return i;
}

bool k3_pktdma_receive(K3PKTDMAState *s, K3PSILSink *sink,
                       const K3PSILPacket *p)
{
    MemReentrancyGuard *guard = &DEVICE(s)->mem_reentrancy_guard;
    bool engaged = guard->engaged_in_io, busy = s->busy;
    unsigned ring = 0, used;
    int n = k3_pktdma_rx_channel(s, sink, p->flow, &ring);
    const char *wrong = NULL;
    uint64_t element = 0;
    K3DMARing saved;

    if (n < 0 || p->size > K3_PKTDMA_MAX_SIZE ||
        p->num_ps > K3_PSIL_PS_WORDS ||
        !k3_pktdma_can_receive(s, sink, p->flow)) {
        return false;
    }
    /* What the channel writes may be the registers of this device */
    guard->engaged_in_io = s->busy = true;
    saved = s->ring[ring];
    used = k3_pktdma_scatter(s, &s->ring[ring], p, &element, &wrong);
    trace_k3_pktdma_rx(k3_trace_name(s), n - s->num_tx, element, p->size,
                       used);
    if (wrong || !used) {
        /* Those that are good can be used for the next packet */
        s->ring[ring] = saved;
    }
    if (wrong) {
        for (unsigned i = 0; i < used; i++) {
            if (!k3_dma_ring_take(&s->ring[ring], &s->as, &element)) {
                k3_pktdma_put(s, n, ring, element);
            }
        }
        k3_pktdma_error(s, n, k3_pktdma_address(element), wrong);
    } else if (used) {
        s->channel[n].packets++;
        s->channel[n].bytes += p->size;
        k3_pktdma_put(s, n, ring, element);
    }
    guard->engaged_in_io = engaged;
    s->busy = busy;
    return used && !wrong;
}
