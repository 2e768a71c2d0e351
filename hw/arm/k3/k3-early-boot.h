/*
 * k3-virt: remote cores that run before Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_EARLY_BOOT_H
#define HW_ARM_K3_EARLY_BOOT_H

#include "hw/arm/k3-soc.h"

/*
 * Machine options "early-boot" and "initial-state": lists of CORE:FILE and
 * CORE:STATE.
 */
typedef struct K3EarlyBoot {
    strList *images;
    strList *states;
} K3EarlyBoot;

typedef K3EarlyBoot *K3EarlyBootFind(Object *machine);

/**
 * k3_early_boot_add_properties: give the machine class the two options; @find
 * finds the struct in a machine.
 */
void k3_early_boot_add_properties(ObjectClass *oc, K3EarlyBootFind *find);

/**
 * k3_early_boot_apply: do what a boot loader has done when Linux starts.  @s
 * has its remote cores; @mode is the cluster mode that boot loaders configure
 * R5F clusters for, as in ti,cluster-mode, or -1 for the SoC's own.
 */
bool k3_early_boot_apply(const K3EarlyBoot *boot, K3SocState *s, int mode,
                         Error **errp);

void k3_early_boot_free(K3EarlyBoot *boot);

#endif
