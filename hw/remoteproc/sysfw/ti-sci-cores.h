/*
 * TI-SCI: the cores that a device powers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_CORES_H
#define HW_REMOTEPROC_TI_SCI_CORES_H

#include "ti-sci-chapter.h"

/*
 * @dev is the TISCI id of the device.  Processors that are not modelled have no
 * core.
 */

/** ti_sci_cores_set: power and local reset; false if @dev has no cores. */
bool ti_sci_cores_set(TISCIState *s, uint16_t dev, bool on, bool local_reset);

/**
 * ti_sci_cores_may_stop: whether the stop policy lets @req switch off or reset
 * @dev.  With policy hang-unless-wfi it does, but the bus may hang.
 */
bool ti_sci_cores_may_stop(TISCIState *s, const TISCIRequest *req,
                           uint16_t dev);

/**
 * ti_sci_cores_wedge: an access to the memories of the cores notifies @wedge,
 * with the core, from now on until a system reset.
 */
void ti_sci_cores_wedge(TISCIState *s, uint16_t dev, Notifier *wedge);

/** ti_sci_cores_hang_bus: an access to the memories of @core never ends. */
void ti_sci_cores_hang_bus(TISCIState *s, const K3Core *core);

/** ti_sci_cores_booted: one that a boot loader has powered, or NULL. */
const K3Core *ti_sci_cores_booted(TISCIState *s, uint16_t dev);

/**
 * ti_sci_cores_open: power the cores that a boot loader starts, in local reset,
 * so that all of their memories are open and clear before it writes an image.
 */
void ti_sci_cores_open(TISCIState *s);

/**
 * ti_sci_cores_load: write the image that a boot loader has for processor
 * @proc; false if it is incomplete.
 */
bool ti_sci_cores_load(TISCIState *s, uint8_t proc);

#endif
