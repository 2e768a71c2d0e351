/*
 * k3-virt: what a board has around the SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/k3-board.h"
#include "qemu/cutils.h"

bool k3_board_node_base(const void *fdt, int node, uint64_t *base)
{
    const char *name = fdt_get_name(fdt, node, NULL);
    const char *unit = name ? strchr(name, '@') : NULL;

    return unit && qemu_strtou64(unit + 1, NULL, 16, base) == 0;
}

Object *k3_board_device(K3SocState *soc, const void *fdt, int node,
                        const char *type)
{
    MemoryRegionSection section;
    Object *device = NULL;
    uint64_t base;

    if (node < 0 || !k3_board_node_base(fdt, node, &base)) {
        return NULL;
    }
    section = memory_region_find(&soc->bus, base, 1);
    if (section.mr && !section.offset_within_region) {
        device = object_dynamic_cast(memory_region_owner(section.mr), type);
    }
    if (section.mr) {
        memory_region_unref(section.mr);
    }
    return device;
}

void k3_board_connect(K3SocState *soc, const void *fdt, uint32_t cards)
{
    k3_board_add_i2c(soc, fdt);
    k3_board_add_phys(soc, fdt);
    k3_board_detect_cards(soc, fdt, cards);
}
