/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A core that is always idle, in WFI, and reads no messages.
 */

#include "cpu.h"


int main(void)
{
    for (;;) {
        cpu_wfi();
    }
}
