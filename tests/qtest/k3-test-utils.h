/*
 * Common functions of the qtests for K3 devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_TEST_UTILS_H
#define TESTS_QTEST_K3_TEST_UTILS_H

#include "libqtest.h"
#include "qobject/qdict.h"

/*
 * AM64x with little more memory than its carveouts need, because a migration
 * reads all memory twice.
 */
#define K3_MACHINE "-m 640M -machine k3-virt"

/* Append this to a machine to omit the devices that QEMU adds by default */
#define K3_BARE " -nodefaults -display none"

/* With the address spaces of the R5F cores: core n's at K3_R5F_VIEW(n) */
#define K3_MACHINE_VIEWS K3_MACHINE ",debug-views=on"
#define K3_R5F_VIEW(n) (0x10000000000ull + (n) * 0x100000000ull)

/* An unsigned integer property of the device at a QOM path */
static inline uint64_t k3_qom_get_uint(QTestState *qts, const char *path,
                                       const char *property)
{
    QDict *rsp = qtest_qmp(qts,
        "{ 'execute': 'qom-get',"
        "  'arguments': { 'path': %s, 'property': %s } }", path, property);
    uint64_t value;

    g_assert_true(qdict_haskey(rsp, "return"));
    value = qdict_get_int(rsp, "return");
    qobject_unref(rsp);
    return value;
}

/* As above, for one element of a family such as fifo-level[n] */
static inline uint64_t k3_qom_get_uint_of(QTestState *qts, const char *path,
                                          const char *property, unsigned n)
{
    g_autofree char *name = g_strdup_printf("%s[%u]", property, n);

    return k3_qom_get_uint(qts, path, name);
}

/* How often @what occurs in a file, such as a log */
static inline unsigned k3_count_words(const char *file, const char *what)
{
    g_autofree char *text = NULL;
    unsigned n = 0;

    g_assert_true(g_file_get_contents(file, &text, NULL, NULL));
    for (const char *p = text; (p = strstr(p, what)); p++) {
        n++;
    }
    return n;
}

/* With these arguments, QEMU prints @words.  Ends QEMU if it starts. */
static inline void k3_assert_said(const char *args, int exit_status,
                                  const char *words)
{
    g_autofree char *line = g_strdup_printf(
        "timeout 60 %s -accel qtest -nodefaults -display none -S %s",
        g_getenv("QTEST_QEMU_BINARY"), args);
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    int status = 0;

    g_assert_true(g_spawn_command_line_sync(line, &out, &err, &status, NULL));
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, exit_status);
    if (!strstr(exit_status ? err : out, words)) {
        g_error("'%s' is not in: %s%s", words, out, err);
    }
}

/* QEMU must refuse to start, and print @words */
static inline void k3_assert_refused(const char *args, const char *words)
{
    k3_assert_said(args, EXIT_FAILURE, words);
}

/* A device refuses a value of a property that its SoC leaves at the default */
static inline void k3_assert_property_refused(const char *device,
                                              const char *property,
                                              const char *value,
                                              const char *why)
{
    g_autofree char *args = g_strdup_printf(
        K3_MACHINE " -global driver=%s,property=%s,value=%s", device, property,
        value);
    g_autofree char *words = g_strdup_printf("%s: %s=%s: %s", device, property,
                                             value, why);

    k3_assert_refused(args, words);
}

/* Catch the interrupt outputs of a device, see qtest_get_irq() */
static inline void k3_intercept_irqs(QTestState *qts, const char *path)
{
    qtest_irq_intercept_out_named(qts, path, "sysbus-irq");
}

/* Start a machine; intercept the outputs of device @intercept, unless NULL */
static inline QTestState *k3_start(const char *args, const char *intercept)
{
    QTestState *qts = qtest_init(args);

    if (intercept) {
        k3_intercept_irqs(qts, intercept);
    }
    return qts;
}

/*
 * Start a machine that logs guest errors and accesses to unmodelled parts to
 * the file @log, which the caller removes and frees
 */
static inline QTestState *k3_start_logged(const char *args, char **log)
{
    int fd = g_file_open_tmp("k3-qtest-XXXXXX", log, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return qtest_initf("%s -d guest_errors,unimp -D %s", args, *log);
}

/* Do not migrate memory that both processes share */
static inline void k3_ignore_shared(QTestState *qts)
{
    qtest_qmp_assert_success(qts,
        "{ 'execute': 'migrate-set-capabilities', 'arguments': {"
        "  'capabilities': [ { 'capability': 'x-ignore-shared',"
        "                      'state': true } ] } }");
}

/*
 * Migrate a machine through a file to a new QEMU process, started with @args,
 * and end the old process.  Unless @intercept is NULL, intercept the outputs
 * of this device in the new process before it loads the state.  @shared: @args
 * put guest memory in a shared file, which is not migrated.
 */
static inline QTestState *k3_migrate_memory(QTestState *from, const char *args,
                                            const char *intercept, bool shared)
{
    g_autofree char *file = NULL;
    g_autofree char *uri = NULL;
    QTestState *to;
    int fd = g_file_open_tmp("k3-qtest-XXXXXX", &file, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    uri = g_strdup_printf("file:%s", file);

    if (shared) {
        k3_ignore_shared(from);
    }
    qtest_qmp_assert_success(from,
        "{ 'execute': 'migrate', 'arguments': { 'uri': %s } }", uri);
    for (;;) {
        QDict *info = qtest_qmp_assert_success_ref(from,
            "{ 'execute': 'query-migrate' }");
        const char *status = qdict_get_try_str(info, "status");
        bool done = !g_strcmp0(status, "completed");

        g_assert_cmpstr(status, !=, "failed");
        qobject_unref(info);
        if (done) {
            break;
        }
        g_usleep(1000);
    }
    qtest_quit(from);

    to = qtest_initf("%s -incoming defer", args);
    if (intercept) {
        k3_intercept_irqs(to, intercept);
    }
    if (shared) {
        k3_ignore_shared(to);
    }
    qtest_qmp_assert_success(to,
        "{ 'execute': 'migrate-incoming', 'arguments': { 'uri': %s } }", uri);
    qtest_qmp_eventwait(to, "RESUME");
    unlink(file);
    return to;
}

static inline QTestState *k3_migrate(QTestState *from, const char *args,
                                     const char *intercept)
{
    return k3_migrate_memory(from, args, intercept, false);
}

/* At virtual time @now, where the new process continues: its own starts at 0 */
static inline QTestState *k3_migrate_at(int64_t now, QTestState *from,
                                        const char *args,
                                        const char *intercept)
{
    QTestState *to = k3_migrate(from, args, intercept);

    g_assert_cmpint(qtest_clock_set(to, now), ==, now);
    return to;
}

#endif
