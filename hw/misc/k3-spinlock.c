/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 spinlocks
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-spinlock.h"
#include "hw/misc/k3-list.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "trace.h"

REG32(REVISION, 0x000)
REG32(SYSCONFIG, 0x010)
    FIELD(SYSCONFIG, SOFTRESET, 1, 1)
REG32(SYSTATUS, 0x014)
    FIELD(SYSTATUS, IN_USE, 0, 8)
    FIELD(SYSTATUS, NUMLOCKS, 24, 8)
REG32(LOCK_REG, 0x800)          /* + 4 * lock */
    FIELD(LOCK_REG, TAKEN, 0, 1)

static unsigned k3_spinlock_num_groups(const K3SpinlockState *s)
{
    return s->num_locks / K3_SPINLOCK_GROUP;
}

static bool k3_spinlock_is_taken(const K3SpinlockState *s, unsigned lock)
{
    return extract32(s->taken[lock / K3_SPINLOCK_GROUP],
                     lock % K3_SPINLOCK_GROUP, 1);
}

static void k3_spinlock_set(K3SpinlockState *s, unsigned lock, bool taken)
{
    uint32_t *group = &s->taken[lock / K3_SPINLOCK_GROUP];

    *group = deposit32(*group, lock % K3_SPINLOCK_GROUP, 1, taken);
}

static void k3_spinlock_free_all(K3SpinlockState *s)
{
    memset(s->taken, 0, sizeof(s->taken));
}

/* Number of the lock whose register is at @offset; -1 if it is another's */
static int k3_spinlock_number(const K3SpinlockState *s, hwaddr offset)
{
    if (offset < A_LOCK_REG || offset >= A_LOCK_REG + 4 * s->num_locks) {
        return -1;
    }
    return (offset - A_LOCK_REG) / 4;
}

static uint32_t k3_spinlock_status(const K3SpinlockState *s)
{
    uint32_t in_use = 0;
    uint32_t status;

    for (unsigned i = 0; i < k3_spinlock_num_groups(s); i++) {
        in_use |= !!s->taken[i] << i;
    }
    status = FIELD_DP32(0, SYSTATUS, IN_USE, in_use);
    return FIELD_DP32(status, SYSTATUS, NUMLOCKS, k3_spinlock_num_groups(s));
}

static uint32_t k3_spinlock_take(K3SpinlockState *s, unsigned lock)
{
    bool taken = k3_spinlock_is_taken(s, lock);

    k3_spinlock_set(s, lock, true);
    trace_k3_spinlock_take(k3_trace_ns(), k3_trace_name(s), lock,
                           taken ? "already taken" : "taken");
    return FIELD_DP32(0, LOCK_REG, TAKEN, taken);
}

static uint64_t k3_spinlock_read(void *opaque, hwaddr offset, unsigned size)
{
    K3SpinlockState *s = opaque;
    hwaddr reg = offset & ~3;
    int lock = k3_spinlock_number(s, reg);
    uint32_t value = 0;

    if (lock >= 0) {
        value = k3_spinlock_take(s, lock);
    } else if (reg == A_SYSTATUS) {
        value = k3_spinlock_status(s);
    } else if (reg == A_REVISION) {
        qemu_log_mask(LOG_UNIMP, "%s: the revision is not known\n",
                      k3_trace_name(s));
    } else if (reg != A_SYSCONFIG) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: read at 0x%" HWADDR_PRIx
                      ", where there is no register\n", k3_trace_name(s),
                      offset);
    }
    return value >> (offset % 4 * 8);
}

static void k3_spinlock_write(void *opaque, hwaddr offset, uint64_t data,
                              unsigned size)
{
    K3SpinlockState *s = opaque;
    hwaddr reg = offset & ~3;
    int lock = k3_spinlock_number(s, reg);
    uint32_t value = data << (offset % 4 * 8);

    if (lock >= 0) {
        /* A write to the other bytes leaves the bit as it is */
        if (offset == reg && !FIELD_EX32(value, LOCK_REG, TAKEN)) {
            trace_k3_spinlock_free(k3_trace_ns(), k3_trace_name(s), lock,
                                   k3_spinlock_is_taken(s, lock));
            k3_spinlock_set(s, lock, false);
        }
    } else if (reg == A_SYSCONFIG) {
        if (FIELD_EX32(value, SYSCONFIG, SOFTRESET)) {
            trace_k3_spinlock_soft_reset(k3_trace_name(s));
            k3_spinlock_free_all(s);
        }
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: write at 0x%" HWADDR_PRIx
                      ", where there is no register that can be written\n",
                      k3_trace_name(s), offset);
    }
}

static const MemoryRegionOps k3_spinlock_ops = {
    .read = k3_spinlock_read,
    .write = k3_spinlock_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 4,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static char *k3_spinlock_get_taken(Object *obj, Error **errp)
{
    K3SpinlockState *s = K3_SPINLOCK(obj);
    GString *list = g_string_new("");

    for (unsigned i = 0; i < s->num_locks; i++) {
        if (k3_spinlock_is_taken(s, i)) {
            k3_list_append(list, "%u", i);
        }
    }
    return g_string_free(list, false);
}

static void k3_spinlock_reset_enter(Object *obj, ResetType type)
{
    k3_spinlock_free_all(K3_SPINLOCK(obj));
}

static void k3_spinlock_realize(DeviceState *dev, Error **errp)
{
    K3SpinlockState *s = K3_SPINLOCK(dev);

    if (!is_power_of_2(s->num_locks) || s->num_locks < K3_SPINLOCK_GROUP ||
        s->num_locks > K3_SPINLOCK_MAX_LOCKS) {
        error_setg(errp, "%s: num-locks=%" PRIu32 ": must be 32, 64, 128 or "
                   "256", TYPE_K3_SPINLOCK, s->num_locks);
        return;
    }
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_spinlock_ops, s,
                          TYPE_K3_SPINLOCK, K3_SPINLOCK_MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
}

static int k3_spinlock_post_load(void *opaque, int version_id)
{
    K3SpinlockState *s = opaque;

    for (size_t i = k3_spinlock_num_groups(s); i < ARRAY_SIZE(s->taken); i++) {
        if (s->taken[i]) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateDescription k3_spinlock_vmstate = {
    .name = TYPE_K3_SPINLOCK,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_spinlock_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(taken, K3SpinlockState,
                             K3_SPINLOCK_MAX_LOCKS / K3_SPINLOCK_GROUP),
        VMSTATE_END_OF_LIST()
    },
};

static const Property k3_spinlock_properties[] = {
    DEFINE_PROP_UINT32("num-locks", K3SpinlockState, num_locks,
                       K3_SPINLOCK_MAX_LOCKS),
};

static void k3_spinlock_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "Spinlocks of a TI K3 SoC";
    dc->realize = k3_spinlock_realize;
    dc->vmsd = &k3_spinlock_vmstate;
    rc->phases.enter = k3_spinlock_reset_enter;
    device_class_set_props(dc, k3_spinlock_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    object_class_property_add_str(oc, "taken", k3_spinlock_get_taken, NULL);
    object_class_property_set_description(oc, "taken",
                                          "numbers of the locks that are "
                                          "taken");
}

static const TypeInfo k3_spinlock_types[] = {
    {
        .name = TYPE_K3_SPINLOCK,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3SpinlockState),
        .class_init = k3_spinlock_class_init,
    },
};

DEFINE_TYPES(k3_spinlock_types)
