/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What crosses between start.S, the linker script and C
 */

#ifndef R5F_ENTRY_H
#define R5F_ENTRY_H

#include <stdbool.h>
#include <stdint.h>
#include "r5f/exception.h"

/* In start.S: the address for the VIM's vector registers */
extern void irq_entry_port(void);

/* Called from start.S, see there */
int main(void);
void vim_irq(bool by_port);
void vim_fiq(void);
void exception(unsigned kind, struct exception_frame *frame);

/* In the linker script: the addresses are the values */
extern char __atcm_base[], __atcm_size[];
extern char __btcm_base[], __btcm_size[];
extern char __dram_base[], __dram_size[];
extern char __carveout[];

/* ELF note: header of 12 bytes, name of 4, then the id */
extern const uint8_t __build_id[];
#define BUILD_ID_OFFSET         16

/*
 * In the carveout, outside of what a loader writes, so it survives stop and
 * start. DRAM may hold anything at first, hence the magic number.
 */
#define PERSIST_MAGIC           0x4b335657

struct persist {
    uint32_t magic;
    uint32_t boot_count;
};

extern struct persist __persist;

#endif /* R5F_ENTRY_H */
