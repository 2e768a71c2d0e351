/*
 * k3-virt: devices that a board has on its I2C buses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A device tree says which devices there are, and here is which model stands
 * for which compatible.  Sources: Linux, the bindings and tables of
 * gpio-pca953x.c, gpio-pcf857x.c, at24.c, lm75.c and the drivers of real-time
 * clocks.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/k3-board.h"
#include "hw/arm/k3-dtb.h"
#include "hw/gpio/pca953x.h"
#include "hw/gpio/pcf8574.h"
#include "hw/misc/k3-trace.h"
#include "hw/nvram/eeprom_at24c.h"
#include "hw/qdev-properties.h"
#include "hw/rtc/bcd-rtc.h"
#include "hw/sensor/tmp105.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/units.h"

/* An AT24C has up to eight addresses, each with a block of the memory */
typedef struct Eeprom {
    const char *compatible;
    uint32_t block;             /* bytes */
    uint8_t num_blocks;
} Eeprom;

static const Eeprom eeproms[] = {
    { "atmel,24c01", 128, 1 },
    { "atmel,24c02", 256, 1 },
    { "atmel,24c04", 256, 2 },
    { "atmel,24c08", 256, 4 },
    { "atmel,24c16", 256, 8 },
    { "atmel,24c32", 4 * KiB, 1 },
    { "atmel,24c64", 8 * KiB, 1 },
    { "atmel,24c128", 16 * KiB, 1 },
    { "atmel,24c256", 32 * KiB, 1 },
    { "atmel,24c512", 64 * KiB, 1 },
    { "atmel,24c1024", 64 * KiB, 2 },
};

#define EEPROM_MAX_BLOCK (64 * KiB)

typedef struct Model {
    const char *compatible;
    const char *type;
    uint8_t pins;               /* of a PCA953x */
    bool agile;
} Model;

static const Model models[] = {
    /* Thermometers with the registers of an LM75 and 12 bits */
    { "national,lm75", TYPE_TMP105 },
    { "ti,tmp100", TYPE_TMP105 },
    { "ti,tmp101", TYPE_TMP105 },
    { "ti,tmp105", TYPE_TMP105 },
    { "ti,tmp175", TYPE_TMP105 },
    { "ti,tmp275", TYPE_TMP105 },
    { "ti,tmp75", TYPE_TMP105 },
    { "ti,tmp75b", TYPE_TMP105 },
    { "ti,tmp75c", TYPE_TMP105 },
    { "ti,tmp1075", TYPE_TMP105 },
    /* GPIO expanders */
    { "nxp,pca9534", TYPE_PCA953X, 8 },
    { "nxp,pca9538", TYPE_PCA953X, 8 },
    { "nxp,pca9554", TYPE_PCA953X, 8 },
    { "nxp,pcal6408", TYPE_PCA953X, 8, true },
    { "ti,tca6408", TYPE_PCA953X, 8 },
    { "ti,tca9534", TYPE_PCA953X, 8 },
    { "ti,tca9538", TYPE_PCA953X, 8 },
    { "ti,tca9554", TYPE_PCA953X, 8 },
    { "nxp,pca9535", TYPE_PCA953X, 16 },
    { "nxp,pca9539", TYPE_PCA953X, 16 },
    { "nxp,pca9555", TYPE_PCA953X, 16 },
    { "nxp,pcal6416", TYPE_PCA953X, 16, true },
    { "nxp,pcal9535", TYPE_PCA953X, 16, true },
    { "nxp,pcal9555a", TYPE_PCA953X, 16, true },
    { "ti,tca6416", TYPE_PCA953X, 16 },
    { "ti,tca9535", TYPE_PCA953X, 16 },
    { "ti,tca9539", TYPE_PCA953X, 16 },
    { "ti,tca9555", TYPE_PCA953X, 16 },
    { "ti,tca6424", TYPE_PCA953X, 24 },
    { "nxp,pcf8574", TYPE_PCF8574 },
    { "nxp,pcf8574a", TYPE_PCF8574 },
    /* Real-time clocks */
    { "dallas,ds1337", TYPE_DS1337 },
    { "dallas,ds1340", TYPE_DS1340 },
    { "epson,rx8130", TYPE_RX8130 },
    { "microcrystal,rv3028", TYPE_RV3028 },
    { "nxp,pcf8563", TYPE_PCF8563 },
    { "nxp,pcf85063a", TYPE_PCF85063A },
    { "ti,bq32000", TYPE_BQ32000 },
};

/* The device gets the name of its node, below the controller */
static void add_device(K3I2CState *i2c, I2CSlave *slave, const char *name)
{
    if (object_property_try_add_child(OBJECT(i2c), name, OBJECT(slave),
                                      NULL)) {
        i2c_slave_realize_and_unref(slave, i2c->bus, &error_fatal);
    } else {
        object_unref(OBJECT(slave));
    }
}

/* The EEPROMs of this board have never been programmed */
static const uint8_t *erased(void)
{
    static uint8_t *ones;

    if (!ones) {
        ones = g_malloc(EEPROM_MAX_BLOCK);
        memset(ones, 0xff, EEPROM_MAX_BLOCK);
    }
    return ones;
}

static void add_eeprom(K3I2CState *i2c, const Eeprom *eeprom, uint8_t address)
{
    for (unsigned i = 0; i < eeprom->num_blocks; i++) {
        at24c_eeprom_init_rom(i2c->bus, address + i, eeprom->block, erased(),
                              eeprom->block);
    }
}

static void add_model(K3I2CState *i2c, const Model *model, const char *name,
                      uint8_t address)
{
    I2CSlave *slave = i2c_slave_new(model->type, address);

    if (model->pins) {
        qdev_prop_set_uint8(DEVICE(slave), "pins", model->pins);
        qdev_prop_set_bit(DEVICE(slave), "agile", model->agile);
    }
    add_device(i2c, slave, name);
}

static bool add_node(K3I2CState *i2c, const void *fdt, int node,
                     uint8_t address)
{
    for (unsigned i = 0; i < ARRAY_SIZE(eeproms); i++) {
        if (!fdt_node_check_compatible(fdt, node, eeproms[i].compatible)) {
            add_eeprom(i2c, &eeproms[i], address);
            return true;
        }
    }
    for (unsigned i = 0; i < ARRAY_SIZE(models); i++) {
        if (!fdt_node_check_compatible(fdt, node, models[i].compatible)) {
            add_model(i2c, &models[i], fdt_get_name(fdt, node, NULL), address);
            return true;
        }
    }
    return false;
}

static void add_bus(K3I2CState *i2c, const void *fdt, int bus)
{
    int node;

    fdt_for_each_subnode(node, fdt, bus) {
        int size;
        const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &size);
        uint32_t address;

        if (!reg || size < sizeof(*reg) || !k3_dtb_enabled(fdt, node)) {
            continue;
        }
        address = fdt32_to_cpu(reg[0]);
        /* The flags of unusual addresses are in the upper bits */
        if (address > 0x77 || !add_node(i2c, fdt, node, address)) {
            qemu_log_mask(LOG_UNIMP, "%s: %s (%s) is not modelled and does not "
                          "answer\n", k3_trace_name(i2c),
                          fdt_get_name(fdt, node, NULL),
                          fdt_stringlist_get(fdt, node, "compatible", 0,
                                             NULL) ?: "no compatible");
        }
    }
}

void k3_board_add_i2c(K3SocState *soc, const void *fdt)
{
    static const char compatible[] = "ti,omap4-i2c";
    int node = -1;

    while ((node = fdt_node_offset_by_compatible(fdt, node,
                                                 compatible)) >= 0) {
        Object *i2c = k3_board_device(soc, fdt, node, TYPE_K3_I2C);

        if (i2c && k3_dtb_enabled(fdt, node)) {
            add_bus(K3_I2C(i2c), fdt, node);
        }
    }
}
