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
#include "trace.h"

struct K3ProcKind {
    const char *name;
    K3BootRegs regs;
    uint32_t config_core0;      /* flags that only core 0 of a cluster has */
    uint32_t wfe;               /* status flags; 0: the kind does not show it */
    uint32_t wfi;
    uint32_t clk_gated;
};

static const K3ProcKind k3_proc_kinds[] = {
    {
        .name = "r5f",
        .regs = {
            .config_mask = K3_PROC_R5F_CFG_DBG_EN |
                           K3_PROC_R5F_CFG_DBG_NIDEN |
                           K3_PROC_R5F_CFG_LOCKSTEP | K3_PROC_R5F_CFG_TEINIT |
                           K3_PROC_R5F_CFG_NMFI_EN |
                           K3_PROC_R5F_CFG_TCM_RSTBASE |
                           K3_PROC_R5F_CFG_BTCM_EN | K3_PROC_R5F_CFG_ATCM_EN |
                           K3_PROC_R5F_CFG_MEM_INIT_DIS |
                           K3_PROC_R5F_CFG_SINGLE_CORE,
            .config_por = K3_PROC_R5F_CFG_TCM_RSTBASE |
                          K3_PROC_R5F_CFG_BTCM_EN,
            .vector_mask = 0x0000ffffffffff80,
            .halt = K3_PROC_R5F_CTRL_CORE_HALT,
        },
        .config_core0 = K3_PROC_R5F_CFG_LOCKSTEP | K3_PROC_R5F_CFG_TEINIT |
                        K3_PROC_R5F_CFG_SINGLE_CORE,
        .wfe = K3_PROC_STAT_WFE,
        .wfi = K3_PROC_STAT_WFI,
        .clk_gated = K3_PROC_R5F_STAT_CLK_GATED,
    }, {
        /* Starts from the vector table at local address 0 */
        .name = "m4f",
        .regs.config_mask = 0x3,
        .wfi = K3_PROC_STAT_WFI,
    }, {
        .name = "c66",
        .regs.config_mask = 0x7,
        .regs.vector_mask = 0xfffffc00,
    }, {
        .name = "c71",
        .regs.config_mask = 0xff,
        .regs.vector_mask = 0x0000ffffffe00000,
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

/* Configuration flags that a request may set or clear */
static uint32_t k3_proc_config_allowed(const K3ProcState *p)
{
    uint32_t mask = p->kind->regs.config_mask;

    if (p->core_index != 0) {
        mask &= ~p->kind->config_core0;
    }
    /*
     * Read-only if the eFuses forbid lockstep: a request that names it is
     * refused
     */
    if (!p->lockstep_permitted) {
        mask &= ~(p->kind->config_core0 & K3_PROC_R5F_CFG_LOCKSTEP);
    }
    return mask;
}

bool k3_proc_set_config(K3ProcState *p, uint64_t boot_vector,
                        uint32_t set, uint32_t clear)
{
    bool ignore_vector = set & K3_PROC_CFG_GEN_IGN_BOOTVECTOR;
    uint64_t vector_mask = p->kind->regs.vector_mask;
    K3Core *core = p->core;
    uint64_t vector = core->boot_vector;
    uint32_t config;
    uint32_t allowed = k3_proc_config_allowed(p);

    /* Not part of the configuration: U-Boot's R5F driver clears it */
    set &= ~K3_PROC_CFG_GEN_IGN_BOOTVECTOR;
    clear &= ~K3_PROC_CFG_GEN_IGN_BOOTVECTOR;
    if ((set | clear) & ~allowed) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: processor 0x%02x: configuration flags 0x%08x "
                      "refused\n", k3_trace_name(p), p->proc_id,
                      (set | clear) & ~allowed);
        return false;
    }

    config = (core->config & ~clear) | set;
    if (!ignore_vector) {
        if (boot_vector & ~vector_mask) {
            qemu_log_mask(LOG_GUEST_ERROR,
                          "%s: processor 0x%02x: boot vector 0x%" PRIx64
                          " has bits that no register holds\n",
                          k3_trace_name(p), p->proc_id, boot_vector);
        }
        vector = boot_vector & vector_mask;
    }
    trace_k3_proc_config(k3_trace_name(p), p->proc_id, config, vector);
    k3_core_set_config(core, config);
    k3_core_set_boot_vector(core, vector);
    return true;
}

bool k3_proc_set_control(K3ProcState *p, uint32_t set, uint32_t clear)
{
    uint32_t control;

    if ((set | clear) & ~p->kind->regs.halt) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: processor 0x%02x: control flags 0x%08x refused\n",
                      k3_trace_name(p), p->proc_id,
                      (set | clear) & ~p->kind->regs.halt);
        return false;
    }

    control = (k3_proc_control(p) & ~clear) | set;
    trace_k3_proc_control(k3_trace_ns(), k3_trace_name(p), p->proc_id,
                          control);
    k3_core_set_halt(p->core, control);
    return true;
}

uint32_t k3_proc_control(const K3ProcState *p)
{
    return p->core->halt ? p->kind->regs.halt : 0;
}

bool k3_proc_vector_valid(const K3ProcState *p, uint64_t vector)
{
    uint64_t mask = p->kind->regs.vector_mask;

    return !mask || !(vector & ~mask);
}

uint32_t k3_proc_halt_flag(const K3ProcState *p)
{
    return p->kind->regs.halt;
}

uint32_t k3_proc_status(K3ProcState *p)
{
    uint32_t out = k3_core_outputs(p->core);
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

static void k3_proc_realize(DeviceState *dev, Error **errp)
{
    K3ProcState *p = K3_PROC(dev);

    p->kind = k3_proc_find_kind(p->kind_name);
    if (!p->kind) {
        error_setg(errp, "%s: unknown kind '%s'", TYPE_K3_PROC,
                   p->kind_name ? p->kind_name : "");
        return;
    }
    if (p->core_index > 1 || !p->core) {
        error_setg(errp, "%s: core-index must be 0 or 1, and link 'core' must "
                   "be set", TYPE_K3_PROC);
        return;
    }
    k3_core_set_boot_regs(p->core, &p->kind->regs);
}

static void k3_proc_get_word(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    K3ProcState *p = K3_PROC(obj);
    uint64_t value;

    if (!p->kind || !p->core) {
        value = 0;
    } else if (!strcmp(name, "boot-vector")) {
        value = p->core->boot_vector;
    } else if (!strcmp(name, "config")) {
        value = p->core->config;
    } else if (!strcmp(name, "control")) {
        value = k3_proc_control(p);
    } else {
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

    /* No vmsd and no reset: all state is in the core. */
    dc->desc = "TI K3 processor boot control and status";
    dc->realize = k3_proc_realize;
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, k3_proc_properties);

    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        object_class_property_add(oc, words[i], "uint64", k3_proc_get_word,
                                  NULL, NULL, NULL);
        object_class_property_set_description(oc, words[i],
            "as TISCI_MSG_PROC_GET_STATUS would return it now");
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
