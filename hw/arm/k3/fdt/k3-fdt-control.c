/*
 * Device tree of a TI K3 SoC: GIC, system firmware and interrupt routers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/fdt.h"
#include "hw/intc/arm_gic_common.h"
#include "system/device_tree.h"
#include "k3-fdt-internal.h"

static void add_its(K3Fdt *k, const char *gic)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf("%s/msi-controller@%" PRIx64, gic,
                                            info->its);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "arm,gic-v3-its");
    k3_fdt_set_reg(k, path, info->its, 0x10000);
    qemu_fdt_setprop(fdt, path, "msi-controller", NULL, 0);
    qemu_fdt_setprop_cell(fdt, path, "#msi-cells", 1);
    k3_fdt_add_phandle(k, path);
}

static void add_gic(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/interrupt-controller@%"
                                            PRIx64, info->gicd);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "arm,gic-v3");
    qemu_fdt_setprop_cell(fdt, path, "#address-cells", 2);
    qemu_fdt_setprop_cell(fdt, path, "#size-cells", 2);
    qemu_fdt_setprop(fdt, path, "ranges", NULL, 0);
    qemu_fdt_setprop_cell(fdt, path, "#interrupt-cells", 3);
    qemu_fdt_setprop(fdt, path, "interrupt-controller", NULL, 0);
    qemu_fdt_setprop_sized_cells(fdt, path, "reg",
                                 2, info->gicd, 2, 0x10000ULL,
                                 2, info->gicr, 2, info->gicr_size);
    qemu_fdt_setprop_cells(fdt, path, "interrupts", GIC_FDT_IRQ_TYPE_PPI, 9,
                           GIC_FDT_IRQ_FLAGS_LEVEL_HI);
    k->gic = k3_fdt_add_phandle(k, path);
    qemu_fdt_setprop_cell(fdt, "/", "interrupt-parent", k->gic);
    add_its(k, path);
}

static void add_secure_proxy(K3Fdt *k)
{
    static const char reg_names[] = "target_data\0rt\0scfg";
    const K3SocInfo *info = k->info;
    uint64_t size = (uint64_t)info->secure_proxy.num_threads *
                    K3_SECURE_PROXY_THREAD_SIZE;
    unsigned rx = k3_soc_linux_host(info)->rx_thread;
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/mailbox@%" PRIx64,
                                            info->secure_proxy.data);
    g_autofree char *name = g_strdup_printf("rx_%03u", rx);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible",
                            "ti,am654-secure-proxy");
    qemu_fdt_setprop_cell(fdt, path, "#mbox-cells", 1);
    qemu_fdt_setprop(fdt, path, "reg-names", reg_names, sizeof(reg_names));
    qemu_fdt_setprop_sized_cells(fdt, path, "reg",
                                 2, info->secure_proxy.data, 2, size,
                                 2, info->secure_proxy.rt, 2, size,
                                 2, info->secure_proxy.scfg, 2, size);
    qemu_fdt_setprop_string(fdt, path, "interrupt-names", name);
    k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_SECURE_PROXY, 0, rx));
    k->secure_proxy = k3_fdt_add_phandle(k, path);
}

static uint32_t add_ti_sci_child(K3Fdt *k, const char *parent,
                                 const char *name, const char *compatible,
                                 const char *cells)
{
    g_autofree char *path = g_strdup_printf("%s/%s", parent, name);

    qemu_fdt_add_subnode(k->fdt, path);
    qemu_fdt_setprop_string(k->fdt, path, "compatible", compatible);
    qemu_fdt_setprop_cell(k->fdt, path, cells, 2);
    return k3_fdt_add_phandle(k, path);
}

static void add_ti_sci(K3Fdt *k)
{
    static const char mbox_names[] = "rx\0tx";
    const K3SocInfo *info = k->info;
    const TISCIHostInfo *host = k3_soc_linux_host(info);
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/system-controller@%" PRIx64,
                                            info->ti_sci_debug);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "ti,k2g-sci");
    qemu_fdt_setprop_cell(fdt, path, "ti,host-id", host->id);
    qemu_fdt_setprop(fdt, path, "mbox-names", mbox_names, sizeof(mbox_names));
    qemu_fdt_setprop_cells(fdt, path, "mboxes",
                           k->secure_proxy, host->rx_thread,
                           k->secure_proxy, host->tx_thread);
    qemu_fdt_setprop_string(fdt, path, "reg-names", "debug_messages");
    k3_fdt_set_reg(k, path, info->ti_sci_debug, info->ti_sci_debug_size);
    k->ti_sci = k3_fdt_add_phandle(k, path);

    k->pds = add_ti_sci_child(k, path, "power-controller",
                              "ti,sci-pm-domain", "#power-domain-cells");
    k->clks = add_ti_sci_child(k, path, "clock-controller",
                               "ti,k2g-sci-clk", "#clock-cells");
    k->resets = add_ti_sci_child(k, path, "reset-controller",
                                 "ti,sci-reset", "#reset-cells");
}

void k3_fdt_set_ranges(K3Fdt *k, const char *path,
                       const K3RouterRange *ranges, size_t num)
{
    g_autofree uint32_t *cells = g_new(uint32_t, 3 * num);
    int n = 0;

    for (size_t i = 0; i < num; i++) {
        const K3RouterRange *r = &ranges[i];

        if (r->dst == K3_IRQ_GIC) {
            cells[n++] = cpu_to_be32(r->first);
            cells[n++] = cpu_to_be32(r->dst_line + GIC_INTERNAL);
            cells[n++] = cpu_to_be32(r->num);
        }
    }
    qemu_fdt_setprop(k->fdt, path, "ti,interrupt-ranges", cells,
                     n * sizeof(*cells));
}

static void add_routers(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;

    for (size_t i = 0; i < info->num_routers; i++) {
        const K3RouterInfo *router = &info->routers[i];
        g_autofree char *path = g_strdup_printf(BUS "/interrupt-controller@%"
                                                PRIx64, router->base);

        if (!router->in_fdt) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "compatible", "ti,sci-intr");
        k3_fdt_set_reg(k, path, router->base, router->size);
        qemu_fdt_setprop_cell(fdt, path, "ti,intr-trigger-type",
                              GIC_FDT_IRQ_FLAGS_LEVEL_HI);
        qemu_fdt_setprop(fdt, path, "interrupt-controller", NULL, 0);
        qemu_fdt_setprop_cell(fdt, path, "interrupt-parent", k->gic);
        qemu_fdt_setprop_cell(fdt, path, "#interrupt-cells", 1);
        qemu_fdt_setprop_cell(fdt, path, "ti,sci", k->ti_sci);
        qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", router->dev);
        k3_fdt_set_ranges(k, path, router->ranges, router->num_ranges);
        k->router[i] = k3_fdt_add_phandle(k, path);
    }
}

void k3_fdt_add_controllers(K3Fdt *k)
{
    add_gic(k);
    add_secure_proxy(k);
    add_ti_sci(k);
    add_routers(k);
}
