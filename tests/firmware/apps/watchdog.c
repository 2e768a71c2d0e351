/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Start the core's watchdog and hang. After the reset, report it and answer
 * messages like hello.
 */

#include "lib/rproc.h"
#include "lib/rti.h"
#include "lib/spin.h"
#include "lib/trace.h"

/* In units of 8192 ticks: half a second at 32 kHz, the clock after a reset */
#define PERIOD                  2

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

int main(void)
{
    const struct k3_core *core = rproc_start("watchdog");
    uint32_t status;

    if (!core->watchdog_base) {
        trace_printf("watchdog: this core has none\n");
        rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
    }
    status = rti_status(core->watchdog_base);
    if (!(status & RTI_STATUS_EXPIRED)) {
        trace_printf("watchdog: armed\n");
        rti_start(core->watchdog_base, PERIOD);
        spin_forever();
    }
    trace_printf("watchdog: expired, status 0x%02lx\n", status);
    rti_clear(core->watchdog_base);
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
