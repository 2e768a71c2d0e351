/*
 * TI K3 remote core: a Cortex-R5F as an engine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/core/cpu.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-boot-flags.h"
#include "hw/remoteproc/k3-r5f-engine.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "trace.h"

#define R5F_SCTLR_NMFI      (1u << 27)
#define R5F_SCTLR_TE        (1u << 30)

/* Unmapped, and execute-never in the default memory map */
#define NOWHERE             0xffffffe0u

static void r5f_engine_reset(K3CPUEngine *e)
{
    K3R5FCPU *cpu = &K3_R5F_ENGINE(e)->cpu;

    memset(&cpu->regs, 0, sizeof(cpu->regs));
}

static void r5f_engine_release(K3CPUEngine *e)
{
    CPUARMState *env = &e->cpu->env;

    if (e->config & K3_PROC_R5F_CFG_TEINIT) {
        env->cp15.sctlr_ns |= R5F_SCTLR_TE;
        env->thumb = true;
    }
    if (e->config & K3_PROC_R5F_CFG_NMFI_EN) {
        env->cp15.sctlr_ns |= R5F_SCTLR_NMFI;
    }
    arm_rebuild_hflags(env);
    cpu_set_pc(CPU(e->cpu), e->vector);
    trace_k3_cpu_engine_release(k3_trace_name(e), e->vector);
}

static void do_crash(CPUState *cs, run_on_cpu_data data)
{
    K3CPUEngine *e = data.host_ptr;

    if (e->phase == K3_CPU_ENGINE_RELEASED && !e->parent_obj.frozen) {
        cpu_set_pc(cs, NOWHERE);
        cs->halted = 0;
    }
}

/* A prefetch abort, which the firmware handles as it likes */
static void r5f_engine_crash(K3Engine *engine)
{
    K3CPUEngine *e = K3_CPU_ENGINE(engine);

    async_run_on_cpu(CPU(e->cpu), do_crash, RUN_ON_CPU_HOST_PTR(e));
}

static bool r5f_engine_realize_cpu(K3CPUEngine *e, Error **errp)
{
    K3R5FEngine *s = K3_R5F_ENGINE(e);
    Object *cpu = OBJECT(&s->cpu);

    /* Realize the cluster first: the CPU copies its number */
    if (!k3_cpu_engine_realize_cluster(e, errp)) {
        return false;
    }
    object_property_set_link(cpu, "memory", OBJECT(e->memory), &error_abort);
    object_property_set_bool(cpu, "start-powered-off", true, &error_abort);
    if (!qdev_realize(DEVICE(cpu), NULL, errp)) {
        return false;
    }
    k3_r5f_cpu_define_regs(&s->cpu);
    /* Inputs ARM_CPU_IRQ and ARM_CPU_FIQ */
    qdev_pass_gpios(DEVICE(cpu), DEVICE(e), NULL);
    e->cpu = &s->cpu.parent_obj;
    return true;
}

static void r5f_engine_init(Object *obj)
{
    K3R5FEngine *s = K3_R5F_ENGINE(obj);

    object_initialize_child(OBJECT(&s->parent_obj.cluster), "cpu", &s->cpu,
                            TYPE_K3_R5F_CPU);
}

static const VMStateDescription vmstate_r5f_engine = {
    .name = TYPE_K3_R5F_ENGINE,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3R5FEngine, 1, vmstate_k3_cpu_engine,
                       K3CPUEngine),
        VMSTATE_STRUCT(cpu, K3R5FEngine, 1, vmstate_k3_r5f_cpu_regs, K3R5FCPU),
        VMSTATE_END_OF_LIST()
    }
};

static void r5f_engine_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3EngineClass *ec = K3_ENGINE_CLASS(oc);
    K3CPUEngineClass *cec = K3_CPU_ENGINE_CLASS(oc);

    dc->desc = "Cortex-R5F of a TI K3 remote core";
    dc->vmsd = &vmstate_r5f_engine;

    ec->crash = r5f_engine_crash;
    ec->num_irqs = K3_R5F_NUM_IRQS;
    cec->realize_cpu = r5f_engine_realize_cpu;
    cec->reset = r5f_engine_reset;
    cec->release = r5f_engine_release;
}

static const TypeInfo r5f_engine_types[] = {
    {
        .name = TYPE_K3_R5F_ENGINE,
        .parent = TYPE_K3_CPU_ENGINE,
        .instance_size = sizeof(K3R5FEngine),
        .instance_align = __alignof__(K3R5FEngine),
        .instance_init = r5f_engine_init,
        .class_init = r5f_engine_class_init,
    },
};

DEFINE_TYPES(r5f_engine_types)
