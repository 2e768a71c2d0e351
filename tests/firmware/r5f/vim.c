/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Vectored Interrupt Manager
 *
 * Source: AM64x Technical Reference Manual (SPRUIM2), R5FSS chapter, "VIM".
 */

#include <stddef.h>
#include "lib/mmio.h"
#include "r5f/cpu.h"
#include "r5f/entry.h"
#include "r5f/vim.h"
#include "soc/soc.h"

#define VIM_INFO                0x004
#define VIM_PRIIRQ              0x008
#define VIM_IRQVEC              0x018
#define VIM_FIQVEC              0x01c
#define VIM_ACTIRQ              0x020
#define VIM_ACTFIQ              0x024
#define VIM_IRQPRIMSK           0x028
#define VIM_FIQPRIMSK           0x02c
#define VIM_GROUP(g)            (0x400 + 0x20 * (g))
#define VIM_PRI(irq)            (0x1000 + 4 * (irq))
#define VIM_VEC(irq)            (0x2000 + 4 * (irq))

/* Offsets in each group of 32 interrupts */
#define GROUP_RAW               0x00
#define GROUP_STS               0x04
#define GROUP_EN_SET            0x08
#define GROUP_EN_CLR            0x0c
#define GROUP_INTMAP            0x18
#define GROUP_INTTYPE           0x1c

#define INFO_INTERRUPTS         0x7ff
#define ACTIVE_VALID            (1u << 31)
#define ACTIVE_NUMBER           0x3ff
#define ALL_PRIORITIES          0xffff

struct vim_counts vim_counts;

static vim_handler *handlers[VIM_MAX_IRQS];
static unsigned depth;
static void (*on_exit)(void);

static uint32_t vim_base;

static uint32_t vim_read(uint32_t offset)
{
    return mmio_read32(vim_base + offset);
}

static void vim_write(uint32_t offset, uint32_t value)
{
    mmio_write32(vim_base + offset, value);
}

static void vim_find(void)
{
    const struct k3_core *core = k3_this_core();

    vim_base = core ? core->vim_base : 0;
}

static uint32_t vim_bit(unsigned irq)
{
    return 1u << (irq % 32);
}

static uint32_t vim_group(unsigned irq, uint32_t reg)
{
    return VIM_GROUP(irq / 32) + reg;
}

static void vim_set_group_bit(unsigned irq, uint32_t reg, bool set)
{
    uint32_t offset = vim_group(irq, reg);
    uint32_t value = vim_read(offset);

    value = set ? value | vim_bit(irq) : value & ~vim_bit(irq);
    vim_write(offset, value);
}

static unsigned vim_num_irqs(void)
{
    unsigned num = vim_read(VIM_INFO) & INFO_INTERRUPTS;

    return num < VIM_MAX_IRQS ? num : VIM_MAX_IRQS;
}

void vim_init(enum vim_dispatch dispatch)
{
    uint32_t sctlr = cpu_sctlr();
    unsigned num;
    unsigned i;

    vim_find();
    num = vim_num_irqs();
    cpu_irq_disable();
    cpu_fiq_disable();

    for (i = 0; i < num; i += 32) {
        vim_write(vim_group(i, GROUP_EN_CLR), ~0u);
        vim_write(vim_group(i, GROUP_STS), ~0u);
        vim_write(vim_group(i, GROUP_INTMAP), 0);
        vim_write(vim_group(i, GROUP_INTTYPE), 0);
    }
    for (i = 0; i < num; i++) {
        vim_write(VIM_PRI(i), VIM_LOWEST_PRIORITY);
        vim_write(VIM_VEC(i), (uint32_t)irq_entry_port);
        handlers[i] = NULL;
    }
    vim_write(VIM_IRQPRIMSK, ALL_PRIORITIES);
    vim_write(VIM_FIQPRIMSK, ALL_PRIORITIES);

    /* End any interrupt that an earlier run of this core left active */
    vim_read(VIM_IRQVEC);
    vim_write(VIM_IRQVEC, 0);
    vim_read(VIM_FIQVEC);
    vim_write(VIM_FIQVEC, 0);

    vim_counts = (struct vim_counts) { 0 };
    cpu_set_sctlr(dispatch == VIM_DISPATCH_PORT ? sctlr | SCTLR_VE
                                                : sctlr & ~SCTLR_VE);
}

void vim_connect(unsigned irq, unsigned priority, enum vim_type type,
                 vim_handler *handler)
{
    handlers[irq] = handler;
    vim_write(VIM_PRI(irq), priority);
    vim_set_group_bit(irq, GROUP_INTMAP, false);
    vim_set_group_bit(irq, GROUP_INTTYPE, type == VIM_PULSE);
    vim_write(vim_group(irq, GROUP_STS), vim_bit(irq));
    vim_write(vim_group(irq, GROUP_EN_SET), vim_bit(irq));
}

void vim_mask(unsigned irq)
{
    vim_write(vim_group(irq, GROUP_EN_CLR), vim_bit(irq));
}

void vim_mask_all(void)
{
    unsigned num = vim_num_irqs();
    unsigned i;

    for (i = 0; i < num; i += 32) {
        vim_write(vim_group(i, GROUP_EN_CLR), ~0u);
    }
    cpu_barrier();
}

void vim_route_to_fiq(unsigned irq)
{
    vim_set_group_bit(irq, GROUP_INTMAP, true);
}

void vim_trigger(unsigned irq)
{
    vim_write(vim_group(irq, GROUP_RAW), vim_bit(irq));
    cpu_barrier();
}

void vim_set_priority_mask(uint16_t allowed)
{
    vim_write(VIM_IRQPRIMSK, allowed);
    cpu_barrier();
}

int vim_pending_irq(void)
{
    uint32_t pending = vim_read(VIM_PRIIRQ);

    return pending & ACTIVE_VALID ? (int)(pending & ACTIVE_NUMBER) : -1;
}

/*
 * Clear a level interrupt after its handler, which makes the source lower its
 * line. Clear a pulse interrupt before its handler, so that a pulse during the
 * handler is not lost.
 */
static void vim_handle(uint32_t active, bool nest)
{
    unsigned irq = active & ACTIVE_NUMBER;
    vim_handler *handler = irq < VIM_MAX_IRQS ? handlers[irq] : NULL;
    bool pulse = vim_read(vim_group(irq, GROUP_INTTYPE)) & vim_bit(irq);

    if (pulse) {
        vim_write(vim_group(irq, GROUP_STS), vim_bit(irq));
    }
    if (handler == NULL) {
        vim_mask(irq);
    } else if (nest) {
        cpu_irq_enable();
        handler(irq);
        cpu_irq_disable();
    } else {
        handler(irq);
    }
    if (!pulse) {
        vim_write(vim_group(irq, GROUP_STS), vim_bit(irq));
    }
}

bool vim_in_interrupt(void)
{
    return depth != 0;
}

void vim_on_exit(void (*function)(void))
{
    on_exit = function;
}

/* Called by the IRQ entries in start.S, in System mode with IRQ masked */
void vim_irq(bool by_port)
{
    uint32_t active;

    depth++;
    if (by_port) {
        vim_counts.by_port++;
    } else {
        vim_counts.by_software++;
        vim_read(VIM_IRQVEC);
    }

    active = vim_read(VIM_ACTIRQ);
    if (active & ACTIVE_VALID) {
        vim_handle(active, true);
    } else {
        vim_counts.spurious++;
    }
    vim_write(VIM_IRQVEC, 0);
    cpu_barrier();
    depth--;
    if (depth == 0 && on_exit) {
        on_exit();
    }
}

/* Called by the FIQ entry in start.S: FIQ has no VIC port and does not nest */
void vim_fiq(void)
{
    uint32_t active;

    vim_counts.fiq++;
    vim_read(VIM_FIQVEC);
    active = vim_read(VIM_ACTFIQ);
    if (active & ACTIVE_VALID) {
        vim_handle(active, false);
    } else {
        vim_counts.spurious++;
    }
    vim_write(VIM_FIQVEC, 0);
    cpu_barrier();
}
