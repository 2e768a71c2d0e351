/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ask the system firmware for its version and for the state of this core's
 * device, then serve as hello does.
 */

#include "lib/rproc.h"
#include "lib/ti-sci.h"
#include "lib/trace.h"

static const struct rproc_message *const messages[] = {
    &rproc_echo_request,
};

static void print_version(const struct k3_core *core)
{
    struct ti_sci_version version = { 0 };
    enum ti_sci_result result;

    result = ti_sci_get_version(&core->ti_sci, &version);
    version.description[sizeof(version.description) - 1] = '\0';
    trace_printf("sci: version %s\n", ti_sci_result_name(result));
    if (result == TI_SCI_OK) {
        trace_printf("sci: '%s' revision 0x%04x abi %u.%u\n",
                     version.description, version.revision,
                     version.abi_major, version.abi_minor);
    }
}

static void print_device(const struct k3_core *core)
{
    struct ti_sci_device_state state = { 0 };
    enum ti_sci_result result;

    result = ti_sci_get_device(&core->ti_sci, core->device, &state);
    trace_printf("sci: device %u %s\n", core->device,
                 ti_sci_result_name(result));
    if (result == TI_SCI_OK) {
        trace_printf("sci: programmed %u current %u resets 0x%lx\n",
                     state.programmed, state.current, state.resets);
    }
}

int main(void)
{
    const struct k3_core *core = rproc_start("sci");

    trace_printf("sci: host %u rx thread %u tx thread %u\n",
                 core->ti_sci.host, core->ti_sci.rx_thread,
                 core->ti_sci.tx_thread);
    print_version(core);
    print_device(core);
    rproc_serve(core, messages, sizeof(messages) / sizeof(messages[0]));
}
