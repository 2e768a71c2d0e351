/*
 * k3-virt: U-Boot proper as its build makes it for the application cores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sources: U-Boot arch/arm/cpu/armv8/start.S (the first words of the program),
 * doc/develop/devicetree/control.rst (where the tree is), and the
 * specification of flattened image trees.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "elf.h"
#include "k3-uboot.h"
#include "qemu/bswap.h"

/* A branch to the code, a NOP, and then three numbers of 64 bits */
#define HEAD_BRANCH     0
#define HEAD_NOP        4
#define HEAD_BASE       8       /* CONFIG_TEXT_BASE */
#define HEAD_SIZE       16      /* up to _end, where the tree is */

#define BRANCH_OPCODE   5       /* bits 31..26 of B */
#define NOP             0xd503201f

bool k3_uboot_recognize(const uint8_t *head, size_t size)
{
    uint64_t base;

    if (size < K3_UBOOT_HEAD ||
        ldl_le_p(head + HEAD_BRANCH) >> 26 != BRANCH_OPCODE ||
        ldl_le_p(head + HEAD_NOP) != NOP) {
        return false;
    }
    base = ldq_le_p(head + HEAD_BASE);
    /* Its page tables and its vectors rely on such an address */
    return QEMU_IS_ALIGNED(base, 4096) &&
           ldq_le_p(head + HEAD_SIZE) > K3_UBOOT_HEAD &&
           ldq_le_p(head + HEAD_SIZE) <= UINT32_MAX;
}

static const char *name_format(const uint8_t *file, size_t size)
{
    if (size >= 4 && ldl_be_p(file) == FDT_MAGIC) {
        return "a FIT image or a device tree, such as u-boot.img or tispl.bin";
    }
    if (size >= SELFMAG && !memcmp(file, ELFMAG, SELFMAG)) {
        return "an ELF file, such as u-boot, which u-boot.bin was made from";
    }
    if (size >= 2 && lduw_be_p(file) == 0x3082) {
        return "signed for the boot ROM, such as tiboot3.bin";
    }
    return "of another format";
}

/* A number of a FIT image that is at most @limit; else -1 */
static int64_t get_number(const void *fit, int node, const char *name,
                          size_t limit)
{
    int size;
    const fdt32_t *cell = fdt_getprop(fit, node, name, &size);

    return cell && size == sizeof(*cell) && fdt32_to_cpu(*cell) <= limit ?
           fdt32_to_cpu(*cell) : -1;
}

/* The node of the device tree that the default configuration has */
static int find_image(const void *fit)
{
    int images = fdt_path_offset(fit, "/images");
    int node = fdt_path_offset(fit, "/configurations");
    const char *name;

    name = node < 0 ? NULL :
           fdt_stringlist_get(fit, node, "default", 0, NULL);
    node = name ? fdt_subnode_offset(fit, node, name) : -1;
    name = node < 0 ? NULL : fdt_stringlist_get(fit, node, "fdt", 0, NULL);
    return name && images >= 0 ? fdt_subnode_offset(fit, images, name) : -1;
}

/* The data of an image are behind the FIT image (mkimage -E), or inside */
static const void *image_data(const void *fit, size_t room, int node,
                              size_t *size)
{
    size_t start = ROUND_UP(fdt_totalsize(fit), 4);
    int64_t offset = get_number(fit, node, "data-offset", room);
    int64_t length = get_number(fit, node, "data-size", room);
    int inside;
    const void *data = fdt_getprop(fit, node, "data", &inside);

    if (data) {
        *size = inside;
        return data;
    }
    if (offset < 0 || length < 0 || start + offset + length > room) {
        return NULL;
    }
    *size = length;
    return (const uint8_t *)fit + start + offset;
}

/* The device tree at @tree, which has @room, or one that it has inside */
static bool find_tree(K3UBoot *uboot, const void *tree, size_t room)
{
    if (room < sizeof(struct fdt_header) || fdt_check_full(tree, room)) {
        return false;
    }
    if (fdt_path_offset(tree, "/images") < 0) {
        uboot->tree = tree;
        uboot->tree_size = fdt_totalsize(tree);
        return true;
    }
    uboot->tree = image_data(tree, room, find_image(tree), &uboot->tree_size);
    return uboot->tree && uboot->tree_size >= sizeof(struct fdt_header) &&
           !fdt_check_full(uboot->tree, uboot->tree_size);
}

bool k3_uboot_read(K3UBoot *uboot, const char *file, Error **errp)
{
    g_autofree char *contents = NULL;
    g_autoptr(GError) error = NULL;
    const uint8_t *bytes;
    gsize size;

    if (!g_file_get_contents(file, &contents, &size, &error)) {
        error_setg(errp, "k3-virt: -bios %s: %s", file, error->message);
        return false;
    }
    bytes = (const uint8_t *)contents;
    if (!k3_uboot_recognize(bytes, size)) {
        error_setg(errp, "k3-virt: -bios %s: this is not u-boot.bin, that is, "
                   "U-Boot proper with its control tree; it is %s.  The boot "
                   "ROM and the boot loaders before U-Boot are not modelled.  "
                   "Start any other program with -kernel, if it is an ELF "
                   "file, or with -device loader,file=%s,addr=ADDRESS,"
                   "cpu-num=0", file, name_format(bytes, size), file);
        return false;
    }
    *uboot = (K3UBoot) {
        .base = ldq_le_p(bytes + HEAD_BASE),
        .size = ldq_le_p(bytes + HEAD_SIZE),
    };
    if (uboot->size > size) {
        error_setg(errp, "k3-virt: -bios %s: the file has ended before "
                   "U-Boot: it is damaged", file);
        return false;
    }
    if (uboot->size < size &&
        !find_tree(uboot, bytes + uboot->size, size - uboot->size)) {
        error_setg(errp, "k3-virt: -bios %s: the control tree behind U-Boot "
                   "is damaged", file);
        return false;
    }
    uboot->file = (uint8_t *)g_steal_pointer(&contents);
    return true;
}
