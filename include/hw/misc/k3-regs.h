/*
 * Tables of 32-bit registers of the TI K3 models
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_REGS_H
#define HW_MISC_K3_REGS_H

#include "exec/hwaddr.h"

/**
 * K3RegInfo: description of a register.
 *
 * A device has a table of these and, in its state, an array of as many latches;
 * the index in both is offset / 4.  It calls the functions below from the read
 * and write functions of its MMIO region, which only lets accesses of 32 bits
 * through or makes such out of others.
 *
 * @name: name in messages and trace events; NULL: there is no register here
 * @reset: the latch's value after reset
 * @rw: bits that become what is written
 * @w1s: bits that are set by writing 1
 * @w1c: bits that are cleared by writing 1
 * @same_as: index of the register whose latch this one shows and changes, for
 *     pairs that set and clear the same bits; 0: it has a latch of its own
 * @no_effect: there is nothing to write, but a write is no mistake
 * @read: returns the value of the register, instead of the latch
 * @write: called with what is written, before the bits above change.  Without
 *     such bits, it does all that a write does.
 *
 * A register that has none of these bits, no @write and no @no_effect is read
 * only.
 */
typedef struct K3RegInfo {
    const char *name;
    uint32_t reset;
    uint32_t rw;
    uint32_t w1s;
    uint32_t w1c;
    unsigned same_as;
    bool no_effect;
    uint32_t (*read)(void *opaque);
    void (*write)(void *opaque, uint32_t value);
} K3RegInfo;

/**
 * k3_regs_find: the register at @offset; NULL, and a LOG_GUEST_ERROR message of
 * device @dev, if there is none.
 * @num: length of @table
 */
const K3RegInfo *k3_regs_find(void *dev, const K3RegInfo *table, unsigned num,
                              hwaddr offset);

/**
 * k3_regs_read: read the register at @offset, which k3_regs_find() has found.
 * @dev: the opaque pointer of the register's @read
 */
uint32_t k3_regs_read(void *dev, const K3RegInfo *table,
                      const uint32_t *latches, hwaddr offset);

/**
 * k3_regs_write: write the register at @offset, which k3_regs_find() has found.
 * If it is read only, device @dev logs this with LOG_GUEST_ERROR.
 * @dev: the opaque pointer of the register's @write
 */
void k3_regs_write(void *dev, const K3RegInfo *table, uint32_t *latches,
                   hwaddr offset, uint32_t value);

/** k3_regs_reset: set @num latches to the values after reset. */
void k3_regs_reset(const K3RegInfo *table, uint32_t *latches, unsigned num);

#endif /* HW_MISC_K3_REGS_H */
