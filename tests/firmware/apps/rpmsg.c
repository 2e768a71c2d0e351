/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * rpmsg services: echo services with the names that Linux's drivers and TI's
 * library expect, and a test service that checks what it receives and sends
 * data that can be checked. rpmsg-test.h has the messages.
 */

#include "apps/rpmsg-test.h"
#include "lib/rpmsg.h"
#include "lib/rproc.h"
#include "lib/string.h"
#include "lib/trace.h"

#define NUM(array)              (sizeof(array) / sizeof((array)[0]))

#ifndef VRING_BUFFERS
#define VRING_BUFFERS           256
#endif

/* Volatile: Linux writes to it */
struct rsc_table_rpmsg resource_table
    __attribute__((section(".resource_table"), used)) =
    RSC_TABLE_RPMSG_INIT(VRING_BUFFERS);

/* Sink and source of a test endpoint, each for one peer at a time */
struct service {
    uint32_t session;
    uint32_t sink_peer;
    struct rpmsg_test_request sink;
    struct rpmsg_test_result result;
    uint32_t expected;          /* number of the next message */
    uint32_t source_peer;
    struct rpmsg_test_request source;
    uint32_t produced;
};

static struct service services[2];

/* Buffer to build a message; only one message at a time */
static union {
    struct rpmsg_test_data data;
    uint8_t bytes[RPMSG_MAX_PAYLOAD];
} out;

static enum rpmsg_result echo(const struct rpmsg_endpoint *self, uint32_t src,
                              const void *data, size_t len)
{
    return rpmsg_send(self->address, src, data, len);
}

/* A restart of Linux's driver cancels earlier requests */
static struct service *service_of(const struct rpmsg_endpoint *self)
{
    struct service *s = &services[self->address - RPMSG_TEST_FIRST];

    if (s->session != rpmsg_counts.sessions) {
        *s = (struct service) { .session = rpmsg_counts.sessions };
    }
    return s;
}

static void check_data(struct service *s, const uint8_t *data, size_t len)
{
    struct rpmsg_test_data head;
    uint32_t number, x;
    bool same = true;
    size_t i;

    memcpy(&head, data, sizeof(head));
    number = head.number;
    if (number != s->expected) {
        s->result.out_of_order++;
        s->expected = number + 1;
        return;
    }
    s->expected++;
    if (len != rpmsg_test_size(&s->sink, number)) {
        s->result.bad_length++;
        return;
    }
    x = rpmsg_test_start(s->sink.seed, number);
    for (i = sizeof(head); i < len; i++) {
        x = rpmsg_test_next(x);
        same &= data[i] == x >> 24;
    }
    if (same) {
        s->result.good++;
    } else {
        s->result.bad_content++;
    }
}

static uint32_t messages_seen(const struct rpmsg_test_result *r)
{
    return r->good + r->out_of_order + r->bad_length + r->bad_content;
}

static enum rpmsg_result send_result(const struct rpmsg_endpoint *self,
                                     struct service *s)
{
    s->result.op = RPMSG_TEST_RESULT;
    return rpmsg_send(self->address, s->sink_peer, &s->result,
                      sizeof(s->result));
}

static enum rpmsg_result send_stats(const struct rpmsg_endpoint *self,
                                    uint32_t src)
{
    const struct rpmsg_counts *c = &rpmsg_counts;
    const struct vring *to = &rpmsg_to_linux, *from = &rpmsg_from_linux;
    struct rpmsg_test_stats stats = {
        .op = RPMSG_TEST_STATS,
        .received = c->received,
        .sent = c->sent,
        .sessions = c->sessions,
        .no_endpoint = c->no_endpoint,
        .malformed = c->malformed,
        .kicks_received = c->kicks,
        .kicks_sent = to->kicks + from->kicks,
        .kicks_unwanted = to->kicks_unwanted + from->kicks_unwanted,
        .waits_for_buffer = c->waits_for_buffer,
        .waits_for_mailbox = c->waits_for_mailbox,
        .to_linux_index = to->next,
        .from_linux_index = from->next,
    };
    enum rpmsg_result sent;

    sent = rpmsg_send(self->address, src, &stats, sizeof(stats));
    if (sent == RPMSG_SENT) {
        trace_printf("rpmsg: received %lu sent %lu, indexes %u %u\n",
                     c->received, c->sent, from->next, to->next);
        trace_printf("rpmsg: kicks received %lu sent %lu unwanted %lu\n",
                     c->kicks, to->kicks + from->kicks,
                     to->kicks_unwanted + from->kicks_unwanted);
        trace_printf("rpmsg: waits for a buffer %lu, for the mailbox %lu\n",
                     c->waits_for_buffer, c->waits_for_mailbox);
        trace_printf("rpmsg: to nobody %lu, malformed %lu\n",
                     c->no_endpoint, c->malformed);
    }
    return sent;
}

/* True if messages of the requested sizes are possible */
static bool sizes_ok(const struct rpmsg_test_request *r)
{
    return r->min >= sizeof(struct rpmsg_test_data) && r->min <= r->max &&
           r->max <= RPMSG_MAX_PAYLOAD;
}

static enum rpmsg_result serve(const struct rpmsg_endpoint *self, uint32_t src,
                               const void *data, size_t len)
{
    struct service *s = service_of(self);
    struct rpmsg_test_request request = { 0 };

    memcpy(&request, data, len < sizeof(request) ? len : sizeof(request));
    if (request.op == RPMSG_TEST_DATA && src == s->sink_peer &&
        len >= sizeof(struct rpmsg_test_data)) {
        /* After RPMSG_BUSY, the message comes again and is already counted */
        if (messages_seen(&s->result) < s->sink.count) {
            check_data(s, data, len);
        }
        return messages_seen(&s->result) == s->sink.count ?
               send_result(self, s) : RPMSG_SENT;
    }
    if (request.op == RPMSG_TEST_STATS) {
        return send_stats(self, src);
    }
    if (request.op == RPMSG_TEST_END && src == s->sink_peer) {
        return send_result(self, s);
    }
    if (len != sizeof(request) || !sizes_ok(&request)) {
        trace_printf("rpmsg: bad request of %lu bytes from 0x%lx\n",
                     (uint32_t)len, src);
    } else if (request.op == RPMSG_TEST_SINK) {
        s->sink = request;
        s->sink_peer = src;
        s->result = (struct rpmsg_test_result) { 0 };
        s->expected = 0;
    } else if (request.op == RPMSG_TEST_SOURCE) {
        s->source = request;
        s->source_peer = src;
        s->produced = 0;
    }
    return RPMSG_SENT;
}

static enum rpmsg_result produce(const struct rpmsg_endpoint *self)
{
    struct service *s = service_of(self);
    enum rpmsg_result sent;
    uint32_t size, x, i;

    if (s->produced == s->source.count) {
        return RPMSG_FAILED;
    }
    size = rpmsg_test_size(&s->source, s->produced);
    out.data.op = RPMSG_TEST_DATA;
    out.data.number = s->produced;
    x = rpmsg_test_start(s->source.seed, s->produced);
    for (i = sizeof(out.data); i < size; i++) {
        x = rpmsg_test_next(x);
        out.bytes[i] = x >> 24;
    }
    sent = rpmsg_send(self->address, s->source_peer, &out, size);
    if (sent == RPMSG_SENT) {
        s->produced++;
    }
    return sent;
}

static const struct rpmsg_endpoint endpoints[] = {
    { RPMSG_ECHO_SAMPLE, "rpmsg-client-sample", echo, NULL },
    { RPMSG_ECHO_PING_PONG, "ti.ipc4.ping-pong", echo, NULL },
    { RPMSG_ECHO_CHRDEV, "rpmsg_chrdev", echo, NULL },
    { RPMSG_ECHO_RAW, "rpmsg-raw", echo, NULL },
    { RPMSG_TEST_FIRST, "k3-test", serve, produce },
    { RPMSG_TEST_SECOND, "k3-test", serve, produce },
};

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

int main(void)
{
    const struct k3_core *core = rproc_start("rpmsg");

    rpmsg_init(&resource_table, endpoints, NUM(endpoints));
    rproc_serve(core, messages, NUM(messages));
}
