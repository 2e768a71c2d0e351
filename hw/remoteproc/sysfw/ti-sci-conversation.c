/*
 * TI-SCI: conversation with the hosts
 *
 * Each host has a channel, which takes the host's requests out of its threads
 * in order, one at a time, and puts the responses into its receive thread.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/timer.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-internal.h"
#include "trace.h"

/*
 * Intervals at which the firmware looks for room in a full thread.  They grow,
 * so that a host that never reads costs next to nothing.
 */
#define RETRY_MIN_NS            (1 * SCALE_US)
#define RETRY_MAX_NS            (10 * SCALE_MS)

static unsigned ti_sci_channel_index(const TISCIChannel *ch)
{
    return ch - ch->sci->channels;
}

static const TISCIHostInfo *ti_sci_channel_host(const TISCIChannel *ch)
{
    return &ch->sci->info->hosts[ti_sci_channel_index(ch)];
}

static bool ti_sci_device_manager_failed(TISCIState *s)
{
    return s->device_manager && k3_core_resident_failed(s->device_manager);
}

static struct tisci_header *ti_sci_response_header(TISCIChannel *ch)
{
    void *response = ch->response;

    return response + (ti_sci_channel_host(ch)->secure ?
                       sizeof(struct tisci_sec_header) : 0);
}

/* Type of the request under way; the response has the same. */
static uint16_t ti_sci_channel_type(TISCIChannel *ch)
{
    return le16_to_cpu(ti_sci_response_header(ch)->type);
}

static void ti_sci_channel_arm(TISCIChannel *ch, uint8_t state, int64_t ns)
{
    ch->state = state;
    timer_mod(ch->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + ns);
}

static void ti_sci_channel_next(TISCIChannel *ch)
{
    ti_sci_channel_arm(ch, TI_SCI_CHANNEL_SERVICE, ch->sci->response_delay_ns);
}

bool ti_sci_put_response(TISCIState *s, unsigned index,
                         const uint8_t response[K3_SECURE_PROXY_MSG_SIZE])
{
    const TISCIHostInfo *host = &s->info->hosts[index];
    const void *start = response;
    const struct tisci_header *hdr =
        start + (host->secure ? sizeof(struct tisci_sec_header) : 0);

    if (!k3_secure_proxy_push(s->proxy[host->proxy], host->rx_thread, response,
                              K3_SECURE_PROXY_MSG_SIZE)) {
        return false;
    }
    s->responses++;
    trace_k3_ti_sci_response(k3_trace_ns(), k3_trace_name(s), host->id,
                             le16_to_cpu(hdr->type), hdr->seq,
                             le32_to_cpu(hdr->flags));
    return true;
}

/*
 * Put the response into the host's thread.  If that is full, the firmware
 * holds the response and takes no further request of this host.
 */
static void ti_sci_channel_respond(TISCIChannel *ch)
{
    TISCIState *s = ch->sci;
    const TISCIHostInfo *host = ti_sci_channel_host(ch);

    if (!ti_sci_put_response(s, ti_sci_channel_index(ch), ch->response)) {
        trace_k3_ti_sci_response_held(k3_trace_name(s), host->id,
                                      host->rx_thread);
        ch->retry_ns = MIN(MAX(ch->retry_ns * 2, RETRY_MIN_NS), RETRY_MAX_NS);
        ti_sci_channel_arm(ch, TI_SCI_CHANNEL_RESPOND, ch->retry_ns);
        return;
    }
    ch->retry_ns = 0;
    ti_sci_channel_next(ch);
}

/* End the request with @result, unless its handler has deferred it. */
static void ti_sci_channel_complete(TISCIChannel *ch, TISCIResult result)
{
    TISCIState *s = ch->sci;
    struct tisci_header *hdr = ti_sci_response_header(ch);
    uint8_t *body = (uint8_t *)(hdr + 1);

    if (result == TI_SCI_PENDING) {
        return;
    }
    if (result == TI_SCI_ACK) {
        hdr->flags |= cpu_to_le32(TISCI_RESP_ACK);
    } else {
        s->nacks++;
        hdr->flags = 0;
        memset(body, 0, ch->response + sizeof(ch->response) - body);
    }
    if (ch->silent) {
        trace_k3_ti_sci_silent(k3_trace_ns(), k3_trace_name(s),
                               ti_sci_channel_host(ch)->id,
                               le16_to_cpu(hdr->type), hdr->seq,
                               result == TI_SCI_ACK);
        ti_sci_channel_next(ch);
    } else {
        ti_sci_fault_send(ch, hdr);
    }
}

TISCIResult ti_sci_defer(TISCIState *s, unsigned index, int64_t ns)
{
    ti_sci_channel_arm(&s->channels[index], TI_SCI_CHANNEL_WAIT, ns);
    return TI_SCI_PENDING;
}

bool ti_sci_deferred(TISCIState *s, unsigned index, uint16_t type)
{
    TISCIChannel *ch = &s->channels[index];

    return ch->state == TI_SCI_CHANNEL_WAIT && ti_sci_channel_type(ch) == type;
}

/* Take the host's next request; an urgent one overtakes the others. */
static bool ti_sci_channel_pop(TISCIChannel *ch,
                               uint8_t message[K3_SECURE_PROXY_MSG_SIZE])
{
    const TISCIHostInfo *host = ti_sci_channel_host(ch);
    K3SecureProxyState *proxy = ch->sci->proxy[host->proxy];

    return (host->tx_high_thread &&
            k3_secure_proxy_pop(proxy, host->tx_high_thread, message)) ||
           k3_secure_proxy_pop(proxy, host->tx_thread, message);
}

static TISCIRequest ti_sci_channel_request(TISCIChannel *ch,
                                           const void *message)
{
    size_t skip = ti_sci_channel_host(ch)->secure ?
                  sizeof(struct tisci_sec_header) : 0;
    const struct tisci_header *hdr = message + skip;

    return (TISCIRequest) {
        .sci = ch->sci,
        .index = ti_sci_channel_index(ch),
        .host = hdr->host,
        .seq = hdr->seq,
        .type = le16_to_cpu(hdr->type),
        .flags = le32_to_cpu(hdr->flags),
        .msg = hdr,
        .len = K3_SECURE_PROXY_MSG_SIZE - skip,
    };
}

/* An empty response to @req, and whether the host wants it */
static void ti_sci_channel_prepare(TISCIChannel *ch, const TISCIRequest *req)
{
    struct tisci_header *hdr = ti_sci_response_header(ch);

    ch->silent = !(req->flags & (TISCI_REQ_ACK_ON_RECEIVED |
                                 TISCI_REQ_ACK_ON_PROCESSED));
    memset(ch->response, 0, sizeof(ch->response));
    hdr->type = cpu_to_le16(req->type);
    hdr->host = ch->sci->response_host;
    hdr->seq = req->seq;
}

static void ti_sci_channel_service(TISCIChannel *ch)
{
    TISCIState *s = ch->sci;
    uint8_t message[K3_SECURE_PROXY_MSG_SIZE];
    TISCIRequest req;
    K3FaultVerdict verdict;

    if (!ti_sci_channel_pop(ch, message)) {
        ch->state = TI_SCI_CHANNEL_IDLE;
        return;
    }

    req = ti_sci_channel_request(ch, message);
    s->requests++;
    ch->about = ti_sci_subject_id(&req);
    trace_k3_ti_sci_request(k3_trace_ns(), k3_trace_name(s),
                            ti_sci_channel_host(ch)->id, req.type, req.seq,
                            req.flags, ch->about);

    if (ti_sci_device_manager_failed(s) &&
        ti_sci_for_device_manager(req.type)) {
        trace_k3_ti_sci_unheard(k3_trace_ns(), k3_trace_name(s),
                                ti_sci_channel_host(ch)->id);
        ti_sci_channel_next(ch);
        return;
    }

    ti_sci_channel_prepare(ch, &req);
    verdict = ti_sci_fault_request(ch, &req);
    if (!verdict.refused) {
        TISCIResult result = ti_sci_dispatch(&req, ti_sci_response_header(ch));

        ti_sci_channel_complete(ch, result);
    } else if (!verdict.unanswered) {
        ti_sci_channel_complete(ch, TI_SCI_NACK);
    } else {
        ti_sci_channel_next(ch);
    }
}

static void ti_sci_channel_resume(TISCIChannel *ch)
{
    ti_sci_channel_complete(ch, ti_sci_resume(ch->sci,
                                              ti_sci_channel_index(ch),
                                              ti_sci_channel_type(ch)));
}

static void ti_sci_channel_tick(void *opaque)
{
    TISCIChannel *ch = opaque;
    TISCIState *s = ch->sci;
    const TISCIHostInfo *host = ti_sci_channel_host(ch);

    if (!host->secure && ti_sci_device_manager_failed(s)) {
        /* Requests stay in the thread; one that was under way is lost. */
        trace_k3_ti_sci_unheard(k3_trace_ns(), k3_trace_name(s), host->id);
        ch->state = TI_SCI_CHANNEL_IDLE;
        return;
    }
    switch (ch->state) {
    case TI_SCI_CHANNEL_SERVICE:
        ti_sci_channel_service(ch);
        break;
    case TI_SCI_CHANNEL_WAIT:
        ti_sci_channel_resume(ch);
        break;
    case TI_SCI_CHANNEL_RESPOND:
        ti_sci_channel_respond(ch);
        break;
    default:
        break;
    }
}

void ti_sci_conversation_resume(TISCIState *s, unsigned index, bool respond)
{
    TISCIChannel *ch = &s->channels[index];

    if (respond) {
        ch->state = TI_SCI_CHANNEL_RESPOND;
        ti_sci_channel_tick(ch);
    } else {
        ti_sci_channel_next(ch);
    }
}

static bool ti_sci_host_sends_on(const TISCIHostInfo *host, unsigned thread)
{
    return thread == host->tx_thread ||
           (host->tx_high_thread && thread == host->tx_high_thread);
}

void ti_sci_conversation_message(K3MessageSink *sink, Object *from,
                                 unsigned thread)
{
    TISCIState *s = TI_SCI(sink);

    for (uint32_t i = 0; i < s->num_channels; i++) {
        const TISCIHostInfo *host = &s->info->hosts[i];

        if (OBJECT(s->proxy[host->proxy]) == from &&
            ti_sci_host_sends_on(host, thread)) {
            if (s->channels[i].state == TI_SCI_CHANNEL_IDLE) {
                ti_sci_channel_next(&s->channels[i]);
            }
            return;
        }
    }
    qemu_log_mask(LOG_GUEST_ERROR, "%s: thread %u belongs to no host\n",
                  k3_trace_name(s), thread);
}

void ti_sci_conversation_create(TISCIState *s)
{
    s->num_channels = s->info->num_hosts;
    s->channels = g_new0(TISCIChannel, s->num_channels);
    for (uint32_t i = 0; i < s->num_channels; i++) {
        s->channels[i].sci = s;
        s->channels[i].timer = timer_new_ns(QEMU_CLOCK_VIRTUAL,
                                            ti_sci_channel_tick,
                                            &s->channels[i]);
    }
}

void ti_sci_conversation_free(TISCIState *s)
{
    for (uint32_t i = 0; i < s->num_channels; i++) {
        timer_free(s->channels[i].timer);
    }
    s->num_channels = 0;
    g_clear_pointer(&s->channels, g_free);
}

void ti_sci_conversation_reset(TISCIState *s)
{
    for (uint32_t i = 0; i < s->num_channels; i++) {
        TISCIChannel *ch = &s->channels[i];

        timer_del(ch->timer);
        ch->state = TI_SCI_CHANNEL_IDLE;
        ch->silent = false;
        ch->retry_ns = 0;
        memset(ch->response, 0, sizeof(ch->response));
        ch->about = 0;
    }
}

static bool ti_sci_channel_valid(TISCIChannel *ch)
{
    if (ch->state >= TI_SCI_CHANNEL__MAX || ch->retry_ns > RETRY_MAX_NS) {
        return false;
    }
    if (ch->state == TI_SCI_CHANNEL_WAIT &&
        !ti_sci_can_resume(ti_sci_channel_type(ch))) {
        return false;
    }
    /* The timer ends every state in which the channel does something. */
    return ch->state == TI_SCI_CHANNEL_IDLE ||
           ch->state == TI_SCI_CHANNEL_HELD || timer_pending(ch->timer);
}

int ti_sci_conversation_post_load(TISCIState *s)
{
    for (uint32_t i = 0; i < s->num_channels; i++) {
        if (!ti_sci_channel_valid(&s->channels[i])) {
            return -EINVAL;
        }
    }
    return 0;
}

const VMStateDescription vmstate_ti_sci_channel = {
    .name = "ti-sci/channel",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(state, TISCIChannel),
        VMSTATE_TIMER_PTR(timer, TISCIChannel),
        VMSTATE_BOOL(silent, TISCIChannel),
        VMSTATE_UINT32(retry_ns, TISCIChannel),
        VMSTATE_UINT8_ARRAY(response, TISCIChannel, K3_SECURE_PROXY_MSG_SIZE),
        VMSTATE_UINT32(about, TISCIChannel),
        VMSTATE_END_OF_LIST()
    }
};
