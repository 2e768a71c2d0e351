/*
 * k3-virt: devices that a board has on its I2C buses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_ARM_K3_BOARD_I2C_H
#define HW_ARM_K3_BOARD_I2C_H

#include "hw/arm/k3-soc.h"

/**
 * k3_board_add_i2c: create the devices that the device tree in @file has below
 * its I2C controllers, as far as QEMU has models of them.  The others do not
 * acknowledge their address; "-d unimp" logs them.
 *
 * Devices of the command line are created later.  If one has the address of
 * a device from here, it is the one that answers.
 */
void k3_board_add_i2c(K3SocState *soc, const char *file);

#endif
