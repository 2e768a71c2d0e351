/*
 * TI K3 remote core (abstract): properties for observers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/visitor.h"
#include "k3-core-internal.h"

static bool k3_core_get_power(Object *obj, Error **errp)
{
    return K3_CORE(obj)->power;
}

static bool k3_core_get_local_reset(Object *obj, Error **errp)
{
    return K3_CORE(obj)->local_reset;
}

static bool k3_core_get_halt(Object *obj, Error **errp)
{
    return K3_CORE(obj)->halt;
}

static bool k3_core_get_started(Object *obj, Error **errp)
{
    return K3_CORE(obj)->started;
}

static bool k3_core_get_frozen(Object *obj, Error **errp)
{
    K3Core *core = K3_CORE(obj);

    return core->engine && k3_core_frozen(core);
}

static bool k3_core_get_resident(Object *obj, Error **errp)
{
    return K3_CORE(obj)->resident;
}

static void k3_core_get_boot_vector(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    uint64_t value = K3_CORE(obj)->boot_vector;

    visit_type_uint64(v, name, &value, errp);
}

static void k3_core_get_config(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    uint32_t value = K3_CORE(obj)->config;

    visit_type_uint32(v, name, &value, errp);
}

static void k3_core_get_pc(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    K3Core *core = K3_CORE(obj);
    K3Core *leader = core->leader ?: core;
    uint64_t value = 0;

    if (core->started) {
        value = k3_engine_pc(k3_core_engine(leader));
    }
    visit_type_uint64(v, name, &value, errp);
}

static char *k3_core_get_state(Object *obj, Error **errp)
{
    return g_strdup(k3_core_state_name(K3_CORE(obj)));
}

void k3_core_add_observers(ObjectClass *oc)
{
    static const struct {
        const char *name;
        bool (*get)(Object *obj, Error **errp);
        const char *description;
    } flags[] = {
        { "power", k3_core_get_power, "the module is powered" },
        { "local-reset", k3_core_get_local_reset,
          "the local reset is asserted" },
        { "halt", k3_core_get_halt, "the halt input is asserted" },
        { "started", k3_core_get_started,
          "the core has left reset and halt since the last reset" },
        { "frozen", k3_core_get_frozen, "the clock of the core is stopped" },
        { "resident", k3_core_get_resident,
          "the core belongs to system firmware, until it is stopped" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
        object_class_property_add_bool(oc, flags[i].name, flags[i].get, NULL);
        object_class_property_set_description(oc, flags[i].name,
                                              flags[i].description);
    }
    object_class_property_add(oc, "boot-vector", "uint64",
                              k3_core_get_boot_vector, NULL, NULL, NULL);
    object_class_property_set_description(oc, "boot-vector",
                                          "address of the first instruction");
    object_class_property_add(oc, "config", "uint32", k3_core_get_config,
                              NULL, NULL, NULL);
    object_class_property_set_description(oc, "config",
        "configuration word, sampled when the core starts");
    object_class_property_add(oc, "pc", "uint64", k3_core_get_pc, NULL, NULL,
                              NULL);
    object_class_property_set_description(oc, "pc",
        "program counter, as far as it is known");
    object_class_property_add_str(oc, "state", k3_core_get_state, NULL);
    object_class_property_set_description(oc, "state",
        "what the core does now, in one word");
}
