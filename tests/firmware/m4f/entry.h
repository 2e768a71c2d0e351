/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Functions for the vector table and the start-up code
 */

#ifndef M4F_ENTRY_H
#define M4F_ENTRY_H

#include "lib/context.h"

#include "m4f/exception.h"

int main(void);

/* In nvic.c and exception.c */
void interrupt_entry(void);

/* In switch.S */
void pendsv_entry(void);
extern context_choose *volatile context_function;
void fault_entry(void);
void fault(struct exception_frame *frame);

#endif /* M4F_ENTRY_H */
