/*
 * k3-virt: address spaces of the remote cores, for observers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "system/address-spaces.h"
#include "k3-virt.h"

/* No K3 SoC has anything there */
#define DEBUG_VIEW_BASE     (1ULL << 40)
#define DEBUG_VIEW_SIZE     (4 * GiB)

/*
 * An access goes through the address space of the core.  Aliases would not do:
 * a RAT can make a view so intricate that the sections of four of them exceed
 * the tables of one address space.
 */
static const MemTxAttrs debug_attrs = { .unspecified = true };

static MemTxResult debug_view_read(void *opaque, hwaddr addr, uint64_t *data,
                                   unsigned size, MemTxAttrs attrs)
{
    AddressSpace *as = opaque;
    uint8_t buf[8];
    MemTxResult result = address_space_read(as, addr, debug_attrs, buf, size);

    *data = ldn_le_p(buf, size);
    return result;
}

static MemTxResult debug_view_write(void *opaque, hwaddr addr, uint64_t data,
                                    unsigned size, MemTxAttrs attrs)
{
    AddressSpace *as = opaque;
    uint8_t buf[8];

    stn_le_p(buf, size, data);
    return address_space_write(as, addr, debug_attrs, buf, size);
}

static const MemoryRegionOps debug_view_ops = {
    .read_with_attrs = debug_view_read,
    .write_with_attrs = debug_view_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .valid.unaligned = true,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
    .impl.unaligned = true,
};

void k3_virt_create_debug_views(K3MachineState *s)
{
    unsigned num = k3_soc_num_executing(s->soc.info);

    s->debug_views = g_new0(MemoryRegion, num);
    for (unsigned n = 0; n < num; n++) {
        memory_region_init_io(&s->debug_views[n], OBJECT(s), &debug_view_ops,
                              k3_core_view(s->soc.core[n].core),
                              "k3-debug-view", DEBUG_VIEW_SIZE);
        memory_region_add_subregion_overlap(get_system_memory(),
                                            DEBUG_VIEW_BASE +
                                            n * DEBUG_VIEW_SIZE,
                                            &s->debug_views[n], 1);
    }
}
