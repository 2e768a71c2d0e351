/*
 * TI K3 M4F subsystem (one Cortex-M4F)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_M4FSS_H
#define HW_REMOTEPROC_K3_M4FSS_H

#include "hw/misc/k3-rat.h"
#include "hw/remoteproc/k3-core.h"
#include "hw/remoteproc/k3-mem-window.h"
#include "system/memory.h"

/**
 * DOC: M4FSS
 *
 * A Cortex-M4F (#K3M4FEngine, or #K3SimFw if simulated), its two memories, and
 * its RAT.  The core's memory map, besides the architecture's own registers at
 * 0xe0000000:
 *
 *  ===================  =====================================================
 *  0x00000000           IRAM
 *  iram-size            DRAM, without a gap
 *  periph-base          peripherals of the MCU domain, at the SoC's addresses
 *  0x44200000           registers of the RAT
 *  0x44201000           ECC aggregator (not modelled)
 *  0x60000000           the bus of the SoC behind the RAT, up to 0xdfffffff
 *  ===================  =====================================================
 *
 * An access to any other address causes a bus fault.
 *
 * The core starts from the vector table at local address 0 when module power is
 * on and the local reset is off.  There is no boot vector and no halt (its
 * #K3ProcState never asserts that input, and "halt-at-reset" is false here).
 * Start and stop reset the engine and the RAT.  A core that locks up stays
 * locked up, and shows this in "state", until it is stopped; its memories stay
 * writable.
 *
 * A simulated core has no NVIC.  The mailbox interrupt goes to the firmware
 * directly, and all other interrupts are not connected.
 *
 * The memories are cleared when the module is switched on.  On hardware their
 * contents are unknown then, and old firmware in them would hide mistakes.
 *
 * QEMU interface:
 *  + property "cluster-id" (uint32): id of the QEMU CPU cluster
 *  + property "iram-size", "dram-size" (uint32, required): multiples of 4096 up
 *    to 1 MiB, else refused at realize
 *  + property "periph-base", "periph-size" (uint32): local window that is
 *    passed to the bus untranslated; by default there is none
 *  + property "rat-irq" (uint32, 0 to 63, required): NVIC line of the RAT's
 *    exception
 *  + property "memory" (link<memory-region>, required): the bus of the SoC
 *  + GPIO input 0 to 63: the NVIC's lines
 *  + GPIO input "lockup", "sysresetreq": outputs of the CPU, unless simulated
 *  + sysbus MMIO 0: IRAM as the SoC sees it; 1: DRAM; 2: registers of the RAT
 *  + child "rat"
 *  + properties, inputs and children of TYPE_K3_CORE
 *
 * Sources: AM64x TRM (SPRUIM2), M4FSS chapter, with "M4F 32b memory map view"
 * and the NVIC's interrupt map; Arm DDI 0439 (Cortex-M4 TRM); Linux
 * drivers/remoteproc/ti_k3_m4_remoteproc.c.
 */

#define TYPE_K3_M4FSS "ti-k3-m4fss"
OBJECT_DECLARE_SIMPLE_TYPE(K3M4FSSState, K3_M4FSS)

typedef enum K3M4FSSMemory {
    K3_M4FSS_IRAM,
    K3_M4FSS_DRAM,
    K3_M4FSS_NUM_MEMORIES,
} K3M4FSSMemory;

/* Windows for the SoC: the memories, then the RAT's registers */
#define K3_M4FSS_NUM_WINDOWS (K3_M4FSS_NUM_MEMORIES + 1)

/* Local addresses, the same in all SoCs */
#define K3_M4FSS_RAT        0x44200000u
#define K3_M4FSS_BUS        0x60000000u

struct K3M4FSSState {
    K3Core parent_obj;

    K3RatState rat;

    MemoryRegion view;
    MemoryRegion memories;          /* IRAM, followed by DRAM */
    AddressSpace memories_as;
    MemoryRegion local;
    MemoryRegion ram[K3_M4FSS_NUM_MEMORIES];
    MemoryRegion periph;
    MemoryRegion translated;
    MemoryRegion ecc;
    K3MemWindow window[K3_M4FSS_NUM_WINDOWS];

    /* Properties */
    uint32_t cluster_id;
    uint32_t ram_size[K3_M4FSS_NUM_MEMORIES];
    uint32_t periph_base;
    uint32_t periph_size;
    uint32_t rat_irq;
    MemoryRegion *memory;
};

#endif
