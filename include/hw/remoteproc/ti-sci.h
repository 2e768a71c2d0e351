/*
 * TI-SCI: the K3 system firmware, as its hosts see it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_REMOTEPROC_TI_SCI_H
#define HW_REMOTEPROC_TI_SCI_H

#include "hw/misc/k3-message-sink.h"
#include "hw/misc/k3-secure-proxy.h"
#include "hw/remoteproc/k3-proc.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_TI_SCI "ti-sci"
OBJECT_DECLARE_SIMPLE_TYPE(TISCIState, TI_SCI)

#define TI_SCI_HOST_ANY         0x80    /* resource range open to every host */
#define TI_SCI_MAX_PROCS        16
#define TI_SCI_NO_CORE          (-1)

/* One host: who may send on which threads. */
typedef struct TISCIHostInfo {
    uint8_t id;
    bool secure;                /* messages carry the 4-byte secure header */
    uint16_t rx_thread;         /* responses to the host */
    uint16_t tx_thread;         /* requests from the host */
    const char *name;           /* as in the TISCI User Guide, e.g. "A53_2" */
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
    uint8_t clk;
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

#endif
