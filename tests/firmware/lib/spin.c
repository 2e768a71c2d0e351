/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loops that only pass time
 */

#include "lib/spin.h"

/* A function of its own: no compiler knows how far it is to jump over this */
void __attribute__((noinline)) spin_some(void)
{
    asm volatile(".rept 250\n"
                 "nop\n"
                 ".endr");
}

void spin_forever(void)
{
    for (;;) {
        spin_some();
    }
}
