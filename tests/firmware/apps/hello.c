/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Print the banner, then answer echo requests and count all other messages.
 */

#include "lib/rproc.h"

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

int main(void)
{
    const struct k3_core *core = rproc_start("hello");

    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
