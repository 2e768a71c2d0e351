/*
 * Fault rules for the TI K3 models: the devices that rules are about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/misc/k3-list.h"
#include "hw/misc/k3-trace.h"
#include "k3-fault-internal.h"

static int compare_names(const void *a, const void *b)
{
    return strcmp(k3_trace_name(*(void *const *)a),
                  k3_trace_name(*(void *const *)b));
}

static int add_target(Object *obj, void *opaque)
{
    if (object_dynamic_cast(obj, TYPE_K3_FAULT_TARGET) &&
        DEVICE(obj)->realized) {
        g_ptr_array_add(opaque, obj);
    }
    return 0;
}

GPtrArray *k3_fault_targets(void)
{
    GPtrArray *targets = g_ptr_array_new();

    object_child_foreach_recursive(qdev_get_machine(), add_target, targets);
    g_ptr_array_sort(targets, compare_names);
    return targets;
}

void k3_fault_deliver(const K3FaultEvent *event)
{
    K3_FAULT_TARGET_GET_CLASS(event->from)->deliver(event->from, event);
}

void k3_fault_rules_changed(void)
{
    g_autoptr(GPtrArray) targets = k3_fault_targets();

    for (guint i = 0; i < targets->len; i++) {
        K3FaultTarget *target = g_ptr_array_index(targets, i);
        K3FaultTargetClass *tc = K3_FAULT_TARGET_GET_CLASS(target);

        if (tc->changed) {
            tc->changed(target);
        }
    }
}

int64_t k3_fault_sticky_message(K3FaultEventType type)
{
    g_autoptr(GPtrArray) targets = k3_fault_targets();

    for (guint i = 0; i < targets->len; i++) {
        K3FaultTarget *target = g_ptr_array_index(targets, i);
        K3FaultTargetClass *tc = K3_FAULT_TARGET_GET_CLASS(target);

        if ((tc->events & BIT(type)) && tc->sticky_message) {
            return tc->sticky_message;
        }
    }
    return K3_FAULT_NONE;
}

static const char *core_name(K3FaultTarget *target)
{
    K3FaultTargetClass *tc = K3_FAULT_TARGET_GET_CLASS(target);

    return tc->core_name ? tc->core_name(target) : NULL;
}

static bool find_core(K3Fault *f, GPtrArray *targets, Error **errp)
{
    g_autoptr(GString) names = g_string_new("");

    for (guint i = 0; i < targets->len; i++) {
        K3FaultTarget *target = g_ptr_array_index(targets, i);
        const char *name = core_name(target);

        if (name) {
            k3_list_append(names, "%s", name);
        }
        if (!g_strcmp0(name, f->core)) {
            f->victim = target;
            return true;
        }
    }
    error_setg(errp, "there is no core '%s'; there are: %s", f->core,
               names->len ? names->str : "none");
    return false;
}

/* Whether @name is the path of the device, or whole components at its end */
static bool is_called(K3FaultTarget *target, const char *name)
{
    const char *path = k3_trace_name(target);
    size_t len = strlen(path), end = strlen(name);

    return end && len >= end && !strcmp(path + len - end, name) &&
           (len == end || path[len - end - 1] == '/');
}

static bool find_instance(K3Fault *f, GPtrArray *targets, const char *where,
                          Error **errp)
{
    g_autoptr(GString) names = g_string_new("");
    unsigned called = 0, fit = 0;

    for (guint i = 0; i < targets->len; i++) {
        K3FaultTarget *target = g_ptr_array_index(targets, i);
        bool fits = K3_FAULT_TARGET_GET_CLASS(target)->events & BIT(f->type);

        if (fits) {
            k3_list_append(names, "%s", k3_trace_name(target));
        }
        if (is_called(target, f->instance)) {
            called++;
            if (fits) {
                fit++;
                f->from = target;
            }
        }
    }
    if (fit == 1) {
        return true;
    }
    error_setg(errp, "instance=%s %s; instances for where=%s: %s", f->instance,
               fit ? "is ambiguous" : called ? "has no such events"
                                             : "does not exist",
               where, names->len ? names->str : "none");
    return false;
}

bool k3_fault_find_targets(K3Fault *f, const char *where, Error **errp)
{
    g_autoptr(GPtrArray) targets = k3_fault_targets();

    return (!f->core || find_core(f, targets, errp)) &&
           (!f->instance || find_instance(f, targets, where, errp));
}
