/*
 * Parts of a TI K3 SoC that are not modelled
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
 * One memory region with a priority below everything that is modelled.  It
 * decodes an access with the address map of the SoC.  A block that exists but
 * is not modelled reads as zero, except for a few constants, ignores writes,
 * and logs its name under "unimp".  An access to a hole in the map fails with
 * a bus error, as on the interconnect.
 *
 * This is one region rather than one for each block, as it would be with
 * TYPE_UNIMPLEMENTED_DEVICE.  The address translation windows of a remote core
 * can show any part of the bus many times, and QEMU's dispatch tables hold a
 * limited number of sections.  A guest must not be able to overflow them.
 *
 * QEMU interface:
 *  + k3_unimp_set_map(): the map, sorted by address, without overlaps; before
 *    realize
 *  + k3_unimp_set_regs(): 32-bit registers that read as a constant; before
 *    realize
 *  + sysbus MMIO region 0: the background, 2^48 bytes
 */

#define TYPE_K3_UNIMP "ti-k3-unimp"
OBJECT_DECLARE_SIMPLE_TYPE(K3UnimpState, K3_UNIMP)

/*
 * A register of an unimplemented block, with the constant that it reads as.
 * This is for registers that drivers poll or rely on, where zero would mislead
 * them.
 */
typedef struct K3ConstReg {
    uint64_t addr;
    uint32_t value;
} K3ConstReg;

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
    const K3ConstReg *regs;
    size_t num_regs;
};

void k3_unimp_set_map(K3UnimpState *s, const K3Region *map, size_t len);
void k3_unimp_set_regs(K3UnimpState *s, const K3ConstReg *regs, size_t len);

#endif
