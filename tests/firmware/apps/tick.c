/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Test of timer tick and interrupt priorities: checks for all kinds of core.
 * tick-KIND.c has main() and all other checks.
 */

#include <stdbool.h>
#include <stddef.h>
#include "apps/tick.h"
#include "cpu.h"
#include "irq.h"
#include "lib/check.h"
#include "lib/dmtimer.h"
#include "lib/trace.h"

#define TICKS                   10
#define TICK_HZ                 1000
#define TICK_PRIORITY           4
#define LOG_SIZE                16

/* About a second, in units of cpu_stamp() */
#define TIMEOUT_STAMPS          (1000000000 / CPU_CYCLES_PER_STAMP)

static const struct k3_core *core;
static const char *way;

/* Volatile: counted by the interrupt handler */
static volatile unsigned ticks;
/* Maximum of timer counts from a tick to its handler */
static volatile uint32_t latest;
static char log[LOG_SIZE + 1];
/* Volatile: handlers nest */
static volatile unsigned log_len;

/* Action of a software interrupt between its two letters */
static void (*actions[8])(void);

void tick_check_log(const char *what, const char *expected)
{
    bool same = true;
    unsigned i;

    for (i = 0; i <= LOG_SIZE; i++) {
        if (log[i] != expected[i]) {
            same = false;
            break;
        }
        if (expected[i] == '\0') {
            break;
        }
    }
    check(what, same);
    if (!same) {
        trace_printf("tick: %s: saw '%s', expected '%s'\n", way, log,
                     expected);
    }
}

void tick_log_clear(void)
{
    unsigned i;

    for (i = 0; i <= LOG_SIZE; i++) {
        log[i] = '\0';
    }
    log_len = 0;
}

void tick_log_letter(char c)
{
    if (log_len < LOG_SIZE) {
        log[log_len++] = c;
    }
}

static bool wait_for_ticks(unsigned target)
{
    uint32_t start = cpu_stamp();

    while (ticks < target) {
        if (cpu_stamp() - start > TIMEOUT_STAMPS) {
            return false;
        }
    }
    return true;
}

static void tick_interrupt(unsigned irq)
{
    uint32_t late = dmtimer_elapsed(core->timer_base);

    (void)irq;
    if (late > latest) {
        latest = late;
    }
    dmtimer_ack(core->timer_base);
    ticks++;
}

static void soft_interrupt(unsigned irq)
{
    unsigned n = irq - core->soft_irq;

    tick_log_letter('a' + n);
    if (actions[n]) {
        actions[n]();
    }
    tick_log_letter('A' + n);
}

void tick_connect(unsigned n, unsigned priority, void (*action)(void))
{
    actions[n] = action;
    irq_connect(core->soft_irq + n, priority, soft_interrupt);
}

void tick_trigger(unsigned n)
{
    irq_trigger(core->soft_irq + n);
}

static void trigger_b(void)
{
    tick_trigger(1);
}

static void trigger_c(void)
{
    tick_trigger(2);
}

static void trigger_b_and_c(void)
{
    tick_trigger(1);
    tick_trigger(2);
}

static void wait_for_a_tick(void)
{
    if (wait_for_ticks(ticks + 1)) {
        tick_log_letter('t');
    }
}

static bool timer_start(void)
{
    ticks = 0;
    latest = 0;
    irq_connect(core->timer_irq, TICK_PRIORITY, tick_interrupt);
    return dmtimer_start(core->timer_base, k3_soc.timer_hz / TICK_HZ);
}

static void timer_stop(void)
{
    dmtimer_stop(core->timer_base);
    irq_mask(core->timer_irq);
}

static bool check_ticks(void)
{
    bool ok;

    check("timer reset", timer_start());
    ok = wait_for_ticks(TICKS);
    check("ticks", ok);
    timer_stop();
    /* The latency depends on other cores and on QEMU's clock */
    trace_printf("tick: %s: at most %lu ns late\n", way,
                 latest * (1000000000 / k3_soc.timer_hz));
    return ok;
}

/* A masked interrupt ends a WFI, and is taken once unmasked */
static void check_wfi(void)
{
    unsigned before;

    cpu_irq_disable();
    timer_start();
    before = ticks;
    cpu_wfi();
    check("wfi ends", irq_pending() == core->timer_irq);
    check("masked", ticks == before);
    cpu_irq_enable();
    check("unmasked", wait_for_ticks(before + 1));
    timer_stop();
}

/* The tick interrupts a handler of lower priority that waits for it */
static void check_tick_nests(void)
{
    tick_log_clear();
    tick_connect(0, TICK_PRIORITY + 2, wait_for_a_tick);
    timer_start();
    tick_trigger(0);
    timer_stop();
    tick_check_log("tick in a handler", "atA");
}

static void check_nesting(void)
{
    tick_log_clear();
    tick_connect(0, 10, trigger_b);
    tick_connect(1, 3, NULL);
    tick_trigger(0);
    tick_check_log("higher nests", "abBA");

    tick_log_clear();
    tick_connect(0, 10, trigger_b);
    tick_connect(1, 5, trigger_c);
    tick_connect(2, 0, NULL);
    tick_trigger(0);
    tick_check_log("three deep", "abcCBA");

    tick_log_clear();
    tick_connect(0, 3, trigger_b);
    tick_connect(1, 10, NULL);
    tick_trigger(0);
    tick_check_log("lower waits", "aAbB");

    tick_log_clear();
    tick_connect(0, 5, trigger_b);
    tick_connect(1, 5, NULL);
    tick_trigger(0);
    tick_check_log("equal waits", "aAbB");

    tick_log_clear();
    tick_connect(0, 3, trigger_b_and_c);
    tick_connect(1, 12, NULL);
    tick_connect(2, 11, NULL);
    tick_trigger(0);
    tick_check_log("both wait", "aAcCbB");
}

static void check_order(void)
{
    tick_connect(0, 9, NULL);
    tick_connect(1, 9, NULL);
    tick_connect(2, 2, NULL);

    tick_log_clear();
    cpu_irq_disable();
    tick_trigger(1);
    tick_trigger(0);
    tick_trigger(2);
    cpu_irq_enable();
    tick_check_log("order of pending", "cCaAbB");
}

void tick_run(const struct k3_core *this_core, const char *this_way)
{
    core = this_core;
    way = this_way;
    check_group(way);
    cpu_irq_enable();
    if (check_ticks()) {
        check_wfi();
        check_tick_nests();
    }
    check_nesting();
    check_order();
}
