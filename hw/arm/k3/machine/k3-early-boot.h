/*
 * k3-virt: remote cores that run before Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_EARLY_BOOT_H
#define HW_ARM_K3_EARLY_BOOT_H

#include "hw/arm/k3-soc.h"

/* Values of the machine options: lists of CORE:FILE and of CORE:STATE */
typedef struct K3EarlyBoot {
    strList *images;
    strList *states;
} K3EarlyBoot;

/**
 * k3_early_boot_add_properties: add "early-boot" and "initial-state" to a
 * machine class, whose instances have a #K3EarlyBoot at @offset.
 */
void k3_early_boot_add_properties(ObjectClass *oc, size_t offset);

/**
 * k3_early_boot_apply: do what a boot loader does before Linux starts.  The
 * remote cores of @s are realized.  @mode is the cluster mode that the boot
 * loader selects for R5F clusters, as in ti,cluster-mode; -1: that of the SoC.
 */
bool k3_early_boot_apply(const K3EarlyBoot *boot, K3SocState *s, int mode,
                         Error **errp);

void k3_early_boot_free(K3EarlyBoot *boot);

#endif
