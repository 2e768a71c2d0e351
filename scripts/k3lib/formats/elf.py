# SPDX-License-Identifier: GPL-2.0-or-later
"""The little of ELF that the tools need: what is it for, one section.

By hand, as it is two structs, and k3-run reads each module of a kernel with it
at each start.  tests/firmware/elf32.py is for what is built there: it changes
the files, which python3-pyelftools does not.
"""

from pathlib import Path
import struct

from ..base import Failure

EM_ARM = 40
EM_TI_C6000 = 140
EM_AARCH64 = 183
MACHINES = {3: 'x86 (32-bit)', EM_ARM: 'Arm (32-bit)', 62: 'x86-64',
            EM_TI_C6000: 'TI C6000', EM_AARCH64: 'AArch64', 243: 'RISC-V'}


def machine_of(data: bytes) -> int | None:
    """e_machine of a little-endian ELF file, or None if it is no ELF."""
    if data[:4] != b'\x7fELF' or len(data) < 52:
        return None
    return struct.unpack_from('<H', data, 18)[0]


def check_firmware(path: Path, dsp: bool = False) -> bytes:
    """Firmware of a 32-bit Arm core, R5F and M4F alike, or of a DSP."""
    try:
        data = Path(path).read_bytes()
    except OSError as err:
        raise Failure(f'{path}: {err.strerror}') from err
    machine = machine_of(data)
    if machine is None:
        raise Failure(f'{path}: not an ELF file')
    name = MACHINES.get(machine, f'e_machine {machine}')
    if dsp:
        # That of a C7x is not in the list
        if machine in MACHINES and machine != EM_TI_C6000:
            raise Failure(f'{path}: an ELF file for {name}; the core is a DSP')
    elif machine != EM_ARM or data[4] != 1:
        raise Failure(f'{path}: an ELF file for {name}; the core is a 32-bit '
                      'Arm')
    return data


def section64(data: bytes, wanted: str) -> bytes:
    """Contents of a section of a 64-bit little-endian ELF file, or b''."""
    if machine_of(data) is None or data[4] != 2:
        return b''
    shoff, = struct.unpack_from('<Q', data, 0x28)
    entsize, count, names = struct.unpack_from('<HHH', data, 0x3a)

    def header(index: int) -> tuple[int, ...]:
        return struct.unpack_from('<IIQQQQ', data, shoff + index * entsize)

    strings = header(names)[4]
    for index in range(count):
        name, _type, _flags, _addr, offset, size = header(index)
        start = strings + name
        if data[start:data.index(b'\0', start)] == wanted.encode():
            return data[offset:offset + size]
    return b''
