/*
 * TI K3 remote core: a Cortex-M4F as an engine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/core/cpu.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-m4f-engine.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "trace.h"

/* A K3 M4F has 8 interrupt priorities */
#define M4F_PRIO_BITS       3

static void m4f_engine_reset(K3CPUEngine *e)
{
    K3M4FEngine *s = K3_M4F_ENGINE(e);

    device_cold_reset(DEVICE(&s->armv7m.systick[M_REG_NS]));
}

/*
 * The NVIC is part of the core, and can take exceptions until the core is held.
 * A reset of the NVIC does not change the levels of its input lines; QEMU's
 * NVIC assumes that they are low until they change.
 */
static void m4f_engine_reset_on_cpu(K3CPUEngine *e)
{
    K3M4FEngine *s = K3_M4F_ENGINE(e);

    device_cold_reset(DEVICE(&s->armv7m.nvic));
    for (int n = 0; n < K3_M4F_NUM_IRQS; n++) {
        if (s->irq_levels & BIT_ULL(n)) {
            qemu_irq_raise(qdev_get_gpio_in(DEVICE(&s->armv7m), n));
        }
    }
}

/* The reset has loaded SP and PC from the vector table at 0 */
static void m4f_engine_release(K3CPUEngine *e)
{
    trace_k3_cpu_engine_release(k3_trace_name(e),
                                e->cpu->env.regs[15]);
}

static void m4f_engine_irq(void *opaque, int n, int level)
{
    K3M4FEngine *s = opaque;

    s->irq_levels = deposit64(s->irq_levels, n, 1, !!level);
    qemu_set_irq(qdev_get_gpio_in(DEVICE(&s->armv7m), n), level);
}

static void m4f_engine_lockup(void *opaque, int n, int level)
{
    k3_cpu_engine_lockup(opaque, level);
}

static void m4f_engine_sysresetreq(void *opaque, int n, int level)
{
    if (level) {
        qemu_log_mask(LOG_UNIMP, "%s: SYSRESETREQ has no effect\n",
                      k3_trace_name(opaque));
    }
}

static bool m4f_engine_realize_cpu(K3CPUEngine *e, Error **errp)
{
    K3M4FEngine *s = K3_M4F_ENGINE(e);
    DeviceState *armv7m = DEVICE(&s->armv7m);

    if (!s->clock_frequency) {
        error_setg(errp, "%s: clock-frequency=0: must be 1 or more",
                   TYPE_K3_M4F_ENGINE);
        return false;
    }
    clock_set_hz(s->clock, s->clock_frequency);
    qdev_connect_clock_in(armv7m, "cpuclk", s->clock);
    qdev_prop_set_string(armv7m, "cpu-type", ARM_CPU_TYPE_NAME("cortex-m4"));
    qdev_prop_set_uint32(armv7m, "num-irq", K3_M4F_NUM_IRQS);
    qdev_prop_set_uint8(armv7m, "num-prio-bits", M4F_PRIO_BITS);
    qdev_prop_set_bit(armv7m, "start-powered-off", true);
    object_property_set_link(OBJECT(armv7m), "memory", OBJECT(e->memory),
                             &error_abort);
    if (!sysbus_realize(SYS_BUS_DEVICE(armv7m), errp)) {
        return false;
    }
    e->cpu = s->armv7m.cpu;
    qdev_connect_gpio_out_named(armv7m, "LOCKUP", 0,
        qdev_get_gpio_in_named(DEVICE(s), "lockup", 0));
    qdev_connect_gpio_out_named(armv7m, "SYSRESETREQ", 0,
        qdev_get_gpio_in_named(DEVICE(s), "sysresetreq", 0));

    /* The cluster needs the CPU, which exists only now */
    return k3_cpu_engine_realize_cluster(e, errp);
}

static void m4f_engine_init(Object *obj)
{
    K3M4FEngine *s = K3_M4F_ENGINE(obj);
    DeviceState *dev = DEVICE(obj);

    object_initialize_child(OBJECT(&s->parent_obj.cluster), "armv7m",
                            &s->armv7m, TYPE_ARMV7M);
    s->clock = clock_new(obj, "clock");
    qdev_init_gpio_in(dev, m4f_engine_irq, K3_M4F_NUM_IRQS);
    qdev_init_gpio_in_named(dev, m4f_engine_lockup, "lockup", 1);
    qdev_init_gpio_in_named(dev, m4f_engine_sysresetreq, "sysresetreq", 1);
}

static const VMStateDescription vmstate_m4f_engine = {
    .name = TYPE_K3_M4F_ENGINE,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(parent_obj, K3M4FEngine, 1, vmstate_k3_cpu_engine,
                       K3CPUEngine),
        VMSTATE_UINT64(irq_levels, K3M4FEngine),
        VMSTATE_END_OF_LIST()
    }
};

static const Property m4f_engine_properties[] = {
    DEFINE_PROP_UINT32("clock-frequency", K3M4FEngine, clock_frequency,
                       400 * 1000 * 1000),
};

static void m4f_engine_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    K3EngineClass *ec = K3_ENGINE_CLASS(oc);
    K3CPUEngineClass *cec = K3_CPU_ENGINE_CLASS(oc);

    dc->desc = "Cortex-M4F of a TI K3 remote core";
    dc->vmsd = &vmstate_m4f_engine;
    device_class_set_props(dc, m4f_engine_properties);

    ec->num_irqs = K3_M4F_NUM_IRQS;
    cec->realize_cpu = m4f_engine_realize_cpu;
    cec->reset = m4f_engine_reset;
    cec->reset_on_cpu = m4f_engine_reset_on_cpu;
    cec->release = m4f_engine_release;
}

static const TypeInfo m4f_engine_types[] = {
    {
        .name = TYPE_K3_M4F_ENGINE,
        .parent = TYPE_K3_CPU_ENGINE,
        .instance_size = sizeof(K3M4FEngine),
        .instance_align = __alignof__(K3M4FEngine),
        .instance_init = m4f_engine_init,
        .class_init = m4f_engine_class_init,
    },
};

DEFINE_TYPES(m4f_engine_types)
