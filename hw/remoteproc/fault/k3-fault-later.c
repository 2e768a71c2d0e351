/*
 * Fault rules for the TI K3 models: what a rule does after a while
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that it holds back and copies that it sends; the end of a core.
 * One timer per rule waits for whatever comes first.
 */
#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "k3-fault-internal.h"

static void arm(K3Fault *f)
{
    int64_t first = f->act_due ?: INT64_MAX;

    for (int i = 0; i < K3_FAULT_HELD_MAX; i++) {
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

static int64_t due_in(uint64_t ns)
{
    return MAX(qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + (int64_t)ns, 1);
}

bool k3_fault_hold(K3Fault *f, const K3FaultEvent *event, uint64_t delay_ns,
                   bool copy)
{
    for (int i = 0; i < K3_FAULT_HELD_MAX; i++) {
        K3FaultHeld *held = &f->held[i];

        if (!held->due) {
            *held = (K3FaultHeld) {
                .due = due_in(delay_ns),
                .from = event->from,
                .type = event->type,
                .queue = event->queue,
                .copy = copy,
                .len = event->len,
            };
            memcpy(held->msg, event->msg, event->len);
            arm(f);
            return true;
        }
    }
    return false;
}

void k3_fault_act_later(K3Fault *f)
{
    f->act_due = due_in(f->delay_ns);
    arm(f);
}

/* The entry is free from now on; @msg takes the message */
static K3FaultEvent take(K3FaultHeld *held, uint8_t msg[K3_FAULT_MSG_SIZE])
{
    memcpy(msg, held->msg, K3_FAULT_MSG_SIZE);
    held->due = 0;
    return (K3FaultEvent) {
        .type = held->type,
        .from = held->from,
        .queue = held->queue,
        .copy = held->copy,
        .msg = msg,
        .len = held->len,
    };
}

/* In the order in which they are due, and have come */
static K3FaultHeld *next_due(K3Fault *f, int64_t now)
{
    K3FaultHeld *next = NULL;

    for (int i = 0; i < K3_FAULT_HELD_MAX; i++) {
        K3FaultHeld *held = &f->held[i];

        if (held->due && held->due <= now &&
            (!next || held->due < next->due)) {
            next = held;
        }
    }
    return next;
}

static void tick(void *opaque)
{
    K3Fault *f = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint8_t msg[K3_FAULT_MSG_SIZE];
    K3FaultHeld *held;

    if (f->act_due && f->act_due <= now) {
        f->act_due = 0;
        K3_FAULT_TARGET_GET_CLASS(f->victim)->act(f->victim, f->action);
    }
    while ((held = next_due(f, now))) {
        K3FaultEvent event = take(held, msg);

        k3_fault_deliver(&event);
    }
    arm(f);
}

void k3_fault_later_clear(K3Fault *f, bool tell)
{
    uint8_t msg[K3_FAULT_MSG_SIZE];

    f->act_due = 0;
    for (int i = 0; i < K3_FAULT_HELD_MAX; i++) {
        K3FaultHeld *held = &f->held[i];
        K3FaultTargetClass *tc;
        K3FaultEvent event;

        if (!held->due) {
            continue;
        }
        event = take(held, msg);
        tc = K3_FAULT_TARGET_GET_CLASS(event.from);
        if (tell && !event.copy && tc->lost) {
            tc->lost(event.from, &event);
        }
    }
    timer_del(f->timer);
}

void k3_fault_later_init(K3Fault *f)
{
    f->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, tick, f);
}

void k3_fault_later_finalize(K3Fault *f)
{
    timer_free(f->timer);
}

/* Both sides have the same devices, hence the same order of their names */
static int pre_save(void *opaque)
{
    K3Fault *f = opaque;
    g_autoptr(GPtrArray) targets = k3_fault_targets();

    for (int i = 0; i < K3_FAULT_HELD_MAX; i++) {
        guint number = 0;

        if (f->held[i].due) {
            g_ptr_array_find(targets, f->held[i].from, &number);
        }
        f->held[i].from_number = number;
    }
    return 0;
}

static bool held_load(K3FaultHeld *held, GPtrArray *targets)
{
    K3FaultTarget *from;

    if (held->due < 0 || held->from_number >= targets->len ||
        held->type >= K3_FAULT_EVENT__MAX || held->len > K3_FAULT_MSG_SIZE) {
        return false;
    }
    from = g_ptr_array_index(targets, held->from_number);
    held->from = from;
    return (K3_FAULT_TARGET_GET_CLASS(from)->events & BIT(held->type)) &&
           K3_FAULT_TARGET_GET_CLASS(from)->deliver;
}

static int post_load(void *opaque, int version_id)
{
    K3Fault *f = opaque;
    g_autoptr(GPtrArray) targets = k3_fault_targets();

    for (int i = 0; i < K3_FAULT_HELD_MAX; i++) {
        if (f->held[i].due && !held_load(&f->held[i], targets)) {
            return -EINVAL;
        }
    }
    if (f->waiting && !f->after) {
        return -EINVAL;
    }
    if (f->act_due < 0 || (f->act_due && !f->victim) || f->hits > f->seen) {
        return -EINVAL;
    }
    arm(f);
    return 0;
}

static const VMStateDescription vmstate_held = {
    .name = "k3-fault/held",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(due, K3FaultHeld),
        VMSTATE_UINT32(from_number, K3FaultHeld),
        VMSTATE_UINT8(type, K3FaultHeld),
        VMSTATE_UINT32(queue, K3FaultHeld),
        VMSTATE_BOOL(copy, K3FaultHeld),
        VMSTATE_UINT32(len, K3FaultHeld),
        VMSTATE_UINT8_ARRAY(msg, K3FaultHeld, K3_FAULT_MSG_SIZE),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_k3_fault = {
    .name = TYPE_K3_FAULT,
    .version_id = 3,
    .minimum_version_id = 3,
    .pre_save = pre_save,
    .post_load = post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(waiting, K3Fault),
        VMSTATE_UINT64(seen, K3Fault),
        VMSTATE_UINT64(hits, K3Fault),
        VMSTATE_INT64(act_due, K3Fault),
        VMSTATE_STRUCT_ARRAY(held, K3Fault, K3_FAULT_HELD_MAX, 1,
                             vmstate_held, K3FaultHeld),
        VMSTATE_END_OF_LIST()
    }
};
