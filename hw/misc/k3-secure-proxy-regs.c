/*
 * TI K3 secure proxy: registers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "hw/registerfields.h"
#include "k3-secure-proxy-internal.h"
#include "trace.h"

/* rt, in the page of the thread */
REG32(RT_STATUS, 0x0)
    FIELD(RT_STATUS, CUR_CNT, 0, 8)
    FIELD(RT_STATUS, MAX_CNT, 16, 8)
    FIELD(RT_STATUS, DIR, 30, 1)
    FIELD(RT_STATUS, ERROR, 31, 1)
REG32(RT_THR, 0x4)
    FIELD(RT_THR, THR_CNT, 0, 8)

/* scfg: one page for the proxy, then one for each thread */
REG32(SCFG_BUFFER_L, 0x00)
REG32(SCFG_BUFFER_H, 0x04)
REG32(SCFG_TARGET_L, 0x08)
REG32(SCFG_TARGET_H, 0x0c)
REG32(SCFG_ORDERID, 0x10)
REG32(SCFG_CTL, 0x0)
    FIELD(SCFG_CTL, QUEUE, 0, 16)
    FIELD(SCFG_CTL, MAX_CNT, 16, 8)
    FIELD(SCFG_CTL, DIR, 31, 1)
REG32(SCFG_EVT_MAP, 0x4)
REG32(SCFG_DST, 0x8)

/* cfg */
REG32(PID, 0x00)
    FIELD(PID, BU, 28, 2)
    FIELD(PID, SCHEME, 30, 2)
REG32(CONFIG, 0x04)
    FIELD(CONFIG, THREADS, 0, 16)
    FIELD(CONFIG, MSG_SIZE, 16, 16)
REG32(GLB_EVT, 0x14)
#define NO_EVENT                0xffff

/* The registers of one region: 32 bits each, reads have no side effects. */
struct K3SecureProxyRegs {
    const char *name;
    bool (*read)(K3SecureProxyState *s, hwaddr offset, uint32_t *value);
    bool (*write)(K3SecureProxyState *s, hwaddr offset, uint32_t value);
};

static bool k3_secure_proxy_rt_read(K3SecureProxyState *s, hwaddr offset,
                                    uint32_t *value)
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, offset / THREAD_PAGE);

    if (!t) {
        return false;
    }
    switch (offset % THREAD_PAGE) {
    case A_RT_STATUS:
        *value = FIELD_DP32(0, RT_STATUS, CUR_CNT,
                            k3_secure_proxy_count(s, t));
        *value = FIELD_DP32(*value, RT_STATUS, MAX_CNT,
                            t->inbound ? 0 : t->depth);
        *value = FIELD_DP32(*value, RT_STATUS, DIR, t->inbound);
        *value = FIELD_DP32(*value, RT_STATUS, ERROR, t->error);
        return true;
    case A_RT_THR:
        *value = t->threshold;
        return true;
    default:
        return false;
    }
}

static bool k3_secure_proxy_rt_write(K3SecureProxyState *s, hwaddr offset,
                                     uint32_t value)
{
    K3SecureProxyThread *t = k3_secure_proxy_thread(s, offset / THREAD_PAGE);

    if (!t) {
        return false;
    }
    switch (offset % THREAD_PAGE) {
    case A_RT_STATUS:
        if (t->error && !FIELD_EX32(value, RT_STATUS, ERROR)) {
            k3_secure_proxy_clear_error(s, t);
        }
        return true;
    case A_RT_THR:
        t->threshold = FIELD_EX32(value, RT_THR, THR_CNT);
        k3_secure_proxy_update_irq(s, t);
        return true;
    default:
        return false;
    }
}

static bool k3_secure_proxy_scfg_read(K3SecureProxyState *s, hwaddr offset,
                                      uint32_t *value)
{
    K3SecureProxyThread *t;

    *value = 0;
    if (offset < THREAD_PAGE) {
        /* The registers exist, but rings of the firmware are not modelled. */
        return offset <= A_SCFG_ORDERID;
    }
    t = k3_secure_proxy_thread(s, offset / THREAD_PAGE - 1);
    if (!t) {
        return false;
    }
    switch (offset % THREAD_PAGE) {
    case A_SCFG_CTL:
        *value = FIELD_DP32(0, SCFG_CTL, QUEUE, k3_secure_proxy_id(s, t));
        *value = FIELD_DP32(*value, SCFG_CTL, MAX_CNT,
                            t->inbound ? 0 : t->depth);
        *value = FIELD_DP32(*value, SCFG_CTL, DIR, t->inbound);
        return true;
    case A_SCFG_EVT_MAP:
    case A_SCFG_DST:
        return true;
    default:
        return false;
    }
}

static bool k3_secure_proxy_cfg_read(K3SecureProxyState *s, hwaddr offset,
                                     uint32_t *value)
{
    switch (offset) {
    case A_PID:
        /*
         * The scheme is common to all blocks of the DMA subsystem; the other
         * fields are unknown.
         */
        *value = FIELD_DP32(0, PID, SCHEME, 1);
        *value = FIELD_DP32(*value, PID, BU, 2);
        return true;
    case A_CONFIG:
        *value = FIELD_DP32(0, CONFIG, THREADS, s->num_threads);
        *value = FIELD_DP32(*value, CONFIG, MSG_SIZE,
                            K3_SECURE_PROXY_SLOT_SIZE);
        return true;
    case A_GLB_EVT:
        *value = NO_EVENT;
        return true;
    default:
        return false;
    }
}

/* A firewall lets only the system firmware write to these. */
static bool k3_secure_proxy_read_only(K3SecureProxyState *s, hwaddr offset,
                                      uint32_t value)
{
    return false;
}

static const K3SecureProxyRegs k3_secure_proxy_rt = {
    .name = "rt",
    .read = k3_secure_proxy_rt_read,
    .write = k3_secure_proxy_rt_write,
};

static const K3SecureProxyRegs k3_secure_proxy_scfg = {
    .name = "scfg",
    .read = k3_secure_proxy_scfg_read,
    .write = k3_secure_proxy_read_only,
};

static const K3SecureProxyRegs k3_secure_proxy_cfg = {
    .name = "cfg",
    .read = k3_secure_proxy_cfg_read,
    .write = k3_secure_proxy_read_only,
};

static uint64_t k3_secure_proxy_reg_read(void *opaque, hwaddr offset,
                                         unsigned size)
{
    K3SecureProxyRegion *region = opaque;
    uint32_t value = 0;

    if (!region->regs->read(region->proxy, offset & ~3ull, &value)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: %s: no readable register at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(region->proxy), region->regs->name,
                      offset);
        value = 0;
    }
    value = extract32(value, 8 * (offset & 3), 8 * size);
    trace_k3_secure_proxy_read(k3_trace_name(region->proxy), region->regs->name,
                               offset, value, size);
    return value;
}

static void k3_secure_proxy_reg_write(void *opaque, hwaddr offset,
                                      uint64_t value, unsigned size)
{
    K3SecureProxyRegion *region = opaque;
    uint32_t word = 0;

    trace_k3_secure_proxy_write(k3_trace_name(region->proxy),
                                region->regs->name, offset, value, size);
    /* A narrow write does not change the other bytes of the register. */
    if (!region->regs->read(region->proxy, offset & ~3ull, &word) ||
        !region->regs->write(region->proxy, offset & ~3ull,
                             deposit32(word, 8 * (offset & 3), 8 * size,
                                       value))) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: %s: no writable register at offset 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(region->proxy), region->regs->name,
                      offset);
    }
}

static const MemoryRegionOps k3_secure_proxy_reg_ops = {
    .read = k3_secure_proxy_reg_read,
    .write = k3_secure_proxy_reg_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static void k3_secure_proxy_init_region(K3SecureProxyState *s,
                                        K3SecureProxyRegion *region,
                                        const K3SecureProxyRegs *regs,
                                        uint64_t size)
{
    g_autofree char *name = g_strdup_printf("%s-%s", TYPE_K3_SECURE_PROXY,
                                              regs->name);

    region->proxy = s;
    region->regs = regs;
    memory_region_init_io(&region->iomem, OBJECT(s), &k3_secure_proxy_reg_ops,
                          region, name, size);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &region->iomem);
}

void k3_secure_proxy_init_regs(K3SecureProxyState *s)
{
    uint64_t size = (uint64_t)s->num_threads * THREAD_PAGE;

    k3_secure_proxy_init_region(s, &s->rt, &k3_secure_proxy_rt, size);
    k3_secure_proxy_init_region(s, &s->scfg, &k3_secure_proxy_scfg, size);
    k3_secure_proxy_init_region(s, &s->cfg, &k3_secure_proxy_cfg, CFG_SIZE);
}
