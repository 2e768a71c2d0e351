/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mailbox to Linux: 32-bit messages, one FIFO in, one out, 4 deep each.
 */

#ifndef LIB_MAILBOX_H
#define LIB_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>
#include "soc/soc.h"

typedef void mailbox_receiver(uint32_t message);

/*
 * Receive through the interrupt of `route`; receiver runs in its handler.
 * irq_init() comes before. Messages that wait in the FIFO are delivered.
 */
void mailbox_init(const struct k3_mailbox_route *route,
                  mailbox_receiver *receiver);

/*
 * Waits a while for room in the FIFO. False if there was none, or if
 * mailbox_init() was not called.
 */
bool mailbox_send(uint32_t message);

/*
 * Does not wait. After a false, the function given to mailbox_on_room() is
 * called, in the interrupt handler, once there is room again.
 */
bool mailbox_try_send(uint32_t message);
void mailbox_on_room(void (*room)(void));

#endif /* LIB_MAILBOX_H */
