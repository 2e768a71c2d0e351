/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 interrupt aggregator
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "hw/intc/k3-inta.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "trace.h"

/* Of each virtual interrupt */
REG64(ENABLE_SET, 0x00)
REG64(ENABLE_CLEAR, 0x08)
REG64(STATUS_SET, 0x10)
REG64(STATUS_CLEAR, 0x18)
REG64(STATUSM, 0x20)
#define VINT_SIZE       K3_INTA_VINT_SIZE

/* Where a global event leads to */
FIELD(STEER, BIT, 0, 6)
FIELD(STEER, VINT, 6, 9)
FIELD(STEER, VALID, 31, 1)

/* A source that has no global event */
#define NONE            UINT16_MAX

QEMU_BUILD_BUG_ON(K3_INTA_MAX_VINTS > 1 << R_STEER_VINT_LENGTH);
QEMU_BUILD_BUG_ON(K3_INTA_MAX_EVENTS > NONE);

static void k3_inta_update(K3INTAState *s, unsigned vint)
{
    qemu_set_irq(s->vint[vint], (s->status[vint] & s->enable[vint]) != 0);
}

static void k3_inta_update_all(K3INTAState *s)
{
    for (unsigned i = 0; i < s->num_vints; i++) {
        k3_inta_update(s, i);
    }
}

bool k3_inta_connect(K3INTAState *s, unsigned source, unsigned event,
                     unsigned vint, unsigned bit)
{
    uint32_t steer = R_STEER_VALID_MASK;

    if (source >= K3_INTA_MAX_SOURCES || event >= s->num_events ||
        vint >= s->num_vints || bit >= K3_INTA_BITS) {
        return false;
    }
    trace_k3_inta_connect(k3_trace_name(s), source, event, vint, bit);
    s->global[source] = event;
    steer = FIELD_DP32(steer, STEER, VINT, vint);
    s->steer[event] = FIELD_DP32(steer, STEER, BIT, bit);
    return true;
}

void k3_inta_disconnect(K3INTAState *s, unsigned source, unsigned event)
{
    if (source >= K3_INTA_MAX_SOURCES || event >= s->num_events) {
        return;
    }
    trace_k3_inta_disconnect(k3_trace_name(s), source, event);
    if (s->global[source] == event) {
        s->global[source] = NONE;
    }
    s->steer[event] = 0;
}

void k3_inta_event(K3INTAState *s, unsigned source, bool up)
{
    unsigned event = source < K3_INTA_MAX_SOURCES ? s->global[source] : NONE;
    uint32_t steer;
    unsigned vint;

    if (event == NONE || !FIELD_EX32(s->steer[event], STEER, VALID)) {
        trace_k3_inta_lost(k3_trace_name(s), source, up);
        return;
    }
    steer = s->steer[event];
    vint = FIELD_EX32(steer, STEER, VINT);
    trace_k3_inta_event(k3_trace_name(s), source, event, vint,
                        FIELD_EX32(steer, STEER, BIT), up);
    s->status[vint] = deposit64(s->status[vint], FIELD_EX32(steer, STEER, BIT),
                                1, up);
    k3_inta_update(s, vint);
}

static uint64_t k3_inta_read(void *opaque, hwaddr offset, unsigned size)
{
    K3INTAState *s = opaque;
    hwaddr vint = offset / VINT_SIZE;
    hwaddr reg = offset % VINT_SIZE;
    uint64_t value = 0;

    if (vint >= s->num_vints) {
        reg = VINT_SIZE;
    }
    switch (reg & ~7) {
    case A_ENABLE_SET:
    case A_ENABLE_CLEAR:
        value = s->enable[vint];
        break;
    case A_STATUS_SET:
    case A_STATUS_CLEAR:
        value = s->status[vint];
        break;
    case A_STATUSM:
        value = s->status[vint] & s->enable[vint];
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
    }
    value = extract64(value, (offset & 7) * 8, size * 8);
    trace_k3_inta_read(k3_trace_name(s), offset, value, size);
    return value;
}

static void k3_inta_write(void *opaque, hwaddr offset, uint64_t value,
                          unsigned size)
{
    K3INTAState *s = opaque;
    hwaddr vint = offset / VINT_SIZE;
    hwaddr reg = offset % VINT_SIZE;
    uint64_t bits = value << (offset & 7) * 8;

    trace_k3_inta_write(k3_trace_name(s), offset, value, size);
    if (vint >= s->num_vints) {
        reg = VINT_SIZE;
    }
    switch (reg & ~7) {
    case A_ENABLE_SET:
        s->enable[vint] |= bits;
        break;
    case A_ENABLE_CLEAR:
        s->enable[vint] &= ~bits;
        break;
    case A_STATUS_SET:
        s->status[vint] |= bits;
        break;
    case A_STATUS_CLEAR:
        s->status[vint] &= ~bits;
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no writable register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), offset);
        return;
    }
    k3_inta_update(s, vint);
}

static const MemoryRegionOps k3_inta_ops = {
    .read = k3_inta_read,
    .write = k3_inta_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
};

static void k3_inta_reset_enter(Object *obj, ResetType type)
{
    K3INTAState *s = K3_INTA(obj);

    memset(s->status, 0, s->num_vints * sizeof(*s->status));
    memset(s->enable, 0, s->num_vints * sizeof(*s->enable));
    memset(s->steer, 0, s->num_events * sizeof(*s->steer));
    memset(s->global, 0xff, s->num_sources * sizeof(*s->global));
}

static void k3_inta_reset_hold(Object *obj, ResetType type)
{
    k3_inta_update_all(K3_INTA(obj));
}

static int k3_inta_post_load(void *opaque, int version_id)
{
    K3INTAState *s = opaque;

    for (unsigned i = 0; i < s->num_events; i++) {
        if (FIELD_EX32(s->steer[i], STEER, VINT) >= s->num_vints) {
            return -EINVAL;
        }
    }
    for (unsigned i = 0; i < s->num_sources; i++) {
        if (s->global[i] != NONE && s->global[i] >= s->num_events) {
            return -EINVAL;
        }
    }
    k3_inta_update_all(s);
    return 0;
}

static const VMStateDescription vmstate_k3_inta = {
    .name = TYPE_K3_INTA,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_inta_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_vints, K3INTAState, "property num-vints"),
        VMSTATE_UINT32_EQUAL(num_events, K3INTAState, "property num-events"),
        VMSTATE_UINT32_EQUAL(num_sources, K3INTAState, "sources of events"),
        VMSTATE_VARRAY_UINT32(status, K3INTAState, num_vints, 1,
                              vmstate_info_uint64, uint64_t),
        VMSTATE_VARRAY_UINT32(enable, K3INTAState, num_vints, 1,
                              vmstate_info_uint64, uint64_t),
        VMSTATE_VARRAY_UINT32(steer, K3INTAState, num_events, 1,
                              vmstate_info_uint32, uint32_t),
        VMSTATE_VARRAY_UINT32(global, K3INTAState, num_sources, 1,
                              vmstate_info_uint16, uint16_t),
        VMSTATE_END_OF_LIST()
    }
};

static char *k3_inta_get_routes(Object *obj, Error **errp)
{
    K3INTAState *s = K3_INTA(obj);
    GString *out = g_string_new("");

    /* The arrays exist from realize on */
    for (unsigned i = 0; s->steer && i < s->num_events; i++) {
        unsigned vint = FIELD_EX32(s->steer[i], STEER, VINT);
        unsigned bit = FIELD_EX32(s->steer[i], STEER, BIT);

        if (FIELD_EX32(s->steer[i], STEER, VALID)) {
            g_string_append_printf(out, "event=%u vint=%u bit=%u status=%u "
                                   "enabled=%u\n", i, vint, bit,
                                   (unsigned)extract64(s->status[vint], bit, 1),
                                   (unsigned)extract64(s->enable[vint], bit,
                                                       1));
        }
    }
    return g_string_free(out, FALSE);
}

static void k3_inta_realize(DeviceState *dev, Error **errp)
{
    K3INTAState *s = K3_INTA(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (!s->num_vints || s->num_vints > K3_INTA_MAX_VINTS) {
        error_setg(errp, "num-vints must be 1 to %d", K3_INTA_MAX_VINTS);
        return;
    }
    if (!s->num_events || s->num_events > K3_INTA_MAX_EVENTS) {
        error_setg(errp, "num-events must be 1 to %d", K3_INTA_MAX_EVENTS);
        return;
    }
    s->num_sources = K3_INTA_MAX_SOURCES;
    s->status = g_new0(uint64_t, s->num_vints);
    s->enable = g_new0(uint64_t, s->num_vints);
    s->steer = g_new0(uint32_t, s->num_events);
    s->global = g_new0(uint16_t, s->num_sources);
    s->vint = g_new0(qemu_irq, s->num_vints);
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_inta_ops, s, TYPE_K3_INTA,
                          pow2ceil(s->num_vints * VINT_SIZE));
    sysbus_init_mmio(sbd, &s->iomem);
    for (unsigned i = 0; i < s->num_vints; i++) {
        sysbus_init_irq(sbd, &s->vint[i]);
    }
}

static void k3_inta_finalize(Object *obj)
{
    K3INTAState *s = K3_INTA(obj);

    g_free(s->status);
    g_free(s->enable);
    g_free(s->steer);
    g_free(s->global);
    g_free(s->vint);
}

static const Property k3_inta_properties[] = {
    DEFINE_PROP_UINT32("num-vints", K3INTAState, num_vints, 0),
    DEFINE_PROP_UINT32("num-events", K3INTAState, num_events, 0),
};

static void k3_inta_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 interrupt aggregator";
    dc->realize = k3_inta_realize;
    dc->vmsd = &vmstate_k3_inta;
    device_class_set_props(dc, k3_inta_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_inta_reset_enter;
    rc->phases.hold = k3_inta_reset_hold;
    object_class_property_add_str(oc, "routes", k3_inta_get_routes, NULL);
    object_class_property_set_description(oc, "routes",
        "one line for each event that leads to an interrupt");
}

static const TypeInfo k3_inta_types[] = {
    {
        .name = TYPE_K3_INTA,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3INTAState),
        .instance_finalize = k3_inta_finalize,
        .class_init = k3_inta_class_init,
    },
};

DEFINE_TYPES(k3_inta_types)
