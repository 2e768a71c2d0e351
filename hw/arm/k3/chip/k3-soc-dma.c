/*
 * TI K3 system on chip: DMA engines and interrupt aggregators
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/qdev-properties.h"
#include "net/net.h"
#include "qapi/error.h"

static bool realize_intas(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_intas; i++) {
        const K3INTAInfo *info = &s->info->intas[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "inta", i, &s->inta[i], TYPE_K3_INTA);
        sbd = SYS_BUS_DEVICE(&s->inta[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "num-vints", info->num_vints);
        qdev_prop_set_uint32(DEVICE(sbd), "num-events", info->num_events);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        ti_sci_add_inta(&s->ti_sci, info->dev, &s->inta[i]);
    }
    return true;
}

static bool realize_bcdmas(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_bcdmas; i++) {
        const K3BCDMAInfo *info = &s->info->bcdmas[i];
        SysBusDevice *sbd;
        DeviceState *dev;

        INIT_CHILD(s, "bcdma", i, &s->bcdma[i], TYPE_K3_BCDMA);
        sbd = SYS_BUS_DEVICE(&s->bcdma[i]);
        dev = DEVICE(sbd);
        qdev_prop_set_uint8(dev, "block-copy-channels", info->num_block_copy);
        qdev_prop_set_uint8(dev, "tx-channels", info->num_tx);
        qdev_prop_set_uint8(dev, "rx-channels", info->num_rx);
        qdev_prop_set_uint16(dev, "error-event", info->error_event);
        qdev_prop_set_uint16(dev, "data-event", info->data_event);
        qdev_prop_set_uint16(dev, "ring-event", info->ring_event);
        object_property_set_link(OBJECT(dev), "inta",
                                 OBJECT(&s->inta[info->inta]), &error_abort);
        object_property_set_link(OBJECT(dev), "dma", OBJECT(&s->bus),
                                 &error_abort);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->gcfg);
        k3_soc_map(s, sbd, 1, info->bchanrt);
        k3_soc_map(s, sbd, 2, info->ringrt);
        ti_sci_add_dma(&s->ti_sci, info->dev, info->subsystem,
                       K3_DMA_CONFIG(&s->bcdma[i]));
    }
    return true;
}

/* The peripherals exist before the DMA engine that calls them is realized */
static void init_cpsws(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_cpsws; i++) {
        const K3CPSWInfo *info = &s->info->cpsws[i];

        INIT_CHILD(s, "cpsw", i, &s->cpsw[i], TYPE_K3_CPSW);
        k3_pktdma_attach(&s->pktdma[info->dma], &info->wires,
                         K3_PSIL_SINK(&s->cpsw[i]));
    }
}

static void init_pktdmas(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_pktdmas; i++) {
        const K3PKTDMAInfo *info = &s->info->pktdmas[i];
        DeviceState *dev;

        INIT_CHILD(s, "pktdma", i, &s->pktdma[i], TYPE_K3_PKTDMA);
        dev = DEVICE(&s->pktdma[i]);
        qdev_prop_set_uint8(dev, "tx-channels", info->num_tx);
        qdev_prop_set_uint8(dev, "rx-channels", info->num_rx);
        qdev_prop_set_uint16(dev, "tx-flows", info->num_tx_flows);
        qdev_prop_set_uint16(dev, "rx-flows", info->num_rx_flows);
        qdev_prop_set_uint16(dev, "psil-base", info->psil_base);
        qdev_prop_set_uint16(dev, "tx-error-event", info->tx_error_event);
        qdev_prop_set_uint16(dev, "tx-ring-event", info->tx_ring_event);
        qdev_prop_set_uint16(dev, "rx-error-event", info->rx_error_event);
        qdev_prop_set_uint16(dev, "rx-ring-event", info->rx_ring_event);
        object_property_set_link(OBJECT(dev), "inta",
                                 OBJECT(&s->inta[info->inta]), &error_abort);
        object_property_set_link(OBJECT(dev), "dma", OBJECT(&s->bus),
                                 &error_abort);
    }
}

static bool realize_pktdmas(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_pktdmas; i++) {
        const K3PKTDMAInfo *info = &s->info->pktdmas[i];
        SysBusDevice *sbd = SYS_BUS_DEVICE(&s->pktdma[i]);

        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->gcfg);
        k3_soc_map(s, sbd, 1, info->rchanrt);
        k3_soc_map(s, sbd, 2, info->tchanrt);
        k3_soc_map(s, sbd, 3, info->ringrt);
        ti_sci_add_dma(&s->ti_sci, info->dev, info->subsystem,
                       K3_DMA_CONFIG(&s->pktdma[i]));
    }
    return true;
}

/* The eFuses of the SoC have the address of the switch's first port */
static void set_mac_id(K3SocState *s, const K3CPSWState *cpsw)
{
    for (size_t i = 0; i < s->info->num_ctrl_mmrs; i++) {
        if (s->ctrl_mmr[i].jtag_id && cpsw->conf.peers.ncs[0]) {
            k3_ctrl_mmr_set_mac_id(&s->ctrl_mmr[i], cpsw->conf.macaddr.a);
        }
    }
}

static bool realize_cpsws(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_cpsws; i++) {
        const K3CPSWInfo *info = &s->info->cpsws[i];
        SysBusDevice *sbd = SYS_BUS_DEVICE(&s->cpsw[i]);
        DeviceState *dev = DEVICE(sbd);

        object_property_set_link(OBJECT(dev), "dma",
                                 OBJECT(&s->pktdma[info->dma]), &error_abort);
        if (s->ethernet_port) {
            qdev_prop_set_uint8(dev, "port", s->ethernet_port);
            qemu_configure_nic_device(dev, true, "cpsw");
        }
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        set_mac_id(s, &s->cpsw[i]);
    }
    return true;
}

bool k3_soc_realize_dma(K3SocState *s, Error **errp)
{
    if (!realize_intas(s, errp) || !realize_bcdmas(s, errp)) {
        return false;
    }
    init_pktdmas(s);
    init_cpsws(s);
    return realize_pktdmas(s, errp) && realize_cpsws(s, errp);
}
