/*
 * k3-virt: the PHYs that a board has at its Ethernet switch
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sources: Linux, the bindings ti,k3-am654-cpsw-nuss, ethernet-phy and
 * ti,dp83867.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/k3-board.h"
#include "hw/arm/k3-dtb.h"
#include "hw/misc/k3-trace.h"
#include "qemu/log.h"

#define MAX_ADDRESS         31

/* The compatible of a PHY that drivers should not identify by its registers */
#define ID_PREFIX           "ethernet-phy-id"

/* Properties that the PHYs of other makers do not have */
static const char *const dp83867_properties[] = {
    "ti,fifo-depth", "ti,min-output-impedance", "ti,rx-internal-delay",
    "ti,tx-internal-delay",
};

/*
 * The identity of a PHY.  Most trees do not tell which it is; then it has none,
 * which the generic driver is good for.  False: it is none that is modelled.
 */
static bool identify(const void *fdt, int phy, uint32_t *id)
{
    const char *compatible;

    *id = 0;
    for (int i = 0; (compatible = fdt_stringlist_get(fdt, phy, "compatible", i,
                                                     NULL)); i++) {
        if (g_str_has_prefix(compatible, ID_PREFIX)) {
            unsigned upper, lower;

            if (sscanf(compatible, ID_PREFIX "%4x.%4x", &upper, &lower) != 2 ||
                (upper << 16 | lower) != DP83867_ID) {
                return false;
            }
            *id = DP83867_ID;
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(dp83867_properties); i++) {
        if (fdt_getprop(fdt, phy, dp83867_properties[i], NULL)) {
            *id = DP83867_ID;
        }
    }
    return true;
}

static void add_phy(K3CPSWState *cpsw, const void *fdt, unsigned port, int phy)
{
    int size;
    const fdt32_t *reg = fdt_getprop(fdt, phy, "reg", &size);
    uint32_t id;

    if (!reg || size < sizeof(*reg) || fdt32_to_cpu(*reg) > MAX_ADDRESS) {
        return;
    }
    if (identify(fdt, phy, &id)) {
        k3_cpsw_add_phy(cpsw, port, fdt32_to_cpu(*reg), id);
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: the PHY of port %u (%s) is not modelled "
                      "and does not answer\n", k3_trace_name(cpsw), port,
                      fdt_stringlist_get(fdt, phy, "compatible", 0, NULL));
    }
}

void k3_board_add_phys(K3SocState *soc, const void *fdt)
{
    for (size_t i = 0; i < soc->info->num_cpsws; i++) {
        int ports = k3_dtb_ethernet_ports(fdt, soc->info->cpsws[i].base);
        int port, phy;

        if (ports < 0) {
            continue;
        }
        fdt_for_each_subnode(port, fdt, ports) {
            unsigned n = k3_dtb_ethernet_port(fdt, port, &phy);

            if (n && n <= K3_CPSW_NUM_MACS && phy >= 0) {
                add_phy(&soc->cpsw[i], fdt, n, phy);
            }
        }
    }
}
