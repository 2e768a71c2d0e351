/*
 * Texas Instruments AM62x
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data only: what makes the generic K3 SoC an AM62x. AM625 is the variant with
 * four A53 cores; the others have fewer (-smp).
 *
 * Sources: AM62x TRM (SPRUIV7); Linux k3-am62.dtsi, k3-am62-main.dtsi,
 * k3-am62-mcu.dtsi, k3-am62-wakeup.dtsi, k3-am625.dtsi, k3-am625-sk.dts,
 * k3-am62x-sk-common.dtsi; MCU+ SDK (am62x) cslr_soc_baseaddress.h,
 * cslr_r5fss0_baseaddress.h, tisci_sec_proxy.h. The included files name theirs.
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/arm/k3-soc.h"

#include "k3-am62x-ti-sci.c.inc"
#include "k3-am62x-irq.c.inc"
#include "k3-am62x-map.c.inc"

/*
 * THREAD_CTRL of each secure proxy thread: bit 31 = inbound, that is, read by
 * the host; low bits = messages that it holds. Threads 26 and up are not used.
 */
#define IN(n)   (0x80000000u | (n))
#define OUT(n)  (n)

static const uint32_t am62x_proxy_threads[128] = {
    [0] = IN(11),  [1] = OUT(10),       /* MAIN_0_R5_0 */
    [2] = IN(11),  [3] = OUT(10),       /* MAIN_0_R5_1 */
    [4] = IN(2),   [5] = OUT(1),        /* MAIN_0_R5_2 */
    [6] = IN(2),   [7] = OUT(1),        /* MAIN_0_R5_3 */
    [8] = IN(11),  [9] = OUT(10),       /* A53_0 */
    [10] = IN(6),  [11] = OUT(5),       /* A53_1 */
    [12] = IN(6),  [13] = OUT(5),       /* A53_2 */
    [14] = IN(6),  [15] = OUT(5),       /* A53_3 */
    [16] = IN(6),  [17] = OUT(5),       /* M4_0 */
    [18] = IN(2),  [19] = OUT(1),       /* GPU */
    [20] = IN(2),  [21] = OUT(1),       /* A53_4 */
    [22] = IN(4),  [23] = OUT(2),       /* DM2TIFS */
    [24] = IN(4),  [25] = OUT(2),       /* TIFS2DM */
};

static const K3Region am62x_mailboxes[] = {
    { "MAILBOX0_REGS0", 0x29000000, 0x1000 },
};

/*
 * -serial n is UARTn; 7 and 8 are those of the MCU and WKUP domains. Linux gets
 * the starter kit's console only, so that remote cores can have the others.
 */
static const K3UartInfo am62x_uarts[] = {
    { "UART0", 0x02800000, 146, 0, "serial2" },
    { "UART1", 0x02810000, 152, 1, NULL },
    { "UART2", 0x02820000, 153, 2, NULL },
    { "UART3", 0x02830000, 154, 3, NULL },
    { "UART4", 0x02840000, 155, 4, NULL },
    { "UART5", 0x02850000, 156, 5, NULL },
    { "UART6", 0x02860000, 158, 6, NULL },
    { "MCU_UART0", 0x04a00000, 149, 7, NULL },
    { "WKUP_UART0", 0x2b300000, 114, 8, NULL },
};

/* From the crystal, HFOSC0, until CTRL_MMR or TISCI selects another source */
static const K3TimerInfo am62x_timers[] = {
    { "TIMER0", 0x02400000, 36, 25000000 },
    { "TIMER1", 0x02410000, 37, 25000000 },
    { "TIMER2", 0x02420000, 38, 25000000 },
    { "TIMER3", 0x02430000, 39, 25000000 },
    { "TIMER4", 0x02440000, 40, 25000000 },
    { "TIMER5", 0x02450000, 41, 25000000 },
    { "TIMER6", 0x02460000, 42, 25000000 },
    { "TIMER7", 0x02470000, 43, 25000000 },
    { "MCU_TIMER0", 0x04800000, 35, 25000000 },
    { "MCU_TIMER1", 0x04810000, 48, 25000000 },
    { "MCU_TIMER2", 0x04820000, 49, 25000000 },
    { "MCU_TIMER3", 0x04830000, 50, 25000000 },
    { "WKUP_TIMER0", 0x2b100000, 110, 25000000 },
    { "WKUP_TIMER1", 0x2b110000, 111, 25000000 },
};

/*
 * One window watchdog for each core: RTI0..3 the A53s', RTI15 the GPU's, the
 * WKUP domain's the R5F's, the MCU domain's the M4F's. 32552 Hz is HFOSC0 /
 * 768, the "32 kHz" that device trees and firmware select for them.
 */
static const K3RtiInfo am62x_rtis[] = {
    { "RTI0",  0x0e000000, 125, 32552, K3_RTI_SOC, true },
    { "RTI1",  0x0e010000, 126, 32552, K3_RTI_SOC, true },
    { "RTI2",  0x0e020000, 127, 32552, K3_RTI_SOC, true },
    { "RTI3",  0x0e030000, 128, 32552, K3_RTI_SOC, true },
    { "RTI15", 0x0e0f0000, 130, 32552, K3_RTI_SOC, true },
    { "WKUP_RTI0", 0x2b000000, 132, 32552, K3_RTI_R5F(0), false },
    { "MCU_RTI0", 0x04880000, 131, 32552, K3_RTI_M4F(0), false },
};

/* All are made of lockable partitions. The first has the JTAG id. */
static const K3CtrlMMRInfo am62x_ctrl_mmrs[] = {
    { "WKUP_CTRL_MMR0", 0x43000000, 0x20000 },
    { "CTRL_MMR0", 0x00100000, 0x20000 },
    { "WKUP_CTRL_MMR1", 0x04500000, 0x20000 },
    { "PADCFG_CTRL0", 0x000f0000, 0x8000 },
    { "WKUP_PADCFG_CTRL0", 0x04080000, 0x8000 },
};

/*
 * Linux drivers/dma/ti/k3-udma.c sizes its bitmaps by these and dereferences
 * NULL when they are zero but TI-SCI grants it channels; sdhci_am654.c gives
 * up without CALDONE and DLLRDY. Numbers of channels: those that the board
 * configuration has event sources for.
 */
static const K3ConstReg am62x_const_regs[] = {
    { 0x485c0028, 29 | 24 << 18 },              /* PKTDMA CAP2: tx, rx */
    { 0x485c002c, 51 },                         /* CAP3: rx flows */
    { 0x485c0030, 99 },                         /* CAP4: tx flows */
    { 0x485c0128, 32 | 22 << 9 | 28 << 18 },    /* BCDMA CAP2: bc, tx, rx */
    { 0x0fa08130, 0x3 },                        /* MMCSD1 SS PHY_STAT1 */
    { 0x0fa18130, 0x3 },                        /* MMCSD0 SS PHY_STAT1 */
    { 0x0fa28130, 0x3 },                        /* MMCSD2 SS PHY_STAT1 */
};

/*
 * The R5F of the WKUP domain. It has run the device manager since before the
 * A53s got out of reset, and Linux attaches to it. Linux is user 0 of the
 * mailbox and talks to it on FIFOs 2 and 3.
 *
 * Its block of WKUP_SEC_MMR0 is left out: public headers do not tell which of
 * the 32 it is.
 */
static const K3R5FSSInfo am62x_r5fss[] = {
    {
        .compatible = "ti,am62-r5fss",
        .core_compatible = "ti,am62-r5f",
        .dev = 119,
        .num_cores = 1,
        .tcm_size = 32 * KiB,
        .vim_base = 0x2fff0000,
        .rat_base = 0x2ffe0000,
        .periph_base = 0x20000000,
        .periph_size = 0x10000000,
        .cluster_mode = -1,
        .single_core_only = true,
        .core = {
            {
                .name = "wkup-r5f0_0",
                .atcm = 0x78000000,
                .btcm = 0x78100000,
                .dev = 121,
                .proc = 0x01,
                .device_manager = true,
                .firmware = "am62-wkup-r5f0_0-fw",
                .mbox = { 0, 2, 3, 0, "mbox-r5-0", 1 },
                .carveout = { 0x9da00000, 0x9db00000 },
                .carveout_size = { 1 * MiB, 12 * MiB },
            },
        },
    },
};

/* The M4F of the MCU domain: user 2 of the mailbox, FIFOs 0 and 1 */
static const K3M4FSSInfo am62x_m4fss[] = {
    {
        .name = "m4f0_0",
        .compatible = "ti,am64-m4fss",
        .iram = 0x05000000,
        .iram_size = 192 * KiB,
        .dram = 0x05040000,
        .dram_size = 64 * KiB,
        .rat = 0x05ff0000,
        .periph_base = 0x04000000,
        .periph_size = 0x02000000,
        .rat_irq = 14,
        .dev = 9,
        .proc = 0x18,
        .firmware = "am62-mcu-m4f0_0-fw",
        .mbox = { 0, 0, 1, 0, "mbox-m4-0", 2 },
        .carveout = { 0x9cb00000, 0x9cc00000 },
        .carveout_size = { 1 * MiB, 14 * MiB },
    },
};

const K3SocInfo k3_am62x_info = {
    .name = "am62x",
    .desc = "TI AM62x (4x Cortex-A53, WKUP Cortex-R5F, Cortex-M4F)",
    .compatible = "ti,am625",
    .model = "Texas Instruments AM625 (QEMU)",
    .bus = "/bus@f0000",

    .cpu_type = ARM_CPU_TYPE_NAME("cortex-a53"),
    .cpu_compatible = "arm,cortex-a53",
    .max_cpus = 4,
    .cntfrq = 200000000,

    .gicd = 0x01800000,
    .gicr = 0x01880000,
    .gicr_size = 0xc0000,
    .its = 0x01820000,
    .num_spis = 256,            /* the last one wired is 240, MCASP2 */

    .ddr = {
        { "DDR16SS0_SDRAM", 0x80000000, 2 * GiB },
        { "DDR16SS0_SDRAM_HI", 0x880000000, 6 * GiB },
    },
    .sram = { "OCSRAM", 0x70000000, 64 * KiB },
    .jtagid = 0x43000014,
    .jtagid_value = 0x0bb7e02f,     /* AM62x SR1.0 */

    .secure_proxy = {
        .data = 0x4d000000,
        .rt = 0x4a600000,
        .scfg = 0x4a400000,
        .cfg = 0x48250000,
        .num_threads = ARRAY_SIZE(am62x_proxy_threads),
        .config = am62x_proxy_threads,
    },
    .linux_rx = 12,
    .linux_tx = 13,

    .ti_sci_debug = 0x44043000,
    .ti_sci_debug_size = 0xfe0,
    .ti_sci = &am62x_ti_sci,

    .mailbox_compatible = "ti,am64-mailbox",
    .uart_compatible = "ti,am64-uart",
    .mailboxes = am62x_mailboxes,
    .num_mailboxes = ARRAY_SIZE(am62x_mailboxes),
    .uarts = am62x_uarts,
    .num_uarts = ARRAY_SIZE(am62x_uarts),
    .timers = am62x_timers,
    .num_timers = ARRAY_SIZE(am62x_timers),
    .rtis = am62x_rtis,
    .num_rtis = ARRAY_SIZE(am62x_rtis),
    .ctrl_mmrs = am62x_ctrl_mmrs,
    .num_ctrl_mmrs = ARRAY_SIZE(am62x_ctrl_mmrs),
    .r5fss = am62x_r5fss,
    .num_r5fss = ARRAY_SIZE(am62x_r5fss),
    .m4fss = am62x_m4fss,
    .num_m4fss = ARRAY_SIZE(am62x_m4fss),

    .routes = am62x_routes,
    .num_routes = ARRAY_SIZE(am62x_routes),

    .unimplemented = am62x_unimplemented,
    .num_unimplemented = ARRAY_SIZE(am62x_unimplemented),
    .const_regs = am62x_const_regs,
    .num_const_regs = ARRAY_SIZE(am62x_const_regs),

    /* Between CPSW0 and RTI0; SPIs past the last one of the SoC */
    .virtio = { "virtio-mmio", 0x0c000000, 0x20000 },
    .virtio_spi = 248,
};
