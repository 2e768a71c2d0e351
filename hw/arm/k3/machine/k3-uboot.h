/*
 * k3-virt: U-Boot proper as its build makes it for the application cores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_UBOOT_H
#define HW_ARM_K3_UBOOT_H

#include "qapi/error.h"

/* A file u-boot.bin: the program, and behind it its control tree */
typedef struct K3UBoot {
    uint8_t *file;              /* the contents; g_free() */
    uint64_t base;              /* address that the program is linked for */
    size_t size;                /* of the program: the tree is at its end */
    const void *tree;           /* the tree, in @file; NULL: there is none */
    size_t tree_size;
} K3UBoot;

/* Size of what k3_uboot_recognize() needs of a file */
#define K3_UBOOT_HEAD   32

/* Whether a file that begins with these bytes is U-Boot for AArch64 */
bool k3_uboot_recognize(const uint8_t *head, size_t size);

/*
 * Read @file and find its control tree.  This is a device tree, or that of the
 * default configuration if there is a FIT image with several.
 */
bool k3_uboot_read(K3UBoot *uboot, const char *file, Error **errp);

#endif
