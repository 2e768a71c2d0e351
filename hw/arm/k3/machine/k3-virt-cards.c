/*
 * k3-virt: SD card and eMMC of -drive if=sd, flash memory of -drive if=mtd
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "qapi/error.h"
#include "system/blockdev.h"
#include "k3-virt.h"

/* Each slot gets an SD card or an eMMC, as boards have it there */
void k3_virt_create_cards(K3MachineState *s)
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

/*
 * QEMU has no model of the memories with eight wires that most boards have.
 * This one has their size, and Linux knows it.
 */
#define FLASH   "mt25ql512ab"

void k3_virt_create_flashes(K3MachineState *s)
{
    for (size_t i = 0; i < s->soc.info->num_ospis; i++) {
        K3OspiState *ospi = &s->soc.ospi[i];
        DriveInfo *drive = drive_get(IF_MTD, 0, i);
        DeviceState *flash;

        if (!drive) {
            continue;
        }
        flash = qdev_new(FLASH);
        object_property_add_child(OBJECT(s), "flash[*]", OBJECT(flash));
        qdev_prop_set_drive_err(flash, "drive", blk_by_legacy_dinfo(drive),
                                &error_fatal);
        qdev_realize_and_unref(flash, k3_ospi_bus(ospi), &error_fatal);
        sysbus_connect_irq(SYS_BUS_DEVICE(ospi), 1,
                           qdev_get_gpio_in_named(flash, SSI_GPIO_CS, 0));
        s->flashes |= BIT(i);
    }
}
