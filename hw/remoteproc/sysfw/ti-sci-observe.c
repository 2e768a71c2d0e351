/*
 * TI-SCI: properties that show what the firmware does, and its policies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/util.h"
#include "qapi/visitor.h"
#include "ti-sci-internal.h"

static const QEnumLookup halt_policy_lookup = {
    .array = (const char *const[]) {
        [TI_SCI_HALT_ACK_KEEP_RUNNING] = "ack-keep-running",
        [TI_SCI_HALT_ACK_FREEZE] = "ack-freeze",
        [TI_SCI_HALT_NACK_UNLESS_WFI] = "nack-unless-wfi",
    },
    .size = TI_SCI_HALT__MAX,
};

static int ti_sci_get_halt_policy(Object *obj, Error **errp)
{
    return TI_SCI(obj)->halt_policy;
}

static void ti_sci_set_halt_policy(Object *obj, int value, Error **errp)
{
    TI_SCI(obj)->halt_policy = value;
}

static const QEnumLookup stop_policy_lookup = {
    .array = (const char *const[]) {
        [TI_SCI_STOP_ACK] = "ack",
        [TI_SCI_STOP_NACK_UNLESS_WFI] = "nack-unless-wfi",
        [TI_SCI_STOP_HANG_UNLESS_WFI] = "hang-unless-wfi",
    },
    .size = TI_SCI_STOP__MAX,
};

static int ti_sci_get_stop_policy(Object *obj, Error **errp)
{
    return TI_SCI(obj)->stop_policy;
}

static void ti_sci_set_stop_policy(Object *obj, int value, Error **errp)
{
    TI_SCI(obj)->stop_policy = value;
}

static bool ti_sci_get_bus_hung(Object *obj, Error **errp)
{
    return TI_SCI(obj)->bus_hung;
}

static char *ti_sci_get_ownership(Object *obj, Error **errp)
{
    TISCIState *s = TI_SCI(obj);
    GString *out = g_string_new("");

    /* Before realize the chapters have no state. */
    if (s->chapter_state) {
        ti_sci_chapters_ownership(s, out);
    }
    return g_string_free(out, FALSE);
}

static char *ti_sci_get_hosts(Object *obj, Error **errp)
{
    TISCIState *s = TI_SCI(obj);
    GString *out = g_string_new("");

    for (size_t i = 0; s->info && i < s->info->num_hosts; i++) {
        const TISCIHostInfo *host = &s->info->hosts[i];

        g_string_append_printf(out, "host=%u name=%s tx=%u rx=%u secure=%s",
                               host->id, host->name, host->tx_thread,
                               host->rx_thread, host->secure ? "yes" : "no");
        if (host->tx_high_thread) {
            g_string_append_printf(out, " tx-high=%u", host->tx_high_thread);
        }
        if (host->proxy == TI_SCI_PROXY_MCU) {
            g_string_append(out, " proxy=mcu");
        }
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

static void ti_sci_get_count(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    uint64_t value = *(uint64_t *)((char *)obj + (uintptr_t)opaque);

    visit_type_uint64(v, name, &value, errp);
}

static void ti_sci_add_counts(ObjectClass *oc)
{
    static const struct {
        const char *name;
        size_t offset;
    } counts[] = {
        { "requests", offsetof(TISCIState, requests) },
        { "responses", offsetof(TISCIState, responses) },
        { "nacks", offsetof(TISCIState, nacks) },
    };

    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        object_class_property_add(oc, counts[i].name, "uint64",
                                  ti_sci_get_count, NULL, NULL,
                                  (void *)(uintptr_t)counts[i].offset);
        object_class_property_set_description(oc, counts[i].name,
                                              "messages since reset");
    }
}

void ti_sci_observe_class_init(ObjectClass *oc)
{
    object_class_property_add_enum(oc, "halt-policy", "TISCIHaltPolicy",
                                   &halt_policy_lookup, ti_sci_get_halt_policy,
                                   ti_sci_set_halt_policy);
    object_class_property_set_description(oc, "halt-policy",
        "effect of a request to halt a running processor");
    object_class_property_add_enum(oc, "stop-policy", "TISCIStopPolicy",
                                   &stop_policy_lookup, ti_sci_get_stop_policy,
                                   ti_sci_set_stop_policy);
    object_class_property_set_description(oc, "stop-policy",
        "effect of a request to reset or switch off a running processor");
    object_class_property_add_bool(oc, "bus-hung", ti_sci_get_bus_hung, NULL);
    object_class_property_set_description(oc, "bus-hung",
        "an access never ended: see stop-policy, and fault rule \"wedge\"");
    object_class_property_add_str(oc, "ownership", ti_sci_get_ownership, NULL);
    object_class_property_set_description(oc, "ownership",
        "one line for each thing that a host holds");
    object_class_property_add_str(oc, "hosts", ti_sci_get_hosts, NULL);
    object_class_property_set_description(oc, "hosts",
        "one line for each host, with its threads");
    ti_sci_add_counts(oc);
}
