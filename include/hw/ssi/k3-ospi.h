/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 controller of serial flash memories (OSPI, QSPI)
 */
#ifndef HW_SSI_K3_OSPI_H
#define HW_SSI_K3_OSPI_H

#include "hw/ssi/ssi.h"
#include "hw/sysbus.h"
#include "qemu/fifo8.h"
#include "qom/object.h"

/**
 * DOC: OSPI: commands, direct and indirect access
 *
 * The controller sends single commands with up to 8 bytes of data ("STIG"), and
 * turns accesses to its data window into reads and writes of the flash memory.
 * Within the trigger range, they take the next bytes of an indirect transfer
 * instead while there is one.  All transfers take no time.
 *
 * Flash memories are on an SSI bus, whose width and rate have no meaning in
 * QEMU: modes with 2, 4 and 8 wires and with both edges of the clock look
 * alike.  Where no memory answers, all bits read 1.
 *
 * QEMU has a model of the same IP, "xlnx.versal-ospi".  It prefers the trigger
 * range to direct access even if no indirect transfer is going on, and needs
 * the DMA controller of its SoC.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: the registers (0x100 bytes, 32-bit accesses)
 *  + sysbus MMIO region 1: the data window (4 GiB)
 *  + sysbus IRQ 0: level, active high
 *  + sysbus IRQs 1 to 4: chip selects, active low
 *  + bus "spi"
 *
 * Sources: AM64x TRM (SPRUIM2), chapter "Octal Serial Peripheral Interface";
 * Linux drivers/spi/spi-cadence-quadspi.c.
 */
#define TYPE_K3_OSPI "ti-k3-ospi"
OBJECT_DECLARE_SIMPLE_TYPE(K3OspiState, K3_OSPI)

#define K3_OSPI_MMIO_SIZE       0x100
#define K3_OSPI_DATA_SIZE       0x100000000
#define K3_OSPI_NUM_REGS        (K3_OSPI_MMIO_SIZE / 4)
#define K3_OSPI_NUM_CS          4
/* Bytes of an indirect transfer that wait in the controller */
#define K3_OSPI_SRAM_SIZE       1024

/* An indirect transfer */
typedef struct K3OspiTransfer {
    bool active;
    uint32_t addr;              /* of the next byte in the flash memory */
    uint32_t left;              /* bytes */
} K3OspiTransfer;

struct K3OspiState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    MemoryRegion data;
    SSIBus *bus;
    qemu_irq irq;
    qemu_irq cs[K3_OSPI_NUM_CS];

    /* Latches, indexed by offset / 4 */
    uint32_t regs[K3_OSPI_NUM_REGS];
    K3OspiTransfer reading;
    K3OspiTransfer writing;
    Fifo8 sram;                 /* what was read */
};

/** k3_ospi_bus: the bus for the flash memories of @s. */
BusState *k3_ospi_bus(K3OspiState *s);

#endif /* HW_SSI_K3_OSPI_H */
