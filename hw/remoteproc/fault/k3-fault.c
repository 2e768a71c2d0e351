/*
 * Fault rules for the TI K3 models: a rule as a device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/vmstate-if.h"
#include "system/reset.h"
#include "k3-fault-internal.h"

#define ACTION(name)    K3_FAULT_ACT(name)
#define MODULE_ACTIONS  (ACTION(STICK) | ACTION(WEDGE))

const QEnumLookup k3_fault_where_lookup = {
    .array = (const char *const []) {
        [K3_FAULT_WHERE_MAILBOX] = "mailbox",
        [K3_FAULT_WHERE_TI_SCI] = "ti-sci",
        [K3_FAULT_WHERE_SECURE_PROXY] = "secure-proxy",
        [K3_FAULT_WHERE_CORE] = "core",
        [K3_FAULT_WHERE_PROC_STATUS] = "proc-status",
    },
    .size = K3_FAULT_WHERE__MAX,
};

const QEnumLookup k3_fault_action_lookup = {
    .array = (const char *const []) {
        [K3_FAULT_ACTION_DROP] = "drop",
        [K3_FAULT_ACTION_DELAY] = "delay",
        [K3_FAULT_ACTION_DUPLICATE] = "duplicate",
        [K3_FAULT_ACTION_CORRUPT] = "corrupt",
        [K3_FAULT_ACTION_NACK] = "nack",
        [K3_FAULT_ACTION_SILENT] = "silent",
        [K3_FAULT_ACTION_FULL] = "full",
        [K3_FAULT_ACTION_STUCK] = "stuck",
        [K3_FAULT_ACTION_HANG] = "hang",
        [K3_FAULT_ACTION_CRASH] = "crash",
        [K3_FAULT_ACTION_MASK_WFI] = "mask-wfi",
        [K3_FAULT_ACTION_GLITCH] = "glitch",
        [K3_FAULT_ACTION_STICK] = "stick",
        [K3_FAULT_ACTION_WEDGE] = "wedge",
    },
    .size = K3_FAULT_ACTION__MAX,
};

/*
 * Which actions make sense at an event.  At one place, no action is for two
 * types: place and action say which type a rule is about.
 */
static const struct {
    K3FaultWhere where;
    uint32_t actions;
    uint32_t word_max;          /* offset of the last word of a message */
} events[K3_FAULT_EVENT__MAX] = {
    [K3_FAULT_EVENT_MAILBOX] = {
        K3_FAULT_WHERE_MAILBOX,
        ACTION(DROP) | ACTION(DELAY) | ACTION(DUPLICATE) | ACTION(CORRUPT) |
        ACTION(FULL) | K3_FAULT_CORE_ACTIONS, 0,
    },
    [K3_FAULT_EVENT_THREAD] = {
        K3_FAULT_WHERE_SECURE_PROXY,
        ACTION(DROP) | ACTION(DELAY) | ACTION(DUPLICATE) | ACTION(CORRUPT) |
        ACTION(FULL) | ACTION(STUCK), K3_FAULT_MSG_SIZE - 4,
    },
    [K3_FAULT_EVENT_REQUEST] = {
        K3_FAULT_WHERE_TI_SCI,
        ACTION(DROP) | ACTION(NACK) | ACTION(SILENT) | MODULE_ACTIONS |
        K3_FAULT_CORE_ACTIONS, 0,
    },
    [K3_FAULT_EVENT_RESPONSE] = {
        K3_FAULT_WHERE_TI_SCI,
        ACTION(DELAY) | ACTION(DUPLICATE) | ACTION(CORRUPT),
        K3_FAULT_MSG_SIZE - 4,
    },
    [K3_FAULT_EVENT_STATUS] = {
        K3_FAULT_WHERE_PROC_STATUS,
        ACTION(MASK_WFI) | ACTION(GLITCH) | ACTION(CORRUPT), 0,
    },
    [K3_FAULT_EVENT_START] = {
        K3_FAULT_WHERE_CORE, K3_FAULT_CORE_ACTIONS, 0,
    },
};

const char *k3_fault_id(K3Fault *f)
{
    return object_get_canonical_path_component(OBJECT(f)) ?: "";
}

K3FaultRules *k3_fault_rules(void)
{
    Object *machine = qdev_get_machine();
    Object *rules = object_resolve_path_component(machine,
                                                  TYPE_K3_FAULT_RULES);

    if (!rules) {
        rules = object_new(TYPE_K3_FAULT_RULES);
        object_property_add_child(machine, TYPE_K3_FAULT_RULES, rules);
        object_unref(rules);
    }
    return K3_FAULT_RULES(rules);
}

static void rules_init(Object *obj)
{
    for (int i = 0; i < K3_FAULT_EVENT__MAX; i++) {
        QTAILQ_INIT(&K3_FAULT_RULES(obj)->of[i]);
    }
}

/* The type of event that the rule is about, from its place and action */
static bool check_type(K3Fault *f, Error **errp)
{
    if (f->where == K3_FAULT_WHERE__MAX || f->action == K3_FAULT_ACTION_NONE) {
        error_setg(errp, "a rule needs where=PLACE and action=ACTION");
        return false;
    }
    for (int i = 0; i < K3_FAULT_EVENT__MAX; i++) {
        if (events[i].where == f->where &&
            (events[i].actions & BIT(f->action))) {
            f->type = i;
            return true;
        }
    }
    error_setg(errp, "action=%s cannot be used with where=%s",
               qapi_enum_lookup(&k3_fault_action_lookup, f->action),
               qapi_enum_lookup(&k3_fault_where_lookup, f->where));
    return false;
}

static bool check_fields(K3Fault *f, Error **errp)
{
    for (size_t i = 0; i < K3_FAULT_NUM_FIELDS; i++) {
        if (f->match[i] != K3_FAULT_NONE &&
            !(k3_fault_fields[i].places & BIT(f->where))) {
            error_setg(errp, "where=%s has no '%s' to match",
                       qapi_enum_lookup(&k3_fault_where_lookup, f->where),
                       k3_fault_fields[i].name);
            return false;
        }
    }
    return true;
}

static bool check_sticky(K3Fault *f, int64_t message, Error **errp)
{
    const char *action = qapi_enum_lookup(&k3_fault_action_lookup, f->action);
    int64_t sticky = k3_fault_sticky_message(f->type);

    if (sticky == K3_FAULT_NONE) {
        error_setg(errp, "action=%s: this machine has no modules that can get "
                   "stuck", action);
    } else if (message != sticky) {
        error_setg(errp, "action=%s needs message=0x%" PRIx64, action, sticky);
    }
    return message == sticky && sticky != K3_FAULT_NONE;
}

/* What an action needs, and what makes no sense with it */
static bool check_action(K3Fault *f, Error **errp)
{
    const char *action = qapi_enum_lookup(&k3_fault_action_lookup, f->action);
    bool core = BIT(f->action) & K3_FAULT_CORE_ACTIONS;
    int64_t message = K3_FAULT_NONE;

    for (size_t i = 0; i < K3_FAULT_NUM_FIELDS; i++) {
        if (k3_fault_fields[i].offset == offsetof(K3FaultEvent, message)) {
            message = f->match[i];
        }
    }
    if (core != (f->core != NULL)) {
        error_setg(errp, core ? "action=%s needs core=NAME" :
                   "action=%s does not take core=NAME", action);
        return false;
    }
    if ((BIT(f->action) & MODULE_ACTIONS) && !check_sticky(f, message, errp)) {
        return false;
    }
    if (f->offset > events[f->type].word_max) {
        error_setg(errp, "offset=%u is beyond the message: use 0 to %u",
                   f->offset, events[f->type].word_max);
        return false;
    }
    if (f->delay_ns > INT64_MAX / 2) {
        error_setg(errp, "delay-ns is too long");
        return false;
    }
    return true;
}

/* It must exist, so rules cannot wait for each other */
static bool check_after(K3Fault *f, Error **errp)
{
    K3FaultRules *rules = k3_fault_rules();
    K3Fault *other;

    f->waiting = f->after && *f->after;
    for (int i = 0; i < K3_FAULT_EVENT__MAX && f->waiting; i++) {
        QTAILQ_FOREACH(other, &rules->of[i], next) {
            if (!strcmp(k3_fault_id(other), f->after)) {
                return true;
            }
        }
    }
    if (f->waiting) {
        error_setg(errp, "after=%s: there is no such rule yet", f->after);
    }
    return !f->waiting;
}

static void fault_realize(DeviceState *dev, Error **errp)
{
    K3Fault *f = K3_FAULT(dev);

    if (!check_type(f, errp) || !check_fields(f, errp) ||
        !check_action(f, errp) || !check_after(f, errp) ||
        !k3_fault_find_targets(f, qapi_enum_lookup(&k3_fault_where_lookup,
                                                   f->where), errp)) {
        return;
    }
    /* It is on no bus that would pass on resets */
    qemu_register_resettable(OBJECT(f));
    f->rules = k3_fault_rules();
    QTAILQ_INSERT_TAIL(&f->rules->of[f->type], f, next);
    k3_fault_rules_changed();
}

static void fault_unrealize(DeviceState *dev)
{
    K3Fault *f = K3_FAULT(dev);

    QTAILQ_REMOVE(&f->rules->of[f->type], f, next);
    f->rules = NULL;
    qemu_unregister_resettable(OBJECT(f));
    k3_fault_later_clear(f, true);
    k3_fault_rules_changed();
}

/* What is under way is lost with the machine's state; the rule stays */
static void fault_reset_hold(Object *obj, ResetType type)
{
    k3_fault_later_clear(K3_FAULT(obj), false);
}

static void fault_init(Object *obj)
{
    K3Fault *f = K3_FAULT(obj);

    f->where = K3_FAULT_WHERE__MAX;
    f->action = K3_FAULT_ACTION_NONE;
    for (size_t i = 0; i < K3_FAULT_NUM_FIELDS; i++) {
        f->match[i] = K3_FAULT_NONE;
    }
    f->mask = UINT32_MAX;
    f->xor = 1;
    k3_fault_later_init(f);
}

static void fault_finalize(Object *obj)
{
    K3Fault *f = K3_FAULT(obj);

    k3_fault_later_finalize(f);
    g_free(f->instance);
    g_free(f->core);
    g_free(f->after);
}

static char *fault_vmstate_id(VMStateIf *obj)
{
    return g_strdup_printf("%s/%s", TYPE_K3_FAULT,
                           k3_fault_id(K3_FAULT(obj)));
}

static void fault_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    VMStateIfClass *vc = VMSTATE_IF_CLASS(oc);

    dc->desc = "fault injection rule for a TI K3 SoC";
    dc->realize = fault_realize;
    dc->unrealize = fault_unrealize;
    dc->vmsd = &vmstate_k3_fault;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.hold = fault_reset_hold;
    /* The order in which rules were added may differ after a migration */
    vc->get_id = fault_vmstate_id;
    k3_fault_add_properties(oc);
}

static const TypeInfo k3_fault_types[] = {
    {
        .name = TYPE_K3_FAULT_TARGET,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(K3FaultTargetClass),
    }, {
        .name = TYPE_K3_FAULT_RULES,
        .parent = TYPE_OBJECT,
        .instance_size = sizeof(K3FaultRules),
        .instance_init = rules_init,
    }, {
        .name = TYPE_K3_FAULT,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(K3Fault),
        .instance_init = fault_init,
        .instance_finalize = fault_finalize,
        .class_init = fault_class_init,
    },
};

DEFINE_TYPES(k3_fault_types)
