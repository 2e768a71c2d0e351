/*
 * k3-virt: remote cores that run before Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * On boards a boot loader (U-Boot, the SBL of the SDK) loads some cores and
 * asks the system firmware to start them; Linux finds them running and
 * attaches.  Here they run as soon as a system reset is over.
 */

#include "qemu/osdep.h"
#include "hw/loader.h"
#include "qapi/error.h"
#include "qapi/qapi-builtin-visit.h"
#include "qapi/visitor.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"
#include "k3-early-boot.h"

/* States in which a boot loader can leave a core, besides off and running */
static const struct {
    const char *name;
    bool local_reset;
    bool halt;
} held_states[] = {
    { "reset", true, true },
    { "halted", false, true },
};

/* Split CORE:REST */
static K3SocCore *split_option(K3SocState *s, const char *option,
                               const char *value, const char **rest,
                               Error **errp)
{
    const char *colon = strchr(value, ':');
    g_autofree char *name = NULL;
    K3SocCore *core;

    if (!colon || !colon[1]) {
        error_setg(errp, "%s=%s is not CORE:%s", option, value,
                   g_str_equal(option, "early-boot") ? "FILE" : "STATE");
        return NULL;
    }
    name = g_strndup(value, colon - value);
    core = k3_soc_core(s, name);
    if (!core) {
        g_autofree char *known = k3_soc_core_names(s->info);

        error_setg(errp, "%s: %s has no core '%s'; it has %s", option,
                   s->info->name, name, known);
        return NULL;
    }
    *rest = colon + 1;
    return core;
}

static const struct {
    const char *name;
    uint32_t config;
} cluster_modes[] = {
    { "split", 0 },
    { "lockstep", K3_PROC_R5F_CFG_LOCKSTEP },
    { "single-cpu", K3_PROC_R5F_CFG_SINGLE_CORE },
};

/* The TCMs of core @c as a boot loader sets them from the device tree */
static uint32_t tcm_config(const K3R5FSSInfo *info, unsigned c)
{
    const K3R5FCoreInfo *core = &info->core[c];

    return (core->atcm_enable ? K3_PROC_R5F_CFG_ATCM_EN : 0) |
           (core->btcm_enable ? K3_PROC_R5F_CFG_BTCM_EN : 0) |
           (core->loczrama ? K3_PROC_R5F_CFG_TCM_RSTBASE : 0);
}

/*
 * Choose the configuration of a core.  In lockstep and single-CPU mode core 1
 * of a cluster has power for its memories, and no program of its own.
 */
static bool configure(const K3SocCore *core, int mode, uint32_t *config,
                      Error **errp)
{
    const K3R5FSSInfo *info = core->cluster_info;

    *config = 0;
    if (!info) {
        return true;
    }
    *config = tcm_config(info, core->index);
    if (info->num_cores < 2) {
        return true;
    }
    if (mode < 0) {
        mode = MAX(info->cluster_mode, 0);
    }
    if (core->cluster->single_core_only && mode == 0) {
        mode = 2;
    }
    if (cluster_modes[mode].config && core->index) {
        error_setg(errp, "early-boot: %s cannot run a program of its own in "
                   "%s mode", core->info->name, cluster_modes[mode].name);
        return false;
    }
    if (mode == 1 && !core->proc->lockstep_permitted) {
        error_setg(errp, "early-boot: %s in lockstep mode needs "
                   "lockstep-permitted=on", core->info->name);
        return false;
    }
    if (cluster_modes[mode].config) {
        K3Core *other = &core->cluster->core[1].parent_obj;

        *config |= cluster_modes[mode].config;
        other->power_at_reset = true;
        other->halt_at_reset = false;
        other->config_at_reset = tcm_config(info, 1);
    }
    return true;
}

/*
 * Segments in memory that the application cores see at the same address also
 * go through QEMU's loader, which reports overlaps, such as with the kernel.
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
    K3SocCore *core = split_option(s, "early-boot", value, &file, errp);
    K3Image *image;
    uint32_t config;

    if (!core) {
        return false;
    }
    if (core->core->image) {
        error_setg(errp, "early-boot: %s is given twice", core->info->name);
        return false;
    }
    image = k3_image_open(file, K3_CORE_GET_CLASS(core->core)->elf_machine,
                          errp);
    if (!image) {
        error_prepend(errp, "early-boot: %s: ", core->info->name);
        return false;
    }
    if (!configure(core, mode, &config, errp)) {
        k3_image_free(image);
        return false;
    }
    k3_core_set_image(core->core, image, config);

    if (!k3_proc_vector_valid(core->proc, image->entry)) {
        error_setg(errp, "early-boot: %s: %s: the boot vector cannot hold "
                   "entry 0x%" PRIx64, core->info->name, file, image->entry);
        return false;
    }
    return true;
}

/* The core is configured as after a reset, so that its memories are there */
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
    K3SocCore *core = split_option(s, "initial-state", value, &state, errp);

    if (!core) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_SIZE(held_states); i++) {
        if (g_str_equal(held_states[i].name, state)) {
            /* A core that has no halt would run */
            if (!held_states[i].local_reset &&
                !k3_proc_halt_flag(core->proc)) {
                error_setg(errp, "initial-state: %s has no halt control, only "
                           "a reset: use %s:reset", core->info->name,
                           core->info->name);
                return false;
            }
            core->core->power_at_reset = true;
            core->core->local_reset_at_reset = held_states[i].local_reset;
            core->core->halt_at_reset = held_states[i].halt;
            return true;
        }
    }
    error_setg(errp, "initial-state: %s cannot be '%s', only 'reset' or "
               "'halted'; early-boot= starts a core", core->info->name,
               state);
    return false;
}

static bool apply(const K3EarlyBoot *boot, K3SocState *s, int mode,
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
    for (unsigned n = 0; n < s->num_cores; n++) {
        K3Core *core = s->core[n].core;

        if (core->config_at_reset >= 0) {
            k3_core_set_config(core, core->config_at_reset);
        }
    }
    for (unsigned n = 0; n < s->num_cores; n++) {
        K3Core *core = s->core[n].core;

        if (core->image && !check_memory(s, core, errp)) {
            return false;
        }
    }
    return true;
}

bool k3_early_boot_apply(const K3EarlyBoot *boot, K3SocState *s, int mode,
                         Error **errp)
{
    ERRP_GUARD();

    if (!apply(boot, s, mode, errp)) {
        error_prepend(errp, "k3-virt: ");
        return false;
    }
    return true;
}

void k3_early_boot_free(K3EarlyBoot *boot)
{
    qapi_free_strList(boot->images);
    qapi_free_strList(boot->states);
}

/* @opaque: the offset of the option's value in the machine's state */
static strList **option_list(Object *obj, void *opaque)
{
    return (strList **)((char *)obj + (uintptr_t)opaque);
}

static void get_option(Object *obj, Visitor *v, const char *name, void *opaque,
                       Error **errp)
{
    visit_type_strList(v, name, option_list(obj, opaque), errp);
}

/* NAME=VALUE, or NAME.0=VALUE,NAME.1=VALUE for a list */
static void set_option(Object *obj, Visitor *v, const char *name, void *opaque,
                       Error **errp)
{
    strList **list = option_list(obj, opaque);
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
            error_setg(errp, "k3-virt: %s must be CORE:... or a list of these",
                       name);
            qapi_free_strList(values);
            return;
        }
        QAPI_LIST_APPEND(tail, g_strdup(qstring_get_str(one)));
    }
    qapi_free_strList(*list);
    *list = values;
}

static void add_option(ObjectClass *oc, const char *name, size_t offset)
{
    object_class_property_add(oc, name, "list", get_option, set_option, NULL,
                              (void *)offset);
}

void k3_early_boot_add_properties(ObjectClass *oc, size_t offset)
{
    add_option(oc, "early-boot", offset + offsetof(K3EarlyBoot, images));
    object_class_property_set_description(oc, "early-boot",
        "CORE:FILE: the core runs this ELF file when Linux starts; for several "
        "cores: early-boot.0=CORE:FILE,early-boot.1=...");
    add_option(oc, "initial-state", offset + offsetof(K3EarlyBoot, states));
    object_class_property_set_description(oc, "initial-state",
        "CORE:STATE: the core has power and is in local reset ('reset') or "
        "halted ('halted') when Linux starts; for several cores: as for "
        "early-boot");
}
