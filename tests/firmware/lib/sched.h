/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small preemptive scheduler, driven by the core's tick. Of the tasks that
 * can run, those with the highest priority take turns, one tick each.
 */

#ifndef LIB_SCHED_H
#define LIB_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "soc/soc.h"

struct semaphore {
    unsigned count;
};

struct sched_task {
    /* Set by the user; the entry function never returns */
    const char *name;
    unsigned priority;          /* a larger number is a higher priority */
    void (*entry)(void);
    void *stack;
    size_t stack_size;

    /* Private to the scheduler */
    void *sp;
    struct sched_task *next;
    uint32_t wake_at;
    bool sleeping;
    struct semaphore *waits_for;
    /* Volatile: a task may poll it */
    volatile uint32_t switches;
};

/* Call before sched_start(); fills the stack with a pattern */
void sched_add(struct sched_task *task);

/* Runs the tasks and never returns. One of them must always be able to run. */
void sched_start(const struct k3_core *core, uint32_t hz)
    __attribute__((noreturn));

uint32_t sched_ticks(void);

/* Call only from a task */
void sched_sleep(uint32_t ticks);
void semaphore_wait(struct semaphore *semaphore);

/* Call from a task or an interrupt handler */
void semaphore_post(struct semaphore *semaphore);

/* Bytes of its stack that a task has never used */
size_t sched_stack_left(const struct sched_task *task);

#endif /* LIB_SCHED_H */
