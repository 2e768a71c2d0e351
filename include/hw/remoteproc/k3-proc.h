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
 * Lets only through to the core what registers for configuration, control and
 * boot vector of this kind of processor hold; the words themselves are inputs
 * of the core.  Derives the status word from the live outputs of the core.
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
 * A system reset takes the words from the core's "...-at-reset" properties;
 * where the core leaves "config-at-reset" open the kind's power-on value of the
 * TRM applies (R5F: BTCM enabled, ATCM disabled and at address 0).
 *
 * The boot vector registers do not hold the bits below the alignment of the
 * kind (R5F 128 bytes, C66x 1 KiB, C7x 2 MiB): those bits of a request are
 * dropped, and logged as a guest error.
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
 * unless K3_PROC_CFG_GEN_IGN_BOOTVECTOR is among @set.  Returns false, with
 * nothing changed, when the request is one that system firmware refuses: a
 * flag this processor does not have, core-0-only flags on core 1, LOCKSTEP
 * where eFuses forbid it.
 */
bool k3_proc_set_config(K3ProcState *p, uint64_t boot_vector,
                        uint32_t set, uint32_t clear);

/**
 * k3_proc_set_control: set and clear control flags.  Returns false, with
 * nothing changed, when this processor does not have one of them.
 */
bool k3_proc_set_control(K3ProcState *p, uint32_t set, uint32_t clear);

/** k3_proc_control: the control flags that are set. */
uint32_t k3_proc_control(const K3ProcState *p);

/**
 * k3_proc_vector_valid: the boot vector registers hold all bits of @vector, or
 * the kind starts elsewhere and has none.
 */
bool k3_proc_vector_valid(const K3ProcState *p, uint64_t vector);

/** k3_proc_halt_flag: the control flag that holds the core; 0 if none does. */
uint32_t k3_proc_halt_flag(const K3ProcState *p);

/** k3_proc_status: the status word, sampled now. */
uint32_t k3_proc_status(K3ProcState *p);

#endif
