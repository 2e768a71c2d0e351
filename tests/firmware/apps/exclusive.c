/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Test which memory takes exclusive accesses (LDREX, STREX). Non-shareable
 * memory and the TCMs do. Shareable memory, which Device and Strongly-ordered
 * memory are, answers with an external abort. Each check prints "exclusive:
 * CHECK ok" or "... FAILED". Then answer messages like hello.
 *
 * The test maps a scratch page in the carveout in different ways.
 *
 * Source: Cortex-R5 Technical Reference Manual (DDI 0460), "Internal exclusive
 * monitor", "MPU region access control registers", "About the MPU", "Data Fault
 * Status Register"; AM64x Technical Reference Manual (SPRUIM2), "RAT"
 */

#include "lib/check.h"
#include "lib/layout.h"
#include "lib/mmio.h"
#include "lib/rproc.h"
#include "lib/trace.h"
#include "r5f/cpu.h"
#include "r5f/exception.h"
#include "r5f/mpu.h"

#define SCRATCH_OFFSET          0x30000
#define SCRATCH_SIZE            0x10000

/* External abort, not a decode error (bit 12); of a write (bit 11) */
#define DFSR_LOAD               0x1008
#define DFSR_STORE              0x1808

/* Registers of the first region of the RAT */
#define RAT_CTRL                0x20
#define RAT_BASE                0x24
#define RAT_TRANS_L             0x28
#define RAT_TRANS_U             0x2c
#define RAT_ENABLE              (1u << 31)

#define MARK                    0x5a5a5a5a
#define OLD                     0x11223344
#define NEW                     0x55667788

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

/* A load or a store of each size; a fault skips the instruction */
struct access {
    uint32_t (*load)(uint32_t address);
    uint32_t (*store)(uint32_t address, uint32_t value);
    uint32_t mask;
};

#define ACCESS(name, load_text, store_text)                                 \
    static uint32_t load_##name(uint32_t address)                           \
    {                                                                       \
        register uint32_t value asm("r2") = MARK;                           \
        register uint32_t high asm("r3") = MARK;                            \
        asm volatile(load_text : "+r" (value), "+r" (high)                  \
                     : "r" (address) : "memory");                           \
        return value;                                                       \
    }                                                                       \
    static uint32_t store_##name(uint32_t address, uint32_t word)           \
    {                                                                       \
        register uint32_t value asm("r2") = word;                           \
        register uint32_t high asm("r3") = word;                            \
        uint32_t status = MARK;                                             \
        asm volatile(store_text : "+&r" (status)                            \
                     : "r" (value), "r" (high), "r" (address) : "memory");  \
        return status;                                                      \
    }

ACCESS(byte, "ldrexb %0, [%2]", "strexb %0, %1, [%3]")
ACCESS(half, "ldrexh %0, [%2]", "strexh %0, %1, [%3]")
ACCESS(word, "ldrex %0, [%2]", "strex %0, %1, [%3]")
ACCESS(double, "ldrexd %0, %1, [%2]", "strexd %0, %1, %2, [%3]")

static const struct access accesses[] = {
    { load_byte, store_byte, 0xff },
    { load_half, store_half, 0xffff },
    { load_word, store_word, 0xffffffff },
    { load_double, store_double, 0xffffffff },
};
#define NUM_ACCESSES            (sizeof(accesses) / sizeof(accesses[0]))

static void close_monitor(void)
{
    asm volatile("clrex" : : : "memory");
}

static void fault_forget(void)
{
    CP15_WRITE(0, 5, 0, 0, 0);
    CP15_WRITE(0, 6, 0, 0, 0);
}

static bool fault_was(uint32_t dfsr, uint32_t dfar)
{
    bool same = CP15_READ(0, 5, 0, 0) == dfsr && CP15_READ(0, 6, 0, 0) == dfar;

    if (!same) {
        trace_printf("exclusive: dfsr 0x%08lx dfar 0x%08lx, not 0x%08lx "
                     "0x%08lx\n", CP15_READ(0, 5, 0, 0), CP15_READ(0, 6, 0, 0),
                     dfsr, dfar);
    }
    return same;
}

/* The monitor makes one store succeed, and no second one */
static bool works(uint32_t address)
{
    unsigned i;

    for (i = 0; i < NUM_ACCESSES; i++) {
        const struct access *a = &accesses[i];
        uint32_t expected = (OLD & ~a->mask) | (NEW & a->mask);
        uint32_t loaded, first, second;

        mmio_write32(address, OLD);
        mmio_write32(address + 4, OLD);
        probe_begin();
        loaded = a->load(address);
        first = a->store(address, NEW);
        second = a->store(address, OLD);
        if (!probe_end() || loaded != (OLD & a->mask) || first != 0 ||
            second != 1 || mmio_read32(address) != expected) {
            trace_printf("exclusive: size %u: loaded 0x%08lx, status %lu %lu\n",
                         i, loaded, first, second);
            return false;
        }
    }
    return true;
}

/* No register and no monitor changes, and ordinary accesses work */
static bool aborts(uint32_t address)
{
    unsigned i;

    for (i = 0; i < NUM_ACCESSES; i++) {
        const struct access *a = &accesses[i];
        uint32_t loaded, status;
        bool passed;

        close_monitor();
        mmio_write32(address, OLD);
        fault_forget();
        probe_begin();
        loaded = a->load(address);
        passed = probe_end();
        if (passed || loaded != MARK || !fault_was(DFSR_LOAD, address)) {
            trace_printf("exclusive: size %u: loaded 0x%08lx\n", i, loaded);
            return false;
        }
        close_monitor();
        /* Without a load, the core knows that the store fails */
        probe_begin();
        status = a->store(address, NEW);
        if (!probe_end() || status != 1 || mmio_read32(address) != OLD) {
            trace_printf("exclusive: size %u: status %lu\n", i, status);
            return false;
        }
    }
    return true;
}

static const struct {
    const char *name;
    uint32_t type;
    bool shared;
} types[] = {
    { "non-cached", MPU_TYPE(1, 0, 0), false },
    { "write-through", MPU_TYPE(0, 1, 0), false },
    { "write-back", MPU_TYPE(1, 1, 1), false },
    { "two policies", MPU_TYPE(5, 1, 0), false },
    { "non-shared device", MPU_TYPE(2, 0, 0), false },
    { "shared non-cached", MPU_TYPE(1, 0, 0) | MPU_SHARED, true },
    { "shared write-through", MPU_TYPE(0, 1, 0) | MPU_SHARED, true },
    { "shared write-back", MPU_TYPE(1, 1, 1) | MPU_SHARED, true },
    { "shared two policies", MPU_TYPE(5, 1, 0) | MPU_SHARED, true },
    { "device", MPU_TYPE(0, 0, 1), true },
    { "strongly-ordered", MPU_TYPE(0, 0, 0), true },
};

static void check_types(uint32_t page)
{
    unsigned i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        mpu_overlay(page, SCRATCH_SIZE, types[i].type, 0);
        check(types[i].name, types[i].shared ? aborts(page + 0x100)
                                             : works(page + 0x100));
    }
}

static void check_subregions(uint32_t page)
{
    const uint32_t eighth = SCRATCH_SIZE / 8;

    /* Where a subregion is disabled, the region below counts */
    mpu_overlay(page, SCRATCH_SIZE, MPU_TYPE(1, 0, 0) | MPU_SHARED, 1 << 2);
    check("subregions", aborts(page + 2 * eighth - 8) &&
                        works(page + 2 * eighth) &&
                        works(page + 3 * eighth - 8) &&
                        aborts(page + 3 * eighth));
}

/* The memory is Shareable only when the store is due */
static bool store_aborts(uint32_t address)
{
    unsigned i;

    for (i = 0; i < NUM_ACCESSES; i++) {
        const struct access *a = &accesses[i];
        uint32_t status;
        bool passed;

        mpu_overlay(address, 32, MPU_TYPE(1, 0, 0), 0);
        mmio_write32(address, OLD);
        fault_forget();
        probe_begin();
        a->load(address);
        mpu_overlay(address, 32, MPU_TYPE(1, 0, 0) | MPU_SHARED, 0);
        status = a->store(address, NEW);
        passed = probe_end();
        if (passed || status != MARK || !fault_was(DFSR_STORE, address) ||
            mmio_read32(address) != OLD) {
            trace_printf("exclusive: size %u: status %lu\n", i, status);
            return false;
        }
    }
    return true;
}

/* A TCM is Non-shareable, whatever the MPU says */
static void check_tcm(void)
{
    static uint32_t words[8] __attribute__((aligned(32)));
    uint32_t address = (uint32_t)words;

    if (address < 0x80000000) {
        mpu_overlay(address, 32, MPU_TYPE(0, 0, 0), 0);
        check("tcm", works(address));
    }
}

static void data_cache(bool on)
{
    /* Invalidate all of it: its contents are undefined after reset */
    CP15_WRITE(0, 15, 5, 0, 0);
    cpu_set_sctlr(on ? cpu_sctlr() | SCTLR_C : cpu_sctlr() & ~SCTLR_C);
}

static void rat_map(const struct k3_core *core, uint32_t from, uint32_t to)
{
    mmio_write32(core->rat.base + RAT_BASE, from);
    mmio_write32(core->rat.base + RAT_TRANS_L, to);
    mmio_write32(core->rat.base + RAT_TRANS_U, 0);
    mmio_write32(core->rat.base + RAT_CTRL,
                 RAT_ENABLE | __builtin_ctz(SCRATCH_SIZE));
    cpu_barrier();
}

/* The page at an address in each part, of 512 MiB, of the default memory map */
static const struct {
    const char *name;
    uint32_t address;
    bool cached;
    bool shared;
} parts[] = {
    { "part 0", 0x10000000, false, true },
    { "part 0, cached", 0x10000000, true, false },
    { "part 2", 0x50000000, false, true },
    { "part 2, cached", 0x50000000, true, false },
    { "part 3", 0x7fff0000, false, true },
    { "part 3, cached", 0x7fff0000, true, true },
    { "part 4", 0x80000000, false, false },
    { "part 4, cached", 0x80000000, true, false },
    { "part 5", 0xb0000000, false, true },
    { "part 6", 0xc0000000, true, true },
    { "part 7", 0xffff0000, false, true },
};

static void check_default_map(const struct k3_core *core, uint32_t page)
{
    unsigned i;

    for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        uint32_t sctlr = cpu_sctlr();
        bool ok;

        cpu_set_sctlr(sctlr & ~SCTLR_M);
        rat_map(core, parts[i].address, page);
        data_cache(parts[i].cached);
        ok = parts[i].shared ? aborts(parts[i].address)
                             : works(parts[i].address);
        data_cache(false);
        mmio_write32(core->rat.base + RAT_CTRL, 0);
        cpu_set_sctlr(sctlr);
        check(parts[i].name, ok);
    }
}

/* With SCTLR.BR, the default map also applies where no region does */
static void check_background(const struct k3_core *core, uint32_t page)
{
    uint32_t sctlr = cpu_sctlr();
    bool shared, not_shared;

    cpu_set_sctlr(sctlr | SCTLR_BR);
    rat_map(core, 0xc0000000, page);
    shared = aborts(0xc0000000);
    mpu_overlay(0xc0000000, SCRATCH_SIZE, MPU_TYPE(1, 0, 0), 0);
    not_shared = works(0xc0000000);
    mmio_write32(core->rat.base + RAT_CTRL, 0);
    cpu_set_sctlr(sctlr);
    check("background region", shared && not_shared);
}

int main(void)
{
    const struct k3_core *core = rproc_start("exclusive");
    uint32_t page = (uint32_t)__carveout + SCRATCH_OFFSET;

    check_begin("exclusive");
    check_types(page);
    check_subregions(page);
    check("store", store_aborts(page));
    check_tcm();
    mpu_overlay(page, SCRATCH_SIZE, MPU_TYPE(1, 0, 0), 0);
    check_default_map(core, page);
    check_background(core, page);
    check_print_result();
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
