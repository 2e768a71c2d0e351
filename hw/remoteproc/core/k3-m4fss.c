/*
 * TI K3 M4F subsystem (one Cortex-M4F)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "elf.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-m4f-engine.h"
#include "hw/remoteproc/k3-m4fss.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/units.h"

/* Local addresses, the same in all SoCs; see the header for sources */
#define M4FSS_ECC           0x44201000u
#define M4FSS_ECC_SIZE      0x400
#define M4FSS_BUS_SIZE      0x80000000u

/* RAT CONFIG of AM64x reads 0x00240108 */
#define M4FSS_RAT_REGIONS   8
#define M4FSS_RAT_WIDTH     36

/* 0 is a line like any other */
#define RAT_IRQ_UNSET       UINT32_MAX

static const char *const ram_name[K3_M4FSS_NUM_MEMORIES] = {
    [K3_M4FSS_IRAM] = "iram",
    [K3_M4FSS_DRAM] = "dram",
};

static void k3_m4fss_reset(K3Core *core)
{
    device_cold_reset(DEVICE(&K3_M4FSS(core)->rat));
}

static void update_windows(K3M4FSSState *s)
{
    memory_region_transaction_begin();
    for (int i = 0; i < K3_M4FSS_NUM_WINDOWS; i++) {
        k3_mem_window_update(&s->window[i]);
    }
    memory_region_transaction_commit();
}

static void k3_m4fss_windows(K3Core *core)
{
    update_windows(K3_M4FSS(core));
}

static void k3_m4fss_power(K3Core *core, bool on)
{
    K3M4FSSState *s = K3_M4FSS(core);

    if (on) {
        address_space_set(&s->memories_as, 0, 0,
                          memory_region_size(&s->memories),
                          MEMTXATTRS_UNSPECIFIED);
        k3_m4fss_reset(core);
    }
    update_windows(s);
}

static void k3_m4fss_irq(void *opaque, int n, int level)
{
    K3Core *core = opaque;

    qemu_set_irq(k3_engine_irq(core->engine, n), level);
}

static int k3_m4fss_post_load(void *opaque, int version_id)
{
    update_windows(opaque);
    return 0;
}

static const VMStateDescription vmstate_k3_m4fss = {
    .name = TYPE_K3_M4FSS,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_m4fss_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3M4FSSState, 1, vmstate_k3_core, K3Core),
        VMSTATE_END_OF_LIST()
    }
};

static bool init_memories(K3M4FSSState *s, Error **errp)
{
    Object *obj = OBJECT(s);
    uint64_t size = 0;

    memory_region_init(&s->memories, obj, "k3-m4fss-memories",
                       (uint64_t)s->ram_size[K3_M4FSS_IRAM] +
                       s->ram_size[K3_M4FSS_DRAM]);
    for (int i = 0; i < K3_M4FSS_NUM_MEMORIES; i++) {
        /*
         * The names of RAM blocks of devices without a bus path must be unique
         */
        g_autofree char *name = g_strdup_printf("m4fss-cluster%u-%s",
                                                s->cluster_id, ram_name[i]);

        if (!memory_region_init_ram(&s->ram[i], obj, name, s->ram_size[i],
                                    errp)) {
            return false;
        }
        memory_region_add_subregion(&s->memories, size, &s->ram[i]);
        size += s->ram_size[i];
    }
    /* For clearing them without the core's own map */
    address_space_init(&s->memories_as, &s->memories, "k3-m4fss-memories");
    return true;
}

static uint64_t m4fss_ecc_read(void *opaque, hwaddr addr, unsigned size)
{
    qemu_log_mask(LOG_UNIMP, "%s: ECC aggregator read at 0x%" HWADDR_PRIx
                  "\n", k3_trace_name(opaque), addr);
    return 0;
}

static void m4fss_ecc_write(void *opaque, hwaddr addr, uint64_t value,
                            unsigned size)
{
    qemu_log_mask(LOG_UNIMP, "%s: ECC aggregator write at 0x%" HWADDR_PRIx
                  "\n", k3_trace_name(opaque), addr);
}

static const MemoryRegionOps m4fss_ecc_ops = {
    .read = m4fss_ecc_read,
    .write = m4fss_ecc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 4,
};

static void init_view(K3M4FSSState *s)
{
    Object *obj = OBJECT(s);
    SysBusDevice *rat = SYS_BUS_DEVICE(&s->rat);
    MemoryRegion *rat_regs = sysbus_mmio_get_region(rat, 0);

    memory_region_init_alias(&s->local, obj, "k3-m4fss-local", &s->memories,
                             0, memory_region_size(&s->memories));
    memory_region_add_subregion(&s->view, 0, &s->local);
    if (s->periph_size) {
        memory_region_init_alias(&s->periph, obj, "k3-m4fss-periph",
                                 s->memory, s->periph_base, s->periph_size);
        memory_region_add_subregion(&s->view, s->periph_base, &s->periph);
    }
    memory_region_add_subregion(&s->view, K3_M4FSS_RAT, rat_regs);
    memory_region_init_io(&s->ecc, obj, &m4fss_ecc_ops, s, "k3-m4fss-ecc",
                          M4FSS_ECC_SIZE);
    memory_region_add_subregion(&s->view, M4FSS_ECC, &s->ecc);
    memory_region_init_alias(&s->translated, obj, "k3-m4fss-bus",
                             sysbus_mmio_get_region(rat, 1), K3_M4FSS_BUS,
                             M4FSS_BUS_SIZE);
    memory_region_add_subregion(&s->view, K3_M4FSS_BUS, &s->translated);

    for (int i = 0; i < K3_M4FSS_NUM_MEMORIES; i++) {
        k3_mem_window_init(&s->window[i], obj, ram_name[i], &s->parent_obj,
                           &s->ram[i], s->ram_size[i]);
    }
    k3_mem_window_init(&s->window[K3_M4FSS_NUM_MEMORIES], obj, "rat",
                       &s->parent_obj, rat_regs, K3_RAT_REGS_SIZE);
    for (int i = 0; i < K3_M4FSS_NUM_WINDOWS; i++) {
        sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->window[i].container);
    }
}

static bool realize_rat(K3M4FSSState *s, Error **errp)
{
    DeviceState *rat = DEVICE(&s->rat);

    qdev_prop_set_uint8(rat, "num-regions", M4FSS_RAT_REGIONS);
    qdev_prop_set_uint8(rat, "address-width", M4FSS_RAT_WIDTH);
    qdev_prop_set_uint64(rat, "window-base", K3_M4FSS_BUS);
    qdev_prop_set_uint64(rat, "window-size", M4FSS_BUS_SIZE);
    object_property_set_link(OBJECT(rat), "target", OBJECT(s->memory),
                             &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(rat), errp)) {
        return false;
    }
    sysbus_connect_irq(SYS_BUS_DEVICE(rat), 0,
                       qdev_get_gpio_in(DEVICE(s), s->rat_irq));
    return true;
}

static bool realize_cpu(K3M4FSSState *s, Error **errp)
{
    K3CPUEngine *e = K3_CPU_ENGINE(qdev_new(TYPE_K3_M4F_ENGINE));
    DeviceState *dev = DEVICE(e);

    k3_core_add_engine(&s->parent_obj, K3_ENGINE(e));
    object_property_add_const_link(OBJECT(s), "cluster", OBJECT(&e->cluster));
    qdev_prop_set_uint32(dev, "cluster-id", s->cluster_id);
    object_property_set_link(OBJECT(dev), "memory", OBJECT(&s->view),
                             &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(dev), errp)) {
        return false;
    }
    qdev_pass_gpios(dev, DEVICE(s), "lockup");
    qdev_pass_gpios(dev, DEVICE(s), "sysresetreq");
    return true;
}

static bool realize_engine(K3M4FSSState *s, Error **errp)
{
    const K3SimFwWindow own = { 0, memory_region_size(&s->memories) };
    K3SimFwConfig *config = s->parent_obj.sim_config;

    if (!config) {
        return realize_cpu(s, errp);
    }
    config->rat_base = K3_M4FSS_RAT;
    config->rat_local = K3_M4FSS_BUS;
    return k3_core_simulate(&s->parent_obj, &s->view, &own, 1, errp);
}

static void k3_m4fss_realize(DeviceState *dev, Error **errp)
{
    K3M4FSSState *s = K3_M4FSS(dev);
    K3Core *core = &s->parent_obj;

    K3_CORE_GET_CLASS(dev)->parent_realize(dev, errp);
    if (!k3_core_is_set(core, "memory", s->memory, errp) ||
        !k3_core_is_set(core, "periph-base",
                        s->periph_base || !s->periph_size, errp) ||
        !k3_core_is_set(core, "rat-irq", s->rat_irq != RAT_IRQ_UNSET, errp)) {
        return;
    }
    for (int i = 0; i < K3_M4FSS_NUM_MEMORIES; i++) {
        if (!s->ram_size[i] || s->ram_size[i] % (4 * KiB) ||
            s->ram_size[i] > 1 * MiB) {
            error_setg(errp, "%s: %s-size=%" PRIu32 ": must be a multiple of "
                       "4096 up to 1 MiB", TYPE_K3_M4FSS, ram_name[i],
                       s->ram_size[i]);
            return;
        }
    }
    if (s->rat_irq >= K3_M4F_NUM_IRQS) {
        error_setg(errp, "%s: rat-irq=%" PRIu32 ": must be 0 to %d",
                   TYPE_K3_M4FSS, s->rat_irq, K3_M4F_NUM_IRQS - 1);
        return;
    }

    memory_region_init(&s->view, OBJECT(s), "k3-m4fss-view", 4 * GiB);
    if (!init_memories(s, errp) || !realize_rat(s, errp)) {
        return;
    }
    init_view(s);
    if (realize_engine(s, errp)) {
        k3_m4fss_reset(core);
    }
}

static void k3_m4fss_init(Object *obj)
{
    K3M4FSSState *s = K3_M4FSS(obj);

    object_initialize_child(obj, "rat", &s->rat, TYPE_K3_RAT);
    qdev_init_gpio_in(DEVICE(obj), k3_m4fss_irq, K3_M4F_NUM_IRQS);
    /* An M4F has no halt input: only resets hold it */
    K3_CORE(obj)->halt_at_reset = false;
}

static const Property k3_m4fss_properties[] = {
    DEFINE_PROP_UINT32("cluster-id", K3M4FSSState, cluster_id, 1),
    DEFINE_PROP_UINT32("iram-size", K3M4FSSState, ram_size[K3_M4FSS_IRAM], 0),
    DEFINE_PROP_UINT32("dram-size", K3M4FSSState, ram_size[K3_M4FSS_DRAM], 0),
    DEFINE_PROP_UINT32("periph-base", K3M4FSSState, periph_base, 0),
    DEFINE_PROP_UINT32("periph-size", K3M4FSSState, periph_size, 0),
    DEFINE_PROP_UINT32("rat-irq", K3M4FSSState, rat_irq, RAT_IRQ_UNSET),
    DEFINE_PROP_LINK("memory", K3M4FSSState, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_m4fss_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3CoreClass *kc = K3_CORE_CLASS(oc);

    dc->desc = "TI K3 Cortex-M4F subsystem";
    dc->vmsd = &vmstate_k3_m4fss;
    device_class_set_parent_realize(dc, k3_m4fss_realize, &kc->parent_realize);
    device_class_set_props(dc, k3_m4fss_properties);

    kc->power = k3_m4fss_power;
    kc->windows = k3_m4fss_windows;
    kc->reset = k3_m4fss_reset;
    kc->elf_machine = EM_ARM;
}

static const TypeInfo k3_m4fss_types[] = {
    {
        .name = TYPE_K3_M4FSS,
        .parent = TYPE_K3_CORE,
        .instance_size = sizeof(K3M4FSSState),
        .instance_align = __alignof__(K3M4FSSState),
        .instance_init = k3_m4fss_init,
        .class_init = k3_m4fss_class_init,
    },
};

DEFINE_TYPES(k3_m4fss_types)
