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
 * system firmware for it with messages like TISCI_MSG_RM_RING_CFG; system
 * firmware checks whether the host may use the ring, channel or flow, and calls
 * these functions.  A DMA engine implements the interface, and system firmware
 * uses nothing else of it.  All functions are called with the BQL held.
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
 * @has_drop_epib: the request has @drop_epib
 * @drop_epib: do not send extended packet information
 * @has_drop_ps: the request has @drop_ps
 * @drop_ps: do not send protocol-specific words
 * @has_quiet_teardown: the request has @quiet_teardown
 * @quiet_teardown: the end of a teardown has no message
 */
typedef struct K3DMAChannelConfig {
    bool has_pause_on_error;
    bool pause_on_error;
    bool has_drop_epib;
    bool drop_epib;
    bool has_drop_ps;
    bool drop_ps;
    bool has_quiet_teardown;
    bool quiet_teardown;
} K3DMAChannelConfig;

/**
 * struct K3DMAFlowConfig - what to change of a receive flow
 * @has_epib: the request has @epib
 * @epib: descriptors have extended packet information
 * @has_ps: the request has @ps
 * @ps: descriptors have protocol-specific words
 */
typedef struct K3DMAFlowConfig {
    bool has_epib;
    bool epib;
    bool has_ps;
    bool ps;
} K3DMAFlowConfig;

/**
 * struct K3DMAConfigClass - functions of a DMA engine
 * @ring: configure ring @index, which resets it
 * @block_copy: configure block copy channel @index
 * @tx: configure transmit channel @index
 * @rx: configure receive channel @index
 * @flow: configure receive flow @index
 * @pair: connect two PSI-L threads, one of which is a channel's, or disconnect
 *   them
 *
 * All return NULL, or a reason why that is impossible; nothing has changed
 * then.  A function that is NULL: the model has nothing of that kind.
 */
struct K3DMAConfigClass {
    InterfaceClass parent_class;

    const char *(*ring)(K3DMAConfig *dma, unsigned index,
                        const K3DMARingConfig *config);
    const char *(*block_copy)(K3DMAConfig *dma, unsigned index,
                              const K3DMAChannelConfig *config);
    const char *(*tx)(K3DMAConfig *dma, unsigned index,
                      const K3DMAChannelConfig *config);
    const char *(*rx)(K3DMAConfig *dma, unsigned index,
                      const K3DMAChannelConfig *config);
    const char *(*flow)(K3DMAConfig *dma, unsigned index,
                        const K3DMAFlowConfig *config);
    const char *(*pair)(K3DMAConfig *dma, uint32_t source,
                        uint32_t destination, bool pair);
};

#endif /* HW_DMA_K3_DMA_CONFIG_H */
