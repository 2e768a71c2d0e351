/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rpmsg over virtio
 *
 * Source: Linux drivers/rpmsg/virtio_rpmsg_bus.c, include/linux/rpmsg/ns.h;
 * Virtual I/O Device (VIRTIO) 1.2, "Device Status Field".
 */

#include "cpu.h"
#include "lib/mailbox.h"
#include "lib/options.h"
#include "lib/rpmsg.h"
#include "lib/rproc.h"
#include "lib/string.h"

#define STATUS_DRIVER_OK        (1 << 2)
#define NS_ADDRESS              53

/* Maximum of messages per call of rpmsg_work(), to let other work run */
#define BUDGET                  32

struct rpmsg_header {
    uint32_t src;
    uint32_t dst;
    uint32_t reserved;
    uint16_t len;
    uint16_t flags;
};

_Static_assert(sizeof(struct rpmsg_header) == RPMSG_HEADER_SIZE,
               "rpmsg header");

struct rpmsg_announcement {
    char name[RPMSG_NAME_SIZE];
    uint32_t address;
    uint32_t flags;
};

struct rpmsg_counts rpmsg_counts;
struct vring rpmsg_to_linux = { .name = "rpmsg: to linux", .to_linux = true };
struct vring rpmsg_from_linux = { .name = "rpmsg: from linux" };

/* Volatile: Linux writes to it while the core runs */
static volatile struct rsc_table_rpmsg *table;
static const struct rpmsg_endpoint *endpoints;
static unsigned num_endpoints;
static unsigned announced;
static bool open;
/* A message waits for a buffer to Linux */
static bool starved;

enum rpmsg_result rpmsg_send(uint32_t src, uint32_t dst, const void *data,
                             size_t len)
{
    struct rpmsg_header header = { .src = src, .dst = dst, .len = len };
    struct vring_buffer buffer;

    switch (vring_peek(&rpmsg_to_linux, &buffer)) {
    case VRING_EMPTY:
        if (!starved) {
            starved = true;
            rpmsg_counts.waits_for_buffer++;
        }
        return RPMSG_BUSY;
    case VRING_BROKEN:
        return RPMSG_FAILED;
    case VRING_OK:
        break;
    }
    if (buffer.len < sizeof(header) || buffer.len - sizeof(header) < len ||
        len > UINT16_MAX) {
        trace_printf("rpmsg: %lu bytes do not fit into %lu\n", (uint32_t)len,
                     buffer.len);
        return RPMSG_FAILED;
    }
    memcpy(buffer.data, &header, sizeof(header));
    memcpy((char *)buffer.data + sizeof(header), data, len);
    vring_return(&rpmsg_to_linux, &buffer, sizeof(header) + len);
    rpmsg_counts.sent++;
    return RPMSG_SENT;
}

static enum rpmsg_result rpmsg_announce(const struct rpmsg_endpoint *endpoint)
{
    struct rpmsg_announcement message = { .address = endpoint->address };
    unsigned i;

    for (i = 0; endpoint->name[i] && i < RPMSG_NAME_SIZE - 1; i++) {
        message.name[i] = endpoint->name[i];
    }
    return rpmsg_send(endpoint->address, NS_ADDRESS, &message,
                      sizeof(message));
}

static void rpmsg_announce_all(void)
{
    while (announced < num_endpoints &&
           rpmsg_announce(&endpoints[announced]) != RPMSG_BUSY) {
        announced++;
    }
}

static enum rpmsg_result rpmsg_deliver(const struct vring_buffer *buffer)
{
    struct rpmsg_header header;
    unsigned i;

    if (buffer->len < sizeof(header)) {
        rpmsg_counts.malformed++;
        return RPMSG_FAILED;
    }
    memcpy(&header, buffer->data, sizeof(header));
    if (header.len > buffer->len - sizeof(header)) {
        rpmsg_counts.malformed++;
        return RPMSG_FAILED;
    }
    for (i = 0; i < num_endpoints; i++) {
        if (endpoints[i].address == header.dst) {
            return endpoints[i].receive(&endpoints[i], header.src,
                                        (char *)buffer->data + sizeof(header),
                                        header.len);
        }
    }
    rpmsg_counts.no_endpoint++;
    return RPMSG_FAILED;
}

/* True if a message was taken out of the ring */
static bool rpmsg_receive_one(void)
{
    struct vring_buffer buffer;

    if (vring_peek(&rpmsg_from_linux, &buffer) != VRING_OK ||
        rpmsg_deliver(&buffer) == RPMSG_BUSY) {
        return false;
    }
    vring_return(&rpmsg_from_linux, &buffer, 0);
    rpmsg_counts.received++;
    return true;
}

static bool rpmsg_produce_one(void)
{
    bool any = false;
    unsigned i;

    for (i = 0; i < num_endpoints; i++) {
        any |= endpoints[i].produce &&
               endpoints[i].produce(&endpoints[i]) == RPMSG_SENT;
    }
    return any;
}

/* One mailbox message for all buffers of a ring that were returned */
static void rpmsg_kick_linux(struct vring *ring)
{
    if (!vring_wants_kick(ring)) {
        return;
    }
    if (mailbox_try_send(ring->notify_id)) {
        vring_kicked(ring);
    } else {
        rpmsg_counts.waits_for_mailbox++;
    }
}

static bool rpmsg_empty(struct vring *ring)
{
    struct vring_buffer buffer;

    return vring_peek(ring, &buffer) != VRING_OK;
}

/*
 * Before a wait, ask Linux for the kick that ends it. True if there is a buffer
 * already, so that the caller need not wait.
 */
static bool rpmsg_wait(void)
{
    struct vring *ring = starved ? &rpmsg_to_linux : &rpmsg_from_linux;

    vring_ask_for_kicks(ring, true);
    return !rpmsg_empty(ring);
}

static bool rpmsg_is_open(void)
{
    if (!(table->vdev.status & STATUS_DRIVER_OK)) {
        open = false;
        return false;
    }
    if (open && (vring_was_reset(&rpmsg_to_linux, &table->vring[0]) ||
                 vring_was_reset(&rpmsg_from_linux, &table->vring[1]))) {
        open = false;
    }
    if (!open) {
        /* Linux writes the status last: read everything else after it */
        cpu_barrier();
        open = true;
        starved = false;
        if (!(table->vdev.gfeatures & RPMSG_F_NS)) {
            announced = num_endpoints;
        } else if (!rpmsg_counts.sessions || !firmware_options.announce_once) {
            announced = 0;
        }
        rpmsg_counts.sessions++;
        /* Open both, so that both report their errors */
        if (vring_open(&rpmsg_to_linux, &table->vring[0]) &
            vring_open(&rpmsg_from_linux, &table->vring[1])) {
            trace_printf("rpmsg: online, rings at 0x%08lx 0x%08lx\n",
                         (uint32_t)rpmsg_to_linux.desc,
                         (uint32_t)rpmsg_from_linux.desc);
            vring_ask_for_kicks(&rpmsg_to_linux, false);
        }
    }
    return !rpmsg_to_linux.broken && !rpmsg_from_linux.broken;
}

static bool rpmsg_work(void)
{
    unsigned budget = BUDGET;
    bool busy;

    if (!rpmsg_is_open()) {
        return false;
    }
    starved = false;
    vring_ask_for_kicks(&rpmsg_to_linux, false);
    vring_ask_for_kicks(&rpmsg_from_linux, false);
    rpmsg_announce_all();
    do {
        busy = rpmsg_produce_one();
        busy |= !starved && rpmsg_receive_one();
    } while (busy && --budget);
    rpmsg_kick_linux(&rpmsg_to_linux);
    rpmsg_kick_linux(&rpmsg_from_linux);
    if (rpmsg_to_linux.broken || rpmsg_from_linux.broken) {
        return false;
    }
    return busy || rpmsg_wait();
}

/* Called in the mailbox's interrupt handler */
static bool rpmsg_kicked(uint32_t id)
{
    if (id != table->vring[0].notifyid && id != table->vring[1].notifyid) {
        return false;
    }
    rpmsg_counts.kicks++;
    return true;
}

void rpmsg_init(struct rsc_table_rpmsg *loaded,
                const struct rpmsg_endpoint *list, unsigned num)
{
    table = loaded;
    endpoints = list;
    num_endpoints = num;
    rproc_set_work(rpmsg_kicked, rpmsg_work);
}
