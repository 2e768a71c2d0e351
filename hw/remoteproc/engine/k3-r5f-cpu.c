/*
 * Cortex-R5F as TI K3 SoCs integrate it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "accel/tcg/cpu-ops.h"
#include "hw/misc/k3-trace.h"
#include "hw/remoteproc/k3-r5f-cpu.h"
#include "migration/vmstate.h"
#include "target/arm/cpregs.h"
#include "target/arm/internals.h"
#include "trace.h"

/* DDI 0460, 4.3: identification of a core with 32 KiB caches and two TCMs */
#define R5F_CTR         0x8003c003u     /* 8-word lines, I and D */
#define R5F_TCMTR       0x00010001u     /* one ATCM, one BTCM */
#define R5F_CLIDR       0x09200003u     /* separate L1 caches, LoC and LoU 1 */
#define R5F_CCSIDR_32K  0xf01fe019u     /* 256 sets, 4 ways, 8-word lines */
#define R5F_SCTLR_RESET 0x00e50878u
/* Two cores, 16 MPU regions, ECC on TCMs, FPU, AXI and AHB peripheral ports */
#define R5F_BUILDOPT1   0x00000000u
#define R5F_BUILDOPT2   0xfb5f3f9eu

#define R5F_SCTLR_VE    (1u << 24)

/* CPREG_FIELD32 takes an offset from env; the field lies behind env */
#define R5F_FIELD(field)                                            \
    .fieldoffset = offsetof(K3R5FCPU, regs.field) -                 \
                   offsetof(K3R5FCPU, parent_obj.env)

static K3R5FCPU *r5f_cpu(CPUARMState *env)
{
    return container_of(env_archcpu(env), K3R5FCPU, parent_obj);
}

static uint64_t tcm_region_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return r5f_cpu(env)->tcm_region[ri->opc2];
}

static void tcm_region_write(CPUARMState *env, const ARMCPRegInfo *ri,
                             uint64_t value)
{
    K3R5FCPU *cpu = r5f_cpu(env);
    uint32_t *reg = &cpu->tcm_region[ri->opc2];
    const uint32_t writable = K3_R5F_TCM_REGION_BASE_MASK |
                              K3_R5F_TCM_REGION_EN;

    /* The size is fixed in hardware */
    *reg = (*reg & ~writable) | (value & writable);
    trace_k3_r5f_tcm_region(k3_trace_name(cpu), ri->name, *reg);
    cpu->tcm_region_changed(cpu->opaque);
}

static uint64_t mpidr_const_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return r5f_cpu(env)->mpidr;
}

/* nVAL enable registers: opc2 0..3 set bits, 4..7 clear bits of the same */
static uint64_t nval_read(CPUARMState *env, const ARMCPRegInfo *ri)
{
    return r5f_cpu(env)->regs.nval[ri->opc2 & 3];
}

static void nval_write(CPUARMState *env, const ARMCPRegInfo *ri,
                       uint64_t value)
{
    uint32_t *reg = &r5f_cpu(env)->regs.nval[ri->opc2 & 3];

    /* Cycle counter and three event counters */
    value &= 0x80000007;
    *reg = (ri->opc2 & 4) ? *reg & ~value : *reg | value;
}

static void nothing_to_reset(CPUARMState *env, const ARMCPRegInfo *ri)
{
}

#define R5F_REG_TCM(name_, which)                                   \
    { .name = name_, .cp = 15, .opc1 = 0, .crn = 9, .crm = 1,       \
      .opc2 = which, .access = PL1_RW,                              \
      .type = ARM_CP_IO | ARM_CP_NO_RAW | ARM_CP_OVERRIDE,          \
      .readfn = tcm_region_read, .writefn = tcm_region_write,       \
      .resetfn = nothing_to_reset }

#define R5F_REG(name_, crn_, crm_, opc2_, field_, reset_)           \
    { .name = name_, .cp = 15, .opc1 = 0, .crn = crn_, .crm = crm_, \
      .opc2 = opc2_, .access = PL1_RW,                              \
      .type = ARM_CP_NO_RAW | ARM_CP_OVERRIDE,                      \
      R5F_FIELD(field_), .resetvalue = reset_ }

#define R5F_CONST(name_, crn_, crm_, opc2_, value_)                 \
    { .name = name_, .cp = 15, .opc1 = 0, .crn = crn_, .crm = crm_, \
      .opc2 = opc2_, .access = PL1_R,                               \
      .type = ARM_CP_CONST | ARM_CP_NO_RAW | ARM_CP_OVERRIDE,       \
      .resetvalue = value_ }

#define R5F_NVAL(name_, opc2_)                                      \
    { .name = name_, .cp = 15, .opc1 = 0, .crn = 15, .crm = 1,      \
      .opc2 = opc2_, .access = PL1_RW, .type = ARM_CP_NO_RAW,       \
      .readfn = nval_read, .writefn = nval_write,                   \
      .resetfn = nothing_to_reset }

static const ARMCPRegInfo k3_r5f_cp_reginfo[] = {
    R5F_CONST("CTR", 0, 0, 1, R5F_CTR),
    R5F_CONST("TCMTR", 0, 0, 2, R5F_TCMTR),
    { .name = "CLIDR", .cp = 15, .opc1 = 1, .crn = 0, .crm = 0, .opc2 = 1,
      .access = PL1_R, .resetvalue = R5F_CLIDR,
      .type = ARM_CP_CONST | ARM_CP_NO_RAW | ARM_CP_OVERRIDE },
    { .name = "MPIDR", .cp = 15, .opc1 = 0, .crn = 0, .crm = 0, .opc2 = 5,
      .access = PL1_R, .readfn = mpidr_const_read,
      .type = ARM_CP_NO_RAW | ARM_CP_OVERRIDE },
    R5F_REG("ACTLR", 1, 0, 1, actlr, 0),
    R5F_REG_TCM("BTCM_REGION", K3_R5F_BTCM),
    R5F_REG_TCM("ATCM_REGION", K3_R5F_ATCM),
    /* One TCM of each kind: nothing to select */
    { .name = "TCM_SELECTION", .cp = 15, .opc1 = 0, .crn = 9, .crm = 2,
      .opc2 = 0, .access = PL1_RW, .resetvalue = 0,
      .type = ARM_CP_CONST | ARM_CP_NO_RAW },
    R5F_REG("SLAVE_PORT_CONTROL", 11, 0, 0, slave_port, 0),
    R5F_REG("SACTLR", 15, 0, 0, sactlr, 0),
    R5F_REG("LLPP_NORMAL_AXI_REGION", 15, 0, 1, llpp[0], 0),
    R5F_REG("LLPP_VIRTUAL_AXI_REGION", 15, 0, 2, llpp[1], 0),
    R5F_REG("AHB_REGION", 15, 0, 3, llpp[2], 0),
    R5F_NVAL("NVAL_IRQ_SET", 0),
    R5F_NVAL("NVAL_FIQ_SET", 1),
    R5F_NVAL("NVAL_RESET_SET", 2),
    R5F_NVAL("NVAL_DBG_SET", 3),
    R5F_NVAL("NVAL_IRQ_CLEAR", 4),
    R5F_NVAL("NVAL_FIQ_CLEAR", 5),
    R5F_NVAL("NVAL_RESET_CLEAR", 6),
    R5F_NVAL("NVAL_DBG_CLEAR", 7),
    R5F_CONST("BUILDOPT1", 15, 2, 0, R5F_BUILDOPT1),
    R5F_CONST("BUILDOPT2", 15, 2, 1, R5F_BUILDOPT2),
    R5F_CONST("PINOPT", 15, 2, 7, 0),
    R5F_REG("CFLR", 15, 3, 0, cflr, 0),
    /* Cache size override: a test facility, the caches are not modelled */
    { .name = "CSOR", .cp = 15, .opc1 = 0, .crn = 15, .crm = 14, .opc2 = 0,
      .access = PL1_W, .type = ARM_CP_NOP },
};

void k3_r5f_cpu_define_regs(K3R5FCPU *cpu)
{
    define_arm_cp_regs(&cpu->parent_obj, k3_r5f_cp_reginfo);
}

const VMStateDescription vmstate_k3_r5f_cpu_regs = {
    .name = "ti-k3-r5f-cpu/regs",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(regs.actlr, K3R5FCPU),
        VMSTATE_UINT32(regs.sactlr, K3R5FCPU),
        VMSTATE_UINT32_ARRAY(regs.llpp, K3R5FCPU, 3),
        VMSTATE_UINT32(regs.slave_port, K3R5FCPU),
        VMSTATE_UINT32_ARRAY(regs.nval, K3R5FCPU, 4),
        VMSTATE_UINT32(regs.cflr, K3R5FCPU),
        VMSTATE_END_OF_LIST()
    }
};

/*
 * With SCTLR.VE set, the R5F takes the address of the handler from its VIC port
 * instead of branching to the vector at 0x18.  The handshake on that port
 * activates the interrupt in the VIM.  FIQs have no such port.
 */
static void k3_r5f_cpu_do_interrupt(CPUState *cs)
{
    K3R5FCPU *cpu = K3_R5F_CPU(cs);
    CPUARMState *env = &cpu->parent_obj.env;
    bool vectored = cs->exception_index == EXCP_IRQ && cpu->vim &&
                    (env->cp15.sctlr_ns & R5F_SCTLR_VE);

    arm_cpu_do_interrupt(cs);

    if (vectored) {
        bool valid;
        uint32_t vector = k3_vim_vector_port_ack(cpu->vim, &valid);

        trace_k3_r5f_vector_port(k3_trace_name(cpu), vector, valid);
        env->regs[15] = vector & ~3u;
    }
}

static void k3_r5f_cpu_init(Object *obj)
{
    K3R5FCPU *cpu = K3_R5F_CPU(obj);

    cpu->parent_obj.ccsidr[0] = R5F_CCSIDR_32K;
    cpu->parent_obj.ccsidr[1] = R5F_CCSIDR_32K;
    cpu->parent_obj.reset_sctlr = R5F_SCTLR_RESET;
    cpu->parent_obj.mp_is_up = false;
}

static void k3_r5f_cpu_class_init(ObjectClass *oc, const void *data)
{
    static TCGCPUOps tcg_ops;
    DeviceClass *dc = DEVICE_CLASS(oc);
    CPUClass *cc = CPU_CLASS(oc);

    ARM_CPU_CLASS(oc)->exclusive_fails = k3_r5f_exclusive_fails;

    tcg_ops = *cc->tcg_ops;
    tcg_ops.do_interrupt = k3_r5f_cpu_do_interrupt;
    cc->tcg_ops = &tcg_ops;

    dc->desc = "Cortex-R5F of a TI K3 R5FSS";
    /* Reason: needs its VIM and its TCM registers from the R5F core device */
    dc->user_creatable = false;
}

static const TypeInfo k3_r5f_cpu_types[] = {
    {
        .name = TYPE_K3_R5F_CPU,
        .parent = ARM_CPU_TYPE_NAME("cortex-r5f"),
        .instance_size = sizeof(K3R5FCPU),
        .instance_align = __alignof__(K3R5FCPU),
        .instance_init = k3_r5f_cpu_init,
        .class_init = k3_r5f_cpu_class_init,
    },
};

DEFINE_TYPES(k3_r5f_cpu_types)
