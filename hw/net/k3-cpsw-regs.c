/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 Ethernet switch: registers
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/timer.h"
#include "hw/misc/k3-trace.h"
#include "k3-cpsw-internal.h"
#include "trace.h"

#define SS_BASE                 0x00000
#define MDIO_BASE               0x00f00
#define NU_BASE                 0x20000
#define HOST_BASE               0x21000
#define MAC_BASE                0x22000
#define MAC_STRIDE              0x1000
#define STATS_BASE              0x3a000
#define CPTS_BASE               0x3d000
#define ALE_BASE                0x3e000

/* SS */
REG32(RGMII1_STATUS, 0x30)      /* that of port 2 follows */
    FIELD(RGMII1_STATUS, LINK, 0, 1)
    FIELD(RGMII1_STATUS, SPEED, 1, 2)
    FIELD(RGMII1_STATUS, FULL_DUPLEX, 3, 1)
#define RGMII_1000              2

/* MAC */
REG32(MAC_SOFT_RESET, 0x338)
    FIELD(MAC_SOFT_RESET, SOFT_RESET, 0, 1)

/* CPTS */
REG32(CPTS_CONTROL, 0x04)
    FIELD(CPTS_CONTROL, ENABLE, 0, 1)
REG32(CPTS_LOAD_LOW, 0x10)
REG32(CPTS_LOAD_HIGH, 0x44)
#define EVENT_PUSH              (0 << 20)

/*
 * Priorities, rates, maps of DSCP and the like are latches: packets stay in
 * their order.
 */
static const K3RegInfo ss_regs[K3_CPSW_NUM_SS] = {
    [0x00 / 4] = { "SS_IDVER", .reset = 0x6ba01103 },
    [0x04 / 4] = { "SS_SYNCE_COUNT", .rw = UINT32_MAX },
    [0x08 / 4] = { "SS_SYNCE_MUX", .rw = 0x3f },
    [0x0c / 4] = { "SS_CONTROL", .rw = 7 },
    [0x18 / 4] = { "SS_INT_CONTROL", .rw = UINT32_MAX },
    [0x1c / 4] = { "SS_STATUS" },
    [R_RGMII1_STATUS ... R_RGMII1_STATUS + 1] = { "SS_RGMII_STATUS" },
};

static const K3RegInfo nu_regs[K3_CPSW_NUM_NU] = {
    [0x00 / 4] = { "CPSW_ID_VER", .reset = 0x6ba81103 },
    [R_NU_CONTROL] = { "CPSW_CONTROL", .rw = UINT32_MAX },
    [0x10 / 4] = { "CPSW_EM_CONTROL", .rw = 3 },
    [R_NU_STAT_PORT_EN] = { "CPSW_STAT_PORT_EN", .rw = 7 },
    [0x18 / 4] = { "CPSW_PTYPE", .rw = UINT32_MAX },
    [0x1c / 4] = { "CPSW_SOFT_IDLE", .rw = 1 },
    [0x20 / 4] = { "CPSW_THRU_RATE", .rw = UINT32_MAX },
    [0x24 / 4] = { "CPSW_GAP_THRESH", .rw = 0x1f },
    [0x28 / 4] = { "CPSW_TX_START_WDS", .rw = 0x7ff },
    [0x2c / 4] = { "CPSW_EEE_PRESCALE", .rw = 0xfff },
    [0x30 / 4 ... 0x3c / 4] = { "CPSW_TX_G_THRESH", .rw = UINT32_MAX },
    [0x40 / 4 ... 0x4c / 4] = { "CPSW_TX_G_BUF_THRESH", .rw = UINT32_MAX },
    [0x50 / 4] = { "CPSW_VLAN_LTYPE", .reset = 0x88a88100, .rw = UINT32_MAX },
    [0x54 / 4] = { "CPSW_EST_TS_DOMAIN", .rw = 0xff },
    [0x100 / 4 ... 0x11c / 4] = { "CPSW_TX_PRI_MAXLEN", .reset = 0x7e8,
                                  .rw = 0x3fff },
};

static const K3RegInfo host_regs[K3_CPSW_NUM_HOST] = {
    [R_HOST_CONTROL] = { "P0_CONTROL", .rw = UINT32_MAX },
    [R_HOST_FLOW_ID_OFFSET] = { "P0_FLOW_ID_OFFSET", .rw = 0x3fff },
    [0x10 / 4] = { "P0_BLK_CNT" },
    [R_MAC_PORT_VLAN] = { "P0_PORT_VLAN", .rw = 0xffff },
    [0x18 / 4] = { "P0_TX_PRI_MAP", .reset = 0x76543210, .rw = UINT32_MAX },
    [0x1c / 4] = { "P0_PRI_CTL", .rw = UINT32_MAX },
    [0x20 / 4] = { "P0_RX_PRI_MAP", .reset = 0x76543210, .rw = UINT32_MAX },
    [R_HOST_RX_MAXLEN] = { "P0_RX_MAXLEN", .reset = 1518, .rw = 0x3fff },
    [0x28 / 4] = { "P0_TX_BLKS_PRI", .rw = UINT32_MAX },
    [0x30 / 4 ... 0x38 / 4] = { "P0_EEE", .rw = UINT32_MAX },
    [0x50 / 4] = { "P0_FIFO_STATUS" },
    [0x120 / 4 ... 0x13c / 4] = { "P0_RX_DSCP_MAP", .rw = UINT32_MAX },
    [0x140 / 4 ... 0x15c / 4] = { "P0_PRI_CIR", .rw = UINT32_MAX },
    [0x160 / 4 ... 0x17c / 4] = { "P0_PRI_EIR", .rw = UINT32_MAX },
    [0x180 / 4 ... 0x1dc / 4] = { "P0_TX_D_THRESH", .rw = UINT32_MAX },
    [0x300 / 4 ... 0x304 / 4] = { "P0_SRC_ID", .rw = UINT32_MAX },
    [0x320 / 4] = { "P0_HOST_BLKS_PRI", .rw = UINT32_MAX },
};

static const K3RegInfo mac_regs[K3_CPSW_NUM_MAC] = {
    [0x00 / 4] = { "PN_RESERVED" },
    [0x04 / 4] = { "PN_CONTROL", .rw = UINT32_MAX },
    [0x08 / 4] = { "PN_MAX_BLKS", .rw = 0xffff },
    [0x10 / 4] = { "PN_BLK_CNT" },
    [R_MAC_PORT_VLAN] = { "PN_PORT_VLAN", .rw = 0xffff },
    [0x18 / 4] = { "PN_TX_PRI_MAP", .reset = 0x76543210, .rw = UINT32_MAX },
    [0x1c / 4] = { "PN_PRI_CTL", .rw = UINT32_MAX },
    [0x20 / 4] = { "PN_RX_PRI_MAP", .reset = 0x76543210, .rw = UINT32_MAX },
    [R_MAC_RX_MAXLEN] = { "PN_RX_MAXLEN", .reset = 1518, .rw = 0x3fff },
    [0x28 / 4 ... 0x2c / 4] = { "PN_BLKS_PRI", .rw = UINT32_MAX },
    [0x30 / 4 ... 0x38 / 4] = { "PN_EEE", .rw = UINT32_MAX },
    [0x40 / 4] = { "PN_IET_CONTROL", .rw = UINT32_MAX },
    [0x44 / 4] = { "PN_IET_STATUS" },
    [0x48 / 4] = { "PN_IET_VERIFY", .rw = UINT32_MAX },
    [0x50 / 4] = { "PN_FIFO_STATUS" },
    [0x60 / 4] = { "PN_EST_CONTROL", .rw = UINT32_MAX },
    [0x120 / 4 ... 0x13c / 4] = { "PN_RX_DSCP_MAP", .rw = UINT32_MAX },
    [0x140 / 4 ... 0x15c / 4] = { "PN_PRI_CIR", .rw = UINT32_MAX },
    [0x160 / 4 ... 0x17c / 4] = { "PN_PRI_EIR", .rw = UINT32_MAX },
    [0x180 / 4 ... 0x1dc / 4] = { "PN_TX_D_THRESH", .rw = UINT32_MAX },
    [0x300 / 4 ... 0x304 / 4] = { "PN_TX_THRESH", .rw = UINT32_MAX },
    [0x308 / 4] = { "PN_SA_L", .rw = 0xffff },
    [0x30c / 4] = { "PN_SA_H", .rw = UINT32_MAX },
    [0x310 / 4 ... 0x320 / 4] = { "PN_TS", .rw = UINT32_MAX },
    [R_MAC_CONTROL] = { "PN_MAC_CONTROL", .rw = UINT32_MAX },
    /* No packet is ever half way through: all parts are idle */
    [0x334 / 4] = { "PN_MAC_STATUS", .reset = 0xf0000000 },
    [R_MAC_SOFT_RESET] = { "PN_MAC_SOFT_RESET", .no_effect = true },
    [0x33c / 4] = { "PN_MAC_BOFFTEST", .rw = UINT32_MAX },
    [0x340 / 4] = { "PN_MAC_RX_PAUSETIMER", .rw = 0xffff },
    [0x350 / 4 ... 0x36c / 4] = { "PN_MAC_RXN_PAUSETIMER", .rw = 0xffff },
    [0x370 / 4] = { "PN_MAC_TX_PAUSETIMER", .rw = 0xffff },
    [0x380 / 4 ... 0x39c / 4] = { "PN_MAC_TXN_PAUSETIMER", .rw = 0xffff },
    [0x3a0 / 4] = { "PN_MAC_EMCONTROL", .rw = 3 },
    [0x3a4 / 4] = { "PN_MAC_TX_GAP", .reset = 12, .rw = UINT32_MAX },
    [0x3a8 / 4] = { "PN_MAC_PORT_CONFIG", .rw = UINT32_MAX },
    [0x3ac / 4] = { "PN_INTERVLAN_OPX", .rw = UINT32_MAX },
};

/* The counter has the frequency of nanoseconds, whatever its clock is */
static uint64_t cpts_now(const K3CPSWState *s)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + s->cpts_offset;
}

static void cpts_write_load(void *opaque, uint32_t value)
{
    K3CPSWState *s = opaque;

    if (value & 1) {
        s->cpts_offset = ((uint64_t)s->cpts[R_CPTS_LOAD_HIGH] << 32 |
                          s->cpts[R_CPTS_LOAD_LOW]) -
                         qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    }
}

static void cpts_write_push(void *opaque, uint32_t value)
{
    K3CPSWState *s = opaque;

    if (value & 1 && FIELD_EX32(s->cpts[R_CPTS_CONTROL], CPTS_CONTROL,
                                ENABLE) &&
        s->num_cpts_events < K3_CPSW_CPTS_EVENTS) {
        s->cpts_event[s->num_cpts_events++] = cpts_now(s);
    }
}

static void cpts_write_pop(void *opaque, uint32_t value)
{
    K3CPSWState *s = opaque;

    if (value & 1 && s->num_cpts_events) {
        s->num_cpts_events--;
        memmove(s->cpts_event, s->cpts_event + 1,
                s->num_cpts_events * sizeof(*s->cpts_event));
    }
}

static uint32_t cpts_read_pending(void *opaque)
{
    K3CPSWState *s = opaque;

    return s->num_cpts_events > 0;
}

static uint32_t cpts_read_event0(void *opaque)
{
    K3CPSWState *s = opaque;

    return s->num_cpts_events ? s->cpts_event[0] : 0;
}

static uint32_t cpts_read_event1(void *opaque)
{
    return EVENT_PUSH;
}

static uint32_t cpts_read_event3(void *opaque)
{
    K3CPSWState *s = opaque;

    return s->num_cpts_events ? s->cpts_event[0] >> 32 : 0;
}

static const K3RegInfo cpts_regs[K3_CPSW_NUM_CPTS] = {
    [0x00 / 4] = { "CPTS_IDVER", .reset = 0x4e8a010c },
    [R_CPTS_CONTROL] = { "CPTS_CONTROL", .rw = UINT32_MAX },
    [0x08 / 4] = { "CPTS_RFTCLK_SEL", .rw = 0x1f },
    [0x0c / 4] = { "CPTS_TS_PUSH", .write = cpts_write_push },
    [R_CPTS_LOAD_LOW] = { "CPTS_TS_LOAD_VAL", .rw = UINT32_MAX },
    [0x14 / 4] = { "CPTS_TS_LOAD_EN", .write = cpts_write_load },
    [0x18 / 4] = { "CPTS_TS_COMP_VAL", .rw = UINT32_MAX },
    [0x1c / 4] = { "CPTS_TS_COMP_LEN", .rw = UINT32_MAX },
    [0x20 / 4] = { "CPTS_INTSTAT_RAW", .no_effect = true,
                   .read = cpts_read_pending },
    [0x24 / 4] = { "CPTS_INTSTAT_MASKED" },
    [0x28 / 4] = { "CPTS_INT_ENABLE", .rw = 1 },
    [0x2c / 4] = { "CPTS_TS_COMP_NUDGE", .rw = 0xff },
    [0x30 / 4] = { "CPTS_EVENT_POP", .write = cpts_write_pop },
    [0x34 / 4] = { "CPTS_EVENT_0", .read = cpts_read_event0 },
    [0x38 / 4] = { "CPTS_EVENT_1", .read = cpts_read_event1 },
    [0x3c / 4] = { "CPTS_EVENT_2" },
    [0x40 / 4] = { "CPTS_EVENT_3", .read = cpts_read_event3 },
    [R_CPTS_LOAD_HIGH] = { "CPTS_TS_LOAD_HIGH_VAL", .rw = UINT32_MAX },
    [0x48 / 4] = { "CPTS_TS_COMP_HIGH_VAL", .rw = UINT32_MAX },
    [0x4c / 4] = { "CPTS_TS_ADD_VAL", .rw = 7 },
    [0x50 / 4] = { "CPTS_TS_PPM_LOW_VAL", .rw = UINT32_MAX },
    [0x54 / 4] = { "CPTS_TS_PPM_HIGH_VAL", .rw = 0x3ff },
    [0x58 / 4] = { "CPTS_TS_NUDGE_VAL", .rw = 0xff },
};

/* A group of registers; @latches is its offset in K3CPSWState */
typedef struct Bank {
    hwaddr base;
    const K3RegInfo *regs;
    unsigned num;
    size_t latches;
} Bank;

#define LATCHES(member)     offsetof(K3CPSWState, member)

static const Bank banks[] = {
    { SS_BASE, ss_regs, K3_CPSW_NUM_SS, LATCHES(ss) },
    { MDIO_BASE, k3_cpsw_mdio_regs, K3_CPSW_NUM_MDIO, LATCHES(mdio) },
    { NU_BASE, nu_regs, K3_CPSW_NUM_NU, LATCHES(nu) },
    { HOST_BASE, host_regs, K3_CPSW_NUM_HOST, LATCHES(host) },
    { MAC_BASE, mac_regs, K3_CPSW_NUM_MAC, LATCHES(mac[0]) },
    { MAC_BASE + MAC_STRIDE, mac_regs, K3_CPSW_NUM_MAC, LATCHES(mac[1]) },
    { CPTS_BASE, cpts_regs, K3_CPSW_NUM_CPTS, LATCHES(cpts) },
    { ALE_BASE, k3_cpsw_ale_regs, K3_CPSW_NUM_ALE, LATCHES(ale) },
};

static uint32_t *bank_latches(K3CPSWState *s, const Bank *bank)
{
    return (uint32_t *)((uint8_t *)s + bank->latches);
}

/* The bank with the register at @offset; NULL, and a message: there is none */
static const Bank *find_bank(K3CPSWState *s, hwaddr offset)
{
    for (unsigned i = 0; i < ARRAY_SIZE(banks); i++) {
        const Bank *bank = &banks[i];

        if (offset >= bank->base && offset - bank->base < bank->num * 4 &&
            bank->regs[(offset - bank->base) / 4].name) {
            return bank;
        }
    }
    qemu_log_mask(LOG_UNIMP, "%s: nothing is modelled at 0x%" HWADDR_PRIx
                  "\n", k3_trace_name(s), offset);
    return NULL;
}

static uint32_t *find_stat(K3CPSWState *s, hwaddr offset)
{
    return offset >= STATS_BASE && offset - STATS_BASE < sizeof(s->stats) ?
           &s->stats[(offset - STATS_BASE) / 4] : NULL;
}

static uint64_t k3_cpsw_read(void *opaque, hwaddr offset, unsigned size)
{
    K3CPSWState *s = opaque;
    uint32_t *stat = find_stat(s, offset), value = 0;
    const char *name = "STAT";

    if (stat) {
        value = *stat;
    } else {
        const Bank *bank = find_bank(s, offset);

        if (!bank) {
            return 0;
        }
        name = bank->regs[(offset - bank->base) / 4].name;
        value = k3_regs_read(s, bank->regs, bank_latches(s, bank),
                             offset - bank->base);
    }
    trace_k3_cpsw_read(k3_trace_name(s), offset, name, value);
    return value;
}

static void k3_cpsw_write(void *opaque, hwaddr offset, uint64_t value,
                          unsigned size)
{
    K3CPSWState *s = opaque;
    uint32_t *stat = find_stat(s, offset);
    const Bank *bank;

    if (stat) {
        /* Software subtracts what it has read */
        trace_k3_cpsw_write(k3_trace_name(s), offset, "STAT", value);
        *stat -= MIN(*stat, value);
        return;
    }
    bank = find_bank(s, offset);
    if (!bank) {
        return;
    }
    trace_k3_cpsw_write(k3_trace_name(s), offset,
                        bank->regs[(offset - bank->base) / 4].name, value);
    k3_regs_write(s, bank->regs, bank_latches(s, bank), offset - bank->base,
                  value);
    if (bank->regs == mac_regs && offset - bank->base == A_MAC_SOFT_RESET &&
        FIELD_EX32(value, MAC_SOFT_RESET, SOFT_RESET)) {
        bank_latches(s, bank)[R_MAC_CONTROL] = 0;
        bank_latches(s, bank)[R_MAC_RX_MAXLEN] =
            mac_regs[R_MAC_RX_MAXLEN].reset;
    }
    k3_cpsw_flush(s);
}

const MemoryRegionOps k3_cpsw_ops = {
    .read = k3_cpsw_read,
    .write = k3_cpsw_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 8,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

void k3_cpsw_update_rgmii(K3CPSWState *s)
{
    for (unsigned i = 0; i < K3_CPSW_NUM_MACS; i++) {
        uint32_t status = 0;

        if (k3_cpsw_link(s, i + 1)) {
            status = FIELD_DP32(status, RGMII1_STATUS, LINK, 1);
            status = FIELD_DP32(status, RGMII1_STATUS, SPEED, RGMII_1000);
            status = FIELD_DP32(status, RGMII1_STATUS, FULL_DUPLEX, 1);
        }
        s->ss[R_RGMII1_STATUS + i] = status;
    }
}

void k3_cpsw_reset_regs(K3CPSWState *s)
{
    for (unsigned i = 0; i < ARRAY_SIZE(banks); i++) {
        k3_regs_reset(banks[i].regs, bank_latches(s, &banks[i]), banks[i].num);
    }
    memset(s->ale_table, 0, sizeof(s->ale_table));
    memset(s->stats, 0, sizeof(s->stats));
    memset(s->cpts_event, 0, sizeof(s->cpts_event));
    s->num_cpts_events = 0;
    s->cpts_offset = 0;
    s->pins = (K3CPSWPins) { .out = true };
}
