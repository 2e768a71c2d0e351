/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 packet DMA: what its source files share
 */
#ifndef HW_DMA_K3_PKTDMA_INTERNAL_H
#define HW_DMA_K3_PKTDMA_INTERNAL_H

#include "hw/dma/k3-pktdma.h"
#include "hw/registerfields.h"
#include "qemu/units.h"

/* CTL, the real-time control register of a channel */
FIELD(CTL, ERROR, 0, 1)
FIELD(CTL, FTDOWN, 28, 1)
FIELD(CTL, PAUSE, 29, 1)
FIELD(CTL, TDOWN, 30, 1)
FIELD(CTL, EN, 31, 1)

/* The peripheral's register that enables its side of the channel */
FIELD(PEER_EN, PAUSE, 29, 1)
FIELD(PEER_EN, TDOWN, 30, 1)
FIELD(PEER_EN, EN, 31, 1)

/* The largest packet */
#define K3_PKTDMA_MAX_SIZE      (64 * KiB)

/* k3-pktdma.c */

/* Let the timer run if a transmit channel has anything to do */
void k3_pktdma_kick(K3PKTDMAState *s);

/* The peripheral of channel @n, or -1 */
int k3_pktdma_peripheral(const K3PKTDMAState *s, unsigned n);

static inline bool k3_pktdma_is_rx(const K3PKTDMAState *s, unsigned n)
{
    return n >= s->num_tx;
}

/* k3-pktdma-config.c */

/* The functions for system firmware */
void k3_pktdma_config_class_init(K3DMAConfigClass *cc);

/* k3-pktdma-channel.c; channels @n are numbered as those in K3PKTDMAState */

/* Send a packet of transmit channel @n; returns how many ns that takes */
int64_t k3_pktdma_step(K3PKTDMAState *s, unsigned n);

/* Has transmit channel @n anything to do? */
bool k3_pktdma_runnable(const K3PKTDMAState *s, unsigned n);

/* Write the registers that enable the two sides, and do what they say */
void k3_pktdma_control(K3PKTDMAState *s, unsigned n, uint32_t ctl);
void k3_pktdma_peer(K3PKTDMAState *s, unsigned n, uint32_t enable);

/* Tell whether ring @n has something for software */
void k3_pktdma_ring_event(K3PKTDMAState *s, unsigned n, bool before);

/* Tell the peripherals that there may be room */
void k3_pktdma_room(K3PKTDMAState *s);

#endif /* HW_DMA_K3_PKTDMA_INTERNAL_H */
