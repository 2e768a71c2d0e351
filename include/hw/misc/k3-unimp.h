/*
 * What a TI K3 SoC has and the model has not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_UNIMP_H
#define HW_MISC_K3_UNIMP_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the background of the address map
 *
 * One region behind everything that is modelled.  An access that ends here is
 * decoded with the address map of the SoC: a block that exists but is not
 * modelled reads as zero, ignores writes, and logs its name under "unimp"; a
 * hole of the map answers with a bus error, as the interconnect does.
 *
 * One region, not one for each block as with TYPE_UNIMPLEMENTED_DEVICE: a
 * region address translation window of a remote core can show any part of the
 * bus many times over, and QEMU's dispatch tables have room for a limited
 * number of sections only.  A guest must not be able to overflow them.
 *
 * QEMU interface:
 *  + k3_unimp_set_map(): the map, sorted by address, without overlaps; before
 *    realize
 *  + sysbus MMIO region 0: the background, 2^48 bytes
 */

#define TYPE_K3_UNIMP "ti-k3-unimp"
OBJECT_DECLARE_SIMPLE_TYPE(K3UnimpState, K3_UNIMP)

/* A named range of addresses */
typedef struct K3Region {
    const char *name;
    uint64_t base;
    uint64_t size;
} K3Region;

struct K3UnimpState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    const K3Region *map;
    size_t map_len;
};

void k3_unimp_set_map(K3UnimpState *s, const K3Region *map, size_t len);

#endif
