/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Symbols of firmware.ld; the address of each symbol is its value
 */

#ifndef LIB_LAYOUT_H
#define LIB_LAYOUT_H

#include <stdint.h>

extern char __code_base[], __code_size[];
extern char __data_base[], __data_size[], __data_free[];
extern char __dram_base[], __dram_size[];
extern char __carveout[];

/* ELF note: 12-byte header, 4-byte name, then the id */
extern const uint8_t __build_id[];
#define BUILD_ID_OFFSET         16

/*
 * In a part of the carveout that no loader writes, so it survives stop and
 * start. The magic number is needed because DRAM contents are undefined at
 * first.
 */
#define PERSIST_MAGIC           0x4b335657

struct persist {
    uint32_t magic;
    uint32_t boot_count;
};

extern struct persist __persist;

#endif /* LIB_LAYOUT_H */
