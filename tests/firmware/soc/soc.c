/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Find this core in the SoC's table
 */

#include <stddef.h>
#include "cpu.h"
#include "soc/soc.h"

const struct k3_core *k3_this_core(void)
{
    unsigned cluster = cpu_cluster();
    unsigned core = cpu_core();
    unsigned i;

    for (i = 0; i < k3_soc.num_cores; i++) {
        if (k3_soc.cores[i].cluster == cluster &&
            k3_soc.cores[i].core == core) {
            return &k3_soc.cores[i];
        }
    }
    return NULL;
}
