# SPDX-License-Identifier: GPL-2.0-or-later
"""Find the tasks of a Linux in a machine, and where each was switched out.

The layout of struct task_struct differs between kernels.  It is derived from
properties that hold for all tasks, and from the code of cpu_switch_to().
"""

from dataclasses import dataclass

from ..base import Failure
from . import guest_memory
from .instance import Linux

LOOKED_AT = 0x3000      # bytes of a task_struct that are searched
MOST_TASKS = 100_000
COMM_SIZE = 16
# Linux arch/arm64/include/asm/processor.h: struct cpu_context is x19 to x28,
# fp, sp, pc
CONTEXT_FP, CONTEXT_SP, CONTEXT_PC = 80, 88, 96
STACK_MOST = 1 << 17
STACK_WITHIN = 128      # bytes: it follows thread_info and the state
# Linux include/linux/sched.h
UNINTERRUPTIBLE, NOLOAD, INTERRUPTIBLE = 2, 0x400, 1
STATE_BITS = (1 << 17) - 1
DEAD = 0x80             # its stack may have been freed
LETTERS = ((INTERRUPTIBLE, 'S'), (4, 'T'), (8, 't'), (0x40, 'P'),
           (DEAD, 'X'), (0x1000, 'P'))


@dataclass(frozen=True)
class Task:
    address: int
    pid: int
    comm: str
    state: int

    @property
    def blocked(self) -> bool:
        """Whether nothing but the awaited event can wake the task up."""
        return bool(self.state & UNINTERRUPTIBLE) and not self.state & NOLOAD

    @property
    def letter(self) -> str:
        """The letter that ps shows for the state."""
        if self.state & UNINTERRUPTIBLE:
            return 'D' if self.blocked else 'I'
        for bit, letter in LETTERS:
            if self.state & bit:
                return letter
        return 'R'

    def __str__(self) -> str:
        return f'{self.comm} (pid {self.pid})'


def _printable(data: bytes) -> bool:
    text = data.partition(b'\0')[0]
    return bool(text) and len(text) < COMM_SIZE and \
        all(32 <= byte < 127 for byte in text)


class Tasks:
    """All tasks of LINUX, an instance.Linux."""

    def __init__(self, linux: Linux) -> None:
        self.linux, self.memory = linux, linux.memory
        self.first = linux.address('init_task')
        self.context = self._find_context()
        data = self.memory.read(self.first, LOOKED_AT)
        self.comm = data.find(b'swapper')
        if self.comm < 0:
            raise Failure('init_task has no name')
        self.ring = self._find_ring(data)       # addresses
        self.pid = self._find_pid()
        self.stack = self._find_stack()
        # __state, then saved_state or nothing, then the stack
        self.state = self.stack - 8

    def _find_context(self) -> int:
        """cpu_switch_to(): mov x10, #THREAD_CPU_CONTEXT; add x8, x0, x10."""
        code = self.linux.image
        start = self.linux.symbols['cpu_switch_to']
        for at in range(start, start + 64, 4):
            word = int.from_bytes(code[at:at + 4], 'little')
            if word & 0xffe0001f == 0xd280000a:     # MOVZ X10
                return word >> 5 & 0xffff
        raise Failure('cpu_switch_to has unknown code')

    def _ring(self, link: int) -> list[int]:
        """The tasks of the circular list at this offset, or nothing."""
        memory, entry = self.memory, self.first + link
        found: list[int] = []
        while len(found) < MOST_TASKS:
            if not _printable(memory.read(entry - link + self.comm,
                                          COMM_SIZE)):
                return []
            found.append(entry - link)
            following = memory.pointer(entry)
            if memory.pointer(following + 8) != entry:
                return []
            if following == self.first + link:
                return found
            entry = following
        return []

    def _find_ring(self, data: bytes) -> list[int]:
        best = [self.first]
        for link in range(0, self.comm & -8, 8):
            pair = [int.from_bytes(data[at:at + 8], 'little')
                    for at in (link, link + 8)]
            if all(guest_memory.kernel_pointer(value) for value in pair):
                try:
                    best = max(best, self._ring(link), key=len)
                except Failure:
                    continue
        return best

    def _find_pid(self) -> int:
        """pid, tgid: 0 for init_task, 1 for the next, 2 for kthreadd."""
        wanted = list(range(min(3, len(self.ring))))
        if len(wanted) < 2:
            raise Failure('there is only one task')
        tables = [self.memory.read(task, self.comm)
                  for task in self.ring[:3]]
        for at in range(0, self.comm - 8, 4):
            if all(data[at:at + 8] == number.to_bytes(4, 'little') * 2
                   for number, data in zip(wanted, tables)):
                return at
        raise Failure('no pid in the tasks')

    def saved(self, task: int) -> list[int]:
        """(fp, sp, pc) of a task that is not running."""
        at = task + self.context
        return [self.memory.number(at + offset)
                for offset in (CONTEXT_FP, CONTEXT_SP, CONTEXT_PC)]

    def _find_stack(self) -> int:
        """Offset of the stack: a page below each saved stack pointer."""
        rest = self.ring[1:]
        points = [self.saved(task)[1] for task in rest]
        for at in range(16, STACK_WITHIN, 8):
            pages = [self.memory.number(task + at) for task in rest]
            # A dead task has no stack any more
            if any(pages) and all(
                    not page % guest_memory.PAGE
                    and 0 < sp - page <= STACK_MOST
                    for page, sp in zip(pages, points) if page):
                return at
        raise Failure('no stack pointer in the tasks')

    def task(self, address: int) -> Task:
        memory = self.memory
        comm = memory.read(address + self.comm, COMM_SIZE)
        state = memory.number(address + self.state, 4)
        if not _printable(comm) or state & ~STATE_BITS:
            raise Failure(f'no task at {address:#x}')
        return Task(address, memory.number(address + self.pid, 4),
                    comm.partition(b'\0')[0].decode(), state)
