/*
 * Device tree of a TI K3 SoC: devices on the bus
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "system/device_tree.h"
#include "hw/arm/k3-fdt.h"
#include "k3-fdt-internal.h"

static void set_power_and_clock(K3Fdt *k, const char *path, unsigned dev,
                                unsigned clk)
{
    qemu_fdt_setprop_cells(k->fdt, path, "power-domains", k->pds, dev,
                           PD_EXCLUSIVE);
    qemu_fdt_setprop_cells(k->fdt, path, "clocks", k->clks, dev, clk);
}

void k3_fdt_add_uarts(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    const char *compatible[] = { info->uart_compatible, "ti,am654-uart" };
    void *fdt = k->fdt;

    for (size_t i = 0; i < info->num_uarts; i++) {
        const K3UartInfo *uart = &info->uarts[i];
        g_autofree char *path = g_strdup_printf(BUS "/serial@%" PRIx64,
                                                uart->base);
        g_autofree char *alias = NULL;

        if (!uart->alias) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string_array(fdt, path, "compatible",
                                      (char **)compatible,
                                      ARRAY_SIZE(compatible));
        k3_fdt_set_reg(k, path, uart->base, info->uart_size);
        k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_UART, i, 0));
        qemu_fdt_setprop_cell(fdt, path, "clock-frequency", uart->freq);
        set_power_and_clock(k, path, uart->dev, uart->clk);
        qemu_fdt_setprop_string(fdt, path, "clock-names", "fclk");
        alias = g_strdup_printf("%s/serial@%" PRIx64, info->bus, uart->base);
        qemu_fdt_setprop_string(fdt, "/aliases", uart->alias, alias);
        if (uart->serial == 0) {
            g_autofree char *out = g_strdup_printf("%s:115200n8",
                                                   uart->alias);

            qemu_fdt_setprop_string(fdt, "/chosen", "stdout-path", out);
        }
    }
}

/* Like boards, disable a bus that nothing is on; see k3_fdt_enable_i2c() */
static void add_i2cs(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    const char *compatible[] = { info->i2c_compatible, "ti,omap4-i2c" };
    void *fdt = k->fdt;

    for (int i = info->num_i2cs - 1; i >= 0; i--) {
        const K3I2CInfo *i2c = &info->i2cs[i];
        g_autofree char *path = g_strdup_printf(BUS "/i2c@%" PRIx64, i2c->base);
        int spi = k3_fdt_spi(k, K3_IRQ_I2C, i, 0);

        if (spi < 0) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string_array(fdt, path, "compatible",
                                      (char **)compatible,
                                      ARRAY_SIZE(compatible));
        k3_fdt_set_reg(k, path, i2c->base, K3_I2C_MMIO_SIZE);
        k3_fdt_set_spi(k, path, spi);
        qemu_fdt_setprop_cell(fdt, path, "#address-cells", 1);
        qemu_fdt_setprop_cell(fdt, path, "#size-cells", 0);
        set_power_and_clock(k, path, i2c->dev, i2c->clk);
        qemu_fdt_setprop_string(fdt, path, "clock-names", "fck");
        qemu_fdt_setprop_string(fdt, path, "status", "disabled");
    }
}

void k3_fdt_enable_i2c(void *fdt, const K3SocInfo *info, unsigned n)
{
    g_autofree char *path = g_strdup_printf("%s/i2c@%" PRIx64, info->bus,
                                            info->i2cs[n].base);

    if (fdt_path_offset(fdt, path) >= 0) {
        qemu_fdt_setprop_string(fdt, path, "status", "okay");
    }
}

static void add_spinlocks(K3Fdt *k)
{
    const K3SocInfo *info = k->info;

    for (int i = info->num_spinlocks - 1; i >= 0; i--) {
        uint64_t base = info->spinlocks[i].base;
        g_autofree char *path = g_strdup_printf(BUS "/spinlock@%" PRIx64, base);

        qemu_fdt_add_subnode(k->fdt, path);
        qemu_fdt_setprop_string(k->fdt, path, "compatible",
                                info->spinlock_compatible);
        k3_fdt_set_reg(k, path, base, K3_SPINLOCK_MMIO_SIZE);
        qemu_fdt_setprop_cell(k->fdt, path, "#hwlock-cells", 1);
    }
}

static void add_rtcs(K3Fdt *k)
{
    static const char clock_names[] = "vbus\0osc32k";
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;

    for (size_t i = 0; i < info->num_rtcs; i++) {
        const K3RtcInfo *rtc = &info->rtcs[i];
        g_autofree char *path = g_strdup_printf(BUS "/rtc@%" PRIx64, rtc->base);

        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "compatible", "ti,am62-rtc");
        k3_fdt_set_reg(k, path, rtc->base, K3_RTC_MMIO_SIZE);
        k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_RTC, i, 0));
        qemu_fdt_setprop_cells(fdt, path, "power-domains", k->pds, rtc->dev,
                               PD_EXCLUSIVE);
        qemu_fdt_setprop_cells(fdt, path, "clocks",
                               k->clks, rtc->dev, rtc->clk_vbus,
                               k->clks, rtc->dev, rtc->clk_osc32k);
        qemu_fdt_setprop(fdt, path, "clock-names", clock_names,
                         sizeof(clock_names));
        qemu_fdt_setprop(fdt, path, "wakeup-source", NULL, 0);
    }
}

/* In trees of boards, it is a part of the security accelerator */
static void add_rngs(K3Fdt *k)
{
    const K3SocInfo *info = k->info;

    for (size_t i = 0; i < info->num_rngs; i++) {
        const K3RngInfo *rng = &info->rngs[i];
        g_autofree char *path = g_strdup_printf(BUS "/rng@%" PRIx64, rng->base);

        qemu_fdt_add_subnode(k->fdt, path);
        qemu_fdt_setprop_string(k->fdt, path, "compatible",
                                "inside-secure,safexcel-eip76");
        k3_fdt_set_reg(k, path, rng->base, K3_RNG_MMIO_SIZE);
        k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_RNG, i, 0));
        qemu_fdt_setprop_cells(k->fdt, path, "power-domains", k->pds, rng->dev,
                               PD_EXCLUSIVE);
    }
}

static void add_chipid(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    const K3CtrlMMRInfo *mmr = info->ctrl_mmrs;
    void *fdt = k->fdt;
    g_autofree char *bus = g_strdup_printf(BUS "/bus@%" PRIx64, mmr->base);
    g_autofree char *path = g_strdup_printf("%s/chipid@%" PRIx64, bus,
                                            info->jtagid - mmr->base);

    qemu_fdt_add_subnode(fdt, bus);
    qemu_fdt_setprop_string(fdt, bus, "compatible", "simple-bus");
    qemu_fdt_setprop_cell(fdt, bus, "#address-cells", 1);
    qemu_fdt_setprop_cell(fdt, bus, "#size-cells", 1);
    qemu_fdt_setprop_cells(fdt, bus, "ranges", 0, mmr->base >> 32,
                           (uint32_t)mmr->base, mmr->size);
    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", "ti,am654-chipid");
    qemu_fdt_setprop_cells(fdt, path, "reg", info->jtagid - mmr->base, 4);
}

static void add_sram(K3Fdt *k)
{
    const K3Region *sram = &k->info->sram;
    g_autofree char *path = g_strdup_printf(BUS "/sram@%" PRIx64, sram->base);

    qemu_fdt_add_subnode(k->fdt, path);
    qemu_fdt_setprop_string(k->fdt, path, "compatible", "mmio-sram");
    k3_fdt_set_reg(k, path, sram->base, sram->size);
    qemu_fdt_setprop_cell(k->fdt, path, "#address-cells", 1);
    qemu_fdt_setprop_cell(k->fdt, path, "#size-cells", 1);
    qemu_fdt_setprop_cells(k->fdt, path, "ranges", 0, sram->base >> 32,
                           (uint32_t)sram->base, (uint32_t)sram->size);
}

void k3_fdt_add_watchdogs(K3Fdt *k)
{
    const K3SocInfo *info = k->info;
    void *fdt = k->fdt;

    for (int i = info->num_rtis - 1; i >= 0; i--) {
        const K3RtiInfo *rti = &info->rtis[i];
        g_autofree char *path = g_strdup_printf(BUS "/watchdog@%" PRIx64,
                                                rti->base);

        if (!rti->in_fdt) {
            continue;
        }
        qemu_fdt_add_subnode(fdt, path);
        qemu_fdt_setprop_string(fdt, path, "compatible", "ti,j7-rti-wdt");
        k3_fdt_set_reg(k, path, rti->base, K3_RTI_MMIO_SIZE);
        set_power_and_clock(k, path, rti->dev, rti->clk);
    }
}

static void add_sd_host(K3Fdt *k, const K3CardInfo *card)
{
    static const char clock_names[] = "clk_ahb\0clk_xin";
    const K3SocInfo *info = k->info;
    const K3SDHostInfo *host = &info->sd_hosts[card->host];
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/mmc@%" PRIx64, host->base);
    g_autofree char *alias = g_strdup_printf("%s/mmc@%" PRIx64, info->bus,
                                             host->base);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop_string(fdt, path, "compatible", host->compatible);
    qemu_fdt_setprop_sized_cells(fdt, path, "reg", 2, host->base,
                                 2, (uint64_t)K3_SDHCI_HOST_SIZE,
                                 2, host->subsystem,
                                 2, (uint64_t)K3_SDHCI_SS_SIZE);
    k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_SD_HOST, card->host, 0));
    qemu_fdt_setprop_cells(fdt, path, "power-domains", k->pds, host->dev,
                           PD_EXCLUSIVE);
    qemu_fdt_setprop_cells(fdt, path, "clocks",
                           k->clks, host->dev, host->clk_ahb,
                           k->clks, host->dev, host->clk_xin);
    qemu_fdt_setprop(fdt, path, "clock-names", clock_names,
                     sizeof(clock_names));
    qemu_fdt_setprop_cell(fdt, path, "bus-width", host->bus_width);
    /* The driver insists on these; a card without wires takes any value */
    qemu_fdt_setprop_cell(fdt, path, "ti,trm-icp", 2);
    qemu_fdt_setprop_cell(fdt, path, "ti,driver-strength-ohm", 50);
    qemu_fdt_setprop_cell(fdt, path, "ti,otap-del-sel-legacy", 0);
    qemu_fdt_setprop_cell(fdt, path, "ti,otap-del-sel-mmc-hs", 0);
    qemu_fdt_setprop_cell(fdt, path, "ti,otap-del-sel-sd-hs", 0);
    if (card->emmc) {
        qemu_fdt_setprop(fdt, path, "non-removable", NULL, 0);
    }
    qemu_fdt_setprop_string(fdt, "/aliases", card->alias, alias);
}

void k3_fdt_add_cards(K3Fdt *k)
{
    for (int i = k->info->num_cards - 1; i >= 0; i--) {
        if (k->cards & BIT(i)) {
            add_sd_host(k, &k->info->cards[i]);
        }
    }
}

static void add_ospi(K3Fdt *k, unsigned number)
{
    static const char compatibles[] = "ti,am654-ospi\0cdns,qspi-nor";
    /* The driver insists on these; here, they have no meaning */
    static const char *const delays[] = {
        "cdns,tshsl-ns", "cdns,tsd2d-ns", "cdns,tchsh-ns", "cdns,tslch-ns",
        "cdns,read-delay",
    };
    const K3OspiInfo *ospi = &k->info->ospis[number];
    void *fdt = k->fdt;
    g_autofree char *path = g_strdup_printf(BUS "/spi@%" PRIx64, ospi->base);
    g_autofree char *flash = g_strdup_printf("%s/flash@0", path);

    qemu_fdt_add_subnode(fdt, path);
    qemu_fdt_setprop(fdt, path, "compatible", compatibles,
                     sizeof(compatibles));
    qemu_fdt_setprop_sized_cells(fdt, path, "reg", 2, ospi->base,
                                 2, (uint64_t)K3_OSPI_MMIO_SIZE,
                                 2, ospi->data, 2, K3_OSPI_DATA_SIZE);
    k3_fdt_set_spi(k, path, k3_fdt_spi(k, K3_IRQ_OSPI, number, 0));
    set_power_and_clock(k, path, ospi->dev, ospi->clk);
    qemu_fdt_setprop_cell(fdt, path, "cdns,fifo-depth", K3_OSPI_SRAM_SIZE / 4);
    qemu_fdt_setprop_cell(fdt, path, "cdns,fifo-width", 4);
    qemu_fdt_setprop_cell(fdt, path, "cdns,trigger-address", 0);
    qemu_fdt_setprop_cell(fdt, path, "#address-cells", 1);
    qemu_fdt_setprop_cell(fdt, path, "#size-cells", 0);

    qemu_fdt_add_subnode(fdt, flash);
    qemu_fdt_setprop_string(fdt, flash, "compatible", "jedec,spi-nor");
    qemu_fdt_setprop_cell(fdt, flash, "reg", 0);
    qemu_fdt_setprop_cell(fdt, flash, "spi-rx-bus-width", 4);
    qemu_fdt_setprop_cell(fdt, flash, "spi-tx-bus-width", 1);
    qemu_fdt_setprop_cell(fdt, flash, "spi-max-frequency", 25000000);
    for (size_t i = 0; i < ARRAY_SIZE(delays); i++) {
        qemu_fdt_setprop_cell(fdt, flash, delays[i], 0);
    }
}

void k3_fdt_add_flashes(K3Fdt *k)
{
    for (int i = k->info->num_ospis - 1; i >= 0; i--) {
        if (k->flashes & BIT(i)) {
            add_ospi(k, i);
        }
    }
}

void k3_fdt_add_devices(K3Fdt *k)
{
    add_sram(k);
    add_chipid(k);
    add_spinlocks(k);
    add_rtcs(k);
    add_rngs(k);
    add_i2cs(k);
}
