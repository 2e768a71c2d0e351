/*
 * Test of what the k3-virt machine makes of its options
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "k3-test-utils.h"

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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/virt/ram-size", test_ram_size);

    return g_test_run();
}
