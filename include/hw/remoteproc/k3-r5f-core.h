/*
 * One Cortex-R5F core of a TI K3 R5FSS, executing its firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_R5F_CORE_H
#define HW_REMOTEPROC_K3_R5F_CORE_H

#include "hw/cpu/cluster.h"
#include "hw/intc/k3-vim.h"
#include "hw/misc/k3-rat.h"
#include "hw/remoteproc/k3-core.h"
#include "hw/remoteproc/k3-r5f-cpu.h"
#include "hw/remoteproc/k3-sim-fw.h"
#include "system/memory.h"

/**
 * DOC: a core and what is private to it
 *
 * Every core has its own 4 GiB view of the world: its two TCMs where the TCM
 * region registers put them, its VIM and its RAT at fixed addresses, a window
 * of peripherals that the RAT does not translate, and behind the RAT the bus
 * of the SoC.  Each core is a CPU cluster of its own, so that a debugger gets
 * it as an inferior of its own with the right memory view.
 *
 * TCM banks: "bank" is 2 * tcm-size long; its first half is this core's RAM,
 * its second half the other core's where the cluster joins them (see
 * k3-r5fss.h).  The same bank is mapped into the local view and, by the
 * cluster, into the SoC's address space.
 *
 * What executes is either a CPU or, where the cluster is told so, a simulated
 * firmware (see k3-sim-fw.h) that sees the same memory and is started and
 * stopped at the same moments.  All else is the same in both cases.
 *
 * QEMU interface:
 *  + property "mpidr" (uint32): value of the MPIDR
 *  + property "cluster-id" (uint32): id of the QEMU CPU cluster
 *  + property "vim-base", "rat-base" (uint32): local addresses
 *  + property "periph-base", "periph-size" (uint32): local window that is
 *    passed to the bus untranslated
 *  + property "tcm-size" (uint32): bytes of each of ATCM and BTCM
 *  + property "memory" (link<memory-region>): the bus of the SoC
 *  + GPIO input "warm-reset": a pulse makes a started core start over
 *  + child "vim" (its inputs are the interrupts of the core), "rat",
 *    and "cluster" with its "cpu", or "firmware"
 *
 * Sources: AM64x TRM (SPRUIM2), R5FSS chapter; Arm DDI 0460.
 */

#define TYPE_K3_R5F_CORE "ti-k3-r5f-core"
OBJECT_DECLARE_SIMPLE_TYPE(K3R5FCore, K3_R5F_CORE)

/* Where the other TCM is when one of them is at 0 */
#define K3_R5F_TCM_HIGH_BASE    0x41010000u

/**
 * struct K3R5FEngine - what executes: a CPU, or what behaves as if it did
 * @realize: memory, VIM and RAT are there, as the cluster's configuration
 * @start: leave reset at start_vector, with start_config, if it executes
 * @stop: enter reset
 * @freeze: stop or resume the clock
 * @outputs: K3_CORE_OUT_* of a core that does not follow its peer
 * @pc: for observers
 * @as: memory as the core sees it
 * @post_load: what a running core needs after migration; 0 or -errno
 */
typedef struct K3R5FEngine {
    bool (*realize)(K3R5FCore *s, Error **errp);
    void (*start)(K3R5FCore *s);
    void (*stop)(K3R5FCore *s);
    void (*freeze)(K3R5FCore *s, bool frozen);
    uint32_t (*outputs)(K3R5FCore *s);
    uint64_t (*pc)(K3R5FCore *s);
    AddressSpace *(*as)(K3R5FCore *s);
    int (*post_load)(K3R5FCore *s);
} K3R5FEngine;

struct K3R5FCore {
    K3Core parent_obj;

    const K3R5FEngine *engine;
    CPUClusterState cluster;
    K3R5FCPU cpu;               /* simulated: only its registers are used */
    K3SimFw sim;
    K3VimState vim;
    K3RatState rat;

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
    const K3SimFwConfig *sim_config;    /* simulated: what it is told */
    K3R5FCore *peer;
    void (*changed)(void *opaque);
    void *changed_opaque;
    bool executes;              /* false: lockstep or single-CPU core 1 */
    bool follows_peer;          /* lockstep: outputs are the peer's */
    bool has_peer_tcm;

    /* Sampled at the start, for the vCPU to carry out */
    uint64_t start_vector;
    uint32_t start_config;

    /* The vCPU has carried out the release that was asked for last */
    bool released;
};

/**
 * k3_r5f_core_set_cluster: @peer is the other core, whose TCMs can be joined
 * to this one's, or NULL; @changed is called when power or configuration of
 * this core have changed.  Before realize.
 */
void k3_r5f_core_set_cluster(K3R5FCore *s, K3R5FCore *peer,
                             void (*changed)(void *opaque), void *opaque);

/**
 * k3_r5f_core_set_simulated: a simulated firmware takes the place of the CPU.
 * The core adds its TCMs to the windows of @config, in front.  Before realize.
 */
void k3_r5f_core_set_simulated(K3R5FCore *s, const K3SimFwConfig *config);

/** k3_r5f_core_join_tcms: map the peer's TCMs; both cores are realized. */
void k3_r5f_core_join_tcms(K3R5FCore *s);

/**
 * k3_r5f_core_set_mode: what the cluster mode means for this core.  Takes
 * effect on execution at the next start.
 * @executes: the core fetches instructions of its own
 * @follows_peer: its outputs are the peer's
 * @has_peer_tcm: the upper half of its TCM banks is there
 */
void k3_r5f_core_set_mode(K3R5FCore *s, bool executes, bool follows_peer,
                          bool has_peer_tcm);

#endif
