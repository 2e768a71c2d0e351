/*
 * One Cortex-R5F core of a TI K3 R5FSS, executing its firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "elf.h"
#include "exec/cpu-common.h"
#include "hw/core/cpu.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-proc.h"
#include "hw/remoteproc/k3-r5f-core.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/atomic.h"
#include "qemu/host-utils.h"
#include "qemu/units.h"
#include "trace.h"

/* Local view: what wins where several answer */
enum {
    PRIO_BUS,
    PRIO_PERIPH,
    PRIO_PRIVATE,
    PRIO_BTCM,
    PRIO_ATCM,
};

#define R5F_SCTLR_NMFI      (1u << 27)
#define R5F_SCTLR_TE        (1u << 30)

static const char *const tcm_name[K3_R5F_NUM_TCMS] = {
    [K3_R5F_BTCM] = "btcm",
    [K3_R5F_ATCM] = "atcm",
};

static uint32_t tcm_visible_size(K3R5FCore *s)
{
    return s->tcm_size * (s->has_peer_tcm ? 2 : 1);
}

/* DDI 0460, 4.3.29: log2 of the size, counted from 512 bytes */
static uint32_t tcm_region_size_field(uint32_t size)
{
    return (ctz32(size) - 9) << K3_R5F_TCM_REGION_SIZE_SHIFT;
}

static void update_local_tcms(void *opaque)
{
    K3R5FCore *s = opaque;
    uint32_t size = tcm_visible_size(s);

    memory_region_transaction_begin();
    for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
        uint32_t region = s->cpu.regs.tcm_region[i];
        MemoryRegion *mr = &s->local_tcm[i];

        memory_region_set_size(mr, size);
        memory_region_set_address(mr, region & ~(size - 1));
        memory_region_set_enabled(mr, region & K3_R5F_TCM_REGION_EN);
    }
    memory_region_transaction_commit();
}

/* Pins of the core that the configuration word drives, sampled in reset */
static void reset_tcm_regions(K3R5FCore *s)
{
    uint32_t config = s->parent_obj.config;
    uint32_t size = tcm_region_size_field(tcm_visible_size(s));
    bool atcm_low = config & K3_PROC_R5F_CFG_TCM_RSTBASE;
    uint32_t *region = s->cpu.regs.tcm_region;

    region[K3_R5F_ATCM] = (atcm_low ? 0 : K3_R5F_TCM_HIGH_BASE) | size;
    region[K3_R5F_BTCM] = (atcm_low ? K3_R5F_TCM_HIGH_BASE : 0) | size;
    if (config & K3_PROC_R5F_CFG_ATCM_EN) {
        region[K3_R5F_ATCM] |= K3_R5F_TCM_REGION_EN;
    }
    if (config & K3_PROC_R5F_CFG_BTCM_EN) {
        region[K3_R5F_BTCM] |= K3_R5F_TCM_REGION_EN;
    }
    update_local_tcms(s);
}

static void reset_private(K3R5FCore *s)
{
    memset(&s->cpu.regs, 0, sizeof(s->cpu.regs));
    reset_tcm_regions(s);
    device_cold_reset(DEVICE(&s->vim));
    device_cold_reset(DEVICE(&s->rat));
}

/*
 * Work on the vCPU runs in the order in which it was asked for, and between
 * two pieces of work the core executes nothing, so the last one decides.
 */
static void do_hold(CPUState *cs, run_on_cpu_data data)
{
    K3R5FCore *s = data.host_ptr;

    s->released = false;
    cs->start_powered_off = true;
    cpu_reset(cs);
}

static void do_release(CPUState *cs, run_on_cpu_data data)
{
    K3R5FCore *s = data.host_ptr;
    K3Core *core = &s->parent_obj;
    CPUARMState *env = &s->cpu.parent_obj.env;

    if (!core->started || !s->executes) {
        return;
    }

    cs->start_powered_off = false;
    cpu_reset(cs);
    if (s->start_config & K3_PROC_R5F_CFG_TEINIT) {
        env->cp15.sctlr_ns |= R5F_SCTLR_TE;
        env->thumb = true;
    }
    if (s->start_config & K3_PROC_R5F_CFG_NMFI_EN) {
        env->cp15.sctlr_ns |= R5F_SCTLR_NMFI;
    }
    arm_rebuild_hflags(env);
    cpu_set_pc(cs, s->start_vector);
    s->released = true;
    trace_k3_r5f_core_release(s->mpidr & 0xffff, s->start_vector);
}

static void do_freeze(CPUState *cs, run_on_cpu_data data)
{
    K3R5FCore *s = data.host_ptr;
    K3Core *core = &s->parent_obj;
    ARMCPU *cpu = &s->cpu.parent_obj;

    if (!s->released) {
        return;
    }
    cpu->power_state = core->frozen ? PSCI_OFF : PSCI_ON;
    cs->halted = core->frozen;
    if (core->frozen) {
        cs->exception_index = EXCP_HLT;
    }
}

static void cpu_start(K3R5FCore *s)
{
    async_run_on_cpu(CPU(&s->cpu), do_release, RUN_ON_CPU_HOST_PTR(s));
}

static void cpu_stop(K3R5FCore *s)
{
    s->released = false;
    async_run_on_cpu(CPU(&s->cpu), do_hold, RUN_ON_CPU_HOST_PTR(s));
}

static void cpu_freeze(K3R5FCore *s, bool frozen)
{
    async_run_on_cpu(CPU(&s->cpu), do_freeze, RUN_ON_CPU_HOST_PTR(s));
}

/*
 * "halted" alone does not tell WFI from a core that a wake-up event has
 * reached but whose thread has not run yet.  An event is raised under the
 * BQL, which the caller holds, so the answer can only be late in showing
 * WFI, never wrong in claiming it.  A core whose clock runs again is halted
 * until its thread has run, too, but without power, see do_freeze().
 */
static uint32_t cpu_outputs(K3R5FCore *s)
{
    CPUState *cs = CPU(&s->cpu);

    if (s->released && s->cpu.parent_obj.power_state == PSCI_ON &&
        qatomic_read(&cs->halted) && !cpu_has_work(cs)) {
        return K3_CORE_OUT_WFI;
    }
    return 0;
}

static uint64_t cpu_pc(K3R5FCore *s)
{
    return s->released ? s->cpu.parent_obj.env.regs[15] : 0;
}

static void k3_r5f_core_start(K3Core *core)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    s->start_vector = core->boot_vector;
    s->start_config = core->config;
    reset_private(s);
    s->engine->start(s);
}

static void k3_r5f_core_stop(K3Core *core)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    trace_k3_r5f_core_hold(s->mpidr & 0xffff);
    s->engine->stop(s);
    reset_private(s);
    /* In reset the cluster takes notice of what has been configured since */
    if (s->changed) {
        s->changed(s->changed_opaque);
    }
}

static void k3_r5f_core_freeze(K3Core *core, bool frozen)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    s->engine->freeze(s, frozen);
}

static void k3_r5f_core_power(K3Core *core, bool on)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    if (on && !(core->config & K3_PROC_R5F_CFG_MEM_INIT_DIS)) {
        address_space_set(&s->tcm_as, 0, 0, 2 * s->tcm_size,
                          MEMTXATTRS_UNSPECIFIED);
    }
    if (s->changed) {
        s->changed(s->changed_opaque);
    }
    if (on) {
        reset_private(s);
    }
}

static void k3_r5f_core_config(K3Core *core)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    if (s->changed) {
        s->changed(s->changed_opaque);
    }
}

static uint32_t k3_r5f_core_outputs(K3Core *core)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    if (s->follows_peer) {
        return k3_core_outputs(&s->peer->parent_obj);
    }
    return s->engine->outputs(s);
}

static uint64_t k3_r5f_core_pc(K3Core *core)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    if (s->follows_peer) {
        s = s->peer;
    }
    return s->engine->pc(s);
}

/* Where nothing is, and where the default memory map forbids execution */
#define NOWHERE         0xffffffe0u

static void do_crash(CPUState *cs, run_on_cpu_data data)
{
    K3R5FCore *s = data.host_ptr;

    if (s->released && !s->parent_obj.frozen) {
        cpu_set_pc(cs, NOWHERE);
        cs->halted = 0;
    }
}

/* A prefetch abort: what the firmware makes of it is up to its handler */
static void k3_r5f_core_crash(K3Core *core)
{
    K3R5FCore *s = K3_R5F_CORE(core);

    s = s->follows_peer ? s->peer : s;
    async_run_on_cpu(CPU(&s->cpu), do_crash, RUN_ON_CPU_HOST_PTR(s));
}

static AddressSpace *k3_r5f_core_view(K3Core *core)
{
    return CPU(&K3_R5F_CORE(core)->cpu)->as;
}

void k3_r5f_core_set_cluster(K3R5FCore *s, K3R5FCore *peer,
                             void (*changed)(void *opaque), void *opaque)
{
    s->peer = peer;
    s->changed = changed;
    s->changed_opaque = opaque;
}

void k3_r5f_core_set_mode(K3R5FCore *s, bool executes, bool follows_peer,
                          bool has_peer_tcm)
{
    s->executes = executes;
    s->follows_peer = follows_peer;
    if (s->has_peer_tcm != has_peer_tcm) {
        s->has_peer_tcm = has_peer_tcm;
        if (s->peer) {
            for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
                memory_region_set_enabled(&s->bank_peer[i], has_peer_tcm);
            }
        }
    }
    /* The pins are sampled in reset; a core that runs keeps its regions */
    if (s->parent_obj.started) {
        update_local_tcms(s);
    } else {
        reset_tcm_regions(s);
    }
}

/* A watchdog's reset: the core starts over, its inputs stay as they are */
static void k3_r5f_core_warm_reset(void *opaque, int n, int level)
{
    K3R5FCore *s = opaque;
    K3Core *core = &s->parent_obj;

    if (level && core->started) {
        trace_k3_r5f_core_warm_reset(s->mpidr & 0xffff);
        k3_core_set_local_reset(core, true);
        k3_core_set_local_reset(core, false);
    }
}

static int k3_r5f_core_post_load(void *opaque, int version_id)
{
    K3R5FCore *s = opaque;

    update_local_tcms(s);
    return s->engine->post_load(s);
}

static const VMStateDescription vmstate_k3_r5f_core = {
    .name = TYPE_K3_R5F_CORE,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_r5f_core_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3R5FCore, 1, vmstate_k3_core, K3Core),
        VMSTATE_STRUCT(cpu, K3R5FCore, 1, vmstate_k3_r5f_cpu_regs, K3R5FCPU),
        VMSTATE_BOOL(released, K3R5FCore),
        VMSTATE_END_OF_LIST()
    }
};

static bool init_tcms(K3R5FCore *s, Error **errp)
{
    Object *obj = OBJECT(s);

    memory_region_init(&s->tcm_all, obj, "tcm-all", 2 * s->tcm_size);
    for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
        /* RAM blocks of devices without a bus path share one name space */
        g_autofree char *name = g_strdup_printf("r5fss%u-core%u-%s",
                                                extract32(s->mpidr, 8, 8),
                                                extract32(s->mpidr, 0, 8),
                                                tcm_name[i]);

        if (!memory_region_init_ram(&s->tcm[i], obj, name, s->tcm_size,
                                    errp)) {
            return false;
        }
        memory_region_init(&s->bank[i], obj, "tcm-bank", 2 * s->tcm_size);
        memory_region_add_subregion(&s->bank[i], 0, &s->tcm[i]);

        memory_region_init_alias(&s->local_tcm[i], obj, "tcm-local",
                                 &s->bank[i], 0, s->tcm_size);
        memory_region_set_enabled(&s->local_tcm[i], false);
        memory_region_add_subregion_overlap(&s->view, 0, &s->local_tcm[i],
                                            i == K3_R5F_ATCM ? PRIO_ATCM
                                                             : PRIO_BTCM);
    }
    return true;
}

/* Both TCMs in one address space, to clear them past the core's own map */
static void init_tcm_backdoor(K3R5FCore *s)
{
    for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
        memory_region_init_alias(&s->tcm_alias[i], OBJECT(s), tcm_name[i],
                                 &s->tcm[i], 0, s->tcm_size);
        memory_region_add_subregion(&s->tcm_all, i * s->tcm_size,
                                    &s->tcm_alias[i]);
    }
    address_space_init(&s->tcm_as, &s->tcm_all, "k3-r5f-tcm");
}

static bool cpu_realize(K3R5FCore *s, Error **errp)
{
    SysBusDevice *vim = SYS_BUS_DEVICE(&s->vim);
    Object *cpu = OBJECT(&s->cpu);

    object_initialize_child(OBJECT(s), "cluster", &s->cluster,
                            TYPE_CPU_CLUSTER);
    object_initialize_child(OBJECT(&s->cluster), "cpu", &s->cpu,
                            TYPE_K3_R5F_CPU);
    /* The cluster first: the CPU's realize copies the cluster's number */
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", s->cluster_id);
    if (!qdev_realize(DEVICE(&s->cluster), NULL, errp)) {
        return false;
    }

    s->cpu.mpidr = s->mpidr;
    s->cpu.vim = &s->vim;
    s->cpu.tcm_region_changed = update_local_tcms;
    s->cpu.opaque = s;
    object_property_set_link(cpu, "memory", OBJECT(&s->view), &error_abort);
    object_property_set_bool(cpu, "start-powered-off", true, &error_abort);
    /* An affinity that no PSCI call of a 32-bit world can name */
    object_property_set_uint(cpu, "mp-affinity",
                             (1ULL << 32) | (s->mpidr & 0xffffff),
                             &error_abort);
    if (!qdev_realize(DEVICE(cpu), NULL, errp)) {
        return false;
    }
    k3_r5f_cpu_define_regs(&s->cpu);

    sysbus_connect_irq(vim, 0, qdev_get_gpio_in(DEVICE(cpu), ARM_CPU_IRQ));
    sysbus_connect_irq(vim, 1, qdev_get_gpio_in(DEVICE(cpu), ARM_CPU_FIQ));
    return true;
}

static AddressSpace *cpu_as(K3R5FCore *s)
{
    return CPU(&s->cpu)->as;
}

static int cpu_post_load(K3R5FCore *s)
{
    CPU(&s->cpu)->start_powered_off = !s->released;
    return 0;
}

static const K3R5FEngine cpu_engine = {
    .realize = cpu_realize,
    .start = cpu_start,
    .stop = cpu_stop,
    .freeze = cpu_freeze,
    .outputs = cpu_outputs,
    .pc = cpu_pc,
    .as = cpu_as,
    .post_load = cpu_post_load,
};

static void k3_r5f_core_realize(DeviceState *dev, Error **errp)
{
    K3R5FCore *s = K3_R5F_CORE(dev);
    Object *obj = OBJECT(dev);
    SysBusDevice *vim = SYS_BUS_DEVICE(&s->vim);
    SysBusDevice *rat = SYS_BUS_DEVICE(&s->rat);

    if (!s->memory) {
        error_setg(errp, "property 'memory' of %s is not set",
                   TYPE_K3_R5F_CORE);
        return;
    }
    if (!is_power_of_2(s->tcm_size) || s->tcm_size < 4 * KiB) {
        error_setg(errp, "property 'tcm-size' of %s must be a power of two "
                   "of at least 4096", TYPE_K3_R5F_CORE);
        return;
    }

    memory_region_init(&s->view, obj, "k3-r5f-view", 4 * GiB);

    object_property_set_link(OBJECT(rat), "target", OBJECT(s->memory),
                             &error_abort);
    if (!sysbus_realize(rat, errp) || !sysbus_realize(vim, errp)) {
        return;
    }
    memory_region_add_subregion_overlap(&s->view, 0,
                                        sysbus_mmio_get_region(rat, 1),
                                        PRIO_BUS);
    memory_region_add_subregion_overlap(&s->view, s->rat_base,
                                        sysbus_mmio_get_region(rat, 0),
                                        PRIO_PRIVATE);
    memory_region_add_subregion_overlap(&s->view, s->vim_base,
                                        sysbus_mmio_get_region(vim, 0),
                                        PRIO_PRIVATE);
    if (s->periph_size) {
        memory_region_init_alias(&s->periph, obj, "k3-r5f-periph", s->memory,
                                 s->periph_base, s->periph_size);
        memory_region_add_subregion_overlap(&s->view, s->periph_base,
                                            &s->periph, PRIO_PERIPH);
    }
    if (!init_tcms(s, errp)) {
        return;
    }
    init_tcm_backdoor(s);

    if (s->engine->realize(s, errp)) {
        reset_private(s);
    }
}

void k3_r5f_core_join_tcms(K3R5FCore *s)
{
    for (int i = 0; s->peer && i < K3_R5F_NUM_TCMS; i++) {
        memory_region_init_alias(&s->bank_peer[i], OBJECT(s), "tcm-peer",
                                 &s->peer->tcm[i], 0, s->tcm_size);
        memory_region_set_enabled(&s->bank_peer[i], s->has_peer_tcm);
        memory_region_add_subregion(&s->bank[i], s->tcm_size,
                                    &s->bank_peer[i]);
    }
}

static void k3_r5f_core_init(Object *obj)
{
    K3R5FCore *s = K3_R5F_CORE(obj);

    object_initialize_child(obj, "vim", &s->vim, TYPE_K3_VIM);
    object_initialize_child(obj, "rat", &s->rat, TYPE_K3_RAT);
    qdev_init_gpio_in_named_with_opaque(DEVICE(obj), k3_r5f_core_warm_reset,
                                        s, "warm-reset", 1);
    s->engine = &cpu_engine;
    s->executes = true;
}

static const Property k3_r5f_core_properties[] = {
    DEFINE_PROP_UINT32("mpidr", K3R5FCore, mpidr, 0x80000000),
    DEFINE_PROP_UINT32("cluster-id", K3R5FCore, cluster_id, 1),
    DEFINE_PROP_UINT32("vim-base", K3R5FCore, vim_base, 0x2fff0000),
    DEFINE_PROP_UINT32("rat-base", K3R5FCore, rat_base, 0x2ffe0000),
    DEFINE_PROP_UINT32("periph-base", K3R5FCore, periph_base, 0x20000000),
    DEFINE_PROP_UINT32("periph-size", K3R5FCore, periph_size, 0x10000000),
    DEFINE_PROP_UINT32("tcm-size", K3R5FCore, tcm_size, 32 * KiB),
    DEFINE_PROP_LINK("memory", K3R5FCore, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_r5f_core_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3CoreClass *kc = K3_CORE_CLASS(oc);

    dc->desc = "TI K3 Cortex-R5F core";
    dc->realize = k3_r5f_core_realize;
    dc->vmsd = &vmstate_k3_r5f_core;
    device_class_set_props(dc, k3_r5f_core_properties);

    kc->power = k3_r5f_core_power;
    kc->config = k3_r5f_core_config;
    kc->windows = k3_r5f_core_config;
    kc->start = k3_r5f_core_start;
    kc->stop = k3_r5f_core_stop;
    kc->freeze = k3_r5f_core_freeze;
    kc->outputs = k3_r5f_core_outputs;
    kc->pc = k3_r5f_core_pc;
    kc->view = k3_r5f_core_view;
    kc->elf_machine = EM_ARM;
    kc->crash = k3_r5f_core_crash;
}

static const TypeInfo k3_r5f_core_types[] = {
    {
        .name = TYPE_K3_R5F_CORE,
        .parent = TYPE_K3_CORE,
        .instance_size = sizeof(K3R5FCore),
        .instance_align = __alignof__(K3R5FCore),
        .instance_init = k3_r5f_core_init,
        .class_init = k3_r5f_core_class_init,
    },
};

DEFINE_TYPES(k3_r5f_core_types)
