/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 I2C controller: registers
 */

#include "qemu/osdep.h"
#include "k3-i2c-internal.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "qemu/log.h"
#include "trace.h"

#define TMODE_IO    3

static void k3_i2c_clear(K3I2CState *s)
{
    fifo8_reset(&s->rx);
    fifo8_reset(&s->tx);
    s->regs[R_IRQSTATUS_RAW] = 0;
    s->complete = false;
}

static void k3_i2c_write_con(void *opaque, uint32_t value)
{
    K3I2CState *s = opaque;
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

static void k3_i2c_write_sysc(void *opaque, uint32_t value)
{
    K3I2CState *s = opaque;

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

static uint32_t k3_i2c_read_irqstatus_raw(void *opaque)
{
    K3I2CState *s = opaque;

    return s->regs[R_IRQSTATUS_RAW] | k3_i2c_busy(s);
}

static uint32_t k3_i2c_read_irqstatus(void *opaque)
{
    K3I2CState *s = opaque;

    return (s->regs[R_IRQSTATUS_RAW] & s->regs[R_IRQENABLE_SET]) |
           k3_i2c_busy(s);
}

static void k3_i2c_unimp_dma(K3I2CState *s)
{
    qemu_log_mask(LOG_UNIMP, "%s: DMA is not modelled\n", k3_trace_name(s));
}

static void k3_i2c_write_dma(void *opaque, uint32_t value)
{
    if (value & 1) {
        k3_i2c_unimp_dma(opaque);
    }
}

static void k3_i2c_write_buf(void *opaque, uint32_t value)
{
    K3I2CState *s = opaque;

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

static uint32_t k3_i2c_read_cnt(void *opaque)
{
    K3I2CState *s = opaque;

    return s->phase == PHASE_ADDRESS || s->phase == PHASE_DATA ?
           s->left & 0xffff : s->regs[R_CNT];
}

/* When the receive FIFO is empty, a read returns the previous byte */
static uint32_t k3_i2c_read_data(void *opaque)
{
    K3I2CState *s = opaque;

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

static void k3_i2c_write_data(void *opaque, uint32_t value)
{
    K3I2CState *s = opaque;

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

static void k3_i2c_write_own(void *opaque, uint32_t value)
{
    if (value & 0x3ff) {
        qemu_log_mask(LOG_UNIMP, "%s: slave mode is not modelled\n",
                      k3_trace_name(opaque));
    }
}

/*
 * Nobody but this controller pulls a line low, and that only as a test.  A line
 * then reads as it is driven; Linux frees a stuck bus this way.
 */
static uint32_t k3_i2c_read_systest(void *opaque)
{
    K3I2CState *s = opaque;
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

static uint32_t k3_i2c_read_bufstat(void *opaque)
{
    K3I2CState *s = opaque;
    uint32_t value = s->regs[R_BUFSTAT];

    value = FIELD_DP32(value, BUFSTAT, RXSTAT, fifo8_num_used(&s->rx));
    return FIELD_DP32(value, BUFSTAT, TXSTAT, MIN(k3_i2c_unwritten(s), 63));
}

static const K3RegInfo k3_i2c_regs[K3_I2C_NUM_REGS] = {
    /* Revision 0.12, of scheme 1 */
    [R_REVNB_LO] = { "REVNB_LO", .reset = 0x000c },
    [R_REVNB_HI] = { "REVNB_HI", .reset = 0x5040 },
    [R_SYSC] = { "SYSC", .reset = 0x1, .write = k3_i2c_write_sysc },
    [R_EOI] = { "EOI", .no_effect = true },
    [R_IRQSTATUS_RAW] = { "IRQSTATUS_RAW", .w1s = IT_ALL,
                          .read = k3_i2c_read_irqstatus_raw },
    [R_IRQSTATUS] = { "IRQSTATUS", .w1c = IT_ALL, .same_as = R_IRQSTATUS_RAW,
                      .read = k3_i2c_read_irqstatus },
    [R_IRQENABLE_SET] = { "IRQENABLE_SET", .w1s = IT_ALL },
    [R_IRQENABLE_CLR] = { "IRQENABLE_CLR", .w1c = IT_ALL,
                          .same_as = R_IRQENABLE_SET },
    [R_WE] = { "WE", .rw = IT_ALL },
    [R_DMARXENABLE_SET] = { "DMARXENABLE_SET", .write = k3_i2c_write_dma },
    [R_DMATXENABLE_SET] = { "DMATXENABLE_SET", .write = k3_i2c_write_dma },
    [R_DMARXENABLE_CLR] = { "DMARXENABLE_CLR", .no_effect = true },
    [R_DMATXENABLE_CLR] = { "DMATXENABLE_CLR", .no_effect = true },
    [R_DMARXWAKE_EN] = { "DMARXWAKE_EN", .rw = IT_ALL },
    [R_DMATXWAKE_EN] = { "DMATXWAKE_EN", .rw = IT_ALL },
    [R_SYSS] = { "SYSS" },
    [R_BUF] = { "BUF", .write = k3_i2c_write_buf },
    [R_CNT] = { "CNT", .rw = 0xffff, .read = k3_i2c_read_cnt },
    [R_DATA] = { "DATA", .read = k3_i2c_read_data,
                 .write = k3_i2c_write_data },
    [R_CON] = { "CON", .write = k3_i2c_write_con },
    [R_OA] = { "OA", .rw = 0xe3ff, .write = k3_i2c_write_own },
    [R_SA] = { "SA", .reset = 0x3ff, .rw = 0x3ff },
    [R_PSC] = { "PSC", .rw = 0xff },
    [R_SCLL] = { "SCLL", .rw = 0xffff },
    [R_SCLH] = { "SCLH", .rw = 0xffff },
    [R_SYSTEST] = { "SYSTEST", .rw = 0xf005, .read = k3_i2c_read_systest },
    /* FIFODEPTH 2: 32 bytes */
    [R_BUFSTAT] = { "BUFSTAT", .reset = 0x8000, .read = k3_i2c_read_bufstat },
    [R_OA1] = { "OA1", .rw = 0x3ff, .write = k3_i2c_write_own },
    [R_OA2] = { "OA2", .rw = 0x3ff, .write = k3_i2c_write_own },
    [R_OA3] = { "OA3", .rw = 0x3ff, .write = k3_i2c_write_own },
    [R_ACTOA] = { "ACTOA" },
    [R_SBLOCK] = { "SBLOCK", .rw = 0xf },
};

/* A write to one byte of these registers leaves the other as it is */
static bool k3_i2c_has_lanes(hwaddr offset)
{
    switch (offset & ~3) {
    case A_SYSC:
    case A_WE:
    case A_DMARXWAKE_EN:
    case A_DMATXWAKE_EN:
    case A_BUF:
    case A_CNT:
    case A_CON:
    case A_OA ... A_SA:
    case A_SCLL ... A_SYSTEST:
    case A_OA1 ... A_OA3:
        return true;
    default:
        return false;
    }
}

void k3_i2c_reset_regs(K3I2CState *s)
{
    k3_i2c_clear(s);
    s->receive = false;
    s->address = 0;
    s->shift = 0;
    s->left = 0;
    k3_regs_reset(k3_i2c_regs, s->regs, K3_I2C_NUM_REGS);
}

static uint64_t k3_i2c_read(void *opaque, hwaddr offset, unsigned size)
{
    K3I2CState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_i2c_regs, K3_I2C_NUM_REGS,
                                        offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    k3_i2c_catch_up(s);
    value = k3_regs_read(s, k3_i2c_regs, s->regs, offset);
    trace_k3_i2c_read(k3_trace_name(s), reg->name, value);
    return value >> (offset % 4 * 8);
}

static void k3_i2c_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3I2CState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_i2c_regs, K3_I2C_NUM_REGS,
                                        offset);
    uint32_t others;

    if (!reg) {
        return;
    }
    k3_i2c_catch_up(s);
    others = k3_i2c_has_lanes(offset) ? s->regs[offset / 4] : 0;
    value = deposit32(others, offset % 4 * 8, size * 8, value);
    trace_k3_i2c_write(k3_trace_name(s), reg->name, value);
    k3_regs_write(s, k3_i2c_regs, s->regs, offset, value);
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
