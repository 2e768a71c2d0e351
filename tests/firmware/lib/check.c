/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checks of an application that tests something
 */

#include <stddef.h>
#include "lib/check.h"
#include "lib/trace.h"

static const char *app, *group;
static unsigned failures;

void check_begin(const char *name)
{
    app = name;
}

void check_group(const char *name)
{
    group = name;
}

void check(const char *what, bool ok)
{
    const char *outcome = ok ? "ok" : "FAILED";

    if (group) {
        trace_printf("%s: %s: %s %s\n", app, group, what, outcome);
    } else {
        trace_printf("%s: %s %s\n", app, what, outcome);
    }
    failures += !ok;
}

void check_print_result(void)
{
    if (failures) {
        trace_printf("%s: %u failed\n", app, failures);
    } else {
        trace_printf("%s: passed\n", app);
    }
}
