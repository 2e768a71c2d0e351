/*
 * Simulated firmware of a TI K3 remote core: what its parts share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_SIM_INTERNAL_H
#define HW_REMOTEPROC_K3_SIM_INTERNAL_H

#include "hw/misc/k3-trace.h"
#include "hw/remoteproc/k3-sim-fw.h"

/* Results of a step; also the events of the table in k3-sim-life.c */
typedef enum K3SimEvent {
    K3_SIM_EV_NONE,
    K3_SIM_EV_START,            /* the core left reset */
    K3_SIM_EV_ATTEND,           /* ... and its firmware is already up */
    K3_SIM_EV_TIMER,            /* the delay of the last transition is over */
    K3_SIM_EV_IRQ,              /* the interrupt line is high */
    K3_SIM_EV_CRASH,            /* the program goes astray */
    K3_SIM_EV_MORE,             /* did something, there may be more */
    K3_SIM_EV_DONE,             /* did the last step */
    K3_SIM_EV_IDLE,             /* nothing to do until an interrupt */
    K3_SIM_EV_POLL,             /* nothing to do now; look again later */
    K3_SIM_EV_SHUTDOWN,         /* Linux asks for a shutdown */
    K3_SIM_EV_SENT,
    K3_SIM_EV_BLOCKED,
} K3SimEvent;

/* k3-sim-life.c: the methods of the engine, and its states */
void k3_sim_start(K3Engine *engine, uint64_t vector, uint32_t config);
void k3_sim_stop(K3Engine *engine);
void k3_sim_freeze(K3Engine *engine, bool frozen);
void k3_sim_crash(K3Engine *engine);
uint32_t k3_sim_outputs(K3Engine *engine);
const char *k3_sim_state_name(const K3SimFw *fw);

/* Whether the state that was loaded is possible */
bool k3_sim_state_valid(K3SimFw *fw);
void k3_sim_life_init(K3SimFw *fw);

/*
 * Memory as the core sees it.  An error is logged as @what and leaves zeroes;
 * a real core would take an abort.
 */
bool k3_sim_read(K3SimFw *fw, uint64_t addr, void *buf, size_t len,
                 const char *what);
bool k3_sim_write(K3SimFw *fw, uint64_t addr, const void *buf, size_t len,
                  const char *what);
uint16_t k3_sim_read16(K3SimFw *fw, uint64_t addr, const char *what);
uint32_t k3_sim_read32(K3SimFw *fw, uint64_t addr, const char *what);

/* k3-sim-rsc.c: resource table and trace buffer */

#define K3_SIM_MAX_TRACE        0x10000

/*
 * Search a part of the windows for the table: MORE, or DONE at the end of the
 * search.
 */
K3SimEvent k3_sim_rsc_search(K3SimFw *fw);

/* The search is done: use the table that it has found, if any. */
void k3_sim_rsc_use(K3SimFw *fw);

/* The core stops: the next start must not find the table of this run. */
void k3_sim_rsc_retire(K3SimFw *fw);
void G_GNUC_PRINTF(2, 3) k3_sim_trace(K3SimFw *fw, const char *fmt, ...);

/* k3-sim-mbox.c: registers of the mailbox, and the protocol in it */

/* Size of the RAT region for the mailbox cluster, where one is needed */
#define K3_SIM_RAT_SIZE         0x1000

void k3_sim_mbox_map(K3SimFw *fw);

/* A step queues at most two messages; with more in the queue, take no step. */
#define K3_SIM_QUEUE_HIGH       (K3_SIM_FW_MAX_QUEUE - 2)

/* Enable or disable the interrupt for messages from Linux */
void k3_sim_mbox_listen(K3SimFw *fw, bool on);
void k3_sim_mbox_close(K3SimFw *fw);
void k3_sim_mbox_ack_irq(K3SimFw *fw);

/* Queue a message to Linux; false when there is no room. */
bool k3_sim_mbox_send(K3SimFw *fw, uint32_t message);

/* Queue a notification, unless the same one is already queued. */
bool k3_sim_mbox_kick(K3SimFw *fw, uint32_t notify_id);

/*
 * Write one queued message: NONE when there is none, SENT, or BLOCKED when the
 * FIFO is full; the interrupt for room in it is then enabled.
 */
K3SimEvent k3_sim_mbox_flush(K3SimFw *fw);

/* Read and handle one message: IDLE when there is none. */
K3SimEvent k3_sim_mbox_receive(K3SimFw *fw);

#define K3_SIM_MBOX_SHUTDOWN_ACK    0xffffff15

/* k3-sim-rpmsg.c: virtio rings and the services in them */

/* Do one thing: MORE, IDLE, or POLL while there is no driver. */
K3SimEvent k3_sim_rpmsg_step(K3SimFw *fw);
void k3_sim_rpmsg_reset(K3SimFw *fw);
int k3_sim_rpmsg_post_load(K3SimFw *fw);

#endif
