/*
 * k3-virt: a PCI Express bus for what QEMU's command line adds
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No K3 SoC has it.  QEMU puts the devices of "-drive if=virtio", "-nic" and
 * "-virtfs" on a PCI bus, and their number is not limited to that of the
 * virtio-mmio slots.
 */

#include "qemu/osdep.h"
#include "hw/pci/pci.h"
#include "hw/pci/pci_bus.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "hw/arm/k3-fdt.h"
#include "k3-virt.h"

static PCIBus *pci_bus(K3MachineState *s)
{
    return PCI_HOST_BRIDGE(&s->pcie)->bus;
}

/* Part of a region of the host bridge, as the processors see it */
static void map(K3MachineState *s, MemoryRegion *alias, const char *name,
                int mmio, uint64_t start, uint64_t offset, uint64_t size)
{
    MemoryRegion *region = sysbus_mmio_get_region(SYS_BUS_DEVICE(&s->pcie),
                                                  mmio);

    memory_region_init_alias(alias, OBJECT(s), name, region, start, size);
    memory_region_add_subregion(&s->soc.bus, s->soc.info->pci.base + offset,
                                alias);
}

void k3_virt_create_pci(K3MachineState *s)
{
    const K3SocInfo *info = s->soc.info;
    SysBusDevice *sbd;

    object_initialize_child(OBJECT(s), "pcie", &s->pcie, TYPE_GPEX_HOST);
    sbd = SYS_BUS_DEVICE(&s->pcie);
    /* SPIs are scarce: INTA to INTD share one */
    qdev_prop_set_uint8(DEVICE(sbd), "num-irqs", 1);
    sysbus_realize(sbd, &error_fatal);
    map(s, &s->pcie_ecam, "k3-pcie-ecam", 0, 0, K3_PCI_ECAM, K3_PCI_ECAM_SIZE);
    map(s, &s->pcie_mmio, "k3-pcie-mmio", 1, K3_PCI_MMIO_BUS, K3_PCI_MMIO,
        K3_PCI_MMIO_SIZE);
    map(s, &s->pcie_pio, "k3-pcie-pio", 2, 0, K3_PCI_PIO, K3_PCI_PIO_SIZE);
    sysbus_connect_irq(sbd, 0, k3_soc_gic_spi(&s->soc, info->pci_spi));
    gpex_set_irq_num(&s->pcie, 0, info->pci_spi);
    pci_init_nic_devices(pci_bus(s), MACHINE_GET_CLASS(s)->default_nic);
}

/* The host bridge has a device of its own on the bus */
bool k3_virt_pci_used(K3MachineState *s)
{
    return BUS(pci_bus(s))->num_children > 1;
}
