/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 dual-mode timer (DMTimer)
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/timer/k3-dmtimer.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

REG32(TIDR, 0x00)
REG32(TIOCP_CFG, 0x10)
    FIELD(TIOCP_CFG, SOFTRESET, 0, 1)
REG32(EOI, 0x20)
REG32(IRQSTATUS_RAW, 0x24)
REG32(IRQSTATUS, 0x28)
REG32(IRQENABLE_SET, 0x2c)
REG32(IRQENABLE_CLR, 0x30)
REG32(IRQWAKEEN, 0x34)
REG32(TCLR, 0x38)
    FIELD(TCLR, ST, 0, 1)
    FIELD(TCLR, AR, 1, 1)
    FIELD(TCLR, PTV, 2, 3)
    FIELD(TCLR, PRE, 5, 1)
    FIELD(TCLR, CE, 6, 1)
    FIELD(TCLR, SCPWM, 7, 1)
    FIELD(TCLR, TCM, 8, 2)
    FIELD(TCLR, TRG, 10, 2)
    FIELD(TCLR, PT, 12, 1)
    FIELD(TCLR, CAPT_MODE, 13, 1)
    FIELD(TCLR, GPO_CFG, 14, 1)
REG32(TCRR, 0x3c)
REG32(TLDR, 0x40)
REG32(TTGR, 0x44)
REG32(TWPS, 0x48)
REG32(TMAR, 0x4c)
REG32(TCAR1, 0x50)
REG32(TSICR, 0x54)
    FIELD(TSICR, SFT, 1, 1)
REG32(TCAR2, 0x58)
REG32(TPIR, 0x5c)
REG32(TNIR, 0x60)
REG32(TCVR, 0x64)
REG32(TOCR, 0x68)
REG32(TOWR, 0x6c)

/* Bits of the five interrupt registers */
#define IT_MAT      BIT(0)
#define IT_OVF      BIT(1)
#define IT_TCAR     BIT(2)
#define IT_ALL      (IT_MAT | IT_OVF | IT_TCAR)

/* The counter overflows instead of reaching this value */
#define COUNTER_TOP (UINT64_C(1) << 32)

#define NEVER       UINT64_MAX

#define MAX_FREQUENCY   (1000 * 1000 * 1000)

static bool k3_dmtimer_running(K3DMTimerState *s)
{
    return FIELD_EX32(s->regs[R_TCLR], TCLR, ST);
}

/* Functional clock ticks per counter tick */
static unsigned k3_dmtimer_prescale(K3DMTimerState *s)
{
    uint32_t tclr = s->regs[R_TCLR];

    return FIELD_EX32(tclr, TCLR, PRE) ? 2 << FIELD_EX32(tclr, TCLR, PTV) : 1;
}

/* Restart the prescaler, with TCRR as the counter's value at this time */
static void k3_dmtimer_anchor(K3DMTimerState *s)
{
    s->anchor_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    s->ticks = 0;
}

static void k3_dmtimer_event(K3DMTimerState *s, uint32_t it)
{
    if (it & ~s->regs[R_IRQSTATUS_RAW]) {
        trace_k3_dmtimer_event(k3_trace_name(s), it);
    }
    s->regs[R_IRQSTATUS_RAW] |= it;
}

/* TOCR counts overflows; an overflow is an event only if TOCR equals TOWR */
static void k3_dmtimer_overflow(K3DMTimerState *s, uint64_t count)
{
    uint64_t tocr = s->regs[R_TOCR], towr = s->regs[R_TOWR];
    uint64_t first = tocr <= towr ? towr - tocr + 1 :
                                    (1 << 24) - tocr + towr + 1;

    if (count < first) {
        s->regs[R_TOCR] = (tocr + count) & MAKE_64BIT_MASK(0, 24);
        return;
    }
    s->regs[R_TOCR] = (count - first) % (towr + 1);
    k3_dmtimer_event(s, IT_OVF);
}

/* Advance the counter by @delta ticks, in constant time */
static void k3_dmtimer_advance(K3DMTimerState *s, uint64_t delta)
{
    uint64_t from = s->regs[R_TCRR], tldr = s->regs[R_TLDR];
    uint64_t match = s->regs[R_TMAR], to = from + delta;
    bool matched;

    if (delta < COUNTER_TOP - from) {
        matched = match > from && match <= to;
        s->regs[R_TCRR] = to;
    } else if (!FIELD_EX32(s->regs[R_TCLR], TCLR, AR)) {
        /* One shot: the counter wraps to 0 and stops there */
        matched = match > from || match == 0;
        s->regs[R_TCRR] = 0;
        s->regs[R_TCLR] = FIELD_DP32(s->regs[R_TCLR], TCLR, ST, 0);
        k3_dmtimer_overflow(s, 1);
    } else {
        uint64_t period = COUNTER_TOP - tldr;
        uint64_t past = delta - (COUNTER_TOP - from);

        to = tldr + past % period;
        matched = match > from || (match >= tldr && match <= to) ||
                  (match >= tldr && past >= period);
        s->regs[R_TCRR] = to;
        k3_dmtimer_overflow(s, 1 + past / period);
    }
    if (matched && FIELD_EX32(s->regs[R_TCLR], TCLR, CE)) {
        k3_dmtimer_event(s, IT_MAT);
    }
}

/* Update TCRR, the events and, in one-shot mode, TCLR.ST to the current time */
static void k3_dmtimer_sync(K3DMTimerState *s)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint64_t ticks, delta;

    if (!k3_dmtimer_running(s) || now <= s->anchor_ns) {
        return;
    }
    ticks = muldiv64(now - s->anchor_ns, s->clock_frequency,
                     NANOSECONDS_PER_SECOND) / k3_dmtimer_prescale(s);
    if (ticks > s->ticks) {
        delta = ticks - s->ticks;
        s->ticks = ticks;
        k3_dmtimer_advance(s, delta);
    }
}

/* Counter ticks from TCRR to the next overflow event */
static uint64_t k3_dmtimer_ticks_to_overflow(K3DMTimerState *s)
{
    uint64_t tocr = s->regs[R_TOCR], towr = s->regs[R_TOWR];
    uint64_t masked = tocr <= towr ? towr - tocr : (1 << 24) - tocr + towr;

    if (masked && !FIELD_EX32(s->regs[R_TCLR], TCLR, AR)) {
        return NEVER;
    }
    return COUNTER_TOP - s->regs[R_TCRR] +
           masked * (COUNTER_TOP - s->regs[R_TLDR]);
}

/* Counter ticks from TCRR to the next match */
static uint64_t k3_dmtimer_ticks_to_match(K3DMTimerState *s)
{
    uint64_t tcrr = s->regs[R_TCRR], match = s->regs[R_TMAR];
    /* The value of the counter after its next overflow */
    uint64_t bottom = FIELD_EX32(s->regs[R_TCLR], TCLR, AR) ?
                      s->regs[R_TLDR] : 0;

    if (match > tcrr) {
        return match - tcrr;
    }
    if (match < bottom ||
        (match > bottom && !FIELD_EX32(s->regs[R_TCLR], TCLR, AR))) {
        return NEVER;
    }
    return COUNTER_TOP - tcrr + match - bottom;
}

/* Counter ticks from TCRR to the next event that will raise the line */
static uint64_t k3_dmtimer_ticks_to_irq(K3DMTimerState *s)
{
    uint32_t want = s->regs[R_IRQENABLE_SET] & ~s->regs[R_IRQSTATUS_RAW];
    uint64_t ticks = NEVER;

    if (want & IT_OVF) {
        ticks = k3_dmtimer_ticks_to_overflow(s);
    }
    if ((want & IT_MAT) && FIELD_EX32(s->regs[R_TCLR], TCLR, CE)) {
        ticks = MIN(ticks, k3_dmtimer_ticks_to_match(s));
    }
    return ticks;
}

static void k3_dmtimer_update_irq(K3DMTimerState *s)
{
    qemu_set_irq(s->irq, !!(s->regs[R_IRQSTATUS_RAW] &
                            s->regs[R_IRQENABLE_SET]));
}

/* Set the line and the QEMU timer; call k3_dmtimer_sync() before */
static void k3_dmtimer_update(K3DMTimerState *s)
{
    uint64_t ticks = NEVER, total, ns;
    unsigned prescale = k3_dmtimer_prescale(s);
    int64_t longest = (INT64_MAX - s->anchor_ns) / NANOSECONDS_PER_SECOND;

    k3_dmtimer_update_irq(s);

    if (k3_dmtimer_running(s)) {
        ticks = k3_dmtimer_ticks_to_irq(s);
    }
    if (ticks >= UINT64_MAX / prescale - s->ticks) {
        timer_del(s->timer);
        return;
    }
    total = (s->ticks + ticks) * prescale;
    /* QEMU's clock cannot reach an event beyond 63 bits of nanoseconds */
    if (total / s->clock_frequency >= longest) {
        timer_del(s->timer);
        return;
    }
    ns = muldiv64_round_up(total, NANOSECONDS_PER_SECOND, s->clock_frequency);
    timer_mod(s->timer, MAX(s->anchor_ns + (int64_t)ns, s->quiet_until_ns));
}

static void k3_dmtimer_expired(void *opaque)
{
    K3DMTimerState *s = opaque;

    k3_dmtimer_sync(s);
    k3_dmtimer_update(s);
}

static void k3_dmtimer_reset_regs(K3DMTimerState *s);

static void k3_dmtimer_write_tiocp_cfg(void *opaque, uint32_t value)
{
    /* SOFTRESET completes at once, so that it always reads as 0 */
    if (FIELD_EX32(value, TIOCP_CFG, SOFTRESET)) {
        k3_dmtimer_reset_regs(opaque);
    }
}

static uint32_t k3_dmtimer_read_irqstatus(void *opaque)
{
    K3DMTimerState *s = opaque;

    return s->regs[R_IRQSTATUS_RAW] & s->regs[R_IRQENABLE_SET];
}

static uint32_t k3_dmtimer_read_ttgr(void *opaque)
{
    return UINT32_MAX;
}

static void k3_dmtimer_write_irqstatus_raw(void *opaque, uint32_t value)
{
    k3_dmtimer_event(opaque, value & IT_ALL);
}

static void k3_dmtimer_write_irqstatus(void *opaque, uint32_t value)
{
    K3DMTimerState *s = opaque;

    if (s->regs[R_IRQSTATUS_RAW] & value) {
        s->quiet_until_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                            K3_DMTIMER_MIN_INTERVAL_NS;
    }
}

static void k3_dmtimer_write_irqwakeen(void *opaque, uint32_t value)
{
    if (value & IT_ALL) {
        qemu_log_mask(LOG_UNIMP, "%s: wake-up is not modelled\n",
                      k3_trace_name(opaque));
    }
}

static void k3_dmtimer_write_tclr(void *opaque, uint32_t value)
{
    K3DMTimerState *s = opaque;
    uint32_t changed = s->regs[R_TCLR] ^ value;
    uint32_t set = changed & value;

    if (set & (R_TCLR_TCM_MASK | R_TCLR_CAPT_MODE_MASK)) {
        qemu_log_mask(LOG_UNIMP, "%s: capture mode is not modelled\n",
                      k3_trace_name(s));
    }
    if (set & (R_TCLR_SCPWM_MASK | R_TCLR_TRG_MASK | R_TCLR_PT_MASK |
               R_TCLR_GPO_CFG_MASK)) {
        qemu_log_mask(LOG_UNIMP, "%s: the PWM output is not modelled\n",
                      k3_trace_name(s));
    }
    if (changed & (R_TCLR_ST_MASK | R_TCLR_PRE_MASK | R_TCLR_PTV_MASK)) {
        k3_dmtimer_anchor(s);
    }
}

static void k3_dmtimer_write_tcrr(void *opaque, uint32_t value)
{
    k3_dmtimer_anchor(opaque);
}

static void k3_dmtimer_write_ttgr(void *opaque, uint32_t value)
{
    K3DMTimerState *s = opaque;

    s->regs[R_TCRR] = s->regs[R_TLDR];
    k3_dmtimer_anchor(s);
}

static void k3_dmtimer_write_tsicr(void *opaque, uint32_t value)
{
    K3DMTimerState *s = opaque;

    if (FIELD_EX32(value, TSICR, SFT)) {
        uint32_t tiocp_cfg = s->regs[R_TIOCP_CFG];

        k3_dmtimer_reset_regs(s);
        s->regs[R_TIOCP_CFG] = tiocp_cfg;
    }
}

static void k3_dmtimer_write_increment(void *opaque, uint32_t value)
{
    if (value) {
        qemu_log_mask(LOG_UNIMP, "%s: 1 ms tick correction is not modelled\n",
                      k3_trace_name(opaque));
    }
}

static const K3RegInfo k3_dmtimer_regs[K3_DMTIMER_NUM_REGS] = {
    [R_TIDR] = { "TIDR", .reset = 0x40000100 },
    [R_TIOCP_CFG] = { "TIOCP_CFG", .rw = 0xe,
                      .write = k3_dmtimer_write_tiocp_cfg },
    [R_EOI] = { "IRQ_EOI", .no_effect = true },
    [R_IRQSTATUS_RAW] = { "IRQSTATUS_RAW",
                          .write = k3_dmtimer_write_irqstatus_raw },
    [R_IRQSTATUS] = { "IRQSTATUS", .w1c = IT_ALL, .same_as = R_IRQSTATUS_RAW,
                      .read = k3_dmtimer_read_irqstatus,
                      .write = k3_dmtimer_write_irqstatus },
    [R_IRQENABLE_SET] = { "IRQENABLE_SET", .w1s = IT_ALL },
    [R_IRQENABLE_CLR] = { "IRQENABLE_CLR", .w1c = IT_ALL,
                          .same_as = R_IRQENABLE_SET },
    [R_IRQWAKEEN] = { "IRQWAKEEN", .rw = IT_ALL,
                      .write = k3_dmtimer_write_irqwakeen },
    [R_TCLR] = { "TCLR", .rw = 0x7fff, .write = k3_dmtimer_write_tclr },
    [R_TCRR] = { "TCRR", .rw = UINT32_MAX, .write = k3_dmtimer_write_tcrr },
    [R_TLDR] = { "TLDR", .rw = UINT32_MAX },
    [R_TTGR] = { "TTGR", .read = k3_dmtimer_read_ttgr,
                 .write = k3_dmtimer_write_ttgr },
    /* Posted writes complete at once, so none is ever pending */
    [R_TWPS] = { "TWPS" },
    [R_TMAR] = { "TMAR", .rw = UINT32_MAX },
    [R_TCAR1] = { "TCAR1" },
    [R_TSICR] = { "TSICR", .rw = 0xc, .write = k3_dmtimer_write_tsicr },
    [R_TCAR2] = { "TCAR2" },
    [R_TPIR] = { "TPIR", .rw = UINT32_MAX,
                 .write = k3_dmtimer_write_increment },
    [R_TNIR] = { "TNIR", .rw = UINT32_MAX,
                 .write = k3_dmtimer_write_increment },
    [R_TCVR] = { "TCVR", .rw = UINT32_MAX },
    [R_TOCR] = { "TOCR", .rw = 0xffffff },
    [R_TOWR] = { "TOWR", .rw = 0xffffff },
};

static void k3_dmtimer_reset_regs(K3DMTimerState *s)
{
    k3_regs_reset(k3_dmtimer_regs, s->regs, K3_DMTIMER_NUM_REGS);
    s->anchor_ns = 0;
    s->ticks = 0;
    s->quiet_until_ns = 0;
    timer_del(s->timer);
}

static uint64_t k3_dmtimer_read(void *opaque, hwaddr offset, unsigned size)
{
    K3DMTimerState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_dmtimer_regs,
                                        K3_DMTIMER_NUM_REGS, offset);
    uint32_t raw = s->regs[R_IRQSTATUS_RAW], value;

    if (!reg) {
        return 0;
    }
    k3_dmtimer_sync(s);
    if (s->regs[R_IRQSTATUS_RAW] != raw) {
        /* If the guest can see an event, the line must show it as well */
        k3_dmtimer_update(s);
    }
    value = k3_regs_read(s, k3_dmtimer_regs, s->regs, offset);
    trace_k3_dmtimer_read(k3_trace_name(s), reg->name, value);
    return value;
}

static void k3_dmtimer_write(void *opaque, hwaddr offset, uint64_t value,
                             unsigned size)
{
    K3DMTimerState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_dmtimer_regs,
                                        K3_DMTIMER_NUM_REGS, offset);

    if (!reg) {
        return;
    }
    trace_k3_dmtimer_write(k3_trace_name(s), reg->name, value);
    k3_dmtimer_sync(s);
    k3_regs_write(s, k3_dmtimer_regs, s->regs, offset, value);
    k3_dmtimer_update(s);
}

static const MemoryRegionOps k3_dmtimer_ops = {
    .read = k3_dmtimer_read,
    .write = k3_dmtimer_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void k3_dmtimer_reset_enter(Object *obj, ResetType type)
{
    k3_dmtimer_reset_regs(K3_DMTIMER(obj));
}

static void k3_dmtimer_reset_hold(Object *obj, ResetType type)
{
    k3_dmtimer_update_irq(K3_DMTIMER(obj));
}

static int k3_dmtimer_post_load(void *opaque, int version_id)
{
    K3DMTimerState *s = opaque;

    /* These values are summed up, and the sums must not wrap */
    if (s->anchor_ns < 0 || s->ticks > INT64_MAX / 256 ||
        s->regs[R_TOCR] > 0xffffff || s->regs[R_TOWR] > 0xffffff) {
        return -EINVAL;
    }
    k3_dmtimer_update_irq(s);
    return 0;
}

static const VMStateDescription vmstate_k3_dmtimer = {
    .name = TYPE_K3_DMTIMER,
    .version_id = 2,
    .minimum_version_id = 2,
    .post_load = k3_dmtimer_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER_PTR(timer, K3DMTimerState),
        VMSTATE_UINT32_ARRAY(regs, K3DMTimerState, K3_DMTIMER_NUM_REGS),
        VMSTATE_INT64(anchor_ns, K3DMTimerState),
        VMSTATE_UINT64(ticks, K3DMTimerState),
        VMSTATE_INT64(quiet_until_ns, K3DMTimerState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_dmtimer_realize(DeviceState *dev, Error **errp)
{
    K3DMTimerState *s = K3_DMTIMER(dev);

    if (!s->clock_frequency || s->clock_frequency > MAX_FREQUENCY) {
        error_setg(errp, "%s: clock-frequency=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_DMTIMER, s->clock_frequency, MAX_FREQUENCY);
    }
}

static void k3_dmtimer_init(Object *obj)
{
    K3DMTimerState *s = K3_DMTIMER(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_dmtimer_ops, s,
                          TYPE_K3_DMTIMER, K3_DMTIMER_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    sysbus_init_irq(sbd, &s->irq);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, k3_dmtimer_expired, s);
}

static void k3_dmtimer_finalize(Object *obj)
{
    timer_free(K3_DMTIMER(obj)->timer);
}

static const Property k3_dmtimer_properties[] = {
    DEFINE_PROP_UINT32("clock-frequency", K3DMTimerState, clock_frequency,
                       25000000),
};

static void k3_dmtimer_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 dual-mode timer";
    dc->realize = k3_dmtimer_realize;
    dc->vmsd = &vmstate_k3_dmtimer;
    device_class_set_props(dc, k3_dmtimer_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_dmtimer_reset_enter;
    rc->phases.hold = k3_dmtimer_reset_hold;
}

static const TypeInfo k3_dmtimer_types[] = {
    {
        .name = TYPE_K3_DMTIMER,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3DMTimerState),
        .instance_init = k3_dmtimer_init,
        .instance_finalize = k3_dmtimer_finalize,
        .class_init = k3_dmtimer_class_init,
    },
};

DEFINE_TYPES(k3_dmtimer_types)
