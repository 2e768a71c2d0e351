/*
 * Simulated firmware of a TI K3 remote core: the device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-mailbox.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "qobject/qlist.h"
#include "k3-sim-internal.h"

#define MAX_WINDOWS_SIZE    (64 * MiB)

/* A step must take time, or nothing else would ever run */
#define MIN_DELAY_NS        1000
#define MAX_DELAY_NS        (1000 * NANOSECONDS_PER_SECOND)

static const char *const sim_delay_names[K3_SIM_NUM_DELAYS] = {
    [K3_SIM_DELAY_BOOT]     = "boot-delay",
    [K3_SIM_DELAY_SEARCH]   = "search-delay",
    [K3_SIM_DELAY_IRQ]      = "irq-delay",
    [K3_SIM_DELAY_WORK]     = "work-delay",
    [K3_SIM_DELAY_SHUTDOWN] = "shutdown-delay",
    [K3_SIM_DELAY_WFI]      = "wfi-delay",
    [K3_SIM_DELAY_POLL]     = "poll-delay",
};

bool k3_sim_read(K3SimFw *fw, uint64_t addr, void *buf, size_t len,
                 const char *what)
{
    MemTxResult r = address_space_read(&fw->as, addr, MEMTXATTRS_UNSPECIFIED,
                                       buf, len);

    if (r != MEMTX_OK) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: cannot read %s at 0x%" PRIx64
                      "\n", k3_trace_name(fw), what, addr);
        memset(buf, 0, len);
    }
    return r == MEMTX_OK;
}

bool k3_sim_write(K3SimFw *fw, uint64_t addr, const void *buf, size_t len,
                  const char *what)
{
    MemTxResult r = address_space_write(&fw->as, addr, MEMTXATTRS_UNSPECIFIED,
                                        buf, len);

    if (r != MEMTX_OK) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: cannot write %s at 0x%" PRIx64
                      "\n", k3_trace_name(fw), what, addr);
    }
    return r == MEMTX_OK;
}

uint16_t k3_sim_read16(K3SimFw *fw, uint64_t addr, const char *what)
{
    uint16_t value;

    k3_sim_read(fw, addr, &value, sizeof(value), what);
    return le16_to_cpu(value);
}

uint32_t k3_sim_read32(K3SimFw *fw, uint64_t addr, const char *what)
{
    uint32_t value;

    k3_sim_read(fw, addr, &value, sizeof(value), what);
    return le32_to_cpu(value);
}

static AddressSpace *sim_address_space(K3Engine *engine)
{
    return &K3_SIM_FW(engine)->as;
}

static void k3_sim_fw_reset_hold(Object *obj, ResetType type)
{
    K3SimFw *fw = K3_SIM_FW(obj);
    K3SimFwClass *sc = K3_SIM_FW_GET_CLASS(obj);

    if (sc->parent_phases.hold) {
        sc->parent_phases.hold(obj, type);
    }
    k3_engine_stop(K3_ENGINE(fw));
    memset(fw->old, 0, sizeof(fw->old));
    fw->boot_vector = 0;
    fw->starts = 0;
    fw->echoed = 0;
    fw->dropped = 0;
    fw->kicks = 0;
}

void k3_sim_fw_configure(K3SimFw *fw, const K3SimFwConfig *config)
{
    DeviceState *dev = DEVICE(fw);
    QList *bases = qlist_new();
    QList *sizes = qlist_new();

    for (unsigned i = 0; i < config->num_windows; i++) {
        qlist_append_int(bases, config->window[i].base);
        qlist_append_int(sizes, config->window[i].size);
    }
    qdev_prop_set_array(dev, "window-base", bases);
    qdev_prop_set_array(dev, "window-size", sizes);
    qdev_prop_set_uint64(dev, "mailbox-base", config->mbox_base);
    qdev_prop_set_uint64(dev, "rat-base", config->rat_base);
    qdev_prop_set_uint32(dev, "rat-local", config->rat_local);
    qdev_prop_set_uint8(dev, "mailbox-user", config->mbox_user);
    qdev_prop_set_uint8(dev, "mailbox-rx-fifo", config->mbox_rx);
    qdev_prop_set_uint8(dev, "mailbox-tx-fifo", config->mbox_tx);
}

static bool sim_check_windows(K3SimFw *fw, Error **errp)
{
    uint64_t total = 0;

    if (fw->num_window_bases != fw->num_window_sizes ||
        fw->num_window_bases > K3_SIM_FW_MAX_WINDOWS) {
        error_setg(errp, "%s: 'window-base' and 'window-size' must have the "
                   "same length, at most %d", TYPE_K3_SIM_FW,
                   K3_SIM_FW_MAX_WINDOWS);
        return false;
    }
    for (uint32_t i = 0; i < fw->num_window_bases; i++) {
        uint64_t size = fw->window_size[i];

        if (size > MAX_WINDOWS_SIZE - total ||
            fw->window_base[i] > UINT64_MAX - size ||
            (fw->window_base[i] | size) & 3) {
            error_setg(errp, "%s: window %u is not aligned, or the windows "
                       "are larger than %" PRIu64 " MiB", TYPE_K3_SIM_FW, i,
                       (uint64_t)MAX_WINDOWS_SIZE / MiB);
            return false;
        }
        total += size;
    }
    return true;
}

static void k3_sim_fw_realize(DeviceState *dev, Error **errp)
{
    K3SimFw *fw = K3_SIM_FW(dev);

    if (!fw->memory) {
        error_setg(errp, "%s: property memory is not set",
                   TYPE_K3_SIM_FW);
        return;
    }
    if (fw->mbox_user >= K3_MAILBOX_MAX_USERS ||
        fw->mbox_rx >= K3_MAILBOX_MAX_FIFOS ||
        fw->mbox_tx >= K3_MAILBOX_MAX_FIFOS) {
        error_setg(errp, "%s: a mailbox has no user %u or no FIFO %u or %u",
                   TYPE_K3_SIM_FW, fw->mbox_user, fw->mbox_rx, fw->mbox_tx);
        return;
    }
    if (fw->rat_local & (K3_SIM_RAT_SIZE - 1)) {
        error_setg(errp, "%s: rat-local=0x%" PRIx32 ": must be a multiple of "
                   "0x%x", TYPE_K3_SIM_FW, fw->rat_local, K3_SIM_RAT_SIZE);
        return;
    }
    for (int i = 0; i < K3_SIM_NUM_DELAYS; i++) {
        if (fw->delay[i] < MIN_DELAY_NS || fw->delay[i] > MAX_DELAY_NS) {
            error_setg(errp, "%s: %s=%" PRIu64 ": must be %d to %" PRId64,
                       TYPE_K3_SIM_FW, sim_delay_names[i], fw->delay[i],
                       MIN_DELAY_NS, (int64_t)MAX_DELAY_NS);
            return;
        }
    }
    if (!sim_check_windows(fw, errp)) {
        return;
    }
    address_space_init(&fw->as, fw->memory, "k3-sim-fw");
}

static void k3_sim_fw_init(Object *obj)
{
    k3_sim_life_init(K3_SIM_FW(obj));
}

static void k3_sim_fw_finalize(Object *obj)
{
    timer_deinit(&K3_SIM_FW(obj)->timer);
}

static int k3_sim_fw_post_load(void *opaque, int version_id)
{
    K3SimFw *fw = opaque;

    if (!k3_sim_state_valid(fw) ||
        fw->queued > K3_SIM_FW_MAX_QUEUE ||
        fw->trace_pos > fw->trace_size ||
        fw->trace_size > K3_SIM_MAX_TRACE ||
        fw->frozen_left > MAX_DELAY_NS ||
        fw->search.window > fw->num_window_bases + 1) {
        return -EINVAL;
    }
    return k3_sim_rpmsg_post_load(fw);
}

static const VMStateDescription vmstate_k3_sim_vring = {
    .name = TYPE_K3_SIM_FW "/vring",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(desc, K3SimVring),
        VMSTATE_UINT64(avail, K3SimVring),
        VMSTATE_UINT64(used, K3SimVring),
        VMSTATE_UINT32(num, K3SimVring),
        VMSTATE_UINT32(notify_id, K3SimVring),
        VMSTATE_UINT16(next_avail, K3SimVring),
        VMSTATE_UINT16(next_used, K3SimVring),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_sim_old_table = {
    .name = TYPE_K3_SIM_FW "/old-table",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(addr, K3SimOldTable),
        VMSTATE_UINT32(checksum, K3SimOldTable),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_sim_search = {
    .name = TYPE_K3_SIM_FW "/search",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(window, K3SimSearch),
        VMSTATE_UINT64(offset, K3SimSearch),
        VMSTATE_UINT64(best, K3SimSearch),
        VMSTATE_INT32(age, K3SimSearch),
        VMSTATE_UINT32(candidates, K3SimSearch),
        VMSTATE_UINT32(attempts, K3SimSearch),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_sim_fw = {
    .name = TYPE_K3_SIM_FW,
    .version_id = 2,
    .minimum_version_id = 2,
    .post_load = k3_sim_fw_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3SimFw, 1, vmstate_k3_engine, K3Engine),
        VMSTATE_UINT8(state, K3SimFw),
        VMSTATE_TIMER(timer, K3SimFw),
        VMSTATE_INT64(frozen_left, K3SimFw),
        VMSTATE_BOOL(irq_line, K3SimFw),
        VMSTATE_UINT64(boot_vector, K3SimFw),
        VMSTATE_STRUCT(search, K3SimFw, 1, vmstate_k3_sim_search,
                       K3SimSearch),
        VMSTATE_UINT64(table, K3SimFw),
        VMSTATE_UINT64(trace, K3SimFw),
        VMSTATE_UINT32(trace_size, K3SimFw),
        VMSTATE_UINT32(trace_pos, K3SimFw),
        VMSTATE_UINT64(vdev, K3SimFw),
        VMSTATE_BOOL(ready, K3SimFw),
        VMSTATE_BOOL(refused, K3SimFw),
        VMSTATE_UINT8(announced, K3SimFw),
        VMSTATE_STRUCT_ARRAY(vring, K3SimFw, K3_SIM_NUM_VRINGS, 1,
                             vmstate_k3_sim_vring, K3SimVring),
        VMSTATE_UINT32_ARRAY(queue, K3SimFw, K3_SIM_FW_MAX_QUEUE),
        VMSTATE_UINT8(queued, K3SimFw),
        VMSTATE_STRUCT_ARRAY(old, K3SimFw, K3_SIM_FW_OLD_TABLES, 1,
                             vmstate_k3_sim_old_table, K3SimOldTable),
        VMSTATE_UINT64(starts, K3SimFw),
        VMSTATE_UINT64(echoed, K3SimFw),
        VMSTATE_UINT64(dropped, K3SimFw),
        VMSTATE_UINT64(kicks, K3SimFw),
        VMSTATE_END_OF_LIST()
    }
};

static char *k3_sim_fw_get_state(Object *obj, Error **errp)
{
    return g_strdup(k3_sim_state_name(K3_SIM_FW(obj)));
}

static const struct {
    const char *name;
    size_t offset;
    const char *description;
} sim_values[] = {
    { "resource-table", offsetof(K3SimFw, table),
      "address of the resource table in use, 0: none" },
    { "starts", offsetof(K3SimFw, starts),
      "starts of the core since system reset" },
    { "echoed", offsetof(K3SimFw, echoed),
      "rpmsg messages sent back since system reset" },
    { "dropped", offsetof(K3SimFw, dropped),
      "rpmsg messages that were malformed or had no receiver" },
    { "kicks", offsetof(K3SimFw, kicks),
      "notifications to Linux since system reset" },
};

static void k3_sim_fw_get_value(Object *obj, Visitor *v, const char *name,
                                void *opaque, Error **errp)
{
    size_t i = (uintptr_t)opaque;
    uint64_t value = *(uint64_t *)((char *)obj + sim_values[i].offset);

    visit_type_uint64(v, name, &value, errp);
}

static const Property k3_sim_fw_properties[] = {
    DEFINE_PROP_LINK("memory", K3SimFw, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_BOOL("mute", K3SimFw, mute, false),
    DEFINE_PROP_ARRAY("window-base", K3SimFw, num_window_bases, window_base,
                      qdev_prop_uint64, uint64_t),
    DEFINE_PROP_ARRAY("window-size", K3SimFw, num_window_sizes, window_size,
                      qdev_prop_uint64, uint64_t),
    DEFINE_PROP_UINT64("mailbox-base", K3SimFw, mbox_base, 0),
    DEFINE_PROP_UINT64("rat-base", K3SimFw, rat_base, 0),
    DEFINE_PROP_UINT32("rat-local", K3SimFw, rat_local, 0),
    DEFINE_PROP_UINT8("mailbox-user", K3SimFw, mbox_user, 0),
    DEFINE_PROP_UINT8("mailbox-rx-fifo", K3SimFw, mbox_rx, 1),
    DEFINE_PROP_UINT8("mailbox-tx-fifo", K3SimFw, mbox_tx, 0),
    DEFINE_PROP_UINT64("boot-delay", K3SimFw, delay[K3_SIM_DELAY_BOOT],
                       1000000),
    DEFINE_PROP_UINT64("search-delay", K3SimFw, delay[K3_SIM_DELAY_SEARCH],
                       5000),
    DEFINE_PROP_UINT64("irq-delay", K3SimFw, delay[K3_SIM_DELAY_IRQ], 2000),
    DEFINE_PROP_UINT64("work-delay", K3SimFw, delay[K3_SIM_DELAY_WORK], 5000),
    DEFINE_PROP_UINT64("shutdown-delay", K3SimFw,
                       delay[K3_SIM_DELAY_SHUTDOWN], 500000),
    DEFINE_PROP_UINT64("wfi-delay", K3SimFw, delay[K3_SIM_DELAY_WFI], 50000),
    DEFINE_PROP_UINT64("poll-delay", K3SimFw, delay[K3_SIM_DELAY_POLL],
                       10000000),
};

static void k3_sim_fw_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    K3EngineClass *ec = K3_ENGINE_CLASS(oc);
    K3SimFwClass *sc = K3_SIM_FW_CLASS(oc);

    dc->desc = "TI K3 simulated firmware";
    dc->realize = k3_sim_fw_realize;
    dc->vmsd = &vmstate_k3_sim_fw;
    device_class_set_props(dc, k3_sim_fw_properties);
    resettable_class_set_parent_phases(rc, NULL, k3_sim_fw_reset_hold, NULL,
                                       &sc->parent_phases);

    ec->start = k3_sim_start;
    ec->stop = k3_sim_stop;
    ec->freeze = k3_sim_freeze;
    ec->crash = k3_sim_crash;
    ec->outputs = k3_sim_outputs;
    ec->address_space = sim_address_space;

    object_class_property_add_str(oc, "fw-state", k3_sim_fw_get_state, NULL);
    object_class_property_set_description(oc, "fw-state",
                                          "what the firmware is doing");
    for (size_t i = 0; i < ARRAY_SIZE(sim_values); i++) {
        object_class_property_add(oc, sim_values[i].name, "uint64",
                                  k3_sim_fw_get_value, NULL, NULL,
                                  (void *)(uintptr_t)i);
        object_class_property_set_description(oc, sim_values[i].name,
                                              sim_values[i].description);
    }
}

static const TypeInfo k3_sim_fw_types[] = {
    {
        .name = TYPE_K3_SIM_FW,
        .parent = TYPE_K3_ENGINE,
        .instance_size = sizeof(K3SimFw),
        .instance_init = k3_sim_fw_init,
        .instance_finalize = k3_sim_fw_finalize,
        .class_size = sizeof(K3SimFwClass),
        .class_init = k3_sim_fw_class_init,
    },
};

DEFINE_TYPES(k3_sim_fw_types)
