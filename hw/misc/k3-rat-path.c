/*
 * TI K3 Region-based Address Translation (RAT): the paths through its view
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A path shows a mapping.  Memories in it appear as aliases, which the core
 * accesses at no extra cost.  All else is a region that forwards each access.
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/rcu.h"
#include "hw/misc/k3-trace.h"
#include "system/memory.h"
#include "trace.h"
#include "k3-rat-internal.h"

/* No smaller than a page of any core that could execute from memory */
#define RAT_GRANULE             4096ull

typedef struct K3RatSearch {
    K3RatMapping *mapping;
    uint64_t end;
} K3RatSearch;

static bool k3_rat_note_memory(Int128 start, Int128 len, const MemoryRegion *mr,
                               hwaddr offset_in_region, void *opaque)
{
    K3RatSearch *search = opaque;
    K3RatMapping *m = search->mapping;
    uint64_t first, end;

    if (!mr->ram) {
        return false;
    }
    first = ROUND_UP(MAX(int128_get64(start), m->target), RAT_GRANULE);
    end = ROUND_DOWN(MIN(int128_get64(int128_add(start, len)), search->end),
                     RAT_GRANULE);
    if (first >= end) {
        return false;
    }
    first = m->start + (first - m->target);
    end = m->start + (end - m->target);

    /* Sorted by size; memories that do not fit in the list are forwarded */
    for (unsigned i = 0; i < K3_RAT_MAX_MEMORIES; i++) {
        uint64_t old_start = m->memory[i].start;
        uint64_t old_size = m->memory[i].size;

        if (end - first > old_size) {
            m->memory[i].start = first;
            m->memory[i].size = end - first;
            first = old_start;
            end = old_start + old_size;
        }
    }
    return false;
}

/*
 * Find whole pages only: an alias of part of a page is not faster.  A later
 * change of the interconnect does not update the aliases.  That is harmless: an
 * alias shows the new contents, and where nothing is left, accesses reach the
 * forwarding region below it.
 */
static void k3_rat_find_memories(K3RatState *s, K3RatMapping *m)
{
    K3RatSearch search = {
        .mapping = m,
        .end = MIN(m->target + m->size, BIT_ULL(s->address_width)),
    };

    if (m->size && !((m->start ^ m->target) & (RAT_GRANULE - 1))) {
        RCU_READ_LOCK_GUARD();
        flatview_for_each_range(address_space_to_flatview(&s->target_as),
                                k3_rat_note_memory, &search);
    }
}

static void k3_rat_place(MemoryRegion *mr, uint64_t start, uint64_t size)
{
    memory_region_set_enabled(mr, size);
    if (size) {
        memory_region_set_address(mr, start);
        memory_region_set_size(mr, size);
    }
}

void k3_rat_path_show(K3RatPath *path, K3RatMapping m)
{
    k3_rat_find_memories(path->rat, &m);
    /*
     * A change makes QEMU render all address spaces again.  Firmware writes
     * the registers of a region before it enables it: avoid that cost then.
     */
    if (!memcmp(&m, &path->mapping, sizeof(m))) {
        return;
    }
    path->mapping = m;
    trace_k3_rat_map(k3_trace_name(path->rat),
                     memory_region_name(&path->forward), m.start, m.size,
                     m.target);

    memory_region_transaction_begin();
    k3_rat_place(&path->forward, m.start, m.size);
    for (unsigned i = 0; i < K3_RAT_MAX_MEMORIES; i++) {
        MemoryRegion *mr = &path->memory[i];

        k3_rat_place(mr, m.memory[i].start, m.memory[i].size);
        if (m.memory[i].size) {
            memory_region_set_alias_offset(mr, m.target +
                                           (m.memory[i].start - m.start));
        }
    }
    memory_region_transaction_commit();
}

/*
 * Forward an access.  It may reach the registers of this RAT and change this
 * path; that is safe, as the path is not used after the access.  An access that
 * returns to this RAT to be translated again could loop forever: it fails.
 */
static MemTxResult k3_rat_forward(K3RatPath *path, hwaddr offset, uint8_t *buf,
                                  unsigned size, bool is_write,
                                  MemTxAttrs attrs)
{
    K3RatState *s = path->rat;
    hwaddr addr = path->mapping.target + offset;
    MemTxResult result;

    if (addr + size > BIT_ULL(s->address_width)) {
        return MEMTX_DECODE_ERROR;
    }
    if (s->forwarding) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: an access to 0x%" HWADDR_PRIx " returns to this "
                      "RAT and fails\n",
                      k3_trace_name(s), addr);
        return MEMTX_DECODE_ERROR;
    }
    s->forwarding = true;
    result = address_space_rw(&s->target_as, addr, attrs, buf, size, is_write);
    s->forwarding = false;
    return result;
}

static MemTxResult k3_rat_forward_read(void *opaque, hwaddr offset,
                                       uint64_t *data, unsigned size,
                                       MemTxAttrs attrs)
{
    uint8_t buf[8] = { 0 };
    MemTxResult result = k3_rat_forward(opaque, offset, buf, size, false,
                                        attrs);

    *data = ldn_le_p(buf, size);
    return result;
}

static MemTxResult k3_rat_forward_write(void *opaque, hwaddr offset,
                                        uint64_t data, unsigned size,
                                        MemTxAttrs attrs)
{
    uint8_t buf[8];

    stn_le_p(buf, size, data);
    return k3_rat_forward(opaque, offset, buf, size, true, attrs);
}

static const MemoryRegionOps k3_rat_forward_ops = {
    .read_with_attrs = k3_rat_forward_read,
    .write_with_attrs = k3_rat_forward_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
    .impl = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
};

void k3_rat_path_init(K3RatState *s, K3RatPath *path, const char *name,
                      int priority)
{
    path->rat = s;
    memory_region_init_io(&path->forward, OBJECT(s), &k3_rat_forward_ops, path,
                          name, K3_RAT_VIEW_SIZE);
    /*
     * A path may lead to the registers of its own RAT.  They are another region
     * of the same device, so QEMU's guard would refuse the access.
     * k3_rat_forward() prevents recursion instead.
     */
    path->forward.disable_reentrancy_guard = true;
    memory_region_set_enabled(&path->forward, false);
    memory_region_add_subregion_overlap(&s->view, 0, &path->forward, priority);
    for (unsigned i = 0; i < K3_RAT_MAX_MEMORIES; i++) {
        MemoryRegion *mr = &path->memory[i];

        memory_region_init_alias(mr, OBJECT(s), name, s->target, 0,
                                 K3_RAT_VIEW_SIZE);
        memory_region_set_enabled(mr, false);
        memory_region_add_subregion_overlap(&s->view, 0, mr, priority + 1);
    }
}
