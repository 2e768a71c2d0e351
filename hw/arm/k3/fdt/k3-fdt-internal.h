/*
 * Device tree of a TI K3 SoC: what its source files share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_FDT_INTERNAL_H
#define HW_ARM_K3_FDT_INTERNAL_H

#include "hw/arm/k3-soc.h"

/* The bus has this name until the tree is complete; then it gets the SoC's */
#define BUS "/bus"

/* Second cell of power-domains: nobody else uses it, see ti,sci-pm-domain */
#define PD_EXCLUSIVE    1

typedef struct K3Fdt {
    void *fdt;
    const K3SocInfo *info;
    int r5f_mode;               /* as in k3_fdt_create() */
    uint32_t cards;
    uint32_t flashes;

    /* phandles */
    uint32_t gic;
    uint32_t secure_proxy;
    uint32_t ti_sci;
    uint32_t pds;
    uint32_t clks;
    uint32_t resets;
    uint32_t router[K3_SOC_MAX_ROUTERS];
} K3Fdt;

/* k3-fdt.c */

uint32_t k3_fdt_add_phandle(K3Fdt *k, const char *path);

void k3_fdt_set_reg(K3Fdt *k, const char *path, uint64_t base, uint64_t size);

void k3_fdt_set_spi(K3Fdt *k, const char *path, unsigned spi);

/* The route from a line to a kind of destination; NULL if there is none */
const K3IrqRoute *k3_fdt_route(const K3Fdt *k, K3IrqNode src, unsigned index,
                               unsigned line, K3IrqNode dst);

/* The SPI that a line is wired to; -1 if there is none */
int k3_fdt_spi(const K3Fdt *k, K3IrqNode src, unsigned index, unsigned line);

uint32_t k3_fdt_add_carveout(K3Fdt *k, const K3Region *area,
                             const char *compatible);

/* k3-fdt-cpus.c */

void k3_fdt_add_cpus(K3Fdt *k, unsigned num_cpus);

/* k3-fdt-control.c */

/* GIC, secure proxy, system firmware, routers: other nodes point to these */
void k3_fdt_add_controllers(K3Fdt *k);

/* Outputs of a router or aggregator that are wired to the GIC, with INTIDs */
void k3_fdt_set_ranges(K3Fdt *k, const char *path,
                       const K3RouterRange *ranges, size_t num);

/* k3-fdt-dma.c */

/* After the controllers */
void k3_fdt_add_dma(K3Fdt *k);

/* k3-fdt-devices.c */

void k3_fdt_add_watchdogs(K3Fdt *k);

void k3_fdt_add_cards(K3Fdt *k);

void k3_fdt_add_flashes(K3Fdt *k);

void k3_fdt_add_devices(K3Fdt *k);

void k3_fdt_add_uarts(K3Fdt *k);

/* k3-fdt-remote.c */

void k3_fdt_add_remote_cores(K3Fdt *k);

#endif
