/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ask the system firmware for its version and for the state of this core's
 * device, as each of the core's hosts. Then answer messages like hello.
 */

#include "lib/rproc.h"
#include "lib/ti-sci.h"
#include "lib/trace.h"

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static void print_version(const struct k3_ti_sci_route *route)
{
    struct ti_sci_version version = { 0 };
    enum ti_sci_result result;

    result = ti_sci_get_version(route, &version);
    version.description[sizeof(version.description) - 1] = '\0';
    trace_printf("sci: version %s\n", ti_sci_result_name(result));
    if (result == TI_SCI_OK) {
        trace_printf("sci: '%s' revision 0x%04x abi %u.%u\n",
                     version.description, version.revision,
                     version.abi_major, version.abi_minor);
    }
}

static void print_device(const struct k3_core *core,
                         const struct k3_ti_sci_route *route)
{
    struct ti_sci_device_state state = { 0 };
    enum ti_sci_result result;

    result = ti_sci_get_device(route, core->device, &state);
    trace_printf("sci: device %u %s\n", core->device,
                 ti_sci_result_name(result));
    if (result == TI_SCI_OK) {
        trace_printf("sci: programmed %u current %u resets 0x%lx\n",
                     state.programmed, state.current, state.resets);
    }
}

/* Two rounds, to detect side effects of the first round on the second */
static void talk(const struct k3_core *core,
                 const struct k3_ti_sci_route *route)
{
    unsigned i;

    if (route->host == 0) {
        return;
    }
    trace_printf("sci: host %u%s rx thread %u tx thread %u\n", route->host,
                 route->secure ? " secure" : "", route->rx_thread,
                 route->tx_thread);
    for (i = 0; i < 2; i++) {
        print_version(route);
        print_device(core, route);
    }
}

int main(void)
{
    const struct k3_core *core = rproc_start("sci");

    talk(core, &core->ti_sci);
    talk(core, &core->ti_sci_secure);
    trace_printf("sci: done\n");
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
