/*
 * Fault rules for the TI K3 models
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_FAULT_H
#define HW_REMOTEPROC_K3_FAULT_H

#include "qemu/queue.h"
#include "qom/object.h"

/**
 * DOC: things that go wrong on purpose
 *
 * A rule is a device that users create, at start (-device k3-fault,id=f,...)
 * or at run time (device_add, device_del).  It names a place, what to match
 * there, and what to do.  Models ask at the place: k3_fault_armed() is one
 * load as long as there is no rule, k3_fault_match() finds the first rule that
 * acts on an event and counts the hit.
 *
 * A rule outlives a system reset, with its counts; what it holds back does
 * not.  Counts and messages held back migrate, to a machine that was given the
 * same rules.
 *
 * QEMU interface:
 *  + properties: as -device k3-fault,help lists them; "where" and "action"
 *    are required
 *  + QOM property "hits" (uint64, read only): times that it acted
 *  + QOM property "seen" (uint64, read only): events that matched
 *
 * A device that a rule has to find without an event implements
 * #K3FaultTarget: mailboxes and cores do.
 *
 * All functions are called with the BQL held.
 */

#define TYPE_K3_FAULT "k3-fault"
OBJECT_DECLARE_SIMPLE_TYPE(K3Fault, K3_FAULT)

typedef enum K3FaultWhere {
    K3_FAULT_WHERE_MAILBOX,         /* messages written to FIFOs */
    K3_FAULT_WHERE_TI_SCI,          /* requests that the firmware takes */
    K3_FAULT_WHERE_SECURE_PROXY,    /* messages in threads, either way */
    K3_FAULT_WHERE_CORE,            /* start of a remote core */
    K3_FAULT_WHERE_PROC_STATUS,     /* status of a processor in messages */
    K3_FAULT_WHERE__MAX
} K3FaultWhere;

typedef enum K3FaultAction {
    K3_FAULT_ACTION_DROP,           /* the message gets lost */
    K3_FAULT_ACTION_DELAY,          /* it, or its response, comes later */
    K3_FAULT_ACTION_DUPLICATE,      /* ... twice */
    K3_FAULT_ACTION_CORRUPT,        /* bits are inverted */
    K3_FAULT_ACTION_NACK,           /* the request is refused */
    K3_FAULT_ACTION_SILENT,         /* ... carried out, not answered */
    K3_FAULT_ACTION_FULL,           /* there is no room */
    K3_FAULT_ACTION_STUCK,          /* messages stay where they are */
    K3_FAULT_ACTION_HANG,           /* a core stops executing */
    K3_FAULT_ACTION_CRASH,          /* a core takes an exception */
    K3_FAULT_ACTION_MASK_WFI,       /* the status does not show WFI */
    K3_FAULT_ACTION_GLITCH,         /* ... shows the opposite */
    K3_FAULT_ACTION_STICK,          /* a module does not change its power */
    K3_FAULT_ACTION_WEDGE,          /* ... and its memories hang the bus */
    K3_FAULT_ACTION__MAX
} K3FaultAction;

/* What an event is about; K3_FAULT_NONE: not about any such thing */
#define K3_FAULT_NONE   (-1)

typedef struct K3FaultEvent {
    K3FaultWhere where;
    int64_t cluster;
    int64_t fifo;
    int64_t value;
    int64_t message;
    int64_t host;
    int64_t processor;
    int64_t device;
    int64_t thread;
    const char *core;
} K3FaultEvent;

/* An event of which only the place is known */
#define K3_FAULT_EVENT(place) \
    { \
        .where = K3_FAULT_WHERE_##place, .cluster = K3_FAULT_NONE, \
        .fifo = K3_FAULT_NONE, .value = K3_FAULT_NONE, \
        .message = K3_FAULT_NONE, .host = K3_FAULT_NONE, \
        .processor = K3_FAULT_NONE, .device = K3_FAULT_NONE, \
        .thread = K3_FAULT_NONE \
    }

typedef QTAILQ_HEAD(K3FaultList, K3Fault) K3FaultList;
extern K3FaultList k3_fault_rules[K3_FAULT_WHERE__MAX];

/** k3_fault_armed: is there any rule for this place? */
static inline bool k3_fault_armed(K3FaultWhere where)
{
    return !QTAILQ_EMPTY(&k3_fault_rules[where]);
}

/**
 * k3_fault_match: the rule that acts on @event now, or NULL.  Counts.  Rules
 * that make a core hang or crash do so themselves, and are not returned.
 */
K3Fault *k3_fault_match(const K3FaultEvent *event);

/**
 * k3_fault_holds: is there a rule with @action for @event?  For states rather
 * than events: counts nothing, and heeds neither skip nor count.
 */
bool k3_fault_holds(const K3FaultEvent *event, K3FaultAction action);

K3FaultAction k3_fault_action(const K3Fault *rule);
uint64_t k3_fault_delay_ns(const K3Fault *rule);

/** k3_fault_xor: the bits to invert in a 32-bit word. */
uint32_t k3_fault_xor(const K3Fault *rule);

/** k3_fault_offset: where that word is in a message. */
uint32_t k3_fault_offset(const K3Fault *rule);

/**
 * k3_fault_hold: keep the message of @event, a mailbox's, until the delay of
 * @rule is over; the target of that cluster gets it then.  False if the rule
 * holds as many as it can.
 */
bool k3_fault_hold(K3Fault *rule, const K3FaultEvent *event);

#define TYPE_K3_FAULT_TARGET "k3-fault-target"
typedef struct K3FaultTargetClass K3FaultTargetClass;
DECLARE_CLASS_CHECKERS(K3FaultTargetClass, K3_FAULT_TARGET,
                       TYPE_K3_FAULT_TARGET)
#define K3_FAULT_TARGET(obj) \
    INTERFACE_CHECK(K3FaultTarget, (obj), TYPE_K3_FAULT_TARGET)
typedef struct K3FaultTarget K3FaultTarget;

/**
 * struct K3FaultTargetClass - devices that rules act on by themselves
 * @is: the target is the one that @event names
 * @deliver: take the message of @event, which a rule has held back
 * @act: K3_FAULT_ACTION_HANG or _CRASH
 * @changed: rules came or went; recompute what depends on k3_fault_holds()
 *
 * All but @is may be NULL.
 */
struct K3FaultTargetClass {
    InterfaceClass parent_class;

    bool (*is)(K3FaultTarget *target, const K3FaultEvent *event);
    void (*deliver)(K3FaultTarget *target, const K3FaultEvent *event);
    void (*act)(K3FaultTarget *target, K3FaultAction action);
    void (*changed)(K3FaultTarget *target);
};

#endif
