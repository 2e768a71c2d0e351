/*
 * TI-SCI: general messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "system/runstate.h"
#include "ti-sci-chapter.h"

static TISCIResult ti_sci_version(TISCIState *s, const TISCIRequest *req,
                                  void *resp)
{
    struct tisci_msg_version_resp *r = resp;

    strpadcpy(r->str, sizeof(r->str) - 1, s->description, '\0');
    r->version = cpu_to_le16(s->revision);
    r->abi_major = s->abi_major;
    r->abi_minor = s->abi_minor;
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_sys_reset(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_query_fw_caps(TISCIState *s, const TISCIRequest *req,
                                        void *resp)
{
    struct tisci_query_fw_caps_resp *r = resp;

    r->fw_caps = cpu_to_le64(s->capabilities);
    return TI_SCI_ACK;
}

static const TISCIMessage general_messages[] = {
    TI_SCI_MESSAGE(0x0002, "VERSION", tisci_header, ti_sci_version),
    TI_SCI_MESSAGE(0x0005, "SYS_RESET", tisci_header, ti_sci_sys_reset,
                   .device_manager = true),
    TI_SCI_UNMODELLED(0x000a, "BOOT_NOTIFICATION"),
    TI_SCI_UNMODELLED(0x000b, "BOARD_CONFIG"),
    TI_SCI_UNMODELLED(0x000c, "BOARD_CONFIG_RM", .device_manager = true),
    TI_SCI_UNMODELLED(0x000d, "BOARD_CONFIG_SECURITY"),
    TI_SCI_UNMODELLED(0x000e, "BOARD_CONFIG_PM", .device_manager = true),
    TI_SCI_MESSAGE(0x0022, "QUERY_FW_CAPS", tisci_header,
                   ti_sci_query_fw_caps),
};

const TISCIChapter ti_sci_general_chapter = {
    .first = 0x0000,
    .last = 0x00ff,
    .messages = general_messages,
    .num_messages = ARRAY_SIZE(general_messages),
};
