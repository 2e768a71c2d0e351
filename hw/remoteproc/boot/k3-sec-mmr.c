/*
 * TI K3 security control module: one cluster of boot registers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/remoteproc/k3-sec-mmr.h"
#include "trace.h"

REG32(CLSTR_DEF, 0x020)
    FIELD(CLSTR_DEF, ARM_CORE_TYPE, 0, 8)
    FIELD(CLSTR_DEF, DSP_CORE_TYPE, 8, 8)
    FIELD(CLSTR_DEF, CORE_NUM, 16, 3)
REG32(CLSTR_CFG, 0x040)
    FIELD(CLSTR_CFG, LOCKSTEP, 0, 1)
    FIELD(CLSTR_CFG, TEINIT, 1, 1)
    FIELD(CLSTR_CFG, DBG_NO_CLKSTOP, 2, 1)
    FIELD(CLSTR_CFG, LOCKSTEP_EN, 3, 1)
    FIELD(CLSTR_CFG, MEM_INIT_DIS, 4, 1)
    FIELD(CLSTR_CFG, SINGLE_CORE, 5, 1)
    FIELD(CLSTR_CFG, SINGLE_CORE_ONLY, 6, 1)
REG32(CLSTR_PMCTRL, 0x080)
REG32(CLSTR_PMSTAT, 0x090)

/* Registers of a core, relative to CORE_BASE + core * CORE_STRIDE */
#define CORE_BASE               0x100
#define CORE_STRIDE             0x080
REG32(CORE_CFG, 0x000)
    FIELD(CORE_CFG, ATCM_EN, 3, 1)
    FIELD(CORE_CFG, BTCM_EN, 7, 1)
    FIELD(CORE_CFG, TCM_RSTBASE, 11, 1)
    FIELD(CORE_CFG, NMFI_EN, 15, 1)
REG32(CORE_BOOTVECT_LO, 0x010)
REG32(CORE_BOOTVECT_HI, 0x014)
REG32(CORE_PMCTRL, 0x020)
    FIELD(CORE_PMCTRL, CORE_HALT, 0, 1)
REG32(CORE_PMSTAT, 0x030)
    FIELD(CORE_PMSTAT, WFI, 0, 1)
    FIELD(CORE_PMSTAT, WFE, 1, 1)
    FIELD(CORE_PMSTAT, CLK_GATE, 3, 1)

#define ARM_CORE_TYPE_R5        0x10
#define DSP_CORE_TYPE_NONE      0xff

typedef struct K3SecMMRBit {
    uint32_t reg;               /* in the register */
    uint32_t word;              /* in the TISCI word */
} K3SecMMRBit;

static const K3SecMMRBit clstr_cfg_bits[] = {
    { R_CLSTR_CFG_LOCKSTEP_MASK, K3_PROC_R5F_CFG_LOCKSTEP },
    { R_CLSTR_CFG_TEINIT_MASK, K3_PROC_R5F_CFG_TEINIT },
    { R_CLSTR_CFG_SINGLE_CORE_MASK, K3_PROC_R5F_CFG_SINGLE_CORE },
};

/* One bit for the cluster, a flag in the word of each core */
static const K3SecMMRBit clstr_cfg_shared_bits[] = {
    { R_CLSTR_CFG_MEM_INIT_DIS_MASK, K3_PROC_R5F_CFG_MEM_INIT_DIS },
};

static const K3SecMMRBit core_cfg_bits[] = {
    { R_CORE_CFG_ATCM_EN_MASK, K3_PROC_R5F_CFG_ATCM_EN },
    { R_CORE_CFG_BTCM_EN_MASK, K3_PROC_R5F_CFG_BTCM_EN },
    { R_CORE_CFG_TCM_RSTBASE_MASK, K3_PROC_R5F_CFG_TCM_RSTBASE },
    { R_CORE_CFG_NMFI_EN_MASK, K3_PROC_R5F_CFG_NMFI_EN },
};

/* The order of WFI and WFE is not that of the TISCI word. */
static const K3SecMMRBit pmstat_bits[] = {
    { R_CORE_PMSTAT_WFI_MASK, K3_PROC_STAT_WFI },
    { R_CORE_PMSTAT_WFE_MASK, K3_PROC_STAT_WFE },
    { R_CORE_PMSTAT_CLK_GATE_MASK, K3_PROC_R5F_STAT_CLK_GATED },
};

static const K3SecMMRBit efuse_bits[] = {
    { R_CLSTR_CFG_LOCKSTEP_EN_MASK, K3_PROC_R5F_STAT_LOCKSTEP_PERMITTED },
    { R_CLSTR_CFG_SINGLE_CORE_ONLY_MASK, K3_PROC_R5F_STAT_SINGLECORE_ONLY },
};

static uint32_t to_reg(const K3SecMMRBit *bits, size_t num, uint32_t word)
{
    uint32_t reg = 0;

    for (size_t i = 0; i < num; i++) {
        if (word & bits[i].word) {
            reg |= bits[i].reg;
        }
    }
    return reg;
}

/* Change the flags of @bits in the configuration of @p to what @reg says. */
static void write_config(K3ProcState *p, const K3SecMMRBit *bits, size_t num,
                         uint32_t reg)
{
    for (size_t i = 0; i < num; i++) {
        bool set = reg & bits[i].reg;

        /*
         * One by one, so that a read-only bit does not keep the others from
         * changing
         */
        if (set != !!(p->core->config & bits[i].word)) {
            k3_proc_set_config(p, 0, K3_PROC_CFG_GEN_IGN_BOOTVECTOR |
                               (set ? bits[i].word : 0),
                               set ? 0 : bits[i].word);
        }
    }
}

static uint32_t k3_sec_mmr_read_cluster(K3SecMMRState *s, hwaddr offset,
                                        bool *exists)
{
    K3ProcState *p = s->proc[0];
    uint32_t value = 0;

    switch (offset) {
    case A_CLSTR_DEF:
        value = FIELD_DP32(value, CLSTR_DEF, ARM_CORE_TYPE, ARM_CORE_TYPE_R5);
        value = FIELD_DP32(value, CLSTR_DEF, DSP_CORE_TYPE,
                           DSP_CORE_TYPE_NONE);
        return FIELD_DP32(value, CLSTR_DEF, CORE_NUM, s->proc[1] ? 2 : 1);
    case A_CLSTR_CFG:
        return to_reg(clstr_cfg_bits, ARRAY_SIZE(clstr_cfg_bits),
                      p->core->config) |
               to_reg(clstr_cfg_shared_bits, ARRAY_SIZE(clstr_cfg_shared_bits),
                      p->core->config) |
               to_reg(efuse_bits, ARRAY_SIZE(efuse_bits), k3_proc_status(p));
    case A_CLSTR_PMCTRL:
    case A_CLSTR_PMSTAT:
        return 0;
    default:
        *exists = false;
        return 0;
    }
}

static uint32_t k3_sec_mmr_read_core(K3ProcState *p, hwaddr offset,
                                     bool *exists)
{
    switch (offset) {
    case A_CORE_CFG:
        return to_reg(core_cfg_bits, ARRAY_SIZE(core_cfg_bits),
                      p->core->config);
    case A_CORE_BOOTVECT_LO:
        return p->core->boot_vector;
    case A_CORE_BOOTVECT_HI:
        return p->core->boot_vector >> 32;
    case A_CORE_PMCTRL:
        return FIELD_DP32(0, CORE_PMCTRL, CORE_HALT,
                          p->core->halt);
    case A_CORE_PMSTAT:
        return to_reg(pmstat_bits, ARRAY_SIZE(pmstat_bits), k3_proc_status(p));
    default:
        *exists = false;
        return 0;
    }
}

/* Core whose registers contain @offset; -1: those of the cluster */
static int k3_sec_mmr_core(K3SecMMRState *s, hwaddr *offset)
{
    int core;

    if (*offset < CORE_BASE ||
        *offset >= CORE_BASE + K3_SEC_MMR_CORES * CORE_STRIDE) {
        return -1;
    }
    core = (*offset - CORE_BASE) / CORE_STRIDE;
    if (!s->proc[core]) {
        return -1;
    }
    *offset = (*offset - CORE_BASE) % CORE_STRIDE;
    return core;
}

static uint64_t k3_sec_mmr_read(void *opaque, hwaddr addr, unsigned size)
{
    K3SecMMRState *s = opaque;
    hwaddr offset = addr;
    int core = k3_sec_mmr_core(s, &offset);
    bool exists = true;
    uint32_t value;

    if (core < 0) {
        value = k3_sec_mmr_read_cluster(s, offset, &exists);
    } else {
        value = k3_sec_mmr_read_core(s->proc[core], offset, &exists);
    }
    if (!exists) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), addr);
    }
    trace_k3_sec_mmr_read(k3_trace_name(s), addr, value);
    return value;
}

static void k3_sec_mmr_write_core(K3ProcState *p, hwaddr offset,
                                  uint32_t value, bool *writable)
{
    switch (offset) {
    case A_CORE_CFG:
        write_config(p, core_cfg_bits, ARRAY_SIZE(core_cfg_bits), value);
        break;
    case A_CORE_BOOTVECT_LO:
        k3_proc_set_config(p, deposit64(p->core->boot_vector, 0, 32,
                                        value & 0xffffff80), 0, 0);
        break;
    case A_CORE_BOOTVECT_HI:
        k3_proc_set_config(p, deposit64(p->core->boot_vector, 32, 32,
                                        value & 0xffff), 0, 0);
        break;
    case A_CORE_PMCTRL:
        if (FIELD_EX32(value, CORE_PMCTRL, CORE_HALT)) {
            k3_proc_set_control(p, K3_PROC_R5F_CTRL_CORE_HALT, 0);
        } else {
            k3_proc_set_control(p, 0, K3_PROC_R5F_CTRL_CORE_HALT);
        }
        break;
    default:
        *writable = false;
        break;
    }
}

static void k3_sec_mmr_write(void *opaque, hwaddr addr, uint64_t value,
                             unsigned size)
{
    K3SecMMRState *s = opaque;
    hwaddr offset = addr;
    int core = k3_sec_mmr_core(s, &offset);
    bool writable = true;

    trace_k3_sec_mmr_write(k3_trace_name(s), addr, value);
    if (core >= 0) {
        k3_sec_mmr_write_core(s->proc[core], offset, value, &writable);
    } else if (offset == A_CLSTR_CFG) {
        write_config(s->proc[0], clstr_cfg_bits, ARRAY_SIZE(clstr_cfg_bits),
                     value);
        for (int i = 0; i < K3_SEC_MMR_CORES && s->proc[i]; i++) {
            write_config(s->proc[i], clstr_cfg_shared_bits,
                         ARRAY_SIZE(clstr_cfg_shared_bits), value);
        }
        if (FIELD_EX32(value, CLSTR_CFG, DBG_NO_CLKSTOP)) {
            qemu_log_mask(LOG_UNIMP, "%s: DBG_NO_CLKSTOP has no effect\n",
                          k3_trace_name(s));
        }
    } else {
        writable = false;
    }
    if (!writable) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no writable register at 0x%"
                      HWADDR_PRIx "\n", k3_trace_name(s), addr);
    }
}

static const MemoryRegionOps k3_sec_mmr_ops = {
    .read = k3_sec_mmr_read,
    .write = k3_sec_mmr_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void k3_sec_mmr_realize(DeviceState *dev, Error **errp)
{
    K3SecMMRState *s = K3_SEC_MMR(dev);

    if (!s->proc[0]) {
        error_setg(errp, "%s: link 'proc0' is not set", TYPE_K3_SEC_MMR);
        return;
    }
    for (int i = 0; i < K3_SEC_MMR_CORES && s->proc[i]; i++) {
        if (g_strcmp0(s->proc[i]->kind_name, "r5f")) {
            error_setg(errp, "%s: 'proc%d' is not of kind r5f",
                       TYPE_K3_SEC_MMR, i);
            return;
        }
    }
}

static void k3_sec_mmr_init(Object *obj)
{
    K3SecMMRState *s = K3_SEC_MMR(obj);

    memory_region_init_io(&s->iomem, obj, &k3_sec_mmr_ops, s, TYPE_K3_SEC_MMR,
                          K3_SEC_MMR_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

static const Property k3_sec_mmr_properties[] = {
    DEFINE_PROP_LINK("proc0", K3SecMMRState, proc[0], TYPE_K3_PROC,
                     K3ProcState *),
    DEFINE_PROP_LINK("proc1", K3SecMMRState, proc[1], TYPE_K3_PROC,
                     K3ProcState *),
};

static void k3_sec_mmr_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    /* No vmsd and no reset: all state is in the cores. */
    dc->desc = "TI K3 cluster boot registers";
    dc->realize = k3_sec_mmr_realize;
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, k3_sec_mmr_properties);
}

static const TypeInfo k3_sec_mmr_types[] = {
    {
        .name = TYPE_K3_SEC_MMR,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3SecMMRState),
        .instance_init = k3_sec_mmr_init,
        .class_init = k3_sec_mmr_class_init,
    },
};

DEFINE_TYPES(k3_sec_mmr_types)
