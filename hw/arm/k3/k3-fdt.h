/*
 * Device tree of a TI K3 SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_FDT_H
#define HW_ARM_K3_FDT_H

#include "hw/arm/k3-soc.h"

/**
 * k3_fdt_create: device tree of the SoC, with the nodes, compatibles and
 * properties that the upstream .dtsi of the SoC has for what is modelled.
 * @num_cpus: application cores
 * @ram_size: RAM; the carveouts of the remote cores must lie in it
 * @num_virtio: virtio-mmio transports to describe
 * @r5f_mode: ti,cluster-mode of R5F clusters that have one, -1: the SoC's
 *
 * Returns the tree, to be freed with g_free(), and its size in @size.
 */
void *k3_fdt_create(const K3SocInfo *info, unsigned num_cpus,
                    uint64_t ram_size, unsigned num_virtio, int r5f_mode,
                    int *size);

/**
 * k3_dtb_soc: the SoC that the device tree in @file is for, by its root node's
 * compatibles: @wanted if it fits, or with NULL the one that does.  NULL and an
 * error that names both sides otherwise.
 */
const K3SocInfo *k3_dtb_soc(const char *file, const K3SocInfo *wanted,
                            Error **errp);

/** k3_fdt_memory: describe @ram_size bytes of RAM, in the SoC's windows. */
void k3_fdt_memory(void *fdt, const K3SocInfo *info, uint64_t ram_size);

/**
 * k3_fdt_add_virtio: describe virtio-mmio transport @slot in a board's device
 * tree, which knows nothing of it.  False if the tree has no GICv3.
 */
bool k3_fdt_add_virtio(void *fdt, const K3SocInfo *info, unsigned slot);

/** Spacing of virtio-mmio transports; each has one page of address space. */
#define K3_VIRTIO_STRIDE 0x1000

#endif
