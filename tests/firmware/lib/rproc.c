/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Start, banner and message loop of a remoteproc firmware
 */

#include <stdbool.h>
#include "cpu.h"
#include "irq.h"
#include "lib/layout.h"
#include "lib/mailbox.h"
#include "lib/options.h"
#include "lib/rproc.h"
#include "lib/spin.h"
#include "lib/ti-sci.h"
#include "lib/tick.h"
#include "lib/trace.h"

#define QUEUE_SIZE              16

/* From the interrupt handler to the loop; indexed modulo QUEUE_SIZE */
static uint32_t queue[QUEUE_SIZE];
/* Volatile: written by the interrupt handler */
static volatile unsigned queue_head;
/* Volatile: read by the interrupt handler */
static volatile unsigned queue_tail;
/* Volatile: written by the interrupt handler */
static volatile unsigned dropped;

static unsigned unknown;

static bool (*is_kick)(uint32_t id);
static bool (*do_work)(void);
static void (*on_shutdown)(void);
/* Volatile: written by the interrupt handler */
static volatile bool work_waits;

static uint32_t count_boot(void)
{
    if (__persist.magic != PERSIST_MAGIC) {
        __persist.magic = PERSIST_MAGIC;
        __persist.boot_count = 0;
    }
    return ++__persist.boot_count;
}

/* In DRAM, to show that the core can execute from there */
static void __attribute__((section(".dram_text"), noinline, long_call))
print_banner(const char *app, const struct k3_core *core)
{
    const uint8_t *id = __build_id + BUILD_ID_OFFSET;

    trace_printf("k3-virt firmware '%s' on %s %s\n", app, k3_soc.name,
                 core ? core->name : "unknown core");
    trace_printf("boot %lu, build %02x%02x%02x%02x\n", count_boot(),
                 id[0], id[1], id[2], id[3]);
    cpu_print_identity();
}

const struct k3_core *rproc_start(const char *app)
{
    const struct k3_core *core = k3_this_core();

    cpu_stamp_start();
    trace_init();
    print_banner(app, core);

    if (core == NULL) {
        for (;;) {
            cpu_wfi();
        }
    }
    if (core->carveout != (uint32_t)__carveout) {
        trace_printf("warning: linked for carveout 0x%08lx, %s has 0x%08lx\n",
                     (uint32_t)__carveout, core->name, core->carveout);
    }
    irq_init();
    return core;
}

void rproc_set_work(bool (*kicked)(uint32_t id), bool (*work)(void))
{
    is_kick = kicked;
    do_work = work;
}

static void rproc_wake(void)
{
    work_waits = true;
}

static void rproc_receive(uint32_t message)
{
    if (is_kick && message < RP_MBOX_READY && is_kick(message)) {
        rproc_wake();
    } else if (queue_head - queue_tail < QUEUE_SIZE) {
        queue[queue_head % QUEUE_SIZE] = message;
        queue_head++;
    } else {
        dropped++;
    }
}

static void rproc_dispatch(const struct rproc_message *const *messages,
                           size_t num, uint32_t message)
{
    size_t i;

    for (i = 0; i < num; i++) {
        if (messages[i]->value == message) {
            trace_printf("message 0x%08lx %s\n", message, messages[i]->name);
            messages[i]->handler(message);
            return;
        }
    }
    unknown++;
    trace_printf("message 0x%08lx unknown, %u so far, %u dropped\n",
                 message, unknown, dropped);
}

static void send_acks(uint32_t count)
{
    while (count--) {
        if (!mailbox_send(RP_MBOX_SHUTDOWN_ACK)) {
            trace_printf("shutdown: ACK lost: FIFO full\n");
        }
    }
}

static void hold_device(const struct k3_core *core, bool on)
{
    uint32_t device = firmware_options.hold_device;
    enum ti_sci_result result;

    if (device) {
        result = ti_sci_set_device(&core->ti_sci, device, on);
        trace_printf("device %lu %s: %s\n", device, on ? "taken" : "released",
                     ti_sci_result_name(result));
    }
}

/* Disconnect the interrupt, since nothing may wake the core any more */
static void release_mailbox_route(const struct k3_core *core)
{
    for (int i = 0; i < K3_ROUTER_HOPS; i++) {
        const struct k3_router_hop *hop = &core->mailbox.hops[i];

        if (hop->router) {
            trace_printf("mailbox line %u released: %s\n", hop->input,
                         ti_sci_result_name(
                             ti_sci_release_irq(&core->ti_sci, hop->router,
                                                hop->input, hop->output)));
        }
    }
}

static void rest(const struct k3_core *core, enum options_rest how)
{
    switch (how) {
    case REST_MASKED:
        for (;;) {
            cpu_wfi();
        }
    case REST_ONCE:
        cpu_irq_disable();
        cpu_wfi();
        cpu_irq_enable();
        break;
    case REST_RUN:
        spin_forever();
    case REST_WFE:
        for (;;) {
            asm volatile("wfe");
            /* QEMU's WFE never waits: do not execute it in a tight loop */
            for (int i = 0; i < 12; i++) {
                spin_some();
            }
        }
    case REST_MOMENT:
        tick_sleep(core, 1000);
        trace_printf("shutdown: rested\n");
        spin_forever();
    }
}

static void shutdown(const struct k3_core *core)
{
    volatile struct firmware_options *o = &firmware_options;

    if (o->shutdown_acks == 0) {
        trace_printf("shutdown: ignored\n");
        return;
    }
    trace_printf("shutdown: asked\n");
    tick_sleep(core, o->shutdown_ack_delay);
    if (on_shutdown) {
        on_shutdown();
    }
    if (!o->keep_device) {
        hold_device(core, false);
    }
    if (o->shutdown_rest == REST_MASKED) {
        tick_stop();
        cpu_irq_disable();
        irq_mask_all();
        if (!o->keep_device) {
            release_mailbox_route(core);
        }
    }
    trace_printf("shutdown: ACK\n");
    send_acks(o->shutdown_acks);
    tick_spin(o->shutdown_wfi_delay);
    trace_printf("shutdown: at rest\n");
    rest(core, o->shutdown_rest);
    trace_printf("shutdown: back from WFI\n");
}

void rproc_on_shutdown(void (*release)(void))
{
    on_shutdown = release;
}

/*
 * If the mailbox's interrupt goes through routers, ask the system firmware to
 * connect it in each. Release it first: a connection from an earlier run of this
 * core still exists, and the firmware would refuse the request.
 */
static void rproc_route_mailbox(const struct k3_core *core)
{
    for (int i = 0; i < K3_ROUTER_HOPS; i++) {
        const struct k3_router_hop *hop = &core->mailbox.hops[i];
        enum ti_sci_result result;

        if (!hop->router) {
            return;
        }
        ti_sci_release_irq(&core->ti_sci, hop->router, hop->input,
                           hop->output);
        result = ti_sci_set_irq(&core->ti_sci, hop->router, hop->input,
                                hop->output);
        trace_printf("mailbox line %u to output %u: %s\n", hop->input,
                     hop->output, ti_sci_result_name(result));
    }
}

void rproc_serve(const struct k3_core *core,
                 const struct rproc_message *const *messages, size_t num)
{
    rproc_route_mailbox(core);
    mailbox_on_room(rproc_wake);
    mailbox_init(&core->mailbox, rproc_receive);
    if (firmware_options.tick_hz) {
        tick_start(core, firmware_options.tick_hz);
    }
    hold_device(core, true);
    send_acks(firmware_options.stale_acks);
    trace_printf("ready\n");
    /* Linux may have kicked a run of this core that ended early */
    rproc_wake();

    /*
     * Check the queue with IRQs masked, so that no message arrives unnoticed
     * between the check and the WFI. A masked interrupt also ends a WFI.
     */
    for (;;) {
        cpu_irq_disable();
        if (queue_head != queue_tail) {
            uint32_t message = queue[queue_tail % QUEUE_SIZE];

            queue_tail++;
            cpu_irq_enable();
            if (message == RP_MBOX_SHUTDOWN) {
                shutdown(core);
            } else {
                rproc_dispatch(messages, num, message);
            }
        } else if (do_work && work_waits) {
            work_waits = false;
            cpu_irq_enable();
            if (do_work()) {
                rproc_wake();
            }
        } else {
            cpu_wfi();
            cpu_irq_enable();
        }
    }
}

static void echo(uint32_t message)
{
    (void)message;
    if (!mailbox_send(RP_MBOX_ECHO_REPLY)) {
        trace_printf("echo reply lost: FIFO full\n");
    }
}

const struct rproc_message rproc_echo_request = {
    RP_MBOX_ECHO_REQUEST, "echo request", echo,
};
