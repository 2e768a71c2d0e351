/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Options of this firmware. options.py writes other values into a built ELF, so
 * that a variant needs no separate build. A debugger or a loader can do the
 * same before the core starts.
 */

#ifndef LIB_OPTIONS_H
#define LIB_OPTIONS_H

#include <stdint.h>

#define OPTIONS_MAGIC           0x504f334b  /* "K3OP" */

/* Behaviour after the answer to RP_MBOX_SHUTDOWN */
enum options_rest {
    REST_MASKED,        /* WFI forever, which no interrupt can end */
    REST_ONCE,          /* one WFI, interrupts enabled, then as before */
    REST_RUN,           /* busy loop, no WFI */
    REST_WFE,           /* WFE forever */
    REST_MOMENT,        /* one WFI of a millisecond, then a busy loop */
};

struct firmware_options {
    uint32_t magic;
    uint32_t size;
    /* Number of ACKs for a shutdown; 0: ignore the message */
    uint32_t shutdown_acks;
    /* Microseconds from the message to the ACK, spent in WFI */
    uint32_t shutdown_ack_delay;
    /* Microseconds from the ACK to shutdown_rest, spent in a loop */
    uint32_t shutdown_wfi_delay;
    /* enum options_rest */
    uint32_t shutdown_rest;
    /* Number of unsolicited ACKs, sent when the core is ready */
    uint32_t stale_acks;
    /* Ticks per second from the start on; 0: none */
    uint32_t tick_hz;
    /*
     * A device that the core requests from the system firmware at the start
     * (0: none), and whether it keeps the device after a shutdown.
     */
    uint32_t hold_device;
    uint32_t keep_device;
    /* Announce services to the first driver only, as TI's examples do */
    uint32_t announce_once;
};

/* Volatile: the values may differ from those in the source */
extern volatile struct firmware_options firmware_options;

#endif /* LIB_OPTIONS_H */
