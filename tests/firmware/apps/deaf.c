/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Promises rpmsg in the resource table, and never reads a message: WFI for
 * ever, with interrupts masked.
 */

#include "cpu.h"
#include "lib/rpmsg.h"
#include "lib/rproc.h"

/* Linux writes to it; nobody here reads it */
struct rsc_table_rpmsg resource_table
    __attribute__((section(".resource_table"), used)) =
    RSC_TABLE_RPMSG_INIT(256);

int main(void)
{
    rproc_start("deaf");
    cpu_irq_disable();
    for (;;) {
        cpu_wfi();
    }
}
