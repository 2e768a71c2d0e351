/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 Ethernet switch: what its source files share
 */
#ifndef HW_NET_K3_CPSW_INTERNAL_H
#define HW_NET_K3_CPSW_INTERNAL_H

#include "hw/misc/k3-regs.h"
#include "hw/net/k3-cpsw.h"
#include "hw/registerfields.h"

#define K3_CPSW_HOST            0       /* number of the host port */

/* Of the whole switch */
REG32(NU_CONTROL, 0x04)
    FIELD(NU_CONTROL, P0_ENABLE, 2, 1)
    FIELD(NU_CONTROL, P0_TX_CRC_REMOVE, 13, 1)
    FIELD(NU_CONTROL, P0_RX_PAD, 14, 1)
REG32(NU_STAT_PORT_EN, 0x14)

/* Of the host port */
REG32(HOST_CONTROL, 0x04)
    FIELD(HOST_CONTROL, RX_CHECKSUM_EN, 0, 1)
REG32(HOST_FLOW_ID_OFFSET, 0x08)
REG32(HOST_RX_MAXLEN, 0x24)

/* Of an Ethernet port */
REG32(MAC_PORT_VLAN, 0x14)
    FIELD(MAC_PORT_VLAN, VID, 0, 12)
REG32(MAC_RX_MAXLEN, 0x24)
    FIELD(MAC_RX_MAXLEN, BYTES, 0, 14)
REG32(MAC_CONTROL, 0x330)
    FIELD(MAC_CONTROL, GMII_EN, 5, 1)
    FIELD(MAC_CONTROL, CMD_IDLE, 11, 1)

/* Of the ALE */
REG32(ALE_CONTROL, 0x08)
    FIELD(ALE_CONTROL, BYPASS, 4, 1)
    FIELD(ALE_CONTROL, UNI_FLOOD_TO_HOST, 8, 1)
    FIELD(ALE_CONTROL, AGE_OUT, 29, 1)
    FIELD(ALE_CONTROL, CLEAR, 30, 1)
    FIELD(ALE_CONTROL, ENABLE, 31, 1)
REG32(ALE_PORTCTL0, 0x40)       /* those of the other ports follow */
    FIELD(ALE_PORTCTL0, STATE, 0, 2)
    FIELD(ALE_PORTCTL0, MAC_ONLY, 11, 1)
    FIELD(ALE_PORTCTL0, MAC_ONLY_COPY_ALL, 13, 1)
#define ALE_STATE_FORWARD       3
REG32(ALE_UNREG_MCAST_FLOOD, 0x94)
REG32(ALE_THREAD_DEF, 0x134)
    FIELD(ALE_THREAD_DEF, THREAD, 0, 6)
    FIELD(ALE_THREAD_DEF, ENABLE, 15, 1)

/* Statistics of a port that the model counts */
enum {
    STAT_RX_GOOD = 0x00 / 4, STAT_RX_BROADCAST, STAT_RX_MULTICAST,
    STAT_RX_OVERSIZED = 0x18 / 4,
    STAT_RX_UNDERSIZED = 0x20 / 4,
    STAT_ALE_DROP = 0x28 / 4,
    STAT_RX_OCTETS = 0x30 / 4,
    STAT_TX_GOOD = 0x34 / 4, STAT_TX_BROADCAST, STAT_TX_MULTICAST,
    STAT_TX_OCTETS = 0x64 / 4,
    STAT_TX_64 = 0x68 / 4, STAT_TX_127, STAT_TX_255, STAT_TX_511,
    STAT_TX_1023, STAT_TX_1024, STAT_NET_OCTETS,
    STAT_RX_TOP_FIFO_DROP = 0x8c / 4,
    STAT_ALE_UNKNOWN_UNICAST = 0xa8 / 4, STAT_ALE_UNKNOWN_UNICAST_BYTES,
    STAT_ALE_UNKNOWN_MULTICAST, STAT_ALE_UNKNOWN_MULTICAST_BYTES,
    STAT_ALE_UNKNOWN_BROADCAST, STAT_ALE_UNKNOWN_BROADCAST_BYTES,
};

/* Whether Ethernet port @i, counted from 0, has a PHY */
static inline bool k3_cpsw_has_phy(const K3CPSWState *s, unsigned i)
{
    return s->phy_address[i] != K3_CPSW_NO_PHY;
}

/* Add to a statistic of port @port, if those of the port are enabled */
static inline void k3_cpsw_count(K3CPSWState *s, unsigned port, unsigned stat,
                                 uint32_t number)
{
    if (extract32(s->nu[R_NU_STAT_PORT_EN], port, 1)) {
        s->stats[port * K3_CPSW_NUM_STATS + stat] += number;
    }
}

/* k3-cpsw-ale.c */

extern const K3RegInfo k3_cpsw_ale_regs[K3_CPSW_NUM_ALE];

/* Does a packet for @address from Ethernet port @port go to the host port? */
bool k3_cpsw_ale_to_host(K3CPSWState *s, unsigned port, const uint8_t *packet,
                         uint32_t size);

/* The Ethernet ports for which a packet of the host is: bit n is port n */
uint32_t k3_cpsw_ale_from_host(K3CPSWState *s, const uint8_t *packet);

/* k3-cpsw-mdio.c */

extern const K3RegInfo k3_cpsw_mdio_regs[K3_CPSW_NUM_MDIO];

/* k3-cpsw-regs.c */

extern const MemoryRegionOps k3_cpsw_ops;

void k3_cpsw_reset_regs(K3CPSWState *s);

/* Show the state of the cables in the status registers of RGMII */
void k3_cpsw_update_rgmii(K3CPSWState *s);

/* k3-cpsw.c */

/* Whether the PHY of Ethernet port @port, or the cable, lets packets pass */
bool k3_cpsw_link(const K3CPSWState *s, unsigned port);

/* There may be room for packets from the cable, or no need to wait any more */
void k3_cpsw_flush(K3CPSWState *s);

#endif /* HW_NET_K3_CPSW_INTERNAL_H */
