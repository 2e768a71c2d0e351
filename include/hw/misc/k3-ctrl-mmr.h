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
 * On AM64x and the AM62x family, one module of the MAIN and one of the MCU
 * domain can reset the SoC (RST_CTRL) and tell what has reset it (RST_SRC).
 * Bits of RST_SRC stay until software clears them; power-on clears all.  The
 * model resets the whole SoC in all cases.  QEMU does not tell devices who
 * asked for a reset, so one that the module knows nothing about counts as what
 * the system firmware does for PSCI SYSTEM_RESET: SW_MCU_WARMRST.
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
 *  + Property "reset-domain" (uint8, K3_CTRL_MMR_*, default none): the domain
 *    that RST_CTRL and RST_SRC, at +0x18170 and +0x18178, are for
 *  + Link "reset-source" (ti-k3-ctrl-mmr): for the MAIN domain, the module of
 *    the MCU domain, whose RST_SRC this module shows
 *  + sysbus MMIO region 0: the registers (8 to 64-bit accesses)
 *
 * Sources: AM64x TRM (SPRUIM2) chapters "Control Module" and "JTAGID";
 * U-Boot arch/arm/mach-k3 (mmr_unlock, get_reset_reason, ESM in
 * am642_init.c); MCU+ SDK SOC driver (SOC_controlModuleUnlockMMR,
 * SOC_generateSwWarmResetMcuDomain, SOC_clearResetCauseMainMcuDomain) and
 * device manager (sys_reset_handler); Linux drivers/soc/ti/k3-socinfo.c,
 * drivers/net/ethernet/ti/cpsw-common.c.
 */

#define TYPE_K3_CTRL_MMR "ti-k3-ctrl-mmr"
OBJECT_DECLARE_SIMPLE_TYPE(K3CtrlMMRState, K3_CTRL_MMR)

#define K3_CTRL_MMR_PARTITION_SIZE  0x4000
#define K3_CTRL_MMR_VIEW_SIZE       0x2000
#define K3_CTRL_MMR_MAX_SIZE        0x400000

/* "reset-domain" */
enum {
    K3_CTRL_MMR_NO_DOMAIN,
    K3_CTRL_MMR_MAIN,
    K3_CTRL_MMR_MCU,
};

struct K3CtrlMMRState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;

    uint32_t size;
    uint32_t jtag_id;
    bool unlocked;
    uint8_t reset_domain;
    K3CtrlMMRState *reset_source;
    uint32_t num_reset_values;
    uint32_t *reset_values;
    uint8_t mac_id[6];          /* in the module with the JTAG id */

    /* View size / 4 latches per partition, shared by both proxies */
    uint32_t num_regs;
    uint32_t *regs;
    /* Two per partition: proxy 0, proxy 1 */
    uint32_t num_locks;
    uint8_t *locks;

    /* RST_SRC of the MCU domain, and whether it has the coming reset */
    uint32_t rst_src;
    bool cause_known;
};

/**
 * k3_ctrl_mmr_esm_resets: whether an error in the ESM of the MCU domain resets
 * the SoC; asked of the module of the MCU domain.
 */
bool k3_ctrl_mmr_esm_resets(K3CtrlMMRState *s);

/**
 * k3_ctrl_mmr_set_mac_id: the Ethernet address that the eFuses of the SoC have,
 * which the module with the JTAG id shows at +0x200 after a reset.  Without
 * one, there are latches.
 */
void k3_ctrl_mmr_set_mac_id(K3CtrlMMRState *s, const uint8_t *mac);

/** k3_ctrl_mmr_esm_reset: the SoC will be reset because of such an error. */
void k3_ctrl_mmr_esm_reset(K3CtrlMMRState *s);

#endif /* HW_MISC_K3_CTRL_MMR_H */
