/*
 * Fault rules for the TI K3 models: what the parts of a rule share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_FAULT_INTERNAL_H
#define HW_REMOTEPROC_K3_FAULT_INTERNAL_H

#include "hw/qdev-core.h"
#include "hw/remoteproc/k3-fault.h"
#include "migration/vmstate.h"
#include "qapi/util.h"
#include "qemu/bitops.h"

/* What users call a place: one or more types of events */
typedef enum K3FaultWhere {
    K3_FAULT_WHERE_MAILBOX,
    K3_FAULT_WHERE_TI_SCI,
    K3_FAULT_WHERE_SECURE_PROXY,
    K3_FAULT_WHERE_CORE,
    K3_FAULT_WHERE_PROC_STATUS,
    K3_FAULT_WHERE__MAX
} K3FaultWhere;

#define K3_FAULT_ACT(name)      BIT(K3_FAULT_ACTION_##name)
#define K3_FAULT_CORE_ACTIONS   (K3_FAULT_ACT(HANG) | K3_FAULT_ACT(CRASH))
#define K3_FAULT_STATES         (K3_FAULT_ACT(FULL) | K3_FAULT_ACT(STUCK))

/* Messages that one rule can hold back at a time: four FIFOs full */
#define K3_FAULT_HELD_MAX       16

/* What a rule can match, see k3_fault_fields */
#define K3_FAULT_NUM_FIELDS     8

typedef struct K3FaultHeld {
    int64_t due;                /* QEMU_CLOCK_VIRTUAL, ns; 0: free entry */
    K3FaultTarget *from;
    uint32_t from_number;       /* the same in a migration stream */
    uint8_t type;               /* K3FaultEventType */
    uint32_t queue;
    bool copy;
    uint32_t len;
    uint8_t msg[K3_FAULT_MSG_SIZE];
} K3FaultHeld;

struct K3Fault {
    DeviceState parent_obj;

    /* Properties */
    K3FaultWhere where;
    K3FaultAction action;
    int64_t match[K3_FAULT_NUM_FIELDS];     /* or K3_FAULT_NONE */
    uint32_t mask;
    char *instance;
    char *core;
    char *after;                /* id of a rule that must act first, or NULL */
    uint64_t skip;
    uint64_t count;
    uint64_t delay_ns;
    uint32_t xor;
    uint32_t offset;

    /* Derived from the properties at realize */
    K3FaultEventType type;
    K3FaultTarget *from;        /* NULL: any */
    K3FaultTarget *victim;      /* the core, or NULL */
    K3FaultRules *rules;        /* NULL: it is in none */
    QTAILQ_ENTRY(K3Fault) next;

    /* State */
    bool waiting;               /* the rule "after" has not acted yet */
    uint64_t seen;
    uint64_t hits;
    int64_t act_due;            /* of hang and crash; 0: nothing to come */
    K3FaultHeld held[K3_FAULT_HELD_MAX];
    QEMUTimer *timer;
};

/* k3-fault.c */
extern const QEnumLookup k3_fault_where_lookup;
extern const QEnumLookup k3_fault_action_lookup;
const char *k3_fault_id(K3Fault *f);

/* k3-fault-props.c */
void k3_fault_add_properties(ObjectClass *oc);

/* k3-fault-match.c */
typedef struct K3FaultField {
    const char *name;
    size_t offset;              /* of an int64_t in K3FaultEvent */
    uint32_t places;            /* mask of K3FaultWhere */
    const char *description;
} K3FaultField;

extern const K3FaultField k3_fault_fields[K3_FAULT_NUM_FIELDS];

/* The rule that acts on @event, which is counted as its hit, or NULL */
K3Fault *k3_fault_match(K3FaultRules *rules, const K3FaultEvent *event);
/* Whether there is a rule with @action for @event; counts nothing */
bool k3_fault_holds(K3FaultRules *rules, const K3FaultEvent *event,
                    K3FaultAction action);

/* k3-fault-later.c: what a rule does after a while, and what migrates */
void k3_fault_later_init(K3Fault *f);
void k3_fault_later_finalize(K3Fault *f);
/* Forget all of it; @tell: and tell the devices whose messages are lost */
void k3_fault_later_clear(K3Fault *f, bool tell);
/* False if the rule holds as many messages as it can */
bool k3_fault_hold(K3Fault *f, const K3FaultEvent *event, uint64_t delay_ns,
                   bool copy);
void k3_fault_act_later(K3Fault *f);
extern const VMStateDescription vmstate_k3_fault;

/* k3-fault-target.c: the devices of the machine, in the order of their names */
GPtrArray *k3_fault_targets(void);
void k3_fault_deliver(const K3FaultEvent *event);
void k3_fault_rules_changed(void);
/* The request at which modules get stuck, at devices with events of @type */
int64_t k3_fault_sticky_message(K3FaultEventType type);
/* Fill in f->from and f->victim; on failure, set @errp */
bool k3_fault_find_targets(K3Fault *f, const char *where, Error **errp);

#endif
