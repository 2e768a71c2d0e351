/*
 * k3-virt: what the machine boots, and the device tree that it gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include <zlib.h>
#include "elf.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "system/system.h"
#include "k3-virt.h"

/* The first bytes of a file, enough to tell formats apart */
typedef struct Head {
    uint8_t bytes[64];
    size_t size;
    bool gzip;                  /* the bytes are those of what it contains */
} Head;

static bool starts_with(const Head *head, size_t offset, const char *magic,
                        size_t size)
{
    return head->size >= offset + size &&
           !memcmp(head->bytes + offset, magic, size);
}

#define STARTS_WITH(head, offset, magic) \
    starts_with(head, offset, magic, sizeof(magic) - 1)

/* False if there is no such file: the loader reports that */
static bool read_head(const char *file, Head *head)
{
    gzFile gz = gzopen(file, "rb");     /* reads other files as they are */
    int size;

    if (!gz) {
        return false;
    }
    size = gzread(gz, head->bytes, sizeof(head->bytes));
    head->gzip = !gzdirect(gz);
    gzclose(gz);
    head->size = MAX(size, 0);
    return size >= 0;
}

static bool in_ram(const K3SocInfo *info, uint64_t address)
{
    const K3Region *rams[] = { &info->ddr[0], &info->ddr[1], &info->sram };

    for (size_t i = 0; i < ARRAY_SIZE(rams); i++) {
        if (address >= rams[i]->base &&
            address - rams[i]->base < rams[i]->size) {
            return true;
        }
    }
    return false;
}

/* The loader would put other files somewhere and start them without a word */
static bool is_linux(const Head *head)
{
    /* Header of a U-Boot image: 22 is arm64, 2 and 14 are kernels */
    bool uimage = STARTS_WITH(head, 0, "\x27\x05\x19\x56") &&
                  STARTS_WITH(head, 29, "\x16") &&
                  (STARTS_WITH(head, 30, "\x02") ||
                   STARTS_WITH(head, 30, "\x0e"));

    bool zboot = STARTS_WITH(head, 0, "MZ") && STARTS_WITH(head, 4, "zimg");

    /* An Image is the only one that may be inside of a gzip file */
    return STARTS_WITH(head, 0x38, "ARM\x64") ||
           (!head->gzip && (uimage || zboot));
}

static const char *name_format(const Head *head)
{
    if (STARTS_WITH(head, 0, "\xd0\x0d\xfe\xed")) {
        return "a FIT image or a device tree";
    }
    if (STARTS_WITH(head, 0, "\x27\x05\x19\x56")) {
        return "a U-Boot image, but not of an arm64 kernel";
    }
    if (STARTS_WITH(head, 0, "\x28\xb5\x2f\xfd") ||
        STARTS_WITH(head, 0, "\xfd" "7zXZ") || STARTS_WITH(head, 0, "BZh") ||
        STARTS_WITH(head, 0, "\x02\x21\x4c\x18")) {
        return "compressed, but not with gzip";
    }
    return "of another format";
}

static void check_elf(const K3SocInfo *info, const char *file,
                      const Head *head)
{
    uint64_t entry;

    /* The loader refuses files for other processors */
    if (head->size < 32 ||
        lduw_le_p(head->bytes + offsetof(Elf64_Ehdr, e_machine)) !=
        EM_AARCH64) {
        return;
    }
    entry = ldq_le_p(head->bytes + offsetof(Elf64_Ehdr, e_entry));
    if (!in_ram(info, entry)) {
        error_report("k3-virt: -kernel %s: this ELF file starts at 0x%" PRIx64
                     ", where %s has no RAM: link it for 0x%" PRIx64
                     " or above; for Linux, use arch/arm64/boot/Image rather "
                     "than vmlinux", file, entry, info->name,
                     info->ddr[0].base);
        exit(EXIT_FAILURE);
    }
}

static void check_kernel(const MachineState *machine, const K3SocInfo *info)
{
    const char *file = machine->kernel_filename;
    Head head;

    if (file && machine->firmware) {
        error_report("k3-virt: -bios %s: U-Boot loads the kernel itself, for "
                     "example from a card: omit -kernel", machine->firmware);
        exit(EXIT_FAILURE);
    }
    if (!file || !read_head(file, &head) || is_linux(&head)) {
        return;
    }
    if (STARTS_WITH(&head, 0, ELFMAG) && !head.gzip) {
        check_elf(info, file, &head);
        return;
    }
    if (!head.gzip && k3_uboot_recognize(head.bytes, head.size)) {
        error_report("k3-virt: -kernel %s: this is U-Boot: start it with "
                     "-bios %s", file, file);
        exit(EXIT_FAILURE);
    }
    error_report("k3-virt: -kernel %s: this is neither an arm64 Linux kernel "
                 "(Image, Image.gz, vmlinuz, uImage) nor an ELF file; it is "
                 "%s.  Start a program that is linked for an address with "
                 "-device loader,file=%s,addr=ADDRESS,cpu-num=0", file,
                 name_format(&head), file);
    exit(EXIT_FAILURE);
}

static void *k3_virt_get_dtb(const struct arm_boot_info *boot_info, int *size)
{
    const K3MachineState *s = container_of(boot_info, K3MachineState,
                                           boot_info);

    *size = s->fdt_size;
    return s->parent_obj.fdt;
}

/* Describe the devices that QEMU's command line adds, if there are any */
static bool describe_added(K3MachineState *s, void *fdt)
{
    const K3SocInfo *info = s->soc.info;

    /* Each node goes in front of its siblings, and slot 0 is probed first */
    for (int i = K3_NUM_VIRTIO - 1; i >= 0; i--) {
        if (k3_virt_slot_used(s, i) &&
            !k3_fdt_add_virtio(fdt, info, i)) {
            return false;
        }
    }
    return !k3_virt_pci_used(s) || k3_fdt_add_pci(fdt, info);
}

/* The generated tree gets the I2C buses on which there are devices */
static void enable_i2c(const K3MachineState *s, void *fdt)
{
    for (unsigned i = 0; i < s->soc.info->num_i2cs; i++) {
        if (!QTAILQ_EMPTY(&BUS(s->soc.i2c[i].bus)->children)) {
            k3_fdt_enable_i2c(fdt, s->soc.info, i);
        }
    }
}

/* The device tree of a board may describe more than there is */
static void adapt_board(K3MachineState *s, void *fdt)
{
    int chosen = fdt_path_offset(fdt, "/chosen");

    for (unsigned n = s->board.num_cpus; n > s->parent_obj.smp.cpus; n--) {
        k3_dtb_remove_cpu(fdt, s->soc.info, n - 1);
    }
    /* A tree that this machine has dumped tells where the initrd was then */
    if (chosen >= 0 && !s->boot_info.initrd_size) {
        fdt_delprop(fdt, chosen, "linux,initrd-start");
        fdt_delprop(fdt, chosen, "linux,initrd-end");
    }
}

/*
 * The loader has replaced the memory nodes with a single one that has a single
 * bank, in the generated tree and in a user's alike.
 */
static void k3_virt_modify_dtb(const struct arm_boot_info *boot_info,
                               void *fdt)
{
    K3MachineState *s = container_of(boot_info, K3MachineState, boot_info);

    k3_fdt_memory(fdt, s->soc.info, s->parent_obj.ram_size);
    if (s->board_tree) {
        adapt_board(s, fdt);
    } else {
        enable_i2c(s, fdt);
    }
    if (!describe_added(s, fdt)) {
        warn_report("k3-virt: %s has no GICv3, so virtio and PCI devices are "
                    "left out", k3_virt_board_file(s));
    }
    /*
     * Linux accepts up to 2 MiB, and the loader doubles the size of a file: the
     * room that this tree has to grow would be too much in one that is dumped.
     */
    fdt_pack(fdt);
}

/* Only now is it known which devices are plugged in */
static void k3_virt_machine_done(Notifier *notifier, void *data)
{
    K3MachineState *s = container_of(notifier, K3MachineState, machine_done);
    ARMCPU *cpu = &s->soc.cpu[0];
    struct arm_boot_info *info = &s->boot_info;

    if (info->firmware_loaded) {
        k3_virt_load_control_tree(s);
    } else if (arm_load_dtb(info->dtb_start, info, info->dtb_limit,
                     arm_boot_address_space(cpu, info), MACHINE(s),
                     cpu) < 0) {
        exit(EXIT_FAILURE);
    }
}

void k3_virt_load_kernel(K3MachineState *s)
{
    MachineState *machine = MACHINE(s);
    const K3SocInfo *info = s->soc.info;

    check_kernel(machine, info);
    s->boot_info = (struct arm_boot_info) {
        .loader_start = info->ddr[0].base,
        .ram_size = MIN(machine->ram_size, info->ddr[0].size),
        .board_id = -1,
        .psci_conduit = QEMU_PSCI_CONDUIT_SMC,
        .firmware_loaded = machine->firmware != NULL,
        .skip_dtb_autoload = true,
        .get_dtb = k3_virt_get_dtb,
        .modify_dtb = k3_virt_modify_dtb,
    };
    if (!s->board_tree) {
        machine->fdt = k3_fdt_create(info, machine->smp.cpus,
                                     machine->ram_size, K3_NUM_VIRTIO,
                                     s->cards, s->flashes,
                                     k3_virt_cluster_mode(s), &s->fdt_size);
    }
    s->machine_done.notify = k3_virt_machine_done;
    qemu_add_machine_init_done_notifier(&s->machine_done);
    arm_load_kernel(&s->soc.cpu[0], machine, &s->boot_info);
    if (machine->firmware) {
        k3_virt_load_uboot(s);
    }
}
