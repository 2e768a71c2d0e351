/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory protection unit (PMSAv7)
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "Protected Memory
 * System Architecture, PMSAv7".
 */

#include "cpu.h"
#include "lib/layout.h"
#include "lib/mmio.h"
#include "m4f/mpu.h"

#define MPU_CTRL                0xe000ed94
#define MPU_RNR                 0xe000ed98
#define MPU_RBAR                0xe000ed9c
#define MPU_RASR                0xe000eda0

#define CTRL_ENABLE             (1 << 0)

/* Region attributes: execute never, permissions, type */
#define XN                      (1 << 28)
#define PRIVILEGED_RW           (1 << 24)
#define PRIVILEGED_RO           (5 << 24)
#define NORMAL_NON_CACHED       (1 << 19)
#define DEVICE_SHARED           ((1 << 18) | (1 << 16))

static unsigned regions;

/* size is a power of two, at least 32, and base is aligned to it */
static void mpu_add(uint32_t base, uint32_t size, uint32_t access)
{
    uint32_t log2_size = __builtin_ctz(size);

    mmio_write32(MPU_RNR, regions);
    mmio_write32(MPU_RBAR, base);
    mmio_write32(MPU_RASR, access | ((log2_size - 1) << 1) | 1);
    regions++;
}

void mpu_init(const struct k3_core *core)
{
    static const uint32_t rat[][2] = { CPU_RAT_REGIONS };
    unsigned i;

    mmio_write32(MPU_CTRL, 0);
    regions = 0;
    /* IRAM's size is not a power of two, but that of IRAM and DRAM is */
    mpu_add((uint32_t)__code_base,
            (uint32_t)__code_size + (uint32_t)__data_size,
            NORMAL_NON_CACHED | PRIVILEGED_RO);
    mpu_add((uint32_t)__data_base, (uint32_t)__data_size,
            NORMAL_NON_CACHED | PRIVILEGED_RW | XN);
    mpu_add((uint32_t)__dram_base, (uint32_t)__dram_size,
            NORMAL_NON_CACHED | PRIVILEGED_RW);
    mpu_add(core->peripherals.base, core->peripherals.size,
            DEVICE_SHARED | PRIVILEGED_RW | XN);
    mpu_add(core->rat.base, core->rat.size,
            DEVICE_SHARED | PRIVILEGED_RW | XN);
    for (i = 0; i < sizeof(rat) / sizeof(rat[0]); i++) {
        mpu_add(rat[i][0], 1u << CPU_RAT_REGION_LOG2,
                DEVICE_SHARED | PRIVILEGED_RW | XN);
    }
    mmio_write32(MPU_CTRL, CTRL_ENABLE);
    cpu_barrier();
}
