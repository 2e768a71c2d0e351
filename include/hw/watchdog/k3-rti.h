/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 RTI digital windowed watchdog ("ti,j7-rti-wdt")
 */
#ifndef HW_WATCHDOG_K3_RTI_H
#define HW_WATCHDOG_K3_RTI_H

#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

/**
 * DOC: the windowed watchdog of K3 SoCs (RTI)
 *
 * There is one per core: Linux drives those of the A53 cores, firmware those of
 * the R5F cores.  Once enabled, only a reset of the device can disable it.  It
 * must be serviced (two keys) in the last part of each period.  Servicing too
 * early, too late or with a wrong key is a violation, which causes an interrupt
 * or a reset, as configured.
 *
 * After a violation with the interrupt reaction, the counter continues, and
 * passes zero if it is not serviced, as the manual says.  The next service is
 * accepted at any time: according to the manual, the handler clears the flags
 * and services the watchdog at once.  After an early service, it would
 * otherwise do so while the window is closed.
 *
 * QEMU interface:
 *  + Property "clock-frequency" (uint32, Hz, default 12500000): RTI
 *    functional clock; 1 Hz to 1 GHz, anything else is refused at realize
 *  + sysbus MMIO region 0: the registers (0x100 bytes, 32-bit accesses)
 *  + sysbus IRQ 0: violation interrupt (RTI_INTR_WWD), level, active high
 *    until all flags in RTIWDSTATUS are cleared
 *  + Named GPIO output "reset": pulsed on a violation when the reaction is
 *    reset.  By then the watchdog has its reset values again, except for the
 *    flags in RTIWDSTATUS, which a reset of the device clears.
 *
 * The RTI's free-running counters, compares and captures are not modelled.
 *
 * Sources: AM64x TRM (SPRUIM2) and J721S2 TRM (SPRUJ28) chapter "Real Time
 * Interrupt"; RM48x TRM (SPNU503) chapter "Real-Time Interrupt Module" for
 * the key sequence, the window sizes and the reset values; AM275x TRM
 * (SPRUJC6) for RTIWDSTATUS; Linux drivers/watchdog/rti_wdt.c.
 */

#define TYPE_K3_RTI "ti-k3-rti"
OBJECT_DECLARE_SIMPLE_TYPE(K3RTIState, K3_RTI)

#define K3_RTI_MMIO_SIZE    0x100
#define K3_RTI_NUM_REGS     (0xc0 / 4)

struct K3RTIState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    qemu_irq reset_out;
    QEMUTimer *timer;

    uint32_t clock_frequency;

    /* Indexed by offset / 4 */
    uint32_t regs[K3_RTI_NUM_REGS];
    /* Virtual time at which the down counter was last loaded */
    int64_t loaded_ns;
    /* Current reaction and window; a write takes effect at the next service */
    uint32_t reaction;
    uint32_t window;
    /* First of the two keys has been written */
    bool key_armed;
    /* Violation since the last service */
    bool violated;
    /* Interrupt request, until all flags are cleared */
    bool nmi;
};

#endif /* HW_WATCHDOG_K3_RTI_H */
