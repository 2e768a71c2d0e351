/*
 * k3-virt: SD card and eMMC of -drive if=sd
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
