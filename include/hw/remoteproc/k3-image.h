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
 * Loadable segments go to their physical addresses, which are addresses of the
 * core; what a segment has in memory but not in the file is cleared.  Nothing
 * else of the file counts.  32 and 64 bit, little endian, since all remote
 * cores are.
 *
 * Sources: System V ABI, chapter 5; Linux
 * drivers/remoteproc/remoteproc_elf_loader.c.
 */

typedef struct K3ImageSegment {
    unsigned index;             /* of its program header, as readelf counts */
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
    uint8_t *contents;          /* what "data" points into */
} K3Image;

/**
 * k3_image_open: read the ELF file @file, which must be for @machine
 * (e_machine; 0: any).  NULL and an error that names file and flaw otherwise.
 */
K3Image *k3_image_open(const char *file, uint16_t machine, Error **errp);

void k3_image_free(K3Image *image);

/**
 * k3_image_check: false and an error if not all segments lie in RAM that
 * @view shows.
 */
bool k3_image_check(const K3Image *image, AddressSpace *view, Error **errp);

/**
 * k3_image_write: put all segments into @view.  False and an error that names
 * the segment if something does not accept it; the rest is not written then.
 */
bool k3_image_write(const K3Image *image, AddressSpace *view, Error **errp);

#endif
