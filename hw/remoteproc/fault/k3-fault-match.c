/*
 * Fault rules for the TI K3 models: which rule acts on an event
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "k3-fault-internal.h"
#include "trace.h"

#define FIELD(name, field, ...) \
    { name, offsetof(K3FaultEvent, field), __VA_ARGS__ }
#define PLACE(name)     BIT(K3_FAULT_WHERE_##name)

const K3FaultField k3_fault_fields[K3_FAULT_NUM_FIELDS] = {
    FIELD("cluster", cluster, PLACE(MAILBOX), "number of the mailbox cluster"),
    FIELD("fifo", queue, PLACE(MAILBOX), "FIFO in the cluster"),
    FIELD("value", value, PLACE(MAILBOX), "the message"),
    FIELD("message", message, PLACE(TI_SCI), "TISCI message type"),
    FIELD("host", host, PLACE(TI_SCI), "TISCI host that sent it"),
    FIELD("processor", processor, PLACE(TI_SCI) | PLACE(PROC_STATUS),
          "TISCI processor that it is about"),
    FIELD("device", device, PLACE(TI_SCI), "TISCI device that it is about"),
    FIELD("thread", queue, PLACE(SECURE_PROXY), "secure proxy thread"),
};

static int64_t field_of(const K3FaultEvent *event, size_t i)
{
    return *(const int64_t *)((const char *)event + k3_fault_fields[i].offset);
}

static bool matches_target(const K3Fault *f, const K3FaultEvent *event)
{
    if (f->from) {
        return event->from == f->from;
    }
    return event->type != K3_FAULT_EVENT_START || event->from == f->victim;
}

static bool matches(const K3Fault *f, const K3FaultEvent *event)
{
    if (f->waiting) {
        return false;
    }
    for (size_t i = 0; i < K3_FAULT_NUM_FIELDS; i++) {
        int64_t want = f->match[i], is = field_of(event, i);
        bool masked = k3_fault_fields[i].offset ==
                      offsetof(K3FaultEvent, value);
        int64_t mask = masked ? f->mask : -1;

        if (want != K3_FAULT_NONE &&
            (is == K3_FAULT_NONE || (want & mask) != (is & mask))) {
            return false;
        }
    }
    return matches_target(f, event);
}

/* States hold for all that matches */
static bool has_turn(const K3Fault *f)
{
    return (BIT(f->action) & K3_FAULT_STATES) ||
           (f->seen > f->skip && (!f->count || f->hits < f->count));
}

/* Rules that have waited for @f begin */
static void wake(K3FaultRules *rules, K3Fault *f)
{
    bool states = false;
    K3Fault *other;

    for (int i = 0; i < K3_FAULT_EVENT__MAX; i++) {
        QTAILQ_FOREACH(other, &rules->of[i], next) {
            if (other->waiting && !strcmp(other->after, k3_fault_id(f))) {
                other->waiting = false;
                states |= !!(BIT(other->action) & K3_FAULT_STATES);
            }
        }
    }
    if (states) {
        k3_fault_rules_changed();
    }
}

K3Fault *k3_fault_match(K3FaultRules *rules, const K3FaultEvent *event)
{
    K3Fault *f;

    QTAILQ_FOREACH(f, &rules->of[event->type], next) {
        if (!matches(f, event)) {
            continue;
        }
        f->seen++;
        if (!has_turn(f)) {
            continue;
        }
        f->hits++;
        trace_k3_fault_hit(k3_trace_ns(), k3_trace_name(event->from),
                           k3_fault_id(f),
                           qapi_enum_lookup(&k3_fault_action_lookup,
                                            f->action),
                           f->hits);
        wake(rules, f);
        if (!(BIT(f->action) & K3_FAULT_CORE_ACTIONS)) {
            return f;
        }
        k3_fault_act_later(f);
    }
    return NULL;
}

bool k3_fault_holds(K3FaultRules *rules, const K3FaultEvent *event,
                    K3FaultAction action)
{
    K3Fault *f;

    QTAILQ_FOREACH(f, &rules->of[event->type], next) {
        if (f->action == action && matches(f, event)) {
            return true;
        }
    }
    return false;
}
