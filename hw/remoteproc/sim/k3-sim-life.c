/*
 * Simulated firmware of a TI K3 remote core: life cycle
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "k3-sim-internal.h"
#include "trace.h"

typedef enum SimState {
    SIM_OFF,
    SIM_BOOT,
    SIM_SEARCH,
    SIM_WORK,
    SIM_WAIT,
    SIM_CLOSE,
    SIM_LEAVE,
    SIM_DOWN,
    SIM_CRASHED,
    SIM_NUM_STATES,
    SIM_ANY = SIM_NUM_STATES,   /* in a transition */
} SimState;

typedef enum SimClock {
    CLOCK_RUNS,                 /* the core executes */
    CLOCK_WFI,                  /* ... waits for an interrupt */
    CLOCK_NONE,
} SimClock;

static const struct {
    const char *name;
    SimClock clock;
} sim_states[SIM_NUM_STATES] = {
    [SIM_OFF]     = { "off", CLOCK_NONE },
    [SIM_BOOT]    = { "boot", CLOCK_RUNS },
    [SIM_SEARCH]  = { "search", CLOCK_RUNS },
    [SIM_WORK]    = { "work", CLOCK_RUNS },
    [SIM_WAIT]    = { "wait", CLOCK_WFI },
    [SIM_CLOSE]   = { "close", CLOCK_RUNS },
    [SIM_LEAVE]   = { "leave", CLOCK_RUNS },
    [SIM_DOWN]    = { "down", CLOCK_WFI },
    [SIM_CRASHED] = { "crashed", CLOCK_RUNS },
};

static const char *const sim_event_names[] = {
    [K3_SIM_EV_NONE]     = "none",
    [K3_SIM_EV_START]    = "start",
    [K3_SIM_EV_ATTEND]   = "attend",
    [K3_SIM_EV_TIMER]    = "timer",
    [K3_SIM_EV_IRQ]      = "irq",
    [K3_SIM_EV_CRASH]    = "crash",
    [K3_SIM_EV_MORE]     = "more",
    [K3_SIM_EV_DONE]     = "done",
    [K3_SIM_EV_IDLE]     = "idle",
    [K3_SIM_EV_POLL]     = "poll",
    [K3_SIM_EV_SHUTDOWN] = "shutdown",
    [K3_SIM_EV_SENT]     = "sent",
    [K3_SIM_EV_BLOCKED]  = "blocked",
};

/*
 * A transition: the event in a state, the action, the state that follows, and
 * the delay after which that state gets K3_SIM_EV_TIMER.  The action returns
 * the next event, for the new state.  Events that are not listed are ignored.
 */
typedef struct SimTransition {
    SimState state;
    K3SimEvent event;
    K3SimEvent (*action)(K3SimFw *fw);
    int delay;                  /* K3SimDelay or NEVER */
    SimState next;
} SimTransition;

#define NEVER   (-1)

static K3SimEvent sim_begin(K3SimFw *fw);
static K3SimEvent sim_boot(K3SimFw *fw);
static K3SimEvent sim_attend(K3SimFw *fw);
static K3SimEvent sim_work(K3SimFw *fw);
static K3SimEvent sim_bye(K3SimFw *fw);
static K3SimEvent sim_mask(K3SimFw *fw);

#define ROW(state, event, action, delay, next) \
    { SIM_##state, K3_SIM_EV_##event, action, delay, SIM_##next }
#define AFTER(delay) K3_SIM_DELAY_##delay

static const SimTransition sim_transitions[] = {
    ROW(OFF,    START,    NULL,              AFTER(BOOT),     BOOT),
    ROW(OFF,    ATTEND,   sim_attend,        NEVER,           WAIT),
    ROW(BOOT,   TIMER,    sim_begin,         NEVER,           SEARCH),
    ROW(SEARCH, MORE,     NULL,              AFTER(SEARCH),   SEARCH),
    ROW(SEARCH, TIMER,    k3_sim_rsc_search, NEVER,           SEARCH),
    ROW(SEARCH, DONE,     sim_boot,          AFTER(WORK),     WORK),
    ROW(WORK,   TIMER,    sim_work,          NEVER,           WORK),
    ROW(WORK,   MORE,     NULL,              AFTER(WORK),     WORK),
    ROW(WORK,   IDLE,     NULL,              NEVER,           WAIT),
    ROW(WORK,   POLL,     NULL,              AFTER(POLL),     WAIT),
    ROW(WAIT,   IRQ,      NULL,              AFTER(IRQ),      WORK),
    ROW(WAIT,   TIMER,    NULL,              AFTER(WORK),     WORK),
    ROW(WORK,   SHUTDOWN, sim_bye,           AFTER(SHUTDOWN), CLOSE),
    ROW(CLOSE,  TIMER,    k3_sim_mbox_flush, NEVER,           CLOSE),
    ROW(CLOSE,  BLOCKED,  NULL,              AFTER(POLL),     CLOSE),
    ROW(CLOSE,  SENT,     sim_mask,          AFTER(WFI),      LEAVE),
    ROW(LEAVE,  TIMER,    NULL,              NEVER,           DOWN),
    ROW(ANY,    CRASH,    NULL,              NEVER,           CRASHED),
};

static const SimTransition *sim_find(K3SimFw *fw, K3SimEvent event)
{
    for (size_t i = 0; i < ARRAY_SIZE(sim_transitions); i++) {
        SimState state = sim_transitions[i].state;

        if ((state == fw->state || state == SIM_ANY) &&
            sim_transitions[i].event == event) {
            return &sim_transitions[i];
        }
    }
    return NULL;
}

/*
 * An action accesses the bus.  What it writes may raise the interrupt of this
 * core, which is handled after the action, or reset this core, which ends the
 * action.
 */
static void sim_event(K3SimFw *fw, K3SimEvent event)
{
    const SimTransition *t;

    while (event != K3_SIM_EV_NONE && (t = sim_find(fw, event))) {
        trace_k3_sim_fw_event(k3_trace_name(fw), sim_states[fw->state].name,
                              sim_event_names[event],
                              sim_states[t->next].name);
        event = K3_SIM_EV_NONE;
        if (t->action) {
            unsigned epoch = fw->epoch;

            fw->in_action = true;
            event = t->action(fw);
            if (fw->epoch != epoch) {
                return;
            }
            fw->in_action = false;
        }
        fw->state = t->next;
        if (t->delay == NEVER) {
            timer_del(&fw->timer);
        } else {
            timer_mod(&fw->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                                  fw->delay[t->delay]);
        }
        if (event == K3_SIM_EV_NONE && fw->irq_line &&
            sim_states[fw->state].clock == CLOCK_WFI) {
            event = K3_SIM_EV_IRQ;
        }
    }
}

/* Reset what the firmware keeps in its memory */
static void sim_clear(K3SimFw *fw)
{
    fw->table = 0;
    fw->trace = 0;
    fw->trace_size = 0;
    fw->trace_pos = 0;
    fw->vdev = 0;
    fw->queued = 0;
    memset(fw->queue, 0, sizeof(fw->queue));
    memset(&fw->search, 0, sizeof(fw->search));
    k3_sim_rpmsg_reset(fw);
}

static K3SimEvent sim_begin(K3SimFw *fw)
{
    /* Again, because an interrupted step may have left something */
    sim_clear(fw);
    return k3_sim_rsc_search(fw);
}

static K3SimEvent sim_boot(K3SimFw *fw)
{
    k3_sim_rsc_use(fw);
    trace_k3_sim_fw_boot(k3_trace_name(fw), fw->boot_vector, fw->table,
                         fw->vdev);
    k3_sim_trace(fw, "simulated firmware, start %" PRIu64 "\n", fw->starts);
    k3_sim_trace(fw, "boot vector 0x%" PRIx64 " resource table 0x%" PRIx64
                 "\n", fw->boot_vector, fw->table);
    k3_sim_mbox_map(fw);
    k3_sim_mbox_listen(fw, true);
    k3_sim_trace(fw, "ready\n");
    return K3_SIM_EV_NONE;
}

static K3SimEvent sim_attend(K3SimFw *fw)
{
    k3_sim_mbox_map(fw);
    k3_sim_mbox_listen(fw, true);
    return K3_SIM_EV_NONE;
}

/* One thing at a time: send messages first, then receive */
static K3SimEvent sim_work(K3SimFw *fw)
{
    K3SimEvent event = k3_sim_mbox_flush(fw);

    if (event == K3_SIM_EV_SENT) {
        return K3_SIM_EV_MORE;
    }
    if (fw->queued > K3_SIM_QUEUE_HIGH) {
        /* While the FIFO is full, room in it is the only interrupt */
        k3_sim_mbox_listen(fw, false);
        return K3_SIM_EV_IDLE;
    }
    event = k3_sim_mbox_receive(fw);
    if (event == K3_SIM_EV_IDLE) {
        event = k3_sim_rpmsg_step(fw);
    }
    if (event == K3_SIM_EV_IDLE || event == K3_SIM_EV_POLL) {
        k3_sim_mbox_ack_irq(fw);
    }
    return event;
}

static K3SimEvent sim_bye(K3SimFw *fw)
{
    k3_sim_trace(fw, "shutdown\n");
    /* Release the rings, the only thing that the firmware holds */
    k3_sim_rpmsg_reset(fw);
    fw->queued = 0;
    k3_sim_mbox_send(fw, K3_SIM_MBOX_SHUTDOWN_ACK);
    return K3_SIM_EV_NONE;
}

static K3SimEvent sim_mask(K3SimFw *fw)
{
    k3_sim_mbox_close(fw);
    return K3_SIM_EV_NONE;
}

static void sim_timer(void *opaque)
{
    sim_event(opaque, K3_SIM_EV_TIMER);
}

static void sim_mailbox_irq(void *opaque, int n, int level)
{
    K3SimFw *fw = opaque;

    fw->irq_line = level;
    if (level && !fw->parent_obj.frozen && !fw->in_action) {
        sim_event(fw, K3_SIM_EV_IRQ);
    }
}

void k3_sim_start(K3Engine *engine, uint64_t vector, uint32_t config)
{
    K3SimFw *fw = K3_SIM_FW(engine);

    fw->epoch++;
    fw->in_action = false;
    fw->starts++;
    fw->boot_vector = vector;
    sim_event(fw, fw->mute ? K3_SIM_EV_ATTEND : K3_SIM_EV_START);
}

/* Lose everything except the counters */
void k3_sim_stop(K3Engine *engine)
{
    K3SimFw *fw = K3_SIM_FW(engine);

    fw->epoch++;
    fw->in_action = false;
    k3_sim_rsc_retire(fw);
    fw->frozen_left = -1;
    fw->state = SIM_OFF;
    timer_del(&fw->timer);
    sim_clear(fw);
}

void k3_sim_freeze(K3Engine *engine, bool frozen)
{
    K3SimFw *fw = K3_SIM_FW(engine);
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (frozen) {
        fw->frozen_left = -1;
        if (timer_pending(&fw->timer)) {
            fw->frozen_left = MAX(0, (int64_t)timer_expire_time_ns(&fw->timer)
                                     - now);
            timer_del(&fw->timer);
        }
        return;
    }
    if (fw->frozen_left >= 0) {
        timer_mod(&fw->timer, now + fw->frozen_left);
        fw->frozen_left = -1;
    }
    if (fw->irq_line) {
        sim_event(fw, K3_SIM_EV_IRQ);
    }
}

/* Like a handler that loops forever: busy until reset, ignoring messages */
void k3_sim_crash(K3Engine *engine)
{
    K3SimFw *fw = K3_SIM_FW(engine);

    if (fw->state != SIM_OFF) {
        sim_event(fw, K3_SIM_EV_CRASH);
    }
}

uint32_t k3_sim_outputs(K3Engine *engine)
{
    return sim_states[K3_SIM_FW(engine)->state].clock == CLOCK_WFI ?
           K3_CORE_OUT_WFI : 0;
}

const char *k3_sim_state_name(const K3SimFw *fw)
{
    return sim_states[fw->state].name;
}

bool k3_sim_state_valid(K3SimFw *fw)
{
    bool pending = timer_pending(&fw->timer);

    return fw->state < SIM_NUM_STATES &&
           (fw->parent_obj.frozen || fw->frozen_left < 0) &&
           !(pending && (fw->parent_obj.frozen || fw->state == SIM_OFF));
}

void k3_sim_life_init(K3SimFw *fw)
{
    timer_init_ns(&fw->timer, QEMU_CLOCK_VIRTUAL, sim_timer, fw);
    qdev_init_gpio_in_named(DEVICE(fw), sim_mailbox_irq, "mailbox", 1);
    fw->frozen_left = -1;
}
