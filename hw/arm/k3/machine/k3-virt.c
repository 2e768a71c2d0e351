/*
 * k3-virt: a TI K3 SoC on a board that does not exist
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/k3-board.h"
#include "hw/arm/machines-qom.h"
#include "hw/hotplug.h"
#include "hw/pci/pci_device.h"
#include "hw/remoteproc/k3-fault.h"
#include "qapi/error.h"
#include "system/address-spaces.h"
#include "k3-virt.h"

static void create_soc(K3MachineState *s, const K3SocInfo *info,
                       uint32_t sim_cores)
{
    MachineState *machine = MACHINE(s);
    const K3Board *board = k3_virt_board(s);
    g_autofree char *type = k3_soc_type(info);
    Object *soc = OBJECT(&s->soc);

    object_initialize_child(OBJECT(s), "k3", &s->soc, type);
    qdev_prop_set_uint32(DEVICE(soc), "num-cpus", machine->smp.cpus);
    object_property_set_str(soc, "lockstep-permitted",
                            OnOffAuto_str(s->lockstep_permitted),
                            &error_abort);
    object_property_set_str(soc, "single-core-only",
                            OnOffAuto_str(s->single_core_only), &error_abort);
    qdev_prop_set_uint32(DEVICE(soc), "sim-cores", sim_cores);
    qdev_prop_set_int32(DEVICE(soc), "console", board ? board->console : -1);
    qdev_prop_set_uint8(DEVICE(soc), "ethernet-port",
                        board ? board->ethernet_port : 0);
    object_property_set_link(soc, "memory", OBJECT(get_system_memory()),
                             &error_abort);
    object_property_set_link(soc, "ddr", OBJECT(machine->ram), &error_abort);
    sysbus_realize(SYS_BUS_DEVICE(soc), &error_fatal);
}

static void k3_virt_init(MachineState *machine)
{
    K3MachineState *s = K3_MACHINE(machine);
    uint32_t sim_cores;
    const K3SocInfo *info = k3_virt_check_options(s, &sim_cores);

    /*
     * There are hundreds of regions in two dozen address spaces: lay out each
     * address space once rather than whenever a device is added.
     */
    memory_region_transaction_begin();
    create_soc(s, info, sim_cores);
    k3_virt_create_slots(s);
    k3_virt_create_pci(s);
    k3_virt_create_cards(s);
    k3_virt_create_flashes(s);
    memory_region_transaction_commit();
    /* Finds devices by their addresses, which must be laid out */
    if (s->board_tree) {
        k3_board_connect(&s->soc, s->board_tree, s->cards);
    }
    /* Before the remote cores exist: it takes all CPUs for application cores */
    k3_virt_load_kernel(s);

    memory_region_transaction_begin();
    k3_soc_realize_remote(&s->soc, &error_fatal);
    memory_region_transaction_commit();

    k3_early_boot_apply(&s->early_boot, &s->soc, k3_virt_cluster_mode(s),
                        &error_fatal);
    if (s->debug_views_on) {
        k3_virt_create_debug_views(s);
    }
}

/* Fault rules can be plugged at any time, although they are on no bus */
static HotplugHandler *k3_virt_get_hotplug_handler(MachineState *machine,
                                                   DeviceState *dev)
{
    return object_dynamic_cast(OBJECT(dev), TYPE_K3_FAULT) ?
           HOTPLUG_HANDLER(machine) : NULL;
}

static void k3_base_init(Object *obj)
{
    K3MachineState *s = K3_MACHINE(obj);

    s->chosen_soc = K3_MACHINE_GET_CLASS(s)->soc;
}

static void k3_base_finalize(Object *obj)
{
    K3MachineState *s = K3_MACHINE(obj);

    k3_virt_free_options(s);
    g_free(s->debug_views);
    g_free(s->board_tree);
    g_free(s->uboot.file);
}

static void k3_base_class_init(ObjectClass *oc, const void *data)
{
    MachineClass *mc = MACHINE_CLASS(oc);

    mc->init = k3_virt_init;
    mc->get_hotplug_handler = k3_virt_get_hotplug_handler;
    /* See patches/: smaller MPU regions only slow down the core with them */
    mc->minimum_page_bits = 12;
    mc->block_default_type = IF_VIRTIO;
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
    mc->default_nic = "virtio-net-pci";
    k3_virt_set_memory(mc);
    k3_virt_add_options(oc);
}

static void k3_virt_class_init(ObjectClass *oc, const void *data)
{
    static GlobalProperty compat[] = {
        /* Nothing would run an option ROM, and QEMU may be without its files */
        { TYPE_PCI_DEVICE, "romfile", "" },
    };
    const K3SocInfo *soc = data;
    MachineClass *mc = MACHINE_CLASS(oc);

    K3_MACHINE_CLASS(oc)->soc = soc;
    mc->desc = soc ? soc->desc : "TI K3 SoC with remote processors";
    compat_props_add(mc->compat_props, compat, ARRAY_SIZE(compat));
    k3_virt_set_limits(mc, soc);
    k3_virt_add_soc_option(oc);
}

static const TypeInfo k3_virt_types[] = {
    {
        .name = TYPE_K3_MACHINE,
        .parent = TYPE_MACHINE,
        .abstract = true,
        .instance_size = sizeof(K3MachineState),
        .instance_align = __alignof__(K3MachineState),
        .instance_init = k3_base_init,
        .instance_finalize = k3_base_finalize,
        .class_size = sizeof(K3MachineClass),
        .class_init = k3_base_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_TARGET_AARCH64_MACHINE },
            { TYPE_HOTPLUG_HANDLER },
            { }
        },
    },
    {
        .name = MACHINE_TYPE_NAME("k3-virt"),
        .parent = TYPE_K3_MACHINE,
        .class_init = k3_virt_class_init,
    },
};

static void k3_virt_register_types(void)
{
    type_register_static_array(k3_virt_types, ARRAY_SIZE(k3_virt_types));
    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        g_autofree char *name = g_strdup_printf(MACHINE_TYPE_NAME("k3-virt-%s"),
                                                k3_soc_infos[i]->name);
        const TypeInfo type = {
            .name = name,
            .parent = TYPE_K3_MACHINE,
            .class_init = k3_virt_class_init,
            .class_data = (void *)k3_soc_infos[i],
        };

        type_register_static(&type);
    }
}

type_init(k3_virt_register_types)
