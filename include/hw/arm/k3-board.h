/*
 * k3-virt: what a board has around the SoC, as its device tree says
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_BOARD_H
#define HW_ARM_K3_BOARD_H

#include "hw/arm/k3-soc.h"

/**
 * k3_board_node_base: the address in the name of a node, which in trees for K3
 * is that of its registers.  False if the name has none.
 */
bool k3_board_node_base(const void *fdt, int node, uint64_t *base);

/**
 * k3_board_add_i2c: create the devices that the device tree in @file has below
 * its I2C controllers, as far as QEMU has models of them.  The others do not
 * acknowledge their address; "-d unimp" logs them.
 *
 * Devices of the command line are created later.  If one has the address of
 * a device from here, it is the one that answers.
 */
void k3_board_add_i2c(K3SocState *soc, const char *file);

/**
 * k3_board_detect_cards: drive the pins of the SoC's GPIO modules that detect
 * cards, as the device tree in @file says.  Bit n of @cards: slot n of the SoC
 * has a card.  "-d unimp" logs lines that lead elsewhere.
 */
void k3_board_detect_cards(K3SocState *soc, const char *file, uint32_t cards);

#endif
