/*
 * TI K3 message sink interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_MESSAGE_SINK_H
#define HW_MISC_K3_MESSAGE_SINK_H

#include "qom/object.h"

/**
 * DOC: the receiver of the messages that hosts write to the secure proxy
 *
 * The system firmware model implements this interface, and the secure proxy
 * uses nothing else of it.  The proxy calls the sink once for each message,
 * with the BQL held, during the host's write of the last byte of the message.
 * The sink may take the message (k3_secure_proxy_pop()) and answer it
 * (k3_secure_proxy_push()) during the call or later.
 */

#define TYPE_K3_MESSAGE_SINK "ti-k3-message-sink"

typedef struct K3MessageSink K3MessageSink;
typedef struct K3MessageSinkClass K3MessageSinkClass;

DECLARE_CLASS_CHECKERS(K3MessageSinkClass, K3_MESSAGE_SINK,
                       TYPE_K3_MESSAGE_SINK)
#define K3_MESSAGE_SINK(obj) \
    INTERFACE_CHECK(K3MessageSink, (obj), TYPE_K3_MESSAGE_SINK)

/**
 * struct K3MessageSinkClass - functions of a message sink
 * @message: one more message is waiting in outbound thread @thread of the
 *           proxy @from.  One sink may serve several proxies.
 */
struct K3MessageSinkClass {
    InterfaceClass parent_class;

    void (*message)(K3MessageSink *sink, Object *from, unsigned thread);
};

#endif
