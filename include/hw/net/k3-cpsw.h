/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 Ethernet switch CPSW3G ("ti,am642-cpsw-nuss")
 */
#ifndef HW_NET_K3_CPSW_H
#define HW_NET_K3_CPSW_H

#include "hw/dma/k3-pktdma.h"
#include "hw/net/dp83867.h"
#include "hw/sysbus.h"
#include "net/net.h"
#include "qom/object.h"

/**
 * DOC: a host port and two Ethernet ports
 *
 * The host port exchanges packets with memory by way of the packet DMA.  One of
 * the Ethernet ports has a cable, to QEMU's network back end; that of the other
 * is never plugged in.  Packets from the cable go to the host port if the
 * address lookup engine (ALE) says so, and packets from the host to the port
 * that their descriptor or the ALE says.
 *
 * Below MDIO there are the PHYs that the board has.  A port without a PHY is
 * connected to another MAC: its link needs only the cable.
 *
 * QEMU interface:
 *  + properties of a network device: "mac", "netdev"
 *  + property "port" (uint8, 1 or 2, default 1): the port with the cable
 *  + properties "phy1-address", "phy2-address" (uint8, 0 to 31, default 255:
 *    none), "phy1-id", "phy2-id" (uint32, default that of the DP83867): PHYs of
 *    the ports, and their registers 2 and 3
 *  + link "dma" (link<ti-k3-pktdma>): to and from which packets go
 *  + k3_cpsw_add_phy(): the PHY of a port, instead of the properties
 *  + interface "ti-k3-psil-sink": packets from the host
 *  + sysbus MMIO region 0: K3_CPSW_SIZE bytes, of which 0x3f000 have registers.
 *    Accesses have 32 or 64 bits.
 *
 * A missing link, an impossible port and an impossible address are refused at
 * realize.
 *
 * Sources: AM64x TRM (SPRUIM2) and AM62x TRM (SPRUIV7), "Gigabit Ethernet
 * Switch"; Linux drivers/net/ethernet/ti/am65-cpsw-nuss.c, cpsw_ale.c,
 * cpsw_sl.c, am65-cpts.c, davinci_mdio.c.
 */
#define TYPE_K3_CPSW "ti-k3-cpsw"
OBJECT_DECLARE_SIMPLE_TYPE(K3CPSWState, K3_CPSW)

#define K3_CPSW_SIZE            0x200000
#define K3_CPSW_NUM_MACS        2
#define K3_CPSW_NO_PHY          255
#define K3_CPSW_NUM_PORTS       (K3_CPSW_NUM_MACS + 1)

/* Registers, each of 4 bytes, of the parts */
#define K3_CPSW_NUM_SS          0x14
#define K3_CPSW_NUM_NU          0x48
#define K3_CPSW_NUM_HOST        0xc9
#define K3_CPSW_NUM_MAC         0xec
#define K3_CPSW_NUM_ALE         0x50
#define K3_CPSW_NUM_STATS       0x80
#define K3_CPSW_NUM_CPTS        0x18
#define K3_CPSW_NUM_MDIO        0x24
#define K3_CPSW_ALE_ENTRIES     512
#define K3_CPSW_CPTS_EVENTS     16

/* MDIO as pins that software drives */
typedef struct K3CPSWPins {
    uint32_t frame;             /* bits of the frame so far */
    uint8_t count;              /* their number; 0: no frame */
    uint16_t data;              /* what the PHY answers */
    bool out;                   /* level that the PHY drives */
} K3CPSWPins;

struct K3CPSWState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    NICState *nic;

    /* Properties */
    NICConf conf;
    uint8_t port;
    K3PKTDMAState *dma;
    uint8_t phy_address[K3_CPSW_NUM_MACS];

    /* State */
    bool cable;                 /* is plugged in */
    DP83867State phy[K3_CPSW_NUM_MACS];
    K3CPSWPins pins;
    uint32_t ss[K3_CPSW_NUM_SS];
    uint32_t mdio[K3_CPSW_NUM_MDIO];
    uint32_t nu[K3_CPSW_NUM_NU];
    uint32_t host[K3_CPSW_NUM_HOST];
    uint32_t mac[K3_CPSW_NUM_MACS][K3_CPSW_NUM_MAC];
    uint32_t ale[K3_CPSW_NUM_ALE];
    uint32_t ale_table[K3_CPSW_ALE_ENTRIES * 3];
    uint32_t stats[K3_CPSW_NUM_PORTS * K3_CPSW_NUM_STATS];
    uint32_t cpts[K3_CPSW_NUM_CPTS];
    int64_t cpts_offset;        /* from the virtual clock */
    uint64_t cpts_event[K3_CPSW_CPTS_EVENTS];
    uint32_t num_cpts_events;
};

/**
 * k3_cpsw_add_phy: port @port, 1 or 2, has the PHY with @address on MDIO and
 * the identity @id (0: none).  Before the machine runs.
 */
void k3_cpsw_add_phy(K3CPSWState *s, unsigned port, unsigned address,
                     uint32_t id);

#endif /* HW_NET_K3_CPSW_H */
