/*
 * Tables of 32-bit registers of the TI K3 models
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "qemu/log.h"

const K3RegInfo *k3_regs_find(void *dev, const K3RegInfo *table, unsigned num,
                              hwaddr offset)
{
    if (offset / 4 >= num || !table[offset / 4].name) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(dev), offset);
        return NULL;
    }
    return &table[offset / 4];
}

uint32_t k3_regs_read(void *dev, const K3RegInfo *table,
                      const uint32_t *latches, hwaddr offset)
{
    const K3RegInfo *reg = &table[offset / 4];

    return reg->read ? reg->read(dev) : latches[reg->same_as ?: offset / 4];
}

void k3_regs_write(void *dev, const K3RegInfo *table, uint32_t *latches,
                   hwaddr offset, uint32_t value)
{
    const K3RegInfo *reg = &table[offset / 4];
    uint32_t *latch = &latches[reg->same_as ?: offset / 4];

    if (reg->write) {
        reg->write(dev, value);
    } else if (!(reg->rw | reg->w1s | reg->w1c) && !reg->no_effect) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: %s is read only\n",
                      k3_trace_name(dev), reg->name);
    }
    *latch = (*latch & ~reg->rw) | (value & reg->rw);
    *latch |= value & reg->w1s;
    *latch &= ~(value & reg->w1c);
}

void k3_regs_reset(const K3RegInfo *table, uint32_t *latches, unsigned num)
{
    for (unsigned i = 0; i < num; i++) {
        latches[i] = table[i].reset;
    }
}
