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
 * simulates firmware, and memories, interrupt controller and address
 * translation around it, in which the kinds of cores differ.  Each has four
 * inputs that the power controller (LPSC) and the processor boot registers
 * drive, and two live outputs that the status register shows:
 *
 * - power: the module's LPSC is enabled.  Off means no clock, in reset, and
 *   memories not accessible.
 * - local reset: asserted holds the core, not its memories, in reset.
 * - halt: a core that has not started does not fetch its first instruction.  A
 *   core that has started ignores this input: only reset stops it.
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
 *    known program counter; a snapshot while the core runs, and 0 when it is
 *    in reset or executes no instructions.
 *  + child "engine"; a simulated one is also linked as "firmware", and the CPU
 *    cluster of any other as "cluster"
 *  + GPIO input "warm-reset": a pulse restarts a started core
 *  + property "core-name" (string): the name for users, e.g. "r5f0_1"
 *  + property "power-at-reset", "local-reset-at-reset" (bool, default false,
 *    the power-on values of an LPSC), "halt-at-reset" (bool, default true),
 *    "config-at-reset" (int64, default -1: the power-on value of the kind of
 *    processor), "boot-vector-at-reset" (uint64): inputs after a system reset,
 *    as far as the boot registers can hold them.  The system firmware takes its
 *    reset values from here.
 *
 * A core can run firmware that is part of the model: #TISCIState does the work
 * of the device manager of AM62x.  After a system reset, such a core is
 * *resident*: another engine replaces its own, and simulates how that firmware
 * uses its mailbox.  The first stop ends this until the next system reset:
 * after it, a start starts the core's own engine.
 *
 * A system reset stops the core in the hold phase; whatever the system firmware
 * starts at boot is started in the exit phase.
 *
 * Before Linux: a boot loader may have powered cores, filled their memories
 * and started them, or have done a part of that.  "power-at-reset",
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
 * struct K3BootRegs - what the boot registers of a kind of processor hold
 * @config_por: configuration word after power-on
 * @config_mask: configuration flags that exist
 * @vector_mask: bits of the boot vector; 0: the processor starts elsewhere
 * @halt: the control flag that holds it; 0: there is none
 */
typedef struct K3BootRegs {
    uint32_t config_por;
    uint32_t config_mask;
    uint64_t vector_mask;
    uint32_t halt;
} K3BootRegs;

struct K3Core {
    SysBusDevice parent_obj;

    /* The engine, and the one that a resident core has instead, or NULL */
    K3Engine *engine;
    K3Engine *resident_engine;
    /* Configuration of the simulated firmware, or NULL */
    K3SimFwConfig *sim_config;

    /* Of the processor, see k3-proc.c */
    const K3BootRegs *boot_regs;

    /* Inputs; the last three are what the boot registers hold */
    bool power;
    bool local_reset;
    bool halt;
    uint64_t boot_vector;
    uint32_t config;

    /* Left reset and halt since the last reset: halt is ignored from then on */
    bool started;

    /* resident_engine replaces engine until the core is stopped */
    bool resident;

    /* By the cluster's mode, a start does not start the engine */
    bool idle;
    /* ... and, in lockstep, the core whose outputs this one shows; or NULL */
    K3Core *leader;

    /* Its resident firmware has crashed or hangs: do not resume its clock */
    bool failed;

    /* Notified of an access to the memories of a wedged module, or NULL */
    Notifier *wedge;

    /* The power state that the kind was last told */
    bool powered;

    /* Properties */
    char *name;
    bool power_at_reset;
    bool local_reset_at_reset;
    bool halt_at_reset;
    int64_t config_at_reset;    /* negative: as the processor powers on */
    uint64_t boot_vector_at_reset;
    bool resident_at_reset;

    /* Image that a boot loader has put into the core's memories, or NULL */
    K3Image *image;
};

/**
 * struct K3CoreClass - what surrounds the engine of a kind of core
 * @power: the module was switched on or off: make the memories accessible (and
 *         zero them if the hardware does), or inaccessible.  Called while the
 *         core is not started.  May be NULL.
 * @config: the configuration word changed, or the core has stopped, which is
 *          when some of it is sampled.  May be NULL.
 * @windows: open or close the SoC's windows to the memories, by core->power
 *           and core->wedge.
 * @reset: reset what the core has next to the engine: before the engine starts
 *         and after it has stopped.  May be NULL.
 * @elf_machine: e_machine of its firmware; 0: any
 */
struct K3CoreClass {
    SysBusDeviceClass parent_class;
    ResettablePhases parent_phases;

    void (*power)(K3Core *core, bool on);
    void (*config)(K3Core *core);
    void (*windows)(K3Core *core);
    void (*reset)(K3Core *core);
    uint16_t elf_machine;
};

/*
 * State of the abstract part, which kinds embed in theirs; a kind without state
 * of its own inherits it.
 */
extern const VMStateDescription vmstate_k3_core;

void k3_core_set_power(K3Core *core, bool on);
void k3_core_set_local_reset(K3Core *core, bool asserted);
void k3_core_set_halt(K3Core *core, bool halt);
void k3_core_set_boot_vector(K3Core *core, uint64_t vector);
void k3_core_set_config(K3Core *core, uint32_t config);

/**
 * k3_core_set_frozen: stop the clock of a started core, which keeps its state,
 * until a reset.  Real cores do not do this on HALT; a policy of the system
 * firmware does.
 */
void k3_core_set_frozen(K3Core *core, bool frozen);

/**
 * k3_core_set_wedge: until the next system reset, an access of the SoC to the
 * memories of the core never ends; it calls @notifier with the core.  The core
 * itself is not affected.
 */
void k3_core_set_wedge(K3Core *core, Notifier *notifier);

/**
 * k3_core_resident_failed: a fault rule has made the resident firmware crash or
 * hang; only a system reset ends this.
 */
bool k3_core_resident_failed(const K3Core *core);

/** k3_core_set_simulated: its engine is a #K3SimFw; before realize. */
void k3_core_set_simulated(K3Core *core, const K3SimFwConfig *config);

/**
 * k3_core_add_engine: for a kind's realize: @engine, not yet realized, is what
 * executes; a reference that the core takes over.
 */
void k3_core_add_engine(K3Core *core, K3Engine *engine);

/**
 * k3_core_simulate: for a kind's realize, in place of the above, when the core
 * is simulated: it sees @view.  @own, of which there are @num_own, are memories
 * of its own, where a resource table is looked for first: DDR may still hold
 * what an older image has left there.  On failure sets @errp.
 */
bool k3_core_simulate(K3Core *core, MemoryRegion *view,
                      const K3SimFwWindow *own, unsigned num_own,
                      Error **errp);

/**
 * k3_core_set_role: what a cluster's mode makes of the core; in effect at the
 * next start.
 * @executes: it has a program of its own
 * @leader: the core that does, in lockstep, what this one shows; or NULL
 */
void k3_core_set_role(K3Core *core, bool executes, K3Core *leader);

/**
 * k3_core_set_boot_regs: called by the #K3ProcState of the core, before a
 * reset.
 */
void k3_core_set_boot_regs(K3Core *core, const K3BootRegs *regs);

/**
 * k3_core_set_name: set property "core-name", of a core that a cluster created.
 */
void k3_core_set_name(K3Core *core, const char *name);

/**
 * k3_core_set_resident: the core is resident after a system reset, and out of
 * halt; @engine, which somebody else owns, is in place then.
 */
void k3_core_set_resident(K3Core *core, K3Engine *engine);

/**
 * k3_core_set_image: @image, which the core takes over, is in the memories of
 * the core after each system reset.  The core then starts at the image's entry
 * with configuration @config: power on, out of reset, not halted.
 */
void k3_core_set_image(K3Core *core, K3Image *image, uint32_t config);

/**
 * k3_core_load_image: for the system firmware, in the exit phase of a system
 * reset: write the image, if there is one.  The core is powered and held.
 * False, and the reason is reported, if a memory does not take its segment.
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
