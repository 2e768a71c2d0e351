/*
 * TI-SCI: where fault rules meet the firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/remoteproc/k3-fault.h"
#include "migration/vmstate.h"
#include "ti-sci-internal.h"

bool ti_sci_fault_request(TISCIChannel *ch, TISCIRequest *req, bool *answer)
{
    K3FaultEvent event = K3_FAULT_EVENT(TI_SCI);
    K3Fault *rule;

    memset(&ch->tamper, 0, sizeof(ch->tamper));
    if (likely(!k3_fault_armed(K3_FAULT_WHERE_TI_SCI))) {
        return true;
    }
    event.message = req->type;
    event.host = req->host;
    ti_sci_subject(req, &event.device, &event.processor);
    rule = k3_fault_match(&event);
    switch (rule ? k3_fault_action(rule) : K3_FAULT_ACTION__MAX) {
    case K3_FAULT_ACTION_DROP:
        *answer = false;
        return false;
    case K3_FAULT_ACTION_NACK:
        *answer = true;
        return false;
    case K3_FAULT_ACTION_SILENT:
        ch->silent = true;
        break;
    case K3_FAULT_ACTION_DELAY:
        ch->tamper.delay_ns = k3_fault_delay_ns(rule);
        break;
    case K3_FAULT_ACTION_DUPLICATE:
        ch->tamper.twice = true;
        break;
    case K3_FAULT_ACTION_CORRUPT:
        ch->tamper.xor = k3_fault_xor(rule);
        ch->tamper.offset = k3_fault_offset(rule);
        break;
    case K3_FAULT_ACTION_STICK:
        req->stuck = TI_SCI_STUCK;
        break;
    case K3_FAULT_ACTION_WEDGE:
        req->stuck = TI_SCI_WEDGED;
        break;
    default:
        break;
    }
    return true;
}

bool ti_sci_fault_response(TISCIChannel *ch, void *header)
{
    uint8_t *word = (uint8_t *)header + ch->tamper.offset;

    if (ch->tamper.xor &&
        word + sizeof(ch->tamper.xor) <= ch->response + sizeof(ch->response)) {
        stl_le_p(word, ldl_le_p(word) ^ ch->tamper.xor);
    }
    return ch->tamper.delay_ns;
}

uint32_t ti_sci_fault_status(K3ProcState *p)
{
    K3FaultEvent event = K3_FAULT_EVENT(PROC_STATUS);
    uint32_t status = k3_proc_status(p);
    K3Fault *rule;

    if (likely(!k3_fault_armed(K3_FAULT_WHERE_PROC_STATUS))) {
        return status;
    }
    event.processor = p->proc_id;
    rule = k3_fault_match(&event);
    switch (rule ? k3_fault_action(rule) : K3_FAULT_ACTION__MAX) {
    case K3_FAULT_ACTION_MASK_WFI:
        return status & ~(K3_PROC_STAT_WFI | K3_PROC_R5F_STAT_CLK_GATED);
    case K3_FAULT_ACTION_GLITCH:
        return status ^ K3_PROC_STAT_WFI;
    case K3_FAULT_ACTION_CORRUPT:
        return status ^ k3_fault_xor(rule);
    default:
        return status;
    }
}

const VMStateDescription vmstate_ti_sci_tamper = {
    .name = "ti-sci/tamper",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(delay_ns, TISCITamper),
        VMSTATE_BOOL(twice, TISCITamper),
        VMSTATE_UINT8(offset, TISCITamper),
        VMSTATE_UINT32(xor, TISCITamper),
        VMSTATE_END_OF_LIST()
    }
};
