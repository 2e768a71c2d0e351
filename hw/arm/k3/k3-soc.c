/*
 * TI K3 system on chip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/intc/arm_gic.h"
#include "hw/intc/arm_gicv3_common.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "qobject/qlist.h"
#include "system/system.h"
#include "system/watchdog.h"
#include "target/arm/gtimer.h"

/* GIC: private interrupts as every Armv8-A system has them (INTID - 16) */
#define GIC_PPI_VIRT_MAINT      9
#define GIC_PPI_HYP_TIMER       10
#define GIC_PPI_VIRT_TIMER      11
#define GIC_PPI_SEC_TIMER       13
#define GIC_PPI_PHYS_TIMER      14
#define GIC_PPI_PMU             7

/* Below everything that is modelled */
#define PRIO_UNIMPLEMENTED      (-1000)

const K3SocInfo *k3_soc_info(const char *name)
{
    if (!name) {
        return k3_soc_infos[0];
    }
    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        if (!strcmp(k3_soc_infos[i]->name, name)) {
            return k3_soc_infos[i];
        }
    }
    return NULL;
}

const K3SocInfo *k3_soc_nth_info(unsigned n)
{
    return n < k3_num_soc_infos ? k3_soc_infos[n] : NULL;
}

char *k3_soc_names(void)
{
    GString *names = g_string_new("");

    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               k3_soc_infos[i]->name);
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

K3Core *k3_soc_core(K3SocState *s, const char *name)
{
    for (int i = 0; i < K3_SOC_MAX_PROCS; i++) {
        K3Core *core = s->proc[i].core;

        if (core && !g_strcmp0(core->name, name)) {
            return core;
        }
    }
    return NULL;
}

char *k3_soc_core_names(K3SocState *s)
{
    GString *names = g_string_new("");

    for (int i = 0; i < K3_SOC_MAX_PROCS; i++) {
        K3Core *core = s->proc[i].core;

        if (core && core->name) {
            g_string_append_printf(names, "%s%s", names->len ? ", " : "",
                                   core->name);
        }
    }
    return g_string_free(names, false);
}

qemu_irq k3_soc_gic_spi(K3SocState *s, unsigned spi)
{
    return qdev_get_gpio_in(DEVICE(&s->gic), spi);
}

void k3_soc_map(K3SocState *s, SysBusDevice *sbd, int mmio, uint64_t base)
{
    memory_region_add_subregion(&s->bus, base,
                                sysbus_mmio_get_region(sbd, mmio));
}

void k3_soc_init_child(K3SocState *s, const char *name, unsigned index,
                       void *child, size_t size, const char *type)
{
    g_autofree char *path = g_strdup_printf("%s[%u]", name, index);

    object_initialize_child_with_props(OBJECT(s), path, child, size, type,
                                       &error_abort, NULL);
}

static bool realize_cpus(K3SocState *s, Error **errp)
{
    for (unsigned i = 0; i < s->num_cpus; i++) {
        object_initialize_child(OBJECT(&s->cluster), "cpu[*]", &s->cpu[i],
                                s->info->cpu_type);
    }
    /* The cluster first: a CPU's realize copies the cluster's number */
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", 0);
    if (!qdev_realize(DEVICE(&s->cluster), NULL, errp)) {
        return false;
    }
    for (unsigned i = 0; i < s->num_cpus; i++) {
        Object *cpu = OBJECT(&s->cpu[i]);

        object_property_set_link(cpu, "memory", OBJECT(s->memory),
                                 &error_abort);
        /* TF-A has left EL3 behind; it lives on as QEMU's PSCI */
        object_property_set_bool(cpu, "has_el3", false, &error_abort);
        object_property_set_bool(cpu, "has_el2", true, &error_abort);
        object_property_set_int(cpu, "cntfrq", s->info->cntfrq, &error_abort);
        object_property_set_int(cpu, "mp-affinity", i, &error_abort);
        if (!qdev_realize(DEVICE(cpu), NULL, errp)) {
            return false;
        }
    }
    return true;
}

static void connect_gic_cpu(K3SocState *s, unsigned i)
{
    static const struct {
        int timer;
        int ppi;
    } timers[] = {
        { GTIMER_PHYS, GIC_PPI_PHYS_TIMER },
        { GTIMER_VIRT, GIC_PPI_VIRT_TIMER },
        { GTIMER_HYP, GIC_PPI_HYP_TIMER },
        { GTIMER_SEC, GIC_PPI_SEC_TIMER },
    };
    static const int lines[] = {
        ARM_CPU_IRQ, ARM_CPU_FIQ, ARM_CPU_VIRQ, ARM_CPU_VFIQ,
    };
    DeviceState *cpu = DEVICE(&s->cpu[i]);
    DeviceState *gic = DEVICE(&s->gic);
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->gic);
    int ppis = s->info->num_spis + i * GIC_INTERNAL + GIC_NR_SGIS;

    for (size_t t = 0; t < ARRAY_SIZE(timers); t++) {
        qdev_connect_gpio_out(cpu, timers[t].timer,
                              qdev_get_gpio_in(gic, ppis + timers[t].ppi));
    }
    qdev_connect_gpio_out_named(cpu, "gicv3-maintenance-interrupt", 0,
                                qdev_get_gpio_in(gic,
                                                 ppis + GIC_PPI_VIRT_MAINT));
    qdev_connect_gpio_out_named(cpu, "pmu-interrupt", 0,
                                qdev_get_gpio_in(gic, ppis + GIC_PPI_PMU));
    for (size_t l = 0; l < ARRAY_SIZE(lines); l++) {
        sysbus_connect_irq(sbd, l * s->num_cpus + i,
                           qdev_get_gpio_in(cpu, lines[l]));
    }
}

static bool realize_gic(K3SocState *s, Error **errp)
{
    DeviceState *gic = DEVICE(&s->gic);
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->gic);
    QList *redist = qlist_new();

    qdev_prop_set_uint32(gic, "revision", 3);
    qdev_prop_set_uint32(gic, "num-cpu", s->num_cpus);
    qdev_prop_set_uint32(gic, "num-irq", s->info->num_spis + GIC_INTERNAL);
    qlist_append_int(redist, s->num_cpus);
    qdev_prop_set_array(gic, "redist-region-count", redist);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, s->info->gicd);
    k3_soc_map(s, sbd, 1, s->info->gicr);
    for (unsigned i = 0; i < s->num_cpus; i++) {
        connect_gic_cpu(s, i);
    }
    return true;
}

static bool realize_memories(K3SocState *s, Error **errp)
{
    const K3SocInfo *info = s->info;
    Object *obj = OBJECT(s);
    uint64_t left = s->ddr ? memory_region_size(s->ddr) : 0;
    uint64_t done = 0;

    if (!memory_region_init_ram(&s->sram, obj, info->sram.name,
                                info->sram.size, errp) ||
        !memory_region_init_ram(&s->ti_sci_debug, obj, "ti-sci-debug",
                                ROUND_UP(info->ti_sci_debug_size, 0x1000),
                                errp)) {
        return false;
    }
    memory_region_add_subregion(&s->bus, info->sram.base, &s->sram);
    memory_region_add_subregion(&s->bus, info->ti_sci_debug,
                                &s->ti_sci_debug);
    if (info->mcu_sram.size) {
        if (!memory_region_init_ram(&s->mcu_sram, obj, info->mcu_sram.name,
                                    info->mcu_sram.size, errp)) {
            return false;
        }
        memory_region_add_subregion(&s->bus, info->mcu_sram.base,
                                    &s->mcu_sram);
    }

    for (int i = 0; i < 2 && left; i++) {
        uint64_t size = MIN(left, info->ddr[i].size);

        memory_region_init_alias(&s->ddr_alias[i], obj, info->ddr[i].name,
                                 s->ddr, done, size);
        memory_region_add_subregion(&s->bus, info->ddr[i].base,
                                    &s->ddr_alias[i]);
        done += size;
        left -= size;
    }
    if (left) {
        error_setg(errp, "%s has no address for more than %" PRIu64
                   " MiB of RAM", info->name,
                   (info->ddr[0].size + info->ddr[1].size) / MiB);
        return false;
    }
    return true;
}

static bool realize_secure_proxy(K3SocState *s, K3SecureProxyState *proxy,
                                 const K3SecureProxyInfo *info, Error **errp)
{
    DeviceState *dev = DEVICE(proxy);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    QList *config = qlist_new();

    for (uint32_t i = 0; i < info->num_threads; i++) {
        qlist_append_int(config, info->config[i]);
    }
    qdev_prop_set_uint32(dev, "num-threads", info->num_threads);
    qdev_prop_set_array(dev, "thread-config", config);
    object_property_set_link(OBJECT(dev), "sink", OBJECT(&s->ti_sci),
                             &error_abort);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, info->data);
    k3_soc_map(s, sbd, 1, info->rt);
    k3_soc_map(s, sbd, 2, info->scfg);
    k3_soc_map(s, sbd, 3, info->cfg);
    return true;
}

static bool realize_secure_proxies(K3SocState *s, Error **errp)
{
    const K3SecureProxyInfo *mcu = &s->info->mcu_secure_proxy;

    if (!realize_secure_proxy(s, &s->secure_proxy, &s->info->secure_proxy,
                              errp)) {
        return false;
    }
    if (!mcu->num_threads) {
        return true;
    }
    object_initialize_child(OBJECT(s), "mcu-secure-proxy",
                            &s->mcu_secure_proxy, TYPE_K3_SECURE_PROXY);
    return realize_secure_proxy(s, &s->mcu_secure_proxy, mcu, errp);
}

static bool realize_routers(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_routers; i++) {
        const K3RouterInfo *info = &s->info->routers[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "intr-router", i, &s->router[i], TYPE_K3_INTR_ROUTER);
        sbd = SYS_BUS_DEVICE(&s->router[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "num-inputs", info->num_inputs);
        qdev_prop_set_uint32(DEVICE(sbd), "num-outputs", info->num_outputs);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        ti_sci_add_router(&s->ti_sci, info->dev, &s->router[i]);
    }
    return true;
}

static bool realize_mailboxes(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_mailboxes; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "mailbox", i, &s->mailbox[i], TYPE_K3_MAILBOX);
        sbd = SYS_BUS_DEVICE(&s->mailbox[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "index", i);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, s->info->mailboxes[i].base);
    }
    return true;
}

static bool realize_uarts(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_uarts; i++) {
        const K3UartInfo *info = &s->info->uarts[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "uart", i, &s->uart[i], TYPE_K3_UART);
        sbd = SYS_BUS_DEVICE(&s->uart[i]);
        if (info->serial >= 0) {
            qdev_prop_set_chr(DEVICE(sbd), "chardev",
                              serial_hd(info->serial));
        }
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
    }
    return true;
}

static bool realize_timers(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_timers; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "dmtimer", i, &s->timer[i], TYPE_K3_DMTIMER);
        sbd = SYS_BUS_DEVICE(&s->timer[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "clock-frequency",
                             s->info->timers[i].freq);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, s->info->timers[i].base);
    }
    return true;
}

static bool realize_ctrl_mmrs(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_ctrl_mmrs; i++) {
        const K3CtrlMMRInfo *info = &s->info->ctrl_mmrs[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "ctrl-mmr", i, &s->ctrl_mmr[i], TYPE_K3_CTRL_MMR);
        sbd = SYS_BUS_DEVICE(&s->ctrl_mmr[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "size", info->size);
        qdev_prop_set_uint32(DEVICE(sbd), "jtag-id",
                             s->info->jtagid >= info->base &&
                             s->info->jtagid - info->base < info->size ?
                             s->info->jtagid_value : 0);
        /* As boot loaders leave them: Linux never turns the keys */
        qdev_prop_set_bit(DEVICE(sbd), "unlocked", true);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
    }
    return true;
}

/*
 * The SoC's own watchdogs follow -action watchdog=.  Line 0 is their reset
 * output; line 1 their interrupt, which goes to the error signaling module
 * (ESM), and boot loaders set that to reset the SoC: ti,esm-pins in the device
 * trees is for them.
 */
static void soc_watchdog_expired(void *opaque, int n, int level)
{
    if (level) {
        watchdog_perform_action();
    }
}

static void do_stall(CPUState *cs, run_on_cpu_data data)
{
    K3SocState *s = data.host_ptr;

    /* Unless a reset was faster */
    if (s->ti_sci.bus_hung) {
        ARM_CPU(cs)->power_state = PSCI_OFF;
        cs->halted = 1;
        cs->exception_index = EXCP_HLT;
    }
}

/*
 * Nobody's access to the interconnect is answered any more.  Where each
 * processor would make its next one is of no use to anybody: all stop here.
 * The watchdogs' counters go on; what resets the SoC gets it out of this.
 */
static void soc_bus_hang(void *opaque, int n, int level)
{
    K3SocState *s = opaque;

    if (!level) {
        return;
    }
    for (unsigned i = 0; i < s->num_cpus; i++) {
        async_run_on_cpu(CPU(&s->cpu[i]), do_stall, RUN_ON_CPU_HOST_PTR(s));
    }
    for (int i = 0; i < K3_SOC_MAX_PROCS; i++) {
        if (s->proc[i].core) {
            k3_core_set_frozen(s->proc[i].core, true);
        }
    }
}

static bool realize_rtis(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_rtis; i++) {
        const K3RtiInfo *info = &s->info->rtis[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "rti", i, &s->rti[i], TYPE_K3_RTI);
        sbd = SYS_BUS_DEVICE(&s->rti[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "clock-frequency", info->freq);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        if (info->target == K3_RTI_SOC) {
            qdev_connect_gpio_out_named(DEVICE(sbd), "reset", 0,
                qdev_get_gpio_in_named(DEVICE(s), "watchdog", 0));
        }
    }
    return true;
}

static bool realize_unimplemented(K3SocState *s, Error **errp)
{
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->unimp);

    k3_unimp_set_map(&s->unimp, s->info->unimplemented,
                     s->info->num_unimplemented);
    k3_unimp_set_regs(&s->unimp, s->info->const_regs,
                      s->info->num_const_regs);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    memory_region_add_subregion_overlap(&s->bus, 0,
                                        sysbus_mmio_get_region(sbd, 0),
                                        PRIO_UNIMPLEMENTED);
    return true;
}

static void k3_soc_realize(DeviceState *dev, Error **errp)
{
    K3SocState *s = K3_SOC(dev);

    s->info = k3_soc_info(s->soc_name);
    if (!s->info) {
        error_setg(errp, "unknown SoC '%s'", s->soc_name);
        return;
    }
    if (!s->memory) {
        error_setg(errp, "property 'memory' of %s is not set", TYPE_K3_SOC);
        return;
    }
    if (!s->num_cpus || s->num_cpus > s->info->max_cpus) {
        error_setg(errp, "%s has 1 to %u application cores, not %u",
                   s->info->name, s->info->max_cpus, s->num_cpus);
        return;
    }

    memory_region_init(&s->bus, OBJECT(s), "k3-bus", 1ULL << 48);
    memory_region_add_subregion(s->memory, 0, &s->bus);
    qdev_connect_gpio_out_named(DEVICE(&s->ti_sci), "bus-hang", 0,
                                qdev_get_gpio_in_named(dev, "bus-hang", 0));

    if (realize_memories(s, errp) &&
        realize_cpus(s, errp) &&
        realize_gic(s, errp) &&
        realize_secure_proxies(s, errp) &&
        realize_routers(s, errp) &&
        realize_mailboxes(s, errp) &&
        realize_uarts(s, errp) &&
        realize_timers(s, errp) &&
        realize_ctrl_mmrs(s, errp) &&
        realize_rtis(s, errp)) {
        realize_unimplemented(s, errp);
    }
}

static void k3_soc_init(Object *obj)
{
    K3SocState *s = K3_SOC(obj);

    object_initialize_child(obj, "cluster", &s->cluster, TYPE_CPU_CLUSTER);
    object_initialize_child(obj, "gic", &s->gic, gicv3_class_name());
    object_initialize_child(obj, "unimp", &s->unimp, TYPE_K3_UNIMP);
    object_initialize_child(obj, "secure-proxy", &s->secure_proxy,
                            TYPE_K3_SECURE_PROXY);
    object_initialize_child(obj, "ti-sci", &s->ti_sci, TYPE_TI_SCI);
    qdev_init_gpio_in_named(DEVICE(obj), soc_watchdog_expired, "watchdog", 2);
    qdev_init_gpio_in_named(DEVICE(obj), soc_bus_hang, "bus-hang", 1);
}

static const Property k3_soc_properties[] = {
    DEFINE_PROP_STRING("soc", K3SocState, soc_name),
    DEFINE_PROP_UINT32("num-cpus", K3SocState, num_cpus, 1),
    DEFINE_PROP_ON_OFF_AUTO("lockstep-permitted", K3SocState,
                            lockstep_permitted, ON_OFF_AUTO_AUTO),
    DEFINE_PROP_ON_OFF_AUTO("single-core-only", K3SocState, single_core_only,
                            ON_OFF_AUTO_AUTO),
    DEFINE_PROP_UINT32("sim-cores", K3SocState, sim_cores, 0),
    DEFINE_PROP_LINK("memory", K3SocState, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_LINK("ddr", K3SocState, ddr, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_soc_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "TI K3 SoC";
    dc->realize = k3_soc_realize;
    device_class_set_props(dc, k3_soc_properties);
    /* Reason: needs a board that gives it memory and starts its CPUs */
    dc->user_creatable = false;
}

static const TypeInfo k3_soc_types[] = {
    {
        .name = TYPE_K3_SOC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3SocState),
        .instance_align = __alignof__(K3SocState),
        .instance_init = k3_soc_init,
        .class_init = k3_soc_class_init,
    },
};

DEFINE_TYPES(k3_soc_types)
