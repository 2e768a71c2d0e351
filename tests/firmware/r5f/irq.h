/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Interrupt interface for lib/ and apps/, implemented with the VIM's IRQs.
 *
 * 16 priorities, 0 is the highest.
 */

#ifndef R5F_IRQ_H
#define R5F_IRQ_H

#include "r5f/vim.h"

typedef vim_handler irq_handler;

/* Mask and clear all interrupts, remove all handlers */
static inline void irq_init(void)
{
    vim_init(VIM_DISPATCH_PORT);
}

/* Set up and unmask a level interrupt */
static inline void irq_connect(unsigned irq, unsigned priority,
                               irq_handler *handler)
{
    vim_connect(irq, priority, VIM_LEVEL, handler);
}

static inline void irq_mask(unsigned irq)
{
    vim_mask(irq);
}

static inline void irq_mask_all(void)
{
    vim_mask_all();
}

/* Raise an interrupt by software */
static inline void irq_trigger(unsigned irq)
{
    vim_trigger(irq);
}

/* Highest pending unmasked interrupt, or -1 */
static inline int irq_pending(void)
{
    return vim_pending_irq();
}

#endif /* R5F_IRQ_H */
