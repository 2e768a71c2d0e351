/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crash right after the start. The build defines CRASH as one of the functions
 * below, and NAME for the banner.
 */

#include "cpu.h"
#include "lib/mailbox.h"
#include "lib/mmio.h"
#include "lib/rproc.h"

/* Outside all MPU regions */
#define FORBIDDEN_ADDRESS       0xdead0000

static void __attribute__((unused)) crash_data(void)
{
    mmio_read32(FORBIDDEN_ADDRESS);
}

static void __attribute__((unused)) crash_prefetch(void)
{
    void (*nowhere)(void) = (void (*)(void))(FORBIDDEN_ADDRESS +
                                               CPU_CODE_BIT);

    nowhere();
}

static void __attribute__((unused)) crash_undef(void)
{
    asm volatile("udf #0");
}

/* The MPU permits the access, but no device responds: an external abort */
static void __attribute__((unused)) crash_bus(void)
{
    mmio_read32(cpu_bus(k3_soc.bus_hole));
}

static void ignore(uint32_t message)
{
    (void)message;
}

int main(void)
{
    const struct k3_core *core = rproc_start(NAME);

    mailbox_init(&core->mailbox, ignore);
    CRASH();
    return 0;
}
