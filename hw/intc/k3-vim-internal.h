/*
 * TI K3 Vectored Interrupt Manager (VIM): internal interfaces
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_INTC_K3_VIM_INTERNAL_H
#define HW_INTC_K3_VIM_INTERNAL_H

#include "hw/intc/k3-vim.h"
#include "hw/registerfields.h"

/* PRIIRQ, PRIFIQ, ACTIRQ and ACTFIQ: an interrupt */
REG32(PRIIRQ, 0x08)
    FIELD(PRIIRQ, NUM, 0, 10)
    FIELD(PRIIRQ, PRI, 16, 4)
    FIELD(PRIIRQ, VALID, 31, 1)

/* The registers; opaque is the K3VimState */
extern const MemoryRegionOps k3_vim_ops;

static inline unsigned k3_vim_num_groups(K3VimState *s)
{
    return s->num_irqs / K3_VIM_IRQS_PER_GROUP;
}

/* Pending and enabled, for one output */
static inline uint32_t k3_vim_status(K3VimGroup *g, unsigned n)
{
    return g->raw & g->enable & (n == K3_VIM_FIQ ? g->map : ~g->map);
}

/* The prioritized interrupt becomes active; returns its vector */
uint32_t k3_vim_activate(K3VimState *s, unsigned n, bool *valid);

/* The active interrupt ends; the one that it interrupted becomes active */
void k3_vim_end(K3VimState *s, unsigned n);

void k3_vim_set_priority(K3VimState *s, unsigned num, uint8_t pri);

/* Call this after a change of the priority mask or the active interrupt */
void k3_vim_update_output(K3VimState *s, unsigned n);
/* ... priorities */
void k3_vim_update_outputs(K3VimState *s);
/* ... anything in group g */
void k3_vim_update_group(K3VimState *s, unsigned g);

#endif
