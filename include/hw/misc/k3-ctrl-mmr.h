/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 control module (CTRL_MMR, MCU_CTRL_MMR, PADCFG)
 */
#ifndef HW_MISC_K3_CTRL_MMR_H
#define HW_MISC_K3_CTRL_MMR_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the control module of K3 SoCs
 *
 * Configuration latches in partitions of 0x4000 bytes.  Each partition is
 * visible twice, at +0x0000 (proxy 0) and at +0x2000 (proxy 1).  Each view has
 * its own write lock.  Software opens it by writing a key in two parts to
 * LOCKn_KICK0 and LOCKn_KICK1, in this order.  Writes through a locked view
 * are ignored.  The model stores the latches (clock selects, pad configuration
 * and so on), but they have no effect.
 *
 * QEMU interface:
 *  + Property "size" (uint32, bytes, required): size of the region, a multiple
 *    of 0x4000 up to 4 MiB, else refused at realize
 *  + Property "jtag-id" (uint32, default 0): the read-only CTRLMMR_JTAGID at
 *    +0x14; 0 leaves +0x14 an ordinary latch
 *  + Property "unlocked" (bool, default false): a reset leaves all views
 *    unlocked, as the boot loader leaves them for an operating system
 *  + Array property "reset-values" (uint32): offset, value, offset, value...
 *    of latches that do not reset to 0; offsets without the proxy bit,
 *    multiples of 4, not a lock register
 *  + sysbus MMIO region 0: the registers (8 to 64-bit accesses)
 *
 * Sources: AM64x TRM (SPRUIM2) chapters "Control Module" and "JTAGID";
 * U-Boot arch/arm/mach-k3 (mmr_unlock); MCU+ SDK SOC driver
 * (SOC_controlModuleUnlockMMR); Linux drivers/soc/ti/k3-socinfo.c.
 */

#define TYPE_K3_CTRL_MMR "ti-k3-ctrl-mmr"
OBJECT_DECLARE_SIMPLE_TYPE(K3CtrlMMRState, K3_CTRL_MMR)

#define K3_CTRL_MMR_PARTITION_SIZE  0x4000
#define K3_CTRL_MMR_VIEW_SIZE       0x2000
#define K3_CTRL_MMR_MAX_SIZE        0x400000

struct K3CtrlMMRState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;

    uint32_t size;
    uint32_t jtag_id;
    bool unlocked;
    uint32_t num_reset_values;
    uint32_t *reset_values;

    /* View size / 4 latches per partition, shared by both proxies */
    uint32_t num_regs;
    uint32_t *regs;
    /* Two per partition: proxy 0, proxy 1 */
    uint32_t num_locks;
    uint8_t *locks;
};

#endif /* HW_MISC_K3_CTRL_MMR_H */
