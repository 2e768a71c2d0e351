/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Secure proxy
 *
 * Source: AM64x Technical Reference Manual (SPRUIM2), "Secure Proxy"; Linux
 * drivers/mailbox/ti-msgmgr.c for the words before the data.
 */

#include "cpu.h"
#include "lib/mmio.h"
#include "lib/sec-proxy.h"
#include "soc/soc.h"

#define THREAD(t)               (0x1000 * (t))
#define DATA(word)              (0x04 + 4 * (word))
#define RT_STATUS               0x00

#define STATUS_COUNT            0xff
#define STATUS_ERROR            (1u << 31)

static uint32_t sec_proxy_data(const struct k3_ti_sci_route *route,
                               unsigned thread)
{
    return cpu_bus(route->proxy_data ? route->proxy_data
                                     : k3_soc.sec_proxy_data) +
           THREAD(thread);
}

static uint32_t sec_proxy_status(const struct k3_ti_sci_route *route,
                                 unsigned thread)
{
    uint32_t rt = route->proxy_rt ? route->proxy_rt : k3_soc.sec_proxy_rt;

    return mmio_read32(cpu_bus(rt) + THREAD(thread) + RT_STATUS);
}

/* An access to the last word sends or removes the message */
bool sec_proxy_send(const struct k3_ti_sci_route *route,
                    const uint32_t message[SEC_PROXY_WORDS])
{
    uint32_t data = sec_proxy_data(route, route->tx_thread);
    uint32_t status = sec_proxy_status(route, route->tx_thread);
    unsigned i;

    if ((status & STATUS_ERROR) || !(status & STATUS_COUNT)) {
        return false;
    }
    for (i = 0; i < SEC_PROXY_WORDS; i++) {
        mmio_write32(data + DATA(i), message[i]);
    }
    cpu_barrier();
    return true;
}

bool sec_proxy_receive(const struct k3_ti_sci_route *route,
                       uint32_t message[SEC_PROXY_WORDS])
{
    uint32_t data = sec_proxy_data(route, route->rx_thread);
    unsigned i;

    if (!(sec_proxy_status(route, route->rx_thread) & STATUS_COUNT)) {
        return false;
    }
    for (i = 0; i < SEC_PROXY_WORDS; i++) {
        message[i] = mmio_read32(data + DATA(i));
    }
    return true;
}
