/*
 * TI-SCI: what the parts of the core know of each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_INTERNAL_H
#define HW_REMOTEPROC_TI_SCI_INTERNAL_H

#include "hw/remoteproc/k3-fault.h"
#include "ti-sci-chapter.h"

typedef enum TISCIChannelState {
    TI_SCI_CHANNEL_IDLE,
    TI_SCI_CHANNEL_SERVICE,     /* will take the next request */
    TI_SCI_CHANNEL_WAIT,        /* will resume a deferred request */
    TI_SCI_CHANNEL_RESPOND,     /* response waits for room in the thread */
    TI_SCI_CHANNEL_HELD,        /* a fault rule has the response */
    TI_SCI_CHANNEL__MAX,
} TISCIChannelState;

/* The conversation with one host */
struct TISCIChannel {
    TISCIState *sci;
    uint8_t state;
    QEMUTimer *timer;
    bool silent;                /* the request asked for no response */
    uint32_t retry_ns;
    uint8_t response[K3_SECURE_PROXY_MSG_SIZE];
    uint32_t about;             /* device or processor of the request, or 0 */
};

/* ti-sci-conversation.c: requests and responses in their threads */
void ti_sci_conversation_create(TISCIState *s);
void ti_sci_conversation_free(TISCIState *s);
void ti_sci_conversation_reset(TISCIState *s);
int ti_sci_conversation_post_load(TISCIState *s);
void ti_sci_conversation_message(K3MessageSink *sink, Object *from,
                                 unsigned thread);
/* Put a response to host @index into its thread; false if that is full. */
bool ti_sci_put_response(TISCIState *s, unsigned index,
                         const uint8_t response[K3_SECURE_PROXY_MSG_SIZE]);
/* Go on with host @index: send its response, or take its next request. */
void ti_sci_conversation_resume(TISCIState *s, unsigned index, bool respond);
extern const VMStateDescription vmstate_ti_sci_channel;

/* ti-sci-dispatch.c: the chapters, as a whole */
void ti_sci_chapters_create(TISCIState *s);
void ti_sci_chapters_free(TISCIState *s);
void ti_sci_chapters_reset(TISCIState *s);
void ti_sci_chapters_boot(TISCIState *s);
void ti_sci_chapters_ownership(TISCIState *s, GString *out);
/* Of TISCIState.chapter_state; complete after the call of class_init() */
extern const VMStateDescription vmstate_ti_sci_chapters;
void ti_sci_chapters_class_init(void);

bool ti_sci_for_device_manager(uint16_t type);
TISCIResult ti_sci_dispatch(const TISCIRequest *req, void *resp);
bool ti_sci_can_resume(uint16_t type);
TISCIResult ti_sci_resume(TISCIState *s, unsigned index, uint16_t type);
/* What requests of @type are about, and the id of the one that @req is about */
TISCISubject ti_sci_subject(uint16_t type);
uint32_t ti_sci_subject_id(const TISCIRequest *req);

/* ti-sci-observe.c: properties for observers, and the policies */
void ti_sci_observe_class_init(ObjectClass *oc);

/*
 * ti-sci-fault.c: the verdict of fault rules on @req.  If it is carried out,
 * the rest of the verdict is already in @ch and @req.
 */
K3FaultVerdict ti_sci_fault_request(TISCIChannel *ch, TISCIRequest *req);
/* Send the response of @ch, subject to fault rules; @header is part of it. */
void ti_sci_fault_send(TISCIChannel *ch, const struct tisci_header *header);
void ti_sci_fault_class_init(ObjectClass *oc);

#endif
