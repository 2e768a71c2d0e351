/*
 * TI K3 system on chip: remote cores and system firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"

/* The user's choice, which only clusters with two cores have */
static bool efuse(OnOffAuto choice, const K3R5FSSInfo *ss, bool table)
{
    if (choice == ON_OFF_AUTO_AUTO || ss->num_cores < 2) {
        return table;
    }
    return choice == ON_OFF_AUTO_ON;
}

K3SocCore *k3_soc_add_core(K3SocState *s, K3Core *core, const K3CoreInfo *info,
                           const char *kind)
{
    K3SocCore *soc_core = &s->core[s->num_cores++];
    K3ProcState *proc = &s->proc[info->proc];
    DeviceState *dev;

    k3_core_set_name(core, info->name);
    INIT_CHILD(s, "proc", info->proc, proc, TYPE_K3_PROC);
    dev = DEVICE(proc);
    qdev_prop_set_uint8(dev, "proc-id",
                        s->info->ti_sci->procs[info->proc].id);
    qdev_prop_set_string(dev, "kind", kind);
    object_property_set_link(OBJECT(dev), "core", OBJECT(core), &error_abort);
    *soc_core = (K3SocCore) { .info = info, .core = core, .proc = proc };
    return soc_core;
}

static bool add_r5f_core(K3SocState *s, unsigned cluster, int c, Error **errp)
{
    const K3R5FSSInfo *ss = &s->info->r5fss[cluster];
    K3SocCore *core = k3_soc_add_core(s,
                                      &s->r5fss[cluster].core[c].parent_obj,
                                      &ss->core[c].common, "r5f");
    DeviceState *proc = DEVICE(core->proc);

    core->cluster_info = ss;
    core->cluster = &s->r5fss[cluster];
    core->index = c;
    qdev_prop_set_uint8(proc, "core-index", c);
    qdev_prop_set_bit(proc, "lockstep-permitted",
                      efuse(s->lockstep_permitted, ss,
                            ss->lockstep_permitted));
    qdev_prop_set_bit(proc, "single-core-only",
                      efuse(s->single_core_only, ss, ss->single_core_only));
    return sysbus_realize(SYS_BUS_DEVICE(proc), errp);
}

static bool realize_sec_mmr(K3SocState *s, unsigned index,
                            const K3R5FSSInfo *ss, Error **errp)
{
    SysBusDevice *sbd;

    INIT_CHILD(s, "sec-mmr", index, &s->sec_mmr[index], TYPE_K3_SEC_MMR);
    sbd = SYS_BUS_DEVICE(&s->sec_mmr[index]);
    for (int c = 0; c < ss->num_cores; c++) {
        object_property_set_link(OBJECT(sbd), c ? "proc1" : "proc0",
                                 OBJECT(&s->proc[ss->core[c].common.proc]),
                                 &error_abort);
    }
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, ss->sec_mmr);
    return true;
}

/*
 * The TI-SCI model does the work of the device manager, so no firmware has to
 * be loaded; but the core must look as if it ran: released, not halted, idle.
 * It also reads its mailbox.  The image of TI's SDK is the echo example of IPC
 * Notify, whose interrupt handler takes every message out of the FIFO and
 * passes it to the client with that number; no client has the number of an
 * RP_MBOX_* message.  Sources: MCU+ SDK
 * drivers/ipc_notify/v0/ipc_notify_v0.c, IpcNotify_isr(), and
 * examples/drivers/ipc/ipc_rpmsg_echo_linux/am62x-sk*, r5fss0-0_freertos.
 */
static bool realize_device_manager(K3SocState *s, K3Core *core,
                                   const K3CoreInfo *info, Error **errp)
{
    K3SimFwConfig config = k3_soc_sim_config(s, info);
    K3SimFw *fw = &s->device_manager;

    config.num_windows = 0;
    object_initialize_child(OBJECT(s), "device-manager", fw, TYPE_K3_SIM_FW);
    object_property_set_link(OBJECT(fw), "memory", OBJECT(&s->bus),
                             &error_abort);
    qdev_prop_set_bit(DEVICE(fw), "mute", true);
    k3_sim_fw_configure(fw, &config);
    if (!sysbus_realize(SYS_BUS_DEVICE(fw), errp)) {
        return false;
    }
    k3_soc_add_sim(s, K3_ENGINE(fw), &info->mbox);
    k3_core_set_resident(core, K3_ENGINE(fw));
    ti_sci_set_device_manager(&s->ti_sci, core);
    return true;
}

static bool realize_r5fss(K3SocState *s, unsigned index, Error **errp)
{
    const K3R5FSSInfo *info = &s->info->r5fss[index];
    unsigned first_core = s->num_cores;
    SysBusDevice *sbd;
    DeviceState *dev;

    INIT_CHILD(s, "r5fss", index, &s->r5fss[index], TYPE_K3_R5FSS);
    dev = DEVICE(&s->r5fss[index]);
    sbd = SYS_BUS_DEVICE(dev);
    qdev_prop_set_uint32(dev, "mp-cluster", index);
    qdev_prop_set_uint32(dev, "num-cores", info->num_cores);
    qdev_prop_set_uint32(dev, "first-cluster-id", 1 + first_core);
    qdev_prop_set_bit(dev, "tcm-double", info->tcm_double);
    qdev_prop_set_bit(dev, "single-core-only", info->num_cores > 1 &&
                      efuse(s->single_core_only, info,
                            info->single_core_only));
    qdev_prop_set_uint32(dev, "vim-base", info->vim_base);
    qdev_prop_set_uint32(dev, "rat-base", info->rat_base);
    qdev_prop_set_uint32(dev, "periph-base", info->periph_base);
    qdev_prop_set_uint32(dev, "periph-size", info->periph_size);
    qdev_prop_set_uint32(dev, "tcm-size", info->tcm_size);
    object_property_set_link(OBJECT(dev), "memory", OBJECT(&s->bus),
                             &error_abort);
    for (int c = 0; c < info->num_cores; c++) {
        if (s->sim_cores & (1u << (first_core + c))) {
            K3SimFwConfig config = k3_soc_sim_config(s,
                                                     &info->core[c].common);

            k3_r5fss_set_simulated(&s->r5fss[index], c, &config);
        }
    }
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    for (int c = 0; c < info->num_cores; c++) {
        k3_soc_add_sim(s, s->r5fss[index].core[c].parent_obj.engine,
                       &info->core[c].common.mbox);
    }
    for (int c = 0; c < info->num_cores; c++) {
        if (info->core[c].device_manager &&
            !realize_device_manager(s, &s->r5fss[index].core[c].parent_obj,
                                    &info->core[c].common, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 2 * c, info->core[c].atcm);
        k3_soc_map(s, sbd, 2 * c + 1, info->core[c].btcm);
        if (!add_r5f_core(s, index, c, errp)) {
            return false;
        }
    }
    return !info->sec_mmr || realize_sec_mmr(s, index, info, errp);
}

static bool realize_m4fss(K3SocState *s, unsigned index, Error **errp)
{
    const K3M4FSSInfo *info = &s->info->m4fss[index];
    K3SocCore *core;
    SysBusDevice *sbd;
    DeviceState *dev;

    INIT_CHILD(s, "m4fss", index, &s->m4fss[index], TYPE_K3_M4FSS);
    dev = DEVICE(&s->m4fss[index]);
    sbd = SYS_BUS_DEVICE(dev);
    qdev_prop_set_uint32(dev, "cluster-id", 1 + s->num_cores);
    qdev_prop_set_uint32(dev, "iram-size", info->iram_size);
    qdev_prop_set_uint32(dev, "dram-size", info->dram_size);
    qdev_prop_set_uint32(dev, "periph-base", info->periph_base);
    qdev_prop_set_uint32(dev, "periph-size", info->periph_size);
    qdev_prop_set_uint32(dev, "rat-irq", info->rat_irq);
    object_property_set_link(OBJECT(dev), "memory", OBJECT(&s->bus),
                             &error_abort);
    if (s->sim_cores & (1u << s->num_cores)) {
        K3SimFwConfig config = k3_soc_sim_config(s, &info->common);

        k3_core_set_simulated(&s->m4fss[index].parent_obj, &config);
    }
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_add_sim(s, s->m4fss[index].parent_obj.engine, &info->common.mbox);
    k3_soc_map(s, sbd, 0, info->iram);
    k3_soc_map(s, sbd, 1, info->dram);
    k3_soc_map(s, sbd, 2, info->rat);
    core = k3_soc_add_core(s, &s->m4fss[index].parent_obj, &info->common,
                           "m4f");
    return sysbus_realize(SYS_BUS_DEVICE(core->proc), errp);
}

static bool realize_ti_sci(K3SocState *s, Error **errp)
{
    Object *obj = OBJECT(&s->ti_sci);

    ti_sci_set_info(&s->ti_sci, s->info->ti_sci);
    object_property_set_link(obj, "secure-proxy", OBJECT(&s->secure_proxy),
                             &error_abort);
    if (s->info->mcu_secure_proxy.num_threads) {
        object_property_set_link(obj, "mcu-secure-proxy",
                                 OBJECT(&s->mcu_secure_proxy), &error_abort);
    }
    /* The table also has processors that are not modelled */
    for (unsigned n = 0; n < s->num_cores; n++) {
        g_autofree char *name = g_strdup_printf("proc[%u]",
                                                s->core[n].info->proc);

        object_property_set_link(obj, name, OBJECT(s->core[n].proc),
                                 &error_abort);
    }
    return sysbus_realize(SYS_BUS_DEVICE(&s->ti_sci), errp);
}

bool k3_soc_realize_remote(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_r5fss; i++) {
        if (!realize_r5fss(s, i, errp)) {
            return false;
        }
    }
    for (size_t i = 0; i < s->info->num_m4fss; i++) {
        if (!realize_m4fss(s, i, errp)) {
            return false;
        }
    }
    if (!k3_soc_realize_dsps(s, errp) || !realize_ti_sci(s, errp)) {
        return false;
    }
    k3_soc_connect_irqs(s);
    return true;
}
