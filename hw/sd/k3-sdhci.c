/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 SD/eMMC host controller (MMCSD)
 */

#include "qemu/osdep.h"
#include "exec/memop.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/sd/k3-sdhci.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "sdhci-internal.h"
#include "trace.h"

/* The subsystem */
REG32(SS_ID_REV, 0x00)
REG32(CTL_CFG_1, 0x10)
REG32(CTL_CFG_2, 0x14)
    FIELD(CTL_CFG_2, SLOTTYPE, 30, 2)
REG32(CTL_CFG_3, 0x18)
REG32(CTL_CFG_4, 0x1c)
REG32(CTL_CFG_5, 0x20)
REG32(CTL_CFG_6, 0x24)
REG32(CTL_CFG_7, 0x28)
REG32(CTL_CFG_8, 0x2c)
REG32(CTL_CFG_9, 0x30)
REG32(CTL_CFG_10, 0x34)
REG32(CTL_CFG_11, 0x38)
REG32(CTL_CFG_12, 0x3c)
REG32(CTL_CFG_13, 0x40)
REG32(CTL_CFG_14, 0x44)
REG32(CTL_STAT_1, 0x60)
REG32(CTL_STAT_6, 0x74)
REG32(PHY_CTRL_1, 0x100)
    FIELD(PHY_CTRL_1, PDB, 0, 1)
    FIELD(PHY_CTRL_1, ENDLL, 1, 1)
REG32(PHY_CTRL_2, 0x104)
REG32(PHY_CTRL_3, 0x108)
REG32(PHY_CTRL_4, 0x10c)
REG32(PHY_CTRL_5, 0x110)
REG32(PHY_CTRL_6, 0x114)
    FIELD(PHY_CTRL_6, BISTSTART, 30, 1)
REG32(PHY_STAT_1, 0x130)
    FIELD(PHY_STAT_1, DLLRDY, 0, 1)
    FIELD(PHY_STAT_1, CALDONE, 1, 1)
    FIELD(PHY_STAT_1, RTRIM, 4, 4)
REG32(PHY_STAT_2, 0x134)

#define SLOT_EMBEDDED       1

/* Host controller: command queue, which starts behind the standard registers */
#define HOST_CQ             0x200
#define HOST_CQ_END         0x264

#define SLOT_INSERTED       (SDHC_CARD_PRESENT | 0x20000 | SDHC_CARD_DETECT)
#define BLKSIZE_BYTES       0xfff
#define TRNMOD_AUTO_CMD     (SDHC_TRNS_ACMD12 | SDHC_TRNS_ACMD23)
#define CMD_SET_BLOCK_COUNT 23

/* What CTL_CFG_2 can make the model do; the block length is always 512 */
#define CAPAB_CFG           (R_SDHC_CAPAB_TOCLKFREQ_MASK | \
                             R_SDHC_CAPAB_TOUNIT_MASK | \
                             R_SDHC_CAPAB_BASECLKFREQ_MASK | \
                             R_SDHC_CAPAB_EMBEDDED_8BIT_MASK | \
                             R_SDHC_CAPAB_ADMA2_MASK | \
                             R_SDHC_CAPAB_HIGHSPEED_MASK | \
                             R_SDHC_CAPAB_SDMA_MASK | \
                             R_SDHC_CAPAB_V30_MASK | \
                             R_SDHC_CAPAB_V18_MASK)
/*
 * What the host controller always has.  The eMMC's supplies are 1.8 V on
 * boards, but QEMU's eMMC only accepts 2.7 V to 3.6 V.
 */
#define CAPAB_FIXED         (R_SDHC_CAPAB_BUS64BIT_MASK | R_SDHC_CAPAB_V33_MASK)

BusState *k3_sdhci_bus(K3SDHCIState *s)
{
    return qdev_get_child_bus(DEVICE(&s->sdhci), "sd-bus");
}

/* The host controller's capabilities follow the configuration */
static void k3_sdhci_update(K3SDHCIState *s)
{
    uint64_t capareg = (s->regs[R_CTL_CFG_2] & CAPAB_CFG) | CAPAB_FIXED;

    capareg = FIELD_DP64(capareg, SDHC_CAPAB, SLOT_TYPE,
                         FIELD_EX32(s->regs[R_CTL_CFG_2], CTL_CFG_2,
                                    SLOTTYPE));
    s->sdhci.capareg = capareg;
    s->sdhci.maxcurr = s->regs[R_CTL_CFG_4] |
                       (uint64_t)s->regs[R_CTL_CFG_5] << 32;
}

/*
 * An embedded device is always there, and HOST_CONTROL1 has bits that replace
 * the level of the card detect pin.
 */
static void k3_sdhci_update_slot(K3SDHCIState *s)
{
    SDHCIState *sdhci = &s->sdhci;
    bool inserted = sdbus_get_inserted(&sdhci->sdbus);

    if (FIELD_EX32(s->regs[R_CTL_CFG_2], CTL_CFG_2, SLOTTYPE) ==
        SLOT_EMBEDDED) {
        inserted = true;
    } else if (sdhci->hostctl1 & SDHC_CTRL_CDTEST_EN) {
        inserted = sdhci->hostctl1 & SDHC_CTRL_CDTEST_INS;
    }
    sdhci->prnsts &= ~(SDHC_CARD_PRESENT | SDHC_CARD_DETECT);
    if (inserted) {
        sdhci->prnsts |= SLOT_INSERTED;
    } else {
        sdhci->pwrcon &= ~SDHC_POWER_ON;
    }
}

static bool k3_sdhci_can_send(K3SDHCIState *s)
{
    return SDHC_CLOCK_IS_ON(s->sdhci.clkcon) &&
           !(s->sdhci.prnsts & (SDHC_CMD_INHIBIT | SDHC_DATA_INHIBIT));
}

/*
 * Auto CMD23, which QEMU's host controller lacks: announce the number of
 * blocks before a command that transfers them.  The number is in the register
 * that has the address of an SDMA transfer.
 */
static bool k3_sdhci_auto_cmd23(K3SDHCIState *s, uint32_t *answer)
{
    SDRequest request = {
        .cmd = CMD_SET_BLOCK_COUNT,
        .arg = s->sdhci.sdmasysad,
    };
    SDBus *bus = &s->sdhci.sdbus;
    uint8_t response[16];
    size_t length;

    trace_k3_sdhci_auto_cmd23(k3_trace_name(s), request.arg);
    length = sdbus_do_command(bus, &request, response, sizeof(response));
    if (length != 4) {
        /* Nobody answers: an error of the automatic command */
        memory_region_dispatch_write(&s->sdhci.iomem, SDHC_FEAER,
                                     R_SDHC_ACMD12ERRSTS_TIMEOUT_ERR_MASK,
                                     MO_LEUW, MEMTXATTRS_UNSPECIFIED);
        return false;
    }
    *answer = ldl_be_p(response);
    return true;
}

/* Does an access of @size bytes at @offset reach the register byte @reg? */
static bool covers(hwaddr offset, unsigned size, hwaddr reg)
{
    return reg >= offset && reg < offset + size;
}

static uint8_t byte_at(hwaddr offset, uint64_t value, hwaddr reg)
{
    return value >> (reg - offset) * 8;
}

static void k3_sdhci_host_unimp(K3SDHCIState *s, hwaddr offset)
{
    if (offset >= HOST_CQ && offset < HOST_CQ_END) {
        qemu_log_mask(LOG_UNIMP, "%s: the command queue is not modelled "
                      "(0x%" HWADDR_PRIx ")\n", k3_trace_name(s), offset);
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: host controller register 0x%"
                      HWADDR_PRIx " is not modelled\n", k3_trace_name(s),
                      offset);
    }
}

static MemTxResult k3_sdhci_host_read(void *opaque, hwaddr offset,
                                      uint64_t *value, unsigned size,
                                      MemTxAttrs attrs)
{
    K3SDHCIState *s = opaque;
    MemTxResult result;

    if (offset >= SDHC_REGISTERS_MAP_SIZE) {
        k3_sdhci_host_unimp(s, offset);
        *value = 0;
        return MEMTX_OK;
    }
    k3_sdhci_update_slot(s);
    result = memory_region_dispatch_read(&s->sdhci.iomem, offset, value,
                                         size_memop(size) | MO_LE, attrs);
    if (offset == SDHC_TRNMOD) {
        *value |= s->auto_cmd;
    }
    return result;
}

static MemTxResult k3_sdhci_host_write(void *opaque, hwaddr offset,
                                       uint64_t value, unsigned size,
                                       MemTxAttrs attrs)
{
    K3SDHCIState *s = opaque;
    bool announced = false;
    MemTxResult result;
    uint32_t answer;

    if (offset >= SDHC_REGISTERS_MAP_SIZE) {
        k3_sdhci_host_unimp(s, offset);
        return MEMTX_OK;
    }
    if (covers(offset, size, SDHC_TRNMOD) &&
        !(s->sdhci.prnsts & SDHC_DATA_INHIBIT)) {
        s->auto_cmd = byte_at(offset, value, SDHC_TRNMOD) & TRNMOD_AUTO_CMD;
    }
    /* The upper byte of the command register starts a command */
    if (covers(offset, size, SDHC_CMDREG + 1) && k3_sdhci_can_send(s) &&
        s->auto_cmd == SDHC_TRNS_ACMD23) {
        uint8_t flags = covers(offset, size, SDHC_CMDREG) ?
                        byte_at(offset, value, SDHC_CMDREG) : s->sdhci.cmdreg;

        if (flags & SDHC_CMD_DATA_PRESENT) {
            if (!k3_sdhci_auto_cmd23(s, &answer)) {
                return MEMTX_OK;
            }
            announced = true;
        }
    }
    /* The host controller only switches power on if there is a card */
    k3_sdhci_update_slot(s);
    result = memory_region_dispatch_write(&s->sdhci.iomem, offset, value,
                                          size_memop(size) | MO_LE, attrs);
    if (announced) {
        s->sdhci.rspreg[3] = answer;
    }
    /* QEMU's host controller would never be done with blocks of 0 bytes */
    if (!(s->sdhci.blksize & BLKSIZE_BYTES)) {
        timer_del(s->sdhci.transfer_timer);
    }
    if (covers(offset, size, SDHC_SWRST) &&
        (byte_at(offset, value, SDHC_SWRST) & SDHC_RESET_ALL)) {
        s->auto_cmd = 0;
    }
    k3_sdhci_update_slot(s);
    return result;
}

static const MemoryRegionOps k3_sdhci_host_ops = {
    .read_with_attrs = k3_sdhci_host_read,
    .write_with_attrs = k3_sdhci_host_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 4,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

/* Calibration and the lock of the DLL take no time */
static uint32_t k3_sdhci_read_phy_stat_1(void *opaque)
{
    K3SDHCIState *s = opaque;
    uint32_t ctrl = s->regs[R_PHY_CTRL_1], stat = 0;

    stat = FIELD_DP32(stat, PHY_STAT_1, RTRIM, 0xe);
    stat = FIELD_DP32(stat, PHY_STAT_1, CALDONE,
                      FIELD_EX32(ctrl, PHY_CTRL_1, PDB));
    return FIELD_DP32(stat, PHY_STAT_1, DLLRDY,
                      FIELD_EX32(ctrl, PHY_CTRL_1, ENDLL));
}

static void k3_sdhci_write_phy_ctrl_6(void *opaque, uint32_t value)
{
    if (FIELD_EX32(value, PHY_CTRL_6, BISTSTART)) {
        qemu_log_mask(LOG_UNIMP, "%s: the self test of the PHY is not "
                      "modelled\n", k3_trace_name(opaque));
    }
}

#define REG(_name, _reset, _rw, ...) \
    [R_ ## _name] = { #_name, .reset = _reset, .rw = _rw, __VA_ARGS__ }

/* Instances for eMMC, with 8 data lines: the values after reset */
static const K3RegInfo k3_sdhci_regs[K3_SDHCI_NUM_REGS] = {
    REG(SS_ID_REV, 0x68415200, 0),
    REG(CTL_CFG_1, 0x201030c8, 0x3f10f3ff),
    REG(CTL_CFG_2, 0x64ecc801, 0xe7efffbf),
    REG(CTL_CFG_3, 0x98000407, 0x98ffeff7),
    REG(CTL_CFG_4, 0, 0x00ffffff),
    REG(CTL_CFG_5, 0, 0xff),
    REG(CTL_CFG_6, 0x100, 0x1fff),
    REG(CTL_CFG_7, 4, 0x1fff),
    REG(CTL_CFG_8, 2, 0x1fff),
    REG(CTL_CFG_9, 4, 0x1fff),
    REG(CTL_CFG_10, 2, 0x1fff),
    REG(CTL_CFG_11, 1, 0x1fff),
    REG(CTL_CFG_12, 0, 0x1fff),
    REG(CTL_CFG_13, 2, 0x1fff),
    REG(CTL_CFG_14, 1, 0x1fff),
    /* Commands complete at once, so the command state machine is idle */
    REG(CTL_STAT_1, 0x80000000, 0),
    REG(PHY_CTRL_1, 0x00010000, 0x807300f3),
    REG(PHY_CTRL_2, 0, 0x30ff30ff),
    REG(PHY_CTRL_3, 0x10ff30ff, 0x30ff30ff),
    REG(PHY_CTRL_4, 0, 0xff10f31f),
    REG(PHY_CTRL_5, 0, 0x00030707),
    REG(PHY_CTRL_6, 0, 0xcf0000ff, .write = k3_sdhci_write_phy_ctrl_6),
    REG(PHY_STAT_1, 0, 0, .read = k3_sdhci_read_phy_stat_1),
    REG(PHY_STAT_2, 0, 0),
};

/* Instances for SD cards, with 4 data lines: those that differ */
static const struct {
    unsigned reg;
    uint32_t reset;
} k3_sdhci_4bit[] = {
    { R_CTL_CFG_2, 0x25e8c801 },
    { R_CTL_CFG_3, 0x18002407 },
    { R_PHY_CTRL_1, 0x80010000 },
};

static const K3RegInfo *k3_sdhci_find(K3SDHCIState *s, hwaddr offset)
{
    if (offset > A_CTL_STAT_1 && offset <= A_CTL_STAT_6) {
        qemu_log_mask(LOG_UNIMP, "%s: the debug bus at 0x%" HWADDR_PRIx
                      " is not modelled\n", k3_trace_name(s), offset);
        return NULL;
    }
    return k3_regs_find(s, k3_sdhci_regs, K3_SDHCI_NUM_REGS, offset);
}

static uint64_t k3_sdhci_ss_read(void *opaque, hwaddr offset, unsigned size)
{
    K3SDHCIState *s = opaque;
    const K3RegInfo *reg = k3_sdhci_find(s, offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    value = k3_regs_read(s, k3_sdhci_regs, s->regs, offset);
    trace_k3_sdhci_read(k3_trace_name(s), reg->name, value);
    return value;
}

static void k3_sdhci_ss_write(void *opaque, hwaddr offset, uint64_t value,
                              unsigned size)
{
    K3SDHCIState *s = opaque;
    const K3RegInfo *reg = k3_sdhci_find(s, offset);

    if (!reg) {
        return;
    }
    trace_k3_sdhci_write(k3_trace_name(s), reg->name, value);
    k3_regs_write(s, k3_sdhci_regs, s->regs, offset, value);
    k3_sdhci_update(s);
    k3_sdhci_update_slot(s);
}

static const MemoryRegionOps k3_sdhci_ss_ops = {
    .read = k3_sdhci_ss_read,
    .write = k3_sdhci_ss_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void k3_sdhci_reset_enter(Object *obj, ResetType type)
{
    K3SDHCIState *s = K3_SDHCI(obj);

    k3_regs_reset(k3_sdhci_regs, s->regs, K3_SDHCI_NUM_REGS);
    if (s->bus_width == 4) {
        for (unsigned i = 0; i < ARRAY_SIZE(k3_sdhci_4bit); i++) {
            s->regs[k3_sdhci_4bit[i].reg] = k3_sdhci_4bit[i].reset;
        }
    }
    s->auto_cmd = 0;
}

static void k3_sdhci_reset_hold(Object *obj, ResetType type)
{
    K3SDHCIState *s = K3_SDHCI(obj);

    k3_sdhci_update(s);
    device_cold_reset(DEVICE(&s->sdhci));
}

static int k3_sdhci_post_load(void *opaque, int version_id)
{
    k3_sdhci_update(opaque);
    return 0;
}

static const VMStateDescription vmstate_k3_sdhci = {
    .name = TYPE_K3_SDHCI,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_sdhci_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, K3SDHCIState, K3_SDHCI_NUM_REGS),
        VMSTATE_UINT8(auto_cmd, K3SDHCIState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_sdhci_realize(DeviceState *dev, Error **errp)
{
    K3SDHCIState *s = K3_SDHCI(dev);
    SysBusDevice *sdhci = SYS_BUS_DEVICE(&s->sdhci);

    if (s->bus_width != 4 && s->bus_width != 8) {
        error_setg(errp, "%s: bus-width=%u: must be 4 or 8", TYPE_K3_SDHCI,
                   s->bus_width);
        return;
    }
    qdev_prop_set_uint8(DEVICE(sdhci), "sd-spec-version", 3);
    qdev_prop_set_uint64(DEVICE(sdhci), "capareg", CAPAB_FIXED);
    if (!sysbus_realize(sdhci, errp)) {
        return;
    }
    sysbus_pass_irq(SYS_BUS_DEVICE(dev), sdhci);
}

static void k3_sdhci_init(Object *obj)
{
    K3SDHCIState *s = K3_SDHCI(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    object_initialize_child(obj, "sdhci", &s->sdhci, TYPE_SYSBUS_SDHCI);
    object_property_add_alias(obj, "sd-bus", OBJECT(&s->sdhci), "sd-bus");
    object_property_add_alias(obj, "dma", OBJECT(&s->sdhci), "dma");

    memory_region_init_io(&s->host, obj, &k3_sdhci_host_ops, s,
                          TYPE_K3_SDHCI "-host", K3_SDHCI_HOST_SIZE);
    sysbus_init_mmio(sbd, &s->host);
    memory_region_init_io(&s->ss, obj, &k3_sdhci_ss_ops, s,
                          TYPE_K3_SDHCI "-ss", K3_SDHCI_SS_SIZE);
    sysbus_init_mmio(sbd, &s->ss);
}

static const Property k3_sdhci_properties[] = {
    DEFINE_PROP_UINT8("bus-width", K3SDHCIState, bus_width, 4),
};

static void k3_sdhci_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 SD/eMMC host controller";
    dc->realize = k3_sdhci_realize;
    dc->vmsd = &vmstate_k3_sdhci;
    device_class_set_props(dc, k3_sdhci_properties);
    set_bit(DEVICE_CATEGORY_STORAGE, dc->categories);
    rc->phases.enter = k3_sdhci_reset_enter;
    rc->phases.hold = k3_sdhci_reset_hold;
}

static const TypeInfo k3_sdhci_types[] = {
    {
        .name = TYPE_K3_SDHCI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3SDHCIState),
        .instance_init = k3_sdhci_init,
        .class_init = k3_sdhci_class_init,
    },
};

DEFINE_TYPES(k3_sdhci_types)
