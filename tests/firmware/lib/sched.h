/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small preemptive scheduler, driven by the core's tick: of the tasks that
 * can run, those of the highest priority take turns, a tick each.
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
    /* Given by the user; the entry function never returns */
    const char *name;
    unsigned priority;          /* a larger number goes first */
    void (*entry)(void);
    void *stack;
    size_t stack_size;

    /* The scheduler's own */
    void *sp;
    struct sched_task *next;
    uint32_t wake_at;
    bool sleeping;
    struct semaphore *waits_for;
    /* Volatile: a task may watch its own */
    volatile uint32_t switches;
};

/* Before sched_start(); the stack is filled with a pattern */
void sched_add(struct sched_task *task);

/* Runs the tasks and never returns. One of them must always be able to run. */
void sched_start(const struct k3_core *core, uint32_t hz)
    __attribute__((noreturn));

uint32_t sched_ticks(void);

/* From a task */
void sched_sleep(uint32_t ticks);
void semaphore_wait(struct semaphore *semaphore);

/* From a task or an interrupt handler */
void semaphore_post(struct semaphore *semaphore);

/* Bytes of its stack that a task has never used */
size_t sched_stack_left(const struct sched_task *task);

#endif /* LIB_SCHED_H */
