/*
 * TI K3 secure proxy: the device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-fault.h"
#include "migration/vmstate.h"
#include "k3-secure-proxy-internal.h"

static void k3_secure_proxy_reset_enter(Object *obj, ResetType type)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        t->head = 0;
        t->level = 0;
        t->error = false;
        t->pushed = 0;
        t->popped = 0;
        t->dropped = 0;
        /* Set by the system firmware: an interrupt for each response */
        t->threshold = t->inbound ? 1 : 0;
        memset(t->image, 0, sizeof(t->image));
    }
}

static void k3_secure_proxy_reset_hold(Object *obj, ResetType type)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    for (unsigned id = 0; id < s->num_threads; id++) {
        k3_secure_proxy_update_irq(s, &s->threads[id]);
    }
}

static int k3_secure_proxy_post_load(void *opaque, int version_id)
{
    K3SecureProxyState *s = opaque;

    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        if (t->level > t->depth || t->head >= MAX(t->depth, 1)) {
            return -EINVAL;
        }
        k3_secure_proxy_update_irq(s, t);
    }
    return 0;
}

static const VMStateDescription k3_secure_proxy_thread_vmstate = {
    .name = "ti-k3-secure-proxy-thread",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(config, K3SecureProxyThread,
                             "the thread differs in direction or depth"),
        VMSTATE_UINT8_ARRAY(image, K3SecureProxyThread,
                            K3_SECURE_PROXY_SLOT_SIZE),
        VMSTATE_VBUFFER_UINT32(slots, K3SecureProxyThread, 1, NULL,
                               slots_size),
        VMSTATE_UINT8(head, K3SecureProxyThread),
        VMSTATE_UINT8(level, K3SecureProxyThread),
        VMSTATE_UINT8(threshold, K3SecureProxyThread),
        VMSTATE_BOOL(error, K3SecureProxyThread),
        VMSTATE_UINT64(pushed, K3SecureProxyThread),
        VMSTATE_UINT64(popped, K3SecureProxyThread),
        VMSTATE_UINT64(dropped, K3SecureProxyThread),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription k3_secure_proxy_vmstate = {
    .name = TYPE_K3_SECURE_PROXY,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_secure_proxy_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_threads, K3SecureProxyState,
                             "the number of threads differs"),
        VMSTATE_BOOL(stalled, K3SecureProxyState),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(threads, K3SecureProxyState,
                                             num_threads,
                                             k3_secure_proxy_thread_vmstate,
                                             K3SecureProxyThread),
        VMSTATE_END_OF_LIST()
    },
};

static bool k3_secure_proxy_get_stalled(Object *obj, Error **errp)
{
    return K3_SECURE_PROXY(obj)->stalled;
}

static void k3_secure_proxy_set_stalled(Object *obj, bool value, Error **errp)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    s->stalled = value;
    if (!value && DEVICE(obj)->realized) {
        k3_secure_proxy_notify_all(s);
    }
}

/* Properties that show a thread to observers, without side effects */
static void k3_secure_proxy_add_counters(K3SecureProxyState *s, unsigned id)
{
    K3SecureProxyThread *t = &s->threads[id];
    const struct {
        const char *what;
        const uint64_t *value;
    } counters[] = {
        { "pushed", &t->pushed },
        { "popped", &t->popped },
        { "dropped", &t->dropped },
    };
    g_autofree char *level = g_strdup_printf("thread-level[%u]", id);

    object_property_add_uint8_ptr(OBJECT(s), level, &t->level,
                                  OBJ_PROP_FLAG_READ);
    for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
        g_autofree char *name = g_strdup_printf("thread-%s[%u]",
                                                counters[i].what, id);

        object_property_add_uint64_ptr(OBJECT(s), name, counters[i].value,
                                       OBJ_PROP_FLAG_READ);
    }
}

static bool k3_secure_proxy_check_config(K3SecureProxyState *s, Error **errp)
{
    if (s->num_threads < 1 || s->num_threads > K3_SECURE_PROXY_MAX_THREADS) {
        error_setg(errp, "%s: num-threads=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_SECURE_PROXY, s->num_threads,
                   K3_SECURE_PROXY_MAX_THREADS);
        return false;
    }
    if (s->num_thread_config > s->num_threads) {
        error_setg(errp, "%s: thread-config has %" PRIu32 " elements, more "
                   "than num-threads=%" PRIu32, TYPE_K3_SECURE_PROXY,
                   s->num_thread_config, s->num_threads);
        return false;
    }
    for (unsigned id = 0; id < s->num_thread_config; id++) {
        uint32_t config = s->thread_config[id];
        uint32_t depth = config & ~K3_SECURE_PROXY_DIR_INBOUND;

        if (config && (!depth || depth > K3_SECURE_PROXY_MAX_DEPTH)) {
            error_setg(errp, "%s: thread-config[%u]=0x%" PRIx32 ": depth must "
                       "be 1 to %d", TYPE_K3_SECURE_PROXY, id, config,
                       K3_SECURE_PROXY_MAX_DEPTH);
            return false;
        }
    }
    return true;
}

static void k3_secure_proxy_realize(DeviceState *dev, Error **errp)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    uint64_t size = (uint64_t)s->num_threads * THREAD_PAGE;

    if (!k3_secure_proxy_check_config(s, errp)) {
        return;
    }

    s->faults = k3_fault_rules();
    s->irq = g_new0(qemu_irq, s->num_threads);
    s->threads = g_new0(K3SecureProxyThread, s->num_threads);
    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        sysbus_init_irq(sbd, &s->irq[id]);
        t->config = id < s->num_thread_config ? s->thread_config[id] : 0;
        if (!t->config) {
            continue;
        }
        t->inbound = t->config & K3_SECURE_PROXY_DIR_INBOUND;
        t->depth = t->config & ~K3_SECURE_PROXY_DIR_INBOUND;
        t->slots_size = t->depth * K3_SECURE_PROXY_SLOT_SIZE;
        t->slots = g_malloc0(t->slots_size);
        k3_secure_proxy_add_counters(s, id);
    }

    memory_region_init_io(&s->data, OBJECT(s), &k3_secure_proxy_data_ops, s,
                          TYPE_K3_SECURE_PROXY "-target_data", size);
    sysbus_init_mmio(sbd, &s->data);
    k3_secure_proxy_init_regs(s);
}

static void k3_secure_proxy_finalize(Object *obj)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    for (unsigned id = 0; s->threads && id < s->num_threads; id++) {
        g_free(s->threads[id].slots);
    }
    g_free(s->threads);
    g_free(s->irq);
    g_free(s->thread_config);
}

static const Property k3_secure_proxy_properties[] = {
    DEFINE_PROP_UINT32("num-threads", K3SecureProxyState, num_threads, 128),
    DEFINE_PROP_ARRAY("thread-config", K3SecureProxyState, num_thread_config,
                      thread_config, qdev_prop_uint32, uint32_t),
    DEFINE_PROP_LINK("sink", K3SecureProxyState, sink, TYPE_K3_MESSAGE_SINK,
                     K3MessageSink *),
};

static void k3_secure_proxy_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "TI K3 secure proxy";
    dc->realize = k3_secure_proxy_realize;
    dc->vmsd = &k3_secure_proxy_vmstate;
    device_class_set_props(dc, k3_secure_proxy_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_secure_proxy_reset_enter;
    rc->phases.hold = k3_secure_proxy_reset_hold;
    k3_secure_proxy_init_faults(klass);

    object_class_property_add_bool(klass, "stalled",
                                   k3_secure_proxy_get_stalled,
                                   k3_secure_proxy_set_stalled);
    object_class_property_set_description(klass, "stalled",
        "messages of hosts are queued but not delivered");
}

static const TypeInfo k3_secure_proxy_types[] = {
    {
        .name = TYPE_K3_MESSAGE_SINK,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(K3MessageSinkClass),
    }, {
        .name = TYPE_K3_SECURE_PROXY,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3SecureProxyState),
        .instance_finalize = k3_secure_proxy_finalize,
        .class_init = k3_secure_proxy_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_FAULT_TARGET },
            { }
        },
    },
};

DEFINE_TYPES(k3_secure_proxy_types)
