/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 Ethernet switch: MDIO
 *
 * There are two ways to a PHY: registers that take a whole request, and the two
 * pins as bits of a register.  Linux uses the pins where an erratum of the SoC
 * tells it to.
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "hw/misc/k3-trace.h"
#include "k3-cpsw-internal.h"
#include "trace.h"

REG32(CONTROL, 0x04)
    FIELD(CONTROL, CLKDIV, 0, 16)
    FIELD(CONTROL, ENABLE, 30, 1)
    FIELD(CONTROL, IDLE, 31, 1)
REG32(MANUAL, 0x30)
    FIELD(MANUAL, PIN, 0, 1)
    FIELD(MANUAL, OE, 1, 1)
    FIELD(MANUAL, CLOCK, 2, 1)
REG32(POLL, 0x34)
    FIELD(POLL, MANUAL_MODE, 31, 1)
REG32(ACCESS0, 0x80)
REG32(ACCESS1, 0x88)
    FIELD(ACCESS, DATA, 0, 16)
    FIELD(ACCESS, PHY, 16, 5)
    FIELD(ACCESS, REG, 21, 5)
    FIELD(ACCESS, ACK, 29, 1)
    FIELD(ACCESS, WRITE, 30, 1)
    FIELD(ACCESS, GO, 31, 1)

/* A frame of clause 22, in the order of its bits */
#define FRAME_BITS      32
#define HEADER_BITS     14          /* start, operation, PHY, register */
#define TURN_BITS       2
FIELD(HEADER, REG, 0, 5)
FIELD(HEADER, PHY, 5, 5)
FIELD(HEADER, OPERATION, 10, 2)
FIELD(HEADER, START, 12, 2)
#define START_22        1
#define OPERATION_READ  2
#define OPERATION_WRITE 1

static DP83867State *mdio_phy(K3CPSWState *s, unsigned address)
{
    for (unsigned i = 0; i < K3_CPSW_NUM_MACS; i++) {
        if (s->phy_address[i] == address) {
            return &s->phy[i];
        }
    }
    return NULL;
}

static uint16_t mdio_read(K3CPSWState *s, unsigned address, unsigned reg)
{
    DP83867State *phy = mdio_phy(s, address);
    uint16_t value = phy ? dp83867_read(phy, reg) : 0xffff;

    trace_k3_cpsw_mdio_read(k3_trace_name(s), address, reg, value);
    return value;
}

static void mdio_write(K3CPSWState *s, unsigned address, unsigned reg,
                       uint16_t value)
{
    DP83867State *phy = mdio_phy(s, address);

    trace_k3_cpsw_mdio_write(k3_trace_name(s), address, reg, value);
    if (phy) {
        dp83867_write(phy, reg, value);
        k3_cpsw_update_rgmii(s);
        k3_cpsw_flush(s);
    }
}

/* The clock goes up: the PHY samples @bit, and drives what comes next */
static void mdio_clock(K3CPSWState *s, bool bit)
{
    K3CPSWPins *p = &s->pins;
    uint32_t header;

    p->out = true;
    if (!p->count && bit) {
        return;                     /* preamble */
    }
    p->frame = p->frame << 1 | bit;
    p->count++;
    if (p->count < HEADER_BITS) {
        return;
    }
    header = p->frame >> (p->count - HEADER_BITS);
    if (FIELD_EX32(header, HEADER, START) != START_22) {
        /* Of clause 45, which these PHYs do not have */
    } else if (FIELD_EX32(header, HEADER, OPERATION) == OPERATION_READ &&
               mdio_phy(s, FIELD_EX32(header, HEADER, PHY))) {
        unsigned next = p->count - HEADER_BITS;     /* bits since the header */

        if (next == 0) {
            p->data = mdio_read(s, FIELD_EX32(header, HEADER, PHY),
                                FIELD_EX32(header, HEADER, REG));
        } else if (next < TURN_BITS) {
            p->out = false;
        } else if (next < TURN_BITS + 16) {
            p->out = extract32(p->data, 15 - (next - TURN_BITS), 1);
        }
    } else if (FIELD_EX32(header, HEADER, OPERATION) == OPERATION_WRITE &&
               p->count == FRAME_BITS) {
        mdio_write(s, FIELD_EX32(header, HEADER, PHY),
                   FIELD_EX32(header, HEADER, REG), p->frame);
    }
    if (p->count == FRAME_BITS) {
        p->count = 0;
        p->frame = 0;
    }
}

static uint32_t mdio_read_manual(void *opaque)
{
    K3CPSWState *s = opaque;
    uint32_t value = s->mdio[R_MANUAL];

    return FIELD_EX32(value, MANUAL, OE) ? value :
           FIELD_DP32(value, MANUAL, PIN, s->pins.out);
}

static void mdio_write_manual(void *opaque, uint32_t value)
{
    K3CPSWState *s = opaque;

    if (FIELD_EX32(s->mdio[R_POLL], POLL, MANUAL_MODE) &&
        FIELD_EX32(value, MANUAL, CLOCK) &&
        !FIELD_EX32(s->mdio[R_MANUAL], MANUAL, CLOCK)) {
        /* A pull-up resistor makes 1 of a pin that nobody drives */
        mdio_clock(s, !FIELD_EX32(value, MANUAL, OE) ||
                      FIELD_EX32(value, MANUAL, PIN));
    }
}

static uint32_t mdio_read_control(void *opaque)
{
    K3CPSWState *s = opaque;
    uint32_t value = s->mdio[R_CONTROL];

    return FIELD_DP32(value, CONTROL, IDLE,
                      !FIELD_EX32(value, CONTROL, ENABLE));
}

/* A request is carried out at once, but only while MDIO is enabled */
static void mdio_request(K3CPSWState *s, unsigned latch, uint32_t value)
{
    unsigned address = FIELD_EX32(value, ACCESS, PHY);
    unsigned reg = FIELD_EX32(value, ACCESS, REG);

    if (FIELD_EX32(value, ACCESS, GO) &&
        FIELD_EX32(s->mdio[R_CONTROL], CONTROL, ENABLE)) {
        value = FIELD_DP32(value, ACCESS, GO, 0);
        value = FIELD_DP32(value, ACCESS, ACK, mdio_phy(s, address) != NULL);
        if (FIELD_EX32(value, ACCESS, WRITE)) {
            mdio_write(s, address, reg, FIELD_EX32(value, ACCESS, DATA));
        } else {
            value = FIELD_DP32(value, ACCESS, DATA, mdio_read(s, address, reg));
        }
    }
    s->mdio[latch] = value;
}

static void mdio_write_access0(void *opaque, uint32_t value)
{
    mdio_request(opaque, R_ACCESS0, value);
}

static void mdio_write_access1(void *opaque, uint32_t value)
{
    mdio_request(opaque, R_ACCESS1, value);
}

/* PHYs that the controller finds while it polls them by itself */
static uint32_t mdio_polled(K3CPSWState *s, bool link)
{
    uint32_t found = 0;

    if (!FIELD_EX32(s->mdio[R_CONTROL], CONTROL, ENABLE)) {
        return 0;
    }
    for (unsigned i = 0; i < K3_CPSW_NUM_MACS; i++) {
        if (k3_cpsw_has_phy(s, i) && (!link || dp83867_link(&s->phy[i]))) {
            found |= BIT(s->phy_address[i]);
        }
    }
    return found;
}

static uint32_t mdio_read_alive(void *opaque)
{
    return mdio_polled(opaque, false);
}

static uint32_t mdio_read_link(void *opaque)
{
    return mdio_polled(opaque, true);
}

const K3RegInfo k3_cpsw_mdio_regs[K3_CPSW_NUM_MDIO] = {
    [0x00 / 4] = { "MDIO_VERSION", .reset = 0x00070907 },
    /* Requests have two registers */
    [R_CONTROL] = { "MDIO_CONTROL", .reset = 0x010000ff,
                    .rw = R_CONTROL_ENABLE_MASK | R_CONTROL_CLKDIV_MASK |
                          BIT(18) | BIT(20), .read = mdio_read_control },
    [0x08 / 4] = { "MDIO_ALIVE", .no_effect = true, .read = mdio_read_alive },
    [0x0c / 4] = { "MDIO_LINK", .read = mdio_read_link },
    [0x10 / 4] = { "MDIO_LINK_INT_RAW", .no_effect = true },
    [0x14 / 4] = { "MDIO_LINK_INT_MASKED", .no_effect = true },
    [0x20 / 4] = { "MDIO_USER_INT_RAW", .no_effect = true },
    [0x24 / 4] = { "MDIO_USER_INT_MASKED", .no_effect = true },
    [0x28 / 4] = { "MDIO_USER_INT_MASK_SET", .w1s = 3 },
    [0x2c / 4] = { "MDIO_USER_INT_MASK_CLEAR", .w1c = 3, .same_as = 0x28 / 4 },
    [R_MANUAL] = { "MDIO_MANUAL_IF", .rw = 7, .read = mdio_read_manual,
                   .write = mdio_write_manual },
    [R_POLL] = { "MDIO_POLL", .rw = R_POLL_MANUAL_MODE_MASK | BIT(30) | 0xff },
    [0x38 / 4] = { "MDIO_POLL_EN", .reset = UINT32_MAX, .rw = UINT32_MAX },
    [R_ACCESS0] = { "MDIO_USER_ACCESS0", .write = mdio_write_access0 },
    [0x84 / 4] = { "MDIO_USER_PHY_SEL0", .rw = 0xdf },
    [R_ACCESS1] = { "MDIO_USER_ACCESS1", .write = mdio_write_access1 },
    [0x8c / 4] = { "MDIO_USER_PHY_SEL1", .rw = 0xdf },
};
