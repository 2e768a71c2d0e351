#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test the rpmsg firmware without Linux, with good and bad drivers.

usage: test_rpmsg.py ELF CORE [QEMU]; prints TAP. Without QEMU, the one that
scripts/k3-qemu built.
"""

from collections.abc import Callable
import functools
import random
import struct
from typing import Any

from rpmsg_host import BUFFER, DESC_INDIRECT, HEADER, Host
import tap

SERVICES = {12: 'rpmsg-client-sample', 13: 'ti.ipc4.ping-pong',
            14: 'rpmsg_chrdev', 15: 'rpmsg-raw', 16: 'k3-test',
            17: 'k3-test'}
SINK, DATA, END, RESULT, SOURCE, STATS = range(1, 7)
RP_MBOX_READY = 0xffffff00
ME = 0x400


def step(x: int) -> int:
    return (x * 1664525 + 1013904223) & 0xffffffff


def payload(seed: int, number: int, low: int, high: int) -> bytes:
    """The DATA message for SEED and NUMBER, see rpmsg-test.h."""
    x = step(seed ^ (number * 2654435761 & 0xffffffff))
    size = low + (x >> 8) % (high - low + 1)
    data = bytearray(struct.pack('<II', DATA, number))
    while len(data) < size:
        x = step(x)
        data.append(x >> 24)
    return bytes(data)


def request(op: int, seed: int = 0, count: int = 0, low: int = 8,
            high: int = 496) -> bytes:
    return struct.pack('<IIIHH', op, seed, count, low, high)


class Rpmsg(tap.Tests):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.random = random.Random(1)

    def start(self, **kwargs: Any) -> None:
        """Start the core and the driver."""
        self.boot()
        self.host = Host(self.machine, self.core)
        self.host.start(**kwargs)

    def online(self, **kwargs: Any) -> None:
        self.start(**kwargs)
        assert self.host.services() == SERVICES

    def have_used(self, count: int) -> bool:
        return self.host.rx.used_index() == count

    def kicks(self) -> list[int]:
        self.host.collect_kicks()
        return self.host.kicks

    def stats(self) -> tuple[int, ...]:
        assert self.host.send(ME, 16, request(STATS))
        _, _, data = self.host.wait()
        assert len(data) == 52, data
        return struct.unpack('<13I', data)

    def check_alive(self) -> None:
        """After an invalid ring, a restart of the driver must help."""
        self.host.start()
        assert self.host.services() == SERVICES
        self.host.send(ME, 15, b'still there')
        assert self.host.wait() == (15, ME, b'still there')

    def test_name_service(self) -> None:
        self.online()
        self.wait_until(lambda: bool(self.kicks()))
        assert set(self.host.kicks) == {0}

    def test_echo(self) -> None:
        """More than two rounds of the ring, up to 32 messages on the way."""
        self.online()
        sent: list[tuple[int, int, bytes]] = []
        got, total = 0, 600
        while got < total:
            if len(sent) < total and len(sent) - got < 32:
                data = self.random.randbytes(self.random.randrange(497))
                dst = self.random.choice((12, 13, 14, 15))
                assert self.host.send(ME + len(sent), dst, data)
                sent.append((dst, ME + len(sent), data))
            if message := self.host.receive():
                assert message == sent[got]
                got += 1
        assert set(self.host.kicks) == {0}, 'kick for a ring that wants none'
        assert self.host.tx.used_index() == total

    def test_sink_and_source(self) -> None:
        self.online()
        count, seed = 300, 77
        for endpoint in (16, 17):
            self.host.send(ME, endpoint, request(SINK, seed, count))
        for number in range(count):
            for endpoint in (16, 17):
                while not self.host.send(ME, endpoint,
                                         payload(seed, number, 8, 496)):
                    pass
        for _ in (16, 17):
            _, _, data = self.host.wait()
            result = struct.unpack('<5I', data)
            assert result == (RESULT, count, 0, 0, 0), result

        self.host.send(ME, 16, request(SOURCE, 5, count, 100, 200))
        for number in range(count):
            assert self.host.wait() == (16, ME, payload(5, number, 100, 200))
        counts = self.stats()
        # Without the request for them, and their own message
        assert counts[1] == self.host.tx.added - 1, counts
        assert counts[2] == self.host.rx.seen - 1, counts

    def test_sink_sees_faults(self) -> None:
        """The checks in the firmware can fail."""
        self.online()
        count = 5
        self.host.send(ME, 16, request(SINK, 9, count))
        good = [payload(9, n, 8, 496) for n in range(count)]
        bad = bytearray(good[1])
        bad[-1] ^= 1
        for data in (good[0], bytes(bad), good[2] + b'x', good[4], good[4]):
            self.host.send(ME, 16, data)
        _, _, data = self.host.wait()
        assert struct.unpack('<5I', data) == (RESULT, 1, 2, 1, 1)

    def test_no_buffers(self) -> None:
        """Four buffers to Linux, returned late: no message is lost."""
        self.online(rx_buffers=4)
        held = []
        for number in range(100):
            assert self.host.send(ME, 15, b'%d' % number)
        for number in range(100):
            if number % 4 == 0 and number < 96:
                self.wait_until(self.host.rx.wants_kick)
            index = self.host.rx.seen
            assert self.host.wait(recycle=False)[2] == b'%d' % number
            held.append(index % 4)
            if len(held) == 4:
                assert self.host.receive() is None
                while held:
                    self.host.give_rx(held.pop(0))
                if self.host.rx.wants_kick():
                    self.host.kick(0)
        assert self.stats()[9] > 0, 'the core never waited for a buffer'

    def test_mailbox_full(self) -> None:
        """Kicks are delayed while the FIFO is full."""
        self.online()
        fifo = self.core.mailbox + 0x40 + 4 * self.core.from_core
        level = self.core.mailbox + 0xc0 + 4 * self.core.from_core
        for number in range(8):
            self.host.send(ME, 15, b'%d' % number)
            self.wait_until(functools.partial(self.have_used, 6 + number + 1))
        self.wait_until(lambda: self.machine.read32(level) == 4)
        for _ in range(4):
            assert self.machine.read32(fifo) == 0
        self.wait_until(lambda: self.machine.read32(level) == 1)
        for number in range(8):
            assert self.host.wait()[2] == b'%d' % number
        assert self.stats()[10] > 0, 'the core never waited for the mailbox'

    def test_flags(self) -> None:
        """The core kicks only if the flags of a ring request it."""
        self.online()
        self.host.rx.set_interrupts(False)
        self.stats()
        # An earlier kick may have come before that answer
        self.host.collect_kicks()
        self.host.kicks.clear()
        for _ in range(20):
            self.host.send(ME, 15, b'quiet')
            assert self.host.wait()[2] == b'quiet'
        self.host.collect_kicks()
        assert not self.host.kicks
        self.host.tx.set_interrupts(True)
        self.host.send(ME, 15, b'loud')
        assert self.host.wait()[2] == b'loud'
        self.wait_until(lambda: bool(self.kicks()))
        assert self.host.kicks == [1]

    def test_nobody(self) -> None:
        """An address without endpoint; a wrong and a short header."""
        self.online()
        self.host.send(ME, 99, b'anyone?')
        tx = self.host.tx
        for index, size, length in ((200, 100, 20), (201, 0, 15)):
            address = self.host.buffers + BUFFER * (tx.num + index)
            self.machine.write(address, HEADER.pack(ME, 15, 0, size, 0))
            tx.set_desc(index, address, length)
            tx.offer(index)
        self.host.kick(1)
        counts = self.stats()
        assert counts[4] == 1 and counts[5] == 2, counts

    def test_driver_comes_again(self) -> None:
        self.online()
        for _ in range(3):
            self.host.send(ME, 15, b'x')
            assert self.host.wait()
            self.check_alive()
        self.host.set_status(0)
        self.host.kick(0)
        self.check_alive()

    def test_other_messages(self) -> None:
        """Echo request among kicks; ids that no ring has."""
        self.online()
        mailbox, core = self.core.mailbox, self.core
        for message in (0xffffff03, 7):
            self.machine.write32(mailbox + 0x40 + 4 * core.to_core, message)
        self.wait_until(lambda: 0xffffff04 in self.kicks())
        self.wait_trace('message 0x00000007 unknown')
        self.host.send(ME, 15, b'x')
        assert self.host.wait()[2] == b'x'

    def insult(self, what: str, apply: Callable[[Host], None]) -> None:
        self.online()
        apply(self.host)
        self.host.kick(1)
        self.wait_trace('refused: ' + what)
        self.check_alive()

    def test_hostile_index(self) -> None:
        self.insult('available index', lambda h: h.tx.set_index(400))

    def test_hostile_descriptor(self) -> None:
        self.insult('descriptor 0x', lambda h: h.tx.offer(h.tx.num))

    def test_hostile_addresses(self) -> None:
        """Buffers in the firmware, its TCM, beyond the pool, above 32 bits."""
        for address in (self.core.carveout, 0x41010000, 0,
                        self.core.carveout - 0x100001,
                        self.core.carveout - 511, self.core.carveout << 8,
                        0xffffffffffffff00):
            def apply(host: Host, at: int = address) -> None:
                host.tx.set_desc(3, at, 512)
                host.tx.offer(3)
            self.insult('buffer address', apply)

    def test_hostile_flags(self) -> None:
        def apply(host: Host) -> None:
            host.tx.set_desc(3, host.buffers, 512, DESC_INDIRECT)
            host.tx.offer(3)
        self.insult('descriptor flags', apply)

    def test_hostile_answer_buffer(self) -> None:
        """A buffer to Linux inside the firmware's code."""
        self.start(rx_buffers=6)
        assert self.host.services(recycle=False) == SERVICES
        before = self.machine.read(self.core.carveout, 4096)
        self.host.rx.set_desc(9, self.core.carveout, 512)
        self.host.rx.offer(9)
        self.host.send(ME, 15, b'x' * 100)
        self.wait_trace('refused: buffer address')
        assert self.machine.read(self.core.carveout, 4096) == before
        self.check_alive()

    def test_hostile_table(self) -> None:
        for index, values, what in (
                (0, (self.core.carveout, 0x1000, 256), 'address'),
                (1, (self.core.carveout - 0x1000, 0x1000, 256), 'address'),
                (0, (self.core.carveout - 0x100000, 3, 256), 'alignment'),
                (1, (self.core.carveout - 0x100000, 0x1000, 100), 'number'),
                (1, (0xfffff000, 0x1000, 256), 'address')):
            self.online()
            good = self.machine.read(self.host.vring(index), 12)
            self.machine.write(self.host.vring(index),
                               struct.pack('<III', *values))
            self.host.kick(0)
            self.wait_trace('refused: ' + what)
            self.machine.write(self.host.vring(index), good)
            self.check_alive()


if __name__ == '__main__':
    tap.run(Rpmsg)
