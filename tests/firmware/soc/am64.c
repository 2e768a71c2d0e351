/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * AM64x
 *
 * Source: AM64x Technical Reference Manual (SPRUIM2), memory map and R5FSS
 * interrupt map; Linux arch/arm64/boot/dts/ti/k3-am642-evm.dts for carveouts
 * and mailboxes; TISCI User Guide, AM64x hosts, secure proxy threads, devices.
 */

#include "soc/soc.h"

#define MAILBOX(n)              (0x29000000 + 0x10000 * (n))
#define TIMER(n)                (0x02400000 + 0x10000 * (n))
#define TIMER_IRQ(n)            (152 + (n))
#define WATCHDOG(n)             (0x0e000000 + 0x10000 * (n))
#define MAILBOX_IRQ             98
#define VIM_SOFT_IRQ            240

#define NUM(array)              (sizeof(array) / sizeof((array)[0]))

static const struct k3_window windows[] = {
    { 0x02000000, 0x02000000 },     /* timers, UARTs */
    { 0x0e000000, 0x01000000 },     /* watchdogs */
    { 0x20000000, 0x10000000 },     /* mailboxes, VIM, RAT */
    { 0x43000000, 0x00100000 },     /* control registers */
    { 0x4a000000, 0x01000000 },     /* secure proxy: rt, scfg */
    { 0x4d000000, 0x00100000 },     /* secure proxy: target data */
};

static const struct k3_core cores[] = {
    {
        .name = "r5f0_0", .cluster = 0, .core = 0, .device = 121,
        .carveout = 0xa0100000,
        .mailbox = { MAILBOX(2), .user = 0, .rx_fifo = 1, .tx_fifo = 0,
                     .irq = MAILBOX_IRQ },
        .ti_sci = { .host = 36, .rx_thread = 2, .tx_thread = 3 },
        .ti_sci_secure = { .host = 35, .secure = true,
                           .rx_thread = 0, .tx_thread = 1 },
        .timer_base = TIMER(8), .timer_irq = TIMER_IRQ(8),
        .watchdog_base = WATCHDOG(8),
        .soft_irq = VIM_SOFT_IRQ,
    }, {
        .name = "r5f0_1", .cluster = 0, .core = 1, .device = 122,
        .carveout = 0xa1100000,
        .mailbox = { MAILBOX(2), .user = 1, .rx_fifo = 3, .tx_fifo = 2,
                     .irq = MAILBOX_IRQ },
        .ti_sci = { .host = 38, .rx_thread = 6, .tx_thread = 7 },
        .ti_sci_secure = { .host = 37, .secure = true,
                           .rx_thread = 4, .tx_thread = 5 },
        .timer_base = TIMER(9), .timer_irq = TIMER_IRQ(9),
        .watchdog_base = WATCHDOG(9),
        .soft_irq = VIM_SOFT_IRQ,
    }, {
        .name = "r5f1_0", .cluster = 1, .core = 0, .device = 123,
        .carveout = 0xa2100000,
        .mailbox = { MAILBOX(4), .user = 0, .rx_fifo = 1, .tx_fifo = 0,
                     .irq = MAILBOX_IRQ },
        .ti_sci = { .host = 41, .rx_thread = 20, .tx_thread = 21 },
        .ti_sci_secure = { .host = 40, .secure = true,
                           .rx_thread = 18, .tx_thread = 19 },
        .timer_base = TIMER(10), .timer_irq = TIMER_IRQ(10),
        .watchdog_base = WATCHDOG(10),
        .soft_irq = VIM_SOFT_IRQ,
    }, {
        .name = "r5f1_1", .cluster = 1, .core = 1, .device = 124,
        .carveout = 0xa3100000,
        .mailbox = { MAILBOX(4), .user = 1, .rx_fifo = 3, .tx_fifo = 2,
                     .irq = MAILBOX_IRQ },
        .ti_sci = { .host = 43, .rx_thread = 24, .tx_thread = 25 },
        .ti_sci_secure = { .host = 42, .secure = true,
                           .rx_thread = 22, .tx_thread = 23 },
        .timer_base = TIMER(11), .timer_irq = TIMER_IRQ(11),
        .watchdog_base = WATCHDOG(11),
        .soft_irq = VIM_SOFT_IRQ,
    }, {
        /* In the MCU domain, with a timer of that; 58 to 63 are free */
        .name = "m4f0_0", .cluster = K3_CLUSTER_M4F, .device = 9,
        .carveout = 0xa4100000,
        .mailbox = { MAILBOX(6), .user = 3, .rx_fifo = 1, .tx_fifo = 0,
                     .irq = 56 },
        .ti_sci = { .host = 30, .rx_thread = 16, .tx_thread = 17 },
        .timer_base = 0x04800000, .timer_irq = 4,
        .watchdog_base = 0x04880000,
        .soft_irq = 58,
    },
};

const struct k3_soc k3_soc = {
    .name = "am64",
    .vim_base = 0x2fff0000,
    .sec_proxy_data = 0x4d000000,
    .sec_proxy_rt = 0x4a600000,
    .timer_hz = 25000000,
    .bus_hole = 0x2f000000,
    .windows = windows,
    .num_windows = NUM(windows),
    .cores = cores,
    .num_cores = NUM(cores),
};
