/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finds the core in the SoC's table
 */

#include <stddef.h>
#include "r5f/cpu.h"
#include "soc/soc.h"

const struct k3_core *k3_this_core(void)
{
    uint32_t mpidr = cpu_mpidr();
    unsigned cluster = (mpidr >> 8) & 0xff;
    unsigned core = mpidr & 0xff;
    unsigned i;

    for (i = 0; i < k3_soc.num_cores; i++) {
        if (k3_soc.cores[i].cluster == cluster &&
            k3_soc.cores[i].core == core) {
            return &k3_soc.cores[i];
        }
    }
    return NULL;
}
