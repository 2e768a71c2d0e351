/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory protection unit (PMSAv7)
 *
 * Source: ARMv7-A/R Architecture Reference Manual (DDI 0406), "Protected
 * Memory System Architecture"; Cortex-R5 TRM, "MPU region registers".
 */

#include <stddef.h>
#include "lib/layout.h"
#include "r5f/cpu.h"
#include "r5f/mpu.h"
#include "soc/soc.h"

/* Region access control register: execute never, permissions, type */
#define XN                      (1 << 12)
#define PRIVILEGED_RW           (1 << 8)
#define PRIVILEGED_RO           (5 << 8)
#define NORMAL_NON_CACHED       MPU_TYPE(1, 0, 0)
#define DEVICE_SHARED           (MPU_TYPE(0, 0, 1) | MPU_SHARED)

static unsigned regions;

static unsigned mpu_num_regions(void)
{
    return (CP15_READ(0, 0, 0, 4) >> 8) & 0xff;
}

/* size is a power of two, at least 32, and base is aligned to it */
static void mpu_set(unsigned region, uint32_t base, uint32_t size,
                    uint32_t access, uint32_t hidden)
{
    uint32_t log2_size = __builtin_ctz(size);

    CP15_WRITE(0, 6, 2, 0, region);
    CP15_WRITE(0, 6, 1, 0, base);
    CP15_WRITE(0, 6, 1, 4, access);
    CP15_WRITE(0, 6, 1, 2, (hidden << 8) | ((log2_size - 1) << 1) | 1);
}

static void mpu_add(uint32_t base, uint32_t size, uint32_t access)
{
    mpu_set(regions, base, size, access, 0);
    regions++;
}

void mpu_overlay(uint32_t base, uint32_t size, uint32_t type, uint32_t hidden)
{
    unsigned region = mpu_num_regions() - 1;

    /* Until it is complete, it must not apply */
    CP15_WRITE(0, 6, 2, 0, region);
    CP15_WRITE(0, 6, 1, 2, 0);
    mpu_set(region, base, size, type | PRIVILEGED_RW | XN, hidden);
    cpu_barrier();
}

void mpu_init(void)
{
    unsigned i;

    for (i = 0; i < mpu_num_regions(); i++) {
        CP15_WRITE(0, 6, 2, 0, i);
        CP15_WRITE(0, 6, 1, 2, 0);
    }

    regions = 0;
    mpu_add((uint32_t)__code_base, (uint32_t)__code_size,
            NORMAL_NON_CACHED | PRIVILEGED_RO);
    mpu_add((uint32_t)__data_base, (uint32_t)__data_size,
            NORMAL_NON_CACHED | PRIVILEGED_RW | XN);
    mpu_add((uint32_t)__dram_base, (uint32_t)__dram_size,
            NORMAL_NON_CACHED | PRIVILEGED_RW);
    for (i = 0; i < k3_soc.num_windows; i++) {
        mpu_add(k3_soc.windows[i].base, k3_soc.windows[i].size,
                DEVICE_SHARED | PRIVILEGED_RW | XN);
    }

    cpu_set_sctlr((cpu_sctlr() & ~SCTLR_BR) | SCTLR_M);
}
