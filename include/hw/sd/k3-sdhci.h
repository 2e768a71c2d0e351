/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 SD/eMMC host controller (MMCSD)
 */
#ifndef HW_SD_K3_SDHCI_H
#define HW_SD_K3_SDHCI_H

#include "hw/sd/sdhci.h"
#include "hw/sysbus.h"
#include "qom/object.h"

/**
 * DOC: MMCSD subsystem: a standard host controller, its configuration, a PHY
 *
 * The host controller is QEMU's "generic-sdhci", the child "sdhci".  Around it
 * is what TI adds, the subsystem's registers, which set the host controller's
 * capabilities, its slot type and the PHY; and what "generic-sdhci" lacks:
 * Auto CMD23, without which Linux cannot use an eMMC, and card detection in a
 * slot for an embedded device or with the test level of HOST_CONTROL1.
 *
 * Capabilities are those of the hardware as far as QEMU's host controller and
 * cards have them: specification 3.0, SDMA, ADMA2 with 32 and 64-bit addresses,
 * high speed, 8-bit bus.  There is no voltage switch to 1.8 V, so no UHS-I,
 * DDR, HS200 or HS400 mode, and no command queue.
 *
 * QEMU interface:
 *  + Property "bus-width" (uint8, 4 or 8, default 4): the kind of instance.  8
 *    is the one for eMMC: MMCSD0, with a slot for an embedded device after
 *    reset.  Others are refused at realize.
 *  + Property "dma" (link<memory-region>): address space of the DMA; the system
 *    memory if it is not set
 *  + Bus "sd-bus": one "sd-card" or "emmc", or none
 *  + sysbus MMIO region 0: the host controller (0x1000 bytes; 8 to 32-bit
 *    accesses)
 *  + sysbus MMIO region 1: the subsystem (0x400 bytes; 32-bit accesses)
 *  + sysbus IRQ 0: interrupt request, level, active high
 *
 * Sources: AM64x TRM (SPRUIM2) chapter "MMCSD"; MCU+ SDK cslr_mmcsd.h for the
 * fields and for the reset values of the 8-bit instance; register dump in the
 * MMC/SD page of TI's Processor SDK Linux documentation for the capabilities of
 * a 4-bit instance; Linux drivers/mmc/host/sdhci_am654.c and U-Boot
 * drivers/mmc/am654_sdhci.c for the order of PHY accesses.
 */
#define TYPE_K3_SDHCI "ti-k3-sdhci"
OBJECT_DECLARE_SIMPLE_TYPE(K3SDHCIState, K3_SDHCI)

#define K3_SDHCI_HOST_SIZE      0x1000
#define K3_SDHCI_SS_SIZE        0x400
#define K3_SDHCI_NUM_REGS       (0x138 / 4)

struct K3SDHCIState {
    SysBusDevice parent_obj;

    SDHCIState sdhci;
    MemoryRegion host;
    MemoryRegion ss;

    uint8_t bus_width;

    /* The subsystem's registers, by offset / 4 */
    uint32_t regs[K3_SDHCI_NUM_REGS];
    /* The automatic commands that the transfer mode asks for */
    uint8_t auto_cmd;
};

/** k3_sdhci_bus: the bus that a card is plugged into; after realize. */
BusState *k3_sdhci_bus(K3SDHCIState *s);

#endif /* HW_SD_K3_SDHCI_H */
