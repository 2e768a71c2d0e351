/*
 * One Cortex-R5F core of a TI K3 R5FSS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "elf.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-boot-flags.h"
#include "hw/remoteproc/k3-r5f-core.h"
#include "hw/remoteproc/k3-r5f-engine.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/host-utils.h"
#include "qemu/units.h"

/* Priorities in the local view, where regions overlap */
enum {
    PRIO_BUS,
    PRIO_PERIPH,
    PRIO_PRIVATE,
    PRIO_BTCM,
    PRIO_ATCM,
};

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
        uint32_t region = s->tcm_region[i];
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
    uint32_t *region = s->tcm_region;

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
    reset_tcm_regions(s);
    device_cold_reset(DEVICE(&s->vim));
    device_cold_reset(DEVICE(&s->rat));
}

static void k3_r5f_core_reset(K3Core *core)
{
    reset_private(K3_R5F_CORE(core));
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
    k3_core_set_role(&s->parent_obj, executes,
                     follows_peer ? &s->peer->parent_obj : NULL);
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

static int k3_r5f_core_post_load(void *opaque, int version_id)
{
    update_local_tcms(opaque);
    return 0;
}

static const VMStateDescription vmstate_k3_r5f_core = {
    .name = TYPE_K3_R5F_CORE,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_r5f_core_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3R5FCore, 1, vmstate_k3_core, K3Core),
        VMSTATE_UINT32_ARRAY(tcm_region, K3R5FCore, K3_R5F_NUM_TCMS),
        VMSTATE_END_OF_LIST()
    }
};

static bool init_tcms(K3R5FCore *s, Error **errp)
{
    Object *obj = OBJECT(s);

    memory_region_init(&s->tcm_all, obj, "tcm-all", 2 * s->tcm_size);
    for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
        /*
         * The names of RAM blocks of devices without a bus path must be unique
         */
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

/*
 * Both TCMs in one address space, for clearing them without the core's own map
 */
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

static bool realize_cpu(K3R5FCore *s, Error **errp)
{
    K3R5FEngine *e = K3_R5F_ENGINE(qdev_new(TYPE_K3_R5F_ENGINE));
    DeviceState *dev = DEVICE(e);

    k3_core_add_engine(&s->parent_obj, K3_ENGINE(e));
    object_property_add_const_link(OBJECT(s), "cluster",
                                   OBJECT(&e->parent_obj.cluster));
    qdev_prop_set_uint32(dev, "cluster-id", s->cluster_id);
    object_property_set_link(OBJECT(dev), "memory", OBJECT(&s->view),
                             &error_abort);
    e->cpu.mpidr = s->mpidr;
    e->cpu.vim = &s->vim;
    e->cpu.tcm_region = s->tcm_region;
    e->cpu.tcm_region_changed = update_local_tcms;
    e->cpu.opaque = s;
    return sysbus_realize(SYS_BUS_DEVICE(dev), errp);
}

static bool realize_engine(K3R5FCore *s, Error **errp)
{
    const K3SimFwWindow tcms[] = {
        { 0, 2 * s->tcm_size },
        { K3_R5F_TCM_HIGH_BASE, 2 * s->tcm_size },
    };
    K3Core *core = &s->parent_obj;

    if (core->sim_config ? !k3_core_simulate(core, &s->view, tcms,
                                             ARRAY_SIZE(tcms), errp)
                         : !realize_cpu(s, errp)) {
        return false;
    }
    for (int n = 0; n < K3_R5F_NUM_IRQS; n++) {
        sysbus_connect_irq(SYS_BUS_DEVICE(&s->vim), n,
                           k3_engine_irq(core->engine, n));
    }
    return true;
}

static bool check_properties(const K3R5FCore *s, Error **errp)
{
    const K3Core *core = &s->parent_obj;

    if (!k3_core_is_set(core, "memory", s->memory, errp) ||
        !k3_core_is_set(core, "vim-base", s->vim_base, errp) ||
        !k3_core_is_set(core, "rat-base", s->rat_base, errp) ||
        !k3_core_is_set(core, "periph-base",
                        s->periph_base || !s->periph_size, errp)) {
        return false;
    }
    if (!is_power_of_2(s->tcm_size) || s->tcm_size < 4 * KiB) {
        error_setg(errp, "%s: tcm-size=%" PRIu32 ": must be a power of two and "
                   "at least 4096", TYPE_K3_R5F_CORE, s->tcm_size);
        return false;
    }
    return true;
}

static void k3_r5f_core_realize(DeviceState *dev, Error **errp)
{
    K3R5FCore *s = K3_R5F_CORE(dev);
    Object *obj = OBJECT(dev);
    SysBusDevice *vim = SYS_BUS_DEVICE(&s->vim);
    SysBusDevice *rat = SYS_BUS_DEVICE(&s->rat);

    K3_CORE_GET_CLASS(dev)->parent_realize(dev, errp);
    if (!check_properties(s, errp)) {
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

    if (realize_engine(s, errp)) {
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
}

static const Property k3_r5f_core_properties[] = {
    DEFINE_PROP_UINT32("mpidr", K3R5FCore, mpidr, 0x80000000),
    DEFINE_PROP_UINT32("cluster-id", K3R5FCore, cluster_id, 1),
    DEFINE_PROP_UINT32("vim-base", K3R5FCore, vim_base, 0),
    DEFINE_PROP_UINT32("rat-base", K3R5FCore, rat_base, 0),
    DEFINE_PROP_UINT32("periph-base", K3R5FCore, periph_base, 0),
    DEFINE_PROP_UINT32("periph-size", K3R5FCore, periph_size, 0),
    DEFINE_PROP_UINT32("tcm-size", K3R5FCore, tcm_size, 0),
    DEFINE_PROP_LINK("memory", K3R5FCore, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_r5f_core_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3CoreClass *kc = K3_CORE_CLASS(oc);

    dc->desc = "TI K3 Cortex-R5F core";
    dc->vmsd = &vmstate_k3_r5f_core;
    device_class_set_parent_realize(dc, k3_r5f_core_realize,
                                    &kc->parent_realize);
    device_class_set_props(dc, k3_r5f_core_properties);

    kc->power = k3_r5f_core_power;
    kc->config = k3_r5f_core_config;
    kc->windows = k3_r5f_core_config;
    kc->reset = k3_r5f_core_reset;
    kc->elf_machine = EM_ARM;
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
