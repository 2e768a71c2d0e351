/*
 * k3-virt: what the machine takes from the device tree of a board
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "qemu/datadir.h"
#include "qemu/units.h"
#include "qom/object_interfaces.h"
#include "system/hostmem.h"
#include "k3-virt.h"

#define DEFAULT_RAM_SIZE    (2 * GiB)

/*
 * QEMU does not tell a machine whether there is a "-m".  Without it, the
 * size is this one, which no one gives.
 */
#define UNKNOWN_RAM_SIZE    (DEFAULT_RAM_SIZE + 8 * KiB)

const char *k3_virt_board_file(K3MachineState *s)
{
    const MachineState *machine = MACHINE(s);

    return machine->dtb ?: machine->firmware;
}

/* As with other machines, -bios also finds files that QEMU has installed */
static void read_uboot(K3MachineState *s)
{
    const char *name = MACHINE(s)->firmware;
    g_autofree char *file = qemu_find_file(QEMU_FILE_TYPE_BIOS, name);

    k3_uboot_read(&s->uboot, file ?: name, &error_fatal);
    if (!s->uboot.tree && !MACHINE(s)->dtb) {
        error_report("k3-virt: -bios %s: there is no control tree behind "
                     "U-Boot: use u-boot.bin, or -dtb", name);
        exit(EXIT_FAILURE);
    }
}

static void read_tree(K3MachineState *s)
{
    const MachineState *machine = MACHINE(s);

    if (machine->firmware) {
        read_uboot(s);
    }
    if (machine->dtb) {
        s->board_tree = k3_dtb_load(machine->dtb, &error_fatal);
    } else if (machine->firmware) {
        s->board_tree = g_memdup2(s->uboot.tree, s->uboot.tree_size);
    }
}

const K3Board *k3_virt_board(K3MachineState *s)
{
    const char *file = k3_virt_board_file(s);

    if (!file) {
        return NULL;
    }
    if (!s->board.soc) {
        read_tree(s);
        k3_dtb_read(s->board_tree, file, s->chosen_soc, &s->board,
                    &error_fatal);
    }
    return &s->board;
}

/*
 * The default with the device tree of a board.  It can be more than the host
 * has, so that only what the guest uses counts: do not reserve swap space for
 * the rest.
 */
static bool create_board_memory(MachineState *machine, Error **errp)
{
    MachineClass *mc = MACHINE_GET_CLASS(machine);
    Object *obj = object_new(TYPE_MEMORY_BACKEND_RAM);
    bool prealloc = object_property_get_bool(obj, "prealloc", &error_abort);
    bool done;

    object_property_set_int(obj, "size", machine->ram_size, &error_abort);
    object_property_set_bool(obj, "reserve", prealloc, &error_abort);
    object_property_set_bool(obj, "x-use-canonical-path-for-ramblock-id",
                             false, &error_abort);
    object_property_add_child(object_get_objects_root(), mc->default_ram_id,
                              obj);
    done = user_creatable_complete(USER_CREATABLE(obj), errp) &&
           object_property_set_link(OBJECT(machine), "memory-backend", obj,
                                    errp);
    object_unref(obj);
    return done;
}

static bool k3_create_default_memdev(MachineState *machine, const char *path,
                                     Error **errp)
{
    ERRP_GUARD();
    MachineClass *base = MACHINE_CLASS(object_class_by_name(TYPE_MACHINE));
    const K3Board *board = k3_virt_board(K3_MACHINE(machine));
    uint64_t size = board && board->ram_size ? board->ram_size
                                             : DEFAULT_RAM_SIZE;

    if (machine->ram_size != UNKNOWN_RAM_SIZE) {
        return base->create_default_memdev(machine, path, errp);
    }
    machine->ram_size = size;
    if (machine->maxram_size == UNKNOWN_RAM_SIZE) {
        machine->maxram_size = size;
    }
    if (!board || path) {
        return base->create_default_memdev(machine, path, errp);
    }
    if (!create_board_memory(machine, errp)) {
        error_prepend(errp, "k3-virt: cannot provide the %" PRIu64 " MiB of "
                      "RAM of the board of %s (use -m for less): ",
                      size / MiB, k3_virt_board_file(K3_MACHINE(machine)));
        return false;
    }
    return true;
}

void k3_virt_set_memory(MachineClass *mc)
{
    mc->default_ram_size = UNKNOWN_RAM_SIZE;
    mc->default_ram_id = "k3-virt.ram";
    mc->create_default_memdev = k3_create_default_memdev;
}
