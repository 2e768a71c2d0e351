/*
 * TI K3 SoC: look-ups in the data of the families
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/k3-soc-info.h"
#include "hw/misc/k3-list.h"

const K3SocInfo *k3_soc_info(const char *name)
{
    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        if (g_str_equal(k3_soc_infos[i]->name, name)) {
            return k3_soc_infos[i];
        }
    }
    return NULL;
}

char *k3_soc_names(void)
{
    GString *names = g_string_new("");

    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        k3_list_append(names, "%s", k3_soc_infos[i]->name);
    }
    return g_string_free(names, false);
}

const K3CoreInfo *k3_soc_core_info(const K3SocInfo *info, unsigned n)
{
    for (size_t i = 0; i < info->num_r5fss; i++) {
        if (n < info->r5fss[i].num_cores) {
            return &info->r5fss[i].core[n].common;
        }
        n -= info->r5fss[i].num_cores;
    }
    if (n < info->num_m4fss) {
        return &info->m4fss[n].common;
    }
    n -= info->num_m4fss;
    return n < info->num_dsps ? &info->dsps[n].common : NULL;
}

char *k3_soc_core_names(const K3SocInfo *info)
{
    GString *names = g_string_new("");
    const K3CoreInfo *core;

    for (unsigned n = 0; (core = k3_soc_core_info(info, n)); n++) {
        k3_list_append(names, "%s", core->name);
    }
    return g_string_free(names, false);
}

unsigned k3_soc_num_r5f(const K3SocInfo *info)
{
    unsigned n = 0;

    for (size_t i = 0; i < info->num_r5fss; i++) {
        n += info->r5fss[i].num_cores;
    }
    return n;
}

unsigned k3_soc_num_executing(const K3SocInfo *info)
{
    return k3_soc_num_r5f(info) + info->num_m4fss;
}

uint32_t k3_soc_mpidr(const K3SocInfo *info, unsigned n)
{
    return n / info->cpus_per_cluster << 8 | n % info->cpus_per_cluster;
}

const TISCIHostInfo *k3_soc_linux_host(const K3SocInfo *info)
{
    return &info->ti_sci->hosts[info->linux_host];
}
