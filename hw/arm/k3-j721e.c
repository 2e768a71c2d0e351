/*
 * Texas Instruments J721E
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data only: what makes the generic K3 SoC a J721E, which is also sold as
 * TDA4VM, DRA829 and AM752x.
 *
 * Sources: J721E TRM (SPRUIL1); Linux k3-j721e.dtsi, k3-j721e-main.dtsi,
 * k3-j721e-mcu-wakeup.dtsi, k3-j721e-ti-ipc-firmware.dtsi, k3-j721e-sk.dts;
 * k3conf soc/j721e; for watchdogs of the R5Fs also k3-j721s2-main.dtsi, as the
 * J721E's leaves them out; local addresses of the DSPs' memories, Linux
 * drivers/remoteproc/ti_k3_dsp_remoteproc.c. The included files name theirs.
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/arm/k3-soc.h"

#include "k3-j721e-ti-sci.c.inc"
#include "k3-j721e-irq.c.inc"
#include "k3-j721e-map.c.inc"

/*
 * THREAD_CTRL of each secure proxy thread: bit 31 = inbound, that is, read by
 * the host; low bits = messages that it holds. A host has five in a row, see
 * j721e_hosts. Behind those are the device manager's own, which do not exist
 * here.
 */
#define IN(n)   (0x80000000u | (n))
#define OUT(n)  (n)
#define HOST(t, notify, response, high, low, notify_response) \
    [t] = IN(notify), [(t) + 1] = IN(response), [(t) + 2] = OUT(high), \
    [(t) + 3] = OUT(low), [(t) + 4] = OUT(notify_response)

static const uint32_t j721e_proxy_threads[256] = {
    HOST(0, 2, 30, 10, 20, 2),          /* A72_0 */
    HOST(5, 2, 30, 10, 20, 2),          /* A72_1 */
    HOST(10, 2, 22, 2, 20, 2),          /* A72_2 */
    HOST(15, 2, 7, 2, 5, 2),            /* A72_3 */
    HOST(20, 2, 7, 2, 5, 2),            /* A72_4 */
    HOST(25, 2, 7, 2, 5, 2),            /* C7X_0 */
    HOST(30, 2, 7, 2, 5, 2),            /* C7X_1 */
    HOST(35, 2, 7, 2, 5, 2),            /* C6X_0_0 */
    HOST(40, 2, 7, 2, 5, 2),            /* C6X_0_1 */
    HOST(45, 2, 7, 2, 5, 2),            /* C6X_1_0 */
    HOST(50, 2, 7, 2, 5, 2),            /* C6X_1_1 */
    HOST(55, 2, 7, 2, 5, 2),            /* GPU_0 */
    HOST(60, 2, 7, 2, 5, 2),            /* MAIN_0_R5_0 */
    HOST(65, 2, 7, 2, 5, 2),            /* MAIN_0_R5_1 */
    HOST(70, 1, 2, 1, 1, 1),            /* MAIN_0_R5_2 */
    HOST(75, 1, 2, 1, 1, 1),            /* MAIN_0_R5_3 */
    HOST(80, 2, 7, 2, 5, 2),            /* MAIN_1_R5_0 */
    HOST(85, 2, 7, 2, 5, 2),            /* MAIN_1_R5_1 */
    HOST(90, 1, 2, 1, 1, 1),            /* MAIN_1_R5_2 */
    HOST(95, 1, 2, 1, 1, 1),            /* MAIN_1_R5_3 */
    HOST(100, 2, 7, 2, 5, 2),           /* ICSSG_0 */
};

static const uint32_t j721e_mcu_proxy_threads[128] = {
    HOST(0, 2, 20, 10, 10, 2),          /* MCU_0_R5_0 */
    HOST(5, 2, 20, 10, 10, 2),          /* MCU_0_R5_1 */
    HOST(10, 1, 2, 1, 1, 1),            /* MCU_0_R5_2 */
    HOST(15, 1, 2, 1, 1, 1),            /* MCU_0_R5_3 */
};

static const K3Region j721e_mailboxes[] = {
    { "NAVSS0_MAILBOX_0", 0x31f80000, 0x1000 },
    { "NAVSS0_MAILBOX_1", 0x31f81000, 0x1000 },
    { "NAVSS0_MAILBOX_2", 0x31f82000, 0x1000 },
    { "NAVSS0_MAILBOX_3", 0x31f83000, 0x1000 },
    { "NAVSS0_MAILBOX_4", 0x31f84000, 0x1000 },
    { "NAVSS0_MAILBOX_5", 0x31f85000, 0x1000 },
    { "NAVSS0_MAILBOX_6", 0x31f86000, 0x1000 },
    { "NAVSS0_MAILBOX_7", 0x31f87000, 0x1000 },
    { "NAVSS0_MAILBOX_8", 0x31f88000, 0x1000 },
    { "NAVSS0_MAILBOX_9", 0x31f89000, 0x1000 },
    { "NAVSS0_MAILBOX_10", 0x31f8a000, 0x1000 },
    { "NAVSS0_MAILBOX_11", 0x31f8b000, 0x1000 },
};

/*
 * -serial n is UARTn; 10 and 11 are those of the MCU and WKUP domains. Linux
 * gets the starter kit's console only, so that remote cores can have the
 * others.
 */
static const K3UartInfo j721e_uarts[] = {
    { "UART0", 0x02800000, 146, 0, "serial2" },
    { "UART1", 0x02810000, 278, 1, NULL },
    { "UART2", 0x02820000, 279, 2, NULL },
    { "UART3", 0x02830000, 280, 3, NULL },
    { "UART4", 0x02840000, 281, 4, NULL },
    { "UART5", 0x02850000, 282, 5, NULL },
    { "UART6", 0x02860000, 283, 6, NULL },
    { "UART7", 0x02870000, 284, 7, NULL },
    { "UART8", 0x02880000, 285, 8, NULL },
    { "UART9", 0x02890000, 286, 9, NULL },
    { "MCU_UART0", 0x40a00000, 149, 10, NULL },
    { "WKUP_UART0", 0x42300000, 287, 11, NULL },
};

/* From the crystal, HFOSC0, until CTRL_MMR or TISCI selects another source */
static const K3TimerInfo j721e_timers[] = {
    { "TIMER0",  0x02400000, 49, 19200000 },
    { "TIMER1",  0x02410000, 50, 19200000 },
    { "TIMER2",  0x02420000, 51, 19200000 },
    { "TIMER3",  0x02430000, 52, 19200000 },
    { "TIMER4",  0x02440000, 53, 19200000 },
    { "TIMER5",  0x02450000, 54, 19200000 },
    { "TIMER6",  0x02460000, 55, 19200000 },
    { "TIMER7",  0x02470000, 57, 19200000 },
    { "TIMER8",  0x02480000, 58, 19200000 },
    { "TIMER9",  0x02490000, 59, 19200000 },
    { "TIMER10", 0x024a0000, 60, 19200000 },
    { "TIMER11", 0x024b0000, 62, 19200000 },
    { "TIMER12", 0x024c0000, 63, 19200000 },
    { "TIMER13", 0x024d0000, 64, 19200000 },
    { "TIMER14", 0x024e0000, 65, 19200000 },
    { "TIMER15", 0x024f0000, 66, 19200000 },
    { "TIMER16", 0x02500000, 67, 19200000 },
    { "TIMER17", 0x02510000, 68, 19200000 },
    { "TIMER18", 0x02520000, 69, 19200000 },
    { "TIMER19", 0x02530000, 70, 19200000 },
    { "MCU_TIMER0", 0x40400000, 35, 19200000 },
    { "MCU_TIMER1", 0x40410000, 71, 19200000 },
    { "MCU_TIMER2", 0x40420000, 72, 19200000 },
    { "MCU_TIMER3", 0x40430000, 73, 19200000 },
    { "MCU_TIMER4", 0x40440000, 74, 19200000 },
    { "MCU_TIMER5", 0x40450000, 75, 19200000 },
    { "MCU_TIMER6", 0x40460000, 76, 19200000 },
    { "MCU_TIMER7", 0x40470000, 77, 19200000 },
    { "MCU_TIMER8", 0x40480000, 78, 19200000 },
    { "MCU_TIMER9", 0x40490000, 79, 19200000 },
};

/*
 * One window watchdog for each core. 32552 Hz is the RC oscillator's 12.5 MHz
 * / 384, which device trees select for them. Those of the GPU and DSPs are left
 * out.
 */
static const K3RtiInfo j721e_rtis[] = {
    { "RTI0", 0x02200000, 252, 32552, K3_RTI_SOC, true, 1 },
    { "RTI1", 0x02210000, 253, 32552, K3_RTI_SOC, true, 1 },
    { "MCU_RTI0", 0x40600000, 262, 32552, K3_RTI_R5F(0), false },
    { "MCU_RTI1", 0x40610000, 263, 32552, K3_RTI_R5F(1), false },
    { "RTI28", 0x023c0000, 258, 32552, K3_RTI_R5F(2), false },
    { "RTI29", 0x023d0000, 259, 32552, K3_RTI_R5F(3), false },
    { "RTI30", 0x023e0000, 260, 32552, K3_RTI_R5F(4), false },
    { "RTI31", 0x023f0000, 261, 32552, K3_RTI_R5F(5), false },
};

/* All are made of lockable partitions. The first has the JTAG id. */
static const K3CtrlMMRInfo j721e_ctrl_mmrs[] = {
    { "WKUP_CTRL_MMR0", 0x43000000, 0x20000 },
    { "CTRL_MMR0", 0x00100000, 0x20000 },
    { "MCU_CTRL_MMR0", 0x40f00000, 0x20000 },
};

/*
 * Linux drivers/dma/ti/k3-udma.c sizes its bitmaps by these and dereferences
 * NULL when they are zero but TI-SCI grants it channels; sdhci_am654.c gives
 * up without CALDONE and DLLRDY. Numbers of channels and flows: the ends of the
 * ranges in the board configuration.
 */
static const K3ConstReg j721e_const_regs[] = {
    { 0x285c0028, 48 | 48 << 18 },              /* MCU UDMAP CAP2: tx, rx */
    { 0x285c002c, 96 },                         /* CAP3: rx flows */
    { 0x31150028, 140 | 160 << 9 | 140 << 18 }, /* UDMAP: tx, external, rx */
    { 0x3115002c, 300 },                        /* CAP3: rx flows */
    { 0x04f88130, 0x3 },                        /* MMCSD0 SS PHY_STAT1 */
    { 0x04f90130, 0x3 },                        /* MMCSD2 SS PHY_STAT1 */
    { 0x04fb8130, 0x3 },                        /* MMCSD1 SS PHY_STAT1 */
};

/* Linux is user 0 of the cluster; core k talks on FIFOs 2k and 2k + 1. */
#define R5F_CORE(dom, cl, k, mbox_cluster, tcm, mem, dev_id, proc_id) \
    { \
        .name = dom "-r5f" cl "_" #k, \
        .atcm = tcm, \
        .btcm = (tcm) + 0x10000, \
        .dev = dev_id, \
        .proc = proc_id, \
        .firmware = "j7-" dom "-r5f" cl "_" #k "-fw", \
        .mbox = { mbox_cluster, 2 * (k), 2 * (k) + 1, 0, \
                  "mbox-" dom "-r5fss" cl "-core" #k, 1 + (k) }, \
        .carveout = { mem, (mem) + 1 * MiB }, \
        .carveout_size = { 1 * MiB, 15 * MiB }, \
    }

#define R5FSS_COMMON \
    .compatible = "ti,j721e-r5fss", \
    .core_compatible = "ti,j721e-r5f", \
    .num_cores = 2, \
    .tcm_size = 32 * KiB, \
    .lockstep_permitted = true

static const K3R5FSSInfo j721e_r5fss[] = {
    {
        R5FSS_COMMON,
        .dev = 249,
        .vim_base = 0x40f80000,
        .rat_base = 0x40f90000,
        .periph_base = 0x40000000,
        .periph_size = 0x1000000,
        .cluster_mode = 1,
        .core = {
            R5F_CORE("mcu", "0", 0, 0, 0x41000000, 0xa0000000, 250, 0x01),
            R5F_CORE("mcu", "0", 1, 0, 0x41400000, 0xa1000000, 251, 0x02),
        },
    }, {
        R5FSS_COMMON,
        .dev = 243,
        .vim_base = 0x0ff80000,
        .rat_base = 0x0ff90000,
        .cluster_mode = 0,
        .core = {
            R5F_CORE("main", "0", 0, 1, 0x05c00000, 0xa2000000, 245, 0x06),
            R5F_CORE("main", "0", 1, 1, 0x05d00000, 0xa3000000, 246, 0x07),
        },
    }, {
        R5FSS_COMMON,
        .dev = 244,
        .vim_base = 0x0ff80000,
        .rat_base = 0x0ff90000,
        .cluster_mode = 0,
        .core = {
            R5F_CORE("main", "1", 0, 2, 0x05e00000, 0xa4000000, 247, 0x08),
            R5F_CORE("main", "1", 1, 2, 0x05f00000, 0xa5000000, 248, 0x09),
        },
    },
};

/* The code carveouts of the two C66 are swapped, as their caches demand it */
static const K3DSPInfo j721e_dsps[] = {
    {
        .name = "c66_0",
        .compatible = "ti,j721e-c66-dsp",
        .kind = "c66",
        .mem = {
            { "l2sram", 0x4d80800000, 0x48000, 0x00800000 },
            { "l1pram", 0x4d80e00000, 0x8000, 0x00e00000 },
            { "l1dram", 0x4d80f00000, 0x8000, 0x00f00000 },
        },
        .dev = 142,
        .proc = 0x03,
        .firmware = "j7-c66_0-fw",
        .mbox = { 3, 0, 1, 0, "mbox-c66-0", 1 },
        .carveout = { 0xa7000000, 0xa6100000 },
        .carveout_size = { 1 * MiB, 15 * MiB },
    }, {
        .name = "c66_1",
        .compatible = "ti,j721e-c66-dsp",
        .kind = "c66",
        .mem = {
            { "l2sram", 0x4d81800000, 0x48000, 0x00800000 },
            { "l1pram", 0x4d81e00000, 0x8000, 0x00e00000 },
            { "l1dram", 0x4d81f00000, 0x8000, 0x00f00000 },
        },
        .dev = 143,
        .proc = 0x04,
        .firmware = "j7-c66_1-fw",
        .mbox = { 3, 2, 3, 0, "mbox-c66-1", 2 },
        .carveout = { 0xa6000000, 0xa7100000 },
        .carveout_size = { 1 * MiB, 15 * MiB },
    }, {
        .name = "c71_0",
        .compatible = "ti,j721e-c71-dsp",
        .kind = "c71",
        .mem = {
            { "l2sram", 0x64800000, 0x80000, 0x00800000 },
            { "l1dram", 0x64e00000, 0xc000, 0x00e00000 },
        },
        .dev = 15,
        .proc = 0x30,
        .firmware = "j7-c71_0-fw",
        .mbox = { 4, 0, 1, 0, "mbox-c71-0", 1 },
        .carveout = { 0xa8000000, 0xa8100000 },
        .carveout_size = { 1 * MiB, 15 * MiB },
    },
};

const K3SocInfo k3_j721e_info = {
    .name = "j721e",
    .desc = "TI J721E (2x Cortex-A72, 6x Cortex-R5F)",
    .compatible = "ti,j721e",
    .model = "Texas Instruments J721E (QEMU)",
    .bus = "/bus@100000",

    .cpu_type = ARM_CPU_TYPE_NAME("cortex-a72"),
    .cpu_compatible = "arm,cortex-a72",
    .max_cpus = 2,
    .cntfrq = 200000000,

    .gicd = 0x01800000,
    .gicr = 0x01900000,
    .gicr_size = 0x100000,
    .its = 0x01820000,
    .num_spis = 960,            /* INTID 975 is WKUP_GPIOMUX_INTRTR0's last */

    .ddr = {
        { "DDR0_SDRAM", 0x80000000, 2 * GiB },
        { "DDR0_SDRAM_HI", 0x880000000, 6 * GiB },
    },
    .sram = { "MSMC_SRAM", 0x70000000, 8 * MiB },
    .mcu_sram = { "MCU_MSRAM", 0x41c00000, 1 * MiB },
    .jtagid = 0x43000014,
    .jtagid_value = 0x1bb6402f,     /* J721E SR1.1 */

    .secure_proxy = {
        .data = 0x32c00000,
        .rt = 0x32400000,
        .scfg = 0x32800000,
        .cfg = 0x31140000,
        .num_threads = ARRAY_SIZE(j721e_proxy_threads),
        .config = j721e_proxy_threads,
    },
    .mcu_secure_proxy = {
        .data = 0x2a480000,
        .rt = 0x2a380000,
        .scfg = 0x2a400000,
        .cfg = 0x285b0000,
        .num_threads = ARRAY_SIZE(j721e_mcu_proxy_threads),
        .config = j721e_mcu_proxy_threads,
    },
    .linux_rx = 11,
    .linux_tx = 13,

    .ti_sci_debug = 0x44083000,
    .ti_sci_debug_size = 0x1000,
    .ti_sci = &j721e_ti_sci,

    .mailbox_compatible = "ti,am654-mailbox",
    .uart_compatible = "ti,j721e-uart",
    .mailboxes = j721e_mailboxes,
    .num_mailboxes = ARRAY_SIZE(j721e_mailboxes),
    .uarts = j721e_uarts,
    .num_uarts = ARRAY_SIZE(j721e_uarts),
    .timers = j721e_timers,
    .num_timers = ARRAY_SIZE(j721e_timers),
    .rtis = j721e_rtis,
    .num_rtis = ARRAY_SIZE(j721e_rtis),
    .ctrl_mmrs = j721e_ctrl_mmrs,
    .num_ctrl_mmrs = ARRAY_SIZE(j721e_ctrl_mmrs),
    .routers = j721e_routers,
    .num_routers = ARRAY_SIZE(j721e_routers),
    .r5fss = j721e_r5fss,
    .num_r5fss = ARRAY_SIZE(j721e_r5fss),
    .dsps = j721e_dsps,
    .num_dsps = ARRAY_SIZE(j721e_dsps),

    .routes = j721e_routes,
    .num_routes = ARRAY_SIZE(j721e_routes),

    .rtos_ipc = { "rtos-ipc-memory", 0xaa000000, 28 * MiB },

    .unimplemented = j721e_unimplemented,
    .num_unimplemented = ARRAY_SIZE(j721e_unimplemented),
    .const_regs = j721e_const_regs,
    .num_const_regs = ARRAY_SIZE(j721e_const_regs),

    /* Between USB1 and DSS0_EDP; SPIs past the last one of the SoC */
    .virtio = { "virtio-mmio", 0x08000000, 0x20000 },
    .virtio_spi = 944,
};
