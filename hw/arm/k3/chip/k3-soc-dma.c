/*
 * TI K3 system on chip: DMA engines and interrupt aggregators
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/qdev-properties.h"
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
        ti_sci_add_dma(&s->ti_sci, info->dev, K3_DMA_CONFIG(&s->bcdma[i]));
    }
    return true;
}

bool k3_soc_realize_dma(K3SocState *s, Error **errp)
{
    return realize_intas(s, errp) && realize_bcdmas(s, errp);
}
