/*
 * Registers of a mailbox cluster that several tests use
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * k3-mailbox-test.c has the others.
 */
#ifndef TESTS_QTEST_K3_MAILBOX_UTILS_H
#define TESTS_QTEST_K3_MAILBOX_UTILS_H

/* Cluster @n of the SoCs that have them in one row */
#define MBOX_BASE(n)            (0x29000000u + (n) * 0x10000)

#define MBOX_MESSAGE(fifo)      (0x040 + 4 * (fifo))
#define MBOX_MSGSTATUS(fifo)    (0x0c0 + 4 * (fifo))
#define MBOX_IRQ_CLR(user)      (0x104 + 16 * (user))
#define MBOX_IRQ_ENABLED(user)  (0x108 + 16 * (user))
#define MBOX_IRQ_DISABLE(user)  (0x10c + 16 * (user))

/* Bits of the interrupt registers */
#define NEWMSG(fifo)            (1u << (2 * (fifo)))
#define NOTFULL(fifo)           (2u << (2 * (fifo)))

#endif
