/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random number generator of TI K3 security accelerators (EIP-76)
 */
#ifndef HW_MISC_K3_RNG_H
#define HW_MISC_K3_RNG_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: Random numbers in blocks of 128 bits
 *
 * Once software has enabled the generator and its free-running oscillators,
 * there are four words in its output registers.  An acknowledgement replaces
 * them by the next four, at once; on silicon, that takes about 700 us.  The
 * numbers are QEMU's for guests: those of the host, or, with -seed, the same
 * ones each time.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: the registers (0x80 bytes, 32-bit accesses)
 *  + sysbus IRQ 0: a number is ready, if enabled; level, active high
 *
 * Sources: Linux drivers/char/hw_random/omap-rng.c (EIP-76); J721E TRM
 * (SPRUIL1), which has no registers of it.
 */
#define TYPE_K3_RNG "ti-k3-rng"
OBJECT_DECLARE_SIMPLE_TYPE(K3RNGState, K3_RNG)

#define K3_RNG_MMIO_SIZE    0x80
#define K3_RNG_NUM_REGS     (K3_RNG_MMIO_SIZE / 4)
#define K3_RNG_WORDS        4

struct K3RNGState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;

    /* Latches, indexed by offset / 4 */
    uint32_t regs[K3_RNG_NUM_REGS];
    uint32_t output[K3_RNG_WORDS];
    bool ready;
};

#endif /* HW_MISC_K3_RNG_H */
