/*
 * TI K3 system on chip: devices on the bus
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "qapi/error.h"
#include "qobject/qlist.h"
#include "system/system.h"

/* Below every device that is modelled */
#define PRIO_UNIMPLEMENTED      (-1000)

/* For devices that have all their registers in one place */
static bool realize_at(K3SocState *s, SysBusDevice *sbd, hwaddr base,
                       Error **errp)
{
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, base);
    return true;
}

static bool realize_secure_proxy(K3SocState *s, K3SecureProxyState *proxy,
                                 const K3SecureProxyInfo *info, Error **errp)
{
    DeviceState *dev = DEVICE(proxy);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    QList *config = qlist_new();

    for (uint32_t i = 0; i < info->num_threads; i++) {
        qlist_append_int(config, info->config[i]);
    }
    qdev_prop_set_uint32(dev, "num-threads", info->num_threads);
    qdev_prop_set_array(dev, "thread-config", config);
    object_property_set_link(OBJECT(dev), "sink", OBJECT(&s->ti_sci),
                             &error_abort);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    k3_soc_map(s, sbd, 0, info->data);
    k3_soc_map(s, sbd, 1, info->rt);
    k3_soc_map(s, sbd, 2, info->scfg);
    k3_soc_map(s, sbd, 3, info->cfg);
    return true;
}

static bool realize_secure_proxies(K3SocState *s, Error **errp)
{
    const K3SecureProxyInfo *mcu = &s->info->mcu_secure_proxy;

    if (!realize_secure_proxy(s, &s->secure_proxy, &s->info->secure_proxy,
                              errp)) {
        return false;
    }
    if (!mcu->num_threads) {
        return true;
    }
    object_initialize_child(OBJECT(s), "mcu-secure-proxy",
                            &s->mcu_secure_proxy, TYPE_K3_SECURE_PROXY);
    return realize_secure_proxy(s, &s->mcu_secure_proxy, mcu, errp);
}

static bool realize_routers(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_routers; i++) {
        const K3RouterInfo *info = &s->info->routers[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "intr-router", i, &s->router[i], TYPE_K3_INTR_ROUTER);
        sbd = SYS_BUS_DEVICE(&s->router[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "num-inputs", info->num_inputs);
        qdev_prop_set_uint32(DEVICE(sbd), "num-outputs", info->num_outputs);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        ti_sci_add_router(&s->ti_sci, info->dev, &s->router[i]);
    }
    return true;
}

static bool realize_mailboxes(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_mailboxes; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "mailbox", i, &s->mailbox[i], TYPE_K3_MAILBOX);
        sbd = SYS_BUS_DEVICE(&s->mailbox[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "index", i);
        if (!realize_at(s, sbd, s->info->mailboxes[i].base, errp)) {
            return false;
        }
    }
    return true;
}

/* Number of the -serial of a UART: the console moves to the front */
static int serial_number(const K3SocState *s, const K3UartInfo *uart)
{
    int console = s->console < 0 ? 0 : s->info->uarts[s->console].serial;

    if (uart->serial < 0 || uart->serial > console) {
        return uart->serial;
    }
    return uart->serial == console ? 0 : uart->serial + 1;
}

static bool realize_uarts(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_uarts; i++) {
        const K3UartInfo *info = &s->info->uarts[i];
        int serial = serial_number(s, info);
        SysBusDevice *sbd;

        INIT_CHILD(s, "uart", i, &s->uart[i], TYPE_K3_UART);
        sbd = SYS_BUS_DEVICE(&s->uart[i]);
        if (serial >= 0) {
            qdev_prop_set_chr(DEVICE(sbd), "chardev", serial_hd(serial));
        }
        if (!realize_at(s, sbd, info->base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_timers(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_timers; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "dmtimer", i, &s->timer[i], TYPE_K3_DMTIMER);
        sbd = SYS_BUS_DEVICE(&s->timer[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "clock-frequency",
                             s->info->timers[i].freq);
        if (!realize_at(s, sbd, s->info->timers[i].base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_ctrl_mmrs(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_ctrl_mmrs; i++) {
        INIT_CHILD(s, "ctrl-mmr", i, &s->ctrl_mmr[i], TYPE_K3_CTRL_MMR);
    }
    for (size_t i = 0; i < s->info->num_ctrl_mmrs; i++) {
        const K3CtrlMMRInfo *info = &s->info->ctrl_mmrs[i];
        SysBusDevice *sbd = SYS_BUS_DEVICE(&s->ctrl_mmr[i]);

        qdev_prop_set_uint32(DEVICE(sbd), "size", info->size);
        qdev_prop_set_uint8(DEVICE(sbd), "reset-domain", info->reset_domain);
        if (info->reset_domain == K3_CTRL_MMR_MAIN) {
            object_property_set_link(OBJECT(sbd), "reset-source",
                                     OBJECT(k3_soc_reset_module(s)),
                                     &error_abort);
        }
        qdev_prop_set_uint32(DEVICE(sbd), "jtag-id",
                             s->info->jtagid >= info->base &&
                             s->info->jtagid - info->base < info->size ?
                             s->info->jtagid_value : 0);
        /* Boot loaders leave them unlocked, and Linux never unlocks them */
        qdev_prop_set_bit(DEVICE(sbd), "unlocked", true);
        if (!realize_at(s, sbd, info->base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_rtis(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_rtis; i++) {
        const K3RtiInfo *info = &s->info->rtis[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "rti", i, &s->rti[i], TYPE_K3_RTI);
        sbd = SYS_BUS_DEVICE(&s->rti[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "clock-frequency", info->freq);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        if (info->target == K3_RTI_SOC) {
            qdev_connect_gpio_out_named(DEVICE(sbd), "reset", 0,
                qdev_get_gpio_in_named(DEVICE(s), "watchdog", 0));
        }
    }
    return true;
}

static bool realize_sd_hosts(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_sd_hosts; i++) {
        const K3SDHostInfo *info = &s->info->sd_hosts[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "sd-host", i, &s->sd_host[i], TYPE_K3_SDHCI);
        sbd = SYS_BUS_DEVICE(&s->sd_host[i]);
        qdev_prop_set_uint8(DEVICE(sbd), "bus-width", info->bus_width);
        object_property_set_link(OBJECT(sbd), "dma", OBJECT(&s->bus),
                                 &error_abort);
        if (!sysbus_realize(sbd, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 0, info->base);
        k3_soc_map(s, sbd, 1, info->subsystem);
    }
    return true;
}

static bool realize_i2cs(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_i2cs; i++) {
        const K3I2CInfo *info = &s->info->i2cs[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "i2c", i, &s->i2c[i], TYPE_K3_I2C);
        sbd = SYS_BUS_DEVICE(&s->i2c[i]);
        qdev_prop_set_uint32(DEVICE(sbd), "clock-frequency", info->freq);
        qdev_prop_set_string(DEVICE(sbd), "bus-name", info->name);
        if (!realize_at(s, sbd, info->base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_spinlocks(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_spinlocks; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "spinlock", i, &s->spinlock[i], TYPE_K3_SPINLOCK);
        sbd = SYS_BUS_DEVICE(&s->spinlock[i]);
        if (!realize_at(s, sbd, s->info->spinlocks[i].base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_gpios(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_gpios; i++) {
        const K3GpioInfo *info = &s->info->gpios[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "gpio", i, &s->gpio[i], TYPE_K3_GPIO);
        sbd = SYS_BUS_DEVICE(&s->gpio[i]);
        qdev_prop_set_uint8(DEVICE(sbd), "pins", info->pins);
        if (!realize_at(s, sbd, info->base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_rtcs(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_rtcs; i++) {
        const K3RtcInfo *info = &s->info->rtcs[i];
        SysBusDevice *sbd;

        INIT_CHILD(s, "rtc", i, &s->rtc[i], TYPE_K3_RTC);
        sbd = SYS_BUS_DEVICE(&s->rtc[i]);
        qdev_prop_set_bit(DEVICE(sbd), "unlocked", info->unlocked);
        if (!realize_at(s, sbd, info->base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_rngs(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_rngs; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "rng", i, &s->rng[i], TYPE_K3_RNG);
        sbd = SYS_BUS_DEVICE(&s->rng[i]);
        if (!realize_at(s, sbd, s->info->rngs[i].base, errp)) {
            return false;
        }
    }
    return true;
}

static bool realize_ospis(K3SocState *s, Error **errp)
{
    for (size_t i = 0; i < s->info->num_ospis; i++) {
        SysBusDevice *sbd;

        INIT_CHILD(s, "ospi", i, &s->ospi[i], TYPE_K3_OSPI);
        sbd = SYS_BUS_DEVICE(&s->ospi[i]);
        if (!realize_at(s, sbd, s->info->ospis[i].base, errp)) {
            return false;
        }
        k3_soc_map(s, sbd, 1, s->info->ospis[i].data);
    }
    return true;
}

static bool realize_unimplemented(K3SocState *s, Error **errp)
{
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->unimp);

    k3_unimp_set_map(&s->unimp, s->info->unimplemented,
                     s->info->num_unimplemented);
    k3_unimp_set_regs(&s->unimp, s->info->const_regs,
                      s->info->num_const_regs);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    memory_region_add_subregion_overlap(&s->bus, 0,
                                        sysbus_mmio_get_region(sbd, 0),
                                        PRIO_UNIMPLEMENTED);
    return true;
}

bool k3_soc_realize_devices(K3SocState *s, Error **errp)
{
    return realize_secure_proxies(s, errp) &&
           realize_routers(s, errp) &&
           realize_mailboxes(s, errp) &&
           realize_uarts(s, errp) &&
           realize_timers(s, errp) &&
           realize_ctrl_mmrs(s, errp) &&
           realize_rtis(s, errp) &&
           realize_sd_hosts(s, errp) &&
           realize_i2cs(s, errp) &&
           realize_spinlocks(s, errp) &&
           realize_gpios(s, errp) &&
           realize_rtcs(s, errp) &&
           realize_rngs(s, errp) &&
           realize_ospis(s, errp) &&
           k3_soc_realize_dma(s, errp) &&
           realize_unimplemented(s, errp);
}
