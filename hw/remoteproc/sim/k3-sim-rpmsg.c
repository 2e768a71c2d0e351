/*
 * Simulated firmware of a TI K3 remote core: virtio rings, rpmsg services
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The core is the device of virtio's legacy ring layout.  Everything in the
 * rings is Linux's, and nothing of it is believed.
 *
 * Sources: Linux include/uapi/linux/virtio_ring.h, include/linux/rpmsg/ns.h,
 * drivers/rpmsg/virtio_rpmsg_bus.c, drivers/remoteproc/remoteproc_virtio.c.
 */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "k3-sim-internal.h"
#include "k3-sim-rsc.h"
#include "standard-headers/linux/virtio_config.h"
#include "standard-headers/linux/virtio_ring.h"
#include "trace.h"

#define VDEV_DRIVER_OK      VIRTIO_CONFIG_S_DRIVER_OK
#define RPMSG_F_NS          (1u << 0)
#define RPMSG_NS_ADDR       53
#define RPMSG_NAME_SIZE     32

#define VRING_MAX_NUM       32768
#define VRING_MAX_ALIGN     (1u << 20)
#define RSC_ADDR_ANY        0xffffffffu

/* An rpmsg header's length is 16 bits */
#define RPMSG_MAX_SIZE      (sizeof(RpmsgHeader) + UINT16_MAX)

typedef struct QEMU_PACKED RpmsgHeader {
    uint32_t src;
    uint32_t dst;
    uint32_t reserved;
    uint16_t len;
    uint16_t flags;
} RpmsgHeader;

typedef struct QEMU_PACKED RpmsgNs {
    char name[RPMSG_NAME_SIZE];
    uint32_t addr;
    uint32_t flags;             /* 0: created */
} RpmsgNs;

/*
 * The services that it announces, as tests/firmware does: drivers of Linux or
 * of TI's kernels look for these names.  Each echoes messages to the sender.
 */
static const struct {
    const char *name;
    uint32_t addr;
} sim_services[] = {
    { "rpmsg-client-sample", 12 },
    { "ti.ipc4.ping-pong", 13 },
    { "rpmsg_chrdev", 14 },
    { "rpmsg-raw", 15 },
};

typedef struct SimBuffer {
    uint64_t addr;
    uint32_t len;
    uint16_t id;
} SimBuffer;

void k3_sim_rpmsg_reset(K3SimFw *fw)
{
    fw->ready = false;
    fw->refused = false;
    fw->announced = 0;
    memset(fw->vring, 0, sizeof(fw->vring));
}

static void rpmsg_refuse(K3SimFw *fw, const char *why, uint64_t value)
{
    qemu_log_mask(LOG_GUEST_ERROR, "%s: rpmsg stopped: %s 0x%" PRIx64 "\n",
                  k3_trace_name(fw), why, value);
    k3_sim_trace(fw, "rpmsg stopped: %s 0x%" PRIx64 "\n", why, value);
    fw->ready = false;
    fw->refused = true;
}

static bool vring_layout(K3SimVring *vr, uint32_t da, uint32_t align)
{
    if (da == RSC_ADDR_ANY || !da || !is_power_of_2(vr->num) ||
        vr->num > VRING_MAX_NUM || !is_power_of_2(align) || align < 4 ||
        align > VRING_MAX_ALIGN) {
        return false;
    }
    vr->desc = da;
    vr->avail = vr->desc + vr->num * sizeof(struct vring_desc);
    vr->used = ROUND_UP(vr->avail + sizeof(uint16_t) * (3 + vr->num), align);
    return true;
}

/* By now, Linux has written addresses and notification ids to the table */
static void rpmsg_open(K3SimFw *fw)
{
    for (int i = 0; i < K3_SIM_NUM_VRINGS; i++) {
        uint64_t entry = fw->vdev + offsetof(struct fw_rsc_vdev, vring[i]);
        K3SimVring *vr = &fw->vring[i];
        struct fw_rsc_vdev_vring info;

        if (!k3_sim_read(fw, entry, &info, sizeof(info), "resource table")) {
            rpmsg_refuse(fw, "no resource table at", entry);
            return;
        }
        vr->num = le32_to_cpu(info.num);
        vr->notify_id = le32_to_cpu(info.notifyid);
        vr->next_avail = 0;
        vr->next_used = 0;
        if (!vring_layout(vr, le32_to_cpu(info.da), le32_to_cpu(info.align))) {
            rpmsg_refuse(fw, "bad ring at", le32_to_cpu(info.da));
            return;
        }
        trace_k3_sim_rpmsg_ring(k3_trace_name(fw), i, vr->desc, vr->num,
                                vr->notify_id);
    }
    fw->ready = true;
    fw->announced = 0;
    k3_sim_trace(fw, "rpmsg driver is there\n");
}

/*
 * Number of buffers that Linux has made available.  An index too far ahead
 * means that the ring is corrupt.
 */
static bool vring_has_buffer(K3SimFw *fw, K3SimVring *vr)
{
    uint16_t idx = k3_sim_read16(fw, vr->avail + offsetof(struct vring_avail,
                                                          idx), "ring");

    if ((uint16_t)(idx - vr->next_avail) > vr->num) {
        rpmsg_refuse(fw, "bad available index", idx);
        return false;
    }
    return idx != vr->next_avail;
}

static bool vring_get(K3SimFw *fw, K3SimVring *vr, SimBuffer *buf)
{
    uint16_t slot = vr->next_avail & (vr->num - 1);
    struct vring_desc desc;

    /* Read the index before the entries that it covers */
    smp_rmb();
    buf->id = k3_sim_read16(fw, vr->avail +
                            offsetof(struct vring_avail, ring) + 2 * slot,
                            "ring");
    if (buf->id >= vr->num) {
        rpmsg_refuse(fw, "bad available descriptor", buf->id);
        return false;
    }
    if (!k3_sim_read(fw, vr->desc + buf->id * sizeof(desc), &desc,
                     sizeof(desc), "descriptor")) {
        rpmsg_refuse(fw, "unreadable descriptor", buf->id);
        return false;
    }
    buf->addr = le64_to_cpu(desc.addr);
    buf->len = le32_to_cpu(desc.len);
    vr->next_avail++;
    return true;
}

static void vring_put(K3SimFw *fw, K3SimVring *vr, const SimBuffer *buf,
                      uint32_t len)
{
    uint16_t slot = vr->next_used & (vr->num - 1);
    struct vring_used_elem elem = {
        .id = cpu_to_le32(buf->id),
        .len = cpu_to_le32(len),
    };
    uint16_t idx;
    uint16_t flags;

    k3_sim_write(fw, vr->used + offsetof(struct vring_used, ring) +
                 slot * sizeof(elem), &elem, sizeof(elem), "ring");
    /* Write the element before the index that covers it */
    smp_wmb();
    idx = cpu_to_le16(++vr->next_used);
    k3_sim_write(fw, vr->used + offsetof(struct vring_used, idx), &idx,
                 sizeof(idx), "ring");
    /*
     * Write the index before checking whether the other side wants an interrupt
     */
    smp_mb();
    flags = k3_sim_read16(fw, vr->avail + offsetof(struct vring_avail, flags),
                          "ring");
    if (!(flags & VRING_AVAIL_F_NO_INTERRUPT)) {
        k3_sim_mbox_kick(fw, vr->notify_id);
    }
}

/* Write to an available buffer of Linux; false if it does not fit */
static bool rpmsg_send(K3SimFw *fw, uint32_t src, uint32_t dst,
                       const void *data, uint16_t len)
{
    K3SimVring *vr = &fw->vring[K3_SIM_VRING_RX];
    RpmsgHeader hdr = {
        .src = cpu_to_le32(src),
        .dst = cpu_to_le32(dst),
        .len = cpu_to_le16(len),
    };
    SimBuffer buf;
    bool ok;

    if (!vring_get(fw, vr, &buf)) {
        return false;
    }
    ok = buf.len >= sizeof(hdr) + len &&
         k3_sim_write(fw, buf.addr, &hdr, sizeof(hdr), "message") &&
         k3_sim_write(fw, buf.addr + sizeof(hdr), data, len, "message");
    trace_k3_sim_rpmsg_send(k3_trace_name(fw), src, dst, len, ok);
    vring_put(fw, vr, &buf, ok ? sizeof(hdr) + len : 0);
    return ok;
}

static void rpmsg_announce(K3SimFw *fw)
{
    RpmsgNs ns = {
        .addr = cpu_to_le32(sim_services[fw->announced].addr),
    };

    g_strlcpy(ns.name, sim_services[fw->announced].name, sizeof(ns.name));
    rpmsg_send(fw, sim_services[fw->announced].addr, RPMSG_NS_ADDR, &ns,
               sizeof(ns));
    fw->announced++;
}

static bool rpmsg_is_endpoint(uint32_t addr)
{
    for (size_t i = 0; i < ARRAY_SIZE(sim_services); i++) {
        if (sim_services[i].addr == addr) {
            return true;
        }
    }
    return false;
}

static const char *rpmsg_flaw(const RpmsgHeader *hdr, uint32_t size)
{
    if (size < sizeof(*hdr)) {
        return "buffer without a header";
    }
    if (le16_to_cpu(hdr->len) > size - sizeof(*hdr)) {
        return "longer than its buffer";
    }
    if (!rpmsg_is_endpoint(le32_to_cpu(hdr->dst))) {
        return "no endpoint has this address";
    }
    return NULL;
}

static void rpmsg_echo(K3SimFw *fw)
{
    g_autofree uint8_t *data = NULL;
    SimBuffer buf;
    RpmsgHeader hdr = { 0 };
    const char *flaw;
    uint32_t size;
    bool sent = false;

    if (!vring_get(fw, &fw->vring[K3_SIM_VRING_TX], &buf)) {
        return;
    }
    size = MIN(buf.len, RPMSG_MAX_SIZE);
    data = g_malloc0(RPMSG_MAX_SIZE);
    if (!k3_sim_read(fw, buf.addr, data, size, "message")) {
        size = 0;
    }
    memcpy(&hdr, data, sizeof(hdr));
    flaw = rpmsg_flaw(&hdr, size);
    if (flaw) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: rpmsg message at 0x%" PRIx64
                      " to %u: %s\n", k3_trace_name(fw), buf.addr,
                      le32_to_cpu(hdr.dst), flaw);
    }
    /* Return the sender's buffer first: it may be waiting for one */
    vring_put(fw, &fw->vring[K3_SIM_VRING_TX], &buf, 0);
    if (!flaw && fw->ready) {
        sent = rpmsg_send(fw, le32_to_cpu(hdr.dst), le32_to_cpu(hdr.src),
                          data + sizeof(hdr), le16_to_cpu(hdr.len));
    }
    if (sent) {
        fw->echoed++;
    } else {
        fw->dropped++;
    }
}

/* A driver that starts over zeroes the rings, which the device can see */
static bool rpmsg_started_over(K3SimFw *fw)
{
    for (int i = 0; i < K3_SIM_NUM_VRINGS; i++) {
        K3SimVring *vr = &fw->vring[i];

        if (k3_sim_read16(fw, vr->used + offsetof(struct vring_used, idx),
                          "ring") != vr->next_used) {
            return true;
        }
    }
    return false;
}

K3SimEvent k3_sim_rpmsg_step(K3SimFw *fw)
{
    uint8_t status = 0;

    if (!fw->vdev) {
        return K3_SIM_EV_IDLE;
    }
    k3_sim_read(fw, fw->vdev + offsetof(struct fw_rsc_vdev, status),
                &status, sizeof(status),
                "resource table");
    if (!(status & VDEV_DRIVER_OK)) {
        k3_sim_rpmsg_reset(fw);
        return K3_SIM_EV_POLL;
    }
    if (fw->refused) {
        /* Until the driver resets the device */
        return K3_SIM_EV_POLL;
    }
    if (!fw->ready || rpmsg_started_over(fw)) {
        rpmsg_open(fw);
        return K3_SIM_EV_MORE;
    }

    /* Both need a buffer to send; Linux notifies when it adds one */
    if (!vring_has_buffer(fw, &fw->vring[K3_SIM_VRING_RX])) {
        return fw->ready ? K3_SIM_EV_IDLE : K3_SIM_EV_MORE;
    }
    if (fw->announced < ARRAY_SIZE(sim_services)) {
        uint32_t features = k3_sim_read32(fw, fw->vdev +
                                          offsetof(struct fw_rsc_vdev,
                                                   gfeatures),
                                          "resource table");

        if (features & RPMSG_F_NS) {
            rpmsg_announce(fw);
            return K3_SIM_EV_MORE;
        }
        fw->announced = ARRAY_SIZE(sim_services);
    }
    if (vring_has_buffer(fw, &fw->vring[K3_SIM_VRING_TX])) {
        rpmsg_echo(fw);
        return K3_SIM_EV_MORE;
    }
    return fw->ready ? K3_SIM_EV_IDLE : K3_SIM_EV_MORE;
}

int k3_sim_rpmsg_post_load(K3SimFw *fw)
{
    if (fw->announced > ARRAY_SIZE(sim_services) ||
        (fw->ready && !fw->vdev) || (fw->ready && fw->refused)) {
        return -EINVAL;
    }
    for (int i = 0; fw->ready && i < K3_SIM_NUM_VRINGS; i++) {
        if (!is_power_of_2(fw->vring[i].num) ||
            fw->vring[i].num > VRING_MAX_NUM) {
            return -EINVAL;
        }
    }
    return 0;
}
