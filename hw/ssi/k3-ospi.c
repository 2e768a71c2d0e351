/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 controller of serial flash memories (OSPI, QSPI)
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/k3-regs.h"
#include "hw/misc/k3-trace.h"
#include "k3-ospi-internal.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

static uint32_t k3_ospi_read_sram_fill(void *opaque)
{
    K3OspiState *s = opaque;

    return FIELD_DP32(0, SRAM_FILL, READ,
                      DIV_ROUND_UP(fifo8_num_used(&s->sram), 4));
}

static void k3_ospi_write_cmd(void *opaque, uint32_t value)
{
    K3OspiState *s = opaque;

    s->regs[R_CMD] = value & ~(R_CMD_EXECUTE_MASK | R_CMD_BUSY_MASK);
    if (FIELD_EX32(value, CMD, EXECUTE) && k3_ospi_enabled(s)) {
        k3_ospi_command(s, value);
    }
}

static void k3_ospi_write_ind_rd(void *opaque, uint32_t value)
{
    k3_ospi_control_read(opaque, value);
}

static void k3_ospi_write_ind_wr(void *opaque, uint32_t value)
{
    k3_ospi_control_write(opaque, value);
}

static const K3RegInfo k3_ospi_regs[K3_OSPI_NUM_REGS] = {
    [R_CONFIG] = { "CONFIG", .reset = 0x80780081, .rw = 0x63ffffff },
    [R_RD_INSTR] = { "DEV_INSTR_RD_CONFIG", .reset = 0x3, .rw = 0x1f1337ff },
    [R_WR_INSTR] = { "DEV_INSTR_WR_CONFIG", .reset = 0x2, .rw = 0x1f0331ff },
    [R_DELAY] = { "DEV_DELAY", .rw = UINT32_MAX },
    [R_RD_CAPTURE] = { "RD_DATA_CAPTURE", .reset = 0x1, .rw = 0x000f013f },
    [R_SIZE] = { "DEV_SIZE_CONFIG", .reset = 0x101002, .rw = 0x1fffffff },
    [R_SRAM_PARTITION] = { "SRAM_PARTITION_CFG", .reset = 0x80, .rw = 0xff },
    [R_TRIGGER] = { "IND_AHB_ADDR_TRIGGER", .rw = UINT32_MAX },
    [R_DMA] = { "DMA_PERIPH_CONFIG", .rw = 0xf0f },
    [R_REMAP] = { "REMAP_ADDR", .rw = UINT32_MAX },
    [R_MODE_BITS] = { "MODE_BIT_CONFIG", .reset = 0x200, .rw = 0x87ff },
    [R_SRAM_FILL] = { "SRAM_FILL", .read = k3_ospi_read_sram_fill },
    [R_TX_THRESHOLD] = { "TX_THRESH", .reset = 0x1, .rw = 0x1f },
    [R_RX_THRESHOLD] = { "RX_THRESH", .reset = 0x1, .rw = 0x1f },
    [R_WR_COMPLETION] = { "WRITE_COMPLETION_CTRL", .reset = 0x10005,
                          .rw = 0xffffe7ff },
    [R_POLLS] = { "NO_OF_POLLS_BEF_EXP", .reset = UINT32_MAX,
                  .rw = UINT32_MAX },
    [R_IRQ_STATUS] = { "IRQ_STATUS", .w1c = 0xf7fff },
    [R_IRQ_MASK] = { "IRQ_MASK", .rw = 0xf7fff },
    [R_WR_PROTECT_LOW] = { "LOWER_WR_PROT", .rw = UINT32_MAX },
    [R_WR_PROTECT_HIGH] = { "UPPER_WR_PROT", .rw = UINT32_MAX },
    [R_WR_PROTECT] = { "WR_PROT_CTRL", .rw = 0x3 },
    [R_IND_RD] = { "INDIRECT_READ_XFER_CTRL", .write = k3_ospi_write_ind_rd },
    [R_IND_RD_WATERMARK] = { "INDIRECT_READ_XFER_WATERMARK",
                             .rw = UINT32_MAX },
    [R_IND_RD_ADDR] = { "INDIRECT_READ_XFER_START", .rw = UINT32_MAX },
    [R_IND_RD_BYTES] = { "INDIRECT_READ_XFER_NUM_BYTES", .rw = UINT32_MAX },
    [R_IND_WR] = { "INDIRECT_WRITE_XFER_CTRL",
                   .write = k3_ospi_write_ind_wr },
    [R_IND_WR_WATERMARK] = { "INDIRECT_WRITE_XFER_WATERMARK",
                             .reset = UINT32_MAX, .rw = UINT32_MAX },
    [R_IND_WR_ADDR] = { "INDIRECT_WRITE_XFER_START", .rw = UINT32_MAX },
    [R_IND_WR_BYTES] = { "INDIRECT_WRITE_XFER_NUM_BYTES", .rw = UINT32_MAX },
    [R_TRIGGER_RANGE] = { "INDIRECT_TRIGGER_ADDR_RANGE", .reset = 0x4,
                          .rw = 0xf },
    [R_CMD_MEMORY] = { "FLASH_COMMAND_CTRL_MEM", .rw = 0x1ff70000 },
    [R_CMD] = { "FLASH_CMD_CTRL", .write = k3_ospi_write_cmd },
    [R_CMD_ADDR] = { "FLASH_CMD_ADDR", .rw = UINT32_MAX },
    [R_CMD_RD_LOW] = { "FLASH_RD_DATA_LOWER" },
    [R_CMD_RD_HIGH] = { "FLASH_RD_DATA_UPPER" },
    [R_CMD_WR_LOW] = { "FLASH_WR_DATA_LOWER", .rw = UINT32_MAX },
    [R_CMD_WR_HIGH] = { "FLASH_WR_DATA_UPPER", .rw = UINT32_MAX },
    [R_POLLING] = { "POLLING_FLASH_STATUS", .rw = 0xf0000 },
    [R_PHY_CONFIG] = { "PHY_CONFIGURATION", .reset = 0x40000000,
                       .rw = 0xe07f007f },
    [R_PHY_MASTER] = { "PHY_MASTER_CONTROL", .reset = 0x800000,
                       .rw = 0x01f7007f },
    [R_DLL_LOW] = { "DLL_OBSERVABLE_LOWER",
                    .reset = R_DLL_LOW_LOCK_MASK |
                             R_DLL_LOW_LOOPBACK_LOCK_MASK },
    [R_DLL_HIGH] = { "DLL_OBSERVABLE_UPPER" },
    [R_OPCODE_EXT_LOW] = { "OPCODE_EXT_LOWER", .reset = 0x13edfa00,
                           .rw = UINT32_MAX },
    [R_OPCODE_EXT_HIGH] = { "OPCODE_EXT_UPPER", .reset = 0x06f90000,
                            .rw = 0xffff0000 },
    [R_MODULE_ID] = { "MODULE_ID", .reset = 0x300 },
};

static void k3_ospi_update(K3OspiState *s)
{
    qemu_set_irq(s->irq, !!(s->regs[R_IRQ_STATUS] & s->regs[R_IRQ_MASK]));
}

static bool k3_ospi_triggers(K3OspiState *s, hwaddr offset)
{
    uint32_t width = FIELD_EX32(s->regs[R_TRIGGER_RANGE], TRIGGER_RANGE,
                                WIDTH);

    return offset >= s->regs[R_TRIGGER] &&
           offset - s->regs[R_TRIGGER] < BIT(width);
}

/* Whether direct access is possible; @offset becomes the flash address */
static bool k3_ospi_direct(K3OspiState *s, hwaddr *offset)
{
    uint32_t config = s->regs[R_CONFIG];

    if (!k3_ospi_enabled(s) || !FIELD_EX32(config, CONFIG, DIRECT)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: access to the data window, but "
                      "direct access is off\n", k3_trace_name(s));
        s->regs[R_IRQ_STATUS] |= R_IRQ_STATUS_ILLEGAL_ACCESS_MASK;
        k3_ospi_update(s);
        return false;
    }
    if (FIELD_EX32(config, CONFIG, AHB_DECODER)) {
        qemu_log_mask(LOG_UNIMP, "%s: addresses do not select the memory\n",
                      k3_trace_name(s));
    }
    if (FIELD_EX32(config, CONFIG, REMAP)) {
        *offset += s->regs[R_REMAP];
    }
    return true;
}

static uint64_t k3_ospi_data_read(void *opaque, hwaddr offset, unsigned size)
{
    K3OspiState *s = opaque;
    uint64_t value = 0;

    if (k3_ospi_triggers(s, offset) &&
        (s->reading.active || !fifo8_is_empty(&s->sram))) {
        value = k3_ospi_pop(s, size);
        k3_ospi_update(s);
    } else if (k3_ospi_direct(s, &offset)) {
        value = k3_ospi_read_direct(s, offset, size);
    }
    return value;
}

static void k3_ospi_data_write(void *opaque, hwaddr offset, uint64_t value,
                               unsigned size)
{
    K3OspiState *s = opaque;

    if (k3_ospi_triggers(s, offset) && s->writing.active) {
        k3_ospi_push(s, value, size);
        k3_ospi_update(s);
    } else if (k3_ospi_direct(s, &offset)) {
        k3_ospi_write_direct(s, offset, value, size);
    }
}

static const MemoryRegionOps k3_ospi_data_ops = {
    .read = k3_ospi_data_read,
    .write = k3_ospi_data_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
};

static uint64_t k3_ospi_read(void *opaque, hwaddr offset, unsigned size)
{
    K3OspiState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_ospi_regs, K3_OSPI_NUM_REGS,
                                        offset);
    uint32_t value;

    if (!reg) {
        return 0;
    }
    value = k3_regs_read(s, k3_ospi_regs, s->regs, offset);
    trace_k3_ospi_read(k3_trace_name(s), reg->name, value);
    return value;
}

static void k3_ospi_write(void *opaque, hwaddr offset, uint64_t value,
                          unsigned size)
{
    K3OspiState *s = opaque;
    const K3RegInfo *reg = k3_regs_find(s, k3_ospi_regs, K3_OSPI_NUM_REGS,
                                        offset);

    if (!reg) {
        return;
    }
    trace_k3_ospi_write(k3_trace_name(s), reg->name, value);
    k3_regs_write(s, k3_ospi_regs, s->regs, offset, value);
    if (offset == A_CONFIG && FIELD_EX32(value, CONFIG, DECODE)) {
        qemu_log_mask(LOG_UNIMP, "%s: no decoder of chip selects\n",
                      k3_trace_name(s));
    }
    k3_ospi_update(s);
}

static const MemoryRegionOps k3_ospi_ops = {
    .read = k3_ospi_read,
    .write = k3_ospi_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
    .impl.min_access_size = 4,
    .impl.max_access_size = 4,
};

static void k3_ospi_reset_enter(Object *obj, ResetType type)
{
    K3OspiState *s = K3_OSPI(obj);

    k3_regs_reset(k3_ospi_regs, s->regs, K3_OSPI_NUM_REGS);
    fifo8_reset(&s->sram);
    s->reading = s->writing = (K3OspiTransfer) {};
}

static void k3_ospi_reset_hold(Object *obj, ResetType type)
{
    K3OspiState *s = K3_OSPI(obj);

    k3_ospi_end(s);
    k3_ospi_update(s);
}

static int k3_ospi_post_load(void *opaque, int version_id)
{
    k3_ospi_update(opaque);
    return 0;
}

static const VMStateDescription vmstate_k3_ospi_transfer = {
    .name = TYPE_K3_OSPI "/transfer",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(active, K3OspiTransfer),
        VMSTATE_UINT32(addr, K3OspiTransfer),
        VMSTATE_UINT32(left, K3OspiTransfer),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_k3_ospi = {
    .name = TYPE_K3_OSPI,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = k3_ospi_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, K3OspiState, K3_OSPI_NUM_REGS),
        VMSTATE_STRUCT(reading, K3OspiState, 1, vmstate_k3_ospi_transfer,
                       K3OspiTransfer),
        VMSTATE_STRUCT(writing, K3OspiState, 1, vmstate_k3_ospi_transfer,
                       K3OspiTransfer),
        VMSTATE_FIFO8(sram, K3OspiState),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_ospi_init(Object *obj)
{
    K3OspiState *s = K3_OSPI(obj);
    SysBusDevice *sbd = SYS_BUS_DEVICE(obj);

    memory_region_init_io(&s->iomem, obj, &k3_ospi_ops, s, TYPE_K3_OSPI,
                          K3_OSPI_MMIO_SIZE);
    sysbus_init_mmio(sbd, &s->iomem);
    memory_region_init_io(&s->data, obj, &k3_ospi_data_ops, s,
                          TYPE_K3_OSPI "-data", K3_OSPI_DATA_SIZE);
    sysbus_init_mmio(sbd, &s->data);
    sysbus_init_irq(sbd, &s->irq);
    for (unsigned i = 0; i < K3_OSPI_NUM_CS; i++) {
        sysbus_init_irq(sbd, &s->cs[i]);
    }
    s->bus = ssi_create_bus(DEVICE(obj), "spi");
    fifo8_create(&s->sram, K3_OSPI_SRAM_SIZE);
}

static void k3_ospi_finalize(Object *obj)
{
    fifo8_destroy(&K3_OSPI(obj)->sram);
}

static void k3_ospi_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    ResettableClass *rc = RESETTABLE_CLASS(oc);

    dc->desc = "TI K3 OSPI controller of serial flash memories";
    dc->vmsd = &vmstate_k3_ospi;
    set_bit(DEVICE_CATEGORY_STORAGE, dc->categories);
    rc->phases.enter = k3_ospi_reset_enter;
    rc->phases.hold = k3_ospi_reset_hold;
}

static const TypeInfo k3_ospi_types[] = {
    {
        .name = TYPE_K3_OSPI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3OspiState),
        .instance_init = k3_ospi_init,
        .instance_finalize = k3_ospi_finalize,
        .class_init = k3_ospi_class_init,
    },
};

DEFINE_TYPES(k3_ospi_types)

BusState *k3_ospi_bus(K3OspiState *s)
{
    return BUS(s->bus);
}
