/*
 * TI K3 system on chip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_SOC_H
#define HW_ARM_K3_SOC_H

#include "hw/arm/k3-soc-info.h"
#include "hw/char/k3-uart.h"
#include "hw/cpu/cluster.h"
#include "hw/dma/k3-bcdma.h"
#include "hw/dma/k3-pktdma.h"
#include "hw/gpio/k3-gpio.h"
#include "hw/i2c/k3-i2c.h"
#include "hw/intc/arm_gicv3.h"
#include "hw/intc/arm_gicv3_its_common.h"
#include "hw/intc/k3-inta.h"
#include "hw/intc/k3-intr-router.h"
#include "hw/misc/k3-ctrl-mmr.h"
#include "hw/misc/k3-mailbox.h"
#include "hw/misc/k3-rng.h"
#include "hw/misc/k3-secure-proxy.h"
#include "hw/misc/k3-spinlock.h"
#include "hw/net/k3-cpsw.h"
#include "hw/remoteproc/k3-m4fss.h"
#include "hw/remoteproc/k3-proc.h"
#include "hw/remoteproc/k3-sec-mmr.h"
#include "hw/rtc/k3-rtc.h"
#include "hw/sd/k3-sdhci.h"
#include "hw/ssi/k3-ospi.h"
#include "hw/sysbus.h"
#include "hw/timer/k3-dmtimer.h"
#include "hw/watchdog/k3-rti.h"
#include "target/arm/cpu.h"

/**
 * DOC: one abstract device, and a subclass for each SoC family
 *
 * "ti-k3-soc" creates what the K3SocInfo of its class lists, and wires it.
 * "ti-k3-soc-am64x" and its siblings, one for each folder of hw/arm/k3/soc,
 * add nothing but that table.
 *
 * All devices are in the container "bus", which is mapped into the memory that
 * the machine provides.  Remote cores see the bus and not the machine's
 * memory, so they cannot reach what a machine adds for observers.
 *
 * QEMU interface:
 *  + property "soc" (string, read only): name of the SoC, as in soc=
 *  + property "num-cpus" (uint32): application cores to create
 *  + property "lockstep-permitted", "single-core-only" (OnOffAuto): eFuses of
 *    R5F clusters with two cores; "auto": as in the table
 *  + property "sim-cores" (uint32): if bit n is set, remote core n is simulated
 *    rather than executed; DSPs always are
 *  + property "console" (int32): the UART that is -serial 0, as its row in the
 *    table; the others follow in their order.  -1: as in the table
 *  + property "ethernet-port" (uint8): the port of the Ethernet switch that
 *    gets the first network back end without a model, or with the model "cpsw";
 *    0: none
 *  + property "memory" (link<memory-region>): address space of the application
 *    cores, usually the system memory
 *  + property "ddr" (link<memory-region>): RAM; what exceeds the first DDR
 *    window appears in the second
 *  + named GPIO inputs "watchdog" 0 and 1 (reset outputs and interrupts of the
 *    SoC's own watchdogs) and "bus-hang" (nothing executes any more); the SoC
 *    connects them itself
 *
 * Realize creates everything except for the remote cores, which
 * k3_soc_realize_remote() creates.  Call it after arm_load_kernel(), which
 * makes each CPU that exists by then a PSCI-controlled application core.
 */

#define TYPE_K3_SOC "ti-k3-soc"
OBJECT_DECLARE_TYPE(K3SocState, K3SocClass, K3_SOC)

#define K3_SOC_MAX_CPUS         8
#define K3_SOC_MAX_MAILBOXES    24
#define K3_SOC_MAX_R5FSS        4
#define K3_SOC_MAX_M4FSS        1
#define K3_SOC_MAX_DSPS         4
#define K3_SOC_MAX_CORES        (K3_SOC_MAX_R5FSS * K3_R5FSS_MAX_CORES + \
                                 K3_SOC_MAX_M4FSS + K3_SOC_MAX_DSPS)
#define K3_SOC_MAX_UARTS        16
#define K3_SOC_MAX_TIMERS       32
#define K3_SOC_MAX_RTIS         16
#define K3_SOC_MAX_SD_HOSTS     3
#define K3_SOC_MAX_CARDS        K3_SOC_MAX_SD_HOSTS
#define K3_SOC_MAX_I2CS         10
#define K3_SOC_MAX_SPINLOCKS    1
#define K3_SOC_MAX_GPIOS        10
#define K3_SOC_MAX_RTCS         1
#define K3_SOC_MAX_RNGS         1
#define K3_SOC_MAX_OSPIS        2
#define K3_SOC_MAX_CTRL_MMRS    8
#define K3_SOC_MAX_ROUTERS      TI_SCI_MAX_ROUTERS
#define K3_SOC_MAX_INTAS        TI_SCI_MAX_INTAS
#define K3_SOC_MAX_BCDMAS       2
#define K3_SOC_MAX_PKTDMAS      (TI_SCI_MAX_DMAS - K3_SOC_MAX_BCDMAS)
#define K3_SOC_MAX_CPSWS        1
#define K3_SOC_MAX_PROCS        TI_SCI_MAX_PROCS
/* The device manager is simulated, too */
#define K3_SOC_MAX_SIMS         (K3_SOC_MAX_CORES + 1)

struct K3SocClass {
    SysBusDeviceClass parent_class;

    const K3SocInfo *info;
};

/* A remote core with its processor; the cluster is NULL if it is not an R5F */
typedef struct K3SocCore {
    const K3CoreInfo *info;
    K3Core *core;
    K3ProcState *proc;

    const K3R5FSSInfo *cluster_info;
    K3R5FSSState *cluster;
    unsigned index;             /* in the cluster */
} K3SocCore;

struct K3SocState {
    SysBusDevice parent_obj;

    const K3SocInfo *info;      /* of the class */

    CPUClusterState cluster;
    ARMCPU cpu[K3_SOC_MAX_CPUS];
    GICv3State gic;
    GICv3ITSState its;
    K3UnimpState unimp;
    K3SecureProxyState secure_proxy;
    K3SecureProxyState mcu_secure_proxy;
    K3IntrRouterState router[K3_SOC_MAX_ROUTERS];
    K3INTAState inta[K3_SOC_MAX_INTAS];
    K3BCDMAState bcdma[K3_SOC_MAX_BCDMAS];
    K3PKTDMAState pktdma[K3_SOC_MAX_PKTDMAS];
    K3CPSWState cpsw[K3_SOC_MAX_CPSWS];
    TISCIState ti_sci;
    K3MailboxState mailbox[K3_SOC_MAX_MAILBOXES];
    K3UARTState uart[K3_SOC_MAX_UARTS];
    K3DMTimerState timer[K3_SOC_MAX_TIMERS];
    K3RTIState rti[K3_SOC_MAX_RTIS];
    K3SDHCIState sd_host[K3_SOC_MAX_SD_HOSTS];
    K3I2CState i2c[K3_SOC_MAX_I2CS];
    K3SpinlockState spinlock[K3_SOC_MAX_SPINLOCKS];
    K3GPIOState gpio[K3_SOC_MAX_GPIOS];
    K3RTCState rtc[K3_SOC_MAX_RTCS];
    K3RNGState rng[K3_SOC_MAX_RNGS];
    K3OspiState ospi[K3_SOC_MAX_OSPIS];
    K3CtrlMMRState ctrl_mmr[K3_SOC_MAX_CTRL_MMRS];
    K3R5FSSState r5fss[K3_SOC_MAX_R5FSS];
    K3M4FSSState m4fss[K3_SOC_MAX_M4FSS];
    K3SecMMRState sec_mmr[K3_SOC_MAX_R5FSS];
    K3SimCore dsp[K3_SOC_MAX_DSPS];
    K3SimFw device_manager;     /* engine of the core that runs it at boot */
    K3ProcState proc[K3_SOC_MAX_PROCS];

    /* By number */
    K3SocCore core[K3_SOC_MAX_CORES];
    unsigned num_cores;

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
    uint32_t num_cpus;
    OnOffAuto lockstep_permitted;
    OnOffAuto single_core_only;
    uint32_t sim_cores;
    int32_t console;
    uint8_t ethernet_port;
    MemoryRegion *memory;
    MemoryRegion *ddr;
};

/** k3_soc_type: name of the type of a SoC. */
char *k3_soc_type(const K3SocInfo *info);

/** k3_soc_realize_remote: create the remote cores and the system firmware. */
bool k3_soc_realize_remote(K3SocState *s, Error **errp);

/** k3_soc_core: the remote core @name, or NULL; once it is realized. */
K3SocCore *k3_soc_core(K3SocState *s, const char *name);

/** k3_soc_gic_spi: input of the GIC for an SPI as the device tree counts it. */
qemu_irq k3_soc_gic_spi(K3SocState *s, unsigned spi);

#endif
