/*
 * Fault rules for the TI K3 models: the properties of a rule
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "k3-fault-internal.h"

/* Neither has a default: they can be unset until the rule is realized */
static int get_where(Object *obj, Error **errp)
{
    K3FaultWhere where = K3_FAULT(obj)->where;

    if (where == K3_FAULT_WHERE__MAX) {
        error_setg(errp, "where=PLACE has not been set");
    }
    return where;
}

static int get_action(Object *obj, Error **errp)
{
    K3FaultAction action = K3_FAULT(obj)->action;

    if (action == K3_FAULT_ACTION_NONE) {
        error_setg(errp, "action=ACTION has not been set");
    }
    return action;
}

/* Its counts are about what the rule has been so far */
static bool may_change(K3Fault *f, const char *name, Error **errp)
{
    if (f->rules) {
        error_setg(errp, "'%s' of a rule cannot be changed: create a new rule",
                   name);
    }
    return !f->rules;
}

static void set_where(Object *obj, int value, Error **errp)
{
    if (may_change(K3_FAULT(obj), "where", errp)) {
        K3_FAULT(obj)->where = value;
    }
}

static void set_action(Object *obj, int value, Error **errp)
{
    if (may_change(K3_FAULT(obj), "action", errp)) {
        K3_FAULT(obj)->action = value;
    }
}

static const struct {
    const char *name;
    size_t offset;
    const char *description;
} strings[] = {
    { "instance", offsetof(K3Fault, instance),
      "device that the event comes from: QOM path, or the end of it" },
    { "core", offsetof(K3Fault, core),
      "name of the core that starts, hangs or crashes" },
    { "after", offsetof(K3Fault, after),
      "id of another rule; until that has acted, nothing matches" },
};

static void get_string(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    char **field = (void *)((char *)obj + strings[(uintptr_t)opaque].offset);
    g_autofree char *value = g_strdup(*field ?: "");

    visit_type_str(v, name, &value, errp);
}

static void set_string(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    char **field = (void *)((char *)obj + strings[(uintptr_t)opaque].offset);
    char *value;

    if (may_change(K3_FAULT(obj), name, errp) &&
        visit_type_str(v, name, &value, errp)) {
        g_free(*field);
        *field = value;
    }
}

/* Reads as -1 if the rule does not compare this field */
static void get_match(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    int64_t value = K3_FAULT(obj)->match[(uintptr_t)opaque];

    visit_type_int64(v, name, &value, errp);
}

static void set_match(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    uint32_t value;

    if (may_change(K3_FAULT(obj), name, errp) &&
        visit_type_uint32(v, name, &value, errp)) {
        K3_FAULT(obj)->match[(uintptr_t)opaque] = value;
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
      "number of matches to let pass first" },
    { "count", offsetof(K3Fault, count), true, false,
      "number of matches to act on; 0: all" },
    { "delay-ns", offsetof(K3Fault, delay_ns), true, false,
      "virtual time by which to delay, or until a core hangs or crashes" },
    { "hits", offsetof(K3Fault, hits), true, true,
      "number of times that the rule has acted" },
    { "seen", offsetof(K3Fault, seen), true, true,
      "number of events that have matched" },
};

static void get_number(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    size_t i = (uintptr_t)opaque;
    void *field = (char *)obj + numbers[i].offset;
    uint64_t value = numbers[i].is_64 ? *(uint64_t *)field
                                      : *(uint32_t *)field;

    visit_type_uint64(v, name, &value, errp);
}

static void set_number(Object *obj, Visitor *v, const char *name,
                       void *opaque, Error **errp)
{
    size_t i = (uintptr_t)opaque;
    void *field = (char *)obj + numbers[i].offset;

    if (!may_change(K3_FAULT(obj), name, errp)) {
        return;
    }
    if (numbers[i].is_64) {
        visit_type_uint64(v, name, field, errp);
    } else {
        visit_type_uint32(v, name, field, errp);
    }
}

static void add_enum(ObjectClass *oc, const char *name, const char *type,
                     const QEnumLookup *lookup,
                     int (*get)(Object *obj, Error **errp),
                     void (*set)(Object *obj, int value, Error **errp))
{
    g_autoptr(GString) values = g_string_new("");

    for (int i = 0; i < lookup->size; i++) {
        g_string_append_printf(values, "%s%s",
                               !i ? "" : i + 1 < lookup->size ? ", " : " or ",
                               qapi_enum_lookup(lookup, i));
    }
    object_class_property_add_enum(oc, name, type, lookup, get, set);
    object_class_property_set_description(oc, name, values->str);
}

void k3_fault_add_properties(ObjectClass *oc)
{
    add_enum(oc, "where", "K3FaultWhere", &k3_fault_where_lookup, get_where,
             set_where);
    add_enum(oc, "action", "K3FaultAction", &k3_fault_action_lookup,
             get_action, set_action);
    for (uintptr_t i = 0; i < ARRAY_SIZE(strings); i++) {
        object_class_property_add(oc, strings[i].name, "string", get_string,
                                  set_string, NULL, (void *)i);
        object_class_property_set_description(oc, strings[i].name,
                                              strings[i].description);
    }
    for (uintptr_t i = 0; i < K3_FAULT_NUM_FIELDS; i++) {
        object_class_property_add(oc, k3_fault_fields[i].name, "uint32",
                                  get_match, set_match, NULL, (void *)i);
        object_class_property_set_description(oc, k3_fault_fields[i].name,
                                              k3_fault_fields[i].description);
    }
    for (uintptr_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        object_class_property_add(oc, numbers[i].name,
                                  numbers[i].is_64 ? "uint64" : "uint32",
                                  get_number, numbers[i].read_only ?
                                  NULL : set_number, NULL, (void *)i);
        object_class_property_set_description(oc, numbers[i].name,
                                              numbers[i].description);
    }
}
