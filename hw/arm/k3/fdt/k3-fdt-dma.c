/*
 * Device tree of a TI K3 SoC: DMA engines and interrupt aggregators
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/fdt.h"
#include "system/device_tree.h"
#include "k3-fdt-internal.h"

/* Resource types of the system firmware, which Linux asks for */
#define RM_BLOCK_COPY_CHAN      0x20
#define RM_SPLIT_TR_RX_CHAN     0x21
#define RM_SPLIT_TR_TX_CHAN     0x22

/* Windows that drivers map */
#define CHANRT_SIZE             0x20000
#define RINGRT_SIZE             0x100000

/* The bus that the parts of a DMA subsystem are on */
static char *add_bus(K3Fdt *k, const K3INTAInfo *inta, unsigned dev)
{
    char *path = g_strdup_printf(BUS "/bus@%" PRIx64, inta->base);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "simple-bus");
    qemu_fdt_setprop_cell(fdt, path, "#address-cells", 2);
    qemu_fdt_setprop_cell(fdt, path, "#size-cells", 2);
    qemu_fdt_setprop(fdt, path, "ranges", NULL, 0);
    qemu_fdt_setprop(fdt, path, "dma-ranges", NULL, 0);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", dev);
    return path;
}

static void add_bcdma(K3Fdt *k, const char *bus, const K3BCDMAInfo *info,
                      uint32_t inta, uint32_t phandle)
{
    static const char reg_names[] =
        "gcfg\0bchanrt\0rchanrt\0tchanrt\0ringrt";
    g_autofree char *path = g_strdup_printf("%s/dma-controller@%" PRIx64, bus,
                                            info->gcfg);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", info->compatible);
    qemu_fdt_setprop_sized_cells(fdt, path, "reg",
                                 2, info->gcfg,
                                 2, (uint64_t)K3_BCDMA_GCFG_SIZE,
                                 2, info->bchanrt, 2, (uint64_t)CHANRT_SIZE,
                                 2, info->rchanrt, 2, (uint64_t)CHANRT_SIZE,
                                 2, info->tchanrt, 2, (uint64_t)CHANRT_SIZE,
                                 2, info->ringrt, 2, (uint64_t)RINGRT_SIZE);
    qemu_fdt_setprop(fdt, path, "reg-names", reg_names, sizeof(reg_names));
    qemu_fdt_setprop_cell(fdt, path, "msi-parent", inta);
    qemu_fdt_setprop_cell(fdt, path, "#dma-cells", 3);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci", k->ti_sci);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", info->dev);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-rm-range-bchan",
                          RM_BLOCK_COPY_CHAN);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-rm-range-rchan",
                          RM_SPLIT_TR_RX_CHAN);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-rm-range-tchan",
                          RM_SPLIT_TR_TX_CHAN);
    qemu_fdt_setprop_cell(fdt, path, "phandle", phandle);
}

static uint32_t add_inta(K3Fdt *k, const char *bus, const K3INTAInfo *info,
                         uint32_t source)
{
    g_autofree char *path = g_strdup_printf("%s/interrupt-controller@%" PRIx64,
                                            bus, info->base);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "ti,sci-inta");
    k3_fdt_set_reg(k, path, info->base,
                   pow2ceil(info->num_vints * K3_INTA_VINT_SIZE));
    qemu_fdt_setprop_cell(fdt, path, "#interrupt-cells", 0);
    qemu_fdt_setprop(fdt, path, "interrupt-controller", NULL, 0);
    qemu_fdt_setprop_cell(fdt, path, "interrupt-parent", k->gic);
    qemu_fdt_setprop(fdt, path, "msi-controller", NULL, 0);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci", k->ti_sci);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", info->dev);
    qemu_fdt_setprop_cell(fdt, path, "ti,unmapped-event-sources", source);
    k3_fdt_set_ranges(k, path, info->ranges, info->num_ranges);
    return k3_fdt_add_phandle(k, path);
}

void k3_fdt_add_dma(K3Fdt *k)
{
    for (int i = k->info->num_bcdmas - 1; i >= 0; i--) {
        const K3BCDMAInfo *bcdma = &k->info->bcdmas[i];
        const K3INTAInfo *inta = &k->info->intas[bcdma->inta];
        g_autofree char *bus = add_bus(k, inta, bcdma->subsystem);
        /* Each of the two nodes points to the other */
        uint32_t phandle = qemu_fdt_alloc_phandle(k->fdt);
        uint32_t parent = add_inta(k, bus, inta, phandle);

        add_bcdma(k, bus, bcdma, parent, phandle);
    }
}
