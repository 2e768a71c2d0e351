/*
 * Fault rules for the TI K3 models: what a rule does to an event
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-fault-internal.h"

/* Returns false if the message is refused */
typedef bool MessageAction(K3Fault *f, const K3FaultEvent *event);

static bool message_drop(K3Fault *f, const K3FaultEvent *event)
{
    return true;
}

static bool message_full(K3Fault *f, const K3FaultEvent *event)
{
    return false;
}

static bool message_delay(K3Fault *f, const K3FaultEvent *event)
{
    if (!k3_fault_hold(f, event, f->delay_ns, false)) {
        k3_fault_deliver(event);
    }
    return true;
}

static bool message_duplicate(K3Fault *f, const K3FaultEvent *event)
{
    K3FaultEvent again = *event;

    again.copy = true;
    if (!event->pace_ns) {
        k3_fault_deliver(event);
        k3_fault_deliver(&again);
        return true;
    }
    /* The copy first: it is due before anything that the delivery starts */
    k3_fault_hold(f, &again, event->pace_ns, true);
    k3_fault_deliver(event);
    return true;
}

static bool message_corrupt(K3Fault *f, const K3FaultEvent *event)
{
    uint8_t msg[K3_FAULT_MSG_SIZE];
    K3FaultEvent changed = *event;

    if (f->offset + sizeof(f->xor) <= event->len) {
        memcpy(msg, event->msg, event->len);
        stl_le_p(msg + f->offset, ldl_le_p(msg + f->offset) ^ f->xor);
        changed.msg = msg;
    }
    k3_fault_deliver(&changed);
    return true;
}

/* What is not here does not change the message's way */
static MessageAction *const message_actions[K3_FAULT_ACTION__MAX] = {
    [K3_FAULT_ACTION_DROP] = message_drop,
    [K3_FAULT_ACTION_DELAY] = message_delay,
    [K3_FAULT_ACTION_DUPLICATE] = message_duplicate,
    [K3_FAULT_ACTION_CORRUPT] = message_corrupt,
    [K3_FAULT_ACTION_FULL] = message_full,
};

bool k3_fault_send(K3FaultRules *rules, const K3FaultEvent *event)
{
    K3Fault *f = k3_fault_match(rules, event);

    g_assert(event->len <= K3_FAULT_MSG_SIZE);
    if (f && message_actions[f->action]) {
        return message_actions[f->action](f, event);
    }
    k3_fault_deliver(event);
    return true;
}

K3FaultAction k3_fault_judge(K3FaultRules *rules, const K3FaultEvent *event)
{
    K3Fault *f = k3_fault_match(rules, event);

    return f ? f->action : K3_FAULT_ACTION_NONE;
}

uint32_t k3_fault_read(K3FaultRules *rules, const K3FaultEvent *event,
                       uint32_t value)
{
    K3Fault *f = k3_fault_match(rules, event);

    switch (f ? f->action : K3_FAULT_ACTION_NONE) {
    case K3_FAULT_ACTION_MASK_WFI:
        return value & ~event->idle;
    case K3_FAULT_ACTION_GLITCH:
        return value ^ event->wfi;
    case K3_FAULT_ACTION_CORRUPT:
        return value ^ f->xor;
    default:
        return value;
    }
}
