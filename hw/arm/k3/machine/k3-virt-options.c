/*
 * k3-virt: options of the machine, and what each SoC allows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/qapi-visit-common.h"
#include "qemu/error-report.h"
#include "qemu/host-utils.h"
#include "qemu/units.h"
#include "system/replay.h"
#include "k3-virt.h"

/* ti,cluster-mode of the device tree, counted from R5F_MODE_AUTO + 1 */
typedef enum K3R5FMode {
    R5F_MODE_AUTO,
    R5F_MODE_SPLIT,
    R5F_MODE_LOCKSTEP,
    R5F_MODE_SINGLE_CPU,
    R5F_MODE__MAX,
} K3R5FMode;

static const QEnumLookup r5f_mode_lookup = {
    .array = (const char *const[]) {
        [R5F_MODE_AUTO] = "auto",
        [R5F_MODE_SPLIT] = "split",
        [R5F_MODE_LOCKSTEP] = "lockstep",
        [R5F_MODE_SINGLE_CPU] = "single-cpu",
    },
    .size = R5F_MODE__MAX,
};

int k3_virt_cluster_mode(const K3MachineState *s)
{
    return s->r5f_mode - R5F_MODE_SPLIT;
}

/* Value of remote-cores= if the option is not given */
#define REMOTE_CORES_DEFAULT "tcg"

/* End of the last carveout in the generated device tree */
static uint64_t carveouts_end(const K3SocInfo *info)
{
    uint64_t end = info->rtos_ipc.base + info->rtos_ipc.size;
    const K3CoreInfo *core;

    for (unsigned n = 0; (core = k3_soc_core_info(info, n)); n++) {
        end = MAX(end, core->dma_memory.base + core->dma_memory.size);
        end = MAX(end, core->code_memory.base + core->code_memory.size);
    }
    return end;
}

/* Carveouts outside of RAM would only cause driver errors, much later */
static void check_carveouts(MachineState *machine, const K3SocInfo *info)
{
    uint64_t needed = MAX(carveouts_end(info), info->ddr[0].base) -
                      info->ddr[0].base;

    if (machine->ram_size < needed) {
        error_report("k3-virt: %" PRIu64 " MiB of RAM cannot hold the "
                     "carveouts of %s, which end at 0x%" PRIx64 ": use "
                     "-m %" PRIu64 " or more", machine->ram_size / MiB,
                     info->name, info->ddr[0].base + needed,
                     DIV_ROUND_UP(needed, MiB));
        exit(EXIT_FAILURE);
    }
}

static void check_board_ram(MachineState *machine, const K3Board *board)
{
    const char *file = k3_virt_board_file(K3_MACHINE(machine));

    if (board->no_ram.size) {
        warn_report("k3-virt: %s has memory at 0x%" PRIx64 ", where %s has "
                    "none: it is left out", file, board->no_ram.base,
                    board->soc->name);
    }
    if (machine->ram_size < board->reserved_size) {
        error_report("k3-virt: %" PRIu64 " MiB of RAM cannot hold the "
                     "reserved memory of %s, which ends at 0x%" PRIx64 ": use "
                     "-m %" PRIu64 " or more", machine->ram_size / MiB,
                     file, board->reserved_end,
                     DIV_ROUND_UP(board->reserved_size, MiB));
        exit(EXIT_FAILURE);
    }
}

static void check_ram_size(MachineState *machine, const K3SocInfo *info,
                           const K3Board *board)
{
    uint64_t limit = info->ddr[0].size + info->ddr[1].size;

    if (machine->ram_size > limit) {
        error_report("k3-virt: %s has no address for more than %" PRIu64
                     " MiB of RAM: use -m %" PRIu64 " or less", info->name,
                     limit / MiB, limit / MiB);
        exit(EXIT_FAILURE);
    }
    if (board) {
        check_board_ram(machine, board);
    } else {
        check_carveouts(machine, info);
    }
}

/* The class of a machine that can be any SoC accepts the cores of all SoCs */
static void check_cpu_type(MachineState *machine, const K3SocInfo *info)
{
    g_autofree char *has = cpu_model_from_type(info->cpu_type);
    g_autofree char *asked = NULL;

    if (machine->cpu_type && !g_str_equal(machine->cpu_type, info->cpu_type)) {
        asked = cpu_model_from_type(machine->cpu_type);
        error_report("k3-virt: %s has %s cores, not %s: omit -cpu",
                     info->name, has, asked);
        exit(EXIT_FAILURE);
    }
}

/*
 * Without -smp, QEMU leaves the topology empty and sets the number of CPUs to
 * the default of the class, which can exceed what the SoC or the board has.
 */
static void set_cpus(MachineState *machine, const K3SocInfo *info,
                     const K3Board *board)
{
    CpuTopology *smp = &machine->smp;
    unsigned in_topology = smp->sockets *
                           machine_topo_get_threads_per_socket(machine);
    unsigned has = board && board->num_cpus ? board->num_cpus : info->max_cpus;

    if (smp->max_cpus != in_topology) {
        smp->cpus = smp->max_cpus = has;
    }
    if (smp->max_cpus > has) {
        error_report("k3-virt: %s has %u application cores: use -smp %u or "
                     "less", has < info->max_cpus ?
                     k3_virt_board_file(K3_MACHINE(machine)) : info->name,
                     has, has);
        exit(EXIT_FAILURE);
    }
}

/* The cores that remote-cores= wants to be simulated, as a mask */
static uint32_t sim_cores(K3MachineState *s, const K3SocInfo *info)
{
    const char *option = s->remote_cores ?: REMOTE_CORES_DEFAULT;
    g_auto(GStrv) words = g_strsplit(option, ":", -1);
    unsigned num_words = g_strv_length(words);
    unsigned num_cores = k3_soc_num_executing(info);
    uint32_t mask = 0;

    if (num_words != 1 && num_words != num_cores) {
        error_report("k3-virt: remote-cores=%s has %u words, but %s has %u R5F "
                     "and M4F cores: give one word for all of them, or one "
                     "for each", option, num_words, info->name, num_cores);
        exit(EXIT_FAILURE);
    }
    for (unsigned i = 0; i < num_cores; i++) {
        const char *word = words[num_words == 1 ? 0 : i];

        if (!strcmp(word, "sim")) {
            mask |= 1u << i;
        } else if (strcmp(word, "tcg")) {
            error_report("k3-virt: remote-cores=%s: '%s' is neither 'tcg' "
                         "nor 'sim'", option, word);
            exit(EXIT_FAILURE);
        }
    }
    return mask;
}

/* Record/replay supports one vCPU, and each executing core is one */
static void check_replay(const K3SocInfo *info, uint32_t sim, unsigned cpus)
{
    if (replay_mode == REPLAY_MODE_NONE) {
        return;
    }
    if (k3_soc_num_executing(info) > ctpop32(sim)) {
        error_report("k3-virt: record/replay does not support remote cores "
                     "that execute: use -machine remote-cores=sim");
        exit(EXIT_FAILURE);
    }
    if (cpus > 1) {
        error_report("k3-virt: record/replay does not support more than one "
                     "application core: use -smp 1");
        exit(EXIT_FAILURE);
    }
}

const K3SocInfo *k3_virt_check_options(K3MachineState *s, uint32_t *sim)
{
    MachineState *machine = MACHINE(s);
    const K3Board *board = k3_virt_board(s);

    /* A device tree is for one SoC, with or without soc= */
    if (board) {
        s->chosen_soc = board->soc;
    } else if (!s->chosen_soc) {
        s->chosen_soc = k3_soc_infos[0];
    }
    *sim = sim_cores(s, s->chosen_soc);
    check_cpu_type(machine, s->chosen_soc);
    check_ram_size(machine, s->chosen_soc, board);
    set_cpus(machine, s->chosen_soc, board);
    check_replay(s->chosen_soc, *sim, machine->smp.cpus);
    return s->chosen_soc;
}

static bool has_cpu_type(const GPtrArray *types, const char *type)
{
    for (unsigned i = 0; i < types->len; i++) {
        if (g_str_equal(types->pdata[i], type)) {
            return true;
        }
    }
    return false;
}

void k3_virt_set_limits(MachineClass *mc, const K3SocInfo *soc)
{
    GPtrArray *types = g_ptr_array_new();

    for (unsigned i = 0; i < k3_num_soc_infos; i++) {
        const K3SocInfo *info = k3_soc_infos[i];

        if (soc && soc != info) {
            continue;
        }
        mc->max_cpus = MAX(mc->max_cpus, info->max_cpus);
        mc->aux_cpus = MAX(mc->aux_cpus, k3_soc_num_executing(info));
        if (!has_cpu_type(types, info->cpu_type)) {
            g_ptr_array_add(types, (gpointer)info->cpu_type);
        }
    }
    g_ptr_array_add(types, NULL);
    mc->valid_cpu_types = (const char *const *)g_ptr_array_free(types, false);
    mc->min_cpus = 1;
    mc->default_cpus = mc->max_cpus;
    /* With soc= the type depends on an option: see check_cpu_type() */
    mc->default_cpu_type = soc ? soc->cpu_type : NULL;
}

static char *get_soc(Object *obj, Error **errp)
{
    const K3MachineState *s = K3_MACHINE(obj);

    return g_strdup((s->chosen_soc ?: k3_soc_infos[0])->name);
}

static void set_soc(Object *obj, const char *value, Error **errp)
{
    const K3SocInfo *info = k3_soc_info(value);

    if (!info) {
        g_autofree char *names = k3_soc_names();

        error_setg(errp, "k3-virt has no SoC '%s'; it has %s", value, names);
        return;
    }
    K3_MACHINE(obj)->chosen_soc = info;
}

void k3_virt_add_soc_option(ObjectClass *oc)
{
    const K3SocInfo *soc = K3_MACHINE_CLASS(oc)->soc;
    g_autofree char *names = k3_soc_names();
    g_autofree char *help = soc ?
        g_strdup("Name of the SoC (read only)") :
        g_strdup_printf("SoC to model: %s (default: the one that -dtb is for, "
                        "or else %s)", names, k3_soc_infos[0]->name);

    object_class_property_add_str(oc, "soc", get_soc, soc ? NULL : set_soc);
    object_class_property_set_description(oc, "soc", help);
}

static char *get_remote_cores(Object *obj, Error **errp)
{
    return g_strdup(K3_MACHINE(obj)->remote_cores ?: REMOTE_CORES_DEFAULT);
}

/* The value is checked when the SoC is known, whatever the order of options */
static void set_remote_cores(Object *obj, const char *value, Error **errp)
{
    K3MachineState *s = K3_MACHINE(obj);

    g_free(s->remote_cores);
    s->remote_cores = g_strdup(value);
}

static bool get_debug_views(Object *obj, Error **errp)
{
    return K3_MACHINE(obj)->debug_views_on;
}

static void set_debug_views(Object *obj, bool value, Error **errp)
{
    K3_MACHINE(obj)->debug_views_on = value;
}

static int get_r5f_mode(Object *obj, Error **errp)
{
    return K3_MACHINE(obj)->r5f_mode;
}

static void set_r5f_mode(Object *obj, int value, Error **errp)
{
    K3_MACHINE(obj)->r5f_mode = value;
}

/* Value of one of the two eFuses */
static OnOffAuto *efuse(Object *obj, const char *name)
{
    K3MachineState *s = K3_MACHINE(obj);

    return g_str_equal(name, "lockstep-permitted") ? &s->lockstep_permitted
                                                   : &s->single_core_only;
}

static void get_efuse(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    visit_type_OnOffAuto(v, name, efuse(obj, name), errp);
}

static void set_efuse(Object *obj, Visitor *v, const char *name, void *opaque,
                      Error **errp)
{
    visit_type_OnOffAuto(v, name, efuse(obj, name), errp);
}

void k3_virt_add_options(ObjectClass *oc)
{
    static const struct {
        const char *name;
        const char *description;
    } efuses[] = {
        { "lockstep-permitted",
          "R5F clusters may run in lockstep (default: auto, as the SoC)" },
        { "single-core-only",
          "R5F clusters have one usable core (default: auto, as the SoC)" },
    };

    object_class_property_add_str(oc, "remote-cores", get_remote_cores,
                                  set_remote_cores);
    object_class_property_set_description(oc, "remote-cores",
        "R5F and M4F cores execute their firmware ('tcg', default) or are "
        "simulated ('sim'); to choose for each core, give one word per core, "
        "separated by ':'");
    object_class_property_add_bool(oc, "debug-views", get_debug_views,
                                   set_debug_views);
    object_class_property_set_description(oc, "debug-views",
        "Map the address space of remote core N (R5F cores first, then the "
        "M4F) at 1 TiB + N * 4 GiB, for debuggers and tests");
    for (size_t i = 0; i < ARRAY_SIZE(efuses); i++) {
        object_class_property_add(oc, efuses[i].name, "OnOffAuto", get_efuse,
                                  set_efuse, NULL, NULL);
        object_class_property_set_description(oc, efuses[i].name,
                                              efuses[i].description);
    }
    object_class_property_add_enum(oc, "r5f-mode", "K3R5FMode",
                                   &r5f_mode_lookup, get_r5f_mode,
                                   set_r5f_mode);
    object_class_property_set_description(oc, "r5f-mode",
        "Mode of R5F clusters in the generated device tree: split, lockstep, "
        "single-cpu (default: auto, as on TI's boards)");
    k3_early_boot_add_properties(oc, offsetof(K3MachineState, early_boot));
}

void k3_virt_free_options(K3MachineState *s)
{
    k3_early_boot_free(&s->early_boot);
    g_free(s->remote_cores);
}
