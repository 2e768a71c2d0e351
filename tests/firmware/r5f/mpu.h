/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory protection unit (PMSAv7). start.S calls mpu_init() before main().
 */

#ifndef R5F_MPU_H
#define R5F_MPU_H

#include <stdint.h>

/* Region access control register: memory type */
#define MPU_TYPE(tex, c, b)     (((tex) << 3) | ((c) << 1) | (b))
#define MPU_SHARED              (1 << 2)

/*
 * Permit access to code (read and execute), data, the core's DRAM window and the
 * SoC's peripheral windows. Every other address faults: there is no
 * background region.
 */
void mpu_init(void);

/*
 * Map data with another type: a region above all others, which replaces the
 * one of the previous call. Size as mpu_add() in mpu.c. A set bit in HIDDEN
 * disables an eighth of the region.
 */
void mpu_overlay(uint32_t base, uint32_t size, uint32_t type, uint32_t hidden);

#endif /* R5F_MPU_H */
