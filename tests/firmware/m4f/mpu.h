/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory protection unit (PMSAv7). start.c calls mpu_init() before main().
 */

#ifndef M4F_MPU_H
#define M4F_MPU_H

#include "soc/soc.h"

/*
 * Permit access to IRAM (read and execute), DRAM (data), the core's window of
 * DDR and peripherals. Every other address faults: there is no background
 * region.
 */
void mpu_init(const struct k3_core *core);

#endif /* M4F_MPU_H */
