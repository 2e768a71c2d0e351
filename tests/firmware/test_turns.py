#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With instruction counting, no processor waits for its turn beyond LIMIT.

usage: test_turns.py ELF CORE [QEMU]; prints TAP. Without QEMU, the one that
scripts/k3-qemu built.  ELF is the application "hello"; beside it are others.

Messages: the application core and the core exchange COUNT messages.  The
application core waits for an interrupt or polls, and sends only when the core
is in WFI.  Another core may execute a loop.  Ticks: the core measures how late
they are, while the application core and another core execute loops.

All times are virtual and independent of the load of the host.
"""

from collections.abc import Iterator
import contextlib
from pathlib import Path
import re
import struct
import tempfile
from typing import Any

import boot
from k3lib.formats.elf import Elf
from remote import socs
from tables import family
import tap

LIMIT = 20000           # ns
COUNT = 500
ECHO_REQUEST, ECHO_REPLY = 0xffffff03, 0xffffff04
SPINNER = 'r5f1_0'

SOC = socs()['am64x']
CORE = SOC.cores['r5f0_0']
USER = CORE.mailbox.linux_user
LINE = family(SOC.name).line(CORE.mailbox.name, USER, 'GIC')
assert LINE is not None and CORE.sec_mmr is not None
INTID = LINE + 32
GICD, GICR = SOC.gic_distributor, SOC.gic_redistributors
GICD_CTLR, GICD_IGROUPR, GICD_ISENABLER, GICR_WAKER = 0, 0x80, 0x100, 0x14
CTLR_ARE_GROUP1 = 0x12
PMSTAT = CORE.sec_mmr + 0x130   # of core 0; bit 0 is WFI

LOOP = struct.pack('<I', 0x14000000)        # b .
WFI, NOP = 0xd503207f, 0xd503201f
CODE = (
    0xd2801fe0,         # mov x0, #0xff
    0xd5184600,         # msr icc_pmr_el1, x0
    0xd2800020,         # mov x0, #1
    0xd518cce0,         # msr icc_igrpen1_el1, x0
    0xd5033fdf,         # isb
    0x58000221,         # ldr x1, MESSAGE from the core
    0x58000242,         # ldr x2, MSGSTATUS from the core
    0x58000263,         # ldr x3, IRQSTATUS_CLR
    0x58000284,         # ldr x4, MESSAGE to the core
    0x580002a5,         # ldr x5, PMSTAT
    0x180002c6,         # ldr w6, the interrupt's bit
    0x180002c7,         # ldr w7, ECHO_REQUEST
    None,               # 1: wfi, or nop
    0xb9400040,         # ldr w0, [x2]
    0x34ffffc0,         # cbz w0, 1b
    0xb9400020,         # ldr w0, [x1]
    0xb9000066,         # str w6, [x3]
    0xb94000a0,         # 2: ldr w0, [x5]
    0x3607ffe0,         # tbz w0, #0, 2b
    0xb9000087,         # str w7, [x4]
    0x17fffff8,         # b 1b
    NOP,
)
EVENT = re.compile(r'k3_mailbox_(push|pop) (\d+) ns: \S+ FIFO (\d+) message '
                   r'(0x[0-9a-f]+)')


def program(core: boot.Core, waits: bool) -> bytes:
    """A program that answers when the core rests; WAITS: it uses WFI."""
    code = [word or (WFI if waits else NOP) for word in CODE]
    message = core.mailbox + 0x40
    return struct.pack(
        f'<{len(code)}I5Q2I', *code, message + 4 * core.from_core,
        core.mailbox + 0xc0 + 4 * core.from_core,
        core.mailbox + 0x104 + 0x10 * USER, message + 4 * core.to_core,
        PMSTAT, 1 << 2 * core.from_core, ECHO_REQUEST)


def enable_interrupt(machine: boot.Machine, core: boot.Core) -> None:
    machine.write32(GICR + GICR_WAKER, 0)
    machine.write32(GICD + GICD_CTLR, CTLR_ARE_GROUP1)
    machine.write32(GICD + GICD_IGROUPR + INTID // 32 * 4, 0xffffffff)
    machine.write32(GICD + GICD_ISENABLER + INTID // 32 * 4,
                    1 << INTID % 32)
    machine.write32(core.mailbox + 0x108 + 0x10 * USER,
                    1 << 2 * core.from_core)


class Turns(tap.Tests):
    """Tests on a separate machine that counts instructions."""

    def __init__(self, qemu: Path | str, core: boot.Core, path: Path,
                 shift: int, spins: bool) -> None:
        super().__init__(None, core, path.read_bytes())
        self.qemu, self.path, self.shift, self.spins = qemu, path, shift, spins

    def what(self) -> str:
        raise NotImplementedError

    def title(self) -> str:
        return f'shift={self.shift}: {self.what()}' + (
            ', another core spins' if self.spins else '')

    def image(self, core: str, app: str) -> bytes:
        return self.path.with_name(f'am64-main-{core}-{app}.elf').read_bytes()

    @contextlib.contextmanager
    def started(self, program: bytes, *options: str) -> Iterator[None]:
        """A machine that executes PROGRAM; another core may spin."""
        with tempfile.TemporaryDirectory() as directory:
            self.machine = boot.Machine(
                self.qemu, ['-icount', f'shift={self.shift},sleep=off',
                            *options], directory, program=program)
            try:
                if self.spins:
                    other = boot.CORES[SPINNER]
                    boot.take(self.machine, other)
                    boot.boot(self.machine, other,
                              Elf(self.image(SPINNER, 'spin')))
                boot.take(self.machine, self.core)
                yield
            finally:
                self.machine.close()
                self.machine = None


class Ticks(Turns):
    def what(self) -> str:
        return 'ticks while the application core spins'

    def test_ticks(self) -> None:
        with self.started(LOOP):
            self.boot(self.image('r5f0_0', 'tick'), 'tick: passed')
            late = [int(ns) for ns in re.findall(
                r'at most (\d+) ns late', boot.trace(self.machine, self.core))]
        print(f'# late: at most {late} ns')
        assert late and max(late) <= LIMIT, late


class Messages(Turns):
    def __init__(self, *args: Any, waits: bool) -> None:
        super().__init__(*args)
        self.waits = waits

    def what(self) -> str:
        return ('messages, the application core '
                + ('waits' if self.waits else 'looks'))

    def events(self) -> list[tuple[str, int, int]]:
        """The mailbox events in the trace, from the first answer on."""
        with tempfile.TemporaryDirectory() as name:
            trace = Path(name, 'trace')
            with self.started(program(self.core, self.waits), '-trace',
                              'k3_mailbox_p*', '-D', str(trace)):
                self.boot()
                enable_interrupt(self.machine, self.core)
                self.send(ECHO_REQUEST)
                self.wait_until(lambda: trace.read_text().count(
                    'k3_mailbox_pop') > 2 * COUNT)
            seen = EVENT.findall(trace.read_text())
        start = [int(word, 0) for _what, _ns, _fifo, word in seen].index(
            ECHO_REPLY)
        return [(what, int(ns), int(fifo)) for what, ns, fifo, _word
                in seen[start:]]

    def check(self, name: str, spans: list[int]) -> None:
        print(f'# {name}: at most {max(spans)} ns')
        assert len(spans) >= COUNT - 1, len(spans)
        assert max(spans) <= LIMIT, (name, max(spans))

    def test_messages(self) -> None:
        events = self.events()
        times = {key: [ns for what, ns, fifo in events if (what, fifo) == key]
                 for key in ((what, fifo) for what in ('push', 'pop') for fifo
                             in (self.core.from_core, self.core.to_core))}
        answers = times['push', self.core.from_core]
        requests = times['push', self.core.to_core]
        for name, since, until in (
                ('the application core reads', answers,
                 times['pop', self.core.from_core]),
                ('the application core sees WFI', answers, requests),
                ('the core reads', requests, times['pop', self.core.to_core])):
            self.check(name, [b - a for a, b in zip(since, until)])


def main() -> None:
    given = tap.arguments()
    if not given:
        return
    path, core, qemu = given
    cases = []
    for shift in (0, 1):
        for spins in (False, True):
            common = qemu, core, path, shift, spins
            cases += [(Ticks(*common), 'test_ticks'),
                      (Messages(*common, waits=True), 'test_messages'),
                      (Messages(*common, waits=False), 'test_messages')]
    tap.run_each([(case.title(), case, name) for case, name in cases])


if __name__ == '__main__':
    main()
