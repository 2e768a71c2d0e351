/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Device side of a virtio split ring
 *
 * Source: Virtual I/O Device (VIRTIO) 1.2, "Split Virtqueues".
 */

#include "cpu.h"
#include "lib/layout.h"
#include "lib/trace.h"
#include "lib/vring.h"

#define DESC_F_NEXT             (1 << 0)
#define DESC_F_WRITE            (1 << 1)
#define DESC_F_INDIRECT         (1 << 2)
#define AVAIL_F_NO_INTERRUPT    (1 << 0)
#define USED_F_NO_NOTIFY        (1 << 0)

#define DMA_POOL_SIZE           0x100000
#define MAX_NUM                 32768
#define MAX_ALIGN               65536

struct vring_desc {
    uint64_t addr;
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};

struct vring_avail {
    uint16_t flags;
    uint16_t idx;
    uint16_t ring[];
};

struct vring_used_elem {
    uint32_t id;
    uint32_t len;
};

struct vring_used {
    uint16_t flags;
    uint16_t idx;
    struct vring_used_elem ring[];
};

static bool vring_refuse(struct vring *ring, const char *what, uint32_t value)
{
    trace_printf("%s: refused: %s 0x%08lx\n", ring->name, what, value);
    ring->broken = true;
    return false;
}

static bool power_of_two(uint32_t value)
{
    return value && !(value & (value - 1));
}

/*
 * Linux allocates rings and buffers in the DMA pool, which is directly below
 * the core's carveout on all boards. Other addresses belong to this firmware or
 * are not memory of this core.
 */
static bool in_dma_pool(uint64_t start, uint64_t size)
{
    uint32_t base = (uint32_t)__carveout - DMA_POOL_SIZE;

    return start >= base && size <= DMA_POOL_SIZE &&
           start - base <= DMA_POOL_SIZE - size;
}

bool vring_open(struct vring *ring, const volatile struct rsc_vring *rsc)
{
    uint32_t da = ring->da = rsc->da;
    uint32_t align = ring->align = rsc->align;
    uint32_t num = ring->num = rsc->num;
    uint32_t used_offset, size;

    ring->broken = false;
    ring->kick_owed = false;
    ring->used = NULL;
    if (!power_of_two(num) || num > MAX_NUM) {
        return vring_refuse(ring, "number of buffers", num);
    }
    if (!power_of_two(align) || align < sizeof(uint32_t) ||
        align > MAX_ALIGN) {
        return vring_refuse(ring, "alignment", align);
    }

    /* avail and used each end with one more word, which is not used here */
    used_offset = num * sizeof(struct vring_desc) +
                  sizeof(struct vring_avail) + (num + 1) * sizeof(uint16_t);
    used_offset = (used_offset + align - 1) & ~(align - 1);
    size = used_offset + sizeof(struct vring_used) +
           num * sizeof(struct vring_used_elem) + sizeof(uint16_t);
    if (da % sizeof(struct vring_desc) || !in_dma_pool(da, size)) {
        return vring_refuse(ring, "address", da);
    }

    ring->notify_id = rsc->notifyid;
    ring->desc = (volatile struct vring_desc *)da;
    ring->avail = (volatile struct vring_avail *)&ring->desc[num];
    ring->used = (volatile struct vring_used *)(da + used_offset);
    /* 0 in a new ring, or the value from an earlier run of this firmware */
    ring->next = ring->used->idx;
    return true;
}

bool vring_was_reset(const struct vring *ring,
                     const volatile struct rsc_vring *rsc)
{
    /* Only this code writes the used index, but a new ring resets it to 0 */
    return ring->da != rsc->da || ring->align != rsc->align ||
           ring->num != rsc->num ||
           (ring->used && ring->used->idx != ring->next);
}

enum vring_result vring_peek(struct vring *ring, struct vring_buffer *buffer)
{
    uint16_t flags, wanted = ring->to_linux ? DESC_F_WRITE : 0;
    uint16_t waiting;
    uint64_t addr;

    if (ring->broken) {
        return VRING_BROKEN;
    }
    waiting = ring->avail->idx - ring->next;
    if (waiting == 0) {
        return VRING_EMPTY;
    }
    if (waiting > ring->num) {
        vring_refuse(ring, "available index", ring->next + waiting);
        return VRING_BROKEN;
    }

    /* Read the entry after the index that makes it valid */
    cpu_barrier();
    buffer->id = ring->avail->ring[ring->next & (ring->num - 1)];
    if (buffer->id >= ring->num) {
        vring_refuse(ring, "descriptor", buffer->id);
        return VRING_BROKEN;
    }
    addr = ring->desc[buffer->id].addr;
    buffer->len = ring->desc[buffer->id].len;
    flags = ring->desc[buffer->id].flags;
    if ((flags & (DESC_F_NEXT | DESC_F_WRITE | DESC_F_INDIRECT)) != wanted) {
        vring_refuse(ring, "descriptor flags", flags);
        return VRING_BROKEN;
    }
    if (!in_dma_pool(addr, buffer->len)) {
        vring_refuse(ring, "buffer address", addr);
        return VRING_BROKEN;
    }
    buffer->data = (void *)(uint32_t)addr;
    return VRING_OK;
}

void vring_return(struct vring *ring, const struct vring_buffer *buffer,
                  uint32_t len)
{
    volatile struct vring_used_elem *elem =
        &ring->used->ring[ring->next & (ring->num - 1)];

    elem->id = buffer->id;
    elem->len = len;
    /* Complete the buffer and entry before the index makes them visible */
    cpu_barrier();
    ring->used->idx = ++ring->next;
    ring->kick_owed = true;
    ring->buffers++;
}

bool vring_wants_kick(struct vring *ring)
{
    if (!ring->kick_owed || ring->broken) {
        return false;
    }
    /* Read the flag after writing the index: see 2.7.7 */
    cpu_barrier();
    if (ring->avail->flags & AVAIL_F_NO_INTERRUPT) {
        ring->kick_owed = false;
        ring->kicks_unwanted++;
        return false;
    }
    return true;
}

void vring_kicked(struct vring *ring)
{
    ring->kick_owed = false;
    ring->kicks++;
}

void vring_ask_for_kicks(struct vring *ring, bool wanted)
{
    ring->used->flags = wanted ? 0 : USED_F_NO_NOTIFY;
    cpu_barrier();
}
