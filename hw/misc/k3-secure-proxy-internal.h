/*
 * TI K3 secure proxy: interface between its parts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_SECURE_PROXY_INTERNAL_H
#define HW_MISC_K3_SECURE_PROXY_INTERNAL_H

#include "hw/misc/k3-secure-proxy.h"

#define THREAD_PAGE             K3_SECURE_PROXY_THREAD_SIZE
#define CFG_SIZE                K3_SECURE_PROXY_CFG_SIZE

/* k3-secure-proxy-thread.c */
/* NULL if the thread does not exist */
K3SecureProxyThread *k3_secure_proxy_thread(K3SecureProxyState *s,
                                            uint64_t id);
unsigned k3_secure_proxy_id(K3SecureProxyState *s, K3SecureProxyThread *t);
/* Inbound: messages to read; outbound: messages that there is room for. */
uint8_t k3_secure_proxy_count(K3SecureProxyState *s, K3SecureProxyThread *t);
void k3_secure_proxy_update_irq(K3SecureProxyState *s, K3SecureProxyThread *t);
void k3_secure_proxy_clear_error(K3SecureProxyState *s,
                                 K3SecureProxyThread *t);
/* Tell the sink about all messages that are waiting. */
void k3_secure_proxy_notify_all(K3SecureProxyState *s);
void k3_secure_proxy_init_faults(ObjectClass *oc);
extern const MemoryRegionOps k3_secure_proxy_data_ops;

/* k3-secure-proxy-regs.c */
void k3_secure_proxy_init_regs(K3SecureProxyState *s);

#endif
