/*
 * TI K3 interrupt router
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_INTC_K3_INTR_ROUTER_H
#define HW_INTC_K3_INTR_ROUTER_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: a crossbar of interrupt lines
 *
 * Any of its outputs can be connected to any one of its inputs; an input may
 * feed several outputs.  Each output has a register that selects the input and
 * switches the output on.  Nothing is latched: a line passes through, whether
 * it is a level or a pulse.
 *
 * On silicon, firewalls allow only system firmware to write the registers;
 * hosts request routes (TISCI_MSG_RM_IRQ_SET) and can read them.  The model
 * has no firewalls: any write to a register changes the route.
 *
 * QEMU interface:
 *  + property "num-inputs" (uint32, 1 to 1024, default 512)
 *  + property "num-outputs" (uint32, 1 to 1024, default 256)
 *  + unnamed GPIO inputs 0..num-inputs-1: high is active.  Their levels survive
 *    a reset of this device: they belong to the sources.
 *  + sysbus IRQ 0..num-outputs-1: the outputs
 *  + sysbus MMIO region 0: the registers, as many bytes as hold them, rounded
 *    up to a power of two
 *  + QOM property "routes" (string, read only): one line for each output that
 *    is on: "output=10 input=436 level=0"
 *
 * A number of lines that hardware cannot have is refused at realize.  A guest
 * cannot cause an error in QEMU: a missing input is never active, and its
 * selection is logged as a guest error.
 *
 * Sources: J721E TRM (SPRUIL1), "Interrupt Router"; MCU+ SDK cslr_intr_router.h
 * (register layout); TISCI User Guide, "Resource Management IRQ".
 */

#define TYPE_K3_INTR_ROUTER "ti-k3-intr-router"
OBJECT_DECLARE_SIMPLE_TYPE(K3IntrRouterState, K3_INTR_ROUTER)

#define K3_INTR_ROUTER_MAX_LINES    1024

struct K3IntrRouterState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq *output;

    /* Properties */
    uint32_t num_inputs;
    uint32_t num_outputs;

    /* State; the arrays have the sizes above */
    uint8_t *level;             /* of each input */
    uint32_t *mux;              /* register of each output */
};

/**
 * k3_intr_router_connect: connect an output to an input, and switch it on.
 * False if the router does not have both.  Called with the BQL held.
 */
bool k3_intr_router_connect(K3IntrRouterState *s, unsigned output,
                            unsigned input);

/**
 * k3_intr_router_disconnect: switch an output off.  False if the router does
 * not have it.  Called with the BQL held.
 */
bool k3_intr_router_disconnect(K3IntrRouterState *s, unsigned output);

#endif
