/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resource table with only the trace buffer
 */

#include <stddef.h>
#include "lib/resource-table.h"
#include "lib/trace.h"

/*
 * Not const, as Linux writes to it. The name is for debuggers. The linker drops
 * this table from firmware that defines another one.
 */
struct rsc_table resource_table
    __attribute__((section(".resource_table.default"), used, weak)) = {
    .version = RSC_TABLE_VERSION,
    .num = 1,
    .offset = { offsetof(struct rsc_table, trace) },
    .trace = RSC_TRACE_INIT,
};
