/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 real-time clock
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/rtc/k3-rtc.h"
#include "migration/vmstate.h"
#include "qapi/qapi-events-misc.h"
#include "qapi/visitor.h"
#include "qemu/cutils.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "system/rtc.h"
#include "system/system.h"
#include "trace.h"

REG32(MOD_VER, 0x00)
REG32(SUB_S_CNT, 0x04)
REG32(S_CNT_LSW, 0x08)
REG32(S_CNT_MSW, 0x0c)
REG32(COMP, 0x10)
REG32(OFF_ON_S_CNT_LSW, 0x18)
REG32(OFF_ON_S_CNT_MSW, 0x1c)
REG32(ON_OFF_S_CNT_LSW, 0x20)
REG32(ON_OFF_S_CNT_MSW, 0x24)
REG32(DEBOUNCE, 0x28)
REG32(ANALOG, 0x2c)
REG32(SCRATCH0, 0x30)
REG32(SCRATCH1, 0x34)
REG32(SCRATCH2, 0x38)
REG32(SCRATCH3, 0x3c)
REG32(SCRATCH4, 0x40)
REG32(SCRATCH5, 0x44)
REG32(SCRATCH6, 0x48)
REG32(SCRATCH7, 0x4c)
REG32(GENRAL_CTL, 0x50)
    FIELD(GENRAL_CTL, WKUP, 0, 12)          /* enable, polarity, debounce */
    FIELD(GENRAL_CTL, PWR_OFF_EN, 16, 1)
    FIELD(GENRAL_CTL, SW_OFF, 17, 1)
    FIELD(GENRAL_CTL, O32K_OSC_DEP_EN, 21, 1)
    FIELD(GENRAL_CTL, UNLOCK, 23, 1)
    FIELD(GENRAL_CTL, CNT_FMODE, 24, 2)
REG32(IRQSTATUS_RAW_SYS, 0x54)
REG32(IRQSTATUS_SYS, 0x58)
REG32(IRQENABLE_SET_SYS, 0x5c)
REG32(IRQENABLE_CLR_SYS, 0x60)
REG32(SYNCPEND, 0x68)
    FIELD(SYNCPEND, O32K_CLK_OBS, 2, 1)
    FIELD(SYNCPEND, WRT_ERR, 3, 1)
REG32(KICK0, 0x70)
REG32(KICK1, 0x74)

#define MOD_VER_VALUE   0x00440100

#define KICK0_VALUE     0x83e70b13
#define KICK1_VALUE     0x95a4f1e0

/* Alarms are numbered like their bits in the interrupt registers */
#define ALARM_MASK      MAKE_64BIT_MASK(0, K3_RTC_NUM_ALARMS)

#define COUNTER_BITS    48
#define COUNTER_MASK    MAKE_64BIT_MASK(0, COUNTER_BITS)
#define TICK_HZ         32768

/* GENRAL_CTL.CNT_FMODE: which register freezes the counter when it is read */
#define FREEZE_SUB_S    1
#define FREEZE_LSW      2

#define GENRAL_CTL_RW   (R_GENRAL_CTL_WKUP_MASK | \
                         R_GENRAL_CTL_PWR_OFF_EN_MASK | \
                         R_GENRAL_CTL_SW_OFF_MASK | \
                         R_GENRAL_CTL_O32K_OSC_DEP_EN_MASK | \
                         R_GENRAL_CTL_CNT_FMODE_MASK)
/* What asks for functions around the power supply */
#define GENRAL_CTL_POWER    (R_GENRAL_CTL_WKUP_MASK | \
                             R_GENRAL_CTL_PWR_OFF_EN_MASK | \
                             R_GENRAL_CTL_SW_OFF_MASK)

/* The lower half of each alarm's register */
static const unsigned k3_rtc_alarm_reg[K3_RTC_NUM_ALARMS] = {
    R_ON_OFF_S_CNT_LSW, R_OFF_ON_S_CNT_LSW
};

static uint64_t k3_rtc_clock_seconds(void)
{
    return qemu_clock_get_ns(rtc_clock) / NANOSECONDS_PER_SECOND;
}

static uint64_t k3_rtc_seconds(const K3RTCState *s)
{
    return (k3_rtc_clock_seconds() + s->offset) & COUNTER_MASK;
}

/* Time in units of 1 / @hz seconds, within the current second */
static uint32_t k3_rtc_fraction(unsigned hz)
{
    uint64_t ns = qemu_clock_get_ns(rtc_clock) % NANOSECONDS_PER_SECOND;

    return ns * hz / NANOSECONDS_PER_SECOND;
}

static uint64_t k3_rtc_alarm(const K3RTCState *s, unsigned alarm)
{
    unsigned lsw = k3_rtc_alarm_reg[alarm];

    return s->regs[lsw] | (uint64_t)s->regs[lsw + 1] << 32;
}

static void k3_rtc_update_irq(K3RTCState *s)
{
    qemu_set_irq(s->irq, !!(s->regs[R_IRQSTATUS_RAW_SYS] &
                            s->regs[R_IRQENABLE_SET_SYS]));
}

/* Let alarms go off whose time has come, and wait for the next one */
static void k3_rtc_run(K3RTCState *s)
{
    /* A timer that fires too early does no harm */
    uint64_t wait = 1ULL << 30, now = k3_rtc_seconds(s);
    uint32_t events = 0;
    bool any = false;

    for (unsigned i = 0; i < K3_RTC_NUM_ALARMS; i++) {
        uint64_t alarm = k3_rtc_alarm(s, i);

        if (s->armed[i] && alarm <= now) {
            s->armed[i] = false;
            events |= BIT(i);
        } else if (s->armed[i]) {
            any = true;
            wait = MIN(wait, alarm - now);
        }
    }
    if (events) {
        trace_k3_rtc_alarm(k3_trace_name(s), events, now);
        s->regs[R_IRQSTATUS_RAW_SYS] |= events;
    }
    if (any) {
        timer_mod(s->timer, (int64_t)(k3_rtc_clock_seconds() + wait) *
                  NANOSECONDS_PER_SECOND);
    } else {
        timer_del(s->timer);
    }
    k3_rtc_update_irq(s);
}

static void k3_rtc_timer(void *opaque)
{
    k3_rtc_run(opaque);
}

/* The counter only meets an alarm that is not in its past */
static void k3_rtc_arm(K3RTCState *s)
{
    for (unsigned i = 0; i < K3_RTC_NUM_ALARMS; i++) {
        s->armed[i] = k3_rtc_alarm(s, i) >= k3_rtc_seconds(s);
    }
    k3_rtc_run(s);
}

static void k3_rtc_set_seconds(K3RTCState *s, uint64_t seconds)
{
    g_autofree char *path = object_get_canonical_path(OBJECT(s));
    struct tm tm;
    uint64_t base;

    s->frozen = false;
    if (seconds == k3_rtc_seconds(s)) {
        return;
    }
    s->offset = (s->offset + seconds - k3_rtc_seconds(s)) & COUNTER_MASK;
    trace_k3_rtc_set(k3_trace_name(s), seconds);
    qemu_get_timedate(&tm, 0);
    base = mktimegm(&tm);
    qapi_event_send_rtc_change(sextract64(seconds - base, 0, COUNTER_BITS),
                               path);
    k3_rtc_arm(s);
}

static unsigned k3_rtc_freeze_mode(const K3RTCState *s)
{
    return FIELD_EX32(s->regs[R_GENRAL_CTL], GENRAL_CTL, CNT_FMODE);
}

static void k3_rtc_freeze(K3RTCState *s, unsigned mode)
{
    if (k3_rtc_freeze_mode(s) == mode) {
        s->frozen = true;
        s->frozen_seconds = k3_rtc_seconds(s);
    }
}

static uint64_t k3_rtc_visible_seconds(const K3RTCState *s)
{
    return s->frozen ? s->frozen_seconds : k3_rtc_seconds(s);
}

static uint32_t k3_rtc_read_mod_ver(void *opaque)
{
    return MOD_VER_VALUE;
}

static uint32_t k3_rtc_read_sub_s_cnt(void *opaque)
{
    K3RTCState *s = opaque;

    k3_rtc_freeze(s, FREEZE_SUB_S);
    return k3_rtc_fraction(TICK_HZ);
}

static uint32_t k3_rtc_read_s_cnt_lsw(void *opaque)
{
    K3RTCState *s = opaque;

    k3_rtc_freeze(s, FREEZE_LSW);
    return k3_rtc_visible_seconds(s);
}

static void k3_rtc_write_s_cnt_lsw(void *opaque, uint32_t value)
{
    K3RTCState *s = opaque;

    k3_rtc_set_seconds(s, deposit64(k3_rtc_seconds(s), 0, 32, value));
}

static uint32_t k3_rtc_read_s_cnt_msw(void *opaque)
{
    K3RTCState *s = opaque;
    uint32_t value = k3_rtc_visible_seconds(s) >> 32;

    s->frozen = false;
    return value;
}

static void k3_rtc_write_s_cnt_msw(void *opaque, uint32_t value)
{
    K3RTCState *s = opaque;

    k3_rtc_set_seconds(s, deposit64(k3_rtc_seconds(s), 32, 16, value));
}

static uint32_t k3_rtc_read_genral_ctl(void *opaque)
{
    K3RTCState *s = opaque;

    return FIELD_DP32(s->regs[R_GENRAL_CTL], GENRAL_CTL, UNLOCK, s->unlocked);
}

static void k3_rtc_write_genral_ctl(void *opaque, uint32_t value)
{
    K3RTCState *s = opaque;

    if (value & GENRAL_CTL_POWER) {
        qemu_log_mask(LOG_UNIMP, "%s: wake-up pins and power-off are not "
                      "modelled\n", k3_trace_name(s));
    }
    s->frozen &= FIELD_EX32(value, GENRAL_CTL, CNT_FMODE) != 0;
}

static uint32_t k3_rtc_read_irqstatus(void *opaque)
{
    K3RTCState *s = opaque;

    return s->regs[R_IRQSTATUS_RAW_SYS] & s->regs[R_IRQENABLE_SET_SYS];
}

static uint32_t k3_rtc_read_syncpend(void *opaque)
{
    K3RTCState *s = opaque;

    /* Software may wait for an edge of the 32 kHz clock */
    return FIELD_DP32(s->regs[R_SYNCPEND], SYNCPEND, O32K_CLK_OBS,
                      k3_rtc_fraction(2 * TICK_HZ) & 1);
}

static void k3_rtc_set_unlocked(K3RTCState *s, bool unlocked)
{
    if (s->unlocked != unlocked) {
        s->unlocked = unlocked;
        trace_k3_rtc_lock(k3_trace_name(s), !unlocked);
    }
}

static void k3_rtc_write_kick0(void *opaque, uint32_t value)
{
    K3RTCState *s = opaque;

    s->kick0_seen = value == KICK0_VALUE;
    if (!s->kick0_seen) {
        k3_rtc_set_unlocked(s, false);
    }
}

static void k3_rtc_write_kick1(void *opaque, uint32_t value)
{
    K3RTCState *s = opaque;
    bool right = value == KICK1_VALUE;

    k3_rtc_set_unlocked(s, right && (s->kick0_seen || s->unlocked));
    s->kick0_seen = false;
}

#define SCRATCH_REG(n) \
    [R_SCRATCH##n] = { "SCRATCH" #n, .rw = UINT32_MAX }

static const K3RegInfo k3_rtc_regs[K3_RTC_NUM_REGS] = {
    [R_MOD_VER] = { "MOD_VER", .read = k3_rtc_read_mod_ver },
    [R_SUB_S_CNT] = { "SUB_S_CNT", .read = k3_rtc_read_sub_s_cnt },
    [R_S_CNT_LSW] = { "S_CNT_LSW", .read = k3_rtc_read_s_cnt_lsw,
                      .write = k3_rtc_write_s_cnt_lsw },
    [R_S_CNT_MSW] = { "S_CNT_MSW", .read = k3_rtc_read_s_cnt_msw,
                      .write = k3_rtc_write_s_cnt_msw },
    [R_COMP] = { "COMP", .rw = 0xffff },
    [R_OFF_ON_S_CNT_LSW] = { "OFF_ON_S_CNT_LSW", .rw = UINT32_MAX },
    [R_OFF_ON_S_CNT_MSW] = { "OFF_ON_S_CNT_MSW", .rw = 0xffff },
    [R_ON_OFF_S_CNT_LSW] = { "ON_OFF_S_CNT_LSW", .rw = UINT32_MAX },
    [R_ON_OFF_S_CNT_MSW] = { "ON_OFF_S_CNT_MSW", .rw = 0xffff },
    [R_DEBOUNCE] = { "DEBOUNCE", .rw = 0xff },
    [R_ANALOG] = { "ANALOG", .rw = UINT32_MAX },
    SCRATCH_REG(0), SCRATCH_REG(1), SCRATCH_REG(2), SCRATCH_REG(3),
    SCRATCH_REG(4), SCRATCH_REG(5), SCRATCH_REG(6), SCRATCH_REG(7),
    [R_GENRAL_CTL] = { "GENRAL_CTL", .rw = GENRAL_CTL_RW,
                       .read = k3_rtc_read_genral_ctl,
                       .write = k3_rtc_write_genral_ctl },
    [R_IRQSTATUS_RAW_SYS] = { "IRQSTATUS_RAW_SYS", .w1s = ALARM_MASK },
    [R_IRQSTATUS_SYS] = { "IRQSTATUS_SYS", .w1c = ALARM_MASK,
                          .same_as = R_IRQSTATUS_RAW_SYS,
                          .read = k3_rtc_read_irqstatus },
    [R_IRQENABLE_SET_SYS] = { "IRQENABLE_SET_SYS", .w1s = ALARM_MASK },
    [R_IRQENABLE_CLR_SYS] = { "IRQENABLE_CLR_SYS", .w1c = ALARM_MASK,
                              .same_as = R_IRQENABLE_SET_SYS },
    /* What RELOAD_FROM_BBD would reload is up to date */
    [R_SYNCPEND] = { "SYNCPEND", .w1c = R_SYNCPEND_WRT_ERR_MASK,
                     .read = k3_rtc_read_syncpend },
    [R_KICK0] = { "KICK0", .write = k3_rtc_write_kick0 },
    [R_KICK1] = { "KICK1", .write = k3_rtc_write_kick1 },
};

static uint64_t k3_rtc_read(void *opaque, hwaddr offset, unsigned size)
{
    K3RTCState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_rtc_regs, K3_RTC_NUM_REGS,
                                        offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    value = k3_regs_read(s, k3_rtc_regs, s->regs, offset);
    trace_k3_rtc_read(k3_trace_name(s), reg->name, value);
    return value;
}

static bool k3_rtc_is_alarm(unsigned reg)
{
    return reg >= R_OFF_ON_S_CNT_LSW && reg <= R_ON_OFF_S_CNT_MSW;
}

static void k3_rtc_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3RTCState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_rtc_regs, K3_RTC_NUM_REGS,
                                        offset);
    unsigned i = offset / 4;

    if (!reg) {
        return;
    }
    trace_k3_rtc_write(k3_trace_name(s), reg->name, value);
    if (!s->unlocked && i != R_KICK0 && i != R_KICK1) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: %s written while locked\n",
                      k3_trace_name(s), reg->name);
        s->regs[R_SYNCPEND] |= R_SYNCPEND_WRT_ERR_MASK;
        return;
    }
    k3_regs_write(s, k3_rtc_regs, s->regs, offset, value);
    if (k3_rtc_is_alarm(i)) {
        k3_rtc_arm(s);
    }
    k3_rtc_update_irq(s);
}

static const MemoryRegionOps k3_rtc_ops = {
    .read = k3_rtc_read,
    .write = k3_rtc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

/* What a reset of the SoC leaves as it is */
static bool k3_rtc_survives(unsigned reg)
{
    return reg == R_COMP || k3_rtc_is_alarm(reg) ||
           (reg >= R_SCRATCH0 && reg <= R_SCRATCH7);
}

static void k3_rtc_reset_enter(Object *obj, ResetType type)
{
    K3RTCState *s = K3_RTC(obj);

    for (unsigned i = 0; i < K3_RTC_NUM_REGS; i++) {
        if (!k3_rtc_survives(i)) {
            s->regs[i] = 0;
        }
    }
    s->kick0_seen = false;
    s->unlocked = s->unlocked_at_reset;
    s->frozen = false;
    s->frozen_seconds = 0;
}

static void k3_rtc_reset_hold(Object *obj, ResetType type)
{
    k3_rtc_update_irq(K3_RTC(obj));
}

static int k3_rtc_post_load(void *opaque, int version_id)
{
    K3RTCState *s = opaque;

    if ((s->offset | s->frozen_seconds) & ~COUNTER_MASK ||
        (s->regs[R_ON_OFF_S_CNT_MSW] | s->regs[R_OFF_ON_S_CNT_MSW]) > 0xffff) {
        return -EINVAL;
    }
    /* The time may have gone on meanwhile */
    k3_rtc_run(s);
    return 0;
}

static const VMStateDescription vmstate_k3_rtc = {
    .name = TYPE_K3_RTC,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_rtc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, K3RTCState, K3_RTC_NUM_REGS),
        VMSTATE_UINT64(offset, K3RTCState),
        VMSTATE_BOOL_ARRAY(armed, K3RTCState, K3_RTC_NUM_ALARMS),
        VMSTATE_BOOL(kick0_seen, K3RTCState),
        VMSTATE_BOOL(unlocked, K3RTCState),
        VMSTATE_BOOL(frozen, K3RTCState),
        VMSTATE_UINT64(frozen_seconds, K3RTCState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_rtc_get_seconds(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    uint64_t seconds = k3_rtc_seconds(K3_RTC(obj));

    visit_type_uint64(v, name, &seconds, errp);
}

static void k3_rtc_realize(DeviceState *dev, Error **errp)
{
    K3RTCState *s = K3_RTC(dev);
    struct tm tm;

    qemu_get_timedate(&tm, 0);
    s->offset = (mktimegm(&tm) - k3_rtc_clock_seconds()) & COUNTER_MASK;
    s->timer = timer_new_ns(rtc_clock, k3_rtc_timer, s);
}

static void k3_rtc_unrealize(DeviceState *dev)
{
    timer_free(K3_RTC(dev)->timer);
}

static void k3_rtc_init(Object *obj)
{
    K3RTCState *s = K3_RTC(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_rtc_ops, s, TYPE_K3_RTC,
                          K3_RTC_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    sysbus_init_irq(sbd, &s->irq);
}

static const Property k3_rtc_properties[] = {
    DEFINE_PROP_BOOL("unlocked", K3RTCState, unlocked_at_reset, false),
};

static void k3_rtc_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 real-time clock";
    dc->realize = k3_rtc_realize;
    dc->unrealize = k3_rtc_unrealize;
    dc->vmsd = &vmstate_k3_rtc;
    device_class_set_props(dc, k3_rtc_properties);
    object_class_property_add(oc, "seconds", "uint64", k3_rtc_get_seconds,
                              NULL, NULL, NULL);
    object_class_property_set_description(oc, "seconds",
                                          "time in seconds since 1970");
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_rtc_reset_enter;
    rc->phases.hold = k3_rtc_reset_hold;
}

static const TypeInfo k3_rtc_types[] = {
    {
        .name = TYPE_K3_RTC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3RTCState),
        .instance_init = k3_rtc_init,
        .class_init = k3_rtc_class_init,
    },
};

DEFINE_TYPES(k3_rtc_types)
