/*
 * TI K3 interrupt router
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "hw/intc/k3-intr-router.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "trace.h"

REG32(PID, 0x000)
REG32(MUXCNTL, 0x004)           /* + 4 * output */
    FIELD(MUXCNTL, ENABLE, 0, 10)
    FIELD(MUXCNTL, INT_ENABLE, 16, 1)
    FIELD(MUXCNTL, BYPASS, 31, 1)

#define MUXCNTL_MASK    (R_MUXCNTL_ENABLE_MASK | R_MUXCNTL_INT_ENABLE_MASK)

static bool k3_intr_router_level(K3IntrRouterState *s, unsigned output)
{
    uint32_t mux = s->mux[output];
    unsigned input = FIELD_EX32(mux, MUXCNTL, ENABLE);

    return FIELD_EX32(mux, MUXCNTL, INT_ENABLE) && input < s->num_inputs &&
           s->level[input];
}

static void k3_intr_router_update(K3IntrRouterState *s, unsigned output)
{
    qemu_set_irq(s->output[output], k3_intr_router_level(s, output));
}

static void k3_intr_router_update_all(K3IntrRouterState *s)
{
    for (unsigned i = 0; i < s->num_outputs; i++) {
        k3_intr_router_update(s, i);
    }
}

static void k3_intr_router_set_input(void *opaque, int input, int level)
{
    K3IntrRouterState *s = opaque;

    if (s->level[input] == !!level) {
        return;
    }
    s->level[input] = !!level;
    for (unsigned i = 0; i < s->num_outputs; i++) {
        if (FIELD_EX32(s->mux[i], MUXCNTL, ENABLE) == input &&
            FIELD_EX32(s->mux[i], MUXCNTL, INT_ENABLE)) {
            trace_k3_intr_router_pass(k3_trace_name(s), input, i, !!level);
            k3_intr_router_update(s, i);
        }
    }
}

static void k3_intr_router_set_mux(K3IntrRouterState *s, unsigned output,
                                   uint32_t mux)
{
    s->mux[output] = mux;
    trace_k3_intr_router_route(k3_trace_name(s), output,
                               FIELD_EX32(mux, MUXCNTL, ENABLE),
                               FIELD_EX32(mux, MUXCNTL, INT_ENABLE));
    k3_intr_router_update(s, output);
}

bool k3_intr_router_connect(K3IntrRouterState *s, unsigned output,
                            unsigned input)
{
    uint32_t mux = FIELD_DP32(0, MUXCNTL, INT_ENABLE, 1);

    if (output >= s->num_outputs || input >= s->num_inputs) {
        return false;
    }
    k3_intr_router_set_mux(s, output, FIELD_DP32(mux, MUXCNTL, ENABLE, input));
    return true;
}

bool k3_intr_router_disconnect(K3IntrRouterState *s, unsigned output)
{
    if (output >= s->num_outputs) {
        return false;
    }
    k3_intr_router_set_mux(s, output, 0);
    return true;
}

/* The output whose register is at that offset, or -1 */
static int k3_intr_router_output(K3IntrRouterState *s, hwaddr offset)
{
    hwaddr output = (offset - A_MUXCNTL) / 4;

    return offset >= A_MUXCNTL && output < s->num_outputs ? output : -1;
}

static uint64_t k3_intr_router_read(void *opaque, hwaddr offset, unsigned size)
{
    K3IntrRouterState *s = opaque;
    int output = k3_intr_router_output(s, offset);
    uint32_t value = output < 0 ? 0 : s->mux[output];

    if (offset < A_MUXCNTL) {
        qemu_log_mask(LOG_UNIMP, "%s: the revision is not modelled\n",
                      k3_trace_name(s));
    } else if (output < 0) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
    }
    trace_k3_intr_router_read(k3_trace_name(s), offset, value, size);
    return extract32(value, (offset & 3) * 8, size * 8);
}

static void k3_intr_router_write(void *opaque, hwaddr offset, uint64_t value,
                                 unsigned size)
{
    K3IntrRouterState *s = opaque;
    int output = k3_intr_router_output(s, offset);
    uint32_t mux;

    trace_k3_intr_router_write(k3_trace_name(s), offset, value, size);
    if (output < 0) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no writable register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), offset);
        return;
    }
    mux = deposit32(s->mux[output], (offset & 3) * 8, size * 8, value);
    if (FIELD_EX32(mux, MUXCNTL, BYPASS)) {
        qemu_log_mask(LOG_UNIMP, "%s: the bypass of output %d is not "
                      "modelled\n", k3_trace_name(s), output);
    }
    if (FIELD_EX32(mux, MUXCNTL, INT_ENABLE) &&
        FIELD_EX32(mux, MUXCNTL, ENABLE) >= s->num_inputs) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: output %d: there is no input %u\n",
                      k3_trace_name(s), output,
                      FIELD_EX32(mux, MUXCNTL, ENABLE));
    }
    k3_intr_router_set_mux(s, output, mux & MUXCNTL_MASK);
}

static const MemoryRegionOps k3_intr_router_ops = {
    .read = k3_intr_router_read,
    .write = k3_intr_router_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static void k3_intr_router_reset_enter(Object *obj, ResetType type)
{
    K3IntrRouterState *s = K3_INTR_ROUTER(obj);

    memset(s->mux, 0, s->num_outputs * sizeof(*s->mux));
}

static void k3_intr_router_reset_hold(Object *obj, ResetType type)
{
    k3_intr_router_update_all(K3_INTR_ROUTER(obj));
}

static int k3_intr_router_post_load(void *opaque, int version_id)
{
    K3IntrRouterState *s = opaque;

    for (unsigned i = 0; i < s->num_inputs; i++) {
        if (s->level[i] > 1) {
            return -EINVAL;
        }
    }
    for (unsigned i = 0; i < s->num_outputs; i++) {
        if (s->mux[i] & ~MUXCNTL_MASK) {
            return -EINVAL;
        }
    }
    k3_intr_router_update_all(s);
    return 0;
}

static const VMStateDescription vmstate_k3_intr_router = {
    .name = TYPE_K3_INTR_ROUTER,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_intr_router_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_inputs, K3IntrRouterState,
                             "property num-inputs"),
        VMSTATE_UINT32_EQUAL(num_outputs, K3IntrRouterState,
                             "property num-outputs"),
        VMSTATE_VARRAY_UINT32(level, K3IntrRouterState, num_inputs, 1,
                              vmstate_info_uint8, uint8_t),
        VMSTATE_VARRAY_UINT32(mux, K3IntrRouterState, num_outputs, 1,
                              vmstate_info_uint32, uint32_t),
        VMSTATE_END_OF_LIST()
    }
};

static char *k3_intr_router_get_routes(Object *obj, Error **errp)
{
    K3IntrRouterState *s = K3_INTR_ROUTER(obj);
    GString *out = g_string_new("");

    /* The arrays exist from realize on */
    for (unsigned i = 0; s->mux && i < s->num_outputs; i++) {
        if (FIELD_EX32(s->mux[i], MUXCNTL, INT_ENABLE)) {
            g_string_append_printf(out, "output=%u input=%u level=%d\n", i,
                                   FIELD_EX32(s->mux[i], MUXCNTL, ENABLE),
                                   k3_intr_router_level(s, i));
        }
    }
    return g_string_free(out, FALSE);
}

static void k3_intr_router_realize(DeviceState *dev, Error **errp)
{
    K3IntrRouterState *s = K3_INTR_ROUTER(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (!s->num_inputs || s->num_inputs > K3_INTR_ROUTER_MAX_LINES) {
        error_setg(errp, "%s: num-inputs=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_INTR_ROUTER, s->num_inputs,
                   K3_INTR_ROUTER_MAX_LINES);
        return;
    }
    if (!s->num_outputs || s->num_outputs > K3_INTR_ROUTER_MAX_LINES) {
        error_setg(errp, "%s: num-outputs=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_INTR_ROUTER, s->num_outputs,
                   K3_INTR_ROUTER_MAX_LINES);
        return;
    }
    s->level = g_new0(uint8_t, s->num_inputs);
    s->mux = g_new0(uint32_t, s->num_outputs);
    s->output = g_new0(qemu_irq, s->num_outputs);
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_intr_router_ops, s,
                          TYPE_K3_INTR_ROUTER,
                          pow2ceil(A_MUXCNTL + 4 * s->num_outputs));
    sysbus_init_mmio(sbd, &s->iomem);
    qdev_init_gpio_in(dev, k3_intr_router_set_input, s->num_inputs);
    for (unsigned i = 0; i < s->num_outputs; i++) {
        sysbus_init_irq(sbd, &s->output[i]);
    }
}

static void k3_intr_router_finalize(Object *obj)
{
    K3IntrRouterState *s = K3_INTR_ROUTER(obj);

    g_free(s->level);
    g_free(s->mux);
    g_free(s->output);
}

static const Property k3_intr_router_properties[] = {
    DEFINE_PROP_UINT32("num-inputs", K3IntrRouterState, num_inputs, 512),
    DEFINE_PROP_UINT32("num-outputs", K3IntrRouterState, num_outputs, 256),
};

static void k3_intr_router_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 interrupt router";
    dc->realize = k3_intr_router_realize;
    dc->vmsd = &vmstate_k3_intr_router;
    device_class_set_props(dc, k3_intr_router_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_intr_router_reset_enter;
    rc->phases.hold = k3_intr_router_reset_hold;
    object_class_property_add_str(oc, "routes", k3_intr_router_get_routes,
                                  NULL);
    object_class_property_set_description(oc, "routes",
        "one line for each output that is enabled");
}

static const TypeInfo k3_intr_router_types[] = {
    {
        .name = TYPE_K3_INTR_ROUTER,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3IntrRouterState),
        .instance_finalize = k3_intr_router_finalize,
        .class_init = k3_intr_router_class_init,
    },
};

DEFINE_TYPES(k3_intr_router_types)
