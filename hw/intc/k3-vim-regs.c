/*
 * TI K3 Vectored Interrupt Manager (VIM): registers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "k3-vim-internal.h"
#include "hw/misc/k3-trace.h"
#include "trace.h"

REG32(PID, 0x00)
REG32(INFO, 0x04)
    FIELD(INFO, INTERRUPTS, 0, 11)
/* From PRIIRQ (0x08) on, even words are for IRQ and odd words for FIQ */
REG32(PRIFIQ, 0x0c)
REG32(IRQGSTS, 0x10)
REG32(FIQGSTS, 0x14)
REG32(IRQVEC, 0x18)
REG32(FIQVEC, 0x1c)
REG32(ACTIRQ, 0x20)
REG32(ACTFIQ, 0x24)
REG32(IRQPRIMSK, 0x28)
REG32(FIQPRIMSK, 0x2c)
REG32(DEDVEC, 0x30)
/* One set for each group of 32 interrupts, 0x20 apart */
REG32(RAW, 0x400)
REG32(STS, 0x404)
REG32(INTR_EN_SET, 0x408)
REG32(INTR_EN_CLR, 0x40c)
REG32(IRQSTS, 0x410)
REG32(FIQSTS, 0x414)
REG32(INTMAP, 0x418)
REG32(INTTYPE, 0x41c)
/* One for each interrupt */
REG32(PRI_INT, 0x1000)
    FIELD(PRI_INT, VAL, 0, 4)
REG32(VEC_INT, 0x2000)

#define VIM_PID                 0x60900001
#define VIM_VECTOR_MASK         0xfffffffc

/**
 * struct K3VimReg - one register, or one in an array of registers
 * @read: the 32-bit value; @n is the index in the array (or the output)
 * @write: writes the bytes in @lanes; all other bytes of @value are 0
 *
 * The bus has byte enables, which firmware uses (Zephyr writes priorities as
 * bytes), so registers need not know the size of an access.
 */
typedef struct K3VimReg {
    uint32_t (*read)(K3VimState *s, unsigned n);
    void (*write)(K3VimState *s, unsigned n, uint32_t value, uint32_t lanes);
} K3VimReg;

static void replace_lanes(uint32_t *reg, uint32_t value, uint32_t lanes)
{
    *reg = (*reg & ~lanes) | (value & lanes);
}

/* Registers of the module; for a pair of registers, n is the output */

static uint32_t k3_vim_pid_read(K3VimState *s, unsigned n)
{
    return VIM_PID;
}

static uint32_t k3_vim_info_read(K3VimState *s, unsigned n)
{
    return FIELD_DP32(0, INFO, INTERRUPTS, s->num_irqs);
}

static uint32_t k3_vim_prioritized_read(K3VimState *s, unsigned n)
{
    return s->output[n].prioritized;
}

static uint32_t k3_vim_groups_read(K3VimState *s, unsigned n)
{
    return s->output[n].groups;
}

static uint32_t k3_vim_vector_read(K3VimState *s, unsigned n)
{
    return k3_vim_activate(s, n, NULL);
}

static void k3_vim_vector_write(K3VimState *s, unsigned n, uint32_t value,
                                uint32_t lanes)
{
    /* Any value has the same effect */
    k3_vim_end(s, n);
}

static uint32_t k3_vim_active_read(K3VimState *s, unsigned n)
{
    K3VimOutput *out = &s->output[n];

    return out->depth ? out->active[out->depth - 1] : 0;
}

static uint32_t k3_vim_priority_mask_read(K3VimState *s, unsigned n)
{
    return s->output[n].priority_mask;
}

static void k3_vim_priority_mask_write(K3VimState *s, unsigned n,
                                       uint32_t value, uint32_t lanes)
{
    replace_lanes(&s->output[n].priority_mask, value,
                  lanes & MAKE_64BIT_MASK(0, K3_VIM_NUM_PRIORITIES));
    k3_vim_update_output(s, n);
}

static uint32_t k3_vim_ded_vector_read(K3VimState *s, unsigned n)
{
    return s->ded_vector;
}

static void k3_vim_ded_vector_write(K3VimState *s, unsigned n, uint32_t value,
                                    uint32_t lanes)
{
    replace_lanes(&s->ded_vector, value, lanes & VIM_VECTOR_MASK);
}

static const K3VimReg k3_vim_module_regs[] = {
    [R_PID] = { k3_vim_pid_read },
    [R_INFO] = { k3_vim_info_read },
    [R_PRIIRQ ... R_PRIFIQ] = { k3_vim_prioritized_read },
    [R_IRQGSTS ... R_FIQGSTS] = { k3_vim_groups_read },
    [R_IRQVEC ... R_FIQVEC] = { k3_vim_vector_read, k3_vim_vector_write },
    [R_ACTIRQ ... R_ACTFIQ] = { k3_vim_active_read },
    [R_IRQPRIMSK ... R_FIQPRIMSK] = { k3_vim_priority_mask_read,
                                      k3_vim_priority_mask_write },
    [R_DEDVEC] = { k3_vim_ded_vector_read, k3_vim_ded_vector_write },
};

/* Registers of a group; n is its number */

static uint32_t k3_vim_raw_read(K3VimState *s, unsigned n)
{
    return s->group[n].raw | s->group[n].input;
}

static void k3_vim_raw_write(K3VimState *s, unsigned n, uint32_t value,
                             uint32_t lanes)
{
    s->group[n].raw |= value;
    k3_vim_update_group(s, n);
}

static void k3_vim_clear(K3VimState *s, unsigned n, uint32_t bits)
{
    s->group[n].raw &= ~bits;
    k3_vim_update_group(s, n);
}

static uint32_t k3_vim_sts_read(K3VimState *s, unsigned n)
{
    return s->group[n].raw & s->group[n].enable;
}

static void k3_vim_sts_write(K3VimState *s, unsigned n, uint32_t value,
                             uint32_t lanes)
{
    k3_vim_clear(s, n, value);
}

static uint32_t k3_vim_irqsts_read(K3VimState *s, unsigned n)
{
    return k3_vim_status(&s->group[n], K3_VIM_IRQ);
}

static void k3_vim_irqsts_write(K3VimState *s, unsigned n, uint32_t value,
                                uint32_t lanes)
{
    k3_vim_clear(s, n, value & ~s->group[n].map);
}

static uint32_t k3_vim_fiqsts_read(K3VimState *s, unsigned n)
{
    return k3_vim_status(&s->group[n], K3_VIM_FIQ);
}

static void k3_vim_fiqsts_write(K3VimState *s, unsigned n, uint32_t value,
                                uint32_t lanes)
{
    k3_vim_clear(s, n, value & s->group[n].map);
}

static uint32_t k3_vim_enable_read(K3VimState *s, unsigned n)
{
    return s->group[n].enable;
}

static void k3_vim_enable_set_write(K3VimState *s, unsigned n, uint32_t value,
                                    uint32_t lanes)
{
    s->group[n].enable |= value;
    k3_vim_update_group(s, n);
}

static void k3_vim_enable_clr_write(K3VimState *s, unsigned n, uint32_t value,
                                    uint32_t lanes)
{
    s->group[n].enable &= ~value;
    k3_vim_update_group(s, n);
}

static uint32_t k3_vim_map_read(K3VimState *s, unsigned n)
{
    return s->group[n].map;
}

static void k3_vim_map_write(K3VimState *s, unsigned n, uint32_t value,
                             uint32_t lanes)
{
    replace_lanes(&s->group[n].map, value, lanes);
    k3_vim_update_group(s, n);
}

static uint32_t k3_vim_type_read(K3VimState *s, unsigned n)
{
    return s->group[n].type;
}

static void k3_vim_type_write(K3VimState *s, unsigned n, uint32_t value,
                              uint32_t lanes)
{
    replace_lanes(&s->group[n].type, value, lanes);
    k3_vim_update_group(s, n);
}

static const K3VimReg k3_vim_group_regs[] = {
    [R_RAW - R_RAW] = { k3_vim_raw_read, k3_vim_raw_write },
    [R_STS - R_RAW] = { k3_vim_sts_read, k3_vim_sts_write },
    [R_INTR_EN_SET - R_RAW] = { k3_vim_enable_read, k3_vim_enable_set_write },
    [R_INTR_EN_CLR - R_RAW] = { k3_vim_enable_read, k3_vim_enable_clr_write },
    [R_IRQSTS - R_RAW] = { k3_vim_irqsts_read, k3_vim_irqsts_write },
    [R_FIQSTS - R_RAW] = { k3_vim_fiqsts_read, k3_vim_fiqsts_write },
    [R_INTMAP - R_RAW] = { k3_vim_map_read, k3_vim_map_write },
    [R_INTTYPE - R_RAW] = { k3_vim_type_read, k3_vim_type_write },
};

/* Registers of an interrupt; n is its number */

static uint32_t k3_vim_pri_int_read(K3VimState *s, unsigned n)
{
    return s->priority[n];
}

static void k3_vim_pri_int_write(K3VimState *s, unsigned n, uint32_t value,
                                 uint32_t lanes)
{
    if (lanes & R_PRI_INT_VAL_MASK) {
        k3_vim_set_priority(s, n, FIELD_EX32(value, PRI_INT, VAL));
        k3_vim_update_outputs(s);
    }
}

static uint32_t k3_vim_vec_int_read(K3VimState *s, unsigned n)
{
    return s->vector[n];
}

static void k3_vim_vec_int_write(K3VimState *s, unsigned n, uint32_t value,
                                 uint32_t lanes)
{
    replace_lanes(&s->vector[n], value, lanes & VIM_VECTOR_MASK);
}

static const K3VimReg k3_vim_pri_int_reg = {
    k3_vim_pri_int_read, k3_vim_pri_int_write
};

static const K3VimReg k3_vim_vec_int_reg = {
    k3_vim_vec_int_read, k3_vim_vec_int_write
};

/* The register at a word offset and its index in an array; or NULL */
static const K3VimReg *k3_vim_find_reg(K3VimState *s, unsigned word,
                                       unsigned *n)
{
    const unsigned per_group = ARRAY_SIZE(k3_vim_group_regs);

    if (word < ARRAY_SIZE(k3_vim_module_regs)) {
        *n = word & 1;
        return k3_vim_module_regs[word].read ? &k3_vim_module_regs[word] : NULL;
    }
    if (word >= R_RAW && word < R_RAW + k3_vim_num_groups(s) * per_group) {
        *n = (word - R_RAW) / per_group;
        return &k3_vim_group_regs[(word - R_RAW) % per_group];
    }
    if (word >= R_PRI_INT && word < R_PRI_INT + s->num_irqs) {
        *n = word - R_PRI_INT;
        return &k3_vim_pri_int_reg;
    }
    if (word >= R_VEC_INT && word < R_VEC_INT + s->num_irqs) {
        *n = word - R_VEC_INT;
        return &k3_vim_vec_int_reg;
    }
    return NULL;
}

static uint64_t k3_vim_read(void *opaque, hwaddr offset, unsigned size)
{
    K3VimState *s = opaque;
    unsigned n;
    const K3VimReg *reg = k3_vim_find_reg(s, offset / 4, &n);
    uint32_t value = 0;

    if (reg) {
        value = extract32(reg->read(s, n), (offset & 3) * 8, size * 8);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: no register at offset 0x%" HWADDR_PRIx "\n",
                      k3_trace_name(s), offset);
    }
    trace_k3_vim_read(k3_trace_name(s), offset, value, size);
    return value;
}

static void k3_vim_write(void *opaque, hwaddr offset, uint64_t value,
                         unsigned size)
{
    K3VimState *s = opaque;
    unsigned n;
    const K3VimReg *reg = k3_vim_find_reg(s, offset / 4, &n);
    unsigned shift = (offset & 3) * 8;
    uint32_t lanes = MAKE_64BIT_MASK(shift, size * 8);

    trace_k3_vim_write(k3_trace_name(s), offset, value, size);
    if (!reg || !reg->write) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: no writable register at offset 0x%" HWADDR_PRIx "\n",
                      k3_trace_name(s), offset);
        return;
    }
    reg->write(s, n, (value << shift) & lanes, lanes);
}

const MemoryRegionOps k3_vim_ops = {
    .read = k3_vim_read,
    .write = k3_vim_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 4 },
    .impl = { .min_access_size = 1, .max_access_size = 4 },
};
