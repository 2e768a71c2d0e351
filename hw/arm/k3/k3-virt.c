/*
 * k3-virt: a TI K3 SoC on a board that does not exist
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/machines-qom.h"
#include "hw/hotplug.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/remoteproc/k3-fault.h"
#include "hw/virtio/virtio-mmio.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "qemu/units.h"
#include "system/address-spaces.h"
#include "system/blockdev.h"
#include "system/system.h"
#include "k3-board-i2c.h"
#include "k3-fdt.h"
#include "k3-virt.h"

static void *k3_virt_get_dtb(const struct arm_boot_info *boot_info, int *size)
{
    const K3MachineState *s = container_of(boot_info, K3MachineState,
                                           boot_info);

    *size = s->fdt_size;
    return s->parent_obj.fdt;
}

static bool virtio_slot_used(DeviceState *transport)
{
    BusState *bus = QLIST_FIRST(&transport->child_bus);

    return bus && !QTAILQ_EMPTY(&bus->children);
}

/* The generated tree gets the I2C buses on which there are devices */
static void enable_i2c(const K3MachineState *s, void *fdt)
{
    for (unsigned i = 0; !s->parent_obj.dtb && i < s->soc.info->num_i2cs; i++) {
        if (!QTAILQ_EMPTY(&BUS(s->soc.i2c[i].bus)->children)) {
            k3_fdt_enable_i2c(fdt, s->soc.info, i);
        }
    }
}

/*
 * The loader has replaced the memory nodes with a single one that has a single
 * bank, in the generated tree and in a user's alike.
 */
static void k3_virt_modify_dtb(const struct arm_boot_info *boot_info,
                               void *fdt)
{
    const K3MachineState *s = container_of(boot_info, K3MachineState,
                                           boot_info);

    k3_fdt_memory(fdt, s->soc.info, s->parent_obj.ram_size);
    enable_i2c(s, fdt);

    /* The device tree of a board only gets the transports that are used */
    for (int i = K3_NUM_VIRTIO - 1; s->parent_obj.dtb && i >= 0; i--) {
        if (virtio_slot_used(s->virtio[i]) &&
            !k3_fdt_add_virtio(fdt, s->soc.info, i)) {
            warn_report("k3-virt: %s has no GICv3, so virtio devices are "
                        "left out", s->parent_obj.dtb);
            break;
        }
    }
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

static void create_virtio_transports(K3MachineState *s)
{
    const K3SocInfo *info = s->soc.info;

    /*
     * Last first: "-device virtio-*-device" takes the bus that was created
     * last, and the first device should be in the first slot.
     */
    for (int i = K3_NUM_VIRTIO - 1; i >= 0; i--) {
        DeviceState *dev = qdev_new(TYPE_VIRTIO_MMIO);
        SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

        qdev_prop_set_bit(dev, "force-legacy", false);
        object_property_add_child(OBJECT(s), "virtio-mmio[*]", OBJECT(dev));
        sysbus_realize_and_unref(sbd, &error_fatal);
        s->virtio[i] = dev;
        memory_region_add_subregion(&s->soc.bus,
                                    info->virtio.base + i * K3_VIRTIO_STRIDE,
                                    sysbus_mmio_get_region(sbd, 0));
        sysbus_connect_irq(sbd, 0,
                           k3_soc_gic_spi(&s->soc, info->virtio_spi + i));
    }
}

/* -drive if=sd: an SD card or an eMMC, as boards have it in this slot */
static void create_cards(K3MachineState *s)
{
    const K3SocInfo *info = s->soc.info;

    for (size_t i = 0; i < info->num_cards; i++) {
        const K3CardInfo *slot = &info->cards[i];
        DriveInfo *drive = drive_get(IF_SD, 0, i);
        DeviceState *card;

        if (!drive) {
            continue;
        }
        card = qdev_new(slot->emmc ? TYPE_EMMC : TYPE_SD_CARD);
        object_property_add_child(OBJECT(s), "card[*]", OBJECT(card));
        qdev_prop_set_drive_err(card, "drive", blk_by_legacy_dinfo(drive),
                                &error_fatal);
        qdev_realize_and_unref(card,
                               k3_sdhci_bus(&s->soc.sd_host[slot->host]),
                               &error_fatal);
        s->cards |= BIT(i);
    }
}

static void create_soc(K3MachineState *s, const K3SocInfo *info,
                       uint32_t sim_cores)
{
    MachineState *machine = MACHINE(s);
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
    object_property_set_link(soc, "memory", OBJECT(get_system_memory()),
                             &error_abort);
    object_property_set_link(soc, "ddr", OBJECT(machine->ram), &error_abort);
    sysbus_realize(SYS_BUS_DEVICE(soc), &error_fatal);
}

static void load_kernel(K3MachineState *s)
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
                                     s->cards, k3_virt_cluster_mode(s),
                                     &s->fdt_size);
    }
    s->machine_done.notify = k3_virt_machine_done;
    qemu_add_machine_init_done_notifier(&s->machine_done);
    arm_load_kernel(&s->soc.cpu[0], machine, &s->boot_info);
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
    create_virtio_transports(s);
    create_cards(s);
    if (machine->dtb) {
        k3_board_add_i2c(&s->soc, machine->dtb);
    }
    memory_region_transaction_commit();
    /* Before the remote cores exist: it takes all CPUs for application cores */
    load_kernel(s);

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
}

static void k3_base_class_init(ObjectClass *oc, const void *data)
{
    MachineClass *mc = MACHINE_CLASS(oc);

    mc->init = k3_virt_init;
    mc->get_hotplug_handler = k3_virt_get_hotplug_handler;
    /* See patches/: smaller MPU regions only slow down the core with them */
    mc->minimum_page_bits = 12;
    mc->default_ram_size = 2 * GiB;
    mc->default_ram_id = "k3-virt.ram";
    mc->block_default_type = IF_VIRTIO;
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
    k3_virt_add_options(oc);
}

static void k3_virt_class_init(ObjectClass *oc, const void *data)
{
    const K3SocInfo *soc = data;
    MachineClass *mc = MACHINE_CLASS(oc);

    K3_MACHINE_CLASS(oc)->soc = soc;
    mc->desc = soc ? soc->desc : "TI K3 SoC with remote processors";
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
