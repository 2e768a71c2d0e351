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
 * @flashes: if bit n is set, OSPI controller n has a flash memory; others have
 *     no node
 * @r5f_mode: ti,cluster-mode of the R5F clusters that have one; -1: as in @info
 *
 * Returns the tree, to be freed with g_free(), and its size in @size.
 */
void *k3_fdt_create(const K3SocInfo *info, unsigned num_cpus,
                    uint64_t ram_size, unsigned num_virtio, uint32_t cards,
                    uint32_t flashes, int r5f_mode, int *size);

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
