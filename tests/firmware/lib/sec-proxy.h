/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Secure proxy: threads that carry 60-byte messages, polled.
 */

#ifndef LIB_SEC_PROXY_H
#define LIB_SEC_PROXY_H

#include <stdbool.h>
#include <stdint.h>
#include "soc/soc.h"

#define SEC_PROXY_WORDS         15

/* False if there is no credit, or if the thread reports an error */
bool sec_proxy_send(const struct k3_ti_sci_route *route,
                    const uint32_t message[SEC_PROXY_WORDS]);

/* False if no message waits */
bool sec_proxy_receive(const struct k3_ti_sci_route *route,
                       uint32_t message[SEC_PROXY_WORDS]);

#endif /* LIB_SEC_PROXY_H */
