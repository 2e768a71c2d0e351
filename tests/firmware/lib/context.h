/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Threads of execution on one core: the interface that a scheduler needs, for
 * each kind of core. A context is a stack pointer to its saved registers.
 */

#ifndef LIB_CONTEXT_H
#define LIB_CONTEXT_H

/*
 * Takes the stack pointer of the context that stops and returns that of the
 * next context, which may be the same. Called with interrupts masked.
 */
typedef void *context_choose(void *sp);

/* A context that will call entry(), which never returns */
void *context_new(void *stack_top, void (*entry)(void));

/* Leave main() forever and continue with the context `sp` */
void context_start(context_choose *choose, void *sp)
    __attribute__((noreturn));

/*
 * Switch to the context that choose() returns: at once in a context, or after
 * the outermost handler if called in an interrupt handler. If a context calls
 * this with interrupts masked, they are masked again when it returns, but not
 * meanwhile.
 */
void context_switch(void);

#endif /* LIB_CONTEXT_H */
