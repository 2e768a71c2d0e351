/*
 * k3-virt: what the machine boots, and the device tree that it gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "qemu/error-report.h"
#include "system/system.h"
#include "k3-virt.h"

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
    if (s->parent_obj.dtb) {
        adapt_board(s, fdt);
    } else {
        enable_i2c(s, fdt);
    }
    if (!describe_added(s, fdt)) {
        warn_report("k3-virt: %s has no GICv3, so virtio and PCI devices are "
                    "left out", s->parent_obj.dtb);
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

    if (arm_load_dtb(info->dtb_start, info, info->dtb_limit,
                     arm_boot_address_space(cpu, info), MACHINE(s),
                     cpu) < 0) {
        exit(EXIT_FAILURE);
    }
}

void k3_virt_load_kernel(K3MachineState *s)
{
    MachineState *machine = MACHINE(s);
    const K3SocInfo *info = s->soc.info;

    s->boot_info = (struct arm_boot_info) {
        .loader_start = info->ddr[0].base,
        .ram_size = MIN(machine->ram_size, info->ddr[0].size),
        .board_id = -1,
        .psci_conduit = QEMU_PSCI_CONDUIT_SMC,
        .skip_dtb_autoload = true,
        .get_dtb = k3_virt_get_dtb,
        .modify_dtb = k3_virt_modify_dtb,
    };
    if (!machine->dtb) {
        machine->fdt = k3_fdt_create(info, machine->smp.cpus,
                                     machine->ram_size, K3_NUM_VIRTIO,
                                     s->cards, k3_virt_cluster_mode(s), &s->fdt_size);
    }
    s->machine_done.notify = k3_virt_machine_done;
    qemu_add_machine_init_done_notifier(&s->machine_done);
    arm_load_kernel(&s->soc.cpu[0], machine, &s->boot_info);
}
