/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 spinlocks
 */
#ifndef HW_MISC_K3_SPINLOCK_H
#define HW_MISC_K3_SPINLOCK_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: Spinlocks in hardware, for processors without a common atomic access
 *
 * A read of a lock's register takes the lock and says whether it was free, in
 * one access.  Only a write of 0 frees it: the module does not know who took a
 * lock, and neither the reset of a core nor its end frees one.
 *
 * QEMU interface:
 *  + Property "num-locks" (uint32, 32, 64, 128 or 256; default 256): number of
 *    locks.  Others are refused at realize.
 *  + Property "taken" (string, read only): the numbers of the locks that are
 *    taken, such as "3, 17".  Reading it takes no lock.
 *  + sysbus MMIO region 0: the registers (0x1000 bytes; 8 to 32-bit accesses).
 *    Offsets without a register read 0 and ignore writes, and log a guest
 *    error.
 *
 * Sources: AM64x TRM (SPRUIM2) chapter "Spinlock"; MCU+ SDK cslr_spinlock.h for
 * the fields; Linux drivers/hwspinlock/omap_hwspinlock.c.
 */
#define TYPE_K3_SPINLOCK "ti-k3-spinlock"
OBJECT_DECLARE_SIMPLE_TYPE(K3SpinlockState, K3_SPINLOCK)

#define K3_SPINLOCK_MMIO_SIZE   0x1000
#define K3_SPINLOCK_MAX_LOCKS   256
/* A flag of the status register stands for this number of locks */
#define K3_SPINLOCK_GROUP       32

struct K3SpinlockState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    uint32_t num_locks;

    /* One bit for each lock that is taken */
    uint32_t taken[K3_SPINLOCK_MAX_LOCKS / K3_SPINLOCK_GROUP];
};

#endif /* HW_MISC_K3_SPINLOCK_H */
