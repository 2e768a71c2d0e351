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
                  kind == TI_SCI_DMA_RING ? "ring" : "block copy channel",
                  index, dev, req->host);
    return false;
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
    if (wrong) {
        ti_sci_refuse(req, "ring %u of DMA engine %u: %s", index, dev, wrong);
        return TI_SCI_NACK;
    }
    trace_k3_ti_sci_ring(k3_trace_name(s), req->host, dev, index, valid,
                         config.count);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_tx_ch_cfg(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    const struct tisci_msg_rm_udmap_tx_ch_cfg_req *m = req->msg;
    uint32_t valid = le32_to_cpu(m->valid_params);
    uint16_t dev = le16_to_cpu(m->nav_id);
    uint16_t index = le16_to_cpu(m->index);
    K3DMAConfig *dma = ti_sci_find_dma(s, req, dev);
    K3DMAChannelConfig config = {
        .has_pause_on_error = valid & TISCI_RM_UDMAP_CH_PAUSE_ON_ERR_VALID,
        .pause_on_error = m->tx_pause_on_err,
    };
    const char *wrong;

    if (!dma) {
        return TI_SCI_NACK;
    }
    if (!(valid & TISCI_RM_UDMAP_CH_EXTENDED_CH_TYPE_VALID) ||
        m->extended_ch_type != TISCI_RM_UDMAP_EXTENDED_CH_BLOCK_COPY) {
        qemu_log_mask(LOG_UNIMP, "%s: channels other than those for block copy "
                      "are not modelled\n", k3_trace_name(s));
        return TI_SCI_NACK;
    }
    if (!ti_sci_dma_permitted(s, req, dev, TI_SCI_DMA_BLOCK_COPY, index)) {
        return TI_SCI_NACK;
    }
    wrong = K3_DMA_CONFIG_GET_CLASS(dma)->block_copy(dma, index, &config);
    if (wrong) {
        ti_sci_refuse(req, "channel %u of DMA engine %u: %s", index, dev,
                      wrong);
        return TI_SCI_NACK;
    }
    trace_k3_ti_sci_channel(k3_trace_name(s), req->host, dev, index, valid);
    return TI_SCI_ACK;
}

/*
 * Channels that connect a peripheral, and the pairs of threads between both,
 * are not modelled: refusing keeps the drivers from using them.
 */
static const TISCIMessage dma_messages[] = {
    TI_SCI_MESSAGE(0x1110, "RM_RING_CFG", tisci_msg_rm_ring_cfg_req,
                   ti_sci_ring_cfg),
    TI_SCI_MESSAGE(0x1205, "RM_UDMAP_TX_CH_CFG",
                   tisci_msg_rm_udmap_tx_ch_cfg_req, ti_sci_tx_ch_cfg),
    TI_SCI_UNMODELLED(0x1215, "RM_UDMAP_RX_CH_CFG"),
    TI_SCI_UNMODELLED(0x1230, "RM_UDMAP_FLOW_CFG"),
    TI_SCI_UNMODELLED(0x1231, "RM_UDMAP_FLOW_SIZE_THRESH_CFG"),
    TI_SCI_UNMODELLED(0x1280, "RM_PSIL_PAIR"),
    TI_SCI_UNMODELLED(0x1281, "RM_PSIL_UNPAIR"),
    TI_SCI_UNMODELLED(0x1300, "RM_PROXY_CFG"),
};

const TISCIChapter ti_sci_dma_chapter = {
    .first = 0x1100,
    .last = 0x13ff,
    .device_manager = true,
    .messages = dma_messages,
    .num_messages = ARRAY_SIZE(dma_messages),
};
