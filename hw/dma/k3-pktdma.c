/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 packet DMA: the device
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "k3-pktdma-internal.h"
#include "trace.h"

/* GCFG */
REG32(CAP0, 0x20)
REG32(CAP1, 0x24)
REG32(CAP2, 0x28)
    FIELD(CAP2, TX, 0, 9)
    FIELD(CAP2, RX, 18, 9)
REG32(CAP3, 0x2c)
    FIELD(CAP3, RX_FLOWS, 0, 14)
REG32(CAP4, 0x30)
    FIELD(CAP4, TX_FLOWS, 0, 14)

/* RCHANRT and TCHANRT, of a channel */
REG32(CTL, 0x000)
REG32(STATUS0, 0x040)
REG32(STDATAW_LAST, 0x17c)
REG32(PEER0, 0x200)
REG32(PEER8, 0x220)             /* enables the peripheral's side */
REG32(PEER15, 0x23c)
REG32(PCNT, 0x400)
REG32(BCNT, 0x408)
REG32(SBCNT, 0x410)

#define MAX_BANDWIDTH   1000000000000ULL
/* From a doorbell to the first access */
#define START_NS        200

void k3_pktdma_attach(K3PKTDMAState *s, const K3PKTDMAWires *wires,
                      K3PSILSink *sink)
{
    g_assert(s->num_peripherals < K3_PKTDMA_MAX_WIRES);
    s->peripherals[s->num_peripherals].wires = *wires;
    s->peripherals[s->num_peripherals++].sink = sink;
}

int k3_pktdma_peripheral(const K3PKTDMAState *s, unsigned n)
{
    for (unsigned i = 0; i < s->num_peripherals; i++) {
        const K3PKTDMAWires *w = &s->peripherals[i].wires;

        if (k3_pktdma_is_rx(s, n) ? n - s->num_tx == w->rx_channel :
            n >= w->tx_channel && n - w->tx_channel < w->num_tx) {
            return i;
        }
    }
    return -1;
}

void k3_pktdma_kick(K3PKTDMAState *s)
{
    if (timer_pending(&s->timer)) {
        return;
    }
    for (unsigned i = 0; i < s->num_tx; i++) {
        if (k3_pktdma_runnable(s, i)) {
            timer_mod(&s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                                 START_NS);
            return;
        }
    }
}

/* The next channel in turn sends a packet; the timer comes when that is over */
static void k3_pktdma_tick(void *opaque)
{
    K3PKTDMAState *s = opaque;
    MemReentrancyGuard *guard = &DEVICE(s)->mem_reentrancy_guard;

    for (unsigned i = 0; i < s->num_tx; i++) {
        unsigned n = (s->turn + i) % s->num_tx;
        int64_t ns;

        if (!k3_pktdma_runnable(s, n)) {
            continue;
        }
        s->turn = (n + 1) % s->num_tx;
        /* What the channel writes may be the registers of this device */
        guard->engaged_in_io = true;
        ns = k3_pktdma_step(s, n);
        guard->engaged_in_io = false;
        timer_mod(&s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns);
        return;
    }
}

static uint64_t k3_pktdma_part(uint32_t value, hwaddr offset, unsigned size)
{
    return extract32(value, (offset & 3) * 8, size * 8);
}

static uint64_t k3_pktdma_gcfg_read(void *opaque, hwaddr offset, unsigned size)
{
    K3PKTDMAState *s = opaque;
    uint32_t value = 0;

    switch (offset & ~3) {
    case A_CAP2:
        value = FIELD_DP32(value, CAP2, TX, s->num_tx);
        value = FIELD_DP32(value, CAP2, RX, s->num_rx);
        break;
    case A_CAP3:
        value = FIELD_DP32(value, CAP3, RX_FLOWS, s->num_rx_flows);
        break;
    case A_CAP4:
        value = FIELD_DP32(value, CAP4, TX_FLOWS, s->num_tx_flows);
        break;
    case A_CAP0:
    case A_CAP1:
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: GCFG register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
    }
    value = k3_pktdma_part(value, offset, size);
    trace_k3_pktdma_read(k3_trace_name(s), "GCFG", offset, value, size);
    return value;
}

static void k3_pktdma_gcfg_write(void *opaque, hwaddr offset, uint64_t value,
                                 unsigned size)
{
    K3PKTDMAState *s = opaque;

    trace_k3_pktdma_write(k3_trace_name(s), "GCFG", offset, value, size);
    if (offset >= A_CAP0 && offset < A_CAP4 + 4) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: GCFG register 0x%" HWADDR_PRIx
                      " is read only\n", k3_trace_name(s), offset);
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: GCFG register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
    }
}

/* The channel of the transmit or receive registers at @offset, or -1 */
static int k3_pktdma_channel(K3PKTDMAState *s, bool rx, hwaddr offset)
{
    hwaddr n = offset / K3_PKTDMA_CHANNEL_SIZE;

    if (n >= (rx ? s->num_rx : s->num_tx)) {
        return -1;
    }
    return n + (rx ? s->num_tx : 0);
}

static uint64_t k3_pktdma_chanrt_read(K3PKTDMAState *s, bool rx, hwaddr offset,
                                      unsigned size)
{
    hwaddr reg = (offset % K3_PKTDMA_CHANNEL_SIZE) & ~3;
    int n = k3_pktdma_channel(s, rx, offset);
    const char *region = rx ? "RCHANRT" : "TCHANRT";
    uint32_t value = 0;

    switch (n < 0 ? K3_PKTDMA_CHANNEL_SIZE : reg) {
    case A_CTL:
        value = s->channel[n].ctl;
        break;
    case A_PEER8:
        value = s->channel[n].peer_enable;
        break;
    case A_PCNT:
        value = s->channel[n].packets;
        break;
    case A_BCNT:
    case A_SBCNT:
        value = s->channel[n].bytes;
        break;
    case A_STATUS0 ... A_STDATAW_LAST:
    case A_PEER0 ... A_PEER8 - 1:
    case A_PEER8 + 4 ... A_PEER15:
        qemu_log_mask(LOG_UNIMP, "%s: %s: 0x%" HWADDR_PRIx " is not "
                      "modelled\n", k3_trace_name(s), region, offset);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: %s has no register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), region, offset);
    }
    value = k3_pktdma_part(value, offset, size);
    trace_k3_pktdma_read(k3_trace_name(s), region, offset, value, size);
    return value;
}

static void k3_pktdma_chanrt_write(K3PKTDMAState *s, bool rx, hwaddr offset,
                                   uint64_t value, unsigned size)
{
    hwaddr reg = (offset % K3_PKTDMA_CHANNEL_SIZE) & ~3;
    int n = k3_pktdma_channel(s, rx, offset);
    const char *region = rx ? "RCHANRT" : "TCHANRT";
    unsigned shift = (offset & 3) * 8;

    trace_k3_pktdma_write(k3_trace_name(s), region, offset, value, size);
    switch (n < 0 ? K3_PKTDMA_CHANNEL_SIZE : reg) {
    case A_CTL:
        k3_pktdma_control(s, n, deposit32(s->channel[n].ctl, shift, size * 8,
                                          value));
        break;
    case A_PEER8:
        k3_pktdma_peer(s, n, deposit32(s->channel[n].peer_enable, shift,
                                       size * 8, value));
        break;
    /* Software subtracts what it has read */
    case A_PCNT:
        s->channel[n].packets -= value << shift;
        break;
    case A_BCNT:
    case A_SBCNT:
        s->channel[n].bytes -= value << shift;
        break;
    case A_STATUS0 ... A_STDATAW_LAST:
    case A_PEER0 ... A_PEER8 - 1:
    case A_PEER8 + 4 ... A_PEER15:
        qemu_log_mask(LOG_UNIMP, "%s: %s: 0x%" HWADDR_PRIx " is not "
                      "modelled\n", k3_trace_name(s), region, offset);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: %s has no writable register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), region, offset);
    }
}

static uint64_t k3_pktdma_rchanrt_read(void *opaque, hwaddr offset,
                                       unsigned size)
{
    return k3_pktdma_chanrt_read(opaque, true, offset, size);
}

static void k3_pktdma_rchanrt_write(void *opaque, hwaddr offset,
                                    uint64_t value, unsigned size)
{
    k3_pktdma_chanrt_write(opaque, true, offset, value, size);
}

static uint64_t k3_pktdma_tchanrt_read(void *opaque, hwaddr offset,
                                       unsigned size)
{
    return k3_pktdma_chanrt_read(opaque, false, offset, size);
}

static void k3_pktdma_tchanrt_write(void *opaque, hwaddr offset,
                                    uint64_t value, unsigned size)
{
    k3_pktdma_chanrt_write(opaque, false, offset, value, size);
}

static uint64_t k3_pktdma_ringrt_read(void *opaque, hwaddr offset,
                                      unsigned size)
{
    K3PKTDMAState *s = opaque;
    hwaddr n = offset / K3_DMA_RING_STRIDE;
    hwaddr reg = (offset % K3_DMA_RING_STRIDE) & ~3;
    uint32_t value = 0;

    if (n >= s->num_rings ||
        !k3_dma_ring_read(&s->ring[n], reg, &value)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: RINGRT has no register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), offset);
    }
    value = k3_pktdma_part(value, offset, size);
    trace_k3_pktdma_read(k3_trace_name(s), "RINGRT", offset, value, size);
    return value;
}

static void k3_pktdma_ringrt_write(void *opaque, hwaddr offset, uint64_t value,
                                   unsigned size)
{
    K3PKTDMAState *s = opaque;
    hwaddr n = offset / K3_DMA_RING_STRIDE;
    hwaddr reg = (offset % K3_DMA_RING_STRIDE) & ~3;
    const char *wrong = "no such ring";

    trace_k3_pktdma_write(k3_trace_name(s), "RINGRT", offset, value, size);
    if (n < s->num_rings) {
        bool before = k3_dma_ring_pending(&s->ring[n]);

        wrong = k3_dma_ring_write(&s->ring[n], reg, value << (offset & 3) * 8);
        k3_pktdma_ring_event(s, n, before);
        k3_pktdma_kick(s);
        if (n >= s->num_tx_flows) {
            k3_pktdma_room(s);
        }
    }
    if (wrong) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: RINGRT: write to 0x%" HWADDR_PRIx
                      ": %s\n", k3_trace_name(s), offset, wrong);
    }
}

#define K3_PKTDMA_OPS(region) { \
    .read = k3_pktdma_ ## region ## _read, \
    .write = k3_pktdma_ ## region ## _write, \
    .endianness = DEVICE_LITTLE_ENDIAN, \
    .valid.min_access_size = 1, \
    .valid.max_access_size = 8, \
    .impl.min_access_size = 1, \
    .impl.max_access_size = 4, \
}

static const MemoryRegionOps k3_pktdma_gcfg_ops = K3_PKTDMA_OPS(gcfg);
static const MemoryRegionOps k3_pktdma_rchanrt_ops = K3_PKTDMA_OPS(rchanrt);
static const MemoryRegionOps k3_pktdma_tchanrt_ops = K3_PKTDMA_OPS(tchanrt);
static const MemoryRegionOps k3_pktdma_ringrt_ops = K3_PKTDMA_OPS(ringrt);

static void k3_pktdma_reset_enter(Object *obj, ResetType type)
{
    K3PKTDMAState *s = K3_PKTDMA(obj);

    timer_del(&s->timer);
    s->turn = 0;
    memset(s->channel, 0, s->num_channels * sizeof(*s->channel));
    memset(s->ring, 0, s->num_rings * sizeof(*s->ring));
    memset(s->flow, 0, s->num_flows * sizeof(*s->flow));
}

static int k3_pktdma_post_load(void *opaque, int version_id)
{
    K3PKTDMAState *s = opaque;

    if (s->turn >= s->num_tx) {
        return -EINVAL;
    }
    for (unsigned i = 0; i < s->num_rings; i++) {
        if (!k3_dma_ring_valid(&s->ring[i])) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateDescription vmstate_k3_pktdma_channel = {
    .name = TYPE_K3_PKTDMA "/channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(ctl, K3PKTDMAChannel),
        VMSTATE_UINT32(peer_enable, K3PKTDMAChannel),
        VMSTATE_UINT32(packets, K3PKTDMAChannel),
        VMSTATE_UINT32(bytes, K3PKTDMAChannel),
        VMSTATE_BOOL(paired, K3PKTDMAChannel),
        VMSTATE_BOOL(pause_on_error, K3PKTDMAChannel),
        VMSTATE_BOOL(drop_epib, K3PKTDMAChannel),
        VMSTATE_BOOL(drop_ps, K3PKTDMAChannel),
        VMSTATE_BOOL(quiet_teardown, K3PKTDMAChannel),
        VMSTATE_UINT16(turn, K3PKTDMAChannel),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_pktdma_flow = {
    .name = TYPE_K3_PKTDMA "/flow",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(epib, K3PKTDMAFlow),
        VMSTATE_BOOL(ps, K3PKTDMAFlow),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_pktdma = {
    .name = TYPE_K3_PKTDMA,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_pktdma_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_channels, K3PKTDMAState,
                             "properties tx-channels and rx-channels"),
        VMSTATE_UINT32_EQUAL(num_rings, K3PKTDMAState,
                             "properties tx-flows and rx-flows"),
        VMSTATE_UINT32_EQUAL(num_flows, K3PKTDMAState, "property rx-flows"),
        VMSTATE_UINT32(turn, K3PKTDMAState),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(channel, K3PKTDMAState,
                                             num_channels,
                                             vmstate_k3_pktdma_channel,
                                             K3PKTDMAChannel),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(ring, K3PKTDMAState, num_rings,
                                             vmstate_k3_dma_ring, K3DMARing),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(flow, K3PKTDMAState, num_flows,
                                             vmstate_k3_pktdma_flow,
                                             K3PKTDMAFlow),
        VMSTATE_TIMER(timer, K3PKTDMAState),
        VMSTATE_END_OF_LIST()
    }
};

static char *k3_pktdma_get_channels(Object *obj, Error **errp)
{
    K3PKTDMAState *s = K3_PKTDMA(obj);
    GString *out = g_string_new("");

    /* The array exists from realize on */
    for (unsigned i = 0; s->channel && i < s->num_channels; i++) {
        const K3PKTDMAChannel *c = &s->channel[i];
        bool rx = k3_pktdma_is_rx(s, i);

        if (FIELD_EX32(c->ctl, CTL, EN) || c->paired) {
            g_string_append_printf(out, "%s=%u enabled=%u paired=%u "
                                   "packets=%u bytes=%u\n", rx ? "rx" : "tx",
                                   rx ? i - s->num_tx : i,
                                   FIELD_EX32(c->ctl, CTL, EN), c->paired,
                                   c->packets, c->bytes);
        }
    }
    return g_string_free(out, FALSE);
}

static bool k3_pktdma_check(K3PKTDMAState *s, Error **errp)
{
    if (!s->num_tx || s->num_tx > K3_PKTDMA_MAX_CHANNELS ||
        !s->num_rx || s->num_rx > K3_PKTDMA_MAX_CHANNELS) {
        error_setg(errp, "tx-channels and rx-channels must be 1 to %d",
                   K3_PKTDMA_MAX_CHANNELS);
    } else if (!s->num_tx_flows || s->num_tx_flows > K3_PKTDMA_MAX_FLOWS ||
               !s->num_rx_flows || s->num_rx_flows > K3_PKTDMA_MAX_FLOWS) {
        error_setg(errp, "tx-flows and rx-flows must be 1 to %d",
                   K3_PKTDMA_MAX_FLOWS);
    } else if (!s->bandwidth || s->bandwidth > MAX_BANDWIDTH) {
        error_setg(errp, "bandwidth must be 1 to %llu bytes per second",
                   MAX_BANDWIDTH);
    } else if (!s->inta || !s->dma) {
        error_setg(errp, "links \"inta\" and \"dma\" must be set");
    } else {
        for (unsigned i = 0; i < s->num_peripherals; i++) {
            const K3PKTDMAWires *w = &s->peripherals[i].wires;

            if (w->tx_channel + w->num_tx > s->num_tx || !w->flows_per_tx ||
                w->tx_flow + w->num_tx * w->flows_per_tx > s->num_tx_flows ||
                w->rx_channel >= s->num_rx ||
                w->rx_flow + w->num_rx_flows > s->num_rx_flows) {
                error_setg(errp, "peripheral %u is connected to channels or "
                           "flows that do not exist", i);
                return false;
            }
        }
        return true;
    }
    return false;
}

static void k3_pktdma_add_region(K3PKTDMAState *s, MemoryRegion *mr,
                                 const MemoryRegionOps *ops, const char *name,
                                 uint64_t size)
{
    memory_region_init_io(mr, OBJECT(s), ops, s, name, pow2ceil(size));
    sysbus_init_mmio(SYS_BUS_DEVICE(s), mr);
}

static void k3_pktdma_realize(DeviceState *dev, Error **errp)
{
    K3PKTDMAState *s = K3_PKTDMA(dev);

    if (!k3_pktdma_check(s, errp)) {
        return;
    }
    s->num_channels = s->num_tx + s->num_rx;
    s->num_rings = s->num_tx_flows + s->num_rx_flows;
    s->num_flows = s->num_rx_flows;
    s->channel = g_new0(K3PKTDMAChannel, s->num_channels);
    s->ring = g_new0(K3DMARing, s->num_rings);
    s->flow = g_new0(K3PKTDMAFlow, s->num_flows);
    s->buffer = g_malloc(K3_PKTDMA_MAX_SIZE);
    address_space_init(&s->as, s->dma, TYPE_K3_PKTDMA);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, k3_pktdma_tick, s);
    k3_pktdma_add_region(s, &s->gcfg, &k3_pktdma_gcfg_ops,
                         TYPE_K3_PKTDMA "-gcfg", K3_PKTDMA_GCFG_SIZE);
    k3_pktdma_add_region(s, &s->rchanrt, &k3_pktdma_rchanrt_ops,
                         TYPE_K3_PKTDMA "-rchanrt",
                         s->num_rx * K3_PKTDMA_CHANNEL_SIZE);
    k3_pktdma_add_region(s, &s->tchanrt, &k3_pktdma_tchanrt_ops,
                         TYPE_K3_PKTDMA "-tchanrt",
                         s->num_tx * K3_PKTDMA_CHANNEL_SIZE);
    k3_pktdma_add_region(s, &s->ringrt, &k3_pktdma_ringrt_ops,
                         TYPE_K3_PKTDMA "-ringrt",
                         s->num_rings * K3_DMA_RING_STRIDE);
}

static void k3_pktdma_unrealize(DeviceState *dev)
{
    K3PKTDMAState *s = K3_PKTDMA(dev);

    timer_del(&s->timer);
    address_space_destroy(&s->as);
}

static void k3_pktdma_finalize(Object *obj)
{
    K3PKTDMAState *s = K3_PKTDMA(obj);

    g_free(s->channel);
    g_free(s->ring);
    g_free(s->flow);
    g_free(s->buffer);
}

static const Property k3_pktdma_properties[] = {
    DEFINE_PROP_UINT8("tx-channels", K3PKTDMAState, num_tx, 0),
    DEFINE_PROP_UINT8("rx-channels", K3PKTDMAState, num_rx, 0),
    DEFINE_PROP_UINT16("tx-flows", K3PKTDMAState, num_tx_flows, 0),
    DEFINE_PROP_UINT16("rx-flows", K3PKTDMAState, num_rx_flows, 0),
    DEFINE_PROP_UINT16("psil-base", K3PKTDMAState, psil_base, 0),
    DEFINE_PROP_UINT64("bandwidth", K3PKTDMAState, bandwidth, 1000000000),
    DEFINE_PROP_UINT16("tx-error-event", K3PKTDMAState, tx_error_event, 0),
    DEFINE_PROP_UINT16("tx-ring-event", K3PKTDMAState, tx_ring_event, 0),
    DEFINE_PROP_UINT16("rx-error-event", K3PKTDMAState, rx_error_event, 0),
    DEFINE_PROP_UINT16("rx-ring-event", K3PKTDMAState, rx_ring_event, 0),
    DEFINE_PROP_LINK("inta", K3PKTDMAState, inta, TYPE_K3_INTA,
                     K3INTAState *),
    DEFINE_PROP_LINK("dma", K3PKTDMAState, dma, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_pktdma_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 packet DMA";
    dc->realize = k3_pktdma_realize;
    dc->unrealize = k3_pktdma_unrealize;
    dc->vmsd = &vmstate_k3_pktdma;
    device_class_set_props(dc, k3_pktdma_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_pktdma_reset_enter;
    k3_pktdma_config_class_init(K3_DMA_CONFIG_CLASS(oc));
    object_class_property_add_str(oc, "channels", k3_pktdma_get_channels,
                                  NULL);
    object_class_property_set_description(oc, "channels",
        "one line for each channel that is in use");
}

static const TypeInfo k3_pktdma_types[] = {
    {
        .name = TYPE_K3_PKTDMA,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3PKTDMAState),
        .instance_finalize = k3_pktdma_finalize,
        .class_init = k3_pktdma_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_DMA_CONFIG },
            { }
        },
    },
};

DEFINE_TYPES(k3_pktdma_types)
