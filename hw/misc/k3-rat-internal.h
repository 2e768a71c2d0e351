/*
 * TI K3 Region-based Address Translation (RAT): interface between its parts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_RAT_INTERNAL_H
#define HW_MISC_K3_RAT_INTERNAL_H

#include "hw/misc/k3-rat.h"

/*
 * Add a path, with no mapping yet, to the view.  Where mappings overlap, the
 * path of the higher priority applies; @priority + 1 is used as well.
 */
void k3_rat_path_init(K3RatState *s, K3RatPath *path, const char *name,
                      int priority);

/* Show a mapping.  This finds the memories in it; the caller need not. */
void k3_rat_path_show(K3RatPath *path, K3RatMapping mapping);

#endif
