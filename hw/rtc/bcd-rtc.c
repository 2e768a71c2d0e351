/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real-time clocks on I2C that count in BCD
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "hw/rtc/bcd-rtc.h"
#include "migration/vmstate.h"
#include "qemu/bcd.h"
#include "qemu/cutils.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "system/rtc.h"
#include "trace.h"

/* How a chip counts the days of a week from Sunday */
typedef enum Weekday {
    FROM_0,
    FROM_1,
    ONE_HOT,
} Weekday;

struct BCDRTCChip {
    const char *type;
    const char *desc;
    uint8_t num_regs;
    uint8_t first;              /* register of the second */
    bool day_first;             /* the day precedes the weekday */
    Weekday weekday;
    uint8_t hour_flags;         /* bits in the register of the hour */
};

static const BCDRTCChip chips[] = {
    { TYPE_DS1337, "Maxim DS1337 real-time clock", 0x10, 0, false, FROM_1 },
    { TYPE_DS1340, "Maxim DS1340 real-time clock", 0x0a, 0, false, FROM_1 },
    { TYPE_PCF8563, "NXP PCF8563 real-time clock", 0x10, 2, true, FROM_0 },
    { TYPE_PCF85063A, "NXP PCF85063A real-time clock", 0x12, 4, true, FROM_0 },
    { TYPE_RV3028, "Micro Crystal RV-3028 real-time clock", 0x40, 0, false,
      FROM_0 },
    { TYPE_RX8130, "Epson RX8130CE real-time clock", 0x40, 0x10, false,
      ONE_HOT },
    /* CENT_EN and CENT: the century after 1900 */
    { TYPE_BQ32000, "TI BQ32000 real-time clock", 0x0a, 0, false, FROM_1,
      0xc0 },
};

/* Offsets from the first of the seven registers */
enum { SECOND, MINUTE, HOUR, DAY_3, DAY_4, MONTH, YEAR, NUM_TIME };

/* The digits in them; the other bits are latches */
static const uint8_t digits[NUM_TIME] = {
    0x7f, 0x7f, 0x3f, 0, 0, 0x1f, 0xff
};

#define DAY_DIGITS      0x3f
#define WEEKDAY_DIGITS  0x7f

static const BCDRTCChip *bcd_rtc_chip(BCDRTCState *s)
{
    return BCD_RTC_GET_CLASS(s)->chip;
}

static void bcd_rtc_put(BCDRTCState *s, unsigned reg, uint8_t mask,
                        uint8_t value)
{
    uint8_t *p = &s->regs[bcd_rtc_chip(s)->first + reg];

    *p = (*p & ~mask) | (value & mask);
}

static unsigned bcd_rtc_get(BCDRTCState *s, unsigned reg, uint8_t mask)
{
    return from_bcd(s->regs[bcd_rtc_chip(s)->first + reg] & mask);
}

static uint8_t bcd_rtc_weekday(BCDRTCState *s, unsigned from_sunday)
{
    switch (bcd_rtc_chip(s)->weekday) {
    case FROM_1:
        return from_sunday + 1;
    case ONE_HOT:
        return 1 << from_sunday;
    default:
        return from_sunday;
    }
}

static void bcd_rtc_show_time(BCDRTCState *s)
{
    bool day_first = bcd_rtc_chip(s)->day_first;
    struct tm tm;

    qemu_get_timedate(&tm, s->offset);
    bcd_rtc_put(s, SECOND, digits[SECOND], to_bcd(tm.tm_sec));
    bcd_rtc_put(s, MINUTE, digits[MINUTE], to_bcd(tm.tm_min));
    bcd_rtc_put(s, HOUR, digits[HOUR], to_bcd(tm.tm_hour));
    bcd_rtc_put(s, day_first ? DAY_3 : DAY_4, DAY_DIGITS, to_bcd(tm.tm_mday));
    bcd_rtc_put(s, day_first ? DAY_4 : DAY_3, WEEKDAY_DIGITS,
                bcd_rtc_weekday(s, tm.tm_wday));
    bcd_rtc_put(s, MONTH, digits[MONTH], to_bcd(tm.tm_mon + 1));
    bcd_rtc_put(s, YEAR, digits[YEAR], to_bcd(tm.tm_year % 100));
}

/* The weekday follows from the date */
static void bcd_rtc_set_time(BCDRTCState *s)
{
    bool day_first = bcd_rtc_chip(s)->day_first;
    struct tm tm = {
        .tm_sec = bcd_rtc_get(s, SECOND, digits[SECOND]),
        .tm_min = bcd_rtc_get(s, MINUTE, digits[MINUTE]),
        .tm_hour = bcd_rtc_get(s, HOUR, digits[HOUR]),
        .tm_mday = bcd_rtc_get(s, day_first ? DAY_3 : DAY_4, DAY_DIGITS),
        .tm_mon = (int)bcd_rtc_get(s, MONTH, digits[MONTH]) - 1,
        .tm_year = bcd_rtc_get(s, YEAR, digits[YEAR]) + 100,
    };
    struct tm now;

    if (tm.tm_sec > 59 || tm.tm_min > 59 || tm.tm_hour > 23 ||
        tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_mon < 0 ||
        tm.tm_mon > 11 || tm.tm_year > 199) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: there is no such time\n",
                      k3_trace_name(s));
        return;
    }
    /* qemu_timedate_diff() assumes that QEMU's date follows the host's clock */
    qemu_get_timedate(&now, 0);
    s->offset = mktimegm(&tm) - mktimegm(&now);
    trace_bcd_rtc_set(k3_trace_name(s), s->offset);
}

static int bcd_rtc_event(I2CSlave *i2c, enum i2c_event event)
{
    BCDRTCState *s = BCD_RTC(i2c);

    if (s->time_written) {
        s->time_written = false;
        bcd_rtc_set_time(s);
    }
    if (event == I2C_START_SEND || event == I2C_START_RECV) {
        bcd_rtc_show_time(s);
        s->pointer_next = event == I2C_START_SEND;
    }
    return 0;
}

static void bcd_rtc_advance(BCDRTCState *s)
{
    s->pointer = (s->pointer + 1) % bcd_rtc_chip(s)->num_regs;
}

static uint8_t bcd_rtc_recv(I2CSlave *i2c)
{
    BCDRTCState *s = BCD_RTC(i2c);
    uint8_t value = s->regs[s->pointer];

    trace_bcd_rtc_read(k3_trace_name(s), s->pointer, value);
    bcd_rtc_advance(s);
    return value;
}

static int bcd_rtc_send(I2CSlave *i2c, uint8_t value)
{
    BCDRTCState *s = BCD_RTC(i2c);
    const BCDRTCChip *chip = bcd_rtc_chip(s);

    if (s->pointer_next) {
        s->pointer_next = false;
        if (value >= chip->num_regs) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: no register 0x%02x\n",
                          k3_trace_name(s), value);
        }
        s->pointer = value % chip->num_regs;
        return 0;
    }
    trace_bcd_rtc_write(k3_trace_name(s), s->pointer, value);
    s->regs[s->pointer] = value;
    if (s->pointer >= chip->first && s->pointer < chip->first + NUM_TIME) {
        s->time_written = true;
    }
    bcd_rtc_advance(s);
    return 0;
}

static void bcd_rtc_reset_enter(Object *obj, ResetType type)
{
    BCDRTCClass *bc = BCD_RTC_GET_CLASS(obj);
    BCDRTCState *s = BCD_RTC(obj);

    if (bc->parent_phases.enter) {
        bc->parent_phases.enter(obj, type);
    }
    s->pointer = 0;
    s->pointer_next = false;
    s->time_written = false;
}

static int bcd_rtc_post_load(void *opaque, int version_id)
{
    BCDRTCState *s = opaque;

    return s->pointer < bcd_rtc_chip(s)->num_regs ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_bcd_rtc = {
    .name = TYPE_BCD_RTC,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = bcd_rtc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_I2C_SLAVE(parent_obj, BCDRTCState),
        VMSTATE_UINT8_ARRAY(regs, BCDRTCState, BCD_RTC_MAX_REGS),
        VMSTATE_UINT8(pointer, BCDRTCState),
        VMSTATE_BOOL(pointer_next, BCDRTCState),
        VMSTATE_BOOL(time_written, BCDRTCState),
        VMSTATE_INT64(offset, BCDRTCState),
        VMSTATE_END_OF_LIST()
    }
};

static void bcd_rtc_init(Object *obj)
{
    BCDRTCState *s = BCD_RTC(obj);

    bcd_rtc_put(s, HOUR, 0xff, bcd_rtc_chip(s)->hour_flags);
}

static void bcd_rtc_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    I2CSlaveClass *sc = I2C_SLAVE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->vmsd = &vmstate_bcd_rtc;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    sc->event = bcd_rtc_event;
    sc->recv = bcd_rtc_recv;
    sc->send = bcd_rtc_send;
    resettable_class_set_parent_phases(rc, bcd_rtc_reset_enter, NULL, NULL,
                                       &BCD_RTC_CLASS(oc)->parent_phases);
}

static void bcd_rtc_chip_class_init(ObjectClass *oc, const void *data)
{
    const BCDRTCChip *chip = data;

    BCD_RTC_CLASS(oc)->chip = chip;
    DEVICE_CLASS(oc)->desc = chip->desc;
}

static const TypeInfo bcd_rtc_types[] = {
    {
        .name = TYPE_BCD_RTC,
        .parent = TYPE_I2C_SLAVE,
        .abstract = true,
        .instance_size = sizeof(BCDRTCState),
        .instance_init = bcd_rtc_init,
        .class_size = sizeof(BCDRTCClass),
        .class_init = bcd_rtc_class_init,
    },
};

DEFINE_TYPES(bcd_rtc_types)

static void bcd_rtc_register_chips(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(chips); i++) {
        const TypeInfo type = {
            .name = chips[i].type,
            .parent = TYPE_BCD_RTC,
            .class_init = bcd_rtc_chip_class_init,
            .class_data = (void *)&chips[i],
        };

        type_register_static(&type);
    }
}

type_init(bcd_rtc_register_chips)
