/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nested Vectored Interrupt Controller
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "Nested Vectored
 * Interrupt Controller, NVIC" and "The System Control Block (SCB)".
 */

#include <stddef.h>
#include "cpu.h"
#include "irq.h"
#include "lib/mmio.h"
#include "m4f/entry.h"

#define NVIC_ISER(g)            (0xe000e100 + 4 * (g))
#define NVIC_ICER(g)            (0xe000e180 + 4 * (g))
#define NVIC_ISPR(g)            (0xe000e200 + 4 * (g))
#define NVIC_ICPR(g)            (0xe000e280 + 4 * (g))
#define NVIC_IPR(irq)           (0xe000e400 + (irq))
#define SCB_ICSR                0xe000ed04
#define SCB_SHPR(exception)     (0xe000ed18 + (exception) - 4)

#define ICSR_PENDSVSET          (1u << 28)
#define ICSR_PENDSTCLR          (1u << 25)
#define ICSR_PENDSVCLR          (1u << 27)

#define GROUPS                  (IRQ_MAX / 32)
#define FIRST_IRQ               16

uint32_t irq_spurious;

static irq_handler *handlers[IRQ_MAX];
static void (*system_handlers[FIRST_IRQ])(void);

/* A priority has 8 bits; hardware implements only the upper ones */
static void set_priority(uint32_t reg, unsigned priority)
{
    /* Volatile: a register, accessed by byte */
    *(volatile uint8_t *)reg = priority << 4;
}

static uint32_t bit(unsigned irq)
{
    return 1u << (irq % 32);
}

void irq_mask_all(void)
{
    unsigned g;

    for (g = 0; g < GROUPS; g++) {
        mmio_write32(NVIC_ICER(g), 0xffffffff);
    }
    cpu_barrier();
}

void irq_init(void)
{
    unsigned i;

    irq_mask_all();
    for (i = 0; i < GROUPS; i++) {
        mmio_write32(NVIC_ICPR(i), 0xffffffff);
    }
    mmio_write32(SCB_ICSR, ICSR_PENDSVCLR | ICSR_PENDSTCLR);
    for (i = 0; i < IRQ_MAX; i++) {
        handlers[i] = NULL;
    }
    for (i = 0; i < FIRST_IRQ; i++) {
        system_handlers[i] = NULL;
    }
    irq_spurious = 0;
}

void irq_connect(unsigned irq, unsigned priority, irq_handler *handler)
{
    irq_mask(irq);
    handlers[irq] = handler;
    set_priority(NVIC_IPR(irq), priority);
    /* Clear a pending interrupt, unless the line is still high */
    mmio_write32(NVIC_ICPR(irq / 32), bit(irq));
    mmio_write32(NVIC_ISER(irq / 32), bit(irq));
}

void irq_mask(unsigned irq)
{
    mmio_write32(NVIC_ICER(irq / 32), bit(irq));
    cpu_barrier();
}

void irq_trigger(unsigned irq)
{
    mmio_write32(NVIC_ISPR(irq / 32), bit(irq));
    cpu_barrier();
}

int irq_pending(void)
{
    unsigned pending = (mmio_read32(SCB_ICSR) >> 12) & 0x1ff;

    return pending ? (int)pending - FIRST_IRQ : -1;
}

void irq_set_base_priority(unsigned priority)
{
    asm volatile("msr basepri, %0" : : "r" (priority << 4) : "memory");
    cpu_barrier();
}

void irq_system_connect(enum irq_system exception, unsigned priority,
                        void (*handler)(void))
{
    system_handlers[exception] = handler;
    set_priority(SCB_SHPR(exception), priority);
}

void irq_pend_pendsv(void)
{
    mmio_write32(SCB_ICSR, ICSR_PENDSVSET);
    cpu_barrier();
}

/* Entry in the vector table for all exceptions except faults */
void interrupt_entry(void)
{
    unsigned exception = cpu_ipsr();

    if (exception < FIRST_IRQ && system_handlers[exception]) {
        system_handlers[exception]();
    } else if (exception >= FIRST_IRQ && handlers[exception - FIRST_IRQ]) {
        handlers[exception - FIRST_IRQ](exception - FIRST_IRQ);
    } else {
        irq_spurious++;
    }
}
