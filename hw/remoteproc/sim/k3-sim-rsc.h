/*
 * Simulated firmware of a TI K3 remote core: layout of resource tables
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The structures and their fields have Linux's names, but each entry includes
 * its type.  All are packed and little-endian.  Source: Linux
 * include/linux/remoteproc.h.
 */
#ifndef HW_REMOTEPROC_K3_SIM_RSC_H
#define HW_REMOTEPROC_K3_SIM_RSC_H

struct resource_table {
    uint32_t ver;
    uint32_t num;
    uint32_t reserved[2];
    uint32_t offset[];
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct resource_table) != 16);

/* Types of entries */
enum {
    RSC_CARVEOUT = 0,
    RSC_DEVMEM = 1,
    RSC_TRACE = 2,
    RSC_VDEV = 3,
    RSC_LAST,
    RSC_VENDOR_START = 128,
    RSC_VENDOR_END = 512,
};

struct fw_rsc_hdr {
    uint32_t type;
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct fw_rsc_hdr) != 4);

struct fw_rsc_carveout {
    struct fw_rsc_hdr hdr;
    uint32_t da;
    uint32_t pa;
    uint32_t len;
    uint32_t flags;
    uint32_t reserved;
    uint8_t name[32];
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct fw_rsc_carveout) != 56);

struct fw_rsc_devmem {
    struct fw_rsc_hdr hdr;
    uint32_t da;
    uint32_t pa;
    uint32_t len;
    uint32_t flags;
    uint32_t reserved;
    uint8_t name[32];
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct fw_rsc_devmem) != 56);

struct fw_rsc_trace {
    struct fw_rsc_hdr hdr;
    uint32_t da;
    uint32_t len;
    uint32_t reserved;
    uint8_t name[32];
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct fw_rsc_trace) != 48);

struct fw_rsc_vdev_vring {
    uint32_t da;
    uint32_t align;
    uint32_t num;
    uint32_t notifyid;
    uint32_t pa;
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct fw_rsc_vdev_vring) != 20);

/* The rings are followed by config_len bytes */
struct fw_rsc_vdev {
    struct fw_rsc_hdr hdr;
    uint32_t id;
    uint32_t notifyid;
    uint32_t dfeatures;
    uint32_t gfeatures;
    uint32_t config_len;
    uint8_t status;
    uint8_t num_of_vrings;
    uint8_t reserved[2];
    struct fw_rsc_vdev_vring vring[];
} QEMU_PACKED;
QEMU_BUILD_BUG_ON(sizeof(struct fw_rsc_vdev) != 28);

#endif
