/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resource table with nothing but the trace buffer
 */

#include <stddef.h>
#include "lib/resource-table.h"
#include "lib/trace.h"

/*
 * Linux writes to it, the name is for debuggers. The linker drops it from
 * firmware that defines another table.
 */
struct rsc_table resource_table
    __attribute__((section(".resource_table.default"), used, weak)) = {
    .version = RSC_TABLE_VERSION,
    .num = 1,
    .offset = { offsetof(struct rsc_table, trace) },
    .trace = RSC_TRACE_INIT,
};
