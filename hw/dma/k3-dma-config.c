/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: how system firmware configures a DMA engine
 */

#include "qemu/osdep.h"
#include "hw/dma/k3-dma-config.h"

static const TypeInfo k3_dma_config_types[] = {
    {
        .name = TYPE_K3_DMA_CONFIG,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(K3DMAConfigClass),
    },
};

DEFINE_TYPES(k3_dma_config_types)
