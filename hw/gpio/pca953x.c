/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPIO expanders of the PCA953x family
 */

#include "qemu/osdep.h"
#include "hw/gpio/pca953x.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

enum { INPUT, OUTPUT, POLARITY, CONFIG };

enum { DRIVE_0, DRIVE_1, LATCH, PULL_ENABLE, PULL_SELECT, MASK, STATUS };

/* Bit 7 of the command byte: go on with the next port */
#define AUTO_INCREMENT      0x80
#define AGILE_BASE          0x40
#define OUT_CONFIG          0x4f

static const uint8_t basic_reset[PCA953X_BASIC] = {
    [OUTPUT] = 0xff, [CONFIG] = 0xff,
};

static const uint8_t agile_reset[PCA953X_AGILE] = {
    [DRIVE_0] = 0xff, [DRIVE_1] = 0xff, [PULL_SELECT] = 0xff, [MASK] = 0xff,
};

static unsigned pca953x_ports(PCA953xState *s)
{
    return s->pins / 8;
}

/* Registers of a kind are at multiples of 1, 2 or 4: one for each port */
static unsigned pca953x_shift(PCA953xState *s)
{
    return pca953x_ports(s) - 1;
}

/* The levels at the pins of a port */
static uint8_t pca953x_levels(PCA953xState *s, unsigned port)
{
    uint8_t inputs = s->regs[CONFIG][port];
    uint8_t levels = s->driven[port] & inputs;

    return levels | (s->regs[OUTPUT][port] & ~inputs);
}

/* Inputs that differ from when they were last read, and may tell so */
static uint8_t pca953x_changed(PCA953xState *s, unsigned port)
{
    uint8_t mask = s->agile ? s->agile_regs[MASK][port] : 0;

    return (pca953x_levels(s, port) ^ s->seen[port]) &
           s->regs[CONFIG][port] & ~mask;
}

static void pca953x_update(PCA953xState *s)
{
    bool changed = false;

    for (unsigned port = 0; port < pca953x_ports(s); port++) {
        uint8_t levels = pca953x_levels(s, port);

        for (unsigned bit = 0; bit < 8; bit++) {
            qemu_set_irq(s->out[port * 8 + bit], extract32(levels, bit, 1));
        }
        changed |= pca953x_changed(s, port);
    }
    qemu_set_irq(s->interrupt, changed);
}

/* Decode a register: its kind, or -1, and its port */
static int pca953x_decode(PCA953xState *s, unsigned reg, unsigned *port)
{
    unsigned shift = pca953x_shift(s);

    *port = reg & ((1 << shift) - 1);
    return *port < pca953x_ports(s) ? reg >> shift : -1;
}

static uint8_t *pca953x_reg(PCA953xState *s, int *kind, unsigned *port)
{
    unsigned reg = s->command & ~AUTO_INCREMENT;

    *kind = pca953x_decode(s, reg, port);
    if (*kind >= 0 && *kind < PCA953X_BASIC && reg < AGILE_BASE) {
        return &s->regs[*kind][*port];
    }
    if (s->agile && reg == OUT_CONFIG) {
        *kind = OUT_CONFIG;
        return &s->out_config;
    }
    if (s->agile && reg >= AGILE_BASE) {
        *kind = pca953x_decode(s, reg - AGILE_BASE, port);
        if (*kind >= 0 && *kind < PCA953X_AGILE) {
            uint8_t *found = &s->agile_regs[*kind][*port];

            *kind += AGILE_BASE;
            return found;
        }
    }
    qemu_log_mask(LOG_GUEST_ERROR, "%s: no register 0x%x\n", k3_trace_name(s),
                  reg);
    return NULL;
}

/*
 * The next access goes to the next port: with 16 pins always, with 24 if the
 * command says so.
 */
static void pca953x_advance(PCA953xState *s)
{
    unsigned ports = pca953x_ports(s);
    unsigned port = s->command & ((1 << pca953x_shift(s)) - 1);

    if (ports == 2 || (ports == 3 && (s->command & AUTO_INCREMENT))) {
        s->command = s->command - port + (port + 1) % ports;
    }
}

static uint8_t pca953x_recv(I2CSlave *i2c)
{
    PCA953xState *s = PCA953X(i2c);
    unsigned port;
    int kind;
    uint8_t *reg = pca953x_reg(s, &kind, &port);
    uint8_t value = 0xff;

    if (reg && kind == INPUT) {
        value = pca953x_levels(s, port);
        s->seen[port] = value;
        value ^= s->regs[POLARITY][port];
        pca953x_update(s);
    } else if (reg && kind == AGILE_BASE + STATUS) {
        value = pca953x_changed(s, port);
    } else if (reg) {
        value = *reg;
    }
    trace_pca953x_read(k3_trace_name(s), s->command, value);
    pca953x_advance(s);
    return value;
}

static int pca953x_send(I2CSlave *i2c, uint8_t data)
{
    PCA953xState *s = PCA953X(i2c);
    unsigned port;
    int kind;
    uint8_t *reg;

    if (!s->have_command) {
        s->command = data;
        s->have_command = true;
        return 0;
    }
    trace_pca953x_write(k3_trace_name(s), s->command, data);
    reg = pca953x_reg(s, &kind, &port);
    if (reg && kind != INPUT && kind != AGILE_BASE + STATUS) {
        *reg = data;
        pca953x_update(s);
    }
    pca953x_advance(s);
    return 0;
}

static int pca953x_event(I2CSlave *i2c, enum i2c_event event)
{
    PCA953xState *s = PCA953X(i2c);

    if (event == I2C_START_SEND) {
        s->have_command = false;
    }
    return 0;
}

/* What the board drives */
static void pca953x_input(void *opaque, int pin, int level)
{
    PCA953xState *s = opaque;

    s->driven[pin / 8] = deposit32(s->driven[pin / 8], pin % 8, 1, !!level);
    pca953x_update(s);
}

static void pca953x_reset_enter(Object *obj, ResetType type)
{
    PCA953xState *s = PCA953X(obj);

    s->command = 0;
    s->have_command = false;
    s->out_config = 0;
    for (unsigned port = 0; port < PCA953X_MAX_PORTS; port++) {
        for (unsigned kind = 0; kind < PCA953X_BASIC; kind++) {
            s->regs[kind][port] = basic_reset[kind];
        }
        for (unsigned kind = 0; kind < PCA953X_AGILE; kind++) {
            s->agile_regs[kind][port] = agile_reset[kind];
        }
        s->seen[port] = s->driven[port];
    }
}

static void pca953x_reset_hold(Object *obj, ResetType type)
{
    pca953x_update(PCA953X(obj));
}

static int pca953x_post_load(void *opaque, int version_id)
{
    pca953x_update(opaque);
    return 0;
}

static const VMStateDescription vmstate_pca953x = {
    .name = TYPE_PCA953X,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = pca953x_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_I2C_SLAVE(parent_obj, PCA953xState),
        VMSTATE_UINT8(command, PCA953xState),
        VMSTATE_BOOL(have_command, PCA953xState),
        VMSTATE_UINT8_2DARRAY(regs, PCA953xState, PCA953X_BASIC,
                              PCA953X_MAX_PORTS),
        VMSTATE_UINT8_2DARRAY(agile_regs, PCA953xState, PCA953X_AGILE,
                              PCA953X_MAX_PORTS),
        VMSTATE_UINT8(out_config, PCA953xState),
        VMSTATE_UINT8_ARRAY(driven, PCA953xState, PCA953X_MAX_PORTS),
        VMSTATE_UINT8_ARRAY(seen, PCA953xState, PCA953X_MAX_PORTS),
        VMSTATE_END_OF_LIST()
    }
};

static void pca953x_realize(DeviceState *dev, Error **errp)
{
    PCA953xState *s = PCA953X(dev);

    if (s->pins != 8 && s->pins != 16 && s->pins != 24) {
        error_setg(errp, "%s: pins=%u: must be 8, 16 or 24", TYPE_PCA953X,
                   s->pins);
        return;
    }
    if (s->agile && s->pins == 24) {
        error_setg(errp, "%s: agile=on needs 8 or 16 pins", TYPE_PCA953X);
        return;
    }
    memset(s->driven, 0xff, sizeof(s->driven));
    qdev_init_gpio_in(dev, pca953x_input, s->pins);
    qdev_init_gpio_out(dev, s->out, s->pins);
    qdev_init_gpio_out_named(dev, &s->interrupt, "interrupt", 1);
}

static const Property pca953x_properties[] = {
    DEFINE_PROP_UINT8("pins", PCA953xState, pins, 16),
    DEFINE_PROP_BOOL("agile", PCA953xState, agile, false),
};

static void pca953x_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    I2CSlaveClass *sc = I2C_SLAVE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "GPIO expander of the PCA953x family";
    dc->realize = pca953x_realize;
    dc->vmsd = &vmstate_pca953x;
    device_class_set_props(dc, pca953x_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    sc->event = pca953x_event;
    sc->recv = pca953x_recv;
    sc->send = pca953x_send;
    rc->phases.enter = pca953x_reset_enter;
    rc->phases.hold = pca953x_reset_hold;
}

static const TypeInfo pca953x_types[] = {
    {
        .name = TYPE_PCA953X,
        .parent = TYPE_I2C_SLAVE,
        .instance_size = sizeof(PCA953xState),
        .class_init = pca953x_class_init,
    },
};

DEFINE_TYPES(pca953x_types)
