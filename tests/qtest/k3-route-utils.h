/*
 * Interrupt routes through the system firmware, and where they end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_ROUTE_UTILS_H
#define TESTS_QTEST_K3_ROUTE_UTILS_H

#include "k3-ti-sci-utils.h"

#define SCI_SET_IRQ     0x1000
#define SCI_RELEASE_IRQ 0x1001
#define SCI_IRQ_ROUTER  0x3     /* valid: destination, its input */

#define K3_GICD_ISPENDR 0x01800200

static inline bool sci_route(SciHost *h, uint16_t type, unsigned router,
                             unsigned input, unsigned output)
{
    return sci_call(h, type, NULL, "4222222211", SCI_IRQ_ROUTER, router,
                    input, router, output, 0, 0, 0, 0, 0);
}

/* A high level input is pending in the GIC, even if it is not enabled */
static inline bool k3_gic_pending(QTestState *qts, unsigned intid)
{
    return qtest_readl(qts, K3_GICD_ISPENDR + 4 * (intid / 32)) >>
           (intid % 32) & 1;
}

#endif
