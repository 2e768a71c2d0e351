/*
 * TI-SCI: the device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-fault.h"
#include "ti-sci-internal.h"
#include "trace.h"

#define RESPONSE_DELAY_MAX_NS   (10 * NANOSECONDS_PER_SECOND)

bool ti_sci_host_known(const TISCIState *s, uint8_t host)
{
    for (size_t i = 0; i < s->info->num_hosts; i++) {
        if (s->info->hosts[i].id == host) {
            return true;
        }
    }
    return false;
}

uint64_t ti_sci_hosts_mask(const TISCIState *s)
{
    return MAKE_64BIT_MASK(0, s->info->num_hosts);
}

K3ProcState *ti_sci_find_proc(TISCIState *s, uint8_t id)
{
    for (int i = 0; i < TI_SCI_MAX_PROCS; i++) {
        if (s->proc[i] && s->proc[i]->proc_id == id) {
            return s->proc[i];
        }
    }
    return NULL;
}

void ti_sci_refuse(const TISCIRequest *req, const char *fmt, ...)
{
    if (qemu_loglevel_mask(LOG_GUEST_ERROR)) {
        g_autofree char *reason = NULL;
        va_list ap;

        va_start(ap, fmt);
        reason = g_strdup_vprintf(fmt, ap);
        va_end(ap);
        qemu_log("%s: host %u: message 0x%04x: %s\n",
                 k3_trace_name(req->sci), req->host, req->type, reason);
    }
}

void ti_sci_hang_bus(TISCIState *s, unsigned proc, const char *why)
{
    if (!s->bus_hung) {
        trace_k3_ti_sci_bus_hang(k3_trace_ns(), k3_trace_name(s), proc, why);
        qemu_log_mask(LOG_GUEST_ERROR, "%s: processor 0x%02x %s: the "
                      "interconnect hangs\n", k3_trace_name(s), proc, why);
        s->bus_hung = true;
        qemu_irq_raise(s->bus_hang);
    }
}

static void ti_sci_reset_enter(Object *obj, ResetType type)
{
    TISCIState *s = TI_SCI(obj);

    ti_sci_conversation_reset(s);
    s->requests = 0;
    s->responses = 0;
    s->nacks = 0;
    s->bus_hung = false;
    ti_sci_chapters_reset(s);
}

static void ti_sci_reset_exit(Object *obj, ResetType type)
{
    TISCIState *s = TI_SCI(obj);

    qemu_irq_lower(s->bus_hang);
    ti_sci_chapters_boot(s);
}

void ti_sci_set_info(TISCIState *s, const TISCIInfo *info)
{
    s->info = info;
}

void ti_sci_set_device_manager(TISCIState *s, const K3Core *core)
{
    s->device_manager = core;
}

void ti_sci_add_router(TISCIState *s, uint16_t dev, K3IntrRouterState *router)
{
    g_assert(s->num_routers < TI_SCI_MAX_ROUTERS);
    s->routers[s->num_routers++] = (TISCIRouter) { dev, router };
}

void ti_sci_add_inta(TISCIState *s, uint16_t dev, K3INTAState *inta)
{
    g_assert(s->num_intas < TI_SCI_MAX_INTAS);
    s->intas[s->num_intas++] = (TISCIAggregator) { dev, inta };
}

void ti_sci_add_dma(TISCIState *s, uint16_t dev, uint16_t subsystem,
                    K3DMAConfig *dma)
{
    g_assert(s->num_dmas < TI_SCI_MAX_DMAS);
    s->dmas[s->num_dmas++] = (TISCIDMA) { dev, subsystem, dma };
}

/* Each proxy in which a host of the tables has its threads must be there. */
static bool ti_sci_check_proxies(TISCIState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_hosts; i++) {
        if (!s->proxy[s->info->hosts[i].proxy]) {
            error_setg(errp, "%s: link '%s' is not set", TYPE_TI_SCI,
                       s->info->hosts[i].proxy == TI_SCI_PROXY_MCU ?
                       "mcu-secure-proxy" : "secure-proxy");
            return false;
        }
    }
    return true;
}

static void ti_sci_realize(DeviceState *dev, Error **errp)
{
    TISCIState *s = TI_SCI(dev);

    if (!s->info || !s->info->num_hosts ||
        s->info->num_hosts > TI_SCI_MAX_HOSTS) {
        error_setg(errp, "%s needs tables with 1 to %d hosts", TYPE_TI_SCI,
                   TI_SCI_MAX_HOSTS);
        return;
    }
    if (!ti_sci_check_proxies(s, errp)) {
        return;
    }
    if (s->response_delay_ns > RESPONSE_DELAY_MAX_NS) {
        error_setg(errp, "%s: response-delay-ns must not exceed %" PRIu64,
                   TYPE_TI_SCI, (uint64_t)RESPONSE_DELAY_MAX_NS);
        return;
    }
    if (!s->description) {
        s->description = g_strdup("QEMU K3 system firmware");
    }
    s->faults = k3_fault_rules();
    ti_sci_conversation_create(s);
    ti_sci_chapters_create(s);
}

static void ti_sci_unrealize(DeviceState *dev)
{
    TISCIState *s = TI_SCI(dev);

    ti_sci_chapters_free(s);
    ti_sci_conversation_free(s);
}

static int ti_sci_post_load(void *opaque, int version_id)
{
    TISCIState *s = opaque;

    if (s->halt_policy < 0 || s->halt_policy >= TI_SCI_HALT__MAX ||
        s->stop_policy < 0 || s->stop_policy >= TI_SCI_STOP__MAX) {
        return -EINVAL;
    }
    return ti_sci_conversation_post_load(s);
}

static const VMStateDescription vmstate_ti_sci = {
    .name = TYPE_TI_SCI,
    .version_id = 3,
    .minimum_version_id = 3,
    .post_load = ti_sci_post_load,
    .fields = (const VMStateField[]) {
        /* The tables of both sides must agree. */
        VMSTATE_UINT32_EQUAL(num_channels, TISCIState, NULL),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(channels, TISCIState,
                                             num_channels,
                                             vmstate_ti_sci_channel,
                                             TISCIChannel),
        VMSTATE_INT32(halt_policy, TISCIState),
        VMSTATE_INT32(stop_policy, TISCIState),
        VMSTATE_BOOL(bus_hung, TISCIState),
        VMSTATE_UINT64(requests, TISCIState),
        VMSTATE_UINT64(responses, TISCIState),
        VMSTATE_UINT64(nacks, TISCIState),
        /* After the channels, of which a chapter may ask */
        VMSTATE_STRUCT_POINTER(chapter_state, TISCIState,
                               vmstate_ti_sci_chapters, void *),
        VMSTATE_END_OF_LIST()
    }
};

static const Property ti_sci_properties[] = {
    DEFINE_PROP_LINK("secure-proxy", TISCIState, proxy[TI_SCI_PROXY_MAIN],
                     TYPE_K3_SECURE_PROXY, K3SecureProxyState *),
    DEFINE_PROP_LINK("mcu-secure-proxy", TISCIState, proxy[TI_SCI_PROXY_MCU],
                     TYPE_K3_SECURE_PROXY, K3SecureProxyState *),
    DEFINE_PROP_UINT64("response-delay-ns", TISCIState, response_delay_ns,
                       20000),
    DEFINE_PROP_UINT8("response-host", TISCIState, response_host, 0),
    DEFINE_PROP_STRING("firmware-description", TISCIState, description),
    DEFINE_PROP_UINT16("firmware-revision", TISCIState, revision, 0x000a),
    DEFINE_PROP_UINT8("abi-major", TISCIState, abi_major, 4),
    DEFINE_PROP_UINT8("abi-minor", TISCIState, abi_minor, 0),
    DEFINE_PROP_UINT64("capabilities", TISCIState, capabilities, 1),
    DEFINE_PROP_UINT64("default-clock-frequency", TISCIState,
                       default_clock_freq, 0),
};

static void ti_sci_init(Object *obj)
{
    TISCIState *s = TI_SCI(obj);

    for (int i = 0; i < TI_SCI_MAX_PROCS; i++) {
        g_autofree char *name = g_strdup_printf("proc[%d]", i);

        object_property_add_link(obj, name, TYPE_K3_PROC,
                                 (Object **)&s->proc[i],
                                 qdev_prop_allow_set_link_before_realize,
                                 OBJ_PROP_LINK_STRONG);
    }
    qdev_init_gpio_out_named(DEVICE(obj), &s->bus_hang, "bus-hang", 1);
}

static void ti_sci_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    K3MessageSinkClass *sc = K3_MESSAGE_SINK_CLASS(oc);

    dc->desc = "TI K3 system firmware (TI-SCI)";
    dc->realize = ti_sci_realize;
    dc->unrealize = ti_sci_unrealize;
    dc->vmsd = &vmstate_ti_sci;
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, ti_sci_properties);
    rc->phases.enter = ti_sci_reset_enter;
    rc->phases.exit = ti_sci_reset_exit;
    sc->message = ti_sci_conversation_message;

    ti_sci_chapters_class_init();
    ti_sci_observe_class_init(oc);
    ti_sci_fault_class_init(oc);
}

static const TypeInfo ti_sci_types[] = {
    {
        .name = TYPE_TI_SCI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(TISCIState),
        .instance_init = ti_sci_init,
        .class_init = ti_sci_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_MESSAGE_SINK },
            { TYPE_K3_FAULT_TARGET },
            { }
        },
    },
};

DEFINE_TYPES(ti_sci_types)
