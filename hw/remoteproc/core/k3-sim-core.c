/*
 * TI K3 remote core that is simulated: C66x, C7x
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-sim-core.h"
#include "migration/vmstate.h"
#include "qapi/error.h"

static void k3_sim_core_windows(K3Core *core)
{
    K3SimCore *s = K3_SIM_CORE(core);

    for (unsigned i = 0; i < s->num_mems; i++) {
        k3_mem_window_update(&s->mem[i].window);
    }
}

static void k3_sim_core_power(K3Core *core, bool on)
{
    K3SimCore *s = K3_SIM_CORE(core);

    for (unsigned i = 0; i < s->num_mems; i++) {
        if (on) {
            address_space_set(k3_core_view(core), s->mem[i].local, 0,
                              s->mem[i].size, MEMTXATTRS_UNSPECIFIED);
        }
    }
    k3_sim_core_windows(core);
}

void k3_sim_core_add_memory(K3SimCore *s, const char *name, uint32_t size,
                            uint32_t local)
{
    K3SimCoreMemory *mem = &s->mem[s->num_mems];

    g_assert(s->num_mems < K3_SIM_CORE_MAX_MEMORIES);
    mem->name = g_strdup(name);
    mem->size = size;
    mem->local = local;
    s->num_mems++;
}

static bool init_memory(K3SimCore *s, K3SimCoreMemory *mem, Error **errp)
{
    Object *obj = OBJECT(s);

    if (!memory_region_init_ram(&mem->ram, obj, mem->name, mem->size, errp)) {
        return false;
    }
    memory_region_init_alias(&mem->alias, obj, "k3-sim-core-local", &mem->ram,
                             0, mem->size);
    memory_region_add_subregion_overlap(&s->view, mem->local, &mem->alias, 1);
    k3_mem_window_init(&mem->window, obj, mem->name, &s->parent_obj, &mem->ram,
                       mem->size);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &mem->window.container);
    return true;
}

static void k3_sim_core_realize(DeviceState *dev, Error **errp)
{
    K3SimCore *s = K3_SIM_CORE(dev);
    K3SimFwWindow own[K3_SIM_CORE_MAX_MEMORIES];

    K3_CORE_GET_CLASS(dev)->parent_realize(dev, errp);
    if (!s->memory || !s->parent_obj.sim_config) {
        error_setg(errp, "%s needs property 'memory' and must be simulated",
                   TYPE_K3_SIM_CORE);
        return;
    }
    memory_region_init(&s->view, OBJECT(s), "k3-sim-core-view",
                       memory_region_size(s->memory));
    memory_region_init_alias(&s->bus, OBJECT(s), "k3-sim-core-bus", s->memory,
                             0, memory_region_size(s->memory));
    memory_region_add_subregion(&s->view, 0, &s->bus);
    for (unsigned i = 0; i < s->num_mems; i++) {
        if (!init_memory(s, &s->mem[i], errp)) {
            return;
        }
        own[i].base = s->mem[i].local;
        own[i].size = s->mem[i].size;
    }
    k3_core_simulate(&s->parent_obj, &s->view, own, s->num_mems, errp);
}

static void k3_sim_core_finalize(Object *obj)
{
    K3SimCore *s = K3_SIM_CORE(obj);

    for (unsigned i = 0; i < s->num_mems; i++) {
        g_free(s->mem[i].name);
    }
}

static int k3_sim_core_post_load(void *opaque, int version_id)
{
    k3_sim_core_windows(opaque);
    return 0;
}

/* The simulated firmware migrates its own state */
static const VMStateDescription vmstate_k3_sim_core = {
    .name = TYPE_K3_SIM_CORE,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_sim_core_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3SimCore, 1, vmstate_k3_core, K3Core),
        VMSTATE_END_OF_LIST()
    }
};

static const Property k3_sim_core_properties[] = {
    DEFINE_PROP_LINK("memory", K3SimCore, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_sim_core_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3CoreClass *kc = K3_CORE_CLASS(oc);

    dc->desc = "TI K3 simulated core";
    dc->vmsd = &vmstate_k3_sim_core;
    device_class_set_parent_realize(dc, k3_sim_core_realize,
                                    &kc->parent_realize);
    device_class_set_props(dc, k3_sim_core_properties);

    kc->power = k3_sim_core_power;
    kc->windows = k3_sim_core_windows;
}

static const TypeInfo k3_sim_core_types[] = {
    {
        .name = TYPE_K3_SIM_CORE,
        .parent = TYPE_K3_CORE,
        .instance_size = sizeof(K3SimCore),
        .instance_finalize = k3_sim_core_finalize,
        .class_init = k3_sim_core_class_init,
    },
};

DEFINE_TYPES(k3_sim_core_types)
