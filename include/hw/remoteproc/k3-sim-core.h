/*
 * TI K3 remote core that is simulated: C66x, C7x
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_SIM_CORE_H
#define HW_REMOTEPROC_K3_SIM_CORE_H

#include "hw/remoteproc/k3-core.h"
#include "hw/remoteproc/k3-mem-window.h"

/**
 * DOC: a DSP
 *
 * A remote core with memories of its own and a #K3SimFw, as QEMU has neither of
 * the instruction sets: k3_core_set_simulated() is a must.
 *
 * The core sees the bus of the SoC, and its memories at local addresses in
 * front of that.  The SoC sees the memories elsewhere, and only while the
 * module is powered; they are zero when power comes.
 *
 * QEMU interface:
 *  + property "memory" (link<memory-region>): the bus of the SoC
 *  + sysbus MMIO n: memory n as the SoC sees it, in the order of
 *    k3_sim_core_add_memory()
 *  + properties, inputs and children of TYPE_K3_CORE
 *
 * Sources: J721E TRM (SPRUIL1), C66SS and C71SS; Linux
 * drivers/remoteproc/ti_k3_dsp_remoteproc.c for the local addresses.
 */

#define TYPE_K3_SIM_CORE "ti-k3-sim-core"
OBJECT_DECLARE_SIMPLE_TYPE(K3SimCore, K3_SIM_CORE)

#define K3_SIM_CORE_MAX_MEMORIES    3

typedef struct K3SimCoreMemory {
    char *name;
    uint32_t size;
    uint32_t local;
    MemoryRegion ram;
    MemoryRegion alias;
    K3MemWindow window;
} K3SimCoreMemory;

struct K3SimCore {
    K3Core parent_obj;

    MemoryRegion view;
    MemoryRegion bus;
    K3SimCoreMemory mem[K3_SIM_CORE_MAX_MEMORIES];
    unsigned num_mems;

    /* Properties */
    MemoryRegion *memory;
};

/**
 * k3_sim_core_add_memory: RAM that the core itself sees at @local; the name of
 * its RAM block is @name.  Before realize; at most K3_SIM_CORE_MAX_MEMORIES.
 * It becomes a window for the resource table.
 */
void k3_sim_core_add_memory(K3SimCore *s, const char *name, uint32_t size,
                            uint32_t local);

#endif
