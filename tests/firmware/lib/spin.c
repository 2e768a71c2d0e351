/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loops that only pass time
 */

#include "lib/spin.h"

#define SOME    ".rept 250\n" \
                "nop\n" \
                ".endr"

/* Not inline: the compiler cannot know the code size, for jumps over it */
void spin_some(void)
{
    asm volatile(SOME);
}

void spin_forever(void)
{
    for (;;) {
        asm volatile(SOME);
    }
}
