# SPDX-License-Identifier: GPL-2.0-or-later
"""The memory and the CPUs of a machine that runs Linux, from outside.

Nothing is asked of the kernel: its memory is read through its own translation
tables (Arm ARM, chapter "The AArch64 Virtual Memory System Architecture"), so
it does not matter whether it is still alive.
"""

from dataclasses import dataclass
import re

from ..base import Failure
from ..machine.gdbstub import GdbStub
from ..machine.qmp import Qmp

PAGE = 4096
RAM = re.compile(r'^ +([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, ram\)', re.M)
SYSTEM_MEMORY = 'AS "memory", root: system'
WANTED = ('SP_EL0', 'TTBR1_EL1', 'TCR_EL1', 'VBAR_EL1', 'SCTLR_EL1',
          'ELR_EL1')
GRANULES = {2: 12, 1: 14, 3: 16}        # TCR_EL1.TG1 -> bits
ADDRESS_BITS = (1 << 48) - 1
VALID, TABLE = 1, 2                     # of a descriptor
SCTLR_M = 1


def kernel_pointer(value: int) -> bool:
    """Whether it may be one, whatever tag its top byte holds."""
    return value >> 48 & 0xff == 0xff


@dataclass(frozen=True)
class Cpu:
    """An application processor's registers."""
    number: int
    thread: str         # gdb's name for it
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


def ram_ranges(qmp: Qmp) -> list[tuple[int, int]]:
    """[(first, last)] of physical memory that reading does no harm to."""
    text = qmp.cmd('human-monitor-command', **{
        'command-line': 'info mtree -f'})
    for view in text.split('FlatView #'):
        if SYSTEM_MEMORY in view:
            return [(int(first, 16), int(last, 16))
                    for first, last in RAM.findall(view)]
    raise Failure('QEMU does not tell where its memory is')


class Physical:
    """What GDB in its physical() reads, a page at a time and kept."""

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
    """The kernel's half of the addresses: through the tables at ROOT."""

    def __init__(self, physical: Physical, root: int,
                 tcr: int) -> None:
        self.physical, self.root = physical, root & ADDRESS_BITS & -2
        self.bits = 64 - (tcr >> 16 & 0x3f)
        self.granule = GRANULES.get(tcr >> 30 & 3, 0)
        if not self.granule:
            raise Failure(f'TCR_EL1 {tcr:#x} has no granule')
        self.known: dict[int, int] = {}

    def translate(self, address: int) -> int:
        """To physical; Failure if it is not mapped."""
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
                raise Failure(f'{address:#x} is no kernel address')
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
        """One that is stored there; Failure if it cannot be one."""
        value = self.number(address)
        if not kernel_pointer(value):
            raise Failure(f'no pointer at {address:#x}, but {value:#x}')
        return value

    def text(self, address: int, limit: int = 256) -> str:
        """A string that ends with a zero."""
        data = b''
        while b'\0' not in data and len(data) < limit:
            at = address + len(data)
            data += self.read(at, min(limit - len(data), PAGE - at % PAGE))
        return data.partition(b'\0')[0].decode('ascii', 'replace')
