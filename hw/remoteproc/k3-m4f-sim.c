/*
 * TI K3 M4F subsystem (one Cortex-M4F), simulated instead of executed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/remoteproc/k3-m4fss.h"
#include "qapi/error.h"

static bool sim_realize(K3M4FSSState *s, Error **errp)
{
    K3SimFwConfig *config = &s->sim_config;

    if (config->num_windows == K3_SIM_FW_MAX_WINDOWS) {
        error_setg(errp, "%s: too many windows", TYPE_K3_M4FSS);
        return false;
    }
    /* Its own memories in front, as DDR may hold what is older */
    memmove(&config->window[1], &config->window[0],
            config->num_windows * sizeof(config->window[0]));
    config->window[0].base = 0;
    config->window[0].size = memory_region_size(&s->memories);
    config->num_windows++;
    config->rat_base = K3_M4FSS_RAT;
    config->rat_local = K3_M4FSS_BUS;

    object_initialize_child(OBJECT(s), "firmware", &s->sim, TYPE_K3_SIM_FW);
    object_property_set_link(OBJECT(&s->sim), "memory", OBJECT(&s->view),
                             &error_abort);
    k3_sim_fw_configure(&s->sim, config);
    return sysbus_realize(SYS_BUS_DEVICE(&s->sim), errp);
}

static void sim_start(K3M4FSSState *s)
{
    k3_sim_fw_start(&s->sim, 0);
}

static void sim_stop(K3M4FSSState *s)
{
    k3_sim_fw_stop(&s->sim);
}

static void sim_freeze(K3M4FSSState *s, bool frozen)
{
    k3_sim_fw_freeze(&s->sim, frozen);
}

static uint32_t sim_outputs(K3M4FSSState *s)
{
    return k3_sim_fw_outputs(&s->sim);
}

static AddressSpace *sim_as(K3M4FSSState *s)
{
    return &s->sim.as;
}

/* There is no NVIC: the mailbox's line goes to the firmware directly */
static const K3M4FEngine sim_engine = {
    .realize = sim_realize,
    .start = sim_start,
    .stop = sim_stop,
    .freeze = sim_freeze,
    .outputs = sim_outputs,
    .as = sim_as,
};

void k3_m4fss_set_simulated(K3M4FSSState *s, const K3SimFwConfig *config)
{
    s->sim_config = *config;
    s->engine = &sim_engine;
}
