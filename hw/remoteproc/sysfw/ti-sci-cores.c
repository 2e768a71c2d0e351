/*
 * TI-SCI: the cores that a device powers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ti-sci-cores.h"

/*
 * The next processor, from entry *@i of the table on, that is modelled and
 * powered by @dev; NULL if there is none
 */
static K3ProcState *ti_sci_cores_next(TISCIState *s, uint16_t dev, size_t *i)
{
    while (*i < s->info->num_procs) {
        const TISCIProcInfo *info = &s->info->procs[(*i)++];
        K3ProcState *p = ti_sci_find_proc(s, info->id);

        if (info->dev == dev && p) {
            return p;
        }
    }
    return NULL;
}

bool ti_sci_cores_set(TISCIState *s, uint16_t dev, bool on, bool local_reset)
{
    K3ProcState *p;
    bool any = false;
    size_t i = 0;

    while ((p = ti_sci_cores_next(s, dev, &i))) {
        k3_core_set_local_reset(p->core, local_reset);
        k3_core_set_power(p->core, on);
        any = true;
    }
    return any;
}

/*
 * Recent firmware does not take a processor off the bus that may be in the
 * middle of a transaction.  Older firmware does: then the interconnect waits
 * for the rest of that transaction, and all bus masters wait for the
 * interconnect.
 */
bool ti_sci_cores_may_stop(TISCIState *s, const TISCIRequest *req,
                           uint16_t dev)
{
    K3ProcState *p;
    size_t i = 0;

    if (s->stop_policy == TI_SCI_STOP_ACK) {
        return true;
    }
    while ((p = ti_sci_cores_next(s, dev, &i))) {
        if (!p->core->started ||
            (k3_core_outputs(p->core) & K3_CORE_OUT_WFI)) {
            continue;
        }
        if (s->stop_policy == TI_SCI_STOP_NACK_UNLESS_WFI) {
            ti_sci_refuse(req, "processor 0x%02x is not in WFI", p->proc_id);
            return false;
        }
        ti_sci_hang_bus(s, p->proc_id, "is stopped and not in WFI");
    }
    return true;
}

void ti_sci_cores_wedge(TISCIState *s, uint16_t dev, Notifier *wedge)
{
    K3ProcState *p;
    size_t i = 0;

    while ((p = ti_sci_cores_next(s, dev, &i))) {
        k3_core_set_wedge(p->core, wedge);
    }
}

void ti_sci_cores_hang_bus(TISCIState *s, const K3Core *core)
{
    for (int i = 0; i < TI_SCI_MAX_PROCS; i++) {
        if (s->proc[i] && s->proc[i]->core == core) {
            ti_sci_hang_bus(s, s->proc[i]->proc_id,
                            "does not answer for its memories");
        }
    }
}

const K3Core *ti_sci_cores_booted(TISCIState *s, uint16_t dev)
{
    K3ProcState *p;
    size_t i = 0;

    while ((p = ti_sci_cores_next(s, dev, &i))) {
        if (p->core->power_at_reset) {
            return p->core;
        }
    }
    return NULL;
}

void ti_sci_cores_open(TISCIState *s)
{
    for (size_t i = 0; i < s->info->num_procs; i++) {
        K3ProcState *p = ti_sci_find_proc(s, s->info->procs[i].id);

        if (p && p->core->power_at_reset) {
            k3_core_set_local_reset(p->core, true);
            k3_core_set_power(p->core, true);
        }
    }
}

bool ti_sci_cores_load(TISCIState *s, uint8_t proc)
{
    K3ProcState *p = ti_sci_find_proc(s, proc);

    return !p || !p->core->power_at_reset || k3_core_load_image(p->core);
}
