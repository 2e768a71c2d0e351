/*
 * TI K3 security control module: one cluster of boot registers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_SEC_MMR_H
#define HW_REMOTEPROC_K3_SEC_MMR_H

#include "hw/remoteproc/k3-proc.h"
#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the memory-mapped boot registers of an R5F cluster
 *
 * System firmware implements TISCI_MSG_PROC_SET_CONFIG and its sisters with
 * these registers.  They hold no state of their own: every access is
 * translated to or from the #K3ProcState of the two cores.  Unlike a message a
 * write is not refused, what may not be written stays as it is.
 *
 * One instance is one 4 KiB block of CFG0: definition and configuration of the
 * cluster, then configuration, boot vector, power control and power status of
 * each core.
 *
 * QEMU interface:
 *  + link "proc0", "proc1" (link<ti-k3-proc>, kind "r5f"): the cores; "proc1"
 *    is unset for a cluster of one core, its registers read zero
 *  + sysbus MMIO region 0: the block, 0x1000 bytes, 32-bit accesses only
 *
 * Sources: DRA821 TRM (SPRUIU1), "SEC_MMR0_BOOT_CTRL Registers"; AM64x TRM
 * (SPRUIM2), "R5FSS special signals"; MCU+ SDK cslr_main_sec_mmr.h.
 */

#define TYPE_K3_SEC_MMR "ti-k3-sec-mmr"
OBJECT_DECLARE_SIMPLE_TYPE(K3SecMMRState, K3_SEC_MMR)

#define K3_SEC_MMR_SIZE         0x1000
#define K3_SEC_MMR_CORES        2

struct K3SecMMRState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    K3ProcState *proc[K3_SEC_MMR_CORES];
};

#endif
