/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tasks under a tick-driven scheduler, as in firmware with an RTOS. Prints
 * "sched: CHECK ok" or "... FAILED", and finally "sched: passed" or "sched: N
 * failed". Meanwhile and afterwards, the task with the lowest priority answers
 * messages like hello; the tick continues.
 */

#include "irq.h"
#include "lib/check.h"
#include "lib/rproc.h"
#include "lib/sched.h"
#include "lib/trace.h"

#define TICK_HZ                 1000
#define STACK_SIZE              1792
#define NUM(array)              (sizeof(array) / sizeof((array)[0]))

#define ROUNDS                  500
#define SLEEPS                  20
#define FLOAT_ROUNDS            200
#define SOFT_PRIORITY           9

enum { SERVE, FLOAT_ONE, FLOAT_TWO, PING, PONG, URGENT, TEST, TASKS };

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static const struct k3_core *core;
static char stacks[TASKS][STACK_SIZE] __attribute__((aligned(8)));
static struct sched_task tasks[TASKS];

/* Volatile: shared by tasks that preempt one another */
static volatile uint32_t float_rounds[2], float_errors, pings, urgent_runs;
static struct semaphore ping_turn, pong_turn, all_done, urgent, go[2];

static void serve(void)
{
    rproc_serve(core, messages, NUM(messages));
}

/*
 * Compute sums in floating point registers. The results show whether another
 * task has changed these. Meanwhile, the task does not yield the core.
 */
static void float_task(unsigned n)
{
    uint32_t before = tasks[n ? FLOAT_ONE : FLOAT_TWO].switches;
    float step = n ? 0.5f : 0.25f;

    semaphore_wait(&go[n]);
    while (float_rounds[n] < FLOAT_ROUNDS ||
           tasks[n ? FLOAT_ONE : FLOAT_TWO].switches - before < 3) {
        float a = 0, b = 1, c = 2, d = 3;
        unsigned i;

        for (i = 0; i < 1000; i++) {
            a += step;
            b += 2 * step;
            c += 3 * step;
            d += 4 * step;
        }
        if (a != 1000 * step || b != 1 + 2000 * step ||
            c != 2 + 3000 * step || d != 3 + 4000 * step) {
            float_errors++;
        }
        float_rounds[n]++;
    }
    semaphore_post(&all_done);
    for (;;) {
        sched_sleep(1000);
    }
}

static void float_one(void)
{
    float_task(0);
}

static void float_two(void)
{
    float_task(1);
}

static void ping(void)
{
    for (;;) {
        semaphore_wait(&ping_turn);
        pings++;
        semaphore_post(&pong_turn);
    }
}

static void pong(void)
{
    for (;;) {
        semaphore_wait(&pong_turn);
        if (pings == ROUNDS) {
            semaphore_post(&all_done);
        } else {
            semaphore_post(&ping_turn);
        }
    }
}

static void urgent_task(void)
{
    for (;;) {
        semaphore_wait(&urgent);
        urgent_runs++;
    }
}

static void soft_interrupt(unsigned irq)
{
    (void)irq;
    semaphore_post(&urgent);
}

static void test_sleep(void)
{
    uint32_t start = sched_ticks();
    unsigned i;

    for (i = 0; i < SLEEPS; i++) {
        sched_sleep(2);
    }
    /* A busy host may delay a tick, but no tick is early */
    check("sleep", sched_ticks() - start >= 2 * SLEEPS);
}

/* A handler wakes a task of higher priority, which runs before this one */
static void test_interrupt(void)
{
    unsigned i;
    bool ok = true;

    irq_connect(core->soft_irq, SOFT_PRIORITY, soft_interrupt);
    for (i = 1; i <= ROUNDS; i++) {
        irq_trigger(core->soft_irq);
        ok &= urgent_runs == i;
    }
    check("task woken by an interrupt", ok);
}

static void test_semaphores(void)
{
    semaphore_post(&ping_turn);
    semaphore_wait(&all_done);
    check("semaphores", pings == ROUNDS);
}

/* Two busy tasks share the core, and this task preempts them */
static void test_slices(void)
{
    unsigned i;

    semaphore_post(&go[0]);
    semaphore_post(&go[1]);
    for (i = 0; i < SLEEPS; i++) {
        sched_sleep(1);
    }
    semaphore_wait(&all_done);
    semaphore_wait(&all_done);
    check("time slices", float_rounds[0] && float_rounds[1]);
    check("floating point", float_errors == 0);
}

static void test_stacks(void)
{
    bool ok = true;
    unsigned i;

    for (i = 0; i < TASKS; i++) {
        size_t left = sched_stack_left(&tasks[i]);

        trace_printf("sched: task '%s' switched to %lu times, %lu of its "
                     "stack left\n", tasks[i].name, tasks[i].switches,
                     (uint32_t)left);
        ok &= left > 0;
    }
    check("stacks", ok);
}

static void test(void)
{
    test_sleep();
    test_interrupt();
    test_semaphores();
    test_slices();
    test_stacks();
    check_print_result();
    for (;;) {
        sched_sleep(1000);
    }
}

static void add(unsigned n, const char *name, unsigned priority,
                void (*entry)(void))
{
    tasks[n] = (struct sched_task) {
        .name = name, .priority = priority, .entry = entry,
        .stack = stacks[n], .stack_size = STACK_SIZE,
    };
    sched_add(&tasks[n]);
}

int main(void)
{
    core = rproc_start("sched");
    check_begin("sched");
    add(SERVE, "serve", 0, serve);
    add(FLOAT_ONE, "float one", 1, float_one);
    add(FLOAT_TWO, "float two", 1, float_two);
    add(PING, "ping", 2, ping);
    add(PONG, "pong", 2, pong);
    add(TEST, "test", 3, test);
    add(URGENT, "urgent", 4, urgent_task);
    sched_start(core, TICK_HZ);
}
