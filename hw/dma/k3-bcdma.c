/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 block copy DMA: the device
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "k3-bcdma-internal.h"
#include "trace.h"

/* GCFG */
REG32(REVISION, 0x00)
REG32(CAP0, 0x20)
    FIELD(CAP0, TYPE15, 15, 1)
REG32(CAP1, 0x24)
REG32(CAP2, 0x28)
    FIELD(CAP2, BLOCK_COPY, 0, 9)
    FIELD(CAP2, TX, 9, 9)
    FIELD(CAP2, RX, 18, 9)
REG32(CAP3, 0x2c)
REG32(CAP4, 0x30)

/* BCHANRT, of a channel */
REG32(CTL, 0x000)
REG32(SWTRIG, 0x008)
REG32(STATUS0, 0x040)
REG32(STDATAW_LAST, 0x17c)
REG32(PCNT, 0x400)
REG32(BCNT, 0x408)
REG32(SBCNT, 0x410)

#define MAX_BANDWIDTH   1000000000000ULL
#define BUFFER_SIZE     (64 * KiB)
/* From a doorbell to the first access */
#define START_NS        200

void k3_bcdma_kick(K3BCDMAState *s)
{
    if (timer_pending(&s->timer)) {
        return;
    }
    for (unsigned i = 0; i < s->num_channels; i++) {
        if (k3_bcdma_runnable(s, i)) {
            timer_mod(&s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                                 START_NS);
            return;
        }
    }
}

/* The next channel in turn does a step, and the timer comes when it is over */
static void k3_bcdma_tick(void *opaque)
{
    K3BCDMAState *s = opaque;
    MemReentrancyGuard *guard = &DEVICE(s)->mem_reentrancy_guard;

    for (unsigned i = 0; i < s->num_channels; i++) {
        unsigned n = (s->turn + i) % s->num_channels;
        int64_t ns;

        if (!k3_bcdma_runnable(s, n)) {
            continue;
        }
        s->turn = (n + 1) % s->num_channels;
        /* What the channel writes may be the registers of this device */
        guard->engaged_in_io = true;
        ns = k3_bcdma_step(s, n);
        guard->engaged_in_io = false;
        timer_mod(&s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns);
        return;
    }
}

static uint64_t k3_bcdma_part(uint32_t value, hwaddr offset, unsigned size)
{
    return extract32(value, (offset & 3) * 8, size * 8);
}

static uint64_t k3_bcdma_gcfg_read(void *opaque, hwaddr offset, unsigned size)
{
    K3BCDMAState *s = opaque;
    uint32_t value = 0;

    switch (offset & ~3) {
    case A_CAP0:
        value = R_CAP0_TYPE15_MASK;
        break;
    case A_CAP2:
        value = FIELD_DP32(value, CAP2, BLOCK_COPY, s->num_channels);
        value = FIELD_DP32(value, CAP2, TX, s->num_tx);
        value = FIELD_DP32(value, CAP2, RX, s->num_rx);
        break;
    case A_CAP1:
    case A_CAP3:
    case A_CAP4:
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: GCFG register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
    }
    value = k3_bcdma_part(value, offset, size);
    trace_k3_bcdma_read(k3_trace_name(s), "GCFG", offset, value, size);
    return value;
}

static void k3_bcdma_gcfg_write(void *opaque, hwaddr offset, uint64_t value,
                                unsigned size)
{
    K3BCDMAState *s = opaque;

    trace_k3_bcdma_write(k3_trace_name(s), "GCFG", offset, value, size);
    if (offset >= A_CAP0 && offset < A_CAP4 + 4) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: GCFG register 0x%" HWADDR_PRIx
                      " is read only\n", k3_trace_name(s), offset);
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: GCFG register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
    }
}

static uint64_t k3_bcdma_bchanrt_read(void *opaque, hwaddr offset,
                                      unsigned size)
{
    K3BCDMAState *s = opaque;
    hwaddr n = offset / K3_BCDMA_CHANNEL_SIZE;
    hwaddr reg = (offset % K3_BCDMA_CHANNEL_SIZE) & ~3;
    uint32_t value = 0;

    if (n >= s->num_channels) {
        reg = K3_BCDMA_CHANNEL_SIZE;
    }
    switch (reg) {
    case A_CTL:
        value = s->channel[n].ctl;
        break;
    case A_PCNT:
        value = s->channel[n].packets;
        break;
    case A_BCNT:
        value = s->channel[n].bytes;
        break;
    case A_SBCNT:
        value = s->channel[n].started;
        break;
    case A_SWTRIG:
        break;
    case A_STATUS0 ... A_STDATAW_LAST:
        qemu_log_mask(LOG_UNIMP, "%s: the internal state of channels is not "
                      "modelled\n", k3_trace_name(s));
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: BCHANRT has no register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), offset);
    }
    value = k3_bcdma_part(value, offset, size);
    trace_k3_bcdma_read(k3_trace_name(s), "BCHANRT", offset, value, size);
    return value;
}

static void k3_bcdma_bchanrt_write(void *opaque, hwaddr offset,
                                   uint64_t value, unsigned size)
{
    K3BCDMAState *s = opaque;
    hwaddr n = offset / K3_BCDMA_CHANNEL_SIZE;
    hwaddr reg = (offset % K3_BCDMA_CHANNEL_SIZE) & ~3;
    unsigned shift = (offset & 3) * 8;

    trace_k3_bcdma_write(k3_trace_name(s), "BCHANRT", offset, value, size);
    if (n >= s->num_channels) {
        reg = K3_BCDMA_CHANNEL_SIZE;
    }
    switch (reg) {
    case A_CTL:
        k3_bcdma_control(s, n, deposit32(s->channel[n].ctl, shift, size * 8,
                                         value));
        break;
    /* Software subtracts what it has read */
    case A_PCNT:
        s->channel[n].packets -= value << shift;
        break;
    case A_BCNT:
        s->channel[n].bytes -= value << shift;
        break;
    case A_SBCNT:
        s->channel[n].started -= value << shift;
        break;
    case A_SWTRIG:
    case A_STATUS0 ... A_STDATAW_LAST:
        qemu_log_mask(LOG_UNIMP, "%s: triggers and the internal state of "
                      "channels are not modelled\n", k3_trace_name(s));
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: BCHANRT has no writable register "
                      "at 0x%" HWADDR_PRIx "\n", k3_trace_name(s), offset);
    }
}

static uint64_t k3_bcdma_ringrt_read(void *opaque, hwaddr offset,
                                     unsigned size)
{
    K3BCDMAState *s = opaque;
    hwaddr n = offset / K3_DMA_RING_STRIDE;
    hwaddr reg = (offset % K3_DMA_RING_STRIDE) & ~3;
    uint32_t value = 0;

    if (n >= s->num_channels ||
        !k3_dma_ring_read(&s->channel[n].ring, reg, &value)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: RINGRT: no register of a block "
                      "copy channel at 0x%" HWADDR_PRIx "\n",
                      k3_trace_name(s), offset);
    }
    value = k3_bcdma_part(value, offset, size);
    trace_k3_bcdma_read(k3_trace_name(s), "RINGRT", offset, value, size);
    return value;
}

static void k3_bcdma_ringrt_write(void *opaque, hwaddr offset, uint64_t value,
                                  unsigned size)
{
    K3BCDMAState *s = opaque;
    hwaddr n = offset / K3_DMA_RING_STRIDE;
    hwaddr reg = (offset % K3_DMA_RING_STRIDE) & ~3;
    const char *wrong = "no ring of a block copy channel";

    trace_k3_bcdma_write(k3_trace_name(s), "RINGRT", offset, value, size);
    if (n < s->num_channels) {
        K3DMARing *ring = &s->channel[n].ring;
        bool before = k3_dma_ring_pending(ring);

        wrong = k3_dma_ring_write(ring, reg, value << (offset & 3) * 8);
        k3_bcdma_ring_event(s, n, before);
        k3_bcdma_kick(s);
    }
    if (wrong) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: RINGRT: write to 0x%" HWADDR_PRIx
                      ": %s\n", k3_trace_name(s), offset, wrong);
    }
}

#define K3_BCDMA_OPS(region) { \
    .read = k3_bcdma_ ## region ## _read, \
    .write = k3_bcdma_ ## region ## _write, \
    .endianness = DEVICE_LITTLE_ENDIAN, \
    .valid.min_access_size = 1, \
    .valid.max_access_size = 8, \
    .impl.min_access_size = 1, \
    .impl.max_access_size = 4, \
}

static const MemoryRegionOps k3_bcdma_gcfg_ops = K3_BCDMA_OPS(gcfg);
static const MemoryRegionOps k3_bcdma_bchanrt_ops = K3_BCDMA_OPS(bchanrt);
static const MemoryRegionOps k3_bcdma_ringrt_ops = K3_BCDMA_OPS(ringrt);

static const char *k3_bcdma_configure_ring(K3DMAConfig *dma, unsigned index,
                                           const K3DMARingConfig *config)
{
    K3BCDMAState *s = K3_BCDMA(dma);
    const char *wrong;
    bool before;

    if (index >= s->num_channels) {
        return "only the rings of block copy channels are modelled";
    }
    before = k3_dma_ring_pending(&s->channel[index].ring);
    wrong = k3_dma_ring_configure(&s->channel[index].ring, config);
    if (!wrong) {
        trace_k3_bcdma_ring(k3_trace_name(s), index,
                            s->channel[index].ring.base,
                            s->channel[index].ring.count);
        k3_bcdma_drop(s, index);
        k3_bcdma_ring_event(s, index, before);
    }
    return wrong;
}

static const char *k3_bcdma_configure_channel(K3DMAConfig *dma, unsigned index,
                                              const K3DMAChannelConfig *config)
{
    K3BCDMAState *s = K3_BCDMA(dma);

    if (index >= s->num_channels) {
        return "there is no such channel";
    }
    if (config->has_pause_on_error) {
        s->channel[index].pause_on_error = config->pause_on_error;
    }
    return NULL;
}

static void k3_bcdma_reset_enter(Object *obj, ResetType type)
{
    K3BCDMAState *s = K3_BCDMA(obj);

    timer_del(&s->timer);
    s->turn = 0;
    memset(s->channel, 0, s->num_channels * sizeof(*s->channel));
}

static int k3_bcdma_post_load(void *opaque, int version_id)
{
    K3BCDMAState *s = opaque;

    if (s->turn >= s->num_channels) {
        return -EINVAL;
    }
    for (unsigned i = 0; i < s->num_channels; i++) {
        const K3BCDMAChannel *c = &s->channel[i];

        if (!k3_dma_ring_valid(&c->ring) || (c->busy && !c->ring.count) ||
            c->tr_index > c->tr_last ||
            (c->reloads && c->reload_index > c->tr_last) ||
            (c->tr_loaded && !k3_tr_valid(&c->tr))) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateDescription vmstate_k3_bcdma_channel = {
    .name = TYPE_K3_BCDMA "/channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(ctl, K3BCDMAChannel),
        VMSTATE_UINT32(packets, K3BCDMAChannel),
        VMSTATE_UINT32(bytes, K3BCDMAChannel),
        VMSTATE_UINT32(started, K3BCDMAChannel),
        VMSTATE_BOOL(pause_on_error, K3BCDMAChannel),
        VMSTATE_STRUCT(ring, K3BCDMAChannel, 1, vmstate_k3_dma_ring,
                       K3DMARing),
        VMSTATE_BOOL(busy, K3BCDMAChannel),
        VMSTATE_BOOL(tr_loaded, K3BCDMAChannel),
        VMSTATE_UINT64(element, K3BCDMAChannel),
        VMSTATE_UINT32(tr_size, K3BCDMAChannel),
        VMSTATE_UINT32(tr_index, K3BCDMAChannel),
        VMSTATE_UINT32(tr_last, K3BCDMAChannel),
        VMSTATE_UINT32(reload_index, K3BCDMAChannel),
        VMSTATE_UINT32(reloads, K3BCDMAChannel),
        VMSTATE_STRUCT(tr, K3BCDMAChannel, 1, vmstate_k3_tr, K3TR),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_bcdma = {
    .name = TYPE_K3_BCDMA,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_bcdma_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_channels, K3BCDMAState,
                             "property block-copy-channels"),
        VMSTATE_UINT32(turn, K3BCDMAState),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(channel, K3BCDMAState,
                                             num_channels,
                                             vmstate_k3_bcdma_channel,
                                             K3BCDMAChannel),
        VMSTATE_TIMER(timer, K3BCDMAState),
        VMSTATE_END_OF_LIST()
    }
};

static char *k3_bcdma_get_channels(Object *obj, Error **errp)
{
    K3BCDMAState *s = K3_BCDMA(obj);
    GString *out = g_string_new("");

    /* The array exists from realize on */
    for (unsigned i = 0; s->channel && i < s->num_channels; i++) {
        const K3BCDMAChannel *c = &s->channel[i];

        if (FIELD_EX32(c->ctl, CTL, EN) || c->ring.count) {
            g_string_append_printf(out, "channel=%u enabled=%u forward=%u "
                                   "reverse=%u busy=%u packets=%u bytes=%u\n",
                                   i, FIELD_EX32(c->ctl, CTL, EN),
                                   c->ring.forward, c->ring.reverse, c->busy,
                                   c->packets, c->bytes);
        }
    }
    return g_string_free(out, FALSE);
}

static bool k3_bcdma_check(K3BCDMAState *s, Error **errp)
{
    if (!s->num_block_copy || s->num_block_copy > K3_BCDMA_MAX_CHANNELS) {
        error_setg(errp, "block-copy-channels must be 1 to %d",
                   K3_BCDMA_MAX_CHANNELS);
    } else if (!s->bandwidth || s->bandwidth > MAX_BANDWIDTH) {
        error_setg(errp, "bandwidth must be 1 to %llu bytes per second",
                   MAX_BANDWIDTH);
    } else if (!s->inta || !s->dma) {
        error_setg(errp, "links \"inta\" and \"dma\" must be set");
    } else {
        return true;
    }
    return false;
}

static void k3_bcdma_realize(DeviceState *dev, Error **errp)
{
    K3BCDMAState *s = K3_BCDMA(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    unsigned rings = s->num_block_copy + s->num_tx + s->num_rx;

    if (!k3_bcdma_check(s, errp)) {
        return;
    }
    s->num_channels = s->num_block_copy;
    s->channel = g_new0(K3BCDMAChannel, s->num_channels);
    s->buffer = g_malloc(BUFFER_SIZE);
    address_space_init(&s->as, s->dma, TYPE_K3_BCDMA);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, k3_bcdma_tick, s);
    memory_region_init_io(&s->gcfg, OBJECT(s), &k3_bcdma_gcfg_ops, s,
                          TYPE_K3_BCDMA "-gcfg", K3_BCDMA_GCFG_SIZE);
    memory_region_init_io(&s->bchanrt, OBJECT(s), &k3_bcdma_bchanrt_ops, s,
                          TYPE_K3_BCDMA "-bchanrt",
                          pow2ceil(s->num_channels * K3_BCDMA_CHANNEL_SIZE));
    memory_region_init_io(&s->ringrt, OBJECT(s), &k3_bcdma_ringrt_ops, s,
                          TYPE_K3_BCDMA "-ringrt",
                          pow2ceil(rings * K3_DMA_RING_STRIDE));
    sysbus_init_mmio(sbd, &s->gcfg);
    sysbus_init_mmio(sbd, &s->bchanrt);
    sysbus_init_mmio(sbd, &s->ringrt);
}

static void k3_bcdma_unrealize(DeviceState *dev)
{
    K3BCDMAState *s = K3_BCDMA(dev);

    timer_del(&s->timer);
    address_space_destroy(&s->as);
}

static void k3_bcdma_finalize(Object *obj)
{
    K3BCDMAState *s = K3_BCDMA(obj);

    g_free(s->channel);
    g_free(s->buffer);
}

static const Property k3_bcdma_properties[] = {
    DEFINE_PROP_UINT8("block-copy-channels", K3BCDMAState, num_block_copy, 0),
    DEFINE_PROP_UINT8("tx-channels", K3BCDMAState, num_tx, 0),
    DEFINE_PROP_UINT8("rx-channels", K3BCDMAState, num_rx, 0),
    DEFINE_PROP_UINT64("bandwidth", K3BCDMAState, bandwidth, 1000000000),
    DEFINE_PROP_UINT16("error-event", K3BCDMAState, error_event, 0),
    DEFINE_PROP_UINT16("data-event", K3BCDMAState, data_event, 0),
    DEFINE_PROP_UINT16("ring-event", K3BCDMAState, ring_event, 0),
    DEFINE_PROP_LINK("inta", K3BCDMAState, inta, TYPE_K3_INTA, K3INTAState *),
    DEFINE_PROP_LINK("dma", K3BCDMAState, dma, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_bcdma_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    K3DMAConfigClass *cc = K3_DMA_CONFIG_CLASS(oc);

    dc->desc = "TI K3 block copy DMA";
    dc->realize = k3_bcdma_realize;
    dc->unrealize = k3_bcdma_unrealize;
    dc->vmsd = &vmstate_k3_bcdma;
    device_class_set_props(dc, k3_bcdma_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_bcdma_reset_enter;
    cc->ring = k3_bcdma_configure_ring;
    cc->block_copy = k3_bcdma_configure_channel;
    object_class_property_add_str(oc, "channels", k3_bcdma_get_channels, NULL);
    object_class_property_set_description(oc, "channels",
        "one line for each channel that is in use");
}

static const TypeInfo k3_bcdma_types[] = {
    {
        .name = TYPE_K3_BCDMA,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3BCDMAState),
        .instance_finalize = k3_bcdma_finalize,
        .class_init = k3_bcdma_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_DMA_CONFIG },
            { }
        },
    },
};

DEFINE_TYPES(k3_bcdma_types)
