/*
 * Device tree of a TI K3 SoC: devices on the bus
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/fdt.h"
#include "hw/intc/arm_gic_common.h"
#include "system/device_tree.h"
#include "k3-fdt.h"
#include "k3-fdt-internal.h"

static void set_power_and_clock(K3Fdt *k, const char *path, unsigned dev,
                                unsigned clk)
{
    qemu_fdt_setprop_cells(k->fdt, path, "power-domains", k->pds, dev,
                           PD_EXCLUSIVE);
    qemu_fdt_setprop_cells(k->fdt, path, "clocks", k->clks, dev, clk);
}

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
    uint64_t size = info->secure_proxy.num_threads * 0x1000ULL;
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

/* Outputs of the router that are wired to the GIC, with INTIDs */
static void set_router_ranges(K3Fdt *k, const char *path,
                              const K3RouterInfo *router)
{
    g_autofree uint32_t *cells = g_new(uint32_t, 3 * router->num_ranges);
    int n = 0;

    for (size_t i = 0; i < router->num_ranges; i++) {
        const K3RouterRange *r = &router->ranges[i];

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
        set_router_ranges(k, path, router);
        k->router[i] = k3_fdt_add_phandle(k, path);
    }
}

void k3_fdt_add_uarts(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    const char *compatible[] = { info->uart_compatible, "ti,am654-uart" };
    void *fdt = k->fdt;

    for (size_t i = 0; i < info->num_uarts; i++) {
        const K3UartInfo *uart = &info->uarts[i];
        g_autofree char *path = g_strdup_printf(BUS "/serial@%" PRIx64,
                                                uart->base);
        g_autofree char *alias = NULL;

        if (!uart->alias) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string_array(fdt, path, "compatible",
                                      (char **)compatible,
                                      ARRAY_SIZE(compatible));
        k3_fdt_set_reg(k, path, uart->base, 0x100);
        k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_UART, i, 0));
        qemu_fdt_setprop_cell(fdt, path, "clock-frequency", uart->freq);
        set_power_and_clock(k, path, uart->dev, uart->clk);
        qemu_fdt_setprop_string(fdt, path, "clock-names", "fclk");
        alias = g_strdup_printf("%s/serial@%" PRIx64, info->bus, uart->base);
        qemu_fdt_setprop_string(fdt, "/aliases", uart->alias, alias);
        if (uart->serial == 0) {
            g_autofree char *out = g_strdup_printf("%s:115200n8",
                                                   uart->alias);

            qemu_fdt_setprop_string(fdt, "/chosen", "stdout-path", out);
        }
    }
}

/* Like boards, disable a bus that nothing is on; see k3_fdt_enable_i2c() */
static void add_i2cs(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    const char *compatible[] = { info->i2c_compatible, "ti,omap4-i2c" };
    void *fdt = k->fdt;

    for (int i = info->num_i2cs - 1; i >= 0; i--) {
        const K3I2CInfo *i2c = &info->i2cs[i];
        g_autofree char *path = g_strdup_printf(BUS "/i2c@%" PRIx64, i2c->base);
        int spi = k3_fdt_spi(k, K3_IRQ_I2C, i, 0);

        if (spi < 0) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string_array(fdt, path, "compatible",
                                      (char **)compatible,
                                      ARRAY_SIZE(compatible));
        k3_fdt_set_reg(k, path, i2c->base, K3_I2C_MMIO_SIZE);
        k3_fdt_set_spi(k, path, spi);
        qemu_fdt_setprop_cell(fdt, path, "#address-cells", 1);
        qemu_fdt_setprop_cell(fdt, path, "#size-cells", 0);
        set_power_and_clock(k, path, i2c->dev, i2c->clk);
        qemu_fdt_setprop_string(fdt, path, "clock-names", "fck");
        qemu_fdt_setprop_string(fdt, path, "status", "disabled");
    }
}

void k3_fdt_enable_i2c(void *fdt, const K3SocInfo *info, unsigned n)
{
    g_autofree char *path = g_strdup_printf("%s/i2c@%" PRIx64, info->bus,
                                            info->i2cs[n].base);

    if (fdt_path_offset(fdt, path) >= 0) {
        qemu_fdt_setprop_string(fdt, path, "status", "okay");
    }
}

static void add_spinlocks(K3Fdt *k)
{
    const K3SocInfo *info = k->info;

    for (int i = info->num_spinlocks - 1; i >= 0; i--) {
        uint64_t base = info->spinlocks[i].base;
        g_autofree char *path = g_strdup_printf(BUS "/spinlock@%" PRIx64, base);

        qemu_fdt_add_subnode(k->fdt, path);
        qemu_fdt_setprop_string(k->fdt, path, "compatible",
                                info->spinlock_compatible);
        k3_fdt_set_reg(k, path, base, K3_SPINLOCK_MMIO_SIZE);
        qemu_fdt_setprop_cell(k->fdt, path, "#hwlock-cells", 1);
    }
}

static void add_chipid(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    const K3CtrlMMRInfo *mmr = info->ctrl_mmrs;
    void *fdt = k->fdt;
    g_autofree char *bus = g_strdup_printf(BUS "/bus@%" PRIx64, mmr->base);
    g_autofree char *path = g_strdup_printf("%s/chipid@%" PRIx64, bus,
                                            info->jtagid - mmr->base);

    qemu_fdt_add_subnode(fdt, bus);
    qemu_fdt_setprop_string(fdt, bus, "compatible", "simple-bus");
    qemu_fdt_setprop_cell(fdt, bus, "#address-cells", 1);
    qemu_fdt_setprop_cell(fdt, bus, "#size-cells", 1);
    qemu_fdt_setprop_cells(fdt, bus, "ranges", 0, mmr->base >> 32,
                           (uint32_t)mmr->base, mmr->size);
    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "ti,am654-chipid");
    qemu_fdt_setprop_cells(fdt, path, "reg", info->jtagid - mmr->base, 4);
}

static void add_sram(K3Fdt *k)
{
    const K3Region *sram = &k->info->sram;
    g_autofree char *path = g_strdup_printf(BUS "/sram@%" PRIx64, sram->base);

    qemu_fdt_add_subnode(k->fdt, path);
    qemu_fdt_setprop_string(k->fdt, path, "compatible", "mmio-sram");
    k3_fdt_set_reg(k, path, sram->base, sram->size);
    qemu_fdt_setprop_cell(k->fdt, path, "#address-cells", 1);
    qemu_fdt_setprop_cell(k->fdt, path, "#size-cells", 1);
    qemu_fdt_setprop_cells(k->fdt, path, "ranges", 0, sram->base >> 32,
                           (uint32_t)sram->base, (uint32_t)sram->size);
}

void k3_fdt_add_watchdogs(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;

    for (int i = info->num_rtis - 1; i >= 0; i--) {
        const K3RtiInfo *rti = &info->rtis[i];
        g_autofree char *path = g_strdup_printf(BUS "/watchdog@%" PRIx64,
                                                rti->base);

        if (!rti->in_fdt) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "compatible", "ti,j7-rti-wdt");
        k3_fdt_set_reg(k, path, rti->base, 0x100);
        set_power_and_clock(k, path, rti->dev, rti->clk);
    }
}

static void add_sd_host(K3Fdt *k, const K3CardInfo *card)
{
    static const char clock_names[] = "clk_ahb\0clk_xin";
    const K3SocInfo *info = k->info;
    const K3SDHostInfo *host = &info->sd_hosts[card->host];
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/mmc@%" PRIx64, host->base);
    g_autofree char *alias = g_strdup_printf("%s/mmc@%" PRIx64, info->bus,
                                             host->base);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", host->compatible);
    qemu_fdt_setprop_sized_cells(fdt, path, "reg", 2, host->base,
                                 2, (uint64_t)K3_SDHCI_HOST_SIZE,
                                 2, host->subsystem,
                                 2, (uint64_t)K3_SDHCI_SS_SIZE);
    k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_SD_HOST, card->host, 0));
    qemu_fdt_setprop_cells(fdt, path, "power-domains", k->pds, host->dev,
                           PD_EXCLUSIVE);
    qemu_fdt_setprop_cells(fdt, path, "clocks",
                           k->clks, host->dev, host->clk_ahb,
                           k->clks, host->dev, host->clk_xin);
    qemu_fdt_setprop(fdt, path, "clock-names", clock_names,
                     sizeof(clock_names));
    qemu_fdt_setprop_cell(fdt, path, "bus-width", host->bus_width);
    /* The driver insists on these; a card without wires takes any value */
    qemu_fdt_setprop_cell(fdt, path, "ti,trm-icp", 2);
    qemu_fdt_setprop_cell(fdt, path, "ti,driver-strength-ohm", 50);
    qemu_fdt_setprop_cell(fdt, path, "ti,otap-del-sel-legacy", 0);
    qemu_fdt_setprop_cell(fdt, path, "ti,otap-del-sel-mmc-hs", 0);
    qemu_fdt_setprop_cell(fdt, path, "ti,otap-del-sel-sd-hs", 0);
    if (card->emmc) {
        qemu_fdt_setprop(fdt, path, "non-removable", NULL, 0);
    }
    qemu_fdt_setprop_string(fdt, "/aliases", card->alias, alias);
}

void k3_fdt_add_cards(K3Fdt *k)
{
    for (int i = k->info->num_cards - 1; i >= 0; i--) {
        if (k->cards & BIT(i)) {
            add_sd_host(k, &k->info->cards[i]);
        }
    }
}

void k3_fdt_add_controllers(K3Fdt *k)
{
    add_gic(k);
    add_secure_proxy(k);
    add_ti_sci(k);
    add_routers(k);
}

void k3_fdt_add_devices(K3Fdt *k)
{
    add_sram(k);
    add_chipid(k);
    add_spinlocks(k);
    add_i2cs(k);
}
