/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Test timer tick and interrupt priorities with both ways in which the VIM
 * passes interrupts to the core, and features that only the VIM has. Then
 * answer messages like hello.
 */

#include <stddef.h>
#include "apps/tick.h"
#include "cpu.h"
#include "irq.h"
#include "lib/check.h"
#include "lib/rproc.h"
#include "lib/trace.h"

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static const struct k3_core *core;

static void letters(unsigned irq)
{
    tick_log_letter('a' + irq - core->soft_irq);
    tick_log_letter('A' + irq - core->soft_irq);
}

static void check_pulse(void)
{
    tick_log_clear();
    vim_connect(core->soft_irq, 9, VIM_PULSE, letters);
    tick_trigger(0);
    tick_check_log("pulse", "aA");
}

static void check_priority_mask(void)
{
    tick_log_clear();
    tick_connect(0, 9, NULL);
    tick_connect(2, 2, NULL);
    vim_set_priority_mask(0xffff & ~(1 << 9));
    tick_trigger(0);
    tick_trigger(2);
    tick_check_log("masked priority", "cC");
    vim_set_priority_mask(0xffff);
    tick_check_log("unmasked priority", "cCaA");
}

/* The core takes FIQ while IRQ is masked */
static void check_fiq(void)
{
    uint32_t before = vim_counts.fiq;

    tick_log_clear();
    tick_connect(0, 9, NULL);
    vim_route_to_fiq(core->soft_irq);
    cpu_irq_disable();
    cpu_fiq_enable();
    tick_trigger(0);
    cpu_fiq_disable();
    cpu_irq_enable();
    tick_check_log("fiq", "aA");
    check("fiq entry", vim_counts.fiq == before + 1);
}

static void check_dispatch(enum vim_dispatch dispatch)
{
    bool by_port = dispatch == VIM_DISPATCH_PORT;
    const char *way = by_port ? "port" : "software";

    vim_init(dispatch);
    tick_run(core, way);
    check_pulse();
    check_priority_mask();
    check_fiq();

    trace_printf("tick: %s: %lu by software, %lu by port, %lu spurious\n",
                 way, vim_counts.by_software, vim_counts.by_port,
                 vim_counts.spurious);
    check("entry used", (by_port ? vim_counts.by_software
                                      : vim_counts.by_port) == 0);
    check("none spurious", vim_counts.spurious == 0);
}

int main(void)
{
    core = rproc_start("tick");
    check_begin("tick");

    check_dispatch(VIM_DISPATCH_SOFTWARE);
    check_dispatch(VIM_DISPATCH_PORT);
    check_print_result();

    irq_init();
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
