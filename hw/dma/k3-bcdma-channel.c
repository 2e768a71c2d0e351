/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 block copy DMA: what a channel does
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/units.h"
#include "hw/misc/k3-trace.h"
#include "k3-bcdma-internal.h"
#include "trace.h"

/* The first words of a descriptor */
#define INFO_SIZE           16
FIELD(INFO0, LAST_INDEX, 0, 14)
FIELD(INFO0, RELOAD_INDEX, 14, 6)
FIELD(INFO0, RELOAD_COUNT, 20, 9)
FIELD(INFO0, TYPE, 30, 2)
FIELD(INFO1, RECORD_SIZE, 24, 3)
#define TYPE_TR             3
#define RECORD_SIZE_MIN     16
#define RECORD_SIZE_MAX     128

/* Limits of a step */
#define STEP_BYTES          (64 * KiB)
#define STEP_ROWS           256
/* What a step takes even if it copies nothing: to read a record, for example */
#define STEP_NS             200

#define TDOWN_ANY           (R_CTL_TDOWN_MASK | R_CTL_FTDOWN_MASK)

void k3_bcdma_ring_event(K3BCDMAState *s, unsigned n, bool before)
{
    bool now = k3_dma_ring_pending(&s->channel[n].ring);

    if (before != now) {
        k3_inta_event(s->inta, s->ring_event + n, now);
    }
}

void k3_bcdma_drop(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];

    c->busy = false;
    c->tr_loaded = false;
}

static bool k3_bcdma_tearing_down(const K3BCDMAChannel *c)
{
    return c->ctl & TDOWN_ANY;
}

bool k3_bcdma_runnable(const K3BCDMAState *s, unsigned n)
{
    const K3BCDMAChannel *c = &s->channel[n];

    return FIELD_EX32(c->ctl, CTL, EN) && !FIELD_EX32(c->ctl, CTL, PAUSE) &&
           (c->busy ||
            (!k3_bcdma_tearing_down(c) && k3_dma_ring_ready(&c->ring)));
}

static void k3_bcdma_end_teardown(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];
    bool before = k3_dma_ring_pending(&c->ring);

    trace_k3_bcdma_teardown(k3_trace_name(s), n);
    k3_bcdma_drop(s, n);
    c->ctl = FIELD_DP32(c->ctl, CTL, EN, 0);
    c->packets = c->bytes = c->started = 0;
    c->ring.teardown = true;
    k3_bcdma_ring_event(s, n, before);
}

void k3_bcdma_control(K3BCDMAState *s, unsigned n, uint32_t ctl)
{
    K3BCDMAChannel *c = &s->channel[n];

    trace_k3_bcdma_control(k3_trace_name(s), n, ctl);
    c->ctl = ctl & (R_CTL_EN_MASK | R_CTL_PAUSE_MASK | TDOWN_ANY);
    if (!FIELD_EX32(c->ctl, CTL, EN)) {
        k3_bcdma_drop(s, n);
    } else if (k3_bcdma_tearing_down(c) &&
               (!c->busy || FIELD_EX32(c->ctl, CTL, FTDOWN))) {
        k3_bcdma_end_teardown(s, n);
    }
    k3_bcdma_kick(s);
}

static void k3_bcdma_error(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];

    c->ctl = FIELD_DP32(c->ctl, CTL, ERROR, 1);
    if (c->pause_on_error) {
        c->ctl = FIELD_DP32(c->ctl, CTL, PAUSE, 1);
    }
    k3_inta_event(s->inta, s->error_event + n, true);
}

/* The descriptor goes back to software */
static void k3_bcdma_end_packet(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];
    bool before = k3_dma_ring_pending(&c->ring);

    trace_k3_bcdma_packet(k3_trace_name(s), n, c->element, "done");
    k3_bcdma_drop(s, n);
    c->packets++;
    if (k3_dma_ring_put(&c->ring, &s->as, c->element)) {
        k3_bcdma_error(s, n);
    }
    k3_bcdma_ring_event(s, n, before);
    if (k3_bcdma_tearing_down(c)) {
        k3_bcdma_end_teardown(s, n);
    }
}

static hwaddr k3_bcdma_descriptor(const K3BCDMAChannel *c)
{
    return extract64(c->element, 0, K3_DMA_ADDRESS_BITS);
}

static void k3_bcdma_begin_packet(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];
    uint32_t info[INFO_SIZE / sizeof(uint32_t)] = { 0 };
    MemTxResult result = k3_dma_ring_take(&c->ring, &s->as, &c->element);

    c->busy = true;
    c->tr_loaded = false;
    c->tr_index = 0;
    trace_k3_bcdma_packet(k3_trace_name(s), n, c->element, "begins");
    if (!result) {
        result = address_space_read(&s->as, k3_bcdma_descriptor(c),
                                    MEMTXATTRS_UNSPECIFIED, info,
                                    sizeof(info));
    }
    info[0] = le32_to_cpu(info[0]);
    info[1] = le32_to_cpu(info[1]);
    c->tr_size = RECORD_SIZE_MIN << FIELD_EX32(info[1], INFO1, RECORD_SIZE);
    c->tr_last = FIELD_EX32(info[0], INFO0, LAST_INDEX);
    c->reload_index = FIELD_EX32(info[0], INFO0, RELOAD_INDEX);
    c->reloads = FIELD_EX32(info[0], INFO0, RELOAD_COUNT);
    if (result || FIELD_EX32(info[0], INFO0, TYPE) != TYPE_TR ||
        c->tr_size > RECORD_SIZE_MAX ||
        (c->reloads && c->reload_index > c->tr_last)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: channel %u: no descriptor of "
                      "transfer requests at 0x%" HWADDR_PRIx "\n",
                      k3_trace_name(s), n, k3_bcdma_descriptor(c));
        k3_bcdma_error(s, n);
        k3_bcdma_end_packet(s, n);
    }
}

static void k3_bcdma_begin_tr(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];
    uint8_t record[K3_TR_SIZE] = { 0 };
    /* The descriptor's own words take the place of a record */
    hwaddr address = k3_bcdma_descriptor(c) +
                     (hwaddr)c->tr_size * (c->tr_index + 1);
    MemTxResult result = address_space_read(&s->as, address,
                                            MEMTXATTRS_UNSPECIFIED, record,
                                            MIN(c->tr_size, sizeof(record)));

    k3_tr_load(&c->tr, record, s);
    if (result) {
        c->tr.status = K3_TR_STATUS_TRANSFER_ERROR;
    } else if (c->tr_size < K3_TR_SIZE) {
        c->tr.status = K3_TR_STATUS_TYPE;
    }
    c->tr_loaded = true;
    trace_k3_bcdma_tr(k3_trace_name(s), n, c->tr_index, c->tr.flags,
                      c->tr.source.address, c->tr.destination.address);
}

static void k3_bcdma_end_tr(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];
    uint32_t response = cpu_to_le32(k3_tr_response(&c->tr));
    hwaddr address = k3_bcdma_descriptor(c) +
                     (hwaddr)c->tr_size * (c->tr_last + 2) +
                     c->tr_index * sizeof(response);
    MemTxResult result = address_space_write(&s->as, address,
                                             MEMTXATTRS_UNSPECIFIED, &response,
                                             sizeof(response));

    trace_k3_bcdma_response(k3_trace_name(s), n, c->tr_index, c->tr.status);
    if (c->tr.status != K3_TR_STATUS_OK) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: channel %u: transfer request %u at "
                      "0x%" HWADDR_PRIx " ended with status 0x%02x\n",
                      k3_trace_name(s), n, c->tr_index, k3_bcdma_descriptor(c),
                      c->tr.status);
    }
    if (result || c->tr.status != K3_TR_STATUS_OK) {
        k3_bcdma_error(s, n);
    }
    if (!k3_tr_suppresses_event(&c->tr)) {
        k3_inta_event(s->inta, s->data_event + n, true);
    }
    c->tr_loaded = false;
    if (c->tr_index < c->tr_last) {
        c->tr_index++;
    } else if (c->reloads && !k3_bcdma_tearing_down(c)) {
        c->tr_index = c->reload_index;
        if (c->reloads != RELOAD_FOREVER) {
            c->reloads--;
        }
    } else {
        k3_bcdma_end_packet(s, n);
    }
}

int64_t k3_bcdma_step(K3BCDMAState *s, unsigned n)
{
    K3BCDMAChannel *c = &s->channel[n];
    uint64_t copied;

    if (!c->busy) {
        k3_bcdma_begin_packet(s, n);
        return STEP_NS;
    }
    if (!c->tr_loaded) {
        k3_bcdma_begin_tr(s, n);
    }
    copied = k3_tr_copy(&c->tr, &s->as, s->buffer, STEP_BYTES, STEP_ROWS);
    c->started += copied;
    c->bytes += copied;
    if (k3_tr_done(&c->tr)) {
        k3_bcdma_end_tr(s, n);
    }
    return STEP_NS + copied * NANOSECONDS_PER_SECOND / s->bandwidth;
}
