/*
 * TI-SCI: what a chapter of messages is, and what it can ask of the core
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_CHAPTER_H
#define HW_REMOTEPROC_TI_SCI_CHAPTER_H

#include "hw/remoteproc/ti-sci.h"
#include "migration/vmstate.h"
#include "ti-sci-messages.h"

/**
 * DOC: chapters of the system firmware
 *
 * The messages of the system firmware come in chapters, as in the TISCI User
 * Guide.  A chapter is a file that defines a #TISCIChapter, which is declared
 * below and has a line in the list of ti-sci-dispatch.c.  Nothing else of the
 * core knows one chapter from another.  A chapter includes this header, which
 * has what the core offers, and the header of a chapter of which it needs
 * something; that chapter knows nothing of it.
 */

/* What a fault rule makes of the power of a module */
typedef enum TISCIStuck {
    TI_SCI_NOT_STUCK,
    TI_SCI_STUCK,
    TI_SCI_WEDGED,              /* ... and nothing answers for its memories */
    TI_SCI_STUCK__MAX,
} TISCIStuck;

typedef struct TISCIRequest {
    TISCIState *sci;
    unsigned index;             /* of the host in the table */
    uint8_t host;
    uint8_t seq;
    uint16_t type;
    uint32_t flags;
    const void *msg;            /* header and body, without secure header */
    size_t len;
    TISCIStuck stuck;           /* the state in which a fault rule ends it */
} TISCIRequest;

typedef enum TISCIResult {
    TI_SCI_NACK,
    TI_SCI_ACK,
    TI_SCI_PENDING,             /* after ti_sci_defer() */
} TISCIResult;

/**
 * struct TISCIMessage - a request
 * @type: number of the message
 * @size: size of the request, header included
 * @device_manager: the device manager serves it; see #TISCIChapter
 * @name: as in the TISCI User Guide
 * @handler: carries the request out.  It fills in the body of @resp, whose
 * header is already there, and may set flags of this message in the header.
 * With %TI_SCI_NACK the core discards what @resp has.  NULL: the message is
 * known, but not modelled.
 * @resume: continues a request of host @index that @handler, or @resume itself,
 * has deferred
 */
typedef struct TISCIMessage {
    uint16_t type;
    uint8_t size;
    bool device_manager;
    const char *name;
    TISCIResult (*handler)(TISCIState *s, const TISCIRequest *req, void *resp);
    TISCIResult (*resume)(TISCIState *s, unsigned index);
} TISCIMessage;

/* A message of structure @_request; other members may follow @_handler. */
#define TI_SCI_MESSAGE(_type, _name, _request, _handler, ...) \
    { \
        .type = (_type), .size = sizeof(struct _request), \
        .name = (_name), .handler = (_handler), ## __VA_ARGS__ \
    }

#define TI_SCI_UNMODELLED(_type, _name, ...) \
    TI_SCI_MESSAGE(_type, _name, tisci_header, NULL, ## __VA_ARGS__)

/* What the first field of all requests of a chapter is */
typedef enum TISCISubject {
    TI_SCI_SUBJECT_NONE,
    TI_SCI_SUBJECT_DEVICE,
    TI_SCI_SUBJECT_PROCESSOR,
} TISCISubject;

/**
 * struct TISCIChapter - messages that belong together, and their state
 * @first: first type of the chapter
 * @last: last type of the chapter
 * @device_manager: the device manager serves all types of the chapter; the
 * foundational security firmware (TIFS) serves the others
 * @subject: what the requests are about
 * @messages: those that are known
 * @num_messages: length of @messages
 * @create: allocates the state, in one block; the core frees it.  All members
 * from here on may be NULL.
 * @reset: enter phase of a reset
 * @boot: exit phase of a reset
 * @ownership: appends a line for each thing that a host holds
 * @vmsd: describes the state, and is required if there is any
 */
typedef struct TISCIChapter {
    uint16_t first;
    uint16_t last;
    bool device_manager;
    TISCISubject subject;
    const TISCIMessage *messages;
    size_t num_messages;

    void *(*create)(TISCIState *s);
    void (*reset)(TISCIState *s);
    void (*boot)(TISCIState *s);
    void (*ownership)(TISCIState *s, GString *out);
    const VMStateDescription *vmsd;
} TISCIChapter;

extern const TISCIChapter ti_sci_clock_chapter;
extern const TISCIChapter ti_sci_device_chapter;
extern const TISCIChapter ti_sci_dma_chapter;
extern const TISCIChapter ti_sci_general_chapter;
extern const TISCIChapter ti_sci_lpm_chapter;
extern const TISCIChapter ti_sci_proc_chapter;
extern const TISCIChapter ti_sci_resource_chapter;

/** ti_sci_state: what @create of @chapter has returned. */
void *ti_sci_state(TISCIState *s, const TISCIChapter *chapter);

/** ti_sci_host_known: does a host have the id @host? */
bool ti_sci_host_known(const TISCIState *s, uint8_t host);

/** ti_sci_hosts_mask: a bit for each host. */
uint64_t ti_sci_hosts_mask(const TISCIState *s);

/**
 * ti_sci_find_proc: boot registers of the processor with TISCI id @id; NULL if
 * they are not modelled.
 */
K3ProcState *ti_sci_find_proc(TISCIState *s, uint8_t id);

/** ti_sci_fault_status: the status word that the firmware reports of @p. */
uint32_t ti_sci_fault_status(TISCIState *s, K3ProcState *p);

/** ti_sci_refuse: log why @req gets a NACK. */
void ti_sci_refuse(const TISCIRequest *req, const char *fmt, ...)
    G_GNUC_PRINTF(2, 3);

/** ti_sci_hang_bus: the interconnect hangs from now on, due to @proc. */
void ti_sci_hang_bus(TISCIState *s, unsigned proc, const char *why);

/**
 * ti_sci_defer: call the message's @resume in @ns of virtual time.  A handler
 * that calls this returns %TI_SCI_PENDING.
 */
TISCIResult ti_sci_defer(TISCIState *s, unsigned index, int64_t ns);

/** ti_sci_deferred: has a @type request of host @index yet to be resumed? */
bool ti_sci_deferred(TISCIState *s, unsigned index, uint16_t type);

#endif
