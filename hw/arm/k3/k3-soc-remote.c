/*
 * TI K3 system on chip: remote cores, system firmware, interrupt wiring
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/core/split-irq.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"

static K3R5FCore *r5f_core(K3SocState *s, unsigned index)
{
    for (size_t i = 0; i < s->info->num_r5fss; i++) {
        if (index < s->info->r5fss[i].num_cores) {
            return &s->r5fss[i].core[index];
        }
        index -= s->info->r5fss[i].num_cores;
    }
    return NULL;
}

static K3ProcState *proc_by_id(K3SocState *s, uint8_t id)
{
    for (size_t i = 0; i < s->info->ti_sci->num_procs; i++) {
        if (s->info->ti_sci->procs[i].id == id) {
            return &s->proc[i];
        }
    }
    return NULL;
}

/* A choice of the user's, which is one only where there are two cores */
static bool efuse(OnOffAuto choice, const K3R5FSSInfo *ss, bool table)
{
    if (choice == ON_OFF_AUTO_AUTO || ss->num_cores < 2) {
        return table;
    }
    return choice == ON_OFF_AUTO_ON;
}

/* The processor's registers, not yet realized; NULL and an error if unknown */
static DeviceState *init_proc(K3SocState *s, uint8_t id, const char *kind,
                              K3Core *core, Error **errp)
{
    K3ProcState *proc = proc_by_id(s, id);
    DeviceState *dev;

    if (!proc) {
        error_setg(errp, "%s: processor 0x%x is not in the TI-SCI table",
                   s->info->name, id);
        return NULL;
    }
    INIT_CHILD(s, "proc", proc - s->proc, proc, TYPE_K3_PROC);
    dev = DEVICE(proc);
    qdev_prop_set_uint8(dev, "proc-id", id);
    qdev_prop_set_string(dev, "kind", kind);
    object_property_set_link(OBJECT(dev), "core", OBJECT(core), &error_abort);
    return dev;
}

bool k3_soc_realize_proc(K3SocState *s, uint8_t id, const char *kind,
                         K3Core *core, Error **errp)
{
    DeviceState *dev = init_proc(s, id, kind, core, errp);

    return dev && sysbus_realize(SYS_BUS_DEVICE(dev), errp);
}

static bool realize_r5f_proc(K3SocState *s, const K3R5FSSInfo *ss, int c,
                             K3Core *core, Error **errp)
{
    DeviceState *dev = init_proc(s, ss->core[c].proc, "r5f", core, errp);

    if (!dev) {
        return false;
    }
    qdev_prop_set_uint8(dev, "core-index", c);
    k3_core_set_name(core, ss->core[c].name);
    qdev_prop_set_bit(dev, "lockstep-permitted",
                      efuse(s->lockstep_permitted, ss,
                            ss->lockstep_permitted));
    qdev_prop_set_bit(dev, "single-core-only",
                      efuse(s->single_core_only, ss, ss->single_core_only));
    return sysbus_realize(SYS_BUS_DEVICE(dev), errp);
}

static bool realize_sec_mmr(K3SocState *s, unsigned index,
                            const K3R5FSSInfo *ss, Error **errp)
{
    SysBusDevice *sbd;

    INIT_CHILD(s, "sec-mmr", index, &s->sec_mmr[index], TYPE_K3_SEC_MMR);
    sbd = SYS_BUS_DEVICE(&s->sec_mmr[index]);
    for (int c = 0; c < ss->num_cores; c++) {
        object_property_set_link(OBJECT(sbd), c ? "proc1" : "proc0",
                                 OBJECT(proc_by_id(s, ss->core[c].proc)),
                                 &error_abort);
    }
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, ss->sec_mmr);
    return true;
}

/*
 * The device manager's part of TI-SCI is the TI-SCI model's, so nothing has to
 * be loaded; but the core must look as if: released, not halted, idle.  And it
 * reads its mailbox: the image of TI's SDK is IPC Notify's echo example, whose
 * interrupt handler takes every message out of the FIFO and hands it to the
 * client of that number; there is none for RP_MBOX_*.  Sources: MCU+ SDK
 * drivers/ipc_notify/v0/ipc_notify_v0.c, IpcNotify_isr(), and
 * examples/drivers/ipc/ipc_rpmsg_echo_linux/am62x-sk*, r5fss0-0_freertos.
 */
static bool realize_device_manager(K3SocState *s, K3R5FCore *core,
                                   const K3MailboxChannel *mbox, Error **errp)
{
    K3SimFwConfig config = k3_soc_sim_config(s, mbox, 0, 0);
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
    k3_soc_add_sim(s, K3_ENGINE(fw), mbox);
    k3_core_set_resident(&core->parent_obj, K3_ENGINE(fw));
    ti_sci_set_device_manager(&s->ti_sci, &core->parent_obj);
    return true;
}

static bool realize_r5fss(K3SocState *s, unsigned index, unsigned first_core,
                          Error **errp)
{
    const K3R5FSSInfo *info = &s->info->r5fss[index];
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
            const K3R5FCoreInfo *core = &info->core[c];
            K3SimFwConfig config = k3_soc_sim_config(s, &core->mbox,
                                                     core->carveout[1],
                                                     core->carveout_size[1]);

            k3_r5fss_set_simulated(&s->r5fss[index], c, &config);
        }
    }
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    for (int c = 0; c < info->num_cores; c++) {
        k3_soc_add_sim(s, s->r5fss[index].core[c].parent_obj.engine,
                       &info->core[c].mbox);
    }
    for (int c = 0; c < info->num_cores; c++) {
        if (info->core[c].device_manager &&
            !realize_device_manager(s, &s->r5fss[index].core[c],
                                    &info->core[c].mbox, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 2 * c, info->core[c].atcm);
        k3_soc_map(s, sbd, 2 * c + 1, info->core[c].btcm);
        if (!realize_r5f_proc(s, info, c,
                              &s->r5fss[index].core[c].parent_obj, errp)) {
            return false;
        }
    }
    return !info->sec_mmr || realize_sec_mmr(s, index, info, errp);
}

static bool realize_m4fss(K3SocState *s, unsigned index, unsigned cluster_id,
                          Error **errp)
{
    const K3M4FSSInfo *info = &s->info->m4fss[index];
    SysBusDevice *sbd;
    DeviceState *dev;

    INIT_CHILD(s, "m4fss", index, &s->m4fss[index], TYPE_K3_M4FSS);
    dev = DEVICE(&s->m4fss[index]);
    sbd = SYS_BUS_DEVICE(dev);
    qdev_prop_set_uint32(dev, "cluster-id", cluster_id);
    qdev_prop_set_uint32(dev, "iram-size", info->iram_size);
    qdev_prop_set_uint32(dev, "dram-size", info->dram_size);
    qdev_prop_set_uint32(dev, "periph-base", info->periph_base);
    qdev_prop_set_uint32(dev, "periph-size", info->periph_size);
    qdev_prop_set_uint32(dev, "rat-irq", info->rat_irq);
    object_property_set_link(OBJECT(dev), "memory", OBJECT(&s->bus),
                             &error_abort);
    if (s->sim_cores & (1u << (k3_soc_num_r5f(s->info) + index))) {
        K3SimFwConfig config = k3_soc_sim_config(s, &info->mbox,
                                                 info->carveout[1],
                                                 info->carveout_size[1]);

        k3_core_set_simulated(&s->m4fss[index].parent_obj, &config);
    }
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_add_sim(s, s->m4fss[index].parent_obj.engine, &info->mbox);
    k3_soc_map(s, sbd, 0, info->iram);
    k3_soc_map(s, sbd, 1, info->dram);
    k3_soc_map(s, sbd, 2, info->rat);
    k3_core_set_name(&s->m4fss[index].parent_obj, info->name);
    return k3_soc_realize_proc(s, info->proc, "m4f",
                               &s->m4fss[index].parent_obj, errp);
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
    for (size_t i = 0; i < s->info->ti_sci->num_procs; i++) {
        /* The table also names processors that are not modelled */
        if (s->proc[i].core) {
            g_autofree char *name = g_strdup_printf("proc[%zu]", i);

            object_property_set_link(obj, name, OBJECT(&s->proc[i]),
                                     &error_abort);
        }
    }
    return sysbus_realize(SYS_BUS_DEVICE(&s->ti_sci), errp);
}

static SysBusDevice *route_source(K3SocState *s, const K3IrqRoute *r)
{
    switch (r->src) {
    case K3_IRQ_MAILBOX:
        return SYS_BUS_DEVICE(&s->mailbox[r->src_index]);
    case K3_IRQ_SECURE_PROXY:
        return SYS_BUS_DEVICE(&s->secure_proxy);
    case K3_IRQ_UART:
        return SYS_BUS_DEVICE(&s->uart[r->src_index]);
    case K3_IRQ_TIMER:
        return SYS_BUS_DEVICE(&s->timer[r->src_index]);
    case K3_IRQ_RTI:
        return SYS_BUS_DEVICE(&s->rti[r->src_index]);
    default:
        g_assert_not_reached();
    }
}

static qemu_irq irq_destination(K3SocState *s, K3IrqNode node,
                                unsigned index, unsigned line)
{
    switch (node) {
    case K3_IRQ_GIC:
        return k3_soc_gic_spi(s, line);
    case K3_IRQ_R5F:
        return qdev_get_gpio_in(DEVICE(&r5f_core(s, index)->vim), line);
    case K3_IRQ_M4F:
        return qdev_get_gpio_in(DEVICE(&s->m4fss[index]), line);
    case K3_IRQ_SIM:
        return qdev_get_gpio_in_named(DEVICE(s->sim[index]), "mailbox", 0);
    case K3_IRQ_ROUTER:
        return qdev_get_gpio_in(DEVICE(&s->router[index]), line);
    case K3_IRQ_ESM:
        return qdev_get_gpio_in_named(DEVICE(s), "watchdog", 1);
    default:
        g_assert_not_reached();
    }
}

static qemu_irq route_destination(K3SocState *s, const K3IrqRoute *r)
{
    return irq_destination(s, r->dst, r->dst_index, r->dst_line);
}

static void connect_routers(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_routers; i++) {
        const K3RouterInfo *info = &s->info->routers[i];

        for (size_t j = 0; j < info->num_ranges; j++) {
            const K3RouterRange *r = &info->ranges[j];

            for (unsigned n = 0; n < r->num; n++) {
                sysbus_connect_irq(SYS_BUS_DEVICE(&s->router[i]), r->first + n,
                                   irq_destination(s, r->dst, r->dst_index,
                                                   r->dst_line + n));
            }
        }
    }
}

/* The routes of one source line stand next to each other in the table */
static void connect_routes(K3SocState *s)
{
    size_t num;
    g_autofree K3IrqRoute *routes = k3_soc_sim_routes(s, &num);
    const K3IrqRoute *route = routes;
    const K3IrqRoute *end = routes + num;

    while (route < end) {
        SysBusDevice *src = route_source(s, route);
        size_t n = 1;

        while (route + n < end && route[n].src == route->src &&
               route[n].src_index == route->src_index &&
               route[n].src_line == route->src_line) {
            n++;
        }
        if (n == 1) {
            sysbus_connect_irq(src, route->src_line,
                               route_destination(s, route));
        } else {
            DeviceState *split = qdev_new(TYPE_SPLIT_IRQ);

            object_property_add_child(OBJECT(s), "irq-split[*]",
                                      OBJECT(split));
            qdev_prop_set_uint16(split, "num-lines", n);
            qdev_realize_and_unref(split, NULL, &error_abort);
            for (size_t i = 0; i < n; i++) {
                qdev_connect_gpio_out(split, i,
                                      route_destination(s, &route[i]));
            }
            sysbus_connect_irq(src, route->src_line,
                               qdev_get_gpio_in(split, 0));
        }
        route += n;
    }
}

/* A watchdog of a remote core resets that core only */
static void connect_rtis(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_rtis; i++) {
        int target = s->info->rtis[i].target;
        DeviceState *core;

        if (target == K3_RTI_SOC) {
            continue;
        }
        if (target >= K3_RTI_M4F(0)) {
            core = DEVICE(&s->m4fss[target - K3_RTI_M4F(0)]);
        } else {
            core = DEVICE(r5f_core(s, target));
        }
        qdev_connect_gpio_out_named(DEVICE(&s->rti[i]), "reset", 0,
            qdev_get_gpio_in_named(core, "warm-reset", 0));
    }
}

bool k3_soc_realize_remote(K3SocState *s, Error **errp)
{
    unsigned first_core = 0;

    for (size_t i = 0; i < s->info->num_r5fss; i++) {
        if (!realize_r5fss(s, i, first_core, errp)) {
            return false;
        }
        first_core += s->info->r5fss[i].num_cores;
    }
    for (size_t i = 0; i < s->info->num_m4fss; i++) {
        if (!realize_m4fss(s, i, 1 + first_core + i, errp)) {
            return false;
        }
    }
    if (!k3_soc_realize_dsps(s, errp) || !realize_ti_sci(s, errp)) {
        return false;
    }
    connect_routes(s);
    connect_rtis(s);
    connect_routers(s);
    return true;
}
