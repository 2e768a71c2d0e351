/*
 * Test of QEMU's common options with k3-virt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-test-utils.h"

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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/options/pci", test_pci);
    qtest_add_func("/k3/options/pci-node", test_pci_node);
    qtest_add_func("/k3/options/slots", test_slots);

    return g_test_run();
}
