/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How this firmware behaves: well, unless options.py says otherwise
 */

#include "lib/options.h"

volatile struct firmware_options firmware_options = {
    .magic = OPTIONS_MAGIC,
    .size = sizeof(firmware_options),
    .shutdown_acks = 1,
    .shutdown_rest = REST_MASKED,
};
