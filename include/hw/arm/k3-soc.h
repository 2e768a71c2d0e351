/*
 * TI K3 system on chip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_SOC_H
#define HW_ARM_K3_SOC_H

#include "hw/arm/boot.h"
#include "hw/char/k3-uart.h"
#include "hw/cpu/cluster.h"
#include "hw/intc/arm_gicv3.h"
#include "hw/intc/k3-intr-router.h"
#include "hw/misc/k3-ctrl-mmr.h"
#include "hw/misc/k3-mailbox.h"
#include "hw/misc/k3-secure-proxy.h"
#include "hw/misc/k3-unimp.h"
#include "hw/remoteproc/k3-m4fss.h"
#include "hw/remoteproc/k3-proc.h"
#include "hw/remoteproc/k3-r5fss.h"
#include "hw/remoteproc/k3-sec-mmr.h"
#include "hw/remoteproc/k3-sim-core.h"
#include "hw/remoteproc/ti-sci.h"
#include "hw/sysbus.h"
#include "hw/timer/k3-dmtimer.h"
#include "hw/watchdog/k3-rti.h"
#include "target/arm/cpu.h"

/**
 * DOC: one device for the whole SoC, one table for each family
 *
 * Everything that differs between SoCs is data: a const K3SocInfo in the
 * SoC's own file.  The device below creates what the table lists and wires it;
 * the device tree generator (k3-fdt.c) reads the same table.
 *
 * All devices sit in the container "bus", which is mapped into the memory that
 * the machine hands over.  Remote cores see the bus, never the machine's
 * memory, so what a machine adds for observers is out of a core's reach.
 *
 * QEMU interface:
 *  + property "soc" (string): name of the table, default "am64x"
 *  + property "num-cpus" (uint32): application cores to create
 *  + property "lockstep-permitted", "single-core-only" (OnOffAuto): eFuses of
 *    R5F clusters with two cores; "auto": as the table says
 *  + property "sim-cores" (uint32): bit n set: core n, counted as in the table
 *    and the M4Fs after the R5Fs, is simulated rather than executed; DSPs
 *    always are
 *  + property "memory" (link<memory-region>): where the application cores
 *    look, usually the system memory
 *  + property "ddr" (link<memory-region>): RAM; what exceeds the first DDR
 *    window appears in the second
 *  + named GPIO inputs "watchdog" 0 and 1 (reset outputs and interrupts of the
 *    SoC's own watchdogs) and "bus-hang" (nothing executes any more), wired by
 *    the SoC itself
 *
 * Realize creates all but the remote cores.  k3_soc_realize_remote() creates
 * those; it comes after arm_load_kernel(), which makes every CPU that exists
 * by then a PSCI-controlled application core.
 */

#define TYPE_K3_SOC "ti-k3-soc"
OBJECT_DECLARE_SIMPLE_TYPE(K3SocState, K3_SOC)

#define K3_SOC_MAX_CPUS         4
#define K3_SOC_MAX_MAILBOXES    16
#define K3_SOC_MAX_R5FSS        4
#define K3_SOC_MAX_M4FSS        1
#define K3_SOC_MAX_DSPS         4
#define K3_SOC_MAX_UARTS        16
#define K3_SOC_MAX_TIMERS       32
#define K3_SOC_MAX_RTIS         16
#define K3_SOC_MAX_CTRL_MMRS    8
#define K3_SOC_MAX_ROUTERS      TI_SCI_MAX_ROUTERS
#define K3_SOC_MAX_PROCS        TI_SCI_MAX_PROCS
#define K3_SOC_MAX_SIMS         (K3_SOC_MAX_R5FSS * K3_R5FSS_MAX_CORES + \
                                 K3_SOC_MAX_M4FSS + K3_SOC_MAX_DSPS + 1)

/* Where an interrupt line starts or ends */
typedef enum K3IrqNode {
    K3_IRQ_NONE,
    /* sources: instance, output */
    K3_IRQ_MAILBOX,             /* cluster, user */
    K3_IRQ_SECURE_PROXY,        /* 0, thread */
    K3_IRQ_UART,
    K3_IRQ_TIMER,
    K3_IRQ_RTI,
    /* destinations: instance, input */
    K3_IRQ_GIC,                 /* 0, SPI (the device tree's number) */
    K3_IRQ_R5F,                 /* core in SoC order, VIM input */
    K3_IRQ_M4F,                 /* subsystem, NVIC line */
    K3_IRQ_ROUTER,              /* router, input */
    K3_IRQ_ESM,                 /* 0, pin: one that resets the SoC */
    K3_IRQ_SIM,                 /* simulated core: not for tables */
} K3IrqNode;

typedef struct K3IrqRoute {
    uint8_t src;                /* K3IrqNode */
    uint8_t src_index;
    uint16_t src_line;
    uint8_t dst;                /* K3IrqNode */
    uint8_t dst_index;
    uint16_t dst_line;
} K3IrqRoute;

/* A run of outputs of a router, and the run of lines that they end at */
typedef struct K3RouterRange {
    uint16_t first;
    uint16_t num;
    uint8_t dst;                /* K3IrqNode */
    uint8_t dst_index;
    uint16_t dst_line;
} K3RouterRange;

typedef struct K3RouterInfo {
    const char *name;
    uint64_t base;
    uint32_t size;              /* as the device tree states it */
    uint16_t dev;               /* TISCI device */
    uint16_t num_inputs;
    uint16_t num_outputs;
    const K3RouterRange *ranges;
    size_t num_ranges;
    bool in_fdt;
} K3RouterInfo;

typedef struct K3UartInfo {
    const char *name;           /* TRM name, e.g. "UART0", "MCU_UART0" */
    uint64_t base;
    uint16_t dev;               /* TISCI device */
    int8_t serial;              /* QEMU's -serial number, -1: none */
    const char *alias;          /* device tree alias, NULL: node disabled */
} K3UartInfo;

typedef struct K3TimerInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;
    uint32_t freq;              /* Hz of the functional clock at boot */
} K3TimerInfo;

/* What a watchdog resets: the SoC, or one remote core in SoC order */
#define K3_RTI_SOC              (-1)
#define K3_RTI_R5F(n)           (n)
#define K3_RTI_M4F(n)           (0x40 + (n))

typedef struct K3RtiInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;
    uint32_t freq;
    int8_t target;              /* K3_RTI_* */
    bool in_fdt;                /* Linux owns it */
    uint8_t clk;                /* TISCI clock that it counts */
} K3RtiInfo;

typedef struct K3CtrlMMRInfo {
    const char *name;
    uint64_t base;
    uint32_t size;
} K3CtrlMMRInfo;

/* A channel as Linux sees it: mailbox cluster, FIFOs, user, interrupt */
typedef struct K3MailboxChannel {
    uint8_t cluster;
    uint8_t rx_fifo;
    uint8_t tx_fifo;
    uint8_t user;
    const char *name;           /* device tree node name */
    uint8_t remote_user;        /* the one that the core's firmware takes */
} K3MailboxChannel;

typedef struct K3R5FCoreInfo {
    const char *name;           /* what people call it, e.g. "r5f0_1" */
    uint64_t atcm;
    uint64_t btcm;
    uint16_t dev;               /* TISCI device */
    uint8_t proc;               /* TISCI processor */
    bool device_manager;        /* runs the DM when the A53s start */
    const char *firmware;       /* firmware-name */
    K3MailboxChannel mbox;
    uint64_t carveout[2];       /* DMA pool and code, as boards reserve them */
    uint32_t carveout_size[2];
} K3R5FCoreInfo;

typedef struct K3R5FSSInfo {
    const char *compatible;
    const char *core_compatible;
    uint16_t dev;
    uint64_t sec_mmr;           /* its block of SEC_MMR CFG0, 0: none */
    uint8_t num_cores;
    uint32_t tcm_size;
    bool tcm_double;
    uint32_t vim_base;
    uint32_t rat_base;
    uint32_t periph_base;
    uint32_t periph_size;
    int8_t cluster_mode;        /* ti,cluster-mode, -1: absent */
    bool lockstep_permitted;
    bool single_core_only;
    K3R5FCoreInfo core[K3_R5FSS_MAX_CORES];
} K3R5FSSInfo;

typedef struct K3M4FSSInfo {
    const char *name;           /* as people and tools call the core */
    const char *compatible;
    uint64_t iram;              /* memories as the SoC sees them */
    uint64_t dram;
    uint32_t iram_size;
    uint32_t dram_size;
    uint64_t rat;               /* registers of its RAT, likewise */
    uint32_t periph_base;
    uint32_t periph_size;
    uint8_t rat_irq;            /* NVIC line of its RAT */
    uint16_t dev;               /* TISCI device */
    uint8_t proc;               /* TISCI processor */
    const char *firmware;       /* firmware-name */
    K3MailboxChannel mbox;
    uint64_t carveout[2];       /* DMA pool and code, as boards reserve them */
    uint32_t carveout_size[2];
} K3M4FSSInfo;

/* C66x or C7x; QEMU has neither instruction set, so the core is simulated */
typedef struct K3DSPMemory {
    const char *name;           /* reg-names: "l2sram", "l1pram", "l1dram" */
    uint64_t base;              /* as the SoC sees it */
    uint32_t size;
    uint32_t local;             /* as the core sees it, and ELF files say */
} K3DSPMemory;

#define K3_DSP_MAX_MEMORIES K3_SIM_CORE_MAX_MEMORIES

typedef struct K3DSPInfo {
    const char *name;           /* as people and tools call the core */
    const char *compatible;
    const char *kind;           /* of the processor: "c66", "c71" */
    K3DSPMemory mem[K3_DSP_MAX_MEMORIES];   /* a size of 0 ends it */
    uint16_t dev;               /* TISCI device */
    uint8_t proc;               /* TISCI processor */
    const char *firmware;       /* firmware-name */
    K3MailboxChannel mbox;
    uint64_t carveout[2];       /* DMA pool and code, as boards reserve them */
    uint32_t carveout_size[2];
} K3DSPInfo;

typedef struct K3SecureProxyInfo {
    uint64_t data;
    uint64_t rt;
    uint64_t scfg;
    uint64_t cfg;
    uint32_t num_threads;
    const uint32_t *config;     /* K3_SECURE_PROXY_* per thread */
} K3SecureProxyInfo;

typedef struct K3SocInfo {
    const char *name;           /* as in -machine soc= */
    const char *desc;
    const char *compatible;     /* root node */
    const char *model;
    const char *bus;            /* node of the main bus */

    const char *cpu_type;
    const char *cpu_compatible;
    unsigned max_cpus;
    uint32_t cntfrq;

    uint64_t gicd;
    uint64_t gicr;
    uint64_t gicr_size;         /* as the device tree states it */
    uint32_t num_spis;

    K3Region ddr[2];
    K3Region sram;
    K3Region mcu_sram;          /* size 0: there is none */
    uint64_t jtagid;            /* address */
    uint32_t jtagid_value;

    K3SecureProxyInfo secure_proxy;
    K3SecureProxyInfo mcu_secure_proxy;     /* num_threads 0: there is none */
    uint16_t linux_rx;          /* threads of the first */
    uint16_t linux_tx;

    uint64_t ti_sci_debug;      /* debug_messages region */
    uint32_t ti_sci_debug_size;
    const TISCIInfo *ti_sci;

    const char *mailbox_compatible;
    const char *uart_compatible;
    const K3Region *mailboxes;
    size_t num_mailboxes;
    const K3UartInfo *uarts;
    size_t num_uarts;
    const K3TimerInfo *timers;
    size_t num_timers;
    const K3RtiInfo *rtis;
    size_t num_rtis;
    const K3CtrlMMRInfo *ctrl_mmrs;
    size_t num_ctrl_mmrs;
    const K3RouterInfo *routers;
    size_t num_routers;
    const K3R5FSSInfo *r5fss;
    size_t num_r5fss;
    const K3M4FSSInfo *m4fss;
    size_t num_m4fss;
    const K3DSPInfo *dsps;
    size_t num_dsps;
    K3Region rtos_ipc;          /* carveout that boards keep for firmware IPC */

    const K3IrqRoute *routes;
    size_t num_routes;

    /* The whole address map; what is modelled lies above it */
    const K3Region *unimplemented;
    size_t num_unimplemented;
    const K3ConstReg *const_regs;
    size_t num_const_regs;

    /* A hole of the address map, and SPIs that the SoC does not use */
    K3Region virtio;
    uint16_t virtio_spi;
} K3SocInfo;

/* One for each folder of hw/arm/k3/soc, the default first */
extern const K3SocInfo *const k3_soc_infos[];
extern const unsigned k3_num_soc_infos;

struct K3SocState {
    SysBusDevice parent_obj;

    CPUClusterState cluster;
    ARMCPU cpu[K3_SOC_MAX_CPUS];
    GICv3State gic;
    K3UnimpState unimp;
    K3SecureProxyState secure_proxy;
    K3SecureProxyState mcu_secure_proxy;
    K3IntrRouterState router[K3_SOC_MAX_ROUTERS];
    TISCIState ti_sci;
    K3MailboxState mailbox[K3_SOC_MAX_MAILBOXES];
    K3UARTState uart[K3_SOC_MAX_UARTS];
    K3DMTimerState timer[K3_SOC_MAX_TIMERS];
    K3RTIState rti[K3_SOC_MAX_RTIS];
    K3CtrlMMRState ctrl_mmr[K3_SOC_MAX_CTRL_MMRS];
    K3R5FSSState r5fss[K3_SOC_MAX_R5FSS];
    K3M4FSSState m4fss[K3_SOC_MAX_M4FSS];
    K3SecMMRState sec_mmr[K3_SOC_MAX_R5FSS];
    K3SimCore dsp[K3_SOC_MAX_DSPS];
    K3SimFw device_manager;     /* of the core that has the part of it */
    K3ProcState proc[K3_SOC_MAX_PROCS];

    /* Simulated cores, and the channels that they answer on */
    K3SimFw *sim[K3_SOC_MAX_SIMS];
    const K3MailboxChannel *sim_mbox[K3_SOC_MAX_SIMS];
    unsigned num_sims;

    MemoryRegion bus;
    MemoryRegion sram;
    MemoryRegion mcu_sram;
    MemoryRegion ti_sci_debug;
    MemoryRegion ddr_alias[2];

    /* Properties */
    char *soc_name;
    uint32_t num_cpus;
    OnOffAuto lockstep_permitted;
    OnOffAuto single_core_only;
    uint32_t sim_cores;
    MemoryRegion *memory;
    MemoryRegion *ddr;

    const K3SocInfo *info;
};

/** k3_soc_info: the table of that name, or NULL; with NULL, the default. */
const K3SocInfo *k3_soc_info(const char *name);

/** k3_soc_nth_info: each table in turn, the default first; NULL at the end. */
const K3SocInfo *k3_soc_nth_info(unsigned n);

/** k3_soc_names: of all tables, "a, b, c", the default first. */
char *k3_soc_names(void);

/** k3_soc_realize_remote: create the remote cores, their system firmware. */
bool k3_soc_realize_remote(K3SocState *s, Error **errp);

/** k3_soc_num_r5f: R5F cores of the SoC. */
unsigned k3_soc_num_r5f(const K3SocInfo *info);

/** k3_soc_core: the remote core of that name, or NULL; once realized. */
K3Core *k3_soc_core(K3SocState *s, const char *name);

/** k3_soc_core_names: of all remote cores, "a, b, c". */
char *k3_soc_core_names(K3SocState *s);

/** k3_soc_gic_spi: input of the GIC for the device tree's SPI number. */
qemu_irq k3_soc_gic_spi(K3SocState *s, unsigned spi);

#endif
