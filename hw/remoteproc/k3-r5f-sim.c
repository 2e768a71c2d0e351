/*
 * One Cortex-R5F core of a TI K3 R5FSS, simulated instead of executed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/remoteproc/k3-r5f-core.h"
#include "qapi/error.h"

static bool sim_realize(K3R5FCore *s, Error **errp)
{
    const K3SimFwConfig *given = s->sim_config;
    K3SimFwConfig config = *given;

    /* TCMs in front: DDR may still hold what an older image left there */
    if (given->num_windows + K3_R5F_NUM_TCMS > K3_SIM_FW_MAX_WINDOWS) {
        error_setg(errp, "%s: too many windows", TYPE_K3_R5F_CORE);
        return false;
    }
    config.window[0].base = 0;
    config.window[1].base = K3_R5F_TCM_HIGH_BASE;
    for (int i = 0; i < K3_R5F_NUM_TCMS; i++) {
        config.window[i].size = 2 * s->tcm_size;
    }
    for (int i = 0; i < given->num_windows; i++) {
        config.window[K3_R5F_NUM_TCMS + i] = given->window[i];
    }
    config.num_windows += K3_R5F_NUM_TCMS;

    object_initialize_child(OBJECT(s), "firmware", &s->sim, TYPE_K3_SIM_FW);
    object_property_set_link(OBJECT(&s->sim), "memory", OBJECT(&s->view),
                             &error_abort);
    k3_sim_fw_configure(&s->sim, &config);
    return sysbus_realize(SYS_BUS_DEVICE(&s->sim), errp);
}

static void sim_start(K3R5FCore *s)
{
    if (s->executes) {
        k3_sim_fw_start(&s->sim, s->start_vector);
    }
}

static void sim_stop(K3R5FCore *s)
{
    k3_sim_fw_stop(&s->sim);
}

static void sim_freeze(K3R5FCore *s, bool frozen)
{
    k3_sim_fw_freeze(&s->sim, frozen);
}

static uint32_t sim_outputs(K3R5FCore *s)
{
    return k3_sim_fw_outputs(&s->sim);
}

/* There are no instructions; this is where they would have begun */
static uint64_t sim_pc(K3R5FCore *s)
{
    return s->sim.boot_vector;
}

static AddressSpace *sim_as(K3R5FCore *s)
{
    return &s->sim.as;
}

/* The firmware migrates itself */
static int sim_post_load(K3R5FCore *s)
{
    return 0;
}

static const K3R5FEngine sim_engine = {
    .realize = sim_realize,
    .start = sim_start,
    .stop = sim_stop,
    .freeze = sim_freeze,
    .outputs = sim_outputs,
    .pc = sim_pc,
    .as = sim_as,
    .post_load = sim_post_load,
};

void k3_r5f_core_set_simulated(K3R5FCore *s, const K3SimFwConfig *config)
{
    s->sim_config = config;
    s->engine = &sim_engine;
}
