/*
 * Test of QEMU's common options with k3-virt: what they add, what the device
 * tree of a board decides, and what is refused
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

#define PCI_ECAM        0x6000000000ull
#define PCI_SLOT(n)     (PCI_ECAM + (n) * 0x8000)

/* Vendor and device ids of virtio devices on PCI */
#define PCI_VIRTIO_NET  0x10001af4
#define PCI_VIRTIO_BLK  0x10011af4
#define PCI_VIRTIO_RNG  0x10051af4

/* A temporary file; the caller unlinks and frees it */
static char *make_file(const void *data, size_t size)
{
    char *file = NULL;
    int fd = g_file_open_tmp("k3-file-XXXXXX", &file, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents(file, data, size, NULL));
    return file;
}

/* The device tree of a machine */
static char *dump_tree(const char *args)
{
    char *file = make_file("", 0);
    g_autofree char *line = g_strdup_printf("%s -machine dumpdtb=%s", args,
                                            file);

    k3_assert_said(line, 0, "");
    return file;
}

/* How often a tree has these bytes */
static unsigned count_bytes(const char *file, const void *bytes, size_t size)
{
    g_autofree char *tree = NULL;
    gsize left;
    unsigned n = 0;

    g_assert_true(g_file_get_contents(file, &tree, &left, NULL));
    for (char *at = tree; (at = memmem(at, left - (at - tree), bytes, size));
         at++) {
        n++;
    }
    return n;
}

static unsigned count_strings(const char *file, const char *string)
{
    return count_bytes(file, string, strlen(string) + 1);
}

/* A name follows the number that begins a node */
static unsigned count_nodes(const char *file, const char *name)
{
    g_autofree char *node = g_strdup_printf("....%s", name);

    stl_be_p(node, 1);
    return count_bytes(file, node, strlen(name) + 5);
}

/* Replace four numbers that occur once, such as a "reg" */
static void edit_cells(const char *file, const uint32_t from[4],
                       const uint32_t to[4])
{
    g_autofree char *tree = NULL;
    uint32_t old[4], new[4];
    gsize size;
    char *at;

    for (int i = 0; i < 4; i++) {
        old[i] = cpu_to_be32(from[i]);
        new[i] = cpu_to_be32(to[i]);
    }
    g_assert_cmpint(count_bytes(file, old, sizeof(old)), ==, 1);
    g_assert_true(g_file_get_contents(file, &tree, &size, NULL));
    at = memmem(tree, size, old, sizeof(old));
    memcpy(at, new, sizeof(new));
    g_assert_true(g_file_set_contents(file, tree, size, NULL));
}

static QTestState *start_board(const char *file, const char *args)
{
    return qtest_initf("-machine k3-virt -dtb %s -nodefaults -display none %s",
                       file, args);
}

static const char *const families[] = { "am64x", "am62x", "am65x", "j721e",
                                        "j784s4" };

/* Options without a bus, a slot or "-device" find the PCI bus. */
static void test_pci(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
        QTestState *qts = qtest_initf(
            "-machine k3-virt,soc=%s -nodefaults -display none "
            "-nic user -device virtio-rng "
            "-drive if=virtio,file=null-co://,format=raw "
            "-drive file=null-co://,format=raw", families[i]);

        g_assert_cmphex(qtest_readl(qts, PCI_SLOT(1)), ==, PCI_VIRTIO_NET);
        g_assert_cmphex(qtest_readl(qts, PCI_SLOT(2)), ==, PCI_VIRTIO_RNG);
        g_assert_cmphex(qtest_readl(qts, PCI_SLOT(3)), ==, PCI_VIRTIO_BLK);
        g_assert_cmphex(qtest_readl(qts, PCI_SLOT(4)), ==, PCI_VIRTIO_BLK);
        g_assert_cmphex(qtest_readl(qts, PCI_SLOT(5)), ==, UINT32_MAX);
        qtest_quit(qts);
    }
}

/* A tree has the bus if something is on it, and once if it is given back. */
static void test_pci_node(void)
{
    g_autofree char *without = dump_tree("-machine k3-virt");
    g_autofree char *with = dump_tree("-machine k3-virt -device virtio-rng "
                                      "-device virtio-rng-device");
    g_autofree char *args = g_strdup_printf("-machine k3-virt -dtb %s "
                                            "-device virtio-rng "
                                            "-device virtio-rng-device", with);
    g_autofree char *again = dump_tree(args);

    g_assert_cmpint(count_nodes(without, "pcie@6000000000"), ==, 0);
    g_assert_cmpint(count_nodes(with, "pcie@6000000000"), ==, 1);
    g_assert_cmpint(count_nodes(again, "pcie@6000000000"), ==, 1);
    g_assert_cmpint(count_strings(again, "virtio,mmio"), ==, 8);
    unlink(without);
    unlink(with);
    unlink(again);
}

/* The ninth is told where there is room. */
static void test_slots(void)
{
    g_autoptr(GString) args = g_string_new("-machine k3-virt");

    for (int i = 0; i < 8; i++) {
        g_string_append(args, " -device virtio-rng-device");
    }
    qtest_quit(qtest_initf("%s -nodefaults -display none "
                           "-device virtio-rng-pci", args->str));
    g_string_append(args, " -device virtio-blk-device");
    k3_assert_refused(args->str, "all 8 virtio-mmio slots are in use, and "
                      "none is left for virtio-blk-device: use -device "
                      "virtio-blk-pci");
}

static void test_console(void)
{
    static const uint32_t uart0[4] = { 0, 0x02800000, 0, 0x100 };
    static const uint32_t uart1[4] = { 0, 0x02810000, 0, 0x100 };
    static const uint32_t nothing[4] = { 0, 0x02fff000, 0, 0x100 };
    static const char serials[] = "-serial null -serial null -serial null";
    g_autofree char *file = dump_tree("-machine k3-virt");
    QTestState *qts;

    qts = start_board(file, serials);
    sci_assert_qom_string(qts, "/machine/k3/uart[0]", "chardev", "serial0");
    sci_assert_qom_string(qts, "/machine/k3/uart[1]", "chardev", "serial1");
    qtest_quit(qts);

    /* The node that stdout-path names is another UART */
    edit_cells(file, uart0, uart1);
    qts = start_board(file, serials);
    sci_assert_qom_string(qts, "/machine/k3/uart[0]", "chardev", "serial1");
    sci_assert_qom_string(qts, "/machine/k3/uart[1]", "chardev", "serial0");
    sci_assert_qom_string(qts, "/machine/k3/uart[2]", "chardev", "serial2");
    qtest_quit(qts);

    edit_cells(file, uart1, nothing);
    qts = start_board(file, serials);
    sci_assert_qom_string(qts, "/machine/k3/uart[0]", "chardev", "serial0");
    qtest_quit(qts);
    unlink(file);
}

static void assert_ram(QTestState *qts, uint64_t mib)
{
    QDict *rsp = qtest_qmp_assert_success_ref(qts,
        "{ 'execute': 'query-memory-size-summary' }");

    g_assert_cmpint(qdict_get_int(rsp, "base-memory"), ==, mib << 20);
    qobject_unref(rsp);
}

static void test_ram(void)
{
    static const uint32_t full[4] = { 0, 0x80000000, 0, 0x80000000 };
    static const uint32_t half[4] = { 0, 0x80000000, 0, 0x40000000 };
    static const uint32_t outside[4] = { 0, 0x80000000, 1, 0x40000000 };
    g_autofree char *file = dump_tree("-machine k3-virt,soc=am62x");
    g_autofree char *small = g_strdup_printf("-machine k3-virt -dtb %s -m 400",
                                             file);
    g_autofree char *big = g_strdup_printf("-machine k3-virt -dtb %s -m 9G",
                                           file);
    g_autofree char *words = g_strdup_printf(
        "400 MiB of RAM cannot hold the reserved memory of %s, which ends at "
        "0x9e700000: use -m 487 or more", file);
    QTestState *qts = qtest_init("-machine k3-virt -nodefaults -display none");

    assert_ram(qts, 2048);
    qtest_quit(qts);
    k3_assert_refused(small, words);
    k3_assert_refused(big, "am62x has no address for more than 8192 MiB of "
                      "RAM: use -m 8192 or less");

    edit_cells(file, full, half);
    qts = start_board(file, "");
    assert_ram(qts, 1024);
    qtest_quit(qts);
    qts = start_board(file, "-m 512M");
    assert_ram(qts, 512);
    qtest_quit(qts);
    qts = start_board(file, "-m 3G");
    assert_ram(qts, 3072);
    qtest_quit(qts);

    /* What exceeds the SoC's window is not there */
    edit_cells(file, half, outside);
    qts = start_board(file, "");
    assert_ram(qts, 2048);
    qtest_quit(qts);
    unlink(file);
}

/* The memory node that a guest sees has the size of -m. */
static void test_ram_node(void)
{
    static const uint32_t two[4] = { 0, 0x80000000, 0, 0x80000000 };
    static const uint32_t one[4] = { 0, 0x80000000, 0, 0x40000000 };
    uint32_t cells[4];
    g_autofree char *file = dump_tree("-machine k3-virt");
    g_autofree char *args = g_strdup_printf("-machine k3-virt -dtb %s -m 1G",
                                            file);
    g_autofree char *trimmed = dump_tree(args);

    for (int i = 0; i < 4; i++) {
        cells[i] = cpu_to_be32(one[i]);
    }
    g_assert_cmpint(count_bytes(trimmed, cells, sizeof(cells)), ==, 1);
    for (int i = 0; i < 4; i++) {
        cells[i] = cpu_to_be32(two[i]);
    }
    g_assert_cmpint(count_bytes(trimmed, cells, sizeof(cells)), ==, 0);
    unlink(file);
    unlink(trimmed);
}

static void test_cpus(void)
{
    g_autofree char *file = dump_tree("-machine k3-virt,soc=j784s4");
    g_autofree char *args = g_strdup_printf("-machine k3-virt -dtb %s", file);
    g_autofree char *fewer = g_strdup_printf("%s -smp 5", args);
    g_autofree char *more = NULL;
    g_autofree char *words = NULL;
    g_autofree char *trimmed = dump_tree(fewer);
    QTestState *qts;

    /* Cores 5 to 7 are the last of the second cluster */
    g_assert_cmpint(count_nodes(file, "cpu@100"), ==, 1);
    g_assert_cmpint(count_nodes(file, "cpu@101"), ==, 1);
    g_assert_cmpint(count_nodes(file, "core1"), ==, 2);
    g_assert_cmpint(count_nodes(trimmed, "cpu@3"), ==, 1);
    g_assert_cmpint(count_nodes(trimmed, "cpu@100"), ==, 1);
    g_assert_cmpint(count_nodes(trimmed, "cpu@101"), ==, 0);
    g_assert_cmpint(count_nodes(trimmed, "core0"), ==, 2);
    g_assert_cmpint(count_nodes(trimmed, "core1"), ==, 1);

    /* The tree has the last word */
    qts = start_board(trimmed, "");
    g_assert_cmpint(k3_qom_get_uint(qts, "/machine/k3", "num-cpus"), ==, 5);
    qtest_quit(qts);
    more = g_strdup_printf("-machine k3-virt -dtb %s -smp 6", trimmed);
    words = g_strdup_printf("%s has 5 application cores: use -smp 5 or less",
                            trimmed);
    k3_assert_refused(more, words);
    unlink(file);
    unlink(trimmed);

    /* A cluster without cores is none */
    g_free(fewer);
    fewer = g_strdup("-machine k3-virt,soc=j784s4 -smp 4");
    g_free(trimmed);
    trimmed = dump_tree(fewer);
    g_assert_cmpint(count_nodes(trimmed, "cluster1"), ==, 0);
    g_assert_cmpint(count_nodes(trimmed, "l2-cache1"), ==, 0);
    unlink(trimmed);
}

/* Change a property of the root, which is the first node that has it. */
static void edit_root(char *tree, gsize size, const char *property,
                      uint32_t value)
{
    const char *strings = tree + ldl_be_p(tree + 12);
    const char *name = memmem(strings, ldl_be_p(tree + 32), property,
                              strlen(property) + 1);
    /* Begin of a property, four bytes, name */
    uint32_t head[3] = { cpu_to_be32(3), cpu_to_be32(4) };
    char *at;

    g_assert_nonnull(name);
    head[2] = cpu_to_be32(name - strings);
    at = memmem(tree, size, head, sizeof(head));
    g_assert_nonnull(at);
    stl_be_p(at + sizeof(head), value);
}

/* No tree makes QEMU crash or hang. */
static void test_wrong_trees(void)
{
    static const char alias[] = "/bus@f4000/serial@2800000";
    g_autofree char *file = dump_tree("-machine k3-virt");
    g_autofree char *args = g_strdup_printf("-machine k3-virt -dtb %s", file);
    g_autofree char *words = g_strdup_printf("%s is damaged, or is not a "
                                             "device tree", file);
    g_autofree char *good = NULL;
    g_autofree char *tree = NULL;
    QTestState *qts;
    gsize size;
    char *at;

    g_assert_true(g_file_get_contents(file, &good, &size, NULL));
    tree = g_memdup2(good, size);

    g_assert_true(g_file_set_contents(file, tree, size / 2, NULL));
    k3_assert_refused(args, words);
    /* The strings are said to be elsewhere */
    stl_be_p(tree + 12, 0x7fff0000);
    g_assert_true(g_file_set_contents(file, tree, size, NULL));
    k3_assert_refused(args, words);

    /* Numbers of no cells at all */
    memcpy(tree, good, size);
    edit_root(tree, size, "#address-cells", 9);
    edit_root(tree, size, "#size-cells", 0);
    g_assert_true(g_file_set_contents(file, tree, size, NULL));
    k3_assert_refused(args, "#size-cells 0");

    /* stdout-path is an alias that names itself */
    memcpy(tree, good, size);
    at = memmem(tree, size, alias, sizeof(alias));
    g_assert_nonnull(at);
    memcpy(at, "serial2", sizeof("serial2"));
    g_assert_true(g_file_set_contents(file, tree, size, NULL));
    qts = start_board(file, "");
    qtest_quit(qts);
    unlink(file);
}

static void assert_kernel_refused(const void *data, size_t size,
                                  const char *words)
{
    g_autofree char *file = make_file(data, size);
    g_autofree char *args = g_strdup_printf("-machine k3-virt -kernel %s",
                                            file);

    k3_assert_refused(args, words);
    unlink(file);
}

static void test_kernel_formats(void)
{
    uint8_t head[256] = { 0 };

    assert_kernel_refused(head, sizeof(head), "nor an ELF file; it is of "
                          "another format");
    assert_kernel_refused("short", 5, "another format");
    stl_be_p(head, 0xd00dfeed);
    assert_kernel_refused(head, sizeof(head), "a FIT image or a device tree");
    /* A U-Boot image for arm64: of firmware, not of a kernel */
    stl_be_p(head, 0x27051956);
    head[29] = 22;
    head[30] = 5;
    assert_kernel_refused(head, sizeof(head), "not of an arm64 kernel");
    stl_be_p(head, 0x28b52ffd);
    assert_kernel_refused(head, sizeof(head), "not with gzip");
    /* vmlinux of Linux has virtual addresses */
    memset(head, 0, sizeof(head));
    memcpy(head, "\177ELF\2\1\1", 7);
    stw_le_p(head + 16, 2);
    stw_le_p(head + 18, 183);
    stq_le_p(head + 24, 0xffff800080000000);
    assert_kernel_refused(head, sizeof(head), "starts at 0xffff800080000000, "
                          "where am64x has no RAM");
    k3_assert_refused("-machine k3-virt -kernel /no/such/file",
                      "could not load kernel '/no/such/file'");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/options/console", test_console);
    qtest_add_func("/k3/options/cpus", test_cpus);
    qtest_add_func("/k3/options/kernel-formats", test_kernel_formats);
    qtest_add_func("/k3/options/pci", test_pci);
    qtest_add_func("/k3/options/pci-node", test_pci_node);
    qtest_add_func("/k3/options/ram", test_ram);
    qtest_add_func("/k3/options/ram-node", test_ram_node);
    qtest_add_func("/k3/options/slots", test_slots);
    qtest_add_func("/k3/options/wrong-trees", test_wrong_trees);

    return g_test_run();
}
