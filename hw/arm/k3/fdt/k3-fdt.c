/*
 * Device tree of a TI K3 SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nodes and properties follow the upstream arch/arm64/boot/dts/ti/k3-*.dtsi,
 * so that a driver cannot tell this tree from a board's.  Blocks that are not
 * modelled are left out rather than disabled.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/fdt.h"
#include "hw/pci/pcie_host.h"
#include "system/device_tree.h"
#include "hw/arm/k3-fdt.h"
#include "k3-fdt-internal.h"

uint32_t k3_fdt_add_phandle(K3Fdt *k, const char *path)
{
    uint32_t phandle = qemu_fdt_alloc_phandle(k->fdt);

    qemu_fdt_setprop_cell(k->fdt, path, "phandle", phandle);
    return phandle;
}

static void set_reg(void *fdt, const char *path, uint64_t base, uint64_t size)
{
    qemu_fdt_setprop_sized_cells(fdt, path, "reg", 2, base, 2, size);
}

void k3_fdt_set_reg(K3Fdt *k, const char *path, uint64_t base, uint64_t size)
{
    set_reg(k->fdt, path, base, size);
}

void k3_fdt_set_spi(K3Fdt *k, const char *path, unsigned spi)
{
    qemu_fdt_setprop_cells(k->fdt, path, "interrupts", GIC_FDT_IRQ_TYPE_SPI,
                           spi, GIC_FDT_IRQ_FLAGS_LEVEL_HI);
}

const K3IrqRoute *k3_fdt_route(const K3Fdt *k, K3IrqNode src, unsigned index,
                               unsigned line, K3IrqNode dst)
{
    for (size_t i = 0; i < k->info->num_routes; i++) {
        const K3IrqRoute *r = &k->info->routes[i];

        if (r->src == src && r->src_index == index && r->src_line == line &&
            r->dst == dst) {
            return r;
        }
    }
    return NULL;
}

int k3_fdt_spi(const K3Fdt *k, K3IrqNode src, unsigned index, unsigned line)
{
    const K3IrqRoute *r = k3_fdt_route(k, src, index, line, K3_IRQ_GIC);

    return r ? r->dst_line : -1;
}

uint32_t k3_fdt_add_carveout(K3Fdt *k, const K3Region *area,
                             const char *compatible)
{
    g_autofree char *path = g_strdup_printf("/reserved-memory/memory@%"
                                            PRIx64, area->base);

    qemu_fdt_add_subnode(k->fdt, path);
    if (compatible) {
        qemu_fdt_setprop_string(k->fdt, path, "compatible", compatible);
    }
    k3_fdt_set_reg(k, path, area->base, area->size);
    qemu_fdt_setprop(k->fdt, path, "no-map", NULL, 0);
    return k3_fdt_add_phandle(k, path);
}

static void add_virtio(void *fdt, const K3SocInfo *info, const char *parent,
                       uint32_t gic, unsigned slot)
{
    uint64_t base = info->virtio.base + slot * K3_VIRTIO_STRIDE;
    g_autofree char *path = g_strdup_printf("%s/virtio_mmio@%" PRIx64, parent,
                                            base);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "virtio,mmio");
    set_reg(fdt, path, base, 0x200);
    qemu_fdt_setprop_cell(fdt, path, "interrupt-parent", gic);
    qemu_fdt_setprop_cells(fdt, path, "interrupts", GIC_FDT_IRQ_TYPE_SPI,
                           info->virtio_spi + slot,
                           GIC_FDT_IRQ_FLAGS_EDGE_LO_HI);
    qemu_fdt_setprop(fdt, path, "dma-coherent", NULL, 0);
}

/* phandle of the GIC in any device tree; 0: there is none */
static uint32_t find_gic(const void *fdt, uint32_t *address_cells)
{
    int gic = fdt_node_offset_by_compatible(fdt, -1, "arm,gic-v3");
    const fdt32_t *cells;
    int size;

    if (gic < 0) {
        return 0;
    }
    cells = fdt_getprop(fdt, gic, "#address-cells", &size);
    *address_cells = size == sizeof(*cells) ? fdt32_to_cpu(*cells) : 0;
    return fdt_get_phandle(fdt, gic);
}

/* Whether there is a node that has this address in its name */
static bool has_node(const void *fdt, const char *compatible, const char *name)
{
    int node = -1;

    while ((node = fdt_node_offset_by_compatible(fdt, node, compatible)) >= 0) {
        if (g_str_equal(fdt_get_name(fdt, node, NULL), name)) {
            return true;
        }
    }
    return false;
}

bool k3_fdt_add_virtio(void *fdt, const K3SocInfo *info, unsigned slot)
{
    uint64_t base = info->virtio.base + slot * K3_VIRTIO_STRIDE;
    g_autofree char *name = g_strdup_printf("virtio_mmio@%" PRIx64, base);
    uint32_t address_cells;
    uint32_t gic = find_gic(fdt, &address_cells);

    if (!gic) {
        return false;
    }
    if (!has_node(fdt, "virtio,mmio", name)) {
        add_virtio(fdt, info, "", gic, slot);
    }
    return true;
}

/* Every device has the same interrupt */
static void set_pci_interrupt(void *fdt, const char *path, uint32_t gic,
                              uint32_t address_cells, unsigned spi)
{
    uint32_t map[3 + 1 + 1 + 2 + 3] = { 0 };    /* bus, pin, GIC, its cells */
    unsigned n = 4;

    map[n++] = cpu_to_be32(gic);
    n += MIN(address_cells, 2);
    map[n++] = cpu_to_be32(GIC_FDT_IRQ_TYPE_SPI);
    map[n++] = cpu_to_be32(spi);
    map[n++] = cpu_to_be32(GIC_FDT_IRQ_FLAGS_LEVEL_HI);
    qemu_fdt_setprop_cell(fdt, path, "#interrupt-cells", 1);
    qemu_fdt_setprop_cells(fdt, path, "interrupt-map-mask", 0, 0, 0, 0);
    qemu_fdt_setprop(fdt, path, "interrupt-map", map, n * sizeof(map[0]));
}

bool k3_fdt_add_pci(void *fdt, const K3SocInfo *info)
{
    uint64_t base = info->pci.base;
    g_autofree char *path = g_strdup_printf("/pcie@%" PRIx64, base);
    uint32_t address_cells;
    uint32_t gic = find_gic(fdt, &address_cells);
    int its;

    if (!gic) {
        return false;
    }
    if (fdt_path_offset(fdt, path) >= 0) {
        return true;
    }
    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "pci-host-ecam-generic");
    qemu_fdt_setprop_string(fdt, path, "device_type", "pci");
    set_reg(fdt, path, base + K3_PCI_ECAM, K3_PCI_ECAM_SIZE);
    qemu_fdt_setprop_cell(fdt, path, "#address-cells", 3);
    qemu_fdt_setprop_cell(fdt, path, "#size-cells", 2);
    qemu_fdt_setprop_cells(fdt, path, "bus-range", 0,
                           K3_PCI_ECAM_SIZE / PCIE_MMCFG_SIZE_MIN - 1);
    qemu_fdt_setprop_sized_cells(fdt, path, "ranges",
                                 1, FDT_PCI_RANGE_IOPORT, 2, 0,
                                 2, base + K3_PCI_PIO, 2, K3_PCI_PIO_SIZE,
                                 1, FDT_PCI_RANGE_MMIO, 2, K3_PCI_MMIO_BUS,
                                 2, base + K3_PCI_MMIO, 2, K3_PCI_MMIO_SIZE);
    set_pci_interrupt(fdt, path, gic, address_cells, info->pci_spi);
    its = fdt_node_offset_by_compatible(fdt, -1, "arm,gic-v3-its");
    if (its >= 0) {
        /* The ITS knows devices by their requester ids */
        qemu_fdt_setprop_cells(fdt, path, "msi-map", 0,
                               fdt_get_phandle(fdt, its), 0, 0x10000);
    }
    qemu_fdt_setprop(fdt, path, "dma-coherent", NULL, 0);
    return true;
}

void k3_fdt_memory(void *fdt, const K3SocInfo *info, uint64_t ram_size)
{
    uint64_t low = MIN(ram_size, info->ddr[0].size);
    g_autofree char *path = g_strdup_printf("/memory@%" PRIx64,
                                            info->ddr[0].base);

    if (fdt_path_offset(fdt, path) < 0) {
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "device_type", "memory");
    }
    if (ram_size > low) {
        qemu_fdt_setprop_sized_cells(fdt, path, "reg",
                                     2, info->ddr[0].base, 2, low,
                                     2, info->ddr[1].base,
                                     2, ram_size - low);
    } else {
        set_reg(fdt, path, info->ddr[0].base, low);
    }
}

/* Root, bus and the other nodes that contain nodes */
static void add_frame(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;

    qemu_fdt_setprop_string(fdt, "/", "compatible", info->compatible);
    qemu_fdt_setprop_string(fdt, "/", "model", info->model);
    qemu_fdt_setprop_cell(fdt, "/", "#address-cells", 2);
    qemu_fdt_setprop_cell(fdt, "/", "#size-cells", 2);
    qemu_fdt_add_subnode(fdt, "/chosen");
    qemu_fdt_add_subnode(fdt, "/aliases");

    qemu_fdt_add_subnode(fdt, BUS);
    qemu_fdt_setprop_string(fdt, BUS, "compatible", "simple-bus");
    qemu_fdt_setprop_cell(fdt, BUS, "#address-cells", 2);
    qemu_fdt_setprop_cell(fdt, BUS, "#size-cells", 2);
    qemu_fdt_setprop(fdt, BUS, "ranges", NULL, 0);
    qemu_fdt_add_subnode(fdt, "/reserved-memory");
    qemu_fdt_setprop_cell(fdt, "/reserved-memory", "#address-cells", 2);
    qemu_fdt_setprop_cell(fdt, "/reserved-memory", "#size-cells", 2);
    qemu_fdt_setprop(fdt, "/reserved-memory", "ranges", NULL, 0);
}

void *k3_fdt_create(const K3SocInfo *info, unsigned num_cpus,
                    uint64_t ram_size, unsigned num_virtio, uint32_t cards,
                    uint32_t flashes, int r5f_mode, int *size)
{
    void *fdt = create_device_tree(size);
    K3Fdt k = {
        .fdt = fdt, .info = info, .r5f_mode = r5f_mode, .cards = cards,
        .flashes = flashes,
    };

    add_frame(&k);
    k3_fdt_add_controllers(&k);
    k3_fdt_add_watchdogs(&k);
    /* Each node goes in front of its siblings, and slot 0 is probed first */
    for (int i = num_virtio - 1; i >= 0; i--) {
        add_virtio(fdt, info, BUS, k.gic, i);
    }
    k3_fdt_add_cards(&k);
    k3_fdt_add_flashes(&k);
    k3_fdt_add_devices(&k);
    k3_fdt_add_dma(&k);
    k3_fdt_add_remote_cores(&k);
    if (info->rtos_ipc.size) {
        k3_fdt_add_carveout(&k, &info->rtos_ipc, NULL);
    }
    k3_fdt_add_uarts(&k);
    k3_fdt_add_cpus(&k, num_cpus);
    k3_fdt_memory(fdt, info, ram_size);
    fdt_set_name(fdt, fdt_path_offset(fdt, BUS), info->bus + 1);

    return fdt;
}
