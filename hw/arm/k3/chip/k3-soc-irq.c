/*
 * TI K3 system on chip: interrupt lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "k3-soc-internal.h"
#include "hw/core/split-irq.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"

static SysBusDevice *route_source(K3SocState *s, const K3IrqRoute *r)
{
    switch (r->src) {
    case K3_IRQ_MAILBOX:
        return SYS_BUS_DEVICE(&s->mailbox[r->src_index]);
    case K3_IRQ_SECURE_PROXY:
        return SYS_BUS_DEVICE(&s->secure_proxy);
    case K3_IRQ_UART:
        return SYS_BUS_DEVICE(&s->uart[r->src_index]);
    case K3_IRQ_TIMER:
        return SYS_BUS_DEVICE(&s->timer[r->src_index]);
    case K3_IRQ_RTI:
        return SYS_BUS_DEVICE(&s->rti[r->src_index]);
    case K3_IRQ_SD_HOST:
        return SYS_BUS_DEVICE(&s->sd_host[r->src_index]);
    case K3_IRQ_I2C:
        return SYS_BUS_DEVICE(&s->i2c[r->src_index]);
    case K3_IRQ_GPIO:
        return SYS_BUS_DEVICE(&s->gpio[r->src_index]);
    case K3_IRQ_RTC:
        return SYS_BUS_DEVICE(&s->rtc[r->src_index]);
    case K3_IRQ_RNG:
        return SYS_BUS_DEVICE(&s->rng[r->src_index]);
    case K3_IRQ_OSPI:
        return SYS_BUS_DEVICE(&s->ospi[r->src_index]);
    default:
        g_assert_not_reached();
    }
}

static qemu_irq irq_destination(K3SocState *s, K3IrqNode node,
                                unsigned index, unsigned line)
{
    switch (node) {
    case K3_IRQ_GIC:
        return k3_soc_gic_spi(s, line);
    case K3_IRQ_R5F:
        return qdev_get_gpio_in(DEVICE(&K3_R5F_CORE(s->core[index].core)->vim),
                                line);
    case K3_IRQ_M4F:
        return qdev_get_gpio_in(DEVICE(&s->m4fss[index]), line);
    case K3_IRQ_SIM:
        return qdev_get_gpio_in_named(DEVICE(s->sim[index]), "mailbox", 0);
    case K3_IRQ_ROUTER:
        return qdev_get_gpio_in(DEVICE(&s->router[index]), line);
    case K3_IRQ_ESM:
        return qdev_get_gpio_in_named(DEVICE(s), "watchdog", 1);
    default:
        g_assert_not_reached();
    }
}

static qemu_irq route_destination(K3SocState *s, const K3IrqRoute *r)
{
    return irq_destination(s, r->dst, r->dst_index, r->dst_line);
}

/* Connect an output of a device to all the @num inputs that it leads to */
static void connect_output(K3SocState *s, SysBusDevice *src, unsigned line,
                           const qemu_irq *inputs, size_t num)
{
    DeviceState *split;

    if (num == 1) {
        sysbus_connect_irq(src, line, inputs[0]);
    }
    if (num < 2) {
        return;
    }
    split = qdev_new(TYPE_SPLIT_IRQ);
    object_property_add_child(OBJECT(s), "irq-split[*]", OBJECT(split));
    qdev_prop_set_uint16(split, "num-lines", num);
    qdev_realize_and_unref(split, NULL, &error_abort);
    for (size_t i = 0; i < num; i++) {
        qdev_connect_gpio_out(split, i, inputs[i]);
    }
    sysbus_connect_irq(src, line, qdev_get_gpio_in(split, 0));
}

/* Connect the outputs of a router, or of an aggregator */
static void connect_outputs(K3SocState *s, SysBusDevice *src,
                            unsigned num_outputs, const K3RouterRange *ranges,
                            size_t num_ranges)
{
    g_autofree qemu_irq *inputs = g_new(qemu_irq, num_ranges);

    for (unsigned output = 0; output < num_outputs; output++) {
        size_t num = 0;

        for (size_t i = 0; i < num_ranges; i++) {
            const K3RouterRange *r = &ranges[i];

            if (output >= r->first && output - r->first < r->num) {
                inputs[num++] = irq_destination(s, r->dst, r->dst_index,
                                                r->dst_line + output -
                                                r->first);
            }
        }
        connect_output(s, src, output, inputs, num);
    }
}

static void connect_routers(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_routers; i++) {
        const K3RouterInfo *info = &s->info->routers[i];

        connect_outputs(s, SYS_BUS_DEVICE(&s->router[i]), info->num_outputs,
                        info->ranges, info->num_ranges);
    }
    for (size_t i = 0; i < s->info->num_intas; i++) {
        const K3INTAInfo *info = &s->info->intas[i];

        connect_outputs(s, SYS_BUS_DEVICE(&s->inta[i]), info->num_vints,
                        info->ranges, info->num_ranges);
    }
}

/* The routes of the SoC, and those that end at simulated cores */
static K3IrqRoute *all_routes(K3SocState *s, size_t *num)
{
    size_t n = s->info->num_routes;
    K3IrqRoute *routes = g_new(K3IrqRoute, n + s->num_sims);

    memcpy(routes, s->info->routes, n * sizeof(*routes));
    for (unsigned i = 0; i < s->num_sims; i++) {
        const K3MailboxChannel *mbox = s->sim_mbox[i];
        size_t at = n;

        /* Next to the other routes of the same line */
        for (size_t r = 0; r < n; r++) {
            if (routes[r].src == K3_IRQ_MAILBOX &&
                routes[r].src_index == mbox->cluster &&
                routes[r].src_line == mbox->remote_user) {
                at = r;
                break;
            }
        }
        memmove(&routes[at + 1], &routes[at], (n - at) * sizeof(*routes));
        routes[at] = (K3IrqRoute) {
            .src = K3_IRQ_MAILBOX,
            .src_index = mbox->cluster,
            .src_line = mbox->remote_user,
            .dst = K3_IRQ_SIM,
            .dst_index = i,
        };
        n++;
    }
    *num = n;
    return routes;
}

/* The table has all routes of a source line in consecutive rows */
static void connect_routes(K3SocState *s)
{
    size_t num;
    g_autofree K3IrqRoute *routes = all_routes(s, &num);
    const K3IrqRoute *route = routes;
    const K3IrqRoute *end = routes + num;

    while (route < end) {
        g_autofree qemu_irq *inputs = NULL;
        size_t n = 1;

        while (route + n < end && route[n].src == route->src &&
               route[n].src_index == route->src_index &&
               route[n].src_line == route->src_line) {
            n++;
        }
        inputs = g_new(qemu_irq, n);
        for (size_t i = 0; i < n; i++) {
            inputs[i] = route_destination(s, &route[i]);
        }
        connect_output(s, route_source(s, route), route->src_line, inputs, n);
        route += n;
    }
}

/* A watchdog of a remote core resets only that core */
static void connect_rtis(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_rtis; i++) {
        int target = s->info->rtis[i].target;

        if (target != K3_RTI_SOC) {
            DeviceState *core = DEVICE(s->core[target].core);

            qdev_connect_gpio_out_named(DEVICE(&s->rti[i]), "reset", 0,
                qdev_get_gpio_in_named(core, "warm-reset", 0));
        }
    }
}

void k3_soc_connect_irqs(K3SocState *s)
{
    connect_routes(s);
    connect_rtis(s);
    connect_routers(s);
}
