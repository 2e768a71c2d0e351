/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Offer rpmsg in the resource table, but never read a message: WFI forever,
 * with interrupts masked.
 */

#include "cpu.h"
#include "lib/rpmsg.h"
#include "lib/rproc.h"

/* Linux writes to it; the firmware does not read it */
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
