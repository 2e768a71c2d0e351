/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 UART: registers that the 16550A core lacks, and banks
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-trace.h"
#include "qemu/log.h"
#include "k3-uart-internal.h"
#include "trace.h"

#define LCR_CONFIG_B    0xbf

#define EFR_ENHANCED    BIT(4)
#define MCR_TCR_TLR     BIT(6)
#define MCR_CORE        0x1f
#define MCR_HIGH        0x60
#define IER_CORE        0x0f
#define IER_HIGH        0xf0

#define LSR_TX_HOLD_EMPTY BIT(5)

/* Registers from MDR1 on; without a hook, a register is a plain latch */
typedef struct K3UARTReg {
    const char *name;
    uint8_t reset;
    uint8_t rw;
    uint8_t (*read)(K3UARTState *s);
    void (*write)(K3UARTState *s, uint8_t value);
} K3UARTReg;

static bool k3_uart_config_b(K3UARTState *s)
{
    return s->serial.lcr == LCR_CONFIG_B;
}

/* Whether 0x18 and 0x1c are TCR and TLR, whatever the bank */
static bool k3_uart_tcr_tlr(K3UARTState *s)
{
    return (s->efr & EFR_ENHANCED) && (s->mcr_high & MCR_TCR_TLR);
}

static void k3_uart_write_mdr1(K3UARTState *s, uint8_t value)
{
    unsigned mode = value & R_MDR1_MODE_MASK;

    if (mode != MODE_16X && mode != MODE_AUTOBAUD && mode != MODE_13X &&
        mode != MODE_DISABLE) {
        qemu_log_mask(LOG_UNIMP, "%s: mode %u is not modelled\n",
                      k3_trace_name(s), mode);
    }
    s->ext[EXT(A_MDR1)] = value;
    k3_uart_update_clock(s);
}

static void k3_uart_write_scr(K3UARTState *s, uint8_t value)
{
    s->ext[EXT(A_SCR)] = value;
    k3_uart_update_rx_trigger(s);
}

static uint8_t k3_uart_read_ssr(K3UARTState *s)
{
    bool full = s->serial.fcr & R_FCR_FIFO_EN_MASK ?
                fifo8_is_full(&s->serial.xmit_fifo) :
                !(s->serial.lsr & LSR_TX_HOLD_EMPTY);

    return s->ext[EXT(A_SSR)] | full;
}

static void k3_uart_write_sysc(K3UARTState *s, uint8_t value)
{
    /* SOFTRESET completes at once, so that it always reads as 0 */
    if (value & R_SYSC_SOFTRESET_MASK) {
        k3_uart_reset_regs(s);
        k3_uart_reset_core(s);
    }
    s->ext[EXT(A_SYSC)] = value & 0x1d;
}

static uint8_t k3_uart_read_rxfifo_lvl(K3UARTState *s)
{
    return fifo8_num_used(&s->serial.recv_fifo);
}

static uint8_t k3_uart_read_txfifo_lvl(K3UARTState *s)
{
    return fifo8_num_used(&s->serial.xmit_fifo);
}

static uint8_t k3_uart_read_isr2(K3UARTState *s)
{
    return fifo8_is_empty(&s->serial.recv_fifo) |
           fifo8_is_empty(&s->serial.xmit_fifo) << 1;
}

static void k3_uart_write_ier2(K3UARTState *s, uint8_t value)
{
    if (value & 3) {
        qemu_log_mask(LOG_UNIMP, "%s: FIFO empty interrupts are not modelled"
                      "\n", k3_trace_name(s));
    }
    s->ext[EXT(A_IER2)] = value & 7;
}

static const K3UARTReg k3_uart_ext_regs[K3_UART_NUM_EXT] = {
    [EXT(A_MDR1)] = { "MDR1", .reset = MODE_DISABLE,
                      .write = k3_uart_write_mdr1 },
    [EXT(A_MDR2)] = { "MDR2", .rw = 0xfe },
    [EXT(A_SCR)] = { "SCR", .write = k3_uart_write_scr },
    [EXT(A_SSR)] = { "SSR", .reset = 0x4, .rw = 0x4,
                     .read = k3_uart_read_ssr },
    [EXT(A_EBLR)] = { "EBLR", .rw = 0xff },
    /* Legacy scheme, revision 0.0: drivers need no work-around for it */
    [EXT(A_MVER)] = { "MVER" },
    [EXT(A_SYSC)] = { "SYSC", .write = k3_uart_write_sysc },
    [EXT(A_SYSS)] = { "SYSS", .reset = 1 },
    [EXT(A_WER)] = { "WER", .reset = 0xff, .rw = 0xff },
    [EXT(A_CFPS)] = { "CFPS", .reset = 0x69, .rw = 0xff },
    [EXT(A_RXFIFO_LVL)] = { "RXFIFO_LVL", .read = k3_uart_read_rxfifo_lvl },
    [EXT(A_TXFIFO_LVL)] = { "TXFIFO_LVL", .read = k3_uart_read_txfifo_lvl },
    [EXT(A_IER2)] = { "IER2", .write = k3_uart_write_ier2 },
    [EXT(A_ISR2)] = { "ISR2", .read = k3_uart_read_isr2 },
    [EXT(A_FREQ_SEL)] = { "FREQ_SEL", .reset = 0x1a, .rw = 0xff },
    [EXT(A_MDR3)] = { "MDR3", .rw = 0x1f },
    [EXT(A_TX_DMA_THRESHOLD)] = { "TX_DMA_THRESHOLD", .rw = 0x3f },
    [EXT(A_EFR2)] = { "EFR2", .rw = 0xff },
    [EXT(A_TIMEOUTL)] = { "TIMEOUTL", .rw = 0xff },
    [EXT(A_TIMEOUTH)] = { "TIMEOUTH", .rw = 0xff },
};

static const K3UARTReg *k3_uart_ext_reg(K3UARTState *s, hwaddr offset)
{
    const K3UARTReg *reg = NULL;

    if (offset / 4 < K3_UART_EXT_START / 4 + K3_UART_NUM_EXT) {
        reg = &k3_uart_ext_regs[EXT(offset)];
    }
    if (!reg || !reg->name) {
        qemu_log_mask(LOG_UNIMP, "%s: register 0x%" HWADDR_PRIx " is not "
                      "modelled\n", k3_trace_name(s), offset);
        return NULL;
    }
    return reg;
}

static uint8_t k3_uart_ext_read(K3UARTState *s, hwaddr offset)
{
    const K3UARTReg *reg = k3_uart_ext_reg(s, offset);

    if (!reg) {
        return 0;
    }
    return reg->read ? reg->read(s) : s->ext[EXT(offset)];
}

static void k3_uart_ext_write(K3UARTState *s, hwaddr offset, uint8_t value)
{
    const K3UARTReg *reg = k3_uart_ext_reg(s, offset);

    if (!reg) {
        return;
    }
    if (reg->write) {
        reg->write(s, value);
    } else {
        uint8_t *latch = &s->ext[EXT(offset)];

        *latch = (*latch & ~reg->rw) | (value & reg->rw);
    }
}

static void k3_uart_write_fcr(K3UARTState *s, uint8_t value)
{
    s->fcr = value;
    s->core_irq_held = true;
    k3_uart_core_write(s, A_FCR, value);
    s->core_irq_held = false;
    k3_uart_update_rx_trigger(s);
}

static void k3_uart_write_tlr(K3UARTState *s, uint8_t value)
{
    s->tlr = value;
    k3_uart_update_rx_trigger(s);
}

/* The register that the current bank shows instead of a 16550A one, or NULL */
static uint8_t *k3_uart_banked(K3UARTState *s, hwaddr offset)
{
    if (k3_uart_tcr_tlr(s) && (offset == A_MSR || offset == A_SPR)) {
        return offset == A_MSR ? &s->tcr : &s->tlr;
    }
    if (!k3_uart_config_b(s)) {
        return NULL;
    }
    switch (offset) {
    case A_FCR:
        return &s->efr;
    case A_MCR:
    case A_LSR:
        return &s->xon[(offset - A_MCR) / 4];
    case A_MSR:
    case A_SPR:
        return &s->xoff[(offset - A_MSR) / 4];
    default:
        return NULL;
    }
}

static uint8_t k3_uart_base_read(K3UARTState *s, hwaddr offset)
{
    uint8_t *banked = k3_uart_banked(s, offset);
    uint8_t value;

    if (banked) {
        return *banked;
    }
    if (offset == A_FCR) {
        return k3_uart_read_iir(s);
    }
    value = k3_uart_core_read(s, offset);
    if (offset == A_IER && !(s->serial.lcr & LCR_DLAB)) {
        value |= s->ier_high;
    } else if (offset == A_MCR) {
        value |= s->mcr_high;
    }
    return value;
}

static void k3_uart_base_write(K3UARTState *s, hwaddr offset, uint8_t value)
{
    uint8_t *banked = k3_uart_banked(s, offset);
    bool enhanced = s->efr & EFR_ENHANCED;

    if (banked == &s->tlr) {
        k3_uart_write_tlr(s, value);
    } else if (banked) {
        *banked = value;
    } else if (offset == A_FCR) {
        k3_uart_write_fcr(s, value);
    } else if (offset == A_IER && !(s->serial.lcr & LCR_DLAB)) {
        if (enhanced) {
            s->ier_high = value & IER_HIGH;
        }
        k3_uart_core_write(s, offset, value & IER_CORE);
    } else if (offset == A_MCR) {
        if (enhanced) {
            s->mcr_high = value & MCR_HIGH;
        }
        k3_uart_core_write(s, offset, value & MCR_CORE);
    } else {
        k3_uart_core_write(s, offset, value);
    }
}

static bool k3_uart_lane_ok(K3UARTState *s, hwaddr offset)
{
    /* Registers are 8 bits wide, in the low byte of a word */
    if (offset % 4) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: no register at 0x%" HWADDR_PRIx
                      "\n", k3_trace_name(s), offset);
        return false;
    }
    return true;
}

static uint64_t k3_uart_read(void *opaque, hwaddr offset, unsigned size)
{
    K3UARTState *s = opaque;
    uint8_t value;

    if (!k3_uart_lane_ok(s, offset)) {
        return 0;
    }
    value = offset < K3_UART_EXT_START ? k3_uart_base_read(s, offset) :
                                         k3_uart_ext_read(s, offset);
    trace_k3_uart_read(k3_trace_name(s), offset, value);
    return value;
}

static void k3_uart_write(void *opaque, hwaddr offset, uint64_t value,
                          unsigned size)
{
    K3UARTState *s = opaque;

    if (!k3_uart_lane_ok(s, offset)) {
        return;
    }
    trace_k3_uart_write(k3_trace_name(s), offset, value);
    if (offset < K3_UART_EXT_START) {
        k3_uart_base_write(s, offset, value);
    } else {
        k3_uart_ext_write(s, offset, value);
    }
}

const MemoryRegionOps k3_uart_ops = {
    .read = k3_uart_read,
    .write = k3_uart_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 4,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

void k3_uart_reset_regs(K3UARTState *s)
{
    s->ier_high = 0;
    s->mcr_high = 0;
    s->fcr = 0;
    s->efr = 0;
    memset(s->xon, 0, sizeof(s->xon));
    memset(s->xoff, 0, sizeof(s->xoff));
    s->tcr = 0;
    s->tlr = 0;
    for (unsigned i = 0; i < K3_UART_NUM_EXT; i++) {
        s->ext[i] = k3_uart_ext_regs[i].reset;
    }
}
