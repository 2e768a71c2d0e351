/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 control module (CTRL_MMR)
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "hw/misc/k3-ctrl-mmr.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "system/runstate.h"
#include "trace.h"

/* In the first partition only: */
REG32(JTAGID, 0x14)
REG32(MAC_ID0, 0x200)           /* octets 2 to 5 of the address */
REG32(MAC_ID1, 0x204)           /* octets 0 and 1 */
/* In the modules of the MAIN and the MCU domain that can reset the SoC: */
REG32(RST_CTRL, 0x18170)
    FIELD(RST_CTRL, SW_MAIN_WARMRST, 0, 4)
    FIELD(RST_CTRL, SW_MAIN_POR, 4, 4)
    FIELD(RST_CTRL, SW_MCU_WARMRST, 8, 4)       /* MCU only */
    FIELD(RST_CTRL, ESM_ERROR_RST_EN_Z, 17, 1)
REG32(RST_SRC, 0x18178)
    FIELD(RST_SRC, SW_MCU_WARMRST, 16, 1)
    FIELD(RST_SRC, SW_MAIN_WARMRST_FROM_MCU, 20, 1)
    FIELD(RST_SRC, SW_MAIN_WARMRST_FROM_MAIN, 21, 1)
    FIELD(RST_SRC, SW_MAIN_POR_FROM_MCU, 24, 1)
    FIELD(RST_SRC, SW_MAIN_POR_FROM_MAIN, 25, 1)
    FIELD(RST_SRC, SAFETY_ERROR, 31, 1)
/* In each view of each partition: */
REG32(LOCK_KICK0, 0x1008)
REG32(LOCK_KICK1, 0x100c)

#define KICK0_VALUE     0x68ef3490
#define KICK1_VALUE     0xd172bc5a

/* In a field of RST_CTRL: idle, and a request */
#define RST_IDLE        0xf
#define RST_REQUEST     0x6

/* After a reset, and what a boot loader has done about the ESM */
#define RST_CTRL_MAIN   0x000200ff
#define RST_CTRL_MCU    0x00400fff

/* Lock status, interrupts and fault records, none of them modelled */
#define STATUS_START    0x1000
#define STATUS_END      0x1100

typedef enum K3CtrlMMRLock {
    LOCKED,
    KICK0_SEEN,
    UNLOCKED,
} K3CtrlMMRLock;

/* The latch and lock that an access refers to */
typedef struct K3CtrlMMRPlace {
    uint8_t *lock;
    uint32_t *reg;
    hwaddr in_view;
} K3CtrlMMRPlace;

static K3CtrlMMRPlace k3_ctrl_mmr_place(K3CtrlMMRState *s, hwaddr offset)
{
    hwaddr partition = offset / K3_CTRL_MMR_PARTITION_SIZE;
    hwaddr in_view = offset % K3_CTRL_MMR_VIEW_SIZE;

    return (K3CtrlMMRPlace) {
        .lock = &s->locks[offset / K3_CTRL_MMR_VIEW_SIZE],
        .reg = &s->regs[(partition * K3_CTRL_MMR_VIEW_SIZE + in_view) / 4],
        .in_view = in_view & ~3,
    };
}

/* What a request in a field of RST_CTRL adds to RST_SRC */
static const struct {
    uint8_t domain;
    uint8_t shift;
    uint32_t source;
} k3_ctrl_mmr_requests[] = {
    { K3_CTRL_MMR_MAIN, R_RST_CTRL_SW_MAIN_WARMRST_SHIFT,
      R_RST_SRC_SW_MAIN_WARMRST_FROM_MAIN_MASK },
    { K3_CTRL_MMR_MAIN, R_RST_CTRL_SW_MAIN_POR_SHIFT,
      R_RST_SRC_SW_MAIN_POR_FROM_MAIN_MASK },
    { K3_CTRL_MMR_MCU, R_RST_CTRL_SW_MAIN_WARMRST_SHIFT,
      R_RST_SRC_SW_MAIN_WARMRST_FROM_MCU_MASK },
    { K3_CTRL_MMR_MCU, R_RST_CTRL_SW_MAIN_POR_SHIFT,
      R_RST_SRC_SW_MAIN_POR_FROM_MCU_MASK },
    { K3_CTRL_MMR_MCU, R_RST_CTRL_SW_MCU_WARMRST_SHIFT,
      R_RST_SRC_SW_MCU_WARMRST_MASK },
};

static bool k3_ctrl_mmr_is(K3CtrlMMRState *s, const K3CtrlMMRPlace *p,
                           hwaddr offset)
{
    return s->reset_domain != K3_CTRL_MMR_NO_DOMAIN &&
           p->reg == k3_ctrl_mmr_place(s, offset).reg;
}

static K3CtrlMMRState *k3_ctrl_mmr_source(K3CtrlMMRState *s)
{
    return s->reset_domain == K3_CTRL_MMR_MAIN ? s->reset_source : s;
}

static void k3_ctrl_mmr_set_cause(K3CtrlMMRState *s, uint32_t source)
{
    trace_k3_ctrl_mmr_reset(k3_trace_name(s), source);
    s->rst_src |= source;
    s->cause_known = true;
}

bool k3_ctrl_mmr_esm_resets(K3CtrlMMRState *s)
{
    return !FIELD_EX32(*k3_ctrl_mmr_place(s, A_RST_CTRL).reg, RST_CTRL,
                       ESM_ERROR_RST_EN_Z);
}

void k3_ctrl_mmr_esm_reset(K3CtrlMMRState *s)
{
    k3_ctrl_mmr_set_cause(s, R_RST_SRC_SAFETY_ERROR_MASK);
}

static void k3_ctrl_mmr_write_rst_ctrl(K3CtrlMMRState *s, uint32_t *reg,
                                       uint32_t value)
{
    for (unsigned i = 0; i < ARRAY_SIZE(k3_ctrl_mmr_requests); i++) {
        unsigned shift = k3_ctrl_mmr_requests[i].shift;

        if (k3_ctrl_mmr_requests[i].domain != s->reset_domain) {
            continue;
        }
        if (extract32(value, shift, 4) == RST_REQUEST) {
            k3_ctrl_mmr_set_cause(k3_ctrl_mmr_source(s),
                                  k3_ctrl_mmr_requests[i].source);
            qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
        }
        value = deposit32(value, shift, 4, RST_IDLE);
    }
    *reg = value;
}

static void k3_ctrl_mmr_write_rst_src(K3CtrlMMRState *s, uint32_t value)
{
    if (s->reset_domain == K3_CTRL_MMR_MAIN) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: CTRLMMR_RST_SRC is read only\n",
                      k3_trace_name(s));
        return;
    }
    s->rst_src &= ~value;
}

static bool k3_ctrl_mmr_is_kick(hwaddr in_view)
{
    return in_view == A_LOCK_KICK0 || in_view == A_LOCK_KICK1;
}

static bool k3_ctrl_mmr_is_status(hwaddr in_view)
{
    return in_view >= STATUS_START && in_view < STATUS_END;
}

static void k3_ctrl_mmr_kick(K3CtrlMMRState *s, hwaddr offset,
                             K3CtrlMMRPlace *p, uint32_t value)
{
    uint8_t old = *p->lock;

    if (p->in_view == A_LOCK_KICK0 && value == KICK0_VALUE) {
        /* Repeating a part of the key while unlocked changes nothing */
        *p->lock = old == UNLOCKED ? UNLOCKED : KICK0_SEEN;
    } else if (p->in_view == A_LOCK_KICK1 && value == KICK1_VALUE &&
               old != LOCKED) {
        *p->lock = UNLOCKED;
    } else {
        *p->lock = LOCKED;
    }
    if ((old == UNLOCKED) != (*p->lock == UNLOCKED)) {
        trace_k3_ctrl_mmr_lock(k3_trace_name(s),
                               offset & ~(hwaddr)(K3_CTRL_MMR_VIEW_SIZE - 1),
                               *p->lock == UNLOCKED);
    }
}

static uint64_t k3_ctrl_mmr_read(void *opaque, hwaddr offset, unsigned size)
{
    K3CtrlMMRState *s = opaque;
    K3CtrlMMRPlace p = k3_ctrl_mmr_place(s, offset);
    uint32_t value;

    if (k3_ctrl_mmr_is_kick(p.in_view)) {
        value = *p.lock == UNLOCKED;
    } else if (k3_ctrl_mmr_is_status(p.in_view)) {
        qemu_log_mask(LOG_UNIMP, "%s: lock status register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
        value = 0;
    } else if (k3_ctrl_mmr_is(s, &p, A_RST_SRC)) {
        value = k3_ctrl_mmr_source(s)->rst_src;
    } else {
        value = *p.reg;
    }
    trace_k3_ctrl_mmr_read(k3_trace_name(s), offset, size, value);
    return extract32(value, (offset & 3) * 8, size * 8);
}

static void k3_ctrl_mmr_write(void *opaque, hwaddr offset, uint64_t value,
                              unsigned size)
{
    K3CtrlMMRState *s = opaque;
    K3CtrlMMRPlace p = k3_ctrl_mmr_place(s, offset);

    trace_k3_ctrl_mmr_write(k3_trace_name(s), offset, size, value);
    if (k3_ctrl_mmr_is_kick(p.in_view)) {
        /* A wrong or partial key locks */
        k3_ctrl_mmr_kick(s, offset, &p, size == 4 ? value : 0);
    } else if (*p.lock != UNLOCKED) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: write to 0x%" HWADDR_PRIx
                      " while its partition is locked\n",
                      k3_trace_name(s), offset);
    } else if (k3_ctrl_mmr_is_status(p.in_view)) {
        qemu_log_mask(LOG_UNIMP, "%s: lock status register 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
    } else if (s->jtag_id && p.reg == &s->regs[R_JTAGID]) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: CTRLMMR_JTAGID is read only\n",
                      k3_trace_name(s));
    } else if (k3_ctrl_mmr_is(s, &p, A_RST_SRC)) {
        k3_ctrl_mmr_write_rst_src(s, value << (offset & 3) * 8);
    } else if (k3_ctrl_mmr_is(s, &p, A_RST_CTRL)) {
        k3_ctrl_mmr_write_rst_ctrl(s, p.reg,
                                   deposit32(*p.reg, (offset & 3) * 8,
                                             size * 8, value));
    } else {
        *p.reg = deposit32(*p.reg, (offset & 3) * 8, size * 8, value);
    }
}

static const MemoryRegionOps k3_ctrl_mmr_ops = {
    .read = k3_ctrl_mmr_read,
    .write = k3_ctrl_mmr_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

/* A reset of which nobody told: see the header.  Before Linux runs: power-on */
static void k3_ctrl_mmr_reset_source(K3CtrlMMRState *s)
{
    if (runstate_check(RUN_STATE_PRELAUNCH) ||
        runstate_check(RUN_STATE_INMIGRATE)) {
        s->rst_src = 0;
    } else if (!s->cause_known) {
        k3_ctrl_mmr_set_cause(s, R_RST_SRC_SW_MCU_WARMRST_MASK);
    }
    s->cause_known = false;
}

void k3_ctrl_mmr_set_mac_id(K3CtrlMMRState *s, const uint8_t *mac)
{
    memcpy(s->mac_id, mac, sizeof(s->mac_id));
}

static void k3_ctrl_mmr_reset_enter(Object *obj, ResetType type)
{
    K3CtrlMMRState *s = K3_CTRL_MMR(obj);

    memset(s->regs, 0, s->num_regs * sizeof(*s->regs));
    memset(s->locks, s->unlocked ? UNLOCKED : LOCKED, s->num_locks);
    for (uint32_t i = 0; i + 1 < s->num_reset_values; i += 2) {
        *k3_ctrl_mmr_place(s, s->reset_values[i]).reg = s->reset_values[i + 1];
    }
    if (s->jtag_id) {
        s->regs[R_JTAGID] = s->jtag_id;
        if (!buffer_is_zero(s->mac_id, sizeof(s->mac_id))) {
            s->regs[R_MAC_ID0] = ldl_be_p(s->mac_id + 2);
            s->regs[R_MAC_ID1] = lduw_be_p(s->mac_id);
        }
    }
    if (s->reset_domain == K3_CTRL_MMR_MAIN) {
        *k3_ctrl_mmr_place(s, A_RST_CTRL).reg = RST_CTRL_MAIN;
    } else if (s->reset_domain == K3_CTRL_MMR_MCU) {
        *k3_ctrl_mmr_place(s, A_RST_CTRL).reg = RST_CTRL_MCU;
        k3_ctrl_mmr_reset_source(s);
    }
}

static int k3_ctrl_mmr_post_load(void *opaque, int version_id)
{
    K3CtrlMMRState *s = opaque;

    for (uint32_t i = 0; i < s->num_locks; i++) {
        if (s->locks[i] > UNLOCKED) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateDescription vmstate_k3_ctrl_mmr = {
    .name = TYPE_K3_CTRL_MMR,
    .version_id = 2,
    .minimum_version_id = 2,
    .post_load = k3_ctrl_mmr_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num_regs, K3CtrlMMRState,
                             "The control module has another size"),
        VMSTATE_VARRAY_UINT32(regs, K3CtrlMMRState, num_regs, 1,
                              vmstate_info_uint32, uint32_t),
        VMSTATE_VARRAY_UINT32(locks, K3CtrlMMRState, num_locks, 1,
                              vmstate_info_uint8, uint8_t),
        VMSTATE_UINT32(rst_src, K3CtrlMMRState),
        VMSTATE_BOOL(cause_known, K3CtrlMMRState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_ctrl_mmr_realize(DeviceState *dev, Error **errp)
{
    K3CtrlMMRState *s = K3_CTRL_MMR(dev);

    if (!s->size || s->size % K3_CTRL_MMR_PARTITION_SIZE ||
        s->size > K3_CTRL_MMR_MAX_SIZE) {
        error_setg(errp, "%s: size=0x%" PRIx32 ": must be a multiple of 0x%x "
                   "up to 0x%x", TYPE_K3_CTRL_MMR, s->size,
                   K3_CTRL_MMR_PARTITION_SIZE, K3_CTRL_MMR_MAX_SIZE);
        return;
    }
    if (s->num_reset_values % 2) {
        error_setg(errp, "%s: reset-values: %" PRIu32 " numbers are not pairs "
                   "of offset and value", TYPE_K3_CTRL_MMR,
                   s->num_reset_values);
        return;
    }
    for (uint32_t i = 0; i < s->num_reset_values; i += 2) {
        uint32_t offset = s->reset_values[i];
        uint32_t in_view = offset % K3_CTRL_MMR_VIEW_SIZE;

        if (offset >= s->size || offset % 4 ||
            offset & K3_CTRL_MMR_VIEW_SIZE || k3_ctrl_mmr_is_status(in_view)) {
            error_setg(errp, "%s: reset-values: no latch at 0x%" PRIx32,
                       TYPE_K3_CTRL_MMR, offset);
            return;
        }
    }
    if (s->reset_domain > K3_CTRL_MMR_MCU ||
        (s->reset_domain != K3_CTRL_MMR_NO_DOMAIN && s->size <= A_RST_SRC) ||
        (s->reset_domain == K3_CTRL_MMR_MAIN && !s->reset_source)) {
        error_setg(errp, "reset-domain needs a size of more than 0x%x, and "
                   "that of MAIN a reset-source", A_RST_SRC);
        return;
    }

    s->num_regs = s->size / 2 / 4;
    s->regs = g_new0(uint32_t, s->num_regs);
    s->num_locks = s->size / K3_CTRL_MMR_VIEW_SIZE;
    s->locks = g_new0(uint8_t, s->num_locks);
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_ctrl_mmr_ops, s,
                          TYPE_K3_CTRL_MMR, s->size);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
}

static void k3_ctrl_mmr_finalize(Object *obj)
{
    K3CtrlMMRState *s = K3_CTRL_MMR(obj);

    g_free(s->regs);
    g_free(s->locks);
}

static const Property k3_ctrl_mmr_properties[] = {
    DEFINE_PROP_UINT32("size", K3CtrlMMRState, size, 0),
    DEFINE_PROP_UINT32("jtag-id", K3CtrlMMRState, jtag_id, 0),
    DEFINE_PROP_BOOL("unlocked", K3CtrlMMRState, unlocked, false),
    DEFINE_PROP_UINT8("reset-domain", K3CtrlMMRState, reset_domain,
                      K3_CTRL_MMR_NO_DOMAIN),
    DEFINE_PROP_LINK("reset-source", K3CtrlMMRState, reset_source,
                     TYPE_K3_CTRL_MMR, K3CtrlMMRState *),
    DEFINE_PROP_ARRAY("reset-values", K3CtrlMMRState, num_reset_values,
                      reset_values, qdev_prop_uint32, uint32_t),
};

static void k3_ctrl_mmr_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 control module";
    dc->realize = k3_ctrl_mmr_realize;
    dc->vmsd = &vmstate_k3_ctrl_mmr;
    device_class_set_props(dc, k3_ctrl_mmr_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_ctrl_mmr_reset_enter;
}

static const TypeInfo k3_ctrl_mmr_types[] = {
    {
        .name = TYPE_K3_CTRL_MMR,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3CtrlMMRState),
        .instance_finalize = k3_ctrl_mmr_finalize,
        .class_init = k3_ctrl_mmr_class_init,
    },
};

DEFINE_TYPES(k3_ctrl_mmr_types)
