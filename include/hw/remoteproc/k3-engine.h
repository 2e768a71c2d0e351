/*
 * What executes in a TI K3 remote core (abstract)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_K3_ENGINE_H
#define HW_REMOTEPROC_K3_ENGINE_H

#include "hw/irq.h"
#include "hw/sysbus.h"
#include "qom/object.h"
#include "system/memory.h"

/**
 * DOC: the engine of a core
 *
 * A remote core (#K3Core) is an engine and what surrounds it: memories,
 * interrupt controller, address translation.  The engine runs a program, or
 * behaves as if it did.  There are two kinds:
 *
 * - #K3CPUEngine, with a CPU of QEMU: the Cortex-R5F and the Cortex-M4F
 * - #K3SimFw, a simulated firmware without instructions
 *
 * The core drives its engine: it starts it when power, reset and halt let it,
 * stops it, and gates its clock.  An engine knows nothing of those inputs, so
 * each kind fits into each core whose memory it is given.
 *
 * QEMU interface:
 *  + GPIO input n: interrupt line n, of the kinds that have such lines
 *
 * All functions are called with the BQL held.
 */

#define TYPE_K3_ENGINE "ti-k3-engine"
OBJECT_DECLARE_TYPE(K3Engine, K3EngineClass, K3_ENGINE)

/* Live outputs, and conditions that are visible to observers only */
#define K3_CORE_OUT_WFE       (1u << 0)
#define K3_CORE_OUT_WFI       (1u << 1)
#define K3_CORE_OUT_LOCKUP    (1u << 2)

struct K3Engine {
    SysBusDevice parent_obj;

    bool frozen;                /* its clock is stopped */
};

/**
 * struct K3EngineClass - what a kind of engine must provide
 * @start: leave reset and run from @vector, with the pins of the core as
 *         @config says.  Only called when stopped.
 * @stop: enter reset; what the engine held is lost.  Also called when stopped.
 * @freeze: stop (or resume) the clock, nothing else.  Called on a change; the
 *          core resumes the clock before it stops the engine.
 * @crash: go astray, as a program does that takes an unexpected exception.
 *         Only called when started and not frozen.  NULL: the kind cannot.
 * @outputs: K3_CORE_OUT_* as they are now; 0 when stopped.
 * @pc: address of the instruction that it is at, for observers; 0 when stopped.
 *      NULL: the kind has no instructions.
 * @address_space: memory as the engine sees it.
 * @num_irqs: number of interrupt lines
 */
struct K3EngineClass {
    SysBusDeviceClass parent_class;

    void (*start)(K3Engine *engine, uint64_t vector, uint32_t config);
    void (*stop)(K3Engine *engine);
    void (*freeze)(K3Engine *engine, bool frozen);
    void (*crash)(K3Engine *engine);
    uint32_t (*outputs)(K3Engine *engine);
    uint64_t (*pc)(K3Engine *engine);
    AddressSpace *(*address_space)(K3Engine *engine);
    unsigned num_irqs;
};

/* State of the abstract part, for the kinds to embed in theirs */
extern const VMStateDescription vmstate_k3_engine;

void k3_engine_start(K3Engine *engine, uint64_t vector, uint32_t config);
void k3_engine_stop(K3Engine *engine);
void k3_engine_freeze(K3Engine *engine, bool frozen);

/** k3_engine_crash: false, without any effect, if the kind cannot crash. */
bool k3_engine_crash(K3Engine *engine);

uint32_t k3_engine_outputs(K3Engine *engine);

/** k3_engine_pc: 0 for a kind without instructions, too. */
uint64_t k3_engine_pc(K3Engine *engine);

AddressSpace *k3_engine_address_space(K3Engine *engine);

/** k3_engine_irq: interrupt line @n, or NULL if the kind has none. */
qemu_irq k3_engine_irq(K3Engine *engine, unsigned n);

#endif
