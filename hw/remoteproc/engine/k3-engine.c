/*
 * What executes in a TI K3 remote core (abstract)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/qdev-core.h"
#include "hw/remoteproc/k3-engine.h"
#include "migration/vmstate.h"

void k3_engine_start(K3Engine *engine, uint64_t vector, uint32_t config)
{
    K3_ENGINE_GET_CLASS(engine)->start(engine, vector, config);
}

void k3_engine_stop(K3Engine *engine)
{
    engine->frozen = false;
    K3_ENGINE_GET_CLASS(engine)->stop(engine);
}

void k3_engine_freeze(K3Engine *engine, bool frozen)
{
    if (engine->frozen != frozen) {
        engine->frozen = frozen;
        K3_ENGINE_GET_CLASS(engine)->freeze(engine, frozen);
    }
}

bool k3_engine_crash(K3Engine *engine)
{
    K3EngineClass *ec = K3_ENGINE_GET_CLASS(engine);

    if (ec->crash) {
        ec->crash(engine);
    }
    return ec->crash;
}

uint32_t k3_engine_outputs(K3Engine *engine)
{
    return K3_ENGINE_GET_CLASS(engine)->outputs(engine);
}

uint64_t k3_engine_pc(K3Engine *engine)
{
    K3EngineClass *ec = K3_ENGINE_GET_CLASS(engine);

    return ec->pc ? ec->pc(engine) : 0;
}

AddressSpace *k3_engine_address_space(K3Engine *engine)
{
    return K3_ENGINE_GET_CLASS(engine)->address_space(engine);
}

qemu_irq k3_engine_irq(K3Engine *engine, unsigned n)
{
    return n < K3_ENGINE_GET_CLASS(engine)->num_irqs ?
           qdev_get_gpio_in(DEVICE(engine), n) : NULL;
}

const VMStateDescription vmstate_k3_engine = {
    .name = TYPE_K3_ENGINE,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(frozen, K3Engine),
        VMSTATE_END_OF_LIST()
    }
};

static void k3_engine_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "TI K3 engine of a remote core";
    /* Reason: part of a remote core */
    dc->user_creatable = false;
}

static const TypeInfo k3_engine_types[] = {
    {
        .name = TYPE_K3_ENGINE,
        .parent = TYPE_SYS_BUS_DEVICE,
        .abstract = true,
        .instance_size = sizeof(K3Engine),
        .class_size = sizeof(K3EngineClass),
        .class_init = k3_engine_class_init,
    },
};

DEFINE_TYPES(k3_engine_types)
