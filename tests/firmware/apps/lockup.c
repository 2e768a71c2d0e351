/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A fault that the core cannot take: a Cortex-M locks up until it is reset.
 */

#include "lib/rproc.h"
#include "lib/trace.h"

int main(void)
{
    rproc_start("lockup");
    trace_printf("going\n");
    /* FAULTMASK blocks the hard fault that the udf raises */
    asm volatile("cpsid f\n\tudf #0");
    return 0;
}
