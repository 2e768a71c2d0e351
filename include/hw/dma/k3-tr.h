/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: transfer requests
 */
#ifndef HW_DMA_K3_TR_H
#define HW_DMA_K3_TR_H

#include "exec/memattrs.h"
#include "migration/vmstate.h"
#include "system/memory.h"

/**
 * DOC: a transfer request (TR) of a block copy channel
 *
 * A TR of type 15 describes four nested loops over the bytes to read, and four
 * over the bytes to write.  The innermost loop counts consecutive bytes; each
 * of the others has a count and a distance in bytes, which may be negative.
 * Both sides move on independently, until one of them ends.
 *
 * A TR may be very long, or have very many rows of a few bytes, so it is
 * executed in steps, with a limit for both.
 *
 * This is part of a DMA engine and no device of its own.
 *
 * Sources: Linux include/linux/dma/ti-cppi5.h; MCU+ SDK csl_bcdma.h; AM62x TRM
 * (SPRUIV7), "Transfer Request Record".
 */
#define K3_TR_SIZE          64      /* of type 15 */
#define K3_TR_DIMENSIONS    4

/* Statuses of a response: type in bits 0 to 3, details in bits 4 to 7 */
#define K3_TR_STATUS_OK             0x00
#define K3_TR_STATUS_TRANSFER_ERROR 0x01
#define K3_TR_STATUS_ABORTED        0x02
#define K3_TR_STATUS_ICNT0          0x03
#define K3_TR_STATUS_TYPE           0x04
#define K3_TR_STATUS_STATIC         0x14
#define K3_TR_STATUS_CFG_SPECIFIC   0x34

typedef struct K3TRSide {
    uint64_t address;
    uint16_t count[K3_TR_DIMENSIONS];
    int32_t distance[K3_TR_DIMENSIONS];     /* the first is not used */
    uint16_t position[K3_TR_DIMENSIONS];
    bool done;
} K3TRSide;

typedef struct K3TR {
    uint32_t flags;
    uint8_t status;
    K3TRSide source;
    K3TRSide destination;
} K3TR;

extern const VMStateDescription vmstate_k3_tr;

/** k3_tr_valid: whether this can be the state of a TR. */
bool k3_tr_valid(const K3TR *tr);

/**
 * k3_tr_load: begin the TR with the K3_TR_SIZE bytes @record.  The status of
 * one that cannot be executed is an error, and it has ended.  Messages in the
 * log are those of @device.
 */
void k3_tr_load(K3TR *tr, const uint8_t *record, void *device);

/** k3_tr_done: whether the TR has ended. */
bool k3_tr_done(const K3TR *tr);

/**
 * k3_tr_copy: copy at most @size bytes, in at most @rows pieces, by way of
 * @buffer, which has room for @size.  Returns the number of bytes; an error of
 * the bus ends the TR.
 */
size_t k3_tr_copy(K3TR *tr, AddressSpace *as, void *buffer, size_t size,
                  unsigned rows);

/** k3_tr_suppresses_event: whether the end of the TR sends no event. */
bool k3_tr_suppresses_event(const K3TR *tr);

/** k3_tr_response: what to write as the response of the TR. */
uint32_t k3_tr_response(const K3TR *tr);

#endif /* HW_DMA_K3_TR_H */
