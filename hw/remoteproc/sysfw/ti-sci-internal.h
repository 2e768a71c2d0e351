/*
 * TI-SCI: what the chapters share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_INTERNAL_H
#define HW_REMOTEPROC_TI_SCI_INTERNAL_H

#include "hw/remoteproc/ti-sci.h"
#include "ti-sci-messages.h"

typedef struct TISCIRequest {
    TISCIState *sci;
    unsigned index;             /* of the host in the table */
    uint8_t host;
    uint8_t seq;
    uint16_t type;
    uint32_t flags;
    const void *msg;            /* header and body, without secure header */
    size_t len;
    TISCIStuck stuck;           /* by a fault rule: so it ends */
} TISCIRequest;

typedef enum TISCIResult {
    TI_SCI_NACK,
    TI_SCI_ACK,
    TI_SCI_PENDING,             /* ti_sci_complete() will answer */
} TISCIResult;

/*
 * @resp is the response, header included; the handler fills in the body, and
 * may set command specific response flags.  What it leaves behind is discarded
 * when it returns TI_SCI_NACK.
 */
typedef TISCIResult TISCIHandler(TISCIState *s, const TISCIRequest *req,
                                 void *resp);

typedef struct TISCIMessage {
    uint16_t type;
    uint8_t size;               /* of the structure, header included */
    TISCIHandler *handler;      /* NULL: known, but not modelled */
    const char *name;           /* as in the TISCI User Guide */
} TISCIMessage;

/* A message that has a handler, and its structure; or the header alone */
#define TI_SCI_MESSAGE(type, name, request, handler) \
    { type, sizeof(struct request), handler, name }
#define TI_SCI_UNMODELLED(type, name) \
    { type, sizeof(struct tisci_header), NULL, name }

typedef struct TISCIChapter {
    const TISCIMessage *messages;
    size_t num_messages;
} TISCIChapter;

extern const TISCIChapter ti_sci_device_chapter;
extern const TISCIChapter ti_sci_clock_chapter;
extern const TISCIChapter ti_sci_resource_chapter;
extern const TISCIChapter ti_sci_proc_chapter;
extern const TISCIChapter ti_sci_lpm_chapter;

/* ti-sci.c */
bool ti_sci_host_known(const TISCIState *s, uint8_t host);
void ti_sci_complete(TISCIState *s, unsigned index, TISCIResult result);
void ti_sci_hang_bus(TISCIState *s, unsigned proc, const char *why);
void ti_sci_refuse(const TISCIRequest *req, const char *fmt, ...)
    G_GNUC_PRINTF(2, 3);

/*
 * ti-sci-fault.c: whether a fault rule lets the firmware carry out @req; with
 * false, *@answer is whether it is refused rather than forgotten.
 */
bool ti_sci_fault_request(TISCIChannel *ch, TISCIRequest *req, bool *answer);
/* Before the response goes out for the first time; true: @ch is to wait */
bool ti_sci_fault_response(TISCIChannel *ch, void *header);
/* The status of a processor, as the firmware tells it */
uint32_t ti_sci_fault_status(K3ProcState *p);
extern const VMStateDescription vmstate_ti_sci_tamper;

/* ti-sci-device.c */
void ti_sci_device_init(TISCIState *s);
void ti_sci_device_reset(TISCIState *s);
void ti_sci_device_reset_exit(TISCIState *s);
int ti_sci_device_post_load(TISCIState *s);
void ti_sci_device_ownership(TISCIState *s, GString *out);
/* Index of a device; -1, and the reason in the log, if @req may not use it */
int ti_sci_device_prepare(TISCIState *s, const TISCIRequest *req, uint32_t id,
                          bool modify);

/* ti-sci-clock.c */
void ti_sci_clock_reset(TISCIState *s);
int ti_sci_clock_post_load(TISCIState *s);
void ti_sci_clock_ownership(TISCIState *s, GString *out);

/* ti-sci-resource.c */
void ti_sci_resource_reset(TISCIState *s);
int ti_sci_resource_post_load(TISCIState *s);
void ti_sci_resource_ownership(TISCIState *s, GString *out);

/* ti-sci-proc.c */
void ti_sci_proc_reset(TISCIState *s);
void ti_sci_proc_ownership(TISCIState *s, GString *out);
void ti_sci_proc_wait_step(TISCIState *s, unsigned index);
bool ti_sci_proc_wait_valid(TISCIState *s, const TISCIWait *wait);

extern const VMStateDescription vmstate_ti_sci_device;
extern const VMStateDescription vmstate_ti_sci_clock;
extern const VMStateDescription vmstate_ti_sci_route;
extern const VMStateDescription vmstate_ti_sci_proc;

#endif
