/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 UART: 16550A with the OMAP extensions
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "k3-uart-internal.h"

#define IER_THR         BIT(1)

#define FCR_RX_CLEAR    BIT(1)
#define FCR_TX_CLEAR    BIT(2)

#define IIR_NO_INT      BIT(0)
#define MCR_LOOP        BIT(4)
#define LSR_DATA_READY  BIT(0)
#define LSR_OVERRUN     BIT(1)
#define LSR_BREAK       BIT(4)

/*
 * The core clears a break as soon as LSR is read. Here a break belongs to the
 * byte that represents it, until that is read (TRM, table "UART Mode
 * Interrupts").
 */
uint8_t k3_uart_core_read(K3UARTState *s, hwaddr offset)
{
    SerialState *core = &s->serial;
    uint8_t lsr = core->lsr;

    if (offset == A_LSR && (lsr & LSR_BREAK) && (lsr & LSR_DATA_READY)) {
        core->lsr &= ~LSR_OVERRUN;
        return lsr;
    }
    return serial_io_ops.read(core, offset / 4, 1);
}

void k3_uart_core_write(K3UARTState *s, hwaddr offset, uint8_t value)
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
uint8_t k3_uart_read_iir(K3UARTState *s)
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
void k3_uart_update_rx_trigger(K3UARTState *s)
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
void k3_uart_update_clock(K3UARTState *s)
{
    unsigned mode = s->ext[EXT(A_MDR1)] & R_MDR1_MODE_MASK;

    s->serial.baudbase = s->clock / (mode == MODE_13X ? 13 : 16);
    k3_uart_core_write(s, A_LCR, s->serial.lcr);
}

/*
 * The core is reset with the machine only, and some of its reset values differ
 * from ours.  So reset it by writing to its registers.
 */
void k3_uart_reset_core(K3UARTState *s)
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
        error_setg(errp, "%s: baudbase=%" PRIu32 ": must be 1 to %u",
                   TYPE_K3_UART, core->baudbase, UINT32_MAX / 16);
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
