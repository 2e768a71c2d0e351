/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 real-time clock ("ti,am62-rtc")
 */
#ifndef HW_RTC_K3_RTC_H
#define HW_RTC_K3_RTC_H

#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

/**
 * DOC: Seconds since 1970, with two alarms
 *
 * The clock counts seconds of QEMU's RTC clock, and starts with QEMU's date
 * (-rtc).  What a guest writes changes only the difference between them.  An
 * alarm is an event at the second in its register, and a level interrupt if it
 * is enabled.
 *
 * Software must write a key before it can write any other register.  On
 * silicon, a write then takes two cycles of the 32 kHz clock to reach the
 * clock; here, it is there at once, and nothing is ever pending.
 *
 * A reset of the SoC leaves alone what is in the domain of the 32 kHz clock:
 * the time, the alarms, COMP and the scratch registers.
 *
 * QEMU interface:
 *  + Property "unlocked" (bool, default false): a reset leaves the registers
 *    unlocked, as a boot loader does on silicon whose clock would otherwise
 *    fail (erratum i2327)
 *  + Property "seconds" (uint64, read only): the time.  Reading it does not
 *    freeze the counter, as reading its register may do.
 *  + sysbus MMIO region 0: the registers (0x100 bytes, 32-bit accesses)
 *  + sysbus IRQ 0: an enabled alarm (RTC_EVENT_PEND), level, active high until
 *    its flag in IRQSTATUS is cleared
 *
 * If the guest sets the time, QMP reports RTC_CHANGE.
 *
 * Sources: AM62x TRM (SPRUIV7) chapter "Real-Time Clock"; TI cslr_rtc.h for
 * registers and fields; MCU+ SDK source/drivers/rtc/v0/rtc.c; Linux
 * drivers/rtc/rtc-ti-k3.c.
 */
#define TYPE_K3_RTC "ti-k3-rtc"
OBJECT_DECLARE_SIMPLE_TYPE(K3RTCState, K3_RTC)

#define K3_RTC_MMIO_SIZE    0x100
#define K3_RTC_NUM_REGS     (0x78 / 4)
#define K3_RTC_NUM_ALARMS   2

struct K3RTCState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    QEMUTimer *timer;
    bool unlocked_at_reset;

    /* Latches, indexed by offset / 4; the halves of the counter are unused */
    uint32_t regs[K3_RTC_NUM_REGS];
    /* Time minus seconds of QEMU's RTC clock, modulo 2^48 */
    uint64_t offset;
    /* Alarm n has been in the future since it or the time was set */
    bool armed[K3_RTC_NUM_ALARMS];
    bool kick0_seen;
    bool unlocked;
    /* A read of the lower half holds the time until the upper one is read */
    bool frozen;
    uint64_t frozen_seconds;
};

#endif /* HW_RTC_K3_RTC_H */
