/*
 * TI-SCI: processor boot control
 *
 * One host at a time controls a processor: PROC_REQUEST takes it, PROC_RELEASE
 * and PROC_HANDOVER give it away, and all other messages are for the owner
 * only.  Ownership outlives power cycles of the processor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/timer.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-chapter.h"
#include "trace.h"

/* Host ids of the firmware itself: TIFS (or DMSC), and the device manager */
#define HOST_TIFS               0
#define HOST_DM                 254

#define PROC_WAIT_STATUS        0xc401

/* Which host, if any, controls the boot registers of a processor */
typedef struct TISCIProc {
    bool owned;
    uint8_t owner;              /* host id */
} TISCIProc;

/* A PROC_WAIT_STATUS in progress */
typedef struct TISCIWait {
    uint8_t proc;
    uint8_t checks_left;
    uint8_t matches_needed;
    uint8_t matches;
    uint8_t delay_us;
    uint32_t all_set;
    uint32_t any_set;
    uint32_t all_clear;
    uint32_t any_clear;
} TISCIWait;

typedef struct TISCIProcs {
    TISCIState *sci;
    TISCIWait wait[TI_SCI_MAX_HOSTS];
    uint32_t num;
    TISCIProc of[];             /* in the order of the SoC's table */
} TISCIProcs;

/* The processor that a request names; NULL if the firmware refuses it */
static TISCIProc *ti_sci_proc_named(TISCIState *s, const TISCIRequest *req)
{
    const struct tisci_msg_proc_request_req *m = req->msg;
    TISCIProcs *procs = ti_sci_state(s, &ti_sci_proc_chapter);

    for (uint32_t i = 0; i < procs->num; i++) {
        if (s->info->procs[i].id == m->processor_id) {
            return &procs->of[i];
        }
    }
    ti_sci_refuse(req, "no processor 0x%02x", m->processor_id);
    return NULL;
}

/* The same for a request that only the owner may make */
static TISCIProc *ti_sci_proc_owned(TISCIState *s, const TISCIRequest *req)
{
    const struct tisci_msg_proc_request_req *m = req->msg;
    TISCIProc *proc = ti_sci_proc_named(s, req);

    if (proc && (!proc->owned || proc->owner != req->host)) {
        ti_sci_refuse(req, "not the owner of processor 0x%02x",
                      m->processor_id);
        return NULL;
    }
    return proc;
}

/* The boot registers of the processor that a request of its owner names */
static K3ProcState *ti_sci_proc_prepare(TISCIState *s, const TISCIRequest *req)
{
    const struct tisci_msg_proc_request_req *m = req->msg;
    K3ProcState *p;

    if (!ti_sci_proc_owned(s, req)) {
        return NULL;
    }
    p = ti_sci_find_proc(s, m->processor_id);
    if (!p) {
        qemu_log_mask(LOG_UNIMP, "%s: boot registers of processor 0x%02x are "
                      "not modelled\n", k3_trace_name(s), m->processor_id);
    }
    return p;
}

static TISCIResult ti_sci_proc_request(TISCIState *s, const TISCIRequest *req,
                                       void *resp)
{
    const struct tisci_msg_proc_request_req *m = req->msg;
    uint8_t id = m->processor_id;
    TISCIProc *proc = ti_sci_proc_named(s, req);

    if (!proc) {
        return TI_SCI_NACK;
    }
    if (proc->owned && proc->owner != req->host) {
        ti_sci_refuse(req, "processor 0x%02x belongs to host %u", id,
                      proc->owner);
        return TI_SCI_NACK;
    }
    proc->owned = true;
    proc->owner = req->host;
    trace_k3_ti_sci_proc_owner(k3_trace_name(s), id, req->host, "request",
                               req->host);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_proc_release(TISCIState *s, const TISCIRequest *req,
                                       void *resp)
{
    const struct tisci_msg_proc_request_req *m = req->msg;
    TISCIProc *proc = ti_sci_proc_owned(s, req);

    if (!proc) {
        return TI_SCI_NACK;
    }
    proc->owned = false;
    proc->owner = 0;
    trace_k3_ti_sci_proc_owner(k3_trace_name(s), m->processor_id, req->host,
                               "release", 0);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_proc_handover(TISCIState *s, const TISCIRequest *req,
                                        void *resp)
{
    const struct tisci_msg_proc_handover_req *m = req->msg;
    uint8_t host = m->host_id;
    TISCIProc *proc = ti_sci_proc_owned(s, req);

    if (!proc) {
        return TI_SCI_NACK;
    }
    if (host != HOST_TIFS && host != HOST_DM && !ti_sci_host_known(s, host)) {
        ti_sci_refuse(req, "no host %u", host);
        return TI_SCI_NACK;
    }
    proc->owner = host;
    trace_k3_ti_sci_proc_owner(k3_trace_name(s), m->processor_id, req->host,
                               "handover", host);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_proc_set_config(TISCIState *s,
                                          const TISCIRequest *req,
                                          void *resp)
{
    const struct tisci_msg_proc_set_config_req *m = req->msg;
    uint64_t vector = deposit64(le32_to_cpu(m->bootvector_lo), 32, 32,
                                le32_to_cpu(m->bootvector_hi));
    K3ProcState *p = ti_sci_proc_prepare(s, req);

    if (!p || !k3_proc_set_config(p, vector,
                                  le32_to_cpu(m->config_flags_1_set),
                                  le32_to_cpu(m->config_flags_1_clear))) {
        return TI_SCI_NACK;
    }
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_proc_set_control(TISCIState *s,
                                           const TISCIRequest *req,
                                           void *resp)
{
    const struct tisci_msg_proc_set_control_req *m = req->msg;
    uint32_t set = le32_to_cpu(m->control_flags_1_set);
    uint32_t clear = le32_to_cpu(m->control_flags_1_clear);
    K3ProcState *p = ti_sci_proc_prepare(s, req);
    uint32_t halt;
    bool running;

    if (!p) {
        return TI_SCI_NACK;
    }
    halt = k3_proc_halt_flag(p);
    running = p->core->started;
    if ((set & halt) && running &&
        s->halt_policy == TI_SCI_HALT_NACK_UNLESS_WFI &&
        !(k3_core_outputs(p->core) & K3_CORE_OUT_WFI)) {
        ti_sci_refuse(req, "processor 0x%02x is not in WFI", p->proc_id);
        return TI_SCI_NACK;
    }
    if (!k3_proc_set_control(p, set, clear)) {
        return TI_SCI_NACK;
    }
    /*
     * HALT only keeps a core from starting.  To freeze one that runs is a
     * policy; to let it go again is not, since the policy may have changed.
     */
    if ((set & halt) && running && s->halt_policy == TI_SCI_HALT_ACK_FREEZE) {
        k3_core_set_frozen(p->core, true);
    } else if ((clear & ~set & halt) && running) {
        k3_core_set_frozen(p->core, false);
    }
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_proc_get_status(TISCIState *s,
                                          const TISCIRequest *req,
                                          void *resp)
{
    struct tisci_msg_proc_get_status_resp *r = resp;
    K3ProcState *p = ti_sci_proc_prepare(s, req);
    uint32_t status;

    if (!p) {
        return TI_SCI_NACK;
    }
    status = ti_sci_fault_status(s, p);
    r->processor_id = p->proc_id;
    r->bootvector_lo = cpu_to_le32(extract64(p->core->boot_vector, 0, 32));
    r->bootvector_hi = cpu_to_le32(extract64(p->core->boot_vector, 32, 32));
    r->config_flags_1 = cpu_to_le32(p->core->config);
    r->control_flags_1 = cpu_to_le32(k3_proc_control(p));
    r->status_flags_1 = cpu_to_le32(status);
    trace_k3_ti_sci_proc_status(k3_trace_ns(), k3_trace_name(s), req->host,
                                p->proc_id, p->core->config,
                                k3_proc_control(p), status);
    return TI_SCI_ACK;
}

static bool ti_sci_proc_wait_valid(TISCIState *s, const TISCIWait *wait)
{
    return ti_sci_find_proc(s, wait->proc) && wait->checks_left &&
           wait->matches_needed && wait->matches < wait->matches_needed;
}

static TISCIResult ti_sci_proc_wait(TISCIState *s, unsigned index,
                                    unsigned delay_us)
{
    /* A check takes the firmware a little time even without a delay. */
    return ti_sci_defer(s, index, MAX(delay_us, 1) * SCALE_US);
}

static TISCIResult ti_sci_proc_wait_status(TISCIState *s,
                                           const TISCIRequest *req,
                                           void *resp)
{
    const struct tisci_msg_proc_status_wait_req *m = req->msg;
    TISCIProcs *procs = ti_sci_state(s, &ti_sci_proc_chapter);
    TISCIWait *wait = &procs->wait[req->index];

    if (!ti_sci_proc_prepare(s, req)) {
        return TI_SCI_NACK;
    }
    *wait = (TISCIWait) {
        .proc = m->processor_id,
        .checks_left = m->num_wait_iterations,
        .matches_needed = m->num_match_iterations,
        .delay_us = m->delay_per_iteration_us,
        .all_set = le32_to_cpu(m->status_flags_1_set_all_wait),
        .any_set = le32_to_cpu(m->status_flags_1_set_any_wait),
        .all_clear = le32_to_cpu(m->status_flags_1_clr_all_wait),
        .any_clear = le32_to_cpu(m->status_flags_1_clr_any_wait),
    };
    if (!ti_sci_proc_wait_valid(s, wait)) {
        ti_sci_refuse(req, "invalid wait: %u checks for %u matches",
                      m->num_wait_iterations, m->num_match_iterations);
        return TI_SCI_NACK;
    }
    return ti_sci_proc_wait(s, req->index, m->delay_before_iterations_us);
}

static TISCIResult ti_sci_proc_wait_step(TISCIState *s, unsigned index)
{
    TISCIProcs *procs = ti_sci_state(s, &ti_sci_proc_chapter);
    TISCIWait *wait = &procs->wait[index];
    K3ProcState *p = ti_sci_find_proc(s, wait->proc);
    uint32_t status = ti_sci_fault_status(s, p);
    bool match = (status & wait->all_set) == wait->all_set &&
                 (!wait->any_set || (status & wait->any_set)) &&
                 !(status & wait->all_clear) &&
                 (!wait->any_clear || (~status & wait->any_clear));

    wait->checks_left--;
    wait->matches = match ? wait->matches + 1 : 0;
    trace_k3_ti_sci_proc_wait(k3_trace_name(s), s->info->hosts[index].id,
                              wait->proc, status, wait->matches,
                              wait->checks_left);
    if (wait->matches == wait->matches_needed) {
        return TI_SCI_ACK;
    }
    if (!wait->checks_left) {
        return TI_SCI_NACK;
    }
    return ti_sci_proc_wait(s, index, wait->delay_us);
}

/* Only SoCs that enforce security have authenticated boot. */
static const TISCIMessage proc_messages[] = {
    TI_SCI_MESSAGE(0xc000, "PROC_REQUEST", tisci_msg_proc_request_req,
                   ti_sci_proc_request),
    TI_SCI_MESSAGE(0xc001, "PROC_RELEASE", tisci_msg_proc_request_req,
                   ti_sci_proc_release),
    TI_SCI_MESSAGE(0xc005, "PROC_HANDOVER", tisci_msg_proc_handover_req,
                   ti_sci_proc_handover),
    TI_SCI_MESSAGE(0xc100, "PROC_SET_CONFIG", tisci_msg_proc_set_config_req,
                   ti_sci_proc_set_config),
    TI_SCI_MESSAGE(0xc101, "PROC_SET_CONTROL", tisci_msg_proc_set_control_req,
                   ti_sci_proc_set_control),
    TI_SCI_UNMODELLED(0xc120, "PROC_AUTH_BOOT"),
    TI_SCI_MESSAGE(0xc400, "PROC_GET_STATUS", tisci_msg_proc_request_req,
                   ti_sci_proc_get_status),
    TI_SCI_MESSAGE(PROC_WAIT_STATUS, "PROC_WAIT_STATUS",
                   tisci_msg_proc_status_wait_req, ti_sci_proc_wait_status,
                   .resume = ti_sci_proc_wait_step),
};

static void *ti_sci_proc_create(TISCIState *s)
{
    TISCIProcs *procs = g_malloc0(sizeof(*procs) + s->info->num_procs *
                                  sizeof(procs->of[0]));

    procs->sci = s;
    procs->num = s->info->num_procs;
    return procs;
}

static void ti_sci_proc_reset(TISCIState *s)
{
    TISCIProcs *procs = ti_sci_state(s, &ti_sci_proc_chapter);

    memset(procs->wait, 0, sizeof(procs->wait));
    for (uint32_t i = 0; i < procs->num; i++) {
        uint8_t owner = s->info->procs[i].boot_owner;

        procs->of[i] = (TISCIProc) { .owned = owner, .owner = owner };
    }
}

static int ti_sci_proc_post_load(void *opaque, int version_id)
{
    TISCIProcs *procs = opaque;
    TISCIState *s = procs->sci;

    for (size_t i = 0; i < s->info->num_hosts; i++) {
        if (ti_sci_deferred(s, i, PROC_WAIT_STATUS) &&
            !ti_sci_proc_wait_valid(s, &procs->wait[i])) {
            return -EINVAL;
        }
    }
    return 0;
}

static void ti_sci_proc_ownership(TISCIState *s, GString *out)
{
    TISCIProcs *procs = ti_sci_state(s, &ti_sci_proc_chapter);

    for (uint32_t i = 0; i < procs->num; i++) {
        K3ProcState *p = ti_sci_find_proc(s, s->info->procs[i].id);

        if (procs->of[i].owned) {
            g_string_append_printf(out, "host=%u kind=processor id=0x%02x "
                                   "state=%s\n", procs->of[i].owner,
                                   s->info->procs[i].id, p ?
                                   k3_core_state_name(p->core) : "unknown");
        }
    }
}

static const VMStateDescription vmstate_ti_sci_proc = {
    .name = "ti-sci/processor",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(owned, TISCIProc),
        VMSTATE_UINT8(owner, TISCIProc),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ti_sci_wait = {
    .name = "ti-sci/wait",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(proc, TISCIWait),
        VMSTATE_UINT8(checks_left, TISCIWait),
        VMSTATE_UINT8(matches_needed, TISCIWait),
        VMSTATE_UINT8(matches, TISCIWait),
        VMSTATE_UINT8(delay_us, TISCIWait),
        VMSTATE_UINT32(all_set, TISCIWait),
        VMSTATE_UINT32(any_set, TISCIWait),
        VMSTATE_UINT32(all_clear, TISCIWait),
        VMSTATE_UINT32(any_clear, TISCIWait),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ti_sci_procs = {
    .name = "ti-sci/processors",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = ti_sci_proc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_EQUAL(num, TISCIProcs, NULL),
        VMSTATE_STRUCT_VARRAY_UINT32(of, TISCIProcs, num, 1,
                                     vmstate_ti_sci_proc, TISCIProc),
        VMSTATE_STRUCT_ARRAY(wait, TISCIProcs, TI_SCI_MAX_HOSTS, 1,
                             vmstate_ti_sci_wait, TISCIWait),
        VMSTATE_END_OF_LIST()
    }
};

const TISCIChapter ti_sci_proc_chapter = {
    .first = 0xc000,
    .last = 0xc4ff,
    .subject = TI_SCI_SUBJECT_PROCESSOR,
    .messages = proc_messages,
    .num_messages = ARRAY_SIZE(proc_messages),
    .create = ti_sci_proc_create,
    .reset = ti_sci_proc_reset,
    .ownership = ti_sci_proc_ownership,
    .vmsd = &vmstate_ti_sci_procs,
};
