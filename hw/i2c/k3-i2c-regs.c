/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 I2C controller: registers
 */

#include "qemu/osdep.h"
#include "k3-i2c-internal.h"
#include "hw/misc/k3-trace.h"
#include "qemu/log.h"
#include "trace.h"

#define TMODE_IO    3

/*
 * Description of a register.  A read returns regs[] unless there is a read
 * hook; a write changes the bits in "rw" unless there is a write hook.
 */
typedef struct K3I2CReg {
    const char *name;
    uint32_t reset;
    uint32_t rw;
    /* An 8-bit write leaves the rest of the register as it is */
    bool lanes;
    uint32_t (*read)(K3I2CState *s);
    void (*write)(K3I2CState *s, uint32_t value);
} K3I2CReg;

static void k3_i2c_clear(K3I2CState *s)
{
    fifo8_reset(&s->rx);
    fifo8_reset(&s->tx);
    s->regs[R_IRQSTATUS_RAW] = 0;
    s->complete = false;
}

static void k3_i2c_write_con(K3I2CState *s, uint32_t value)
{
    bool idle = s->phase == PHASE_IDLE || s->phase == PHASE_HELD;
    uint32_t start = R_CON_STT_MASK | R_CON_STP_MASK;

    s->regs[R_CON] = value & 0xbff3 & ~R_CON_STT_MASK;
    if (!k3_i2c_con(s, R_CON_EN_MASK)) {
        k3_i2c_end(s);
        k3_i2c_clear(s);
        s->regs[R_CON] &= ~start;
        return;
    }
    s->regs[R_SYSS] |= R_SYSS_RDONE_MASK;
    if (!k3_i2c_con(s, R_CON_MST_MASK)) {
        if (s->phase != PHASE_IDLE) {
            qemu_log_mask(LOG_GUEST_ERROR,
                          "%s: MST cleared during a transfer\n",
                          k3_trace_name(s));
            k3_i2c_stop(s);
        }
        /* Neither has a meaning for a slave */
        s->regs[R_CON] &= ~start;
    } else if (value & R_CON_STT_MASK) {
        if (idle) {
            k3_i2c_start(s);
        } else {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: START during a transfer\n",
                          k3_trace_name(s));
        }
    } else if (k3_i2c_con(s, R_CON_STP_MASK) && idle) {
        if (s->phase == PHASE_HELD) {
            k3_i2c_stop(s);
        } else {
            s->regs[R_CON] &= ~R_CON_STP_MASK;
        }
    }
}

static void k3_i2c_write_sysc(K3I2CState *s, uint32_t value)
{
    /* SRST completes at once, so that it always reads as 0 */
    if (FIELD_EX32(value, SYSC, SRST)) {
        k3_i2c_end(s);
        k3_i2c_reset_regs(s);
        return;
    }
    s->regs[R_SYSC] = value & 0x31d;
}

static uint32_t k3_i2c_busy(K3I2CState *s)
{
    return s->phase == PHASE_IDLE ? 0 : STATUS_BB;
}

static uint32_t k3_i2c_read_irqstatus_raw(K3I2CState *s)
{
    return s->regs[R_IRQSTATUS_RAW] | k3_i2c_busy(s);
}

static uint32_t k3_i2c_read_irqstatus(K3I2CState *s)
{
    return (s->regs[R_IRQSTATUS_RAW] & s->regs[R_IRQENABLE_SET]) |
           k3_i2c_busy(s);
}

static uint32_t k3_i2c_read_irqenable(K3I2CState *s)
{
    return s->regs[R_IRQENABLE_SET];
}

static void k3_i2c_write_irqstatus_raw(K3I2CState *s, uint32_t value)
{
    s->regs[R_IRQSTATUS_RAW] |= value & IT_ALL;
}

static void k3_i2c_write_irqstatus(K3I2CState *s, uint32_t value)
{
    s->regs[R_IRQSTATUS_RAW] &= ~value;
}

static void k3_i2c_write_irqenable_set(K3I2CState *s, uint32_t value)
{
    s->regs[R_IRQENABLE_SET] |= value & IT_ALL;
}

static void k3_i2c_write_irqenable_clr(K3I2CState *s, uint32_t value)
{
    s->regs[R_IRQENABLE_SET] &= ~value;
}

static void k3_i2c_unimp_dma(K3I2CState *s)
{
    qemu_log_mask(LOG_UNIMP, "%s: DMA is not modelled\n", k3_trace_name(s));
}

static void k3_i2c_write_dma(K3I2CState *s, uint32_t value)
{
    if (value & 1) {
        k3_i2c_unimp_dma(s);
    }
}

static void k3_i2c_write_buf(K3I2CState *s, uint32_t value)
{
    if (value & (R_BUF_RDMA_EN_MASK | R_BUF_XDMA_EN_MASK)) {
        k3_i2c_unimp_dma(s);
    }
    if (FIELD_EX32(value, BUF, RXFIFO_CLR)) {
        fifo8_reset(&s->rx);
    }
    if (FIELD_EX32(value, BUF, TXFIFO_CLR)) {
        fifo8_reset(&s->tx);
    }
    s->regs[R_BUF] = value & 0xbfbf;
    /* There may be room now */
    k3_i2c_next(s);
}

static uint32_t k3_i2c_read_cnt(K3I2CState *s)
{
    return s->phase == PHASE_ADDRESS || s->phase == PHASE_DATA ?
           s->left & 0xffff : s->regs[R_CNT];
}

/* When the receive FIFO is empty, a read returns the previous byte */
static uint32_t k3_i2c_read_data(K3I2CState *s)
{
    if (fifo8_is_empty(&s->rx)) {
        s->regs[R_IRQSTATUS_RAW] |= IT_AERR;
        k3_i2c_update(s);
        return s->regs[R_DATA];
    }
    s->regs[R_DATA] = fifo8_pop(&s->rx);
    k3_i2c_next(s);
    k3_i2c_update(s);
    return s->regs[R_DATA];
}

static void k3_i2c_write_data(K3I2CState *s, uint32_t value)
{
    if (!k3_i2c_con(s, R_CON_EN_MASK)) {
        return;
    }
    if (fifo8_is_full(&s->tx)) {
        s->regs[R_IRQSTATUS_RAW] |= IT_AERR;
        return;
    }
    fifo8_push(&s->tx, value);
    k3_i2c_next(s);
}

static void k3_i2c_write_own(K3I2CState *s, unsigned reg, uint32_t value)
{
    if (value & 0x3ff) {
        qemu_log_mask(LOG_UNIMP, "%s: slave mode is not modelled\n",
                      k3_trace_name(s));
    }
    s->regs[reg] = value & (reg == R_OA ? 0xe3ff : 0x3ff);
}

static void k3_i2c_write_oa(K3I2CState *s, uint32_t value)
{
    k3_i2c_write_own(s, R_OA, value);
}

static void k3_i2c_write_oa1(K3I2CState *s, uint32_t value)
{
    k3_i2c_write_own(s, R_OA1, value);
}

static void k3_i2c_write_oa2(K3I2CState *s, uint32_t value)
{
    k3_i2c_write_own(s, R_OA2, value);
}

static void k3_i2c_write_oa3(K3I2CState *s, uint32_t value)
{
    k3_i2c_write_own(s, R_OA3, value);
}

/*
 * Nobody but this controller pulls a line low, and that only as a test.  A line
 * then reads as it is driven; Linux frees a stuck bus this way.
 */
static uint32_t k3_i2c_read_systest(K3I2CState *s)
{
    uint32_t value = s->regs[R_SYSTEST];
    bool test = FIELD_EX32(value, SYSTEST, ST_EN) &&
                FIELD_EX32(value, SYSTEST, TMODE) == TMODE_IO;
    bool scl = !test || FIELD_EX32(value, SYSTEST, SCL_O);
    bool sda = !test || FIELD_EX32(value, SYSTEST, SDA_O);

    value = FIELD_DP32(value, SYSTEST, SCL_I_FUNC, scl);
    value = FIELD_DP32(value, SYSTEST, SDA_I_FUNC, sda);
    value = FIELD_DP32(value, SYSTEST, SCL_I, test && scl);
    return FIELD_DP32(value, SYSTEST, SDA_I, test && sda);
}

static uint32_t k3_i2c_read_bufstat(K3I2CState *s)
{
    uint32_t value = s->regs[R_BUFSTAT];

    value = FIELD_DP32(value, BUFSTAT, RXSTAT, fifo8_num_used(&s->rx));
    return FIELD_DP32(value, BUFSTAT, TXSTAT, MIN(k3_i2c_unwritten(s), 63));
}

static const K3I2CReg k3_i2c_regs[K3_I2C_NUM_REGS] = {
    /* Revision 0.12, of scheme 1 */
    [R_REVNB_LO] = { "REVNB_LO", .reset = 0x000c },
    [R_REVNB_HI] = { "REVNB_HI", .reset = 0x5040 },
    [R_SYSC] = { "SYSC", .reset = 0x1, .lanes = true,
                 .write = k3_i2c_write_sysc },
    [R_EOI] = { "EOI" },
    [R_IRQSTATUS_RAW] = { "IRQSTATUS_RAW", .read = k3_i2c_read_irqstatus_raw,
                          .write = k3_i2c_write_irqstatus_raw },
    [R_IRQSTATUS] = { "IRQSTATUS", .read = k3_i2c_read_irqstatus,
                      .write = k3_i2c_write_irqstatus },
    [R_IRQENABLE_SET] = { "IRQENABLE_SET",
                          .write = k3_i2c_write_irqenable_set },
    [R_IRQENABLE_CLR] = { "IRQENABLE_CLR", .read = k3_i2c_read_irqenable,
                          .write = k3_i2c_write_irqenable_clr },
    [R_WE] = { "WE", .rw = IT_ALL, .lanes = true },
    [R_DMARXENABLE_SET] = { "DMARXENABLE_SET", .write = k3_i2c_write_dma },
    [R_DMATXENABLE_SET] = { "DMATXENABLE_SET", .write = k3_i2c_write_dma },
    [R_DMARXENABLE_CLR] = { "DMARXENABLE_CLR" },
    [R_DMATXENABLE_CLR] = { "DMATXENABLE_CLR" },
    [R_DMARXWAKE_EN] = { "DMARXWAKE_EN", .rw = IT_ALL, .lanes = true },
    [R_DMATXWAKE_EN] = { "DMATXWAKE_EN", .rw = IT_ALL, .lanes = true },
    [R_SYSS] = { "SYSS" },
    [R_BUF] = { "BUF", .lanes = true, .write = k3_i2c_write_buf },
    [R_CNT] = { "CNT", .rw = 0xffff, .lanes = true, .read = k3_i2c_read_cnt },
    [R_DATA] = { "DATA", .read = k3_i2c_read_data,
                 .write = k3_i2c_write_data },
    [R_CON] = { "CON", .lanes = true, .write = k3_i2c_write_con },
    [R_OA] = { "OA", .lanes = true, .write = k3_i2c_write_oa },
    [R_SA] = { "SA", .reset = 0x3ff, .rw = 0x3ff, .lanes = true },
    [R_PSC] = { "PSC", .rw = 0xff },
    [R_SCLL] = { "SCLL", .rw = 0xffff, .lanes = true },
    [R_SCLH] = { "SCLH", .rw = 0xffff, .lanes = true },
    [R_SYSTEST] = { "SYSTEST", .rw = 0xf005, .lanes = true,
                    .read = k3_i2c_read_systest },
    /* FIFODEPTH 2: 32 bytes */
    [R_BUFSTAT] = { "BUFSTAT", .reset = 0x8000, .read = k3_i2c_read_bufstat },
    [R_OA1] = { "OA1", .lanes = true, .write = k3_i2c_write_oa1 },
    [R_OA2] = { "OA2", .lanes = true, .write = k3_i2c_write_oa2 },
    [R_OA3] = { "OA3", .lanes = true, .write = k3_i2c_write_oa3 },
    [R_ACTOA] = { "ACTOA" },
    [R_SBLOCK] = { "SBLOCK", .rw = 0xf },
};

void k3_i2c_reset_regs(K3I2CState *s)
{
    k3_i2c_clear(s);
    s->receive = false;
    s->address = 0;
    s->shift = 0;
    s->left = 0;
    for (unsigned i = 0; i < K3_I2C_NUM_REGS; i++) {
        s->regs[i] = k3_i2c_regs[i].reset;
    }
}

static const K3I2CReg *k3_i2c_reg(K3I2CState *s, hwaddr offset)
{
    const K3I2CReg *reg = NULL;

    if (offset / 4 < K3_I2C_NUM_REGS) {
        reg = &k3_i2c_regs[offset / 4];
    }
    if (!reg || !reg->name) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
        return NULL;
    }
    return reg;
}

static uint64_t k3_i2c_read(void *opaque, hwaddr offset, unsigned size)
{
    K3I2CState *s = opaque;
    const K3I2CReg *reg = k3_i2c_reg(s, offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    value = reg->read ? reg->read(s) : s->regs[offset / 4];
    trace_k3_i2c_read(k3_trace_name(s), reg->name, value);
    return value >> (offset % 4 * 8);
}

static void k3_i2c_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3I2CState *s = opaque;
    const K3I2CReg *reg = k3_i2c_reg(s, offset);
    uint32_t *latch;

    if (!reg) {
        return;
    }
    latch = &s->regs[offset / 4];
    value = deposit32(reg->lanes ? *latch : 0, offset % 4 * 8, size * 8, value);
    trace_k3_i2c_write(k3_trace_name(s), reg->name, value);
    if (reg->write) {
        reg->write(s, value);
    } else {
        *latch = (*latch & ~reg->rw) | (value & reg->rw);
    }
    k3_i2c_update(s);
}

const MemoryRegionOps k3_i2c_ops = {
    .read = k3_i2c_read,
    .write = k3_i2c_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 4,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};
