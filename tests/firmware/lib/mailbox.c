/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mailbox to Linux
 *
 * Source: AM64x Technical Reference Manual (SPRUIM2), "Mailbox"; the order of
 * accesses in the handler is that of the MCU+ SDK's IPC Notify.
 */

#include <stddef.h>
#include "cpu.h"
#include "irq.h"
#include "lib/mailbox.h"
#include "lib/mmio.h"

#define MAILBOX_MESSAGE(m)      (0x040 + 4 * (m))
#define MAILBOX_FIFO_STATUS(m)  (0x080 + 4 * (m))
#define MAILBOX_MSG_STATUS(m)   (0x0c0 + 4 * (m))
#define MAILBOX_IRQ_CLR(u)      (0x104 + 0x10 * (u))
#define MAILBOX_IRQ_EN_SET(u)   (0x108 + 0x10 * (u))
#define MAILBOX_IRQ_EN_CLR(u)   (0x10c + 0x10 * (u))

#define FIFO_FULL               (1 << 0)
#define MSG_COUNT               7
#define NEW_MESSAGE(m)          (1u << (2 * (m)))
#define NOT_FULL(m)             (2u << (2 * (m)))

#define MAILBOX_PRIORITY        8
#define SEND_ATTEMPTS           100000

static const struct k3_mailbox_route *mailbox;
static mailbox_receiver *receive;
static void (*on_room)(void);

static uint32_t mailbox_reg(uint32_t offset)
{
    return cpu_bus(mailbox->base) + offset;
}

/* Handle and disable "not full", which mailbox_try_send() has enabled */
static void mailbox_check_room(void)
{
    uint32_t not_full = NOT_FULL(mailbox->tx_fifo);

    if (mmio_read32(mailbox_reg(MAILBOX_IRQ_CLR(mailbox->user))) &
        not_full) {
        mmio_write32(mailbox_reg(MAILBOX_IRQ_EN_CLR(mailbox->user)),
                     not_full);
        if (on_room) {
            on_room();
        }
    }
}

/*
 * Clear the status before reading the message count: a message that arrives
 * later sets it again.
 */
static void mailbox_interrupt(unsigned irq)
{
    unsigned fifo = mailbox->rx_fifo;
    uint32_t count;

    (void)irq;
    mailbox_check_room();
    mmio_write32(mailbox_reg(MAILBOX_IRQ_CLR(mailbox->user)),
                 NEW_MESSAGE(fifo));
    count = mmio_read32(mailbox_reg(MAILBOX_MSG_STATUS(fifo))) & MSG_COUNT;
    while (count--) {
        receive(mmio_read32(mailbox_reg(MAILBOX_MESSAGE(fifo))));
    }
}

void mailbox_init(const struct k3_mailbox_route *route,
                  mailbox_receiver *receiver)
{
    mailbox = route;
    receive = receiver;
    irq_connect(route->irq, MAILBOX_PRIORITY, mailbox_interrupt);
    mmio_write32(mailbox_reg(MAILBOX_IRQ_EN_SET(route->user)),
                 NEW_MESSAGE(route->rx_fifo));
}

static bool mailbox_put(uint32_t message)
{
    uint32_t status = mailbox_reg(MAILBOX_FIFO_STATUS(mailbox->tx_fifo));

    if (mmio_read32(status) & FIFO_FULL) {
        return false;
    }
    mmio_write32(mailbox_reg(MAILBOX_MESSAGE(mailbox->tx_fifo)), message);
    return true;
}

bool mailbox_send(uint32_t message)
{
    unsigned attempts;

    if (mailbox == NULL) {
        return false;
    }
    for (attempts = 0; attempts < SEND_ATTEMPTS; attempts++) {
        if (mailbox_put(message)) {
            return true;
        }
    }
    return false;
}

bool mailbox_try_send(uint32_t message)
{
    if (mailbox == NULL) {
        return false;
    }
    if (mailbox_put(message)) {
        return true;
    }
    mmio_write32(mailbox_reg(MAILBOX_IRQ_EN_SET(mailbox->user)),
                 NOT_FULL(mailbox->tx_fifo));
    return false;
}

void mailbox_on_room(void (*room)(void))
{
    on_room = room;
}
