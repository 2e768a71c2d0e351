/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers of SysTick
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "The system timer,
 * SysTick".
 */

#ifndef M4F_SYSTICK_H
#define M4F_SYSTICK_H

#define SYST_CSR                0xe000e010
#define SYST_RVR                0xe000e014
#define SYST_CVR                0xe000e018

#define CSR_ENABLE              (1 << 0)
#define CSR_TICKINT             (1 << 1)
#define CSR_CLKSOURCE           (1 << 2)
#define CSR_COUNTFLAG           (1 << 16)

#endif /* M4F_SYSTICK_H */
