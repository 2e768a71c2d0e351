/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * AM62x: the WKUP R5F and the M4F
 *
 * Source: AM62x Technical Reference Manual (SPRUIV7), memory map; MCU+ SDK
 * cslr_intr_r5fss0_core0.h for its interrupts; Linux k3-am62-wakeup.dtsi and
 * k3-am62x-sk-common.dtsi for carveout and mailbox; TISCI User Guide, AM62x
 * hosts, secure proxy threads, devices.
 */

#include "soc/soc.h"

#define NUM(array)              (sizeof(array) / sizeof((array)[0]))

static const struct k3_window windows[] = {
    { 0x02000000, 0x02000000 },     /* timers, UARTs */
    { 0x20000000, 0x10000000 },     /* mailbox, WKUP domain, VIM, RAT */
    { 0x43000000, 0x00100000 },     /* control registers */
    { 0x4a000000, 0x01000000 },     /* secure proxy: rt, scfg */
    { 0x4d000000, 0x00100000 },     /* secure proxy: target data */
};

static const struct k3_core cores[] = {
    {
        .name = "wkup-r5f0_0", .cluster = 0, .core = 0, .device = 121,
        .carveout = 0x9db00000,
        .mailbox = { 0x29000000, .user = 1, .rx_fifo = 3, .tx_fifo = 2,
                     .irq = 254 },
        .ti_sci = { .host = 36, .rx_thread = 2, .tx_thread = 3 },
        .timer_base = 0x2b100000, .timer_irq = 138,     /* WKUP_TIMER0 */
        .soft_irq = 240,
    }, {
        /* In the MCU domain, with a timer of that; 58 to 63 are free */
        .name = "m4f0_0", .cluster = K3_CLUSTER_M4F, .device = 9,
        .carveout = 0x9cc00000,
        .mailbox = { 0x29000000, .user = 2, .rx_fifo = 1, .tx_fifo = 0,
                     .irq = 50 },
        .ti_sci = { .host = 30, .rx_thread = 16, .tx_thread = 17 },
        .timer_base = 0x04800000, .timer_irq = 4,
        .watchdog_base = 0x04880000,
        .soft_irq = 58,
    },
};

const struct k3_soc k3_soc = {
    .name = "am62",
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
