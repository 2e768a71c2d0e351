/*
 * k3-virt: slots for virtio devices, as virtio-mmio transports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "hw/virtio/virtio-bus.h"
#include "hw/virtio/virtio-mmio.h"
#include "qapi/error.h"
#include "hw/arm/k3-fdt.h"
#include "k3-virt.h"

/*
 * A device that finds all slots in use comes to this bus, which only says what
 * to do.
 */
#define TYPE_K3_FULL_BUS "k3-virtio-full-bus"

static bool full_bus_check_address(BusState *bus, DeviceState *dev,
                                   Error **errp)
{
    const char *type = object_get_typename(OBJECT(dev));
    size_t stem = strlen(type);
    g_autofree char *pci = NULL;

    if (g_str_has_suffix(type, "-device")) {
        stem -= strlen("-device");
    }
    pci = g_strdup_printf("%.*s-pci", (int)stem, type);
    error_setg(errp, "k3-virt: all %d virtio-mmio slots are in use, and none "
               "is left for %s: use -device %s", K3_NUM_VIRTIO, type, pci);
    return false;
}

static void full_bus_class_init(ObjectClass *oc, const void *data)
{
    BUS_CLASS(oc)->check_address = full_bus_check_address;
}

static void create_slot(K3MachineState *s, unsigned i)
{
    const K3SocInfo *info = s->soc.info;
    DeviceState *dev = qdev_new(TYPE_VIRTIO_MMIO);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    qdev_prop_set_bit(dev, "force-legacy", false);
    object_property_add_child(OBJECT(s), "virtio-mmio[*]", OBJECT(dev));
    sysbus_realize_and_unref(sbd, &error_fatal);
    s->virtio[i] = dev;
    memory_region_add_subregion(&s->soc.bus,
                                info->virtio.base + i * K3_VIRTIO_STRIDE,
                                sysbus_mmio_get_region(sbd, 0));
    sysbus_connect_irq(sbd, 0, k3_soc_gic_spi(&s->soc, info->virtio_spi + i));
}

void k3_virt_create_slots(K3MachineState *s)
{
    /*
     * Last first: "-device virtio-*-device" takes the bus that was created
     * last, and the first device should be in the first slot.  The SoC is older
     * than all of them.
     */
    qbus_init(&s->virtio_full, sizeof(s->virtio_full), TYPE_K3_FULL_BUS,
              DEVICE(&s->soc), "virtio-full");
    for (int i = K3_NUM_VIRTIO - 1; i >= 0; i--) {
        create_slot(s, i);
    }
}

bool k3_virt_slot_used(K3MachineState *s, unsigned i)
{
    BusState *bus = QLIST_FIRST(&s->virtio[i]->child_bus);

    return bus && !QTAILQ_EMPTY(&bus->children);
}

static const TypeInfo k3_full_bus_type = {
    .name = TYPE_K3_FULL_BUS,
    .parent = TYPE_VIRTIO_BUS,
    .instance_size = sizeof(VirtioBusState),
    .class_init = full_bus_class_init,
};

static void k3_full_bus_register_types(void)
{
    type_register_static(&k3_full_bus_type);
}

type_init(k3_full_bus_register_types)
