/*
 * TI K3 Region-based Address Translation (RAT)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_RAT_H
#define HW_MISC_K3_RAT_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: how a core with 32 address bits reaches the 48-bit interconnect
 *
 * The RAT translates a core address that lies in an enabled region; if several
 * regions match, the one with the lowest number applies.  An address outside
 * all regions reaches the interconnect unchanged.
 *
 * Each region is a path to the interconnect; one more path serves untranslated
 * addresses.  The largest memories on a path appear in the view as aliases, so
 * that code runs from them at full speed.  Every other access is forwarded
 * individually.  Both give the same result.  Where the interconnect has nothing
 * at the translated address, the access fails; it does not fall through to what
 * the core would see without translation.
 *
 * The paths do not alias the whole interconnect, because QEMU aborts when an
 * address space has as many sections as a page has bytes.  A SoC has hundreds
 * of sections, and a guest could multiply them by 16.
 *
 * QEMU interface:
 *  + property "num-regions" (uint8): 16 next to a Cortex-R5F (default), 8 next
 *    to a Cortex-M4F; 1 to 16
 *  + property "address-width" (uint8): number of address bits in use, 32 to
 *    48, default 40 (all K3 memory maps fit).  The CONFIG register shows it.
 *    Accesses to translated addresses beyond it fail with a bus error, see
 *    "target".
 *  + properties "window-base" and "window-size" (uint64): only addresses in
 *    this window are translated; default all 4 GiB
 *  + link "target" (MemoryRegion): the interconnect.  Below 2^address-width it
 *    must not contain the view, directly or through other views: QEMU cannot
 *    render a memory tree with a loop, and the guest chooses the translations.
 *  + sysbus MMIO region 0: the registers, 4 KiB
 *  + sysbus MMIO region 1: the translated view, 4 GiB
 *  + sysbus IRQ 0: exception interrupt, level; software's end of interrupt
 *    also makes an edge on it if the exception is still pending
 *
 * Realize refuses bad property values.  No guest action makes QEMU fail: the
 * model limits what the hardware leaves unpredictable (see the source), and
 * logs it as a guest error.
 *
 * Sources: AM64x/AM243x TRM (SPRUIM2), "Region-based Address Translation (RAT)
 * Module", functional description and registers; DRA821 TRM (SPRUIU1), "RAT"
 * (matching, boundary crossing, error logging); field widths: MCU+ SDK, RAT
 * register header of its safety library (sdl).
 */

#define TYPE_K3_RAT "ti-k3-rat"
OBJECT_DECLARE_SIMPLE_TYPE(K3RatState, K3_RAT)

#define K3_RAT_REGS_SIZE        0x1000
#define K3_RAT_VIEW_SIZE        (1ull << 32)
#define K3_RAT_MAX_REGIONS      16

/* Registers of a region, in the order of their offsets */
enum {
    K3_RAT_CTRL,
    K3_RAT_BASE,
    K3_RAT_TRANS_L,
    K3_RAT_TRANS_U,
    K3_RAT_NUM_REGION_REGS,
};

/* How many memories a path shows as aliases */
#define K3_RAT_MAX_MEMORIES     3

/**
 * struct K3RatMapping - a part of the view and its translation
 * @start: first address in the view
 * @size: in bytes; 0 if the mapping is not in use
 * @target: the address that @start translates to
 * @memory: the memories in it, largest first; their start is a view address
 */
typedef struct K3RatMapping {
    uint64_t start;
    uint64_t size;
    uint64_t target;
    struct {
        uint64_t start;
        uint64_t size;
    } memory[K3_RAT_MAX_MEMORIES];
} K3RatMapping;

/**
 * struct K3RatPath - the memory regions of a mapping (all derived)
 * @rat: the RAT that it belongs to
 * @mapping: the mapping that the memory regions show
 * @forward: forwards accesses
 * @memory: aliases of the interconnect, with priority over @forward
 */
typedef struct K3RatPath {
    K3RatState *rat;
    K3RatMapping mapping;
    MemoryRegion forward;
    MemoryRegion memory[K3_RAT_MAX_MEMORIES];
} K3RatPath;

/**
 * struct K3RatRegion - one region
 * @reg: its registers
 * @path: the resulting path
 */
typedef struct K3RatRegion {
    uint32_t reg[K3_RAT_NUM_REGION_REGS];
    K3RatPath path;
} K3RatRegion;

struct K3RatState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    MemoryRegion view;
    K3RatPath identity;
    qemu_irq irq;

    MemoryRegion *target;
    AddressSpace target_as;
    uint8_t num_regions;
    uint8_t address_width;
    uint64_t window_base;
    uint64_t window_size;

    bool forwarding;            /* during an access only; not migrated */
    K3RatRegion region[K3_RAT_MAX_REGIONS];
    uint32_t destination_id;
    uint32_t logging_control;
    uint32_t pending;
    uint32_t enable;
};

#endif
