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
 * An address of the core that lies in an enabled region gets that region's
 * translation; with several, the lowest region number wins.  An address in no
 * region goes to the interconnect as it is.
 *
 * Each region, and what is left for the untranslated addresses, is a path to
 * the interconnect.  The largest memories on it appear in the view as aliases,
 * so that code runs from them at full speed; every other access is handed on
 * one by one.  The result is the same, whatever lies on the interconnect: where
 * there is nothing the access fails, and does not fall through to what the core
 * would see without translation.
 *
 * Why not an alias of everything: QEMU aborts when an address space has as many
 * sections as a page has bytes.  A SoC has hundreds, and a guest could multiply
 * them by 16.
 *
 * QEMU interface:
 *  + property "num-regions" (uint8): 16 next to a Cortex-R5F (default), 8 next
 *    to a Cortex-M4F; 1 to 16
 *  + property "address-width" (uint8): number of address bits that lead
 *    somewhere, 32 to 48, default 40 (all K3 memory maps fit).  The CONFIG
 *    register shows it.  Translations beyond it fail with a bus error, see
 *    "target".
 *  + properties "window-base" and "window-size" (uint64): only addresses in
 *    this window are translated; default all 4 GiB
 *  + link "target" (MemoryRegion): the interconnect.  Below 2^address-width it
 *    must not contain the view, not even by way of other views: QEMU cannot
 *    render a memory tree with a loop, and the guest chooses the translations.
 *  + sysbus MMIO region 0: the registers, 4 KiB
 *  + sysbus MMIO region 1: the translated view, 4 GiB
 *  + sysbus IRQ 0: exception interrupt, level; it also shows an edge when the
 *    end of interrupt is signalled with the exception still pending
 *
 * Bad property values are refused at realize.  Nothing a guest does is an error
 * for QEMU: what hardware leaves unpredictable is bounded here (see the source)
 * and logged as a guest error.
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

/* How many memories a path shows as such */
#define K3_RAT_MAX_MEMORIES     3

/**
 * struct K3RatMapping - a part of the view and where it leads
 * @start: first address in the view
 * @size: in bytes; 0 if nothing goes this way
 * @target: the address @start translates to
 * @memory: the memories in it, the largest first; start is in the view as well
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
 * struct K3RatPath - a mapping as QEMU shows it (all derived)
 * @rat: whose it is
 * @mapping: what the memory regions show
 * @forward: hands accesses on
 * @memory: aliases of the interconnect, before @forward
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
 * @path: what they come to
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

    bool forwarding;            /* an access is under way; never migrates */
    K3RatRegion region[K3_RAT_MAX_REGIONS];
    uint32_t destination_id;
    uint32_t logging_control;
    uint32_t pending;
    uint32_t enable;
};

#endif
