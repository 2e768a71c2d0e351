/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory protection unit (PMSAv7). start.S calls mpu_init() before main().
 */

#ifndef R5F_MPU_H
#define R5F_MPU_H

/*
 * Permit access to code (read and execute), data, the core's DRAM window and the
 * SoC's peripheral windows. Every other address faults: there is no
 * background region.
 */
void mpu_init(void);

#endif /* R5F_MPU_H */
