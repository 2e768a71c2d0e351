/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Use both TCMs completely. Check constants that the loader has put at the end
 * of each TCM, and write a pattern to all free BTCM and read it back. Then
 * answer messages like hello.
 *
 * If linked for TCMs of 64 KiB (NAME "tcm64"), this runs only in the cluster
 * modes in which core 0 has the TCMs of core 1, too.
 *
 * Source: Cortex-R5 Technical Reference Manual (DDI 0460), "ATCM region
 * register"
 */

#include "lib/layout.h"
#include "lib/rproc.h"
#include "lib/trace.h"
#include "r5f/cpu.h"
#include "r5f/entry.h"

#define PATTERN                 0x5443004d
#define NUM_CONSTANTS           64

/* The linker script puts these at the end of the TCMs */
static const uint32_t atcm_end[NUM_CONSTANTS]
    __attribute__((section(".code_end"), used)) = {
    [0 ... NUM_CONSTANTS - 1] = PATTERN,
};
static const uint32_t btcm_end[NUM_CONSTANTS]
    __attribute__((section(".data_end"), used)) = {
    [0 ... NUM_CONSTANTS - 1] = PATTERN,
};

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static void print_region(const char *name, uint32_t region)
{
    trace_printf("tcm: %s at 0x%08lx, %lu bytes, %s\n", name,
                 region & 0xfffff000, 512ul << ((region >> 2) & 0x1f),
                 region & 1 ? "on" : "off");
}

static void print_check(const char *what, bool ok)
{
    trace_printf("tcm: %s %s\n", what, ok ? "ok" : "WRONG");
}

static bool constants_are_there(const uint32_t *end)
{
    /* Volatile: read memory, instead of using the values known at build time */
    const volatile uint32_t *p = end;
    unsigned i;

    for (i = 0; i < NUM_CONSTANTS; i++) {
        if (p[i] != PATTERN) {
            return false;
        }
    }
    return true;
}

/* Write its address to each word, to detect words that share memory */
static bool btcm_holds(void)
{
    /* Volatile: this tests the memory */
    volatile uint32_t *start = (volatile uint32_t *)__data_free;
    const uint32_t *end = btcm_end;
    /* Volatile: likewise */
    volatile uint32_t *p;

    for (p = start; p < end; p++) {
        *p = (uint32_t)p;
    }
    for (p = start; p < end; p++) {
        if (*p != (uint32_t)p) {
            return false;
        }
    }
    return constants_are_there(btcm_end);
}

int main(void)
{
    const struct k3_core *core = rproc_start(NAME);

    print_region("atcm", CP15_READ(0, 9, 1, 1));
    print_region("btcm", CP15_READ(0, 9, 1, 0));
    print_check("constants", constants_are_there(atcm_end) &&
                             constants_are_there(btcm_end));
    print_check("memory", btcm_holds());
    trace_printf("tcm: done\n");
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
