/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loops that only pass time
 *
 * An emulator pays for a block of code rather than for an instruction. Seconds
 * of an empty loop are long for it, those of these are not.
 */

#ifndef LIB_SPIN_H
#define LIB_SPIN_H

/* Some hundred instructions */
void spin_some(void);

void __attribute__((noreturn)) spin_forever(void);

#endif
