/*
 * TI K3 Region-based Address Translation (RAT)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "qapi/error.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "trace.h"
#include "k3-rat-internal.h"

REG32(PID, 0x000)
REG32(CONFIG, 0x004)
    FIELD(CONFIG, REGIONS, 0, 8)
    FIELD(CONFIG, ADDRS, 8, 8)
    FIELD(CONFIG, ADDR_WIDTH, 16, 8)
/* One set for each region, 0x10 apart */
REG32(CTRL, 0x020)
    FIELD(CTRL, SIZE, 0, 6)
    FIELD(CTRL, EN, 31, 1)
REG32(BASE, 0x024)
REG32(TRANS_L, 0x028)
REG32(TRANS_U, 0x02c)
    FIELD(TRANS_U, UPPER, 0, 16)

REG32(DESTINATION_ID, 0x804)
    FIELD(DESTINATION_ID, DEST_ID, 0, 8)
REG32(EXCEPTION_LOGGING_CONTROL, 0x820)
    FIELD(EXCEPTION_LOGGING_CONTROL, DISABLE_F, 0, 1)
    FIELD(EXCEPTION_LOGGING_CONTROL, DISABLE_INTR, 1, 1)
REG32(EXCEPTION_LOGGING_HEADER0, 0x824)
REG32(EXCEPTION_LOGGING_HEADER1, 0x828)
REG32(EXCEPTION_LOGGING_DATA0, 0x82c)
REG32(EXCEPTION_LOGGING_DATA1, 0x830)
REG32(EXCEPTION_LOGGING_DATA2, 0x834)
REG32(EXCEPTION_LOGGING_DATA3, 0x838)
REG32(EXCEPTION_PEND_SET, 0x840)
REG32(EXCEPTION_PEND_CLEAR, 0x844)
REG32(EXCEPTION_ENABLE_SET, 0x848)
REG32(EXCEPTION_ENABLE_CLEAR, 0x84c)
REG32(EOI_REG, 0x850)

#define RAT_PID                 0x66802900
#define RAT_MAX_SIZE_LOG2       32
#define RAT_EXCEPTION           BIT(0)
#define RAT_LOGGING_MASK        (R_EXCEPTION_LOGGING_CONTROL_DISABLE_F_MASK | \
                                 R_EXCEPTION_LOGGING_CONTROL_DISABLE_INTR_MASK)

/* The bits that exist in the registers of a region */
static const uint32_t k3_rat_region_masks[K3_RAT_NUM_REGION_REGS] = {
    [K3_RAT_CTRL] = R_CTRL_SIZE_MASK | R_CTRL_EN_MASK,
    [K3_RAT_BASE] = UINT32_MAX,
    [K3_RAT_TRANS_L] = UINT32_MAX,
    [K3_RAT_TRANS_U] = R_TRANS_U_UPPER_MASK,
};

/**
 * struct K3RatReg - a register that does not belong to a region
 * @read: return the 32-bit value
 * @write: write the bytes in @lanes; the other bytes of @value are 0
 */
typedef struct K3RatReg {
    uint32_t (*read)(K3RatState *s);
    void (*write)(K3RatState *s, uint32_t value, uint32_t lanes);
} K3RatReg;

static void replace_lanes(uint32_t *reg, uint32_t value, uint32_t lanes)
{
    *reg = (*reg & ~lanes) | (value & lanes);
}

/* The mapping that the registers of a region describe, without its memories */
static K3RatMapping k3_rat_translation(K3RatState *s, const uint32_t *reg)
{
    unsigned log2 = MIN(FIELD_EX32(reg[K3_RAT_CTRL], CTRL, SIZE),
                        RAT_MAX_SIZE_LOG2);
    uint64_t offset_mask = BIT_ULL(log2) - 1;
    uint64_t base = reg[K3_RAT_BASE] & ~offset_mask;
    uint64_t trans = deposit64(reg[K3_RAT_TRANS_L], 32, 16,
                               reg[K3_RAT_TRANS_U]) & ~offset_mask;
    uint64_t start = MAX(base, s->window_base);
    uint64_t end = MIN(base + offset_mask + 1, s->window_base + s->window_size);

    if (!FIELD_EX32(reg[K3_RAT_CTRL], CTRL, EN) || start >= end) {
        return (K3RatMapping) { 0 };
    }
    return (K3RatMapping) {
        .start = start,
        .size = end - start,
        .target = trans + (start - base),
    };
}

/* Update the view to match the registers of region k */
static void k3_rat_update_region(K3RatState *s, unsigned k)
{
    K3RatRegion *region = &s->region[k];

    k3_rat_path_show(&region->path, k3_rat_translation(s, region->reg));
}

static void k3_rat_update_view(K3RatState *s)
{
    memory_region_transaction_begin();
    k3_rat_path_show(&s->identity, (K3RatMapping) { .size = K3_RAT_VIEW_SIZE });
    for (unsigned k = 0; k < s->num_regions; k++) {
        k3_rat_update_region(s, k);
    }
    memory_region_transaction_commit();
}

static void k3_rat_update_irq(K3RatState *s)
{
    bool disabled = FIELD_EX32(s->logging_control, EXCEPTION_LOGGING_CONTROL,
                               DISABLE_INTR);

    qemu_set_irq(s->irq, !disabled && (s->pending & s->enable));
}

static uint32_t k3_rat_pid_read(K3RatState *s)
{
    return RAT_PID;
}

static uint32_t k3_rat_config_read(K3RatState *s)
{
    uint32_t value = FIELD_DP32(0, CONFIG, REGIONS, s->num_regions);

    /* One output address per region */
    value = FIELD_DP32(value, CONFIG, ADDRS, 1);
    return FIELD_DP32(value, CONFIG, ADDR_WIDTH, s->address_width);
}

static uint32_t k3_rat_destination_id_read(K3RatState *s)
{
    return s->destination_id;
}

static void k3_rat_destination_id_write(K3RatState *s, uint32_t value,
                                        uint32_t lanes)
{
    replace_lanes(&s->destination_id, value,
                  lanes & R_DESTINATION_ID_DEST_ID_MASK);
}

static uint32_t k3_rat_logging_control_read(K3RatState *s)
{
    return s->logging_control;
}

static void k3_rat_logging_control_write(K3RatState *s, uint32_t value,
                                         uint32_t lanes)
{
    replace_lanes(&s->logging_control, value, lanes & RAT_LOGGING_MASK);
    k3_rat_update_irq(s);
}

/* The log is always empty: see k3_rat_ops */
static uint32_t k3_rat_log_read(K3RatState *s)
{
    return 0;
}

static uint32_t k3_rat_log_end_read(K3RatState *s)
{
    /* Reading the last word of the log acknowledges the exception */
    s->pending = 0;
    k3_rat_update_irq(s);
    return 0;
}

static uint32_t k3_rat_pending_read(K3RatState *s)
{
    return s->pending;
}

static void k3_rat_pend_set_write(K3RatState *s, uint32_t value, uint32_t lanes)
{
    s->pending |= value & RAT_EXCEPTION;
    k3_rat_update_irq(s);
}

static void k3_rat_pend_clear_write(K3RatState *s, uint32_t value,
                                    uint32_t lanes)
{
    s->pending &= ~value;
    k3_rat_update_irq(s);
}

static uint32_t k3_rat_enable_read(K3RatState *s)
{
    return s->enable;
}

static void k3_rat_enable_set_write(K3RatState *s, uint32_t value,
                                    uint32_t lanes)
{
    s->enable |= value & RAT_EXCEPTION;
    k3_rat_update_irq(s);
}

static void k3_rat_enable_clear_write(K3RatState *s, uint32_t value,
                                      uint32_t lanes)
{
    s->enable &= ~value;
    k3_rat_update_irq(s);
}

static uint32_t k3_rat_eoi_read(K3RatState *s)
{
    return 0;
}

static void k3_rat_eoi_write(K3RatState *s, uint32_t value, uint32_t lanes)
{
    /* An exception that is still pending makes a new edge */
    qemu_irq_lower(s->irq);
    k3_rat_update_irq(s);
}

static const K3RatReg k3_rat_regs[] = {
    [R_PID] = { k3_rat_pid_read },
    [R_CONFIG] = { k3_rat_config_read },
    [R_DESTINATION_ID] = { k3_rat_destination_id_read,
                           k3_rat_destination_id_write },
    [R_EXCEPTION_LOGGING_CONTROL] = { k3_rat_logging_control_read,
                                      k3_rat_logging_control_write },
    [R_EXCEPTION_LOGGING_HEADER0 ... R_EXCEPTION_LOGGING_DATA2] = {
        k3_rat_log_read
    },
    [R_EXCEPTION_LOGGING_DATA3] = { k3_rat_log_end_read },
    [R_EXCEPTION_PEND_SET] = { k3_rat_pending_read, k3_rat_pend_set_write },
    [R_EXCEPTION_PEND_CLEAR] = { k3_rat_pending_read, k3_rat_pend_clear_write },
    [R_EXCEPTION_ENABLE_SET] = { k3_rat_enable_read, k3_rat_enable_set_write },
    [R_EXCEPTION_ENABLE_CLEAR] = { k3_rat_enable_read,
                                   k3_rat_enable_clear_write },
    [R_EOI_REG] = { k3_rat_eoi_read, k3_rat_eoi_write },
};

/* The region that a word offset belongs to, or NULL */
static K3RatRegion *k3_rat_find_region(K3RatState *s, unsigned word)
{
    unsigned k = (word - R_CTRL) / K3_RAT_NUM_REGION_REGS;

    return word >= R_CTRL && k < s->num_regions ? &s->region[k] : NULL;
}

static const K3RatReg *k3_rat_find_reg(unsigned word)
{
    return word < ARRAY_SIZE(k3_rat_regs) && k3_rat_regs[word].read ?
           &k3_rat_regs[word] : NULL;
}

static uint64_t k3_rat_read(void *opaque, hwaddr offset, unsigned size)
{
    K3RatState *s = opaque;
    unsigned word = offset / 4;
    K3RatRegion *region = k3_rat_find_region(s, word);
    const K3RatReg *reg = k3_rat_find_reg(word);
    uint32_t value = 0;

    if (region) {
        value = region->reg[(word - R_CTRL) % K3_RAT_NUM_REGION_REGS];
    } else if (reg) {
        value = reg->read(s);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: no register at offset 0x%" HWADDR_PRIx "\n",
                      k3_trace_name(s), offset);
    }
    value = extract32(value, (offset & 3) * 8, size * 8);
    trace_k3_rat_read(k3_trace_name(s), offset, value, size);
    return value;
}

static void k3_rat_write_region(K3RatState *s, K3RatRegion *region, unsigned n,
                                uint32_t value, uint32_t lanes)
{
    unsigned log2;

    replace_lanes(&region->reg[n], value, lanes & k3_rat_region_masks[n]);
    k3_rat_update_region(s, region - s->region);

    log2 = FIELD_EX32(region->reg[K3_RAT_CTRL], CTRL, SIZE);
    if (log2 > RAT_MAX_SIZE_LOG2) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: the size of region %td is 2^%u, "
                      "limited to 2^%u\n", k3_trace_name(s),
                      region - s->region, log2, RAT_MAX_SIZE_LOG2);
    } else if (region->path.mapping.size &&
               ((region->reg[K3_RAT_BASE] | region->reg[K3_RAT_TRANS_L]) &
                (BIT_ULL(log2) - 1))) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: the addresses of region %td are not aligned to "
                      "2^%u\n",
                      k3_trace_name(s), region - s->region, log2);
    }
}

static void k3_rat_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3RatState *s = opaque;
    unsigned word = offset / 4;
    K3RatRegion *region = k3_rat_find_region(s, word);
    const K3RatReg *reg = k3_rat_find_reg(word);
    unsigned shift = (offset & 3) * 8;
    uint32_t lanes = MAKE_64BIT_MASK(shift, size * 8);

    trace_k3_rat_write(k3_trace_name(s), offset, value, size);
    value = (value << shift) & lanes;
    if (region) {
        k3_rat_write_region(s, region, (word - R_CTRL) % K3_RAT_NUM_REGION_REGS,
                            value, lanes);
    } else if (reg && reg->write) {
        reg->write(s, value, lanes);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: no writable register at offset 0x%" HWADDR_PRIx "\n",
                      k3_trace_name(s), offset);
    }
}

/*
 * Hardware logs an exception when a burst crosses the boundary of a region.
 * The model has no bursts: QEMU splits an access that crosses a boundary into
 * two accesses, and both are translated.
 */
static const MemoryRegionOps k3_rat_ops = {
    .read = k3_rat_read,
    .write = k3_rat_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 4 },
    .impl = { .min_access_size = 1, .max_access_size = 4 },
};

static void k3_rat_reset_enter(Object *obj, ResetType type)
{
    K3RatState *s = K3_RAT(obj);

    for (unsigned k = 0; k < K3_RAT_MAX_REGIONS; k++) {
        memset(s->region[k].reg, 0, sizeof(s->region[k].reg));
    }
    s->destination_id = 0;
    s->logging_control = 0;
    s->pending = 0;
    s->enable = 0;
}

static void k3_rat_reset_hold(Object *obj, ResetType type)
{
    K3RatState *s = K3_RAT(obj);

    k3_rat_update_view(s);
    k3_rat_update_irq(s);
}

static int k3_rat_post_load(void *opaque, int version_id)
{
    K3RatState *s = opaque;

    for (unsigned k = 0; k < K3_RAT_MAX_REGIONS; k++) {
        for (unsigned n = 0; n < K3_RAT_NUM_REGION_REGS; n++) {
            s->region[k].reg[n] &= k3_rat_region_masks[n];
        }
    }
    s->destination_id &= R_DESTINATION_ID_DEST_ID_MASK;
    s->logging_control &= RAT_LOGGING_MASK;
    s->pending &= RAT_EXCEPTION;
    s->enable &= RAT_EXCEPTION;
    k3_rat_update_view(s);
    k3_rat_update_irq(s);
    return 0;
}

static const VMStateDescription vmstate_k3_rat_region = {
    .name = "k3-rat-region",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(reg, K3RatRegion, K3_RAT_NUM_REGION_REGS),
        VMSTATE_END_OF_LIST()
    },
};

static const VMStateDescription vmstate_k3_rat = {
    .name = TYPE_K3_RAT,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_rat_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_EQUAL(num_regions, K3RatState, "property num-regions"),
        VMSTATE_STRUCT_ARRAY(region, K3RatState, K3_RAT_MAX_REGIONS, 1,
                             vmstate_k3_rat_region, K3RatRegion),
        VMSTATE_UINT32(destination_id, K3RatState),
        VMSTATE_UINT32(logging_control, K3RatState),
        VMSTATE_UINT32(pending, K3RatState),
        VMSTATE_UINT32(enable, K3RatState),
        VMSTATE_END_OF_LIST()
    },
};

static void k3_rat_init(Object *obj)
{
    K3RatState *s = K3_RAT(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_rat_ops, s, TYPE_K3_RAT,
                          K3_RAT_REGS_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    memory_region_init(&s->view, obj, "k3-rat-view", K3_RAT_VIEW_SIZE);
    sysbus_init_mmio(sbd, &s->view);
    sysbus_init_irq(sbd, &s->irq);
}

static void k3_rat_realize(DeviceState *dev, Error **errp)
{
    K3RatState *s = K3_RAT(dev);

    if (!s->target) {
        error_setg(errp, "%s: property target is not set", TYPE_K3_RAT);
        return;
    }
    if (!s->num_regions || s->num_regions > K3_RAT_MAX_REGIONS) {
        error_setg(errp, "%s: num-regions=%u: must be 1 to %d", TYPE_K3_RAT,
                   s->num_regions, K3_RAT_MAX_REGIONS);
        return;
    }
    if (s->address_width < 32 || s->address_width > 48) {
        error_setg(errp, "%s: address-width=%u: must be 32 to 48",
                   TYPE_K3_RAT, s->address_width);
        return;
    }
    if (s->window_base > K3_RAT_VIEW_SIZE ||
        s->window_size > K3_RAT_VIEW_SIZE - s->window_base) {
        error_setg(errp, "%s: window-base=0x%" PRIx64 ",window-size=0x%" PRIx64
                   ": ends beyond 4 GiB", TYPE_K3_RAT, s->window_base,
                   s->window_size);
        return;
    }

    address_space_init(&s->target_as, s->target, "k3-rat-target");
    k3_rat_path_init(s, &s->identity, "k3-rat-identity", 0);
    for (unsigned k = 0; k < s->num_regions; k++) {
        g_autofree char *name = g_strdup_printf("k3-rat-region-%u", k);

        /* The lowest number wins; in a path, memory wins over forwarding */
        k3_rat_path_init(s, &s->region[k].path, name, 2 * (s->num_regions - k));
    }
    k3_rat_update_view(s);
}

static const Property k3_rat_properties[] = {
    DEFINE_PROP_UINT8("num-regions", K3RatState, num_regions,
                      K3_RAT_MAX_REGIONS),
    DEFINE_PROP_UINT8("address-width", K3RatState, address_width, 40),
    DEFINE_PROP_UINT64("window-base", K3RatState, window_base, 0),
    DEFINE_PROP_UINT64("window-size", K3RatState, window_size,
                       K3_RAT_VIEW_SIZE),
    DEFINE_PROP_LINK("target", K3RatState, target, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void k3_rat_class_init(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "TI K3 Region-based Address Translation";
    dc->realize = k3_rat_realize;
    dc->vmsd = &vmstate_k3_rat;
    device_class_set_props(dc, k3_rat_properties);
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    rc->phases.enter = k3_rat_reset_enter;
    rc->phases.hold = k3_rat_reset_hold;
}

static const TypeInfo k3_rat_types[] = {
    {
        .name = TYPE_K3_RAT,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3RatState),
        .instance_init = k3_rat_init,
        .class_init = k3_rat_class_init,
    },
};

DEFINE_TYPES(k3_rat_types)
