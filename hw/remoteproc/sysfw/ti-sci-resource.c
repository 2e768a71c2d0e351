/*
 * TI-SCI: resource ranges and interrupt routes
 *
 * A range is what the board configuration assigns to a host, or to all hosts.
 * A route occupies the router output, or the event and the status bit, that it
 * names; only the host for which it was set can release it.  If the router or
 * the aggregator is a device of the machine, the route programs it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "ti-sci-chapter.h"
#include "ti-sci-resource.h"
#include "trace.h"

/* A resource type has 10 bits for a device, and 6 for a kind of resource. */
#define RESOURCE_TYPE_MAX       0x3ff
#define RESOURCE_SUBTYPE_MAX    0x3f

#define SUBTYPE_ROUTER_OUTPUT   0x00
#define SUBTYPE_IA_VINT         0x0a
#define SUBTYPE_GLOBAL_EVENT    0x0d

#define VINT_STATUS_BITS        64
#define ROUTER_INPUT_MAX        0xfff

/* The two kinds of route that a host configures hop by hop */
#define VALID_ROUTER            (TISCI_RM_DST_ID_VALID | \
                                 TISCI_RM_DST_HOST_IRQ_VALID)
#define VALID_EVENT             (TISCI_RM_IA_ID_VALID | TISCI_RM_VINT_VALID | \
                                 TISCI_RM_GLOBAL_EVENT_VALID | \
                                 TISCI_RM_VINT_STATUS_BIT_VALID)

#define MAX_ROUTES              512

typedef enum TISCIRouteKind {
    TI_SCI_ROUTE_FREE,
    TI_SCI_ROUTE_ROUTER,        /* input of an interrupt router to its output */
    TI_SCI_ROUTE_EVENT,         /* event to status bit of a virtual interrupt */
    TI_SCI_ROUTE__MAX,
} TISCIRouteKind;

typedef struct TISCIRoute {
    uint8_t kind;
    uint8_t host;
    uint8_t status_bit;
    uint16_t src;
    uint16_t src_index;
    uint16_t dst;               /* router or interrupt aggregator */
    uint16_t dst_index;         /* output or virtual interrupt */
    uint16_t event;
} TISCIRoute;

typedef struct TISCIRoutes {
    TISCIRoute of[MAX_ROUTES];
} TISCIRoutes;

static TISCIResult ti_sci_get_resource_range(TISCIState *s,
                                             const TISCIRequest *req,
                                             void *resp)
{
    const struct tisci_msg_rm_get_resource_range_req *m = req->msg;
    struct tisci_msg_rm_get_resource_range_resp *answer = resp;
    uint16_t type = le16_to_cpu(m->type);
    uint8_t subtype = m->subtype;
    uint8_t host = m->secondary_host;
    uint16_t start = 0, num = 0, start_sec = 0, num_sec = 0;

    if (host == TISCI_RM_UNUSED_SECONDARY_HOST) {
        host = req->host;
    } else if (host != TI_SCI_HOST_ANY && !ti_sci_host_known(s, host)) {
        ti_sci_refuse(req, "no host %u", host);
        return TI_SCI_NACK;
    }
    if (type > RESOURCE_TYPE_MAX || subtype > RESOURCE_SUBTYPE_MAX) {
        ti_sci_refuse(req, "no resource type %u.%u", type, subtype);
        return TI_SCI_NACK;
    }

    /* The answer for a type that is not assigned is an empty range. */
    for (size_t i = 0; i < s->info->num_resources; i++) {
        const TISCIResourceInfo *r = &s->info->resources[i];

        if (r->type == type && r->subtype == subtype && r->host == host) {
            start = r->start;
            num = r->num;
            start_sec = r->start_sec;
            num_sec = r->num_sec;
            break;
        }
    }
    answer->range_start = cpu_to_le16(start);
    answer->range_num = cpu_to_le16(num);
    answer->range_start_sec = cpu_to_le16(start_sec);
    answer->range_num_sec = cpu_to_le16(num_sec);
    trace_k3_ti_sci_resource_range(k3_trace_name(s), req->host, host, type,
                                   subtype, start, num);
    return TI_SCI_ACK;
}

static bool in_range(uint16_t index, uint16_t start, uint16_t num)
{
    return index >= start && index - start < num;
}

bool ti_sci_resource_permitted(TISCIState *s, uint8_t host, uint16_t type,
                               uint8_t subtype, uint16_t index)
{
    for (size_t i = 0; i < s->info->num_resources; i++) {
        const TISCIResourceInfo *r = &s->info->resources[i];

        if (r->type == type && r->subtype == subtype &&
            (r->host == host || r->host == TI_SCI_HOST_ANY) &&
            (in_range(index, r->start, r->num) ||
             in_range(index, r->start_sec, r->num_sec))) {
            return true;
        }
    }
    return false;
}

/*
 * A route may name the device that interrupts rather than the input of the
 * router, and the processor rather than the output.  Replace both by those of
 * the router between them; false: there is none.
 */
static bool ti_sci_route_resolve(TISCIState *s, TISCIRoute *r)
{
    for (size_t i = 0; i < s->info->num_router_inputs; i++) {
        const TISCIRouterInput *in = &s->info->router_inputs[i];

        if (in->dev != r->src || !in_range(r->src_index, in->index, in->num)) {
            continue;
        }
        if (r->dst == in->router) {
            r->src = in->router;
            r->src_index = in->input + r->src_index - in->index;
            return true;
        }
        for (size_t j = 0; j < s->info->num_router_outputs; j++) {
            const TISCIRouterOutput *out = &s->info->router_outputs[j];

            if (out->router == in->router && out->dev == r->dst &&
                in_range(r->dst_index, out->line, out->num)) {
                r->src = r->dst = in->router;
                r->src_index = in->input + r->src_index - in->index;
                r->dst_index = out->output + r->dst_index - out->line;
                return true;
            }
        }
    }
    return false;
}

/* Get the route of RM_IRQ_SET or RM_IRQ_RELEASE; false: refuse the request */
static bool ti_sci_route_parse(TISCIState *s, const TISCIRequest *req,
                               TISCIRoute *route)
{
    const struct tisci_msg_rm_irq_set_req *m = req->msg;
    uint32_t valid = le32_to_cpu(m->valid_params);

    *route = (TISCIRoute) {
        .host = req->host,
        .src = le16_to_cpu(m->src_id),
        .src_index = le16_to_cpu(m->src_index),
    };
    if (valid & TISCI_RM_SECONDARY_HOST_VALID) {
        route->host = m->secondary_host;
        if (!ti_sci_host_known(s, route->host)) {
            ti_sci_refuse(req, "no host %u", route->host);
            return false;
        }
    }

    switch (valid & ~TISCI_RM_SECONDARY_HOST_VALID) {
    case VALID_ROUTER:
        route->kind = TI_SCI_ROUTE_ROUTER;
        route->dst = le16_to_cpu(m->dst_id);
        route->dst_index = le16_to_cpu(m->dst_host_irq);
        if (route->src != route->dst ? !ti_sci_route_resolve(s, route) :
            route->src_index > ROUTER_INPUT_MAX) {
            ti_sci_refuse(req, "%u.%u has no route to %u.%u", route->src,
                          route->src_index, route->dst, route->dst_index);
            return false;
        }
        return true;
    case VALID_EVENT:
        route->kind = TI_SCI_ROUTE_EVENT;
        route->dst = le16_to_cpu(m->ia_id);
        route->dst_index = le16_to_cpu(m->vint);
        route->event = le16_to_cpu(m->global_event);
        route->status_bit = m->vint_status_bit_index;
        if (route->status_bit >= VINT_STATUS_BITS) {
            ti_sci_refuse(req, "no status bit %u", route->status_bit);
            return false;
        }
        return true;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: interrupt route with valid_params 0x%08x "
                      "is not modelled\n", k3_trace_name(s), valid);
        return false;
    }
}

static bool ti_sci_route_permitted(TISCIState *s, const TISCIRoute *r)
{
    if (r->kind == TI_SCI_ROUTE_ROUTER) {
        return ti_sci_resource_permitted(s, r->host, r->dst,
                                         SUBTYPE_ROUTER_OUTPUT, r->dst_index);
    }
    return ti_sci_resource_permitted(s, r->host, r->dst, SUBTYPE_IA_VINT,
                                     r->dst_index) &&
           ti_sci_resource_permitted(s, r->host, r->dst, SUBTYPE_GLOBAL_EVENT,
                                     r->event);
}

/* Do both use the same input, output, source, event or status bit? */
static bool ti_sci_route_conflict(const TISCIRoute *a, const TISCIRoute *b)
{
    if (a->kind != b->kind || a->dst != b->dst) {
        return false;
    }
    if (a->kind == TI_SCI_ROUTE_ROUTER) {
        return a->src_index == b->src_index || a->dst_index == b->dst_index;
    }
    return a->event == b->event ||
           (a->src == b->src && a->src_index == b->src_index) ||
           (a->dst_index == b->dst_index && a->status_bit == b->status_bit);
}

static bool ti_sci_route_equal(const TISCIRoute *a, const TISCIRoute *b)
{
    return a->kind == b->kind && a->host == b->host && a->src == b->src &&
           a->src_index == b->src_index && a->dst == b->dst &&
           a->dst_index == b->dst_index && a->event == b->event &&
           a->status_bit == b->status_bit;
}

static K3IntrRouterState *ti_sci_find_router(TISCIState *s,
                                             const TISCIRoute *r)
{
    for (unsigned i = 0; r->kind == TI_SCI_ROUTE_ROUTER && i < s->num_routers;
         i++) {
        if (s->routers[i].dev == r->dst) {
            return s->routers[i].router;
        }
    }
    return NULL;
}

/*
 * The aggregator of an event of a DMA engine that sends to no other.  Such an
 * event is, to TISCI, an event of the aggregator.
 */
static K3INTAState *ti_sci_find_inta(TISCIState *s, const TISCIRoute *r)
{
    for (unsigned i = 0; r->kind == TI_SCI_ROUTE_EVENT && r->src == r->dst &&
         i < s->num_intas; i++) {
        if (s->intas[i].dev == r->dst) {
            return s->intas[i].inta;
        }
    }
    return NULL;
}

/* Program the router or the aggregator; false: it does not have these lines. */
static bool ti_sci_route_connect(TISCIState *s, const TISCIRequest *req,
                                 const TISCIRoute *r)
{
    K3IntrRouterState *router = ti_sci_find_router(s, r);
    K3INTAState *inta = ti_sci_find_inta(s, r);

    if (router && !k3_intr_router_connect(router, r->dst_index,
                                          r->src_index)) {
        ti_sci_refuse(req, "router %u has no input %u or no output %u",
                      r->dst, r->src_index, r->dst_index);
        return false;
    }
    if (inta && !k3_inta_connect(inta, r->src_index, r->event, r->dst_index,
                                 r->status_bit)) {
        ti_sci_refuse(req, "aggregator %u has no source %u, no event %u or no "
                      "virtual interrupt %u", r->dst, r->src_index, r->event,
                      r->dst_index);
        return false;
    }
    return true;
}

static void ti_sci_route_disconnect(TISCIState *s, const TISCIRoute *r)
{
    K3IntrRouterState *router = ti_sci_find_router(s, r);
    K3INTAState *inta = ti_sci_find_inta(s, r);

    if (router) {
        k3_intr_router_disconnect(router, r->dst_index);
    }
    if (inta) {
        k3_inta_disconnect(inta, r->src_index, r->event);
    }
}

static TISCIResult ti_sci_set_irq(TISCIState *s, const TISCIRequest *req,
                                  void *resp)
{
    TISCIRoutes *routes = ti_sci_state(s, &ti_sci_resource_chapter);
    TISCIRoute *entry = NULL;
    TISCIRoute route;

    if (!ti_sci_route_parse(s, req, &route)) {
        return TI_SCI_NACK;
    }
    if (!ti_sci_route_permitted(s, &route)) {
        ti_sci_refuse(req, "%u.%u is not assigned to host %u", route.dst,
                      route.dst_index, route.host);
        return TI_SCI_NACK;
    }
    for (int i = 0; i < MAX_ROUTES; i++) {
        if (routes->of[i].kind == TI_SCI_ROUTE_FREE) {
            entry = entry ?: &routes->of[i];
        } else if (ti_sci_route_conflict(&routes->of[i], &route)) {
            ti_sci_refuse(req, "%u.%u to %u.%u is in use", route.src,
                          route.src_index, route.dst, route.dst_index);
            return TI_SCI_NACK;
        }
    }
    if (!entry) {
        qemu_log_mask(LOG_UNIMP, "%s: more than %d interrupt routes\n",
                      k3_trace_name(s), MAX_ROUTES);
        return TI_SCI_NACK;
    }
    if (!ti_sci_route_connect(s, req, &route)) {
        return TI_SCI_NACK;
    }
    *entry = route;
    trace_k3_ti_sci_route_set(k3_trace_name(s), route.host, route.src,
                              route.src_index, route.dst, route.dst_index,
                              route.event, route.status_bit);
    return TI_SCI_ACK;
}

static TISCIResult ti_sci_release_irq(TISCIState *s, const TISCIRequest *req,
                                      void *resp)
{
    TISCIRoutes *routes = ti_sci_state(s, &ti_sci_resource_chapter);
    TISCIRoute route;

    if (!ti_sci_route_parse(s, req, &route)) {
        return TI_SCI_NACK;
    }
    for (int i = 0; i < MAX_ROUTES; i++) {
        if (ti_sci_route_equal(&routes->of[i], &route)) {
            ti_sci_route_disconnect(s, &route);
            routes->of[i] = (TISCIRoute) { .kind = TI_SCI_ROUTE_FREE };
            trace_k3_ti_sci_route_release(k3_trace_name(s), route.host,
                                          route.src, route.src_index, route.dst,
                                          route.dst_index);
            return TI_SCI_ACK;
        }
    }
    ti_sci_refuse(req, "host %u has no route %u.%u to %u.%u", route.host,
                  route.src, route.src_index, route.dst, route.dst_index);
    return TI_SCI_NACK;
}

static const TISCIMessage resource_messages[] = {
    TI_SCI_MESSAGE(0x1000, "RM_IRQ_SET", tisci_msg_rm_irq_set_req,
                   ti_sci_set_irq),
    TI_SCI_MESSAGE(0x1001, "RM_IRQ_RELEASE", tisci_msg_rm_irq_set_req,
                   ti_sci_release_irq),
    TI_SCI_MESSAGE(0x1500, "RM_GET_RESOURCE_RANGE",
                   tisci_msg_rm_get_resource_range_req,
                   ti_sci_get_resource_range),
};

static void *ti_sci_resource_create(TISCIState *s)
{
    return g_new0(TISCIRoutes, 1);
}

static void ti_sci_resource_reset(TISCIState *s)
{
    TISCIRoutes *routes = ti_sci_state(s, &ti_sci_resource_chapter);

    memset(routes, 0, sizeof(*routes));
}

static int ti_sci_resource_post_load(void *opaque, int version_id)
{
    TISCIRoutes *routes = opaque;

    for (int i = 0; i < MAX_ROUTES; i++) {
        if (routes->of[i].kind >= TI_SCI_ROUTE__MAX) {
            return -EINVAL;
        }
    }
    return 0;
}

static void ti_sci_resource_ownership(TISCIState *s, GString *out)
{
    TISCIRoutes *routes = ti_sci_state(s, &ti_sci_resource_chapter);

    for (int i = 0; i < MAX_ROUTES; i++) {
        const TISCIRoute *r = &routes->of[i];

        if (r->kind == TI_SCI_ROUTE_ROUTER) {
            g_string_append_printf(out, "host=%u kind=route id=%u.%u "
                                   "state=input:%u\n", r->host, r->dst,
                                   r->dst_index, r->src_index);
        } else if (r->kind == TI_SCI_ROUTE_EVENT) {
            g_string_append_printf(out, "host=%u kind=event id=%u.%u.%u "
                                   "state=event:%u,source:%u.%u\n", r->host,
                                   r->dst, r->dst_index, r->status_bit,
                                   r->event, r->src, r->src_index);
        }
    }
}

static const VMStateDescription vmstate_ti_sci_route = {
    .name = "ti-sci/route",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(kind, TISCIRoute),
        VMSTATE_UINT8(host, TISCIRoute),
        VMSTATE_UINT8(status_bit, TISCIRoute),
        VMSTATE_UINT16(src, TISCIRoute),
        VMSTATE_UINT16(src_index, TISCIRoute),
        VMSTATE_UINT16(dst, TISCIRoute),
        VMSTATE_UINT16(dst_index, TISCIRoute),
        VMSTATE_UINT16(event, TISCIRoute),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_ti_sci_routes = {
    .name = "ti-sci/routes",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = ti_sci_resource_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(of, TISCIRoutes, MAX_ROUTES, 1,
                             vmstate_ti_sci_route, TISCIRoute),
        VMSTATE_END_OF_LIST()
    }
};

const TISCIChapter ti_sci_resource_chapter = {
    .first = 0x1000,
    .last = 0x15ff,
    .device_manager = true,
    .messages = resource_messages,
    .num_messages = ARRAY_SIZE(resource_messages),
    .create = ti_sci_resource_create,
    .reset = ti_sci_resource_reset,
    .ownership = ti_sci_resource_ownership,
    .vmsd = &vmstate_ti_sci_routes,
};
