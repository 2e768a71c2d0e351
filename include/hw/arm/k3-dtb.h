/*
 * Device tree of a board with a TI K3 SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_DTB_H
#define HW_ARM_K3_DTB_H

#include "hw/arm/k3-soc-info.h"

/* What the device tree of a board says about the machine */
typedef struct K3Board {
    const K3SocInfo *soc;
    int console;                /* row of soc->uarts: stdout-path; -1: none */
    unsigned num_cpus;          /* application cores; 0: it names none */
    uint64_t ram_size;          /* 0: it describes none */
    K3Region no_ram;            /* memory where the SoC has none */
    /* RAM that its reserved memory needs, and the address where that ends */
    uint64_t reserved_size;
    uint64_t reserved_end;
} K3Board;

/**
 * k3_dtb_read: read the device tree in @file.  @soc is the only SoC that is
 * acceptable, or NULL for any.  Returns false and an error that names both
 * sides if the root node is not compatible with any.
 */
bool k3_dtb_read(const char *file, const K3SocInfo *soc, K3Board *board,
                 Error **errp);

/**
 * k3_dtb_remove_cpu: remove application core @n from the device tree of a
 * board, and all references to it.
 */
void k3_dtb_remove_cpu(void *fdt, const K3SocInfo *info, unsigned n);

#endif
