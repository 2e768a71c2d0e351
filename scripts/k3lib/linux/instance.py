# SPDX-License-Identifier: GPL-2.0-or-later
"""Find Linux in the memory of a machine, with its modules and stacks.

The layout of its structures differs between configurations, so it is derived
from the kernel's code and data and verified there.  Public sources:
Linux kernel/module/internal.h and include/linux/module.h (lists of modules
and their symbols), arch/arm64/kernel/stacktrace.c, asm/stacktrace/frame.h
(frame records), Arm's procedure call standard (x29).
"""

import bisect
from collections.abc import Callable, Iterator
import functools
from pathlib import Path
import re
from typing import TypeVar

from ..base import Failure
from ..formats.elf import ELF64
from ..machine.gdbstub import GdbStub
from ..machine.qmp import Qom
from . import guest_memory, symbols, variables
from .guest_memory import Cpu, Virtual
from .symbols import Place

COMPARED = 2048         # bytes of code that identify the kernel
STUB_VECTORS = 2048     # size of each set of vectors
DEEPEST = 64
# asm/stacktrace/frame.h, since 6.13: a record of zeros followed by a type
META_REGS = 2
PT_REGS_TO_RECORD = 296     # from struct pt_regs to its frame record
PT_REGS_FP, PT_REGS_PC, PT_REGS_PSTATE = 29 * 8, 32 * 8, 33 * 8
MODULE_LIST, MODULE_NAME = 8, 24    # offsets in struct module
MODULE_SIZE = 0x500     # bytes that are searched
# Functions that use a variable, for kernels without symbols for variables
USERS = {'modules': 'module_kallsyms_lookup_name', 'prb': 'kmsg_dump_rewind'}
MOST_MODULES, MOST_SYMBOLS = 1000, 200_000
MODULE = re.compile(r'[\w-]+')

# Address, size, name
Function = tuple[int, int, str]
T = TypeVar('T')


class Module:
    """The code of one module."""

    def __init__(self, name: str, functions: list[Function]) -> None:
        self.name = name
        self.functions = sorted(functions)

    def place(self, address: int) -> Place | None:
        index = bisect.bisect_right(
            self.functions, (address, 1 << 64, '')) - 1
        if index < 0:
            return None
        start, size, name = self.functions[index]
        if address - start >= max(size, 4):
            return None
        return Place(name, address - start, self.name)


class Image:
    """A flat kernel image and its symbols; reading it takes a second."""

    def __init__(self, path: Path) -> None:
        self.data = Path(path).read_bytes()
        self.symbols = symbols.find(path)


class Linux:
    """
    The kernel of an Image in GDB's machine.  The machine is stopped, and GDB
    takes physical addresses.
    """

    def __init__(self, qmp: Qom, gdb: GdbStub, cpus: list[Cpu],
                 image: Image) -> None:
        self.image, self.symbols, self.cpus = image.data, image.symbols, cpus
        self.physical = guest_memory.Physical(gdb,
                                              guest_memory.ram_ranges(qmp))
        self.memory, self.base = self._locate()
        self.notes: list[str] = []         # what could not be determined

    @functools.cached_property
    def modules(self) -> list[Module]:
        try:
            return self.read_variable('modules', self._read_modules)
        except Failure as err:
            self.notes.append(f'no symbols of modules: {err}')
            return []

    def _locate(self) -> tuple[Virtual, int]:
        """(Virtual, address of _text), by the registers of the CPUs."""
        for cpu in self.cpus:
            if not cpu.mmu:
                continue
            system = cpu.system
            for root, base in self._candidates(cpu):
                memory = guest_memory.Virtual(self.physical, root,
                                              system['TCR_EL1'])
                if self._is_there(memory, base):
                    return memory, base
        raise Failure('no CPU executes this kernel with its MMU on')

    def _candidates(self, cpu: Cpu) -> Iterator[tuple[int, int]]:
        """Candidates: (translation table, address of _text)."""
        root, vectors = cpu.system['TTBR1_EL1'], cpu.system['VBAR_EL1']
        for name in ('vectors', '__bp_harden_el1_vectors'):
            if name in self.symbols:
                for number in range(4):
                    yield root, (vectors - self.symbols[name]
                                 - number * STUB_VECTORS)
        # In user space, page-table isolation uses other tables and vectors
        for name in ('tramp_pg_dir', 'reserved_pg_dir'):
            if {name, 'kimage_voffset', 'swapper_pg_dir'} <= \
                    self.symbols.by_name.keys():
                text = ((root & guest_memory.ADDRESS_BITS & -2)
                        - self.symbols[name])
                try:
                    away = self.physical.word(
                        text + self.symbols['kimage_voffset'])
                except Failure:
                    continue
                yield (text + self.symbols['swapper_pg_dir'],
                       text + away & (1 << 64) - 1)

    def _is_there(self, memory: Virtual, base: int) -> bool:
        """Compare code; some instructions are patched at boot."""
        start = self.symbols['vectors']
        try:
            found = memory.read(base + start, COMPARED)
        except Failure:
            return False
        wanted = self.image[start:start + COMPARED]
        same = sum(found[i:i + 4] == wanted[i:i + 4]
                   for i in range(0, COMPARED, 4))
        return same * 4 * 4 >= COMPARED * 3

    def address(self, name: str) -> int:
        if name in self.symbols:
            return self.base + self.symbols[name]
        return self.base + variables.exported(self.image, name)

    def read_variable(self, name: str, read: Callable[[int], T]) -> T:
        """Try READ(address) with each candidate for the variable's address."""
        user = USERS[name]
        if name in self.symbols or user not in self.symbols:
            return read(self.address(name))
        for offset in variables.referenced(self.image, self.symbols[user]):
            try:
                return read(self.base + offset)
            except Failure:
                continue
        raise Failure(f'no symbol {name}')

    def place(self, address: int) -> Place | None:
        """The place in kernel or module, or None."""
        if 0 <= address - self.base < len(self.image):
            return self.symbols.place(address - self.base)
        if guest_memory.kernel_pointer(address):
            for module in self.modules:
                if place := module.place(address):
                    return place
        return None

    # Modules

    def _read_modules(self, head: int) -> list[Module]:
        memory = self.memory
        modules: list[Module] = []
        entry, before = memory.pointer(head), head
        while entry != head:
            if len(modules) >= MOST_MODULES or \
                    memory.pointer(entry + 8) != before:
                raise Failure('the list of modules is broken')
            start = entry - MODULE_LIST
            name = memory.text(start + MODULE_NAME, 64)
            if not MODULE.fullmatch(name):
                raise Failure(f'"{name}" is not a module')
            try:
                modules.append(Module(name, self._module_symbols(start)))
            except Failure as err:
                self.notes.append(f'module {name}: {err}')
            entry, before = memory.pointer(entry), entry
        return modules

    def _module_symbols(self, start: int) -> list[Function]:
        """Its symbols, by searching a pointer to a struct mod_kallsyms."""
        for word in self.memory.numbers(start, MODULE_SIZE // 8):
            if guest_memory.kernel_pointer(word):
                try:
                    functions = self._mod_kallsyms(word)
                except Failure:
                    continue
                if functions:
                    return functions
        raise Failure('has no symbols')

    def _mod_kallsyms(self, where: int) -> list[Function]:
        """[(address, size, name)] of functions; empty if this is not one."""
        memory = self.memory
        symtab, count, strtab, _types = memory.numbers(where, 4)
        count &= 0xffffffff
        if not (1 < count < MOST_SYMBOLS and
                guest_memory.kernel_pointer(symtab) and
                guest_memory.kernel_pointer(strtab)):
            return []
        # Both tables begin with an empty entry
        if (any(memory.read(symtab, ELF64.sym.size)) or
                memory.read(strtab, 1)[0]):
            return []
        table = memory.read(symtab, count * ELF64.sym.size)
        return [(symbol.value, symbol.size, memory.text(strtab + symbol.name))
                for symbol in ELF64.symbols(table) if symbol.is_function]

    # Stacks

    def _interrupted(self, record: int) -> tuple[int, int] | None:
        """(x29, pc) from the record of an exception, or None."""
        regs = record - PT_REGS_TO_RECORD
        memory = self.memory
        if memory.number(record + 16) != META_REGS:
            return None
        pstate = memory.number(regs + PT_REGS_PSTATE)
        if pstate >> 32 or pstate >> 2 & 3 != 1:
            return None
        return (memory.number(regs + PT_REGS_FP),
                memory.number(regs + PT_REGS_PC))

    def frames(self, fp: int) -> list[int]:
        """Return addresses, by following the frame records."""
        found: list[int] = []
        seen: set[int] = set()
        while len(found) < DEEPEST and fp not in seen:
            seen.add(fp)
            try:
                above, link = self.memory.numbers(fp, 2)
                if not (above or link):
                    interrupted = self._interrupted(fp)
                    if not interrupted:
                        break
                    above, link = interrupted
                    link += 4       # not a return address
            except Failure:
                break
            found.append(link)
            fp = above
        return found
