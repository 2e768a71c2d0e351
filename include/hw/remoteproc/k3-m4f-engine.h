/*
 * TI K3 remote core: a Cortex-M4F as an engine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_M4F_ENGINE_H
#define HW_REMOTEPROC_K3_M4F_ENGINE_H

#include "hw/arm/armv7m.h"
#include "hw/clock.h"
#include "hw/remoteproc/k3-cpu-engine.h"

/**
 * DOC: a Cortex-M4F, with NVIC and SysTick
 *
 * Starts from the vector table at 0, whatever the boot vector; start and stop
 * reset NVIC and SysTick as well.  A CPU that locks up stays so until it is
 * stopped.
 *
 * QEMU interface:
 *  + property "clock-frequency" (uint32, Hz): CPU and SysTick
 *  + GPIO input 0 to 63: the NVIC's lines.  Their levels are kept here, as a
 *    reset of the NVIC does not change what comes from outside.
 *  + GPIO inputs "lockup", "sysresetreq": outputs of the CPU
 *  + child "cluster/armv7m"
 *
 * Source: Arm DDI 0439 (Cortex-M4 TRM).
 */

#define TYPE_K3_M4F_ENGINE "ti-k3-m4f-engine"
OBJECT_DECLARE_SIMPLE_TYPE(K3M4FEngine, K3_M4F_ENGINE)

#define K3_M4F_NUM_IRQS     64

struct K3M4FEngine {
    K3CPUEngine parent_obj;

    ARMv7MState armv7m;
    Clock *clock;

    /* Properties */
    uint32_t clock_frequency;

    /* Levels of the interrupt lines, bit n is line n */
    uint64_t irq_levels;
};

#endif
