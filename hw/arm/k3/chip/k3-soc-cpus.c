/*
 * TI K3 system on chip: application cores and their interrupt controller
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/intc/arm_gic.h"
#include "hw/intc/arm_gicv3_common.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qobject/qlist.h"
#include "target/arm/gtimer.h"

/* Private interrupts of the GIC in every Armv8-A system (INTID - 16) */
#define GIC_PPI_VIRT_MAINT      9
#define GIC_PPI_HYP_TIMER       10
#define GIC_PPI_VIRT_TIMER      11
#define GIC_PPI_SEC_TIMER       13
#define GIC_PPI_PHYS_TIMER      14
#define GIC_PPI_PMU             7

bool k3_soc_realize_cpus(K3SocState *s, Error **errp)
{
    for (unsigned i = 0; i < s->num_cpus; i++) {
        object_initialize_child(OBJECT(&s->cluster), "cpu[*]", &s->cpu[i],
                                s->info->cpu_type);
    }
    /* Before the CPUs, which copy the number of the cluster */
    qdev_prop_set_uint32(DEVICE(&s->cluster), "cluster-id", 0);
    if (!qdev_realize(DEVICE(&s->cluster), NULL, errp)) {
        return false;
    }
    for (unsigned i = 0; i < s->num_cpus; i++) {
        Object *cpu = OBJECT(&s->cpu[i]);

        object_property_set_link(cpu, "memory", OBJECT(s->memory),
                                 &error_abort);
        /* TF-A has left EL3; what remains of it is QEMU's PSCI */
        object_property_set_bool(cpu, "has_el3", false, &error_abort);
        object_property_set_bool(cpu, "has_el2", true, &error_abort);
        object_property_set_int(cpu, "cntfrq", s->info->cntfrq, &error_abort);
        object_property_set_int(cpu, "mp-affinity",
                                k3_soc_mpidr(s->info, i), &error_abort);
        if (!qdev_realize(DEVICE(cpu), NULL, errp)) {
            return false;
        }
    }
    return true;
}

static void connect_gic_cpu(K3SocState *s, unsigned i)
{
    static const struct {
        int timer;
        int ppi;
    } timers[] = {
        { GTIMER_PHYS, GIC_PPI_PHYS_TIMER },
        { GTIMER_VIRT, GIC_PPI_VIRT_TIMER },
        { GTIMER_HYP, GIC_PPI_HYP_TIMER },
        { GTIMER_SEC, GIC_PPI_SEC_TIMER },
    };
    static const int lines[] = {
        ARM_CPU_IRQ, ARM_CPU_FIQ, ARM_CPU_VIRQ, ARM_CPU_VFIQ,
    };
    DeviceState *cpu = DEVICE(&s->cpu[i]);
    DeviceState *gic = DEVICE(&s->gic);
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->gic);
    int ppis = s->info->num_spis + i * GIC_INTERNAL + GIC_NR_SGIS;

    for (size_t t = 0; t < ARRAY_SIZE(timers); t++) {
        qdev_connect_gpio_out(cpu, timers[t].timer,
                              qdev_get_gpio_in(gic, ppis + timers[t].ppi));
    }
    qdev_connect_gpio_out_named(cpu, "gicv3-maintenance-interrupt", 0,
                                qdev_get_gpio_in(gic,
                                                 ppis + GIC_PPI_VIRT_MAINT));
    qdev_connect_gpio_out_named(cpu, "pmu-interrupt", 0,
                                qdev_get_gpio_in(gic, ppis + GIC_PPI_PMU));
    for (size_t l = 0; l < ARRAY_SIZE(lines); l++) {
        sysbus_connect_irq(sbd, l * s->num_cpus + i,
                           qdev_get_gpio_in(cpu, lines[l]));
    }
}

bool k3_soc_realize_gic(K3SocState *s, Error **errp)
{
    DeviceState *gic = DEVICE(&s->gic);
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->gic);
    SysBusDevice *its = SYS_BUS_DEVICE(&s->its);
    QList *redist = qlist_new();

    qdev_prop_set_uint32(gic, "revision", 3);
    qdev_prop_set_uint32(gic, "num-cpu", s->num_cpus);
    qdev_prop_set_uint32(gic, "num-irq", s->info->num_spis + GIC_INTERNAL);
    qlist_append_int(redist, s->num_cpus);
    qdev_prop_set_array(gic, "redist-region-count", redist);
    qdev_prop_set_bit(gic, "has-lpi", true);
    object_property_set_link(OBJECT(gic), "sysmem", OBJECT(s->memory),
                             &error_abort);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, s->info->gicd);
    k3_soc_map(s, sbd, 1, s->info->gicr);
    for (unsigned i = 0; i < s->num_cpus; i++) {
        connect_gic_cpu(s, i);
    }
    object_property_set_link(OBJECT(its), "parent-gicv3", OBJECT(gic),
                             &error_abort);
    if (!sysbus_realize(its, errp)) {
        return false;
    }
    k3_soc_map(s, its, 0, s->info->its);
    return true;
}
