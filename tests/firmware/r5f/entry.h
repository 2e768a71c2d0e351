/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Interface between start.S, the linker script and C
 */

#ifndef R5F_ENTRY_H
#define R5F_ENTRY_H

#include <stdbool.h>
#include <stdint.h>
#include "r5f/exception.h"

/* In start.S: IRQ entry whose address goes to the VIM's vector registers */
extern void irq_entry_port(void);

/* Called from start.S */
int main(void);
void vim_irq(bool by_port);
void vim_fiq(void);
void exception(unsigned kind, struct exception_frame *frame);

#endif /* R5F_ENTRY_H */
