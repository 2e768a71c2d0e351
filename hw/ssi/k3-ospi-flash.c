/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 OSPI controller: commands, direct and indirect access to the memories
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "k3-ospi-internal.h"
#include "qemu/log.h"
#include "trace.h"

#define FLASH_WREN      0x06
#define FLASH_RDSFDP    0x5a

static void k3_ospi_raise(K3OspiState *s, uint32_t causes)
{
    s->regs[R_IRQ_STATUS] |= causes;
}

static uint8_t k3_ospi_byte(K3OspiState *s, uint8_t value)
{
    bool answered = false;
    BusChild *kid;

    /* Lines without a driver are pulled up */
    QTAILQ_FOREACH(kid, &BUS(s->bus)->children, sibling) {
        answered |= !SSI_PERIPHERAL(kid->child)->cs;
    }
    value = ssi_transfer(s->bus, value);
    return answered ? value : 0xff;
}

void k3_ospi_end(K3OspiState *s)
{
    for (unsigned i = 0; i < K3_OSPI_NUM_CS; i++) {
        qemu_set_irq(s->cs[i], 1);
    }
}

static void k3_ospi_begin(K3OspiState *s, uint8_t opcode)
{
    /* The lowest of the select bits that is 0 chooses the memory */
    unsigned chosen = ctz32(~FIELD_EX32(s->regs[R_CONFIG], CONFIG, CS));

    k3_ospi_end(s);
    if (chosen < K3_OSPI_NUM_CS) {
        qemu_set_irq(s->cs[chosen], 0);
    }
    k3_ospi_byte(s, opcode);
}

static void k3_ospi_address(K3OspiState *s, uint32_t addr, unsigned bytes)
{
    for (unsigned i = bytes; i > 0; i--) {
        k3_ospi_byte(s, extract32(addr, 8 * (i - 1), 8));
    }
}

/*
 * QEMU's flash memories count the dummy cycles of a read in bytes, except that
 * RDSFDP has one byte for its eight.
 */
static void k3_ospi_dummy(K3OspiState *s, uint8_t opcode, unsigned cycles)
{
    unsigned bytes = opcode == FLASH_RDSFDP ? cycles / 8 : cycles;

    for (unsigned i = 0; i < bytes; i++) {
        k3_ospi_byte(s, 0);
    }
}

/* The bytes of an address in direct and indirect access */
static unsigned k3_ospi_addr_bytes(K3OspiState *s)
{
    return MIN(FIELD_EX32(s->regs[R_SIZE], SIZE, ADDR_BYTES) + 1, 4);
}

static void k3_ospi_begin_read(K3OspiState *s, uint32_t addr)
{
    uint32_t instr = s->regs[R_RD_INSTR];
    uint8_t opcode = FIELD_EX32(instr, RD_INSTR, OPCODE);

    trace_k3_ospi_flash_read(k3_trace_name(s), opcode, addr);
    k3_ospi_begin(s, opcode);
    k3_ospi_address(s, addr, k3_ospi_addr_bytes(s));
    if (FIELD_EX32(instr, RD_INSTR, MODE)) {
        k3_ospi_byte(s, FIELD_EX32(s->regs[R_MODE_BITS], MODE_BITS, MODE));
    }
    k3_ospi_dummy(s, opcode, FIELD_EX32(instr, RD_INSTR, DUMMY));
}

static void k3_ospi_begin_write(K3OspiState *s, uint32_t addr)
{
    uint32_t instr = s->regs[R_WR_INSTR];
    uint8_t opcode = FIELD_EX32(instr, WR_INSTR, OPCODE);

    trace_k3_ospi_flash_write(k3_trace_name(s), opcode, addr);
    if (FIELD_EX32(s->regs[R_WR_PROTECT], WR_PROTECT, ENABLE)) {
        qemu_log_mask(LOG_UNIMP, "%s: no write protection\n",
                      k3_trace_name(s));
    }
    if (!FIELD_EX32(instr, WR_INSTR, NO_WREN)) {
        k3_ospi_begin(s, FLASH_WREN);
    }
    k3_ospi_begin(s, opcode);
    k3_ospi_address(s, addr, k3_ospi_addr_bytes(s));
}

bool k3_ospi_enabled(K3OspiState *s)
{
    return FIELD_EX32(s->regs[R_CONFIG], CONFIG, ENABLE);
}

static uint64_t k3_ospi_receive(K3OspiState *s, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint64_t)k3_ospi_byte(s, 0) << (8 * i);
    }
    return value;
}

void k3_ospi_command(K3OspiState *s, uint32_t cmd)
{
    uint8_t opcode = FIELD_EX32(cmd, CMD, OPCODE);
    uint64_t data = s->regs[R_CMD_WR_LOW] |
                    (uint64_t)s->regs[R_CMD_WR_HIGH] << 32;

    if (FIELD_EX32(cmd, CMD, MEMORY)) {
        qemu_log_mask(LOG_UNIMP, "%s: the memory bank of commands is not "
                      "modelled\n", k3_trace_name(s));
    }
    trace_k3_ospi_command(k3_trace_name(s), opcode, cmd);
    k3_ospi_begin(s, opcode);
    if (FIELD_EX32(cmd, CMD, ADDR)) {
        k3_ospi_address(s, s->regs[R_CMD_ADDR],
                        FIELD_EX32(cmd, CMD, ADDR_BYTES) + 1);
    }
    if (FIELD_EX32(cmd, CMD, MODE)) {
        k3_ospi_byte(s, FIELD_EX32(s->regs[R_MODE_BITS], MODE_BITS, MODE));
    }
    k3_ospi_dummy(s, opcode, FIELD_EX32(cmd, CMD, DUMMY));
    if (FIELD_EX32(cmd, CMD, WR)) {
        for (unsigned i = 0; i <= FIELD_EX32(cmd, CMD, WR_BYTES); i++) {
            k3_ospi_byte(s, data >> (8 * i));
        }
    } else if (FIELD_EX32(cmd, CMD, RD)) {
        data = k3_ospi_receive(s, FIELD_EX32(cmd, CMD, RD_BYTES) + 1);
        s->regs[R_CMD_RD_LOW] = data;
        s->regs[R_CMD_RD_HIGH] = data >> 32;
    }
    k3_ospi_end(s);
    k3_ospi_raise(s, R_IRQ_STATUS_STIG_DONE_MASK);
}

uint64_t k3_ospi_read_direct(K3OspiState *s, uint32_t addr, unsigned bytes)
{
    uint64_t value;

    k3_ospi_begin_read(s, addr);
    value = k3_ospi_receive(s, bytes);
    k3_ospi_end(s);
    return value;
}

void k3_ospi_write_direct(K3OspiState *s, uint32_t addr, uint64_t value,
                          unsigned bytes)
{
    k3_ospi_begin_write(s, addr);
    for (unsigned i = 0; i < bytes; i++) {
        k3_ospi_byte(s, value >> (8 * i));
    }
    k3_ospi_end(s);
}

/* Indirect access: IND_RD and IND_WR have the same fields */

static void k3_ospi_complete(K3OspiState *s, K3OspiTransfer *transfer,
                             uint32_t *control)
{
    transfer->active = false;
    *control = R_IND_RD_DONE_MASK;
    k3_ospi_raise(s, R_IRQ_STATUS_INDIRECT_DONE_MASK);
}

/* Read from the flash memory as much as fits */
static void k3_ospi_fill(K3OspiState *s)
{
    uint32_t watermark = s->regs[R_IND_RD_WATERMARK];
    K3OspiTransfer *reading = &s->reading;
    uint32_t bytes = MIN(fifo8_num_free(&s->sram), reading->left);

    if (bytes) {
        k3_ospi_begin_read(s, reading->addr);
        for (uint32_t i = 0; i < bytes; i++) {
            fifo8_push(&s->sram, k3_ospi_byte(s, 0));
        }
        k3_ospi_end(s);
        reading->addr += bytes;
        reading->left -= bytes;
    }
    if (watermark && fifo8_num_used(&s->sram) > watermark) {
        k3_ospi_raise(s, R_IRQ_STATUS_WATERMARK_MASK);
    }
    if (!reading->left) {
        k3_ospi_complete(s, reading, &s->regs[R_IND_RD]);
    } else {
        k3_ospi_raise(s, R_IRQ_STATUS_SRAM_FULL_MASK);
    }
}

/* Returns whether a transfer was started */
static bool k3_ospi_control(K3OspiState *s, K3OspiTransfer *transfer,
                            unsigned control, uint32_t value)
{
    /* The registers for the address and the number of bytes are next to it */
    uint32_t addr = s->regs[control + 2];
    uint32_t bytes = s->regs[control + 3];

    if (FIELD_EX32(value, IND_RD, DONE)) {
        s->regs[control] &= ~R_IND_RD_DONE_MASK;
    }
    if (FIELD_EX32(value, IND_RD, CANCEL)) {
        *transfer = (K3OspiTransfer) {};
        s->regs[control] &= ~R_IND_RD_BUSY_MASK;
        return false;
    }
    if (!FIELD_EX32(value, IND_RD, START) || !k3_ospi_enabled(s)) {
        return false;
    }
    if (transfer->active) {
        qemu_log_mask(LOG_UNIMP, "%s: a second indirect transfer cannot "
                      "wait for the first\n", k3_trace_name(s));
        k3_ospi_raise(s, R_IRQ_STATUS_REJECT_MASK);
        return false;
    }
    *transfer = (K3OspiTransfer) { .active = true, .addr = addr,
                                   .left = bytes };
    s->regs[control] |= R_IND_RD_BUSY_MASK;
    return true;
}

void k3_ospi_control_read(K3OspiState *s, uint32_t value)
{
    if (FIELD_EX32(value, IND_RD, CANCEL)) {
        fifo8_reset(&s->sram);
    }
    if (k3_ospi_control(s, &s->reading, R_IND_RD, value)) {
        fifo8_reset(&s->sram);
        k3_ospi_fill(s);
    }
}

void k3_ospi_control_write(K3OspiState *s, uint32_t value)
{
    if (k3_ospi_control(s, &s->writing, R_IND_WR, value) &&
        !s->writing.left) {
        k3_ospi_complete(s, &s->writing, &s->regs[R_IND_WR]);
    }
}

uint64_t k3_ospi_pop(K3OspiState *s, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < bytes && !fifo8_is_empty(&s->sram); i++) {
        value |= (uint64_t)fifo8_pop(&s->sram) << (8 * i);
    }
    if (s->reading.active && fifo8_is_empty(&s->sram)) {
        k3_ospi_fill(s);
    }
    return value;
}

/*
 * The flash memory gets the bytes at once, so that it is never in the middle of
 * a page: QEMU's could not be saved then.
 */
void k3_ospi_push(K3OspiState *s, uint64_t value, unsigned bytes)
{
    K3OspiTransfer *writing = &s->writing;
    uint32_t page = FIELD_EX32(s->regs[R_SIZE], SIZE, PAGE);

    bytes = MIN(bytes, writing->left);
    k3_ospi_begin_write(s, writing->addr);
    for (unsigned i = 0; i < bytes; i++) {
        /* A memory would go on at the beginning of its page */
        if (i && page && writing->addr % page == 0) {
            k3_ospi_begin_write(s, writing->addr);
        }
        k3_ospi_byte(s, value >> (8 * i));
        writing->addr++;
        writing->left--;
    }
    k3_ospi_end(s);
    if (s->regs[R_IND_WR_WATERMARK]) {
        k3_ospi_raise(s, R_IRQ_STATUS_WATERMARK_MASK);
    }
    if (!writing->left) {
        k3_ospi_complete(s, writing, &s->regs[R_IND_WR]);
    }
}

