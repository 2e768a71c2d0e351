/*
 * k3-virt: GPIOs of a board that say whether there is a card
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Source: Linux, the bindings mmc/mmc-controller-common.yaml and
 * gpio/gpio-davinci.yaml.
 */

#include "qemu/osdep.h"
#include <libfdt.h>
#include "hw/arm/k3-board.h"
#include "hw/irq.h"
#include "hw/misc/k3-trace.h"
#include "qemu/log.h"

/* Bit 0 of the flags of a GPIO specifier */
#define ACTIVE_LOW      1

/* Is there a card in the slot of the host with registers at @base? */
static bool has_card(const K3SocInfo *info, uint64_t base, uint32_t cards)
{
    for (size_t i = 0; i < info->num_cards; i++) {
        if (info->sd_hosts[info->cards[i].host].base == base) {
            return extract32(cards, i, 1);
        }
    }
    return false;
}

static void detect_card(K3SocState *soc, const void *fdt, int node, bool card)
{
    int size;
    const fdt32_t *cells = fdt_getprop(fdt, node, "cd-gpios", &size);
    Object *gpio;
    uint32_t pin;
    bool active_low;

    if (!cells || size < 3 * sizeof(*cells)) {
        return;
    }
    gpio = k3_board_device(soc, fdt, fdt_node_offset_by_phandle(
                               fdt, fdt32_to_cpu(cells[0])), TYPE_K3_GPIO);
    pin = fdt32_to_cpu(cells[1]);
    if (!gpio || pin >= K3_GPIO(gpio)->pins) {
        qemu_log_mask(LOG_UNIMP, "%s: the card detect line of %s is not "
                      "connected\n", k3_trace_name(soc),
                      fdt_get_name(fdt, node, NULL));
        return;
    }
    active_low = fdt32_to_cpu(cells[2]) & ACTIVE_LOW;
    active_low ^= !!fdt_getprop(fdt, node, "cd-inverted", NULL);
    qemu_set_irq(qdev_get_gpio_in(DEVICE(gpio), pin), card != active_low);
}

void k3_board_detect_cards(K3SocState *soc, const void *fdt, uint32_t cards)
{
    int node = -1;
    uint64_t base;

    while ((node = fdt_next_node(fdt, node, NULL)) >= 0) {
        const char *name = fdt_get_name(fdt, node, NULL);

        if (name && g_str_has_prefix(name, "mmc@") &&
            k3_board_node_base(fdt, node, &base)) {
            detect_card(soc, fdt, node, has_card(soc->info, base, cards));
        }
    }
}
