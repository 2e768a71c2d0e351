/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A fault that cannot be taken: a Cortex-M locks up until it is reset.
 */

#include "lib/rproc.h"
#include "lib/trace.h"

int main(void)
{
    rproc_start("lockup");
    trace_printf("going\n");
    /* FAULTMASK has the priority of a hard fault, and so would the udf */
    asm volatile("cpsid f\n\tudf #0");
    return 0;
}
