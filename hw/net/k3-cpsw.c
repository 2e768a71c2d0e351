/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 Ethernet switch: the device, and the way of packets
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/units.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "net/checksum.h"
#include "net/eth.h"
#include "qapi/error.h"
#include "k3-cpsw-internal.h"
#include "trace.h"
#include <zlib.h>

/* What the host and the switch tell each other of a packet */
#define PACKET_TYPE             7
#define NUM_PS                  4
#define PS_CHECKSUM             2
FIELD(CHECKSUM, BYTES, 0, 14)
FIELD(CHECKSUM, INVERT, 15, 1)
FIELD(CHECKSUM, START, 16, 8)           /* bytes are counted from 1 */
FIELD(CHECKSUM, RESULT, 24, 8)
FIELD(DESTINATION, PORT, 0, 8)          /* 0: the ALE decides */

#define CRC_SIZE                4
/* The largest frame that the registers allow, with its CRC */
#define MAX_FRAME               (16 * KiB)

static unsigned size_stat(uint32_t size)
{
    return size <= 64 ? STAT_TX_64 : size < 128 ? STAT_TX_127 :
           size < 256 ? STAT_TX_255 : size < 512 ? STAT_TX_511 :
           size < 1024 ? STAT_TX_1023 : STAT_TX_1024;
}

/* A frame of @size bytes, with its CRC, comes in at @port, or leaves there */
static void count_frame(K3CPSWState *s, unsigned port, bool out,
                        const uint8_t *frame, uint32_t size)
{
    unsigned good = out ? STAT_TX_GOOD : STAT_RX_GOOD;

    k3_cpsw_count(s, port, good, 1);
    if (is_broadcast_ether_addr(frame)) {
        k3_cpsw_count(s, port, good + 1, 1);
    } else if (is_multicast_ether_addr(frame)) {
        k3_cpsw_count(s, port, good + 2, 1);
    }
    k3_cpsw_count(s, port, out ? STAT_TX_OCTETS : STAT_RX_OCTETS, size);
    k3_cpsw_count(s, port, size_stat(size), 1);
    k3_cpsw_count(s, port, STAT_NET_OCTETS, size);
}

bool k3_cpsw_link(const K3CPSWState *s, unsigned port)
{
    return k3_cpsw_has_phy(s, port - 1) ? dp83867_link(&s->phy[port - 1]) :
           port == s->port && s->cable;
}

static bool port_works(const K3CPSWState *s, unsigned port)
{
    uint32_t control = s->mac[port - 1][R_MAC_CONTROL];

    return FIELD_EX32(s->nu[R_NU_CONTROL], NU_CONTROL, P0_ENABLE) &&
           FIELD_EX32(control, MAC_CONTROL, GMII_EN) &&
           !FIELD_EX32(control, MAC_CONTROL, CMD_IDLE) &&
           k3_cpsw_link(s, port);
}

/* The sum that the host wants to have in the packet */
static void add_checksum(uint8_t *frame, uint32_t size, uint32_t wish)
{
    uint32_t start = FIELD_EX32(wish, CHECKSUM, START);
    uint32_t result = FIELD_EX32(wish, CHECKSUM, RESULT);
    uint32_t bytes = FIELD_EX32(wish, CHECKSUM, BYTES);
    uint16_t sum;

    if (!start || !result || !bytes || start - 1 + bytes > size ||
        result + 1 > size) {
        return;
    }
    sum = net_checksum_finish(net_checksum_add(bytes, frame + start - 1));
    if (!sum && FIELD_EX32(wish, CHECKSUM, INVERT)) {
        sum = 0xffff;
    }
    stw_be_p(frame + result - 1, sum);
}

static void k3_cpsw_packet(K3PSILSink *sink, unsigned thread,
                           const K3PSILPacket *p)
{
    K3CPSWState *s = K3_CPSW(sink);
    g_autofree uint8_t *frame = NULL;
    uint32_t control = s->nu[R_NU_CONTROL], size = p->size, ports;
    unsigned to = FIELD_EX32(p->destination, DESTINATION, PORT);

    if (!FIELD_EX32(control, NU_CONTROL, P0_ENABLE)) {
        return;
    }
    if (size < ETH_ZLEN && FIELD_EX32(control, NU_CONTROL, P0_RX_PAD)) {
        size = ETH_ZLEN;
    }
    if (size < ETH_ZLEN || size + CRC_SIZE > s->host[R_HOST_RX_MAXLEN]) {
        k3_cpsw_count(s, K3_CPSW_HOST, size < ETH_ZLEN ? STAT_RX_UNDERSIZED :
                      STAT_RX_OVERSIZED, 1);
        return;
    }
    frame = g_malloc0(size);
    memcpy(frame, p->data, p->size);
    if (p->num_ps > PS_CHECKSUM &&
        FIELD_EX32(s->host[R_HOST_CONTROL], HOST_CONTROL, RX_CHECKSUM_EN)) {
        add_checksum(frame, p->size, p->ps[PS_CHECKSUM]);
    }
    count_frame(s, K3_CPSW_HOST, false, frame, size + CRC_SIZE);
    ports = to ? BIT(MIN(to, 31)) : k3_cpsw_ale_from_host(s, frame);
    trace_k3_cpsw_from_host(k3_trace_name(s), thread, size, ports);
    if (!ports) {
        k3_cpsw_count(s, K3_CPSW_HOST, STAT_ALE_DROP, 1);
    }
    if (ports & BIT(s->port) && port_works(s, s->port)) {
        count_frame(s, s->port, true, frame, size + CRC_SIZE);
        qemu_send_packet(qemu_get_queue(s->nic), frame, size);
    }
}

static unsigned rx_flow(const K3CPSWState *s)
{
    uint32_t thread = s->ale[R_ALE_THREAD_DEF];

    return s->host[R_HOST_FLOW_ID_OFFSET] +
           (FIELD_EX32(thread, ALE_THREAD_DEF, ENABLE) ?
            FIELD_EX32(thread, ALE_THREAD_DEF, THREAD) : 0);
}

static bool k3_cpsw_can_receive(NetClientState *nc)
{
    K3CPSWState *s = qemu_get_nic_opaque(nc);

    /* What nobody waits for is lost */
    return !port_works(s, s->port) ||
           k3_pktdma_can_receive(s->dma, K3_PSIL_SINK(s), rx_flow(s));
}

static ssize_t k3_cpsw_receive(NetClientState *nc, const uint8_t *data,
                               size_t size)
{
    K3CPSWState *s = qemu_get_nic_opaque(nc);
    g_autofree uint8_t *frame = NULL;
    uint32_t length = MAX(size, ETH_ZLEN);
    K3PSILPacket packet = {
        .num_ps = NUM_PS,
        .type = PACKET_TYPE,
        .source = s->port,
        .flow = rx_flow(s),
    };

    if (!port_works(s, s->port)) {
        return size;
    }
    if (size > MAX_FRAME ||
        length + CRC_SIZE > FIELD_EX32(s->mac[s->port - 1][R_MAC_RX_MAXLEN],
                                       MAC_RX_MAXLEN, BYTES)) {
        k3_cpsw_count(s, s->port, STAT_RX_OVERSIZED, 1);
        return size;
    }
    frame = g_malloc0(length + CRC_SIZE);
    memcpy(frame, data, size);
    count_frame(s, s->port, false, frame, length + CRC_SIZE);
    if (!k3_cpsw_ale_to_host(s, s->port, frame, length)) {
        k3_cpsw_count(s, s->port, STAT_ALE_DROP, 1);
        trace_k3_cpsw_to_host(k3_trace_name(s), length, "not wanted");
        return size;
    }
    packet.data = frame;
    packet.size = length;
    if (!FIELD_EX32(s->nu[R_NU_CONTROL], NU_CONTROL, P0_TX_CRC_REMOVE)) {
        stl_le_p(frame + length, crc32(0, frame, length));
        packet.size += CRC_SIZE;
    }
    if (k3_pktdma_receive(s->dma, K3_PSIL_SINK(s), &packet)) {
        count_frame(s, K3_CPSW_HOST, true, frame, length + CRC_SIZE);
        trace_k3_cpsw_to_host(k3_trace_name(s), length, "taken");
    } else {
        k3_cpsw_count(s, s->port, STAT_RX_TOP_FIFO_DROP, 1);
        trace_k3_cpsw_to_host(k3_trace_name(s), length, "lost");
    }
    return size;
}

void k3_cpsw_flush(K3CPSWState *s)
{
    if (k3_cpsw_can_receive(qemu_get_queue(s->nic))) {
        qemu_flush_queued_packets(qemu_get_queue(s->nic));
    }
}

static void k3_cpsw_room(K3PSILSink *sink)
{
    k3_cpsw_flush(K3_CPSW(sink));
}

static void update_link(K3CPSWState *s)
{
    NetClientState *nc = qemu_get_queue(s->nic);

    s->cable = nc->peer && !nc->link_down;
    for (unsigned i = 0; i < K3_CPSW_NUM_MACS; i++) {
        dp83867_set_link(&s->phy[i], i + 1 == s->port && s->cable);
    }
    k3_cpsw_update_rgmii(s);
}

static void k3_cpsw_link_changed(NetClientState *nc)
{
    update_link(qemu_get_nic_opaque(nc));
}

static NetClientInfo k3_cpsw_net = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .can_receive = k3_cpsw_can_receive,
    .receive = k3_cpsw_receive,
    .link_status_changed = k3_cpsw_link_changed,
};

void k3_cpsw_add_phy(K3CPSWState *s, unsigned port, unsigned address,
                     uint32_t id)
{
    g_assert(port >= 1 && port <= K3_CPSW_NUM_MACS);
    s->phy_address[port - 1] = address;
    s->phy[port - 1].id = id;
    update_link(s);
}

static void k3_cpsw_reset_hold(Object *obj, ResetType type)
{
    K3CPSWState *s = K3_CPSW(obj);

    k3_cpsw_reset_regs(s);
    for (unsigned i = 0; i < K3_CPSW_NUM_MACS; i++) {
        dp83867_reset(&s->phy[i]);
    }
    update_link(s);
}

static int k3_cpsw_post_load(void *opaque, int version_id)
{
    K3CPSWState *s = opaque;

    if (s->num_cpts_events > K3_CPSW_CPTS_EVENTS ||
        s->pins.count >= 32) {
        return -EINVAL;
    }
    /* The cable is that of the host, not what it was there */
    update_link(s);
    return 0;
}

static const VMStateDescription vmstate_k3_cpsw_pins = {
    .name = TYPE_K3_CPSW "/pins",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(frame, K3CPSWPins),
        VMSTATE_UINT8(count, K3CPSWPins),
        VMSTATE_UINT16(data, K3CPSWPins),
        VMSTATE_BOOL(out, K3CPSWPins),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_cpsw = {
    .name = TYPE_K3_CPSW,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_cpsw_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(phy, K3CPSWState, K3_CPSW_NUM_MACS, 1,
                             vmstate_dp83867, DP83867State),
        VMSTATE_STRUCT(pins, K3CPSWState, 1, vmstate_k3_cpsw_pins,
                       K3CPSWPins),
        VMSTATE_UINT32_ARRAY(ss, K3CPSWState, K3_CPSW_NUM_SS),
        VMSTATE_UINT32_ARRAY(mdio, K3CPSWState, K3_CPSW_NUM_MDIO),
        VMSTATE_UINT32_ARRAY(nu, K3CPSWState, K3_CPSW_NUM_NU),
        VMSTATE_UINT32_ARRAY(host, K3CPSWState, K3_CPSW_NUM_HOST),
        VMSTATE_UINT32_2DARRAY(mac, K3CPSWState, K3_CPSW_NUM_MACS,
                               K3_CPSW_NUM_MAC),
        VMSTATE_UINT32_ARRAY(ale, K3CPSWState, K3_CPSW_NUM_ALE),
        VMSTATE_UINT32_ARRAY(ale_table, K3CPSWState, K3_CPSW_ALE_ENTRIES * 3),
        VMSTATE_UINT32_ARRAY(stats, K3CPSWState,
                             K3_CPSW_NUM_PORTS * K3_CPSW_NUM_STATS),
        VMSTATE_UINT32_ARRAY(cpts, K3CPSWState, K3_CPSW_NUM_CPTS),
        VMSTATE_INT64(cpts_offset, K3CPSWState),
        VMSTATE_UINT64_ARRAY(cpts_event, K3CPSWState, K3_CPSW_CPTS_EVENTS),
        VMSTATE_UINT32(num_cpts_events, K3CPSWState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_cpsw_realize(DeviceState *dev, Error **errp)
{
    K3CPSWState *s = K3_CPSW(dev);

    if (!s->dma) {
        error_setg(errp, "link \"dma\" must be set");
        return;
    }
    if (s->port < 1 || s->port > K3_CPSW_NUM_MACS) {
        error_setg(errp, "port must be 1 to %d", K3_CPSW_NUM_MACS);
        return;
    }
    for (unsigned i = 0; i < K3_CPSW_NUM_MACS; i++) {
        if (k3_cpsw_has_phy(s, i) && s->phy_address[i] > 31) {
            error_setg(errp, "phy%u-address must be 0 to 31", i + 1);
            return;
        }
    }
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_cpsw_ops, s, TYPE_K3_CPSW,
                          K3_CPSW_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
    /* Without a cable, leave the first address to others */
    if (s->conf.peers.ncs[0]) {
        qemu_macaddr_default_if_unset(&s->conf.macaddr);
    }
    s->nic = qemu_new_nic(&k3_cpsw_net, &s->conf, TYPE_K3_CPSW, dev->id,
                          &dev->mem_reentrancy_guard, s);
    qemu_format_nic_info_str(qemu_get_queue(s->nic), s->conf.macaddr.a);
}

static const Property k3_cpsw_properties[] = {
    DEFINE_NIC_PROPERTIES(K3CPSWState, conf),
    DEFINE_PROP_UINT8("port", K3CPSWState, port, 1),
    DEFINE_PROP_UINT8("phy1-address", K3CPSWState, phy_address[0],
                      K3_CPSW_NO_PHY),
    DEFINE_PROP_UINT8("phy2-address", K3CPSWState, phy_address[1],
                      K3_CPSW_NO_PHY),
    DEFINE_PROP_UINT32("phy1-id", K3CPSWState, phy[0].id, DP83867_ID),
    DEFINE_PROP_UINT32("phy2-id", K3CPSWState, phy[1].id, DP83867_ID),
    DEFINE_PROP_LINK("dma", K3CPSWState, dma, TYPE_K3_PKTDMA,
                     K3PKTDMAState *),
};

static void k3_cpsw_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    K3PSILSinkClass *pc = K3_PSIL_SINK_CLASS(oc);

    dc->desc = "TI K3 Ethernet switch";
    dc->realize = k3_cpsw_realize;
    dc->vmsd = &vmstate_k3_cpsw;
    device_class_set_props(dc, k3_cpsw_properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
    rc->phases.hold = k3_cpsw_reset_hold;
    pc->packet = k3_cpsw_packet;
    pc->room = k3_cpsw_room;
}

static const TypeInfo k3_cpsw_types[] = {
    {
        .name = TYPE_K3_CPSW,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3CPSWState),
        .class_init = k3_cpsw_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_PSIL_SINK },
            { }
        },
    },
};

DEFINE_TYPES(k3_cpsw_types)
