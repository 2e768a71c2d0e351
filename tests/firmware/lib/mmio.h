/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * 32-bit device register access
 */

#ifndef LIB_MMIO_H
#define LIB_MMIO_H

#include <stdint.h>

static inline uint32_t mmio_read32(uint32_t address)
{
    /* Volatile: a register */
    return *(volatile uint32_t *)address;
}

static inline void mmio_write32(uint32_t address, uint32_t value)
{
    /* Volatile: a register */
    *(volatile uint32_t *)address = value;
}

#endif /* LIB_MMIO_H */
