/*
 * TI K3 processor boot control and status
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_PROC_H
#define HW_REMOTEPROC_K3_PROC_H

#include "hw/sysbus.h"
#include "hw/remoteproc/k3-boot-flags.h"
#include "hw/remoteproc/k3-core.h"
#include "qom/object.h"

/**
 * DOC: one processor as the boot control registers see it
 *
 * The configuration, control and boot vector words are inputs of the core.
 * This device passes on only the bits that the registers of this kind of
 * processor have.  It derives the status word from the core's live outputs.
 * The words are in the layout of the TISCI messages SET_CONFIG, SET_CTRL and
 * GET_STATUS; the memory-mapped view with its different bit order is
 * hw/remoteproc/boot/k3-sec-mmr.c.
 *
 * QEMU interface:
 *  + property "proc-id" (uint8): TISCI processor id
 *  + property "kind" (string): "r5f", "m4f", "c66", "c71"
 *  + property "core-index" (uint8): 0 or 1 within an R5F cluster; some
 *    configuration bits exist for core 0 only
 *  + property "lockstep-permitted", "single-core-only" (bool): eFuses
 *  + property "core" (link<ti-k3-core>): the core
 *  + QOM property "boot-vector", "config", "control", "status" (uint, read
 *    only): the words as GET_STATUS would show them now
 *
 * A system reset takes the words from the core's "...-at-reset" properties.  If
 * "config-at-reset" is not set, the kind's power-on value from the TRM applies
 * (R5F: BTCM enabled, ATCM disabled and at address 0).
 *
 * The boot vector must be aligned for its kind of processor (R5F 128 bytes,
 * C66x 1 KiB, C7x 2 MiB).  The registers drop lower bits, and the model logs
 * a guest error.
 *
 * Sources: TISCI User Guide, "Processor boot management"; Linux
 * include/linux/soc/ti/ti_sci_protocol.h; MCU+ SDK tisci_procboot.h.
 */

#define TYPE_K3_PROC "ti-k3-proc"
OBJECT_DECLARE_SIMPLE_TYPE(K3ProcState, K3_PROC)

typedef struct K3ProcKind K3ProcKind;

struct K3ProcState {
    SysBusDevice parent_obj;

    /* Properties */
    uint8_t proc_id;
    char *kind_name;
    uint8_t core_index;
    bool lockstep_permitted;
    bool single_core_only;
    K3Core *core;

    const K3ProcKind *kind;
};

/**
 * k3_proc_set_config: set and clear configuration flags, and the boot vector
 * unless @set contains K3_PROC_CFG_GEN_IGN_BOOTVECTOR.  Changes nothing and
 * returns false if the system firmware would refuse the request: for a flag
 * that this processor does not have, a flag of core 0 on core 1, or LOCKSTEP
 * when eFuses forbid it.
 */
bool k3_proc_set_config(K3ProcState *p, uint64_t boot_vector,
                        uint32_t set, uint32_t clear);

/**
 * k3_proc_set_control: set and clear control flags.  Changes nothing and
 * returns false if this processor does not have all of them.
 */
bool k3_proc_set_control(K3ProcState *p, uint32_t set, uint32_t clear);

/** k3_proc_control: the control flags that are set. */
uint32_t k3_proc_control(const K3ProcState *p);

/**
 * k3_proc_vector_valid: true if the boot vector registers can hold all bits of
 * @vector, or this kind of processor has no boot vector.
 */
bool k3_proc_vector_valid(const K3ProcState *p, uint64_t vector);

/** k3_proc_halt_flag: the control flag that holds the core; 0 if none does. */
uint32_t k3_proc_halt_flag(const K3ProcState *p);

/** k3_proc_status: the status word, sampled now. */
uint32_t k3_proc_status(K3ProcState *p);

#endif
