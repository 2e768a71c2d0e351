/*
 * TI K3 remote core (abstract)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bitops.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-core.h"
#include "hw/remoteproc/k3-fault.h"
#include "hw/resettable.h"
#include "system/runstate.h"
#include "k3-core-internal.h"
#include "trace.h"

/* For a core without processor boot registers */
static const K3BootRegs any_boot_regs = {
    .config_mask = UINT32_MAX,
    .vector_mask = UINT64_MAX,
    .halt = 1,
};

static void k3_core_started(K3Core *core)
{
    if (k3_fault_armed(core->faults, K3_FAULT_EVENT_START)) {
        K3FaultEvent event = {
            .type = K3_FAULT_EVENT_START,
            .from = K3_FAULT_TARGET(core),
        };

        k3_fault_judge(core->faults, &event);
    }
}

K3Engine *k3_core_engine(const K3Core *core)
{
    return core->resident ? core->resident_engine : core->engine;
}

bool k3_core_frozen(const K3Core *core)
{
    return k3_core_engine(core)->frozen;
}

/* What a started core is doing now */
static const char *k3_core_activity(K3Core *core)
{
    uint32_t out = k3_core_outputs(core);

    if (k3_core_frozen(core)) {
        return "frozen";
    }
    if (out & K3_CORE_OUT_LOCKUP) {
        return "lockup";
    }
    if (out & K3_CORE_OUT_WFI) {
        return "wfi";
    }
    return out & K3_CORE_OUT_WFE ? "wfe" : "running";
}

static void k3_core_reset_surroundings(K3Core *core)
{
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);

    if (kc->reset) {
        kc->reset(core);
    }
}

static void k3_core_start(K3Core *core)
{
    k3_core_reset_surroundings(core);
    if (!core->idle) {
        k3_engine_start(k3_core_engine(core), core->boot_vector, core->config);
    }
}

static void k3_core_stop(K3Core *core)
{
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);

    k3_engine_stop(k3_core_engine(core));
    core->resident = false;
    k3_core_reset_surroundings(core);
    if (kc->config) {
        kc->config(core);
    }
}

/*
 * Update kind and engine from the inputs.  The order matters: the power of the
 * memories changes only while the core is not started, and the clock of an
 * engine runs when it is stopped.
 */
static void k3_core_update(K3Core *core)
{
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);
    bool run = core->power && !core->local_reset &&
               (!core->halt || core->started);
    const char *was = NULL;

    if (!run) {
        was = core->started ? k3_core_activity(core) : NULL;
        core->failed = false;
        k3_engine_freeze(k3_core_engine(core), false);
    }
    if (core->started && !run) {
        core->started = false;
        trace_k3_core_stop(k3_trace_ns(), k3_trace_name(core), was);
        k3_core_stop(core);
    }
    if (core->powered != core->power) {
        core->powered = core->power;
        if (kc->power) {
            kc->power(core, core->power);
        }
    }
    if (!core->started && run) {
        core->started = true;
        trace_k3_core_start(k3_trace_ns(), k3_trace_name(core),
                            core->boot_vector, core->config);
        k3_core_start(core);
        k3_core_started(core);
    }
}

static void k3_core_set_input(K3Core *core, bool *input, const char *name,
                              bool value)
{
    if (*input == value) {
        return;
    }
    trace_k3_core_input(k3_trace_name(core), name, value);
    *input = value;
    k3_core_update(core);
}

void k3_core_set_power(K3Core *core, bool on)
{
    k3_core_set_input(core, &core->power, "power", on);
}

void k3_core_set_local_reset(K3Core *core, bool asserted)
{
    k3_core_set_input(core, &core->local_reset, "local-reset", asserted);
}

void k3_core_set_halt(K3Core *core, bool halt)
{
    k3_core_set_input(core, &core->halt, "halt", halt);
}

void k3_core_set_frozen(K3Core *core, bool frozen)
{
    bool freeze = (frozen || core->failed) && core->started;

    if (freeze != k3_core_frozen(core)) {
        trace_k3_core_input(k3_trace_name(core), "frozen", freeze);
        k3_engine_freeze(k3_core_engine(core), freeze);
    }
}

void k3_core_set_wedge(K3Core *core, Notifier *notifier)
{
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);

    core->wedge = notifier;
    if (kc->windows) {
        kc->windows(core);
    }
}

bool k3_core_resident_failed(const K3Core *core)
{
    return core->resident && core->failed;
}

void k3_core_set_boot_vector(K3Core *core, uint64_t vector)
{
    if (core->boot_vector != vector) {
        trace_k3_core_boot_vector(k3_trace_name(core), vector);
        core->boot_vector = vector;
    }
}

void k3_core_set_config(K3Core *core, uint32_t config)
{
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);

    if (core->config != config) {
        trace_k3_core_config(k3_trace_name(core), config);
        core->config = config;
        if (kc->config) {
            kc->config(core);
        }
    }
}

uint32_t k3_core_outputs(K3Core *core)
{
    if (!core->started || k3_core_frozen(core)) {
        return 0;
    }
    return core->leader ? k3_core_outputs(core->leader)
                        : k3_engine_outputs(k3_core_engine(core));
}

AddressSpace *k3_core_view(K3Core *core)
{
    return k3_engine_address_space(core->engine);
}

void k3_core_set_role(K3Core *core, bool executes, K3Core *leader)
{
    core->idle = !executes;
    core->leader = leader;
}

void k3_core_set_name(K3Core *core, const char *name)
{
    g_free(core->name);
    core->name = g_strdup(name);
}

void k3_core_set_boot_regs(K3Core *core, const K3BootRegs *regs)
{
    core->boot_regs = regs;
}

void k3_core_set_simulated(K3Core *core, const K3SimFwConfig *config)
{
    g_free(core->sim_config);
    core->sim_config = g_memdup2(config, sizeof(*config));
}

void k3_core_add_engine(K3Core *core, K3Engine *engine)
{
    core->engine = engine;
    object_property_add_child(OBJECT(core), "engine", OBJECT(engine));
    object_unref(engine);
}

bool k3_core_is_set(const K3Core *core, const char *property, bool is_set,
                    Error **errp)
{
    if (!is_set) {
        error_setg(errp, "%s: property %s is not set",
                   object_get_typename(OBJECT(core)), property);
    }
    return is_set;
}

bool k3_core_simulate(K3Core *core, MemoryRegion *view,
                      const K3SimFwWindow *own, unsigned num_own,
                      Error **errp)
{
    K3SimFwConfig config = *core->sim_config;
    K3SimFw *fw = K3_SIM_FW(qdev_new(TYPE_K3_SIM_FW));

    k3_core_add_engine(core, K3_ENGINE(fw));
    object_property_add_const_link(OBJECT(core), "firmware", OBJECT(fw));
    object_property_set_link(OBJECT(fw), "memory", OBJECT(view), &error_abort);
    if (config.num_windows + num_own > K3_SIM_FW_MAX_WINDOWS) {
        error_setg(errp, "%s has more than %d windows for a resource table",
                   object_get_typename(OBJECT(core)), K3_SIM_FW_MAX_WINDOWS);
        return false;
    }
    memmove(&config.window[num_own], config.window,
            config.num_windows * sizeof(config.window[0]));
    memcpy(config.window, own, num_own * sizeof(config.window[0]));
    config.num_windows += num_own;
    k3_sim_fw_configure(fw, &config);
    return sysbus_realize(SYS_BUS_DEVICE(fw), errp);
}

void k3_core_set_resident(K3Core *core, K3Engine *engine)
{
    core->halt_at_reset = false;
    core->resident_at_reset = true;
    core->resident_engine = engine;
}

void k3_core_set_image(K3Core *core, K3Image *image, uint32_t config)
{
    k3_image_free(core->image);
    core->image = image;
    core->power_at_reset = true;
    core->local_reset_at_reset = false;
    core->halt_at_reset = false;
    core->resident_at_reset = false;
    core->config_at_reset = config;
    core->boot_vector_at_reset = image->entry;
}

bool k3_core_load_image(K3Core *core)
{
    Error *err = NULL;

    /*
     * An incoming migration will fill the memories, or shares them with the
     * source, where they have been filled.
     */
    if (core->image && !runstate_check(RUN_STATE_INMIGRATE)) {
        trace_k3_core_load_image(k3_trace_name(core), core->image->file,
                                 core->image->entry);
        if (!k3_image_write(core->image, k3_core_view(core), &err)) {
            error_prepend(&err, "early-boot: %s: ", core->name);
            error_report_err(err);
            return false;
        }
    }
    return true;
}

const char *k3_core_state_name(K3Core *core)
{
    if (!core->power) {
        return "off";
    }
    if (core->local_reset) {
        return "reset";
    }
    return core->started ? k3_core_activity(core) : "halted";
}

static const char *k3_core_fault_name(K3FaultTarget *target)
{
    return K3_CORE(target)->name;
}

static void k3_core_crash(K3Core *core)
{
    K3Core *leader = core->leader ?: core;

    if (!core->started || k3_core_frozen(core)) {
        return;
    }
    if (k3_engine_crash(k3_core_engine(leader))) {
        trace_k3_core_crash(k3_trace_ns(), k3_trace_name(core));
    } else {
        k3_core_set_frozen(core, true);
    }
}

/*
 * A core that hangs looks busy: it shows no WFI and makes no progress.  A
 * resident core that crashes looks the same: the model has no firmware that
 * could handle the exception, and TI's stops at an assertion.
 */
static void k3_core_fault(K3FaultTarget *target, K3FaultAction action)
{
    K3Core *core = K3_CORE(target);

    if (core->resident) {
        core->failed = core->started;
        k3_core_set_frozen(core, true);
    } else if (action == K3_FAULT_ACTION_CRASH) {
        k3_core_crash(core);
    } else {
        k3_core_set_frozen(core, true);
    }
}

/* Reset by a watchdog: the core restarts with the inputs it has */
static void k3_core_warm_reset(void *opaque, int n, int level)
{
    K3Core *core = opaque;

    if (level && core->started) {
        trace_k3_core_warm_reset(k3_trace_name(core));
        k3_core_set_local_reset(core, true);
        k3_core_set_local_reset(core, false);
    }
}

static void k3_core_reset_enter(Object *obj, ResetType type)
{
    K3Core *core = K3_CORE(obj);
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);
    const K3BootRegs *regs = core->boot_regs;

    if (kc->parent_phases.enter) {
        kc->parent_phases.enter(obj, type);
    }
    core->power = false;
    core->local_reset = false;
    core->halt = core->halt_at_reset && regs->halt;
    core->failed = false;
    core->wedge = NULL;
    core->boot_vector = core->boot_vector_at_reset & regs->vector_mask;
    core->config = (core->config_at_reset >= 0 ? core->config_at_reset
                                               : regs->config_por) &
                   regs->config_mask;
}

static void k3_core_reset_hold(Object *obj, ResetType type)
{
    K3Core *core = K3_CORE(obj);
    K3CoreClass *kc = K3_CORE_GET_CLASS(core);

    if (kc->parent_phases.hold) {
        kc->parent_phases.hold(obj, type);
    }
    k3_core_update(core);
    core->resident = core->resident_at_reset;
    if (kc->config) {
        kc->config(core);
    }
}

static void k3_core_realize(DeviceState *dev, Error **errp)
{
    K3_CORE(dev)->faults = k3_fault_rules();
}

static void k3_core_init(Object *obj)
{
    qdev_init_gpio_in_named(DEVICE(obj), k3_core_warm_reset, "warm-reset", 1);
    K3_CORE(obj)->boot_regs = &any_boot_regs;
}

static void k3_core_finalize(Object *obj)
{
    K3Core *core = K3_CORE(obj);

    g_free(core->sim_config);
    k3_image_free(core->image);
}

static int k3_core_post_load(void *opaque, int version_id)
{
    K3Core *core = opaque;
    const K3BootRegs *regs = core->boot_regs;

    if ((core->config & ~regs->config_mask) ||
        (core->boot_vector & ~regs->vector_mask) ||
        (core->halt && !regs->halt)) {
        return -EINVAL;
    }
    if (core->started && (!core->power || core->local_reset)) {
        return -EINVAL;
    }
    if (core->failed && !(core->resident && core->started)) {
        return -EINVAL;
    }
    if (!core->started && core->power && !core->local_reset && !core->halt) {
        return -EINVAL;
    }
    if (core->resident && !core->resident_engine) {
        return -EINVAL;
    }
    /* Kind and engine restore what depends on these from their own state. */
    core->powered = core->power;
    return 0;
}

const VMStateDescription vmstate_k3_core = {
    .name = TYPE_K3_CORE,
    .version_id = 2,
    .minimum_version_id = 2,
    .post_load = k3_core_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(power, K3Core),
        VMSTATE_BOOL(local_reset, K3Core),
        VMSTATE_BOOL(halt, K3Core),
        VMSTATE_UINT64(boot_vector, K3Core),
        VMSTATE_UINT32(config, K3Core),
        VMSTATE_BOOL(started, K3Core),
        VMSTATE_BOOL(resident, K3Core),
        VMSTATE_BOOL(failed, K3Core),
        VMSTATE_END_OF_LIST()
    }
};

static const Property k3_core_properties[] = {
    DEFINE_PROP_STRING("core-name", K3Core, name),
    DEFINE_PROP_BOOL("power-at-reset", K3Core, power_at_reset, false),
    DEFINE_PROP_BOOL("local-reset-at-reset", K3Core, local_reset_at_reset,
                     false),
    DEFINE_PROP_BOOL("halt-at-reset", K3Core, halt_at_reset, true),
    DEFINE_PROP_INT64("config-at-reset", K3Core, config_at_reset, -1),
    DEFINE_PROP_UINT64("boot-vector-at-reset", K3Core, boot_vector_at_reset,
                       0),
};

static void k3_core_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);
    K3CoreClass *kc = K3_CORE_CLASS(oc);
    K3FaultTargetClass *tc = K3_FAULT_TARGET_CLASS(oc);

    tc->events = BIT(K3_FAULT_EVENT_START);
    tc->core_name = k3_core_fault_name;
    tc->act = k3_core_fault;
    dc->desc = "TI K3 remote core";
    dc->realize = k3_core_realize;
    dc->vmsd = &vmstate_k3_core;
    dc->user_creatable = false;
    device_class_set_props(dc, k3_core_properties);
    resettable_class_set_parent_phases(rc, k3_core_reset_enter,
                                       k3_core_reset_hold, NULL,
                                       &kc->parent_phases);
    k3_core_add_observers(oc);
}

static const TypeInfo k3_core_types[] = {
    {
        .name = TYPE_K3_CORE,
        .parent = TYPE_SYS_BUS_DEVICE,
        .abstract = true,
        .instance_size = sizeof(K3Core),
        .instance_init = k3_core_init,
        .instance_finalize = k3_core_finalize,
        .class_size = sizeof(K3CoreClass),
        .class_init = k3_core_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_K3_FAULT_TARGET },
            { }
        },
    },
};

DEFINE_TYPES(k3_core_types)
