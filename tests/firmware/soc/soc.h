/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data that differs between SoCs and between the cores of a SoC. generate.py
 * makes k3_soc from SOC.toml and from the model's data.
 */

#ifndef SOC_SOC_H
#define SOC_SOC_H

#include <stdbool.h>
#include <stdint.h>

/* An M4F has no register that identifies it, but a SoC has at most one */
#define K3_CLUSTER_M4F          0xff

/* An interrupt router on the way of an interrupt: TI-SCI device id; 0: none */
struct k3_router_hop {
    uint16_t router;
    uint16_t input;
    uint16_t output;
};

#define K3_ROUTER_HOPS          2

/* An area; size is a power of two, and base is a multiple of it */
struct k3_window {
    uint32_t base;
    uint32_t size;
};

/* The mailbox cluster, user and FIFOs for messages with Linux */
struct k3_mailbox_route {
    uint32_t base;
    uint8_t user;
    uint8_t rx_fifo;
    uint8_t tx_fifo;
    uint16_t irq;
    /* From the mailbox to `irq`; fewer if the mailbox is wired to the core */
    struct k3_router_hop hops[K3_ROUTER_HOPS];
};

/*
 * A TI-SCI host of a core and its threads. Messages of a secure host begin
 * with four additional bytes.
 */
struct k3_ti_sci_route {
    uint8_t host;
    bool secure;
    uint8_t rx_thread;
    uint8_t tx_thread;
    /* The secure proxy that has the threads; 0: sec_proxy_* of the SoC */
    uint32_t proxy_data;
    uint32_t proxy_rt;
};

struct k3_core {
    const char *name;
    uint8_t cluster;            /* R5F: MPIDR Aff1; K3_CLUSTER_M4F */
    uint8_t core;               /* R5F: MPIDR Aff0 */
    uint16_t device;            /* TI-SCI device id */
    uint32_t carveout;
    struct k3_mailbox_route mailbox;
    struct k3_ti_sci_route ti_sci;
    struct k3_ti_sci_route ti_sci_secure;   /* host 0: none */
    uint32_t timer_base;
    uint16_t timer_irq;
    uint32_t watchdog_base;
    /* First of the inputs that apps may trigger by software */
    uint16_t soft_irq;
    uint32_t vim_base;          /* R5F */
    /* At the core's own addresses; the MPU of an M4F permits access to both */
    struct k3_window rat;
    struct k3_window peripherals;   /* M4F */
    uint32_t stamp_base;        /* M4F: the timer of cpu_stamp() */
};

struct k3_soc {
    const char *name;
    uint32_t sec_proxy_data;
    uint32_t sec_proxy_rt;
    uint32_t timer_hz;
    /* An address in one of the windows that no peripheral responds to */
    uint32_t bus_hole;
    /* Peripherals that the MPU of an R5F permits access to */
    const struct k3_window *windows;
    unsigned num_windows;
    const struct k3_core *cores;
    unsigned num_cores;
};

extern const struct k3_soc k3_soc;

/* The core that this code runs on; NULL if it is not in the table */
const struct k3_core *k3_this_core(void);

#endif /* SOC_SOC_H */
