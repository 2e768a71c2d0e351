/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Firmware interface to Linux's remoteproc: start, banner, message loop.
 */

#ifndef LIB_RPROC_H
#define LIB_RPROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "soc/soc.h"

/* Linux drivers/remoteproc/omap_remoteproc.h */
#define RP_MBOX_READY           0xffffff00
#define RP_MBOX_CRASH           0xffffff02
#define RP_MBOX_ECHO_REQUEST    0xffffff03
#define RP_MBOX_ECHO_REPLY      0xffffff04

/* Proposed for Linux, and used in TI's kernels and SDKs */
#define RP_MBOX_SHUTDOWN        0xffffff14
#define RP_MBOX_SHUTDOWN_ACK    0xffffff15

/* A message of an app; its handler runs in rproc_serve(), IRQs unmasked */
struct rproc_message {
    uint32_t value;
    const char *name;
    void (*handler)(uint32_t message);
};

extern const struct rproc_message rproc_echo_request;

/*
 * An app calls this first: it starts the trace, prints the banner and sets up
 * the interrupt controller. Returns the description of this core; does not
 * return if the core is not in the SoC's table.
 */
const struct k3_core *rproc_start(const char *app);

/*
 * Call before rproc_serve(). Messages below RP_MBOX_READY are kicks. In the
 * interrupt handler, kicked() tells whether the id is known. If so,
 * rproc_serve() calls work() until it returns false, but handles other messages
 * first. Kicks are not traced and never dropped: several kicks count as one.
 */
void rproc_set_work(bool (*kicked)(uint32_t id), bool (*work)(void));

/*
 * Call before rproc_serve(), to set a function that runs before the answer to
 * RP_MBOX_SHUTDOWN and releases what the app holds in the system firmware.
 */
void rproc_on_shutdown(void (*release)(void));

/*
 * Receive messages forever: trace each message, call its handler, and count
 * those that are not in `messages`. Waits in WFI. RP_MBOX_SHUTDOWN needs no
 * handler; lib/options.h has the options for it.
 */
void rproc_serve(const struct k3_core *core,
                 const struct rproc_message *const *messages, size_t num)
    __attribute__((noreturn));

#endif /* LIB_RPROC_H */
