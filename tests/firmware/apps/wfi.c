/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing but WFI: a core that is always idle and reads no messages.
 */

#include "cpu.h"


int main(void)
{
    for (;;) {
        cpu_wfi();
    }
}
