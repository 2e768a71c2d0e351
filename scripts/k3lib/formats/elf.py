# SPDX-License-Identifier: GPL-2.0-or-later
"""Little-endian ELF files of both classes: read them, change them in place.

This is the only code in the project that knows the format.  We wrote it
because python3-pyelftools only reads files, and half of the users here change
them (tests/firmware: options.py, make-bad-elf.py).  Besides, k3-run reads the
.modinfo section of each kernel module whenever it starts.  The rest of ELF
(relocations, DWARF, notes) is left to gdb and binutils.

Source: System V ABI, chapters "Object Files" and "Program Loading".
"""

from collections.abc import Iterator
from pathlib import Path
import struct
from typing import NamedTuple

from ..base import Failure

MAGIC = b'\x7fELF'
CLASS32, CLASS64, LITTLE_ENDIAN = 1, 2, 1
ET_EXEC, PT_LOAD = 2, 1
SHT_PROGBITS, SHT_STRTAB, SHT_NOBITS = 1, 3, 8
SHF_WRITE, SHF_ALLOC = 1, 2
STT_FUNC = 2
PF_W, PF_R = 2, 4
EM_NONE = 0
EM_ARM = 40
EM_TI_C6000 = 140
EM_AARCH64 = 183
MACHINES = {3: 'x86 (32-bit)', EM_ARM: 'Arm (32-bit)', 62: 'x86-64',
            EM_TI_C6000: 'TI C6000', EM_AARCH64: 'AArch64', 243: 'RISC-V'}


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


class Sym(NamedTuple):
    name: int
    value: int
    size: int
    info: int
    other: int
    shndx: int

    @property
    def is_function(self) -> bool:
        """Whether it is a function that is defined here."""
        return self.info & 15 == STT_FUNC and self.shndx != 0


class Layout(NamedTuple):
    """The structs of one class of files.

    The order of their members is that of the tuples above, except for the
    flags of a Phdr and for a Sym, which a 64-bit file orders for alignment.
    """
    elf_class: int
    ehdr: struct.Struct
    phdr: struct.Struct
    phdr_order: tuple[int, ...]
    shdr: struct.Struct
    sym: struct.Struct
    sym_order: tuple[int, ...]

    def pack_phdr(self, phdr: Phdr) -> bytes:
        return self.phdr.pack(*(phdr[i] for i in self.phdr_order))

    def unpack_phdr(self, data: bytes | bytearray, offset: int) -> Phdr:
        words = self.phdr.unpack_from(data, offset)
        return Phdr._make(words[self.phdr_order.index(i)] for i in range(8))

    def symbols(self, table: bytes | bytearray) -> Iterator[Sym]:
        """The symbols of a whole table."""
        places = [self.sym_order.index(i) for i in range(6)]
        for words in self.sym.iter_unpack(table):
            yield Sym._make(words[place] for place in places)


ELF32 = Layout(CLASS32, struct.Struct('<16sHHIIIIIHHHHHH'),
               struct.Struct('<8I'), (0, 1, 2, 3, 4, 5, 6, 7),
               struct.Struct('<10I'),
               struct.Struct('<IIIBBH'), (0, 1, 2, 3, 4, 5))
ELF64 = Layout(CLASS64, struct.Struct('<16sHHIQQQIHHHHHH'),
               struct.Struct('<II6Q'), (0, 6, 1, 2, 3, 4, 5, 7),
               struct.Struct('<IIQQQQIIQQ'),
               struct.Struct('<IBBHQQ'), (0, 3, 4, 5, 1, 2))


def machine_of(data: bytes) -> int | None:
    """e_machine of a little-endian ELF file, or None for any other file."""
    if data[:4] != MAGIC or len(data) < ELF32.ehdr.size:
        return None
    return struct.unpack_from('<H', data, 18)[0]


def check_firmware(path: Path, dsp: bool = False) -> bytes:
    """Read firmware of a 32-bit Arm core (R5F, M4F) or of a DSP."""
    try:
        data = Path(path).read_bytes()
    except OSError as err:
        raise Failure(f'{path}: {err.strerror}') from err
    machine = machine_of(data)
    if machine is None:
        raise Failure(f'{path}: not an ELF file')
    name = MACHINES.get(machine, f'e_machine {machine}')
    if dsp:
        # The number for a C7x is in no public list
        if machine in MACHINES and machine != EM_TI_C6000:
            raise Failure(f'{path}: an ELF file for {name}; the core is a DSP')
    elif machine != EM_ARM or data[4] != CLASS32:
        raise Failure(f'{path}: an ELF file for {name}; the core is a 32-bit '
                      'Arm')
    return data


class Elf:
    """An image in memory.

    The headers are read from it at each access: a caller may change .data.
    Its class stays what it was at first, so that a file can be given a wrong
    one.
    """

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.layout = ELF64 if data[4] == CLASS64 else ELF32

    @property
    def ehdr(self) -> Ehdr:
        return Ehdr(*self.layout.ehdr.unpack_from(self.data, 0))

    @ehdr.setter
    def ehdr(self, value: Ehdr) -> None:
        self.layout.ehdr.pack_into(self.data, 0, *value)

    def phdr(self, i: int) -> Phdr:
        offset = self.ehdr.phoff + i * self.layout.phdr.size
        return self.layout.unpack_phdr(self.data, offset)

    def set_phdr(self, i: int, value: Phdr) -> None:
        data = self.layout.pack_phdr(value)
        offset = self.ehdr.phoff + i * len(data)
        self.data[offset:offset + len(data)] = data

    def phdrs(self) -> list[Phdr]:
        return [self.phdr(i) for i in range(self.ehdr.phnum)]

    def loads(self) -> list[int]:
        """Indexes of the segments that have something to load or clear."""
        return [i for i, p in enumerate(self.phdrs())
                if p.type == PT_LOAD and p.memsz]

    def shdr(self, i: int) -> Shdr:
        offset = self.ehdr.shoff + i * self.layout.shdr.size
        return Shdr(*self.layout.shdr.unpack_from(self.data, offset))

    def set_shdr(self, i: int, value: Shdr) -> None:
        offset = self.ehdr.shoff + i * self.layout.shdr.size
        self.layout.shdr.pack_into(self.data, offset, *value)

    def _string(self, start: int) -> bytes:
        return bytes(self.data[start:self.data.index(b'\0', start)])

    def section(self, name: str) -> int | None:
        """Index of the first section of that name, or None."""
        ehdr = self.ehdr
        strings = self.shdr(ehdr.shstrndx).offset
        for i in range(ehdr.shnum):
            if self._string(strings + self.shdr(i).name) == name.encode():
                return i
        return None

    def contents(self, name: str) -> bytes:
        """Contents of the section of that name, or b''."""
        index = self.section(name)
        if index is None:
            return b''
        header = self.shdr(index)
        return bytes(self.data[header.offset:header.offset + header.size])

    def symbol(self, name: str) -> tuple[int, int] | None:
        """File offset and size of the object NAME, or None."""
        table = self.section('.symtab')
        if table is None:
            return None
        strings = self.shdr(self.shdr(table).link).offset
        for found in self.layout.symbols(self.contents('.symtab')):
            if found.shndx and self._string(strings + found.name) \
                    == name.encode():
                where = self.shdr(found.shndx)
                return where.offset + found.value - where.addr, found.size
        return None

    def put32(self, offset: int, value: int) -> None:
        struct.pack_into('<I', self.data, offset, value)

    def get32(self, offset: int) -> int:
        return struct.unpack_from('<I', self.data, offset)[0]
