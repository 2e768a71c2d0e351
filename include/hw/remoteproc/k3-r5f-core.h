/*
 * One Cortex-R5F core of a TI K3 R5FSS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_R5F_CORE_H
#define HW_REMOTEPROC_K3_R5F_CORE_H

#include "hw/intc/k3-vim.h"
#include "hw/misc/k3-rat.h"
#include "hw/remoteproc/k3-core.h"
#include "hw/remoteproc/k3-r5f-cpu.h"
#include "system/memory.h"

/**
 * DOC: a core and its private memories and devices
 *
 * Every core has its own 4 GiB address space.  It contains the core's two TCMs
 * at the addresses in the TCM region registers, its VIM and its RAT at fixed
 * addresses, a window of peripherals that the RAT does not translate, and the
 * bus of the SoC behind the RAT.
 *
 * A TCM bank is 2 * tcm-size long.  Its first half is this core's RAM.  Its
 * second half is the other core's RAM if the cluster joins them (see
 * k3-r5fss.h).  The core maps the bank into its local view, and the cluster
 * maps it into the SoC's address space.
 *
 * The engine is a #K3R5FEngine or, if the cluster is configured so, a #K3SimFw
 * that sees the same memory.  Everything else is the same in both cases.
 *
 * QEMU interface:
 *  + property "mpidr" (uint32): value of the MPIDR
 *  + property "cluster-id" (uint32): id of the QEMU CPU cluster
 *  + property "vim-base", "rat-base" (uint32, required): local addresses
 *  + property "periph-base", "periph-size" (uint32): local window that is
 *    passed to the bus untranslated; by default there is none
 *  + property "tcm-size" (uint32, required): bytes of each of ATCM and BTCM, a
 *    power of two and at least 4096, else refused at realize
 *  + property "memory" (link<memory-region>, required): the bus of the SoC
 *  + child "vim" (its inputs are the interrupts of the core), "rat"
 *  + properties, inputs and children of TYPE_K3_CORE
 *
 * Sources: AM64x TRM (SPRUIM2), R5FSS chapter; Arm DDI 0460.
 */

#define TYPE_K3_R5F_CORE "ti-k3-r5f-core"
OBJECT_DECLARE_SIMPLE_TYPE(K3R5FCore, K3_R5F_CORE)

/* Address of the other TCM when one of them is at 0 */
#define K3_R5F_TCM_HIGH_BASE    0x41010000u

struct K3R5FCore {
    K3Core parent_obj;

    K3VimState vim;
    K3RatState rat;

    /* CP15's TCM region registers */
    uint32_t tcm_region[K3_R5F_NUM_TCMS];

    MemoryRegion view;
    MemoryRegion periph;
    MemoryRegion tcm[K3_R5F_NUM_TCMS];
    MemoryRegion bank[K3_R5F_NUM_TCMS];
    MemoryRegion bank_peer[K3_R5F_NUM_TCMS];
    MemoryRegion local_tcm[K3_R5F_NUM_TCMS];
    MemoryRegion tcm_alias[K3_R5F_NUM_TCMS];
    MemoryRegion tcm_all;
    AddressSpace tcm_as;

    /* Properties */
    uint32_t mpidr;
    uint32_t cluster_id;
    uint32_t vim_base;
    uint32_t rat_base;
    uint32_t periph_base;
    uint32_t periph_size;
    uint32_t tcm_size;
    MemoryRegion *memory;

    /* Set by the cluster */
    K3R5FCore *peer;
    void (*changed)(void *opaque);
    void *changed_opaque;
    bool has_peer_tcm;
};

/**
 * k3_r5f_core_set_cluster: @peer is the other core, whose TCMs can be joined
 * to those of this core, or NULL.  @changed is called when the power or
 * configuration of this core has changed, or it has stopped.  Call this before
 * realize.
 */
void k3_r5f_core_set_cluster(K3R5FCore *s, K3R5FCore *peer,
                             void (*changed)(void *opaque), void *opaque);

/** k3_r5f_core_join_tcms: map the peer's TCMs; both cores are realized. */
void k3_r5f_core_join_tcms(K3R5FCore *s);

/**
 * k3_r5f_core_set_mode: apply the cluster mode to this core.  Affects
 * execution from the next start on.
 * @executes: the core fetches its own instructions
 * @follows_peer: its outputs are those of the peer
 * @has_peer_tcm: the upper half of its TCM banks is mapped
 */
void k3_r5f_core_set_mode(K3R5FCore *s, bool executes, bool follows_peer,
                          bool has_peer_tcm);

#endif
