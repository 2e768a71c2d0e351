/*
 * TI K3 secure proxy
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_SECURE_PROXY_H
#define HW_MISC_K3_SECURE_PROXY_H

#include "hw/misc/k3-message-sink.h"
#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the secure proxy of K3 SoCs
 *
 * The secure proxy carries 60-byte messages between hosts and the system
 * firmware.  It has many threads, whose directions the system firmware sets: a
 * host writes its requests to an outbound thread and reads the responses from
 * an inbound thread.  An access to the last byte of a message completes it.
 *
 * The model covers the hosts' side of the threads and the queues behind them.
 * On the other side, a message sink (the system firmware) reads and writes
 * whole messages with the functions below.  Rings in memory, the bus to the
 * ring accelerator and events are not modelled.
 *
 * QEMU interface:
 *  + property "num-threads" (uint32, 1 to 256, default 128)
 *  + property "thread-config" (array of uint32, by thread id):
 *    K3_SECURE_PROXY_OUTBOUND(depth) or K3_SECURE_PROXY_INBOUND(depth), depth
 *    1 to 255; 0 or missing: the thread does not exist
 *  + property "sink" (link<ti-k3-message-sink>): the device that takes outbound
 *    messages; without it, they stay queued
 *  + property "stalled" (bool, writable at run time): do not notify the sink
 *    of messages, as if the system firmware hung; clearing this notifies it of
 *    all queued messages
 *  + sysbus MMIO region 0: target_data, num-threads * 4 KiB
 *  + sysbus MMIO region 1: rt, num-threads * 4 KiB
 *  + sysbus MMIO region 2: scfg, num-threads * 4 KiB
 *  + sysbus MMIO region 3: cfg (revision, message size), 256 bytes
 *  + sysbus IRQ n (0 to num-threads - 1): threshold and error interrupt of
 *    thread n, level, active high
 *  + QOM properties of each thread n that exists (read only):
 *    "thread-level[n]" (uint8, messages in the queue), "thread-pushed[n]",
 *    "thread-popped[n]" and "thread-dropped[n]" (uint64, messages accepted,
 *    taken, and refused for lack of credit or room, since system reset)
 *
 * Sources: AM64x/AM243x TRM (SPRUIM2) and J7200 TRM (SPRUIU1), "Secure Proxy";
 * MCU+ SDK cslr_sec_proxy.h (registers), csl_sec_proxy.h (thread errors) and
 * sciclient.c; TISCI User Guide, "Secure Proxy Descriptions" (threads, their
 * depths and interrupts); Linux drivers/mailbox/ti-msgmgr.c; U-Boot
 * drivers/mailbox/k3-sec-proxy.c; TF-A "ti: k3: common: sec_proxy: Fill
 * non-message data fields with 0x0" (the contents of unwritten words).
 */

#define TYPE_K3_SECURE_PROXY "ti-k3-secure-proxy"
OBJECT_DECLARE_SIMPLE_TYPE(K3SecureProxyState, K3_SECURE_PROXY)

#define K3_SECURE_PROXY_MAX_THREADS     256
#define K3_SECURE_PROXY_MAX_DEPTH       255

/* Every thread has its own page in target_data, rt and scfg. */
#define K3_SECURE_PROXY_THREAD_SIZE     0x1000
#define K3_SECURE_PROXY_CFG_SIZE        0x100

/* Bytes of a message, without and with the word reserved for the proxy */
#define K3_SECURE_PROXY_MSG_SIZE        60
#define K3_SECURE_PROXY_SLOT_SIZE       64

/* Elements of "thread-config" */
#define K3_SECURE_PROXY_DIR_INBOUND     0x80000000u
#define K3_SECURE_PROXY_INBOUND(depth)  (K3_SECURE_PROXY_DIR_INBOUND | (depth))
#define K3_SECURE_PROXY_OUTBOUND(depth) (depth)

typedef struct K3SecureProxyThread {
    /* From the thread's configuration */
    uint32_t config;
    uint32_t slots_size;
    uint8_t depth;                      /* 0: the thread does not exist */
    bool inbound;

    /* State */
    uint8_t image[K3_SECURE_PROXY_SLOT_SIZE];   /* outbound: being written */
    uint8_t *slots;                     /* ring of depth slots */
    uint8_t head;                       /* oldest */
    uint8_t level;
    uint8_t threshold;
    bool error;
    uint64_t pushed;
    uint64_t popped;
    uint64_t dropped;

    bool line;                          /* derived: level of the output */
} K3SecureProxyThread;

typedef struct K3SecureProxyRegs K3SecureProxyRegs;

typedef struct K3SecureProxyRegion {
    MemoryRegion iomem;
    K3SecureProxyState *proxy;
    const K3SecureProxyRegs *regs;
} K3SecureProxyRegion;

struct K3SecureProxyState {
    SysBusDevice parent_obj;

    MemoryRegion data;
    K3SecureProxyRegion rt;
    K3SecureProxyRegion scfg;
    K3SecureProxyRegion cfg;
    qemu_irq *irq;

    /* Properties */
    uint32_t num_threads;
    uint32_t num_thread_config;
    uint32_t *thread_config;
    K3MessageSink *sink;

    struct K3FaultRules *faults;

    /* State */
    bool stalled;
    K3SecureProxyThread *threads;
};

/**
 * k3_secure_proxy_pop: take the oldest message of an outbound thread and return
 * its credit to the host.  False if there is no message or no such thread.
 * Called with the BQL held.
 */
bool k3_secure_proxy_pop(K3SecureProxyState *s, unsigned thread,
                         uint8_t msg[K3_SECURE_PROXY_MSG_SIZE]);

/**
 * k3_secure_proxy_push: put a message of @len bytes, padded with zeros, in an
 * inbound thread and raise its interrupt.  False if the thread is full or does
 * not exist, or if the message is too long.  Called with the BQL held.
 */
bool k3_secure_proxy_push(K3SecureProxyState *s, unsigned thread,
                          const uint8_t *msg, size_t len);

#endif
