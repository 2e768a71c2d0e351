/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mailbox to Linux: 32-bit messages, one FIFO in each direction, 4 deep.
 */

#ifndef LIB_MAILBOX_H
#define LIB_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include "soc/soc.h"

typedef void mailbox_receiver(uint32_t message);

/*
 * Receive through the interrupt of `route`; receiver runs in its handler. Call
 * irq_init() first. Messages that already wait in the FIFO are delivered.
 */
void mailbox_init(const struct k3_mailbox_route *route,
                  mailbox_receiver *receiver);

/*
 * Waits for a limited time for room in the FIFO. False if there was no room, or
 * if mailbox_init() was not called.
 */
bool mailbox_send(uint32_t message);

/*
 * Does not wait. If this returns false, the interrupt handler calls the
 * function given to mailbox_on_room() once there is room again.
 */
bool mailbox_try_send(uint32_t message);
void mailbox_on_room(void (*room)(void));

#endif /* LIB_MAILBOX_H */
