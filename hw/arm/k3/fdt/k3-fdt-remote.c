/*
 * Device tree of a TI K3 SoC: mailboxes and remote cores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/fdt.h"
#include "system/device_tree.h"
#include "k3-fdt-internal.h"

static char *mailbox_path(const K3SocInfo *info, unsigned cluster)
{
    return g_strdup_printf(BUS "/mailbox@%" PRIx64,
                           info->mailboxes[cluster].base);
}

/*
 * Behind a router, the node has only the line of the user that Linux is: Linux
 * allocates a router output for each line.
 */
static void set_router_input(K3Fdt *k, const char *path, unsigned cluster,
                             unsigned user)
{
    const K3IrqRoute *r = k3_fdt_route(k, K3_IRQ_MAILBOX, cluster, user,
                                       K3_IRQ_ROUTER);

    if (r) {
        qemu_fdt_setprop_cell(k->fdt, path, "interrupt-parent",
                              k->router[r->dst_index]);
        qemu_fdt_setprop_cell(k->fdt, path, "interrupts", r->dst_line);
    }
}

/* Only clusters with a channel have a node; the driver needs at least one */
static void add_mailbox(K3Fdt *k, unsigned cluster, unsigned user)
{
    const K3SocInfo *info = k->info;
    g_autofree char *path = mailbox_path(info, cluster);
    g_autofree uint32_t *irqs = g_new(uint32_t, 3 * K3_MAILBOX_MAX_USERS);
    void *fdt = k->fdt;
    int n = 0;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible",
                            info->mailbox_compatible);
    k3_fdt_set_reg(k, path, info->mailboxes[cluster].base, 0x200);
    for (int u = 0; u < K3_MAILBOX_MAX_USERS; u++) {
        int spi = k3_fdt_spi(k, K3_IRQ_MAILBOX, cluster, u);

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
    qemu_fdt_setprop_cell(fdt, path, "ti,mbox-num-users", K3_MAILBOX_MAX_USERS);
    qemu_fdt_setprop_cell(fdt, path, "ti,mbox-num-fifos", K3_MAILBOX_MAX_FIFOS);
    k3_fdt_add_phandle(k, path);
}

/* The driver counts only users whose lines are wired to the GIC */
static unsigned mailbox_irq_index(const K3Fdt *k, const K3MailboxChannel *ch)
{
    unsigned index = 0;

    for (int user = 0; user < ch->user; user++) {
        index += k3_fdt_spi(k, K3_IRQ_MAILBOX, ch->cluster, user) >= 0;
    }
    return index;
}

static void add_channel(K3Fdt *k, const char *core, const K3MailboxChannel *ch)
{
    const K3SocInfo *info = k->info;
    g_autofree char *cluster = mailbox_path(info, ch->cluster);
    g_autofree char *path = g_strdup_printf("%s/%s", cluster, ch->name);
    unsigned irq = mailbox_irq_index(k, ch);
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
                           k3_fdt_add_phandle(k, path));
}

/* What the node of each remote core has */
static void add_remote_core(K3Fdt *k, const char *path, const K3CoreInfo *core)
{
    static const char memory_names[] = "dma\0firmware";
    const TISCIProcInfo *proc = &k->info->ti_sci->procs[core->proc];
    uint32_t dma, code;
    void *fdt = k->fdt;

    qemu_fdt_setprop_cell(fdt, path, "ti,sci", k->ti_sci);
    qemu_fdt_setprop_cell(fdt, path, "ti,sci-dev-id", proc->dev);
    qemu_fdt_setprop_cells(fdt, path, "ti,sci-proc-ids", proc->id, 0xff);
    qemu_fdt_setprop_cells(fdt, path, "resets", k->resets, proc->dev, 1);
    qemu_fdt_setprop_string(fdt, path, "firmware-name", core->firmware);
    add_channel(k, path, &core->mbox);
    dma = k3_fdt_add_carveout(k, &core->dma_memory, "shared-dma-pool");
    code = k3_fdt_add_carveout(k, &core->code_memory, "shared-dma-pool");
    qemu_fdt_setprop_cells(fdt, path, "memory-region", dma, code);
    qemu_fdt_setprop(fdt, path, "memory-region-names", memory_names,
                     sizeof(memory_names));
}

/* Size of each TCM of core @c in split mode or, doubled, as the only core */
static uint32_t tcm_size(const K3R5FSSInfo *ss, int c)
{
    return ss->tcm_size * (ss->tcm_double && c == 0 ? 2 : 1);
}

static void add_r5f(K3Fdt *k, const char *cluster, const K3R5FSSInfo *ss,
                    int c)
{
    static const char reg_names[] = "atcm\0btcm";
    const K3R5FCoreInfo *core = &ss->core[c];
    uint32_t tcm = tcm_size(ss, c);
    g_autofree char *path = g_strdup_printf("%s/r5f@%" PRIx64, cluster,
                                            core->atcm);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", ss->core_compatible);
    qemu_fdt_setprop_cells(fdt, path, "reg", core->atcm, tcm, core->btcm,
                           tcm);
    qemu_fdt_setprop(fdt, path, "reg-names", reg_names, sizeof(reg_names));
    qemu_fdt_setprop_cell(fdt, path, "ti,atcm-enable", core->atcm_enable);
    qemu_fdt_setprop_cell(fdt, path, "ti,btcm-enable", core->btcm_enable);
    qemu_fdt_setprop_cell(fdt, path, "ti,loczrama", core->loczrama);
    add_remote_core(k, path, &core->common);
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
    add_remote_core(k, path, &info->common);
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
        uint32_t size = tcm_size(ss, c);
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
    /* Each node goes in front of its siblings; core 0 is to be probed first */
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
    add_remote_core(k, path, &dsp->common);
}

void k3_fdt_add_remote_cores(K3Fdt *k)
{
    const K3SocInfo *info = k->info;

    /* Each node goes in front of its siblings: last first */
    for (int i = info->num_dsps - 1; i >= 0; i--) {
        add_dsp(k, &info->dsps[i]);
    }
    for (int i = info->num_m4fss - 1; i >= 0; i--) {
        add_m4fss(k, &info->m4fss[i]);
    }
    for (int i = info->num_r5fss - 1; i >= 0; i--) {
        add_r5fss(k, &info->r5fss[i]);
    }
}
