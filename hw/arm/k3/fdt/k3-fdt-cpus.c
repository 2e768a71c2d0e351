/*
 * Device tree of a TI K3 SoC: application cores, and what is private to them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/fdt.h"
#include "system/device_tree.h"
#include "k3-fdt-internal.h"

/* Each node goes in front of its siblings, so the last one is added first */
static void add_cpu_map(K3Fdt *k, const uint32_t *phandles, unsigned num_cpus)
{
    unsigned per_cluster = k->info->cpus_per_cluster;

    qemu_fdt_add_subnode(k->fdt, "/cpus/cpu-map");
    for (int c = (num_cpus - 1) / per_cluster; c >= 0; c--) {
        g_autofree char *cluster = g_strdup_printf("/cpus/cpu-map/cluster%d",
                                                   c);
        unsigned first = c * per_cluster;

        qemu_fdt_add_subnode(k->fdt, cluster);
        for (int i = MIN(num_cpus - first, per_cluster) - 1; i >= 0; i--) {
            g_autofree char *core = g_strdup_printf("%s/core%d", cluster, i);

            qemu_fdt_add_subnode(k->fdt, core);
            qemu_fdt_setprop_cell(k->fdt, core, "cpu", phandles[first + i]);
        }
    }
}

/* @prefix: "i-", "d-" or nothing, for the properties of a cache's own node */
static void set_cache(K3Fdt *k, const char *path, const char *prefix,
                      const K3CacheInfo *cache)
{
    g_autofree char *size = g_strdup_printf("%scache-size", prefix);
    g_autofree char *line = g_strdup_printf("%scache-line-size", prefix);
    g_autofree char *sets = g_strdup_printf("%scache-sets", prefix);

    qemu_fdt_setprop_cell(k->fdt, path, size, cache->size);
    qemu_fdt_setprop_cell(k->fdt, path, line, 64);
    qemu_fdt_setprop_cell(k->fdt, path, sets, cache->sets);
}

static uint32_t add_cache(K3Fdt *k, int level, int number,
                          const K3CacheInfo *cache, uint32_t next)
{
    g_autofree char *path = g_strdup_printf("/l%d-cache%d", level, number);
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "cache");
    qemu_fdt_setprop_cell(fdt, path, "cache-level", level);
    qemu_fdt_setprop(fdt, path, "cache-unified", NULL, 0);
    if (cache) {
        set_cache(k, path, "", cache);
    }
    if (next) {
        qemu_fdt_setprop_cell(fdt, path, "next-level-cache", next);
    }
    return k3_fdt_add_phandle(k, path);
}

static void add_cpus(K3Fdt *k, unsigned num_cpus)
{
    const K3SocInfo *info = k->info;
    uint32_t l3 = info->l3_cache ? add_cache(k, 3, 0, NULL, 0) : 0;
    uint32_t l2 = 0;
    uint32_t phandles[K3_SOC_MAX_CPUS];
    void *fdt = k->fdt;

    qemu_fdt_add_subnode(fdt, "/cpus");
    qemu_fdt_setprop_cell(fdt, "/cpus", "#address-cells", 1);
    qemu_fdt_setprop_cell(fdt, "/cpus", "#size-cells", 0);
    for (int i = num_cpus - 1; i >= 0; i--) {
        unsigned cluster = i / info->cpus_per_cluster;
        uint32_t mpidr = k3_soc_mpidr(info, i);
        g_autofree char *path = g_strdup_printf("/cpus/cpu@%x", mpidr);

        if (i == num_cpus - 1 || (i + 1) % info->cpus_per_cluster == 0) {
            l2 = add_cache(k, 2, cluster, &info->l2_cache, l3);
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "compatible",
                                info->cpu_compatible);
        qemu_fdt_setprop_cell(fdt, path, "reg", mpidr);
        qemu_fdt_setprop_string(fdt, path, "device_type", "cpu");
        qemu_fdt_setprop_string(fdt, path, "enable-method", "psci");
        set_cache(k, path, "i-", &info->i_cache);
        set_cache(k, path, "d-", &info->d_cache);
        qemu_fdt_setprop_cell(fdt, path, "next-level-cache", l2);
        phandles[i] = k3_fdt_add_phandle(k, path);
    }
    add_cpu_map(k, phandles, num_cpus);
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

void k3_fdt_add_cpus(K3Fdt *k, unsigned num_cpus)
{
    add_architecture(k);
    add_cpus(k, num_cpus);
}
