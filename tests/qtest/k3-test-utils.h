/*
 * Helpers that several k3-virt device tests use
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef K3_TEST_UTILS_H
#define K3_TEST_UTILS_H

#include <glib/gstdio.h>
#include "libqtest.h"
#include "qobject/qdict.h"

/* With debug-views=on: what R5F core n sees at its local address 0 */
#define K3_R5F_VIEW(n)      (0x10000000000ull + (n) * 0x100000000ull)

static inline void k3_wait_status(QTestState *qts, const char *command,
                                  const char *status)
{
    for (;;) {
        QDict *ret = qtest_qmp_assert_success_ref(qts, "{ 'execute': %s }",
                                                  command);
        const char *now = qdict_get_try_str(ret, "status");
        bool done = now && g_str_equal(now, status);

        g_assert(!now || !g_str_equal(now, "failed"));
        qobject_unref(ret);
        if (done) {
            return;
        }
        g_usleep(1000);
    }
}

/**
 * k3_migrate: save @from, quit it, and continue in a new QEMU
 * @args: command line of the new one
 *
 * Returns: the new one, running
 */
static inline QTestState *k3_migrate(QTestState *from, const char *args)
{
    g_autofree char *dir = g_dir_make_tmp("k3-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "state", NULL);
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    QTestState *to;

    qtest_qmp_assert_success(from, "{ 'execute': 'migrate',"
                             "  'arguments': { 'uri': %s } }", uri);
    k3_wait_status(from, "query-migrate", "completed");
    qtest_quit(from);

    to = qtest_initf("%s -incoming %s", args, uri);
    k3_wait_status(to, "query-status", "running");
    g_unlink(path);
    g_rmdir(dir);
    return to;
}

#endif
