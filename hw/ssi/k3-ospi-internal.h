/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers and transfers of the TI K3 OSPI controller
 */
#ifndef HW_SSI_K3_OSPI_INTERNAL_H
#define HW_SSI_K3_OSPI_INTERNAL_H

#include "hw/registerfields.h"
#include "hw/ssi/k3-ospi.h"

REG32(CONFIG, 0x00)
    FIELD(CONFIG, ENABLE, 0, 1)
    FIELD(CONFIG, DIRECT, 7, 1)
    FIELD(CONFIG, DECODE, 9, 1)
    FIELD(CONFIG, CS, 10, 4)
    FIELD(CONFIG, REMAP, 16, 1)
    FIELD(CONFIG, AHB_DECODER, 23, 1)
    FIELD(CONFIG, IDLE, 31, 1)
REG32(RD_INSTR, 0x04)
    FIELD(RD_INSTR, OPCODE, 0, 8)
    FIELD(RD_INSTR, MODE, 20, 1)
    FIELD(RD_INSTR, DUMMY, 24, 5)
REG32(WR_INSTR, 0x08)
    FIELD(WR_INSTR, OPCODE, 0, 8)
    FIELD(WR_INSTR, NO_WREN, 8, 1)
REG32(DELAY, 0x0c)
REG32(RD_CAPTURE, 0x10)
REG32(SIZE, 0x14)
    FIELD(SIZE, ADDR_BYTES, 0, 4)
    FIELD(SIZE, PAGE, 4, 12)
REG32(SRAM_PARTITION, 0x18)
REG32(TRIGGER, 0x1c)
REG32(DMA, 0x20)
REG32(REMAP, 0x24)
REG32(MODE_BITS, 0x28)
    FIELD(MODE_BITS, MODE, 0, 8)
REG32(SRAM_FILL, 0x2c)
    FIELD(SRAM_FILL, READ, 0, 16)
REG32(TX_THRESHOLD, 0x30)
REG32(RX_THRESHOLD, 0x34)
REG32(WR_COMPLETION, 0x38)
REG32(POLLS, 0x3c)
REG32(IRQ_STATUS, 0x40)
    FIELD(IRQ_STATUS, INDIRECT_DONE, 2, 1)
    FIELD(IRQ_STATUS, REJECT, 3, 1)
    FIELD(IRQ_STATUS, ILLEGAL_ACCESS, 5, 1)
    FIELD(IRQ_STATUS, WATERMARK, 6, 1)
    FIELD(IRQ_STATUS, SRAM_FULL, 12, 1)
    FIELD(IRQ_STATUS, STIG_DONE, 14, 1)
REG32(IRQ_MASK, 0x44)
REG32(WR_PROTECT_LOW, 0x50)
REG32(WR_PROTECT_HIGH, 0x54)
REG32(WR_PROTECT, 0x58)
    FIELD(WR_PROTECT, ENABLE, 1, 1)
REG32(IND_RD, 0x60)
    FIELD(IND_RD, START, 0, 1)
    FIELD(IND_RD, CANCEL, 1, 1)
    FIELD(IND_RD, BUSY, 2, 1)
    FIELD(IND_RD, DONE, 5, 1)
REG32(IND_RD_WATERMARK, 0x64)
REG32(IND_RD_ADDR, 0x68)
REG32(IND_RD_BYTES, 0x6c)
REG32(IND_WR, 0x70)             /* as IND_RD */
REG32(IND_WR_WATERMARK, 0x74)
REG32(IND_WR_ADDR, 0x78)
REG32(IND_WR_BYTES, 0x7c)
REG32(TRIGGER_RANGE, 0x80)
    FIELD(TRIGGER_RANGE, WIDTH, 0, 4)
REG32(CMD_MEMORY, 0x8c)
REG32(CMD, 0x90)
    FIELD(CMD, EXECUTE, 0, 1)
    FIELD(CMD, BUSY, 1, 1)
    FIELD(CMD, MEMORY, 2, 1)
    FIELD(CMD, DUMMY, 7, 5)
    FIELD(CMD, WR_BYTES, 12, 3)
    FIELD(CMD, WR, 15, 1)
    FIELD(CMD, ADDR_BYTES, 16, 2)
    FIELD(CMD, MODE, 18, 1)
    FIELD(CMD, ADDR, 19, 1)
    FIELD(CMD, RD_BYTES, 20, 3)
    FIELD(CMD, RD, 23, 1)
    FIELD(CMD, OPCODE, 24, 8)
REG32(CMD_ADDR, 0x94)
REG32(CMD_RD_LOW, 0xa0)
REG32(CMD_RD_HIGH, 0xa4)
REG32(CMD_WR_LOW, 0xa8)
REG32(CMD_WR_HIGH, 0xac)
REG32(POLLING, 0xb0)
REG32(PHY_CONFIG, 0xb4)
REG32(PHY_MASTER, 0xb8)
REG32(DLL_LOW, 0xbc)
    FIELD(DLL_LOW, LOCK, 0, 1)
    FIELD(DLL_LOW, LOOPBACK_LOCK, 15, 1)
REG32(DLL_HIGH, 0xc0)
REG32(OPCODE_EXT_LOW, 0xe0)
REG32(OPCODE_EXT_HIGH, 0xe4)
REG32(MODULE_ID, 0xfc)

/* k3-ospi-flash.c: what goes over the bus; k3-ospi.c updates the interrupt */

bool k3_ospi_enabled(K3OspiState *s);

/** k3_ospi_end: end of a transfer on the bus. */
void k3_ospi_end(K3OspiState *s);

/** k3_ospi_command: the command that is described by @cmd, as in CMD. */
void k3_ospi_command(K3OspiState *s, uint32_t cmd);

/** k3_ospi_read_direct: @bytes (up to 8) of the memory from @addr on. */
uint64_t k3_ospi_read_direct(K3OspiState *s, uint32_t addr, unsigned bytes);

void k3_ospi_write_direct(K3OspiState *s, uint32_t addr, uint64_t value,
                          unsigned bytes);

/** k3_ospi_control_read: a value that was written to IND_RD. */
void k3_ospi_control_read(K3OspiState *s, uint32_t value);

/** k3_ospi_control_write: a value that was written to IND_WR. */
void k3_ospi_control_write(K3OspiState *s, uint32_t value);

/** k3_ospi_pop: the next bytes of an indirect read. */
uint64_t k3_ospi_pop(K3OspiState *s, unsigned bytes);

/** k3_ospi_push: the next bytes of an indirect write. */
void k3_ospi_push(K3OspiState *s, uint64_t value, unsigned bytes);

#endif /* HW_SSI_K3_OSPI_INTERNAL_H */
