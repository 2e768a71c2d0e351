/*
 * TI-SCI: devices, that is modules behind a power and sleep controller
 *
 * Rules as in the open part of the firmware (MCU+ SDK rm_pm_hal,
 * pm/drivers/device): every host has a vote of its own, the module is on while
 * anybody votes for it; a module that is on since boot has one vote that the
 * first request of any host drops; a host that claimed it exclusively is the
 * only one that may change it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "migration/vmstate.h"
#include "ti-sci-internal.h"
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

static K3Core *ti_sci_core_of(TISCIState *s, const TISCIProcInfo *proc)
{
    for (int i = 0; i < TI_SCI_MAX_PROCS; i++) {
        if (s->proc[i] && s->proc[i]->proc_id == proc->id) {
            return s->proc[i]->core;
        }
    }
    return NULL;
}

/* The core that a boot loader has left powered in this device, or NULL */
static const K3Core *ti_sci_booted_core(TISCIState *s,
                                        const TISCIDeviceInfo *info)
{
    for (size_t i = 0; i < s->info->num_procs; i++) {
        if (s->info->procs[i].dev == info->id) {
            const K3Core *core = ti_sci_core_of(s, &s->info->procs[i]);

            if (core && core->power_at_reset) {
                return core;
            }
        }
    }
    return NULL;
}

/* Pass power and local reset on to the processors of device @index. */
static void ti_sci_device_push(TISCIState *s, unsigned index)
{
    const TISCIDeviceInfo *info = &s->info->devices[index];
    const TISCIDevice *dev = &s->devices[index];

    for (size_t i = 0; i < s->info->num_procs; i++) {
        K3Core *core;

        if (s->info->procs[i].dev != info->id) {
            continue;
        }
        core = ti_sci_core_of(s, &s->info->procs[i]);
        if (core) {
            if (!dev->on && dev->retention) {
                qemu_log_mask(LOG_UNIMP, "%s: device %u: a processor does not "
                              "keep its context in retention\n",
                              k3_trace_name(s), info->id);
            }
            k3_core_set_local_reset(core, dev->resets & 1);
            k3_core_set_power(core, dev->on);
        }
    }
}

static bool ti_sci_device_wanted(const TISCIDeviceInfo *info,
                                 const TISCIDevice *dev)
{
    return dev->users || dev->boot_on || info->init == TI_SCI_DEV_ALWAYS_ON;
}

/* Follow the votes; @had_context: the module was on or in retention before. */
static void ti_sci_device_update(TISCIState *s, unsigned index,
                                 bool had_context)
{
    const TISCIDeviceInfo *info = &s->info->devices[index];
    TISCIDevice *dev = &s->devices[index];
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
    for (uint32_t i = 0; i < s->num_devices; i++) {
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
    exclusive = s->devices[index].exclusive;
    if (modify && exclusive && exclusive != req->index + 1) {
        ti_sci_refuse(req, "device %u is exclusive to host %u", id,
                      s->info->hosts[exclusive - 1].id);
        return -1;
    }
    return index;
}

/* Whoever accesses the memories of a processor in a wedged module is stuck */
static void ti_sci_wedge_access(Notifier *notifier, void *data)
{
    TISCIState *s = container_of(notifier, TISCIState, wedge);

    for (int i = 0; i < TI_SCI_MAX_PROCS; i++) {
        if (s->proc[i] && s->proc[i]->core == data) {
            ti_sci_hang_bus(s, s->proc[i]->proc_id, "has memories that nobody "
                            "answers for");
        }
    }
}

/* Nothing that the module is told from now on changes its power. */
static void ti_sci_device_stick(TISCIState *s, unsigned index,
                                TISCIStuck stuck)
{
    const TISCIDeviceInfo *info = &s->info->devices[index];

    trace_k3_ti_sci_device_stuck(k3_trace_name(s), info->id, info->name ?: "",
                                 s->devices[index].on, stuck == TI_SCI_WEDGED);
    s->devices[index].stuck = stuck;
    for (size_t i = 0; stuck == TI_SCI_WEDGED && i < s->info->num_procs; i++) {
        if (s->info->procs[i].dev == info->id) {
            K3Core *core = ti_sci_core_of(s, &s->info->procs[i]);

            if (core) {
                k3_core_set_wedge(core, &s->wedge);
            }
        }
    }
}

/*
 * Recent firmware does not take a processor that may be in the middle of a
 * transaction off the bus.  Older firmware does: then the interconnect waits
 * for the rest of that transaction, and everybody for the interconnect.
 */
static bool ti_sci_device_may_stop(TISCIState *s, const TISCIRequest *req,
                                   unsigned index)
{
    if (s->stop_policy == TI_SCI_STOP_ACK) {
        return true;
    }
    for (size_t i = 0; i < s->info->num_procs; i++) {
        const TISCIProcInfo *proc = &s->info->procs[i];
        K3Core *core = ti_sci_core_of(s, proc);

        if (proc->dev == s->info->devices[index].id && core &&
            core->started && !(k3_core_outputs(core) & K3_CORE_OUT_WFI)) {
            if (s->stop_policy == TI_SCI_STOP_NACK_UNLESS_WFI) {
                ti_sci_refuse(req, "processor 0x%02x is not in WFI", proc->id);
                return false;
            }
            ti_sci_hang_bus(s, proc->id, "is stopped and not in WFI");
        }
    }
    return true;
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
    dev = &s->devices[index];
    if (m->state > SW_STATE_ON) {
        ti_sci_refuse(req, "device %u: no state %u", id, m->state);
        return TI_SCI_NACK;
    }
    if ((req->flags & TISCI_DEVICE_EXCLUSIVE) && (dev->users & ~self)) {
        ti_sci_refuse(req, "device %u: exclusive, but another host has it on",
                      id);
        return TI_SCI_NACK;
    }
    if (m->state != SW_STATE_ON && !(dev->users & ~self) &&
        s->info->devices[index].init != TI_SCI_DEV_ALWAYS_ON &&
        !ti_sci_device_may_stop(s, req, index)) {
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
    dev = &s->devices[index];
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
        !ti_sci_device_may_stop(s, req, index)) {
        return TI_SCI_NACK;
    }
    /* Kept in the controller, whether the module is on or off. */
    s->devices[index].resets = resets & info->reset_mask;
    trace_k3_ti_sci_device_resets(k3_trace_name(s), req->host, id,
                                  s->devices[index].resets);
    ti_sci_device_push(s, index);
    return TI_SCI_ACK;
}

/* The vote of the firmware is the only one that device @index has */
static bool ti_sci_device_boot_only(TISCIState *s, unsigned index)
{
    const TISCIDevice *dev = &s->devices[index];

    return dev->boot_on && !dev->users &&
           s->info->devices[index].init != TI_SCI_DEV_ALWAYS_ON;
}

/*
 * The published firmware (devices_drop_power_up_ref() in rm_pm_hal's
 * pm/drivers/device/device_init.c) takes its vote back device by device, and
 * leaves retention as it is.  Whether a processor may go with its device is
 * the same question as for SET_DEVICE, so it has the same answer; it is asked
 * for all of them first, because what is refused must not be half done.
 */
static TISCIResult ti_sci_drop_powerup_ref(TISCIState *s,
                                           const TISCIRequest *req,
                                           void *resp)
{
    for (uint32_t i = 0; i < s->num_devices; i++) {
        if (ti_sci_device_boot_only(s, i) &&
            !ti_sci_device_may_stop(s, req, i)) {
            return TI_SCI_NACK;
        }
    }
    for (uint32_t i = 0; i < s->num_devices; i++) {
        TISCIDevice *dev = &s->devices[i];
        bool had_context = dev->on || dev->retention;

        dev->boot_on = false;
        ti_sci_device_update(s, i, had_context);
    }
    return TI_SCI_ACK;
}

static const TISCIMessage device_messages[] = {
    TI_SCI_MESSAGE(0x0200, "SET_DEVICE", tisci_msg_set_device_req,
                   ti_sci_set_device),
    TI_SCI_MESSAGE(0x0201, "GET_DEVICE", tisci_msg_get_device_req,
                   ti_sci_get_device),
    TI_SCI_MESSAGE(0x0202, "SET_DEVICE_RESETS",
                   tisci_msg_set_device_resets_req, ti_sci_set_device_resets),
    TI_SCI_MESSAGE(0x0203, "DEVICE_DROP_POWERUP_REF", tisci_header,
                   ti_sci_drop_powerup_ref),
    TI_SCI_UNMODELLED(0x0204, "GET_DEVICE_MULTIPLE"),
};

const TISCIChapter ti_sci_device_chapter = {
    .messages = device_messages,
    .num_messages = ARRAY_SIZE(device_messages),
};

void ti_sci_device_init(TISCIState *s)
{
    s->wedge.notify = ti_sci_wedge_access;
}

void ti_sci_device_reset(TISCIState *s)
{
    for (uint32_t i = 0; i < s->num_devices; i++) {
        const TISCIDeviceInfo *info = &s->info->devices[i];
        const K3Core *core = ti_sci_booted_core(s, info);
        bool on = info->init != TI_SCI_DEV_INIT_OFF || core;

        s->devices[i] = (TISCIDevice) {
            .boot_on = info->init == TI_SCI_DEV_INIT_ON || core,
            .retention = on,
            .on = on,
            .resets = core && core->local_reset_at_reset ?
                      info->reset_mask : 0,
        };
    }
}

/* A boot loader whose image is not all there leaves the core in reset. */
static void ti_sci_device_load(TISCIState *s, const TISCIProcInfo *proc,
                               K3Core *core)
{
    int index = ti_sci_device_index(s, proc->dev);

    if (!k3_core_load_image(core) && index >= 0) {
        s->devices[index].resets = s->info->devices[index].reset_mask;
    }
}

/*
 * What a boot loader has done to processors: all of their memories are open
 * and cleared before the first image is written, and all images are in place
 * before the first processor starts.
 */
static void ti_sci_device_boot(TISCIState *s)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < s->info->num_procs; i++) {
            K3Core *core = ti_sci_core_of(s, &s->info->procs[i]);

            if (!core || !core->power_at_reset) {
                continue;
            }
            if (pass == 0) {
                k3_core_set_local_reset(core, true);
                k3_core_set_power(core, true);
            } else {
                ti_sci_device_load(s, &s->info->procs[i], core);
            }
        }
    }
}

void ti_sci_device_reset_exit(TISCIState *s)
{
    ti_sci_device_boot(s);
    for (uint32_t i = 0; i < s->num_devices; i++) {
        ti_sci_device_push(s, i);
    }
}

int ti_sci_device_post_load(TISCIState *s)
{
    for (uint32_t i = 0; i < s->num_devices; i++) {
        const TISCIDevice *dev = &s->devices[i];

        if (dev->exclusive > s->num_channels ||
            (dev->users & ~MAKE_64BIT_MASK(0, s->num_channels)) ||
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

void ti_sci_device_ownership(TISCIState *s, GString *out)
{
    for (uint32_t i = 0; i < s->num_devices; i++) {
        const TISCIDeviceInfo *info = &s->info->devices[i];
        const TISCIDevice *dev = &s->devices[i];

        for (uint32_t h = 0; h < s->num_channels; h++) {
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

const VMStateDescription vmstate_ti_sci_device = {
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
