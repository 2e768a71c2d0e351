/*
 * TI-SCI: rings and channels of DMA engines
 *
 * The firmware keeps nothing of its own about them: a host may configure what
 * the board configuration assigns to it, as often as it likes.  It checks that,
 * and programs the engine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-chapter.h"
#include "ti-sci-resource.h"
#include "trace.h"

static const char *const dma_kinds[] = {
    [TI_SCI_DMA_RING] = "ring",
    [TI_SCI_DMA_BLOCK_COPY] = "block copy channel",
    [TI_SCI_DMA_TX] = "transmit channel",
    [TI_SCI_DMA_RX] = "receive channel",
    [TI_SCI_DMA_FLOW] = "receive flow",
};

static K3DMAConfig *ti_sci_find_dma(TISCIState *s, const TISCIRequest *req,
                                    uint16_t dev)
{
    for (unsigned i = 0; i < s->num_dmas; i++) {
        if (s->dmas[i].dev == dev) {
            return s->dmas[i].dma;
        }
    }
    qemu_log_mask(LOG_UNIMP, "%s: message 0x%04x: DMA engine %u is not "
                  "modelled\n", k3_trace_name(s), req->type, dev);
    return NULL;
}

static bool ti_sci_dma_permitted(TISCIState *s, const TISCIRequest *req,
                                 uint16_t dev, TISCIDMAKind kind,
                                 uint16_t index)
{
    for (size_t i = 0; i < s->info->num_dma_resources; i++) {
        const TISCIDMAResource *r = &s->info->dma_resources[i];

        if (r->dev == dev && r->kind == kind &&
            ti_sci_resource_permitted(s, req->host, dev, r->subtype, index)) {
            return true;
        }
    }
    ti_sci_refuse(req, "%s %u of DMA engine %u is not assigned to host %u",
                  dma_kinds[kind], index, dev, req->host);
    return false;
}

/* The end of a request for something that has a function in the class */
static TISCIResult ti_sci_dma_result(const TISCIRequest *req, uint16_t dev,
                                     TISCIDMAKind kind, uint16_t index,
                                     const char *wrong)
{
    if (wrong) {
        ti_sci_refuse(req, "%s %u of DMA engine %u: %s", dma_kinds[kind],
                      index, dev, wrong);
        return TI_SCI_NACK;
    }
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_dma_unmodelled(TISCIState *s, uint16_t dev,
                                         TISCIDMAKind kind)
{
    qemu_log_mask(LOG_UNIMP, "%s: DMA engine %u: no %s is modelled\n",
                  k3_trace_name(s), dev, dma_kinds[kind]);
    return TI_SCI_NACK;
}

static TISCIResult ti_sci_ring_cfg(TISCIState *s, const TISCIRequest *req,
                                   void *resp)
{
    const struct tisci_msg_rm_ring_cfg_req *m = req->msg;
    uint32_t valid = le32_to_cpu(m->valid_params);
    uint16_t dev = le16_to_cpu(m->nav_id);
    uint16_t index = le16_to_cpu(m->index);
    K3DMAConfig *dma = ti_sci_find_dma(s, req, dev);
    K3DMARingConfig config = {
        .base = (uint64_t)le32_to_cpu(m->addr_hi) << 32 |
                le32_to_cpu(m->addr_lo),
        .has_count = valid & TISCI_RM_RING_COUNT_VALID,
        .count = le32_to_cpu(m->count),
        .has_mode = valid & TISCI_RM_RING_MODE_VALID,
        .mode = m->mode,
        .has_element = valid & TISCI_RM_RING_SIZE_VALID,
        .element = m->size,
    };
    const char *wrong;

    if (!dma || !ti_sci_dma_permitted(s, req, dev, TI_SCI_DMA_RING, index)) {
        return TI_SCI_NACK;
    }
    if (valid & TISCI_RM_RING_ADDR_LO_VALID) {
        config.base_mask |= UINT32_MAX;
    }
    if (valid & TISCI_RM_RING_ADDR_HI_VALID) {
        config.base_mask |= (uint64_t)UINT32_MAX << 32;
    }
    wrong = K3_DMA_CONFIG_GET_CLASS(dma)->ring(dma, index, &config);
    if (!wrong) {
        trace_k3_ti_sci_ring(k3_trace_name(s), req->host, dev, index, valid,
                             config.count);
    }
    return ti_sci_dma_result(req, dev, TI_SCI_DMA_RING, index, wrong);
}

static TISCIResult ti_sci_tx_ch_cfg(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    const struct tisci_msg_rm_udmap_tx_ch_cfg_req *m = req->msg;
    uint32_t valid = le32_to_cpu(m->valid_params);
    uint16_t dev = le16_to_cpu(m->nav_id);
    uint16_t index = le16_to_cpu(m->index);
    K3DMAConfig *dma = ti_sci_find_dma(s, req, dev);
    bool block_copy = valid & TISCI_RM_UDMAP_CH_EXTENDED_CH_TYPE_VALID &&
                      m->extended_ch_type ==
                      TISCI_RM_UDMAP_EXTENDED_CH_BLOCK_COPY;
    TISCIDMAKind kind = block_copy ? TI_SCI_DMA_BLOCK_COPY : TI_SCI_DMA_TX;
    K3DMAChannelConfig config = {
        .has_pause_on_error = valid & TISCI_RM_UDMAP_CH_PAUSE_ON_ERR_VALID,
        .pause_on_error = m->tx_pause_on_err,
        .has_drop_epib = valid & TISCI_RM_UDMAP_CH_TX_FILT_EINFO_VALID,
        .drop_epib = m->tx_filt_einfo,
        .has_drop_ps = valid & TISCI_RM_UDMAP_CH_TX_FILT_PSWORDS_VALID,
        .drop_ps = m->tx_filt_pswords,
        .has_quiet_teardown = valid & TISCI_RM_UDMAP_CH_TX_SUPR_TDPKT_VALID,
        .quiet_teardown = m->tx_supr_tdpkt,
    };
    const K3DMAConfigClass *cc = dma ? K3_DMA_CONFIG_GET_CLASS(dma) : NULL;

    if (!dma) {
        return TI_SCI_NACK;
    }
    if (block_copy ? !cc->block_copy : !cc->tx) {
        return ti_sci_dma_unmodelled(s, dev, kind);
    }
    if (!ti_sci_dma_permitted(s, req, dev, kind, index)) {
        return TI_SCI_NACK;
    }
    trace_k3_ti_sci_channel(k3_trace_name(s), req->host, dev, index, valid);
    return ti_sci_dma_result(req, dev, kind, index, block_copy ?
                             cc->block_copy(dma, index, &config) :
                             cc->tx(dma, index, &config));
}

static TISCIResult ti_sci_rx_ch_cfg(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    const struct tisci_msg_rm_udmap_rx_ch_cfg_req *m = req->msg;
    uint32_t valid = le32_to_cpu(m->valid_params);
    uint16_t dev = le16_to_cpu(m->nav_id);
    uint16_t index = le16_to_cpu(m->index);
    K3DMAConfig *dma = ti_sci_find_dma(s, req, dev);
    K3DMAChannelConfig config = {
        .has_pause_on_error = valid & TISCI_RM_UDMAP_CH_PAUSE_ON_ERR_VALID,
        .pause_on_error = m->rx_pause_on_err,
    };

    if (!dma) {
        return TI_SCI_NACK;
    }
    if (!K3_DMA_CONFIG_GET_CLASS(dma)->rx) {
        return ti_sci_dma_unmodelled(s, dev, TI_SCI_DMA_RX);
    }
    if (!ti_sci_dma_permitted(s, req, dev, TI_SCI_DMA_RX, index)) {
        return TI_SCI_NACK;
    }
    trace_k3_ti_sci_channel(k3_trace_name(s), req->host, dev, index, valid);
    return ti_sci_dma_result(req, dev, TI_SCI_DMA_RX, index,
                             K3_DMA_CONFIG_GET_CLASS(dma)->rx(dma, index,
                                                              &config));
}

static TISCIResult ti_sci_flow_cfg(TISCIState *s, const TISCIRequest *req,
                                   void *resp)
{
    const struct tisci_msg_rm_udmap_flow_cfg_req *m = req->msg;
    uint32_t valid = le32_to_cpu(m->valid_params);
    uint16_t dev = le16_to_cpu(m->nav_id);
    uint16_t index = le16_to_cpu(m->flow_index);
    K3DMAConfig *dma = ti_sci_find_dma(s, req, dev);
    K3DMAFlowConfig config = {
        .has_epib = valid & TISCI_RM_UDMAP_FLOW_EINFO_PRESENT_VALID,
        .epib = m->rx_einfo_present,
        .has_ps = valid & TISCI_RM_UDMAP_FLOW_PSINFO_PRESENT_VALID,
        .ps = m->rx_psinfo_present,
    };

    if (!dma) {
        return TI_SCI_NACK;
    }
    if (!K3_DMA_CONFIG_GET_CLASS(dma)->flow) {
        return ti_sci_dma_unmodelled(s, dev, TI_SCI_DMA_FLOW);
    }
    if (!ti_sci_dma_permitted(s, req, dev, TI_SCI_DMA_FLOW, index)) {
        return TI_SCI_NACK;
    }
    trace_k3_ti_sci_channel(k3_trace_name(s), req->host, dev, index, valid);
    return ti_sci_dma_result(req, dev, TI_SCI_DMA_FLOW, index,
                             K3_DMA_CONFIG_GET_CLASS(dma)->flow(dma, index,
                                                                &config));
}

/* The DMA engine that has one of the two threads does it */
static TISCIResult ti_sci_psil(TISCIState *s, const TISCIRequest *req,
                               bool pair)
{
    const struct tisci_msg_rm_psil_pair_req *m = req->msg;
    uint32_t subsystem = le32_to_cpu(m->nav_id);
    uint32_t source = le32_to_cpu(m->src_thread);
    uint32_t destination = le32_to_cpu(m->dst_thread);
    const char *wrong = "no DMA engine that is modelled has one of them";

    for (unsigned i = 0; i < s->num_dmas; i++) {
        K3DMAConfig *dma = s->dmas[i].dma;

        if (s->dmas[i].subsystem != subsystem ||
            !K3_DMA_CONFIG_GET_CLASS(dma)->pair) {
            continue;
        }
        wrong = K3_DMA_CONFIG_GET_CLASS(dma)->pair(dma, source, destination,
                                                   pair);
        if (!wrong) {
            trace_k3_ti_sci_psil(k3_trace_name(s), req->host, source,
                                 destination, pair);
            return TI_SCI_ACK;
        }
    }
    ti_sci_refuse(req, "threads 0x%04x and 0x%04x of subsystem %u: %s", source,
                  destination, subsystem, wrong);
    return TI_SCI_NACK;
}

static TISCIResult ti_sci_psil_pair(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    return ti_sci_psil(s, req, true);
}

static TISCIResult ti_sci_psil_unpair(TISCIState *s, const TISCIRequest *req,
                                      void *resp)
{
    return ti_sci_psil(s, req, false);
}

static const TISCIMessage dma_messages[] = {
    TI_SCI_MESSAGE(0x1110, "RM_RING_CFG", tisci_msg_rm_ring_cfg_req,
                   ti_sci_ring_cfg),
    TI_SCI_MESSAGE(0x1205, "RM_UDMAP_TX_CH_CFG",
                   tisci_msg_rm_udmap_tx_ch_cfg_req, ti_sci_tx_ch_cfg),
    TI_SCI_MESSAGE(0x1215, "RM_UDMAP_RX_CH_CFG",
                   tisci_msg_rm_udmap_rx_ch_cfg_req, ti_sci_rx_ch_cfg),
    TI_SCI_MESSAGE(0x1230, "RM_UDMAP_FLOW_CFG",
                   tisci_msg_rm_udmap_flow_cfg_req, ti_sci_flow_cfg),
    TI_SCI_UNMODELLED(0x1231, "RM_UDMAP_FLOW_SIZE_THRESH_CFG"),
    TI_SCI_MESSAGE(0x1280, "RM_PSIL_PAIR", tisci_msg_rm_psil_pair_req,
                   ti_sci_psil_pair),
    TI_SCI_MESSAGE(0x1281, "RM_PSIL_UNPAIR", tisci_msg_rm_psil_pair_req,
                   ti_sci_psil_unpair),
    TI_SCI_UNMODELLED(0x1300, "RM_PROXY_CFG"),
};

const TISCIChapter ti_sci_dma_chapter = {
    .first = 0x1100,
    .last = 0x13ff,
    .device_manager = true,
    .messages = dma_messages,
    .num_messages = ARRAY_SIZE(dma_messages),
};
