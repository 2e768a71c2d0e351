/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: packets between a DMA engine and a peripheral
 */
#ifndef HW_DMA_K3_PSIL_H
#define HW_DMA_K3_PSIL_H

#include "qom/object.h"

/**
 * DOC: packets on PSI-L
 *
 * PSI-L is the interconnect between DMA engines and peripherals.  A peripheral
 * has threads: it takes packets from those that are destinations, and sends
 * packets on those that are sources.  Beside the data, a packet has words whose
 * meaning the two agree on.
 *
 * A peripheral implements "ti-k3-psil-sink", and calls the functions of the DMA
 * engine for the other direction.  All functions are called with the BQL held.
 *
 * Sources: AM64x TRM (SPRUIM2), "PSI-L"; Linux include/linux/dma/ti-cppi5.h.
 */
#define TYPE_K3_PSIL_SINK "ti-k3-psil-sink"

typedef struct K3PSILSink K3PSILSink;
typedef struct K3PSILSinkClass K3PSILSinkClass;

DECLARE_CLASS_CHECKERS(K3PSILSinkClass, K3_PSIL_SINK, TYPE_K3_PSIL_SINK)
#define K3_PSIL_SINK(obj) \
    INTERFACE_CHECK(K3PSILSink, (obj), TYPE_K3_PSIL_SINK)

#define K3_PSIL_EPIB_WORDS      4
#define K3_PSIL_PS_WORDS        32

/**
 * struct K3PSILPacket - a packet
 * @data: the data
 * @size: bytes of @data
 * @epib: extended packet information: a time stamp and three words of software;
 *   all 0 if there is none
 * @ps: protocol-specific words; those from @num_ps on are 0
 * @num_ps: number of @ps
 * @type: type of the packet
 * @flow: flow, to a DMA engine: of those of the DMA engine
 * @source: source tag
 * @destination: destination tag
 */
typedef struct K3PSILPacket {
    const uint8_t *data;
    uint32_t size;
    uint32_t epib[K3_PSIL_EPIB_WORDS];
    uint32_t ps[K3_PSIL_PS_WORDS];
    uint8_t num_ps;
    uint8_t type;
    uint16_t flow;
    uint16_t source;
    uint16_t destination;
} K3PSILPacket;

/**
 * struct K3PSILSinkClass - functions of a peripheral
 * @packet: take a packet from its destination thread @thread, counted from the
 *   first.  @packet and its data are valid during the call only.
 * @room: a receive channel may have room again
 */
struct K3PSILSinkClass {
    InterfaceClass parent_class;

    void (*packet)(K3PSILSink *sink, unsigned thread,
                   const K3PSILPacket *packet);
    void (*room)(K3PSILSink *sink);
};

#endif /* HW_DMA_K3_PSIL_H */
