/*
 * TI-SCI: low power modes
 *
 * None is modelled, and QUERY_FW_CAPS announces none, so every request is
 * refused.  A host that asks for the capabilities first never sends one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ti-sci-chapter.h"

static const TISCIMessage lpm_messages[] = {
    TI_SCI_UNMODELLED(0x0300, "PREPARE_SLEEP"),
    TI_SCI_UNMODELLED(0x0301, "ENTER_SLEEP"),
    TI_SCI_UNMODELLED(0x0306, "LPM_WAKE_REASON"),
    TI_SCI_UNMODELLED(0x0307, "SET_IO_ISOLATION"),
    TI_SCI_UNMODELLED(0x0309, "LPM_SET_DEVICE_CONSTRAINT"),
    TI_SCI_UNMODELLED(0x030a, "LPM_SET_LATENCY_CONSTRAINT"),
    TI_SCI_UNMODELLED(0x0311, "LPM_ABORT"),
};

const TISCIChapter ti_sci_lpm_chapter = {
    .first = 0x0300,
    .last = 0x03ff,
    .device_manager = true,
    .messages = lpm_messages,
    .num_messages = ARRAY_SIZE(lpm_messages),
};
