/*
 * Simulated firmware of a TI K3 remote core
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_SIM_FW_H
#define HW_REMOTEPROC_K3_SIM_FW_H

#include "hw/remoteproc/k3-engine.h"
#include "hw/resettable.h"
#include "qemu/timer.h"

/**
 * DOC: an engine without instructions
 *
 * This device is the #K3Engine of a remote core whose instruction set QEMU does
 * not emulate, or that should be cheap and deterministic to simulate.  It
 * imitates firmware for Linux's remoteproc and rpmsg, but only as seen from
 * outside the core: it is a bus master with the core's own view of memory, and
 * has one interrupt input.
 *
 * - After the boot delay it searches for the resource table of the loaded
 *   image, in the windows given to it and around the boot vector.  It reads
 *   memory only, never registers, and takes only tables that Linux would
 *   accept.  It prefers any other table to one that is unchanged since an
 *   earlier run, as that one belongs to an older image.
 * - It writes a few lines to the trace buffer that the table describes.
 * - Once the driver has set DRIVER_OK in a virtio-rpmsg device of the table, it
 *   announces its services (listed in k3-sim-rpmsg.c) and sends back every
 *   message that their endpoints receive.  A message stays in its ring until
 *   there is a buffer for the answer.
 * - It answers RP_MBOX_ECHO_REQUEST.  On RP_MBOX_SHUTDOWN it answers
 *   RP_MBOX_SHUTDOWN_ACK, masks its interrupts and stays in WFI until reset.
 * - Otherwise it waits in WFI for its interrupt.
 * - After a crash it stays busy and does nothing else.
 *
 * It works in steps.  Each step handles one message and takes virtual time.
 * k3-sim-life.c has the table of states and transitions.
 *
 * QEMU interface:
 *  + property "memory" (link<memory-region>): what the core sees
 *  + properties "window-base", "window-size" (arrays of uint64, of the same
 *    length): where in "memory" a resource table may lie, in this order, 4-byte
 *    aligned, at most 64 MiB all together
 *  + property "mailbox-base" (uint64): its mailbox cluster in "memory"
 *  + properties "mailbox-user", "mailbox-rx-fifo", "mailbox-tx-fifo" (uint8):
 *    its user number, and the FIFOs from and to Linux
 *  + properties "rat-base" (uint64, default 0: none), "rat-local" (uint32): a
 *    RAT in "memory", and a local address behind it.  The firmware sets up its
 *    region 0 so that the mailbox cluster appears there, and "mailbox-base" is
 *    where the SoC has it
 *  + property "mute" (bool, default false): it only reads its messages.  It
 *    stands for firmware that is already running, and has no boot delay.
 *  + properties "boot-delay", "search-delay", "irq-delay", "work-delay",
 *    "shutdown-delay", "wfi-delay", "poll-delay" (uint64, ns of virtual time,
 *    1 us to 1000 s): from reset to the first access; between two parts of the
 *    search for the resource table; from an interrupt to the first access; for
 *    each step; from RP_MBOX_SHUTDOWN to its answer; from there to WFI; between
 *    two looks at a driver that is not ready, and at a full FIFO
 *  + GPIO input "mailbox": the interrupt of its mailbox user, level
 *  + QOM properties, read only: "fw-state" (string), "resource-table" (uint64,
 *    0: none found), "starts", "echoed", "dropped", "kicks" (uint64, since
 *    system reset): starts of the core, messages sent back, messages that were
 *    malformed or had no endpoint, and notifications sent to Linux
 *
 * Sources: Linux include/linux/remoteproc.h, include/uapi/linux/virtio_ring.h,
 * include/linux/rpmsg/ns.h, drivers/rpmsg/virtio_rpmsg_bus.c,
 * drivers/remoteproc/omap_remoteproc.h; MCU+ SDK IPC_RPMsg and IPC_Notify, and
 * its ipc_rpmsg_echo_linux for the order of the shutdown.
 */

#define TYPE_K3_SIM_FW "ti-k3-sim-fw"
OBJECT_DECLARE_TYPE(K3SimFw, K3SimFwClass, K3_SIM_FW)

#define K3_SIM_FW_MAX_WINDOWS   8
#define K3_SIM_FW_MAX_QUEUE     8
#define K3_SIM_FW_OLD_TABLES    8

typedef enum K3SimDelay {
    K3_SIM_DELAY_BOOT,
    K3_SIM_DELAY_SEARCH,
    K3_SIM_DELAY_IRQ,
    K3_SIM_DELAY_WORK,
    K3_SIM_DELAY_SHUTDOWN,
    K3_SIM_DELAY_WFI,
    K3_SIM_DELAY_POLL,
    K3_SIM_NUM_DELAYS,
} K3SimDelay;

/* The directions of virtio-rpmsg, named from Linux's point of view */
typedef enum K3SimVringId {
    K3_SIM_VRING_RX,            /* Linux receives from it */
    K3_SIM_VRING_TX,            /* Linux sends to it */
    K3_SIM_NUM_VRINGS,
} K3SimVringId;

typedef struct K3SimVring {
    uint64_t desc;
    uint64_t avail;
    uint64_t used;
    uint32_t num;
    uint32_t notify_id;
    uint16_t next_avail;
    uint16_t next_used;
} K3SimVring;

/* Progress of the search for a resource table */
typedef struct K3SimSearch {
    uint32_t window;            /* after the last one, around the boot vector */
    uint64_t offset;            /* in the window */
    uint64_t best;              /* best table, if there are candidates */
    int32_t age;                /* of the best table, see k3-sim-rsc.c */
    uint32_t candidates;
    uint32_t attempts;
} K3SimSearch;

/* A resource table as it was after the last run that used it */
typedef struct K3SimOldTable {
    uint64_t addr;              /* 0: none */
    uint32_t checksum;
} K3SimOldTable;

struct K3SimFw {
    K3Engine parent_obj;

    /* Properties */
    MemoryRegion *memory;
    bool mute;
    uint32_t num_window_bases;
    uint64_t *window_base;
    uint32_t num_window_sizes;
    uint64_t *window_size;
    uint64_t mbox_base;
    uint64_t rat_base;
    uint32_t rat_local;
    uint8_t mbox_user;
    uint8_t mbox_rx;
    uint8_t mbox_tx;
    uint64_t delay[K3_SIM_NUM_DELAYS];

    AddressSpace as;
    QEMUTimer timer;

    /* State */
    uint8_t state;
    bool irq_line;
    int64_t frozen_left;        /* ns to the next step, -1: none */
    uint64_t boot_vector;

    K3SimSearch search;
    uint64_t table;             /* resource table, 0: none */
    uint64_t trace;             /* its trace buffer, 0: none */
    uint32_t trace_size;
    uint32_t trace_pos;
    uint64_t vdev;              /* its rpmsg device, 0: none */

    bool ready;                 /* rings are set up and valid */
    bool refused;               /* rings are invalid, until status changes */
    uint8_t announced;          /* number of services announced */
    K3SimVring vring[K3_SIM_NUM_VRINGS];

    uint32_t queue[K3_SIM_FW_MAX_QUEUE];    /* messages to Linux, in order */
    uint8_t queued;

    K3SimOldTable old[K3_SIM_FW_OLD_TABLES];    /* latest first */

    uint64_t starts;
    uint64_t echoed;
    uint64_t dropped;
    uint64_t kicks;

    /* Counts starts and stops: an action detects that the core was stopped */
    unsigned epoch;
    bool in_action;
};

struct K3SimFwClass {
    K3EngineClass parent_class;
    ResettablePhases parent_phases;
};

typedef struct K3SimFwWindow {
    uint64_t base;
    uint64_t size;
} K3SimFwWindow;

/* Configuration by the SoC; window addresses are those that the core sees */
typedef struct K3SimFwConfig {
    uint64_t mbox_base;
    uint64_t rat_base;          /* 0: the mailbox needs no translation */
    uint32_t rat_local;
    uint8_t mbox_user;
    uint8_t mbox_rx;
    uint8_t mbox_tx;
    uint8_t num_windows;
    K3SimFwWindow window[K3_SIM_FW_MAX_WINDOWS];
} K3SimFwConfig;

/** k3_sim_fw_configure: set the properties; before realize. */
void k3_sim_fw_configure(K3SimFw *fw, const K3SimFwConfig *config);

#endif
