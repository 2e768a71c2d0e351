/*
 * Simulated firmware of a TI K3 remote core: resource table and trace buffer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A firmware knows where its resource table is; this one has to find it in the
 * image.  What it takes for a table is what Linux would take for one.  Images
 * that were loaded earlier may have left theirs behind, in DDR: a table that
 * has not been written since the core last ran with it comes last.
 *
 * Source: Linux include/linux/remoteproc.h, drivers/remoteproc/
 * remoteproc_core.c and remoteproc_elf_loader.c.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/crc32c.h"
#include "qemu/cutils.h"
#include "qemu/log.h"
#include "qemu/rcu.h"
#include "qemu/units.h"
#include "k3-sim-internal.h"
#include "k3-sim-rsc.h"
#include "trace.h"

#define TABLE_HEADER        sizeof(struct resource_table)
#define TABLE_MAX_ENTRIES   32
#define TABLE_MAX_SIZE      (4 * KiB)

#define VIRTIO_ID_RPMSG     7

/* Searched around the boot vector, for images outside all windows */
#define BOOT_WINDOW         (64 * KiB)

#define SCAN_CHUNK          (4 * KiB)

/*
 * The search is an artefact of the model, and the windows may be large.  It is
 * done in parts, so that it does not keep QEMU from other work; a part ends
 * with the chunk in which one of these limits is reached.
 */
#define PART_SIZE           (256 * KiB)
#define PART_ATTEMPTS       64

/* More images than anybody has loaded in a row */
#define MAX_CANDIDATES      64
/* Candidates in one search: hostile memory may be full of them */
#define MAX_ATTEMPTS        4096
#define CHECKSUM_SIZE       256

/* Of other types of entries only the type is looked at */
static const uint32_t rsc_sizes[RSC_LAST] = {
    [RSC_CARVEOUT] = sizeof(struct fw_rsc_carveout),
    [RSC_DEVMEM] = sizeof(struct fw_rsc_devmem),
    [RSC_TRACE] = sizeof(struct fw_rsc_trace),
    [RSC_VDEV] = sizeof(struct fw_rsc_vdev),
};

typedef struct RscTable {
    uint8_t data[TABLE_MAX_SIZE];
    uint32_t len;               /* of data that is present */
    uint32_t num;
} RscTable;

/* Bytes of the header and of @num offsets */
static uint32_t rsc_head_size(uint32_t num)
{
    return TABLE_HEADER + num * sizeof_field(struct resource_table, offset[0]);
}

static uint32_t rsc_offset(const RscTable *t, uint32_t i)
{
    const struct resource_table *head = (const void *)t->data;

    return le32_to_cpu(head->offset[i]);
}

static const void *rsc_entry(const RscTable *t, uint32_t offset)
{
    return t->data + offset;
}

static uint32_t rsc_type(const RscTable *t, uint32_t offset)
{
    const struct fw_rsc_hdr *hdr = rsc_entry(t, offset);

    return le32_to_cpu(hdr->type);
}

static bool rsc_entry_ok(const RscTable *t, uint32_t i)
{
    uint32_t offset = rsc_offset(t, i);
    uint32_t size = sizeof(struct fw_rsc_hdr);
    uint32_t type;

    if (offset < rsc_head_size(t->num) || offset > t->len - size ||
        offset & 3) {
        return false;
    }
    type = rsc_type(t, offset);
    if (type < RSC_LAST) {
        size = rsc_sizes[type];
    } else if (type < RSC_VENDOR_START || type > RSC_VENDOR_END) {
        return false;
    }
    if (size > t->len - offset) {
        return false;
    }
    if (type == RSC_VDEV) {
        const struct fw_rsc_vdev *vdev = rsc_entry(t, offset);

        if (vdev->reserved[0] || vdev->reserved[1]) {
            return false;
        }
        size += vdev->num_of_vrings * sizeof(vdev->vring[0]);
        return size <= t->len - offset &&
               le32_to_cpu(vdev->config_len) <= t->len - offset - size;
    }
    return true;
}

/*
 * Number of bytes of memory, not of registers, from addr on; or how many to
 * skip.  A search must not read registers, which could have side effects.
 */
static bool rsc_is_memory(K3SimFw *fw, uint64_t addr, hwaddr *len)
{
    MemoryRegion *mr;
    hwaddr xlat;

    RCU_READ_LOCK_GUARD();
    mr = address_space_translate(&fw->as, addr, &xlat, len, false,
                                 MEMTXATTRS_UNSPECIFIED);
    return memory_region_is_ram(mr) && !memory_region_is_ram_device(mr);
}

static bool rsc_header_ok(const struct resource_table *head)
{
    uint32_t num = le32_to_cpu(head->num);

    return le32_to_cpu(head->ver) == 1 && num && num <= TABLE_MAX_ENTRIES &&
           !head->reserved[0] && !head->reserved[1];
}

static bool rsc_read(K3SimFw *fw, uint64_t addr, RscTable *t)
{
    const struct resource_table *head = (const void *)t->data;
    hwaddr len = TABLE_MAX_SIZE;

    if (!rsc_is_memory(fw, addr, &len) || len < TABLE_HEADER ||
        address_space_read(&fw->as, addr, MEMTXATTRS_UNSPECIFIED, t->data,
                           len) != MEMTX_OK) {
        return false;
    }
    t->len = len;
    t->num = le32_to_cpu(head->num);
    if (!rsc_header_ok(head) || rsc_head_size(t->num) > t->len) {
        return false;
    }
    for (uint32_t i = 0; i < t->num; i++) {
        if (!rsc_entry_ok(t, i)) {
            trace_k3_sim_rsc_refused(k3_trace_name(fw), addr, i);
            return false;
        }
    }
    return true;
}

static void rsc_take_trace(K3SimFw *fw, const struct fw_rsc_trace *trace)
{
    if (!fw->trace) {
        fw->trace = le32_to_cpu(trace->da);
        fw->trace_size = MIN(le32_to_cpu(trace->len), K3_SIM_MAX_TRACE);
    }
}

static void rsc_take_vdev(K3SimFw *fw, const struct fw_rsc_vdev *vdev,
                          uint64_t addr)
{
    uint32_t id = le32_to_cpu(vdev->id);

    if (!fw->vdev && id == VIRTIO_ID_RPMSG &&
        vdev->num_of_vrings >= K3_SIM_NUM_VRINGS) {
        fw->vdev = addr;
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: virtio device %u with %u rings is "
                      "not served\n", k3_trace_name(fw), id,
                      vdev->num_of_vrings);
    }
}

static void rsc_take(K3SimFw *fw, uint64_t addr, const RscTable *t)
{
    fw->table = addr;
    for (uint32_t i = 0; i < t->num; i++) {
        uint32_t offset = rsc_offset(t, i);
        uint32_t type = rsc_type(t, offset);

        trace_k3_sim_rsc_entry(k3_trace_name(fw), i, offset, type);
        if (type == RSC_TRACE) {
            rsc_take_trace(fw, rsc_entry(t, offset));
        } else if (type == RSC_VDEV) {
            rsc_take_vdev(fw, rsc_entry(t, offset), addr + offset);
        }
    }
}

/* Fields that Linux changes when it loads an image and while the driver runs */
static uint32_t rsc_checksum(const RscTable *t)
{
    return crc32c(0xffffffff, t->data, MIN(t->len, CHECKSUM_SIZE));
}

/* Number of tables since the core ran with this one; -1: never */
static int rsc_age(K3SimFw *fw, uint64_t addr, const RscTable *t)
{
    for (int i = 0; i < K3_SIM_FW_OLD_TABLES; i++) {
        if (fw->old[i].addr == addr &&
            fw->old[i].checksum == rsc_checksum(t)) {
            return i;
        }
    }
    return -1;
}

void k3_sim_rsc_retire(K3SimFw *fw)
{
    g_autofree RscTable *t = g_new0(RscTable, 1);
    int i = 0;

    if (!fw->table) {
        return;
    }
    while (i < K3_SIM_FW_OLD_TABLES - 1 && fw->old[i].addr != fw->table) {
        i++;
    }
    memmove(&fw->old[1], &fw->old[0], i * sizeof(fw->old[0]));
    /* A table that is no longer readable will not be found again */
    fw->old[0].addr = fw->table;
    fw->old[0].checksum = rsc_read(fw, fw->table, t) ? rsc_checksum(t) : 0;
}

/* True: the search is over */
static bool rsc_consider(K3SimFw *fw, uint64_t addr, RscTable *t)
{
    K3SimSearch *search = &fw->search;
    int age;

    if (++search->attempts > MAX_ATTEMPTS) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no resource table among the first "
                      "%u places that look like one\n", k3_trace_name(fw),
                      MAX_ATTEMPTS);
        return true;
    }
    if (!rsc_read(fw, addr, t)) {
        return false;
    }
    age = rsc_age(fw, addr, t);
    if (!search->candidates++ || age < search->age) {
        search->best = addr;
        search->age = age;
    }
    return age < 0 || search->candidates == MAX_CANDIDATES;
}

static bool rsc_scan_chunk(K3SimFw *fw, uint64_t addr, uint32_t len,
                           RscTable *t)
{
    uint8_t chunk[SCAN_CHUNK];

    if (address_space_read(&fw->as, addr, MEMTXATTRS_UNSPECIFIED, chunk,
                           len) != MEMTX_OK || buffer_is_zero(chunk, len)) {
        return false;
    }
    for (uint32_t i = 0; i + 4 <= len; i += 4) {
        /* Check the version, which is 1, first: few words in memory are */
        if (ldl_le_p(chunk + i) == 1 &&
            (i + TABLE_HEADER > len ||
             rsc_header_ok((const void *)(chunk + i))) &&
            rsc_consider(fw, addr + i, t)) {
            return true;
        }
    }
    return false;
}

/* Window @n of the search; false: there is none */
static bool rsc_window(K3SimFw *fw, uint32_t n, K3SimFwWindow *window)
{
    if (n < fw->num_window_bases) {
        window->base = fw->window_base[n];
        window->size = fw->window_size[n];
    } else {
        window->base = fw->boot_vector & ~(uint64_t)(BOOT_WINDOW - 1);
        window->size = BOOT_WINDOW;
    }
    return n <= fw->num_window_bases;
}

K3SimEvent k3_sim_rsc_search(K3SimFw *fw)
{
    g_autofree RscTable *t = g_new0(RscTable, 1);
    K3SimSearch *search = &fw->search;
    uint32_t last_attempt = search->attempts + PART_ATTEMPTS;
    uint64_t looked_at = 0;
    K3SimFwWindow window;

    while (rsc_window(fw, search->window, &window)) {
        uint64_t addr = window.base + search->offset;
        uint64_t left = window.size - search->offset;
        hwaddr len = MIN(left, SCAN_CHUNK - (addr & (SCAN_CHUNK - 1)));

        if (search->offset > window.size || left < TABLE_HEADER) {
            search->window++;
            search->offset = 0;
            continue;
        }
        if (looked_at >= PART_SIZE || search->attempts >= last_attempt) {
            return K3_SIM_EV_MORE;
        }
        if (rsc_is_memory(fw, addr, &len) &&
            rsc_scan_chunk(fw, addr, len, t)) {
            break;
        }
        /* If there is nothing to skip, this is the end of the window */
        search->offset += len ?: left;
        looked_at += len;
    }
    return K3_SIM_EV_DONE;
}

void k3_sim_rsc_use(K3SimFw *fw)
{
    g_autofree RscTable *t = g_new0(RscTable, 1);

    if (fw->search.candidates && rsc_read(fw, fw->search.best, t)) {
        rsc_take(fw, fw->search.best, t);
    }
}

/* The text always ends with a NUL; writing wraps around at the end */
void k3_sim_trace(K3SimFw *fw, const char *fmt, ...)
{
    g_autofree char *text = NULL;
    va_list args;
    size_t len;

    if (!fw->trace) {
        return;
    }
    va_start(args, fmt);
    text = g_strdup_vprintf(fmt, args);
    va_end(args);
    len = strlen(text);
    if (len + 1 > fw->trace_size) {
        return;
    }
    if (!fw->trace_pos || fw->trace_pos + len + 1 > fw->trace_size) {
        g_autofree uint8_t *zero = g_malloc0(fw->trace_size);

        fw->trace_pos = 0;
        if (!k3_sim_write(fw, fw->trace, zero, fw->trace_size,
                          "trace buffer")) {
            fw->trace = 0;
            return;
        }
    }
    k3_sim_write(fw, fw->trace + fw->trace_pos, text, len + 1,
                 "trace buffer");
    fw->trace_pos += len;
}
