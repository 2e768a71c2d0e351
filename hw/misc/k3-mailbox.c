/*
 * TI K3 mailbox cluster
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/misc/k3-mailbox.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-fault.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "trace.h"

REG32(REVISION, 0x000)
REG32(SYSCONFIG, 0x010)
    FIELD(SYSCONFIG, SOFTRESET, 0, 1)
REG32(MESSAGE, 0x040)           /* + 4 * FIFO, also for the next two */
REG32(FIFOSTATUS, 0x080)
    FIELD(FIFOSTATUS, FULL, 0, 1)
REG32(MSGSTATUS, 0x0c0)
REG32(IRQSTATUS_RAW, 0x100)     /* + 16 * user, also for the next three */
REG32(IRQSTATUS_CLR, 0x104)
REG32(IRQENABLE_SET, 0x108)
REG32(IRQENABLE_CLR, 0x10c)
REG32(EOI, 0x140)

/* Value on AM62x and AM64x; Linux prints it. */
#define REVISION_K3             0x66fc9100

/* Two bits per FIFO in the status and enable registers */
#define IRQ_NEWMSG(fifo)        (1u << (2 * (fifo)))
#define IRQ_NOTFULL(fifo)       (2u << (2 * (fifo)))

#define FIFO_REGS_END(first)    ((first) + 4 * K3_MAILBOX_MAX_FIFOS - 1)
#define USER_STRIDE             0x10
#define USER_REGS_END           (A_IRQSTATUS_RAW + \
                                 USER_STRIDE * K3_MAILBOX_MAX_USERS - 1)

/* Status bits that exist: a cluster with fewer FIFOs has fewer. */
static uint32_t k3_mailbox_irq_mask(K3MailboxState *s)
{
    return MAKE_64BIT_MASK(0, 2 * s->num_fifos);
}

static K3FaultEvent k3_mailbox_event(K3MailboxState *s, unsigned m)
{
    return (K3FaultEvent) {
        .type = K3_FAULT_EVENT_MAILBOX,
        .from = K3_FAULT_TARGET(s),
        .cluster = s->index,
        .queue = m,
    };
}

/* Whether a fault rule makes the FIFO look full */
static bool k3_mailbox_blocked(K3MailboxState *s, unsigned m)
{
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_MAILBOX))) {
        return false;
    }
    event = k3_mailbox_event(s, m);
    return k3_fault_full(s->faults, &event);
}

static bool k3_mailbox_full(K3MailboxState *s, unsigned m)
{
    return s->fifo[m].level == K3_MAILBOX_DEPTH || k3_mailbox_blocked(s, m);
}

/* The conditions are levels, computed from the FIFOs and never latched. */
static uint32_t k3_mailbox_conditions(K3MailboxState *s)
{
    uint32_t status = 0;

    for (unsigned m = 0; m < s->num_fifos; m++) {
        if (s->fifo[m].level > 0) {
            status |= IRQ_NEWMSG(m);
        }
        if (!k3_mailbox_full(s, m)) {
            status |= IRQ_NOTFULL(m);
        }
    }
    return status;
}

static uint32_t k3_mailbox_status_raw(K3MailboxState *s, unsigned user)
{
    return k3_mailbox_conditions(s) | s->user[user].forced;
}

static uint32_t k3_mailbox_status(K3MailboxState *s, unsigned user)
{
    return k3_mailbox_status_raw(s, user) & s->user[user].enable;
}

static void k3_mailbox_update_irq(K3MailboxState *s)
{
    for (unsigned u = 0; u < s->num_users; u++) {
        bool line = k3_mailbox_status(s, u) != 0;

        if (line != s->user[u].line) {
            trace_k3_mailbox_irq(k3_trace_name(s), u, line);
        }
        s->user[u].line = line;
        qemu_set_irq(s->irq[u], line);
    }
}

static void k3_mailbox_push(K3MailboxState *s, unsigned m, uint32_t msg)
{
    K3MailboxFifo *fifo = &s->fifo[m];

    if (fifo->level == K3_MAILBOX_DEPTH) {
        /*
         * There is no error bit and no bus error: writers must check
         * FIFOSTATUS.
         */
        fifo->dropped++;
        trace_k3_mailbox_drop(k3_trace_ns(), k3_trace_name(s), m, msg);
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: FIFO %u is full, message 0x%08x lost\n",
                      k3_trace_name(s), m, msg);
        return;
    }
    fifo->msg[(fifo->head + fifo->level) % K3_MAILBOX_DEPTH] = msg;
    fifo->level++;
    fifo->pushed++;
    trace_k3_mailbox_push(k3_trace_ns(), k3_trace_name(s), m, msg, fifo->level);
    k3_mailbox_update_irq(s);
}

/* Fault rules apply to a message before it reaches the FIFO. */
static void k3_mailbox_send(K3MailboxState *s, unsigned m, uint32_t msg)
{
    uint8_t bytes[sizeof(msg)];
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_MAILBOX))) {
        k3_mailbox_push(s, m, msg);
        return;
    }
    stl_le_p(bytes, msg);
    event = k3_mailbox_event(s, m);
    event.value = msg;
    event.msg = bytes;
    event.len = sizeof(bytes);
    k3_fault_send(s->faults, &event);
}

static uint32_t k3_mailbox_pop(K3MailboxState *s, unsigned m)
{
    K3MailboxFifo *fifo = &s->fifo[m];
    uint32_t msg;

    if (fifo->level == 0) {
        trace_k3_mailbox_empty(k3_trace_name(s), m);
        return 0;
    }
    msg = fifo->msg[fifo->head];
    fifo->head = (fifo->head + 1) % K3_MAILBOX_DEPTH;
    fifo->level--;
    fifo->popped++;
    trace_k3_mailbox_pop(k3_trace_ns(), k3_trace_name(s), m, msg, fifo->level);
    k3_mailbox_update_irq(s);
    return msg;
}

/* Common to the reset signal and SYSCONFIG.SOFTRESET */
static void k3_mailbox_clear(K3MailboxState *s)
{
    trace_k3_mailbox_reset(k3_trace_name(s));
    for (unsigned m = 0; m < K3_MAILBOX_MAX_FIFOS; m++) {
        K3MailboxFifo *fifo = &s->fifo[m];

        fifo->dropped += fifo->level;
        fifo->head = 0;
        fifo->level = 0;
        memset(fifo->msg, 0, sizeof(fifo->msg));
    }
    for (unsigned u = 0; u < K3_MAILBOX_MAX_USERS; u++) {
        s->user[u].enable = 0;
        s->user[u].forced = 0;
    }
}

/*
 * Read one 32-bit register; false if there is none at this offset.  Reading a
 * MESSAGE register takes the message out of its FIFO.
 */
static bool k3_mailbox_reg_read(K3MailboxState *s, hwaddr offset,
                                uint32_t *value)
{
    unsigned m = (offset / 4) % K3_MAILBOX_MAX_FIFOS;
    unsigned u = (offset - A_IRQSTATUS_RAW) / USER_STRIDE;

    switch (offset) {
    case A_REVISION:
        *value = REVISION_K3;
        return true;
    case A_SYSCONFIG:
        /* A soft reset is over before software can read this. */
    case A_EOI:
        *value = 0;
        return true;
    case A_MESSAGE ... FIFO_REGS_END(A_MESSAGE):
        if (m >= s->num_fifos) {
            return false;
        }
        *value = k3_mailbox_pop(s, m);
        return true;
    case A_FIFOSTATUS ... FIFO_REGS_END(A_FIFOSTATUS):
        if (m >= s->num_fifos) {
            return false;
        }
        *value = FIELD_DP32(0, FIFOSTATUS, FULL, k3_mailbox_full(s, m));
        return true;
    case A_MSGSTATUS ... FIFO_REGS_END(A_MSGSTATUS):
        if (m >= s->num_fifos) {
            return false;
        }
        *value = s->fifo[m].level;
        return true;
    case A_IRQSTATUS_RAW ... USER_REGS_END:
        break;
    default:
        return false;
    }

    if (u >= s->num_users) {
        return false;
    }
    switch (offset - u * USER_STRIDE) {
    case A_IRQSTATUS_RAW:
        *value = k3_mailbox_status_raw(s, u);
        break;
    case A_IRQSTATUS_CLR:
        *value = k3_mailbox_status(s, u);
        break;
    default:
        /* Both enable registers show the enables. */
        *value = s->user[u].enable;
        break;
    }
    return true;
}

/* Write one 32-bit register; false if there is none, or it is read-only. */
static bool k3_mailbox_reg_write(K3MailboxState *s, hwaddr offset,
                                 uint32_t value)
{
    unsigned m = (offset / 4) % K3_MAILBOX_MAX_FIFOS;
    unsigned u = (offset - A_IRQSTATUS_RAW) / USER_STRIDE;

    switch (offset) {
    case A_SYSCONFIG:
        if (FIELD_EX32(value, SYSCONFIG, SOFTRESET)) {
            k3_mailbox_clear(s);
            k3_mailbox_update_irq(s);
        }
        return true;
    case A_EOI:
        /* Acknowledges pulse interrupts; these are levels. */
        return true;
    case A_MESSAGE ... FIFO_REGS_END(A_MESSAGE):
        if (m >= s->num_fifos) {
            return false;
        }
        k3_mailbox_send(s, m, value);
        return true;
    case A_IRQSTATUS_RAW ... USER_REGS_END:
        break;
    default:
        return false;
    }

    if (u >= s->num_users) {
        return false;
    }
    value &= k3_mailbox_irq_mask(s);
    switch (offset - u * USER_STRIDE) {
    case A_IRQSTATUS_RAW:
        s->user[u].forced |= value;
        break;
    case A_IRQSTATUS_CLR:
        /*
         * A condition that still holds stays set: only forced bits are cleared.
         */
        s->user[u].forced &= ~value;
        break;
    case A_IRQENABLE_SET:
        s->user[u].enable |= value;
        break;
    default:
        s->user[u].enable &= ~value;
        break;
    }
    k3_mailbox_update_irq(s);
    return true;
}

static uint64_t k3_mailbox_read(void *opaque, hwaddr offset, unsigned size)
{
    K3MailboxState *s = K3_MAILBOX(opaque);
    uint32_t value = 0;

    if (size != 4 || !k3_mailbox_reg_read(s, offset, &value)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: invalid %u-byte read at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), size, offset);
    }
    trace_k3_mailbox_read(k3_trace_name(s), offset, value, size);
    return value;
}

static void k3_mailbox_write(void *opaque, hwaddr offset, uint64_t value,
                             unsigned size)
{
    K3MailboxState *s = K3_MAILBOX(opaque);

    trace_k3_mailbox_write(k3_trace_name(s), offset, value, size);
    if (size != 4 || !k3_mailbox_reg_write(s, offset, value)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: invalid %u-byte write at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), size, offset);
    }
}

/*
 * The registers are documented for 32-bit accesses.  A 64-bit access arrives as
 * two, low word first, as from a bridge to a 32-bit bus.  Narrower accesses are
 * passed in so that they can be logged, and have no effect: half a message is
 * worse than none.
 */
static const MemoryRegionOps k3_mailbox_ops = {
    .read = k3_mailbox_read,
    .write = k3_mailbox_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static void k3_mailbox_deliver(K3FaultTarget *target,
                               const K3FaultEvent *event)
{
    K3MailboxState *s = K3_MAILBOX(target);

    if (event->queue < s->num_fifos && event->len == sizeof(uint32_t)) {
        k3_mailbox_push(s, event->queue, ldl_le_p(event->msg));
    }
}

static void k3_mailbox_rules_changed(K3FaultTarget *target)
{
    k3_mailbox_update_irq(K3_MAILBOX(target));
}

static void k3_mailbox_reset_enter(Object *obj, ResetType type)
{
    K3MailboxState *s = K3_MAILBOX(obj);

    k3_mailbox_clear(s);
    for (unsigned m = 0; m < K3_MAILBOX_MAX_FIFOS; m++) {
        s->fifo[m].pushed = 0;
        s->fifo[m].popped = 0;
        s->fifo[m].dropped = 0;
    }
}

static void k3_mailbox_reset_hold(Object *obj, ResetType type)
{
    k3_mailbox_update_irq(K3_MAILBOX(obj));
}

static int k3_mailbox_post_load(void *opaque, int version_id)
{
    K3MailboxState *s = opaque;

    for (unsigned m = 0; m < K3_MAILBOX_MAX_FIFOS; m++) {
        if (s->fifo[m].head >= K3_MAILBOX_DEPTH ||
            s->fifo[m].level > K3_MAILBOX_DEPTH ||
            (m >= s->num_fifos && s->fifo[m].level)) {
            return -EINVAL;
        }
    }
    for (unsigned u = 0; u < K3_MAILBOX_MAX_USERS; u++) {
        if ((s->user[u].enable | s->user[u].forced) &
            ~k3_mailbox_irq_mask(s)) {
            return -EINVAL;
        }
    }
    k3_mailbox_update_irq(s);
    return 0;
}

static const VMStateDescription k3_mailbox_fifo_vmstate = {
    .name = "ti-k3-mailbox-fifo",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(msg, K3MailboxFifo, K3_MAILBOX_DEPTH),
        VMSTATE_UINT8(head, K3MailboxFifo),
        VMSTATE_UINT8(level, K3MailboxFifo),
        VMSTATE_UINT64(pushed, K3MailboxFifo),
        VMSTATE_UINT64(popped, K3MailboxFifo),
        VMSTATE_UINT64(dropped, K3MailboxFifo),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription k3_mailbox_user_vmstate = {
    .name = "ti-k3-mailbox-user",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(enable, K3MailboxUser),
        VMSTATE_UINT32(forced, K3MailboxUser),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription k3_mailbox_vmstate = {
    .name = TYPE_K3_MAILBOX,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_mailbox_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(fifo, K3MailboxState, K3_MAILBOX_MAX_FIFOS, 1,
                             k3_mailbox_fifo_vmstate, K3MailboxFifo),
        VMSTATE_STRUCT_ARRAY(user, K3MailboxState, K3_MAILBOX_MAX_USERS, 1,
                             k3_mailbox_user_vmstate, K3MailboxUser),
        VMSTATE_END_OF_LIST()
    },
};

/* Properties that show a FIFO to observers, without side effects */
static void k3_mailbox_add_counters(K3MailboxState *s, unsigned m)
{
    K3MailboxFifo *fifo = &s->fifo[m];
    const struct {
        const char *what;
        const uint64_t *value;
    } counters[] = {
        { "pushed", &fifo->pushed },
        { "popped", &fifo->popped },
        { "dropped", &fifo->dropped },
    };
    g_autofree char *level = g_strdup_printf("fifo-level[%u]", m);

    object_property_add_uint8_ptr(OBJECT(s), level, &fifo->level,
                                  OBJ_PROP_FLAG_READ);
    for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
        g_autofree char *name = g_strdup_printf("fifo-%s[%u]",
                                                counters[i].what, m);

        object_property_add_uint64_ptr(OBJECT(s), name, counters[i].value,
                                       OBJ_PROP_FLAG_READ);
    }
}

static void k3_mailbox_realize(DeviceState *dev, Error **errp)
{
    K3MailboxState *s = K3_MAILBOX(dev);

    if (s->num_users < 1 || s->num_users > K3_MAILBOX_MAX_USERS) {
        error_setg(errp, "%s: num-users=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_MAILBOX, s->num_users, K3_MAILBOX_MAX_USERS);
        return;
    }
    if (s->num_fifos < 1 || s->num_fifos > K3_MAILBOX_MAX_FIFOS) {
        error_setg(errp, "%s: num-fifos=%" PRIu32 ": must be 1 to %d",
                   TYPE_K3_MAILBOX, s->num_fifos, K3_MAILBOX_MAX_FIFOS);
        return;
    }
    s->faults = k3_fault_rules();
    for (unsigned u = 0; u < s->num_users; u++) {
        sysbus_init_irq(SYS_BUS_DEVICE(dev), &s->irq[u]);
    }
    for (unsigned m = 0; m < s->num_fifos; m++) {
        k3_mailbox_add_counters(s, m);
    }
}

static void k3_mailbox_init(Object *obj)
{
    K3MailboxState *s = K3_MAILBOX(obj);

    memory_region_init_io(&s->iomem, obj, &k3_mailbox_ops, s, TYPE_K3_MAILBOX,
                          K3_MAILBOX_MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static const Property k3_mailbox_properties[] = {
    DEFINE_PROP_UINT32("num-users", K3MailboxState, num_users,
                       K3_MAILBOX_MAX_USERS),
    DEFINE_PROP_UINT32("num-fifos", K3MailboxState, num_fifos,
                       K3_MAILBOX_MAX_FIFOS),
    DEFINE_PROP_UINT32("index", K3MailboxState, index, 0),
};

static void k3_mailbox_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);
    K3FaultTargetClass *tc = K3_FAULT_TARGET_CLASS(klass);

    dc->desc = "TI K3 mailbox cluster";
    dc->realize = k3_mailbox_realize;
    dc->vmsd = &k3_mailbox_vmstate;
    device_class_set_props(dc, k3_mailbox_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_mailbox_reset_enter;
    rc->phases.hold = k3_mailbox_reset_hold;
    tc->events = BIT(K3_FAULT_EVENT_MAILBOX);
    tc->deliver = k3_mailbox_deliver;
    tc->changed = k3_mailbox_rules_changed;
}

static const TypeInfo k3_mailbox_types[] = {
    {
        .name = TYPE_K3_MAILBOX,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3MailboxState),
        .instance_init = k3_mailbox_init,
        .class_init = k3_mailbox_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_FAULT_TARGET },
            { }
        },
    },
};

DEFINE_TYPES(k3_mailbox_types)
