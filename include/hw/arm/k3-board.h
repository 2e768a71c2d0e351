/*
 * k3-virt: what a board has around the SoC, as its device tree says
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_BOARD_H
#define HW_ARM_K3_BOARD_H

#include "hw/arm/k3-soc.h"

/**
 * k3_board_connect: add what the board of the device tree @fdt has around the
 * SoC.  Bit n of @cards: slot n of the SoC has a card.
 */
void k3_board_connect(K3SocState *soc, const void *fdt, uint32_t cards);

/**
 * k3_board_node_base: the address in the name of a node, which in trees for K3
 * is that of its registers.  False if the name has none.
 */
bool k3_board_node_base(const void *fdt, int node, uint64_t *base);

/**
 * k3_board_device: the device of the SoC whose registers @node has.  NULL if
 * there is none, or if it is not of @type.
 */
Object *k3_board_device(K3SocState *soc, const void *fdt, int node,
                        const char *type);

/**
 * k3_board_add_i2c: create the devices that @fdt has below its I2C
 * controllers, as far as QEMU has models of them.  The others do not
 * acknowledge their address; "-d unimp" logs them.
 *
 * Devices of the command line are created later.  If one has the address of
 * a device from here, it is the one that answers.
 */
void k3_board_add_i2c(K3SocState *soc, const void *fdt);

/**
 * k3_board_detect_cards: drive the pins of the SoC's GPIO modules that detect
 * cards, as @fdt says, with @cards as above.  "-d unimp" logs lines that lead
 * elsewhere.
 */
void k3_board_detect_cards(K3SocState *soc, const void *fdt, uint32_t cards);

/**
 * k3_board_add_phys: give the Ethernet switches the PHYs that @fdt names.  One
 * that is said to be of a kind that is not modelled does not answer; "-d unimp"
 * logs it.
 */
void k3_board_add_phys(K3SocState *soc, const void *fdt);

#endif
