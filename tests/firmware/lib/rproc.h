/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Linux's remoteproc needs of a firmware: start, banner, message loop.
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

/* Proposed for Linux, and in TI's kernels and SDKs */
#define RP_MBOX_SHUTDOWN        0xffffff14
#define RP_MBOX_SHUTDOWN_ACK    0xffffff15

/* A message an app knows: its handler runs in rproc_serve(), IRQs unmasked */
struct rproc_message {
    uint32_t value;
    const char *name;
    void (*handler)(uint32_t message);
};

extern const struct rproc_message rproc_echo_request;

/*
 * First thing an app does: trace, banner, interrupt controller. Returns the
 * description of the core it runs on; does not return on a core that
 * the SoC's table lacks.
 */
const struct k3_core *rproc_start(const char *app);

/*
 * Before rproc_serve(). Messages below RP_MBOX_READY are kicks: kicked() is
 * asked in the interrupt handler whether it knows the id, then work() is called
 * in rproc_serve(), and again as long as it returns true. Messages proper go
 * first. Kicks are not traced and never dropped: many count as one.
 */
void rproc_set_work(bool (*kicked)(uint32_t id), bool (*work)(void));

/*
 * Before rproc_serve(): called before the answer to RP_MBOX_SHUTDOWN, to give
 * back what the app has taken from the system firmware.
 */
void rproc_on_shutdown(void (*release)(void));

/*
 * Receive messages for ever: trace each, call its handler, count the ones
 * that `messages` lacks. Waits in WFI. RP_MBOX_SHUTDOWN needs no handler; what
 * happens then is in lib/options.h.
 */
void rproc_serve(const struct k3_core *core,
                 const struct rproc_message *const *messages, size_t num)
    __attribute__((noreturn));

#endif /* LIB_RPROC_H */
