/*
 * What trace events and log lines of the TI K3 models have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_TRACE_H
#define HW_MISC_K3_TRACE_H

#include "hw/qdev-core.h"
#include "qemu/timer.h"

/**
 * k3_trace_ns: the guest's time of an event.  QEMU's trace backends add the
 * time of the host, which differs from run to run, and has no meaning with
 * -icount sleep=off.
 */
static inline int64_t k3_trace_ns(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/**
 * k3_trace_name: the name of device @obj for users, which is its path: a SoC
 * has most devices more than once.
 */
static inline const char *k3_trace_name(void *obj)
{
    return DEVICE(obj)->canonical_path ?: object_get_typename(obj);
}

#endif /* HW_MISC_K3_TRACE_H */
