/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 GPIO module
 */

#include "qemu/osdep.h"
#include "hw/gpio/k3-gpio.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "trace.h"

REG32(PID, 0x00)
REG32(PCR, 0x04)
    FIELD(PCR, FREE, 0, 1)
REG32(BINTEN, 0x08)
    FIELD(BINTEN, EN, 0, K3_GPIO_MAX_BANKS)
/* The first set of registers, one for each pair of banks */
REG32(SET, 0x10)
#define SET_SIZE        0x28

/* Offsets in a set */
REG32(DIR, 0x00)
REG32(OUT_DATA, 0x04)
REG32(SET_DATA, 0x08)
REG32(CLR_DATA, 0x0c)
REG32(IN_DATA, 0x10)
REG32(SET_RIS_TRIG, 0x14)
REG32(CLR_RIS_TRIG, 0x18)
REG32(SET_FAL_TRIG, 0x1c)
REG32(CLR_FAL_TRIG, 0x20)
REG32(INTSTAT, 0x24)

#define PID_VALUE       0x44831105

/* The bits of pins that are there */
static uint32_t k3_gpio_mask(const K3GPIOState *s, unsigned set)
{
    unsigned first = set * 32;

    if (s->pins <= first) {
        return 0;
    }
    return MAKE_64BIT_MASK(0, MIN(s->pins - first, 32));
}

static uint32_t k3_gpio_levels(const K3GPIOState *s, unsigned set)
{
    const K3GPIOSet *r = &s->set[set];

    return ((r->driven & r->dir) | (r->out_data & ~r->dir)) &
           k3_gpio_mask(s, set);
}

static void k3_gpio_show(K3GPIOState *s, unsigned pin)
{
    qemu_set_irq(s->out[pin], extract32(s->set[pin / 32].level, pin % 32, 1));
}

/* Pulses for the @pins of a set that had an edge which software looks for */
static void k3_gpio_interrupt(K3GPIOState *s, unsigned set, uint32_t pins)
{
    for (unsigned half = 0; half < 2; half++) {
        unsigned bank = set * 2 + half;
        uint32_t events = extract32(pins, half * 16, 16);

        if (!events || !extract32(s->binten, bank, 1)) {
            continue;
        }
        trace_k3_gpio_interrupt(k3_trace_name(s), bank, events);
        for (unsigned i = 0; i < 16; i++) {
            if (extract32(events, i, 1)) {
                qemu_irq_pulse(s->pin_irq[bank * 16 + i]);
            }
        }
        qemu_irq_pulse(s->bank_irq[bank]);
    }
}

/*
 * The levels of the pins follow from the state.  An output can lead back to an
 * input of this device, so the new state is complete before any line changes.
 */
static void k3_gpio_update(K3GPIOState *s, unsigned set)
{
    K3GPIOSet *r = &s->set[set];
    uint32_t old = r->level;
    uint32_t new = k3_gpio_levels(s, set);
    uint32_t changed = old ^ new;
    uint32_t events = (changed & new & r->rising) |
                      (changed & old & r->falling);

    r->level = new;
    r->intstat |= events;
    for (unsigned i = 0; i < 32; i++) {
        if (extract32(changed, i, 1)) {
            trace_k3_gpio_level(k3_trace_name(s), set * 32 + i,
                                extract32(new, i, 1));
            k3_gpio_show(s, set * 32 + i);
        }
    }
    k3_gpio_interrupt(s, set, events);
}

/* What the board drives */
static void k3_gpio_input(void *opaque, int pin, int level)
{
    K3GPIOState *s = opaque;
    K3GPIOSet *r = &s->set[pin / 32];

    r->driven = deposit32(r->driven, pin % 32, 1, !!level);
    k3_gpio_update(s, pin / 32);
}

/* The set of registers at @offset, or -1, and the offset in it */
static int k3_gpio_decode(hwaddr offset, hwaddr *reg)
{
    if (offset < A_SET || offset >= A_SET + K3_GPIO_SETS * SET_SIZE) {
        return -1;
    }
    *reg = (offset - A_SET) % SET_SIZE;
    return (offset - A_SET) / SET_SIZE;
}

static uint32_t k3_gpio_read_set(const K3GPIOSet *r, hwaddr reg)
{
    switch (reg) {
    case A_DIR:
        return r->dir;
    case A_OUT_DATA:
    case A_SET_DATA:
    case A_CLR_DATA:
        return r->out_data;
    case A_IN_DATA:
        return r->level;
    case A_SET_RIS_TRIG:
    case A_CLR_RIS_TRIG:
        return r->rising;
    case A_SET_FAL_TRIG:
    case A_CLR_FAL_TRIG:
        return r->falling;
    case A_INTSTAT:
        return r->intstat;
    default:
        g_assert_not_reached();
    }
}

static uint64_t k3_gpio_read(void *opaque, hwaddr offset, unsigned size)
{
    K3GPIOState *s = opaque;
    hwaddr word = offset & ~3;
    uint32_t value = 0;
    hwaddr reg;
    int set = k3_gpio_decode(word, &reg);

    if (set >= 0) {
        value = k3_gpio_read_set(&s->set[set], reg);
    } else if (word == A_PID) {
        value = PID_VALUE;
    } else if (word == A_PCR) {
        value = R_PCR_FREE_MASK;
    } else if (word == A_BINTEN) {
        value = s->binten;
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
    }
    value = extract32(value, (offset & 3) * 8, size * 8);
    trace_k3_gpio_read(k3_trace_name(s), offset, value, size);
    return value;
}

/* @bits is what was written, and @bytes the bits that were written at all */
static void k3_gpio_write_set(K3GPIOState *s, unsigned set, hwaddr reg,
                              uint32_t bits, uint32_t bytes)
{
    K3GPIOSet *r = &s->set[set];
    uint32_t mask = k3_gpio_mask(s, set);

    bits &= mask;
    switch (reg) {
    case A_DIR:
        r->dir = (r->dir & ~bytes) | bits;
        break;
    case A_OUT_DATA:
        r->out_data = (r->out_data & ~bytes) | bits;
        break;
    case A_SET_DATA:
        r->out_data |= bits;
        break;
    case A_CLR_DATA:
        r->out_data &= ~bits;
        break;
    case A_IN_DATA:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: IN_DATA is read only\n",
                      k3_trace_name(s));
        break;
    case A_SET_RIS_TRIG:
        r->rising |= bits;
        break;
    case A_CLR_RIS_TRIG:
        r->rising &= ~bits;
        break;
    case A_SET_FAL_TRIG:
        r->falling |= bits;
        break;
    case A_CLR_FAL_TRIG:
        r->falling &= ~bits;
        break;
    case A_INTSTAT:
        r->intstat &= ~bits;
        break;
    default:
        g_assert_not_reached();
    }
    k3_gpio_update(s, set);
}

static void k3_gpio_write(void *opaque, hwaddr offset, uint64_t value,
                          unsigned size)
{
    K3GPIOState *s = opaque;
    hwaddr word = offset & ~3;
    unsigned shift = (offset & 3) * 8;
    uint32_t bits = deposit32(0, shift, size * 8, value);
    uint32_t bytes = deposit32(0, shift, size * 8, UINT32_MAX);
    hwaddr reg;
    int set = k3_gpio_decode(word, &reg);

    trace_k3_gpio_write(k3_trace_name(s), offset, value, size);
    if (set >= 0) {
        k3_gpio_write_set(s, set, reg, bits, bytes);
    } else if (word == A_BINTEN) {
        s->binten = ((s->binten & ~bytes) | bits) & R_BINTEN_EN_MASK;
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: nothing to write at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), offset);
    }
}

static const MemoryRegionOps k3_gpio_ops = {
    .read = k3_gpio_read,
    .write = k3_gpio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static void k3_gpio_reset_enter(Object *obj, ResetType type)
{
    K3GPIOState *s = K3_GPIO(obj);

    s->binten = 0;
    for (unsigned i = 0; i < K3_GPIO_SETS; i++) {
        K3GPIOSet *r = &s->set[i];

        *r = (K3GPIOSet) {
            .dir = k3_gpio_mask(s, i),
            .driven = r->driven,
        };
        r->level = k3_gpio_levels(s, i);
    }
}

static void k3_gpio_show_all(K3GPIOState *s)
{
    for (unsigned i = 0; i < s->pins; i++) {
        k3_gpio_show(s, i);
    }
}

static void k3_gpio_reset_hold(Object *obj, ResetType type)
{
    k3_gpio_show_all(K3_GPIO(obj));
}

static int k3_gpio_post_load(void *opaque, int version_id)
{
    K3GPIOState *s = opaque;

    if (s->binten & ~R_BINTEN_EN_MASK) {
        return -EINVAL;
    }
    for (unsigned i = 0; i < K3_GPIO_SETS; i++) {
        const K3GPIOSet *r = &s->set[i];

        if (((r->dir | r->out_data | r->rising | r->falling | r->intstat |
              r->driven) & ~k3_gpio_mask(s, i)) ||
            r->level != k3_gpio_levels(s, i)) {
            return -EINVAL;
        }
    }
    k3_gpio_show_all(s);
    return 0;
}

static const VMStateDescription vmstate_k3_gpio_set = {
    .name = TYPE_K3_GPIO "/set",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(dir, K3GPIOSet),
        VMSTATE_UINT32(out_data, K3GPIOSet),
        VMSTATE_UINT32(rising, K3GPIOSet),
        VMSTATE_UINT32(falling, K3GPIOSet),
        VMSTATE_UINT32(intstat, K3GPIOSet),
        VMSTATE_UINT32(driven, K3GPIOSet),
        VMSTATE_UINT32(level, K3GPIOSet),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_gpio = {
    .name = TYPE_K3_GPIO,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_gpio_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_EQUAL(pins, K3GPIOState, "property pins"),
        VMSTATE_UINT32(binten, K3GPIOState),
        VMSTATE_STRUCT_ARRAY(set, K3GPIOState, K3_GPIO_SETS, 1,
                             vmstate_k3_gpio_set, K3GPIOSet),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_gpio_get_pin(Object *obj, Visitor *v, const char *name,
                            void *opaque, Error **errp)
{
    K3GPIOState *s = K3_GPIO(obj);
    unsigned pin = GPOINTER_TO_UINT(opaque);
    bool level = extract32(s->set[pin / 32].level, pin % 32, 1);

    visit_type_bool(v, name, &level, errp);
}

static void k3_gpio_set_pin(Object *obj, Visitor *v, const char *name,
                            void *opaque, Error **errp)
{
    bool level;

    if (visit_type_bool(v, name, &level, errp)) {
        k3_gpio_input(obj, GPOINTER_TO_UINT(opaque), level);
    }
}

static void k3_gpio_realize(DeviceState *dev, Error **errp)
{
    K3GPIOState *s = K3_GPIO(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (!s->pins || s->pins > K3_GPIO_MAX_PINS) {
        error_setg(errp, "%s: pins=%u: must be 1 to %d", TYPE_K3_GPIO, s->pins,
                   K3_GPIO_MAX_PINS);
        return;
    }
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_gpio_ops, s, TYPE_K3_GPIO,
                          K3_GPIO_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    for (unsigned i = 0; i < K3_GPIO_MAX_BANKS; i++) {
        sysbus_init_irq(sbd, &s->bank_irq[i]);
    }
    for (unsigned i = 0; i < K3_GPIO_MAX_PINS; i++) {
        sysbus_init_irq(sbd, &s->pin_irq[i]);
    }
    for (unsigned i = 0; i < K3_GPIO_SETS; i++) {
        s->set[i].driven = k3_gpio_mask(s, i);
    }
    qdev_init_gpio_in(dev, k3_gpio_input, s->pins);
    qdev_init_gpio_out(dev, s->out, s->pins);
    for (unsigned i = 0; i < s->pins; i++) {
        g_autofree char *name = g_strdup_printf("pin[%u]", i);

        object_property_add(OBJECT(dev), name, "bool", k3_gpio_get_pin,
                            k3_gpio_set_pin, NULL, GUINT_TO_POINTER(i));
    }
}

static const Property k3_gpio_properties[] = {
    DEFINE_PROP_UINT8("pins", K3GPIOState, pins, K3_GPIO_MAX_PINS),
};

static void k3_gpio_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 GPIO module";
    dc->realize = k3_gpio_realize;
    dc->vmsd = &vmstate_k3_gpio;
    device_class_set_props(dc, k3_gpio_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_gpio_reset_enter;
    rc->phases.hold = k3_gpio_reset_hold;
}

static const TypeInfo k3_gpio_types[] = {
    {
        .name = TYPE_K3_GPIO,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3GPIOState),
        .class_init = k3_gpio_class_init,
    },
};

DEFINE_TYPES(k3_gpio_types)
