# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of a firmware on one machine without Linux, reported as TAP."""

from collections.abc import Callable, Sequence
import os
from pathlib import Path
import sys
import tempfile
import time
import traceback
from typing import Any

import boot
from k3lib.build import qemu as qemus
from k3lib.formats.elf import Elf
from k3lib.formats.tap import Writer, skip_all

LIMIT = 60


class Tests:
    """A subclass has test_...() methods; each boots the core anew."""

    def __init__(self, machine: boot.Machine | None, core: boot.Core,
                 data: bytes) -> None:
        self.machine: Any = machine     # Turns has one during a test only
        self.core, self.data = core, data
        self.got: list[int] = []

    def boot(self, data: bytes | None = None, until: str = 'ready') -> None:
        """Start the core from power-off, after reading old messages."""
        boot.stop(self.machine, self.core)
        for fifo in (self.core.from_core, self.core.to_core):
            while self.machine.read32(self.core.mailbox + 0xc0 + 4 * fifo):
                self.machine.read32(self.core.mailbox + 0x40 + 4 * fifo)
        boot.boot(self.machine, self.core, Elf(data or self.data))
        self.wait_trace(until)

    def wait_trace(self, text: str) -> None:
        assert boot.wait_for(self.machine, self.core, text, LIMIT), text

    def wait_until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + LIMIT
        while not condition():
            assert time.monotonic() < end

    def send(self, message: int) -> None:
        self.machine.write32(self.core.mailbox + 0x40 + 4 * self.core.to_core,
                             message)

    def received(self) -> list[int]:
        fifo = self.core.from_core
        while self.machine.read32(self.core.mailbox + 0xc0 + 4 * fifo):
            self.got.append(self.machine.read32(
                self.core.mailbox + 0x40 + 4 * fifo))
        return self.got

    def wait_for(self, *messages: int) -> None:
        """Wait for exactly these messages from the mailbox."""
        self.wait_until(lambda: len(self.received()) >= len(messages))
        assert self.got == list(messages), self.got
        self.got = []


def built_qemu() -> Path:
    return qemus.place().binary


def arguments() -> tuple[Path, boot.Core, Path | str] | None:
    """Parse ELF CORE [QEMU]; None if QEMU is not built."""
    qemu: Path | str = sys.argv[3] if len(sys.argv) > 3 else built_qemu()
    if not os.access(qemu, os.X_OK):
        skip_all(f'{qemu} is not built (make qemu)')
        return None
    return Path(sys.argv[1]), boot.CORES[sys.argv[2]], qemu


def run(tests: type[Tests]) -> None:
    """Run TESTS on one machine; exit with 1 if one failed."""
    given = arguments()
    if not given:
        return
    path, core, qemu = given
    with tempfile.TemporaryDirectory() as directory:
        machine = boot.Machine(qemu, [], directory, core.soc)
        try:
            boot.take(machine, core)
            run_each([(name, tests(machine, core, path.read_bytes()), name)
                      for name in dir(tests) if name.startswith('test_')])
        finally:
            machine.close()


def run_each(wanted: Sequence[tuple[str, Tests, str]]) -> None:
    """Run (title, Tests, method) of WANTED; exit with 1 if one failed."""
    writer = Writer(len(wanted))
    for title, tests, name in wanted:
        run_one(writer, title, tests, name)
    status = writer.end()
    if status:
        sys.exit(status)


def run_one(writer: Writer, title: str, tests: Tests, name: str) -> None:
    try:
        getattr(tests, name)()
    except AssertionError as err:
        where = traceback.extract_tb(err.__traceback__)[-1]
        said = [f'{where.filename}:{where.lineno}: {err}']
        if tests.machine:
            said += boot.trace(tests.machine, tests.core).splitlines()
        writer.case(False, title, said)
        return
    writer.case(True, title)
