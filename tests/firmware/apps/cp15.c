/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Read the CP15 registers that start-up code of SDKs reads, and print each as
 * "cp15: NAME 0xVALUE" or "cp15: NAME undefined". Check the values that such
 * code relies on. Then answer messages like hello.
 *
 * Source: Cortex-R5 Technical Reference Manual (DDI 0460), "Register summary"
 */

#include "lib/rproc.h"
#include "lib/trace.h"
#include "r5f/cpu.h"
#include "r5f/exception.h"

/* name, opc1, CRn, CRm, opc2 */
#define REGISTERS(X)                                                        \
    X(MIDR, 0, 0, 0, 0)                                                     \
    X(CTR, 0, 0, 0, 1)                                                      \
    X(TCMTR, 0, 0, 0, 2)                                                    \
    X(MPUIR, 0, 0, 0, 4)                                                    \
    X(MPIDR, 0, 0, 0, 5)                                                    \
    X(REVIDR, 0, 0, 0, 6)                                                   \
    X(ID_PFR0, 0, 0, 1, 0)                                                  \
    X(ID_PFR1, 0, 0, 1, 1)                                                  \
    X(ID_DFR0, 0, 0, 1, 2)                                                  \
    X(ID_AFR0, 0, 0, 1, 3)                                                  \
    X(ID_MMFR0, 0, 0, 1, 4)                                                 \
    X(ID_MMFR1, 0, 0, 1, 5)                                                 \
    X(ID_MMFR2, 0, 0, 1, 6)                                                 \
    X(ID_MMFR3, 0, 0, 1, 7)                                                 \
    X(ID_ISAR0, 0, 0, 2, 0)                                                 \
    X(ID_ISAR1, 0, 0, 2, 1)                                                 \
    X(ID_ISAR2, 0, 0, 2, 2)                                                 \
    X(ID_ISAR3, 0, 0, 2, 3)                                                 \
    X(ID_ISAR4, 0, 0, 2, 4)                                                 \
    X(ID_ISAR5, 0, 0, 2, 5)                                                 \
    X(CLIDR, 1, 0, 0, 1)                                                    \
    X(AIDR, 1, 0, 0, 7)                                                     \
    X(CSSELR, 2, 0, 0, 0)                                                   \
    X(SCTLR, 0, 1, 0, 0)                                                    \
    X(ACTLR, 0, 1, 0, 1)                                                    \
    X(CPACR, 0, 1, 0, 2)                                                    \
    X(BTCM_REGION, 0, 9, 1, 0)                                              \
    X(ATCM_REGION, 0, 9, 1, 1)                                              \
    X(TCM_SELECT, 0, 9, 2, 0)                                               \
    X(PMCR, 0, 9, 12, 0)                                                    \
    X(PMCCNTR, 0, 9, 13, 0)                                                 \
    X(SLAVE_PORT, 0, 11, 0, 0)                                              \
    X(SACTLR, 0, 15, 0, 0)                                                  \
    X(LLPP_AXI_REGION, 0, 15, 0, 1)                                         \
    X(LLPP_VIRTUAL_REGION, 0, 15, 0, 2)                                     \
    X(LLPP_AHB_REGION, 0, 15, 0, 3)                                         \
    X(NVAL_IRQ_SET, 0, 15, 1, 0)                                            \
    X(BUILD_OPTIONS1, 0, 15, 2, 0)                                          \
    X(BUILD_OPTIONS2, 0, 15, 2, 1)                                          \
    X(CFLR, 0, 15, 3, 0)

#define READ_FUNCTION(name, opc1, crn, crm, opc2)                           \
    static uint32_t read_##name(void)                                       \
    {                                                                       \
        return CP15_READ(opc1, crn, crm, opc2);                             \
    }
REGISTERS(READ_FUNCTION)

#define TABLE_ENTRY(name, opc1, crn, crm, opc2)                             \
    { #name, read_##name },

static const struct {
    const char *name;
    uint32_t (*read)(void);
} registers[] = {
    REGISTERS(TABLE_ENTRY)
};

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static void print_registers(void)
{
    unsigned undefined = 0;
    unsigned i;

    for (i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
        uint32_t value;

        probe_begin();
        value = registers[i].read();
        if (probe_end()) {
            trace_printf("cp15: %s 0x%08lx\n", registers[i].name, value);
        } else {
            trace_printf("cp15: %s undefined\n", registers[i].name);
            undefined++;
        }
    }
    trace_printf("cp15: %u undefined\n", undefined);
}

static void print_check(const char *what, bool ok)
{
    trace_printf("cp15: %s %s\n", what, ok ? "ok" : "WRONG");
}

/* CCSIDR of a cache; select, for CSSELR: 0 data, 1 instruction */
static uint32_t read_ccsidr(uint32_t select)
{
    CP15_WRITE(2, 0, 0, 0, select);
    cpu_barrier();
    return CP15_READ(1, 0, 0, 0);
}

/* LineSize is log2 of the number of words in a line, minus 2 */
static bool has_lines_of_32_bytes(uint32_t ccsidr)
{
    return (ccsidr & 7) == 1;
}

static void check_caches(void)
{
    uint32_t data = read_ccsidr(0);
    uint32_t instruction = read_ccsidr(1);

    trace_printf("cp15: CCSIDR_D 0x%08lx\n", data);
    trace_printf("cp15: CCSIDR_I 0x%08lx\n", instruction);
    print_check("cache lines", has_lines_of_32_bytes(data) &&
                               has_lines_of_32_bytes(instruction));
}

static void check_cycle_counter(void)
{
    uint32_t start = cpu_stamp();
    unsigned i;

    for (i = 0; i < 100000; i++) {
        asm volatile("");
    }
    print_check("cycle counter", cpu_stamp() != start);
}

/* Compute 1 / 3 * 3 in double precision */
static void check_vfp(void)
{
    /* Volatile: forces the division at run time */
    volatile double one = 1.0;
    /* Volatile: likewise */
    volatile double three = 3.0;
    double third = one / three;

    print_check("vfp", third > 0.333 && third < 0.334 && third * three == one);
}

int main(void)
{
    const struct k3_core *core = rproc_start("cp15");

    print_registers();
    check_caches();
    print_check("mpu regions", ((CP15_READ(0, 0, 0, 4) >> 8) & 0xff) == 16);
    check_cycle_counter();
    check_vfp();
    trace_printf("cp15: done\n");
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
