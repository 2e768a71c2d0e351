/*
 * Cortex-R5F as TI K3 SoCs integrate it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_R5F_CPU_H
#define HW_REMOTEPROC_K3_R5F_CPU_H

#include "hw/intc/k3-vim.h"
#include "target/arm/cpu.h"

/**
 * DOC: what the K3 integration adds to QEMU's cortex-r5f
 *
 * - Identification: caches of 32 KiB with 32-byte lines in CTR, CLIDR and
 *   CCSIDR (start-up code computes its cache loops from them), one ATCM and
 *   one BTCM in TCMTR, MPIDR with the cluster in Aff1 and the core in Aff0.
 * - Registers that start-up code reads and writes and that QEMU leaves
 *   undefined: ACTLR, secondary ACTLR, TCM region registers, peripheral port
 *   regions, slave port control, nVAL, build options, correctable fault
 *   location.  The TCM region registers really move and hide the TCMs, which
 *   are the owner's: so are these two registers.
 * - The vector port: with SCTLR.VE set, an IRQ continues at the address which
 *   the VIM hands over, and that handover activates the interrupt there.
 * - Exclusive accesses (LDREX, STREX) to Shareable memory, which includes
 *   Device and Strongly-ordered memory, end with a synchronous external
 *   abort: the SoC's bus has no monitor for them.  QEMU does not know memory
 *   types of an MPU, so this looks at its regions.
 *
 * The MPIDR is a constant of the core, not QEMU's mp-affinity: R5F and
 * application cores have the same numbers, and PSCI must not find an R5F.
 *
 * Registers added here are not in QEMU's list of migrated coprocessor
 * registers: vmstate_k3_r5f_cpu_regs carries them, as part of the engine.
 *
 * Sources: Arm DDI 0460 (Cortex-R5 TRM), chapter 4, and for exclusive accesses
 * "About the MPU", "Internal exclusive monitor" and the sections on TCMs; the
 * abort as reported from AM64x and J722S (Zephyr pull request 111937, NuttX
 * pull request 20105); AM64x TRM, R5FSS chapter; MCU+ SDK dpl/r5 start-up code
 * for which registers are touched.
 */

#define TYPE_K3_R5F_CPU "ti-k3-r5f-arm-cpu"
OBJECT_DECLARE_SIMPLE_TYPE(K3R5FCPU, K3_R5F_CPU)

#define K3_R5F_TCM_REGION_EN        (1u << 0)
#define K3_R5F_TCM_REGION_SIZE_SHIFT 2
#define K3_R5F_TCM_REGION_BASE_MASK 0xfffff000u

typedef enum K3R5FTCM {
    K3_R5F_BTCM,        /* opc2 0 of c9, c1 */
    K3_R5F_ATCM,        /* opc2 1 */
    K3_R5F_NUM_TCMS,
} K3R5FTCM;

typedef struct K3R5FRegs {
    uint32_t actlr;
    uint32_t sactlr;
    uint32_t llpp[3];           /* normal AXI, virtual AXI, AHB regions */
    uint32_t slave_port;
    uint32_t nval[4];           /* IRQ, FIQ, reset, debug request enables */
    uint32_t cflr;
} K3R5FRegs;

struct K3R5FCPU {
    ARMCPU parent_obj;

    K3R5FRegs regs;

    /* Set by the owner before realize */
    uint32_t mpidr;
    K3VimState *vim;
    uint32_t *tcm_region;       /* one for each of K3R5FTCM */
    void (*tcm_region_changed)(void *opaque);
    void *opaque;
};

extern const VMStateDescription vmstate_k3_r5f_cpu_regs;

/**
 * k3_r5f_cpu_define_regs: add the registers; to be called once, right after
 * the CPU has been realized (realize defines some of them as constants).
 */
void k3_r5f_cpu_define_regs(K3R5FCPU *cpu);

/**
 * k3_r5f_exclusive_fails: ARMCPUClass.exclusive_fails() of an R5F.
 */
bool k3_r5f_exclusive_fails(ARMCPU *cpu, uint32_t addr,
                            MMUAccessType access_type);

#endif
