/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Test timer tick and interrupt priorities through the NVIC, and SysTick,
 * PendSV and BASEPRI, as an RTOS uses them. Then answer messages like hello.
 *
 * Source: Armv7-M Architecture Reference Manual (DDI 0403), "The system timer,
 * SysTick".
 */

#include <stddef.h>
#include "apps/tick.h"
#include "cpu.h"
#include "irq.h"
#include "lib/check.h"
#include "lib/mmio.h"
#include "lib/rproc.h"
#include "m4f/systick.h"

#define CORE_HZ                 400000000
#define TICK_HZ                 1000
#define TICKS                   10
#define TIMEOUT_MS              10000

/* Milliseconds in units of cpu_stamp() */
#define STAMPS(ms)              (CORE_HZ / 1000 / CPU_CYCLES_PER_STAMP * (ms))

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static const struct k3_core *core;

/* Volatile: counted by the handler */
static volatile unsigned ticks;

static void systick(void)
{
    ticks++;
}

static void systick_start(void)
{
    ticks = 0;
    irq_system_connect(IRQ_SYSTICK, 12, systick);
    mmio_write32(SYST_RVR, CORE_HZ / TICK_HZ - 1);
    mmio_write32(SYST_CVR, 0);
    mmio_write32(SYST_CSR, CSR_ENABLE | CSR_TICKINT | CSR_CLKSOURCE);
}

static void systick_stop(void)
{
    mmio_write32(SYST_CSR, 0);
}

/* Compare the system timer with the DMTimer, which has another clock */
static void check_systick(void)
{
    uint32_t start = cpu_stamp();
    unsigned seen;

    systick_start();
    while (ticks < TICKS && cpu_stamp() - start < STAMPS(TIMEOUT_MS)) {
        continue;
    }
    seen = ticks;
    /* A late tick can cause the loss of another tick, but none is early */
    check("systick", seen >= TICKS);
    check("systick rate", cpu_stamp() - start >= STAMPS(TICKS - 1));

    /* A masked tick still ends a WFI */
    cpu_irq_disable();
    seen = ticks;
    cpu_wfi();
    check("systick ends wfi", irq_pending() == IRQ_SYSTICK - 16);
    check("systick masked", ticks == seen);
    cpu_irq_enable();
    check("systick unmasked", ticks > seen);
    systick_stop();
}

static void pendsv(void)
{
    tick_log_letter('p');
}

static void pend(void)
{
    irq_pend_pendsv();
}

/* An RTOS switches tasks in PendSV: once, after all other handlers */
static void check_pendsv(void)
{
    tick_log_clear();
    irq_system_connect(IRQ_PENDSV, 15, pendsv);
    tick_connect(0, 4, pend);
    tick_connect(1, 8, pend);
    cpu_irq_disable();
    tick_trigger(1);
    tick_trigger(0);
    cpu_irq_enable();
    tick_check_log("pendsv comes last", "aAbBp");
}

static void check_basepri(void)
{
    tick_connect(0, 8, NULL);
    tick_connect(2, 2, NULL);
    tick_log_clear();
    irq_set_base_priority(8);
    tick_trigger(0);
    tick_trigger(2);
    tick_check_log("below base priority", "cC");
    irq_set_base_priority(0);
    tick_check_log("base priority lifted", "cCaA");
}

int main(void)
{
    core = rproc_start("tick");
    check_begin("tick");

    tick_run(core, "nvic");
    check_systick();
    check_pendsv();
    check_basepri();
    check("none spurious", irq_spurious == 0);
    check_print_result();

    irq_init();
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
