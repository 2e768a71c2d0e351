/*
 * TI K3 R5F subsystem (cluster of two Cortex-R5F)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-boot-flags.h"
#include "hw/remoteproc/k3-r5fss.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "trace.h"

/* What a cluster mode means for core 0 and core 1 */
typedef struct R5FSSMode {
    const char *name;
    uint32_t config;            /* bit of core 0's configuration word */
    struct {
        bool executes;
        bool follows_peer;
        bool joins_tcm;
    } core[K3_R5FSS_MAX_CORES];
} R5FSSMode;

static const R5FSSMode r5fss_modes[] = {
    { "lockstep", K3_PROC_R5F_CFG_LOCKSTEP,
      { { true, false, true }, { false, true, false } } },
    { "single-cpu", K3_PROC_R5F_CFG_SINGLE_CORE,
      { { true, false, true }, { false, false, false } } },
    { "split", 0,
      { { true, false, false }, { true, false, false } } },
};

/* Index of the mode that eFuses or core 0's configuration word select */
static uint8_t r5fss_wanted_mode(K3R5FSSState *s)
{
    uint32_t config = s->single_core_only ? K3_PROC_R5F_CFG_SINGLE_CORE :
                                            s->core[0].parent_obj.config;
    uint8_t i = 0;

    while (r5fss_modes[i].config && !(config & r5fss_modes[i].config)) {
        i++;
    }
    return i;
}

static void r5fss_apply_mode(K3R5FSSState *s)
{
    const R5FSSMode *mode = &r5fss_modes[s->mode];

    for (int c = 0; c < s->num_cores; c++) {
        k3_r5f_core_set_mode(&s->core[c], mode->core[c].executes,
                             mode->core[c].follows_peer,
                             mode->core[c].joins_tcm && s->tcm_double);
    }
}

static void r5fss_update_windows(K3R5FSSState *s)
{
    memory_region_transaction_begin();
    for (int c = 0; c < s->num_cores; c++) {
        for (int t = 0; t < K3_R5F_NUM_TCMS; t++) {
            k3_mem_window_update(&s->window[c][t]);
        }
    }
    memory_region_transaction_commit();
}

static void r5fss_update(void *opaque)
{
    K3R5FSSState *s = opaque;
    bool started = false;

    for (int c = 0; c < s->num_cores; c++) {
        started |= s->core[c].parent_obj.started;
    }
    /* The mode is sampled while the cluster is in reset */
    if (!started) {
        s->mode = r5fss_wanted_mode(s);
        trace_k3_r5fss_mode(k3_trace_name(s), r5fss_modes[s->mode].name);
        r5fss_apply_mode(s);
    }
    r5fss_update_windows(s);
}

static const char *const tcm_name[K3_R5F_NUM_TCMS] = {
    [K3_R5F_ATCM] = "atcm",
    [K3_R5F_BTCM] = "btcm",
};

static void r5fss_init_window(K3R5FSSState *s, int c, int t)
{
    uint32_t size = s->tcm_size * (s->tcm_double && c == 0 ? 2 : 1);

    k3_mem_window_init(&s->window[c][t], OBJECT(s), tcm_name[t],
                       &s->core[c].parent_obj, &s->core[c].bank[t], size);
}

static bool r5fss_realize_core(K3R5FSSState *s, int c, Error **errp)
{
    K3R5FCore *core = &s->core[c];
    DeviceState *dev = DEVICE(core);
    K3R5FCore *peer = s->num_cores > 1 && c == 0 ? &s->core[1] : NULL;

    qdev_prop_set_uint32(dev, "mpidr",
                         (1u << 31) | (s->num_cores == 1 ? 1u << 30 : 0) |
                         s->mp_cluster << 8 | c);
    qdev_prop_set_uint32(dev, "cluster-id", s->first_cluster_id + c);
    qdev_prop_set_uint32(dev, "vim-base", s->vim_base);
    qdev_prop_set_uint32(dev, "rat-base", s->rat_base);
    qdev_prop_set_uint32(dev, "periph-base", s->periph_base);
    qdev_prop_set_uint32(dev, "periph-size", s->periph_size);
    qdev_prop_set_uint32(dev, "tcm-size", s->tcm_size);
    object_property_set_link(OBJECT(core), "memory", OBJECT(s->memory),
                             &error_abort);
    k3_r5f_core_set_cluster(core, c == 1 ? &s->core[0] : peer,
                            r5fss_update, s);
    if (s->simulated[c]) {
        k3_core_set_simulated(&core->parent_obj, &s->sim_config[c]);
    }
    return sysbus_realize(SYS_BUS_DEVICE(core), errp);
}

void k3_r5fss_set_simulated(K3R5FSSState *s, int c,
                            const K3SimFwConfig *config)
{
    s->simulated[c] = true;
    s->sim_config[c] = *config;
}

static void k3_r5fss_realize(DeviceState *dev, Error **errp)
{
    K3R5FSSState *s = K3_R5FSS(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (!s->num_cores || s->num_cores > K3_R5FSS_MAX_CORES) {
        error_setg(errp, "%s: num-cores=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_R5FSS, s->num_cores, K3_R5FSS_MAX_CORES);
        return;
    }
    for (int c = 0; c < s->num_cores; c++) {
        g_autofree char *name = g_strdup_printf("core[%d]", c);

        object_initialize_child(OBJECT(s), name, &s->core[c],
                                TYPE_K3_R5F_CORE);
    }
    for (int c = 0; c < s->num_cores; c++) {
        if (!r5fss_realize_core(s, c, errp)) {
            return;
        }
    }
    for (int c = 0; c < s->num_cores; c++) {
        k3_r5f_core_join_tcms(&s->core[c]);
        for (int t = K3_R5F_NUM_TCMS - 1; t >= 0; t--) {
            r5fss_init_window(s, c, t);
        }
        sysbus_init_mmio(sbd, &s->window[c][K3_R5F_ATCM].container);
        sysbus_init_mmio(sbd, &s->window[c][K3_R5F_BTCM].container);
    }
    r5fss_update(s);
}

static int k3_r5fss_post_load(void *opaque, int version_id)
{
    K3R5FSSState *s = opaque;

    if (s->mode >= ARRAY_SIZE(r5fss_modes)) {
        return -EINVAL;
    }
    r5fss_apply_mode(s);
    r5fss_update_windows(s);
    return 0;
}

/* The cores migrate themselves, and are loaded before the cluster */
static const VMStateDescription vmstate_k3_r5fss = {
    .name = TYPE_K3_R5FSS,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_r5fss_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_cores, K3R5FSSState, NULL),
        VMSTATE_UINT8(mode, K3R5FSSState),
        VMSTATE_END_OF_LIST()
    }
};

static const Property k3_r5fss_properties[] = {
    DEFINE_PROP_UINT32("mp-cluster", K3R5FSSState, mp_cluster, 0),
    DEFINE_PROP_UINT32("num-cores", K3R5FSSState, num_cores, 2),
    DEFINE_PROP_UINT32("first-cluster-id", K3R5FSSState, first_cluster_id, 1),
    DEFINE_PROP_BOOL("tcm-double", K3R5FSSState, tcm_double, false),
    DEFINE_PROP_BOOL("single-core-only", K3R5FSSState, single_core_only,
                     false),
    DEFINE_PROP_UINT32("vim-base", K3R5FSSState, vim_base, 0),
    DEFINE_PROP_UINT32("rat-base", K3R5FSSState, rat_base, 0),
    DEFINE_PROP_UINT32("periph-base", K3R5FSSState, periph_base, 0),
    DEFINE_PROP_UINT32("periph-size", K3R5FSSState, periph_size, 0),
    DEFINE_PROP_UINT32("tcm-size", K3R5FSSState, tcm_size, 0),
    DEFINE_PROP_LINK("memory", K3R5FSSState, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_r5fss_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "TI K3 Cortex-R5F subsystem";
    dc->realize = k3_r5fss_realize;
    dc->vmsd = &vmstate_k3_r5fss;
    device_class_set_props(dc, k3_r5fss_properties);
}

static const TypeInfo k3_r5fss_types[] = {
    {
        .name = TYPE_K3_R5FSS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3R5FSSState),
        .instance_align = __alignof__(K3R5FSSState),
        .class_init = k3_r5fss_class_init,
    },
};

DEFINE_TYPES(k3_r5fss_types)
