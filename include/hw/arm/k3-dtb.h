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
    unsigned ethernet_port;     /* first that is enabled; 0: none */
    uint64_t ram_size;          /* 0: it describes none */
    K3Region no_ram;            /* memory where the SoC has none */
    /* RAM that its reserved memory needs, and the address where that ends */
    uint64_t reserved_size;
    uint64_t reserved_end;
} K3Board;

/**
 * k3_dtb_load: load the device tree in @file, for the caller to free.  NULL and
 * an error if it is not one, or is damaged.
 */
void *k3_dtb_load(const char *file, Error **errp);

/**
 * k3_dtb_read: read the device tree @fdt, which messages call @file.  @soc is
 * the only SoC that is acceptable, or NULL for any.  Returns false and an error
 * that names both sides if the root node is not compatible with any.
 */
bool k3_dtb_read(const void *fdt, const char *file, const K3SocInfo *soc,
                 K3Board *board, Error **errp);

/**
 * k3_dtb_enabled: whether @node is enabled; those above it may not be.
 */
bool k3_dtb_enabled(const void *fdt, int node);

/**
 * k3_dtb_ethernet_ports: the node in which @fdt has the ports of the Ethernet
 * switch at @base; negative if there is no such switch, or it is not enabled.
 */
int k3_dtb_ethernet_ports(const void *fdt, uint64_t base);

/**
 * k3_dtb_ethernet_port: the number of the Ethernet port @port, one of the nodes
 * below those ports; 0: it is not enabled.  @phy is the node of its PHY, or
 * negative.
 */
unsigned k3_dtb_ethernet_port(const void *fdt, int port, int *phy);

/**
 * k3_dtb_remove_cpu: remove application core @n from the device tree of a
 * board, and all references to it.
 */
void k3_dtb_remove_cpu(void *fdt, const K3SocInfo *info, unsigned n);

#endif
