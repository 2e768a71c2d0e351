/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * J721E
 *
 * Source: J721E Technical Reference Manual (SPRUIL1), memory map; TI's k3conf
 * (soc/j721e) for hosts, secure proxy threads and devices; U-Boot
 * board/ti/j721e/rm-cfg.yaml for router outputs that each host may use; PDK
 * ti/drv/ipc/soc/V1 for where those end; Linux k3-j721e-ti-ipc-firmware.dtsi
 * for carveouts and mailboxes.
 */

#include "soc/soc.h"

#define MAILBOX(c)              (0x31f80000 + 0x1000 * (c))
#define TIMER(n)                (0x02400000 + 0x10000 * (n))
#define TIMER_IRQ(n)            (168 + (n) - 12)
#define MCU_TIMER(n)            (0x40400000 + 0x10000 * (n))
#define MCU_TIMER_IRQ(n)        (38 + (n))

#define WATCHDOG(n)             (0x02200000 + 0x10000 * (n))
#define MCU_WATCHDOG(n)         (0x40600000 + 0x10000 * (n))

/* Inputs that nothing is wired to */
#define SOFT_IRQ                480

#define MCU_VIM                 0x40f80000
#define MAIN_VIM                0x0ff80000
#define MCU_PROXY_DATA          0x2a480000
#define MCU_PROXY_RT            0x2a380000

/* Core k of a cluster takes user k + 1; Linux is user 0 */
#define TO_LINUX(c, k, line, output) \
    { MAILBOX(c), .user = 1 + (k), .rx_fifo = 1 + 2 * (k), \
      .tx_fifo = 2 * (k), .irq = line, .router = NAVSS_ROUTER, \
      .router_input = 437 - 4 * (c) + (k), .router_output = output }

#define NAVSS_ROUTER            213

#define NUM(array)              (sizeof(array) / sizeof((array)[0]))

static const struct k3_window windows[] = {
    { 0x02000000, 0x01000000 },     /* timers, UARTs, watchdogs */
    { 0x0ff00000, 0x00100000 },     /* VIM, RAT of the MAIN R5Fs */
    { 0x2a000000, 0x01000000 },     /* MCU secure proxy */
    { 0x30000000, 0x04000000 },     /* mailboxes, router, secure proxy */
    { 0x40000000, 0x01000000 },     /* MCU timers, VIM, RAT of the MCU R5Fs */
    { 0x43000000, 0x00100000 },     /* control registers */
};

static const struct k3_core cores[] = {
    {
        .name = "mcu-r5f0_0", .cluster = 0, .core = 0, .device = 250,
        .carveout = 0xa0100000,
        .mailbox = TO_LINUX(0, 0, 376, 400),
        .ti_sci = { .host = 3, .rx_thread = 1, .tx_thread = 2,
                    MCU_PROXY_DATA, MCU_PROXY_RT },
        .timer_base = MCU_TIMER(1), .timer_irq = MCU_TIMER_IRQ(1),
        .watchdog_base = MCU_WATCHDOG(0),
        .soft_irq = SOFT_IRQ,
        .vim_base = MCU_VIM,
    }, {
        .name = "mcu-r5f0_1", .cluster = 0, .core = 1, .device = 251,
        .carveout = 0xa1100000,
        .mailbox = TO_LINUX(0, 1, 380, 404),
        .ti_sci = { .host = 5, .rx_thread = 11, .tx_thread = 12,
                    MCU_PROXY_DATA, MCU_PROXY_RT },
        .timer_base = MCU_TIMER(2), .timer_irq = MCU_TIMER_IRQ(2),
        .watchdog_base = MCU_WATCHDOG(1),
        .soft_irq = SOFT_IRQ,
        .vim_base = MCU_VIM,
    }, {
        .name = "main-r5f0_0", .cluster = 1, .core = 0, .device = 245,
        .carveout = 0xa2100000,
        .mailbox = TO_LINUX(1, 0, 228, 196),
        .ti_sci = { .host = 35, .rx_thread = 61, .tx_thread = 62 },
        .timer_base = TIMER(12), .timer_irq = TIMER_IRQ(12),
        .watchdog_base = WATCHDOG(28),
        .soft_irq = SOFT_IRQ,
    }, {
        .name = "main-r5f0_1", .cluster = 1, .core = 1, .device = 246,
        .carveout = 0xa3100000,
        .mailbox = TO_LINUX(1, 1, 228, 228),
        .ti_sci = { .host = 37, .rx_thread = 71, .tx_thread = 72 },
        .timer_base = TIMER(13), .timer_irq = TIMER_IRQ(13),
        .watchdog_base = WATCHDOG(29),
        .soft_irq = SOFT_IRQ,
    }, {
        .name = "main-r5f1_0", .cluster = 2, .core = 0, .device = 247,
        .carveout = 0xa4100000,
        .mailbox = TO_LINUX(2, 0, 228, 260),
        .ti_sci = { .host = 40, .rx_thread = 81, .tx_thread = 82 },
        .timer_base = TIMER(14), .timer_irq = TIMER_IRQ(14),
        .watchdog_base = WATCHDOG(30),
        .soft_irq = SOFT_IRQ,
    }, {
        .name = "main-r5f1_1", .cluster = 2, .core = 1, .device = 248,
        .carveout = 0xa5100000,
        .mailbox = TO_LINUX(2, 1, 228, 292),
        .ti_sci = { .host = 42, .rx_thread = 91, .tx_thread = 92 },
        .timer_base = TIMER(15), .timer_irq = TIMER_IRQ(15),
        .watchdog_base = WATCHDOG(31),
        .soft_irq = SOFT_IRQ,
    },
};

const struct k3_soc k3_soc = {
    .name = "j721e",
    .vim_base = MAIN_VIM,
    .sec_proxy_data = 0x32c00000,
    .sec_proxy_rt = 0x32400000,
    .timer_hz = 19200000,
    .bus_hole = 0x30100000,
    .windows = windows,
    .num_windows = NUM(windows),
    .cores = cores,
    .num_cores = NUM(cores),
};
