/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rpmsg over virtio: messages between endpoints of this core and of Linux.
 *
 * The vdev in the resource table has two rings: the first carries messages to
 * Linux, the second those from it. Work happens in rproc_serve()'s loop, when
 * a kick has come; while Linux is not there (no DRIVER_OK) there is none.
 *
 * Nothing is lost when Linux is slow: without a buffer to answer in, a message
 * stays in its ring and is presented again later; without room in the mailbox
 * the kick follows later.
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

/* Linux's buffers have 512 bytes */
#define RPMSG_MAX_PAYLOAD       (512 - RPMSG_HEADER_SIZE)

/* First in Linux's memory, then the trace: what an rpmsg firmware asks for */
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
    RPMSG_BUSY,         /* no buffer: try again when called the next time */
    RPMSG_FAILED,       /* will never work: too long, or a broken ring */
};

struct rpmsg_endpoint {
    uint32_t address;
    const char *name;   /* for the name service */

    /*
     * A message from `src`. The data is in memory that Linux can write at any
     * time: read it once. RPMSG_BUSY presents the same message again later;
     * anything else is the end of it.
     */
    enum rpmsg_result (*receive)(const struct rpmsg_endpoint *self,
                                 uint32_t src, const void *data, size_t len);

    /*
     * May be NULL. Called in between, to send what no message asked for.
     * RPMSG_SENT: there may be more; else not before the next message.
     */
    enum rpmsg_result (*produce)(const struct rpmsg_endpoint *self);
};

struct rpmsg_counts {
    uint32_t received;
    uint32_t sent;
    uint32_t sessions;          /* times that Linux has set the rings up */
    uint32_t no_endpoint;       /* messages without endpoint, dropped */
    uint32_t malformed;         /* likewise */
    uint32_t kicks;             /* from Linux */
    uint32_t waits_for_buffer;
    uint32_t waits_for_mailbox;
};

extern struct rpmsg_counts rpmsg_counts;
extern struct vring rpmsg_to_linux, rpmsg_from_linux;

/* Before rproc_serve(). The table is the one that Linux has loaded. */
void rpmsg_init(struct rsc_table_rpmsg *table,
                const struct rpmsg_endpoint *endpoints, unsigned num);

/* Only from an endpoint's functions */
enum rpmsg_result rpmsg_send(uint32_t src, uint32_t dst, const void *data,
                             size_t len);

#endif /* LIB_RPMSG_H */
