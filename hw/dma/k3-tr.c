/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: transfer requests
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/log.h"
#include "hw/dma/k3-dma-ring.h"
#include "hw/dma/k3-tr.h"
#include "hw/misc/k3-trace.h"
#include "hw/registerfields.h"

FIELD(FLAGS, TYPE, 0, 4)
FIELD(FLAGS, STATIC, 4, 1)
FIELD(FLAGS, EVENT_SIZE, 6, 2)
FIELD(FLAGS, TRIGGER0, 8, 2)
FIELD(FLAGS, TRIGGER1, 12, 2)
FIELD(FLAGS, CMD_ID, 16, 8)
FIELD(FLAGS, SA_INDIRECT, 24, 1)
FIELD(FLAGS, DA_INDIRECT, 25, 1)
FIELD(FLAGS, SUPPRESS_EVENT, 26, 1)

#define TYPE_4D_BLOCK_MOVE  15

FIELD(RESPONSE, STATUS, 0, 8)
FIELD(RESPONSE, CMD_ID, 16, 8)

/* Offsets in a record of type 15 */
#define FLAGS_AT            0
#define ICNT0               4
#define ICNT1               6
#define SOURCE              8
#define DIM1                16
#define ICNT2               20
#define ICNT3               22
#define DIM2                24
#define DIM3                28
#define DDIM1               36
#define DESTINATION         40
#define DDIM2               48
#define DDIM3               52
#define DICNT0              56

static void k3_tr_side_begin(K3TRSide *side)
{
    side->address = extract64(side->address, 0, K3_DMA_ADDRESS_BITS);
    memset(side->position, 0, sizeof(side->position));
    side->done = false;
    for (int i = 0; i < K3_TR_DIMENSIONS; i++) {
        side->done |= !side->count[i];
    }
}

static uint8_t k3_tr_check(const K3TR *tr, void *device)
{
    if (FIELD_EX32(tr->flags, FLAGS, TYPE) != TYPE_4D_BLOCK_MOVE) {
        return K3_TR_STATUS_TYPE;
    }
    if (FIELD_EX32(tr->flags, FLAGS, STATIC)) {
        return K3_TR_STATUS_STATIC;
    }
    if (!tr->source.count[0] || !tr->destination.count[0]) {
        return K3_TR_STATUS_ICNT0;
    }
    if (FIELD_EX32(tr->flags, FLAGS, SA_INDIRECT) ||
        FIELD_EX32(tr->flags, FLAGS, DA_INDIRECT) ||
        FIELD_EX32(tr->flags, FLAGS, TRIGGER0) ||
        FIELD_EX32(tr->flags, FLAGS, TRIGGER1)) {
        qemu_log_mask(LOG_UNIMP, "%s: a transfer request with flags 0x%08x: "
                      "indirection and triggers are not modelled\n",
                      k3_trace_name(device), tr->flags);
        return K3_TR_STATUS_CFG_SPECIFIC;
    }
    if (FIELD_EX32(tr->flags, FLAGS, EVENT_SIZE) &&
        !FIELD_EX32(tr->flags, FLAGS, SUPPRESS_EVENT)) {
        qemu_log_mask(LOG_UNIMP, "%s: a transfer request with flags 0x%08x: "
                      "the only event that is modelled is that of its end\n",
                      k3_trace_name(device), tr->flags);
    }
    return K3_TR_STATUS_OK;
}

void k3_tr_load(K3TR *tr, const uint8_t *record, void *device)
{
    *tr = (K3TR) {
        .flags = ldl_le_p(record + FLAGS_AT),
        .source = {
            .address = ldq_le_p(record + SOURCE),
            .count = {
                lduw_le_p(record + ICNT0), lduw_le_p(record + ICNT1),
                lduw_le_p(record + ICNT2), lduw_le_p(record + ICNT3),
            },
            .distance = {
                0, ldl_le_p(record + DIM1), ldl_le_p(record + DIM2),
                ldl_le_p(record + DIM3),
            },
        },
        .destination = {
            .address = ldq_le_p(record + DESTINATION),
            .distance = {
                0, ldl_le_p(record + DDIM1), ldl_le_p(record + DDIM2),
                ldl_le_p(record + DDIM3),
            },
        },
    };
    for (int i = 0; i < K3_TR_DIMENSIONS; i++) {
        tr->destination.count[i] = lduw_le_p(record + DICNT0 + 2 * i);
    }
    tr->status = k3_tr_check(tr, device);
    k3_tr_side_begin(&tr->source);
    k3_tr_side_begin(&tr->destination);
}

bool k3_tr_done(const K3TR *tr)
{
    return tr->status != K3_TR_STATUS_OK || tr->source.done ||
           tr->destination.done;
}

static hwaddr k3_tr_side_address(const K3TRSide *side)
{
    uint64_t address = side->address + side->position[0];

    for (int i = 1; i < K3_TR_DIMENSIONS; i++) {
        address += (int64_t)side->distance[i] * side->position[i];
    }
    return extract64(address, 0, K3_DMA_ADDRESS_BITS);
}

/* The rest of the row */
static size_t k3_tr_side_left(const K3TRSide *side)
{
    return side->count[0] - side->position[0];
}

static void k3_tr_side_advance(K3TRSide *side, size_t size)
{
    side->position[0] += size;
    for (int i = 0; side->position[i] == side->count[i]; i++) {
        side->position[i] = 0;
        if (i + 1 == K3_TR_DIMENSIONS) {
            side->done = true;
            return;
        }
        side->position[i + 1]++;
    }
}

size_t k3_tr_copy(K3TR *tr, AddressSpace *as, void *buffer, size_t size,
                  unsigned rows)
{
    size_t copied = 0;

    while (!k3_tr_done(tr) && copied < size && rows--) {
        size_t piece = MIN(MIN(k3_tr_side_left(&tr->source),
                               k3_tr_side_left(&tr->destination)),
                           size - copied);

        if (address_space_read(as, k3_tr_side_address(&tr->source),
                               MEMTXATTRS_UNSPECIFIED, buffer, piece) ||
            address_space_write(as, k3_tr_side_address(&tr->destination),
                                MEMTXATTRS_UNSPECIFIED, buffer, piece)) {
            tr->status = K3_TR_STATUS_TRANSFER_ERROR;
            break;
        }
        k3_tr_side_advance(&tr->source, piece);
        k3_tr_side_advance(&tr->destination, piece);
        copied += piece;
    }
    return copied;
}

bool k3_tr_suppresses_event(const K3TR *tr)
{
    return FIELD_EX32(tr->flags, FLAGS, SUPPRESS_EVENT);
}

uint32_t k3_tr_response(const K3TR *tr)
{
    uint32_t response = FIELD_DP32(0, RESPONSE, STATUS, tr->status);

    return FIELD_DP32(response, RESPONSE, CMD_ID,
                      FIELD_EX32(tr->flags, FLAGS, CMD_ID));
}

static bool k3_tr_side_valid(const K3TRSide *side)
{
    for (int i = 0; i < K3_TR_DIMENSIONS; i++) {
        if (!side->done && side->position[i] >= side->count[i]) {
            return false;
        }
    }
    return true;
}

bool k3_tr_valid(const K3TR *tr)
{
    return k3_tr_side_valid(&tr->source) && k3_tr_side_valid(&tr->destination);
}

static const VMStateDescription vmstate_k3_tr_side = {
    .name = "ti-k3-tr/side",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(address, K3TRSide),
        VMSTATE_UINT16_ARRAY(count, K3TRSide, K3_TR_DIMENSIONS),
        VMSTATE_INT32_ARRAY(distance, K3TRSide, K3_TR_DIMENSIONS),
        VMSTATE_UINT16_ARRAY(position, K3TRSide, K3_TR_DIMENSIONS),
        VMSTATE_BOOL(done, K3TRSide),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_k3_tr = {
    .name = "ti-k3-tr",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(flags, K3TR),
        VMSTATE_UINT8(status, K3TR),
        VMSTATE_STRUCT(source, K3TR, 1, vmstate_k3_tr_side, K3TRSide),
        VMSTATE_STRUCT(destination, K3TR, 1, vmstate_k3_tr_side, K3TRSide),
        VMSTATE_END_OF_LIST()
    }
};
