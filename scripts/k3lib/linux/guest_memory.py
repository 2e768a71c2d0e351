# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the memory and CPU registers of a machine that runs Linux.

The kernel takes no part in this: its memory is read through its translation
tables (Arm ARM, chapter "The AArch64 Virtual Memory System Architecture").  So
this also works if the kernel has crashed or hangs.
"""

from dataclasses import dataclass
import re

from ..base import Failure
from ..machine.gdbstub import GdbStub
from ..machine.qmp import Qom

PAGE = 4096
RAM = re.compile(r'^ +([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, ram\)', re.M)
SYSTEM_MEMORY = 'AS "memory", root: system'
WANTED = ('SP_EL0', 'TTBR1_EL1', 'TCR_EL1', 'VBAR_EL1', 'SCTLR_EL1',
          'ELR_EL1')
GRANULES = {2: 12, 1: 14, 3: 16}        # TCR_EL1.TG1 -> bits
ADDRESS_BITS = (1 << 48) - 1
VALID, TABLE = 1, 2                     # bits of a descriptor
SCTLR_M = 1


def kernel_pointer(value: int) -> bool:
    """Whether VALUE may be one, with any tag in its top byte."""
    return value >> 48 & 0xff == 0xff


@dataclass(frozen=True)
class Cpu:
    """An application processor's registers."""
    number: int
    thread: str         # gdb's name of the CPU
    halted: bool
    x: tuple[int, ...]
    sp: int
    pc: int
    pstate: int
    system: dict[str, int]

    @property
    def el(self) -> int:
        return self.pstate >> 2 & 3

    @property
    def mmu(self) -> bool:
        return bool(self.system['SCTLR_EL1'] & SCTLR_M)


def read_cpus(gdb: GdbStub) -> list[Cpu]:
    numbers = gdb.system_registers()
    missing = [name for name in WANTED if name not in numbers]
    if missing:
        raise Failure(f'the gdb stub has no {", ".join(missing)}')
    cpus = []
    for number, thread in enumerate(gdb.threads()):
        gdb.select(thread)
        *x, sp, pc, pstate = gdb.registers()
        cpus.append(Cpu(number, thread, 'halted' in gdb.thread_name(thread),
                        tuple(x), sp, pc, pstate,
                        {name: gdb.register(numbers[name])
                         for name in WANTED}))
    return cpus


def ram_ranges(qmp: Qom) -> list[tuple[int, int]]:
    """[(first, last)] of physical memory that can be read without effects."""
    text = qmp.cmd('human-monitor-command', **{
        'command-line': 'info mtree -f'})
    for view in text.split('FlatView #'):
        if SYSTEM_MEMORY in view:
            return [(int(first, 16), int(last, 16))
                    for first, last in RAM.findall(view)]
    raise Failure('QEMU does not report the address of its memory')


class Physical:
    """Physical memory; GDB reads it by pages, which are cached."""

    def __init__(self, gdb: GdbStub, ranges: list[tuple[int, int]]) -> None:
        self.gdb, self.ranges = gdb, ranges
        self.pages: dict[int, bytes] = {}

    def page(self, address: int) -> bytes:
        if address not in self.pages:
            if not any(first <= address and address + PAGE - 1 <= last
                       for first, last in self.ranges):
                raise Failure(f'no memory at {address:#x}')
            self.pages[address] = self.gdb.read(address, PAGE)
        return self.pages[address]

    def word(self, address: int) -> int:
        page = self.page(address & -PAGE)
        return int.from_bytes(page[address % PAGE:address % PAGE + 8],
                              'little')


class Virtual:
    """The kernel's half of the address space, by the tables at ROOT."""

    def __init__(self, physical: Physical, root: int,
                 tcr: int) -> None:
        self.physical, self.root = physical, root & ADDRESS_BITS & -2
        self.bits = 64 - (tcr >> 16 & 0x3f)
        self.granule = GRANULES.get(tcr >> 30 & 3, 0)
        if not self.granule:
            raise Failure(f'TCR_EL1 {tcr:#x} has no granule')
        self.known: dict[int, int] = {}

    def translate(self, address: int) -> int:
        """The physical address; Failure if there is none."""
        step = self.granule - 3
        shift = self.granule + (self.bits - self.granule - 1) // step * step
        table, width = self.root, self.bits - shift
        while True:
            index = address >> shift & (1 << width) - 1
            entry = self.physical.word(table + index * 8)
            last = shift == self.granule
            if not entry & VALID or last and not entry & TABLE:
                raise Failure(f'{address:#x} is not mapped')
            base = entry & ADDRESS_BITS
            if last or not entry & TABLE:
                return base >> shift << shift | address & (1 << shift) - 1
            table = base >> self.granule << self.granule
            shift, width = shift - step, step

    def _page(self, address: int) -> bytes:
        if address not in self.known:
            if not kernel_pointer(address):
                raise Failure(f'{address:#x} is not a kernel address')
            self.known[address] = self.translate(address)
        return self.physical.page(self.known[address])

    def read(self, address: int, size: int) -> bytes:
        data = b''
        while len(data) < size:
            at = address + len(data)
            start = at % PAGE
            data += self._page(at & -PAGE)[start:start + size - len(data)]
        return data

    def number(self, address: int, size: int = 8) -> int:
        return int.from_bytes(self.read(address, size), 'little')

    def numbers(self, address: int, count: int) -> list[int]:
        data = self.read(address, count * 8)
        return [int.from_bytes(data[i:i + 8], 'little')
                for i in range(0, count * 8, 8)]

    def pointer(self, address: int) -> int:
        """The pointer stored at ADDRESS; Failure if it is not plausible."""
        value = self.number(address)
        if not kernel_pointer(value):
            raise Failure(f'{value:#x} at {address:#x} is not a pointer')
        return value

    def text(self, address: int, limit: int = 256) -> str:
        """A zero-terminated string."""
        data = b''
        while b'\0' not in data and len(data) < limit:
            at = address + len(data)
            data += self.read(at, min(limit - len(data), PAGE - at % PAGE))
        return data.partition(b'\0')[0].decode('ascii', 'replace')
