/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How this firmware behaves. options.py writes other values into a built ELF,
 * so that a variant needs no build of its own; so may a debugger or a loader,
 * as long as the core has not started.
 */

#ifndef LIB_OPTIONS_H
#define LIB_OPTIONS_H

#include <stdint.h>

#define OPTIONS_MAGIC           0x504f334b  /* "K3OP" */

/* What a core does after it has answered RP_MBOX_SHUTDOWN */
enum options_rest {
    REST_MASKED,        /* WFI forever, which no interrupt can end */
    REST_ONCE,          /* one WFI with all interrupts live, then as before */
    REST_RUN,           /* never waits */
    REST_WFE,           /* waits for events instead */
    REST_MOMENT,        /* one WFI of a millisecond, then never again */
};

struct firmware_options {
    uint32_t magic;
    uint32_t size;
    /* ACKs of a shutdown; with 0 the message is ignored */
    uint32_t shutdown_acks;
    /* Microseconds from the message to the ACK, spent in WFI */
    uint32_t shutdown_ack_delay;
    /* Microseconds from the ACK to the rest, spent in a loop */
    uint32_t shutdown_wfi_delay;
    /* enum options_rest */
    uint32_t shutdown_rest;
    /* unsolicited ACKs, sent when the core is ready */
    uint32_t stale_acks;
    /* Ticks a second from the start on, 0 for none */
    uint32_t tick_hz;
    /*
     * A device that the core takes from the system firmware at the start, 0
     * for none, and whether it keeps it over a shutdown.
     */
    uint32_t hold_device;
    uint32_t keep_device;
    /* Services are announced to the first driver only, as TI's examples do */
    uint32_t announce_once;
};

/* Volatile: the values may differ from those in the source */
extern volatile struct firmware_options firmware_options;

#endif /* LIB_OPTIONS_H */
