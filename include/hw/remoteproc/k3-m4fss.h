/*
 * TI K3 M4F subsystem (one Cortex-M4F), executing its firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_M4FSS_H
#define HW_REMOTEPROC_K3_M4FSS_H

#include "hw/arm/armv7m.h"
#include "hw/cpu/cluster.h"
#include "hw/misc/k3-rat.h"
#include "hw/remoteproc/k3-core.h"
#include "hw/remoteproc/k3-mem-window.h"
#include "hw/remoteproc/k3-sim-fw.h"
#include "system/memory.h"

/**
 * DOC: M4FSS
 *
 * A Cortex-M4F with NVIC and SysTick, its two memories, and its RAT.  What the
 * core sees, besides what the architecture puts at 0xe0000000:
 *
 *  ===================  =====================================================
 *  0x00000000           IRAM
 *  iram-size            DRAM, without a gap
 *  periph-base          peripherals of the MCU domain, as the SoC has them
 *  0x44200000           registers of the RAT
 *  0x44201000           ECC aggregator (not modelled)
 *  0x60000000           the bus of the SoC behind the RAT, up to 0xdfffffff
 *  ===================  =====================================================
 *
 * Everything else is nowhere and ends in a bus fault.  The core has a view and
 * a CPU cluster of its own, so that a debugger gets it as an inferior with the
 * right memory.
 *
 * It starts from the vector table at local address 0, when module power is on
 * and the local reset is off; there is no boot vector and no halt (its
 * #K3ProcState never asserts that input, and "halt-at-reset" is false here).
 * Start and stop reset core, NVIC, SysTick and RAT.  A core that locks up
 * stays so, and shows it in "state", until it is stopped; the memories can be
 * written all the time.
 *
 * The memories are cleared when the module is switched on: what they hold
 * then is unknown on hardware, and old firmware would hide mistakes.
 *
 * QEMU interface:
 *  + property "cluster-id" (uint32): id of the QEMU CPU cluster
 *  + property "clock-frequency" (uint32, Hz): core and SysTick, default 400 MHz
 *  + property "iram-size", "dram-size" (uint32): multiples of 4096
 *  + property "periph-base", "periph-size" (uint32): local window that is
 *    passed to the bus untranslated
 *  + property "rat-irq" (uint32): NVIC line of the RAT's exception
 *  + property "memory" (link<memory-region>): the bus of the SoC
 *  + GPIO input 0 to 63: the NVIC's lines.  Their levels are kept here, as a
 *    reset of the NVIC does not change what comes from outside.
 *  + GPIO input "warm-reset": a pulse makes a started core start over
 *  + sysbus MMIO 0: IRAM as the SoC sees it; 1: DRAM; 2: registers of the RAT
 *  + child "cluster/armv7m", "rat"
 *
 * Sources: AM64x TRM (SPRUIM2), M4FSS chapter, with "M4F 32b memory map view"
 * and the NVIC's interrupt map; Arm DDI 0439 (Cortex-M4 TRM); Linux
 * drivers/remoteproc/ti_k3_m4_remoteproc.c.
 */

#define TYPE_K3_M4FSS "ti-k3-m4fss"
OBJECT_DECLARE_SIMPLE_TYPE(K3M4FSSState, K3_M4FSS)

#define K3_M4FSS_NUM_IRQS   64

typedef enum K3M4FSSMemory {
    K3_M4FSS_IRAM,
    K3_M4FSS_DRAM,
    K3_M4FSS_NUM_MEMORIES,
} K3M4FSSMemory;

/* Windows of the SoC: the memories, then the RAT's registers */
#define K3_M4FSS_NUM_WINDOWS (K3_M4FSS_NUM_MEMORIES + 1)

/* Local addresses, the same in all SoCs */
#define K3_M4FSS_RAT        0x44200000u
#define K3_M4FSS_BUS        0x60000000u

/**
 * struct K3M4FEngine - what executes: a CPU, or what behaves as if it did
 * @realize: memories and RAT are there
 * @reset: what is private to it, on start and stop; may be NULL
 * @start: leave reset
 * @stop: enter reset
 * @freeze: stop or resume the clock
 * @outputs: K3_CORE_OUT_*
 * @pc: for observers; NULL: there are no instructions
 * @as: memory as the core sees it
 * @irq: an interrupt line changes; may be NULL
 * @post_load: what a core needs after migration; may be NULL
 */
typedef struct K3M4FEngine {
    bool (*realize)(K3M4FSSState *s, Error **errp);
    void (*reset)(K3M4FSSState *s);
    void (*start)(K3M4FSSState *s);
    void (*stop)(K3M4FSSState *s);
    void (*freeze)(K3M4FSSState *s, bool frozen);
    uint32_t (*outputs)(K3M4FSSState *s);
    uint64_t (*pc)(K3M4FSSState *s);
    AddressSpace *(*as)(K3M4FSSState *s);
    void (*irq)(K3M4FSSState *s, int n, int level);
    void (*post_load)(K3M4FSSState *s);
} K3M4FEngine;

struct K3M4FSSState {
    K3Core parent_obj;

    const K3M4FEngine *engine;
    K3SimFw sim;
    K3SimFwConfig sim_config;
    CPUClusterState cluster;
    ARMv7MState armv7m;
    K3RatState rat;
    Clock *clock;

    MemoryRegion view;
    MemoryRegion memories;          /* IRAM and DRAM in a row */
    AddressSpace memories_as;
    MemoryRegion local;
    MemoryRegion ram[K3_M4FSS_NUM_MEMORIES];
    MemoryRegion periph;
    MemoryRegion translated;
    MemoryRegion ecc;
    K3MemWindow window[K3_M4FSS_NUM_WINDOWS];

    /* Properties */
    uint32_t cluster_id;
    uint32_t clock_frequency;
    uint32_t ram_size[K3_M4FSS_NUM_MEMORIES];
    uint32_t periph_base;
    uint32_t periph_size;
    uint32_t rat_irq;
    MemoryRegion *memory;

    /* Levels of the interrupt inputs, bit n is line n */
    uint64_t irq_levels;
    /* The vCPU has carried out the release that was asked for last */
    bool released;
    bool lockup;
};

/** k3_m4fss_cpu: its CPU, unless it is simulated. */
CPUState *k3_m4fss_cpu(K3M4FSSState *s);

/**
 * k3_m4fss_set_simulated: a simulated firmware takes the place of the CPU, see
 * k3-sim-fw.h.  Memories are added to the windows of @config, and the RAT is
 * told where the mailbox is.  Before realize.
 */
void k3_m4fss_set_simulated(K3M4FSSState *s, const K3SimFwConfig *config);

#endif
