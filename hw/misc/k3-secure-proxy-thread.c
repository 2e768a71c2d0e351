/*
 * TI K3 secure proxy: the threads, their queues, and both ends of the queues
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/remoteproc/k3-fault.h"
#include "k3-secure-proxy-internal.h"
#include "trace.h"

/* The word of a message that is reserved for the proxy */
#define PRIVATE_SIZE \
    (K3_SECURE_PROXY_SLOT_SIZE - K3_SECURE_PROXY_MSG_SIZE)

K3SecureProxyThread *k3_secure_proxy_thread(K3SecureProxyState *s,
                                            uint64_t id)
{
    if (id >= s->num_threads || !s->threads[id].depth) {
        return NULL;
    }
    return &s->threads[id];
}

unsigned k3_secure_proxy_id(K3SecureProxyState *s,
                            K3SecureProxyThread *t)
{
    return t - s->threads;
}

static K3FaultEvent k3_secure_proxy_event(K3SecureProxyState *s,
                                          K3SecureProxyThread *t)
{
    return (K3FaultEvent) {
        .type = K3_FAULT_EVENT_THREAD,
        .from = K3_FAULT_TARGET(s),
        .queue = k3_secure_proxy_id(s, t),
    };
}

/* Whether fault rules put the thread into @state */
static bool k3_secure_proxy_is(K3SecureProxyState *s, K3SecureProxyThread *t,
                               bool (*state)(K3FaultRules *rules,
                                             const K3FaultEvent *event))
{
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_THREAD))) {
        return false;
    }
    event = k3_secure_proxy_event(s, t);
    return state(s->faults, &event);
}

uint8_t k3_secure_proxy_count(K3SecureProxyState *s,
                              K3SecureProxyThread *t)
{
    if (t->inbound) {
        return k3_secure_proxy_is(s, t, k3_fault_stuck) ? 0 : t->level;
    }
    return k3_secure_proxy_is(s, t, k3_fault_full) ? 0 : t->depth - t->level;
}

void k3_secure_proxy_update_irq(K3SecureProxyState *s,
                                K3SecureProxyThread *t)
{
    unsigned id = k3_secure_proxy_id(s, t);
    bool line = t->error ||
        (t->threshold && k3_secure_proxy_count(s, t) >= t->threshold);

    if (line != t->line) {
        trace_k3_secure_proxy_irq(k3_trace_name(s), id, line);
    }
    t->line = line;
    qemu_set_irq(s->irq[id], line);
}

static uint8_t *k3_secure_proxy_slot(K3SecureProxyThread *t, unsigned n)
{
    return t->slots + (t->head + n) % t->depth * K3_SECURE_PROXY_SLOT_SIZE;
}

/* The caller has checked that there is room. */
static void k3_secure_proxy_enqueue(K3SecureProxyState *s,
                                    K3SecureProxyThread *t,
                                    const uint8_t *msg, size_t len)
{
    uint8_t *slot = k3_secure_proxy_slot(t, t->level);

    memset(slot, 0, K3_SECURE_PROXY_SLOT_SIZE);
    memcpy(slot + PRIVATE_SIZE, msg, len);
    t->level++;
    t->pushed++;
    trace_k3_secure_proxy_push(k3_trace_ns(), k3_trace_name(s),
                               k3_secure_proxy_id(s, t), t->level);
    k3_secure_proxy_update_irq(s, t);
}

static void k3_secure_proxy_dequeue(K3SecureProxyState *s,
                                    K3SecureProxyThread *t)
{
    t->head = (t->head + 1) % t->depth;
    t->level--;
    t->popped++;
    trace_k3_secure_proxy_pop(k3_trace_ns(), k3_trace_name(s),
                              k3_secure_proxy_id(s, t), t->level);
    k3_secure_proxy_update_irq(s, t);
}

static void k3_secure_proxy_drop(K3SecureProxyState *s, K3SecureProxyThread *t)
{
    t->dropped++;
    trace_k3_secure_proxy_drop(k3_trace_name(s), k3_secure_proxy_id(s, t),
                               t->dropped);
}

static void k3_secure_proxy_notify(K3SecureProxyState *s, unsigned id)
{
    if (s->sink && !s->stalled) {
        K3_MESSAGE_SINK_GET_CLASS(s->sink)->message(s->sink, OBJECT(s),
                                                     id);
    }
}

void k3_secure_proxy_notify_all(K3SecureProxyState *s)
{
    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        for (unsigned n = t->inbound ? 0 : t->level; n && t->level; n--) {
            k3_secure_proxy_notify(s, id);
        }
    }
}

/* A message arrives in a thread that has room for it. */
static void k3_secure_proxy_arrive(K3SecureProxyState *s,
                                   K3SecureProxyThread *t,
                                   const uint8_t *msg, size_t len)
{
    k3_secure_proxy_enqueue(s, t, msg, len);
    if (!t->inbound) {
        /*
         * The sink may take the message and answer it: do nothing after this.
         */
        k3_secure_proxy_notify(s, k3_secure_proxy_id(s, t));
    }
}

/*
 * As above, subject to fault rules.  False if a rule pretends that there is no
 * room.  A message that a rule drops counts as sent: the sender sees no
 * difference.
 */
static bool k3_secure_proxy_transfer(K3SecureProxyState *s,
                                     K3SecureProxyThread *t,
                                     const uint8_t *msg, size_t len)
{
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_THREAD))) {
        k3_secure_proxy_arrive(s, t, msg, len);
        return true;
    }
    event = k3_secure_proxy_event(s, t);
    event.msg = msg;
    event.len = len;
    return k3_fault_send(s->faults, &event);
}

/* A delayed message or a copy may find no room */
static void k3_secure_proxy_deliver(K3FaultTarget *target,
                                    const K3FaultEvent *event)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(target);
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, event->queue);

    if (!t) {
        return;
    }
    if (t->level == t->depth) {
        k3_secure_proxy_drop(s, t);
        return;
    }
    k3_secure_proxy_arrive(s, t, event->msg, event->len);
}

static void k3_secure_proxy_rules_changed(K3FaultTarget *target)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(target);

    for (unsigned id = 0; id < s->num_threads; id++) {
        k3_secure_proxy_update_irq(s, &s->threads[id]);
    }
    k3_secure_proxy_notify_all(s);
}

void k3_secure_proxy_init_faults(ObjectClass *oc)
{
    K3FaultTargetClass *tc = K3_FAULT_TARGET_CLASS(oc);

    tc->events = BIT(K3_FAULT_EVENT_THREAD);
    tc->deliver = k3_secure_proxy_deliver;
    tc->changed = k3_secure_proxy_rules_changed;
}

bool k3_secure_proxy_pop(K3SecureProxyState *s, unsigned thread,
                         uint8_t msg[K3_SECURE_PROXY_MSG_SIZE])
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, thread);

    if (!t || t->inbound || !t->level ||
        k3_secure_proxy_is(s, t, k3_fault_stuck)) {
        return false;
    }
    memcpy(msg, k3_secure_proxy_slot(t, 0) + PRIVATE_SIZE,
           K3_SECURE_PROXY_MSG_SIZE);
    k3_secure_proxy_dequeue(s, t);
    return true;
}

bool k3_secure_proxy_push(K3SecureProxyState *s, unsigned thread,
                          const uint8_t *msg, size_t len)
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, thread);

    if (!t || !t->inbound || len > K3_SECURE_PROXY_MSG_SIZE) {
        return false;
    }
    if (t->level == t->depth) {
        k3_secure_proxy_drop(s, t);
        return false;
    }
    return k3_secure_proxy_transfer(s, t, msg, len);
}

/* After an error, a thread ignores the host until the error is cleared. */
static void k3_secure_proxy_set_error(K3SecureProxyState *s,
                                      K3SecureProxyThread *t,
                                      const char *why)
{
    unsigned id = k3_secure_proxy_id(s, t);

    qemu_log_mask(LOG_GUEST_ERROR, "%s: thread %u: %s\n", k3_trace_name(s),
                  id, why);
    trace_k3_secure_proxy_error(k3_trace_name(s), id, why);
    t->error = true;
    k3_secure_proxy_update_irq(s, t);
}

/* Clearing the error restarts the thread and discards a partial message. */
void k3_secure_proxy_clear_error(K3SecureProxyState *s,
                                 K3SecureProxyThread *t)
{
    trace_k3_secure_proxy_clear_error(k3_trace_name(s),
                                      k3_secure_proxy_id(s, t));
    t->error = false;
    memset(t->image, 0, sizeof(t->image));
    k3_secure_proxy_update_irq(s, t);
}

/*
 * The last byte was written.  The image keeps its contents: words that the host
 * does not write next time are sent again.  If there was no credit, another
 * write to the last byte sends the message.
 */
static void k3_secure_proxy_commit(K3SecureProxyState *s,
                                   K3SecureProxyThread *t)
{
    if (t->level == t->depth) {
        k3_secure_proxy_drop(s, t);
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: thread %u: no credit, message not sent\n",
                      k3_trace_name(s), k3_secure_proxy_id(s, t));
        return;
    }
    if (!k3_secure_proxy_transfer(s, t, t->image + PRIVATE_SIZE,
                                  K3_SECURE_PROXY_MSG_SIZE)) {
        k3_secure_proxy_drop(s, t);
    }
}

/*
 * The thread that owns a page of target_data, or NULL if it does not permit an
 * access at this offset in this direction.
 */
static K3SecureProxyThread *k3_secure_proxy_access(K3SecureProxyState *s,
                                                   hwaddr offset, bool inbound)
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, offset / THREAD_PAGE);

    if (!t) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: target_data: no thread at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
        return NULL;
    }
    if (t->error) {
        return NULL;
    }
    if (t->inbound != inbound) {
        k3_secure_proxy_set_error(s, t, "access in the wrong direction");
        return NULL;
    }
    if (offset % THREAD_PAGE >= K3_SECURE_PROXY_SLOT_SIZE) {
        k3_secure_proxy_set_error(s, t, "access beyond the message");
        return NULL;
    }
    return t;
}

static uint64_t k3_secure_proxy_data_read(void *opaque, hwaddr offset,
                                          unsigned size)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(opaque);
    K3SecureProxyThread *t = k3_secure_proxy_access(s, offset, true);
    unsigned at = offset % THREAD_PAGE;
    uint64_t value = 0;

    /* An empty queue reads as a message of zeros. */
    if (t && t->level) {
        value = ldn_le_p(k3_secure_proxy_slot(t, 0) + at, size);
        if (at + size == K3_SECURE_PROXY_SLOT_SIZE) {
            k3_secure_proxy_dequeue(s, t);
        }
    }
    trace_k3_secure_proxy_read(k3_trace_name(s), "target_data", offset, value,
                               size);
    return value;
}

static void k3_secure_proxy_data_write(void *opaque, hwaddr offset,
                                       uint64_t value, unsigned size)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(opaque);
    K3SecureProxyThread *t;
    unsigned at = offset % THREAD_PAGE;

    trace_k3_secure_proxy_write(k3_trace_name(s), "target_data", offset, value,
                                size);
    t = k3_secure_proxy_access(s, offset, false);
    if (!t) {
        return;
    }
    stn_le_p(t->image + at, size, value);
    if (at + size == K3_SECURE_PROXY_SLOT_SIZE) {
        k3_secure_proxy_commit(s, t);
    }
}

/*
 * Any size up to 64 bits; an access to the last byte completes the message.
 */
const MemoryRegionOps k3_secure_proxy_data_ops = {
    .read = k3_secure_proxy_data_read,
    .write = k3_secure_proxy_data_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
};
