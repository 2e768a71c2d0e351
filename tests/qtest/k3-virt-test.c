/*
 * Test of what the k3-virt machine makes of its options
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qlist.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

/* The generated tree reserves memory, so that much there must be. */
static void test_ram_size(void)
{
    static const struct {
        const char *soc;
        unsigned mib;
        const char *end;
    } socs[] = {
        /* What AM64x and J721E have last is not a core's: it is for IPC */
        { "am64x", 600, "0xa5800000" },
        { "am62x", 487, "0x9e700000" },
        { "j721e", 700, "0xabc00000" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(socs); i++) {
        g_autofree char *args = g_strdup_printf("-machine k3-virt,soc=%s -m %u",
                                                socs[i].soc, socs[i].mib - 1);
        g_autofree char *words = g_strdup_printf("carveouts of %s, which end "
                                                 "at %s: use -m %u or more",
                                                 socs[i].soc, socs[i].end,
                                                 socs[i].mib);

        k3_assert_refused(args, words);
        qtest_quit(qtest_initf("-machine k3-virt,soc=%s -nodefaults "
                               "-display none -m %u", socs[i].soc,
                               socs[i].mib));
    }
}

static void assert_soc(QTestState *qts, const char *name)
{
    sci_assert_qom_string(qts, "/machine", "soc", name);
    sci_assert_qom_string(qts, "/machine/k3", "soc", name);
}

/* Each SoC, and what it allows */
static const struct {
    const char *soc;
    unsigned max_cpus;
    const char *cpu;
    const char *other_cpu;
    unsigned ddr_mib;
} limits[] = {
    { "am64x", 2, "cortex-a53", "cortex-a72", 2048 },
    { "am62x", 4, "cortex-a53", "cortex-a72", 8192 },
    { "j721e", 2, "cortex-a72", "cortex-a53", 8192 },
};

static void test_cpu_type(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        g_autofree char *args = g_strdup_printf(
            "-machine k3-virt,soc=%s -cpu %s", limits[i].soc,
            limits[i].other_cpu);
        g_autofree char *words = g_strdup_printf(
            "%s has %s cores, not %s", limits[i].soc, limits[i].cpu,
            limits[i].other_cpu);
        QTestState *qts = qtest_initf("-machine k3-virt,soc=%s -cpu %s "
                                      "-nodefaults -display none",
                                      limits[i].soc, limits[i].cpu);

        assert_soc(qts, limits[i].soc);
        qtest_quit(qts);
        k3_assert_refused(args, words);
    }
    k3_assert_refused("-machine k3-virt -cpu cortex-a57",
                      "Invalid CPU model: cortex-a57");
}

/* soc= has the limits of the SoC, not those of the largest one. */
static void test_limits(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        g_autofree char *machine = g_strdup_printf("-machine k3-virt,soc=%s",
                                                   limits[i].soc);
        g_autofree char *cpus = g_strdup_printf("%s -smp %u", machine,
                                                limits[i].max_cpus + 1);
        g_autofree char *ram = g_strdup_printf("%s -m %uM", machine,
                                               limits[i].ddr_mib + 1);
        g_autofree char *no_ram = g_strdup_printf(
            "%s has no address for more than %u MiB", limits[i].soc,
            limits[i].ddr_mib);

        g_autofree char *has = g_strdup_printf(
            "%s has %u application cores: use -smp %u or less", limits[i].soc,
            limits[i].max_cpus, limits[i].max_cpus);

        k3_assert_refused(cpus, has);
        k3_assert_refused(ram, no_ram);
    }
    /* The class refuses what no SoC has */
    k3_assert_refused("-machine k3-virt -smp 9",
                      "max CPUs supported by machine 'k3-virt' is 8");
}

/* A machine type for each SoC, with the limits of that SoC in its class */
static void test_machine_types(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        g_autofree char *machine = g_strdup_printf("-machine k3-virt-%s",
                                                   limits[i].soc);
        g_autofree char *type = g_strdup_printf("ti-k3-soc-%s", limits[i].soc);
        g_autofree char *cpus = g_strdup_printf("%s -smp %u", machine,
                                                limits[i].max_cpus + 1);
        g_autofree char *no_cpus = g_strdup_printf(
            "supported by machine 'k3-virt-%s' is %u", limits[i].soc,
            limits[i].max_cpus);
        g_autofree char *cpu = g_strdup_printf("%s -cpu %s", machine,
                                               limits[i].other_cpu);
        g_autofree char *no_cpu = g_strdup_printf(
            "The only valid type is: %s", limits[i].cpu);
        g_autofree char *soc = g_strdup_printf("%s,soc=%s", machine,
                                               limits[i].soc);
        QTestState *qts = qtest_initf("%s -nodefaults -display none", machine);

        assert_soc(qts, limits[i].soc);
        sci_assert_qom_string(qts, "/machine/k3", "type", type);
        qtest_quit(qts);
        k3_assert_refused(cpus, no_cpus);
        k3_assert_refused(cpu, no_cpu);
        k3_assert_refused(soc, "not writable");
        k3_assert_said("-machine help", 0, machine + strlen("-machine "));
    }
    /* Neither the base of the machines nor that of the SoCs can be created */
    k3_assert_refused("-machine k3-base", "unsupported machine type");
    k3_assert_refused("-machine k3-virt -device ti-k3-soc",
                      "expects a non-abstract device type");
    k3_assert_refused("-machine k3-virt -device ti-k3-soc-am64x",
                      "expects a pluggable device type");
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of all SoCs, of which each has a class: the default, then a to z */
static char *soc_names(void)
{
    static const char base[] = "ti-k3-soc-";
    QTestState *qts = qtest_init("-machine k3-virt -nodefaults -display none");
    g_autofree char *first = sci_qom_string(qts, "/machine", "soc");
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    QDict *reply = qtest_qmp(qts,
        "{ 'execute': 'qom-list-types',"
        "  'arguments': { 'implements': 'ti-k3-soc', 'abstract': false } }");
    const QListEntry *entry;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(reply, "return"), entry) {
        const char *type = qdict_get_str(qobject_to(QDict,
                                                    qlist_entry_obj(entry)),
                                         "name");

        g_assert_true(g_str_has_prefix(type, base));
        if (strcmp(type + strlen(base), first)) {
            g_ptr_array_add(names, g_strdup(type + strlen(base)));
        }
    }
    qobject_unref(reply);
    qtest_quit(qts);
    g_assert_cmpuint(names->len, >, ARRAY_SIZE(limits));
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_insert(names, 0, g_steal_pointer(&first));
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

static void test_soc_names(void)
{
    g_autofree char *names = soc_names();
    g_autofree char *refused = g_strdup_printf("no SoC 'am99x'; it has %s",
                                               names);
    g_autofree char *help = g_strdup_printf("SoC to model: %s (default", names);

    k3_assert_refused("-machine k3-virt,soc=am99x", refused);
    k3_assert_said("-machine k3-virt,help", 0, help);
}

/* A temporary file that has the tree of a SoC; the caller unlinks it */
static char *dump_tree(const char *soc)
{
    char *file = NULL;
    int fd = g_file_open_tmp("k3-tree-XXXXXX", &file, NULL);
    g_autofree char *args = NULL;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    args = g_strdup_printf("-machine k3-virt,soc=%s,dumpdtb=%s", soc, file);
    k3_assert_said(args, 0, "");
    return file;
}

/* Replace the only such string by one of the same length */
static void edit_tree(const char *file, const char *from, const char *to)
{
    g_autofree char *tree = NULL;
    gsize size;
    char *at;

    g_assert_true(g_file_get_contents(file, &tree, &size, NULL));
    /* Behind it comes a zero, as behind every string of a tree */
    at = memmem(tree, size, from, strlen(from) + 1);
    g_assert_nonnull(at);
    memcpy(at, to, strlen(to));
    g_assert_true(g_file_set_contents(file, tree, size, NULL));
}

/* Each "compatible" has quotes of its own */
static void test_dtb_of_board(void)
{
    g_autofree char *file = dump_tree("am64x");
    g_autofree char *args = g_strdup_printf("-machine k3-virt,soc=j721e "
                                            "-dtb %s", file);
    g_autofree char *fdtput = g_find_program_in_path("fdtput");
    g_autofree char *put = g_strdup_printf("fdtput -t s %s / compatible "
                                           "ti,am642-evm ti,am642", file);
    int status;

    if (!fdtput) {
        g_test_skip("there is no fdtput");
    } else {
        g_assert_true(g_spawn_command_line_sync(put, NULL, NULL, &status,
                                                NULL));
        g_assert_cmpint(status, ==, 0);
        k3_assert_refused(args, "is for \"ti,am642-evm\", \"ti,am642\" "
                          "(soc=am64x), not for soc=j721e (\"ti,j721e\")");
    }
    unlink(file);
}

/* A device tree is for one SoC, and says for which. */
static void test_soc_of_dtb(void)
{
    static const struct {
        const char *name;
        const char *compatible;
    } socs[] = {
        { "am64x", "ti,am642" }, { "am62x", "ti,am625" },
        { "j721e", "ti,j721e" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(socs); i++) {
        g_autofree char *file = dump_tree(socs[i].name);

        for (size_t j = 0; j < ARRAY_SIZE(socs); j++) {
            g_autofree char *args = g_strdup_printf(
                "-machine k3-virt,soc=%s -dtb %s", socs[j].name, file);
            g_autofree char *words = g_strdup_printf(
                "k3-virt: %s is for \"%s\" (soc=%s), not for soc=%s "
                "(\"%s\"): use -machine k3-virt without soc=", file,
                socs[i].compatible, socs[i].name, socs[j].name,
                socs[j].compatible);

            if (i != j) {
                g_autofree char *type = g_strdup_printf(
                    "-machine k3-virt-%s -dtb %s", socs[j].name, file);

                k3_assert_refused(args, words);
                k3_assert_refused(type, words);
            } else {
                qtest_quit(qtest_initf("%s -nodefaults -display none", args));
            }
        }
        {
            QTestState *qts = qtest_initf("-machine k3-virt -dtb %s "
                                          "-nodefaults -display none", file);

            assert_soc(qts, socs[i].name);
            qtest_quit(qts);
        }
        unlink(file);
    }
}

static void test_dtb_of_no_soc(void)
{
    g_autofree char *file = dump_tree("j721e");
    g_autofree char *args = g_strdup_printf("-machine k3-virt -dtb %s", file);

    edit_tree(file, "ti,j721e", "ti,j784s");
    k3_assert_refused(args, "\"ti,j784s\"; k3-virt models only ti,am642 "
                      "(am64x), ti,am62a7 (am62a), ti,am62d2 (am62d), "
                      "ti,am62p5 (am62p), ti,am625 (am62x), ti,am654 "
                      "(am65x), ti,am654 (am65x_sr1), ti,j7200 (j7200), "
                      "ti,j721e (j721e), ti,j721s2 (j721s2), ti,j722s "
                      "(j722s), ti,j742s2 (j742s2), ti,j784s4 (j784s4)");
    unlink(file);
    k3_assert_refused("-machine k3-virt -dtb /no/such/tree",
                      "cannot load the device tree /no/such/tree");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/virt/cpu-type", test_cpu_type);
    qtest_add_func("/k3/virt/dtb-of-board", test_dtb_of_board);
    qtest_add_func("/k3/virt/dtb-of-no-soc", test_dtb_of_no_soc);
    qtest_add_func("/k3/virt/limits", test_limits);
    qtest_add_func("/k3/virt/machine-types", test_machine_types);
    qtest_add_func("/k3/virt/ram-size", test_ram_size);
    qtest_add_func("/k3/virt/soc-names", test_soc_names);
    qtest_add_func("/k3/virt/soc-of-dtb", test_soc_of_dtb);

    return g_test_run();
}
