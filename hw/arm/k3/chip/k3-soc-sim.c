/*
 * TI K3 system on chip: simulated cores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "qapi/error.h"

K3SimFwConfig k3_soc_sim_config(K3SocState *s, const K3CoreInfo *core)
{
    const K3MailboxChannel *mbox = &core->mbox;

    return (K3SimFwConfig) {
        .mbox_base = s->info->mailboxes[mbox->cluster].base,
        .mbox_user = mbox->remote_user,
        .mbox_rx = mbox->tx_fifo,
        .mbox_tx = mbox->rx_fifo,
        .num_windows = 1,
        .window = { { core->code_memory.base, core->code_memory.size } },
    };
}

void k3_soc_add_sim(K3SocState *s, K3Engine *engine,
                    const K3MailboxChannel *mbox)
{
    K3SimFw *fw = (K3SimFw *)object_dynamic_cast(OBJECT(engine),
                                                 TYPE_K3_SIM_FW);

    if (!fw) {
        return;
    }
    g_assert(s->num_sims < K3_SOC_MAX_SIMS);
    s->sim[s->num_sims] = fw;
    s->sim_mbox[s->num_sims] = mbox;
    s->num_sims++;
}

static bool realize_dsp(K3SocState *s, unsigned index, Error **errp)
{
    const K3DSPInfo *info = &s->info->dsps[index];
    K3SimCore *core = &s->dsp[index];
    K3SimFwConfig config = k3_soc_sim_config(s, &info->common);
    g_autofree char *name = g_strdup_printf("dsp[%u]", index);
    K3SocCore *soc_core;
    SysBusDevice *sbd;

    object_initialize_child(OBJECT(s), name, core, TYPE_K3_SIM_CORE);
    sbd = SYS_BUS_DEVICE(core);
    for (int i = 0; i < K3_DSP_MAX_MEMORIES && info->mem[i].size; i++) {
        g_autofree char *ram = g_strdup_printf("dsp%u-%s", index,
                                               info->mem[i].name);

        k3_sim_core_add_memory(core, ram, info->mem[i].size,
                               info->mem[i].local);
    }
    k3_core_set_simulated(&core->parent_obj, &config);
    object_property_set_link(OBJECT(core), "memory", OBJECT(&s->bus),
                             &error_abort);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    for (unsigned i = 0; i < core->num_mems; i++) {
        memory_region_add_subregion(&s->bus, info->mem[i].base,
                                    sysbus_mmio_get_region(sbd, i));
    }
    k3_soc_add_sim(s, core->parent_obj.engine, &info->common.mbox);
    soc_core = k3_soc_add_core(s, &core->parent_obj, &info->common, info->kind);
    return sysbus_realize(SYS_BUS_DEVICE(soc_core->proc), errp);
}

bool k3_soc_realize_dsps(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_dsps; i++) {
        if (!realize_dsp(s, i, errp)) {
            return false;
        }
    }
    return true;
}
