/*
 * TI-SCI: the K3 system firmware, as its hosts see it
 *
 * This file: conversation with the hosts, general messages, the device.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/util.h"
#include "qapi/visitor.h"
#include "qemu/cutils.h"
#include "qemu/log.h"
#include "qemu/timer.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "ti-sci-internal.h"
#include "trace.h"

/*
 * Pace of looking for room in a full thread: backs off, so that a host that
 * never reads costs next to nothing.
 */
#define RETRY_MIN_NS            (1 * SCALE_US)
#define RETRY_MAX_NS            (10 * SCALE_MS)

#define RESPONSE_DELAY_MAX_NS   (10 * NANOSECONDS_PER_SECOND)

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
    TI_SCI_MESSAGE(0x0005, "SYS_RESET", tisci_header, ti_sci_sys_reset),
    TI_SCI_UNMODELLED(0x000a, "BOOT_NOTIFICATION"),
    TI_SCI_UNMODELLED(0x000b, "BOARD_CONFIG"),
    TI_SCI_UNMODELLED(0x000c, "BOARD_CONFIG_RM"),
    TI_SCI_UNMODELLED(0x000d, "BOARD_CONFIG_SECURITY"),
    TI_SCI_UNMODELLED(0x000e, "BOARD_CONFIG_PM"),
    TI_SCI_MESSAGE(0x0022, "QUERY_FW_CAPS", tisci_header,
                   ti_sci_query_fw_caps),
};

static const TISCIChapter ti_sci_general_chapter = {
    .messages = general_messages,
    .num_messages = ARRAY_SIZE(general_messages),
};

static const TISCIChapter *const chapters[] = {
    &ti_sci_general_chapter,
    &ti_sci_clock_chapter,
    &ti_sci_device_chapter,
    &ti_sci_lpm_chapter,
    &ti_sci_resource_chapter,
    &ti_sci_proc_chapter,
};

static const TISCIMessage *ti_sci_find_message(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_SIZE(chapters); i++) {
        for (size_t j = 0; j < chapters[i]->num_messages; j++) {
            if (chapters[i]->messages[j].type == type) {
                return &chapters[i]->messages[j];
            }
        }
    }
    return NULL;
}

bool ti_sci_host_known(const TISCIState *s, uint8_t host)
{
    for (size_t i = 0; i < s->info->num_hosts; i++) {
        if (s->info->hosts[i].id == host) {
            return true;
        }
    }
    return false;
}

void ti_sci_refuse(const TISCIRequest *req, const char *fmt, ...)
{
    if (qemu_loglevel_mask(LOG_GUEST_ERROR)) {
        g_autofree char *reason = NULL;
        va_list ap;

        va_start(ap, fmt);
        reason = g_strdup_vprintf(fmt, ap);
        va_end(ap);
        qemu_log("%s: host %u: message 0x%04x: %s\n",
                 k3_trace_name(req->sci), req->host, req->type, reason);
    }
}

void ti_sci_hang_bus(TISCIState *s, unsigned proc, const char *why)
{
    if (!s->bus_hung) {
        trace_k3_ti_sci_bus_hang(k3_trace_ns(), k3_trace_name(s), proc, why);
        qemu_log_mask(LOG_GUEST_ERROR, "%s: processor 0x%02x %s: the "
                      "interconnect hangs\n", k3_trace_name(s), proc, why);
        s->bus_hung = true;
        qemu_irq_raise(s->bus_hang);
    }
}

/*
 * Hosts that are not secure send to the device manager, which passes on what
 * is not its own; the others' messages go the other way round.  Sources: TISCI
 * User Guide, "Secure Proxy Descriptions", where the device manager has the
 * ends of their threads (also k3conf, soc/am62px/am62px_sec_proxy_info.c);
 * MCU+ SDK drivers/device_manager/sciserver/sciserver.c for what is its own.
 */
static const struct {
    uint16_t first;
    uint16_t last;
} device_manager_messages[] = {
    { 0x0005, 0x0005 },         /* SYS_RESET */
    { 0x000c, 0x000c },         /* BOARD_CONFIG_RM */
    { 0x000e, 0x000e },         /* BOARD_CONFIG_PM */
    { 0x0100, 0x03ff },         /* clocks, devices, low power modes */
    { 0x1000, 0x15ff },         /* resources */
};

static bool ti_sci_device_manager_failed(TISCIState *s)
{
    return s->device_manager && k3_core_resident_failed(s->device_manager);
}

static bool ti_sci_for_device_manager(uint16_t type)
{
    for (size_t i = 0; i < ARRAY_SIZE(device_manager_messages); i++) {
        if (type >= device_manager_messages[i].first &&
            type <= device_manager_messages[i].last) {
            return true;
        }
    }
    return false;
}

static struct tisci_header *ti_sci_response_header(TISCIChannel *ch)
{
    TISCIState *s = ch->sci;
    const TISCIHostInfo *host = &s->info->hosts[ch - s->channels];
    void *response = ch->response;

    return response + (host->secure ? sizeof(struct tisci_sec_header) : 0);
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

/*
 * Put the response into the host's thread.  While that is full the firmware
 * holds it, and takes no further request of this host.
 */
static void ti_sci_channel_respond(TISCIChannel *ch)
{
    TISCIState *s = ch->sci;
    const TISCIHostInfo *host = &s->info->hosts[ch - s->channels];
    const struct tisci_header *hdr = ti_sci_response_header(ch);

    if (!k3_secure_proxy_push(s->proxy[host->proxy], host->rx_thread,
                              ch->response, sizeof(ch->response))) {
        trace_k3_ti_sci_response_held(k3_trace_name(s), host->id,
                                      host->rx_thread);
        ch->retry_ns = MIN(MAX(ch->retry_ns * 2, RETRY_MIN_NS), RETRY_MAX_NS);
        ti_sci_channel_arm(ch, TI_SCI_CHANNEL_RESPOND, ch->retry_ns);
        return;
    }
    s->responses++;
    trace_k3_ti_sci_response(k3_trace_ns(), k3_trace_name(s), host->id,
                             le16_to_cpu(hdr->type), hdr->seq,
                             le32_to_cpu(hdr->flags));
    ch->retry_ns = 0;
    if (ch->tamper.twice) {
        ch->tamper.twice = false;
        ti_sci_channel_arm(ch, TI_SCI_CHANNEL_RESPOND, s->response_delay_ns);
        return;
    }
    ti_sci_channel_next(ch);
}

void ti_sci_complete(TISCIState *s, unsigned index, TISCIResult result)
{
    TISCIChannel *ch = &s->channels[index];
    struct tisci_header *hdr = ti_sci_response_header(ch);
    uint8_t *body = (uint8_t *)(hdr + 1);

    if (result == TI_SCI_ACK) {
        hdr->flags |= cpu_to_le32(TISCI_RESP_ACK);
    } else {
        s->nacks++;
        hdr->flags = 0;
        memset(body, 0, ch->response + sizeof(ch->response) - body);
    }
    if (ch->silent) {
        trace_k3_ti_sci_silent(k3_trace_ns(), k3_trace_name(s),
                               s->info->hosts[index].id,
                               le16_to_cpu(hdr->type), hdr->seq,
                               result == TI_SCI_ACK);
        ti_sci_channel_next(ch);
    } else if (ti_sci_fault_response(ch, hdr)) {
        ti_sci_channel_arm(ch, TI_SCI_CHANNEL_RESPOND, ch->tamper.delay_ns);
    } else {
        ti_sci_channel_respond(ch);
    }
}

static TISCIResult ti_sci_dispatch(TISCIState *s, const TISCIRequest *req,
                                   void *resp)
{
    const TISCIMessage *message = ti_sci_find_message(req->type);

    if (req->host != s->info->hosts[req->index].id) {
        ti_sci_refuse(req, "the thread belongs to host %u",
                      s->info->hosts[req->index].id);
        return TI_SCI_NACK;
    }
    if (!message) {
        ti_sci_refuse(req, "unknown type");
        return TI_SCI_NACK;
    }
    if (message->size > req->len) {
        ti_sci_refuse(req, "%s does not fit the transport", message->name);
        return TI_SCI_NACK;
    }
    if (!message->handler) {
        qemu_log_mask(LOG_UNIMP, "%s: %s is not modelled\n", k3_trace_name(s),
                      message->name);
        return TI_SCI_NACK;
    }
    return message->handler(s, req, resp);
}

/* The host's next request; what is urgent overtakes */
static bool ti_sci_next_request(TISCIState *s, const TISCIHostInfo *host,
                                uint8_t message[K3_SECURE_PROXY_MSG_SIZE])
{
    K3SecureProxyState *proxy = s->proxy[host->proxy];

    return (host->tx_high_thread &&
            k3_secure_proxy_pop(proxy, host->tx_high_thread, message)) ||
           k3_secure_proxy_pop(proxy, host->tx_thread, message);
}

static void ti_sci_channel_service(TISCIChannel *ch)
{
    TISCIState *s = ch->sci;
    unsigned index = ch - s->channels;
    const TISCIHostInfo *host = &s->info->hosts[index];
    uint8_t message[K3_SECURE_PROXY_MSG_SIZE];
    struct tisci_header *resp = ti_sci_response_header(ch);
    const struct tisci_header *hdr;
    TISCIRequest req = {
        .sci = s,
        .index = index,
        .len = sizeof(message),
    };
    TISCIResult result;
    bool answer;

    if (!ti_sci_next_request(s, host, message)) {
        ch->state = TI_SCI_CHANNEL_IDLE;
        return;
    }

    req.msg = message;
    if (host->secure) {
        req.msg += sizeof(struct tisci_sec_header);
        req.len -= sizeof(struct tisci_sec_header);
    }
    hdr = req.msg;
    req.type = le16_to_cpu(hdr->type);
    req.host = hdr->host;
    req.seq = hdr->seq;
    req.flags = le32_to_cpu(hdr->flags);
    s->requests++;
    /* What follows the header: the processor (its lowest byte) or the device */
    trace_k3_ti_sci_request(k3_trace_ns(), k3_trace_name(s), host->id, req.type,
                            req.seq, req.flags,
                            ldl_le_p(hdr + 1));

    if (ti_sci_device_manager_failed(s) &&
        ti_sci_for_device_manager(req.type)) {
        trace_k3_ti_sci_unheard(k3_trace_ns(), k3_trace_name(s), host->id);
        ti_sci_channel_next(ch);
        return;
    }

    ch->silent = !(req.flags & (TISCI_REQ_ACK_ON_RECEIVED |
                                TISCI_REQ_ACK_ON_PROCESSED));
    memset(ch->response, 0, sizeof(ch->response));
    resp->type = hdr->type;
    resp->host = s->response_host;
    resp->seq = hdr->seq;

    if (ti_sci_fault_request(ch, &req, &answer)) {
        result = ti_sci_dispatch(s, &req, resp);
    } else if (answer) {
        result = TI_SCI_NACK;
    } else {
        ti_sci_channel_next(ch);
        return;
    }
    if (result != TI_SCI_PENDING) {
        ti_sci_complete(s, index, result);
    }
}

static void ti_sci_channel_tick(void *opaque)
{
    TISCIChannel *ch = opaque;
    TISCIState *s = ch->sci;
    const TISCIHostInfo *host = &s->info->hosts[ch - s->channels];

    if (!host->secure && ti_sci_device_manager_failed(s)) {
        /* What is in the thread stays there, what was under way is lost */
        trace_k3_ti_sci_unheard(k3_trace_ns(), k3_trace_name(s), host->id);
        ch->state = TI_SCI_CHANNEL_IDLE;
        return;
    }
    switch (ch->state) {
    case TI_SCI_CHANNEL_SERVICE:
        ti_sci_channel_service(ch);
        break;
    case TI_SCI_CHANNEL_WAIT:
        ti_sci_proc_wait_step(ch->sci, ch - ch->sci->channels);
        break;
    case TI_SCI_CHANNEL_RESPOND:
        ti_sci_channel_respond(ch);
        break;
    default:
        break;
    }
}

static bool ti_sci_host_sends_on(const TISCIHostInfo *host, unsigned thread)
{
    return thread == host->tx_thread ||
           (host->tx_high_thread && thread == host->tx_high_thread);
}

static void ti_sci_message(K3MessageSink *sink, Object *from, unsigned thread)
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

static void ti_sci_reset_enter(Object *obj, ResetType type)
{
    TISCIState *s = TI_SCI(obj);

    for (uint32_t i = 0; i < s->num_channels; i++) {
        TISCIChannel *ch = &s->channels[i];

        timer_del(ch->timer);
        ch->state = TI_SCI_CHANNEL_IDLE;
        ch->silent = false;
        ch->retry_ns = 0;
        memset(ch->response, 0, sizeof(ch->response));
        memset(&ch->wait, 0, sizeof(ch->wait));
        memset(&ch->tamper, 0, sizeof(ch->tamper));
    }
    s->requests = 0;
    s->responses = 0;
    s->nacks = 0;
    s->bus_hung = false;
    ti_sci_device_reset(s);
    ti_sci_clock_reset(s);
    ti_sci_resource_reset(s);
    ti_sci_proc_reset(s);
}

static void ti_sci_reset_exit(Object *obj, ResetType type)
{
    TISCIState *s = TI_SCI(obj);

    qemu_irq_lower(s->bus_hang);
    ti_sci_device_reset_exit(s);
}

void ti_sci_set_info(TISCIState *s, const TISCIInfo *info)
{
    s->info = info;
}

void ti_sci_set_device_manager(TISCIState *s, const K3Core *core)
{
    s->device_manager = core;
}

void ti_sci_add_router(TISCIState *s, uint16_t dev, K3IntrRouterState *router)
{
    g_assert(s->num_routers < TI_SCI_MAX_ROUTERS);
    s->routers[s->num_routers++] = (TISCIRouter) { dev, router };
}

/* Every proxy that a host of the tables has its threads in */
static bool ti_sci_check_proxies(TISCIState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_hosts; i++) {
        if (!s->proxy[s->info->hosts[i].proxy]) {
            error_setg(errp, "%s: link '%s' is not set", TYPE_TI_SCI,
                       s->info->hosts[i].proxy == TI_SCI_PROXY_MCU ?
                       "mcu-secure-proxy" : "secure-proxy");
            return false;
        }
    }
    return true;
}

static void ti_sci_realize(DeviceState *dev, Error **errp)
{
    TISCIState *s = TI_SCI(dev);

    if (!s->info || !s->info->num_hosts ||
        s->info->num_hosts > TI_SCI_MAX_HOSTS) {
        error_setg(errp, "%s: no tables, or not 1 to %d hosts", TYPE_TI_SCI,
                   TI_SCI_MAX_HOSTS);
        return;
    }
    if (!ti_sci_check_proxies(s, errp)) {
        return;
    }
    if (s->response_delay_ns > RESPONSE_DELAY_MAX_NS) {
        error_setg(errp, "%s: response-delay-ns must not exceed %" PRIu64,
                   TYPE_TI_SCI, (uint64_t)RESPONSE_DELAY_MAX_NS);
        return;
    }
    if (!s->description) {
        s->description = g_strdup("QEMU K3 system firmware");
    }

    s->num_channels = s->info->num_hosts;
    s->channels = g_new0(TISCIChannel, s->num_channels);
    for (uint32_t i = 0; i < s->num_channels; i++) {
        s->channels[i].sci = s;
        s->channels[i].timer = timer_new_ns(QEMU_CLOCK_VIRTUAL,
                                            ti_sci_channel_tick,
                                            &s->channels[i]);
    }
    s->num_devices = s->info->num_devices;
    s->devices = g_new0(TISCIDevice, s->num_devices);
    s->num_clocks = s->info->num_clocks + TI_SCI_EXTRA_CLOCKS;
    s->clocks = g_new0(TISCIClock, s->num_clocks);
    s->num_procs = s->info->num_procs;
    s->procs = g_new0(TISCIProc, s->num_procs);
}

static void ti_sci_unrealize(DeviceState *dev)
{
    TISCIState *s = TI_SCI(dev);

    for (uint32_t i = 0; i < s->num_channels; i++) {
        timer_free(s->channels[i].timer);
    }
    s->num_channels = 0;
    g_clear_pointer(&s->channels, g_free);
    g_clear_pointer(&s->devices, g_free);
    g_clear_pointer(&s->clocks, g_free);
    g_clear_pointer(&s->procs, g_free);
}

static const VMStateDescription vmstate_ti_sci_wait = {
    .name = "ti-sci/wait",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(proc, TISCIWait),
        VMSTATE_UINT8(checks_left, TISCIWait),
        VMSTATE_UINT8(matches_needed, TISCIWait),
        VMSTATE_UINT8(matches, TISCIWait),
        VMSTATE_UINT8(delay_us, TISCIWait),
        VMSTATE_UINT32(all_set, TISCIWait),
        VMSTATE_UINT32(any_set, TISCIWait),
        VMSTATE_UINT32(all_clear, TISCIWait),
        VMSTATE_UINT32(any_clear, TISCIWait),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ti_sci_channel = {
    .name = "ti-sci/channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(state, TISCIChannel),
        VMSTATE_TIMER_PTR(timer, TISCIChannel),
        VMSTATE_BOOL(silent, TISCIChannel),
        VMSTATE_UINT32(retry_ns, TISCIChannel),
        VMSTATE_UINT8_ARRAY(response, TISCIChannel, K3_SECURE_PROXY_MSG_SIZE),
        VMSTATE_STRUCT(wait, TISCIChannel, 1, vmstate_ti_sci_wait, TISCIWait),
        VMSTATE_STRUCT(tamper, TISCIChannel, 1, vmstate_ti_sci_tamper,
                       TISCITamper),
        VMSTATE_END_OF_LIST()
    }
};

static int ti_sci_post_load(void *opaque, int version_id)
{
    TISCIState *s = opaque;

    for (uint32_t i = 0; i < s->num_channels; i++) {
        TISCIChannel *ch = &s->channels[i];

        if (ch->state >= TI_SCI_CHANNEL__MAX || ch->retry_ns > RETRY_MAX_NS) {
            return -EINVAL;
        }
        if (ch->state == TI_SCI_CHANNEL_WAIT &&
            !ti_sci_proc_wait_valid(s, &ch->wait)) {
            return -EINVAL;
        }
        /* Every state but idle is left by the timer. */
        if (ch->state != TI_SCI_CHANNEL_IDLE && !timer_pending(ch->timer)) {
            return -EINVAL;
        }
    }
    if (s->halt_policy < 0 || s->halt_policy >= TI_SCI_HALT__MAX ||
        s->stop_policy < 0 || s->stop_policy >= TI_SCI_STOP__MAX) {
        return -EINVAL;
    }
    if (ti_sci_device_post_load(s) || ti_sci_clock_post_load(s) ||
        ti_sci_resource_post_load(s)) {
        return -EINVAL;
    }
    return 0;
}

static const VMStateDescription vmstate_ti_sci = {
    .name = TYPE_TI_SCI,
    .version_id = 2,
    .minimum_version_id = 2,
    .post_load = ti_sci_post_load,
    .fields = (const VMStateField[]) {
        /* The tables of both sides must agree. */
        VMSTATE_UINT32_EQUAL(num_channels, TISCIState, NULL),
        VMSTATE_UINT32_EQUAL(num_devices, TISCIState, NULL),
        VMSTATE_UINT32_EQUAL(num_clocks, TISCIState, NULL),
        VMSTATE_UINT32_EQUAL(num_procs, TISCIState, NULL),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(channels, TISCIState,
                                             num_channels,
                                             vmstate_ti_sci_channel,
                                             TISCIChannel),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(devices, TISCIState, num_devices,
                                             vmstate_ti_sci_device,
                                             TISCIDevice),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(clocks, TISCIState, num_clocks,
                                             vmstate_ti_sci_clock,
                                             TISCIClock),
        VMSTATE_STRUCT_VARRAY_POINTER_UINT32(procs, TISCIState, num_procs,
                                             vmstate_ti_sci_proc,
                                             TISCIProc),
        VMSTATE_STRUCT_ARRAY(routes, TISCIState, TI_SCI_MAX_ROUTES, 1,
                             vmstate_ti_sci_route, TISCIRoute),
        VMSTATE_INT32(halt_policy, TISCIState),
        VMSTATE_INT32(stop_policy, TISCIState),
        VMSTATE_BOOL(bus_hung, TISCIState),
        VMSTATE_UINT64(requests, TISCIState),
        VMSTATE_UINT64(responses, TISCIState),
        VMSTATE_UINT64(nacks, TISCIState),
        VMSTATE_END_OF_LIST()
    }
};

static const QEnumLookup halt_policy_lookup = {
    .array = (const char *const[]) {
        [TI_SCI_HALT_ACK_KEEP_RUNNING] = "ack-keep-running",
        [TI_SCI_HALT_ACK_FREEZE] = "ack-freeze",
        [TI_SCI_HALT_NACK_UNLESS_WFI] = "nack-unless-wfi",
    },
    .size = TI_SCI_HALT__MAX,
};

static int ti_sci_get_halt_policy(Object *obj, Error **errp)
{
    return TI_SCI(obj)->halt_policy;
}

static void ti_sci_set_halt_policy(Object *obj, int value, Error **errp)
{
    TI_SCI(obj)->halt_policy = value;
}

static const QEnumLookup stop_policy_lookup = {
    .array = (const char *const[]) {
        [TI_SCI_STOP_ACK] = "ack",
        [TI_SCI_STOP_NACK_UNLESS_WFI] = "nack-unless-wfi",
        [TI_SCI_STOP_HANG_UNLESS_WFI] = "hang-unless-wfi",
    },
    .size = TI_SCI_STOP__MAX,
};

static int ti_sci_get_stop_policy(Object *obj, Error **errp)
{
    return TI_SCI(obj)->stop_policy;
}

static void ti_sci_set_stop_policy(Object *obj, int value, Error **errp)
{
    TI_SCI(obj)->stop_policy = value;
}

static bool ti_sci_get_bus_hung(Object *obj, Error **errp)
{
    return TI_SCI(obj)->bus_hung;
}

static char *ti_sci_get_ownership(Object *obj, Error **errp)
{
    TISCIState *s = TI_SCI(obj);
    GString *out = g_string_new("");

    /* The arrays exist from realize on. */
    if (s->channels) {
        ti_sci_proc_ownership(s, out);
        ti_sci_device_ownership(s, out);
        ti_sci_clock_ownership(s, out);
        ti_sci_resource_ownership(s, out);
    }
    return g_string_free(out, FALSE);
}

static char *ti_sci_get_hosts(Object *obj, Error **errp)
{
    TISCIState *s = TI_SCI(obj);
    GString *out = g_string_new("");

    for (size_t i = 0; s->info && i < s->info->num_hosts; i++) {
        const TISCIHostInfo *host = &s->info->hosts[i];

        g_string_append_printf(out, "host=%u name=%s tx=%u rx=%u secure=%s",
                               host->id, host->name, host->tx_thread,
                               host->rx_thread, host->secure ? "yes" : "no");
        if (host->tx_high_thread) {
            g_string_append_printf(out, " tx-high=%u", host->tx_high_thread);
        }
        if (host->proxy == TI_SCI_PROXY_MCU) {
            g_string_append(out, " proxy=mcu");
        }
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

static void ti_sci_get_count(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    uint64_t value = *(uint64_t *)((char *)obj + (uintptr_t)opaque);

    visit_type_uint64(v, name, &value, errp);
}

static const Property ti_sci_properties[] = {
    DEFINE_PROP_LINK("secure-proxy", TISCIState, proxy[TI_SCI_PROXY_MAIN],
                     TYPE_K3_SECURE_PROXY, K3SecureProxyState *),
    DEFINE_PROP_LINK("mcu-secure-proxy", TISCIState, proxy[TI_SCI_PROXY_MCU],
                     TYPE_K3_SECURE_PROXY, K3SecureProxyState *),
    DEFINE_PROP_UINT64("response-delay-ns", TISCIState, response_delay_ns,
                       20000),
    DEFINE_PROP_UINT8("response-host", TISCIState, response_host, 0),
    DEFINE_PROP_STRING("firmware-description", TISCIState, description),
    DEFINE_PROP_UINT16("firmware-revision", TISCIState, revision, 0x000a),
    DEFINE_PROP_UINT8("abi-major", TISCIState, abi_major, 4),
    DEFINE_PROP_UINT8("abi-minor", TISCIState, abi_minor, 0),
    DEFINE_PROP_UINT64("capabilities", TISCIState, capabilities, 1),
    DEFINE_PROP_UINT64("default-clock-frequency", TISCIState,
                       default_clock_freq, 0),
};

static void ti_sci_init(Object *obj)
{
    TISCIState *s = TI_SCI(obj);

    for (int i = 0; i < TI_SCI_MAX_PROCS; i++) {
        g_autofree char *name = g_strdup_printf("proc[%d]", i);

        object_property_add_link(obj, name, TYPE_K3_PROC,
                                 (Object **)&s->proc[i],
                                 qdev_prop_allow_set_link_before_realize,
                                 OBJ_PROP_LINK_STRONG);
    }
    ti_sci_device_init(s);
    qdev_init_gpio_out_named(DEVICE(obj), &s->bus_hang, "bus-hang", 1);
}

static void ti_sci_class_init(ObjectClass *oc, const void *data)
{
    static const struct {
        const char *name;
        size_t offset;
    } counts[] = {
        { "requests", offsetof(TISCIState, requests) },
        { "responses", offsetof(TISCIState, responses) },
        { "nacks", offsetof(TISCIState, nacks) },
    };
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    K3MessageSinkClass *sc = K3_MESSAGE_SINK_CLASS(oc);

    dc->desc = "TI K3 system firmware (TI-SCI)";
    dc->realize = ti_sci_realize;
    dc->unrealize = ti_sci_unrealize;
    dc->vmsd = &vmstate_ti_sci;
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, ti_sci_properties);
    rc->phases.enter = ti_sci_reset_enter;
    rc->phases.exit = ti_sci_reset_exit;
    sc->message = ti_sci_message;

    object_class_property_add_enum(oc, "halt-policy", "TISCIHaltPolicy",
                                   &halt_policy_lookup, ti_sci_get_halt_policy,
                                   ti_sci_set_halt_policy);
    object_class_property_set_description(oc, "halt-policy",
        "what a request to halt a running processor does");
    object_class_property_add_enum(oc, "stop-policy", "TISCIStopPolicy",
                                   &stop_policy_lookup, ti_sci_get_stop_policy,
                                   ti_sci_set_stop_policy);
    object_class_property_set_description(oc, "stop-policy",
        "what a request to reset or switch off a running processor does");
    object_class_property_add_bool(oc, "bus-hung", ti_sci_get_bus_hung, NULL);
    object_class_property_set_description(oc, "bus-hung",
        "an access never ended: see stop-policy, and fault rule \"wedge\"");
    object_class_property_add_str(oc, "ownership", ti_sci_get_ownership, NULL);
    object_class_property_set_description(oc, "ownership",
        "one line for each thing that a host holds");
    object_class_property_add_str(oc, "hosts", ti_sci_get_hosts, NULL);
    object_class_property_set_description(oc, "hosts",
        "one line for each host, with its threads");
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        object_class_property_add(oc, counts[i].name, "uint64",
                                  ti_sci_get_count, NULL, NULL,
                                  (void *)(uintptr_t)counts[i].offset);
        object_class_property_set_description(oc, counts[i].name,
                                              "messages since reset");
    }
}

static const TypeInfo ti_sci_types[] = {
    {
        .name = TYPE_TI_SCI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(TISCIState),
        .instance_init = ti_sci_init,
        .class_init = ti_sci_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_MESSAGE_SINK },
            { }
        },
    },
};

DEFINE_TYPES(ti_sci_types)
