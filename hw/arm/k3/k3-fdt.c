/*
 * Device tree of a TI K3 SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nodes and properties follow the upstream arch/arm64/boot/dts/ti/k3-*.dtsi,
 * so that a driver cannot tell this tree from a board's.  Blocks that the
 * model does not have are left out, not disabled.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/fdt.h"
#include "hw/intc/arm_gic_common.h"
#include "system/device_tree.h"
#include "k3-fdt.h"

/* Until the tree is complete; then it gets the SoC's name */
#define BUS "/bus"

/* The first is exclusive to its user, see ti,sci-pm-domain */
#define PD_EXCLUSIVE    1

#define MBOX_NUM_USERS  4
#define MBOX_NUM_FIFOS  16

typedef struct K3Fdt {
    void *fdt;
    const K3SocInfo *info;
    uint32_t gic;
    uint32_t secure_proxy;
    uint32_t ti_sci;
    uint32_t pds;
    uint32_t clks;
    uint32_t resets;
    int r5f_mode;
    uint32_t router[K3_SOC_MAX_ROUTERS];
} K3Fdt;

static uint32_t add_phandle(void *fdt, const char *path)
{
    uint32_t phandle = qemu_fdt_alloc_phandle(fdt);

    qemu_fdt_setprop_cell(fdt, path, "phandle", phandle);
    return phandle;
}

static void set_reg(void *fdt, const char *path, uint64_t base, uint64_t size)
{
    qemu_fdt_setprop_sized_cells(fdt, path, "reg", 2, base, 2, size);
}

static void set_spi(void *fdt, const char *path, unsigned spi)
{
    qemu_fdt_setprop_cells(fdt, path, "interrupts", GIC_FDT_IRQ_TYPE_SPI, spi,
                           GIC_FDT_IRQ_FLAGS_LEVEL_HI);
}

/* Where a line is wired to, from the same table that wires it */
static const K3IrqRoute *route_of(const K3SocInfo *info, K3IrqNode src,
                                  unsigned index, unsigned line, K3IrqNode dst)
{
    for (size_t i = 0; i < info->num_routes; i++) {
        const K3IrqRoute *r = &info->routes[i];

        if (r->src == src && r->src_index == index && r->src_line == line &&
            r->dst == dst) {
            return r;
        }
    }
    return NULL;
}

static int spi_of(const K3SocInfo *info, K3IrqNode src, unsigned index,
                  unsigned line)
{
    const K3IrqRoute *r = route_of(info, src, index, line, K3_IRQ_GIC);

    return r ? r->dst_line : -1;
}

static void set_power_and_clock(K3Fdt *k, const char *path, unsigned dev,
                                const char *clock_name)
{
    qemu_fdt_setprop_cells(k->fdt, path, "power-domains", k->pds, dev,
                           PD_EXCLUSIVE);
    if (clock_name) {
        qemu_fdt_setprop_cells(k->fdt, path, "clocks", k->clks, dev, 0);
        qemu_fdt_setprop_string(k->fdt, path, "clock-names", clock_name);
    }
}

static void add_cpus(K3Fdt *k, unsigned num_cpus)
{
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, "/cpus");
    qemu_fdt_setprop_cell(fdt, "/cpus", "#address-cells", 1);
    qemu_fdt_setprop_cell(fdt, "/cpus", "#size-cells", 0);
    /* Each node goes in front of its siblings: last first */
    for (int i = num_cpus - 1; i >= 0; i--) {
        g_autofree char *path = g_strdup_printf("/cpus/cpu@%d", i);

        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "compatible",
                                k->info->cpu_compatible);
        qemu_fdt_setprop_cell(fdt, path, "reg", i);
        qemu_fdt_setprop_string(fdt, path, "device_type", "cpu");
        qemu_fdt_setprop_string(fdt, path, "enable-method", "psci");
    }
}

static void add_architecture(K3Fdt *k)
{
    static const char psci_compatible[] = "arm,psci-1.0\0arm,psci-0.2";
    void *fdt = k->fdt;
    const uint32_t ppi = GIC_FDT_IRQ_TYPE_PPI;
    const uint32_t low = GIC_FDT_IRQ_FLAGS_LEVEL_LO;
    g_autofree char *pmu = g_strdup_printf("%s-pmu", k->info->cpu_compatible);

    qemu_fdt_add_subnode(fdt, "/psci");
    qemu_fdt_setprop(fdt, "/psci", "compatible", psci_compatible,
                     sizeof(psci_compatible));
    qemu_fdt_setprop_string(fdt, "/psci", "method", "smc");

    qemu_fdt_add_subnode(fdt, "/timer-cl0-cpu0");
    qemu_fdt_setprop_string(fdt, "/timer-cl0-cpu0", "compatible",
                            "arm,armv8-timer");
    qemu_fdt_setprop_cells(fdt, "/timer-cl0-cpu0", "interrupts",
                           ppi, 13, low, ppi, 14, low,
                           ppi, 11, low, ppi, 10, low);

    qemu_fdt_add_subnode(fdt, "/pmu");
    qemu_fdt_setprop_string(fdt, "/pmu", "compatible", pmu);
    qemu_fdt_setprop_cells(fdt, "/pmu", "interrupts", ppi, 7,
                           GIC_FDT_IRQ_FLAGS_LEVEL_HI);
}

static void add_gic(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/interrupt-controller@%"
                                            PRIx64, info->gicd);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "arm,gic-v3");
    qemu_fdt_setprop_cell(fdt, path, "#interrupt-cells", 3);
    qemu_fdt_setprop(fdt, path, "interrupt-controller", NULL, 0);
    qemu_fdt_setprop_sized_cells(fdt, path, "reg",
                                 2, info->gicd, 2, 0x10000ULL,
                                 2, info->gicr, 2, info->gicr_size);
    qemu_fdt_setprop_cells(fdt, path, "interrupts", GIC_FDT_IRQ_TYPE_PPI, 9,
                           GIC_FDT_IRQ_FLAGS_LEVEL_HI);
    k->gic = add_phandle(fdt, path);
    qemu_fdt_setprop_cell(fdt, "/", "interrupt-parent", k->gic);
}

static void add_secure_proxy(K3Fdt *k)
{
    static const char reg_names[] = "target_data\0rt\0scfg";
    const K3SocInfo *info = k->info;
    uint64_t size = info->secure_proxy.num_threads * 0x1000ULL;
    unsigned rx = info->linux_rx;
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
    set_spi(fdt, path, spi_of(info, K3_IRQ_SECURE_PROXY, 0, rx));
    k->secure_proxy = add_phandle(fdt, path);
}

static uint32_t add_ti_sci_child(K3Fdt *k, const char *parent,
                                 const char *name, const char *compatible,
                                 const char *cells)
{
    g_autofree char *path = g_strdup_printf("%s/%s", parent, name);

    qemu_fdt_add_subnode(k->fdt, path);
    qemu_fdt_setprop_string(k->fdt, path, "compatible", compatible);
    qemu_fdt_setprop_cell(k->fdt, path, cells, 2);
    return add_phandle(k->fdt, path);
}

static void add_ti_sci(K3Fdt *k)
{
    static const char mbox_names[] = "rx\0tx";
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/system-controller@%" PRIx64,
                                            info->ti_sci_debug);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "ti,k2g-sci");
    qemu_fdt_setprop_cell(fdt, path, "ti,host-id", 12);
    qemu_fdt_setprop(fdt, path, "mbox-names", mbox_names, sizeof(mbox_names));
    qemu_fdt_setprop_cells(fdt, path, "mboxes",
                           k->secure_proxy, info->linux_rx,
                           k->secure_proxy, info->linux_tx);
    qemu_fdt_setprop_string(fdt, path, "reg-names", "debug_messages");
    set_reg(fdt, path, info->ti_sci_debug, info->ti_sci_debug_size);
    k->ti_sci = add_phandle(fdt, path);

    k->pds = add_ti_sci_child(k, path, "power-controller",
                              "ti,sci-pm-domain", "#power-domain-cells");
    k->clks = add_ti_sci_child(k, path, "clock-controller",
                               "ti,k2g-sci-clk", "#clock-cells");
    k->resets = add_ti_sci_child(k, path, "reset-controller",
                                 "ti,sci-reset", "#reset-cells");
}

/* What the router hands on to the GIC; INTIDs, not SPIs, by its binding */
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
        set_reg(fdt, path, router->base, router->size);
        qemu_fdt_setprop_cell(fdt, path, "ti,intr-trigger-type",
                              GIC_FDT_IRQ_FLAGS_LEVEL_HI);
        qemu_fdt_setprop(fdt, path, "interrupt-controller", NULL, 0);
        qemu_fdt_setprop_cell(fdt, path, "interrupt-parent", k->gic);
        qemu_fdt_setprop_cell(fdt, path, "#interrupt-cells", 1);
        qemu_fdt_setprop_cell(fdt, path, "ti,sci", k->ti_sci);
        qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", router->dev);
        set_router_ranges(k, path, router);
        k->router[i] = add_phandle(fdt, path);
    }
}

static void add_uarts(K3Fdt *k)
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
        set_reg(fdt, path, uart->base, 0x100);
        set_spi(fdt, path, spi_of(info, K3_IRQ_UART, i, 0));
        qemu_fdt_setprop_cell(fdt, path, "clock-frequency", 48000000);
        set_power_and_clock(k, path, uart->dev, "fclk");
        alias = g_strdup_printf("%s/serial@%" PRIx64, info->bus, uart->base);
        qemu_fdt_setprop_string(fdt, "/aliases", uart->alias, alias);
        if (uart->serial == 0) {
            g_autofree char *out = g_strdup_printf("%s:115200n8",
                                                   uart->alias);

            qemu_fdt_setprop_string(fdt, "/chosen", "stdout-path", out);
        }
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
    set_reg(k->fdt, path, sram->base, sram->size);
    qemu_fdt_setprop_cell(k->fdt, path, "#address-cells", 1);
    qemu_fdt_setprop_cell(k->fdt, path, "#size-cells", 1);
    qemu_fdt_setprop_cells(k->fdt, path, "ranges", 0, sram->base >> 32,
                           (uint32_t)sram->base, (uint32_t)sram->size);
}

static void add_rtis(K3Fdt *k)
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
        set_reg(fdt, path, rti->base, 0x100);
        set_power_and_clock(k, path, rti->dev, NULL);
        qemu_fdt_setprop_cells(fdt, path, "clocks", k->clks, rti->dev,
                               rti->clk);
    }
}

static char *mailbox_path(const K3SocInfo *info, unsigned cluster)
{
    return g_strdup_printf(BUS "/mailbox@%" PRIx64,
                           info->mailboxes[cluster].base);
}

/*
 * Behind a router only the line of the user that Linux takes is named: to map
 * one costs a router output.
 */
static void set_router_input(K3Fdt *k, const char *path, unsigned cluster,
                             unsigned user)
{
    const K3IrqRoute *r = route_of(k->info, K3_IRQ_MAILBOX, cluster, user,
                                   K3_IRQ_ROUTER);

    if (r) {
        qemu_fdt_setprop_cell(k->fdt, path, "interrupt-parent",
                              k->router[r->dst_index]);
        qemu_fdt_setprop_cell(k->fdt, path, "interrupts", r->dst_line);
    }
}

/* A cluster's node exists only with a channel; the driver insists on one */
static void add_mailbox(K3Fdt *k, unsigned cluster, unsigned user)
{
    const K3SocInfo *info = k->info;
    g_autofree char *path = mailbox_path(info, cluster);
    g_autofree uint32_t *irqs = g_new(uint32_t, 3 * MBOX_NUM_USERS);
    void *fdt = k->fdt;
    int n = 0;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible",
                            info->mailbox_compatible);
    set_reg(fdt, path, info->mailboxes[cluster].base, 0x200);
    for (int u = 0; u < MBOX_NUM_USERS; u++) {
        int spi = spi_of(info, K3_IRQ_MAILBOX, cluster, u);

        if (spi >= 0) {
            irqs[n++] = cpu_to_be32(GIC_FDT_IRQ_TYPE_SPI);
            irqs[n++] = cpu_to_be32(spi);
            irqs[n++] = cpu_to_be32(GIC_FDT_IRQ_FLAGS_LEVEL_HI);
        }
    }
    if (n) {
        qemu_fdt_setprop(fdt, path, "interrupts", irqs, n * sizeof(*irqs));
    } else {
        set_router_input(k, path, cluster, user);
    }
    qemu_fdt_setprop_cell(fdt, path, "#mbox-cells", 1);
    qemu_fdt_setprop_cell(fdt, path, "ti,mbox-num-users", MBOX_NUM_USERS);
    qemu_fdt_setprop_cell(fdt, path, "ti,mbox-num-fifos", MBOX_NUM_FIFOS);
    add_phandle(fdt, path);
}

/* The irq index counts the users that are wired to the GIC */
static unsigned mailbox_irq_index(const K3SocInfo *info,
                                  const K3MailboxChannel *ch)
{
    unsigned index = 0;

    for (int user = 0; user < ch->user; user++) {
        index += spi_of(info, K3_IRQ_MAILBOX, ch->cluster, user) >= 0;
    }
    return index;
}

static void add_channel(K3Fdt *k, const char *core, const K3MailboxChannel *ch)
{
    const K3SocInfo *info = k->info;
    g_autofree char *cluster = mailbox_path(info, ch->cluster);
    g_autofree char *path = g_strdup_printf("%s/%s", cluster, ch->name);
    unsigned irq = mailbox_irq_index(info, ch);
    void *fdt = k->fdt;

    if (fdt_path_offset(fdt, cluster) < 0) {
        add_mailbox(k, ch->cluster, ch->user);
    }
    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_cells(fdt, path, "ti,mbox-rx", ch->rx_fifo, irq,
                           ch->user);
    qemu_fdt_setprop_cells(fdt, path, "ti,mbox-tx", ch->tx_fifo, irq,
                           ch->user);
    qemu_fdt_setprop_cells(fdt, core, "mboxes",
                           qemu_fdt_get_phandle(fdt, cluster),
                           add_phandle(fdt, path));
}

static uint32_t add_carveout(K3Fdt *k, uint64_t base, uint32_t size,
                             const char *compatible)
{
    g_autofree char *path = g_strdup_printf("/reserved-memory/memory@%"
                                            PRIx64, base);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    if (compatible) {
        qemu_fdt_setprop_string(fdt, path, "compatible", compatible);
    }
    set_reg(fdt, path, base, size);
    qemu_fdt_setprop(fdt, path, "no-map", NULL, 0);
    return add_phandle(fdt, path);
}

/* What the node of every kind of remote core has */
static void add_remote_core(K3Fdt *k, const char *path, unsigned dev,
                            unsigned proc, const char *firmware,
                            const K3MailboxChannel *mbox,
                            const uint64_t *carveout,
                            const uint32_t *carveout_size)
{
    static const char memory_names[] = "dma\0firmware";
    uint32_t dma, code;
    void *fdt = k->fdt;

    qemu_fdt_setprop_cell(fdt, path, "ti,sci", k->ti_sci);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", dev);
    qemu_fdt_setprop_cells(fdt, path, "ti,sci-proc-ids", proc, 0xff);
    qemu_fdt_setprop_cells(fdt, path, "resets", k->resets, dev, 1);
    qemu_fdt_setprop_string(fdt, path, "firmware-name", firmware);
    add_channel(k, path, mbox);
    dma = add_carveout(k, carveout[0], carveout_size[0], "shared-dma-pool");
    code = add_carveout(k, carveout[1], carveout_size[1], "shared-dma-pool");
    qemu_fdt_setprop_cells(fdt, path, "memory-region", dma, code);
    qemu_fdt_setprop(fdt, path, "memory-region-names", memory_names,
                     sizeof(memory_names));
}

static void add_r5f(K3Fdt *k, const char *cluster, const K3R5FSSInfo *ss,
                    int c)
{
    static const char reg_names[] = "atcm\0btcm";
    const K3R5FCoreInfo *core = &ss->core[c];
    uint32_t tcm = ss->tcm_size * (ss->tcm_double && c == 0 ? 2 : 1);
    g_autofree char *path = g_strdup_printf("%s/r5f@%" PRIx64, cluster,
                                            core->atcm);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", ss->core_compatible);
    qemu_fdt_setprop_cells(fdt, path, "reg", core->atcm, tcm, core->btcm,
                           tcm);
    qemu_fdt_setprop(fdt, path, "reg-names", reg_names, sizeof(reg_names));
    qemu_fdt_setprop_cell(fdt, path, "ti,atcm-enable", 1);
    qemu_fdt_setprop_cell(fdt, path, "ti,btcm-enable", 1);
    qemu_fdt_setprop_cell(fdt, path, "ti,loczrama", 1);
    add_remote_core(k, path, core->dev, core->proc, core->firmware,
                    &core->mbox, core->carveout, core->carveout_size);
}

static void add_m4fss(K3Fdt *k, const K3M4FSSInfo *info)
{
    static const char reg_names[] = "iram\0dram";
    g_autofree char *path = g_strdup_printf(BUS "/m4fss@%" PRIx64,
                                            info->iram);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", info->compatible);
    qemu_fdt_setprop_sized_cells(fdt, path, "reg",
                                 2, info->iram, 2, (uint64_t)info->iram_size,
                                 2, info->dram, 2, (uint64_t)info->dram_size);
    qemu_fdt_setprop(fdt, path, "reg-names", reg_names, sizeof(reg_names));
    add_remote_core(k, path, info->dev, info->proc, info->firmware,
                    &info->mbox, info->carveout, info->carveout_size);
}

static void add_r5fss(K3Fdt *k, const K3R5FSSInfo *ss)
{
    g_autofree char *path = g_strdup_printf(BUS "/r5fss@%" PRIx64,
                                            ss->core[0].atcm);
    uint32_t ranges[K3_R5FSS_MAX_CORES * 2 * 4];
    void *fdt = k->fdt;
    int n = 0;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", ss->compatible);
    if (ss->cluster_mode >= 0) {
        qemu_fdt_setprop_cell(fdt, path, "ti,cluster-mode",
                              k->r5f_mode < 0 ? ss->cluster_mode :
                                                k->r5f_mode);
    }
    qemu_fdt_setprop_cell(fdt, path, "#address-cells", 1);
    qemu_fdt_setprop_cell(fdt, path, "#size-cells", 1);
    for (int c = 0; c < ss->num_cores; c++) {
        uint32_t size = ss->tcm_size * (ss->tcm_double && c == 0 ? 2 : 1);
        uint64_t bases[] = { ss->core[c].atcm, ss->core[c].btcm };

        for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
            ranges[n++] = cpu_to_be32(bases[i]);
            ranges[n++] = cpu_to_be32(bases[i] >> 32);
            ranges[n++] = cpu_to_be32(bases[i]);
            ranges[n++] = cpu_to_be32(size);
        }
    }
    qemu_fdt_setprop(fdt, path, "ranges", ranges, n * sizeof(ranges[0]));
    qemu_fdt_setprop_cells(fdt, path, "power-domains", k->pds, ss->dev,
                           PD_EXCLUSIVE);
    /* Core 0 must be probed first, so it goes in last */
    for (int c = ss->num_cores - 1; c >= 0; c--) {
        add_r5f(k, path, ss, c);
    }
}

static void add_dsp(K3Fdt *k, const K3DSPInfo *dsp)
{
    g_autofree char *path = g_strdup_printf(BUS "/dsp@%" PRIx64,
                                            dsp->mem[0].base);
    g_autoptr(GByteArray) reg = g_byte_array_new();
    g_autoptr(GString) names = g_string_new("");
    void *fdt = k->fdt;

    for (int i = 0; i < K3_DSP_MAX_MEMORIES && dsp->mem[i].size; i++) {
        uint64_t cells[] = {
            cpu_to_be64(dsp->mem[i].base), cpu_to_be64(dsp->mem[i].size),
        };

        g_byte_array_append(reg, (uint8_t *)cells, sizeof(cells));
        g_string_append_len(names, dsp->mem[i].name,
                            strlen(dsp->mem[i].name) + 1);
    }
    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", dsp->compatible);
    qemu_fdt_setprop(fdt, path, "reg", reg->data, reg->len);
    qemu_fdt_setprop(fdt, path, "reg-names", names->str, names->len);
    add_remote_core(k, path, dsp->dev, dsp->proc, dsp->firmware, &dsp->mbox,
                    dsp->carveout, dsp->carveout_size);
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

bool k3_fdt_add_virtio(void *fdt, const K3SocInfo *info, unsigned slot)
{
    int gic = fdt_node_offset_by_compatible(fdt, -1, "arm,gic-v3");
    uint32_t phandle = gic < 0 ? 0 : fdt_get_phandle(fdt, gic);

    if (!phandle) {
        return false;
    }
    add_virtio(fdt, info, "", phandle, slot);
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

void *k3_fdt_create(const K3SocInfo *info, unsigned num_cpus,
                    uint64_t ram_size, unsigned num_virtio, int r5f_mode,
                    int *size)
{
    K3Fdt k = { .info = info, .r5f_mode = r5f_mode };
    void *fdt = create_device_tree(size);

    k.fdt = fdt;
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

    /* What others point to comes first */
    add_gic(&k);
    add_secure_proxy(&k);
    add_ti_sci(&k);
    add_routers(&k);
    add_rtis(&k);
    /* Each node goes in front: last first, so that slot 0 is probed first */
    for (int i = num_virtio - 1; i >= 0; i--) {
        add_virtio(fdt, info, BUS, k.gic, i);
    }
    add_sram(&k);
    add_chipid(&k);
    for (int i = info->num_dsps - 1; i >= 0; i--) {
        add_dsp(&k, &info->dsps[i]);
    }
    for (int i = info->num_m4fss - 1; i >= 0; i--) {
        add_m4fss(&k, &info->m4fss[i]);
    }
    for (int i = info->num_r5fss - 1; i >= 0; i--) {
        add_r5fss(&k, &info->r5fss[i]);
    }
    if (info->rtos_ipc.size) {
        add_carveout(&k, info->rtos_ipc.base, info->rtos_ipc.size, NULL);
    }
    add_uarts(&k);
    add_architecture(&k);
    add_cpus(&k, num_cpus);
    k3_fdt_memory(fdt, info, ram_size);
    fdt_set_name(fdt, fdt_path_offset(fdt, BUS), info->bus + 1);

    return fdt;
}
