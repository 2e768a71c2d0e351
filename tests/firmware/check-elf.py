#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that Linux's remoteproc driver can load a firmware.

usage: check-elf.py ELF KIND CARVEOUT TCM-SIZE DATA

Segments must be in the core's carveout or in the memories of its kind of core
(ti_k3_r5_remoteproc: TCMs, ti_k3_m4_remoteproc: IRAM and DRAM); DATA is the
address of the second one, or a place in the carveout.  The entry must be 0, and a
valid resource table at the start of the carveout.
"""

from collections.abc import Iterable
import sys
from typing import NoReturn

import paths                        # pylint: disable=unused-import
from k3lib.formats.elf import (CLASS32, LITTLE_ENDIAN, MAGIC, SHT_NOBITS,
                               Elf)


Region = tuple[int, int]


def memories(kind: str, tcm_size: int, data: int) -> list[Region]:
    return {
        'r5f': [(0, tcm_size), (data, tcm_size)],
        'm4f': [(0, data), (data, 0x10000)],
    }[kind]


CARVEOUT_SIZE = 0xf00000
ATTACH_TABLE_SIZE = 256
RSC_TRACE = 2


def fail(message: str) -> NoReturn:
    sys.exit(f'{sys.argv[1]}: {message}')


def inside(start: int, size: int, regions: Iterable[Region]) -> bool:
    return any(base <= start and start + size <= base + length
               for base, length in regions)


def check_segments(elf: Elf, regions: list[Region]) -> None:
    for i in elf.loads():
        p = elf.phdr(i)
        if p.filesz > p.memsz:
            fail(f'segment {i}: more file bytes than memory')
        if not inside(p.paddr, p.memsz, regions):
            fail(f'segment {i}: {p.paddr:#x}+{p.memsz:#x} is outside of the '
                 'core\'s memory')


def check_table(elf: Elf, carveout: int) -> None:
    index = elf.section('.resource_table')
    if index is None:
        fail('no .resource_table')
    s = elf.shdr(index)
    if s.type == SHT_NOBITS or s.addr != carveout:
        fail(f'.resource_table is not data at {carveout:#x}')
    if s.size > ATTACH_TABLE_SIZE:
        fail('.resource_table is larger than Linux reads when it attaches')
    version, num, *reserved = [elf.get32(s.offset + 4 * i) for i in range(4)]
    if version != 1 or any(reserved):
        fail('resource table: bad header')
    if 16 + 4 * num > s.size:
        fail('resource table: offsets do not fit')
    for i in range(num):
        entry = elf.get32(s.offset + 16 + 4 * i)
        if entry % 4 or entry + 4 > s.size:
            fail(f'resource table: entry {i} is outside')
        if elf.get32(s.offset + entry) == RSC_TRACE:
            da, size = [elf.get32(s.offset + entry + 4 * j) for j in (1, 2)]
            if not inside(da, size, [(carveout, CARVEOUT_SIZE)]):
                fail('resource table: trace buffer is outside')


def main() -> None:
    with open(sys.argv[1], 'rb') as f:
        elf = Elf(f.read())
    kind = sys.argv[2]
    carveout, tcm_size, data = (int(word, 0) for word in sys.argv[3:6])
    if elf.ehdr.ident[:6] != MAGIC + bytes([CLASS32, LITTLE_ENDIAN]):
        fail('not a little-endian ELF32')
    if elf.ehdr.entry != 0:
        fail('entry is not 0')
    check_segments(elf, [*memories(kind, tcm_size, data),
                         (carveout, CARVEOUT_SIZE)])
    check_table(elf, carveout)


if __name__ == '__main__':
    main()
