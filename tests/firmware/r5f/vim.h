/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Vectored Interrupt Manager: the interrupt controller next to each R5F core.
 *
 * 16 priorities, 0 is the highest. While a handler runs, interrupts of a
 * higher priority may nest; those of the same or a lower priority wait.
 */

#ifndef R5F_VIM_H
#define R5F_VIM_H

#include <stdbool.h>
#include <stdint.h>

#define VIM_MAX_IRQS            512
#define VIM_LOWEST_PRIORITY     15

enum vim_dispatch {
    /* IRQ vector at 0x18; the entry code reads IRQVEC */
    VIM_DISPATCH_SOFTWARE,
    /* SCTLR.VE: the core itself fetches the vector from the VIM */
    VIM_DISPATCH_PORT,
};

enum vim_type {
    VIM_LEVEL,
    VIM_PULSE,
};

typedef void vim_handler(unsigned irq);

/* Uses of each entry, and entries without an active interrupt (spurious) */
struct vim_counts {
    uint32_t by_software;
    uint32_t by_port;
    uint32_t fiq;
    uint32_t spurious;
};

extern struct vim_counts vim_counts;

/* Mask and clear all interrupts, remove all handlers; IRQ, FIQ stay masked */
void vim_init(enum vim_dispatch dispatch);

/* Set up an interrupt as an IRQ and unmask it */
void vim_connect(unsigned irq, unsigned priority, enum vim_type type,
                 vim_handler *handler);
void vim_mask(unsigned irq);
void vim_mask_all(void);

/* Send an interrupt to the core's FIQ input instead of IRQ */
void vim_route_to_fiq(unsigned irq);

/* Raise an interrupt by software */
void vim_trigger(unsigned irq);

/* One bit per priority; interrupts of a priority with bit 0 raise no IRQ */
void vim_set_priority_mask(uint16_t allowed);

/* True in an IRQ handler */
bool vim_in_interrupt(void);

/* Set a function to call, with IRQ masked, after the outermost handler */
void vim_on_exit(void (*function)(void));

/* Highest pending unmasked IRQ, or -1 */
int vim_pending_irq(void);

#endif /* R5F_VIM_H */
