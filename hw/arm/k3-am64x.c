/*
 * Texas Instruments AM64x
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data only: what makes the generic K3 SoC an AM64x. AM243x is the same die
 * without the A53s in use.
 *
 * Sources: AM64x/AM243x TRM (SPRUIM2); Linux k3-am64.dtsi, k3-am64-main.dtsi,
 * k3-am64-mcu.dtsi, k3-am642.dtsi, k3-am642-evm.dts; MCU+ SDK
 * cslr_soc_baseaddress.h, cslr_r5fss0_baseaddress.h, tisci_sec_proxy.h. The
 * included files name theirs.
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/arm/k3-soc.h"

#include "k3-am64x-ti-sci.c.inc"
#include "k3-am64x-irq.c.inc"
#include "k3-am64x-map.c.inc"

/*
 * THREAD_CTRL of each secure proxy thread: bit 31 = inbound, that is, read by
 * the host; low bits = messages that it holds. Threads 32 and up are not used.
 */
#define IN(n)   (0x80000000u | (n))
#define OUT(n)  (n)

static const uint32_t am64x_proxy_threads[128] = {
    [0] = IN(11),  [1] = OUT(10),       /* MAIN_0_R5_0 */
    [2] = IN(11),  [3] = OUT(10),       /* MAIN_0_R5_1 */
    [4] = IN(2),   [5] = OUT(1),        /* MAIN_0_R5_2 */
    [6] = IN(2),   [7] = OUT(1),        /* MAIN_0_R5_3 */
    [8] = IN(11),  [9] = OUT(10),       /* A53_0 */
    [10] = IN(11), [11] = OUT(10),      /* A53_1 */
    [12] = IN(6),  [13] = OUT(5),       /* A53_2 */
    [14] = IN(6),  [15] = OUT(5),       /* A53_3 */
    [16] = IN(6),  [17] = OUT(5),       /* M4_0 */
    [18] = IN(6),  [19] = OUT(5),       /* MAIN_1_R5_0 */
    [20] = IN(6),  [21] = OUT(5),       /* MAIN_1_R5_1 */
    [22] = IN(2),  [23] = OUT(1),       /* MAIN_1_R5_2 */
    [24] = IN(2),  [25] = OUT(1),       /* MAIN_1_R5_3 */
    [26] = IN(6),  [27] = OUT(5),       /* A53_4 */
    [28] = IN(2),  [29] = OUT(1),       /* ICSSG_0 */
    [30] = IN(2),  [31] = OUT(1),       /* ICSSG_1 */
};

static const K3Region am64x_mailboxes[] = {
    { "MAILBOX0_REGS0", 0x29000000, 0x1000 },
    { "MAILBOX0_REGS1", 0x29010000, 0x1000 },
    { "MAILBOX0_REGS2", 0x29020000, 0x1000 },
    { "MAILBOX0_REGS3", 0x29030000, 0x1000 },
    { "MAILBOX0_REGS4", 0x29040000, 0x1000 },
    { "MAILBOX0_REGS5", 0x29050000, 0x1000 },
    { "MAILBOX0_REGS6", 0x29060000, 0x1000 },
    { "MAILBOX0_REGS7", 0x29070000, 0x1000 },
};

/*
 * -serial n is UARTn; 7 and 8 are the MCU domain's. Linux gets the EVM's
 * console only, so that remote cores can have the others.
 */
static const K3UartInfo am64x_uarts[] = {
    { "UART0", 0x02800000, 146, 0, "serial2" },
    { "UART1", 0x02810000, 152, 1, NULL },
    { "UART2", 0x02820000, 153, 2, NULL },
    { "UART3", 0x02830000, 154, 3, NULL },
    { "UART4", 0x02840000, 155, 4, NULL },
    { "UART5", 0x02850000, 156, 5, NULL },
    { "UART6", 0x02860000, 158, 6, NULL },
    { "MCU_UART0", 0x04a00000, 149, 7, NULL },
    { "MCU_UART1", 0x04a10000, 160, 8, NULL },
};

/* From the crystal, HFOSC0, until CTRL_MMR or TISCI selects another source */
static const K3TimerInfo am64x_timers[] = {
    { "TIMER0",  0x02400000, 36, 25000000 },
    { "TIMER1",  0x02410000, 37, 25000000 },
    { "TIMER2",  0x02420000, 38, 25000000 },
    { "TIMER3",  0x02430000, 39, 25000000 },
    { "TIMER4",  0x02440000, 40, 25000000 },
    { "TIMER5",  0x02450000, 41, 25000000 },
    { "TIMER6",  0x02460000, 42, 25000000 },
    { "TIMER7",  0x02470000, 43, 25000000 },
    { "TIMER8",  0x02480000, 44, 25000000 },
    { "TIMER9",  0x02490000, 45, 25000000 },
    { "TIMER10", 0x024a0000, 46, 25000000 },
    { "TIMER11", 0x024b0000, 47, 25000000 },
    { "MCU_TIMER0", 0x04800000, 35, 25000000 },
    { "MCU_TIMER1", 0x04810000, 48, 25000000 },
    { "MCU_TIMER2", 0x04820000, 49, 25000000 },
    { "MCU_TIMER3", 0x04830000, 50, 25000000 },
};

/*
 * One window watchdog for each core. 32552 Hz is HFOSC0 / 768, the "32 kHz"
 * that device trees and firmware select for them. MCU_RTI0 is the M4F's.
 */
static const K3RtiInfo am64x_rtis[] = {
    { "RTI0",  0x0e000000, 125, 32552, K3_RTI_SOC, true },
    { "RTI1",  0x0e010000, 126, 32552, K3_RTI_SOC, true },
    { "RTI8",  0x0e080000, 127, 32552, K3_RTI_R5F(0), false },
    { "RTI9",  0x0e090000, 128, 32552, K3_RTI_R5F(1), false },
    { "RTI10", 0x0e0a0000, 130, 32552, K3_RTI_R5F(2), false },
    { "RTI11", 0x0e0b0000, 131, 32552, K3_RTI_R5F(3), false },
    { "MCU_RTI0", 0x04880000, 132, 32552, K3_RTI_M4F(0), false },
};

/* All four are made of lockable partitions. The first has the JTAG id. */
static const K3CtrlMMRInfo am64x_ctrl_mmrs[] = {
    { "CTRL_MMR0", 0x43000000, 0x20000 },
    { "MCU_CTRL_MMR0", 0x04500000, 0x20000 },
    { "PADCFG_CTRL0", 0x000f0000, 0x8000 },
    { "MCU_PADCFG_CTRL0", 0x04080000, 0x8000 },
};

/*
 * Linux drivers/dma/ti/k3-udma.c sizes its bitmaps by these and dereferences
 * NULL when they are zero but TI-SCI grants it channels; sdhci_am654.c gives
 * up without CALDONE and DLLRDY. Numbers of channels: AM64x TRM, DMASS.
 */
static const K3ConstReg am64x_const_regs[] = {
    { 0x485c0028, 42 | 29 << 18 },              /* PKTDMA CAP2: tx, rx */
    { 0x485c002c, 176 },                        /* CAP3: rx flows */
    { 0x485c0030, 112 },                        /* CAP4: tx flows */
    { 0x485c0128, 28 | 20 << 9 | 20 << 18 },    /* BCDMA CAP2: bc, tx, rx */
    { 0x0fa08130, 0x3 },                        /* MMCSD1 SS PHY_STAT1 */
    { 0x0fa18130, 0x3 },                        /* MMCSD0 SS PHY_STAT1 */
};

#define R5FSS(cl, dev_id, mbox_cluster, tcm, mem, proc0) \
    { \
        .compatible = "ti,am64-r5fss", \
        .core_compatible = "ti,am64-r5f", \
        .dev = dev_id, \
        .sec_mmr = 0x45a00000 + (cl) * 0x1000, \
        .num_cores = 2, \
        .tcm_size = 32 * KiB, \
        .tcm_double = true, \
        .vim_base = 0x2fff0000, \
        .rat_base = 0x2ffe0000, \
        .periph_base = 0x20000000, \
        .periph_size = 0x10000000, \
        .cluster_mode = 0, \
        .lockstep_permitted = false, \
        .single_core_only = false, \
        .core = { \
            R5F_CORE(cl, 0, mbox_cluster, tcm, mem, proc0), \
            R5F_CORE(cl, 1, mbox_cluster, (tcm) + 0x200000, \
                     (mem) + 16 * MiB, (proc0) + 1), \
        }, \
    }

/* Linux is user 2 of the cluster; core k talks on FIFOs 2k and 2k + 1. */
#define R5F_CORE(cl, k, mbox_cluster, tcm, mem, proc_id) \
    { \
        .name = "r5f" #cl "_" #k, \
        .atcm = tcm, \
        .btcm = (tcm) + 0x100000, \
        .dev = 121 + 2 * (cl) + (k), \
        .proc = proc_id, \
        .firmware = "am64-main-r5f" #cl "_" #k "-fw", \
        .mbox = { mbox_cluster, 2 * (k), 2 * (k) + 1, 2, \
                  "mbox-main-r5fss" #cl "-core" #k, k }, \
        .carveout = { mem, (mem) + 1 * MiB }, \
        .carveout_size = { 1 * MiB, 15 * MiB }, \
    }

static const K3R5FSSInfo am64x_r5fss[] = {
    R5FSS(0, 119, 2, 0x78000000, 0xa0000000, 0x01),
    R5FSS(1, 120, 4, 0x78400000, 0xa2000000, 0x06),
};

/*
 * Linux is user 2 of mailbox cluster 6, the M4F user 3. A board's device tree
 * has the node in the MCU domain's bus.
 */
static const K3M4FSSInfo am64x_m4fss[] = {
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
        .firmware = "am64-mcu-m4f0_0-fw",
        .mbox = { 6, 0, 1, 2, "mbox-m4-0", 3 },
        .carveout = { 0xa4000000, 0xa4100000 },
        .carveout_size = { 1 * MiB, 15 * MiB },
    },
};

const K3SocInfo k3_am64x_info = {
    .name = "am64x",
    .desc = "TI AM64x (2x Cortex-A53, 4x Cortex-R5F, Cortex-M4F)",
    .compatible = "ti,am642",
    .model = "Texas Instruments AM642 (QEMU)",
    .bus = "/bus@f4000",

    .cpu_type = ARM_CPU_TYPE_NAME("cortex-a53"),
    .cpu_compatible = "arm,cortex-a53",
    .max_cpus = 2,
    .cntfrq = 200000000,

    .gicd = 0x01800000,
    .gicr = 0x01840000,
    .gicr_size = 0xc0000,
    .its = 0x01820000,
    .num_spis = 256,            /* the last one wired is 224, EXT_INTN */

    .ddr = {
        { "DDR16SS0_DRAM", 0x80000000, 2 * GiB },
    },
    .sram = { "MSRAM", 0x70000000, 2 * MiB },
    .jtagid = 0x43000014,
    .jtagid_value = 0x1bb3802f,     /* AM64x SR2.0 */

    .secure_proxy = {
        .data = 0x4d000000,
        .rt = 0x4a600000,
        .scfg = 0x4a400000,
        .cfg = 0x48250000,
        .num_threads = ARRAY_SIZE(am64x_proxy_threads),
        .config = am64x_proxy_threads,
    },
    .linux_rx = 12,
    .linux_tx = 13,

    .ti_sci_debug = 0x44043000,
    .ti_sci_debug_size = 0xfe0,
    .ti_sci = &am64x_ti_sci,

    .mailbox_compatible = "ti,am64-mailbox",
    .uart_compatible = "ti,am64-uart",
    .mailboxes = am64x_mailboxes,
    .num_mailboxes = ARRAY_SIZE(am64x_mailboxes),
    .uarts = am64x_uarts,
    .num_uarts = ARRAY_SIZE(am64x_uarts),
    .timers = am64x_timers,
    .num_timers = ARRAY_SIZE(am64x_timers),
    .rtis = am64x_rtis,
    .num_rtis = ARRAY_SIZE(am64x_rtis),
    .ctrl_mmrs = am64x_ctrl_mmrs,
    .num_ctrl_mmrs = ARRAY_SIZE(am64x_ctrl_mmrs),
    .r5fss = am64x_r5fss,
    .num_r5fss = ARRAY_SIZE(am64x_r5fss),
    .m4fss = am64x_m4fss,
    .num_m4fss = ARRAY_SIZE(am64x_m4fss),

    .routes = am64x_routes,
    .num_routes = ARRAY_SIZE(am64x_routes),

    .rtos_ipc = { "rtos-ipc-memory", 0xa5000000, 8 * MiB },

    .unimplemented = am64x_unimplemented,
    .num_unimplemented = ARRAY_SIZE(am64x_unimplemented),
    .const_regs = am64x_const_regs,
    .num_const_regs = ARRAY_SIZE(am64x_const_regs),

    /* Between CPSW0 and PCIE0; SPIs past the last one of the SoC */
    .virtio = { "virtio-mmio", 0x0c000000, 0x20000 },
    .virtio_spi = 225,
};
