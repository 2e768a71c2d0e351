/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 dual-mode timer (DMTimer, "ti,am654-timer")
 */
#ifndef HW_TIMER_K3_DMTIMER_H
#define HW_TIMER_K3_DMTIMER_H

#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

/**
 * DOC: the dual-mode timer of K3 SoCs (DMTimer)
 *
 * A 32-bit up-counter with prescaler, auto-reload, compare match and one
 * interrupt.  It is the system tick of the firmware on the remote cores.
 *
 * The model does not step the counter.  It computes its value from
 * QEMU_CLOCK_VIRTUAL when the guest accesses it, in whole functional clock
 * ticks since the start, so that no error accumulates over reloads.  A QEMU
 * timer runs only while an enabled interrupt is expected and not yet pending.
 * So, however short the period, the guest gets one interrupt per acknowledge,
 * at least K3_DMTIMER_MIN_INTERVAL_NS after it, so that its interrupt handler
 * can return.  All other events raise the line at their exact time.
 *
 * QEMU interface:
 *  + Property "clock-frequency" (uint32, Hz, default 25000000): rate of the
 *    functional clock; 1 Hz to 1 GHz, anything else is refused at realize
 *  + sysbus MMIO region 0: the registers (0x400 bytes, 32-bit accesses)
 *  + sysbus IRQ 0: interrupt request, level, active high
 *
 * Sources: AM64x TRM (SPRUIM2) chapter "Timers"; AM335x TRM (SPRUH73)
 * chapter "DMTimer" for the reset values and the counting rules; Linux
 * drivers/clocksource/timer-ti-dm.c; MCU+ SDK TimerP driver.
 */

#define TYPE_K3_DMTIMER "ti-k3-dmtimer"
OBJECT_DECLARE_SIMPLE_TYPE(K3DMTimerState, K3_DMTIMER)

#define K3_DMTIMER_MMIO_SIZE        0x400
#define K3_DMTIMER_NUM_REGS         (0x70 / 4)

/* Shortest time from an acknowledge to the next interrupt */
#define K3_DMTIMER_MIN_INTERVAL_NS  1000

struct K3DMTimerState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    QEMUTimer *timer;

    uint32_t clock_frequency;

    /* Indexed by offset / 4; TCRR is valid for (anchor_ns, ticks) */
    uint32_t regs[K3_DMTIMER_NUM_REGS];
    /* Virtual time at which prescaler and counter were last started */
    int64_t anchor_ns;
    /* Counter ticks from anchor_ns that TCRR already includes */
    uint64_t ticks;
    /* Virtual time before which the QEMU timer does not raise the line */
    int64_t quiet_until_ns;
};

#endif /* HW_TIMER_K3_DMTIMER_H */
