/*
 * TI-SCI: clocks of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A request names a clock by its device and its number there.  The number is a
 * byte; 255 means that another field has it in 32 bits.  A clock that the SoC's
 * table does not list does not exist, unless "default-clock-frequency" gives
 * the rate of such clocks.  Such a clock gets an entry of its own when a host
 * changes it.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-device.h"
#include "trace.h"

/* Of clocks that the table does not list: more than any K3 device has */
#define CLOCK_ID_MAX            511

/* How many of them hosts can change */
#define EXTRA_CLOCKS            128

enum {
    SW_STATE_UNREQ,
    SW_STATE_AUTO,
    SW_STATE_REQ,
};

enum {
    HW_STATE_NOT_READY,
    HW_STATE_READY,
};

/* One clock; @valid is false for a free extra entry. */
typedef struct TISCIClock {
    bool valid;
    uint16_t dev;
    uint16_t clk;
    uint64_t users;             /* hosts that requested it */
    bool gated;
    uint8_t flags;              /* request flags 8..10 as bits 0..2 */
    uint8_t parent;             /* index */
    uint64_t freq;
} TISCIClock;

typedef struct TISCIClocks {
    TISCIState *sci;
    uint32_t num;
    TISCIClock of[];            /* table, then extra entries */
} TISCIClocks;

static const TISCIClockInfo *ti_sci_clock_info(TISCIState *s, uint32_t dev,
                                               uint32_t clk)
{
    for (size_t i = 0; i < s->info->num_clocks; i++) {
        if (s->info->clocks[i].dev == dev && s->info->clocks[i].clk == clk) {
            return &s->info->clocks[i];
        }
    }
    return NULL;
}

/*
 * The clock's entry, or @defaults, filled in, for one that the table does not
 * list and no host has changed.  NULL if the clock does not exist.
 */
static TISCIClock *ti_sci_clock_find(TISCIState *s, uint32_t dev, uint32_t clk,
                                     TISCIClock *defaults)
{
    TISCIClocks *clocks = ti_sci_state(s, &ti_sci_clock_chapter);

    for (uint32_t i = 0; i < clocks->num; i++) {
        TISCIClock *c = &clocks->of[i];

        if (c->valid && c->dev == dev && c->clk == clk) {
            return c;
        }
    }
    if (!s->default_clock_freq || clk > CLOCK_ID_MAX) {
        return NULL;
    }
    *defaults = (TISCIClock) {
        .valid = true,
        .dev = dev,
        .clk = clk,
        .freq = s->default_clock_freq,
    };
    return defaults;
}

/* Make sure that @c, which may be @defaults, has an entry of its own. */
static TISCIClock *ti_sci_clock_keep(TISCIState *s, TISCIClock *c,
                                     const TISCIClock *defaults)
{
    TISCIClocks *clocks = ti_sci_state(s, &ti_sci_clock_chapter);

    if (c != defaults) {
        return c;
    }
    for (uint32_t i = s->info->num_clocks; i < clocks->num; i++) {
        if (!clocks->of[i].valid) {
            clocks->of[i] = *c;
            return &clocks->of[i];
        }
    }
    qemu_log_mask(LOG_UNIMP, "%s: too many clocks without a table entry\n",
                  k3_trace_name(s));
    return NULL;
}

static uint8_t ti_sci_clock_num_parents(TISCIState *s, const TISCIClock *c)
{
    const TISCIClockInfo *info = ti_sci_clock_info(s, c->dev, c->clk);

    return info && info->num_parents ? info->num_parents : 1;
}

/* The number of a clock: in a byte, or in the field of 32 bits instead */
static uint32_t ti_sci_clock_number(uint8_t number, uint32_t number32)
{
    return number == TISCI_CLK_USE_32 ? le32_to_cpu(number32) : number;
}

/* The clock that a request names; NULL if the request is to be refused */
static TISCIClock *ti_sci_clock_prepare(TISCIState *s, const TISCIRequest *req,
                                        uint32_t dev, uint32_t clk,
                                        bool modify, TISCIClock *defaults)
{
    TISCIClock *c;

    if (ti_sci_device_prepare(s, req, dev, modify) < 0) {
        return NULL;
    }
    c = ti_sci_clock_find(s, dev, clk, defaults);
    if (!c) {
        ti_sci_refuse(req, "device %u has no clock %u", dev, clk);
    }
    return c;
}

/* The same for a request that contains nothing but the clock */
static TISCIClock *ti_sci_clock_prepare_get(TISCIState *s,
                                            const TISCIRequest *req,
                                            TISCIClock *defaults)
{
    const struct tisci_msg_get_clock_req *m = req->msg;

    return ti_sci_clock_prepare(s, req, le32_to_cpu(m->device),
                                ti_sci_clock_number(m->clk, m->clk32), false,
                                defaults);
}

static TISCIResult ti_sci_set_clock(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    const struct tisci_msg_set_clock_req *m = req->msg;
    uint32_t clk = ti_sci_clock_number(m->clk, m->clk32);
    TISCIClock defaults;
    TISCIClock *c = ti_sci_clock_prepare(s, req, le32_to_cpu(m->device), clk,
                                         true, &defaults);

    if (!c) {
        return TI_SCI_NACK;
    }
    if (m->state > SW_STATE_REQ) {
        ti_sci_refuse(req, "device %u clock %u: no state %u", c->dev, c->clk,
                      m->state);
        return TI_SCI_NACK;
    }
    c = ti_sci_clock_keep(s, c, &defaults);
    if (!c) {
        return TI_SCI_NACK;
    }
    if (m->state == SW_STATE_REQ) {
        c->users |= BIT_ULL(req->index);
    } else {
        c->users &= ~BIT_ULL(req->index);
    }
    c->gated = m->state == SW_STATE_UNREQ && !c->users;
    c->flags = extract32(req->flags, TISCI_CLOCK_FLAGS_SHIFT,
                         TISCI_CLOCK_FLAGS_LENGTH);
    trace_k3_ti_sci_clock_state(k3_trace_name(s), req->host, c->dev, c->clk,
                                m->state, c->gated);
    return TI_SCI_ACK;
}

/*
 * The programmed state is either "not requested" or "automatic": the firmware
 * does not distinguish a requested clock from an automatic one that runs.
 */
static TISCIResult ti_sci_get_clock(TISCIState *s, const TISCIRequest *req,
                                    void *resp)
{
    struct tisci_msg_get_clock_resp *r = resp;
    TISCIClock defaults;
    TISCIClock *c = ti_sci_clock_prepare_get(s, req, &defaults);

    if (!c) {
        return TI_SCI_NACK;
    }
    r->programmed_state = c->gated ? SW_STATE_UNREQ : SW_STATE_AUTO;
    r->current_state = c->gated ? HW_STATE_NOT_READY : HW_STATE_READY;
    r->hdr.flags = cpu_to_le32(c->flags << TISCI_CLOCK_FLAGS_SHIFT);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_set_clock_parent(TISCIState *s,
                                           const TISCIRequest *req,
                                           void *resp)
{
    const struct tisci_msg_set_clock_parent_req *m = req->msg;
    uint32_t clk = ti_sci_clock_number(m->clk, m->clk32);
    uint32_t parent = ti_sci_clock_number(m->parent, m->parent32);
    TISCIClock defaults, parent_defaults;
    TISCIClock *c = ti_sci_clock_prepare(s, req, le32_to_cpu(m->device), clk,
                                         true, &defaults);
    TISCIClock *parent_clock;
    uint8_t num;

    if (!c) {
        return TI_SCI_NACK;
    }
    num = ti_sci_clock_num_parents(s, c);
    if (num < 2 || parent <= c->clk || parent - c->clk > num) {
        ti_sci_refuse(req, "device %u clock %u has no parent %u", c->dev,
                      c->clk, parent);
        return TI_SCI_NACK;
    }
    /* A clock with parents is in the table, so it has an entry. */
    c->parent = parent - c->clk - 1;
    parent_clock = ti_sci_clock_find(s, c->dev, parent, &parent_defaults);
    if (parent_clock && parent_clock != &parent_defaults) {
        c->freq = parent_clock->freq;
    }
    trace_k3_ti_sci_clock_parent(k3_trace_name(s), req->host, c->dev, c->clk,
                                 parent, c->freq);
    return TI_SCI_ACK;
}

/* A response has a number in a byte or, from 255 on, in the other field. */
static uint8_t ti_sci_clock_byte(uint32_t number)
{
    return MIN(number, TISCI_CLK_USE_32);
}

static uint32_t ti_sci_clock_long(uint32_t number)
{
    return cpu_to_le32(number < TISCI_CLK_USE_32 ? UINT32_MAX : number);
}

static TISCIResult ti_sci_get_clock_parent(TISCIState *s,
                                           const TISCIRequest *req,
                                           void *resp)
{
    struct tisci_msg_get_clock_parent_resp *r = resp;
    TISCIClock defaults;
    TISCIClock *c = ti_sci_clock_prepare_get(s, req, &defaults);
    uint32_t parent;

    if (!c) {
        return TI_SCI_NACK;
    }
    if (ti_sci_clock_num_parents(s, c) < 2) {
        ti_sci_refuse(req, "device %u clock %u is not a mux", c->dev, c->clk);
        return TI_SCI_NACK;
    }
    parent = c->clk + 1 + c->parent;
    r->parent = ti_sci_clock_byte(parent);
    r->parent32 = ti_sci_clock_long(parent);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_get_num_clock_parents(TISCIState *s,
                                                const TISCIRequest *req,
                                                void *resp)
{
    struct tisci_msg_get_num_clock_parents_resp *r = resp;
    TISCIClock defaults;
    TISCIClock *c = ti_sci_clock_prepare_get(s, req, &defaults);
    uint32_t num;

    if (!c) {
        return TI_SCI_NACK;
    }
    num = ti_sci_clock_num_parents(s, c);
    r->num_parents = ti_sci_clock_byte(num);
    r->num_parents32 = ti_sci_clock_long(num);
    return TI_SCI_ACK;
}

/* SET_FREQ and QUERY_FREQ: a clock can have any rate within the limits. */
static TISCIClock *ti_sci_clock_prepare_freq(TISCIState *s,
                                             const TISCIRequest *req,
                                             TISCIClock *defaults,
                                             uint64_t *freq)
{
    const struct tisci_msg_set_freq_req *m = req->msg;
    uint32_t clk = ti_sci_clock_number(m->clk, m->clk32);
    TISCIClock *c = ti_sci_clock_prepare(s, req, le32_to_cpu(m->device), clk,
                                         true, defaults);
    uint64_t min = le64_to_cpu(m->min_freq_hz);
    uint64_t target = le64_to_cpu(m->target_freq_hz);
    uint64_t max = le64_to_cpu(m->max_freq_hz);

    if (!c) {
        return NULL;
    }
    if (min > target || target > max || min > UINT32_MAX || target == 0) {
        ti_sci_refuse(req, "device %u clock %u: no rate in %" PRIu64 " <= %"
                      PRIu64 " <= %" PRIu64, c->dev, c->clk, min, target, max);
        return NULL;
    }
    *freq = MIN(target, UINT32_MAX);
    return c;
}

static TISCIResult ti_sci_set_freq(TISCIState *s, const TISCIRequest *req,
                                   void *resp)
{
    TISCIClock defaults;
    uint64_t freq;
    TISCIClock *c = ti_sci_clock_prepare_freq(s, req, &defaults, &freq);

    if (c) {
        c = ti_sci_clock_keep(s, c, &defaults);
    }
    if (!c) {
        return TI_SCI_NACK;
    }
    c->freq = freq;
    trace_k3_ti_sci_clock_freq(k3_trace_name(s), req->host, c->dev, c->clk,
                               c->freq);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_query_freq(TISCIState *s, const TISCIRequest *req,
                                     void *resp)
{
    struct tisci_msg_query_freq_resp *r = resp;
    TISCIClock defaults;
    uint64_t freq;

    if (!ti_sci_clock_prepare_freq(s, req, &defaults, &freq)) {
        return TI_SCI_NACK;
    }
    r->freq_hz = cpu_to_le64(freq);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_get_freq(TISCIState *s, const TISCIRequest *req,
                                   void *resp)
{
    struct tisci_msg_query_freq_resp *r = resp;
    TISCIClock defaults;
    TISCIClock *c = ti_sci_clock_prepare_get(s, req, &defaults);

    if (!c) {
        return TI_SCI_NACK;
    }
    r->freq_hz = cpu_to_le64(c->freq);
    return TI_SCI_ACK;
}

static const TISCIMessage clock_messages[] = {
    TI_SCI_MESSAGE(0x0100, "SET_CLOCK", tisci_msg_set_clock_req,
                   ti_sci_set_clock),
    TI_SCI_MESSAGE(0x0101, "GET_CLOCK", tisci_msg_get_clock_req,
                   ti_sci_get_clock),
    TI_SCI_MESSAGE(0x0102, "SET_CLOCK_PARENT", tisci_msg_set_clock_parent_req,
                   ti_sci_set_clock_parent),
    TI_SCI_MESSAGE(0x0103, "GET_CLOCK_PARENT", tisci_msg_get_clock_req,
                   ti_sci_get_clock_parent),
    TI_SCI_MESSAGE(0x0104, "GET_NUM_CLOCK_PARENTS", tisci_msg_get_clock_req,
                   ti_sci_get_num_clock_parents),
    TI_SCI_MESSAGE(0x010c, "SET_FREQ", tisci_msg_set_freq_req,
                   ti_sci_set_freq),
    TI_SCI_MESSAGE(0x010d, "QUERY_FREQ", tisci_msg_set_freq_req,
                   ti_sci_query_freq),
    TI_SCI_MESSAGE(0x010e, "GET_FREQ", tisci_msg_get_clock_req,
                   ti_sci_get_freq),
};

static void *ti_sci_clock_create(TISCIState *s)
{
    uint32_t num = s->info->num_clocks + EXTRA_CLOCKS;
    TISCIClocks *clocks = g_malloc0(sizeof(*clocks) +
                                    num * sizeof(clocks->of[0]));

    clocks->sci = s;
    clocks->num = num;
    return clocks;
}

/* At boot a mux selects the first parent that has its rate. */
static uint8_t ti_sci_clock_boot_parent(TISCIState *s,
                                        const TISCIClockInfo *mux)
{
    for (unsigned i = 0; i < mux->num_parents; i++) {
        const TISCIClockInfo *parent = ti_sci_clock_info(s, mux->dev,
                                                         mux->clk + 1 + i);

        if (parent && parent->freq == mux->freq) {
            return i;
        }
    }
    return 0;
}

static void ti_sci_clock_reset(TISCIState *s)
{
    TISCIClocks *clocks = ti_sci_state(s, &ti_sci_clock_chapter);

    memset(clocks->of, 0, clocks->num * sizeof(clocks->of[0]));
    for (size_t i = 0; i < s->info->num_clocks; i++) {
        const TISCIClockInfo *info = &s->info->clocks[i];

        clocks->of[i] = (TISCIClock) {
            .valid = true,
            .dev = info->dev,
            .clk = info->clk,
            .parent = ti_sci_clock_boot_parent(s, info),
            .freq = info->freq,
        };
    }
}

static int ti_sci_clock_post_load(void *opaque, int version_id)
{
    TISCIClocks *clocks = opaque;
    TISCIState *s = clocks->sci;

    for (uint32_t i = 0; i < clocks->num; i++) {
        const TISCIClock *c = &clocks->of[i];

        if (!c->valid) {
            continue;
        }
        if (c->clk > CLOCK_ID_MAX ||
            (c->users & ~ti_sci_hosts_mask(s)) ||
            c->parent >= ti_sci_clock_num_parents(s, c)) {
            return -EINVAL;
        }
        if (i < s->info->num_clocks && (c->dev != s->info->clocks[i].dev ||
                                        c->clk != s->info->clocks[i].clk)) {
            return -EINVAL;
        }
    }
    return 0;
}

static void ti_sci_clock_ownership(TISCIState *s, GString *out)
{
    TISCIClocks *clocks = ti_sci_state(s, &ti_sci_clock_chapter);

    for (uint32_t i = 0; i < clocks->num; i++) {
        const TISCIClock *c = &clocks->of[i];

        for (size_t h = 0; h < s->info->num_hosts; h++) {
            if (c->users & BIT_ULL(h)) {
                g_string_append_printf(out, "host=%u kind=clock id=%u.%u "
                                       "state=on freq=%" PRIu64 "\n",
                                       s->info->hosts[h].id, c->dev, c->clk,
                                       c->freq);
            }
        }
    }
}

static const VMStateDescription vmstate_ti_sci_clock = {
    .name = "ti-sci/clock",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(valid, TISCIClock),
        VMSTATE_UINT16(dev, TISCIClock),
        VMSTATE_UINT16(clk, TISCIClock),
        VMSTATE_UINT64(users, TISCIClock),
        VMSTATE_BOOL(gated, TISCIClock),
        VMSTATE_UINT8(flags, TISCIClock),
        VMSTATE_UINT8(parent, TISCIClock),
        VMSTATE_UINT64(freq, TISCIClock),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ti_sci_clocks = {
    .name = "ti-sci/clocks",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = ti_sci_clock_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num, TISCIClocks, NULL),
        VMSTATE_STRUCT_VARRAY_UINT32(of, TISCIClocks, num, 1,
                                     vmstate_ti_sci_clock, TISCIClock),
        VMSTATE_END_OF_LIST()
    }
};

const TISCIChapter ti_sci_clock_chapter = {
    .first = 0x0100,
    .last = 0x01ff,
    .device_manager = true,
    .subject = TI_SCI_SUBJECT_DEVICE,
    .messages = clock_messages,
    .num_messages = ARRAY_SIZE(clock_messages),
    .create = ti_sci_clock_create,
    .reset = ti_sci_clock_reset,
    .ownership = ti_sci_clock_ownership,
    .vmsd = &vmstate_ti_sci_clocks,
};
