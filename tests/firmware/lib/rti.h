/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RTI windowed watchdog of this core, used only to reset the core
 */

#ifndef LIB_RTI_H
#define LIB_RTI_H

#include <stdint.h>

#define RTI_STATUS_EXPIRED      (1 << 1)

/*
 * The period is in units of 8192 ticks of its clock, 1 to 4096. Once started,
 * only a reset stops the watchdog.
 */
void rti_start(uint32_t base, unsigned period);

/* RTI_STATUS_*, which survive the reset that the watchdog causes */
uint32_t rti_status(uint32_t base);
void rti_clear(uint32_t base);

#endif /* LIB_RTI_H */
