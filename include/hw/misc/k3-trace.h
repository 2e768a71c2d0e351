/*
 * Helpers for trace events and log messages of the TI K3 models
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_MISC_K3_TRACE_H
#define HW_MISC_K3_TRACE_H

#include "hw/qdev-core.h"
#include "qemu/timer.h"

/**
 * k3_trace_ns: the guest's time, for an event.  QEMU's trace backends record
 * host time, which differs between runs and is meaningless with -icount
 * sleep=off.
 */
static inline int64_t k3_trace_ns(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/**
 * k3_trace_name: the name of device @obj in messages.  This is its QOM path, as
 * a SoC has several instances of most devices.
 */
static inline const char *k3_trace_name(void *obj)
{
    return DEVICE(obj)->canonical_path ?: object_get_typename(obj);
}

#endif /* HW_MISC_K3_TRACE_H */
