/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Timer tick and interrupt priorities, once with each way the VIM hands an
 * interrupt to the core. Prints "tick: WAY: CHECK ok" or "... FAILED", and at
 * last "tick: passed" or "tick: N failed". Then serves as hello does.
 *
 * The checks on order use interrupts raised by software. Each handler puts a
 * small letter in a log when it starts and the capital when it ends, so that
 * "abBA" reads: b interrupted a.
 */

#include "lib/dmtimer.h"
#include "lib/rproc.h"
#include "lib/trace.h"
#include "r5f/cpu.h"
#include "r5f/vim.h"

#define TICKS                   10
#define TICK_HZ                 1000
#define TICK_PRIORITY           4
#define LOG_SIZE                16

/* About a second, in units of cpu_stamp() */
#define TIMEOUT_STAMPS          (1000000000 / CPU_CYCLES_PER_STAMP)

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static const struct k3_core *core;
static const char *way;
static unsigned failed;

/* Volatile: counted by the interrupt handler */
static volatile unsigned ticks;
static char log[LOG_SIZE + 1];
/* Volatile: handlers nest */
static volatile unsigned log_len;

/* What a software interrupt does between its two letters */
static void (*actions[8])(void);

static void check(const char *what, bool ok)
{
    trace_printf("tick: %s: %s %s\n", way, what, ok ? "ok" : "FAILED");
    if (!ok) {
        failed++;
    }
}

static void check_log(const char *what, const char *expected)
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

static void log_clear(void)
{
    unsigned i;

    for (i = 0; i <= LOG_SIZE; i++) {
        log[i] = '\0';
    }
    log_len = 0;
}

static void log_letter(char c)
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
    (void)irq;
    dmtimer_ack(core->timer_base);
    ticks++;
}

static void soft_interrupt(unsigned irq)
{
    unsigned n = irq - k3_soc.soft_irq;

    log_letter('a' + n);
    if (actions[n]) {
        actions[n]();
    }
    log_letter('A' + n);
}

/* Software interrupt n: letter, priority, what it does */
static void soft_connect(unsigned n, unsigned priority, enum vim_type type,
                         void (*action)(void))
{
    actions[n] = action;
    vim_connect(k3_soc.soft_irq + n, priority, type, soft_interrupt);
}

static void soft_trigger(unsigned n)
{
    vim_trigger(k3_soc.soft_irq + n);
}

static void trigger_b(void)
{
    soft_trigger(1);
}

static void trigger_c(void)
{
    soft_trigger(2);
}

static void trigger_b_and_c(void)
{
    soft_trigger(1);
    soft_trigger(2);
}

static void wait_for_a_tick(void)
{
    if (wait_for_ticks(ticks + 1)) {
        log_letter('t');
    }
}

static bool timer_start(void)
{
    ticks = 0;
    vim_connect(core->timer_irq, TICK_PRIORITY, VIM_LEVEL, tick_interrupt);
    return dmtimer_start(core->timer_base, k3_soc.timer_hz / TICK_HZ);
}

static void timer_stop(void)
{
    dmtimer_stop(core->timer_base);
    vim_mask(core->timer_irq);
}

static bool check_ticks(void)
{
    bool ok;

    check("timer reset", timer_start());
    ok = wait_for_ticks(TICKS);
    check("ticks", ok);
    timer_stop();
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
    check("wfi ends", vim_pending_irq() == core->timer_irq);
    check("masked", ticks == before);
    cpu_irq_enable();
    check("unmasked", wait_for_ticks(before + 1));
    timer_stop();
}

/* The tick has a higher priority than the handler that waits for it */
static void check_tick_nests(void)
{
    log_clear();
    soft_connect(0, TICK_PRIORITY + 1, VIM_LEVEL, wait_for_a_tick);
    timer_start();
    soft_trigger(0);
    timer_stop();
    check_log("tick in a handler", "atA");
}

static void check_nesting(void)
{
    log_clear();
    soft_connect(0, 10, VIM_LEVEL, trigger_b);
    soft_connect(1, 3, VIM_LEVEL, NULL);
    soft_trigger(0);
    check_log("higher nests", "abBA");

    log_clear();
    soft_connect(0, 10, VIM_LEVEL, trigger_b);
    soft_connect(1, 5, VIM_LEVEL, trigger_c);
    soft_connect(2, 0, VIM_LEVEL, NULL);
    soft_trigger(0);
    check_log("three deep", "abcCBA");

    log_clear();
    soft_connect(0, 3, VIM_LEVEL, trigger_b);
    soft_connect(1, 10, VIM_LEVEL, NULL);
    soft_trigger(0);
    check_log("lower waits", "aAbB");

    log_clear();
    soft_connect(0, 5, VIM_LEVEL, trigger_b);
    soft_connect(1, 5, VIM_LEVEL, NULL);
    soft_trigger(0);
    check_log("equal waits", "aAbB");

    log_clear();
    soft_connect(0, 3, VIM_LEVEL, trigger_b_and_c);
    soft_connect(1, 12, VIM_LEVEL, NULL);
    soft_connect(2, 11, VIM_LEVEL, NULL);
    soft_trigger(0);
    check_log("both wait", "aAcCbB");
}

static void check_order(void)
{
    soft_connect(0, 9, VIM_LEVEL, NULL);
    soft_connect(1, 9, VIM_LEVEL, NULL);
    soft_connect(2, 2, VIM_LEVEL, NULL);

    log_clear();
    cpu_irq_disable();
    soft_trigger(1);
    soft_trigger(0);
    soft_trigger(2);
    cpu_irq_enable();
    check_log("order of pending", "cCaAbB");

    log_clear();
    soft_connect(0, 9, VIM_PULSE, NULL);
    soft_trigger(0);
    check_log("pulse", "aA");

    log_clear();
    soft_connect(0, 9, VIM_LEVEL, NULL);
    vim_set_priority_mask(0xffff & ~(1 << 9));
    soft_trigger(0);
    soft_trigger(2);
    check_log("masked priority", "cC");
    vim_set_priority_mask(0xffff);
    check_log("unmasked priority", "cCaA");
}

/* FIQ comes in while IRQ is masked */
static void check_fiq(void)
{
    uint32_t before = vim_counts.fiq;

    log_clear();
    soft_connect(0, 9, VIM_LEVEL, NULL);
    vim_route_to_fiq(k3_soc.soft_irq);
    cpu_irq_disable();
    cpu_fiq_enable();
    soft_trigger(0);
    cpu_fiq_disable();
    cpu_irq_enable();
    check_log("fiq", "aA");
    check("fiq entry", vim_counts.fiq == before + 1);
}

static void check_dispatch(enum vim_dispatch dispatch)
{
    bool by_port = dispatch == VIM_DISPATCH_PORT;

    way = by_port ? "port" : "software";
    vim_init(dispatch);
    cpu_irq_enable();

    if (check_ticks()) {
        check_wfi();
        check_tick_nests();
    }
    check_nesting();
    check_order();
    check_fiq();

    trace_printf("tick: %s: %lu by software, %lu by port, %lu spurious\n",
                 way, vim_counts.by_software, vim_counts.by_port,
                 vim_counts.spurious);
    check("entry used", (by_port ? vim_counts.by_software
                                 : vim_counts.by_port) == 0);
    check("none spurious", vim_counts.spurious == 0);
}

int main(void)
{
    core = rproc_start("tick");

    check_dispatch(VIM_DISPATCH_SOFTWARE);
    check_dispatch(VIM_DISPATCH_PORT);
    if (failed) {
        trace_printf("tick: %u failed\n", failed);
    } else {
        trace_printf("tick: passed\n");
    }

    vim_init(VIM_DISPATCH_PORT);
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
