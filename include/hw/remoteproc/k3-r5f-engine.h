/*
 * TI K3 remote core: a Cortex-R5F as an engine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_R5F_ENGINE_H
#define HW_REMOTEPROC_K3_R5F_ENGINE_H

#include "hw/remoteproc/k3-cpu-engine.h"
#include "hw/remoteproc/k3-r5f-cpu.h"

/**
 * DOC: a Cortex-R5F
 *
 * Starts at the boot vector, in the state that the configuration word of its
 * #K3ProcState asks for (Thumb exceptions, non-maskable FIQs).
 *
 * QEMU interface:
 *  + GPIO input 0: IRQ; 1: FIQ
 *  + child "cluster/cpu", a #K3R5FCPU, of which the owner sets what the core
 *    around it is; before realize
 */

#define TYPE_K3_R5F_ENGINE "ti-k3-r5f-engine"
OBJECT_DECLARE_SIMPLE_TYPE(K3R5FEngine, K3_R5F_ENGINE)

#define K3_R5F_NUM_IRQS     2

struct K3R5FEngine {
    K3CPUEngine parent_obj;

    K3R5FCPU cpu;
};

#endif
