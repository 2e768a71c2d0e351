/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Device side of a virtio split ring, in memory that Linux can also write.
 *
 * Nothing in this memory is trusted: each value is read once and checked. A
 * ring with a bad value is reported in the trace, and not used again until
 * Linux has set it up again.
 *
 * Source: Virtual I/O Device (VIRTIO) 1.2, "Split Virtqueues".
 */

#ifndef LIB_VRING_H
#define LIB_VRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/resource-table.h"

struct vring_desc;
struct vring_avail;
struct vring_used;

struct vring {
    /* Set by the user */
    const char *name;
    bool to_linux;              /* this core fills the buffers */

    /* Set by vring_open() and the functions below */
    volatile struct vring_desc *desc;
    volatile struct vring_avail *avail;
    volatile struct vring_used *used;
    uint32_t da;
    uint32_t align;
    uint32_t num;
    uint32_t notify_id;
    /*
     * Buffers are returned in order, and a buffer stays in the ring until it is
     * returned: one index counts both taken and returned buffers.
     */
    uint16_t next;
    bool broken;
    bool kick_owed;

    /* Since the start of the firmware */
    uint32_t buffers;
    uint32_t kicks;
    uint32_t kicks_unwanted;
};

struct vring_buffer {
    void *data;
    uint32_t len;
    uint16_t id;
};

enum vring_result {
    VRING_OK,
    VRING_EMPTY,
    VRING_BROKEN,
};

/* Start using a ring that Linux has just set up. False if it is unusable. */
bool vring_open(struct vring *ring, const volatile struct rsc_vring *rsc);

/* True if Linux has set up the ring again without notice */
bool vring_was_reset(const struct vring *ring,
                     const volatile struct rsc_vring *rsc);

/* Get the next buffer that Linux offers, without taking it from the ring */
enum vring_result vring_peek(struct vring *ring, struct vring_buffer *buffer);

/* Return this buffer with `len` bytes written into it. This owes a kick. */
void vring_return(struct vring *ring, const struct vring_buffer *buffer,
                  uint32_t len);

/*
 * Whether Linux wants a kick for returned buffers. If not, this clears the
 * kick that is owed.
 */
bool vring_wants_kick(struct vring *ring);
void vring_kicked(struct vring *ring);

/*
 * Set whether Linux should kick when it offers buffers. After turning this on,
 * check for buffers again: some may have arrived before.
 */
void vring_ask_for_kicks(struct vring *ring, bool wanted);

#endif /* LIB_VRING_H */
