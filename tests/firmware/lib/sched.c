/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small preemptive scheduler
 */

#include "cpu.h"
#include "lib/context.h"
#include "lib/sched.h"
#include "lib/string.h"
#include "lib/tick.h"

#define STACK_PATTERN           0xa5

/* A ring of all tasks; `current` is where the next search begins */
static struct sched_task *current;
/* Volatile: counted by the interrupt handler */
static volatile uint32_t ticks;

void sched_add(struct sched_task *task)
{
    memset(task->stack, STACK_PATTERN, task->stack_size);
    task->sp = context_new((char *)task->stack + task->stack_size,
                           task->entry);
    if (current) {
        task->next = current->next;
        current->next = task;
    } else {
        task->next = task;
    }
    current = task;
}

static bool can_run(const struct sched_task *task)
{
    return !task->sleeping && !task->waits_for;
}

/* Next task of the highest priority; the current task is considered last */
static struct sched_task *sched_best(void)
{
    struct sched_task *best = NULL, *task = current;

    do {
        task = task->next;
        if (can_run(task) && (!best || task->priority > best->priority)) {
            best = task;
        }
    } while (task != current);
    return best;
}

static void *sched_choose(void *sp)
{
    current->sp = sp;
    current = sched_best();
    current->switches++;
    return current->sp;
}

static void sched_tick(void)
{
    struct sched_task *task = current;

    ticks++;
    do {
        if (task->sleeping && (int32_t)(ticks - task->wake_at) >= 0) {
            task->sleeping = false;
        }
        task = task->next;
    } while (task != current);
    context_switch();
}

void sched_start(const struct k3_core *core, uint32_t hz)
{
    cpu_irq_disable();
    tick_on(sched_tick);
    tick_start(core, hz);
    current = sched_best();
    context_start(sched_choose, current->sp);
}

uint32_t sched_ticks(void)
{
    return ticks;
}

void sched_sleep(uint32_t count)
{
    uint32_t state = cpu_irq_save();

    current->wake_at = ticks + count;
    current->sleeping = true;
    context_switch();
    cpu_irq_restore(state);
}

void semaphore_wait(struct semaphore *semaphore)
{
    uint32_t state = cpu_irq_save();

    while (semaphore->count == 0) {
        current->waits_for = semaphore;
        context_switch();
    }
    semaphore->count--;
    cpu_irq_restore(state);
}

void semaphore_post(struct semaphore *semaphore)
{
    uint32_t state = cpu_irq_save();
    struct sched_task *task = current;

    semaphore->count++;
    do {
        if (task->waits_for == semaphore) {
            task->waits_for = NULL;
        }
        task = task->next;
    } while (task != current);
    context_switch();
    cpu_irq_restore(state);
}

size_t sched_stack_left(const struct sched_task *task)
{
    const unsigned char *stack = task->stack;
    size_t left = 0;

    while (left < task->stack_size && stack[left] == STACK_PATTERN) {
        left++;
    }
    return left;
}
