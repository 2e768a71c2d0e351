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

static void connect_routers(K3SocState *s)
{
    for (size_t i = 0; i < s->info->num_routers; i++) {
        const K3RouterInfo *info = &s->info->routers[i];

        for (size_t j = 0; j < info->num_ranges; j++) {
            const K3RouterRange *r = &info->ranges[j];

            for (unsigned n = 0; n < r->num; n++) {
                sysbus_connect_irq(SYS_BUS_DEVICE(&s->router[i]), r->first + n,
                                   irq_destination(s, r->dst, r->dst_index,
                                                   r->dst_line + n));
            }
        }
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
        SysBusDevice *src = route_source(s, route);
        size_t n = 1;

        while (route + n < end && route[n].src == route->src &&
               route[n].src_index == route->src_index &&
               route[n].src_line == route->src_line) {
            n++;
        }
        if (n == 1) {
            sysbus_connect_irq(src, route->src_line,
                               route_destination(s, route));
        } else {
            DeviceState *split = qdev_new(TYPE_SPLIT_IRQ);

            object_property_add_child(OBJECT(s), "irq-split[*]",
                                      OBJECT(split));
            qdev_prop_set_uint16(split, "num-lines", n);
            qdev_realize_and_unref(split, NULL, &error_abort);
            for (size_t i = 0; i < n; i++) {
                qdev_connect_gpio_out(split, i,
                                      route_destination(s, &route[i]));
            }
            sysbus_connect_irq(src, route->src_line,
                               qdev_get_gpio_in(split, 0));
        }
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
