/*
 * TI K3 remote core (abstract)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_CORE_H
#define HW_REMOTEPROC_K3_CORE_H

#include "hw/remoteproc/k3-engine.h"
#include "hw/remoteproc/k3-image.h"
#include "hw/remoteproc/k3-sim-fw.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qemu/notify.h"
#include "qom/object.h"

/**
 * DOC: the interface of every remote core
 *
 * A remote core has an engine (#K3Engine), which executes instructions or
 * simulates firmware.  Around it are memories, an interrupt controller and
 * address translation, which differ between kinds of cores.  Every core has
 * four inputs, driven by the power controller (LPSC) and the processor boot
 * registers, and two live outputs that the status register shows:
 *
 * - power: the module's LPSC is enabled.  While it is off, the core has no
 *   clock and is in reset, and its memories are not accessible.
 * - local reset: while asserted, the core is in reset, but not its memories.
 * - halt: keeps a core that has not started from fetching its first
 *   instruction.  A core that has started ignores it: only reset stops it.
 * - boot vector and configuration: sampled when the core starts.
 * - outputs WFI and WFE: what the core is doing now.
 *
 * Sources: AM64x/AM243x TRM (SPRUIM2), R5FSS and power management chapters;
 * TISCI User Guide, "Processor boot management"; Linux
 * drivers/remoteproc/ti_k3_r5_remoteproc.c.
 *
 * QEMU interface:
 *  + QOM property "power", "local-reset", "halt", "started", "frozen",
 *    "resident" (bool, read only), "boot-vector", "config", "pc" (uint, read
 *    only) and "state" (string: "off", "reset", "halted", "running", "wfi",
 *    "wfe", "frozen", "lockup"): the state for observers.  "pc" is the last
 *    known program counter: a snapshot while the core runs, and 0 if it is in
 *    reset or its engine executes no instructions.
 *  + child "engine"; link "firmware" to it if it is simulated, else link
 *    "cluster" to its CPU cluster
 *  + GPIO input "warm-reset": a pulse restarts a started core
 *  + property "core-name" (string): the name for users, e.g. "r5f0_1"
 *  + property "power-at-reset", "local-reset-at-reset" (bool, default false,
 *    the power-on values of an LPSC), "halt-at-reset" (bool, default true),
 *    "config-at-reset" (int64, default -1: the power-on value of the kind of
 *    processor), "boot-vector-at-reset" (uint64): inputs after a system reset,
 *    limited to the bits that the boot registers have.  The system firmware
 *    takes its reset values from these properties.
 *
 * The model can include the firmware of a core: #TISCIState does the work of
 * the device manager.  After a system reset, the core that runs it on silicon
 * is *resident*: another engine replaces its own, and simulates how that
 * firmware uses its mailbox.  The first stop ends this: until the next system
 * reset, a start starts the core's own engine.
 *
 * A system reset stops the core in the hold phase.  The system firmware starts
 * cores at boot in the exit phase.
 *
 * Before Linux runs, a boot loader may have powered cores, loaded their
 * memories and started them, or only some of this.  "power-at-reset",
 * "local-reset-at-reset", "halt-at-reset", "config-at-reset" and
 * "boot-vector-at-reset" describe the result; the system firmware updates its
 * state of the core's device from them at each system reset.  An image given
 * to k3_core_set_image() is written into the memories of the core between
 * power and start.
 *
 * All functions are called with the BQL held.
 */

#define TYPE_K3_CORE "ti-k3-core"
OBJECT_DECLARE_TYPE(K3Core, K3CoreClass, K3_CORE)

/**
 * struct K3BootRegs - the boot registers of a kind of processor
 * @config_por: configuration word after power-on
 * @config_mask: configuration flags that exist
 * @vector_mask: bits of the boot vector that exist; 0: no boot vector
 * @halt: the control flag that halts the processor; 0: none
 */
typedef struct K3BootRegs {
    uint32_t config_por;
    uint32_t config_mask;
    uint64_t vector_mask;
    uint32_t halt;
} K3BootRegs;

struct K3Core {
    SysBusDevice parent_obj;

    /* The engine, and the one that replaces it in a resident core, or NULL */
    K3Engine *engine;
    K3Engine *resident_engine;
    /* Configuration of the simulated firmware, or NULL */
    K3SimFwConfig *sim_config;

    /* Boot registers of the processor, see k3-proc.c */
    const K3BootRegs *boot_regs;

    /* Inputs; the last three come from the boot registers */
    bool power;
    bool local_reset;
    bool halt;
    uint64_t boot_vector;
    uint32_t config;

    /* Left reset and halt since the last reset: halt is ignored from then on */
    bool started;

    /* resident_engine replaces engine until the core is stopped */
    bool resident;

    /* The cluster's mode keeps a start from starting the engine */
    bool idle;
    /* In lockstep, the core whose outputs this one shows; else NULL */
    K3Core *leader;

    /* The resident firmware has crashed or hangs: do not resume the clock */
    bool failed;

    struct K3FaultRules *faults;

    /* Notified of an access to the memories of a wedged module, or NULL */
    Notifier *wedge;

    /* The power state last passed to K3CoreClass.power */
    bool powered;

    /* Properties */
    char *name;
    bool power_at_reset;
    bool local_reset_at_reset;
    bool halt_at_reset;
    int64_t config_at_reset;    /* negative: the power-on value */
    uint64_t boot_vector_at_reset;
    bool resident_at_reset;

    /* Image that a boot loader has put into the core's memories, or NULL */
    K3Image *image;
};

/**
 * struct K3CoreClass - what surrounds the engine of a kind of core
 * @parent_realize: the realize of the abstract class, for that of a kind
 * @power: the module was switched on or off: make the memories accessible (and
 *         zero them if the hardware does), or inaccessible.  Called while the
 *         core is not started.  May be NULL.
 * @config: the configuration word has changed, or the core has stopped (some
 *          bits are sampled then).  May be NULL.
 * @windows: open or close the SoC's windows to the memories, according to
 *           core->power and core->wedge.
 * @reset: reset everything in the core but the engine.  Called before the
 *         engine starts and after it has stopped.  May be NULL.
 * @elf_machine: e_machine of its firmware; 0: any
 */
struct K3CoreClass {
    SysBusDeviceClass parent_class;
    ResettablePhases parent_phases;
    DeviceRealize parent_realize;

    void (*power)(K3Core *core, bool on);
    void (*config)(K3Core *core);
    void (*windows)(K3Core *core);
    void (*reset)(K3Core *core);
    uint16_t elf_machine;
};

/*
 * State of the abstract part, for kinds to embed in their own state; a kind
 * without its own state inherits this.
 */
extern const VMStateDescription vmstate_k3_core;

void k3_core_set_power(K3Core *core, bool on);
void k3_core_set_local_reset(K3Core *core, bool asserted);
void k3_core_set_halt(K3Core *core, bool halt);
void k3_core_set_boot_vector(K3Core *core, uint64_t vector);
void k3_core_set_config(K3Core *core, uint32_t config);

/**
 * k3_core_set_frozen: stop the clock of a started core until a reset; the core
 * keeps its state.  Real cores do not stop like this on HALT; a policy of the
 * system firmware makes them.
 */
void k3_core_set_frozen(K3Core *core, bool frozen);

/**
 * k3_core_set_wedge: until the next system reset, accesses from the SoC to the
 * memories of the core never complete; they call @notifier with the core.  The
 * core itself is not affected.
 */
void k3_core_set_wedge(K3Core *core, Notifier *notifier);

/**
 * k3_core_resident_failed: true if a fault rule has made the resident firmware
 * crash or hang.  Only a system reset clears this.
 */
bool k3_core_resident_failed(const K3Core *core);

/**
 * k3_core_is_set: for a kind's realize: return @is_set, whether a property that
 * has no default is set.  If not, set @errp.
 */
bool k3_core_is_set(const K3Core *core, const char *property, bool is_set,
                    Error **errp);

/** k3_core_set_simulated: use a #K3SimFw as the engine.  Before realize. */
void k3_core_set_simulated(K3Core *core, const K3SimFwConfig *config);

/**
 * k3_core_add_engine: for a kind's realize: set the engine.  @engine is not
 * realized yet, and the core takes over the reference.
 */
void k3_core_add_engine(K3Core *core, K3Engine *engine);

/**
 * k3_core_simulate: for a kind's realize, in place of k3_core_add_engine() if
 * the core is simulated.  The engine sees @view.  It searches the core's own
 * memories first (@own, an array of @num_own) for a resource table, since DDR
 * may still hold the table of an older image.  On failure sets @errp.
 */
bool k3_core_simulate(K3Core *core, MemoryRegion *view,
                      const K3SimFwWindow *own, unsigned num_own,
                      Error **errp);

/**
 * k3_core_set_role: set the core's role in its cluster, from the next start on.
 * @executes: it executes its own program
 * @leader: in lockstep, the core whose outputs this one shows; else NULL
 */
void k3_core_set_role(K3Core *core, bool executes, K3Core *leader);

/**
 * k3_core_set_boot_regs: called by the #K3ProcState of the core, before a
 * reset.
 */
void k3_core_set_boot_regs(K3Core *core, const K3BootRegs *regs);

/**
 * k3_core_set_name: set the "core-name" of a core that a cluster has created.
 */
void k3_core_set_name(K3Core *core, const char *name);

/**
 * k3_core_set_resident: make the core resident, and not halted, after a system
 * reset.  It uses @engine then, which the caller keeps owning.
 */
void k3_core_set_resident(K3Core *core, K3Engine *engine);

/**
 * k3_core_set_image: have @image in the memories of the core after each system
 * reset.  The core then starts at the image's entry with configuration @config:
 * power on, out of reset, not halted.  The core takes ownership of @image.
 */
void k3_core_set_image(K3Core *core, K3Image *image, uint32_t config);

/**
 * k3_core_load_image: write the image, if there is one.  The system firmware
 * calls this in the exit phase of a system reset, with the core powered but not
 * started.  Reports the error and returns false if a segment cannot be written.
 */
bool k3_core_load_image(K3Core *core);

/**
 * k3_core_view: the address space of the core.  Its own memories are mapped
 * while the module is on.
 */
AddressSpace *k3_core_view(K3Core *core);

/** k3_core_outputs: K3_CORE_OUT_*; 0 when off, in reset, halted or frozen. */
uint32_t k3_core_outputs(K3Core *core);

/** k3_core_state_name: the value of property "state". */
const char *k3_core_state_name(K3Core *core);

#endif
