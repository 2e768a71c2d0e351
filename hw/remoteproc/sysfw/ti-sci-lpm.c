/*
 * TI-SCI: low power modes
 *
 * None is modelled, and QUERY_FW_CAPS announces none, so every request is
 * refused; hosts that look at the capabilities first never send one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ti-sci-internal.h"

static const TISCIMessage lpm_messages[] = {
    { 0x0300, 21, NULL, "PREPARE_SLEEP" },
    { 0x0301, 8, NULL, "ENTER_SLEEP" },
    { 0x0306, 8, NULL, "LPM_WAKE_REASON" },
    { 0x0307, 9, NULL, "SET_IO_ISOLATION" },
    { 0x0309, 21, NULL, "LPM_SET_DEVICE_CONSTRAINT" },
    { 0x030a, 15, NULL, "LPM_SET_LATENCY_CONSTRAINT" },
    { 0x0311, 8, NULL, "LPM_ABORT" },
};

const TISCIChapter ti_sci_lpm_chapter = {
    .messages = lpm_messages,
    .num_messages = ARRAY_SIZE(lpm_messages),
};
