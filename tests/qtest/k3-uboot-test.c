/*
 * Test of -bios with k3-virt: where U-Boot and its control tree are, and what
 * is refused
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "k3-test-utils.h"

#define BASE            0x80800000ull
#define PROGRAM_SIZE    0x1000
#define SYS_STATUS      0x44234100

typedef struct Image {
    uint8_t program[PROGRAM_SIZE];
    char *tree;
    gsize tree_size;
} Image;

static char *make_file(const void *data, size_t size)
{
    char *file = NULL;
    int fd = g_file_open_tmp("k3-file-XXXXXX", &file, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents(file, data, size, NULL));
    return file;
}

/* A branch to itself where U-Boot is linked for, and the tree of @soc */
static void make_image(Image *image, const char *soc)
{
    g_autofree char *file = make_file("", 0);
    g_autofree char *args = g_strdup_printf("-machine k3-virt,soc=%s,"
                                            "dumpdtb=%s", soc, file);

    memset(image->program, 0xaa, sizeof(image->program));
    stl_le_p(image->program, 0x14000000);
    stl_le_p(image->program + 4, 0xd503201f);
    stq_le_p(image->program + 8, BASE);
    stq_le_p(image->program + 16, PROGRAM_SIZE);
    k3_assert_said(args, 0, "");
    g_assert_true(g_file_get_contents(file, &image->tree, &image->tree_size,
                                      NULL));
    unlink(file);
}

static char *write_image(const Image *image)
{
    g_autofree char *all = g_malloc(PROGRAM_SIZE + image->tree_size);

    memcpy(all, image->program, PROGRAM_SIZE);
    memcpy(all + PROGRAM_SIZE, image->tree, image->tree_size);
    return make_file(all, PROGRAM_SIZE + image->tree_size);
}

static void check_soc(QTestState *qts, const char *soc)
{
    QDict *answer = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': {"
                              " 'path': '/machine', 'property': 'soc' } }");

    g_assert_cmpstr(qdict_get_str(answer, "return"), ==, soc);
    qobject_unref(answer);
}

static void check_uboot(const void *data)
{
    const char *soc = data;
    uint8_t memory[PROGRAM_SIZE];
    g_autofree char *file = NULL;
    QTestState *qts;
    Image image;
    uint32_t kind;

    make_image(&image, soc);
    file = write_image(&image);
    /* The tree chooses the SoC */
    qts = qtest_initf("-machine k3-virt -bios %s", file);
    check_soc(qts, soc);
    for (int i = 0; i < 2; i++) {
        qtest_memread(qts, BASE, memory, sizeof(memory));
        g_assert_false(memcmp(memory, image.program, sizeof(memory)));
        g_assert_cmphex(be32_to_cpu(qtest_readl(qts, BASE + PROGRAM_SIZE)),
                        ==, 0xd00dfeed);
        /* A reset restores what the guest has overwritten */
        qtest_writel(qts, BASE, 0);
        qtest_writel(qts, BASE + PROGRAM_SIZE, 0);
        qtest_system_reset(qts);
    }
    /* General purpose, or high security and field securable */
    kind = qtest_readl(qts, SYS_STATUS);
    g_assert_true(kind == 3 || kind == 0xa0a);
    qtest_quit(qts);
    unlink(file);
    g_free(image.tree);
}

static void assert_refused(const Image *image, const char *more,
                           const char *words)
{
    g_autofree char *file = write_image(image);
    g_autofree char *args = g_strdup_printf("-machine k3-virt -bios %s %s",
                                            file, more);

    k3_assert_refused(args, words);
    unlink(file);
}

static void test_refused(void)
{
    Image image;

    make_image(&image, "am64x");
    assert_refused(&image, "-machine soc=j721e", "not for soc=j721e");
    assert_refused(&image, "-kernel x -append y", "omit -kernel");
    assert_refused(&image, "-m 16M", "use -m");

    stq_le_p(image.program + 8, 0x60000000);
    assert_refused(&image, "", "linked for 0x60000000, where am64x has not "
                   "enough RAM");
    stq_le_p(image.program + 8, 0xffffffffffff0000);
    assert_refused(&image, "", "not enough RAM");
    /* The last page of RAM has no room for the tree */
    stq_le_p(image.program + 8, 0xfffff000);
    assert_refused(&image, "", "not enough RAM");
    stq_le_p(image.program + 8, BASE);

    stq_le_p(image.program + 16, 0x7fffffff);
    assert_refused(&image, "", "it is damaged");
    stq_le_p(image.program + 16, PROGRAM_SIZE);

    image.tree[0] = 0;
    assert_refused(&image, "", "control tree behind U-Boot is damaged");
    image.tree_size = 0;
    assert_refused(&image, "", "there is no control tree");
    g_free(image.tree);
}

static void assert_format(const void *data, size_t size, const char *words)
{
    g_autofree char *file = make_file(data, size);
    g_autofree char *args = g_strdup_printf("-machine k3-virt -bios %s", file);

    k3_assert_refused(args, words);
    unlink(file);
}

static void test_formats(void)
{
    g_autofree char *file = NULL;
    g_autofree char *args = NULL;
    g_autofree char *words = NULL;
    uint8_t head[64] = { 0 };
    Image image;

    assert_format(head, sizeof(head), "not u-boot.bin");
    assert_format(head, 0, "not u-boot.bin");
    stl_be_p(head, 0xd00dfeed);
    assert_format(head, sizeof(head), "such as u-boot.img or tispl.bin");
    stl_be_p(head, 0x30820689);
    assert_format(head, sizeof(head), "such as tiboot3.bin");
    memcpy(head, "\177ELF", 4);
    assert_format(head, sizeof(head), "which u-boot.bin was made from");
    k3_assert_refused("-machine k3-virt -bios /no/such/file",
                      "-bios /no/such/file: ");

    make_image(&image, "am64x");
    file = write_image(&image);
    args = g_strdup_printf("-machine k3-virt -kernel %s", file);
    words = g_strdup_printf("this is U-Boot: start it with -bios %s", file);
    k3_assert_refused(args, words);
    unlink(file);
    g_free(image.tree);
}

int main(int argc, char **argv)
{
    static const char *const socs[] = { "am64x", "am62x", "j721e", "j784s4" };

    g_test_init(&argc, &argv, NULL);

    for (unsigned i = 0; i < ARRAY_SIZE(socs); i++) {
        g_autofree char *name = g_strdup_printf("/k3/uboot/%s", socs[i]);

        qtest_add_data_func(name, socs[i], check_uboot);
    }
    qtest_add_func("/k3/uboot/formats", test_formats);
    qtest_add_func("/k3/uboot/refused", test_refused);

    return g_test_run();
}
