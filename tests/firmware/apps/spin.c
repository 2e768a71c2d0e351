/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A core that hangs in a loop without WFI and reads no messages.
 */

#include "lib/rproc.h"
#include "lib/spin.h"

int main(void)
{
    rproc_start("spin");
    spin_forever();
}
