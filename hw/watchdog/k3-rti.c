/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 RTI digital windowed watchdog
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/watchdog/k3-rti.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

REG32(GCTRL, 0x00)
REG32(DWDCTRL, 0x90)
REG32(DWDPRLD, 0x94)
REG32(WDSTATUS, 0x98)
    FIELD(WDSTATUS, AWDST, 0, 1)
    FIELD(WDSTATUS, DWDST, 1, 1)
    FIELD(WDSTATUS, KEYST, 2, 1)
    FIELD(WDSTATUS, START, 3, 1)
    FIELD(WDSTATUS, END, 4, 1)
    FIELD(WDSTATUS, DWWD, 5, 1)
REG32(WDKEY, 0x9c)
REG32(DWDCNTR, 0xa0)
REG32(WWDRXNCTRL, 0xa4)
REG32(WWDSIZECTRL, 0xa8)

#define DWD_ENABLE      0xa98559da
#define DWD_DISABLED    0x5312aced

#define KEY_FIRST       0xe51a
#define KEY_SECOND      0xa35c

#define REACTION_RESET  0x5
#define REACTION_NMI    0xa

/* The end time flag exists twice; both copies always have the same value */
#define WDSTATUS_END    (R_WDSTATUS_DWDST_MASK | R_WDSTATUS_END_MASK)
#define WDSTATUS_ALL    0x3e

#define COUNTER_BITS    25
#define PRELOAD_SHIFT   13
#define PRELOAD_MASK    0xfff

#define MAX_FREQUENCY   (1000 * 1000 * 1000)

/* The window is the last 1 / 2^shift of the period */
static const struct {
    uint32_t value;
    unsigned shift;
} k3_rti_windows[] = {
    { 0x5, 0 },
    { 0x50, 1 },
    { 0x500, 2 },
    { 0x5000, 3 },
    { 0x50000, 4 },
    { 0x500000, 5 },
};

static unsigned k3_rti_window_shift(uint32_t value)
{
    for (unsigned i = 0; i < ARRAY_SIZE(k3_rti_windows); i++) {
        if (k3_rti_windows[i].value == value) {
            return k3_rti_windows[i].shift;
        }
    }
    /* Any other value selects the smallest window */
    return 5;
}

static bool k3_rti_enabled(K3RTIState *s)
{
    return s->regs[R_DWDCTRL] == DWD_ENABLE;
}

/* Clock ticks from the load to the end of the period */
static uint64_t k3_rti_period(K3RTIState *s)
{
    return ((uint64_t)s->regs[R_DWDPRLD] + 1) << PRELOAD_SHIFT;
}

/* Clock ticks since the counter was loaded */
static uint64_t k3_rti_ticks(K3RTIState *s)
{
    int64_t ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - s->loaded_ns;

    return muldiv64(MAX(ns, 0), s->clock_frequency, NANOSECONDS_PER_SECOND);
}

static void k3_rti_update_irq(K3RTIState *s)
{
    /* Clearing all flags withdraws the request; servicing alone does not */
    s->nmi &= !!(s->regs[R_WDSTATUS] & WDSTATUS_ALL);
    qemu_set_irq(s->irq, s->nmi);
}

/* Set the QEMU timer to the next time at which the counter passes zero */
static void k3_rti_update_timer(K3RTIState *s)
{
    uint64_t ticks, end;

    if (!k3_rti_enabled(s)) {
        timer_del(s->timer);
        return;
    }
    ticks = k3_rti_ticks(s);
    end = k3_rti_period(s);
    if (ticks >= end) {
        uint64_t wraps = (ticks - end) >> COUNTER_BITS;

        end += (wraps + 1) << COUNTER_BITS;
    }
    timer_mod(s->timer, s->loaded_ns +
              muldiv64_round_up(end, NANOSECONDS_PER_SECOND,
                                s->clock_frequency));
}

/* Load the counter; a new configuration takes effect */
static void k3_rti_load(K3RTIState *s)
{
    s->loaded_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    s->reaction = s->regs[R_WWDRXNCTRL];
    s->window = s->regs[R_WWDSIZECTRL];
    s->key_armed = false;
    s->violated = false;
    k3_rti_update_timer(s);
}

static void k3_rti_reset_state(K3RTIState *s);

/*
 * The reset output may reset this device before the function returns, so
 * callers must do nothing afterwards.
 */
static void k3_rti_violation(K3RTIState *s, uint32_t flags)
{
    trace_k3_rti_violation(k3_trace_name(s), flags, s->reaction);
    s->regs[R_WDSTATUS] |= flags | R_WDSTATUS_DWWD_MASK;
    if (s->reaction == REACTION_NMI) {
        s->key_armed = false;
        s->violated = true;
        s->nmi = true;
        k3_rti_update_irq(s);
    } else {
        /* The reset also stops the watchdog; the flags show who caused it */
        flags = s->regs[R_WDSTATUS];
        k3_rti_reset_state(s);
        s->regs[R_WDSTATUS] = flags;
        k3_rti_update_irq(s);
        qemu_irq_pulse(s->reset_out);
    }
}

static void k3_rti_expired(void *opaque)
{
    K3RTIState *s = opaque;

    k3_rti_update_timer(s);
    k3_rti_violation(s, WDSTATUS_END);
}

static void k3_rti_service(K3RTIState *s)
{
    uint64_t period = k3_rti_period(s);
    uint64_t closed = period - (period >> k3_rti_window_shift(s->window));
    uint64_t ticks = k3_rti_ticks(s);

    trace_k3_rti_service(k3_trace_name(s), ticks, closed, period);
    if (!s->violated && ticks < closed) {
        k3_rti_violation(s, R_WDSTATUS_START_MASK);
        return;
    }
    k3_rti_load(s);
}

static void k3_rti_write_dwdctrl(void *opaque, uint32_t value)
{
    K3RTIState *s = opaque;

    /* Only a reset disables the watchdog; all other keys have no effect */
    if (value != DWD_ENABLE || k3_rti_enabled(s)) {
        if (value != s->regs[R_DWDCTRL]) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: 0x%" PRIx32 " does not change "
                          "RTIDWDCTRL\n", k3_trace_name(s), value);
        }
        return;
    }
    s->regs[R_DWDCTRL] = value;
    trace_k3_rti_enable(k3_trace_name(s), k3_rti_period(s));
    k3_rti_load(s);
}

static void k3_rti_write_dwdprld(void *opaque, uint32_t value)
{
    K3RTIState *s = opaque;

    if (k3_rti_enabled(s)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: RTIDWDPRLD written while the "
                      "watchdog runs\n", k3_trace_name(s));
        return;
    }
    s->regs[R_DWDPRLD] = value & PRELOAD_MASK;
}

static void k3_rti_write_wdstatus(void *opaque, uint32_t value)
{
    K3RTIState *s = opaque;

    if (value & R_WDSTATUS_DWWD_MASK) {
        value |= WDSTATUS_ALL;
    }
    if (value & WDSTATUS_END) {
        value |= WDSTATUS_END;
    }
    s->regs[R_WDSTATUS] &= ~value;
    k3_rti_update_irq(s);
}

static void k3_rti_write_wdkey(void *opaque, uint32_t value)
{
    K3RTIState *s = opaque;

    value &= 0xffff;
    s->regs[R_WDKEY] = value;
    if (!k3_rti_enabled(s)) {
        return;
    }
    if (value == KEY_FIRST) {
        s->key_armed = true;
    } else if (value != KEY_SECOND) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: wrong key 0x%" PRIx32 "\n",
                      k3_trace_name(s), value);
        k3_rti_violation(s, R_WDSTATUS_KEYST_MASK);
    } else if (s->key_armed) {
        s->key_armed = false;
        k3_rti_service(s);
    }
}

static uint32_t k3_rti_read_dwdcntr(void *opaque)
{
    K3RTIState *s = opaque;

    if (!k3_rti_enabled(s)) {
        return MAKE_64BIT_MASK(0, COUNTER_BITS);
    }
    /* After zero the counter continues from all ones */
    return (k3_rti_period(s) - 1 - k3_rti_ticks(s)) &
           MAKE_64BIT_MASK(0, COUNTER_BITS);
}

static const K3RegInfo k3_rti_regs[K3_RTI_NUM_REGS] = {
    /* Neither the start of the counters nor their stop by debug is modelled */
    [R_GCTRL] = { "RTIGCTRL", .rw = 0xf8003 },
    [R_DWDCTRL] = { "RTIDWDCTRL", .reset = DWD_DISABLED,
                    .write = k3_rti_write_dwdctrl },
    [R_DWDPRLD] = { "RTIDWDPRLD", .reset = PRELOAD_MASK,
                    .write = k3_rti_write_dwdprld },
    [R_WDSTATUS] = { "RTIWDSTATUS", .write = k3_rti_write_wdstatus },
    [R_WDKEY] = { "RTIWDKEY", .reset = KEY_SECOND,
                  .write = k3_rti_write_wdkey },
    [R_DWDCNTR] = { "RTIDWDCNTR", .read = k3_rti_read_dwdcntr },
    [R_WWDRXNCTRL] = { "RTIWWDRXNCTRL", .reset = REACTION_RESET, .rw = 0xf },
    [R_WWDSIZECTRL] = { "RTIWWDSIZECTRL", .reset = 0x5, .rw = UINT32_MAX },
};

static const K3RegInfo *k3_rti_find(K3RTIState *s, hwaddr offset)
{
    if (offset / 4 < K3_RTI_NUM_REGS && !k3_rti_regs[offset / 4].name) {
        qemu_log_mask(LOG_UNIMP, "%s: counter register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
        return NULL;
    }
    return k3_regs_find(s, k3_rti_regs, K3_RTI_NUM_REGS, offset);
}

static uint64_t k3_rti_read(void *opaque, hwaddr offset, unsigned size)
{
    K3RTIState *s = opaque;
    const K3RegInfo *reg = k3_rti_find(s, offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    value = k3_regs_read(s, k3_rti_regs, s->regs, offset);
    trace_k3_rti_read(k3_trace_name(s), reg->name, value);
    return value;
}

static void k3_rti_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3RTIState *s = opaque;
    const K3RegInfo *reg = k3_rti_find(s, offset);

    if (!reg) {
        return;
    }
    trace_k3_rti_write(k3_trace_name(s), reg->name, value);
    k3_regs_write(s, k3_rti_regs, s->regs, offset, value);
}

static const MemoryRegionOps k3_rti_ops = {
    .read = k3_rti_read,
    .write = k3_rti_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void k3_rti_reset_state(K3RTIState *s)
{
    k3_regs_reset(k3_rti_regs, s->regs, K3_RTI_NUM_REGS);
    s->reaction = s->regs[R_WWDRXNCTRL];
    s->window = s->regs[R_WWDSIZECTRL];
    s->loaded_ns = 0;
    s->key_armed = false;
    s->violated = false;
    s->nmi = false;
    timer_del(s->timer);
}

static void k3_rti_reset_enter(Object *obj, ResetType type)
{
    k3_rti_reset_state(K3_RTI(obj));
}

static void k3_rti_reset_hold(Object *obj, ResetType type)
{
    k3_rti_update_irq(K3_RTI(obj));
}

static int k3_rti_post_load(void *opaque, int version_id)
{
    K3RTIState *s = opaque;

    if (s->loaded_ns < 0 || s->regs[R_DWDPRLD] > PRELOAD_MASK) {
        return -EINVAL;
    }
    k3_rti_update_irq(s);
    return 0;
}

static const VMStateDescription vmstate_k3_rti = {
    .name = TYPE_K3_RTI,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_rti_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER_PTR(timer, K3RTIState),
        VMSTATE_UINT32_ARRAY(regs, K3RTIState, K3_RTI_NUM_REGS),
        VMSTATE_INT64(loaded_ns, K3RTIState),
        VMSTATE_UINT32(reaction, K3RTIState),
        VMSTATE_UINT32(window, K3RTIState),
        VMSTATE_BOOL(key_armed, K3RTIState),
        VMSTATE_BOOL(violated, K3RTIState),
        VMSTATE_BOOL(nmi, K3RTIState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_rti_realize(DeviceState *dev, Error **errp)
{
    K3RTIState *s = K3_RTI(dev);

    if (!s->clock_frequency || s->clock_frequency > MAX_FREQUENCY) {
        error_setg(errp, "%s: clock-frequency=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_RTI, s->clock_frequency, MAX_FREQUENCY);
    }
}

static void k3_rti_init(Object *obj)
{
    K3RTIState *s = K3_RTI(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_rti_ops, s, TYPE_K3_RTI,
                          K3_RTI_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    sysbus_init_irq(sbd, &s->irq);
    qdev_init_gpio_out_named(DEVICE(obj), &s->reset_out, "reset", 1);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, k3_rti_expired, s);
}

static void k3_rti_finalize(Object *obj)
{
    timer_free(K3_RTI(obj)->timer);
}

static const Property k3_rti_properties[] = {
    DEFINE_PROP_UINT32("clock-frequency", K3RTIState, clock_frequency,
                       12500000),
};

static void k3_rti_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 RTI digital windowed watchdog";
    dc->realize = k3_rti_realize;
    dc->vmsd = &vmstate_k3_rti;
    device_class_set_props(dc, k3_rti_properties);
    set_bit(DEVICE_CATEGORY_WATCHDOG, dc->categories);
    rc->phases.enter = k3_rti_reset_enter;
    rc->phases.hold = k3_rti_reset_hold;
}

static const TypeInfo k3_rti_types[] = {
    {
        .name = TYPE_K3_RTI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3RTIState),
        .instance_init = k3_rti_init,
        .instance_finalize = k3_rti_finalize,
        .class_init = k3_rti_class_init,
    },
};

DEFINE_TYPES(k3_rti_types)
