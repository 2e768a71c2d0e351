/*
 * TI-SCI: the K3 system firmware, as its hosts see it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_H
#define HW_REMOTEPROC_TI_SCI_H

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
 * control of the processors and the interrupt routes, keeps account of which
 * host holds what, and refuses (NACK) what the real firmware refuses.
 *
 * QEMU interface:
 *  + ti_sci_set_info(): the SoC's tables, before realize
 *  + link "secure-proxy" (link<ti-k3-secure-proxy>); the proxy's "sink" link
 *    points back here
 *  + link "mcu-secure-proxy" (link<ti-k3-secure-proxy>): the MCU domain's, on
 *    SoCs that have one of its own; its "sink" points here too
 *  + ti_sci_add_router(): interrupt routers that it programs, before realize
 *  + link "proc[0]" ... "proc[15]" (link<ti-k3-proc>): the processors, in any
 *    order; they are found by their "proc-id"
 *  + property "response-delay-ns" (uint64, default 20000): virtual time from a
 *    request to its response
 *  + property "response-host" (uint8, default 0): host id in responses
 *  + property "firmware-description" (string), "firmware-revision" (uint16),
 *    "abi-major", "abi-minor" (uint8): the answer to TISCI_MSG_VERSION
 *  + property "capabilities" (uint64, default 1): the answer to
 *    TISCI_MSG_QUERY_FW_CAPS
 *  + property "default-clock-frequency" (uint64, Hz, default 0): rate of a
 *    clock that the tables do not list; 0: there is none
 *  + QOM property "halt-policy" (enum, may be changed at run time): what a
 *    request to halt a running processor does: "ack-keep-running" (default),
 *    "ack-freeze", "nack-unless-wfi"
 *  + QOM property "stop-policy" (enum, likewise): what a request does that
 *    would switch off or reset a running processor: "ack" (default),
 *    "nack-unless-wfi", "hang-unless-wfi".  Both policies migrate: those of
 *    the source replace what the destination was started with
 *  + named GPIO output "bus-hang": high from the moment when such a stop has
 *    hung the interconnect until the next reset; QOM property "bus-hung"
 *    (bool, read only) tells the same
 *  + QOM property "ownership" (string, read only): one line for each thing that
 *    a host holds: "host=12 kind=device id=121 name=R5FSS0_CORE0 state=on"
 *  + QOM property "hosts" (string, read only): one line for each host, with its
 *    threads: "host=12 name=A53_2 tx=13 rx=12 secure=no"
 *  + QOM property "requests", "responses", "nacks" (uint64, read only): counts
 *    since reset
 *
 * Sources: TISCI User Guide (software-dl.ti.com/tisci); Linux
 * drivers/firmware/ti_sci.h and include/linux/soc/ti/ti_sci_protocol.h; MCU+
 * SDK drivers/sciclient/include/tisci and drivers/device_manager/rm_pm_hal.
 */
#define TYPE_TI_SCI "ti-sci"
OBJECT_DECLARE_SIMPLE_TYPE(TISCIState, TI_SCI)

#define TI_SCI_MAX_HOSTS        64      /* a host is a bit in a uint64_t */
#define TI_SCI_MAX_ROUTES       512
#define TI_SCI_EXTRA_CLOCKS     128     /* touched, but not in the table */

#define TI_SCI_HOST_ANY         0x80    /* resource range open to every host */
#define TI_SCI_MAX_PROCS        16
#define TI_SCI_MAX_ROUTERS      8
#define TI_SCI_NO_CORE          (-1)

typedef enum TISCIProxy {
    TI_SCI_PROXY_MAIN,
    TI_SCI_PROXY_MCU,
    TI_SCI_PROXY__MAX,
} TISCIProxy;

/* One host: who may send on which threads. */
typedef struct TISCIHostInfo {
    uint8_t id;
    bool secure;                /* messages carry the 4-byte secure header */
    uint16_t rx_thread;         /* responses to the host */
    uint16_t tx_thread;         /* requests from the host */
    const char *name;           /* as in the TISCI User Guide, e.g. "A53_2" */
    uint16_t tx_high_thread;    /* requests that go first; 0: no such thread */
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

/* One clock of a device; a clock that is a mux has parents clk + 1 ... + n. */
typedef struct TISCIClockInfo {
    uint16_t dev;
    uint16_t clk;
    uint8_t num_parents;
    uint64_t freq;              /* Hz at boot */
} TISCIClockInfo;

/* One processor: its boot registers are the K3ProcState of the same id. */
typedef struct TISCIProcInfo {
    uint8_t id;
    uint16_t dev;               /* the TISCI device that powers it */
    uint8_t boot_owner;         /* host that owns it at boot; 0 = nobody */
} TISCIProcInfo;

/* One range of a resource assigned to a host by the board configuration. */
typedef struct TISCIResourceInfo {
    uint16_t type;              /* device id of the resource's owner */
    uint8_t subtype;
    uint8_t host;               /* TI_SCI_HOST_ANY: shared by all */
    uint16_t start;
    uint16_t num;
    uint16_t start_sec;
    uint16_t num_sec;
} TISCIResourceInfo;

/* All that differs from SoC to SoC; lives in the SoC's data file. */
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

/* What has become of a module whose power a fault rule keeps as it is */
typedef enum TISCIStuck {
    TI_SCI_NOT_STUCK,
    TI_SCI_STUCK,
    TI_SCI_WEDGED,              /* ... and nothing answers for its memories */
    TI_SCI_STUCK__MAX,
} TISCIStuck;

/* What is known of one module. */
typedef struct TISCIDevice {
    uint64_t users;             /* hosts (bit = index) that set it on */
    uint8_t exclusive;          /* index + 1 of its only host; 0: shared */
    bool boot_on;               /* on since boot, no host has touched it yet */
    bool retention;
    bool reset_iso;
    bool on;
    uint8_t stuck;              /* TISCIStuck, until a system reset */
    uint32_t resets;
    uint32_t context_losses;
} TISCIDevice;

/* What is known of one clock; @valid is false for a free extra entry. */
typedef struct TISCIClock {
    bool valid;
    uint16_t dev;
    uint16_t clk;
    uint64_t users;             /* hosts that requested it */
    bool gated;
    uint8_t flags;              /* request flags 8..10 as bits 0..2 */
    uint8_t parent;             /* index */
    uint64_t freq;
} TISCIClock;

/* Who controls the boot registers of one processor. */
typedef struct TISCIProc {
    bool owned;
    uint8_t owner;              /* host id */
} TISCIProc;

/* A router whose device is known here: its routes are real. */
typedef struct TISCIRouter {
    uint16_t dev;
    K3IntrRouterState *router;
} TISCIRouter;

typedef enum TISCIRouteKind {
    TI_SCI_ROUTE_FREE,
    TI_SCI_ROUTE_ROUTER,        /* input of an interrupt router to its output */
    TI_SCI_ROUTE_EVENT,         /* event to status bit of a virtual interrupt */
    TI_SCI_ROUTE__MAX,
} TISCIRouteKind;

typedef struct TISCIRoute {
    uint8_t kind;
    uint8_t host;
    uint8_t status_bit;
    uint16_t src;
    uint16_t src_index;
    uint16_t dst;               /* router or interrupt aggregator */
    uint16_t dst_index;         /* output or virtual interrupt */
    uint16_t event;
} TISCIRoute;

typedef enum TISCIChannelState {
    TI_SCI_CHANNEL_IDLE,
    TI_SCI_CHANNEL_SERVICE,     /* will take the next request */
    TI_SCI_CHANNEL_WAIT,        /* waits for a processor's status */
    TI_SCI_CHANNEL_RESPOND,     /* response waits for room in the thread */
    TI_SCI_CHANNEL__MAX,
} TISCIChannelState;

/* A WAIT_STATUS under way. */
typedef struct TISCIWait {
    uint8_t proc;
    uint8_t checks_left;
    uint8_t matches_needed;
    uint8_t matches;
    uint8_t delay_us;
    uint32_t all_set;
    uint32_t any_set;
    uint32_t all_clear;
    uint32_t any_clear;
} TISCIWait;

/* What a fault rule has in mind for a response. */
typedef struct TISCITamper {
    uint64_t delay_ns;
    bool twice;
    uint8_t offset;
    uint32_t xor;
} TISCITamper;

/* The conversation with one host. */
typedef struct TISCIChannel {
    TISCIState *sci;
    uint8_t state;
    QEMUTimer *timer;
    bool silent;                /* the request asked for no response */
    uint32_t retry_ns;
    uint8_t response[K3_SECURE_PROXY_MSG_SIZE];
    TISCIWait wait;
    TISCITamper tamper;
} TISCIChannel;

struct TISCIState {
    SysBusDevice parent_obj;

    /* Properties */
    const TISCIInfo *info;
    K3SecureProxyState *proxy[TI_SCI_PROXY__MAX];
    K3ProcState *proc[TI_SCI_MAX_PROCS];
    const K3Core *device_manager;
    TISCIRouter routers[TI_SCI_MAX_ROUTERS];
    unsigned num_routers;
    uint64_t response_delay_ns;
    uint8_t response_host;
    char *description;
    uint16_t revision;
    uint8_t abi_major;
    uint8_t abi_minor;
    uint64_t capabilities;
    uint64_t default_clock_freq;
    qemu_irq bus_hang;

    /* State; the arrays have the sizes of the tables */
    uint32_t num_channels;
    TISCIChannel *channels;
    uint32_t num_devices;
    TISCIDevice *devices;
    uint32_t num_clocks;        /* table and extra entries */
    TISCIClock *clocks;
    uint32_t num_procs;
    TISCIProc *procs;
    TISCIRoute routes[TI_SCI_MAX_ROUTES];
    int32_t halt_policy;        /* TISCIHaltPolicy; stays at a reset */
    int32_t stop_policy;        /* TISCIStopPolicy; likewise */
    bool bus_hung;
    Notifier wedge;             /* of processors in wedged modules */
    uint64_t requests;
    uint64_t responses;
    uint64_t nacks;
};

/**
 * ti_sci_set_info: hand over the tables of the SoC, before realize.  They are
 * not copied and must outlive the device.
 */
void ti_sci_set_info(TISCIState *s, const TISCIInfo *info);

/**
 * ti_sci_set_device_manager: @core has the part of the firmware that serves the
 * hosts that are not secure, and power and resources for the others.  Without
 * one, or while it is alive, all are served.
 */
void ti_sci_set_device_manager(TISCIState *s, const K3Core *core);

/**
 * ti_sci_add_router: requests to set and release a route through the router
 * with TISCI device id @dev program @router.  Before realize, at most
 * TI_SCI_MAX_ROUTERS.  Routes through other routers are only kept account of.
 */
void ti_sci_add_router(TISCIState *s, uint16_t dev, K3IntrRouterState *router);

#endif
