/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random number generator of TI K3 security accelerators (EIP-76)
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-rng.h"
#include "hw/misc/k3-trace.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qemu/guest-random.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

REG32(OUTPUT_0, 0x00)
REG32(OUTPUT_1, 0x04)
REG32(OUTPUT_2, 0x08)
REG32(OUTPUT_3, 0x0c)
REG32(STATUS, 0x10)             /* writing acknowledges */
    FIELD(STATUS, READY, 0, 1)
REG32(CONTROL, 0x14)
    FIELD(CONTROL, READY_MASK, 0, 1)
    FIELD(CONTROL, ENABLE_TRNG, 10, 1)
REG32(CONFIG, 0x18)
REG32(ALARMCNT, 0x1c)
REG32(FROENABLE, 0x20)
REG32(FRODETUNE, 0x24)
REG32(ALARMMASK, 0x28)
REG32(ALARMSTOP, 0x2c)
REG32(REV, 0x7c)

/* The number of the module, and its complement */
#define REV_VALUE       0xb34c

#define FRO_MASK        0xffffff

typedef struct K3RNGReg {
    const char *name;
    uint32_t rw;
} K3RNGReg;

static const K3RNGReg k3_rng_regs[K3_RNG_NUM_REGS] = {
    [R_OUTPUT_0] = { "OUTPUT_0" },
    [R_OUTPUT_1] = { "OUTPUT_1" },
    [R_OUTPUT_2] = { "OUTPUT_2" },
    [R_OUTPUT_3] = { "OUTPUT_3" },
    [R_STATUS] = { "STATUS", UINT32_MAX },
    [R_CONTROL] = { "CONTROL", UINT32_MAX },
    [R_CONFIG] = { "CONFIG", UINT32_MAX },
    [R_ALARMCNT] = { "ALARMCNT", UINT32_MAX },
    [R_FROENABLE] = { "FROENABLE", FRO_MASK },
    [R_FRODETUNE] = { "FRODETUNE", FRO_MASK },
    [R_ALARMMASK] = { "ALARMMASK", FRO_MASK },
    [R_ALARMSTOP] = { "ALARMSTOP", FRO_MASK },
    [R_REV] = { "REV" },
};

static void k3_rng_update(K3RNGState *s)
{
    bool on = FIELD_EX32(s->regs[R_CONTROL], CONTROL, ENABLE_TRNG) &&
              s->regs[R_FROENABLE];

    if (on && !s->ready) {
        qemu_guest_getrandom_nofail(s->output, sizeof(s->output));
        s->ready = true;
    }
    qemu_set_irq(s->irq, s->ready && FIELD_EX32(s->regs[R_CONTROL], CONTROL,
                                                READY_MASK));
}

static const K3RNGReg *k3_rng_reg(K3RNGState *s, hwaddr offset)
{
    const K3RNGReg *reg = &k3_rng_regs[offset / 4];

    if (!reg->name) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
        return NULL;
    }
    return reg;
}

static uint64_t k3_rng_read(void *opaque, hwaddr offset, unsigned size)
{
    K3RNGState *s = opaque;
    const K3RNGReg *reg = k3_rng_reg(s, offset);
    unsigned i = offset / 4;
    uint32_t value;

    if (!reg) {
        return 0;
    }
    switch (i) {
    case R_OUTPUT_0 ... R_OUTPUT_3:
        value = s->output[i - R_OUTPUT_0];
        break;
    case R_STATUS:
        value = FIELD_DP32(0, STATUS, READY, s->ready);
        break;
    case R_REV:
        value = REV_VALUE;
        break;
    default:
        value = s->regs[i];
        break;
    }
    trace_k3_rng_read(k3_trace_name(s), reg->name, value);
    return value;
}

static void k3_rng_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3RNGState *s = opaque;
    const K3RNGReg *reg = k3_rng_reg(s, offset);
    unsigned i = offset / 4;

    if (!reg) {
        return;
    }
    trace_k3_rng_write(k3_trace_name(s), reg->name, value);
    if (!reg->rw) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: %s is read only\n",
                      k3_trace_name(s), reg->name);
    } else if (i != R_STATUS) {
        s->regs[i] = value & reg->rw;
    } else if (value & R_STATUS_READY_MASK) {
        memset(s->output, 0, sizeof(s->output));
        s->ready = false;
    }
    k3_rng_update(s);
}

static const MemoryRegionOps k3_rng_ops = {
    .read = k3_rng_read,
    .write = k3_rng_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void k3_rng_reset_enter(Object *obj, ResetType type)
{
    K3RNGState *s = K3_RNG(obj);

    memset(s->regs, 0, sizeof(s->regs));
    memset(s->output, 0, sizeof(s->output));
    s->ready = false;
}

static void k3_rng_reset_hold(Object *obj, ResetType type)
{
    k3_rng_update(K3_RNG(obj));
}

static int k3_rng_post_load(void *opaque, int version_id)
{
    k3_rng_update(opaque);
    return 0;
}

static const VMStateDescription vmstate_k3_rng = {
    .name = TYPE_K3_RNG,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_rng_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, K3RNGState, K3_RNG_NUM_REGS),
        VMSTATE_UINT32_ARRAY(output, K3RNGState, K3_RNG_WORDS),
        VMSTATE_BOOL(ready, K3RNGState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_rng_init(Object *obj)
{
    K3RNGState *s = K3_RNG(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_rng_ops, s, TYPE_K3_RNG,
                          K3_RNG_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    sysbus_init_irq(sbd, &s->irq);
}

static void k3_rng_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 random number generator";
    dc->vmsd = &vmstate_k3_rng;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_rng_reset_enter;
    rc->phases.hold = k3_rng_reset_hold;
}

static const TypeInfo k3_rng_types[] = {
    {
        .name = TYPE_K3_RNG,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3RNGState),
        .instance_init = k3_rng_init,
        .class_init = k3_rng_class_init,
    },
};

DEFINE_TYPES(k3_rng_types)
