/*
 * TI K3 remote core: an engine that executes instructions (abstract)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/core/cpu.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-cpu-engine.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/atomic.h"
#include "trace.h"

static void reset_cpu(K3CPUEngine *e, bool off)
{
    K3CPUEngineClass *cec = K3_CPU_ENGINE_GET_CLASS(e);
    CPUState *cs = CPU(e->cpu);

    cs->start_powered_off = off;
    cpu_reset(cs);
    if (cec->reset_on_cpu) {
        cec->reset_on_cpu(e);
    }
}

static void do_hold(CPUState *cs, run_on_cpu_data data)
{
    K3CPUEngine *e = data.host_ptr;

    /* If the engine has been started again, that work is still queued */
    if (e->phase == K3_CPU_ENGINE_RELEASED) {
        e->phase = K3_CPU_ENGINE_RELEASING;
    }
    reset_cpu(e, true);
}

static void do_release(CPUState *cs, run_on_cpu_data data)
{
    K3CPUEngine *e = data.host_ptr;

    if (e->phase == K3_CPU_ENGINE_HELD) {
        return;
    }
    reset_cpu(e, false);
    K3_CPU_ENGINE_GET_CLASS(e)->release(e);
    e->phase = K3_CPU_ENGINE_RELEASED;
}

static void do_freeze(CPUState *cs, run_on_cpu_data data)
{
    K3CPUEngine *e = data.host_ptr;
    bool frozen = e->parent_obj.frozen;

    /* A CPU in lockup does not execute anyway */
    if (e->phase != K3_CPU_ENGINE_RELEASED || e->lockup) {
        return;
    }
    e->cpu->power_state = frozen ? PSCI_OFF : PSCI_ON;
    cs->halted = frozen;
    if (frozen) {
        cs->exception_index = EXCP_HLT;
    }
}

static void reset_private(K3CPUEngine *e)
{
    e->lockup = false;
    K3_CPU_ENGINE_GET_CLASS(e)->reset(e);
}

static void cpu_engine_start(K3Engine *engine, uint64_t vector,
                             uint32_t config)
{
    K3CPUEngine *e = K3_CPU_ENGINE(engine);

    reset_private(e);
    e->phase = K3_CPU_ENGINE_RELEASING;
    e->vector = vector;
    e->config = config;
    async_run_on_cpu(CPU(e->cpu), do_release, RUN_ON_CPU_HOST_PTR(e));
}

static void cpu_engine_stop(K3Engine *engine)
{
    K3CPUEngine *e = K3_CPU_ENGINE(engine);

    trace_k3_cpu_engine_hold(k3_trace_name(e));
    e->phase = K3_CPU_ENGINE_HELD;
    async_run_on_cpu(CPU(e->cpu), do_hold, RUN_ON_CPU_HOST_PTR(e));
    reset_private(e);
}

static void cpu_engine_freeze(K3Engine *engine, bool frozen)
{
    K3CPUEngine *e = K3_CPU_ENGINE(engine);

    async_run_on_cpu(CPU(e->cpu), do_freeze, RUN_ON_CPU_HOST_PTR(e));
}

/*
 * "halted" is set in WFI, but also between a wake-up event and the next run of
 * the vCPU's thread; cpu_has_work() tells these apart.  Events are raised under
 * the BQL, which the caller holds, so the result may show WFI late but never
 * wrongly.  A CPU whose clock has just been resumed is also halted until its
 * thread runs, but its power is off, see do_freeze().
 */
static uint32_t cpu_engine_outputs(K3Engine *engine)
{
    K3CPUEngine *e = K3_CPU_ENGINE(engine);
    CPUState *cs = CPU(e->cpu);

    if (e->phase != K3_CPU_ENGINE_RELEASED) {
        return 0;
    }
    if (e->lockup) {
        return K3_CORE_OUT_LOCKUP;
    }
    return e->cpu->power_state == PSCI_ON && qatomic_read(&cs->halted) &&
           !cpu_has_work(cs) ? K3_CORE_OUT_WFI : 0;
}

static uint64_t cpu_engine_pc(K3Engine *engine)
{
    K3CPUEngine *e = K3_CPU_ENGINE(engine);

    return e->phase == K3_CPU_ENGINE_RELEASED ? e->cpu->env.regs[15] : 0;
}

static AddressSpace *cpu_engine_address_space(K3Engine *engine)
{
    return CPU(K3_CPU_ENGINE(engine)->cpu)->as;
}

bool k3_cpu_engine_realize_cluster(K3CPUEngine *e, Error **errp)
{
    qdev_prop_set_uint32(DEVICE(&e->cluster), "cluster-id", e->cluster_id);
    return qdev_realize(DEVICE(&e->cluster), NULL, errp);
}

void k3_cpu_engine_lockup(K3CPUEngine *e, bool lockup)
{
    /* Ignore a CPU that is being reset after a stop */
    e->lockup = lockup && e->phase == K3_CPU_ENGINE_RELEASED;
    if (e->lockup) {
        trace_k3_cpu_engine_lockup(k3_trace_name(e), e->cpu->env.regs[15]);
    }
}

static void cpu_engine_realize(DeviceState *dev, Error **errp)
{
    K3CPUEngine *e = K3_CPU_ENGINE(dev);

    if (!e->memory) {
        error_setg(errp, "%s: property memory is not set",
                   object_get_typename(OBJECT(dev)));
        return;
    }
    if (!K3_CPU_ENGINE_GET_CLASS(e)->realize_cpu(e, errp)) {
        return;
    }
    /* An affinity that no PSCI call with 32-bit arguments can name */
    e->cpu->mp_affinity = (1ULL << 32) | e->cluster_id;
}

static void cpu_engine_init(Object *obj)
{
    K3CPUEngine *e = K3_CPU_ENGINE(obj);

    object_initialize_child(obj, "cluster", &e->cluster, TYPE_CPU_CLUSTER);
}

static int cpu_engine_post_load(void *opaque, int version_id)
{
    K3CPUEngine *e = opaque;

    /* The vCPUs of a stopped machine have no work queued */
    if (e->phase != K3_CPU_ENGINE_HELD && e->phase != K3_CPU_ENGINE_RELEASED) {
        return -EINVAL;
    }
    if (e->lockup && e->phase == K3_CPU_ENGINE_HELD) {
        return -EINVAL;
    }
    CPU(e->cpu)->start_powered_off = e->phase == K3_CPU_ENGINE_HELD;
    return 0;
}

const VMStateDescription vmstate_k3_cpu_engine = {
    .name = TYPE_K3_CPU_ENGINE,
    .version_id = 2,
    .minimum_version_id = 2,
    .post_load = cpu_engine_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3CPUEngine, 1, vmstate_k3_engine,
                       K3Engine),
        VMSTATE_UINT8(phase, K3CPUEngine),
        VMSTATE_UINT64(vector, K3CPUEngine),
        VMSTATE_UINT32(config, K3CPUEngine),
        VMSTATE_BOOL(lockup, K3CPUEngine),
        VMSTATE_END_OF_LIST()
    }
};

static const Property cpu_engine_properties[] = {
    DEFINE_PROP_UINT32("cluster-id", K3CPUEngine, cluster_id, 1),
    DEFINE_PROP_LINK("memory", K3CPUEngine, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void cpu_engine_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3EngineClass *ec = K3_ENGINE_CLASS(oc);

    dc->realize = cpu_engine_realize;
    device_class_set_props(dc, cpu_engine_properties);

    ec->start = cpu_engine_start;
    ec->stop = cpu_engine_stop;
    ec->freeze = cpu_engine_freeze;
    ec->outputs = cpu_engine_outputs;
    ec->pc = cpu_engine_pc;
    ec->address_space = cpu_engine_address_space;
}

static const TypeInfo cpu_engine_types[] = {
    {
        .name = TYPE_K3_CPU_ENGINE,
        .parent = TYPE_K3_ENGINE,
        .abstract = true,
        .instance_size = sizeof(K3CPUEngine),
        .instance_align = __alignof__(K3CPUEngine),
        .instance_init = cpu_engine_init,
        .class_size = sizeof(K3CPUEngineClass),
        .class_init = cpu_engine_class_init,
    },
};

DEFINE_TYPES(cpu_engine_types)
