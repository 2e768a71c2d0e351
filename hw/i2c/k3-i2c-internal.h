/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 I2C controller: what its source files share
 */
#ifndef HW_I2C_K3_I2C_INTERNAL_H
#define HW_I2C_K3_I2C_INTERNAL_H

#include "hw/i2c/k3-i2c.h"
#include "hw/registerfields.h"

REG32(REVNB_LO, 0x00)
REG32(REVNB_HI, 0x04)
REG32(SYSC, 0x10)
    FIELD(SYSC, SRST, 1, 1)
REG32(EOI, 0x20)
REG32(IRQSTATUS_RAW, 0x24)
REG32(IRQSTATUS, 0x28)
REG32(IRQENABLE_SET, 0x2c)
REG32(IRQENABLE_CLR, 0x30)
REG32(WE, 0x34)
REG32(DMARXENABLE_SET, 0x38)
REG32(DMATXENABLE_SET, 0x3c)
REG32(DMARXENABLE_CLR, 0x40)
REG32(DMATXENABLE_CLR, 0x44)
REG32(DMARXWAKE_EN, 0x48)
REG32(DMATXWAKE_EN, 0x4c)
REG32(SYSS, 0x90)
    FIELD(SYSS, RDONE, 0, 1)
REG32(BUF, 0x94)
    FIELD(BUF, TXTRSH, 0, 6)
    FIELD(BUF, TXFIFO_CLR, 6, 1)
    FIELD(BUF, XDMA_EN, 7, 1)
    FIELD(BUF, RXTRSH, 8, 6)
    FIELD(BUF, RXFIFO_CLR, 14, 1)
    FIELD(BUF, RDMA_EN, 15, 1)
REG32(CNT, 0x98)
REG32(DATA, 0x9c)
REG32(CON, 0xa4)
    FIELD(CON, STT, 0, 1)
    FIELD(CON, STP, 1, 1)
    FIELD(CON, XSA, 8, 1)
    FIELD(CON, TRX, 9, 1)
    FIELD(CON, MST, 10, 1)
    FIELD(CON, STB, 11, 1)
    FIELD(CON, OPMODE, 12, 2)
    FIELD(CON, EN, 15, 1)
REG32(OA, 0xa8)
REG32(SA, 0xac)
REG32(PSC, 0xb0)
REG32(SCLL, 0xb4)
REG32(SCLH, 0xb8)
REG32(SYSTEST, 0xbc)
    FIELD(SYSTEST, SDA_O, 0, 1)
    FIELD(SYSTEST, SDA_I, 1, 1)
    FIELD(SYSTEST, SCL_O, 2, 1)
    FIELD(SYSTEST, SCL_I, 3, 1)
    FIELD(SYSTEST, SDA_I_FUNC, 6, 1)
    FIELD(SYSTEST, SCL_I_FUNC, 8, 1)
    FIELD(SYSTEST, TMODE, 12, 2)
    FIELD(SYSTEST, ST_EN, 15, 1)
REG32(BUFSTAT, 0xc0)
    FIELD(BUFSTAT, TXSTAT, 0, 6)
    FIELD(BUFSTAT, RXSTAT, 8, 6)
    FIELD(BUFSTAT, FIFODEPTH, 14, 2)
REG32(OA1, 0xc4)
REG32(OA2, 0xc8)
REG32(OA3, 0xcc)
REG32(ACTOA, 0xd0)
REG32(SBLOCK, 0xd4)

/* Events: bits of the interrupt registers.  BB is a state and no event. */
#define IT_NACK     BIT(1)
#define IT_ARDY     BIT(2)
#define IT_RRDY     BIT(3)
#define IT_XRDY     BIT(4)
#define IT_AERR     BIT(7)
#define IT_BF       BIT(8)
#define IT_XUDF     BIT(10)
#define IT_ROVR     BIT(11)
#define IT_RDR      BIT(13)
#define IT_XDR      BIT(14)
#define IT_ALL      0x6fff
#define STATUS_BB   BIT(12)

enum {
    PHASE_IDLE,                 /* the bus is free */
    PHASE_ADDRESS,              /* START and the address are on the bus */
    PHASE_DATA,                 /* a byte is, or SCL is held until it can be */
    PHASE_HELD,                 /* DCOUNT has passed 0 without STP */
};

/* k3-i2c.c */

/* Whether one of the bits @mask of CON is set */
static inline bool k3_i2c_con(K3I2CState *s, uint32_t mask)
{
    return s->regs[R_CON] & mask;
}

/* How many bytes of the message software still has to put into the FIFO */
unsigned k3_i2c_unwritten(K3I2CState *s);

/* START, or repeated START, with the address in SA */
void k3_i2c_start(K3I2CState *s);

/* Put the next byte on the bus, unless the FIFO does not permit it */
void k3_i2c_next(K3I2CState *s);

/*
 * Without instruction counting, the host runs timers late.  An access must see
 * what is on the bus now, as software may wait no longer than a byte takes.
 */
void k3_i2c_catch_up(K3I2CState *s);

/* Generate a STOP.  The controller is a slave again. */
void k3_i2c_stop(K3I2CState *s);

/* Abandon the transfer, if there is one */
void k3_i2c_end(K3I2CState *s);

/* Set the events that follow from the state, and the line */
void k3_i2c_update(K3I2CState *s);

/* k3-i2c-regs.c */

extern const MemoryRegionOps k3_i2c_ops;

/* Set all registers and FIFOs to their reset values */
void k3_i2c_reset_regs(K3I2CState *s);

#endif
