/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Client of the system firmware
 */

#include "cpu.h"
#include "lib/sec-proxy.h"
#include "lib/string.h"
#include "lib/ti-sci.h"

#define MSG_VERSION             0x0002
#define MSG_SET_DEVICE_STATE    0x0200
#define MSG_GET_DEVICE_STATE    0x0201
#define MSG_SET_IRQ             0x1000
#define MSG_RELEASE_IRQ         0x1001

/* Optional fields that are valid: destination and its line */
#define IRQ_VALID_ROUTER        (1 << 0 | 1 << 1)

#define DEVICE_AUTO_OFF         0
#define DEVICE_ON               2

#define FLAG_ACK_ON_PROCESSED   (1 << 1)
#define FLAG_ACK                (1 << 1)

/* About ten seconds: a busy host delays QEMU while the core's clock runs on */
#define TIMEOUT_STAMPS          (10000000000 / CPU_CYCLES_PER_STAMP)

/* For secure hosts: an unused checksum, and padding */
#define SECURE_HEADER_SIZE      4

union message {
    uint8_t bytes[SEC_PROXY_WORDS * 4];
    uint32_t words[SEC_PROXY_WORDS];
};

static uint8_t next_seq;

enum ti_sci_result ti_sci_call(const struct k3_ti_sci_route *route,
                               uint16_t type, const void *body, size_t len,
                               void *answer, size_t answer_len)
{
    union message msg = { 0 };
    uint8_t *data = msg.bytes + (route->secure ? SECURE_HEADER_SIZE : 0);
    struct ti_sci_header hdr = {
        .type = type,
        .host = route->host,
        .seq = next_seq++,
        .flags = FLAG_ACK_ON_PROCESSED,
    };
    uint8_t seq = hdr.seq;
    uint32_t start = cpu_stamp();

    memcpy(data, &hdr, sizeof(hdr));
    memcpy(data + sizeof(hdr), body, len);
    if (!sec_proxy_send(route, msg.words)) {
        return TI_SCI_NOT_SENT;
    }
    do {
        /* An answer to an earlier request may still arrive: skip it */
        if (!sec_proxy_receive(route, msg.words)) {
            continue;
        }
        memcpy(&hdr, data, sizeof(hdr));
        if (hdr.seq == seq) {
            memcpy(answer, data, answer_len);
            return hdr.flags & FLAG_ACK ? TI_SCI_OK : TI_SCI_NACK;
        }
    } while (cpu_stamp() - start < TIMEOUT_STAMPS);
    return TI_SCI_TIMEOUT;
}

enum ti_sci_result ti_sci_get_version(const struct k3_ti_sci_route *route,
                                      struct ti_sci_version *version)
{
    return ti_sci_call(route, MSG_VERSION, NULL, 0, version, sizeof(*version));
}

enum ti_sci_result ti_sci_get_device(const struct k3_ti_sci_route *route,
                                     uint32_t device,
                                     struct ti_sci_device_state *state)
{
    return ti_sci_call(route, MSG_GET_DEVICE_STATE, &device, sizeof(device),
                       state, sizeof(*state));
}

enum ti_sci_result ti_sci_set_device(const struct k3_ti_sci_route *route,
                                     uint32_t device, bool on)
{
    struct {
        uint32_t id;
        uint32_t reserved;
        uint8_t state;
    } __attribute__((packed)) body = {
        .id = device, .state = on ? DEVICE_ON : DEVICE_AUTO_OFF,
    };
    struct ti_sci_header answer;

    return ti_sci_call(route, MSG_SET_DEVICE_STATE, &body, sizeof(body),
                       &answer, sizeof(answer));
}

static enum ti_sci_result ti_sci_irq(const struct k3_ti_sci_route *route,
                                     uint16_t type, uint16_t router,
                                     uint16_t input, uint16_t output)
{
    struct ti_sci_header answer;
    struct {
        uint32_t valid;
        uint16_t source;
        uint16_t source_line;
        uint16_t destination;
        uint16_t destination_line;
        uint16_t aggregator;
        uint16_t virtual_irq;
        uint16_t event;
        uint8_t status_bit;
        uint8_t secondary_host;
    } __attribute__((packed)) body = {
        .valid = IRQ_VALID_ROUTER,
        .source = router,
        .source_line = input,
        .destination = router,
        .destination_line = output,
    };

    return ti_sci_call(route, type, &body, sizeof(body), &answer,
                       sizeof(answer));
}

enum ti_sci_result ti_sci_set_irq(const struct k3_ti_sci_route *route,
                                  uint16_t router, uint16_t input,
                                  uint16_t output)
{
    return ti_sci_irq(route, MSG_SET_IRQ, router, input, output);
}

enum ti_sci_result ti_sci_release_irq(const struct k3_ti_sci_route *route,
                                      uint16_t router, uint16_t input,
                                      uint16_t output)
{
    return ti_sci_irq(route, MSG_RELEASE_IRQ, router, input, output);
}

const char *ti_sci_result_name(enum ti_sci_result result)
{
    static const char *const names[] = {
        [TI_SCI_OK] = "ok",
        [TI_SCI_NACK] = "refused",
        [TI_SCI_TIMEOUT] = "no answer",
        [TI_SCI_NOT_SENT] = "not sent",
    };

    return names[result];
}
