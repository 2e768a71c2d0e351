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
 * DOC: fault injection
 *
 * A rule is a device that users create, at start (-device k3-fault,id=f,...)
 * or at run time (device_add, device_del).  It names a place, a condition that
 * events there must match, and an action.  #K3FaultRules holds the rules of a
 * machine.
 *
 * A device that supports faults implements #K3FaultTarget.  It announces each
 * event (#K3FaultEvent) in advance, and the rules decide what happens:
 *
 * - a message: k3_fault_send() calls the device back to deliver the message:
 *   never, later, twice, or with different contents
 * - a request: k3_fault_judge() returns the verdict on it
 * - a read of a value: k3_fault_read() returns the value to show
 * - the state of a queue: k3_fault_full() and k3_fault_stuck()
 *
 * Each action has one implementation, which does not depend on the device.  If
 * k3_fault_armed() returns false for a type of event, there is no rule for it,
 * and the device need not announce it.
 *
 * A system reset keeps rules and their counts, but drops the messages that they
 * hold.  Counts and held messages migrate to a machine that was started with
 * the same rules.
 *
 * QEMU interface:
 *  + properties: as -device k3-fault,help lists them; "where" and "action"
 *    are required
 *  + property "after" (string): id of a rule that must have acted before this
 *    one matches anything
 *  + QOM property "hits" (uint64, read only): times that the rule acted
 *  + QOM property "seen" (uint64, read only): events that matched
 *
 * All functions are called with the BQL held.
 */

#define TYPE_K3_FAULT "k3-fault"
OBJECT_DECLARE_SIMPLE_TYPE(K3Fault, K3_FAULT)

#define TYPE_K3_FAULT_RULES "k3-fault-rules"
OBJECT_DECLARE_SIMPLE_TYPE(K3FaultRules, K3_FAULT_RULES)

#define TYPE_K3_FAULT_TARGET "k3-fault-target"
typedef struct K3FaultTargetClass K3FaultTargetClass;
DECLARE_CLASS_CHECKERS(K3FaultTargetClass, K3_FAULT_TARGET,
                       TYPE_K3_FAULT_TARGET)
#define K3_FAULT_TARGET(obj) \
    INTERFACE_CHECK(K3FaultTarget, (obj), TYPE_K3_FAULT_TARGET)
typedef struct K3FaultTarget K3FaultTarget;

typedef enum K3FaultAction {
    K3_FAULT_ACTION_DROP,           /* the message is lost */
    K3_FAULT_ACTION_DELAY,          /* the message arrives later */
    K3_FAULT_ACTION_DUPLICATE,      /* the message arrives twice */
    K3_FAULT_ACTION_CORRUPT,        /* bits are inverted */
    K3_FAULT_ACTION_NACK,           /* the request is refused */
    K3_FAULT_ACTION_SILENT,         /* request carried out, not answered */
    K3_FAULT_ACTION_FULL,           /* there is no room */
    K3_FAULT_ACTION_STUCK,          /* messages stay in the queue */
    K3_FAULT_ACTION_HANG,           /* a core stops executing */
    K3_FAULT_ACTION_CRASH,          /* a core takes an exception */
    K3_FAULT_ACTION_MASK_WFI,       /* the status does not show WFI */
    K3_FAULT_ACTION_GLITCH,         /* the status shows the opposite of WFI */
    K3_FAULT_ACTION_STICK,          /* a module does not change its power */
    K3_FAULT_ACTION_WEDGE,          /* as STICK; its memories hang the bus */
    K3_FAULT_ACTION__MAX,
    K3_FAULT_ACTION_NONE = K3_FAULT_ACTION__MAX
} K3FaultAction;

typedef enum K3FaultEventType {
    K3_FAULT_EVENT_MAILBOX,         /* a message is written to a FIFO */
    K3_FAULT_EVENT_THREAD,          /* a message enters a proxy thread */
    K3_FAULT_EVENT_REQUEST,         /* the firmware has taken a request */
    K3_FAULT_EVENT_RESPONSE,        /* the firmware sends a response */
    K3_FAULT_EVENT_STATUS,          /* the firmware reads a core's status */
    K3_FAULT_EVENT_START,           /* a remote core has started */
    K3_FAULT_EVENT__MAX
} K3FaultEventType;

/* Value of a field that does not apply to an event */
#define K3_FAULT_NONE   (-1)

/* Size of the longest message, that of a secure proxy */
#define K3_FAULT_MSG_SIZE       60

/**
 * struct K3FaultEvent - something that is about to happen
 * @type: type of the event
 * @from: the device that announces it
 * @queue: FIFO, thread or conversation of @from that a message is for
 * @cluster, @value: of a mailbox message
 * @message, @host, @processor, @device: of a request, response or status;
 *      K3_FAULT_NONE if the field does not apply
 * @msg, @len: the message, in the byte order that the guest sees
 * @copy: set for the target's @deliver if a rule sends the message again
 * @pace_ns: time from a message to its copy
 * @wfi: bits of a status that show WFI
 * @idle: @wfi and all bits that depend on it
 */
typedef struct K3FaultEvent {
    K3FaultEventType type;
    K3FaultTarget *from;
    int64_t queue;
    int64_t cluster;
    int64_t value;
    int64_t message;
    int64_t host;
    int64_t processor;
    int64_t device;
    const uint8_t *msg;
    size_t len;
    bool copy;
    int64_t pace_ns;
    uint32_t wfi;
    uint32_t idle;
} K3FaultEvent;

/* The rules of a machine, in the order in which they were added */
struct K3FaultRules {
    Object parent_obj;

    QTAILQ_HEAD(, K3Fault) of[K3_FAULT_EVENT__MAX];
};

/**
 * k3_fault_rules: the rules of the machine.  A device gets the pointer at
 * realize and keeps it.
 */
K3FaultRules *k3_fault_rules(void);

/** k3_fault_armed: is there any rule for this type of event? */
static inline bool k3_fault_armed(const K3FaultRules *rules,
                                  K3FaultEventType type)
{
    return !QTAILQ_EMPTY(&rules->of[type]);
}

/**
 * k3_fault_send: pass the message of @event to the device's @deliver, subject
 * to the rules.  False if a rule refuses it because there is no room; it is
 * never delivered then.
 */
bool k3_fault_send(K3FaultRules *rules, const K3FaultEvent *event);

/**
 * struct K3FaultVerdict - what becomes of a message or request; without a rule,
 *      no member is set
 * @refused: it has no effect
 * @unanswered: the sender is not told the outcome.  A request that is refused
 *      and unanswered is forgotten.
 * @stuck: the module that it is about does not change its power
 * @wedged: if stuck, the memories of the module hang the bus
 */
typedef struct K3FaultVerdict {
    bool refused;
    bool unanswered;
    bool stuck;
    bool wedged;
} K3FaultVerdict;

/**
 * k3_fault_judge: the rules' verdict on the request @event.  What they do to
 * cores takes place without the caller.
 */
K3FaultVerdict k3_fault_judge(K3FaultRules *rules, const K3FaultEvent *event);

/** k3_fault_read: @value, as changed by the rules for its reading, @event. */
uint32_t k3_fault_read(K3FaultRules *rules, const K3FaultEvent *event,
                       uint32_t value);

/**
 * k3_fault_full: does the queue of @event have no room, whatever is in it?
 * This and the next are about states rather than events: they count nothing
 * and ignore "skip" and "count".
 */
bool k3_fault_full(K3FaultRules *rules, const K3FaultEvent *event);

/** k3_fault_stuck: do messages stay in the queue of @event? */
bool k3_fault_stuck(K3FaultRules *rules, const K3FaultEvent *event);

/**
 * struct K3FaultTargetClass - devices that announce events, and cores
 * @events: types of events that it announces, as a mask
 * @sticky_message: the request that switches a module, which can get stuck;
 *                  0: none
 * @deliver: take the message of @event now
 * @lost: the message of @event, which a rule was holding, is dropped.  May be
 *        NULL.
 * @changed: a rule was added or removed; recompute everything that depends on
 *           k3_fault_full() and k3_fault_stuck().  May be NULL.
 * @core_name: for a core, its name for users; else NULL
 * @act: for a core: carry out K3_FAULT_ACTION_HANG or _CRASH
 */
struct K3FaultTargetClass {
    InterfaceClass parent_class;

    uint32_t events;
    uint16_t sticky_message;
    void (*deliver)(K3FaultTarget *target, const K3FaultEvent *event);
    void (*lost)(K3FaultTarget *target, const K3FaultEvent *event);
    void (*changed)(K3FaultTarget *target);
    const char *(*core_name)(K3FaultTarget *target);
    void (*act)(K3FaultTarget *target, K3FaultAction action);
};

#endif
