/*
 * k3-virt: which SoC a device tree is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <libfdt.h>
#include "qapi/error.h"
#include "system/device_tree.h"
#include "k3-fdt.h"

/* The root node's "compatible", as people write it */
static char *root_compatibles(const void *fdt)
{
    GString *all = g_string_new("");
    const char *one;

    for (int i = 0; (one = fdt_stringlist_get(fdt, 0, "compatible", i, NULL));
         i++) {
        g_string_append_printf(all, "%s%s", i ? ", " : "", one);
    }
    return g_string_free(all, false);
}

static bool fits(const void *fdt, const K3SocInfo *info)
{
    return !fdt_node_check_compatible(fdt, 0, info->compatible);
}

/* All that a tree could be for */
static char *known_compatibles(void)
{
    GString *all = g_string_new("");
    const K3SocInfo *info;

    for (unsigned i = 0; (info = k3_soc_nth_info(i)); i++) {
        g_string_append_printf(all, "%s%s (%s)", i ? ", " : "",
                               info->compatible, info->name);
    }
    return g_string_free(all, false);
}

const K3SocInfo *k3_dtb_soc(const char *file, const K3SocInfo *wanted,
                            Error **errp)
{
    g_autofree char *compatibles = NULL;
    g_autofree char *known = NULL;
    g_autofree void *fdt = NULL;
    const K3SocInfo *info;
    int size;

    fdt = load_device_tree(file, &size);
    if (!fdt) {
        error_setg(errp, "k3-virt: cannot load the device tree %s", file);
        return NULL;
    }
    if (wanted && fits(fdt, wanted)) {
        return wanted;
    }
    for (unsigned i = 0; !wanted && (info = k3_soc_nth_info(i)); i++) {
        if (fits(fdt, info)) {
            return info;
        }
    }
    compatibles = root_compatibles(fdt);
    if (wanted) {
        error_setg(errp, "k3-virt: %s is for \"%s\", not for soc=%s, which is "
                   "\"%s\"", file, compatibles, wanted->name,
                   wanted->compatible);
    } else {
        known = known_compatibles();
        error_setg(errp, "k3-virt: %s is for \"%s\", and k3-virt has %s", file,
                   compatibles, known);
    }
    return NULL;
}
