#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make malformed firmware from a good one, with one flaw in each file.

usage: make-bad-elf.py GOOD.elf DIRECTORY

DIRECTORY is replaced.  It gets a file NAME.elf for each function bad_NAME
below, and a file EXPECTED with a line "NAME<tab>text" for each.  The text is
what Linux's remoteproc logs; alternatives for different versions are separated
by "|".  "boots" means that Linux accepts the file.

Source of the texts: Linux drivers/remoteproc/remoteproc_elf_loader.c and
remoteproc_core.c.
"""

from collections.abc import Callable
import os
import shutil
import sys

import paths                        # pylint: disable=unused-import
from k3lib.formats.elf import Elf

BOOTS = 'boots'
Spoil = Callable[[Elf], None]
CASES: list[tuple[str, str, Spoil]] = []

# In the resource table
VERSION, NUM, RESERVED, OFFSETS = 0, 4, 8, 16


def case(expected: str) -> Callable[[Spoil], Spoil]:
    def register(function: Spoil) -> Spoil:
        CASES.append((function.__name__[len('bad_'):].replace('_', '-'),
                      expected, function))
        return function
    return register


def table_section(elf: Elf) -> int:
    index = elf.section('.resource_table')
    assert index is not None
    return index


def table(elf: Elf) -> int:
    """File offset of the resource table"""
    return elf.shdr(table_section(elf)).offset


def entry(elf: Elf) -> int:
    """File offset of the table's first entry"""
    return table(elf) + elf.get32(table(elf) + OFFSETS)


def first_load(elf: Elf) -> int:
    """The first segment that has bytes in the file"""
    return next(i for i in elf.loads() if elf.phdr(i).filesz)


def patch_phdr(elf: Elf, **fields: int) -> None:
    i = first_load(elf)
    elf.set_phdr(i, elf.phdr(i)._replace(**fields))


def patch_table_section(elf: Elf, **fields: int) -> None:
    i = table_section(elf)
    elf.set_shdr(i, elf.shdr(i)._replace(**fields))


# The ELF header

@case('Image is too small')
def bad_empty_header(elf: Elf) -> None:
    del elf.data[40:]


@case('Image is corrupted (bad magic)')
def bad_magic(elf: Elf) -> None:
    elf.data[1:4] = b'ELK'


@case('Unsupported class: 3')
def bad_class(elf: Elf) -> None:
    elf.data[4] = 3


@case('Unsupported firmware endianness')
def bad_endian(elf: Elf) -> None:
    elf.data[5] = 2


@case('Image is too small|Section header table is out of bounds')
def bad_truncated(elf: Elf) -> None:
    """Cut in the middle of the first segment: the section headers are gone"""
    p = elf.phdr(first_load(elf))
    del elf.data[p.offset + p.filesz // 2:]


@case('No loadable segments')
def bad_no_segments(elf: Elf) -> None:
    elf.ehdr = elf.ehdr._replace(phnum=0)


@case('Firmware size is too small')
def bad_phoff(elf: Elf) -> None:
    elf.ehdr = elf.ehdr._replace(phoff=len(elf.data) + 1)


# Segments

@case('truncated fw: need')
def bad_segment_truncated(elf: Elf) -> None:
    size = len(elf.data) + 0x1000
    patch_phdr(elf, filesz=size, memsz=size)


@case('bad phdr filesz')
def bad_segment_sizes(elf: Elf) -> None:
    i = first_load(elf)
    patch_phdr(elf, memsz=elf.phdr(i).filesz - 4)


@case('bad phdr da 0x10000000')
def bad_segment_outside(elf: Elf) -> None:
    patch_phdr(elf, paddr=0x10000000)


@case('bad phdr da')
def bad_segment_too_large(elf: Elf) -> None:
    """Begins in ATCM and runs over its end"""
    patch_phdr(elf, memsz=0x100000)


# Resource table

@case('Boot failed: -22')
def bad_no_table(elf: Elf) -> None:
    """Refused without a specific message."""
    strings = elf.shdr(elf.ehdr.shstrndx).offset
    name = strings + elf.shdr(table_section(elf)).name
    elf.data[name:name + 2] = b'.R'


@case('resource table truncated')
def bad_table_truncated(elf: Elf) -> None:
    patch_table_section(elf, size=len(elf.data))


@case('header-less resource table')
def bad_table_no_header(elf: Elf) -> None:
    patch_table_section(elf, size=8)


@case('unsupported fw ver: 2')
def bad_table_version(elf: Elf) -> None:
    elf.put32(table(elf) + VERSION, 2)


@case('non zero reserved bytes')
def bad_table_reserved(elf: Elf) -> None:
    elf.put32(table(elf) + RESERVED, 1)


@case('resource table incomplete')
def bad_table_num(elf: Elf) -> None:
    elf.put32(table(elf) + NUM, 1000)


@case('rsc table is truncated')
def bad_table_offset(elf: Elf) -> None:
    elf.put32(table(elf) + OFFSETS, 0x1000)


@case('trace rsc is truncated')
def bad_trace_truncated(elf: Elf) -> None:
    """The entry's header fits, its body does not"""
    s = elf.shdr(table_section(elf))
    elf.put32(s.offset + OFFSETS, s.size - 8)
    elf.put32(s.offset + s.size - 8, 2)


@case('trace rsc has non zero reserved bytes')
def bad_trace_reserved(elf: Elf) -> None:
    elf.put32(entry(elf) + 12, 1)


@case(BOOTS)
def bad_trace_outside(elf: Elf) -> None:
    """Noticed when the trace file is read."""
    elf.put32(entry(elf) + 4, 0x10000000)


@case('unsupported resource 99')
def bad_resource_type(elf: Elf) -> None:
    elf.put32(entry(elf), 99)


@case('unsupported vendor resource 128')
def bad_resource_vendor(elf: Elf) -> None:
    """Linux 6.1 refuses to boot the core; 6.12 continues."""
    elf.put32(entry(elf), 128)


# Entry point, which Linux does not check

@case(BOOTS)
def bad_entry_outside(elf: Elf) -> None:
    elf.ehdr = elf.ehdr._replace(entry=0x10000000)


@case(BOOTS)
def bad_entry_unaligned(elf: Elf) -> None:
    elf.ehdr = elf.ehdr._replace(entry=0x24)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    good, directory = sys.argv[1:]
    with open(good, 'rb') as f:
        image = f.read()

    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    with open(os.path.join(directory, 'EXPECTED'), 'w') as expected_file:
        for name, expected, spoil in CASES:
            elf = Elf(image)
            spoil(elf)
            assert elf.data != image, name
            with open(os.path.join(directory, name + '.elf'), 'wb') as f:
                f.write(elf.data)
            expected_file.write(f'{name}\t{expected}\n')


if __name__ == '__main__':
    main()
