/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 I2C controller
 */

#include "qemu/osdep.h"
#include "k3-i2c-internal.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

#define OPMODE_HS   1

/* DCOUNT of 0 */
#define COUNT_MAX   0x10000

/* Periods of SCL for a byte and its acknowledge bit, and for a START */
#define BITS_BYTE   9
#define BITS_START  1

unsigned k3_i2c_unwritten(K3I2CState *s)
{
    unsigned used = fifo8_num_used(&s->tx);

    if (s->receive || (s->phase != PHASE_ADDRESS && s->phase != PHASE_DATA)) {
        return 0;
    }
    return s->left > used ? s->left - used : 0;
}

/*
 * The events that follow from the levels of the FIFOs.  If software clears them
 * without changing the level, they come back.
 */
static uint32_t k3_i2c_levels(K3I2CState *s)
{
    unsigned rx = fifo8_num_used(&s->rx), tx = fifo8_num_used(&s->tx);
    unsigned rx_level = FIELD_EX32(s->regs[R_BUF], BUF, RXTRSH) + 1;
    unsigned tx_level = FIELD_EX32(s->regs[R_BUF], BUF, TXTRSH) + 1;
    unsigned unwritten = k3_i2c_unwritten(s);
    uint32_t events = 0;

    if (rx >= rx_level) {
        events |= IT_RRDY;
    } else if (rx && s->complete) {
        events |= IT_RDR;
    }
    /* Software may write as many bytes at once as the event promises */
    if (unwritten && tx < tx_level &&
        fifo8_num_free(&s->tx) >= MIN(unwritten, tx_level)) {
        events |= unwritten >= tx_level ? IT_XRDY : IT_XDR;
    }
    return events;
}

void k3_i2c_update(K3I2CState *s)
{
    uint32_t *raw = &s->regs[R_IRQSTATUS_RAW];

    if (k3_i2c_con(s, R_CON_EN_MASK)) {
        *raw |= k3_i2c_levels(s);
        if (s->complete && fifo8_is_empty(&s->rx)) {
            s->complete = false;
            *raw |= IT_ARDY;
        }
    }
    qemu_set_irq(s->irq, !!(*raw & s->regs[R_IRQENABLE_SET]));
}

static void k3_i2c_schedule(K3I2CState *s, unsigned bits)
{
    uint32_t scll = s->regs[R_SCLL], sclh = s->regs[R_SCLH];
    unsigned prescale = s->regs[R_PSC] + 1;
    uint64_t ticks;

    /* In high-speed mode, SCL is made from the functional clock itself */
    if (FIELD_EX32(s->regs[R_CON], CON, OPMODE) == OPMODE_HS) {
        scll >>= 8;
        sclh >>= 8;
        prescale = 1;
    }
    ticks = ((scll & 0xff) + 7 + (sclh & 0xff) + 5) * prescale * bits;
    timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
              muldiv64(ticks, NANOSECONDS_PER_SECOND, s->clock_frequency));
}

void k3_i2c_end(K3I2CState *s)
{
    if (s->phase != PHASE_IDLE) {
        timer_del(s->timer);
        s->phase = PHASE_IDLE;
        i2c_end_transfer(s->bus);
    }
}

void k3_i2c_stop(K3I2CState *s)
{
    trace_k3_i2c_stop(k3_trace_name(s));
    k3_i2c_end(s);
    s->regs[R_CON] &= ~(R_CON_MST_MASK | R_CON_STP_MASK);
    s->regs[R_IRQSTATUS_RAW] |= IT_BF;
}

static void k3_i2c_nack(K3I2CState *s)
{
    trace_k3_i2c_nack(k3_trace_name(s), s->address);
    s->regs[R_IRQSTATUS_RAW] |= IT_NACK;
    k3_i2c_stop(s);
}

void k3_i2c_next(K3I2CState *s)
{
    if (s->phase != PHASE_DATA || timer_pending(s->timer)) {
        return;
    }
    if (!s->left) {
        s->complete = true;
        if (k3_i2c_con(s, R_CON_STP_MASK)) {
            k3_i2c_stop(s);
        } else {
            s->phase = PHASE_HELD;
        }
        return;
    }
    if (s->receive && fifo8_is_full(&s->rx)) {
        s->regs[R_IRQSTATUS_RAW] |= IT_ROVR;
        return;
    }
    if (!s->receive && fifo8_is_empty(&s->tx)) {
        s->regs[R_IRQSTATUS_RAW] |= IT_XUDF;
        return;
    }
    if (!s->receive) {
        s->shift = fifo8_pop(&s->tx);
    }
    s->left--;
    k3_i2c_schedule(s, BITS_BYTE);
}

static void k3_i2c_address_sent(K3I2CState *s)
{
    /* No device of QEMU has a 10-bit address */
    if (s->address > 0x7f ||
        i2c_start_transfer(s->bus, s->address, s->receive)) {
        k3_i2c_nack(s);
        return;
    }
    s->phase = PHASE_DATA;
}

static void k3_i2c_byte_done(K3I2CState *s)
{
    if (s->receive) {
        uint8_t byte = i2c_recv(s->bus);

        trace_k3_i2c_receive(k3_trace_name(s), s->address, byte);
        /* RXFIFO_CLR makes room, nothing else fills it */
        fifo8_push(&s->rx, byte);
        if (!s->left) {
            i2c_nack(s->bus);
        }
        return;
    }
    trace_k3_i2c_send(k3_trace_name(s), s->address, s->shift);
    if (i2c_send(s->bus, s->shift)) {
        k3_i2c_nack(s);
    }
}

static void k3_i2c_expired(void *opaque)
{
    K3I2CState *s = opaque;

    if (s->phase == PHASE_ADDRESS) {
        k3_i2c_address_sent(s);
    } else if (s->phase == PHASE_DATA) {
        k3_i2c_byte_done(s);
    }
    k3_i2c_next(s);
    k3_i2c_update(s);
}

void k3_i2c_catch_up(K3I2CState *s)
{
    if (timer_pending(s->timer) &&
        timer_expired(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL))) {
        timer_del(s->timer);
        k3_i2c_expired(s);
    }
}

void k3_i2c_start(K3I2CState *s)
{
    uint16_t address = s->regs[R_SA] & 0x7f;

    if (k3_i2c_con(s, R_CON_XSA_MASK)) {
        qemu_log_mask(LOG_UNIMP, "%s: 10-bit addresses are not modelled\n",
                      k3_trace_name(s));
        address = s->regs[R_SA] | 0x400;
    }
    if (k3_i2c_con(s, R_CON_STB_MASK)) {
        qemu_log_mask(LOG_UNIMP, "%s: the start byte is not modelled\n",
                      k3_trace_name(s));
    }
    /* After a repeated START, QEMU's bus would stay with the same device */
    if (s->phase == PHASE_HELD && address != s->address) {
        i2c_end_transfer(s->bus);
    }
    s->address = address;
    s->receive = !k3_i2c_con(s, R_CON_TRX_MASK);
    s->left = s->regs[R_CNT] ?: COUNT_MAX;
    s->complete = false;
    s->phase = PHASE_ADDRESS;
    trace_k3_i2c_start(k3_trace_name(s), address, s->receive ? "read" : "write",
                       s->left);
    k3_i2c_schedule(s, BITS_START + BITS_BYTE);
}

static void k3_i2c_reset_enter(Object *obj, ResetType type)
{
    K3I2CState *s = K3_I2C(obj);

    timer_del(s->timer);
    k3_i2c_reset_regs(s);
}

/* The devices on the bus notice the end of the transfer, and may set lines */
static void k3_i2c_reset_hold(Object *obj, ResetType type)
{
    K3I2CState *s = K3_I2C(obj);

    k3_i2c_end(s);
    k3_i2c_update(s);
}

static bool k3_i2c_fifo_ok(const Fifo8 *fifo)
{
    return fifo->head < fifo->capacity && fifo->num <= fifo->capacity;
}

static int k3_i2c_post_load(void *opaque, int version_id)
{
    K3I2CState *s = opaque;

    if (s->phase > PHASE_HELD || s->left > COUNT_MAX ||
        !k3_i2c_fifo_ok(&s->rx) || !k3_i2c_fifo_ok(&s->tx)) {
        return -EINVAL;
    }
    /* There must be room for the byte that is being received */
    if (s->phase == PHASE_DATA && s->receive && timer_pending(s->timer) &&
        fifo8_is_full(&s->rx)) {
        return -EINVAL;
    }
    k3_i2c_update(s);
    return 0;
}

static const VMStateDescription vmstate_k3_i2c = {
    .name = TYPE_K3_I2C,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_i2c_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER_PTR(timer, K3I2CState),
        VMSTATE_UINT32_ARRAY(regs, K3I2CState, K3_I2C_NUM_REGS),
        VMSTATE_FIFO8(rx, K3I2CState),
        VMSTATE_FIFO8(tx, K3I2CState),
        VMSTATE_UINT8(phase, K3I2CState),
        VMSTATE_BOOL(receive, K3I2CState),
        VMSTATE_UINT16(address, K3I2CState),
        VMSTATE_UINT8(shift, K3I2CState),
        VMSTATE_UINT32(left, K3I2CState),
        VMSTATE_BOOL(complete, K3I2CState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_i2c_get_level(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    K3I2CState *s = K3_I2C(obj);
    uint32_t level = fifo8_num_used(g_str_equal(name, "rx-level") ? &s->rx :
                                                                    &s->tx);

    visit_type_uint32(v, name, &level, errp);
}

static void k3_i2c_realize(DeviceState *dev, Error **errp)
{
    K3I2CState *s = K3_I2C(dev);

    if (!s->clock_frequency) {
        error_setg(errp, "%s: clock-frequency=0: must be 1 or more",
                   TYPE_K3_I2C);
        return;
    }
    s->bus = i2c_init_bus(dev, s->bus_name);
}

static void k3_i2c_init(Object *obj)
{
    K3I2CState *s = K3_I2C(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_i2c_ops, s, TYPE_K3_I2C,
                          K3_I2C_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    sysbus_init_irq(sbd, &s->irq);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, k3_i2c_expired, s);
    fifo8_create(&s->rx, K3_I2C_FIFO_SIZE);
    fifo8_create(&s->tx, K3_I2C_FIFO_SIZE);
}

static void k3_i2c_finalize(Object *obj)
{
    K3I2CState *s = K3_I2C(obj);

    timer_free(s->timer);
    fifo8_destroy(&s->rx);
    fifo8_destroy(&s->tx);
}

static const Property k3_i2c_properties[] = {
    DEFINE_PROP_UINT32("clock-frequency", K3I2CState, clock_frequency,
                       96000000),
    DEFINE_PROP_STRING("bus-name", K3I2CState, bus_name),
};

static void k3_i2c_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 I2C controller";
    dc->realize = k3_i2c_realize;
    dc->vmsd = &vmstate_k3_i2c;
    device_class_set_props(dc, k3_i2c_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_i2c_reset_enter;
    rc->phases.hold = k3_i2c_reset_hold;
    object_class_property_add(oc, "rx-level", "uint32", k3_i2c_get_level,
                              NULL, NULL, NULL);
    object_class_property_set_description(oc, "rx-level",
                                          "Bytes in the receive FIFO");
    object_class_property_add(oc, "tx-level", "uint32", k3_i2c_get_level,
                              NULL, NULL, NULL);
    object_class_property_set_description(oc, "tx-level",
                                          "Bytes in the transmit FIFO");
}

static const TypeInfo k3_i2c_types[] = {
    {
        .name = TYPE_K3_I2C,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3I2CState),
        .instance_init = k3_i2c_init,
        .instance_finalize = k3_i2c_finalize,
        .class_init = k3_i2c_class_init,
    },
};

DEFINE_TYPES(k3_i2c_types)
