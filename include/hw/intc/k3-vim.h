/*
 * TI K3 Vectored Interrupt Manager (VIM)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_INTC_K3_VIM_H
#define HW_INTC_K3_VIM_H

#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: the interrupt controller of one Cortex-R5F
 *
 * Up to 1024 inputs, in groups of 32, each level or pulse, each with a priority
 * (0 is the most urgent of 16), each going to the core's IRQ or FIQ.  The core
 * obtains the address of the handler by reading a vector register or, for IRQ,
 * through its vectored interrupt (VIC) port.  This makes the interrupt active:
 * interrupts of the same or a lower priority wait until software ends it by
 * writing the vector register.  A more urgent interrupt nests.
 *
 * QEMU interface:
 *  + property "num-irqs" (uint32): number of inputs, a multiple of 32 up to
 *    1024; 512 by default
 *  + sysbus MMIO region 0: the registers, 16 KiB
 *  + unnamed GPIO inputs 0..num-irqs-1: the interrupt sources, high is active.
 *    Their levels survive a reset of this device: they belong to the sources.
 *  + sysbus IRQ 0: the core's IRQ; sysbus IRQ 1: the core's FIQ
 *
 * A num-irqs that hardware cannot have is refused at realize.  A guest cannot
 * cause an error in QEMU: reserved registers read as zero and ignore writes,
 * and accesses to them are logged as guest errors.
 *
 * Sources: AM64x/AM243x TRM (SPRUIM2), "R5FSS VIM" functional description and
 * "R5FSS_VIM Registers"; AM62x TRM (SPRUIV7), the same chapters; reset values
 * and field widths: MCU+ SDK, sdlr_vim.h, and for the two priority mask
 * registers cslr_mss_vim.h; use of the registers: MCU+ SDK HwiP_armv7r_vim.c,
 * Zephyr intc_vim.c.
 */

#define TYPE_K3_VIM "ti-k3-vim"
OBJECT_DECLARE_SIMPLE_TYPE(K3VimState, K3_VIM)

#define K3_VIM_REGS_SIZE        0x4000
#define K3_VIM_IRQS_PER_GROUP   32
#define K3_VIM_MAX_GROUPS       32
#define K3_VIM_MAX_IRQS         (K3_VIM_MAX_GROUPS * K3_VIM_IRQS_PER_GROUP)
#define K3_VIM_NUM_PRIORITIES   16

/* Index of an output; also the order of the register pairs */
enum {
    K3_VIM_IRQ,
    K3_VIM_FIQ,
    K3_VIM_NUM_OUTPUTS,
};

/**
 * struct K3VimOutput - the state of one output, IRQ or FIQ
 * @line: the line to the core
 * @priority_mask: bit p set: priority p may interrupt
 * @vector: last value that the vector register returned
 * @depth: number of active interrupts
 * @active: the active interrupts; the last one is running. Each is more urgent
 *          than the previous one, so the number of priorities bounds nesting
 * @groups: (derived) which groups have an enabled pending interrupt
 * @prioritized: (derived) the interrupt that drives @line, as in PRIIRQ
 */
typedef struct K3VimOutput {
    qemu_irq line;

    uint32_t priority_mask;
    uint32_t vector;
    uint8_t depth;
    uint32_t active[K3_VIM_NUM_PRIORITIES];

    uint32_t groups;
    uint32_t prioritized;
} K3VimOutput;

/**
 * struct K3VimGroup - 32 interrupts
 * @input: levels of the inputs
 * @raw: latched status
 * @enable: may reach the core
 * @map: 1: FIQ, 0: IRQ
 * @type: 1: pulse, 0: level
 */
typedef struct K3VimGroup {
    uint32_t input;
    uint32_t raw;
    uint32_t enable;
    uint32_t map;
    uint32_t type;
} K3VimGroup;

struct K3VimState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    uint32_t num_irqs;

    K3VimOutput output[K3_VIM_NUM_OUTPUTS];
    K3VimGroup group[K3_VIM_MAX_GROUPS];
    uint8_t priority[K3_VIM_MAX_IRQS];
    uint32_t vector[K3_VIM_MAX_IRQS];
    uint32_t ded_vector;

    /* Derived from priority[]: the interrupts with priority p in group g */
    uint32_t members[K3_VIM_NUM_PRIORITIES][K3_VIM_MAX_GROUPS];
};

/**
 * k3_vim_vector_port_ack: the core takes an IRQ and fetches its vector over the
 * VIC port (SCTLR.VE = 1).  This has the same effect as reading IRQVEC.
 * @s: the VIM
 * @valid: set to whether there was an interrupt to take; may be NULL
 *
 * Returns: the address of the handler, bits 1:0 zero.  Call with the BQL held.
 */
uint32_t k3_vim_vector_port_ack(K3VimState *s, bool *valid);

#endif
