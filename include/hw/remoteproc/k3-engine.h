/*
 * Engine of a TI K3 remote core (abstract)
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
 * A remote core (#K3Core) consists of an engine, memories, an interrupt
 * controller and address translation.  The engine runs a program, or behaves as
 * if it did.  There are two kinds:
 *
 * - #K3CPUEngine, with a CPU of QEMU: the Cortex-R5F and the Cortex-M4F
 * - #K3SimFw, a simulated firmware without instructions
 *
 * The core starts its engine when power, reset and halt permit, stops it, and
 * gates its clock.  The engine does not depend on those inputs, so each kind of
 * engine works in each core, given a view of that core's memory.
 *
 * QEMU interface:
 *  + GPIO input n: interrupt line n, if the kind has interrupt lines
 *
 * All functions are called with the BQL held.
 */

#define TYPE_K3_ENGINE "ti-k3-engine"
OBJECT_DECLARE_TYPE(K3Engine, K3EngineClass, K3_ENGINE)

/* Live outputs, and conditions that only observers see */
#define K3_CORE_OUT_WFE       (1u << 0)
#define K3_CORE_OUT_WFI       (1u << 1)
#define K3_CORE_OUT_LOCKUP    (1u << 2)

struct K3Engine {
    SysBusDevice parent_obj;

    bool frozen;                /* its clock is stopped */
};

/**
 * struct K3EngineClass - what a kind of engine must provide
 * @start: leave reset and run from @vector, with the pins of the core set
 *         according to @config.  Called only when stopped.
 * @stop: enter reset and lose all state.  Also called when stopped.
 * @freeze: only stop or resume the clock.  Called when this changes; the core
 *          resumes the clock before it stops the engine.
 * @crash: behave like a program after an unexpected exception.  Called only
 *         when started and not frozen.  NULL: the kind cannot crash.
 * @outputs: current K3_CORE_OUT_*; 0 when stopped.
 * @pc: address of the current instruction, for observers; 0 when stopped.
 *      NULL: the kind executes no instructions.
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

/* State of the abstract part, for kinds to embed in their own state */
extern const VMStateDescription vmstate_k3_engine;

void k3_engine_start(K3Engine *engine, uint64_t vector, uint32_t config);
void k3_engine_stop(K3Engine *engine);
void k3_engine_freeze(K3Engine *engine, bool frozen);

/** k3_engine_crash: does nothing and returns false if the kind cannot crash. */
bool k3_engine_crash(K3Engine *engine);

uint32_t k3_engine_outputs(K3Engine *engine);

/** k3_engine_pc: also 0 if the kind executes no instructions. */
uint64_t k3_engine_pc(K3Engine *engine);

AddressSpace *k3_engine_address_space(K3Engine *engine);

/** k3_engine_irq: interrupt line @n, or NULL if the kind has none. */
qemu_irq k3_engine_irq(K3Engine *engine, unsigned n);

#endif
