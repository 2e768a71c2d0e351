/*
 * TI K3 processor boot flags
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_BOOT_FLAGS_H
#define HW_REMOTEPROC_K3_BOOT_FLAGS_H

/**
 * DOC: the bits of the configuration, control and status words of a processor
 *
 * Their positions are those in the TISCI messages SET_CONFIG, SET_CTRL and
 * GET_STATUS.
 *
 * Sources: TISCI User Guide, "Processor boot management"; Linux
 * include/linux/soc/ti/ti_sci_protocol.h; MCU+ SDK tisci_procboot.h.
 */

/* Cortex-R5F configuration flags */
#define K3_PROC_R5F_CFG_DBG_EN          0x00000001
#define K3_PROC_R5F_CFG_DBG_NIDEN       0x00000002
#define K3_PROC_R5F_CFG_LOCKSTEP        0x00000100
#define K3_PROC_R5F_CFG_TEINIT          0x00000200
#define K3_PROC_R5F_CFG_NMFI_EN         0x00000400
#define K3_PROC_R5F_CFG_TCM_RSTBASE     0x00000800
#define K3_PROC_R5F_CFG_BTCM_EN         0x00001000
#define K3_PROC_R5F_CFG_ATCM_EN         0x00002000
#define K3_PROC_R5F_CFG_MEM_INIT_DIS    0x00004000
#define K3_PROC_R5F_CFG_SINGLE_CORE     0x00008000
#define K3_PROC_CFG_GEN_IGN_BOOTVECTOR  0x10000000

/* Control flags */
#define K3_PROC_R5F_CTRL_CORE_HALT      0x00000001

/* Status flags */
#define K3_PROC_STAT_WFE                0x00000001
#define K3_PROC_STAT_WFI                0x00000002
#define K3_PROC_R5F_STAT_CLK_GATED      0x00000004
#define K3_PROC_R5F_STAT_LOCKSTEP_PERMITTED 0x00000100
#define K3_PROC_R5F_STAT_SINGLECORE_ONLY    0x00000200

#endif
