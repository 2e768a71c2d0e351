/*
 * TI K3 SoC: data of a family
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_SOC_INFO_H
#define HW_ARM_K3_SOC_INFO_H

#include "hw/dma/k3-pktdma.h"
#include "hw/misc/k3-unimp.h"
#include "hw/remoteproc/k3-r5fss.h"
#include "hw/remoteproc/k3-sim-core.h"
#include "hw/remoteproc/ti-sci.h"

/**
 * DOC: one table for each SoC family
 *
 * Everything that differs between SoCs is data: a folder in hw/arm/k3/soc, from
 * which the build makes one constant K3SocInfo.  The SoC device creates and
 * wires what the table lists; the device tree generator reads the same table.
 *
 * A row refers to another row by its position.
 */

/* Where an interrupt line starts or ends */
typedef enum K3IrqNode {
    K3_IRQ_NONE,
    /* sources: instance, output */
    K3_IRQ_MAILBOX,             /* cluster, user */
    K3_IRQ_SECURE_PROXY,        /* 0, thread */
    K3_IRQ_UART,
    K3_IRQ_TIMER,
    K3_IRQ_RTI,
    K3_IRQ_SD_HOST,
    K3_IRQ_I2C,
    K3_IRQ_GPIO,                /* module, IRQ of the device */
    K3_IRQ_RTC,
    K3_IRQ_RNG,
    K3_IRQ_OSPI,
    /* destinations: instance, input */
    K3_IRQ_GIC,                 /* 0, SPI (as numbered in the device tree) */
    K3_IRQ_R5F,                 /* remote core, VIM input */
    K3_IRQ_M4F,                 /* subsystem, NVIC line */
    K3_IRQ_ROUTER,              /* router, input */
    K3_IRQ_ESM,                 /* 0, pin: one that resets the SoC */
    K3_IRQ_SIM,                 /* simulated core; never in a table */
} K3IrqNode;

typedef struct K3IrqRoute {
    uint8_t src;                /* K3IrqNode */
    uint8_t src_index;
    uint16_t src_line;
    uint8_t dst;                /* K3IrqNode */
    uint8_t dst_index;
    uint16_t dst_line;
} K3IrqRoute;

/* Consecutive outputs of a router, and the consecutive lines they drive */
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
    uint32_t size;              /* as in the device tree */
    uint16_t dev;               /* TISCI device */
    uint16_t num_inputs;
    uint16_t num_outputs;
    const K3RouterRange *ranges;
    size_t num_ranges;
    bool in_fdt;
} K3RouterInfo;

typedef struct K3INTAInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;               /* TISCI device */
    uint16_t num_vints;
    uint16_t num_events;
    const K3RouterRange *ranges;        /* of virtual interrupts */
    size_t num_ranges;
} K3INTAInfo;

typedef struct K3BCDMAInfo {
    const char *name;
    const char *compatible;
    uint64_t gcfg;
    uint64_t bchanrt;
    uint64_t rchanrt;           /* not modelled */
    uint64_t tchanrt;           /* not modelled */
    uint64_t ringrt;
    uint16_t dev;               /* TISCI device */
    uint16_t subsystem;         /* TISCI device that it is part of */
    uint8_t inta;               /* row of intas */
    uint8_t num_block_copy;
    uint8_t num_tx;
    uint8_t num_rx;
    uint16_t error_event;       /* of channel 0 */
    uint16_t data_event;
    uint16_t ring_event;
} K3BCDMAInfo;

typedef struct K3PKTDMAInfo {
    const char *name;
    uint64_t gcfg;
    uint64_t rchanrt;
    uint64_t tchanrt;
    uint64_t ringrt;
    uint16_t dev;               /* TISCI device */
    uint16_t subsystem;         /* TISCI device that it is part of */
    uint8_t inta;               /* row of intas */
    uint8_t num_tx;
    uint8_t num_rx;
    uint16_t num_tx_flows;
    uint16_t num_rx_flows;
    uint16_t psil_base;         /* PSI-L thread of transmit channel 0 */
    uint16_t tx_error_event;    /* of channel or flow 0 */
    uint16_t tx_ring_event;
    uint16_t rx_error_event;
    uint16_t rx_ring_event;
} K3PKTDMAInfo;

typedef struct K3CPSWInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;               /* TISCI device */
    uint8_t dma;                /* row of pktdmas */
    K3PKTDMAWires wires;
} K3CPSWInfo;

typedef struct K3UartInfo {
    const char *name;           /* TRM name, e.g. "UART0", "MCU_UART0" */
    uint64_t base;
    uint16_t dev;               /* TISCI device */
    uint8_t clk;                /* TISCI clock: FCLK */
    uint32_t freq;              /* Hz of FCLK at boot */
    int8_t serial;              /* number of QEMU's -serial, -1: none */
    const char *alias;          /* in the device tree; NULL: has no node */
} K3UartInfo;

typedef struct K3TimerInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;
    uint32_t freq;              /* Hz of the functional clock at boot */
} K3TimerInfo;

/* Target of a watchdog that resets the SoC rather than a remote core */
#define K3_RTI_SOC              (-1)

typedef struct K3RtiInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;
    uint32_t freq;
    int8_t target;              /* number of a remote core, or K3_RTI_SOC */
    bool in_fdt;                /* Linux uses it */
    uint8_t clk;                /* TISCI clock that it counts */
} K3RtiInfo;

typedef struct K3SDHostInfo {
    const char *name;
    const char *compatible;
    uint64_t base;              /* host controller */
    uint64_t subsystem;
    uint16_t dev;
    uint8_t clk_ahb;            /* TISCI clocks */
    uint8_t clk_xin;
    uint8_t bus_width;
} K3SDHostInfo;

/* A slot of boards; QEMU's -drive if=sd,index= counts them */
typedef struct K3CardInfo {
    uint8_t host;               /* row of sd_hosts */
    bool emmc;
    const char *alias;          /* in the device tree */
} K3CardInfo;

typedef struct K3I2CInfo {
    const char *name;           /* TRM name, also that of its bus */
    uint64_t base;
    uint16_t dev;
    uint8_t clk;                /* TISCI clock: functional clock */
    uint32_t freq;
} K3I2CInfo;

typedef struct K3GpioInfo {
    const char *name;
    uint64_t base;
    uint8_t pins;
} K3GpioInfo;

typedef struct K3RtcInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;
    uint8_t clk_vbus;           /* TISCI clocks */
    uint8_t clk_osc32k;
    bool unlocked;              /* by the boot loader */
} K3RtcInfo;

typedef struct K3RngInfo {
    const char *name;
    uint64_t base;
    uint16_t dev;
} K3RngInfo;

typedef struct K3OspiInfo {
    const char *name;
    uint64_t base;
    uint64_t data;              /* window to the flash memories */
    uint16_t dev;
    uint8_t clk;                /* TISCI clock: reference clock */
} K3OspiInfo;

typedef struct K3CtrlMMRInfo {
    const char *name;
    uint64_t base;
    uint32_t size;
    uint8_t reset_domain;       /* K3_CTRL_MMR_* */
} K3CtrlMMRInfo;

/* A mailbox channel as Linux sees it */
typedef struct K3MailboxChannel {
    uint8_t cluster;
    uint8_t rx_fifo;
    uint8_t tx_fifo;
    uint8_t user;
    const char *name;           /* device tree node name */
    uint8_t remote_user;        /* the user that the core's firmware is */
} K3MailboxChannel;

/*
 * What every remote core has.  Remote cores are numbered: R5F cores first,
 * then M4F cores, then DSPs, each in the order of the tables.
 */
typedef struct K3CoreInfo {
    const char *name;           /* for people and tools, e.g. "r5f0_1" */
    uint8_t proc;               /* row of ti_sci->procs */
    const char *firmware;       /* firmware-name */
    K3MailboxChannel mbox;
    /* Carveouts that boards reserve */
    K3Region dma_memory;
    K3Region code_memory;
} K3CoreInfo;

typedef struct K3R5FCoreInfo {
    K3CoreInfo common;
    uint64_t atcm;
    uint64_t btcm;
    /* What boards configure: ti,atcm-enable, ti,btcm-enable, ti,loczrama */
    bool atcm_enable;
    bool btcm_enable;
    bool loczrama;
    bool device_manager;        /* runs the device manager at boot */
} K3R5FCoreInfo;

typedef struct K3R5FSSInfo {
    const char *compatible;
    const char *core_compatible;
    uint16_t dev;               /* TISCI device */
    uint64_t sec_mmr;           /* its block of SEC_MMR CFG0, 0: none */
    uint8_t num_cores;
    uint32_t tcm_size;
    bool tcm_double;            /* core 0 can have the TCMs of core 1, too */
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
    K3CoreInfo common;
    const char *compatible;
    uint64_t iram;              /* memories as the SoC sees them */
    uint64_t dram;
    uint32_t iram_size;
    uint32_t dram_size;
    uint64_t rat;               /* registers of its RAT, as the SoC sees them */
    uint32_t periph_base;
    uint32_t periph_size;
    uint8_t rat_irq;            /* NVIC line of its RAT */
} K3M4FSSInfo;

typedef struct K3DSPMemory {
    const char *name;           /* reg-names: "l2sram", "l1pram", "l1dram" */
    uint64_t base;              /* as the SoC sees it */
    uint32_t size;
    uint32_t local;             /* as the core and its ELF files see it */
} K3DSPMemory;

#define K3_DSP_MAX_MEMORIES K3_SIM_CORE_MAX_MEMORIES

/* C66x or C7x.  QEMU has neither instruction set, so DSPs are simulated. */
typedef struct K3DSPInfo {
    K3CoreInfo common;
    const char *compatible;
    const char *kind;           /* of the processor: "c66", "c71" */
    K3DSPMemory mem[K3_DSP_MAX_MEMORIES];   /* a size of 0 ends it */
} K3DSPInfo;

/* As device trees describe it; all caches have lines of 64 bytes */
typedef struct K3CacheInfo {
    uint32_t size;
    uint32_t sets;
} K3CacheInfo;

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
    unsigned cpus_per_cluster;
    uint32_t cntfrq;
    K3CacheInfo i_cache;
    K3CacheInfo d_cache;
    K3CacheInfo l2_cache;       /* one for each cluster */
    bool l3_cache;              /* of unknown size */

    uint64_t gicd;
    uint64_t its;
    uint64_t gicr;
    uint64_t gicr_size;         /* as in the device tree */
    uint32_t num_spis;

    K3Region ddr[2];
    K3Region sram;
    K3Region mcu_sram;          /* size 0: there is none */
    uint64_t jtagid;            /* address */
    uint32_t jtagid_value;

    K3SecureProxyInfo secure_proxy;
    K3SecureProxyInfo mcu_secure_proxy;     /* num_threads 0: there is none */

    uint64_t ti_sci_debug;      /* debug_messages region */
    uint32_t ti_sci_debug_size;
    const TISCIInfo *ti_sci;
    uint8_t linux_host;         /* row of ti_sci->hosts */

    const char *mailbox_compatible;
    const char *uart_compatible;
    uint32_t uart_size;         /* as in the device tree */
    const char *i2c_compatible;
    const char *spinlock_compatible;
    const K3Region *mailboxes;
    size_t num_mailboxes;
    const K3UartInfo *uarts;
    size_t num_uarts;
    const K3TimerInfo *timers;
    size_t num_timers;
    const K3RtiInfo *rtis;
    size_t num_rtis;
    const K3SDHostInfo *sd_hosts;
    size_t num_sd_hosts;
    const K3CardInfo *cards;
    size_t num_cards;
    const K3I2CInfo *i2cs;
    size_t num_i2cs;
    const K3Region *spinlocks;
    size_t num_spinlocks;
    const K3GpioInfo *gpios;
    size_t num_gpios;
    const K3RtcInfo *rtcs;
    size_t num_rtcs;
    const K3RngInfo *rngs;
    size_t num_rngs;
    const K3OspiInfo *ospis;
    size_t num_ospis;
    const K3CtrlMMRInfo *ctrl_mmrs;
    size_t num_ctrl_mmrs;
    const K3RouterInfo *routers;
    size_t num_routers;
    const K3INTAInfo *intas;
    size_t num_intas;
    const K3BCDMAInfo *bcdmas;
    size_t num_bcdmas;
    const K3PKTDMAInfo *pktdmas;
    size_t num_pktdmas;
    const K3CPSWInfo *cpsws;
    size_t num_cpsws;
    const K3R5FSSInfo *r5fss;
    size_t num_r5fss;
    const K3M4FSSInfo *m4fss;
    size_t num_m4fss;
    const K3DSPInfo *dsps;
    size_t num_dsps;
    K3Region rtos_ipc;          /* carveout for IPC between firmware */

    const K3IrqRoute *routes;
    size_t num_routes;

    /* The whole address map; the devices that are modelled cover it */
    const K3Region *unimplemented;
    size_t num_unimplemented;
    const K3ConstReg *const_regs;
    size_t num_const_regs;

    /* A hole of the address map, and SPIs that the SoC does not use */
    K3Region virtio;
    uint16_t virtio_spi;
    K3Region pci;
    uint16_t pci_spi;
} K3SocInfo;

/* One for each folder of hw/arm/k3/soc, the default first */
extern const K3SocInfo *const k3_soc_infos[];
extern const unsigned k3_num_soc_infos;

/** k3_soc_info: the table of the SoC @name, or NULL. */
const K3SocInfo *k3_soc_info(const char *name);

/** k3_soc_names: the names of all SoCs, the default first: "a, b, c". */
char *k3_soc_names(void);

/** k3_soc_core_names: the names of all remote cores: "a, b, c". */
char *k3_soc_core_names(const K3SocInfo *info);

/** k3_soc_core_info: remote core number @n; NULL if there are fewer. */
const K3CoreInfo *k3_soc_core_info(const K3SocInfo *info, unsigned n);

/** k3_soc_num_r5f: number of R5F cores. */
unsigned k3_soc_num_r5f(const K3SocInfo *info);

/**
 * k3_soc_num_executing: number of remote cores whose instructions QEMU can
 * execute; they come before the others.
 */
unsigned k3_soc_num_executing(const K3SocInfo *info);

/** k3_soc_mpidr: affinity of application core @n, as in its MPIDR_EL1. */
uint32_t k3_soc_mpidr(const K3SocInfo *info, unsigned n);

/** k3_soc_linux_host: Linux, as the system firmware knows it. */
const TISCIHostInfo *k3_soc_linux_host(const K3SocInfo *info);

#endif
