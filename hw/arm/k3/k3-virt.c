/*
 * k3-virt: a TI K3 SoC on a board that is not there
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/k3-soc.h"
#include "hw/arm/machines-qom.h"
#include "hw/boards.h"
#include "hw/hotplug.h"
#include "hw/remoteproc/k3-fault.h"
#include "hw/virtio/virtio-mmio.h"
#include "qapi/error.h"
#include "qapi/qapi-visit-common.h"
#include "qemu/error-report.h"
#include "qemu/host-utils.h"
#include "qemu/units.h"
#include "system/address-spaces.h"
#include "system/device_tree.h"
#include "system/replay.h"
#include "system/system.h"
#include "k3-early-boot.h"
#include "k3-fdt.h"

#define TYPE_K3_VIRT_MACHINE MACHINE_TYPE_NAME("k3-virt")
OBJECT_DECLARE_SIMPLE_TYPE(K3VirtMachineState, K3_VIRT_MACHINE)

#define K3_VIRT_NUM_VIRTIO  8

/* Views of the remote cores for observers, where no K3 SoC has anything */
#define DEBUG_VIEW_BASE     (1ULL << 40)
#define DEBUG_VIEW_SIZE     (4 * GiB)

struct K3VirtMachineState {
    MachineState parent_obj;

    K3SocState soc;
    DeviceState *virtio[K3_VIRT_NUM_VIRTIO];
    MemoryRegion *debug_views;
    struct arm_boot_info boot_info;
    Notifier machine_done;
    int fdt_size;

    char *soc_name;
    char *remote_cores;
    bool debug_views_on;
    int r5f_mode;               /* K3R5FMode */
    OnOffAuto lockstep_permitted;
    OnOffAuto single_core_only;
    K3EarlyBoot early_boot;
};

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

static const K3SocInfo *machine_soc_info(K3VirtMachineState *s)
{
    const K3SocInfo *info = k3_soc_info(s->soc_name);

    /* Checked when the property was set */
    g_assert(info);
    return info;
}

static void *k3_virt_get_dtb(const struct arm_boot_info *boot_info, int *size)
{
    const K3VirtMachineState *s = container_of(boot_info, K3VirtMachineState,
                                               boot_info);

    *size = s->fdt_size;
    return s->parent_obj.fdt;
}

static bool virtio_slot_used(DeviceState *transport)
{
    BusState *bus = QLIST_FIRST(&transport->child_bus);

    return bus && !QTAILQ_EMPTY(&bus->children);
}

/*
 * The loader has replaced the memory nodes by a single one of one bank, in
 * our own tree and in a user's alike.
 */
static void k3_virt_modify_dtb(const struct arm_boot_info *boot_info,
                               void *fdt)
{
    const K3VirtMachineState *s = container_of(boot_info, K3VirtMachineState,
                                               boot_info);

    k3_fdt_memory(fdt, s->soc.info, s->parent_obj.ram_size);

    /*
     * A board's device tree is left as it is, but for the transports that
     * somebody has plugged something into.
     */
    for (int i = K3_VIRT_NUM_VIRTIO - 1; s->parent_obj.dtb && i >= 0; i--) {
        if (virtio_slot_used(s->virtio[i]) &&
            !k3_fdt_add_virtio(fdt, s->soc.info, i)) {
            warn_report("k3-virt: %s has no GICv3, so no virtio devices",
                        s->parent_obj.dtb);
            break;
        }
    }
}

/* Only now is it known what has been plugged in */
static void k3_virt_machine_done(Notifier *notifier, void *data)
{
    K3VirtMachineState *s = container_of(notifier, K3VirtMachineState,
                                         machine_done);
    ARMCPU *cpu = &s->soc.cpu[0];
    struct arm_boot_info *info = &s->boot_info;

    if (arm_load_dtb(info->dtb_start, info, info->dtb_limit,
                     arm_boot_address_space(cpu, info), MACHINE(s),
                     cpu) < 0) {
        exit(EXIT_FAILURE);
    }
}

static void create_virtio_transports(K3VirtMachineState *s)
{
    const K3SocInfo *info = s->soc.info;

    /*
     * Last first: "-device virtio-*-device" takes the bus that was created
     * last, and the first device should be in the first slot.
     */
    for (int i = K3_VIRT_NUM_VIRTIO - 1; i >= 0; i--) {
        DeviceState *dev = qdev_new(TYPE_VIRTIO_MMIO);
        SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

        qdev_prop_set_bit(dev, "force-legacy", false);
        object_property_add_child(OBJECT(s), "virtio-mmio[*]", OBJECT(dev));
        sysbus_realize_and_unref(sbd, &error_fatal);
        s->virtio[i] = dev;
        memory_region_add_subregion(&s->soc.bus,
                                    info->virtio.base + i * K3_VIRTIO_STRIDE,
                                    sysbus_mmio_get_region(sbd, 0));
        sysbus_connect_irq(sbd, 0,
                           k3_soc_gic_spi(&s->soc, info->virtio_spi + i));
    }
}

/*
 * Not an alias: a core can make its view as intricate as its RAT allows, and
 * four of those would not fit into the tables of one address space.
 */
static const MemTxAttrs debug_attrs = { .unspecified = true };

static MemTxResult debug_view_read(void *opaque, hwaddr addr, uint64_t *data,
                                   unsigned size, MemTxAttrs attrs)
{
    AddressSpace *as = opaque;
    uint8_t buf[8];
    MemTxResult result = address_space_read(as, addr, debug_attrs, buf, size);

    *data = ldn_le_p(buf, size);
    return result;
}

static MemTxResult debug_view_write(void *opaque, hwaddr addr, uint64_t data,
                                    unsigned size, MemTxAttrs attrs)
{
    AddressSpace *as = opaque;
    uint8_t buf[8];

    stn_le_p(buf, size, data);
    return address_space_write(as, addr, debug_attrs, buf, size);
}

static const MemoryRegionOps debug_view_ops = {
    .read_with_attrs = debug_view_read,
    .write_with_attrs = debug_view_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .valid.unaligned = true,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
    .impl.unaligned = true,
};

static void create_debug_view(K3VirtMachineState *s, unsigned n,
                              AddressSpace *as)
{
    memory_region_init_io(&s->debug_views[n], OBJECT(s), &debug_view_ops, as,
                          "k3-debug-view", DEBUG_VIEW_SIZE);
    memory_region_add_subregion_overlap(get_system_memory(),
                                        DEBUG_VIEW_BASE + n * DEBUG_VIEW_SIZE,
                                        &s->debug_views[n], 1);
}

static void create_debug_views(K3VirtMachineState *s)
{
    const K3SocInfo *info = s->soc.info;
    unsigned n = 0;

    s->debug_views = g_new0(MemoryRegion,
                            k3_soc_num_r5f(info) + info->num_m4fss);
    for (size_t i = 0; i < info->num_r5fss; i++) {
        for (int c = 0; c < info->r5fss[i].num_cores; c++, n++) {
            K3Core *core = &s->soc.r5fss[i].core[c].parent_obj;

            create_debug_view(s, n, k3_core_view(core));
        }
    }
    for (size_t i = 0; i < info->num_m4fss; i++, n++) {
        create_debug_view(s, n, k3_core_view(&s->soc.m4fss[i].parent_obj));
    }
}

static uint64_t carveouts_end(uint64_t end, const uint64_t *base,
                              const uint32_t *size)
{
    return MAX(end, MAX(base[0] + size[0], base[1] + size[1]));
}

/* The last byte, and one, of what the generated tree reserves */
static uint64_t reserved_end(const K3SocInfo *info)
{
    uint64_t end = info->rtos_ipc.base + info->rtos_ipc.size;

    for (size_t i = 0; i < info->num_r5fss; i++) {
        for (int c = 0; c < info->r5fss[i].num_cores; c++) {
            const K3R5FCoreInfo *core = &info->r5fss[i].core[c];

            end = carveouts_end(end, core->carveout, core->carveout_size);
        }
    }
    for (size_t i = 0; i < info->num_m4fss; i++) {
        end = carveouts_end(end, info->m4fss[i].carveout,
                            info->m4fss[i].carveout_size);
    }
    for (size_t i = 0; i < info->num_dsps; i++) {
        end = carveouts_end(end, info->dsps[i].carveout,
                            info->dsps[i].carveout_size);
    }
    return end;
}

/* Carveouts outside of RAM would only show up as driver errors, much later */
static void check_ram_size(K3VirtMachineState *s, const K3SocInfo *info)
{
    MachineState *machine = MACHINE(s);
    uint64_t needed = MAX(reserved_end(info), info->ddr[0].base) -
                      info->ddr[0].base;

    if (machine->ram_size < needed && !machine->dtb) {
        error_report("k3-virt: %" PRIu64 " MiB of RAM do not hold the "
                     "carveouts of %s, which end at 0x%" PRIx64 ": use "
                     "-m %" PRIu64 " or more", machine->ram_size / MiB,
                     info->name, info->ddr[0].base + needed,
                     DIV_ROUND_UP(needed, MiB));
        exit(EXIT_FAILURE);
    }
}

/* A tree says what it is for, with or without the option */
static const K3SocInfo *choose_soc(K3VirtMachineState *s)
{
    MachineState *machine = MACHINE(s);
    const K3SocInfo *wanted = s->soc_name ? machine_soc_info(s) : NULL;

    if (machine->dtb) {
        wanted = k3_dtb_soc(machine->dtb, wanted, &error_fatal);
        g_free(s->soc_name);
        s->soc_name = g_strdup(wanted->name);
    }
    return machine_soc_info(s);
}

/* The class allows what any of the SoCs has: see k3_virt_class_init() */
static void check_cpu_type(MachineState *machine, const K3SocInfo *info)
{
    g_autofree char *has = cpu_model_from_type(info->cpu_type);
    g_autofree char *asked = NULL;

    if (machine->cpu_type && !g_str_equal(machine->cpu_type, info->cpu_type)) {
        asked = cpu_model_from_type(machine->cpu_type);
        error_report("k3-virt: %s has %s cores, not %s: leave -cpu out",
                     info->name, has, asked);
        exit(EXIT_FAILURE);
    }
}

/*
 * Without -smp nobody has filled in the topology, and there are as many CPUs
 * as the machine type can have: the SoC may have less.
 */
static void set_cpus(MachineState *machine, const K3SocInfo *info)
{
    CpuTopology *smp = &machine->smp;
    unsigned in_topology = smp->sockets *
                           machine_topo_get_threads_per_socket(machine);

    if (smp->max_cpus != in_topology) {
        smp->cpus = smp->max_cpus = info->max_cpus;
    }
    if (smp->max_cpus > info->max_cpus) {
        error_report("k3-virt: %s has %u application cores: use -smp %u or "
                     "less", info->name, info->max_cpus, info->max_cpus);
        exit(EXIT_FAILURE);
    }
}

/*
 * Which of the R5F and M4F cores are simulated, as a mask: one word for all of
 * them, or one for each.
 */
static uint32_t sim_cores(K3VirtMachineState *s, const K3SocInfo *info)
{
    const char *option = s->remote_cores ? s->remote_cores : "tcg";
    g_auto(GStrv) words = g_strsplit(option, ":", -1);
    unsigned num_words = g_strv_length(words);
    unsigned num_cores = k3_soc_num_r5f(info) + info->num_m4fss;
    uint32_t mask = 0;

    if (num_words != 1 && num_words != num_cores) {
        error_report("k3-virt: remote-cores=%s has %u words, %s has %u R5F "
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

/* The recorder knows one vCPU only, and every executing core is one */
static void check_replay(const K3SocInfo *info, uint32_t sim, unsigned cpus)
{
    unsigned executing = k3_soc_num_r5f(info) + info->num_m4fss -
                         ctpop32(sim);

    if (replay_mode == REPLAY_MODE_NONE) {
        return;
    }
    if (executing) {
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

static void k3_virt_init(MachineState *machine)
{
    K3VirtMachineState *s = K3_VIRT_MACHINE(machine);
    const K3SocInfo *info = choose_soc(s);
    MemoryRegion *memory = get_system_memory();
    Object *soc = OBJECT(&s->soc);
    uint32_t sim = sim_cores(s, info);

    check_cpu_type(machine, info);
    check_ram_size(s, info);
    set_cpus(machine, info);
    check_replay(info, sim, machine->smp.cpus);

    object_initialize_child(OBJECT(s), "k3", &s->soc, TYPE_K3_SOC);
    qdev_prop_set_string(DEVICE(soc), "soc", info->name);
    qdev_prop_set_uint32(DEVICE(soc), "num-cpus", machine->smp.cpus);
    object_property_set_str(soc, "lockstep-permitted",
                            OnOffAuto_str(s->lockstep_permitted),
                            &error_abort);
    object_property_set_str(soc, "single-core-only",
                            OnOffAuto_str(s->single_core_only), &error_abort);
    qdev_prop_set_uint32(DEVICE(soc), "sim-cores", sim);
    object_property_set_link(soc, "memory", OBJECT(memory), &error_abort);
    object_property_set_link(soc, "ddr", OBJECT(machine->ram), &error_abort);
    sysbus_realize(SYS_BUS_DEVICE(soc), &error_fatal);
    create_virtio_transports(s);

    s->boot_info = (struct arm_boot_info) {
        .loader_start = info->ddr[0].base,
        .ram_size = MIN(machine->ram_size, info->ddr[0].size),
        .board_id = -1,
        .psci_conduit = QEMU_PSCI_CONDUIT_SMC,
        .skip_dtb_autoload = true,
        .get_dtb = k3_virt_get_dtb,
        .modify_dtb = k3_virt_modify_dtb,
    };
    if (!machine->dtb) {
        machine->fdt = k3_fdt_create(info, machine->smp.cpus,
                                     machine->ram_size, K3_VIRT_NUM_VIRTIO,
                                     s->r5f_mode - R5F_MODE_SPLIT,
                                     &s->fdt_size);
    }
    s->machine_done.notify = k3_virt_machine_done;
    qemu_add_machine_init_done_notifier(&s->machine_done);
    /* Before the remote cores exist: what it finds are application cores */
    arm_load_kernel(&s->soc.cpu[0], machine, &s->boot_info);

    /*
     * Hundreds of regions in two dozen address spaces: lay each of them out
     * once, not again whenever another device is added.
     */
    memory_region_transaction_begin();
    k3_soc_realize_remote(&s->soc, &error_fatal);
    memory_region_transaction_commit();

    if (!k3_early_boot_apply(&s->early_boot, &s->soc,
                             s->r5f_mode - R5F_MODE_SPLIT, &error_fatal)) {
        return;
    }
    if (s->debug_views_on) {
        create_debug_views(s);
    }
}

static char *k3_virt_get_soc(Object *obj, Error **errp)
{
    return g_strdup(machine_soc_info(K3_VIRT_MACHINE(obj))->name);
}

static void k3_virt_set_soc(Object *obj, const char *value, Error **errp)
{
    K3VirtMachineState *s = K3_VIRT_MACHINE(obj);

    if (!k3_soc_info(value)) {
        g_autofree char *names = k3_soc_names();

        error_setg(errp, "k3-virt has no SoC '%s'; it has %s", value, names);
        return;
    }
    g_free(s->soc_name);
    s->soc_name = g_strdup(value);
}

static char *k3_virt_get_remote_cores(Object *obj, Error **errp)
{
    K3VirtMachineState *s = K3_VIRT_MACHINE(obj);

    return g_strdup(s->remote_cores ? s->remote_cores : "tcg");
}

/* Checked when the SoC is known, whatever the order of the options */
static void k3_virt_set_remote_cores(Object *obj, const char *value,
                                     Error **errp)
{
    K3VirtMachineState *s = K3_VIRT_MACHINE(obj);

    g_free(s->remote_cores);
    s->remote_cores = g_strdup(value);
}

static bool k3_virt_get_debug_views(Object *obj, Error **errp)
{
    return K3_VIRT_MACHINE(obj)->debug_views_on;
}

static void k3_virt_set_debug_views(Object *obj, bool value, Error **errp)
{
    K3_VIRT_MACHINE(obj)->debug_views_on = value;
}

static int k3_virt_get_r5f_mode(Object *obj, Error **errp)
{
    return K3_VIRT_MACHINE(obj)->r5f_mode;
}

static void k3_virt_set_r5f_mode(Object *obj, int value, Error **errp)
{
    K3_VIRT_MACHINE(obj)->r5f_mode = value;
}

/* One accessor for both eFuses */
static OnOffAuto *k3_virt_efuse(Object *obj, const char *name)
{
    K3VirtMachineState *s = K3_VIRT_MACHINE(obj);

    return g_str_equal(name, "lockstep-permitted") ? &s->lockstep_permitted
                                                   : &s->single_core_only;
}

static void k3_virt_get_efuse(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    visit_type_OnOffAuto(v, name, k3_virt_efuse(obj, name), errp);
}

static void k3_virt_set_efuse(Object *obj, Visitor *v, const char *name,
                              void *opaque, Error **errp)
{
    visit_type_OnOffAuto(v, name, k3_virt_efuse(obj, name), errp);
}

static K3EarlyBoot *k3_virt_early_boot(Object *obj)
{
    return &K3_VIRT_MACHINE(obj)->early_boot;
}

static void k3_virt_finalize(Object *obj)
{
    K3VirtMachineState *s = K3_VIRT_MACHINE(obj);

    k3_early_boot_free(&s->early_boot);
    g_free(s->soc_name);
    g_free(s->remote_cores);
    g_free(s->debug_views);
}

/* Fault rules come and go: they are on no bus */
static HotplugHandler *k3_virt_get_hotplug_handler(MachineState *machine,
                                                   DeviceState *dev)
{
    return object_dynamic_cast(OBJECT(dev), TYPE_K3_FAULT) ?
           HOTPLUG_HANDLER(machine) : NULL;
}

/*
 * The class does not know yet which SoC it will be: it has the limits of all
 * of them, see set_cpus() and check_cpu_type() for those of one.
 */
static void k3_virt_set_limits(MachineClass *mc)
{
    GPtrArray *types = g_ptr_array_new();
    const K3SocInfo *info;

    for (unsigned i = 0; (info = k3_soc_nth_info(i)); i++) {
        bool known = false;

        mc->max_cpus = MAX(mc->max_cpus, info->max_cpus);
        for (unsigned j = 0; j < i; j++) {
            known |= g_str_equal(info->cpu_type, k3_soc_nth_info(j)->cpu_type);
        }
        if (!known) {
            g_ptr_array_add(types, (gpointer)info->cpu_type);
        }
    }
    g_ptr_array_add(types, NULL);
    mc->valid_cpu_types = (const char *const *)g_ptr_array_free(types, false);
    /* None: the SoC's, which differs from what somebody may ask for */
    mc->default_cpu_type = NULL;
    mc->default_cpus = mc->max_cpus;
    mc->min_cpus = 1;
}

static void k3_virt_class_init(ObjectClass *oc, const void *data)
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
    MachineClass *mc = MACHINE_CLASS(oc);
    g_autofree char *names = k3_soc_names();
    g_autofree char *soc_help = g_strdup_printf(
        "SoC to model: %s (default: the one that -dtb is for, or else the "
        "first)", names);

    k3_virt_set_limits(mc);
    mc->desc = "TI K3 SoC with remote processors";
    mc->init = k3_virt_init;
    mc->get_hotplug_handler = k3_virt_get_hotplug_handler;
    mc->aux_cpus = K3_SOC_MAX_R5FSS * K3_R5FSS_MAX_CORES + K3_SOC_MAX_M4FSS;
    /* See patches/: smaller MPU regions only cost the core that uses them */
    mc->minimum_page_bits = 12;
    mc->default_ram_size = 2 * GiB;
    mc->default_ram_id = "k3-virt.ram";
    mc->block_default_type = IF_VIRTIO;
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;

    object_class_property_add_str(oc, "soc", k3_virt_get_soc,
                                  k3_virt_set_soc);
    object_class_property_set_description(oc, "soc", soc_help);
    object_class_property_add_str(oc, "remote-cores",
                                  k3_virt_get_remote_cores,
                                  k3_virt_set_remote_cores);
    object_class_property_set_description(oc, "remote-cores",
        "'tcg': R5F and M4F cores execute their firmware (default), 'sim': "
        "they behave as if; or a word for each core, with ':' between");
    object_class_property_add_bool(oc, "debug-views",
                                   k3_virt_get_debug_views,
                                   k3_virt_set_debug_views);
    object_class_property_set_description(oc, "debug-views",
        "Show what remote core N (R5F cores first, then the M4F) sees at "
        "1 TiB + N * 4 GiB, for debuggers and tests");
    for (size_t i = 0; i < ARRAY_SIZE(efuses); i++) {
        object_class_property_add(oc, efuses[i].name, "OnOffAuto",
                                  k3_virt_get_efuse, k3_virt_set_efuse, NULL,
                                  NULL);
        object_class_property_set_description(oc, efuses[i].name,
                                              efuses[i].description);
    }
    object_class_property_add_enum(oc, "r5f-mode", "K3R5FMode",
                                   &r5f_mode_lookup, k3_virt_get_r5f_mode,
                                   k3_virt_set_r5f_mode);
    object_class_property_set_description(oc, "r5f-mode",
        "Cluster mode of R5F clusters in the generated device tree: split, "
        "lockstep, single-cpu (default: auto, as on TI's boards)");
    k3_early_boot_add_properties(oc, k3_virt_early_boot);
}

static const TypeInfo k3_virt_types[] = {
    {
        .name = TYPE_K3_VIRT_MACHINE,
        .parent = TYPE_MACHINE,
        .instance_size = sizeof(K3VirtMachineState),
        .instance_align = __alignof__(K3VirtMachineState),
        .instance_finalize = k3_virt_finalize,
        .class_init = k3_virt_class_init,
        .interfaces = (const InterfaceInfo[]) {
            { TYPE_TARGET_AARCH64_MACHINE },
            { TYPE_HOTPLUG_HANDLER },
            { }
        },
    },
};

DEFINE_TYPES(k3_virt_types)
