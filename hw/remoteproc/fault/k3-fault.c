/*
 * Fault rules for the TI K3 models
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/timer.h"
#include "qapi/error.h"
#include "qapi/util.h"
#include "qapi/visitor.h"
#include "hw/misc/k3-trace.h"
#include "hw/remoteproc/k3-fault.h"
#include "hw/qdev-core.h"
#include "hw/vmstate-if.h"
#include "migration/vmstate.h"
#include "system/reset.h"
#include "trace.h"

/* Of the last 32-bit word of a secure proxy message */
#define OFFSET_MAX      56

/* Messages that one rule can hold back at a time: four FIFOs full */
#define HELD_MAX        16

typedef struct K3FaultHeld {
    int64_t due;                /* QEMU_CLOCK_VIRTUAL, ns; 0: free entry */
    uint32_t cluster;
    uint32_t fifo;
    uint32_t value;
} K3FaultHeld;

struct K3Fault {
    DeviceState parent_obj;

    /* What to match: K3_FAULT_NONE matches anything */
    K3FaultEvent match;
    uint32_t mask;
    char *core;

    K3FaultAction action;
    uint64_t skip;
    uint64_t count;
    uint64_t delay_ns;
    uint32_t xor;
    uint32_t offset;

    uint64_t seen;
    uint64_t hits;
    int64_t act_due;            /* of hang and crash; 0: nothing to come */
    K3FaultHeld held[HELD_MAX];
    QEMUTimer *timer;

    bool active;                /* is in the list */
    QTAILQ_ENTRY(K3Fault) next;
};

K3FaultList k3_fault_rules[K3_FAULT_WHERE__MAX] = {
    [K3_FAULT_WHERE_MAILBOX] =
        QTAILQ_HEAD_INITIALIZER(k3_fault_rules[K3_FAULT_WHERE_MAILBOX]),
    [K3_FAULT_WHERE_TI_SCI] =
        QTAILQ_HEAD_INITIALIZER(k3_fault_rules[K3_FAULT_WHERE_TI_SCI]),
    [K3_FAULT_WHERE_SECURE_PROXY] =
        QTAILQ_HEAD_INITIALIZER(k3_fault_rules[K3_FAULT_WHERE_SECURE_PROXY]),
    [K3_FAULT_WHERE_CORE] =
        QTAILQ_HEAD_INITIALIZER(k3_fault_rules[K3_FAULT_WHERE_CORE]),
    [K3_FAULT_WHERE_PROC_STATUS] =
        QTAILQ_HEAD_INITIALIZER(k3_fault_rules[K3_FAULT_WHERE_PROC_STATUS]),
};

static const QEnumLookup where_lookup = {
    .array = (const char *const []) {
        [K3_FAULT_WHERE_MAILBOX] = "mailbox",
        [K3_FAULT_WHERE_TI_SCI] = "ti-sci",
        [K3_FAULT_WHERE_SECURE_PROXY] = "secure-proxy",
        [K3_FAULT_WHERE_CORE] = "core",
        [K3_FAULT_WHERE_PROC_STATUS] = "proc-status",
    },
    .size = K3_FAULT_WHERE__MAX,
};

static const QEnumLookup action_lookup = {
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

#define ACTION(name)    BIT(K3_FAULT_ACTION_##name)
#define CORE_ACTIONS    (ACTION(HANG) | ACTION(CRASH))
#define MODULE_ACTIONS  (ACTION(STICK) | ACTION(WEDGE))

/* The only TISCI message that these are about */
#define MSG_SET_DEVICE  0x0200

/* Actions that make sense at a place */
static const uint32_t place_actions[K3_FAULT_WHERE__MAX] = {
    [K3_FAULT_WHERE_MAILBOX] = ACTION(DROP) | ACTION(DELAY) |
        ACTION(DUPLICATE) | ACTION(CORRUPT) | ACTION(FULL) | CORE_ACTIONS,
    [K3_FAULT_WHERE_TI_SCI] = ACTION(DROP) | ACTION(DELAY) |
        ACTION(DUPLICATE) | ACTION(CORRUPT) | ACTION(NACK) | ACTION(SILENT) |
        MODULE_ACTIONS | CORE_ACTIONS,
    [K3_FAULT_WHERE_SECURE_PROXY] = ACTION(DROP) | ACTION(DUPLICATE) |
        ACTION(CORRUPT) | ACTION(FULL) | ACTION(STUCK),
    [K3_FAULT_WHERE_CORE] = CORE_ACTIONS,
    [K3_FAULT_WHERE_PROC_STATUS] = ACTION(MASK_WFI) | ACTION(GLITCH) |
        ACTION(CORRUPT),
};

/* What can be matched: where it is, and at which places it exists */
static const struct {
    const char *name;
    size_t offset;
    uint32_t places;
    const char *description;
} match_fields[] = {
#define FIELD(name, field, ...) \
    { name, offsetof(K3FaultEvent, field), __VA_ARGS__ }
#define PLACE(name)     BIT(K3_FAULT_WHERE_##name)
    FIELD("cluster", cluster, PLACE(MAILBOX), "number of the mailbox cluster"),
    FIELD("fifo", fifo, PLACE(MAILBOX), "FIFO in the cluster"),
    FIELD("value", value, PLACE(MAILBOX), "the message"),
    FIELD("message", message, PLACE(TI_SCI), "TISCI message type"),
    FIELD("host", host, PLACE(TI_SCI), "TISCI host that sent it"),
    FIELD("processor", processor, PLACE(TI_SCI) | PLACE(PROC_STATUS),
          "TISCI processor that it is about"),
    FIELD("device", device, PLACE(TI_SCI), "TISCI device that it is about"),
    FIELD("thread", thread, PLACE(SECURE_PROXY), "secure proxy thread"),
#undef PLACE
#undef FIELD
};

static int64_t *field_of(K3FaultEvent *event, size_t i)
{
    return (int64_t *)((char *)event + match_fields[i].offset);
}

static const char *fault_id(K3Fault *f)
{
    return object_get_canonical_path_component(OBJECT(f)) ?: "";
}

static bool fault_matches(K3Fault *f, const K3FaultEvent *event)
{
    for (size_t i = 0; i < ARRAY_SIZE(match_fields); i++) {
        int64_t want = *field_of(&f->match, i);
        int64_t is = *field_of((K3FaultEvent *)event, i);
        bool masked = match_fields[i].offset == offsetof(K3FaultEvent, value);
        int64_t mask = masked ? f->mask : -1;

        if (want != K3_FAULT_NONE &&
            (is == K3_FAULT_NONE || (want & mask) != (is & mask))) {
            return false;
        }
    }
    return !event->core || !g_strcmp0(event->core, f->core);
}

/* The first thing that the timer has to wait for */
static void fault_arm(K3Fault *f)
{
    int64_t first = f->act_due ?: INT64_MAX;

    for (int i = 0; i < HELD_MAX; i++) {
        if (f->held[i].due) {
            first = MIN(first, f->held[i].due);
        }
    }
    if (first == INT64_MAX) {
        timer_del(f->timer);
    } else {
        timer_mod(f->timer, first);
    }
}

static int64_t fault_due(const K3Fault *f)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    return MAX(now + (int64_t)f->delay_ns, 1);
}

K3Fault *k3_fault_match(const K3FaultEvent *event)
{
    K3Fault *f;

    QTAILQ_FOREACH(f, &k3_fault_rules[event->where], next) {
        if (!fault_matches(f, event)) {
            continue;
        }
        f->seen++;
        if (f->seen <= f->skip || (f->count && f->hits >= f->count)) {
            continue;
        }
        f->hits++;
        trace_k3_fault_hit(k3_trace_ns(), fault_id(f),
                           qapi_enum_lookup(&action_lookup, f->action),
                           f->hits);
        if (!(BIT(f->action) & CORE_ACTIONS)) {
            return f;
        }
        f->act_due = fault_due(f);
        fault_arm(f);
    }
    return NULL;
}

bool k3_fault_holds(const K3FaultEvent *event, K3FaultAction action)
{
    K3Fault *f;

    QTAILQ_FOREACH(f, &k3_fault_rules[event->where], next) {
        if (f->action == action && fault_matches(f, event)) {
            return true;
        }
    }
    return false;
}

K3FaultAction k3_fault_action(const K3Fault *f)
{
    return f->action;
}

uint64_t k3_fault_delay_ns(const K3Fault *f)
{
    return f->delay_ns;
}

uint32_t k3_fault_xor(const K3Fault *f)
{
    return f->xor;
}

uint32_t k3_fault_offset(const K3Fault *f)
{
    return f->offset;
}

bool k3_fault_hold(K3Fault *f, const K3FaultEvent *event)
{
    for (int i = 0; i < HELD_MAX; i++) {
        if (!f->held[i].due) {
            f->held[i] = (K3FaultHeld) {
                .due = fault_due(f),
                .cluster = event->cluster,
                .fifo = event->fifo,
                .value = event->value,
            };
            fault_arm(f);
            return true;
        }
    }
    return false;
}

typedef struct TargetSearch {
    const K3FaultEvent *event;  /* NULL: all of them */
    void (*found)(K3FaultTarget *target, void *opaque);
    void *opaque;
    unsigned num;
} TargetSearch;

static int search_one(Object *obj, void *opaque)
{
    TargetSearch *search = opaque;
    K3FaultTarget *target = (K3FaultTarget *)
        object_dynamic_cast(obj, TYPE_K3_FAULT_TARGET);

    if (target && (!search->event ||
        K3_FAULT_TARGET_GET_CLASS(target)->is(target, search->event))) {
        search->num++;
        if (search->found) {
            search->found(target, search->opaque);
        }
    }
    return 0;
}

static unsigned for_targets(const K3FaultEvent *event,
                            void (*found)(K3FaultTarget *, void *),
                            void *opaque)
{
    TargetSearch search = { event, found, opaque, 0 };

    object_child_foreach_recursive(qdev_get_machine(), search_one, &search);
    return search.num;
}

static void target_deliver(K3FaultTarget *target, void *opaque)
{
    K3_FAULT_TARGET_GET_CLASS(target)->deliver(target, opaque);
}

static void target_act(K3FaultTarget *target, void *opaque)
{
    K3Fault *f = opaque;

    K3_FAULT_TARGET_GET_CLASS(target)->act(target, f->action);
}

static void target_changed(K3FaultTarget *target, void *opaque)
{
    K3FaultTargetClass *tc = K3_FAULT_TARGET_GET_CLASS(target);

    if (tc->changed) {
        tc->changed(target);
    }
}

/* By the order in which they are due, and have come */
static K3FaultHeld *fault_next_held(K3Fault *f, int64_t now)
{
    K3FaultHeld *next = NULL;

    for (int i = 0; i < HELD_MAX; i++) {
        K3FaultHeld *held = &f->held[i];

        if (held->due && held->due <= now &&
            (!next || held->due < next->due)) {
            next = held;
        }
    }
    return next;
}

static void fault_tick(void *opaque)
{
    K3Fault *f = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    K3FaultHeld *held;

    if (f->act_due && f->act_due <= now) {
        K3FaultEvent event = K3_FAULT_EVENT(CORE);

        f->act_due = 0;
        event.core = f->core;
        for_targets(&event, target_act, f);
    }
    while ((held = fault_next_held(f, now))) {
        K3FaultEvent event = K3_FAULT_EVENT(MAILBOX);

        held->due = 0;
        event.cluster = held->cluster;
        event.fifo = held->fifo;
        event.value = held->value;
        for_targets(&event, target_deliver, &event);
    }
    fault_arm(f);
}

/* What is under way is lost with the machine's state; the rule stays */
static void fault_reset_hold(Object *obj, ResetType type)
{
    K3Fault *f = K3_FAULT(obj);

    f->act_due = 0;
    memset(f->held, 0, sizeof(f->held));
    fault_arm(f);
}

static int fault_post_load(void *opaque, int version_id)
{
    K3Fault *f = opaque;

    for (int i = 0; i < HELD_MAX; i++) {
        if (f->held[i].due < 0) {
            return -EINVAL;
        }
    }
    if (f->act_due < 0 || f->hits > f->seen) {
        return -EINVAL;
    }
    fault_arm(f);
    return 0;
}

static const VMStateDescription vmstate_k3_fault_held = {
    .name = "k3-fault/held",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(due, K3FaultHeld),
        VMSTATE_UINT32(cluster, K3FaultHeld),
        VMSTATE_UINT32(fifo, K3FaultHeld),
        VMSTATE_UINT32(value, K3FaultHeld),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_fault = {
    .name = TYPE_K3_FAULT,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = fault_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(seen, K3Fault),
        VMSTATE_UINT64(hits, K3Fault),
        VMSTATE_INT64(act_due, K3Fault),
        VMSTATE_STRUCT_ARRAY(held, K3Fault, HELD_MAX, 1,
                             vmstate_k3_fault_held, K3FaultHeld),
        VMSTATE_END_OF_LIST()
    }
};

static bool fault_check(K3Fault *f, Error **errp)
{
    const char *where, *action;
    bool core;

    if (f->match.where == K3_FAULT_WHERE__MAX ||
        f->action == K3_FAULT_ACTION__MAX) {
        error_setg(errp, "a rule needs where=PLACE and action=ACTION");
        return false;
    }
    where = qapi_enum_lookup(&where_lookup, f->match.where);
    action = qapi_enum_lookup(&action_lookup, f->action);
    core = BIT(f->action) & CORE_ACTIONS;
    if (!(place_actions[f->match.where] & BIT(f->action))) {
        error_setg(errp, "action=%s is not for where=%s", action, where);
        return false;
    }
    for (size_t i = 0; i < ARRAY_SIZE(match_fields); i++) {
        if (*field_of(&f->match, i) != K3_FAULT_NONE &&
            !(match_fields[i].places & BIT(f->match.where))) {
            error_setg(errp, "where=%s has no '%s' to match", where,
                       match_fields[i].name);
            return false;
        }
    }
    if (core != (f->core != NULL)) {
        error_setg(errp, core ? "action=%s needs core=NAME" :
                   "action=%s is not about a core", action);
        return false;
    }
    if ((BIT(f->action) & MODULE_ACTIONS) &&
        f->match.message != MSG_SET_DEVICE) {
        error_setg(errp, "action=%s needs message=0x%x", action,
                   MSG_SET_DEVICE);
        return false;
    }
    if (f->offset > OFFSET_MAX) {
        error_setg(errp, "offset=%u is not within a message: 0 to %d",
                   f->offset, OFFSET_MAX);
        return false;
    }
    if (f->delay_ns > INT64_MAX / 2) {
        error_setg(errp, "delay-ns is too long");
        return false;
    }
    if (core) {
        K3FaultEvent event = K3_FAULT_EVENT(CORE);

        event.core = f->core;
        if (!for_targets(&event, NULL, NULL)) {
            error_setg(errp, "there is no core '%s'", f->core);
            return false;
        }
    }
    return true;
}

static void fault_realize(DeviceState *dev, Error **errp)
{
    K3Fault *f = K3_FAULT(dev);

    if (!fault_check(f, errp)) {
        return;
    }
    /* It is on no bus that would pass on resets */
    qemu_register_resettable(OBJECT(f));
    QTAILQ_INSERT_TAIL(&k3_fault_rules[f->match.where], f, next);
    f->active = true;
    for_targets(NULL, target_changed, NULL);
}

static void fault_unrealize(DeviceState *dev)
{
    K3Fault *f = K3_FAULT(dev);

    QTAILQ_REMOVE(&k3_fault_rules[f->match.where], f, next);
    f->active = false;
    qemu_unregister_resettable(OBJECT(f));
    timer_del(f->timer);
    for_targets(NULL, target_changed, NULL);
}

static void fault_init(Object *obj)
{
    K3Fault *f = K3_FAULT(obj);
    K3FaultEvent any = K3_FAULT_EVENT(MAILBOX);

    f->match = any;
    f->match.where = K3_FAULT_WHERE__MAX;
    f->action = K3_FAULT_ACTION__MAX;
    f->mask = UINT32_MAX;
    f->xor = 1;
    f->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, fault_tick, f);
}

static void fault_finalize(Object *obj)
{
    K3Fault *f = K3_FAULT(obj);

    timer_free(f->timer);
    g_free(f->core);
}

static char *fault_vmstate_id(VMStateIf *obj)
{
    return g_strdup_printf("%s/%s", TYPE_K3_FAULT, fault_id(K3_FAULT(obj)));
}

/* A rule that is not complete may lack either */
static int fault_get_where(Object *obj, Error **errp)
{
    K3FaultWhere where = K3_FAULT(obj)->match.where;

    if (where == K3_FAULT_WHERE__MAX) {
        error_setg(errp, "where=PLACE has not been set");
    }
    return where;
}

static int fault_get_action(Object *obj, Error **errp)
{
    K3FaultAction action = K3_FAULT(obj)->action;

    if (action == K3_FAULT_ACTION__MAX) {
        error_setg(errp, "action=ACTION has not been set");
    }
    return action;
}

/* A rule is in a list, and its counts are about what it has been so far */
static bool fault_may_change(K3Fault *f, const char *name, Error **errp)
{
    if (f->active) {
        error_setg(errp, "'%s' of a rule cannot change: make a new one", name);
    }
    return !f->active;
}

static void fault_set_where(Object *obj, int value, Error **errp)
{
    if (fault_may_change(K3_FAULT(obj), "where", errp)) {
        K3_FAULT(obj)->match.where = value;
    }
}

static void fault_set_action(Object *obj, int value, Error **errp)
{
    if (fault_may_change(K3_FAULT(obj), "action", errp)) {
        K3_FAULT(obj)->action = value;
    }
}

static char *fault_get_core(Object *obj, Error **errp)
{
    return g_strdup(K3_FAULT(obj)->core ?: "");
}

static void fault_set_core(Object *obj, const char *value, Error **errp)
{
    if (fault_may_change(K3_FAULT(obj), "core", errp)) {
        g_free(K3_FAULT(obj)->core);
        K3_FAULT(obj)->core = g_strdup(value);
    }
}

/* -1 is what reads as "anything" */
static void fault_get_match(Object *obj, Visitor *v, const char *name,
                            void *opaque, Error **errp)
{
    int64_t value = *field_of(&K3_FAULT(obj)->match, (uintptr_t)opaque);

    visit_type_int64(v, name, &value, errp);
}

static void fault_set_match(Object *obj, Visitor *v, const char *name,
                            void *opaque, Error **errp)
{
    uint32_t value;

    if (fault_may_change(K3_FAULT(obj), name, errp) &&
        visit_type_uint32(v, name, &value, errp)) {
        *field_of(&K3_FAULT(obj)->match, (uintptr_t)opaque) = value;
    }
}

static const struct {
    const char *name;
    size_t offset;
    bool is_64;
    bool read_only;
    const char *description;
} numbers[] = {
    { "mask", offsetof(K3Fault, mask), false, false,
      "bits of value that count" },
    { "xor", offsetof(K3Fault, xor), false, false,
      "bits that corrupt inverts" },
    { "offset", offsetof(K3Fault, offset), false, false,
      "byte of a message where xor applies" },
    { "skip", offsetof(K3Fault, skip), true, false,
      "matches to let pass first" },
    { "count", offsetof(K3Fault, count), true, false,
      "matches to act on, 0: all" },
    { "delay-ns", offsetof(K3Fault, delay_ns), true, false,
      "virtual time of a delay, or until a core hangs or crashes" },
    { "hits", offsetof(K3Fault, hits), true, true, "times that it acted" },
    { "seen", offsetof(K3Fault, seen), true, true, "events that matched" },
};

static void fault_get_number(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    size_t i = (uintptr_t)opaque;
    void *field = (char *)obj + numbers[i].offset;
    uint64_t value = numbers[i].is_64 ? *(uint64_t *)field
                                      : *(uint32_t *)field;

    visit_type_uint64(v, name, &value, errp);
}

static void fault_set_number(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    size_t i = (uintptr_t)opaque;
    void *field = (char *)obj + numbers[i].offset;

    if (!fault_may_change(K3_FAULT(obj), name, errp)) {
        return;
    }
    if (numbers[i].is_64) {
        visit_type_uint64(v, name, field, errp);
    } else {
        visit_type_uint32(v, name, field, errp);
    }
}

static void fault_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    VMStateIfClass *vc = VMSTATE_IF_CLASS(oc);

    dc->desc = "rule that makes something go wrong in a TI K3 SoC";
    dc->realize = fault_realize;
    dc->unrealize = fault_unrealize;
    dc->vmsd = &vmstate_k3_fault;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.hold = fault_reset_hold;
    /* The order in which rules were added may differ after a migration */
    vc->get_id = fault_vmstate_id;
    object_class_property_add_enum(oc, "where", "K3FaultWhere", &where_lookup,
                                   fault_get_where, fault_set_where);
    object_class_property_set_description(oc, "where",
        "mailbox, ti-sci, secure-proxy, core or proc-status");
    object_class_property_add_enum(oc, "action", "K3FaultAction",
                                   &action_lookup, fault_get_action,
                                   fault_set_action);
    object_class_property_set_description(oc, "action",
        "drop, delay, duplicate, corrupt, nack, silent, full, stuck, hang, "
        "crash, mask-wfi, glitch, stick or wedge");
    object_class_property_add_str(oc, "core", fault_get_core, fault_set_core);
    object_class_property_set_description(oc, "core",
        "name of the core that starts, hangs or crashes");
    for (size_t i = 0; i < ARRAY_SIZE(match_fields); i++) {
        object_class_property_add(oc, match_fields[i].name, "uint32",
                                  fault_get_match, fault_set_match, NULL,
                                  (void *)(uintptr_t)i);
        object_class_property_set_description(oc, match_fields[i].name,
                                              match_fields[i].description);
    }
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        object_class_property_add(oc, numbers[i].name,
                                  numbers[i].is_64 ? "uint64" : "uint32",
                                  fault_get_number, numbers[i].read_only ?
                                  NULL : fault_set_number, NULL,
                                  (void *)(uintptr_t)i);
        object_class_property_set_description(oc, numbers[i].name,
                                              numbers[i].description);
    }
}

static const TypeInfo k3_fault_types[] = {
    {
        .name = TYPE_K3_FAULT_TARGET,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(K3FaultTargetClass),
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
