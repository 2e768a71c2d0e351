/*
 * Messages to the K3 system firmware through the secure proxy
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_TI_SCI_UTILS_H
#define TESTS_QTEST_K3_TI_SCI_UTILS_H

#include "libqtest.h"
#include "qemu/bswap.h"
#include "qemu/timer.h"

/* AM64x */
#define SPROXY_DATA             0x4d000000
#define SPROXY_RT               0x4a600000
#define SPROXY_THREAD_SIZE      0x1000
#define SPROXY_MSG_SIZE         60

#define SCI_RESPONSE_DELAY_NS   20000

#define SCI_HDR_SIZE            8
#define SCI_BODY_SIZE           (SPROXY_MSG_SIZE - SCI_HDR_SIZE)
#define SCI_FLAG_ACK_RECEIVED   0x1
#define SCI_FLAG_AOP            0x2
#define SCI_RESP_ACK            0x2

#define TI_SCI_PATH             "/machine/k3/ti-sci"

typedef struct SciHost {
    QTestState *qts;
    uint8_t id;
    bool secure;
    unsigned rx;
    unsigned tx;
    uint8_t seq;
    /* Address of its secure proxy; 0: that of AM64x and AM62x */
    uint64_t data;
    uint64_t rt;
} SciHost;

typedef struct SciResponse {
    uint16_t type;
    uint8_t host;
    uint8_t seq;
    uint32_t flags;
    uint8_t msg[SPROXY_MSG_SIZE];       /* header and body */
} SciResponse;

static inline SciHost sci_linux(QTestState *qts)
{
    return (SciHost) { .qts = qts, .id = 12, .rx = 12, .tx = 13 };
}

static inline SciHost sci_r5(QTestState *qts)
{
    return (SciHost) { .qts = qts, .id = 36, .rx = 2, .tx = 3 };
}

static inline SciHost sci_r5_secure(QTestState *qts)
{
    return (SciHost) { .qts = qts, .id = 35, .secure = true, .rx = 0, .tx = 1 };
}

static inline unsigned sci_thread_count(QTestState *qts, unsigned thread)
{
    return qtest_readl(qts, SPROXY_RT + thread * SPROXY_THREAD_SIZE) & 0xff;
}

static inline unsigned sci_waiting(SciHost *h)
{
    return qtest_readl(h->qts, (h->rt ?: SPROXY_RT) +
                       h->rx * SPROXY_THREAD_SIZE) & 0xff;
}

static inline void sci_send_raw(SciHost *h, const uint8_t *msg)
{
    uint64_t data = (h->data ?: SPROXY_DATA) + h->tx * SPROXY_THREAD_SIZE + 4;

    for (int i = 0; i < SPROXY_MSG_SIZE; i += 4) {
        qtest_writel(h->qts, data + i, ldl_le_p(msg + i));
    }
}

static inline void sci_send_bytes(SciHost *h, uint16_t type, uint32_t flags,
                                  const uint8_t *body, size_t len)
{
    uint8_t msg[SPROXY_MSG_SIZE] = { 0 };
    uint8_t *hdr = msg + (h->secure ? 4 : 0);

    stw_le_p(hdr, type);
    hdr[2] = h->id;
    hdr[3] = ++h->seq;
    stl_le_p(hdr + 4, flags);
    g_assert_cmpuint(hdr - msg + SCI_HDR_SIZE + len, <=, sizeof(msg));
    memcpy(hdr + SCI_HDR_SIZE, body, len);
    sci_send_raw(h, msg);
}

/*
 * Send a message.  Each character of @fmt is the size in bytes of a field of
 * the body.  The values follow; 8-byte values must be of type uint64_t.
 */
static inline void sci_vsend(SciHost *h, uint16_t type, uint32_t flags,
                             const char *fmt, va_list ap)
{
    uint8_t body[SCI_BODY_SIZE] = { 0 };
    size_t len = 0;

    for (; *fmt; fmt++) {
        switch (*fmt) {
        case '1':
            body[len] = va_arg(ap, unsigned);
            break;
        case '2':
            stw_le_p(body + len, va_arg(ap, unsigned));
            break;
        case '4':
            stl_le_p(body + len, va_arg(ap, unsigned));
            break;
        case '8':
            stq_le_p(body + len, va_arg(ap, uint64_t));
            break;
        default:
            g_assert_not_reached();
        }
        len += *fmt - '0';
    }
    sci_send_bytes(h, type, flags, body, len);
}

static inline void sci_send(SciHost *h, uint16_t type, uint32_t flags,
                            const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    sci_vsend(h, type, flags, fmt, ap);
    va_end(ap);
}

static inline bool sci_receive(SciHost *h, SciResponse *r)
{
    uint64_t data = (h->data ?: SPROXY_DATA) + h->rx * SPROXY_THREAD_SIZE + 4;
    uint8_t msg[SPROXY_MSG_SIZE];
    int skip = h->secure ? 4 : 0;

    memset(r, 0, sizeof(*r));
    if (!sci_waiting(h)) {
        return false;
    }
    for (int i = 0; i < SPROXY_MSG_SIZE; i += 4) {
        stl_le_p(msg + i, qtest_readl(h->qts, data + i));
    }
    if (h->secure) {
        g_assert_cmphex(ldl_le_p(msg), ==, 0);
    }
    memcpy(r->msg, msg + skip, sizeof(msg) - skip);
    r->type = lduw_le_p(r->msg);
    r->host = r->msg[2];
    r->seq = r->msg[3];
    r->flags = ldl_le_p(r->msg + 4);
    return true;
}

/* Send a request and receive the response; true if the response is an ACK. */
static inline bool sci_vcall(SciHost *h, uint16_t type, uint32_t flags,
                             SciResponse *r, const char *fmt, va_list ap)
{
    SciResponse response;
    bool answered;

    r = r ?: &response;
    sci_vsend(h, type, flags | SCI_FLAG_AOP, fmt, ap);
    g_assert_false(sci_receive(h, r));
    qtest_clock_step(h->qts, SCI_RESPONSE_DELAY_NS);
    answered = sci_receive(h, r);
    g_assert_true(answered);
    g_assert_cmphex(r->type, ==, type);
    g_assert_cmpuint(r->seq, ==, h->seq);
    if (!(r->flags & SCI_RESP_ACK)) {
        for (size_t i = 4; i < sizeof(r->msg); i++) {
            g_assert_cmphex(r->msg[i], ==, 0);
        }
    }
    /* Give the firmware time to see that its thread is empty. */
    qtest_clock_step(h->qts, SCI_RESPONSE_DELAY_NS);
    return r->flags & SCI_RESP_ACK;
}

static inline bool sci_call_flags(SciHost *h, uint16_t type, uint32_t flags,
                                  SciResponse *r, const char *fmt, ...)
{
    va_list ap;
    bool ack;

    va_start(ap, fmt);
    ack = sci_vcall(h, type, flags, r, fmt, ap);
    va_end(ap);
    return ack;
}

static inline bool sci_call(SciHost *h, uint16_t type, SciResponse *r,
                            const char *fmt, ...)
{
    va_list ap;
    bool ack;

    va_start(ap, fmt);
    ack = sci_vcall(h, type, 0, r, fmt, ap);
    va_end(ap);
    return ack;
}

/* Messages that several tests need */
enum {
    SCI_DEV_OFF,
    SCI_DEV_RETENTION,
    SCI_DEV_ON,
};

#define SCI_DEV_FLAG_RESET_ISO  (1 << 9)
#define SCI_DEV_FLAG_EXCLUSIVE  (1 << 10)

static inline bool sci_set_device(SciHost *h, uint32_t id, uint8_t state,
                                  uint32_t flags)
{
    return sci_call_flags(h, 0x0200, flags, NULL, "441", id, 0, state);
}

static inline bool sci_set_resets(SciHost *h, uint32_t id, uint32_t resets)
{
    return sci_call(h, 0x0202, NULL, "44", id, resets);
}

typedef struct SciDevice {
    uint32_t losses;
    uint32_t resets;
    uint8_t programmed;
    uint8_t current;
    uint32_t flags;
} SciDevice;

static inline SciDevice sci_get_device(SciHost *h, uint32_t id)
{
    SciResponse r;
    bool ack = sci_call(h, 0x0201, &r, "4", id);

    g_assert_true(ack);
    return (SciDevice) {
        .losses = ldl_le_p(r.msg + 8),
        .resets = ldl_le_p(r.msg + 12),
        .programmed = r.msg[16],
        .current = r.msg[17],
        .flags = r.flags & ~SCI_RESP_ACK,
    };
}

/* Bits of a processor's control word */
#define CTRL_HALT               0x1

static inline bool sci_proc_request(SciHost *h, uint8_t proc)
{
    return sci_call(h, 0xc000, NULL, "1", proc);
}

/* Set has priority over clear */
static inline bool sci_proc_set_config(SciHost *h, uint8_t proc,
                                       uint64_t vector, uint32_t set,
                                       uint32_t clear)
{
    return sci_call(h, 0xc100, NULL, "1844", proc, vector, set, clear);
}

static inline bool sci_proc_set_control(SciHost *h, uint8_t proc, uint32_t set,
                                        uint32_t clear)
{
    return sci_call(h, 0xc101, NULL, "144", proc, set, clear);
}

typedef struct SciProcStatus {
    bool ack;
    uint8_t proc;
    uint64_t vector;
    uint32_t config;
    uint32_t control;
    uint32_t status;
} SciProcStatus;

/* PROC_GET_STATUS; the firmware refuses it if @h does not own @proc. */
static inline SciProcStatus sci_proc_status(SciHost *h, uint8_t proc)
{
    SciResponse r;
    SciProcStatus p = { .ack = sci_call(h, 0xc400, &r, "1", proc) };

    p.proc = r.msg[8];
    p.vector = ldq_le_p(r.msg + 9);
    p.config = ldl_le_p(r.msg + 17);
    p.control = ldl_le_p(r.msg + 21);
    p.status = ldl_le_p(r.msg + 25);
    return p;
}

/* The same, but fails the test if @h does not own @proc. */
static inline SciProcStatus sci_own_proc_status(SciHost *h, uint8_t proc)
{
    SciProcStatus p = sci_proc_status(h, proc);

    g_assert_true(p.ack);
    return p;
}

static inline uint32_t sci_proc_flags(SciHost *h, uint8_t proc)
{
    return sci_own_proc_status(h, proc).status;
}

static inline bool sci_bus_hung(QTestState *qts)
{
    return qtest_qom_get_bool(qts, TI_SCI_PATH, "bus-hung");
}

static inline char *sci_qom_string(QTestState *qts, const char *path,
                                   const char *property)
{
    QDict *reply = qtest_qmp(qts, "{'execute': 'qom-get', 'arguments': "
                             "{'path': %s, 'property': %s}}", path, property);
    char *value;

    g_assert_true(qdict_haskey(reply, "return"));
    value = g_strdup(qdict_get_str(reply, "return"));
    qobject_unref(reply);
    return value;
}

static inline void sci_assert_qom_string(QTestState *qts, const char *path,
                                         const char *property,
                                         const char *expected)
{
    g_autofree char *value = sci_qom_string(qts, path, property);

    g_assert_cmpstr(value, ==, expected);
}

static inline void sci_qom_set_string(QTestState *qts, const char *path,
                                      const char *property, const char *value)
{
    qtest_qmp_assert_success(qts, "{'execute': 'qom-set', 'arguments': "
                             "{'path': %s, 'property': %s, 'value': %s}}",
                             path, property, value);
}

#endif
