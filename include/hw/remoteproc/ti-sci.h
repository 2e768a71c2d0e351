/*
 * TI-SCI: the K3 system firmware, as hosts see it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_H
#define HW_REMOTEPROC_TI_SCI_H

#include "hw/dma/k3-dma-config.h"
#include "hw/intc/k3-inta.h"
#include "hw/intc/k3-intr-router.h"
#include "hw/misc/k3-message-sink.h"
#include "hw/misc/k3-secure-proxy.h"
#include "hw/remoteproc/k3-proc.h"
#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: system firmware behind the secure proxy
 *
 * Takes the 60-byte requests of each host from the host's outbound secure-proxy
 * thread, in order, one at a time per host, and puts the response in the host's
 * inbound thread.  It owns power, local reset and clocks of the modules, boot
 * control of the processors, and the interrupt routes.  It records which host
 * holds which of them, and refuses (NACK) what the real firmware refuses.
 *
 * QEMU interface:
 *  + ti_sci_set_info(): the SoC's tables, before realize
 *  + link "secure-proxy" (link<ti-k3-secure-proxy>); the proxy's "sink" link
 *    points back here
 *  + link "mcu-secure-proxy" (link<ti-k3-secure-proxy>): the proxy of the MCU
 *    domain, on SoCs that have one there; its "sink" points here too
 *  + ti_sci_add_router(), ti_sci_add_inta(), ti_sci_add_dma(): interrupt
 *    routers, interrupt aggregators and DMA engines that it programs, before
 *    realize
 *  + link "proc[0]" ... "proc[15]" (link<ti-k3-proc>): the processors, in any
 *    order; their "proc-id" identifies them
 *  + property "response-delay-ns" (uint64, default 20000): virtual time from a
 *    request to its response
 *  + property "response-host" (uint8, default 0): host id in responses
 *  + property "firmware-description" (string), "firmware-revision" (uint16),
 *    "abi-major", "abi-minor" (uint8): the answer to TISCI_MSG_VERSION
 *  + property "capabilities" (uint64, default 1): the answer to
 *    TISCI_MSG_QUERY_FW_CAPS
 *  + property "default-clock-frequency" (uint64, Hz, default 0): rate of a
 *    clock that the tables do not list; 0: there are no such clocks
 *  + QOM property "halt-policy" (enum, can be changed at run time): effect of a
 *    request to halt a running processor: "ack-keep-running" (default),
 *    "ack-freeze", "nack-unless-wfi"
 *  + QOM property "stop-policy" (enum, likewise): effect of a request to switch
 *    off or reset a running processor: "ack" (default), "nack-unless-wfi",
 *    "hang-unless-wfi".  Both policies migrate: those of the source replace
 *    those that the destination was started with
 *  + named GPIO output "bus-hang": high from the moment at which such a stop
 *    hangs the interconnect until the next reset; QOM property "bus-hung"
 *    (bool, read only) has the same value
 *  + QOM property "ownership" (string, read only): one line for each thing that
 *    a host holds: "host=12 kind=device id=121 name=R5FSS0_CORE0 state=on"
 *  + QOM property "hosts" (string, read only): one line for each host, with its
 *    threads: "host=12 name=A53_2 tx=13 rx=12 secure=no"
 *  + QOM properties "requests", "responses", "nacks" (uint64, read only):
 *    counts since reset
 *
 * Sources: TISCI User Guide (software-dl.ti.com/tisci); Linux
 * drivers/firmware/ti_sci.h and include/linux/soc/ti/ti_sci_protocol.h; MCU+
 * SDK drivers/sciclient/include/tisci and drivers/device_manager/rm_pm_hal.
 */
#define TYPE_TI_SCI "ti-sci"
OBJECT_DECLARE_SIMPLE_TYPE(TISCIState, TI_SCI)

#define TI_SCI_MAX_HOSTS        64      /* a host is a bit in a uint64_t */
#define TI_SCI_HOST_ANY         0x80    /* resource range open to every host */
#define TI_SCI_MAX_PROCS        24
#define TI_SCI_MAX_ROUTERS      8
#define TI_SCI_MAX_INTAS        4
#define TI_SCI_MAX_DMAS         4

typedef enum TISCIProxy {
    TI_SCI_PROXY_MAIN,
    TI_SCI_PROXY_MCU,
    TI_SCI_PROXY__MAX,
} TISCIProxy;

/* One host, and its threads */
typedef struct TISCIHostInfo {
    uint8_t id;
    bool secure;                /* messages carry the 4-byte secure header */
    uint16_t rx_thread;         /* responses to the host */
    uint16_t tx_thread;         /* requests from the host */
    const char *name;           /* as in the TISCI User Guide, e.g. "A53_2" */
    uint16_t tx_high_thread;    /* urgent requests; 0: no such thread */
    uint8_t proxy;              /* TISCIProxy that has the threads */
} TISCIHostInfo;

typedef enum TISCIDeviceInit {
    TI_SCI_DEV_INIT_OFF,
    TI_SCI_DEV_INIT_ON,         /* on at boot, may be switched off */
    TI_SCI_DEV_ALWAYS_ON,       /* has no switch */
} TISCIDeviceInit;

/* One TISCI device (a module behind an LPSC). */
typedef struct TISCIDeviceInfo {
    uint16_t id;
    uint8_t init;               /* TISCIDeviceInit */
    uint8_t reset_mask;         /* local resets that exist: 0 or 1 */
    const char *name;           /* as in the TISCI User Guide */
} TISCIDeviceInfo;

/* One clock of a device; the parents of a mux are clocks clk + 1 to clk + n. */
typedef struct TISCIClockInfo {
    uint16_t dev;
    uint16_t clk;
    uint8_t num_parents;
    uint64_t freq;              /* Hz at boot */
} TISCIClockInfo;

/* One processor; the K3ProcState of the same id has its boot registers. */
typedef struct TISCIProcInfo {
    uint8_t id;
    uint16_t dev;               /* the TISCI device that powers it */
    uint8_t boot_owner;         /* host that owns it at boot; 0: none */
} TISCIProcInfo;

/* One range of a resource, as the board configuration assigns it to a host */
typedef struct TISCIResourceInfo {
    uint16_t type;              /* device id of the resource's owner */
    uint8_t subtype;
    uint8_t host;               /* TI_SCI_HOST_ANY: shared by all */
    uint16_t start;
    uint16_t num;
    uint16_t start_sec;
    uint16_t num_sec;
} TISCIResourceInfo;

/*
 * Consecutive interrupt outputs of a device, as TISCI numbers them, and the
 * consecutive inputs of a router that they are connected to
 */
typedef struct TISCIRouterInput {
    uint16_t dev;
    uint16_t index;
    uint16_t num;
    uint16_t router;            /* TISCI device */
    uint16_t input;
} TISCIRouterInput;

/* Consecutive outputs of a router, and the inputs of a processor */
typedef struct TISCIRouterOutput {
    uint16_t dev;
    uint16_t line;
    uint16_t num;
    uint16_t router;
    uint16_t output;
} TISCIRouterOutput;

typedef enum TISCIDMAKind {
    TI_SCI_DMA_RING,
    TI_SCI_DMA_BLOCK_COPY,
    TI_SCI_DMA_TX,
    TI_SCI_DMA_RX,
    TI_SCI_DMA_FLOW,
} TISCIDMAKind;

/* A resource type that has rings, channels or flows of a DMA engine */
typedef struct TISCIDMAResource {
    uint16_t dev;               /* the DMA engine */
    uint8_t subtype;
    uint8_t kind;               /* TISCIDMAKind */
} TISCIDMAResource;

/* All that differs from SoC to SoC, generated from the SoC's tables */
typedef struct TISCIInfo {
    const TISCIHostInfo *hosts;
    size_t num_hosts;
    const TISCIDeviceInfo *devices;
    size_t num_devices;
    const TISCIClockInfo *clocks;
    size_t num_clocks;
    const TISCIProcInfo *procs;
    size_t num_procs;
    const TISCIResourceInfo *resources;
    size_t num_resources;
    const TISCIRouterInput *router_inputs;
    size_t num_router_inputs;
    const TISCIRouterOutput *router_outputs;
    size_t num_router_outputs;
    const TISCIDMAResource *dma_resources;
    size_t num_dma_resources;
} TISCIInfo;

typedef enum TISCIHaltPolicy {
    TI_SCI_HALT_ACK_KEEP_RUNNING,
    TI_SCI_HALT_ACK_FREEZE,
    TI_SCI_HALT_NACK_UNLESS_WFI,
    TI_SCI_HALT__MAX,
} TISCIHaltPolicy;

typedef enum TISCIStopPolicy {
    TI_SCI_STOP_ACK,
    TI_SCI_STOP_NACK_UNLESS_WFI,
    TI_SCI_STOP_HANG_UNLESS_WFI,
    TI_SCI_STOP__MAX,
} TISCIStopPolicy;

/* A router that is a device of the machine: requests program it. */
typedef struct TISCIRouter {
    uint16_t dev;
    K3IntrRouterState *router;
} TISCIRouter;

/* Likewise an interrupt aggregator */
typedef struct TISCIAggregator {
    uint16_t dev;
    K3INTAState *inta;
} TISCIAggregator;

/* Likewise a DMA engine */
typedef struct TISCIDMA {
    uint16_t dev;
    uint16_t subsystem;
    K3DMAConfig *dma;
} TISCIDMA;

/* The conversation with one host */
typedef struct TISCIChannel TISCIChannel;

struct TISCIState {
    SysBusDevice parent_obj;

    /* Properties */
    const TISCIInfo *info;
    K3SecureProxyState *proxy[TI_SCI_PROXY__MAX];
    K3ProcState *proc[TI_SCI_MAX_PROCS];
    const K3Core *device_manager;
    TISCIRouter routers[TI_SCI_MAX_ROUTERS];
    unsigned num_routers;
    TISCIAggregator intas[TI_SCI_MAX_INTAS];
    unsigned num_intas;
    TISCIDMA dmas[TI_SCI_MAX_DMAS];
    unsigned num_dmas;
    uint64_t response_delay_ns;
    uint8_t response_host;
    char *description;
    uint16_t revision;
    uint8_t abi_major;
    uint8_t abi_minor;
    uint64_t capabilities;
    uint64_t default_clock_freq;
    qemu_irq bus_hang;
    struct K3FaultRules *faults;

    /* State */
    uint32_t num_channels;
    TISCIChannel *channels;     /* one for each host of the table */
    void **chapter_state;       /* one for each chapter; private to it */
    int32_t halt_policy;        /* TISCIHaltPolicy; a reset keeps it */
    int32_t stop_policy;        /* TISCIStopPolicy; likewise */
    bool bus_hung;
    uint64_t requests;
    uint64_t responses;
    uint64_t nacks;
};

/**
 * ti_sci_set_info: set the tables of the SoC, before realize.  They are not
 * copied and must outlive the device.
 */
void ti_sci_set_info(TISCIState *s, const TISCIInfo *info);

/**
 * ti_sci_set_device_manager: @core runs the part of the firmware that serves
 * the hosts that are not secure, and all requests for power and resources.
 * Once it has failed, these are no longer served.  Without such a core, all
 * are.
 */
void ti_sci_set_device_manager(TISCIState *s, const K3Core *core);

/**
 * ti_sci_add_router: requests to set and release a route through the router
 * with TISCI device id @dev program @router.  Before realize, at most
 * TI_SCI_MAX_ROUTERS.  Routes through other routers are only recorded.
 */
void ti_sci_add_router(TISCIState *s, uint16_t dev, K3IntrRouterState *router);

/**
 * ti_sci_add_inta: likewise for the interrupt aggregator with TISCI device id
 * @dev, at most TI_SCI_MAX_INTAS.
 */
void ti_sci_add_inta(TISCIState *s, uint16_t dev, K3INTAState *inta);

/**
 * ti_sci_add_dma: requests to configure rings and channels of the DMA engine
 * with TISCI device id @dev configure @dma; those to pair threads have the id
 * of the DMA subsystem, @subsystem.  Before realize, at most TI_SCI_MAX_DMAS.
 * Those for other DMA engines are refused.
 */
void ti_sci_add_dma(TISCIState *s, uint16_t dev, uint16_t subsystem,
                    K3DMAConfig *dma);

#endif
