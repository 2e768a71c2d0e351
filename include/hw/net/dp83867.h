/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gigabit Ethernet PHY: Texas Instruments DP83867, or one without an identity
 */
#ifndef HW_NET_DP83867_H
#define HW_NET_DP83867_H

#include "migration/vmstate.h"

/**
 * DOC: a PHY behind MDIO
 *
 * The registers of IEEE 802.3 clause 22 of a PHY for 10, 100 and 1000 Mbit/s,
 * its extended registers by way of registers 13 and 14, and the status register
 * of the DP83867.  Autonegotiation is over at once, with a partner that can do
 * everything.
 *
 * This is part of an Ethernet controller and no device of its own: it has no
 * memory and no line, only what the controller passes on.
 *
 * Sources: DP83867 data sheet (SNLS484); Linux drivers/net/phy/dp83867.c,
 * include/uapi/linux/mii.h.
 */
#define DP83867_ID              0x2000a231

#define DP83867_NUM_REGS        32
#define DP83867_NUM_EXTENDED    0x200

typedef struct DP83867State {
    /* Of the board */
    uint32_t id;                /* registers 2 and 3; 0: a PHY without one */
    /* State */
    bool link;
    uint16_t mmd_control;
    uint16_t mmd_address;
    uint16_t reg[DP83867_NUM_REGS];
    uint16_t extended[DP83867_NUM_EXTENDED];
} DP83867State;

extern const VMStateDescription vmstate_dp83867;

/** dp83867_reset: the state after power-on, but for the cable. */
void dp83867_reset(DP83867State *s);

/** dp83867_set_link: plug in or pull the cable. */
void dp83867_set_link(DP83867State *s, bool link);

/** dp83867_link: whether packets can pass. */
bool dp83867_link(const DP83867State *s);

/** dp83867_read: read a register, 0 to 31. */
uint16_t dp83867_read(DP83867State *s, unsigned reg);

/** dp83867_write: write a register, 0 to 31. */
void dp83867_write(DP83867State *s, unsigned reg, uint16_t value);

#endif /* HW_NET_DP83867_H */
