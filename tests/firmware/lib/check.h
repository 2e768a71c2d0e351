/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checks of an application that tests something: a line for each, and a verdict
 */

#ifndef LIB_CHECK_H
#define LIB_CHECK_H

#include <stdbool.h>

/* Begin the checks of an application */
void check_begin(const char *app);

/* What the next checks have in common, before their names; NULL: nothing */
void check_group(const char *name);

/* Print "APP: WHAT ok" or "APP: WHAT FAILED", with a group "APP: GROUP: ..." */
void check(const char *what, bool ok);

/* Print "APP: passed" or "APP: N failed" */
void check_print_result(void);

#endif /* LIB_CHECK_H */
