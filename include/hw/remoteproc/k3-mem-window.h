/*
 * A core's memory as the SoC sees it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_MEM_WINDOW_H
#define HW_REMOTEPROC_K3_MEM_WINDOW_H

#include "system/memory.h"

/**
 * DOC: a window that is open while the module behind it has power
 *
 * Closed, it answers every access with a bus error, as the interconnect does
 * for a module without a clock, and logs it as a guest error.  What is behind
 * it is not touched either way.
 *
 * Not a device: a part of one, which maps "container" and migrates nothing,
 * because whoever opens it knows whether it is open.
 */
typedef struct K3MemWindow {
    MemoryRegion container;
    MemoryRegion closed;
    MemoryRegion open;
} K3MemWindow;

/**
 * k3_mem_window_init: a closed window of @size bytes onto the start of
 * @target.
 */
void k3_mem_window_init(K3MemWindow *w, Object *owner, const char *name,
                        MemoryRegion *target, uint64_t size);

void k3_mem_window_set_open(K3MemWindow *w, bool open);

#endif
