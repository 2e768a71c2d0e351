/*
 * Firmware image of a TI K3 remote core
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_IMAGE_H
#define HW_REMOTEPROC_K3_IMAGE_H

#include "system/memory.h"

/**
 * DOC: an ELF file as boot loaders and Linux's remoteproc read it
 *
 * Loadable segments are written to their physical addresses, as the core sees
 * them.  The part of a segment beyond its contents in the file is cleared.
 * Everything else in the file is ignored.  Files can be 32-bit or 64-bit, and
 * must be little endian, as all remote cores are.
 *
 * Sources: System V ABI, chapter 5; Linux
 * drivers/remoteproc/remoteproc_elf_loader.c.
 */

typedef struct K3ImageSegment {
    unsigned index;             /* of its program header, as readelf shows it */
    uint64_t addr;
    uint64_t size;
    uint64_t file_size;         /* the rest is zero */
    const uint8_t *data;
} K3ImageSegment;

typedef struct K3Image {
    char *file;
    uint64_t entry;
    size_t num_segments;
    K3ImageSegment *segments;
    uint8_t *contents;          /* of the file; "data" points into it */
} K3Image;

/**
 * k3_image_open: read the ELF file @file, which must be for @machine
 * (e_machine; 0: any).  On failure returns NULL, and @errp names the file and
 * the problem.
 */
K3Image *k3_image_open(const char *file, uint16_t machine, Error **errp);

void k3_image_free(K3Image *image);

/**
 * k3_image_check: false, with @errp set, unless all segments lie in RAM that
 * is visible in @view.
 */
bool k3_image_check(const K3Image *image, AddressSpace *view, Error **errp);

/**
 * k3_image_write: write all segments to @view.  If a write fails, stops and
 * returns false, and @errp names the segment.
 */
bool k3_image_write(const K3Image *image, AddressSpace *view, Error **errp);

#endif
