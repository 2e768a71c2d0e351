/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rpmsg over virtio: messages between endpoints of this core and of Linux.
 *
 * The vdev in the resource table has two rings: the first carries messages to
 * Linux, the second carries messages from Linux. The loop of rproc_serve() does
 * the work after a kick, but only while Linux's driver is ready (DRIVER_OK).
 *
 * Nothing is lost when Linux is slow. If there is no buffer for an answer, the
 * message stays in its ring and is delivered again later. If the mailbox has no
 * room, the kick is sent later.
 *
 * Source: Linux drivers/rpmsg/virtio_rpmsg_bus.c, include/linux/rpmsg/ns.h.
 */

#ifndef LIB_RPMSG_H
#define LIB_RPMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/resource-table.h"
#include "lib/trace.h"
#include "lib/vring.h"

#define RPMSG_VIRTIO_ID         7
#define RPMSG_F_NS              (1 << 0)
#define RPMSG_NAME_SIZE         32
#define RPMSG_HEADER_SIZE       16

/* Linux's buffers are 512 bytes long */
#define RPMSG_MAX_PAYLOAD       (512 - RPMSG_HEADER_SIZE)

/* Resource table of rpmsg firmware: virtio device with rings, then trace */
struct rsc_table_rpmsg {
    uint32_t version;
    uint32_t num;
    uint32_t reserved[2];
    uint32_t offset[RSC_MAX];
    struct rsc_vdev vdev;
    struct rsc_vring vring[2];
    struct rsc_trace trace;
};

#define RSC_VRING_INIT(id, buffers)                                         \
    {                                                                       \
        .da = RSC_ADDR_ANY, .align = 0x1000, .num = (buffers),              \
        .notifyid = (id),                                                   \
    }

#define RSC_TABLE_RPMSG_INIT(buffers)                                       \
    {                                                                       \
        .version = RSC_TABLE_VERSION,                                       \
        .num = 2,                                                           \
        .offset = {                                                         \
            offsetof(struct rsc_table_rpmsg, vdev),                         \
            offsetof(struct rsc_table_rpmsg, trace),                        \
        },                                                                  \
        .vdev = {                                                           \
            .type = RSC_VDEV, .id = RPMSG_VIRTIO_ID,                        \
            .dfeatures = RPMSG_F_NS, .num_of_vrings = 2,                    \
        },                                                                  \
        .vring = { RSC_VRING_INIT(0, buffers), RSC_VRING_INIT(1, buffers) },\
        .trace = RSC_TRACE_INIT,                                            \
    }

enum rpmsg_result {
    RPMSG_SENT,
    RPMSG_BUSY,         /* no buffer: try again at the next call */
    RPMSG_FAILED,       /* permanent error: too long, or a broken ring */
};

struct rpmsg_endpoint {
    uint32_t address;
    const char *name;   /* for the name service */

    /*
     * Handle a message from `src`. Linux can change the data at any time, so
     * read it only once. After RPMSG_BUSY, the same message is delivered again
     * later; any other result completes it.
     */
    enum rpmsg_result (*receive)(const struct rpmsg_endpoint *self,
                                 uint32_t src, const void *data, size_t len);

    /*
     * Send unsolicited messages; may be NULL. Called between messages. Returns
     * RPMSG_SENT if there may be more; otherwise, the next call is after the
     * next message.
     */
    enum rpmsg_result (*produce)(const struct rpmsg_endpoint *self);
};

struct rpmsg_counts {
    uint32_t received;
    uint32_t sent;
    uint32_t sessions;          /* times that Linux has set the rings up */
    uint32_t no_endpoint;       /* messages without endpoint, dropped */
    uint32_t malformed;         /* malformed messages, dropped */
    uint32_t kicks;             /* from Linux */
    uint32_t waits_for_buffer;
    uint32_t waits_for_mailbox;
};

extern struct rpmsg_counts rpmsg_counts;
extern struct vring rpmsg_to_linux, rpmsg_from_linux;

/* Call before rproc_serve(), with the table that Linux has loaded */
void rpmsg_init(struct rsc_table_rpmsg *table,
                const struct rpmsg_endpoint *endpoints, unsigned num);

/* Call only from an endpoint's functions */
enum rpmsg_result rpmsg_send(uint32_t src, uint32_t dst, const void *data,
                             size_t len);

#endif /* LIB_RPMSG_H */
