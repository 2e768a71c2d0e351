/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RTI windowed watchdog
 *
 * Source: AM64x Technical Reference Manual (SPRUIM2), "Real Time Interrupt".
 */

#include "lib/mmio.h"
#include "lib/rti.h"

#define RTI_DWDCTRL             0x90
#define RTI_DWDPRLD             0x94
#define RTI_WDSTATUS            0x98
#define RTI_WWDRXNCTRL          0xa4
#define RTI_WWDSIZECTRL         0xa8

#define DWDCTRL_ENABLE          0xa98559da
#define REACTION_RESET          0x5
#define WINDOW_WHOLE            0x5
#define STATUS_ALL              0x3f

void rti_start(uint32_t base, unsigned period)
{
    mmio_write32(base + RTI_DWDPRLD, period - 1);
    mmio_write32(base + RTI_WWDRXNCTRL, REACTION_RESET);
    mmio_write32(base + RTI_WWDSIZECTRL, WINDOW_WHOLE);
    mmio_write32(base + RTI_DWDCTRL, DWDCTRL_ENABLE);
}

uint32_t rti_status(uint32_t base)
{
    return mmio_read32(base + RTI_WDSTATUS);
}

void rti_clear(uint32_t base)
{
    mmio_write32(base + RTI_WDSTATUS, STATUS_ALL);
}
