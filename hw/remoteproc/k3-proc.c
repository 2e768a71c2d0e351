/*
 * TI K3 processor boot control and status
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/log.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/remoteproc/k3-proc.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "trace.h"

/* Cortex-A53 flags; the A53s are not remote cores, so their words are inert. */
#define A53_CONFIG_MASK         0x0000010f
#define A53_CONTROL_MASK        0x00000103

struct K3ProcKind {
    const char *name;
    uint32_t config_mask;       /* configuration flags that exist */
    uint32_t config_core0;      /* ... on core 0 of a cluster only */
    uint32_t config_por;        /* power-on value */
    uint32_t control_mask;      /* control flags that exist */
    uint32_t halt;              /* the control flag that holds the core */
    uint64_t vector_mask;       /* bits that the boot vector registers hold */
    uint32_t wfe;               /* status flags; 0: the kind does not show it */
    uint32_t wfi;
    uint32_t clk_gated;
};

static const K3ProcKind k3_proc_kinds[] = {
    {
        .name = "r5f",
        .config_mask = K3_PROC_R5F_CFG_DBG_EN | K3_PROC_R5F_CFG_DBG_NIDEN |
                       K3_PROC_R5F_CFG_LOCKSTEP | K3_PROC_R5F_CFG_TEINIT |
                       K3_PROC_R5F_CFG_NMFI_EN | K3_PROC_R5F_CFG_TCM_RSTBASE |
                       K3_PROC_R5F_CFG_BTCM_EN | K3_PROC_R5F_CFG_ATCM_EN |
                       K3_PROC_R5F_CFG_MEM_INIT_DIS |
                       K3_PROC_R5F_CFG_SINGLE_CORE,
        .config_core0 = K3_PROC_R5F_CFG_LOCKSTEP | K3_PROC_R5F_CFG_TEINIT |
                        K3_PROC_R5F_CFG_SINGLE_CORE,
        .config_por = K3_PROC_R5F_CFG_TCM_RSTBASE | K3_PROC_R5F_CFG_BTCM_EN,
        .control_mask = K3_PROC_R5F_CTRL_CORE_HALT,
        .halt = K3_PROC_R5F_CTRL_CORE_HALT,
        .vector_mask = 0x0000ffffffffff80,
        .wfe = K3_PROC_STAT_WFE,
        .wfi = K3_PROC_STAT_WFI,
        .clk_gated = K3_PROC_R5F_STAT_CLK_GATED,
    }, {
        /* Starts from the vector table at local address 0 */
        .name = "m4f",
        .config_mask = 0x3,
        .wfi = K3_PROC_STAT_WFI,
    }, {
        .name = "c66",
        .config_mask = 0x7,
        .vector_mask = 0xfffffc00,
    }, {
        .name = "c71",
        .config_mask = 0xff,
        .vector_mask = 0x0000ffffffe00000,
        .wfe = K3_PROC_STAT_WFE,
        .wfi = K3_PROC_STAT_WFI,
    }, {
        .name = "a53",
        .config_mask = A53_CONFIG_MASK,
        .control_mask = A53_CONTROL_MASK,
        .vector_mask = 0x000000fffffffffc,
        .wfe = K3_PROC_STAT_WFE,
        .wfi = K3_PROC_STAT_WFI,
    },
};

static const K3ProcKind *k3_proc_find_kind(const char *name)
{
    for (size_t i = 0; name && i < ARRAY_SIZE(k3_proc_kinds); i++) {
        if (!strcmp(name, k3_proc_kinds[i].name)) {
            return &k3_proc_kinds[i];
        }
    }
    return NULL;
}

static void k3_proc_push(K3ProcState *p)
{
    if (p->core) {
        k3_core_set_config(p->core, p->config);
        k3_core_set_boot_vector(p->core, p->boot_vector);
        k3_core_set_halt(p->core, p->control & p->kind->halt);
    }
}

/* Configuration flags that may be part of a request, in set or in clear. */
static uint32_t k3_proc_config_allowed(const K3ProcState *p)
{
    uint32_t mask = p->kind->config_mask;

    if (p->core_index != 0) {
        mask &= ~p->kind->config_core0;
    }
    /* Read only where the eFuses forbid lockstep: naming it is refused. */
    if (!p->lockstep_permitted) {
        mask &= ~(p->kind->config_core0 & K3_PROC_R5F_CFG_LOCKSTEP);
    }
    return mask;
}

bool k3_proc_set_config(K3ProcState *p, uint64_t boot_vector,
                        uint32_t set, uint32_t clear)
{
    bool ignore_vector = set & K3_PROC_CFG_GEN_IGN_BOOTVECTOR;
    uint32_t allowed = k3_proc_config_allowed(p);

    set &= ~K3_PROC_CFG_GEN_IGN_BOOTVECTOR;
    if ((set | clear) & ~allowed) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: processor 0x%02x: configuration flags 0x%08x "
                      "refused\n", k3_trace_name(p), p->proc_id,
                      (set | clear) & ~allowed);
        return false;
    }

    p->config = (p->config & ~clear) | set;
    if (!ignore_vector) {
        if (boot_vector & ~p->kind->vector_mask) {
            qemu_log_mask(LOG_GUEST_ERROR,
                          "%s: processor 0x%02x: boot vector 0x%" PRIx64
                          " has bits that no register holds\n",
                          k3_trace_name(p), p->proc_id, boot_vector);
        }
        p->boot_vector = boot_vector & p->kind->vector_mask;
    }
    trace_k3_proc_config(k3_trace_name(p), p->proc_id, p->config,
                         p->boot_vector);
    k3_proc_push(p);
    return true;
}

bool k3_proc_set_control(K3ProcState *p, uint32_t set, uint32_t clear)
{
    if ((set | clear) & ~p->kind->control_mask) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: processor 0x%02x: control flags 0x%08x refused\n",
                      k3_trace_name(p), p->proc_id,
                      (set | clear) & ~p->kind->control_mask);
        return false;
    }

    p->control = (p->control & ~clear) | set;
    trace_k3_proc_control(k3_trace_name(p), p->proc_id, p->control);
    k3_proc_push(p);
    return true;
}

bool k3_proc_vector_valid(const K3ProcState *p, uint64_t vector)
{
    return !p->kind->vector_mask || !(vector & ~p->kind->vector_mask);
}

uint32_t k3_proc_halt_flag(const K3ProcState *p)
{
    return p->kind->halt;
}

uint32_t k3_proc_status(K3ProcState *p)
{
    uint32_t out = p->core ? k3_core_outputs(p->core) : 0;
    uint32_t status = 0;

    if (out & K3_CORE_OUT_WFE) {
        status |= p->kind->wfe | p->kind->clk_gated;
    }
    if (out & K3_CORE_OUT_WFI) {
        status |= p->kind->wfi | p->kind->clk_gated;
    }
    if (p->kind->config_core0) {
        if (p->lockstep_permitted) {
            status |= K3_PROC_R5F_STAT_LOCKSTEP_PERMITTED;
        }
        if (p->single_core_only) {
            status |= K3_PROC_R5F_STAT_SINGLECORE_ONLY;
        }
    }
    return status;
}

static void k3_proc_reset_enter(Object *obj, ResetType type)
{
    K3ProcState *p = K3_PROC(obj);
    bool halt = !p->core || p->core->halt_at_reset;

    p->config = p->kind->config_por;
    p->boot_vector = 0;
    if (p->core) {
        if (p->core->config_at_reset >= 0) {
            p->config = p->core->config_at_reset & p->kind->config_mask;
        }
        p->boot_vector = p->core->boot_vector_at_reset & p->kind->vector_mask;
    }
    p->control = halt ? p->kind->halt : 0;
}

static void k3_proc_reset_hold(Object *obj, ResetType type)
{
    k3_proc_push(K3_PROC(obj));
}

static void k3_proc_realize(DeviceState *dev, Error **errp)
{
    K3ProcState *p = K3_PROC(dev);

    p->kind = k3_proc_find_kind(p->kind_name);
    if (!p->kind) {
        error_setg(errp, "%s: unknown kind '%s'", TYPE_K3_PROC,
                   p->kind_name ? p->kind_name : "");
        return;
    }
    if (p->core_index > 1) {
        error_setg(errp, "%s: core-index must be 0 or 1", TYPE_K3_PROC);
    }
}

static int k3_proc_post_load(void *opaque, int version_id)
{
    K3ProcState *p = opaque;

    if ((p->config & ~p->kind->config_mask) ||
        (p->control & ~p->kind->control_mask) ||
        (p->boot_vector & ~p->kind->vector_mask)) {
        return -EINVAL;
    }
    /* The core migrates its own copy. */
    return 0;
}

static const VMStateDescription vmstate_k3_proc = {
    .name = TYPE_K3_PROC,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_proc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(boot_vector, K3ProcState),
        VMSTATE_UINT32(config, K3ProcState),
        VMSTATE_UINT32(control, K3ProcState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_proc_get_word(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    K3ProcState *p = K3_PROC(obj);
    uint64_t value = 0;

    if (!strcmp(name, "boot-vector")) {
        value = p->boot_vector;
    } else if (!strcmp(name, "config")) {
        value = p->config;
    } else if (!strcmp(name, "control")) {
        value = p->control;
    } else if (p->kind) {
        value = k3_proc_status(p);
    }
    visit_type_uint64(v, name, &value, errp);
}

static const Property k3_proc_properties[] = {
    DEFINE_PROP_UINT8("proc-id", K3ProcState, proc_id, 0),
    DEFINE_PROP_STRING("kind", K3ProcState, kind_name),
    DEFINE_PROP_UINT8("core-index", K3ProcState, core_index, 0),
    DEFINE_PROP_BOOL("lockstep-permitted", K3ProcState, lockstep_permitted,
                     false),
    DEFINE_PROP_BOOL("single-core-only", K3ProcState, single_core_only, false),
    DEFINE_PROP_LINK("core", K3ProcState, core, TYPE_K3_CORE, K3Core *),
};

static void k3_proc_class_init(ObjectClass *oc, const void *data)
{
    static const char *const words[] = {
        "boot-vector", "config", "control", "status",
    };
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 processor boot control and status";
    dc->realize = k3_proc_realize;
    dc->vmsd = &vmstate_k3_proc;
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, k3_proc_properties);
    rc->phases.enter = k3_proc_reset_enter;
    rc->phases.hold = k3_proc_reset_hold;

    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        object_class_property_add(oc, words[i], "uint64", k3_proc_get_word,
                                  NULL, NULL, NULL);
        object_class_property_set_description(oc, words[i],
            "as TISCI_MSG_PROC_GET_STATUS would show it now");
    }
}

static const TypeInfo k3_proc_types[] = {
    {
        .name = TYPE_K3_PROC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3ProcState),
        .class_init = k3_proc_class_init,
    },
};

DEFINE_TYPES(k3_proc_types)
