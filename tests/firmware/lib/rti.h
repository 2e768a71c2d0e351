/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RTI windowed watchdog of this core: it resets the core, or does nothing
 */

#ifndef LIB_RTI_H
#define LIB_RTI_H

#include <stdint.h>

#define RTI_STATUS_EXPIRED      (1 << 1)

/*
 * Counts of 8192 ticks of its clock, 1 to 4096. Once it runs, nothing stops
 * it but a reset.
 */
void rti_start(uint32_t base, unsigned period);

/* RTI_STATUS_*, which survive the reset that they cause */
uint32_t rti_status(uint32_t base);
void rti_clear(uint32_t base);

#endif /* LIB_RTI_H */
