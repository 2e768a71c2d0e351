/*
 * TI K3 remote core: an engine that executes instructions (abstract)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_CPU_ENGINE_H
#define HW_REMOTEPROC_K3_CPU_ENGINE_H

#include "hw/cpu/cluster.h"
#include "hw/remoteproc/k3-engine.h"
#include "target/arm/cpu.h"

/**
 * DOC: a CPU as an engine
 *
 * Starts and stops are work items for the vCPU, which does them in order.  The
 * CPU executes nothing between two items, so callers need not wait, and the
 * last request takes effect.
 *
 * The CPU has a CPU cluster of its own, so that a debugger gets it as an
 * inferior of its own with the right memory view.
 *
 * QEMU interface:
 *  + property "cluster-id" (uint32): id of the QEMU CPU cluster
 *  + property "memory" (link<memory-region>): what the CPU sees
 *  + child "cluster" with the CPU
 */

#define TYPE_K3_CPU_ENGINE "ti-k3-cpu-engine"
OBJECT_DECLARE_TYPE(K3CPUEngine, K3CPUEngineClass, K3_CPU_ENGINE)

/* How far the vCPU has carried out the last request */
typedef enum K3CPUEnginePhase {
    K3_CPU_ENGINE_HELD,         /* in reset, or about to be */
    K3_CPU_ENGINE_RELEASING,    /* is about to leave reset */
    K3_CPU_ENGINE_RELEASED,
} K3CPUEnginePhase;

struct K3CPUEngine {
    K3Engine parent_obj;

    CPUClusterState cluster;
    ARMCPU *cpu;                /* set by the kind */

    /* Properties */
    uint32_t cluster_id;
    MemoryRegion *memory;

    uint8_t phase;              /* K3CPUEnginePhase */

    /* Of the last start, for the vCPU */
    uint64_t vector;
    uint32_t config;

    /* The CPU has locked up, until the next stop */
    bool lockup;
};

/**
 * struct K3CPUEngineClass - where CPUs differ
 * @realize_cpu: make "cpu" a CPU that sees "memory" and is powered off, and
 *               call k3_cpu_engine_realize_cluster().
 * @reset: reset what belongs to the CPU in the same moment, at start and stop.
 * @reset_on_cpu: on the vCPU, right after each reset of the CPU.  May be NULL.
 * @release: on the vCPU, after a reset: set up the first instruction.
 */
struct K3CPUEngineClass {
    K3EngineClass parent_class;

    bool (*realize_cpu)(K3CPUEngine *e, Error **errp);
    void (*reset)(K3CPUEngine *e);
    void (*reset_on_cpu)(K3CPUEngine *e);
    void (*release)(K3CPUEngine *e);
};

/* State of the abstract part, for the kinds to embed in theirs */
extern const VMStateDescription vmstate_k3_cpu_engine;

/** k3_cpu_engine_realize_cluster: once, when there is a CPU in the cluster. */
bool k3_cpu_engine_realize_cluster(K3CPUEngine *e, Error **errp);

/** k3_cpu_engine_lockup: the CPU has entered or left lockup. */
void k3_cpu_engine_lockup(K3CPUEngine *e, bool lockup);

#endif
