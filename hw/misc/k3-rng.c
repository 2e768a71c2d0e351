/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random number generator of TI K3 security accelerators (EIP-76)
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-rng.h"
#include "hw/misc/k3-trace.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qemu/guest-random.h"
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

static uint32_t k3_rng_read_status(void *opaque)
{
    K3RNGState *s = opaque;

    return FIELD_DP32(0, STATUS, READY, s->ready);
}

static void k3_rng_write_status(void *opaque, uint32_t value)
{
    K3RNGState *s = opaque;

    if (FIELD_EX32(value, STATUS, READY)) {
        memset(s->output, 0, sizeof(s->output));
        s->ready = false;
    }
}

static uint32_t k3_rng_read_rev(void *opaque)
{
    return REV_VALUE;
}

static const K3RegInfo k3_rng_regs[K3_RNG_NUM_REGS] = {
    [R_OUTPUT_0] = { "OUTPUT_0" },
    [R_OUTPUT_1] = { "OUTPUT_1" },
    [R_OUTPUT_2] = { "OUTPUT_2" },
    [R_OUTPUT_3] = { "OUTPUT_3" },
    [R_STATUS] = { "STATUS", .read = k3_rng_read_status,
                   .write = k3_rng_write_status },
    [R_CONTROL] = { "CONTROL", .rw = UINT32_MAX },
    [R_CONFIG] = { "CONFIG", .rw = UINT32_MAX },
    [R_ALARMCNT] = { "ALARMCNT", .rw = UINT32_MAX },
    [R_FROENABLE] = { "FROENABLE", .rw = FRO_MASK },
    [R_FRODETUNE] = { "FRODETUNE", .rw = FRO_MASK },
    [R_ALARMMASK] = { "ALARMMASK", .rw = FRO_MASK },
    [R_ALARMSTOP] = { "ALARMSTOP", .rw = FRO_MASK },
    [R_REV] = { "REV", .read = k3_rng_read_rev },
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

static uint64_t k3_rng_read(void *opaque, hwaddr offset, unsigned size)
{
    K3RNGState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_rng_regs, K3_RNG_NUM_REGS,
                                        offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    value = offset <= A_OUTPUT_3 ?
            s->output[offset / 4] :
            k3_regs_read(s, k3_rng_regs, s->regs, offset);
    trace_k3_rng_read(k3_trace_name(s), reg->name, value);
    return value;
}

static void k3_rng_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3RNGState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_rng_regs, K3_RNG_NUM_REGS,
                                        offset);

    if (!reg) {
        return;
    }
    trace_k3_rng_write(k3_trace_name(s), reg->name, value);
    k3_regs_write(s, k3_rng_regs, s->regs, offset, value);
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

    k3_regs_reset(k3_rng_regs, s->regs, K3_RNG_NUM_REGS);
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
