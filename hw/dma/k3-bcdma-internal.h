/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 block copy DMA: what its source files share
 */
#ifndef HW_DMA_K3_BCDMA_INTERNAL_H
#define HW_DMA_K3_BCDMA_INTERNAL_H

#include "hw/dma/k3-bcdma.h"
#include "hw/registerfields.h"

/* CTL, the real-time control register of a channel */
FIELD(CTL, ERROR, 0, 1)
FIELD(CTL, FTDOWN, 28, 1)
FIELD(CTL, PAUSE, 29, 1)
FIELD(CTL, TDOWN, 30, 1)
FIELD(CTL, EN, 31, 1)

/* Reload count of a descriptor that is repeated until a teardown */
#define RELOAD_FOREVER      0x1ff

/* k3-bcdma-channel.c */

/* Do a bit of the work of channel @n, and return how many ns that takes */
int64_t k3_bcdma_step(K3BCDMAState *s, unsigned n);

/* Has channel @n anything to do? */
bool k3_bcdma_runnable(const K3BCDMAState *s, unsigned n);

/* Write bits of CTL, and do what they say */
void k3_bcdma_control(K3BCDMAState *s, unsigned n, uint32_t ctl);

/* Forget the descriptor that channel @n works on */
void k3_bcdma_drop(K3BCDMAState *s, unsigned n);

/* Tell whether the ring of channel @n has something for software */
void k3_bcdma_ring_event(K3BCDMAState *s, unsigned n, bool before);

/* k3-bcdma.c */

/* Let the timer run if a channel has anything to do */
void k3_bcdma_kick(K3BCDMAState *s);

#endif /* HW_DMA_K3_BCDMA_INTERNAL_H */
