/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Interrupt interface for lib/ and apps/, implemented with the NVIC's lines.
 *
 * 16 priorities, 0 is the highest; the NVIC of a K3 M4F has 8, so each pair is
 * one priority. While a handler runs, interrupts of a higher priority may nest;
 * those of the same or a lower priority wait.
 */

#ifndef M4F_IRQ_H
#define M4F_IRQ_H

#include <stdint.h>

#define IRQ_MAX                 64

typedef void irq_handler(unsigned irq);

/* Mask and clear all interrupts, remove all handlers */
void irq_init(void);

/* Set up an interrupt and unmask it */
void irq_connect(unsigned irq, unsigned priority, irq_handler *handler);
void irq_mask(unsigned irq);
void irq_mask_all(void);

/* Raise an interrupt by software */
void irq_trigger(unsigned irq);

/* Highest pending unmasked interrupt, or -1 */
int irq_pending(void);

/* Block interrupts of this priority and below; 0 blocks none */
void irq_set_base_priority(unsigned priority);

/* The architecture's own exceptions, which have NVIC priorities, too */
enum irq_system {
    IRQ_PENDSV = 14,
    IRQ_SYSTICK = 15,
};

void irq_system_connect(enum irq_system exception, unsigned priority,
                        void (*handler)(void));
void irq_pend_pendsv(void);

/* Count of interrupts without a handler */
extern uint32_t irq_spurious;

#endif /* M4F_IRQ_H */
