/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gigabit Ethernet PHY: Texas Instruments DP83867, or one without an identity
 */

#include "qemu/osdep.h"
#include "hw/net/dp83867.h"
#include "hw/net/mii.h"
#include "hw/registerfields.h"

/* Those of the DP83867 */
#define PHYSTS              17
FIELD(PHYSTS, LINK, 10, 1)
FIELD(PHYSTS, RESOLVED, 11, 1)
FIELD(PHYSTS, FULL_DUPLEX, 13, 1)
FIELD(PHYSTS, SPEED, 14, 2)         /* 10, 100, 1000 */
#define CTRL                31
FIELD(CTRL, RESTART, 14, 1)
FIELD(CTRL, RESET, 15, 1)

FIELD(MMD_CONTROL, DEVICE, 0, 5)
FIELD(MMD_CONTROL, FUNCTION, 14, 2)
enum { MMD_ADDRESS, MMD_DATA, MMD_DATA_NEXT, MMD_DATA_NEXT_WRITE };
/* The only MMD with registers: that of the vendor */
#define MMD_VENDOR          31

#define CAPABLE (MII_BMSR_100TX_FD | MII_BMSR_100TX_HD | MII_BMSR_10T_FD | \
                 MII_BMSR_10T_HD | MII_BMSR_EXTSTAT | MII_BMSR_MFPS | \
                 MII_BMSR_AUTONEG | MII_BMSR_EXTCAP)
#define ADVERTISED (MII_ANAR_TXFD | MII_ANAR_TX | MII_ANAR_10FD | \
                    MII_ANAR_10 | MII_ANAR_CSMACD)
#define PARTNER (MII_ANLPAR_ACK | MII_ANLPAR_PAUSE | MII_ANLPAR_TXFD | \
                 MII_ANLPAR_TX | MII_ANLPAR_10FD | MII_ANLPAR_10 | \
                 MII_ANLPAR_CSMACD)

void dp83867_reset(DP83867State *s)
{
    s->mmd_control = s->mmd_address = 0;
    memset(s->reg, 0, sizeof(s->reg));
    memset(s->extended, 0, sizeof(s->extended));
    s->reg[MII_BMCR] = MII_BMCR_AUTOEN | MII_BMCR_FD | MII_BMCR_SPEED1000;
    s->reg[MII_ANAR] = ADVERTISED;
    s->reg[MII_CTRL1000] = MII_CTRL1000_FULL | MII_CTRL1000_HALF;
}

void dp83867_set_link(DP83867State *s, bool link)
{
    s->link = link;
}

bool dp83867_link(const DP83867State *s)
{
    return s->link &&
           !(s->reg[MII_BMCR] & (MII_BMCR_PDOWN | MII_BMCR_ISOLATE));
}

/* 10, 100 and 1000 Mbit/s are 0, 1 and 2 */
static unsigned dp83867_speed(const DP83867State *s, bool *full)
{
    uint16_t control = s->reg[MII_BMCR], can = s->reg[MII_ANAR];

    if (!(control & MII_BMCR_AUTOEN)) {
        *full = control & MII_BMCR_FD;
        return control & MII_BMCR_SPEED1000 ? 2 :
               control & MII_BMCR_SPEED100 ? 1 : 0;
    }
    if (s->reg[MII_CTRL1000] & MII_CTRL1000_FULL) {
        *full = true;
        return 2;
    }
    *full = can & (MII_ANAR_TXFD | MII_ANAR_10FD);
    return can & (MII_ANAR_TXFD | MII_ANAR_TX) ? 1 : 0;
}

static uint16_t dp83867_status(const DP83867State *s)
{
    bool full;
    uint16_t value = FIELD_DP32(0, PHYSTS, SPEED, dp83867_speed(s, &full));

    value = FIELD_DP32(value, PHYSTS, FULL_DUPLEX, full);
    value = FIELD_DP32(value, PHYSTS, RESOLVED, 1);
    return FIELD_DP32(value, PHYSTS, LINK, dp83867_link(s));
}

/* The extended register that registers 13 and 14 select, or NULL */
static uint16_t *dp83867_extended(DP83867State *s)
{
    if (FIELD_EX32(s->mmd_control, MMD_CONTROL, DEVICE) != MMD_VENDOR ||
        s->mmd_address >= DP83867_NUM_EXTENDED) {
        return NULL;
    }
    return &s->extended[s->mmd_address];
}

static uint16_t dp83867_read_mmd(DP83867State *s)
{
    unsigned function = FIELD_EX32(s->mmd_control, MMD_CONTROL, FUNCTION);
    uint16_t *extended = dp83867_extended(s);

    if (function == MMD_ADDRESS) {
        return s->mmd_address;
    }
    s->mmd_address += function == MMD_DATA_NEXT;
    return extended ? *extended : 0;
}

static void dp83867_write_mmd(DP83867State *s, uint16_t value)
{
    unsigned function = FIELD_EX32(s->mmd_control, MMD_CONTROL, FUNCTION);
    uint16_t *extended = dp83867_extended(s);

    if (function == MMD_ADDRESS) {
        s->mmd_address = value;
        return;
    }
    if (extended) {
        *extended = value;
    }
    s->mmd_address += function != MMD_DATA;
}

uint16_t dp83867_read(DP83867State *s, unsigned reg)
{
    bool link = dp83867_link(s);
    bool negotiated = link && s->reg[MII_BMCR] & MII_BMCR_AUTOEN;

    switch (reg) {
    case MII_BMSR:
        return CAPABLE | (link ? MII_BMSR_LINK_ST : 0) |
               (negotiated ? MII_BMSR_AN_COMP : 0);
    case MII_PHYID1:
        return s->id >> 16;
    case MII_PHYID2:
        return s->id;
    case MII_ANLPAR:
        return negotiated ? PARTNER : 0;
    case MII_ANER:
        return negotiated ? MII_ANER_NWAY : 0;
    case MII_STAT1000:
        return negotiated ? MII_STAT1000_LOK | MII_STAT1000_ROK |
               MII_STAT1000_FULL | MII_STAT1000_HALF : 0;
    case MII_MDDACR:
        return s->mmd_control;
    case MII_MDDAADR:
        return dp83867_read_mmd(s);
    case MII_EXTSTAT:
        return MII_EXTSTAT_1000T_FD | MII_EXTSTAT_1000T_HD;
    case PHYSTS:
        return s->id == DP83867_ID ? dp83867_status(s) : 0;
    default:
        return reg < DP83867_NUM_REGS ? s->reg[reg] : 0xffff;
    }
}

void dp83867_write(DP83867State *s, unsigned reg, uint16_t value)
{
    switch (reg) {
    case MII_BMCR:
        if (value & MII_BMCR_RESET) {
            dp83867_reset(s);
        } else {
            s->reg[reg] = value & ~MII_BMCR_ANRESTART;
        }
        break;
    case MII_BMSR:
    case MII_PHYID1:
    case MII_PHYID2:
    case MII_ANLPAR:
    case MII_ANER:
    case MII_STAT1000:
    case MII_EXTSTAT:
    case PHYSTS:
        break;
    case MII_MDDACR:
        s->mmd_control = value;
        break;
    case MII_MDDAADR:
        dp83867_write_mmd(s, value);
        break;
    case CTRL:
        if (FIELD_EX32(value, CTRL, RESET)) {
            dp83867_reset(s);
        } else {
            s->reg[reg] = FIELD_DP32(value, CTRL, RESTART, 0);
        }
        break;
    default:
        if (reg < DP83867_NUM_REGS) {
            s->reg[reg] = value;
        }
    }
}

const VMStateDescription vmstate_dp83867 = {
    .name = "dp83867",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(id, DP83867State, "identity of the PHY"),
        VMSTATE_BOOL(link, DP83867State),
        VMSTATE_UINT16(mmd_control, DP83867State),
        VMSTATE_UINT16(mmd_address, DP83867State),
        VMSTATE_UINT16_ARRAY(reg, DP83867State, DP83867_NUM_REGS),
        VMSTATE_UINT16_ARRAY(extended, DP83867State, DP83867_NUM_EXTENDED),
        VMSTATE_END_OF_LIST()
    }
};
