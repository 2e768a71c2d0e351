/*
 * Fault rules for the TI K3 models: what a rule does to an event
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-fault-internal.h"

typedef void Delivery(K3Fault *f, const K3FaultEvent *event);

/* What a rule decides before anything happens; without a line: nothing */
static const K3FaultVerdict verdicts[K3_FAULT_ACTION__MAX] = {
    [K3_FAULT_ACTION_DROP] = { .refused = true, .unanswered = true },
    [K3_FAULT_ACTION_FULL] = { .refused = true },
    [K3_FAULT_ACTION_NACK] = { .refused = true },
    [K3_FAULT_ACTION_SILENT] = { .unanswered = true },
    [K3_FAULT_ACTION_STICK] = { .stuck = true },
    [K3_FAULT_ACTION_WEDGE] = { .stuck = true, .wedged = true },
};

static K3FaultVerdict verdict_of(const K3Fault *f)
{
    return f ? verdicts[f->action] : (K3FaultVerdict) { 0 };
}

static void message_delay(K3Fault *f, const K3FaultEvent *event)
{
    if (!k3_fault_hold(f, event, f->delay_ns, false)) {
        k3_fault_deliver(event);
    }
}

static void message_duplicate(K3Fault *f, const K3FaultEvent *event)
{
    K3FaultEvent again = *event;

    again.copy = true;
    if (!event->pace_ns) {
        k3_fault_deliver(event);
        k3_fault_deliver(&again);
        return;
    }
    /* The copy first: it is due before anything that the delivery starts */
    k3_fault_hold(f, &again, event->pace_ns, true);
    k3_fault_deliver(event);
}

static void message_corrupt(K3Fault *f, const K3FaultEvent *event)
{
    uint8_t msg[K3_FAULT_MSG_SIZE];
    K3FaultEvent changed = *event;

    if (f->offset + sizeof(f->xor) <= event->len) {
        memcpy(msg, event->msg, event->len);
        stl_le_p(msg + f->offset, ldl_le_p(msg + f->offset) ^ f->xor);
        changed.msg = msg;
    }
    k3_fault_deliver(&changed);
}

/* How a message that is not refused is delivered; without a line: at once */
static Delivery *const deliveries[K3_FAULT_ACTION__MAX] = {
    [K3_FAULT_ACTION_DELAY] = message_delay,
    [K3_FAULT_ACTION_DUPLICATE] = message_duplicate,
    [K3_FAULT_ACTION_CORRUPT] = message_corrupt,
};

bool k3_fault_send(K3FaultRules *rules, const K3FaultEvent *event)
{
    K3Fault *f = k3_fault_match(rules, event);
    K3FaultVerdict verdict = verdict_of(f);

    g_assert(event->len <= K3_FAULT_MSG_SIZE);
    if (verdict.refused) {
        /* A sender that is not told sees no difference */
        return verdict.unanswered;
    }
    if (f && deliveries[f->action]) {
        deliveries[f->action](f, event);
    } else {
        k3_fault_deliver(event);
    }
    return true;
}

K3FaultVerdict k3_fault_judge(K3FaultRules *rules, const K3FaultEvent *event)
{
    return verdict_of(k3_fault_match(rules, event));
}

bool k3_fault_full(K3FaultRules *rules, const K3FaultEvent *event)
{
    return k3_fault_holds(rules, event, K3_FAULT_ACTION_FULL);
}

bool k3_fault_stuck(K3FaultRules *rules, const K3FaultEvent *event)
{
    return k3_fault_holds(rules, event, K3_FAULT_ACTION_STUCK);
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
