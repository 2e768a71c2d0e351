/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 packet DMA: what system firmware configures
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "k3-pktdma-internal.h"
#include "trace.h"

/* In the number of a thread: it is a destination */
#define PSIL_DESTINATION        0x8000

static const char no_peripheral[] =
    "the peripheral of the channel is not modelled";

/* A packet that is being written is in the buffers of the ring as it is */
static const char in_use[] = "the DMA engine writes its own configuration";

static const char *k3_pktdma_configure_ring(K3DMAConfig *dma, unsigned index,
                                            const K3DMARingConfig *config)
{
    K3PKTDMAState *s = K3_PKTDMA(dma);
    const char *wrong;
    bool before;

    if (index >= s->num_rings) {
        return "there is no such ring";
    }
    if (s->busy) {
        return in_use;
    }
    before = k3_dma_ring_pending(&s->ring[index]);
    wrong = k3_dma_ring_configure(&s->ring[index], config);
    if (!wrong) {
        trace_k3_pktdma_ring(k3_trace_name(s), index, s->ring[index].base,
                             s->ring[index].count);
        k3_pktdma_ring_event(s, index, before);
    }
    return wrong;
}

static const char *k3_pktdma_configure(K3PKTDMAState *s, unsigned n,
                                       const K3DMAChannelConfig *config)
{
    K3PKTDMAChannel *c = &s->channel[n];

    if (k3_pktdma_peripheral(s, n) < 0) {
        return no_peripheral;
    }
    if (config->has_pause_on_error) {
        c->pause_on_error = config->pause_on_error;
    }
    if (config->has_drop_epib) {
        c->drop_epib = config->drop_epib;
    }
    if (config->has_drop_ps) {
        c->drop_ps = config->drop_ps;
    }
    if (config->has_quiet_teardown) {
        c->quiet_teardown = config->quiet_teardown;
    }
    return NULL;
}

static const char *k3_pktdma_configure_tx(K3DMAConfig *dma, unsigned index,
                                          const K3DMAChannelConfig *config)
{
    K3PKTDMAState *s = K3_PKTDMA(dma);

    return index < s->num_tx ? k3_pktdma_configure(s, index, config)
                             : "there is no such channel";
}

static const char *k3_pktdma_configure_rx(K3DMAConfig *dma, unsigned index,
                                          const K3DMAChannelConfig *config)
{
    K3PKTDMAState *s = K3_PKTDMA(dma);

    return index < s->num_rx ?
           k3_pktdma_configure(s, s->num_tx + index, config)
           : "there is no such channel";
}

static const char *k3_pktdma_configure_flow(K3DMAConfig *dma, unsigned index,
                                            const K3DMAFlowConfig *config)
{
    K3PKTDMAState *s = K3_PKTDMA(dma);

    if (index >= s->num_flows) {
        return "there is no such flow";
    }
    if (config->has_epib) {
        s->flow[index].epib = config->epib;
    }
    if (config->has_ps) {
        s->flow[index].ps = config->ps;
    }
    return NULL;
}

/* The channel that connects @source to @destination, or -1 */
static int k3_pktdma_find(const K3PKTDMAState *s, uint32_t source,
                          uint32_t destination)
{
    for (unsigned i = 0; i < s->num_peripherals; i++) {
        const K3PKTDMAWires *w = &s->peripherals[i].wires;
        uint32_t n = destination - w->tx_thread;

        if (n < w->num_tx && source == s->psil_base + w->tx_channel + n) {
            return w->tx_channel + n;
        }
        if (source == w->rx_thread &&
            destination == (PSIL_DESTINATION | (s->psil_base +
                                                w->rx_channel))) {
            return s->num_tx + w->rx_channel;
        }
    }
    return -1;
}

static const char *k3_pktdma_pair(K3DMAConfig *dma, uint32_t source,
                                  uint32_t destination, bool pair)
{
    K3PKTDMAState *s = K3_PKTDMA(dma);
    int n = k3_pktdma_find(s, source, destination);

    if (n < 0) {
        return "no channel is between these threads, or its peripheral is not "
               "modelled";
    }
    if (!pair && !s->channel[n].paired) {
        return "they are not paired";
    }
    s->channel[n].paired = pair;
    trace_k3_pktdma_pair(k3_trace_name(s), source, destination, pair);
    return NULL;
}

void k3_pktdma_config_class_init(K3DMAConfigClass *cc)
{
    cc->ring = k3_pktdma_configure_ring;
    cc->tx = k3_pktdma_configure_tx;
    cc->rx = k3_pktdma_configure_rx;
    cc->flow = k3_pktdma_configure_flow;
    cc->pair = k3_pktdma_pair;
}
