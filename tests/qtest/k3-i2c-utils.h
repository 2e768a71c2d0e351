/*
 * Registers of the TI K3 I2C controller, and transfers with it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A test defines REGS, the address of the registers, before it includes this.
 */
#ifndef TESTS_QTEST_K3_I2C_UTILS_H
#define TESTS_QTEST_K3_I2C_UTILS_H

#include "k3-reg-utils.h"

#define REVNB_LO        0x00
#define REVNB_HI        0x04
#define SYSC            0x10
#define EOI             0x20
#define IRQSTATUS_RAW   0x24
#define IRQSTATUS       0x28
#define IRQENABLE_SET   0x2c
#define IRQENABLE_CLR   0x30
#define WE              0x34
#define DMARXENABLE_SET 0x38
#define SYSS            0x90
#define BUF             0x94
#define CNT             0x98
#define DATA            0x9c
#define CON             0xa4
#define OA              0xa8
#define SA              0xac
#define PSC             0xb0
#define SCLL            0xb4
#define SCLH            0xb8
#define SYSTEST         0xbc
#define BUFSTAT         0xc0

#define NACK            0x0002
#define ARDY            0x0004
#define RRDY            0x0008
#define XRDY            0x0010
#define AERR            0x0080
#define BF              0x0100
#define XUDF            0x0400
#define ROVR            0x0800
#define BB              0x1000
#define RDR             0x2000
#define XDR             0x4000
#define IT_ALL          0x6fff

#define STT             0x0001
#define STP             0x0002
#define XSA             0x0100
#define TRX             0x0200
#define MST             0x0400
#define EN              0x8000

#define SCL_I           0x0008
#define SCL_I_FUNC      0x0100

#define RXFIFO_CLR      0x4000
#define TXFIFO_CLR      0x0040

#define FIFO_SIZE       32

/* With the clock of set_up(): 400 kHz */
#define BIT_NS          2500
#define ADDRESS_NS      (10 * BIT_NS)
#define BYTE_NS         (9 * BIT_NS)

static inline void set_up(QTestState *qts)
{
    wr(qts, CON, 0);
    wr(qts, PSC, 9);
    wr(qts, SCLL, 5);
    wr(qts, SCLH, 7);
    wr(qts, CON, EN);
}

/* START with thresholds of one byte; the FIFOs are empty */
static inline void begin(QTestState *qts, unsigned address, unsigned count,
                  unsigned con)
{
    wr(qts, BUF, RXFIFO_CLR | TXFIFO_CLR);
    wr(qts, IRQSTATUS, IT_ALL);
    wr(qts, SA, address);
    wr(qts, CNT, count);
    wr(qts, CON, EN | MST | STT | con);
}

/* Serve the FIFOs byte by byte until one of the events @until comes */
static inline void serve(QTestState *qts, uint8_t *bytes, unsigned until)
{
    for (unsigned tries = 0; !(rd(qts, IRQSTATUS_RAW) & until); tries++) {
        unsigned raw = rd(qts, IRQSTATUS_RAW);

        g_assert_cmpuint(tries, <, 10000);
        if (raw & XRDY) {
            wr(qts, DATA, *bytes++);
            wr(qts, IRQSTATUS, XRDY);
        } else if (raw & RRDY) {
            *bytes++ = rd(qts, DATA);
            wr(qts, IRQSTATUS, RRDY);
        } else {
            qtest_clock_step(qts, BIT_NS);
        }
    }
}

static inline void transfer(QTestState *qts, unsigned address, void *bytes,
                     unsigned count, unsigned con)
{
    begin(qts, address, count, con);
    serve(qts, bytes, ARDY);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW) & NACK, ==, 0);
    wr(qts, IRQSTATUS, IT_ALL);
}

/* Write the address of a register, then read with a repeated START */
static inline void read_at(QTestState *qts, unsigned address, uint8_t reg,
                    void *bytes, unsigned count)
{
    transfer(qts, address, &reg, 1, TRX);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, BB);
    transfer(qts, address, bytes, count, STP);
    g_assert_cmphex(rd(qts, IRQSTATUS_RAW), ==, 0);
}

#endif
