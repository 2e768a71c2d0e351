/*
 * A core's memory as the SoC sees it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "hw/remoteproc/k3-mem-window.h"
#include "qemu/log.h"

/* True: the access will not be answered, and its master will be stopped */
static bool hangs(K3MemWindow *w)
{
    if (w->core->wedge) {
        w->core->wedge->notify(w->core->wedge, w->core);
    }
    return w->core->wedge;
}

static MemTxResult closed_read(void *opaque, hwaddr addr, uint64_t *data,
                               unsigned size, MemTxAttrs attrs)
{
    K3MemWindow *w = opaque;

    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s: read at 0x%" HWADDR_PRIx
                  " that no powered core answers\n", k3_trace_name(w->core),
                  memory_region_name(&w->container), addr);
    *data = 0;
    return hangs(w) ? MEMTX_OK : MEMTX_ERROR;
}

static MemTxResult closed_write(void *opaque, hwaddr addr, uint64_t data,
                                unsigned size, MemTxAttrs attrs)
{
    K3MemWindow *w = opaque;

    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s: write at 0x%" HWADDR_PRIx
                  " that no powered core answers\n", k3_trace_name(w->core),
                  memory_region_name(&w->container), addr);
    return hangs(w) ? MEMTX_OK : MEMTX_ERROR;
}

static const MemoryRegionOps closed_ops = {
    .read_with_attrs = closed_read,
    .write_with_attrs = closed_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .valid.unaligned = true,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
    .impl.unaligned = true,
};

void k3_mem_window_init(K3MemWindow *w, Object *owner, const char *name,
                        K3Core *core, MemoryRegion *target, uint64_t size)
{
    w->core = core;
    memory_region_init(&w->container, owner, name, size);
    memory_region_init_io(&w->closed, owner, &closed_ops, w, name, size);
    memory_region_add_subregion_overlap(&w->container, 0, &w->closed, -1);
    memory_region_init_alias(&w->open, owner, name, target, 0, size);
    memory_region_set_enabled(&w->open, false);
    memory_region_add_subregion(&w->container, 0, &w->open);
}

void k3_mem_window_update(K3MemWindow *w)
{
    memory_region_set_enabled(&w->open, w->core->power && !w->core->wedge);
}
