/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Test that SysTick is right at every moment, as kernels without a periodic tick
 * need it. Each value is compared with the time before and after the read, by
 * the DMTimer, so that the test does not depend on how fast the core is. Each
 * check prints "systick: CHECK ok" or "... FAILED". Then answer messages like
 * hello.
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "The system timer,
 * SysTick".
 */

#include "cpu.h"
#include "irq.h"
#include "lib/check.h"
#include "lib/mmio.h"
#include "lib/rproc.h"
#include "lib/trace.h"
#include "m4f/systick.h"

#define READS                   100000
#define RESTARTS                2000
#define CHANGES                 300
#define INTERRUPTS              50

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static uint32_t reload;
/* Of the DMTimer, before and after the write that started the count */
static uint32_t start_low, start_high;

static void start(uint32_t value, uint32_t control)
{
    mmio_write32(SYST_CSR, 0);
    mmio_write32(SYST_RVR, value);
    mmio_write32(SYST_CVR, 0);
    reload = value;
    start_low = cpu_stamp();
    mmio_write32(SYST_CSR, CSR_ENABLE | CSR_CLKSOURCE | control);
    start_high = cpu_stamp();
}

/* The same, while it counts */
static void restart(uint32_t value)
{
    mmio_write32(SYST_RVR, value);
    reload = value;
    start_low = cpu_stamp();
    mmio_write32(SYST_CVR, 0);
    start_high = cpu_stamp();
}

/* Ticks since that write, at a time of the DMTimer */
static uint64_t at_least(uint32_t stamp)
{
    uint32_t passed = stamp - start_high;

    return passed ? (passed - 1) * (uint64_t)CPU_CYCLES_PER_STAMP : 0;
}

static uint64_t at_most(uint32_t stamp)
{
    return (stamp - start_low + 1) * (uint64_t)CPU_CYCLES_PER_STAMP;
}

static uint64_t period(void)
{
    return (uint64_t)reload + 1;
}

/* A tick changes 0 to the reload value, so n ticks give reload + 1 - n */
static bool fits(uint64_t low, uint64_t high, uint32_t value)
{
    uint64_t ticks = 2 * period() - value - low % period();

    return value <= reload && ticks % period() <= high - low;
}

static bool read_fits(void)
{
    uint64_t low = at_least(cpu_stamp());
    uint32_t value = mmio_read32(SYST_CVR);
    uint64_t high = at_most(cpu_stamp());

    if (fits(low, high, value)) {
        return true;
    }
    trace_printf("systick: 0x%lx of 0x%lx after %lu to %lu ticks\n", value,
                 reload, (uint32_t)low, (uint32_t)high);
    return false;
}

/* Random moments: the loop takes a different time whenever the host does */
static void check_reads(const char *what, uint32_t value)
{
    unsigned i;

    start(value, 0);
    for (i = 0; i < READS && read_fits(); i++) {
        continue;
    }
    check(what, i == READS);
}

/* A kernel sets the timeout, clears the counter and reads it at once */
static void check_restarts(void)
{
    unsigned i;

    start(0xffffff, 0);
    for (i = 0; i < RESTARTS; i++) {
        restart(i % 2 ? 0xffffff : 39999);
        if (!read_fits()) {
            break;
        }
    }
    check("restarts", i == RESTARTS);
}

/* A kernel adds a period to its clock when it finds the flag set */
static void check_clock(void)
{
    uint64_t low, high, now, periods = 0;
    unsigned i;

    start(399999, 0);
    high = 0;
    for (i = 0; i < READS; i++) {
        uint64_t last = high;
        uint32_t first, second;
        bool wrapped;

        low = at_least(cpu_stamp());
        first = mmio_read32(SYST_CVR);
        wrapped = mmio_read32(SYST_CSR) & CSR_COUNTFLAG;
        second = mmio_read32(SYST_CVR);
        high = at_most(cpu_stamp());
        if (high - last > period() / 2) {
            /* The host paused the core, maybe for more than a period */
            start(399999, 0);
            high = periods = 0;
            continue;
        }
        if (!wrapped && first && (!second || second > first)) {
            /* The counter has reached 0 after the read of the flag */
            wrapped = mmio_read32(SYST_CSR) & CSR_COUNTFLAG;
        }
        periods += wrapped;
        now = periods * period() + (period() - second) % period();
        if (now < low || now > high) {
            trace_printf("systick: clock %lu after %lu to %lu ticks\n",
                         (uint32_t)now, (uint32_t)low, (uint32_t)high);
            break;
        }
    }
    check("clock", i == READS);
}

/* After the reload, a new reload value waits for the next one */
static void check_changes(void)
{
    unsigned i;

    for (i = 0; i < CHANGES; i++) {
        start(39999, 0);
        while (at_least(cpu_stamp()) <= period()) {
            continue;
        }
        mmio_write32(SYST_RVR, 0xffffff);
        if (!read_fits() && at_most(cpu_stamp()) < 2 * period()) {
            break;
        }
    }
    check("changes", i == CHANGES);
}

/* The flag shows that the counter has reached 0, and a read clears it */
static void check_flag(void)
{
    unsigned i;

    for (i = 0; i < CHANGES; i++) {
        bool early, late, again;

        start(39999, 0);
        early = mmio_read32(SYST_CSR) & CSR_COUNTFLAG;
        if (early && at_most(cpu_stamp()) < period()) {
            break;
        }
        while (at_least(cpu_stamp()) <= period()) {
            continue;
        }
        late = mmio_read32(SYST_CSR) & CSR_COUNTFLAG;
        again = mmio_read32(SYST_CSR) & CSR_COUNTFLAG;
        if (at_most(cpu_stamp()) < 2 * period() &&
            (!(early || late) || again)) {
            break;
        }
    }
    check("flag", i == CHANGES);
}

/* Volatile: counted by the handler */
static volatile unsigned interrupts;

static void systick(void)
{
    interrupts++;
}

/* No interrupt is early, and the counter is right all the time */
static void check_interrupts(const char *what, uint32_t value)
{
    bool ok;

    interrupts = 0;
    irq_system_connect(IRQ_SYSTICK, 12, systick);
    start(value, CSR_TICKINT);
    do {
        unsigned seen = interrupts;

        ok = read_fits() && seen <= at_most(cpu_stamp()) / period();
    } while (ok && interrupts < INTERRUPTS);
    mmio_write32(SYST_CSR, 0);
    check(what, ok);
}

int main(void)
{
    const struct k3_core *core = rproc_start("systick");

    check_begin("systick");
    check_reads("42 ms", 0xffffff);
    check_reads("1 ms", 399999);
    check_reads("10 us", 3999);
    check_reads("2.5 us", 999);
    check_reads("250 ns", 99);
    check_restarts();
    check_clock();
    check_changes();
    check_flag();
    check_interrupts("interrupts, 1 ms", 399999);
    check_interrupts("interrupts, 1 us", 399);
    mmio_write32(SYST_CSR, 0);
    check_print_result();
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
