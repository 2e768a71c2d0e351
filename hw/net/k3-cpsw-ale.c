/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 Ethernet switch: address lookup engine
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "net/eth.h"
#include "k3-cpsw-internal.h"

REG32(TABLE_CONTROL, 0x20)
    FIELD(TABLE_CONTROL, INDEX, 0, 9)
    FIELD(TABLE_CONTROL, WRITE, 31, 1)
REG32(TABLE_WORD2, 0x34)            /* words 1 and 0 follow */
#define ENTRY_WORDS             3

/* Of entries, in the two lower words as one number */
#define ENTRY_TYPE(e)           extract64(e, 60, 2)
#define ENTRY_VLAN(e)           extract64(e, 48, 12)
#define ENTRY_ADDRESS(e)        extract64(e, 0, 48)
enum { TYPE_FREE, TYPE_ADDRESS, TYPE_VLAN, TYPE_VLAN_ADDRESS };
/* Of a VLAN: ports to which unregistered multicast packets go */
#define VLAN_UNREG_MCAST(e)     extract64(e, 12, K3_CPSW_NUM_PORTS)
/* Of an address, in the upper word */
#define UNICAST_BLOCKED(word)   extract32(word, 1, 1)
#define UNICAST_PORT(word)      extract32(word, 2, 2)
#define MULTICAST_PORTS(word)   extract32(word, 2, K3_CPSW_NUM_PORTS)

static uint64_t ale_entry(const K3CPSWState *s, unsigned i, uint32_t *upper)
{
    const uint32_t *word = &s->ale_table[i * ENTRY_WORDS];

    *upper = word[0];
    return (uint64_t)word[1] << 32 | word[2];
}

/* The entry of an address in a VLAN, or else in none; false: there is none */
static bool ale_find_address(const K3CPSWState *s, const uint8_t *address,
                             unsigned vlan, uint32_t *upper)
{
    uint64_t wanted = (uint64_t)lduw_be_p(address) << 32 |
                      (uint32_t)ldl_be_p(address + 2);
    bool found = false;

    for (unsigned i = 0; i < K3_CPSW_ALE_ENTRIES; i++) {
        uint32_t word;
        uint64_t e = ale_entry(s, i, &word);

        if (ENTRY_ADDRESS(e) != wanted) {
            continue;
        }
        if (ENTRY_TYPE(e) == TYPE_VLAN_ADDRESS && ENTRY_VLAN(e) == vlan) {
            *upper = word;
            return true;
        }
        if (ENTRY_TYPE(e) == TYPE_ADDRESS) {
            *upper = word;
            found = true;
        }
    }
    return found;
}

/* Ports to which multicast packets go that have no entry of their own */
static uint32_t ale_multicast_flood(const K3CPSWState *s, unsigned vlan)
{
    for (unsigned i = 0; i < K3_CPSW_ALE_ENTRIES; i++) {
        uint32_t upper;
        uint64_t e = ale_entry(s, i, &upper);

        if (ENTRY_TYPE(e) == TYPE_VLAN && ENTRY_VLAN(e) == vlan) {
            return VLAN_UNREG_MCAST(e);
        }
    }
    return s->ale[R_ALE_UNREG_MCAST_FLOOD];
}

/* Packets without a tag are in the VLAN of their port */
static unsigned ale_vlan(const uint8_t *packet, uint32_t port_vlan)
{
    if (lduw_be_p(packet + 2 * ETH_ALEN) == ETH_P_VLAN) {
        return lduw_be_p(packet + ETH_HLEN) & VLAN_VID_MASK;
    }
    return FIELD_EX32(port_vlan, MAC_PORT_VLAN, VID);
}

static void ale_count_unknown(K3CPSWState *s, unsigned port,
                              const uint8_t *packet, uint32_t size)
{
    unsigned stat = is_broadcast_ether_addr(packet) ?
                    STAT_ALE_UNKNOWN_BROADCAST :
                    is_multicast_ether_addr(packet) ?
                    STAT_ALE_UNKNOWN_MULTICAST : STAT_ALE_UNKNOWN_UNICAST;

    k3_cpsw_count(s, port, stat, 1);
    k3_cpsw_count(s, port, stat + 1, size);
}

bool k3_cpsw_ale_to_host(K3CPSWState *s, unsigned port, const uint8_t *packet,
                         uint32_t size)
{
    uint32_t control = s->ale[R_ALE_CONTROL], upper = 0;
    uint32_t portctl = s->ale[R_ALE_PORTCTL0 + port];
    unsigned vlan = ale_vlan(packet, s->mac[port - 1][R_MAC_PORT_VLAN]);
    bool mac_only = FIELD_EX32(portctl, ALE_PORTCTL0, MAC_ONLY);

    if (!FIELD_EX32(control, ALE_CONTROL, ENABLE) ||
        FIELD_EX32(portctl, ALE_PORTCTL0, STATE) != ALE_STATE_FORWARD ||
        FIELD_EX32(s->ale[R_ALE_PORTCTL0], ALE_PORTCTL0, STATE) !=
        ALE_STATE_FORWARD) {
        return false;
    }
    if (FIELD_EX32(control, ALE_CONTROL, BYPASS) ||
        (mac_only && FIELD_EX32(portctl, ALE_PORTCTL0, MAC_ONLY_COPY_ALL))) {
        return true;
    }
    if (ale_find_address(s, packet, vlan, &upper)) {
        return is_multicast_ether_addr(packet) ?
               MULTICAST_PORTS(upper) & BIT(K3_CPSW_HOST) :
               !UNICAST_BLOCKED(upper) &&
               UNICAST_PORT(upper) == K3_CPSW_HOST;
    }
    ale_count_unknown(s, port, packet, size);
    if (is_multicast_ether_addr(packet)) {
        return ale_multicast_flood(s, vlan) & BIT(K3_CPSW_HOST);
    }
    return !mac_only && FIELD_EX32(control, ALE_CONTROL, UNI_FLOOD_TO_HOST);
}

uint32_t k3_cpsw_ale_from_host(K3CPSWState *s, const uint8_t *packet)
{
    uint32_t all = MAKE_64BIT_MASK(1, K3_CPSW_NUM_MACS), upper = 0, ports;
    unsigned vlan = ale_vlan(packet, s->host[R_MAC_PORT_VLAN]);

    if (!FIELD_EX32(s->ale[R_ALE_CONTROL], ALE_CONTROL, ENABLE)) {
        return 0;
    }
    if (ale_find_address(s, packet, vlan, &upper)) {
        ports = is_multicast_ether_addr(packet) ? MULTICAST_PORTS(upper) :
                UNICAST_BLOCKED(upper) ? 0 : BIT(UNICAST_PORT(upper));
    } else if (is_multicast_ether_addr(packet)) {
        ports = ale_multicast_flood(s, vlan);
    } else {
        ports = all;
    }
    for (unsigned i = 1; i < K3_CPSW_NUM_PORTS; i++) {
        if (FIELD_EX32(s->ale[R_ALE_PORTCTL0 + i], ALE_PORTCTL0, STATE) !=
            ALE_STATE_FORWARD) {
            ports &= ~BIT(i);
        }
    }
    return ports & all;
}

static void ale_write_control(void *opaque, uint32_t value)
{
    K3CPSWState *s = opaque;

    if (FIELD_EX32(value, ALE_CONTROL, CLEAR)) {
        memset(s->ale_table, 0, sizeof(s->ale_table));
    }
}

static void ale_write_table_control(void *opaque, uint32_t value)
{
    K3CPSWState *s = opaque;
    uint32_t *entry = &s->ale_table[FIELD_EX32(value, TABLE_CONTROL, INDEX) *
                                    ENTRY_WORDS];
    uint32_t *words = &s->ale[R_TABLE_WORD2];
    size_t size = ENTRY_WORDS * sizeof(*entry);

    if (FIELD_EX32(value, TABLE_CONTROL, WRITE)) {
        memcpy(entry, words, size);
    } else {
        memcpy(words, entry, size);
    }
}

QEMU_BUILD_BUG_ON(R_TABLE_CONTROL_INDEX_MASK != K3_CPSW_ALE_ENTRIES - 1);

/*
 * Policers, limits of rates and ages are latches: nothing polices, limits or
 * grows old.
 */
const K3RegInfo k3_cpsw_ale_regs[K3_CPSW_NUM_ALE] = {
    [0x00 / 4] = { "ALE_MOD_VER", .reset = 0x00290105 },
    [0x04 / 4] = { "ALE_STATUS", .reset = 0x00000400 },     /* 32 policers */
    [R_ALE_CONTROL] = { "ALE_CONTROL", .rw = 0x9fffffff,
                        .write = ale_write_control },
    [0x0c / 4] = { "ALE_CTRL2", .rw = UINT32_MAX },
    [0x10 / 4] = { "ALE_PRESCALE", .rw = 0xfffff },
    [0x14 / 4] = { "ALE_AGING_CTRL", .rw = UINT32_MAX },
    [0x1c / 4] = { "ALE_NXT_HDR", .rw = UINT32_MAX },
    [R_TABLE_CONTROL] = { "ALE_TBLCTL", .rw = R_TABLE_CONTROL_INDEX_MASK,
                          .write = ale_write_table_control },
    [R_TABLE_WORD2] = { "ALE_TBLW2", .rw = UINT32_MAX },
    [0x38 / 4] = { "ALE_TBLW1", .rw = UINT32_MAX },
    [0x3c / 4] = { "ALE_TBLW0", .rw = UINT32_MAX },
    [R_ALE_PORTCTL0 ... 0x48 / 4] = { "ALE_PORTCTL", .rw = UINT32_MAX },
    [0x90 / 4] = { "ALE_UVLAN_MEMBER", .rw = 7 },
    [R_ALE_UNREG_MCAST_FLOOD] = { "ALE_UVLAN_URCAST", .rw = 7 },
    [0x98 / 4] = { "ALE_UVLAN_RMCAST", .rw = 7 },
    [0x9c / 4] = { "ALE_UVLAN_UNTAG", .rw = 7 },
    [0xb8 / 4] = { "ALE_STAT_DIAG", .rw = UINT32_MAX },
    [0xbc / 4] = { "ALE_OAM_LB_CTRL", .rw = 7 },
    [0xc0 / 4 ... 0xdc / 4] = { "ALE_MSK_MUX", .rw = 7 },
    [0xfc / 4] = { "ALE_EGRESSOP", .rw = UINT32_MAX },
    [0x100 / 4 ... 0x12c / 4] = { "ALE_POLICER", .rw = UINT32_MAX },
    [R_ALE_THREAD_DEF] = { "ALE_THREADMAPDEF", .rw = 0x803f },
    [0x138 / 4] = { "ALE_THREADMAPCTL", .rw = 0x1f },
    [0x13c / 4] = { "ALE_THREADMAPVAL", .rw = 0x803f },
};
