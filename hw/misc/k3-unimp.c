/*
 * Parts of a TI K3 SoC that are not modelled
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/misc/k3-unimp.h"
#include "qapi/error.h"
#include "qemu/log.h"

static const K3Region *decode(K3UnimpState *s, hwaddr addr)
{
    size_t low = 0, high = s->map_len;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const K3Region *region = &s->map[mid];

        if (addr < region->base) {
            high = mid;
        } else if (addr - region->base >= region->size) {
            low = mid + 1;
        } else {
            return region;
        }
    }
    return NULL;
}

static MemTxResult k3_unimp_access(K3UnimpState *s, const char *what,
                                   hwaddr addr, uint64_t value, unsigned size)
{
    const K3Region *region = decode(s, addr);

    if (!region) {
        qemu_log_mask(LOG_GUEST_ERROR, "k3-bus: %s at 0x%" HWADDR_PRIx
                      ", where there is nothing (size %u, value 0x%" PRIx64
                      ")\n",
                      what, addr, size, value);
        return MEMTX_DECODE_ERROR;
    }
    qemu_log_mask(LOG_UNIMP, "%s: unimplemented block, %s at 0x%" HWADDR_PRIx
                  " (offset 0x%" HWADDR_PRIx ", size %u, value 0x%" PRIx64
                  ")\n", region->name, what, addr, addr - region->base, size,
                  value);
    return MEMTX_OK;
}

static MemTxResult k3_unimp_read(void *opaque, hwaddr addr, uint64_t *data,
                                 unsigned size, MemTxAttrs attrs)
{
    K3UnimpState *s = opaque;

    *data = 0;
    for (size_t i = 0; i < s->num_regs; i++) {
        uint64_t offset = addr - s->regs[i].addr;

        if (offset < sizeof(s->regs[i].value)) {
            *data = s->regs[i].value >> (offset * 8);
            break;
        }
    }
    return k3_unimp_access(s, "read", addr, *data, size);
}

static MemTxResult k3_unimp_write(void *opaque, hwaddr addr, uint64_t data,
                                  unsigned size, MemTxAttrs attrs)
{
    return k3_unimp_access(opaque, "write", addr, data, size);
}

static const MemoryRegionOps k3_unimp_ops = {
    .read_with_attrs = k3_unimp_read,
    .write_with_attrs = k3_unimp_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 1,
    .valid.max_access_size = 8,
    .valid.unaligned = true,
    .impl.min_access_size = 1,
    .impl.max_access_size = 8,
    .impl.unaligned = true,
};

void k3_unimp_set_map(K3UnimpState *s, const K3Region *map, size_t len)
{
    s->map = map;
    s->map_len = len;
}

void k3_unimp_set_regs(K3UnimpState *s, const K3ConstReg *regs, size_t len)
{
    s->regs = regs;
    s->num_regs = len;
}

static void k3_unimp_realize(DeviceState *dev, Error **errp)
{
    K3UnimpState *s = K3_UNIMP(dev);

    for (size_t i = 1; i < s->map_len; i++) {
        if (s->map[i].base < s->map[i - 1].base + s->map[i - 1].size) {
            error_setg(errp, "%s: %s and %s overlap or are not sorted",
                       TYPE_K3_UNIMP, s->map[i - 1].name, s->map[i].name);
            return;
        }
    }
    memory_region_init_io(&s->iomem, OBJECT(s), &k3_unimp_ops, s,
                          "k3-unimp", 1ULL << 48);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem);
}

static void k3_unimp_class_init(ObjectClass *oc, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "Unimplemented blocks of a TI K3 SoC";
    dc->realize = k3_unimp_realize;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    /* Reason: needs the SoC's address map; has no state of its own */
    dc->user_creatable = false;
}

static const TypeInfo k3_unimp_types[] = {
    {
        .name = TYPE_K3_UNIMP,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(K3UnimpState),
        .class_init = k3_unimp_class_init,
    },
};

DEFINE_TYPES(k3_unimp_types)
