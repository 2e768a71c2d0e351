/*
 * TI-SCI: devices, that is modules behind a power and sleep controller
 *
 * The rules are those of the open part of the firmware (MCU+ SDK rm_pm_hal,
 * pm/drivers/device).  Every host has a vote of its own, and the module is on
 * while any host votes for it.  A module that has been on since boot has one
 * more vote, which the first request of any host drops.  If a host has claimed
 * a module exclusively, no other host may change it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-cores.h"
#include "ti-sci-device.h"
#include "trace.h"

enum {
    SW_STATE_AUTO_OFF,
    SW_STATE_RETENTION,
    SW_STATE_ON,
};

enum {
    HW_STATE_OFF,
    HW_STATE_ON,
    HW_STATE_TRANSITION,
};

typedef struct TISCIDevice {
    uint64_t users;             /* hosts (bit = index) that set it on */
    uint8_t exclusive;          /* index + 1 of its only host; 0: shared */
    bool boot_on;               /* on since boot, and no host has set it yet */
    bool retention;
    bool reset_iso;
    bool on;
    uint8_t stuck;              /* TISCIStuck, until a system reset */
    uint32_t resets;
    uint32_t context_losses;
} TISCIDevice;

typedef struct TISCIDevices {
    TISCIState *sci;
    Notifier wedge;             /* of processors in wedged modules */
    uint32_t num;
    TISCIDevice of[];           /* in the order of the SoC's table */
} TISCIDevices;

static TISCIDevice *ti_sci_device(TISCIState *s, unsigned index)
{
    TISCIDevices *devices = ti_sci_state(s, &ti_sci_device_chapter);

    return &devices->of[index];
}

/* Pass power and local reset on to the cores of device @index. */
static void ti_sci_device_push(TISCIState *s, unsigned index)
{
    const TISCIDevice *dev = ti_sci_device(s, index);
    uint16_t id = s->info->devices[index].id;

    if (ti_sci_cores_set(s, id, dev->on, dev->resets & 1) && !dev->on &&
        dev->retention) {
        qemu_log_mask(LOG_UNIMP, "%s: device %u: retention of a processor's "
                      "context is not modelled\n", k3_trace_name(s), id);
    }
}

static bool ti_sci_device_wanted(const TISCIDeviceInfo *info,
                                 const TISCIDevice *dev)
{
    return dev->users || dev->boot_on || info->init == TI_SCI_DEV_ALWAYS_ON;
}

/*
 * Switch the module as the votes say; @had_context: it was on or in retention
 * before the votes changed.
 */
static void ti_sci_device_update(TISCIState *s, unsigned index,
                                 bool had_context)
{
    const TISCIDeviceInfo *info = &s->info->devices[index];
    TISCIDevice *dev = ti_sci_device(s, index);
    bool on = ti_sci_device_wanted(info, dev);

    if (dev->stuck) {
        return;
    }
    if (had_context && !on && !dev->retention) {
        dev->context_losses++;
    }
    if (on == dev->on) {
        return;
    }
    dev->on = on;
    trace_k3_ti_sci_device_power(k3_trace_name(s), info->id, info->name ?: "",
                                 on, dev->context_losses);
    ti_sci_device_push(s, index);
}

static int ti_sci_device_index(TISCIState *s, uint32_t id)
{
    for (size_t i = 0; i < s->info->num_devices; i++) {
        if (s->info->devices[i].id == id) {
            return i;
        }
    }
    return -1;
}

int ti_sci_device_prepare(TISCIState *s, const TISCIRequest *req, uint32_t id,
                          bool modify)
{
    int index = ti_sci_device_index(s, id);
    uint8_t exclusive;

    if (index < 0) {
        ti_sci_refuse(req, "no device %u", id);
        return -1;
    }
    exclusive = ti_sci_device(s, index)->exclusive;
    if (modify && exclusive && exclusive != req->index + 1) {
        ti_sci_refuse(req, "device %u is exclusive to host %u", id,
                      s->info->hosts[exclusive - 1].id);
        return -1;
    }
    return index;
}

static void ti_sci_device_wedge_access(Notifier *notifier, void *core)
{
    ti_sci_cores_hang_bus(container_of(notifier, TISCIDevices, wedge)->sci,
                          core);
}

/* From now on no request changes the power of the module. */
static void ti_sci_device_stick(TISCIState *s, unsigned index,
                                TISCIStuck stuck)
{
    TISCIDevices *devices = ti_sci_state(s, &ti_sci_device_chapter);
    const TISCIDeviceInfo *info = &s->info->devices[index];
    TISCIDevice *dev = &devices->of[index];

    trace_k3_ti_sci_device_stuck(k3_trace_name(s), info->id, info->name ?: "",
                                 dev->on, stuck == TI_SCI_WEDGED);
    dev->stuck = stuck;
    if (stuck == TI_SCI_WEDGED) {
        ti_sci_cores_wedge(s, info->id, &devices->wedge);
    }
}

static TISCIResult ti_sci_set_device(TISCIState *s, const TISCIRequest *req,
                                     void *resp)
{
    const struct tisci_msg_set_device_req *m = req->msg;
    uint32_t id = le32_to_cpu(m->id);
    int index = ti_sci_device_prepare(s, req, id, true);
    uint64_t self = BIT_ULL(req->index);
    bool had_context;
    TISCIDevice *dev;

    if (index < 0) {
        return TI_SCI_NACK;
    }
    dev = ti_sci_device(s, index);
    if (m->state > SW_STATE_ON) {
        ti_sci_refuse(req, "device %u: no state %u", id, m->state);
        return TI_SCI_NACK;
    }
    if ((req->flags & TISCI_DEVICE_EXCLUSIVE) && (dev->users & ~self)) {
        ti_sci_refuse(req, "device %u: another host uses it, so it cannot "
                      "be exclusive",
                      id);
        return TI_SCI_NACK;
    }
    if (m->state != SW_STATE_ON && !(dev->users & ~self) &&
        s->info->devices[index].init != TI_SCI_DEV_ALWAYS_ON &&
        !ti_sci_cores_may_stop(s, req, id)) {
        return TI_SCI_NACK;
    }
    if (req->flags & TISCI_DEVICE_WAKE_ENABLED) {
        qemu_log_mask(LOG_UNIMP, "%s: device %u: wake enable has no effect\n",
                      k3_trace_name(s), id);
    }

    had_context = dev->on || dev->retention;
    dev->exclusive = req->flags & TISCI_DEVICE_EXCLUSIVE ? req->index + 1 : 0;
    dev->reset_iso = req->flags & TISCI_DEVICE_RESET_ISO;
    dev->boot_on = false;
    if (m->state == SW_STATE_ON) {
        dev->users |= self;
    } else {
        dev->users &= ~self;
    }
    /* Retention is one flag for all hosts, kept for a module that is on. */
    dev->retention = m->state != SW_STATE_AUTO_OFF;
    trace_k3_ti_sci_device_state(k3_trace_name(s), req->host, id, m->state,
                                 req->flags);
    if (req->stuck && !dev->stuck &&
        ti_sci_device_wanted(&s->info->devices[index], dev) != dev->on) {
        ti_sci_device_stick(s, index, req->stuck);
    }
    ti_sci_device_update(s, index, had_context);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_get_device(TISCIState *s, const TISCIRequest *req,
                                     void *resp)
{
    const struct tisci_msg_get_device_req *m = req->msg;
    struct tisci_msg_get_device_resp *r = resp;
    int index = ti_sci_device_prepare(s, req, le32_to_cpu(m->id), false);
    const TISCIDevice *dev;

    if (index < 0) {
        return TI_SCI_NACK;
    }
    dev = ti_sci_device(s, index);
    r->context_loss_count = cpu_to_le32(dev->context_losses);
    r->resets = cpu_to_le32(dev->resets);
    if (dev->users & BIT_ULL(req->index)) {
        r->programmed_state = SW_STATE_ON;
    } else if (dev->retention) {
        r->programmed_state = SW_STATE_RETENTION;
    } else {
        r->programmed_state = SW_STATE_AUTO_OFF;
    }
    r->current_state = dev->stuck ? HW_STATE_TRANSITION :
                       dev->on ? HW_STATE_ON : HW_STATE_OFF;
    if (dev->reset_iso) {
        r->hdr.flags = cpu_to_le32(TISCI_DEVICE_RESET_ISO);
    }
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_set_device_resets(TISCIState *s,
                                            const TISCIRequest *req,
                                            void *resp)
{
    const struct tisci_msg_set_device_resets_req *m = req->msg;
    uint32_t id = le32_to_cpu(m->id);
    uint32_t resets = le32_to_cpu(m->resets);
    int index = ti_sci_device_prepare(s, req, id, true);
    const TISCIDeviceInfo *info;

    if (index < 0) {
        return TI_SCI_NACK;
    }
    info = &s->info->devices[index];
    if (resets & ~info->reset_mask) {
        qemu_log_mask(LOG_UNIMP, "%s: device %u: resets 0x%x have no effect\n",
                      k3_trace_name(s), id, resets & ~info->reset_mask);
    }
    if ((resets & info->reset_mask) &&
        !ti_sci_cores_may_stop(s, req, id)) {
        return TI_SCI_NACK;
    }
    /* The controller keeps them, whether the module is on or off. */
    ti_sci_device(s, index)->resets = resets & info->reset_mask;
    trace_k3_ti_sci_device_resets(k3_trace_name(s), req->host, id,
                                  resets & info->reset_mask);
    ti_sci_device_push(s, index);
    return TI_SCI_ACK;
}

/* Does device @index have no vote but the firmware's? */
static bool ti_sci_device_boot_only(TISCIState *s, unsigned index)
{
    const TISCIDevice *dev = ti_sci_device(s, index);

    return dev->boot_on && !dev->users &&
           s->info->devices[index].init != TI_SCI_DEV_ALWAYS_ON;
}

/*
 * The published firmware (devices_drop_power_up_ref() in rm_pm_hal's
 * pm/drivers/device/device_init.c) withdraws its vote from one device after
 * the other, and leaves retention as it is.  A processor may be switched off
 * with its device under the conditions of SET_DEVICE.  They are checked for
 * all devices first, because a refused request must not have changed anything.
 */
static TISCIResult ti_sci_drop_powerup_ref(TISCIState *s,
                                           const TISCIRequest *req,
                                           void *resp)
{
    for (size_t i = 0; i < s->info->num_devices; i++) {
        if (ti_sci_device_boot_only(s, i) &&
            !ti_sci_cores_may_stop(s, req, s->info->devices[i].id)) {
            return TI_SCI_NACK;
        }
    }
    for (size_t i = 0; i < s->info->num_devices; i++) {
        TISCIDevice *dev = ti_sci_device(s, i);
        bool had_context = dev->on || dev->retention;

        dev->boot_on = false;
        ti_sci_device_update(s, i, had_context);
    }
    return TI_SCI_ACK;
}

static const TISCIMessage device_messages[] = {
    TI_SCI_MESSAGE(TI_SCI_SET_DEVICE, "SET_DEVICE", tisci_msg_set_device_req,
                   ti_sci_set_device),
    TI_SCI_MESSAGE(0x0201, "GET_DEVICE", tisci_msg_get_device_req,
                   ti_sci_get_device),
    TI_SCI_MESSAGE(0x0202, "SET_DEVICE_RESETS",
                   tisci_msg_set_device_resets_req, ti_sci_set_device_resets),
    TI_SCI_MESSAGE(0x0203, "DEVICE_DROP_POWERUP_REF", tisci_header,
                   ti_sci_drop_powerup_ref),
    TI_SCI_UNMODELLED(0x0204, "GET_DEVICE_MULTIPLE"),
};

static void *ti_sci_device_create(TISCIState *s)
{
    TISCIDevices *devices = g_malloc0(sizeof(*devices) +
                                      s->info->num_devices *
                                      sizeof(devices->of[0]));

    devices->sci = s;
    devices->num = s->info->num_devices;
    devices->wedge.notify = ti_sci_device_wedge_access;
    return devices;
}

static void ti_sci_device_reset(TISCIState *s)
{
    for (size_t i = 0; i < s->info->num_devices; i++) {
        const TISCIDeviceInfo *info = &s->info->devices[i];
        const K3Core *core = ti_sci_cores_booted(s, info->id);
        bool on = info->init != TI_SCI_DEV_INIT_OFF || core;

        *ti_sci_device(s, i) = (TISCIDevice) {
            .boot_on = info->init == TI_SCI_DEV_INIT_ON || core,
            .retention = on,
            .on = on,
            .resets = core && core->local_reset_at_reset ?
                      info->reset_mask : 0,
        };
    }
}

static void ti_sci_device_boot(TISCIState *s)
{
    ti_sci_cores_open(s);
    for (size_t i = 0; i < s->info->num_procs; i++) {
        const TISCIProcInfo *info = &s->info->procs[i];
        int index = ti_sci_device_index(s, info->dev);

        /* A boot loader that has no complete image leaves the core in reset */
        if (!ti_sci_cores_load(s, info->id) && index >= 0) {
            ti_sci_device(s, index)->resets =
                s->info->devices[index].reset_mask;
        }
    }
    for (size_t i = 0; i < s->info->num_devices; i++) {
        ti_sci_device_push(s, i);
    }
}

static int ti_sci_device_post_load(void *opaque, int version_id)
{
    TISCIState *s = ((TISCIDevices *)opaque)->sci;

    for (size_t i = 0; i < s->info->num_devices; i++) {
        const TISCIDevice *dev = ti_sci_device(s, i);

        if (dev->exclusive > s->info->num_hosts ||
            (dev->users & ~ti_sci_hosts_mask(s)) ||
            dev->stuck >= TI_SCI_STUCK__MAX ||
            (!dev->stuck &&
             dev->on != ti_sci_device_wanted(&s->info->devices[i], dev))) {
            return -EINVAL;
        }
        if (dev->stuck) {
            ti_sci_device_stick(s, i, dev->stuck);
        }
    }
    return 0;
}

static void ti_sci_device_ownership(TISCIState *s, GString *out)
{
    for (size_t i = 0; i < s->info->num_devices; i++) {
        const TISCIDeviceInfo *info = &s->info->devices[i];
        const TISCIDevice *dev = ti_sci_device(s, i);

        for (size_t h = 0; h < s->info->num_hosts; h++) {
            bool user = dev->users & BIT_ULL(h);
            bool exclusive = dev->exclusive == h + 1;

            if (user || exclusive) {
                g_string_append_printf(out, "host=%u kind=device id=%u name=%s "
                                       "state=%s%s\n", s->info->hosts[h].id,
                                       info->id, info->name ?: "",
                                       user ? "on" : "off",
                                       exclusive ? ",exclusive" : "");
            }
        }
    }
}

static const VMStateDescription vmstate_ti_sci_device = {
    .name = "ti-sci/device",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(users, TISCIDevice),
        VMSTATE_UINT8(exclusive, TISCIDevice),
        VMSTATE_BOOL(boot_on, TISCIDevice),
        VMSTATE_BOOL(retention, TISCIDevice),
        VMSTATE_BOOL(reset_iso, TISCIDevice),
        VMSTATE_BOOL(on, TISCIDevice),
        VMSTATE_UINT8(stuck, TISCIDevice),
        VMSTATE_UINT32(resets, TISCIDevice),
        VMSTATE_UINT32(context_losses, TISCIDevice),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ti_sci_devices = {
    .name = "ti-sci/devices",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = ti_sci_device_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num, TISCIDevices, NULL),
        VMSTATE_STRUCT_VARRAY_UINT32(of, TISCIDevices, num, 1,
                                     vmstate_ti_sci_device, TISCIDevice),
        VMSTATE_END_OF_LIST()
    }
};

const TISCIChapter ti_sci_device_chapter = {
    .first = 0x0200,
    .last = 0x02ff,
    .device_manager = true,
    .subject = TI_SCI_SUBJECT_DEVICE,
    .messages = device_messages,
    .num_messages = ARRAY_SIZE(device_messages),
    .create = ti_sci_device_create,
    .reset = ti_sci_device_reset,
    .boot = ti_sci_device_boot,
    .ownership = ti_sci_device_ownership,
    .vmsd = &vmstate_ti_sci_devices,
};
