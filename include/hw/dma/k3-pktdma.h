/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 packet DMA ("ti,am64-dmss-pktdma")
 */
#ifndef HW_DMA_K3_PKTDMA_H
#define HW_DMA_K3_PKTDMA_H

#include "hw/dma/k3-dma-ring.h"
#include "hw/dma/k3-psil.h"
#include "hw/intc/k3-inta.h"
#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

/**
 * DOC: a DMA engine that moves packets between memory and peripherals
 *
 * Each flow has a ring; those of the transmit flows come first.  A transmit
 * channel takes host packet descriptors from the rings of its flows, sends the
 * packets to the peripheral, and puts the descriptors back.  A receive channel
 * takes descriptors of empty buffers from the ring of the flow that the
 * peripheral says, fills them, and puts the first of each packet back.  A ring
 * sends an event when it has something for software ("up"), or no longer has
 * ("down"); a channel sends one when something went wrong.
 *
 * Packets to a peripheral take virtual time, as "bandwidth" says, one after the
 * other.  What comes from it is in memory at once.
 *
 * Only channels with a peripheral can be configured.  All are counted in the
 * capability registers, as drivers compute from these which rings are whose.
 *
 * QEMU interface:
 *  + properties "tx-channels", "rx-channels" (uint8, 1 to 128),
 *    "tx-flows", "rx-flows" (uint16, 1 to 512), all required
 *  + property "psil-base" (uint16): PSI-L thread of transmit channel 0; bit 15
 *    is set in those of receive channels
 *  + property "bandwidth" (uint64, bytes per second of virtual time, 1 to
 *    10^12, default 10^9)
 *  + properties "tx-error-event", "tx-ring-event", "rx-error-event",
 *    "rx-ring-event" (uint16): the sources of the events of channel or flow 0,
 *    as "inta" counts them; the others follow
 *  + link "inta" (link<ti-k3-inta>): receives the events
 *  + link "dma" (link<memory-region>): what the DMA engine accesses
 *  + k3_pktdma_attach(): a peripheral, before realize
 *  + interface "ti-k3-dma-config": system firmware configures rings, channels
 *    and flows, and pairs threads
 *  + sysbus MMIO region 0: GCFG, K3_PKTDMA_GCFG_SIZE bytes; region 1: RCHANRT,
 *    region 2: TCHANRT, 0x1000 bytes for each channel; region 3: RINGRT, 0x2000
 *    bytes for each flow.  The latter three are rounded up to a power of two.
 *    Accesses have 8 to 64 bits.
 *  + QOM property "channels" (string, read only): one line for each channel
 *    that is enabled or paired: "tx=16 enabled=1 paired=1 packets=3 bytes=180"
 *
 * Missing links and impossible values are refused at realize.  A guest cannot
 * cause an error in QEMU: a descriptor that is not valid goes back to software,
 * without a packet.  An access of the DMA engine to its own registers fails.
 *
 * Sources: AM64x TRM (SPRUIM2) and AM62x TRM (SPRUIV7), "Packet DMA"; Linux
 * drivers/dma/ti/k3-udma.c, k3-udma-glue.c, include/linux/dma/ti-cppi5.h.
 */
#define TYPE_K3_PKTDMA "ti-k3-pktdma"
OBJECT_DECLARE_SIMPLE_TYPE(K3PKTDMAState, K3_PKTDMA)

#define K3_PKTDMA_GCFG_SIZE     0x100
#define K3_PKTDMA_CHANNEL_SIZE  0x1000
#define K3_PKTDMA_MAX_CHANNELS  128     /* in each direction */
#define K3_PKTDMA_MAX_FLOWS     512     /* in each direction */
#define K3_PKTDMA_MAX_WIRES     4

/**
 * struct K3PKTDMAWires - how a peripheral is connected
 * @tx_channel: the first of the transmit channels
 * @num_tx: their number
 * @tx_flow: the first flow of the first channel
 * @flows_per_tx: flows of each channel
 * @tx_thread: the peripheral's destination thread for the first channel
 * @rx_channel: receive channel
 * @rx_flow: its first flow
 * @num_rx_flows: number of its flows
 * @rx_thread: the peripheral's source thread
 */
typedef struct K3PKTDMAWires {
    uint8_t tx_channel;
    uint8_t num_tx;
    uint16_t tx_flow;
    uint16_t flows_per_tx;
    uint16_t tx_thread;
    uint8_t rx_channel;
    uint16_t rx_flow;
    uint16_t num_rx_flows;
    uint16_t rx_thread;
} K3PKTDMAWires;

/* A channel of either direction */
typedef struct K3PKTDMAChannel {
    uint32_t ctl;
    uint32_t peer_enable;
    uint32_t packets;
    uint32_t bytes;
    bool paired;
    bool pause_on_error;
    bool drop_epib;             /* transmit only */
    bool drop_ps;
    bool quiet_teardown;
    uint16_t turn;              /* flow that comes next; transmit only */
} K3PKTDMAChannel;

typedef struct K3PKTDMAFlow {
    bool epib;
    bool ps;
} K3PKTDMAFlow;

struct K3PKTDMAState {
    SysBusDevice parent_obj;

    MemoryRegion gcfg;
    MemoryRegion rchanrt;
    MemoryRegion tchanrt;
    MemoryRegion ringrt;
    AddressSpace as;
    QEMUTimer timer;
    uint8_t *buffer;
    bool busy;                  /* a packet is on its way right now */

    /* Properties */
    uint8_t num_tx;
    uint8_t num_rx;
    uint16_t num_tx_flows;
    uint16_t num_rx_flows;
    uint16_t psil_base;
    uint64_t bandwidth;
    uint16_t tx_error_event;
    uint16_t tx_ring_event;
    uint16_t rx_error_event;
    uint16_t rx_ring_event;
    K3INTAState *inta;
    MemoryRegion *dma;
    struct {
        K3PKTDMAWires wires;
        K3PSILSink *sink;
    } peripherals[K3_PKTDMA_MAX_WIRES];
    unsigned num_peripherals;

    /* State */
    uint32_t num_channels;      /* transmit channels come first */
    uint32_t num_rings;
    uint32_t num_flows;         /* receive flows */
    uint32_t turn;              /* transmit channel that comes next */
    K3PKTDMAChannel *channel;
    K3DMARing *ring;
    K3PKTDMAFlow *flow;
};

/**
 * k3_pktdma_attach: connect a peripheral.  Before realize, at most
 * K3_PKTDMA_MAX_WIRES.
 */
void k3_pktdma_attach(K3PKTDMAState *s, const K3PKTDMAWires *wires,
                      K3PSILSink *sink);

/**
 * k3_pktdma_can_receive: whether the receive channel of @sink is enabled, and
 * has a descriptor for flow @flow.
 */
bool k3_pktdma_can_receive(K3PKTDMAState *s, K3PSILSink *sink, unsigned flow);

/**
 * k3_pktdma_receive: a packet from @sink.  False: it is lost.
 */
bool k3_pktdma_receive(K3PKTDMAState *s, K3PSILSink *sink,
                       const K3PSILPacket *packet);

#endif /* HW_DMA_K3_PKTDMA_H */
