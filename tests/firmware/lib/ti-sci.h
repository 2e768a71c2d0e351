/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Client of the system firmware (TI-SCI), as a non-secure or secure host,
 * polled.
 *
 * Source: TISCI User Guide
 */

#ifndef LIB_TI_SCI_H
#define LIB_TI_SCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "soc/soc.h"

enum ti_sci_result {
    TI_SCI_OK,
    TI_SCI_NACK,
    TI_SCI_TIMEOUT,
    TI_SCI_NOT_SENT,
};

struct ti_sci_header {
    uint16_t type;
    uint8_t host;
    uint8_t seq;
    uint32_t flags;
} __attribute__((packed));

struct ti_sci_version {
    struct ti_sci_header hdr;
    char description[32];
    uint16_t revision;
    uint8_t abi_major;
    uint8_t abi_minor;
} __attribute__((packed));

struct ti_sci_device_state {
    struct ti_sci_header hdr;
    uint32_t context_losses;
    uint32_t resets;
    uint8_t programmed;
    uint8_t current;
} __attribute__((packed));

/*
 * Send a request of `type`, with `len` bytes of `body` after the header. Wait
 * for its answer and copy `answer_len` bytes of it, including the header.
 */
enum ti_sci_result ti_sci_call(const struct k3_ti_sci_route *route,
                               uint16_t type, const void *body, size_t len,
                               void *answer, size_t answer_len);

enum ti_sci_result ti_sci_get_version(const struct k3_ti_sci_route *route,
                                      struct ti_sci_version *version);
enum ti_sci_result ti_sci_get_device(const struct k3_ti_sci_route *route,
                                     uint32_t device,
                                     struct ti_sci_device_state *state);

/* Request the device to be on, or release this request */
enum ti_sci_result ti_sci_set_device(const struct k3_ti_sci_route *route,
                                     uint32_t device, bool on);

/* Connect an interrupt router's input to an output, or disconnect it */
enum ti_sci_result ti_sci_set_irq(const struct k3_ti_sci_route *route,
                                  uint16_t router, uint16_t input,
                                  uint16_t output);
enum ti_sci_result ti_sci_release_irq(const struct k3_ti_sci_route *route,
                                      uint16_t router, uint16_t input,
                                      uint16_t output);

const char *ti_sci_result_name(enum ti_sci_result result);

#endif /* LIB_TI_SCI_H */
