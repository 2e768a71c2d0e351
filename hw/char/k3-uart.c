/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 UART: 16550A with the OMAP extensions
 */

#include "qemu/osdep.h"
#include "hw/char/k3-uart.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

/* Offsets 0x00..0x1c: 16550A register number * 4, or a banked register */
REG32(DATA, 0x00)
REG32(IER, 0x04)
REG32(FCR, 0x08)
    FIELD(FCR, FIFO_EN, 0, 1)
    FIELD(FCR, RX_TRIG, 6, 2)
REG32(LCR, 0x0c)
REG32(MCR, 0x10)
REG32(LSR, 0x14)
REG32(MSR, 0x18)
REG32(SPR, 0x1c)
REG32(MDR1, 0x20)
    FIELD(MDR1, MODE, 0, 3)
REG32(MDR2, 0x24)
REG32(SCR, 0x40)
    FIELD(SCR, RX_TRIG_GRANU1, 7, 1)
REG32(SSR, 0x44)
    FIELD(SSR, TX_FIFO_FULL, 0, 1)
REG32(EBLR, 0x48)
REG32(MVER, 0x50)
REG32(SYSC, 0x54)
    FIELD(SYSC, SOFTRESET, 1, 1)
REG32(SYSS, 0x58)
REG32(WER, 0x5c)
REG32(CFPS, 0x60)
REG32(RXFIFO_LVL, 0x64)
REG32(TXFIFO_LVL, 0x68)
REG32(IER2, 0x6c)
REG32(ISR2, 0x70)
REG32(FREQ_SEL, 0x74)
REG32(MDR3, 0x80)
REG32(TX_DMA_THRESHOLD, 0x84)
REG32(EFR2, 0x8c)
REG32(TIMEOUTL, 0x98)
REG32(TIMEOUTH, 0x9c)

#define LCR_DLAB        0x80
#define LCR_CONFIG_B    0xbf

#define EFR_ENHANCED    BIT(4)
#define MCR_TCR_TLR     BIT(6)
#define MCR_CORE        0x1f
#define MCR_HIGH        0x60
#define IER_CORE        0x0f
#define IER_HIGH        0xf0
#define IER_THR         BIT(1)

#define FCR_RX_CLEAR    BIT(1)
#define FCR_TX_CLEAR    BIT(2)

#define IIR_NO_INT      BIT(0)
#define MCR_LOOP        BIT(4)
#define LSR_DATA_READY  BIT(0)
#define LSR_OVERRUN     BIT(1)
#define LSR_BREAK       BIT(4)
#define LSR_TX_HOLD_EMPTY BIT(5)

/* MDR1 modes */
#define MODE_16X        0
#define MODE_AUTOBAUD   2
#define MODE_13X        3
#define MODE_DISABLE    7

#define EXT(reg)        (((reg) - K3_UART_EXT_START) / 4)

/* Registers from MDR1 on; without a hook, a register is a plain latch */
typedef struct K3UARTReg {
    const char *name;
    uint8_t reset;
    uint8_t rw;
    uint8_t (*read)(K3UARTState *s);
    void (*write)(K3UARTState *s, uint8_t value);
} K3UARTReg;

/*
 * The core clears a break as soon as LSR is read. Here a break belongs to the
 * byte that represents it, until that is read (TRM, table "UART Mode
 * Interrupts").
 */
static uint8_t k3_uart_core_read(K3UARTState *s, hwaddr offset)
{
    SerialState *core = &s->serial;
    uint8_t lsr = core->lsr;

    if (offset == A_LSR && (lsr & LSR_BREAK) && (lsr & LSR_DATA_READY)) {
        core->lsr &= ~LSR_OVERRUN;
        return lsr;
    }
    return serial_io_ops.read(core, offset / 4, 1);
}

static void k3_uart_core_write(K3UARTState *s, hwaddr offset, uint8_t value)
{
    serial_io_ops.write(&s->serial, offset / 4, value, 1);
}

static void k3_uart_update_irq(K3UARTState *s)
{
    qemu_set_irq(s->irq, !(s->serial.iir & IIR_NO_INT));
}

static void k3_uart_core_irq(void *opaque, int n, int level)
{
    K3UARTState *s = opaque;

    if (!s->core_irq_held) {
        qemu_set_irq(s->irq, level);
    }
}

static bool k3_uart_config_b(K3UARTState *s)
{
    return s->serial.lcr == LCR_CONFIG_B;
}

/* Whether 0x18 and 0x1c are TCR and TLR, whatever the bank */
static bool k3_uart_tcr_tlr(K3UARTState *s)
{
    return (s->efr & EFR_ENHANCED) && (s->mcr_high & MCR_TCR_TLR);
}

static unsigned k3_uart_rx_trigger(K3UARTState *s)
{
    static const uint8_t levels[] = { 8, 16, 56, 60 };
    unsigned tlr = s->tlr >> 4;
    unsigned fcr = FIELD_EX8(s->fcr, FCR, RX_TRIG);

    if (s->ext[EXT(A_SCR)] & R_SCR_RX_TRIG_GRANU1_MASK) {
        return MAX(tlr * 4 + fcr, 1);
    }
    return tlr ? tlr * 4 : levels[fcr];
}

/*
 * Make the core evaluate its interrupt conditions again, which it does when
 * IER changes.  If the THR interrupt bit changes, the core also checks again
 * whether the transmit FIFO is empty.  The interrupt line is not updated
 * meanwhile.
 */
static void k3_uart_reconsider_irq(K3UARTState *s)
{
    uint8_t lcr = s->serial.lcr, ier = s->serial.ier;

    s->core_irq_held = true;
    s->serial.lcr &= ~LCR_DLAB;
    k3_uart_core_write(s, A_IER, ier ^ IER_THR);
    k3_uart_core_write(s, A_IER, ier);
    s->serial.lcr = lcr;
    s->core_irq_held = false;
    k3_uart_update_irq(s);
}

/*
 * A 16550A clears its THR interrupt when IIR is read.  Here it is a level: it
 * stays active until THR is written or IER disables it (AM62x TRM, "UART",
 * table of the UART mode interrupts).  Linux relies on that: its work-around
 * for erratum i2310 reads IIR at the end of the handler and ignores the value.
 */
static uint8_t k3_uart_read_iir(K3UARTState *s)
{
    uint8_t iir;

    s->core_irq_held = true;
    iir = k3_uart_core_read(s, A_FCR);
    k3_uart_reconsider_irq(s);
    return iir;
}

/*
 * The core only supports the trigger levels of a 16550A and sets one at each
 * FCR write.  Replace it by ours.
 */
static void k3_uart_update_rx_trigger(K3UARTState *s)
{
    if (s->serial.fcr & R_FCR_FIFO_EN_MASK) {
        s->serial.recv_fifo_itl = k3_uart_rx_trigger(s);
    }
    k3_uart_reconsider_irq(s);
    /* There may be room now for input that did not fit before */
    if (!(s->serial.mcr & MCR_LOOP)) {
        qemu_chr_fe_accept_input(&s->serial.chr);
    }
}

/* The core recomputes the bit time when LCR is written */
static void k3_uart_update_clock(K3UARTState *s)
{
    unsigned mode = s->ext[EXT(A_MDR1)] & R_MDR1_MODE_MASK;

    s->serial.baudbase = s->clock / (mode == MODE_13X ? 13 : 16);
    k3_uart_core_write(s, A_LCR, s->serial.lcr);
}

static void k3_uart_reset_regs(K3UARTState *s);
static void k3_uart_reset_core(K3UARTState *s);

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

static const MemoryRegionOps k3_uart_ops = {
    .read = k3_uart_read,
    .write = k3_uart_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 4,
    .impl.min_access_size = 1,
    .impl.max_access_size = 4,
};

static void k3_uart_reset_regs(K3UARTState *s)
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

/*
 * The core is reset with the machine only, and some of its reset values differ
 * from ours.  So reset it by writing to its registers.
 */
static void k3_uart_reset_core(K3UARTState *s)
{
    static const struct {
        hwaddr offset;
        uint8_t value;
    } writes[] = {
        { A_LCR, LCR_DLAB },
        { A_DATA, 0 },
        { A_IER, 0 },
        { A_LCR, 0 },
        { A_IER, 0 },
        { A_FCR, FCR_RX_CLEAR | FCR_TX_CLEAR },
        { A_MCR, 0 },
        { A_SPR, 0 },
    };

    s->core_irq_held = true;
    for (unsigned i = 0; i < ARRAY_SIZE(writes); i++) {
        k3_uart_core_write(s, writes[i].offset, writes[i].value);
    }
    /* Reading clears the receive errors and the modem status changes */
    k3_uart_core_read(s, A_LSR);
    k3_uart_core_read(s, A_MSR);
    s->core_irq_held = false;
    k3_uart_update_clock(s);
    k3_uart_update_irq(s);
}

static void k3_uart_reset_enter(Object *obj, ResetType type)
{
    k3_uart_reset_regs(K3_UART(obj));
}

/* In the exit phase, as the core resets itself in the hold phase */
static void k3_uart_reset_exit(Object *obj, ResetType type)
{
    k3_uart_reset_core(K3_UART(obj));
}

static bool k3_uart_fifo_ok(const Fifo8 *fifo)
{
    return fifo->head < fifo->capacity && fifo->num <= fifo->capacity;
}

static int k3_uart_post_load(void *opaque, int version_id)
{
    K3UARTState *s = opaque;

    if (!k3_uart_fifo_ok(&s->serial.recv_fifo) ||
        !k3_uart_fifo_ok(&s->serial.xmit_fifo)) {
        return -EINVAL;
    }
    /* The core's post_load has set its own trigger level and bit time */
    k3_uart_update_clock(s);
    if (s->serial.fcr & R_FCR_FIFO_EN_MASK) {
        s->serial.recv_fifo_itl = k3_uart_rx_trigger(s);
    }
    k3_uart_reconsider_irq(s);
    return 0;
}

static const VMStateDescription vmstate_k3_uart = {
    .name = TYPE_K3_UART,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_uart_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(serial, K3UARTState, 0, vmstate_serial, SerialState),
        VMSTATE_UINT8(ier_high, K3UARTState),
        VMSTATE_UINT8(mcr_high, K3UARTState),
        VMSTATE_UINT8(fcr, K3UARTState),
        VMSTATE_UINT8(efr, K3UARTState),
        VMSTATE_UINT8_ARRAY(xon, K3UARTState, 2),
        VMSTATE_UINT8_ARRAY(xoff, K3UARTState, 2),
        VMSTATE_UINT8(tcr, K3UARTState),
        VMSTATE_UINT8(tlr, K3UARTState),
        VMSTATE_UINT8_ARRAY(ext, K3UARTState, K3_UART_NUM_EXT),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_uart_realize(DeviceState *dev, Error **errp)
{
    K3UARTState *s = K3_UART(dev);
    SerialState *core = &s->serial;

    if (!core->baudbase || core->baudbase > UINT32_MAX / 16) {
        error_setg(errp, "baudbase must be 1 to %u", UINT32_MAX / 16);
        return;
    }
    s->clock = core->baudbase * 16;
    core->irq = qdev_get_gpio_in_named(dev, "core-irq", 0);
    if (!qdev_realize(DEVICE(core), NULL, errp)) {
        return;
    }
    fifo8_destroy(&core->recv_fifo);
    fifo8_create(&core->recv_fifo, K3_UART_FIFO_SIZE);
    fifo8_destroy(&core->xmit_fifo);
    fifo8_create(&core->xmit_fifo, K3_UART_FIFO_SIZE);
}

static void k3_uart_init(Object *obj)
{
    K3UARTState *s = K3_UART(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    object_initialize_child(obj, "core", &s->serial, TYPE_SERIAL);
    qdev_prop_set_uint32(DEVICE(&s->serial), "baudbase", 48000000 / 16);
    qdev_alias_all_properties(DEVICE(&s->serial), obj);

    memory_region_init_io(&s->iomem, obj, &k3_uart_ops, s, TYPE_K3_UART,
                          K3_UART_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    sysbus_init_irq(sbd, &s->irq);
    qdev_init_gpio_in_named(DEVICE(obj), k3_uart_core_irq, "core-irq", 1);
}

static void k3_uart_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 UART";
    dc->realize = k3_uart_realize;
    dc->vmsd = &vmstate_k3_uart;
    set_bit(DEVICE_CATEGORY_INPUT, dc->categories);
    rc->phases.enter = k3_uart_reset_enter;
    rc->phases.exit = k3_uart_reset_exit;
}

static const TypeInfo k3_uart_types[] = {
    {
        .name = TYPE_K3_UART,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3UARTState),
        .instance_init = k3_uart_init,
        .class_init = k3_uart_class_init,
    },
};

DEFINE_TYPES(k3_uart_types)
