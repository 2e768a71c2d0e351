#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test the M4F without Linux, with good and bad firmware.

usage: test_m4f.py DIRECTORY [QEMU]; prints TAP. DIRECTORY has the ELF files.
Without QEMU, the one that scripts/k3-qemu built.
"""

import os
from pathlib import Path
import random
import struct
import sys
import tempfile
import time

import boot
from headers import constant
from k3lib.formats.elf import Elf
from k3lib.formats.tap import Writer, skip_all
from k3lib.machine.qmp import Qmp
import tap

CORE = boot.CORES['m4f0_0']
PATH = '/machine/k3/m4fss[0]'
(_, IRAM_SIZE, IRAM), (_, DRAM_SIZE, DRAM) = CORE.memories
# As the core sees it
RAT = constant('hw/remoteproc/k3-m4fss.h', 'K3_M4FSS_RAT')
ECHO_REQUEST, ECHO_REPLY, CRASH = 0xffffff03, 0xffffff04, 0xffffff02
RESTARTS = 20
WILD = 50


class M4F(tap.Tests):
    def __init__(self, machine: boot.Machine, qmp: Qmp,
                 directory: str) -> None:
        super().__init__(machine, CORE, b'')
        self.qmp, self.directory = qmp, directory

    def elf(self, app: str) -> Elf:
        path = os.path.join(self.directory, f'am64-mcu-m4f0_0-{app}.elf')
        with open(path, 'rb') as f:
            return Elf(f.read())

    def start(self, app: str) -> None:
        boot.stop(self.machine, CORE)
        self.drain()
        boot.boot(self.machine, CORE, self.elf(app))

    def drain(self) -> None:
        """Remove messages that earlier firmware left or did not read."""
        for fifo in (CORE.to_core, CORE.from_core):
            while self.machine.read32(CORE.mailbox + 0xc0 + 4 * fifo):
                self.machine.read32(CORE.mailbox + 0x40 + 4 * fifo)

    def trace(self, text: str) -> str:
        self.wait_trace(text)
        return boot.trace(self.machine, CORE)

    def state(self, *wanted: str) -> None:
        end = time.monotonic() + tap.LIMIT
        while self.qmp.get(PATH, 'state') not in wanted:
            assert time.monotonic() < end, \
                f'the core is "{self.qmp.get(PATH, "state")}"'
            time.sleep(0.01)

    def message(self, expected: int) -> None:
        assert boot.wait_for_message(self.machine, CORE, expected, tap.LIMIT), \
            f'no message {expected:#010x}'

    def send(self, message: int) -> None:
        self.machine.write32(CORE.mailbox + 0x40 + 4 * CORE.to_core, message)

    def check_hello(self) -> None:
        self.start('hello')
        self.trace('ready')
        self.state('wfi')
        self.send(ECHO_REQUEST)
        self.message(ECHO_REPLY)
        self.state('wfi')

    def test_echo(self) -> None:
        self.check_hello()
        assert boot.status(self.machine, CORE) == 'WFI'
        assert "'hello' on am64 m4f0_0" in self.trace('ready')

    def test_echo_after_stale_message(self) -> None:
        """A message that was sent before the start is not lost."""
        boot.stop(self.machine, CORE)
        self.drain()
        self.send(ECHO_REQUEST)
        boot.boot(self.machine, CORE, self.elf('hello'))
        self.message(ECHO_REPLY)

    def test_restart_with_line_high(self) -> None:
        """An interrupt that is not served survives the core's reset."""
        self.start('hello')
        self.trace('ready')
        boot.set_reset(self.machine, CORE, 1)
        self.send(ECHO_REQUEST)
        boot.set_reset(self.machine, CORE, 0)
        self.message(ECHO_REPLY)

    def test_tick(self) -> None:
        self.start('tick')
        text = self.trace('ready')
        assert 'tick: passed' in text, text

    def test_sci(self) -> None:
        self.start('sci')
        text = self.trace('ready')
        assert 'sci: version ok' in text, text
        assert 'sci: device 9 ok' in text, text

    def test_wfi(self) -> None:
        self.start('wfi')
        self.state('wfi')
        assert boot.status(self.machine, CORE) == 'WFI'

    def test_spin(self) -> None:
        self.start('spin')
        self.trace('spin')
        self.state('running')
        assert boot.status(self.machine, CORE) == 'none'

    def check_crash(self, app: str, words: str) -> None:
        self.start(app)
        text = self.trace('lr 0x')
        assert 'crash: ' + words in text, text
        self.message(CRASH)
        self.state('wfi')

    def test_crash(self) -> None:
        self.check_crash('abort', 'memory management fault')
        self.check_crash('buserror', 'bus fault')
        self.check_crash('pabort', 'memory management fault at pc 0xdead0000')
        self.check_crash('undef', 'usage fault')

    def test_lockup(self) -> None:
        self.start('lockup')
        self.state('lockup')
        assert boot.status(self.machine, CORE) == 'none'
        self.send(ECHO_REQUEST)
        assert self.qmp.get(PATH, 'pc') < IRAM_SIZE
        self.state('lockup')
        boot.set_reset(self.machine, CORE, 1)
        self.state('reset')
        boot.set_reset(self.machine, CORE, 0)
        self.state('lockup')
        self.check_hello()

    def test_blank(self) -> None:
        """Start with memories as they are after power-up."""
        boot.stop(self.machine, CORE)
        boot.set_device(self.machine, CORE.device, boot.DEVICE_ON)
        boot.set_reset(self.machine, CORE, 0)
        self.state('lockup')
        self.check_hello()

    def test_restart(self) -> None:
        self.start('hello')
        self.trace('ready')
        count = int(self.trace('ready').split('boot ')[1].split(',')[0])
        for number in range(count + 1, count + 1 + RESTARTS):
            self.start('hello')
            assert f'boot {number},' in self.trace('ready')
            self.state('wfi')

    def test_watchdog(self) -> None:
        """The watchdog ends a hang: the core restarts without a load."""
        self.start('spin')
        text = self.trace('boot ')
        count = int(text.split('boot ')[1].split(',')[0])
        watchdog = self.machine.soc.cores['m4f0_0'].watchdog
        self.machine.write32(watchdog + 0x94, 0)
        self.machine.write32(watchdog + 0x90, 0xa98559da)
        self.trace(f'boot {count + 1},')
        self.state('running')

    def test_wild_vectors(self) -> None:
        """Start with random vectors."""
        values = (0, 1, 0xffffffff, 0xfffffffe, 0x2fffd, 0x30001, 0x40001,
                  0xe000e001, RAT + 1, 0xa4100001, 0xdead0001, 0xfffffff9)
        for sp in values:
            for pc in values:
                self.run_image(struct.pack('<II', sp, pc), 0.01)
        self.check_hello()

    def test_wild_code(self) -> None:
        """Programs of random halfwords, with vectors into them."""
        for seed in range(WILD):
            chance = random.Random(seed)
            entries = [0x40000 - 8] + [chance.randrange(0x200, 0x8000) | 1
                                       for _ in range(79)]
            self.run_image(struct.pack('<80I', *entries)
                           + bytes(0x200 - 320) + chance.randbytes(0x8000),
                           0.05)
        self.check_hello()

    def run_image(self, image: bytes, seconds: float) -> None:
        boot.stop(self.machine, CORE)
        boot.set_device(self.machine, CORE.device, boot.DEVICE_ON)
        self.machine.write(IRAM, image)
        boot.set_reset(self.machine, CORE, 0)
        time.sleep(seconds)
        state = self.qmp.get(PATH, 'state')
        assert state in ('running', 'wfi', 'lockup'), state
        boot.set_reset(self.machine, CORE, 1)
        self.state('reset')


def main() -> None:
    directory = sys.argv[1]
    binary: Path | str = sys.argv[2] if len(sys.argv) > 2 else tap.built_qemu()
    if not os.access(binary, os.X_OK):
        skip_all(f'{binary} is not built (make qemu)')
        return
    names = [n for n in vars(M4F) if n.startswith('test_')]
    writer = Writer(len(names))
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, 'qmp')
        machine = boot.Machine(
            binary, ['-qmp', f'unix:{path},server=on,wait=off'], place)
        try:
            with Qmp(path, timeout=tap.LIMIT) as qmp:
                boot.take(machine, CORE)
                for name in names:
                    tap.run_one(writer, name, M4F(machine, qmp, directory),
                                name)
        finally:
            machine.close()
    sys.exit(writer.end())


if __name__ == '__main__':
    main()
