/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resource table, which Linux's remoteproc reads from the firmware.
 *
 * Source: Linux Documentation/staging/remoteproc.rst,
 * include/linux/remoteproc.h.
 */

#ifndef LIB_RESOURCE_TABLE_H
#define LIB_RESOURCE_TABLE_H

#include <stdint.h>

#define RSC_TABLE_VERSION       1
#define RSC_TRACE               2
#define RSC_VDEV                3

/* Linux allocates the memory and writes its address here */
#define RSC_ADDR_ANY            0xffffffff

struct rsc_trace {
    uint32_t type;
    uint32_t da;
    uint32_t len;
    uint32_t reserved;
    char name[32];
};

struct rsc_vring {
    uint32_t da;
    uint32_t align;
    uint32_t num;
    uint32_t notifyid;
    uint32_t reserved;
};

/* A virtio device in the firmware; Linux writes status and gfeatures */
struct rsc_vdev {
    uint32_t type;
    uint32_t id;
    uint32_t notifyid;
    uint32_t dfeatures;
    uint32_t gfeatures;
    uint32_t config_len;
    uint8_t status;
    uint8_t num_of_vrings;
    uint8_t reserved[2];
};

/*
 * When Linux attaches to a running core, it reads 256 bytes from the start of
 * the carveout, so the table must be there and fit in that size. An app with
 * more resources defines its own table in section ".resource_table"; all other
 * apps use the table in resource-table.c.
 */
#define RSC_MAX                 4

struct rsc_table {
    uint32_t version;
    uint32_t num;
    uint32_t reserved[2];
    uint32_t offset[RSC_MAX];
    struct rsc_trace trace;
};

#define RSC_TRACE_INIT                                                      \
    {                                                                       \
        .type = RSC_TRACE,                                                  \
        .da = (uint32_t)trace_buffer,                                       \
        .len = TRACE_SIZE,                                                  \
        .name = "trace",                                                    \
    }

#endif /* LIB_RESOURCE_TABLE_H */
