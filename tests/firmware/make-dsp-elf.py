#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make an image for a DSP, with a resource table and without any code.

usage: make-dsp-elf.py KIND APP CARVEOUT OUTPUT.elf

QEMU does not emulate C66x and C7x, and Debian has no compiler for them.  The
simulated core that replaces them reads the resource table from the image and
executes nothing.  To Linux the file looks like the output of TI's linker: it
has the ELF class of the DSP, the table at the start of the core's code
carveout, where Linux looks when it attaches, a trace buffer, and an entry
aligned as the driver demands.  There is no code at the entry.

KIND: c66, c71. APP: hello, with the trace buffer only; rpmsg, which also has
the virtio device of apps/rpmsg.c.

Sources: Linux include/linux/remoteproc.h, drivers/remoteproc/
ti_k3_dsp_remoteproc.c; TI SPRAB89 (C6000 EABI) chapter 13, SPRUIG8 (C7000
compiler: object files are ELF64).
"""

import struct
import sys
from typing import NamedTuple

import paths                        # pylint: disable=unused-import
from k3lib.formats.elf import (
    ELF32, ELF64, EM_NONE, EM_TI_C6000, ET_EXEC, LITTLE_ENDIAN, MAGIC, PF_R,
    PF_W, PT_LOAD, SHF_ALLOC, SHF_WRITE, SHT_NOBITS, SHT_PROGBITS, SHT_STRTAB,
    Ehdr, Layout, Phdr, Shdr)


class Kind(NamedTuple):
    layout: Layout
    machine: int
    entry_align: int


# The number that TI's tools use for a C7x is in no public table that we found;
# Linux does not look at it
KINDS = {
    'c66': Kind(ELF32, EM_TI_C6000, 0x400),
    'c71': Kind(ELF64, EM_NONE, 0x200000),
}

# As in lib/firmware.ld
TABLE_SIZE = 0x100
TRACE_OFFSET, TRACE_SIZE = 0x10000, 0x4000

RSC_TRACE, RSC_VDEV = 2, 3
VIRTIO_ID_RPMSG, RPMSG_F_NS = 7, 1
ADDR_ANY = 0xffffffff
VRING_ALIGN, VRING_NUM = 4096, 256


def trace(carveout: int) -> bytes:
    return struct.pack('<4I32s', RSC_TRACE, carveout + TRACE_OFFSET,
                       TRACE_SIZE, 0, b'trace')


def vdev(_carveout: int) -> bytes:
    rings = b''.join(struct.pack('<5I', ADDR_ANY, VRING_ALIGN, VRING_NUM, i, 0)
                     for i in range(2))
    return struct.pack('<6I4B', RSC_VDEV, VIRTIO_ID_RPMSG, 0, RPMSG_F_NS, 0, 0,
                       0, 2, 0, 0) + rings


APPS = {
    'hello': (trace,),
    'rpmsg': (trace, vdev),
}


def resource_table(app: str, carveout: int) -> bytes:
    entries = [make(carveout) for make in APPS[app]]
    offset = 16 + 4 * len(entries)
    table = struct.pack('<4I', 1, len(entries), 0, 0)
    for entry in entries:
        table += struct.pack('<I', offset)
        offset += len(entry)
    return (table + b''.join(entries)).ljust(TABLE_SIZE, b'\0')


def segment(offset: int, address: int, filesz: int, memsz: int) -> Phdr:
    return Phdr(PT_LOAD, offset, address, address, filesz, memsz, PF_R | PF_W,
                8)


def section(name: int, kind: int, flags: int, address: int, offset: int,
            size: int) -> Shdr:
    return Shdr(name, kind, flags, address, offset, size, 0, 0,
                8 if flags else 1, 0)


def image(kind: Kind, app: str, carveout: int) -> bytes:
    layout = kind.layout
    table = resource_table(app, carveout)
    names = b'\0.resource_table\0.trace\0.shstrtab\0'
    trace_at = carveout + TRACE_OFFSET
    entry = -(-(trace_at + TRACE_SIZE) // kind.entry_align) * kind.entry_align

    table_offset = layout.ehdr.size + 2 * layout.phdr.size
    names_offset = table_offset + len(table)
    shoff = (names_offset + len(names) + 7) & ~7
    flags = SHF_WRITE | SHF_ALLOC
    sections = [
        Shdr(*10 * [0]),
        section(names.index(b'.resource'), SHT_PROGBITS, flags, carveout,
                table_offset, len(table)),
        section(names.index(b'.trace'), SHT_NOBITS, flags, trace_at,
                names_offset, TRACE_SIZE),
        section(names.index(b'.shstrtab'), SHT_STRTAB, 0, 0, names_offset,
                len(names)),
    ]
    segments = [
        segment(table_offset, carveout, len(table), len(table)),
        segment(names_offset, trace_at, 0, TRACE_SIZE),
    ]
    ehdr = Ehdr(MAGIC + bytes([layout.elf_class, LITTLE_ENDIAN, 1]), ET_EXEC,
                kind.machine, 1, entry, layout.ehdr.size, shoff, 0,
                layout.ehdr.size, layout.phdr.size, len(segments),
                layout.shdr.size, len(sections), len(sections) - 1)
    data = (layout.ehdr.pack(*ehdr)
            + b''.join(layout.pack_phdr(one) for one in segments)
            + table + names)
    return data.ljust(shoff, b'\0') + b''.join(layout.shdr.pack(*one)
                                                for one in sections)


def main() -> None:
    if len(sys.argv) != 5 or sys.argv[1] not in KINDS \
            or sys.argv[2] not in APPS:
        sys.exit(__doc__)
    kind, app, carveout, output = sys.argv[1:]
    with open(output, 'wb') as f:
        f.write(image(KINDS[kind], app, int(carveout, 0)))


if __name__ == '__main__':
    main()
