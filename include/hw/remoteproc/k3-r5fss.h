/*
 * TI K3 R5F subsystem (cluster of two Cortex-R5F)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_R5FSS_H
#define HW_REMOTEPROC_K3_R5FSS_H

#include "hw/remoteproc/k3-mem-window.h"
#include "hw/remoteproc/k3-r5f-core.h"
#include "hw/sysbus.h"

/**
 * DOC: R5FSS
 *
 * Two cores and their common cluster mode, which the configuration word of
 * core 0 determines:
 *
 * - split: two independent cores.
 * - LOCKSTEP: core 1 repeats what core 0 does.  It executes nothing on its own,
 *   and its outputs are those of core 0.
 * - SINGLE_CORE ("single-CPU"): core 1 does not run.
 *
 * In the last two modes, if the SoC joins the TCMs (property "tcm-double"),
 * core 1's TCMs follow those of core 0.  The mode changes only while no core
 * runs.
 *
 * As on hardware, an access from the SoC to the TCMs fails with a bus error
 * while the core's module is off.
 *
 * QEMU interface:
 *  + property "mp-cluster" (uint32): Aff1 of the cores' MPIDR
 *  + property "num-cores" (uint32): 1 or 2
 *  + property "first-cluster-id" (uint32): see k3-r5f-core.h
 *  + property "tcm-double" (bool)
 *  + property "single-core-only" (bool): eFuse for single-CPU mode only
 *  + properties "vim-base", "rat-base", "periph-base", "periph-size",
 *    "tcm-size", "memory": see k3-r5f-core.h
 *  + sysbus MMIO 2 * c: ATCM of core c as the SoC sees it; 2 * c + 1: BTCM.
 *    Those of core 0 are 2 * tcm-size long with "tcm-double", else tcm-size
 *  + child "core[0]", "core[1]"
 *
 * Sources: AM64x TRM (SPRUIM2), R5FSS chapter; Linux
 * drivers/remoteproc/ti_k3_r5_remoteproc.c.
 */

#define TYPE_K3_R5FSS "ti-k3-r5fss"
OBJECT_DECLARE_SIMPLE_TYPE(K3R5FSSState, K3_R5FSS)

#define K3_R5FSS_MAX_CORES 2

struct K3R5FSSState {
    SysBusDevice parent_obj;

    K3R5FCore core[K3_R5FSS_MAX_CORES];
    K3MemWindow window[K3_R5FSS_MAX_CORES][K3_R5F_NUM_TCMS];

    /* Index of the current mode; sampled when the last core stopped */
    uint8_t mode;

    /* Set by the SoC */
    bool simulated[K3_R5FSS_MAX_CORES];
    K3SimFwConfig sim_config[K3_R5FSS_MAX_CORES];

    /* Properties */
    uint32_t mp_cluster;
    uint32_t num_cores;
    uint32_t first_cluster_id;
    bool tcm_double;
    bool single_core_only;
    uint32_t vim_base;
    uint32_t rat_base;
    uint32_t periph_base;
    uint32_t periph_size;
    uint32_t tcm_size;
    MemoryRegion *memory;
};

/**
 * k3_r5fss_set_simulated: k3_core_set_simulated() for core @c.  This does not
 * affect cluster modes, TCMs or their windows.  Before realize.
 */
void k3_r5fss_set_simulated(K3R5FSSState *s, int c,
                            const K3SimFwConfig *config);

#endif
