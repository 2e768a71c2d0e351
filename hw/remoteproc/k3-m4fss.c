/*
 * TI K3 M4F subsystem (one Cortex-M4F), executing its firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "elf.h"
#include "hw/core/cpu.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-m4fss.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/atomic.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "target/arm/cpu.h"
#include "trace.h"

/* Local addresses, the same in all SoCs; see the header for sources */
#define M4FSS_ECC           0x44201000u
#define M4FSS_ECC_SIZE      0x400
#define M4FSS_BUS_SIZE      0x80000000u

/* RAT CONFIG of AM64x reads 0x00240108 */
#define M4FSS_RAT_REGIONS   8
#define M4FSS_RAT_WIDTH     36

/* A K3 M4F has 8 interrupt priorities */
#define M4FSS_PRIO_BITS     3

static const char *const ram_name[K3_M4FSS_NUM_MEMORIES] = {
    [K3_M4FSS_IRAM] = "iram",
    [K3_M4FSS_DRAM] = "dram",
};

CPUState *k3_m4fss_cpu(K3M4FSSState *s)
{
    return CPU(s->armv7m.cpu);
}

/*
 * The lines that come from outside keep their levels over a reset of the
 * NVIC; QEMU's takes them for low until they change.
 */
static void reset_nvic(K3M4FSSState *s)
{
    device_cold_reset(DEVICE(&s->armv7m.nvic));
    for (int n = 0; n < K3_M4FSS_NUM_IRQS; n++) {
        if (s->irq_levels & BIT_ULL(n)) {
            qemu_irq_raise(qdev_get_gpio_in(DEVICE(&s->armv7m), n));
        }
    }
}

static void reset_private(K3M4FSSState *s)
{
    s->lockup = false;
    if (s->engine->reset) {
        s->engine->reset(s);
    }
    device_cold_reset(DEVICE(&s->rat));
}

static void cpu_reset_timer(K3M4FSSState *s)
{
    device_cold_reset(DEVICE(&s->armv7m.systick[M_REG_NS]));
}

/*
 * Work on the vCPU runs in the order in which it was asked for, and between
 * two pieces of work the core executes nothing, so the last one decides.  The
 * NVIC is part of the core: until it is held it can still take exceptions.
 */
static void do_hold(CPUState *cs, run_on_cpu_data data)
{
    K3M4FSSState *s = data.host_ptr;

    s->released = false;
    cs->start_powered_off = true;
    cpu_reset(cs);
    reset_nvic(s);
}

static void do_release(CPUState *cs, run_on_cpu_data data)
{
    K3M4FSSState *s = data.host_ptr;

    if (!s->parent_obj.started) {
        return;
    }
    cs->start_powered_off = false;
    /* Takes SP and PC from the vector table at 0 */
    cpu_reset(cs);
    reset_nvic(s);
    s->released = true;
    trace_k3_m4fss_release(s->armv7m.cpu->env.regs[15],
                           s->armv7m.cpu->env.regs[13]);
}

static void do_freeze(CPUState *cs, run_on_cpu_data data)
{
    K3M4FSSState *s = data.host_ptr;
    bool frozen = s->parent_obj.frozen;

    /* A core in lockup does not execute either way */
    if (!s->released || s->lockup) {
        return;
    }
    s->armv7m.cpu->power_state = frozen ? PSCI_OFF : PSCI_ON;
    cs->halted = frozen;
    if (frozen) {
        cs->exception_index = EXCP_HLT;
    }
}

static void cpu_start(K3M4FSSState *s)
{
    async_run_on_cpu(k3_m4fss_cpu(s), do_release, RUN_ON_CPU_HOST_PTR(s));
}

static void cpu_stop(K3M4FSSState *s)
{
    s->released = false;
    async_run_on_cpu(k3_m4fss_cpu(s), do_hold, RUN_ON_CPU_HOST_PTR(s));
}

static void cpu_freeze(K3M4FSSState *s, bool frozen)
{
    async_run_on_cpu(k3_m4fss_cpu(s), do_freeze, RUN_ON_CPU_HOST_PTR(s));
}

/*
 * "halted" alone does not tell WFI from a core that a wake-up event has
 * reached but whose thread has not run yet, see k3-r5f-core.c.
 */
static uint32_t cpu_outputs(K3M4FSSState *s)
{
    CPUState *cs = k3_m4fss_cpu(s);

    if (!s->released) {
        return 0;
    }
    if (s->lockup) {
        return K3_CORE_OUT_LOCKUP;
    }
    return s->armv7m.cpu->power_state == PSCI_ON &&
           qatomic_read(&cs->halted) && !cpu_has_work(cs) ?
           K3_CORE_OUT_WFI : 0;
}

static uint64_t cpu_pc(K3M4FSSState *s)
{
    return s->released ? s->armv7m.cpu->env.regs[15] : 0;
}

static AddressSpace *cpu_as(K3M4FSSState *s)
{
    return k3_m4fss_cpu(s)->as;
}

static void cpu_irq(K3M4FSSState *s, int n, int level)
{
    qemu_set_irq(qdev_get_gpio_in(DEVICE(&s->armv7m), n), level);
}

static void cpu_post_load(K3M4FSSState *s)
{
    k3_m4fss_cpu(s)->start_powered_off = !s->released;
}

static void k3_m4fss_start(K3Core *core)
{
    K3M4FSSState *s = K3_M4FSS(core);

    reset_private(s);
    s->engine->start(s);
}

static void k3_m4fss_stop(K3Core *core)
{
    K3M4FSSState *s = K3_M4FSS(core);

    trace_k3_m4fss_hold();
    s->engine->stop(s);
    reset_private(s);
}

static void k3_m4fss_freeze(K3Core *core, bool frozen)
{
    K3M4FSSState *s = K3_M4FSS(core);

    s->engine->freeze(s, frozen);
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
        reset_private(s);
    }
    update_windows(s);
}

static uint32_t k3_m4fss_outputs(K3Core *core)
{
    K3M4FSSState *s = K3_M4FSS(core);

    return s->engine->outputs(s);
}

static uint64_t k3_m4fss_pc(K3Core *core)
{
    K3M4FSSState *s = K3_M4FSS(core);

    return s->engine->pc ? s->engine->pc(s) : 0;
}

static AddressSpace *k3_m4fss_view(K3Core *core)
{
    K3M4FSSState *s = K3_M4FSS(core);

    return s->engine->as(s);
}

static void k3_m4fss_irq(void *opaque, int n, int level)
{
    K3M4FSSState *s = opaque;

    s->irq_levels = deposit64(s->irq_levels, n, 1, !!level);
    if (s->engine->irq) {
        s->engine->irq(s, n, level);
    }
}

static void k3_m4fss_lockup(void *opaque, int n, int level)
{
    K3M4FSSState *s = opaque;

    /* After a stop, the last words of a core that is on its way into reset */
    s->lockup = level && s->released;
    if (s->lockup) {
        trace_k3_m4fss_lockup(s->armv7m.cpu->env.regs[15]);
    }
}

static void k3_m4fss_sysresetreq(void *opaque, int n, int level)
{
    if (level) {
        qemu_log_mask(LOG_UNIMP, "%s: nothing follows SYSRESETREQ\n",
                      TYPE_K3_M4FSS);
    }
}

/* A watchdog's reset: the core starts over, its inputs stay as they are */
static void k3_m4fss_warm_reset(void *opaque, int n, int level)
{
    K3M4FSSState *s = opaque;
    K3Core *core = &s->parent_obj;

    if (level && core->started) {
        trace_k3_m4fss_warm_reset();
        k3_core_set_local_reset(core, true);
        k3_core_set_local_reset(core, false);
    }
}

static int k3_m4fss_post_load(void *opaque, int version_id)
{
    K3M4FSSState *s = opaque;

    if ((s->released || s->lockup) && !s->parent_obj.started) {
        return -EINVAL;
    }
    if (s->engine->post_load) {
        s->engine->post_load(s);
    }
    update_windows(s);
    return 0;
}

static const VMStateDescription vmstate_k3_m4fss = {
    .name = TYPE_K3_M4FSS,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_m4fss_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3M4FSSState, 1, vmstate_k3_core, K3Core),
        VMSTATE_UINT64(irq_levels, K3M4FSSState),
        VMSTATE_BOOL(released, K3M4FSSState),
        VMSTATE_BOOL(lockup, K3M4FSSState),
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
        /* RAM blocks of devices without a bus path share one name space */
        g_autofree char *name = g_strdup_printf("m4fss-cluster%u-%s",
                                                s->cluster_id, ram_name[i]);

        if (!memory_region_init_ram(&s->ram[i], obj, name, s->ram_size[i],
                                    errp)) {
            return false;
        }
        memory_region_add_subregion(&s->memories, size, &s->ram[i]);
        size += s->ram_size[i];
    }
    /* To clear them past the core's own map */
    address_space_init(&s->memories_as, &s->memories, "k3-m4fss-memories");
    return true;
}

static uint64_t m4fss_ecc_read(void *opaque, hwaddr addr, unsigned size)
{
    qemu_log_mask(LOG_UNIMP, "%s: ECC aggregator read at 0x%" HWADDR_PRIx
                  "\n", TYPE_K3_M4FSS, addr);
    return 0;
}

static void m4fss_ecc_write(void *opaque, hwaddr addr, uint64_t value,
                            unsigned size)
{
    qemu_log_mask(LOG_UNIMP, "%s: ECC aggregator write at 0x%" HWADDR_PRIx
                  "\n", TYPE_K3_M4FSS, addr);
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

static bool cpu_realize(K3M4FSSState *s, Error **errp)
{
    DeviceState *armv7m;

    object_initialize_child(OBJECT(s), "cluster", &s->cluster,
                            TYPE_CPU_CLUSTER);
    object_initialize_child(OBJECT(&s->cluster), "armv7m", &s->armv7m,
                            TYPE_ARMV7M);
    armv7m = DEVICE(&s->armv7m);
    clock_set_hz(s->clock, s->clock_frequency);
    qdev_connect_clock_in(armv7m, "cpuclk", s->clock);
    qdev_prop_set_string(armv7m, "cpu-type", ARM_CPU_TYPE_NAME("cortex-m4"));
    qdev_prop_set_uint32(armv7m, "num-irq", K3_M4FSS_NUM_IRQS);
    qdev_prop_set_uint8(armv7m, "num-prio-bits", M4FSS_PRIO_BITS);
    qdev_prop_set_bit(armv7m, "start-powered-off", true);
    object_property_set_link(OBJECT(armv7m), "memory", OBJECT(&s->view),
                             &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(armv7m), errp)) {
        return false;
    }
    /* An affinity that no PSCI call of a 32-bit world can name */
    s->armv7m.cpu->mp_affinity = (1ULL << 32) | s->cluster_id;
    qdev_connect_gpio_out_named(armv7m, "LOCKUP", 0,
        qdev_get_gpio_in_named(DEVICE(s), "lockup", 0));
    qdev_connect_gpio_out_named(armv7m, "SYSRESETREQ", 0,
        qdev_get_gpio_in_named(DEVICE(s), "sysresetreq", 0));

    /* Only now there is a CPU in it */
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", s->cluster_id);
    return qdev_realize(DEVICE(&s->cluster), NULL, errp);
}

static const K3M4FEngine cpu_engine = {
    .realize = cpu_realize,
    .reset = cpu_reset_timer,
    .start = cpu_start,
    .stop = cpu_stop,
    .freeze = cpu_freeze,
    .outputs = cpu_outputs,
    .pc = cpu_pc,
    .as = cpu_as,
    .irq = cpu_irq,
    .post_load = cpu_post_load,
};

static void k3_m4fss_realize(DeviceState *dev, Error **errp)
{
    K3M4FSSState *s = K3_M4FSS(dev);

    if (!s->memory) {
        error_setg(errp, "property 'memory' of %s is not set", TYPE_K3_M4FSS);
        return;
    }
    for (int i = 0; i < K3_M4FSS_NUM_MEMORIES; i++) {
        if (!s->ram_size[i] || s->ram_size[i] % (4 * KiB) ||
            s->ram_size[i] > 1 * MiB) {
            error_setg(errp, "property '%s-size' of %s must be a multiple of "
                       "4096 of at most 1 MiB", ram_name[i], TYPE_K3_M4FSS);
            return;
        }
    }
    if (!s->clock_frequency || s->rat_irq >= K3_M4FSS_NUM_IRQS) {
        error_setg(errp, "%s needs a 'clock-frequency', and a 'rat-irq' below "
                   "%d", TYPE_K3_M4FSS, K3_M4FSS_NUM_IRQS);
        return;
    }

    memory_region_init(&s->view, OBJECT(s), "k3-m4fss-view", 4 * GiB);
    if (!init_memories(s, errp) || !realize_rat(s, errp)) {
        return;
    }
    init_view(s);
    if (!s->engine->realize(s, errp)) {
        return;
    }
    reset_private(s);
}

static void k3_m4fss_init(Object *obj)
{
    K3M4FSSState *s = K3_M4FSS(obj);
    DeviceState *dev = DEVICE(obj);

    object_initialize_child(obj, "rat", &s->rat, TYPE_K3_RAT);
    s->engine = &cpu_engine;
    s->clock = clock_new(obj, "clock");
    qdev_init_gpio_in(dev, k3_m4fss_irq, K3_M4FSS_NUM_IRQS);
    qdev_init_gpio_in_named(dev, k3_m4fss_warm_reset, "warm-reset", 1);
    qdev_init_gpio_in_named(dev, k3_m4fss_lockup, "lockup", 1);
    qdev_init_gpio_in_named(dev, k3_m4fss_sysresetreq, "sysresetreq", 1);
    /* Nothing holds an M4F but its resets */
    K3_CORE(obj)->halt_at_reset = false;
}

static const Property k3_m4fss_properties[] = {
    DEFINE_PROP_UINT32("cluster-id", K3M4FSSState, cluster_id, 1),
    DEFINE_PROP_UINT32("clock-frequency", K3M4FSSState, clock_frequency,
                       400 * 1000 * 1000),
    DEFINE_PROP_UINT32("iram-size", K3M4FSSState, ram_size[K3_M4FSS_IRAM],
                       192 * KiB),
    DEFINE_PROP_UINT32("dram-size", K3M4FSSState, ram_size[K3_M4FSS_DRAM],
                       64 * KiB),
    DEFINE_PROP_UINT32("periph-base", K3M4FSSState, periph_base, 0x04000000),
    DEFINE_PROP_UINT32("periph-size", K3M4FSSState, periph_size, 0x02000000),
    DEFINE_PROP_UINT32("rat-irq", K3M4FSSState, rat_irq, 14),
    DEFINE_PROP_LINK("memory", K3M4FSSState, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_m4fss_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3CoreClass *kc = K3_CORE_CLASS(oc);

    dc->desc = "TI K3 Cortex-M4F subsystem";
    dc->realize = k3_m4fss_realize;
    dc->vmsd = &vmstate_k3_m4fss;
    device_class_set_props(dc, k3_m4fss_properties);

    kc->power = k3_m4fss_power;
    kc->windows = k3_m4fss_windows;
    kc->start = k3_m4fss_start;
    kc->stop = k3_m4fss_stop;
    kc->freeze = k3_m4fss_freeze;
    kc->outputs = k3_m4fss_outputs;
    kc->pc = k3_m4fss_pc;
    kc->view = k3_m4fss_view;
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
