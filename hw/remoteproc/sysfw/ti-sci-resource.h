/*
 * TI-SCI: what other chapters need to know about resources
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_RESOURCE_H
#define HW_REMOTEPROC_TI_SCI_RESOURCE_H

#include "hw/remoteproc/ti-sci.h"

/**
 * ti_sci_resource_permitted: does the board configuration assign resource
 * @index of the type (@type, @subtype) to @host, or to all hosts?
 */
bool ti_sci_resource_permitted(TISCIState *s, uint8_t host, uint16_t type,
                               uint8_t subtype, uint16_t index);

#endif
