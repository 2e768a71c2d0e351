/*
 * Device tree of a TI K3 SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_FDT_H
#define HW_ARM_K3_FDT_H

#include "hw/arm/k3-soc-info.h"

/**
 * k3_fdt_create: create the device tree of a SoC, with the nodes, compatibles
 * and properties that the upstream .dtsi has for what is modelled.
 * @num_cpus: application cores
 * @ram_size: RAM; the carveouts of the remote cores must lie in it
 * @num_virtio: virtio-mmio transports to describe
 * @cards: if bit n is set, slot n has a card; other slots have no node
 * @r5f_mode: ti,cluster-mode of the R5F clusters that have one; -1: as in @info
 *
 * Returns the tree, to be freed with g_free(), and its size in @size.
 */
void *k3_fdt_create(const K3SocInfo *info, unsigned num_cpus,
                    uint64_t ram_size, unsigned num_virtio, uint32_t cards,
                    int r5f_mode, int *size);

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

/** k3_fdt_memory: describe @ram_size bytes of RAM in the windows of the SoC. */
void k3_fdt_memory(void *fdt, const K3SocInfo *info, uint64_t ram_size);

/**
 * k3_fdt_add_virtio: describe virtio-mmio transport @slot in the device tree of
 * a board.  Does nothing if the tree describes it, as one does that this
 * machine has dumped.  Returns false if the tree has no GICv3.
 */
bool k3_fdt_add_virtio(void *fdt, const K3SocInfo *info, unsigned slot);

/** k3_fdt_enable_i2c: let Linux use I2C controller @n of a generated tree. */
void k3_fdt_enable_i2c(void *fdt, const K3SocInfo *info, unsigned n);

/**
 * k3_fdt_add_pci: describe the PCI Express bus, in any device tree.  Returns as
 * k3_fdt_add_virtio() does.
 */
bool k3_fdt_add_pci(void *fdt, const K3SocInfo *info);

/** Distance between virtio-mmio transports: each has a page of its own. */
#define K3_VIRTIO_STRIDE 0x1000

/** Parts of the region of the PCI bus: configuration space of 16 buses, ... */
#define K3_PCI_ECAM         0x00000000
#define K3_PCI_ECAM_SIZE    0x01000000
/** ... I/O ports, ... */
#define K3_PCI_PIO          0x01000000
#define K3_PCI_PIO_SIZE     0x00010000
/** ... and memory, whose addresses on the bus must be below 4 GiB. */
#define K3_PCI_MMIO         0x10000000
#define K3_PCI_MMIO_SIZE    0x10000000
#define K3_PCI_MMIO_BUS     0x10000000

#endif
