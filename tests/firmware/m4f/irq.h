/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Interrupts as lib/ and apps/ use them; here they are the NVIC's lines.
 *
 * 16 priorities, 0 is the highest; the NVIC of a K3 M4F has 8 and takes each
 * pair as one. While a handler runs, interrupts of a higher priority may nest
 * in it; those of the same or a lower one wait.
 */

#ifndef M4F_IRQ_H
#define M4F_IRQ_H

#include <stdint.h>

#define IRQ_MAX                 64

typedef void irq_handler(unsigned irq);

/* Mask and clear everything, forget all handlers */
void irq_init(void);

/* Set an interrupt up and unmask it */
void irq_connect(unsigned irq, unsigned priority, irq_handler *handler);
void irq_mask(unsigned irq);
void irq_mask_all(void);

/* Raise an interrupt by software */
void irq_trigger(unsigned irq);

/* Highest pending unmasked interrupt, or -1 */
int irq_pending(void);

/* Interrupts of that priority and below are not delivered; 0 lets all in */
void irq_set_base_priority(unsigned priority);

/* The architecture's own exceptions, which the NVIC ranks with the others */
enum irq_system {
    IRQ_PENDSV = 14,
    IRQ_SYSTICK = 15,
};

void irq_system_connect(enum irq_system exception, unsigned priority,
                        void (*handler)(void));
void irq_pend_pendsv(void);

/* Count of interrupts that no handler wanted */
extern uint32_t irq_spurious;

#endif /* M4F_IRQ_H */
