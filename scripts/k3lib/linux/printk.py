# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the kernel's log from its memory, if no console has printed it.

Sources: Linux kernel/printk/printk_ringbuffer.h, unchanged since 5.10, and
Documentation/admin-guide/kdump/vmcoreinfo.rst, on which debuggers may rely.
"""

from collections.abc import Iterator
import struct

from ..base import Failure
from . import guest_memory
from .guest_memory import Virtual
from .instance import Linux

DESC = struct.Struct('<QQQ')            # state and id, begin, next
RING = struct.Struct('<IxxxxQQQQ')      # bits, descriptors, infos, head, tail
INFO = struct.Struct('<QQH')            # seq, time in ns, length of the text
INFO_SIZES = range(88, 257, 8)          # depends on the configuration
STATE_SHIFT = 62
COMMITTED, FINALIZED = 1, 2
ID = (1 << STATE_SHIFT) - 1
DATA_RING_AT = (48, 56, 40)     # after the first one, which grew over time
ID_SIZE = 8                     # before each text
MOST_BITS = 26


class Ring:
    """A struct printk_ringbuffer at ADDRESS; Failure if none is there."""

    def __init__(self, memory: Virtual, address: int) -> None:
        self.memory = memory
        bits, self.descs, self.infos, self.head, self.tail = RING.unpack(
            memory.read(address, RING.size))
        if not (4 <= bits <= MOST_BITS and
                guest_memory.kernel_pointer(self.descs) and
                guest_memory.kernel_pointer(self.infos)):
            raise Failure(f'no log at {address:#x}')
        self.count = 1 << bits
        self.size, self.text = self._data_ring(address)
        self.info_size = self._info_size()

    def _data_ring(self, address: int) -> tuple[int, int]:
        for at in DATA_RING_AT:
            bits = self.memory.number(address + at, 4)
            text = self.memory.number(address + at + 8)
            if 8 <= bits <= MOST_BITS and guest_memory.kernel_pointer(text):
                return 1 << bits, text
        raise Failure(f'no log at {address:#x}: it has no text')

    def _info_size(self) -> int:
        """Record N is at index N modulo the size of the ring."""
        used = [self.tail + 1 & ID, self.head]
        for size in INFO_SIZES:
            infos = [INFO.unpack(self.memory.read(
                self.infos + number % self.count * size, INFO.size))
                for number in used]
            if all(seq % self.count == number % self.count
                   for number, (seq, _time, _length) in zip(used, infos)):
                return size
        raise Failure('the records of the log have an unknown layout')

    def _text(self, begin: int, end: int, length: int) -> str:
        if begin & 1 or begin == end:       # no text
            return ''
        if begin // self.size != (end - 1) // self.size:
            begin = 0       # the text did not fit at the end of the ring
        at = begin % self.size + ID_SIZE
        length = min(length, self.size - at)
        data = self.memory.read(self.text + at, length)
        return data.decode('utf-8', 'replace')

    def records(self) -> Iterator[tuple[float, str]]:
        """(seconds as on the console, text) of each record, oldest first."""
        for step in range((self.head - self.tail & ID) + 1):
            number = self.tail + step & ID
            place = number % self.count
            state, begin, end = DESC.unpack(self.memory.read(
                self.descs + place * DESC.size, DESC.size))
            if state & ID != number or \
                    state >> STATE_SHIFT not in (COMMITTED, FINALIZED):
                continue
            _seq, time, length = INFO.unpack(self.memory.read(
                self.infos + place * self.info_size, INFO.size))
            yield time // 1000 / 1e6, self._text(begin, end, length)

    def lines(self) -> list[str]:
        """Lines in the format of the console."""
        return [f'[{seconds:12.6f}] {line}'
                for seconds, text in self.records()
                for line in text.split('\n')]


def kernel_log(linux: Linux) -> list[str]:
    """All lines that are still in the log of LINUX, an instance.Linux."""
    memory = linux.memory
    return linux.read_variable(
        'prb', lambda where: Ring(memory, memory.pointer(where))).lines()
