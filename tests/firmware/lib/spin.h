/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loops that only pass time
 *
 * The cost of emulation is per block of code rather than per instruction, so
 * these loops are cheaper than empty loops of the same duration.
 */

#ifndef LIB_SPIN_H
#define LIB_SPIN_H

/* Execute some hundred instructions */
void spin_some(void);

void __attribute__((noreturn)) spin_forever(void);

#endif
