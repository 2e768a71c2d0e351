/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texas Instruments K3 UART: what its parts share
 */
#ifndef HW_CHAR_K3_UART_INTERNAL_H
#define HW_CHAR_K3_UART_INTERNAL_H

#include "hw/char/k3-uart.h"
#include "hw/registerfields.h"

/* Offsets 0x00..0x1c: 16550A register number * 4, or a banked register */
REG32(DATA, 0x00)
REG32(IER, 0x04)
REG32(FCR, 0x08)
    FIELD(FCR, FIFO_EN, 0, 1)
    FIELD(FCR, RX_TRIG, 6, 2)
REG32(LCR, 0x0c)
REG32(MCR, 0x10)
REG32(LSR, 0x14)
REG32(MSR, 0x18)
REG32(SPR, 0x1c)
REG32(MDR1, 0x20)
    FIELD(MDR1, MODE, 0, 3)
REG32(MDR2, 0x24)
REG32(SCR, 0x40)
    FIELD(SCR, RX_TRIG_GRANU1, 7, 1)
REG32(SSR, 0x44)
    FIELD(SSR, TX_FIFO_FULL, 0, 1)
REG32(EBLR, 0x48)
REG32(MVER, 0x50)
REG32(SYSC, 0x54)
    FIELD(SYSC, SOFTRESET, 1, 1)
REG32(SYSS, 0x58)
REG32(WER, 0x5c)
REG32(CFPS, 0x60)
REG32(RXFIFO_LVL, 0x64)
REG32(TXFIFO_LVL, 0x68)
REG32(IER2, 0x6c)
REG32(ISR2, 0x70)
REG32(FREQ_SEL, 0x74)
REG32(MDR3, 0x80)
REG32(TX_DMA_THRESHOLD, 0x84)
REG32(EFR2, 0x8c)
REG32(TIMEOUTL, 0x98)
REG32(TIMEOUTH, 0x9c)

#define LCR_DLAB        0x80

/* MDR1 modes */
#define MODE_16X        0
#define MODE_AUTOBAUD   2
#define MODE_13X        3
#define MODE_DISABLE    7

#define EXT(reg)        (((reg) - K3_UART_EXT_START) / 4)

/* k3-uart.c: the 16550A core, and what has to go around it */
uint8_t k3_uart_core_read(K3UARTState *s, hwaddr offset);
void k3_uart_core_write(K3UARTState *s, hwaddr offset, uint8_t value);
uint8_t k3_uart_read_iir(K3UARTState *s);
void k3_uart_update_rx_trigger(K3UARTState *s);
void k3_uart_update_clock(K3UARTState *s);
void k3_uart_reset_core(K3UARTState *s);

/* k3-uart-regs.c */
extern const MemoryRegionOps k3_uart_ops;
void k3_uart_reset_regs(K3UARTState *s);

#endif
