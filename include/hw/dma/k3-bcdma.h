/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 block copy DMA ("ti,am64-dmss-bcdma")
 */
#ifndef HW_DMA_K3_BCDMA_H
#define HW_DMA_K3_BCDMA_H

#include "hw/dma/k3-dma-ring.h"
#include "hw/dma/k3-tr.h"
#include "hw/intc/k3-inta.h"
#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: a DMA engine that copies memory
 *
 * Each block copy channel takes descriptors from its ring.  A descriptor has
 * transfer requests (TRs), which the channel carries out one after the other,
 * and room for their responses.  When all are done, the channel puts the
 * descriptor back into the ring.  It sends events when a TR is done, when its
 * ring has something for software ("up") or no longer has ("down"), and when
 * something went wrong.
 *
 * Copying takes time, as "bandwidth" says; the channels take turns.  No step
 * copies more than 64 KiB, or more than 256 rows.
 *
 * The split channels, which connect peripherals, are not modelled.  They are
 * counted in the capability register, as drivers compute from it which rings
 * are whose, but system firmware cannot configure them.
 *
 * QEMU interface:
 *  + properties "block-copy-channels" (uint8, 1 to 128, required),
 *    "tx-channels", "rx-channels" (uint8, default 0)
 *  + property "bandwidth" (uint64, bytes per second of virtual time, 1 to
 *    10^12, default 10^9): of all channels together
 *  + property "error-event", "data-event", "ring-event" (uint16): the sources
 *    of the events of channel 0, as "inta" counts them; those of the other
 *    channels follow
 *  + link "inta" (link<ti-k3-inta>): receives the events
 *  + link "dma" (link<memory-region>): what the DMA engine accesses
 *  + interface "ti-k3-dma-config": system firmware configures rings and
 *    channels
 *  + sysbus MMIO region 0: GCFG, K3_BCDMA_GCFG_SIZE bytes; region 1: BCHANRT,
 *    0x1000 bytes for each block copy channel; region 2: RINGRT, 0x2000 bytes
 *    for each channel of any kind.  The latter are rounded up to a power of
 *    two.  Accesses have 8 to 64 bits.
 *  + QOM property "channels" (string, read only): one line for each channel
 *    that is enabled or whose ring is in use: "channel=0 enabled=1 forward=1
 *    reverse=0 busy=1 packets=3 bytes=4096"
 *
 * Missing links and impossible values are refused at realize.  A guest cannot
 * cause an error in QEMU: a TR that cannot be carried out gets an error in its
 * response.  An access of the DMA engine to its own registers fails.
 *
 * Sources: AM64x TRM (SPRUIM2) and AM62x TRM (SPRUIV7), "Block Copy DMA"; MCU+
 * SDK cslr_bcdma.h; Linux drivers/dma/ti/k3-udma.c.
 */
#define TYPE_K3_BCDMA "ti-k3-bcdma"
OBJECT_DECLARE_SIMPLE_TYPE(K3BCDMAState, K3_BCDMA)

#define K3_BCDMA_GCFG_SIZE      0x100
#define K3_BCDMA_CHANNEL_SIZE   0x1000
#define K3_BCDMA_MAX_CHANNELS   128

typedef struct K3BCDMAChannel {
    uint32_t ctl;
    uint32_t packets;
    uint32_t bytes;             /* completed */
    uint32_t started;           /* bytes */
    bool pause_on_error;
    K3DMARing ring;

    /* The descriptor that is being worked on */
    bool busy;
    bool tr_loaded;
    uint64_t element;           /* its address, as the ring has it */
    uint32_t tr_size;
    uint32_t tr_index;
    uint32_t tr_last;
    uint32_t reload_index;
    uint32_t reloads;           /* left; RELOAD_FOREVER: no end */
    K3TR tr;
} K3BCDMAChannel;

struct K3BCDMAState {
    SysBusDevice parent_obj;

    MemoryRegion gcfg;
    MemoryRegion bchanrt;
    MemoryRegion ringrt;
    AddressSpace as;
    QEMUTimer timer;
    uint8_t *buffer;

    /* Properties */
    uint8_t num_tx;
    uint8_t num_rx;
    uint8_t num_block_copy;
    uint64_t bandwidth;
    uint16_t error_event;
    uint16_t data_event;
    uint16_t ring_event;
    K3INTAState *inta;
    MemoryRegion *dma;

    /* State */
    uint32_t num_channels;      /* of block copy */
    uint32_t turn;              /* the channel that comes next */
    K3BCDMAChannel *channel;
};

#endif /* HW_DMA_K3_BCDMA_H */
