/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dual-mode timer
 *
 * Source: AM64x Technical Reference Manual (SPRUIM2), "Timers"
 */

#include "lib/dmtimer.h"
#include "lib/mmio.h"

#define DMTIMER_TIOCP_CFG       0x10
#define DMTIMER_IRQSTATUS       0x28
#define DMTIMER_IRQENABLE_SET   0x2c
#define DMTIMER_IRQENABLE_CLR   0x30
#define DMTIMER_TCLR            0x38
#define DMTIMER_TCRR            0x3c
#define DMTIMER_TLDR            0x40
#define DMTIMER_TWPS            0x48

#define TIOCP_CFG_SOFTRESET     (1 << 0)
#define IRQ_OVERFLOW            (1 << 1)
#define TCLR_START              (1 << 0)
#define TCLR_AUTO_RELOAD        (1 << 1)

#define ATTEMPTS                100000

/* Posted writes: wait until no earlier write is pending */
static void dmtimer_write(uint32_t base, uint32_t offset, uint32_t value)
{
    unsigned i;

    for (i = 0; i < ATTEMPTS && mmio_read32(base + DMTIMER_TWPS); i++) {
        continue;
    }
    mmio_write32(base + offset, value);
}

bool dmtimer_start(uint32_t base, uint32_t period)
{
    unsigned i;

    mmio_write32(base + DMTIMER_TIOCP_CFG, TIOCP_CFG_SOFTRESET);
    for (i = 0; i < ATTEMPTS; i++) {
        if (!(mmio_read32(base + DMTIMER_TIOCP_CFG) & TIOCP_CFG_SOFTRESET)) {
            break;
        }
    }
    if (i == ATTEMPTS) {
        return false;
    }

    /* It counts up and reloads when it passes 2^32 */
    dmtimer_write(base, DMTIMER_TLDR, -period);
    dmtimer_write(base, DMTIMER_TCRR, -period);
    mmio_write32(base + DMTIMER_IRQENABLE_SET, IRQ_OVERFLOW);
    dmtimer_write(base, DMTIMER_TCLR, TCLR_START | TCLR_AUTO_RELOAD);
    return true;
}

void dmtimer_stop(uint32_t base)
{
    dmtimer_write(base, DMTIMER_TCLR, 0);
    mmio_write32(base + DMTIMER_IRQENABLE_CLR, IRQ_OVERFLOW);
    dmtimer_ack(base);
}

uint32_t dmtimer_elapsed(uint32_t base)
{
    return mmio_read32(base + DMTIMER_TCRR) - mmio_read32(base + DMTIMER_TLDR);
}

void dmtimer_ack(uint32_t base)
{
    mmio_write32(base + DMTIMER_IRQSTATUS, IRQ_OVERFLOW);
    /* This read completes the write before the handler returns */
    mmio_read32(base + DMTIMER_IRQSTATUS);
}
