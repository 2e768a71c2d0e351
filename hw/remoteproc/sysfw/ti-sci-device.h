/*
 * TI-SCI: what other chapters ask of the devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_DEVICE_H
#define HW_REMOTEPROC_TI_SCI_DEVICE_H

#include "ti-sci-chapter.h"

#define TI_SCI_SET_DEVICE   0x0200

/**
 * ti_sci_device_prepare: index of device @id in the SoC's table; -1, and the
 * reason in the log, if @req may not look at it or, with @modify, change it.
 */
int ti_sci_device_prepare(TISCIState *s, const TISCIRequest *req, uint32_t id,
                          bool modify);

#endif
