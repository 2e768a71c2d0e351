/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Threads of execution on one core: what a scheduler needs of each kind of
 * core. A context is a stack pointer, with all registers below it.
 */

#ifndef LIB_CONTEXT_H
#define LIB_CONTEXT_H

/*
 * Takes the stack pointer of the context that stops, returns that of the next
 * one, which may be the same. Called with interrupts masked.
 */
typedef void *context_choose(void *sp);

/* A context that will call entry(), which never returns */
void *context_new(void *stack_top, void (*entry)(void));

/* Leave main() forever and continue with the context `sp` */
void context_start(context_choose *choose, void *sp)
    __attribute__((noreturn));

/*
 * Ask choose(). From an interrupt handler: when the outermost one has ended.
 * From a context: now; it may be called with interrupts masked, and they are
 * masked again when it returns, but not in between.
 */
void context_switch(void);

#endif /* LIB_CONTEXT_H */
