/*
 * TI-SCI: clocks of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A request names a clock by its device and its number there.  The number is a
 * byte; 255 says that a 32-bit one follows.  A clock that the SoC's table does
 * not list does not exist, unless "default-clock-frequency" says at which rate
 * such clocks run: then one takes an entry of its own once a host changes
 * something about it.
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "migration/vmstate.h"
#include "ti-sci-internal.h"
#include "trace.h"

/* Unlisted clocks only: more than any device of any K3 SoC has */
#define CLOCK_ID_MAX            511

enum {
    SW_STATE_UNREQ,
    SW_STATE_AUTO,
    SW_STATE_REQ,
};

enum {
    HW_STATE_NOT_READY,
    HW_STATE_READY,
};

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
 * The clock as it is; one that no table lists and nobody has touched is filled
 * in in @defaults.  NULL if it does not exist.
 */
static TISCIClock *ti_sci_clock_find(TISCIState *s, uint32_t dev, uint32_t clk,
                                     TISCIClock *defaults)
{
    for (uint32_t i = 0; i < s->num_clocks; i++) {
        TISCIClock *c = &s->clocks[i];

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

/* Make sure that @c, perhaps one of defaults, has an entry of its own. */
static TISCIClock *ti_sci_clock_keep(TISCIState *s, TISCIClock *c,
                                     const TISCIClock *defaults)
{
    if (c != defaults) {
        return c;
    }
    for (uint32_t i = s->info->num_clocks; i < s->num_clocks; i++) {
        if (!s->clocks[i].valid) {
            s->clocks[i] = *c;
            return &s->clocks[i];
        }
    }
    qemu_log_mask(LOG_UNIMP, "%s: too many clocks that no table lists\n",
                  k3_trace_name(s));
    return NULL;
}

static uint8_t ti_sci_clock_num_parents(TISCIState *s, const TISCIClock *c)
{
    const TISCIClockInfo *info = ti_sci_clock_info(s, c->dev, c->clk);

    return info && info->num_parents ? info->num_parents : 1;
}

/* The number in a byte, or in the long field that stands in for it */
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

/* The same for requests that name a clock and nothing else */
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
 * does not tell a request from an automatic clock that runs.
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
    /* A clock with parents is in the table, hence not one of defaults. */
    c->parent = parent - c->clk - 1;
    parent_clock = ti_sci_clock_find(s, c->dev, parent, &parent_defaults);
    if (parent_clock && parent_clock != &parent_defaults) {
        c->freq = parent_clock->freq;
    }
    trace_k3_ti_sci_clock_parent(k3_trace_name(s), req->host, c->dev, c->clk,
                                 parent, c->freq);
    return TI_SCI_ACK;
}

/* A response has a number in a byte or, from 255 on, in the long field. */
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
        ti_sci_refuse(req, "device %u clock %u is no mux", c->dev, c->clk);
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

/* SET_FREQ and QUERY_FREQ: any rate within the limits can be had. */
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

const TISCIChapter ti_sci_clock_chapter = {
    .messages = clock_messages,
    .num_messages = ARRAY_SIZE(clock_messages),
};

/* A mux selects the first parent that has its rate. */
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

void ti_sci_clock_reset(TISCIState *s)
{
    memset(s->clocks, 0, s->num_clocks * sizeof(s->clocks[0]));
    for (size_t i = 0; i < s->info->num_clocks; i++) {
        const TISCIClockInfo *info = &s->info->clocks[i];

        s->clocks[i].valid = true;
        s->clocks[i].dev = info->dev;
        s->clocks[i].clk = info->clk;
        s->clocks[i].parent = ti_sci_clock_boot_parent(s, info);
        s->clocks[i].freq = info->freq;
    }
}

int ti_sci_clock_post_load(TISCIState *s)
{
    for (uint32_t i = 0; i < s->num_clocks; i++) {
        const TISCIClock *c = &s->clocks[i];

        if (!c->valid) {
            continue;
        }
        if (c->clk > CLOCK_ID_MAX ||
            (c->users & ~MAKE_64BIT_MASK(0, s->num_channels)) ||
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

void ti_sci_clock_ownership(TISCIState *s, GString *out)
{
    for (uint32_t i = 0; i < s->num_clocks; i++) {
        const TISCIClock *c = &s->clocks[i];

        for (uint32_t h = 0; h < s->num_channels; h++) {
            if (c->users & BIT_ULL(h)) {
                g_string_append_printf(out, "host=%u kind=clock id=%u.%u "
                                       "state=on freq=%" PRIu64 "\n",
                                       s->info->hosts[h].id, c->dev, c->clk,
                                       c->freq);
            }
        }
    }
}

const VMStateDescription vmstate_ti_sci_clock = {
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
