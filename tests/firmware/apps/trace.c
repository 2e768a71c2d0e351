/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Use all features of trace_printf(), for a test that checks the output.
 */

#include <stddef.h>
#include "lib/rproc.h"
#include "lib/trace.h"

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

int main(void)
{
    const struct k3_core *core = rproc_start("trace");

    trace_printf("trace: <%s> <%5s> <%c> <%%>\n", "text", "abc", 'x');
    trace_printf("trace: <%d> <%4d> <%04d> <%ld>\n", -7, -7, -7, -123456L);
    trace_printf("trace: <%u> <%lu> <%x> <%08lx>\n", 42u, 4000000000ul,
                 0xbeefu, 0xabcul);
    /* After %p, the other arguments must not be shifted by one */
    trace_printf("trace: <%p> <%s> <%p>\n", (void *)0x1234, "behind", NULL);
    trace_printf("trace: <%d> <%llu> <%s>\n", 1, 2ull, "never read");
    trace_printf("trace: done\n");
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
