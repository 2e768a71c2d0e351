/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: packets between a DMA engine and a peripheral
 */

#include "qemu/osdep.h"
#include "hw/dma/k3-psil.h"

static const TypeInfo k3_psil_sink_types[] = {
    {
        .name = TYPE_K3_PSIL_SINK,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(K3PSILSinkClass),
    },
};

DEFINE_TYPES(k3_psil_sink_types)
