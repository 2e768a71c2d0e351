/*
 * TI K3 remote core (abstract): what its parts share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_CORE_INTERNAL_H
#define HW_REMOTEPROC_K3_CORE_INTERNAL_H

#include "hw/remoteproc/k3-core.h"

/* k3-core.c */

/* The engine in use: that of the resident firmware, or the core's own */
K3Engine *k3_core_engine(const K3Core *core);

bool k3_core_frozen(const K3Core *core);

/* k3-core-props.c */

/* Add the read-only properties that show the state of a core */
void k3_core_add_observers(ObjectClass *oc);

#endif
