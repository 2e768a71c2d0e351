/*
 * Exclusive accesses of a Cortex-R5F in a TI K3 SoC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The R5F has a monitor for Non-shareable memory and for its TCMs.  It puts
 * exclusive accesses to Shareable memory on the bus, where nothing monitors
 * them, and takes the answer as an error.
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "hw/remoteproc/k3-r5f-cpu.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "trace.h"

static bool in_tcm(const K3R5FCPU *cpu, uint32_t addr)
{
    for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
        uint32_t reg = cpu->tcm_region[i];
        uint32_t base = reg & K3_R5F_TCM_REGION_BASE_MASK;
        uint64_t size = 512ull << extract32(reg, K3_R5F_TCM_REGION_SIZE_SHIFT,
                                            5);

        /* The base is a multiple of the size: lower bits do not count */
        if ((reg & K3_R5F_TCM_REGION_EN) && !((addr ^ base) & -size)) {
            return true;
        }
    }
    return false;
}

/* DDI 0460, "About the MPU": types of data memory in the default map */
static bool default_map_is_shared(const CPUARMState *env, uint32_t addr)
{
    bool cached = env->cp15.sctlr_ns & SCTLR_C;

    switch (addr >> 29) {
    case 0 ... 2:   /* Normal; cacheable, or non-cacheable and Shareable */
        return !cached;
    case 4:         /* Device, Non-shareable */
        return false;
    default:        /* Normal, Device, Strongly-ordered; all Shareable */
        return true;
    }
}

/* DDI 0460, "MPU region access control registers" */
static bool region_is_shared(uint32_t dracr)
{
    bool b = extract32(dracr, 0, 1);
    bool c = extract32(dracr, 1, 1);
    bool s = extract32(dracr, 2, 1);
    unsigned tex = extract32(dracr, 3, 3);

    if (tex == 0 && !c) {   /* Strongly-ordered, Device */
        return true;
    }
    if (tex == 2 && !c && !b) {     /* Device, Non-shareable */
        return false;
    }
    return s;
}

static bool region_has(const CPUARMState *env, unsigned n, uint32_t addr)
{
    uint32_t drsr = env->pmsav7.drsr[n];
    unsigned log2_size = extract32(drsr, 1, 5) + 1;
    uint32_t offset = addr - env->pmsav7.drbar[n];

    /* QEMU ignores regions of illegal size or base */
    if (!(drsr & 1) || log2_size == 1 ||
        (env->pmsav7.drbar[n] & MAKE_64BIT_MASK(0, log2_size)) ||
        offset > MAKE_64BIT_MASK(0, log2_size)) {
        return false;
    }
    /* Regions from 256 bytes have eight subregions, each with a disable bit */
    return log2_size < 8 ||
           !extract32(drsr, 8 + extract32(offset, log2_size - 3, 3), 1);
}

static bool is_shared(const ARMCPU *cpu, uint32_t addr)
{
    const CPUARMState *env = &cpu->env;

    if (env->cp15.sctlr_ns & SCTLR_M) {
        for (int n = cpu->pmsav7_dregion - 1; n >= 0; n--) {
            if (region_has(env, n, addr)) {
                return region_is_shared(env->pmsav7.dracr[n]);
            }
        }
        /* Privileged code, with SCTLR.BR: others have no access */
    }
    return default_map_is_shared(env, addr);
}

bool k3_r5f_exclusive_fails(ARMCPU *cpu, uint32_t addr,
                            MMUAccessType access_type)
{
    K3R5FCPU *r5f = K3_R5F_CPU(cpu);

    if (in_tcm(r5f, addr) || !is_shared(cpu, addr)) {
        return false;
    }
    trace_k3_r5f_exclusive_fails(k3_trace_name(r5f), addr,
                                 access_type == MMU_DATA_STORE);
    qemu_log_mask(LOG_GUEST_ERROR, "%s: exclusive access to Shareable memory "
                  "at 0x%08x, where the bus has no monitor: external abort\n",
                  k3_trace_name(r5f), addr);
    return true;
}
