/*
 * TI K3 system on chip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "system/watchdog.h"

char *k3_soc_type(const K3SocInfo *info)
{
    return g_strconcat(TYPE_K3_SOC "-", info->name, NULL);
}

K3SocCore *k3_soc_core(K3SocState *s, const char *name)
{
    for (unsigned n = 0; n < s->num_cores; n++) {
        if (g_str_equal(s->core[n].info->name, name)) {
            return &s->core[n];
        }
    }
    return NULL;
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

K3CtrlMMRState *k3_soc_reset_module(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_ctrl_mmrs; i++) {
        if (s->info->ctrl_mmrs[i].reset_domain == K3_CTRL_MMR_MCU) {
            return &s->ctrl_mmr[i];
        }
    }
    return NULL;
}

/*
 * The SoC's own watchdogs obey -action watchdog=.  Line 0 is their reset
 * output.  Line 1 is their interrupt, which goes to the error signaling module
 * (ESM); boot loaders configure the ESM to reset the SoC, see ti,esm-pins in
 * device trees.  The control module has the last word.
 */
static void soc_watchdog_expired(void *opaque, int n, int level)
{
    K3CtrlMMRState *mmr = k3_soc_reset_module(opaque);

    if (!level || (mmr && !k3_ctrl_mmr_esm_resets(mmr))) {
        return;
    }
    if (mmr && get_watchdog_action() == WATCHDOG_ACTION_RESET) {
        k3_ctrl_mmr_esm_reset(mmr);
    }
    watchdog_perform_action();
}

static void do_stall(CPUState *cs, run_on_cpu_data data)
{
    K3SocState *s = data.host_ptr;

    /* A reset may have come first */
    if (s->ti_sci.bus_hung) {
        ARM_CPU(cs)->power_state = PSCI_OFF;
        cs->halted = 1;
        cs->exception_index = EXCP_HLT;
    }
}

/*
 * The interconnect no longer answers.  A processor would stop at its next
 * access; as no observer can tell where that is, all processors stop here.
 * Watchdogs go on counting, and only a reset of the SoC ends this state.
 */
static void soc_bus_hang(void *opaque, int line, int level)
{
    K3SocState *s = opaque;

    if (!level) {
        return;
    }
    for (unsigned i = 0; i < s->num_cpus; i++) {
        async_run_on_cpu(CPU(&s->cpu[i]), do_stall, RUN_ON_CPU_HOST_PTR(s));
    }
    for (unsigned n = 0; n < s->num_cores; n++) {
        k3_core_set_frozen(s->core[n].core, true);
    }
}

static void k3_soc_realize(DeviceState *dev, Error **errp)
{
    K3SocState *s = K3_SOC(dev);

    if (!s->memory) {
        error_setg(errp, "%s: property memory is not set",
                   object_get_typename(OBJECT(dev)));
        return;
    }
    if (!s->num_cpus || s->num_cpus > s->info->max_cpus) {
        error_setg(errp, "%s has 1 to %u application cores, not %u",
                   s->info->name, s->info->max_cpus, s->num_cpus);
        return;
    }
    if (s->console >= (int)s->info->num_uarts) {
        error_setg(errp, "%s has no UART %d", s->info->name, s->console);
        return;
    }

    memory_region_init(&s->bus, OBJECT(s), "k3-bus", 1ULL << 48);
    memory_region_add_subregion(s->memory, 0, &s->bus);
    qdev_connect_gpio_out_named(DEVICE(&s->ti_sci), "bus-hang", 0,
                                qdev_get_gpio_in_named(dev, "bus-hang", 0));

    if (realize_memories(s, errp) && k3_soc_realize_cpus(s, errp) &&
        k3_soc_realize_gic(s, errp)) {
        k3_soc_realize_devices(s, errp);
    }
}

static char *k3_soc_get_soc(Object *obj, Error **errp)
{
    return g_strdup(K3_SOC(obj)->info->name);
}

static void k3_soc_init(Object *obj)
{
    K3SocState *s = K3_SOC(obj);

    s->info = K3_SOC_GET_CLASS(s)->info;
    object_initialize_child(obj, "cluster", &s->cluster, TYPE_CPU_CLUSTER);
    object_initialize_child(obj, "gic", &s->gic, gicv3_class_name());
    object_initialize_child(obj, "its", &s->its, its_class_name());
    object_initialize_child(obj, "unimp", &s->unimp, TYPE_K3_UNIMP);
    object_initialize_child(obj, "secure-proxy", &s->secure_proxy,
                            TYPE_K3_SECURE_PROXY);
    object_initialize_child(obj, "ti-sci", &s->ti_sci, TYPE_TI_SCI);
    qdev_init_gpio_in_named(DEVICE(obj), soc_watchdog_expired, "watchdog", 2);
    qdev_init_gpio_in_named(DEVICE(obj), soc_bus_hang, "bus-hang", 1);
}

static const Property k3_soc_properties[] = {
    DEFINE_PROP_UINT32("num-cpus", K3SocState, num_cpus, 1),
    DEFINE_PROP_ON_OFF_AUTO("lockstep-permitted", K3SocState,
                            lockstep_permitted, ON_OFF_AUTO_AUTO),
    DEFINE_PROP_ON_OFF_AUTO("single-core-only", K3SocState, single_core_only,
                            ON_OFF_AUTO_AUTO),
    DEFINE_PROP_UINT32("sim-cores", K3SocState, sim_cores, 0),
    DEFINE_PROP_INT32("console", K3SocState, console, -1),
    DEFINE_PROP_UINT8("ethernet-port", K3SocState, ethernet_port, 0),
    DEFINE_PROP_LINK("memory", K3SocState, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_LINK("ddr", K3SocState, ddr, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_soc_base_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = k3_soc_realize;
    device_class_set_props(dc, k3_soc_properties);
    object_class_property_add_str(oc, "soc", k3_soc_get_soc, NULL);
    object_class_property_set_description(oc, "soc", "Name of the SoC");
    /* Reason: needs a board that gives it memory and starts its CPUs */
    dc->user_creatable = false;
}

static void k3_soc_class_init(ObjectClass *oc, const void *data)
{
    const K3SocInfo *info = data;

    K3_SOC_CLASS(oc)->info = info;
    DEVICE_CLASS(oc)->desc = info->desc;
}

static void k3_soc_register_types(void)
{
    const TypeInfo base = {
        .name = TYPE_K3_SOC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .abstract = true,
        .instance_size = sizeof(K3SocState),
        .instance_align = __alignof__(K3SocState),
        .instance_init = k3_soc_init,
        .class_size = sizeof(K3SocClass),
        .class_init = k3_soc_base_class_init,
    };

    type_register_static(&base);
    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        g_autofree char *name = k3_soc_type(k3_soc_infos[i]);
        const TypeInfo type = {
            .name = name,
            .parent = TYPE_K3_SOC,
            .class_init = k3_soc_class_init,
            .class_data = (void *)k3_soc_infos[i],
        };

        type_register_static(&type);
    }
}

type_init(k3_soc_register_types)
