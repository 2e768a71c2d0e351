/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real-time clocks on I2C that count in BCD
 */
#ifndef HW_RTC_BCD_RTC_H
#define HW_RTC_BCD_RTC_H

#include "hw/i2c/i2c.h"
#include "qom/object.h"

/**
 * DOC: Chips that only differ in where their registers are
 *
 * Seven registers have second, minute, hour, day, weekday, month and year, in
 * BCD.  A transfer shows the time of its beginning, and sets the time at its
 * end if it has written one of them.  The time starts as QEMU's date (-rtc),
 * and advances with it; a reset does not change it.
 *
 * All other registers, and the bits of the seven that have no digits, are
 * latches.  They have no effect, which means that an oscillator is always
 * good and never stops, and that an alarm never goes off.
 *
 * QEMU interface: types "ds1337", "ds1340", "pcf8563", "pcf85063a", "rv3028",
 * "rx8130" and "bq32000", each an I2C device.
 *
 * Sources: data sheets of the chips; Linux drivers/rtc/rtc-ds1307.c,
 * rtc-pcf8563.c, rtc-pcf85063.c, rtc-rv3028.c and rtc-bq32k.c.
 */
#define TYPE_BCD_RTC "bcd-rtc"
OBJECT_DECLARE_TYPE(BCDRTCState, BCDRTCClass, BCD_RTC)

#define TYPE_DS1337     "ds1337"
#define TYPE_DS1340     "ds1340"
#define TYPE_PCF8563    "pcf8563"
#define TYPE_PCF85063A  "pcf85063a"
#define TYPE_RV3028     "rv3028"
#define TYPE_RX8130     "rx8130"
#define TYPE_BQ32000    "bq32000"

#define BCD_RTC_MAX_REGS    64

typedef struct BCDRTCChip BCDRTCChip;

struct BCDRTCClass {
    I2CSlaveClass parent_class;
    ResettablePhases parent_phases;

    const BCDRTCChip *chip;
};

struct BCDRTCState {
    I2CSlave parent_obj;

    uint8_t regs[BCD_RTC_MAX_REGS];
    uint8_t pointer;
    bool pointer_next;          /* the next byte sets the pointer */
    bool time_written;          /* by the transfer that is going on */
    int64_t offset;             /* seconds ahead of QEMU's date */
};

#endif /* HW_RTC_BCD_RTC_H */
