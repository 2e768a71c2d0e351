/*
 * TI K3 system on chip: what its parts share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_SOC_INTERNAL_H
#define HW_ARM_K3_SOC_INTERNAL_H

#include "hw/arm/k3-soc.h"

/* k3-soc.c */

/* Map region @mmio of a device into the bus of the SoC */
void k3_soc_map(K3SocState *s, SysBusDevice *sbd, int mmio, uint64_t base);

/* Initialize an embedded device as the child "name[index]" */
void k3_soc_init_child(K3SocState *s, const char *name, unsigned index,
                       void *child, size_t size, const char *type);

#define INIT_CHILD(s, name, index, child, type) \
    k3_soc_init_child(s, name, index, child, sizeof(*(child)), type)

/* k3-soc-remote.c */

/* A processor as TI-SCI knows it, with its core; "kind" as in k3-proc.h */
bool k3_soc_realize_proc(K3SocState *s, uint8_t id, const char *kind,
                         K3Core *core, Error **errp);

/* k3-soc-sim.c */

/* What a simulated firmware behind this channel has to know */
K3SimFwConfig k3_soc_sim_config(K3SocState *s, const K3MailboxChannel *mbox,
                                uint64_t code, uint32_t code_size);

/* If the engine is simulated, connect_routes() wires its mailbox user to it */
void k3_soc_add_sim(K3SocState *s, K3Engine *engine,
                    const K3MailboxChannel *mbox);

/* The SoC's routes, and those of simulated cores where they belong */
K3IrqRoute *k3_soc_sim_routes(K3SocState *s, size_t *num);

bool k3_soc_realize_dsps(K3SocState *s, Error **errp);

#endif
