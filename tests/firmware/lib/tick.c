/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tick and sleep with the DMTimer that each core has
 */

#include <stdbool.h>
#include "cpu.h"
#include "irq.h"
#include "lib/dmtimer.h"
#include "lib/tick.h"

#define TICK_PRIORITY           4

static uint32_t timer_base;
static uint32_t tick_hz;
/* Volatile: set by the interrupt handler */
static volatile bool fired;
static void (*on_tick)(void);

void tick_on(void (*function)(void))
{
    on_tick = function;
}

static void tick_interrupt(unsigned irq)
{
    (void)irq;
    dmtimer_ack(timer_base);
    fired = true;
    if (on_tick) {
        on_tick();
    }
}

static void timer_run(const struct k3_core *core, uint32_t period)
{
    timer_base = core->timer_base;
    /* Earlier firmware may have left it running: a stop does not reset it */
    dmtimer_stop(timer_base);
    fired = false;
    irq_connect(core->timer_irq, TICK_PRIORITY, tick_interrupt);
    dmtimer_start(timer_base, period);
}

void tick_start(const struct k3_core *core, uint32_t hz)
{
    tick_hz = hz;
    timer_run(core, k3_soc.timer_hz / hz);
}

void tick_stop(void)
{
    if (timer_base) {
        dmtimer_stop(timer_base);
    }
    tick_hz = 0;
}

void tick_sleep(const struct k3_core *core, uint32_t microseconds)
{
    /* Rounded up, as not all timer rates are a whole number of MHz */
    uint64_t ticks = ((uint64_t)microseconds * k3_soc.timer_hz + 999999) /
                     1000000;

    if (microseconds == 0) {
        return;
    }
    timer_run(core, ticks < UINT32_MAX ? ticks : UINT32_MAX);
    cpu_irq_disable();
    while (!fired) {
        cpu_wfi();
        cpu_irq_enable();
        cpu_irq_disable();
    }
    cpu_irq_enable();
    dmtimer_stop(timer_base);
    if (tick_hz) {
        tick_start(core, tick_hz);
    }
}

void tick_spin(uint32_t microseconds)
{
    uint32_t start = cpu_stamp();
    uint32_t stamps = microseconds / 1000 * CPU_STAMPS_PER_MS +
                      microseconds % 1000 * CPU_STAMPS_PER_MS / 1000;

    while (cpu_stamp() - start < stamps) {
        continue;
    }
}
