/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: dual rings
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "hw/dma/k3-dma-ring.h"
#include "hw/registerfields.h"

/* The registers of the forward side; those of the other are at REVERSE */
REG32(DOORBELL, 0x10)
    FIELD(DOORBELL, ENTRIES, 0, 8)          /* signed */
    FIELD(DOORBELL, TDOWN_ACK, 31, 1)       /* reverse side only */
REG32(OCCUPANCY, 0x18)
    FIELD(OCCUPANCY, ENTRIES, 0, 21)
    FIELD(OCCUPANCY, TDOWN, 31, 1)          /* reverse side only */
#define REVERSE         0x1000

#define MAX_ELEMENTS    0xffff
#define ELEMENT_SIZE    8

bool k3_dma_ring_valid(const K3DMARing *ring)
{
    return !extract64(ring->base, K3_DMA_ADDRESS_BITS,
                      64 - K3_DMA_ADDRESS_BITS) &&
           ring->count <= MAX_ELEMENTS && ring->forward <= ring->count &&
           ring->reverse <= ring->count &&
           ring->forward_index < MAX(ring->count, 1) &&
           ring->reverse_index < MAX(ring->count, 1);
}

const char *k3_dma_ring_configure(K3DMARing *ring,
                                  const K3DMARingConfig *config)
{
    K3DMARing new = {
        .base = (ring->base & ~config->base_mask) |
                (config->base & config->base_mask),
        .count = config->has_count ? config->count : ring->count,
        .mode = config->has_mode ? config->mode : ring->mode,
        .element = config->has_element ? config->element : ring->element,
    };

    if (!k3_dma_ring_valid(&new)) {
        return "address or number of elements is impossible";
    }
    if (new.count && new.mode != K3_DMA_RING_MODE_RING) {
        return "dual rings have only the mode of exposed rings";
    }
    if (new.count && new.element != K3_DMA_RING_ELEMENT_8) {
        return "dual rings have only elements of 8 bytes";
    }
    *ring = new;
    return NULL;
}

bool k3_dma_ring_read(const K3DMARing *ring, hwaddr offset, uint32_t *value)
{
    switch (offset) {
    case A_DOORBELL:
    case REVERSE + A_DOORBELL:
        *value = 0;
        return true;
    case A_OCCUPANCY:
        *value = ring->forward;
        return true;
    case REVERSE + A_OCCUPANCY:
        *value = FIELD_DP32(ring->reverse, OCCUPANCY, TDOWN, ring->teardown);
        return true;
    default:
        return false;
    }
}

static const char *k3_dma_ring_add(const K3DMARing *ring, uint32_t *occupancy,
                                   uint32_t value)
{
    int64_t entries = (int8_t)FIELD_EX32(value, DOORBELL, ENTRIES);
    int64_t sum = *occupancy + entries;

    *occupancy = MIN(MAX(sum, 0), ring->count);
    if (!ring->count && entries) {
        return "doorbell of a ring that is not configured";
    }
    if (sum < 0) {
        return "doorbell takes more entries than there are";
    }
    return sum > ring->count ? "doorbell adds more entries than fit" : NULL;
}

const char *k3_dma_ring_write(K3DMARing *ring, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_DOORBELL:
        return k3_dma_ring_add(ring, &ring->forward, value);
    case REVERSE + A_DOORBELL:
        if (FIELD_EX32(value, DOORBELL, TDOWN_ACK)) {
            ring->teardown = false;
        }
        return k3_dma_ring_add(ring, &ring->reverse, value);
    default:
        return "no writable register";
    }
}

bool k3_dma_ring_pending(const K3DMARing *ring)
{
    return ring->reverse || ring->teardown;
}

bool k3_dma_ring_ready(const K3DMARing *ring)
{
    return ring->forward && ring->reverse < ring->count;
}

MemTxResult k3_dma_ring_take(K3DMARing *ring, AddressSpace *as,
                             uint64_t *element)
{
    uint64_t raw = 0;
    MemTxResult result;

    result = address_space_read(as, ring->base +
                                ring->forward_index * ELEMENT_SIZE,
                                MEMTXATTRS_UNSPECIFIED, &raw, sizeof(raw));
    *element = le64_to_cpu(raw);
    ring->forward--;
    ring->forward_index = (ring->forward_index + 1) % ring->count;
    return result;
}

MemTxResult k3_dma_ring_put(K3DMARing *ring, AddressSpace *as,
                            uint64_t element)
{
    uint64_t raw = cpu_to_le64(element);
    hwaddr address = ring->base + ring->reverse_index * ELEMENT_SIZE;

    /* Software may have filled the reverse side in the meantime */
    ring->reverse = MIN(ring->reverse + 1, ring->count);
    ring->reverse_index = (ring->reverse_index + 1) % ring->count;
    return address_space_write(as, address, MEMTXATTRS_UNSPECIFIED, &raw,
                               sizeof(raw));
}

const VMStateDescription vmstate_k3_dma_ring = {
    .name = "ti-k3-dma-ring",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(base, K3DMARing),
        VMSTATE_UINT32(count, K3DMARing),
        VMSTATE_UINT8(mode, K3DMARing),
        VMSTATE_UINT8(element, K3DMARing),
        VMSTATE_UINT32(forward, K3DMARing),
        VMSTATE_UINT32(reverse, K3DMARing),
        VMSTATE_UINT32(forward_index, K3DMARing),
        VMSTATE_UINT32(reverse_index, K3DMARing),
        VMSTATE_BOOL(teardown, K3DMARing),
        VMSTATE_END_OF_LIST()
    }
};
