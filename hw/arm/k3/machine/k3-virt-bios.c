/*
 * k3-virt: U-Boot on the application cores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The machine does what U-Boot's own SPL does on a board: it chooses the
 * control tree, enters the memory in it, puts it behind the program and starts
 * the program in EL2, with the MMU off.  Source: U-Boot common/spl/spl_fit.c,
 * board/ti/.../evm.c.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/loader.h"
#include "qemu/error-report.h"
#include "system/device_tree.h"
#include "system/reset.h"
#include "k3-virt.h"

/* Room for the nodes that the machine adds to the tree */
#define TREE_ROOM       (16 * 1024)

static void k3_virt_uboot_reset(void *opaque)
{
    K3MachineState *s = opaque;

    cpu_set_pc(CPU(&s->soc.cpu[0]), s->uboot.base);
}

/* U-Boot's memory: the program, and the tree behind it */
static void check_room(K3MachineState *s, uint64_t size)
{
    const K3Region *ddr = &s->soc.info->ddr[0];
    uint64_t ram = MIN(ddr->size, MACHINE(s)->ram_size);

    if (s->uboot.base < ddr->base || s->uboot.base - ddr->base > ram ||
        size > ram - (s->uboot.base - ddr->base)) {
        error_report("k3-virt: -bios %s: this U-Boot is linked for 0x%" PRIx64
                     ", where %s has not enough RAM", MACHINE(s)->firmware,
                     s->uboot.base, s->soc.info->name);
        exit(EXIT_FAILURE);
    }
}

void k3_virt_load_uboot(K3MachineState *s)
{
    check_room(s, s->uboot.size);
    rom_add_blob_fixed("u-boot", s->uboot.file, s->uboot.size, s->uboot.base);
    /* After the reset of the core, which was registered before */
    qemu_register_reset(k3_virt_uboot_reset, s);
}

void k3_virt_load_control_tree(K3MachineState *s)
{
    MachineState *machine = MACHINE(s);
    size_t size = fdt_totalsize(s->board_tree) + TREE_ROOM;
    void *fdt = g_malloc0(size);

    if (fdt_open_into(s->board_tree, fdt, size)) {
        error_report("k3-virt: cannot read the device tree of %s",
                     k3_virt_board_file(s));
        exit(EXIT_FAILURE);
    }
    s->boot_info.modify_dtb(&s->boot_info, fdt);
    size = fdt_totalsize(fdt);
    check_room(s, s->uboot.size + size);
    rom_add_blob_fixed("u-boot.dtb", fdt, size, s->uboot.base + s->uboot.size);
    g_free(machine->fdt);
    machine->fdt = fdt;
}
