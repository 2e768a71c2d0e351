/*
 * TI K3 Vectored Interrupt Manager (VIM)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"
#include "qapi/error.h"
#include "k3-vim-internal.h"
#include "hw/misc/k3-trace.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "trace.h"

#define VIM_PRIORITY_MASK_RESET 0xffff
#define VIM_PRIORITY_RESET      0xf

static const char *k3_vim_output_name(unsigned n)
{
    return n == K3_VIM_FIQ ? "FIQ" : "IRQ";
}

static void k3_vim_drive_line(K3VimState *s, unsigned n)
{
    qemu_set_irq(s->output[n].line,
                 FIELD_EX32(s->output[n].prioritized, PRIIRQ, VALID));
}

static void k3_vim_drive_lines(K3VimState *s)
{
    for (unsigned n = 0; n < K3_VIM_NUM_OUTPUTS; n++) {
        k3_vim_drive_line(s, n);
    }
}

/* The most urgent interrupt that may be taken now, as in PRIIRQ */
static uint32_t k3_vim_prioritize(K3VimState *s, unsigned n)
{
    K3VimOutput *out = &s->output[n];
    uint32_t allowed = out->priority_mask;

    if (!out->groups) {
        return 0;
    }
    if (out->depth) {
        /* Only interrupts that are more urgent than the active one */
        allowed &= BIT(FIELD_EX32(out->active[out->depth - 1], PRIIRQ, PRI)) -
                   1;
    }

    for (; allowed; allowed &= allowed - 1) {
        unsigned pri = ctz32(allowed);

        for (uint32_t groups = out->groups; groups; groups &= groups - 1) {
            unsigned g = ctz32(groups);
            uint32_t pending = k3_vim_status(&s->group[g], n) &
                               s->members[pri][g];

            if (pending) {
                unsigned num = g * K3_VIM_IRQS_PER_GROUP + ctz32(pending);
                uint32_t val = FIELD_DP32(0, PRIIRQ, NUM, num);

                val = FIELD_DP32(val, PRIIRQ, PRI, pri);
                return FIELD_DP32(val, PRIIRQ, VALID, 1);
            }
        }
    }
    return 0;
}

void k3_vim_update_output(K3VimState *s, unsigned n)
{
    K3VimOutput *out = &s->output[n];
    uint32_t old = out->prioritized;

    out->prioritized = k3_vim_prioritize(s, n);
    /* VALID is the level of the line */
    if ((old ^ out->prioritized) & R_PRIIRQ_VALID_MASK) {
        trace_k3_vim_line(k3_trace_name(s), k3_vim_output_name(n),
                          FIELD_EX32(out->prioritized, PRIIRQ, VALID),
                          FIELD_EX32(out->prioritized, PRIIRQ, NUM));
        k3_vim_drive_line(s, n);
    }
}

void k3_vim_update_outputs(K3VimState *s)
{
    for (unsigned n = 0; n < K3_VIM_NUM_OUTPUTS; n++) {
        k3_vim_update_output(s, n);
    }
}

static void k3_vim_refresh_group(K3VimState *s, unsigned g)
{
    K3VimGroup *group = &s->group[g];

    /* A level that is still active sets the status again after a clear */
    group->raw |= group->input & ~group->type;

    for (unsigned n = 0; n < K3_VIM_NUM_OUTPUTS; n++) {
        s->output[n].groups = deposit32(s->output[n].groups, g, 1,
                                        k3_vim_status(group, n) != 0);
    }
}

void k3_vim_update_group(K3VimState *s, unsigned g)
{
    k3_vim_refresh_group(s, g);
    k3_vim_update_outputs(s);
}

static void k3_vim_set_input(void *opaque, int irq, int level)
{
    K3VimState *s = opaque;
    unsigned g = irq / K3_VIM_IRQS_PER_GROUP;
    uint32_t bit = BIT(irq % K3_VIM_IRQS_PER_GROUP);
    K3VimGroup *group = &s->group[g];

    if (!!(group->input & bit) == !!level) {
        return;
    }
    trace_k3_vim_input(k3_trace_name(s), irq, level);
    group->input ^= bit;
    if (level) {
        /* Both types begin with a rising edge */
        group->raw |= bit;
        k3_vim_update_group(s, g);
    }
}

void k3_vim_set_priority(K3VimState *s, unsigned num, uint8_t pri)
{
    unsigned g = num / K3_VIM_IRQS_PER_GROUP;
    uint32_t bit = BIT(num % K3_VIM_IRQS_PER_GROUP);

    s->members[s->priority[num]][g] &= ~bit;
    s->members[pri][g] |= bit;
    s->priority[num] = pri;
}

uint32_t k3_vim_activate(K3VimState *s, unsigned n, bool *valid)
{
    K3VimOutput *out = &s->output[n];
    bool pending = FIELD_EX32(out->prioritized, PRIIRQ, VALID);

    if (valid) {
        *valid = pending;
    }
    if (!pending) {
        /* Spurious: nothing becomes active, the register keeps its value */
        trace_k3_vim_spurious(k3_trace_name(s), k3_vim_output_name(n),
                              out->vector);
        return out->vector;
    }

    /* depth is bounded, as each entry has a smaller priority number */
    out->vector = s->vector[FIELD_EX32(out->prioritized, PRIIRQ, NUM)];
    out->active[out->depth++] = out->prioritized;
    trace_k3_vim_activate(k3_trace_name(s), k3_vim_output_name(n),
                          FIELD_EX32(out->prioritized, PRIIRQ, NUM),
                          FIELD_EX32(out->prioritized, PRIIRQ, PRI), out->depth,
                          out->vector);
    k3_vim_update_output(s, n);
    return out->vector;
}

void k3_vim_end(K3VimState *s, unsigned n)
{
    K3VimOutput *out = &s->output[n];

    /*
     * If none is active, this is how firmware ends a spurious interrupt, so it
     * is not an error.
     */
    if (out->depth) {
        out->depth--;
        trace_k3_vim_end(k3_trace_name(s), k3_vim_output_name(n),
                         FIELD_EX32(out->active[out->depth], PRIIRQ, NUM),
                         out->depth);
        out->active[out->depth] = 0;
        k3_vim_update_output(s, n);
    }
}

uint32_t k3_vim_vector_port_ack(K3VimState *s, bool *valid)
{
    return k3_vim_activate(s, K3_VIM_IRQ, valid);
}

/* Derive everything that depends on other state */
static void k3_vim_derive(K3VimState *s)
{
    memset(s->members, 0, sizeof(s->members));
    for (unsigned num = 0; num < s->num_irqs; num++) {
        k3_vim_set_priority(s, num, s->priority[num]);
    }
    for (unsigned g = 0; g < k3_vim_num_groups(s); g++) {
        k3_vim_refresh_group(s, g);
    }
    for (unsigned n = 0; n < K3_VIM_NUM_OUTPUTS; n++) {
        s->output[n].prioritized = k3_vim_prioritize(s, n);
    }
}

static void k3_vim_reset_enter(Object *obj, ResetType type)
{
    K3VimState *s = K3_VIM(obj);

    for (unsigned n = 0; n < K3_VIM_NUM_OUTPUTS; n++) {
        K3VimOutput *out = &s->output[n];

        out->priority_mask = VIM_PRIORITY_MASK_RESET;
        out->vector = 0;
        out->depth = 0;
        memset(out->active, 0, sizeof(out->active));
    }
    for (unsigned g = 0; g < K3_VIM_MAX_GROUPS; g++) {
        /* The inputs keep their levels, since their sources drive them */
        s->group[g] = (K3VimGroup) { .input = s->group[g].input };
    }
    memset(s->priority, VIM_PRIORITY_RESET, sizeof(s->priority));
    memset(s->vector, 0, sizeof(s->vector));
    s->ded_vector = 0;
    k3_vim_derive(s);
}

static void k3_vim_reset_hold(Object *obj, ResetType type)
{
    k3_vim_drive_lines(K3_VIM(obj));
}

static void k3_vim_reset_exit(Object *obj, ResetType type)
{
    K3VimState *s = K3_VIM(obj);

    /*
     * A source that was reset together with us has released its line by now.
     * Clear what was latched before that.
     */
    for (unsigned g = 0; g < k3_vim_num_groups(s); g++) {
        s->group[g].raw = 0;
        k3_vim_refresh_group(s, g);
    }
}

static int k3_vim_output_post_load(void *opaque, int version_id)
{
    K3VimOutput *out = opaque;
    unsigned limit = K3_VIM_NUM_PRIORITIES;

    if (out->depth > K3_VIM_NUM_PRIORITIES) {
        return -EINVAL;
    }
    for (unsigned i = 0; i < out->depth; i++) {
        unsigned pri = FIELD_EX32(out->active[i], PRIIRQ, PRI);

        /* Nesting is bounded because priority numbers decrease */
        if (!FIELD_EX32(out->active[i], PRIIRQ, VALID) || pri >= limit) {
            return -EINVAL;
        }
        limit = pri;
    }
    out->priority_mask &= MAKE_64BIT_MASK(0, K3_VIM_NUM_PRIORITIES);
    /* Derived again by post_load of the device, which knows the groups */
    out->groups = 0;
    return 0;
}

static const VMStateDescription vmstate_k3_vim_output = {
    .name = "k3-vim-output",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_vim_output_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(priority_mask, K3VimOutput),
        VMSTATE_UINT32(vector, K3VimOutput),
        VMSTATE_UINT8(depth, K3VimOutput),
        VMSTATE_UINT32_ARRAY(active, K3VimOutput, K3_VIM_NUM_PRIORITIES),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_k3_vim_group = {
    .name = "k3-vim-group",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(input, K3VimGroup),
        VMSTATE_UINT32(raw, K3VimGroup),
        VMSTATE_UINT32(enable, K3VimGroup),
        VMSTATE_UINT32(map, K3VimGroup),
        VMSTATE_UINT32(type, K3VimGroup),
        VMSTATE_END_OF_LIST()
    },
};

static int k3_vim_post_load(void *opaque, int version_id)
{
    K3VimState *s = opaque;

    for (unsigned num = 0; num < K3_VIM_MAX_IRQS; num++) {
        if (s->priority[num] >= K3_VIM_NUM_PRIORITIES) {
            return -EINVAL;
        }
    }
    k3_vim_derive(s);
    k3_vim_drive_lines(s);
    return 0;
}

static const VMStateDescription vmstate_k3_vim = {
    .name = TYPE_K3_VIM,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_vim_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_irqs, K3VimState, "property num-irqs"),
        VMSTATE_STRUCT_ARRAY(output, K3VimState, K3_VIM_NUM_OUTPUTS, 1,
                             vmstate_k3_vim_output, K3VimOutput),
        VMSTATE_STRUCT_ARRAY(group, K3VimState, K3_VIM_MAX_GROUPS, 1,
                             vmstate_k3_vim_group, K3VimGroup),
        VMSTATE_UINT8_ARRAY(priority, K3VimState, K3_VIM_MAX_IRQS),
        VMSTATE_UINT32_ARRAY(vector, K3VimState, K3_VIM_MAX_IRQS),
        VMSTATE_UINT32(ded_vector, K3VimState),
        VMSTATE_END_OF_LIST()
    },
};

static void k3_vim_init(Object *obj)
{
    K3VimState *s = K3_VIM(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_vim_ops, s, TYPE_K3_VIM,
                          K3_VIM_REGS_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    for (unsigned n = 0; n < K3_VIM_NUM_OUTPUTS; n++) {
        sysbus_init_irq(sbd, &s->output[n].line);
    }
}

static void k3_vim_realize(DeviceState *dev, Error **errp)
{
    K3VimState *s = K3_VIM(dev);

    if (!s->num_irqs || s->num_irqs > K3_VIM_MAX_IRQS ||
        s->num_irqs % K3_VIM_IRQS_PER_GROUP) {
        error_setg(errp, "%s: num-irqs=%" PRIu32 ": must be a multiple of %d "
                   "up to %d", TYPE_K3_VIM, s->num_irqs,
                   K3_VIM_IRQS_PER_GROUP, K3_VIM_MAX_IRQS);
        return;
    }
    qdev_init_gpio_in(dev, k3_vim_set_input, s->num_irqs);
}

static const Property k3_vim_properties[] = {
    DEFINE_PROP_UINT32("num-irqs", K3VimState, num_irqs, 512),
};

static void k3_vim_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "TI K3 Vectored Interrupt Manager";
    dc->realize = k3_vim_realize;
    dc->vmsd = &vmstate_k3_vim;
    device_class_set_props(dc, k3_vim_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_vim_reset_enter;
    rc->phases.hold = k3_vim_reset_hold;
    rc->phases.exit = k3_vim_reset_exit;
}

static const TypeInfo k3_vim_types[] = {
    {
        .name = TYPE_K3_VIM,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3VimState),
        .instance_init = k3_vim_init,
        .class_init = k3_vim_class_init,
    },
};

DEFINE_TYPES(k3_vim_types)
