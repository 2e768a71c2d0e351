# SPDX-License-Identifier: GPL-2.0-or-later
"""Read and patch fields of a little-endian ELF32 file, nothing more."""

import struct
from typing import NamedTuple

EHDR = struct.Struct('<16sHHIIIIIHHHHHH')
PHDR = struct.Struct('<8I')
SHDR = struct.Struct('<10I')


class Ehdr(NamedTuple):
    ident: bytes
    type: int
    machine: int
    version: int
    entry: int
    phoff: int
    shoff: int
    flags: int
    ehsize: int
    phentsize: int
    phnum: int
    shentsize: int
    shnum: int
    shstrndx: int


class Phdr(NamedTuple):
    type: int
    offset: int
    vaddr: int
    paddr: int
    filesz: int
    memsz: int
    flags: int
    align: int


class Shdr(NamedTuple):
    name: int
    type: int
    flags: int
    addr: int
    offset: int
    size: int
    link: int
    info: int
    addralign: int
    entsize: int


PT_LOAD = 1
SHT_NOBITS = 8


class Elf32:
    """An image in memory; the headers are read anew at each access."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)

    @property
    def ehdr(self) -> Ehdr:
        return Ehdr(*EHDR.unpack_from(self.data, 0))

    @ehdr.setter
    def ehdr(self, value: Ehdr) -> None:
        EHDR.pack_into(self.data, 0, *value)

    def phdr(self, i: int) -> Phdr:
        offset = self.ehdr.phoff + i * PHDR.size
        return Phdr(*PHDR.unpack_from(self.data, offset))

    def set_phdr(self, i: int, value: Phdr) -> None:
        PHDR.pack_into(self.data, self.ehdr.phoff + i * PHDR.size, *value)

    def phdrs(self) -> list[Phdr]:
        return [self.phdr(i) for i in range(self.ehdr.phnum)]

    def loads(self) -> list[int]:
        """Indexes of the segments with something to load or clear"""
        return [i for i, p in enumerate(self.phdrs())
                if p.type == PT_LOAD and p.memsz]

    def shdr(self, i: int) -> Shdr:
        offset = self.ehdr.shoff + i * SHDR.size
        return Shdr(*SHDR.unpack_from(self.data, offset))

    def set_shdr(self, i: int, value: Shdr) -> None:
        SHDR.pack_into(self.data, self.ehdr.shoff + i * SHDR.size, *value)

    def section(self, name: str) -> int | None:
        """Index of the section of that name, or None"""
        strings = self.shdr(self.ehdr.shstrndx).offset
        for i in range(self.ehdr.shnum):
            start = strings + self.shdr(i).name
            end = self.data.index(b'\0', start)
            if self.data[start:end] == name.encode():
                return i
        return None

    def symbol(self, name: str) -> tuple[int, int] | None:
        """File offset and size of an object with contents, or None."""
        table = self.section('.symtab')
        if table is None:
            return None
        symbols = self.shdr(table)
        strings = self.shdr(symbols.link).offset
        for at in range(symbols.offset, symbols.offset + symbols.size, 16):
            name_at, value, size, _info, _other, section = struct.unpack_from(
                '<IIIBBH', self.data, at)
            start = strings + name_at
            end = self.data.index(b'\0', start)
            if self.data[start:end] == name.encode() and section:
                where = self.shdr(section)
                return where.offset + value - where.addr, size
        return None

    def put32(self, offset: int, value: int) -> None:
        struct.pack_into('<I', self.data, offset, value)

    def get32(self, offset: int) -> int:
        return struct.unpack_from('<I', self.data, offset)[0]
