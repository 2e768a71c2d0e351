/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TI K3 DMA: how system firmware configures a DMA engine
 */
#ifndef HW_DMA_K3_DMA_CONFIG_H
#define HW_DMA_K3_DMA_CONFIG_H

#include "qom/object.h"

/**
 * DOC: what only system firmware can write
 *
 * The configuration of rings and channels is behind a firewall.  Hosts ask
 * system firmware for it with the messages TISCI_MSG_RM_RING_CFG and
 * TISCI_MSG_RM_UDMAP_TX_CH_CFG; system firmware checks whether the host may use
 * the ring or channel, and calls these functions.  A DMA engine implements the
 * interface, and system firmware uses nothing else of it.  All functions are
 * called with the BQL held.
 */
#define TYPE_K3_DMA_CONFIG "ti-k3-dma-config"

typedef struct K3DMAConfig K3DMAConfig;
typedef struct K3DMAConfigClass K3DMAConfigClass;

DECLARE_CLASS_CHECKERS(K3DMAConfigClass, K3_DMA_CONFIG, TYPE_K3_DMA_CONFIG)
#define K3_DMA_CONFIG(obj) \
    INTERFACE_CHECK(K3DMAConfig, (obj), TYPE_K3_DMA_CONFIG)

/* Ring modes, and sizes of elements, as TISCI numbers them */
#define K3_DMA_RING_MODE_RING       0
#define K3_DMA_RING_ELEMENT_8       1

/**
 * struct K3DMARingConfig - what to change of a ring
 * @base_mask: the bits of @base that the request has
 * @base: address of the elements
 * @has_count: the request has @count
 * @count: number of elements; 0: the ring is no longer used
 * @has_mode: the request has @mode
 * @mode: K3_DMA_RING_MODE_*
 * @has_element: the request has @element
 * @element: K3_DMA_RING_ELEMENT_*
 */
typedef struct K3DMARingConfig {
    uint64_t base_mask;
    uint64_t base;
    bool has_count;
    uint32_t count;
    bool has_mode;
    uint8_t mode;
    bool has_element;
    uint8_t element;
} K3DMARingConfig;

/**
 * struct K3DMAChannelConfig - what to change of a channel
 * @has_pause_on_error: the request has @pause_on_error
 * @pause_on_error: an error pauses the channel
 */
typedef struct K3DMAChannelConfig {
    bool has_pause_on_error;
    bool pause_on_error;
} K3DMAChannelConfig;

/**
 * struct K3DMAConfigClass - functions of a DMA engine
 * @ring: configure ring @index, which resets it
 * @block_copy: configure block copy channel @index
 *
 * Both return NULL, or a reason why that is impossible; nothing has changed
 * then.
 */
struct K3DMAConfigClass {
    InterfaceClass parent_class;

    const char *(*ring)(K3DMAConfig *dma, unsigned index,
                        const K3DMARingConfig *config);
    const char *(*block_copy)(K3DMAConfig *dma, unsigned index,
                              const K3DMAChannelConfig *config);
};

#endif /* HW_DMA_K3_DMA_CONFIG_H */
