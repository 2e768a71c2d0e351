/*
 * A core's memory as the SoC sees it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_MEM_WINDOW_H
#define HW_REMOTEPROC_K3_MEM_WINDOW_H

#include "hw/remoteproc/k3-core.h"
#include "system/memory.h"

/**
 * DOC: a window to a memory that is open while its module has power
 *
 * Closed, it answers every access with a bus error, as the interconnect does
 * for a module without a clock, and logs it as a guest error.  What is behind
 * it is not touched either way.  The window of a core whose module is wedged,
 * see k3_core_set_wedge(), is closed, and an access to it never ends.
 *
 * Not a device: a part of one, which maps "container" and migrates nothing,
 * because the core knows whether it is open.
 */
typedef struct K3MemWindow {
    K3Core *core;
    MemoryRegion container;
    MemoryRegion closed;
    MemoryRegion open;
} K3MemWindow;

/**
 * k3_mem_window_init: initialize a closed window of @size bytes onto the start
 * of @target, a memory in the module of @core.
 */
void k3_mem_window_init(K3MemWindow *w, Object *owner, const char *name,
                        K3Core *core, MemoryRegion *target, uint64_t size);

/**
 * k3_mem_window_update: open or close it, by the state of the core's module.
 */
void k3_mem_window_update(K3MemWindow *w);

#endif
