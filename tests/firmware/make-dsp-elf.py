#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make an image for a DSP, with a resource table and without any code.

usage: make-dsp-elf.py KIND APP CARVEOUT OUTPUT.elf

QEMU has no C66x or C7x, and Debian no compiler for them: the simulated core in
their place reads the table out of the image and executes nothing. To Linux the
file is what TI's linker would have made of a firmware: the ELF class of that
DSP, the table at the start of the core's code carveout, where Linux looks when
it attaches, a trace buffer, and an entry aligned as the driver demands. At the
entry there is nothing.

KIND: c66, c71. APP: hello, with the trace buffer only; rpmsg, which also has
the virtio device of apps/rpmsg.c.

Sources: Linux include/linux/remoteproc.h, drivers/remoteproc/
ti_k3_dsp_remoteproc.c; TI SPRAB89 (C6000 EABI) chapter 13, SPRUIG8 (C7000
compiler: object files are ELF64).
"""

import struct
import sys
from collections import namedtuple

EM_NONE, EM_TI_C6000 = 0, 140
ET_EXEC, PT_LOAD = 2, 1
SHT_PROGBITS, SHT_STRTAB, SHT_NOBITS = 1, 3, 8
SHF_WRITE, SHF_ALLOC = 1, 2
PF_W, PF_R = 2, 4

# The number of TI's tools for a C7x is in no public table that was found;
# Linux does not look at it
Kind = namedtuple('Kind', 'elf_class machine entry_align')
KINDS = {
    'c66': Kind(32, EM_TI_C6000, 0x400),
    'c71': Kind(64, EM_NONE, 0x200000),
}

# As in lib/firmware.ld
TABLE_SIZE = 0x100
TRACE_OFFSET, TRACE_SIZE = 0x10000, 0x4000

RSC_TRACE, RSC_VDEV = 2, 3
VIRTIO_ID_RPMSG, RPMSG_F_NS = 7, 1
ADDR_ANY = 0xffffffff
VRING_ALIGN, VRING_NUM = 4096, 256


def trace(carveout):
    return struct.pack('<4I32s', RSC_TRACE, carveout + TRACE_OFFSET,
                       TRACE_SIZE, 0, b'trace')


def vdev(_carveout):
    rings = b''.join(struct.pack('<5I', ADDR_ANY, VRING_ALIGN, VRING_NUM, i, 0)
                     for i in range(2))
    return struct.pack('<6I4B', RSC_VDEV, VIRTIO_ID_RPMSG, 0, RPMSG_F_NS, 0, 0,
                       0, 2, 0, 0) + rings


APPS = {
    'hello': (trace,),
    'rpmsg': (trace, vdev),
}


def resource_table(app, carveout):
    entries = [make(carveout) for make in APPS[app]]
    offset = 16 + 4 * len(entries)
    table = struct.pack('<4I', 1, len(entries), 0, 0)
    for entry in entries:
        table += struct.pack('<I', offset)
        offset += len(entry)
    return (table + b''.join(entries)).ljust(TABLE_SIZE, b'\0')


class Writer:
    """Headers of either class."""

    def __init__(self, elf_class):
        self.word = 'I' if elf_class == 32 else 'Q'
        self.wide = elf_class == 64
        self.ehdr_size = struct.calcsize(self.ehdr_format())
        self.phdr_size = len(self.phdr(0, 0, 0, 0, 0))
        self.shdr_size = len(self.shdr(0, 0, 0, 0, 0, 0))

    def ehdr_format(self):
        return f'<16sHHI{3 * self.word}I6H'

    def ehdr(self, machine, entry, phoff, phnum, shoff, shnum):
        ident = b'\x7fELF' + bytes([2 if self.wide else 1, 1, 1])
        return struct.pack(self.ehdr_format(), ident, ET_EXEC, machine, 1,
                           entry, phoff, shoff, 0, self.ehdr_size,
                           self.phdr_size, phnum, self.shdr_size, shnum,
                           shnum - 1)

    def phdr(self, flags, offset, address, filesz, memsz):
        fields = [offset, address, address, filesz, memsz]
        head, tail = ([PT_LOAD, flags], [8]) if self.wide else \
                     ([PT_LOAD], [flags, 8])
        layout = f'<II{6 * self.word}' if self.wide else '<8I'
        return struct.pack(layout, *head, *fields, *tail)

    def shdr(self, name, kind, flags, address, offset, size):
        w = self.word
        return struct.pack(f'<II{4 * w}II{2 * w}', name, kind, flags, address,
                           offset, size, 0, 0, 8 if flags else 1, 0)


def image(kind, app, carveout):
    elf = Writer(kind.elf_class)
    table = resource_table(app, carveout)
    names = b'\0.resource_table\0.trace\0.shstrtab\0'
    trace_at = carveout + TRACE_OFFSET
    entry = -(-(trace_at + TRACE_SIZE) // kind.entry_align) * kind.entry_align

    table_offset = elf.ehdr_size + 2 * elf.phdr_size
    names_offset = table_offset + len(table)
    shoff = (names_offset + len(names) + 7) & ~7
    flags = SHF_WRITE | SHF_ALLOC
    sections = [
        bytes(elf.shdr_size),
        elf.shdr(names.index(b'.resource'), SHT_PROGBITS, flags, carveout,
                 table_offset, len(table)),
        elf.shdr(names.index(b'.trace'), SHT_NOBITS, flags, trace_at,
                 names_offset, TRACE_SIZE),
        elf.shdr(names.index(b'.shstrtab'), SHT_STRTAB, 0, 0, names_offset,
                 len(names)),
    ]
    data = (elf.ehdr(kind.machine, entry, elf.ehdr_size, 2, shoff,
                     len(sections))
            + elf.phdr(PF_R | PF_W, table_offset, carveout, len(table),
                       len(table))
            + elf.phdr(PF_R | PF_W, names_offset, trace_at, 0, TRACE_SIZE)
            + table + names)
    return data.ljust(shoff, b'\0') + b''.join(sections)


def main():
    if len(sys.argv) != 5 or sys.argv[1] not in KINDS \
            or sys.argv[2] not in APPS:
        sys.exit(__doc__)
    kind, app, carveout, output = sys.argv[1:]
    with open(output, 'wb') as f:
        f.write(image(KINDS[kind], app, int(carveout, 0)))


if __name__ == '__main__':
    main()
