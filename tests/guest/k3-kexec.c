/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lets another kernel take over from the one that runs.
 *
 * usage: k3-kexec IMAGE INITRD
 *
 * Loads a flat arm64 Image and an initramfs, and jumps into the kernel at
 * once. The new kernel gets the device tree of the old one, and with it the
 * same command line; only the address of the initramfs changes. Debian's
 * kernels have kexec_load() but not kexec_file_load(), so this program does
 * what the kernel does for the latter.
 *
 * Exit status 2: the kernel could not be loaded, and the old one goes on.
 *
 * Sources: Linux Documentation/arch/arm64/booting.rst (header of the Image,
 * registers at its entry); Devicetree Specification, chapter 5.
 */

#include <endian.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FDT_FILE        "/sys/firmware/fdt"
#define FDT_MAGIC       0xd00dfeed
#define PAGE            0x1000ul
#define BLOCK           0x200000ul  /* an Image begins with one, an FDT fits */
#define IMAGE_MAGIC     0x644d5241  /* "ARM\x64" */
#define ALIGNED(at, to) (((at) + (to) - 1) & ~((to) - 1))

enum { FDT_BEGIN_NODE = 1, FDT_END_NODE, FDT_PROP, FDT_NOP };
enum { KERNEL, INITRD, FDT, ENTRY, SEGMENTS };

struct image_header {
    uint32_t code[2];
    uint64_t text_offset, image_size, flags, reserved[3];
    uint32_t magic, pe;
};

struct fdt_header {
    uint32_t magic, size, structure, strings;
};

struct file {
    char *data;
    size_t size;
};

/* The kernel jumps to this code with the MMU off */
struct entry {
    uint32_t code[6];
    uint64_t kernel, fdt;
};

static const struct entry entry_code = {
    .code = {
        0x580000d0,     /* ldr x16, kernel */
        0x580000e0,     /* ldr x0, fdt */
        0xaa1f03e1,     /* mov x1, xzr */
        0xaa1f03e2,     /* mov x2, xzr */
        0xaa1f03e3,     /* mov x3, xzr */
        0xd61f0200,     /* br x16 */
    },
};

static void __attribute__((noreturn)) fail(const char *what)
{
    fprintf(stderr, "k3-kexec: %s\n", what);
    exit(2);
}

static void __attribute__((noreturn)) fail_errno(const char *what)
{
    fprintf(stderr, "k3-kexec: ");
    perror(what);
    exit(2);
}

static struct file read_file(const char *name)
{
    struct file file = { NULL, 0 };
    size_t room = 0;
    int from = open(name, O_RDONLY);
    ssize_t more = from;

    while (more >= 0) {
        if (file.size == room) {
            room += 16 << 20;
            file.data = realloc(file.data, room);
            if (!file.data) {
                fail("no memory");
            }
        }
        more = read(from, file.data + file.size, room - file.size);
        if (!more) {
            close(from);
            return file;
        }
        file.size += more;
    }
    fail_errno(name);
}

/* The largest range of memory that Linux uses and nobody has reserved */
static uint64_t find_memory(uint64_t wanted)
{
    FILE *file = fopen("/proc/iomem", "r");
    uint64_t first, last, best = 0, size = 0;
    char line[128], what[64];

    if (!file) {
        fail_errno("/proc/iomem");
    }
    while (fgets(line, sizeof(line), file)) {
        /* Lines with an indent are parts of the range before them */
        if (line[0] != ' ' &&
            sscanf(line, "%" SCNx64 "-%" SCNx64 " : %63[^\n]",
                   &first, &last, what) == 3 &&
            !strcmp(what, "System RAM") && last - first >= size) {
            best = first;
            size = last - first;
        }
    }
    fclose(file);
    if (size < wanted) {
        fail("no range of memory is large enough");
    }
    return ALIGNED(best, BLOCK);
}

static void set_cells(char *value, uint32_t size, uint64_t number)
{
    uint64_t wide = htobe64(number);

    if (size != 4 && size != 8) {
        fail(FDT_FILE ": an address of neither 4 nor 8 bytes");
    }
    memcpy(value, (char *)&wide + 8 - size, size);
}

/* Set that property, which must exist and which only one node has */
static void set_property(struct file fdt, const char *name, uint64_t number)
{
    const struct fdt_header *head = (void *)fdt.data;
    size_t at = be32toh(head->structure), strings = be32toh(head->strings);

    while (at + 12 <= fdt.size) {
        uint32_t *cell = (uint32_t *)(fdt.data + at);

        switch (be32toh(cell[0])) {
        case FDT_BEGIN_NODE:
            at += 4 + ALIGNED(strlen((char *)&cell[1]) + 1, 4);
            break;
        case FDT_PROP:
            if (!strcmp(fdt.data + strings + be32toh(cell[2]), name)) {
                set_cells((char *)&cell[3], be32toh(cell[1]), number);
                return;
            }
            at += 12 + ALIGNED((size_t)be32toh(cell[1]), 4);
            break;
        case FDT_END_NODE:
        case FDT_NOP:
            at += 4;
            break;
        default:
            at = fdt.size;
        }
    }
    fprintf(stderr, "k3-kexec: " FDT_FILE ": no %s\n", name);
    exit(2);
}

static struct kexec_segment segment(const void *data, size_t size,
                                    uint64_t at, size_t room)
{
    return (struct kexec_segment) {
        .buf = data, .bufsz = size,
        .mem = (void *)at, .memsz = ALIGNED(room, PAGE),
    };
}

static void load(struct file kernel, struct file initrd, struct file fdt)
{
    const struct image_header *head = (void *)kernel.data;
    struct entry entry = entry_code;
    struct kexec_segment segments[SEGMENTS];
    uint64_t room, at, start;

    if (kernel.size < sizeof(*head) || le32toh(head->magic) != IMAGE_MAGIC ||
        le64toh(head->image_size) < kernel.size) {
        fail("not a flat arm64 Image");
    }
    room = le64toh(head->text_offset) + le64toh(head->image_size);
    at = find_memory(BLOCK + ALIGNED(room, PAGE) + initrd.size + 3 * BLOCK);
    start = at + le64toh(head->text_offset);
    segments[KERNEL] = segment(kernel.data, kernel.size, start,
                               le64toh(head->image_size));
    at = ALIGNED(at + room, PAGE);
    segments[INITRD] = segment(initrd.data, initrd.size, at, initrd.size);
    set_property(fdt, "linux,initrd-start", at);
    set_property(fdt, "linux,initrd-end", at + initrd.size);
    at = ALIGNED(at + initrd.size, BLOCK);
    segments[FDT] = segment(fdt.data, fdt.size, at, fdt.size);
    entry.kernel = start;
    entry.fdt = at;
    at += BLOCK;
    segments[ENTRY] = segment(&entry, sizeof(entry), at, sizeof(entry));
    if (syscall(SYS_kexec_load, at, SEGMENTS, segments, KEXEC_ARCH_DEFAULT)) {
        fail_errno("kexec_load");
    }
}

int main(int argc, char **argv)
{
    struct file fdt;

    if (argc != 3) {
        fprintf(stderr, "usage: k3-kexec IMAGE INITRD\n");
        return 2;
    }
    fdt = read_file(FDT_FILE);
    if (fdt.size < sizeof(struct fdt_header) ||
        be32toh(*(uint32_t *)fdt.data) != FDT_MAGIC) {
        fail(FDT_FILE ": not a device tree");
    }
    load(read_file(argv[1]), read_file(argv[2]), fdt);
    syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
            LINUX_REBOOT_CMD_KEXEC, NULL);
    fail_errno("reboot");
}
