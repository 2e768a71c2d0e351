/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Options of this firmware, which options.py can change
 */

#include "lib/options.h"

volatile struct firmware_options firmware_options = {
    .magic = OPTIONS_MAGIC,
    .size = sizeof(firmware_options),
    .shutdown_acks = 1,
    .shutdown_rest = REST_MASKED,
};
