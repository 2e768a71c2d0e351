/*
 * k3-virt: remote cores that run before Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * On boards a boot loader (U-Boot, the SDK's SBL) loads some cores and has the
 * system firmware start them; Linux finds them running and attaches.  Here it
 * has happened by the time a system reset is over.
 */

#include "qemu/osdep.h"
#include "hw/loader.h"
#include "qapi/error.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/visitor.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"
#include "k3-early-boot.h"

/* As the generated device tree, and boards, have it: ATCM at 0, both enabled */
#define R5F_CONFIG      (K3_PROC_R5F_CFG_TCM_RSTBASE | \
                         K3_PROC_R5F_CFG_ATCM_EN | K3_PROC_R5F_CFG_BTCM_EN)

/* States that a boot loader can leave a core in, next to off and running */
static const struct {
    const char *name;
    bool local_reset;
    bool halt;
} held_states[] = {
    { "reset", true, true },
    { "halted", false, true },
};

/* The two parts of CORE:REST */
static K3Core *split_option(K3SocState *s, const char *option,
                            const char *value, const char **rest, Error **errp)
{
    const char *colon = strchr(value, ':');
    g_autofree char *name = NULL;
    g_autofree char *known = k3_soc_core_names(s);
    K3Core *core;

    if (!colon || !colon[1]) {
        error_setg(errp, "%s=%s is not CORE:%s", option, value,
                   g_str_equal(option, "early-boot") ? "FILE" : "STATE");
        return NULL;
    }
    name = g_strndup(value, colon - value);
    core = k3_soc_core(s, name);
    if (!core) {
        error_setg(errp, "%s: %s has no core '%s'; it has %s", option,
                   s->info->name, name, known);
        return NULL;
    }
    *rest = colon + 1;
    return core;
}

static K3ProcState *proc_of(K3SocState *s, const K3Core *core)
{
    for (int i = 0; i < K3_SOC_MAX_PROCS; i++) {
        if (s->proc[i].core == core) {
            return &s->proc[i];
        }
    }
    return NULL;
}

/* The cluster that @core is in, and its number there; -1 if in none */
static int cluster_of(K3SocState *s, const K3Core *core, int *index)
{
    for (size_t i = 0; i < s->info->num_r5fss; i++) {
        for (int c = 0; c < s->info->r5fss[i].num_cores; c++) {
            if (core == &s->r5fss[i].core[c].parent_obj) {
                *index = c;
                return i;
            }
        }
    }
    return -1;
}

static const struct {
    const char *name;
    uint32_t config;
} cluster_modes[] = {
    { "split", 0 },
    { "lockstep", K3_PROC_R5F_CFG_LOCKSTEP },
    { "single-cpu", K3_PROC_R5F_CFG_SINGLE_CORE },
};

/*
 * Configuration of an R5F core, and what its cluster's mode means for the
 * other one: in the joint modes core 1 is powered for its memories, and has no
 * program of its own.
 */
static bool configure_r5f(K3SocState *s, K3Core *core, int mode,
                          uint32_t *config, Error **errp)
{
    int index;
    int cluster = cluster_of(s, core, &index);
    const K3R5FSSInfo *info;

    if (cluster < 0) {
        return true;
    }
    info = &s->info->r5fss[cluster];
    *config = R5F_CONFIG;
    if (info->num_cores < 2) {
        return true;
    }
    if (mode < 0) {
        mode = MAX(info->cluster_mode, 0);
    }
    if (s->r5fss[cluster].single_core_only && mode == 0) {
        mode = 2;
    }
    if (cluster_modes[mode].config && index) {
        error_setg(errp, "early-boot: %s runs nothing of its own in %s mode",
                   core->name, cluster_modes[mode].name);
        return false;
    }
    if (mode == 1 && !proc_of(s, core)->lockstep_permitted) {
        error_setg(errp, "early-boot: %s in lockstep mode needs "
                   "lockstep-permitted=on", core->name);
        return false;
    }
    if (cluster_modes[mode].config) {
        K3Core *other = &s->r5fss[cluster].core[1].parent_obj;

        *config |= cluster_modes[mode].config;
        other->power_at_reset = true;
        other->halt_at_reset = false;
        other->config_at_reset = R5F_CONFIG;
    }
    return true;
}

/*
 * What lies where the application cores see the same memory also goes through
 * QEMU's loader, which reports overlaps with the kernel and the like.
 */
static void claim_memory(K3SocState *s, const K3Image *image,
                         AddressSpace *view)
{
    AddressSpace *as = cpu_get_address_space(CPU(&s->cpu[0]), ARMASIdx_NS);

    RCU_READ_LOCK_GUARD();
    for (size_t i = 0; i < image->num_segments; i++) {
        const K3ImageSegment *seg = &image->segments[i];
        hwaddr len = seg->size, here, there;
        g_autofree char *name = g_strdup_printf("%s segment %zu", image->file,
                                                i);

        if (address_space_translate(view, seg->addr, &here, &len, false,
                                    MEMTXATTRS_UNSPECIFIED) ==
            address_space_translate(as, seg->addr, &there, &len, false,
                                    MEMTXATTRS_UNSPECIFIED) && here == there) {
            rom_add_blob(name, seg->data, seg->file_size, seg->size, seg->addr,
                         NULL, NULL, NULL, as, false);
        }
    }
}

static bool early_boot(K3SocState *s, const char *value, int mode,
                       Error **errp)
{
    ERRP_GUARD();
    const char *file;
    K3Core *core = split_option(s, "early-boot", value, &file, errp);
    K3CoreClass *kc;
    K3ProcState *proc;
    K3Image *image;
    uint32_t config = 0;

    if (!core) {
        return false;
    }
    if (core->image) {
        error_setg(errp, "early-boot: %s is given twice", core->name);
        return false;
    }
    kc = K3_CORE_GET_CLASS(core);
    image = k3_image_open(file, kc->elf_machine, errp);
    if (!image) {
        error_prepend(errp, "early-boot: %s: ", core->name);
        return false;
    }
    if (!configure_r5f(s, core, mode, &config, errp)) {
        k3_image_free(image);
        return false;
    }
    k3_core_set_image(core, image, config);

    proc = proc_of(s, core);
    if (!k3_proc_vector_valid(proc, image->entry)) {
        error_setg(errp, "early-boot: %s: %s: the boot vector cannot hold "
                   "entry 0x%" PRIx64, core->name, file, image->entry);
        return false;
    }
    return true;
}

/* With the core as the reset will leave it, so that its memories are there */
static bool check_memory(K3SocState *s, K3Core *core, Error **errp)
{
    ERRP_GUARD();
    AddressSpace *view = k3_core_view(core);

    if (!k3_image_check(core->image, view, errp)) {
        error_prepend(errp, "early-boot: %s: ", core->name);
        return false;
    }
    claim_memory(s, core->image, view);
    return true;
}

static bool initial_state(K3SocState *s, const char *value, Error **errp)
{
    const char *state;
    K3Core *core = split_option(s, "initial-state", value, &state, errp);

    if (!core) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_SIZE(held_states); i++) {
        if (g_str_equal(held_states[i].name, state)) {
            /* What has no halt would run */
            if (!held_states[i].local_reset &&
                !k3_proc_halt_flag(proc_of(s, core))) {
                error_setg(errp, "initial-state: %s cannot be halted, it has "
                           "only a reset", core->name);
                return false;
            }
            core->power_at_reset = true;
            core->local_reset_at_reset = held_states[i].local_reset;
            core->halt_at_reset = held_states[i].halt;
            return true;
        }
    }
    error_setg(errp, "initial-state: %s cannot be '%s', but 'reset' or "
               "'halted'; early-boot starts it", core->name, state);
    return false;
}

bool k3_early_boot_apply(const K3EarlyBoot *boot, K3SocState *s, int mode,
                         Error **errp)
{
    const strList *i;

    for (i = boot->images; i; i = i->next) {
        if (!early_boot(s, i->value, mode, errp)) {
            return false;
        }
    }
    for (i = boot->states; i; i = i->next) {
        if (!initial_state(s, i->value, errp)) {
            return false;
        }
    }
    for (int p = 0; p < K3_SOC_MAX_PROCS; p++) {
        K3Core *core = s->proc[p].core;

        if (core && core->config_at_reset >= 0) {
            k3_core_set_config(core, core->config_at_reset);
        }
    }
    for (int p = 0; p < K3_SOC_MAX_PROCS; p++) {
        K3Core *core = s->proc[p].core;

        if (core && core->image && !check_memory(s, core, errp)) {
            return false;
        }
    }
    return true;
}

void k3_early_boot_free(K3EarlyBoot *boot)
{
    qapi_free_strList(boot->images);
    qapi_free_strList(boot->states);
}

/* One class of machine has these, so one function is enough to find them */
static K3EarlyBootFind *find_options;

static strList **option_list(Object *obj, const char *name)
{
    K3EarlyBoot *boot = find_options(obj);

    return g_str_equal(name, "early-boot") ? &boot->images : &boot->states;
}

static void get_option(Object *obj, Visitor *v, const char *name, void *opaque,
                       Error **errp)
{
    visit_type_strList(v, name, option_list(obj, name), errp);
}

/* NAME=VALUE, or NAME.0=VALUE,NAME.1=VALUE for several */
static void set_option(Object *obj, Visitor *v, const char *name, void *opaque,
                       Error **errp)
{
    strList **list = option_list(obj, name);
    strList *values = NULL;
    strList **tail = &values;
    QObject *value = NULL;
    g_autoptr(QList) several = NULL;
    const QListEntry *entry;

    if (!visit_type_any(v, name, &value, errp)) {
        return;
    }
    several = qobject_to(QList, value);
    if (!several) {
        several = qlist_new();
        qlist_append_obj(several, value);
    }
    QLIST_FOREACH_ENTRY(several, entry) {
        const QString *one = qobject_to(QString, qlist_entry_obj(entry));

        if (!one) {
            error_setg(errp, "%s takes CORE:..., or a list of those", name);
            qapi_free_strList(values);
            return;
        }
        QAPI_LIST_APPEND(tail, g_strdup(qstring_get_str(one)));
    }
    qapi_free_strList(*list);
    *list = values;
}

void k3_early_boot_add_properties(ObjectClass *oc, K3EarlyBootFind *find)
{
    find_options = find;
    object_class_property_add(oc, "early-boot", "list", get_option, set_option,
                              NULL, NULL);
    object_class_property_set_description(oc, "early-boot",
        "CORE:FILE: core that runs this ELF file when Linux starts; several: "
        "early-boot.0=CORE:FILE,early-boot.1=...");
    object_class_property_add(oc, "initial-state", "list", get_option,
                              set_option, NULL, NULL);
    object_class_property_set_description(oc, "initial-state",
        "CORE:STATE: powered core that is in local reset ('reset') or held "
        "('halted') when Linux starts; several as for early-boot");
}
