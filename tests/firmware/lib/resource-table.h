/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resource table: what Linux's remoteproc reads out of a firmware.
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

struct rsc_trace {
    uint32_t type;
    uint32_t da;
    uint32_t len;
    uint32_t reserved;
    char name[32];
};

/*
 * Linux reads 256 bytes from the start of the carveout when it attaches to a
 * core that runs already, so the table is there and within that size. An app
 * that brings more resources defines its own table in section
 * ".resource_table"; the one in resource-table.c is weak.
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
