/*
 * Simulated firmware of a TI K3 remote core: mailbox and its protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers as in hw/misc/k3-mailbox.c, reached over the bus like any other.
 * Sources: AM64x TRM (SPRUIM2), "Mailbox"; Linux
 * drivers/remoteproc/omap_remoteproc.h for the words; RP_MBOX_SHUTDOWN and its
 * ACK as in TI's kernels and MCU+ SDK.
 */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "k3-sim-internal.h"
#include "trace.h"

#define MBOX_MESSAGE(fifo)          (0x040 + 4 * (fifo))
#define MBOX_FIFOSTATUS(fifo)       (0x080 + 4 * (fifo))
#define MBOX_MSGSTATUS(fifo)        (0x0c0 + 4 * (fifo))
#define MBOX_IRQSTATUS_CLR(user)    (0x104 + 16 * (user))
#define MBOX_IRQENABLE_SET(user)    (0x108 + 16 * (user))
#define MBOX_IRQENABLE_CLR(user)    (0x10c + 16 * (user))

#define RAT_CTRL                    0x020   /* region 0 */
#define RAT_BASE                    0x024
#define RAT_TRANS_L                 0x028
#define RAT_TRANS_U                 0x02c
#define RAT_CTRL_EN                 0x80000000u

#define FIFOSTATUS_FULL             0x1
#define MSGSTATUS_MASK              0x7

#define IRQ_NEWMSG(fifo)            (1u << (2 * (fifo)))
#define IRQ_NOTFULL(fifo)           (2u << (2 * (fifo)))

#define RP_MBOX_FIRST               0xffffff00
#define RP_MBOX_ECHO_REQUEST        0xffffff03
#define RP_MBOX_ECHO_REPLY          0xffffff04
#define RP_MBOX_SHUTDOWN            0xffffff14

/* Messages that the firmware acts on; 0: no reply */
static const struct {
    uint32_t message;
    uint32_t reply;
    K3SimEvent event;
} sim_protocol[] = {
    { RP_MBOX_ECHO_REQUEST, RP_MBOX_ECHO_REPLY, K3_SIM_EV_MORE },
    { RP_MBOX_SHUTDOWN, 0, K3_SIM_EV_SHUTDOWN },
};

static uint64_t mbox_base(K3SimFw *fw)
{
    return fw->rat_base ? fw->rat_local : fw->mbox_base;
}

static uint32_t mbox_read(K3SimFw *fw, uint32_t reg)
{
    return k3_sim_read32(fw, mbox_base(fw) + reg, "mailbox register");
}

static void reg_write(K3SimFw *fw, uint64_t addr, uint32_t value)
{
    value = cpu_to_le32(value);
    k3_sim_write(fw, addr, &value, sizeof(value), "register");
}

static void mbox_write(K3SimFw *fw, uint32_t reg, uint32_t value)
{
    reg_write(fw, mbox_base(fw) + reg, value);
}

void k3_sim_mbox_map(K3SimFw *fw)
{
    if (fw->rat_base) {
        reg_write(fw, fw->rat_base + RAT_BASE, fw->rat_local);
        reg_write(fw, fw->rat_base + RAT_TRANS_L, fw->mbox_base);
        reg_write(fw, fw->rat_base + RAT_TRANS_U, fw->mbox_base >> 32);
        reg_write(fw, fw->rat_base + RAT_CTRL,
                  RAT_CTRL_EN | ctz32(K3_SIM_RAT_SIZE));
    }
}

void k3_sim_mbox_listen(K3SimFw *fw, bool on)
{
    mbox_write(fw, on ? MBOX_IRQENABLE_SET(fw->mbox_user)
                      : MBOX_IRQENABLE_CLR(fw->mbox_user),
               IRQ_NEWMSG(fw->mbox_rx));
}

void k3_sim_mbox_close(K3SimFw *fw)
{
    mbox_write(fw, MBOX_IRQENABLE_CLR(fw->mbox_user), UINT32_MAX);
}

/* Levels persist while their cause lasts; this clears what a test has set */
void k3_sim_mbox_ack_irq(K3SimFw *fw)
{
    uint32_t status = mbox_read(fw, MBOX_IRQSTATUS_CLR(fw->mbox_user));

    if (status) {
        mbox_write(fw, MBOX_IRQSTATUS_CLR(fw->mbox_user), status);
    }
}

bool k3_sim_mbox_send(K3SimFw *fw, uint32_t message)
{
    if (fw->queued == K3_SIM_FW_MAX_QUEUE) {
        return false;
    }
    fw->queue[fw->queued++] = message;
    return true;
}

bool k3_sim_mbox_kick(K3SimFw *fw, uint32_t notify_id)
{
    for (unsigned i = 0; i < fw->queued; i++) {
        if (fw->queue[i] == notify_id) {
            return true;
        }
    }
    fw->kicks++;
    return k3_sim_mbox_send(fw, notify_id);
}

K3SimEvent k3_sim_mbox_flush(K3SimFw *fw)
{
    if (!fw->queued) {
        return K3_SIM_EV_NONE;
    }
    if (mbox_read(fw, MBOX_FIFOSTATUS(fw->mbox_tx)) & FIFOSTATUS_FULL) {
        mbox_write(fw, MBOX_IRQENABLE_SET(fw->mbox_user),
                   IRQ_NOTFULL(fw->mbox_tx));
        return K3_SIM_EV_BLOCKED;
    }
    mbox_write(fw, MBOX_IRQENABLE_CLR(fw->mbox_user),
               IRQ_NOTFULL(fw->mbox_tx));
    trace_k3_sim_mbox_send(k3_trace_name(fw), fw->queue[0]);
    mbox_write(fw, MBOX_MESSAGE(fw->mbox_tx), fw->queue[0]);
    /* The write may have reset this core and emptied the queue */
    if (fw->queued) {
        fw->queued--;
        memmove(fw->queue, fw->queue + 1, fw->queued * sizeof(fw->queue[0]));
        fw->queue[fw->queued] = 0;
    }
    if (fw->queued == K3_SIM_QUEUE_HIGH) {
        k3_sim_mbox_listen(fw, true);
    }
    return K3_SIM_EV_SENT;
}

K3SimEvent k3_sim_mbox_receive(K3SimFw *fw)
{
    uint32_t message;

    if (!(mbox_read(fw, MBOX_MSGSTATUS(fw->mbox_rx)) & MSGSTATUS_MASK)) {
        return K3_SIM_EV_IDLE;
    }
    message = mbox_read(fw, MBOX_MESSAGE(fw->mbox_rx));
    trace_k3_sim_mbox_receive(k3_trace_name(fw), message);
    if (fw->mute) {
        return K3_SIM_EV_MORE;
    }

    for (size_t i = 0; i < ARRAY_SIZE(sim_protocol); i++) {
        if (sim_protocol[i].message == message) {
            if (sim_protocol[i].reply) {
                k3_sim_mbox_send(fw, sim_protocol[i].reply);
            }
            return sim_protocol[i].event;
        }
    }
    if (message >= RP_MBOX_FIRST) {
        qemu_log_mask(LOG_UNIMP, "%s: message 0x%08x ignored\n",
                      k3_trace_name(fw), message);
        k3_sim_trace(fw, "message 0x%08x unknown\n", message);
    }
    /*
     * A notification: the firmware checks all rings before the next WFI anyway
     */
    return K3_SIM_EV_MORE;
}
