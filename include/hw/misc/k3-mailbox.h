/*
 * TI K3 mailbox cluster
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_MAILBOX_H
#define HW_MISC_K3_MAILBOX_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the mailbox cluster of K3 SoCs
 *
 * A cluster has FIFOs of 32-bit messages, and users, each with one interrupt
 * output.  FIFOs and users are independent: any bus master may write and read
 * any FIFO, and the enable register of a user selects the FIFOs and conditions
 * that interrupt this user.  Both conditions are levels: "new message" holds
 * while a FIFO is not empty, "not full" while it is not full.
 *
 * QEMU interface:
 *  + property "num-users" (uint32, 1 to 4, default 4)
 *  + property "num-fifos" (uint32, 1 to 16, default 16); other values of these
 *    two are refused at realize
 *  + property "index" (uint32, default 0): number of the cluster, for fault
 *    rules (see k3-fault.h)
 *  + sysbus MMIO region 0: the registers, 4 KiB
 *  + sysbus IRQ n (0 to num-users - 1): interrupt of user n, level, active high
 *  + QOM properties of FIFO n (read only): "fifo-level[n]" (uint8, messages
 *    waiting), "fifo-pushed[n]", "fifo-popped[n]" and "fifo-dropped[n]"
 *    (uint64, messages accepted, read, and lost since system reset; a message
 *    is lost if it is written to a full FIFO or discarded by a soft reset)
 *
 * Sources: AM64x/AM243x TRM (SPRUIM2), "Mailbox" (functional description and
 * registers); AM275x TRM (SPRUJC6), registers IRQ_STATUS_RAW and
 * IRQ_STATUS_CLR (test bits and the re-raise after a clear); Linux
 * drivers/mailbox/omap-mailbox.c; MCU+ SDK drivers/ipc_notify/v0.
 */

#define TYPE_K3_MAILBOX "ti-k3-mailbox"
OBJECT_DECLARE_SIMPLE_TYPE(K3MailboxState, K3_MAILBOX)

#define K3_MAILBOX_MAX_USERS    4
#define K3_MAILBOX_MAX_FIFOS    16
#define K3_MAILBOX_DEPTH        4
#define K3_MAILBOX_MMIO_SIZE    0x1000

typedef struct K3MailboxFifo {
    uint32_t msg[K3_MAILBOX_DEPTH];     /* ring, oldest at head */
    uint8_t head;
    uint8_t level;
    uint64_t pushed;
    uint64_t popped;
    uint64_t dropped;
} K3MailboxFifo;

typedef struct K3MailboxUser {
    uint32_t enable;
    uint32_t forced;                    /* status bits set by software */
    bool line;                          /* derived: level of the output */
} K3MailboxUser;

struct K3MailboxState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq[K3_MAILBOX_MAX_USERS];

    /* Properties */
    uint32_t num_users;
    uint32_t num_fifos;
    uint32_t index;

    struct K3FaultRules *faults;

    /* State */
    K3MailboxFifo fifo[K3_MAILBOX_MAX_FIFOS];
    K3MailboxUser user[K3_MAILBOX_MAX_USERS];
};

#endif
