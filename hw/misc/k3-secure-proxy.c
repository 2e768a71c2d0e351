/*
 * TI K3 secure proxy
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/misc/k3-secure-proxy.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-fault.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "trace.h"

/* Every thread has a page of its own in target_data, rt and scfg. */
#define THREAD_PAGE               0x1000

/* rt, in the page of the thread */
REG32(RT_STATUS, 0x0)
    FIELD(RT_STATUS, CUR_CNT, 0, 8)
    FIELD(RT_STATUS, MAX_CNT, 16, 8)
    FIELD(RT_STATUS, DIR, 30, 1)
    FIELD(RT_STATUS, ERROR, 31, 1)
REG32(RT_THR, 0x4)
    FIELD(RT_THR, THR_CNT, 0, 8)

/* scfg: one page for the proxy, then one for each thread */
REG32(SCFG_BUFFER_L, 0x00)
REG32(SCFG_BUFFER_H, 0x04)
REG32(SCFG_TARGET_L, 0x08)
REG32(SCFG_TARGET_H, 0x0c)
REG32(SCFG_ORDERID, 0x10)
REG32(SCFG_CTL, 0x0)
    FIELD(SCFG_CTL, QUEUE, 0, 16)
    FIELD(SCFG_CTL, MAX_CNT, 16, 8)
    FIELD(SCFG_CTL, DIR, 31, 1)
REG32(SCFG_EVT_MAP, 0x4)
REG32(SCFG_DST, 0x8)

/* cfg */
REG32(PID, 0x00)
    FIELD(PID, BU, 28, 2)
    FIELD(PID, SCHEME, 30, 2)
REG32(CONFIG, 0x04)
    FIELD(CONFIG, THREADS, 0, 16)
    FIELD(CONFIG, MSG_SIZE, 16, 16)
REG32(GLB_EVT, 0x14)
#define CFG_SIZE                0x100
#define NO_EVENT                0xffff

/* The word of a message that belongs to the proxy */
#define PRIVATE_SIZE \
    (K3_SECURE_PROXY_SLOT_SIZE - K3_SECURE_PROXY_MSG_SIZE)

/* The registers of one region: 32 bits each, reads have no side effects. */
struct K3SecureProxyRegs {
    const char *name;
    bool (*read)(K3SecureProxyState *s, hwaddr offset, uint32_t *value);
    bool (*write)(K3SecureProxyState *s, hwaddr offset, uint32_t value);
};

/* NULL if the thread does not exist */
static K3SecureProxyThread *k3_secure_proxy_thread(K3SecureProxyState *s,
                                                   uint64_t id)
{
    if (id >= s->num_threads || !s->threads[id].depth) {
        return NULL;
    }
    return &s->threads[id];
}

static unsigned k3_secure_proxy_id(K3SecureProxyState *s,
                                   K3SecureProxyThread *t)
{
    return t - s->threads;
}

/* Does a fault rule do this to the thread, whatever is in it? */
static bool k3_secure_proxy_suffers(K3SecureProxyState *s,
                                    K3SecureProxyThread *t,
                                    K3FaultAction action)
{
    K3FaultEvent event = K3_FAULT_EVENT(SECURE_PROXY);

    if (likely(!k3_fault_armed(K3_FAULT_WHERE_SECURE_PROXY))) {
        return false;
    }
    event.thread = k3_secure_proxy_id(s, t);
    return k3_fault_holds(&event, action);
}

/* The fault rule that acts on a message in the thread, or NULL */
static K3Fault *k3_secure_proxy_fault(K3SecureProxyState *s,
                                      K3SecureProxyThread *t)
{
    K3FaultEvent event = K3_FAULT_EVENT(SECURE_PROXY);

    if (likely(!k3_fault_armed(K3_FAULT_WHERE_SECURE_PROXY))) {
        return NULL;
    }
    event.thread = k3_secure_proxy_id(s, t);
    return k3_fault_match(&event);
}

/* Inbound: messages to read; outbound: messages that can still be written. */
static uint8_t k3_secure_proxy_count(K3SecureProxyState *s,
                                     K3SecureProxyThread *t)
{
    if (t->inbound) {
        return k3_secure_proxy_suffers(s, t, K3_FAULT_ACTION_STUCK) ?
               0 : t->level;
    }
    return k3_secure_proxy_suffers(s, t, K3_FAULT_ACTION_FULL) ?
           0 : t->depth - t->level;
}

static void k3_secure_proxy_update_irq(K3SecureProxyState *s,
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

/* Both ends of both kinds of queue: the caller knows that there is one more. */
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

/*
 * As above, past the fault rules.  False if one says that there is no room;
 * what it lets get lost has been sent as far as the sender can tell.
 */
static bool k3_secure_proxy_transfer(K3SecureProxyState *s,
                                     K3SecureProxyThread *t,
                                     const uint8_t *msg, size_t len)
{
    K3Fault *rule = k3_secure_proxy_fault(s, t);
    uint8_t copy[K3_SECURE_PROXY_MSG_SIZE] = { 0 };
    uint32_t at;

    switch (rule ? k3_fault_action(rule) : K3_FAULT_ACTION__MAX) {
    case K3_FAULT_ACTION_DROP:
        return true;
    case K3_FAULT_ACTION_FULL:
        return false;
    case K3_FAULT_ACTION_DUPLICATE:
        k3_secure_proxy_enqueue(s, t, msg, len);
        if (t->level == t->depth) {
            return true;
        }
        break;
    case K3_FAULT_ACTION_CORRUPT:
        at = k3_fault_offset(rule);
        memcpy(copy, msg, len);
        stl_le_p(copy + at, ldl_le_p(copy + at) ^ k3_fault_xor(rule));
        msg = copy;
        break;
    default:
        break;
    }
    k3_secure_proxy_enqueue(s, t, msg, len);
    return true;
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

bool k3_secure_proxy_pop(K3SecureProxyState *s, unsigned thread,
                         uint8_t msg[K3_SECURE_PROXY_MSG_SIZE])
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, thread);

    if (!t || t->inbound || !t->level ||
        k3_secure_proxy_suffers(s, t, K3_FAULT_ACTION_STUCK)) {
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
        t->dropped++;
        trace_k3_secure_proxy_drop(k3_trace_name(s), thread, t->dropped);
        return false;
    }
    return k3_secure_proxy_transfer(s, t, msg, len);
}

static void k3_secure_proxy_notify(K3SecureProxyState *s, unsigned id)
{
    if (s->sink && !s->stalled) {
        K3_MESSAGE_SINK_GET_CLASS(s->sink)->message(s->sink, OBJECT(s),
                                                     id);
    }
}

/* A thread in error does nothing for the host until the error is cleared. */
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

/* Clearing the error restarts the thread: a half-written message is gone. */
static void k3_secure_proxy_clear_error(K3SecureProxyState *s,
                                        K3SecureProxyThread *t)
{
    trace_k3_secure_proxy_clear_error(k3_trace_name(s),
                                      k3_secure_proxy_id(s, t));
    t->error = false;
    memset(t->image, 0, sizeof(t->image));
    k3_secure_proxy_update_irq(s, t);
}

/*
 * The last byte was written.  The image stays as it is: words that the host
 * does not write next time go out once more, and a message for which there was
 * no credit can be sent by another write to its last byte.
 */
static void k3_secure_proxy_commit(K3SecureProxyState *s,
                                   K3SecureProxyThread *t)
{
    unsigned id = k3_secure_proxy_id(s, t);

    if (t->level == t->depth) {
        t->dropped++;
        trace_k3_secure_proxy_drop(k3_trace_name(s), id, t->dropped);
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: thread %u: no credit, not sent\n",
                      k3_trace_name(s), id);
        return;
    }
    if (!k3_secure_proxy_transfer(s, t, t->image + PRIVATE_SIZE,
                                  K3_SECURE_PROXY_MSG_SIZE)) {
        t->dropped++;
        trace_k3_secure_proxy_drop(k3_trace_name(s), id, t->dropped);
        return;
    }
    /* May take the message and answer it: nothing may follow. */
    k3_secure_proxy_notify(s, id);
}

/*
 * The thread that owns a page of target_data, if it can be accessed at this
 * offset in this direction.
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

    /* With nothing in the queue there is an empty message to read. */
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

/* Any size up to 64 bits; what counts is whether it covers the last byte. */
static const MemoryRegionOps k3_secure_proxy_data_ops = {
    .read = k3_secure_proxy_data_read,
    .write = k3_secure_proxy_data_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
};

static bool k3_secure_proxy_rt_read(K3SecureProxyState *s, hwaddr offset,
                                    uint32_t *value)
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, offset / THREAD_PAGE);

    if (!t) {
        return false;
    }
    switch (offset % THREAD_PAGE) {
    case A_RT_STATUS:
        *value = FIELD_DP32(0, RT_STATUS, CUR_CNT,
                            k3_secure_proxy_count(s, t));
        *value = FIELD_DP32(*value, RT_STATUS, MAX_CNT,
                            t->inbound ? 0 : t->depth);
        *value = FIELD_DP32(*value, RT_STATUS, DIR, t->inbound);
        *value = FIELD_DP32(*value, RT_STATUS, ERROR, t->error);
        return true;
    case A_RT_THR:
        *value = t->threshold;
        return true;
    default:
        return false;
    }
}

static bool k3_secure_proxy_rt_write(K3SecureProxyState *s, hwaddr offset,
                                     uint32_t value)
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, offset / THREAD_PAGE);

    if (!t) {
        return false;
    }
    switch (offset % THREAD_PAGE) {
    case A_RT_STATUS:
        if (t->error && !FIELD_EX32(value, RT_STATUS, ERROR)) {
            k3_secure_proxy_clear_error(s, t);
        }
        return true;
    case A_RT_THR:
        t->threshold = FIELD_EX32(value, RT_THR, THR_CNT);
        k3_secure_proxy_update_irq(s, t);
        return true;
    default:
        return false;
    }
}

static bool k3_secure_proxy_scfg_read(K3SecureProxyState *s, hwaddr offset,
                                      uint32_t *value)
{
    K3SecureProxyThread *t;

    *value = 0;
    if (offset < THREAD_PAGE) {
        /* Where the firmware put its rings is its own business. */
        return offset <= A_SCFG_ORDERID;
    }
    t = k3_secure_proxy_thread(s, offset / THREAD_PAGE - 1);
    if (!t) {
        return false;
    }
    switch (offset % THREAD_PAGE) {
    case A_SCFG_CTL:
        *value = FIELD_DP32(0, SCFG_CTL, QUEUE, k3_secure_proxy_id(s, t));
        *value = FIELD_DP32(*value, SCFG_CTL, MAX_CNT,
                            t->inbound ? 0 : t->depth);
        *value = FIELD_DP32(*value, SCFG_CTL, DIR, t->inbound);
        return true;
    case A_SCFG_EVT_MAP:
    case A_SCFG_DST:
        return true;
    default:
        return false;
    }
}

static bool k3_secure_proxy_cfg_read(K3SecureProxyState *s, hwaddr offset,
                                     uint32_t *value)
{
    switch (offset) {
    case A_PID:
        /* What is common to the DMA subsystem's blocks; the rest is unknown. */
        *value = FIELD_DP32(0, PID, SCHEME, 1);
        *value = FIELD_DP32(*value, PID, BU, 2);
        return true;
    case A_CONFIG:
        *value = FIELD_DP32(0, CONFIG, THREADS, s->num_threads);
        *value = FIELD_DP32(*value, CONFIG, MSG_SIZE,
                            K3_SECURE_PROXY_SLOT_SIZE);
        return true;
    case A_GLB_EVT:
        *value = NO_EVENT;
        return true;
    default:
        return false;
    }
}

/* Only the system firmware gets past the firewall in front of these. */
static bool k3_secure_proxy_read_only(K3SecureProxyState *s, hwaddr offset,
                                      uint32_t value)
{
    return false;
}

static const K3SecureProxyRegs k3_secure_proxy_rt = {
    .name = "rt",
    .read = k3_secure_proxy_rt_read,
    .write = k3_secure_proxy_rt_write,
};

static const K3SecureProxyRegs k3_secure_proxy_scfg = {
    .name = "scfg",
    .read = k3_secure_proxy_scfg_read,
    .write = k3_secure_proxy_read_only,
};

static const K3SecureProxyRegs k3_secure_proxy_cfg = {
    .name = "cfg",
    .read = k3_secure_proxy_cfg_read,
    .write = k3_secure_proxy_read_only,
};

static uint64_t k3_secure_proxy_reg_read(void *opaque, hwaddr offset,
                                         unsigned size)
{
    K3SecureProxyRegion *region = opaque;
    uint32_t value = 0;

    if (!region->regs->read(region->proxy, offset & ~3ull, &value)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: %s: nothing to read at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(region->proxy), region->regs->name,
                      offset);
        value = 0;
    }
    value = extract32(value, 8 * (offset & 3), 8 * size);
    trace_k3_secure_proxy_read(k3_trace_name(region->proxy), region->regs->name,
                               offset, value, size);
    return value;
}

static void k3_secure_proxy_reg_write(void *opaque, hwaddr offset,
                                      uint64_t value, unsigned size)
{
    K3SecureProxyRegion *region = opaque;
    uint32_t word = 0;

    trace_k3_secure_proxy_write(k3_trace_name(region->proxy),
                                region->regs->name, offset, value, size);
    /* A narrow write leaves the other bytes of the register as they read. */
    if (!region->regs->read(region->proxy, offset & ~3ull, &word) ||
        !region->regs->write(region->proxy, offset & ~3ull,
                             deposit32(word, 8 * (offset & 3), 8 * size,
                                       value))) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: %s: nothing to write at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(region->proxy), region->regs->name,
                      offset);
    }
}

static const MemoryRegionOps k3_secure_proxy_reg_ops = {
    .read = k3_secure_proxy_reg_read,
    .write = k3_secure_proxy_reg_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static void k3_secure_proxy_reset_enter(Object *obj, ResetType type)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        t->head = 0;
        t->level = 0;
        t->error = false;
        t->pushed = 0;
        t->popped = 0;
        t->dropped = 0;
        /* As the system firmware leaves it: an interrupt for each response */
        t->threshold = t->inbound ? 1 : 0;
        memset(t->image, 0, sizeof(t->image));
    }
}

static void k3_secure_proxy_reset_hold(Object *obj, ResetType type)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    for (unsigned id = 0; id < s->num_threads; id++) {
        k3_secure_proxy_update_irq(s, &s->threads[id]);
    }
}

static int k3_secure_proxy_post_load(void *opaque, int version_id)
{
    K3SecureProxyState *s = opaque;

    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        if (t->level > t->depth || t->head >= MAX(t->depth, 1)) {
            return -EINVAL;
        }
        k3_secure_proxy_update_irq(s, t);
    }
    return 0;
}

static const VMStateDescription k3_secure_proxy_thread_vmstate = {
    .name = "ti-k3-secure-proxy-thread",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(config, K3SecureProxyThread,
                             "the thread differs in direction or depth"),
        VMSTATE_UINT8_ARRAY(image, K3SecureProxyThread,
                            K3_SECURE_PROXY_SLOT_SIZE),
        VMSTATE_VBUFFER_UINT32(slots, K3SecureProxyThread, 1, NULL,
                               slots_size),
        VMSTATE_UINT8(head, K3SecureProxyThread),
        VMSTATE_UINT8(level, K3SecureProxyThread),
        VMSTATE_UINT8(threshold, K3SecureProxyThread),
        VMSTATE_BOOL(error, K3SecureProxyThread),
        VMSTATE_UINT64(pushed, K3SecureProxyThread),
        VMSTATE_UINT64(popped, K3SecureProxyThread),
        VMSTATE_UINT64(dropped, K3SecureProxyThread),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription k3_secure_proxy_vmstate = {
    .name = TYPE_K3_SECURE_PROXY,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_secure_proxy_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_threads, K3SecureProxyState,
                             "the number of threads differs"),
        VMSTATE_BOOL(stalled, K3SecureProxyState),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(threads, K3SecureProxyState,
                                             num_threads,
                                             k3_secure_proxy_thread_vmstate,
                                             K3SecureProxyThread),
        VMSTATE_END_OF_LIST()
    },
};

/* The sink learns what has been waiting. */
static void k3_secure_proxy_notify_all(K3SecureProxyState *s)
{
    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        for (unsigned n = t->inbound ? 0 : t->level; n && t->level; n--) {
            k3_secure_proxy_notify(s, id);
        }
    }
}

static bool k3_secure_proxy_get_stalled(Object *obj, Error **errp)
{
    return K3_SECURE_PROXY(obj)->stalled;
}

static void k3_secure_proxy_set_stalled(Object *obj, bool value, Error **errp)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    s->stalled = value;
    if (!value && DEVICE(obj)->realized) {
        k3_secure_proxy_notify_all(s);
    }
}

static bool k3_secure_proxy_is_target(K3FaultTarget *target,
                                      const K3FaultEvent *event)
{
    return false;
}

static void k3_secure_proxy_rules_changed(K3FaultTarget *target)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(target);

    if (DEVICE(s)->realized) {
        for (unsigned id = 0; id < s->num_threads; id++) {
            k3_secure_proxy_update_irq(s, &s->threads[id]);
        }
        k3_secure_proxy_notify_all(s);
    }
}

/* What an observer may want to know about a thread without disturbing it */
static void k3_secure_proxy_add_counters(K3SecureProxyState *s, unsigned id)
{
    K3SecureProxyThread *t = &s->threads[id];
    const struct {
        const char *what;
        const uint64_t *value;
    } counters[] = {
        { "pushed", &t->pushed },
        { "popped", &t->popped },
        { "dropped", &t->dropped },
    };
    g_autofree char *level = g_strdup_printf("thread-level[%u]", id);

    object_property_add_uint8_ptr(OBJECT(s), level, &t->level,
                                  OBJ_PROP_FLAG_READ);
    for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
        g_autofree char *name = g_strdup_printf("thread-%s[%u]",
                                                counters[i].what, id);

        object_property_add_uint64_ptr(OBJECT(s), name, counters[i].value,
                                       OBJ_PROP_FLAG_READ);
    }
}

static void k3_secure_proxy_init_regs(K3SecureProxyState *s,
                                      K3SecureProxyRegion *region,
                                      const K3SecureProxyRegs *regs,
                                      uint64_t size)
{
    g_autofree char *name = g_strdup_printf("%s-%s", TYPE_K3_SECURE_PROXY,
                                            regs->name);

    region->proxy = s;
    region->regs = regs;
    memory_region_init_io(&region->iomem, OBJECT(s), &k3_secure_proxy_reg_ops,
                          region, name, size);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &region->iomem);
}

static bool k3_secure_proxy_check_config(K3SecureProxyState *s, Error **errp)
{
    if (s->num_threads < 1 || s->num_threads > K3_SECURE_PROXY_MAX_THREADS) {
        error_setg(errp, "num-threads must be 1 to %d",
                   K3_SECURE_PROXY_MAX_THREADS);
        return false;
    }
    if (s->num_thread_config > s->num_threads) {
        error_setg(errp, "thread-config has more than num-threads elements");
        return false;
    }
    for (unsigned id = 0; id < s->num_thread_config; id++) {
        uint32_t config = s->thread_config[id];
        uint32_t depth = config & ~K3_SECURE_PROXY_DIR_INBOUND;

        if (config && (!depth || depth > K3_SECURE_PROXY_MAX_DEPTH)) {
            error_setg(errp, "thread-config[%u]: depth must be 1 to %d",
                       id, K3_SECURE_PROXY_MAX_DEPTH);
            return false;
        }
    }
    return true;
}

static void k3_secure_proxy_realize(DeviceState *dev, Error **errp)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    uint64_t size = (uint64_t)s->num_threads * THREAD_PAGE;

    if (!k3_secure_proxy_check_config(s, errp)) {
        return;
    }

    s->irq = g_new0(qemu_irq, s->num_threads);
    s->threads = g_new0(K3SecureProxyThread, s->num_threads);
    for (unsigned id = 0; id < s->num_threads; id++) {
        K3SecureProxyThread *t = &s->threads[id];

        sysbus_init_irq(sbd, &s->irq[id]);
        t->config = id < s->num_thread_config ? s->thread_config[id] : 0;
        if (!t->config) {
            continue;
        }
        t->inbound = t->config & K3_SECURE_PROXY_DIR_INBOUND;
        t->depth = t->config & ~K3_SECURE_PROXY_DIR_INBOUND;
        t->slots_size = t->depth * K3_SECURE_PROXY_SLOT_SIZE;
        t->slots = g_malloc0(t->slots_size);
        k3_secure_proxy_add_counters(s, id);
    }

    memory_region_init_io(&s->data, OBJECT(s), &k3_secure_proxy_data_ops, s,
                          TYPE_K3_SECURE_PROXY "-target_data", size);
    sysbus_init_mmio(sbd, &s->data);
    k3_secure_proxy_init_regs(s, &s->rt, &k3_secure_proxy_rt, size);
    k3_secure_proxy_init_regs(s, &s->scfg, &k3_secure_proxy_scfg, size);
    k3_secure_proxy_init_regs(s, &s->cfg, &k3_secure_proxy_cfg, CFG_SIZE);
}

static void k3_secure_proxy_finalize(Object *obj)
{
    K3SecureProxyState *s = K3_SECURE_PROXY(obj);

    for (unsigned id = 0; s->threads && id < s->num_threads; id++) {
        g_free(s->threads[id].slots);
    }
    g_free(s->threads);
    g_free(s->irq);
    g_free(s->thread_config);
}

static const Property k3_secure_proxy_properties[] = {
    DEFINE_PROP_UINT32("num-threads", K3SecureProxyState, num_threads, 128),
    DEFINE_PROP_ARRAY("thread-config", K3SecureProxyState, num_thread_config,
                      thread_config, qdev_prop_uint32, uint32_t),
    DEFINE_PROP_LINK("sink", K3SecureProxyState, sink, TYPE_K3_MESSAGE_SINK,
                     K3MessageSink *),
};

static void k3_secure_proxy_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);
    K3FaultTargetClass *tc = K3_FAULT_TARGET_CLASS(klass);

    dc->desc = "TI K3 secure proxy";
    dc->realize = k3_secure_proxy_realize;
    dc->vmsd = &k3_secure_proxy_vmstate;
    device_class_set_props(dc, k3_secure_proxy_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_secure_proxy_reset_enter;
    rc->phases.hold = k3_secure_proxy_reset_hold;
    tc->is = k3_secure_proxy_is_target;
    tc->changed = k3_secure_proxy_rules_changed;

    object_class_property_add_bool(klass, "stalled",
                                   k3_secure_proxy_get_stalled,
                                   k3_secure_proxy_set_stalled);
    object_class_property_set_description(klass, "stalled",
        "messages of hosts are queued but not delivered");
}

static const TypeInfo k3_secure_proxy_types[] = {
    {
        .name = TYPE_K3_MESSAGE_SINK,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(K3MessageSinkClass),
    }, {
        .name = TYPE_K3_SECURE_PROXY,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3SecureProxyState),
        .instance_finalize = k3_secure_proxy_finalize,
        .class_init = k3_secure_proxy_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_FAULT_TARGET },
            { }
        },
    },
};

DEFINE_TYPES(k3_secure_proxy_types)
