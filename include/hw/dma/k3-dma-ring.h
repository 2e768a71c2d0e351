/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: a dual ring, through which a channel and software exchange
 * descriptors
 */
#ifndef HW_DMA_K3_DMA_RING_H
#define HW_DMA_K3_DMA_RING_H

#include "exec/memattrs.h"
#include "hw/dma/k3-dma-config.h"
#include "migration/vmstate.h"
#include "system/memory.h"

/**
 * DOC: a dual ring
 *
 * The rings of the DMA subsystem (DMSS) have two sides that share one array of
 * 8-byte elements in memory.  Software writes the addresses of descriptors to
 * it and adds their number to the occupancy of the forward side, with a
 * doorbell.  The channel takes them in that order, and puts each back when it
 * has been processed, into the reverse side: software reads the occupancy of
 * that side, takes the elements, and subtracts their number.
 *
 * The end of a teardown is an entry of the reverse side that has no element:
 * bit 31 of its occupancy, which another bit of the doorbell acknowledges.
 *
 * An occupancy cannot be below 0 or above the number of elements in this model.
 * On silicon it can, to no good end.
 *
 * This is part of a DMA engine and no device of its own.
 *
 * Sources: AM62x TRM (SPRUIV7), "Ring Accelerator"; MCU+ SDK
 * cslr_lcdma_ringacc.h; Linux drivers/soc/ti/k3-ringacc.c.
 */
#define K3_DMA_RING_STRIDE      0x2000      /* of the registers of a ring */

/* Addresses have 48 bits; the bits above select an address space. */
#define K3_DMA_ADDRESS_BITS     48

typedef struct K3DMARing {
    /* Configuration */
    uint64_t base;
    uint32_t count;             /* 0: the ring is not in use */
    uint8_t mode;
    uint8_t element;
    /* State */
    uint32_t forward;           /* occupancies */
    uint32_t reverse;
    uint32_t forward_index;     /* of the next element that the channel takes */
    uint32_t reverse_index;     /* of the next that it puts back */
    bool teardown;
} K3DMARing;

extern const VMStateDescription vmstate_k3_dma_ring;

/** k3_dma_ring_valid: whether this can be the state of a ring. */
bool k3_dma_ring_valid(const K3DMARing *ring);

/**
 * k3_dma_ring_configure: change the configuration, and empty the ring.  NULL,
 * or a reason why not.
 */
const char *k3_dma_ring_configure(K3DMARing *ring,
                                  const K3DMARingConfig *config);

/**
 * k3_dma_ring_read: the register at @offset of the ring's K3_DMA_RING_STRIDE
 * bytes.  False: there is none.
 */
bool k3_dma_ring_read(const K3DMARing *ring, hwaddr offset, uint32_t *value);

/**
 * k3_dma_ring_write: write the register at @offset.  NULL, or what the guest
 * did wrong.
 */
const char *k3_dma_ring_write(K3DMARing *ring, hwaddr offset, uint32_t value);

/** k3_dma_ring_pending: whether the reverse side has something for software. */
bool k3_dma_ring_pending(const K3DMARing *ring);

/**
 * k3_dma_ring_ready: whether the channel can take an element and put it back.
 */
bool k3_dma_ring_ready(const K3DMARing *ring);

/** k3_dma_ring_take: take an element of a ring that is ready. */
MemTxResult k3_dma_ring_take(K3DMARing *ring, AddressSpace *as,
                             uint64_t *element);

/**
 * k3_dma_ring_put: put back an element that was taken since the ring was
 * configured.
 */
MemTxResult k3_dma_ring_put(K3DMARing *ring, AddressSpace *as,
                            uint64_t element);

#endif /* HW_DMA_K3_DMA_RING_H */
