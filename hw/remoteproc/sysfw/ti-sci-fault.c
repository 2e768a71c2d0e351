/*
 * TI-SCI: where fault rules meet the firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ti-sci-device.h"
#include "ti-sci-internal.h"

/* A request of host @index about @about, or the response to it */
static K3FaultEvent ti_sci_event(TISCIState *s, K3FaultEventType type,
                                 unsigned index, uint16_t message,
                                 uint32_t about)
{
    TISCISubject subject = ti_sci_subject(message);

    return (K3FaultEvent) {
        .type = type,
        .from = K3_FAULT_TARGET(s),
        .queue = index,
        .message = message,
        .host = s->info->hosts[index].id,
        .device = subject == TI_SCI_SUBJECT_DEVICE ? about : K3_FAULT_NONE,
        .processor = subject == TI_SCI_SUBJECT_PROCESSOR ? about
                                                         : K3_FAULT_NONE,
        .pace_ns = s->response_delay_ns,
    };
}

K3FaultVerdict ti_sci_fault_request(TISCIChannel *ch, TISCIRequest *req)
{
    TISCIState *s = ch->sci;
    K3FaultVerdict verdict;
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_REQUEST))) {
        return (K3FaultVerdict) { 0 };
    }
    event = ti_sci_event(s, K3_FAULT_EVENT_REQUEST, req->index, req->type,
                         ch->about);
    event.host = req->host;
    verdict = k3_fault_judge(s->faults, &event);
    if (!verdict.refused) {
        ch->silent |= verdict.unanswered;
        req->stuck = verdict.wedged ? TI_SCI_WEDGED :
                     verdict.stuck ? TI_SCI_STUCK : TI_SCI_NOT_STUCK;
    }
    return verdict;
}

void ti_sci_fault_send(TISCIChannel *ch, const struct tisci_header *header)
{
    TISCIState *s = ch->sci;
    unsigned index = ch - s->channels;
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_RESPONSE))) {
        ti_sci_conversation_resume(s, index, true);
        return;
    }
    event = ti_sci_event(s, K3_FAULT_EVENT_RESPONSE, index,
                         le16_to_cpu(header->type), ch->about);
    event.msg = (const uint8_t *)header;
    event.len = ch->response + sizeof(ch->response) - event.msg;
    ch->state = TI_SCI_CHANNEL_HELD;
    k3_fault_send(s->faults, &event);
}

/*
 * The channel takes its next request once the response has been sent.  A copy
 * of a response does not delay it: if the thread has no room, the copy is lost.
 */
static void ti_sci_fault_deliver(K3FaultTarget *target,
                                 const K3FaultEvent *event)
{
    TISCIState *s = TI_SCI(target);
    uint8_t response[K3_SECURE_PROXY_MSG_SIZE] = { 0 };
    TISCIChannel *ch;

    if (event->queue >= s->num_channels || event->len > sizeof(response)) {
        return;
    }
    memcpy(response + sizeof(response) - event->len, event->msg, event->len);
    ch = &s->channels[event->queue];
    if (event->copy) {
        ti_sci_put_response(s, event->queue, response);
    } else if (ch->state == TI_SCI_CHANNEL_HELD) {
        memcpy(ch->response, response, sizeof(response));
        ti_sci_conversation_resume(s, event->queue, true);
    }
}

/* As far as the firmware can tell, the response is out */
static void ti_sci_fault_lost(K3FaultTarget *target, const K3FaultEvent *event)
{
    TISCIState *s = TI_SCI(target);

    if (s->channels[event->queue].state == TI_SCI_CHANNEL_HELD) {
        ti_sci_conversation_resume(s, event->queue, false);
    }
}

uint32_t ti_sci_fault_status(TISCIState *s, K3ProcState *p)
{
    uint32_t status = k3_proc_status(p);
    K3FaultEvent event;

    if (likely(!k3_fault_armed(s->faults, K3_FAULT_EVENT_STATUS))) {
        return status;
    }
    event = (K3FaultEvent) {
        .type = K3_FAULT_EVENT_STATUS,
        .from = K3_FAULT_TARGET(s),
        .processor = p->proc_id,
        .wfi = K3_PROC_STAT_WFI,
        .idle = K3_PROC_STAT_WFI | K3_PROC_R5F_STAT_CLK_GATED,
    };
    return k3_fault_read(s->faults, &event, status);
}

void ti_sci_fault_class_init(ObjectClass *oc)
{
    K3FaultTargetClass *tc = K3_FAULT_TARGET_CLASS(oc);

    tc->events = BIT(K3_FAULT_EVENT_REQUEST) | BIT(K3_FAULT_EVENT_RESPONSE) |
                 BIT(K3_FAULT_EVENT_STATUS);
    tc->sticky_message = TI_SCI_SET_DEVICE;
    tc->deliver = ti_sci_fault_deliver;
    tc->lost = ti_sci_fault_lost;
}
