/*
 * k3-virt: the SoC that a device tree is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "qapi/error.h"
#include "system/device_tree.h"
#include "hw/misc/k3-trace.h"
#include "k3-fdt.h"

/* The "compatible" property of the root node, for messages */
static char *root_compatibles(const void *fdt)
{
    GString *all = g_string_new("");
    const char *one;

    for (int i = 0; (one = fdt_stringlist_get(fdt, 0, "compatible", i, NULL));
         i++) {
        k3_list_append(all, "%s", one);
    }
    return g_string_free(all, false);
}

static char *known_compatibles(void)
{
    GString *all = g_string_new("");

    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        k3_list_append(all, "%s (%s)", k3_soc_infos[i]->compatible,
                       k3_soc_infos[i]->name);
    }
    return g_string_free(all, false);
}

const K3SocInfo *k3_dtb_soc(const char *file, const K3SocInfo *soc,
                            Error **errp)
{
    g_autofree char *compatibles = NULL;
    g_autofree char *known = NULL;
    g_autofree void *fdt = NULL;
    int size;

    fdt = load_device_tree(file, &size);
    if (!fdt) {
        error_setg(errp, "k3-virt: cannot load the device tree %s", file);
        return NULL;
    }
    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        const K3SocInfo *info = k3_soc_infos[i];

        if ((!soc || soc == info) &&
            !fdt_node_check_compatible(fdt, 0, info->compatible)) {
            return info;
        }
    }
    compatibles = root_compatibles(fdt);
    if (soc) {
        error_setg(errp, "k3-virt: %s is for \"%s\", not for soc=%s, which is "
                   "\"%s\"", file, compatibles, soc->name, soc->compatible);
    } else {
        known = known_compatibles();
        error_setg(errp, "k3-virt: %s is for \"%s\", and k3-virt has %s", file,
                   compatibles, known);
    }
    return NULL;
}
