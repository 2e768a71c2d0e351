/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 interrupt aggregator ("ti,sci-inta")
 */
#ifndef HW_INTC_K3_INTA_H
#define HW_INTC_K3_INTA_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: from the events of DMA engines to interrupt lines
 *
 * DMA engines do not have interrupt lines: they send events.  An event goes up
 * or down.  The aggregator translates the number of the source to a global
 * event, and the global event to a bit of a 64-bit status register: up sets the
 * bit, and down clears it.  Sources that never send "down" leave it to software
 * to clear the bit.  Each status register has a mask and an interrupt line, the
 * virtual interrupt, which is high while a bit is set that is enabled.
 *
 * On silicon, both tables are registers that only the system firmware can
 * write; hosts request routes (TISCI_MSG_RM_IRQ_SET).  In the model, system
 * firmware calls the functions below, and these registers are not mapped.
 *
 * QEMU interface:
 *  + property "num-vints" (uint32, 1 to 512, required): virtual interrupts
 *  + property "num-events" (uint32, 1 to 8192, required): global events
 *  + sysbus IRQ 0..num-vints-1: the virtual interrupts
 *  + sysbus MMIO region 0: status and mask of the virtual interrupts, 0x1000
 *    bytes for each, rounded up to a power of two; accesses of 8 to 64 bits
 *  + QOM property "routes" (string, read only): one line for each global event
 *    that leads to a bit: "event=16 vint=5 bit=0 status=1 enabled=1"
 *
 * Numbers that hardware cannot have are refused at realize.  A guest cannot
 * cause an error in QEMU: an event without a route has no effect, and access to
 * a register that does not exist is logged as a guest error.
 *
 * Not modelled: counters of events, multicast, and the conversion of local
 * events (pulses) to global ones.
 *
 * Sources: AM64x TRM (SPRUIM2) and AM62x TRM (SPRUIV7), "Interrupt Aggregator";
 * MCU+ SDK cslr_intaggr.h (register layout); TISCI User Guide, "Resource
 * Management IRQ"; Linux drivers/irqchip/irq-ti-sci-inta.c.
 */
#define TYPE_K3_INTA "ti-k3-inta"
OBJECT_DECLARE_SIMPLE_TYPE(K3INTAState, K3_INTA)

#define K3_INTA_VINT_SIZE       0x1000      /* of the registers of one */
#define K3_INTA_MAX_VINTS       512
#define K3_INTA_MAX_EVENTS      8192
#define K3_INTA_MAX_SOURCES     0x4000
#define K3_INTA_BITS            64

struct K3INTAState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq *vint;

    /* Properties */
    uint32_t num_vints;
    uint32_t num_events;

    /* State; the arrays have the sizes above, and 64 bits for each vint */
    uint64_t *status;
    uint64_t *enable;
    uint32_t *steer;            /* of a global event: vint and bit, or 0 */
    uint32_t num_sources;
    uint16_t *global;           /* of a source: its global event, or NONE */
};

/**
 * k3_inta_connect: event @source becomes global event @event, which leads to
 * bit @bit of virtual interrupt @vint.  False if one of them does not exist.
 * Called with the BQL held, as are all functions of this device.
 */
bool k3_inta_connect(K3INTAState *s, unsigned source, unsigned event,
                     unsigned vint, unsigned bit);

/** k3_inta_disconnect: undo k3_inta_connect() of @source and @event. */
void k3_inta_disconnect(K3INTAState *s, unsigned source, unsigned event);

/** k3_inta_event: event @source goes up or down. */
void k3_inta_event(K3INTAState *s, unsigned source, bool up);

#endif /* HW_INTC_K3_INTA_H */
