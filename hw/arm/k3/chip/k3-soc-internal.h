/*
 * TI K3 system on chip: what its source files share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_SOC_INTERNAL_H
#define HW_ARM_K3_SOC_INTERNAL_H

#include "hw/arm/k3-soc.h"

/* k3-soc.c */

/* Map MMIO region @mmio of a device into the bus of the SoC */
void k3_soc_map(K3SocState *s, SysBusDevice *sbd, int mmio, uint64_t base);

/* The control module of the MCU domain, if it can reset the SoC; else NULL */
K3CtrlMMRState *k3_soc_reset_module(K3SocState *s);

/* Initialize an embedded device as the child "name[index]" */
void k3_soc_init_child(K3SocState *s, const char *name, unsigned index,
                       void *child, size_t size, const char *type);

#define INIT_CHILD(s, name, index, child, type) \
    k3_soc_init_child(s, name, index, child, sizeof(*(child)), type)

/* k3-soc-cpus.c */

bool k3_soc_realize_cpus(K3SocState *s, Error **errp);

bool k3_soc_realize_gic(K3SocState *s, Error **errp);

/* k3-soc-devices.c */

bool k3_soc_realize_devices(K3SocState *s, Error **errp);

/* k3-soc-dma.c */

bool k3_soc_realize_dma(K3SocState *s, Error **errp);

/* k3-soc-remote.c */

/*
 * The next remote core by number: enter it and initialize its processor of
 * @kind (see k3-proc.h), which the caller realizes.
 */
K3SocCore *k3_soc_add_core(K3SocState *s, K3Core *core, const K3CoreInfo *info,
                           const char *kind);

/* k3-soc-sim.c */

/* What a simulated firmware needs to know about its core */
K3SimFwConfig k3_soc_sim_config(K3SocState *s, const K3CoreInfo *core);

/* If the engine is simulated, k3_soc_connect_irqs() connects its mailbox */
void k3_soc_add_sim(K3SocState *s, K3Engine *engine,
                    const K3MailboxChannel *mbox);

bool k3_soc_realize_dsps(K3SocState *s, Error **errp);

/* k3-soc-irq.c */

void k3_soc_connect_irqs(K3SocState *s);

#endif
