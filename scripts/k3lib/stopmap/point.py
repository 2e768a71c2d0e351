# SPDX-License-Identifier: GPL-2.0-or-later
"""Save a guest just before it stops a remote core; run each point from there.

A machine with a simulated core boots once, up to the kernel function that
carries out "echo stop > state".  Each point of a map is resumed from there
with its own delays.
"""

import contextlib
import os
from pathlib import Path
import re
import select
import subprocess
import time

from ..base import Failure, opened
from ..ending import tied
from ..kernel.kernels import Kernel
from ..machine import initramfs
from ..machine.command import Linux, Machine, Watch
from ..machine.console import Lines
from ..machine.cores import Soc
from ..machine.errors import errno_name
from ..machine.snapshot import Snapshot

# Stops by sysfs, character device and rmmod all call this function, whatever
# the driver
ENTRY = 'rproc_shutdown'
# Without KASLR, System.map has the symbol's address; a kernel without virtual
# terminals does not find the console by itself; nothing else is printed.
APPEND = 'panic=-1 nokaslr quiet console=ttyS2'
POINT_LIMIT = 120       # seconds of a slow, busy host
TOKEN = 'k3-map:'
# Guest time after which a stop counts as hanging
HANGS_AFTER = 30
SCRIPT = '''#!/bin/sh
say() {{ echo "<0>{token} $*" > /dev/kmsg; }}
for dir in /sys/class/remoteproc/*; do
    read -r file < $dir/firmware
    [ "$file" = {firmware} ] && break
done
state=$dir/state
trace=/sys/kernel/debug/remoteproc/${{dir##*/}}/trace0
for try in $(seq 100); do
    grep -q ready $trace 2> /dev/null && break
    usleep 10000
done
read -r now < $state
say "$file is $now"
[ "$now" = running ] || exit 1
( sleep {limit}; say hangs ) &
for try in $(seq {tries}); do
    say asks
    if {{ echo stop > $state; }} 2> /tmp/words; then
        say stopped
        break
    fi
    read -r words < /tmp/words
    say "refused $words"
done
say end
'''
LINE = re.compile(r'\[ *(\d+)\.(\d{6})\] ' + re.escape(TOKEN) + r' (\S+) ?(.*?)\r?$')


def address_of(kernel: Kernel, symbol: str) -> int:
    """Address of a symbol in the System.map beside the image."""
    path = kernel.image.parent / 'System.map'
    try:
        text = path.read_text()
    except OSError:
        raise Failure(f'{kernel.origin}: no {path.name} beside the image; '
                      'give a directory that k3-kernel printed') from None
    match = re.search(rf'^([0-9a-f]+) [Tt] {symbol}$', text, re.M)
    if not match:
        raise Failure(f'{path}: no function {symbol}')
    return int(match[1], 16)


class Attempts:
    """Outcome and duration of each attempt, as the guest reports them."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.times: list[int] = []      # us
        self.asked = 0
        self.finished = False

    def line(self, text: str) -> None:
        match = LINE.search(text)
        if not match:
            return
        now = int(match[1]) * 1000000 + int(match[2])
        word, rest = match[3], match[4]
        if word == 'asks':
            self.asked = now
        elif word == 'end':
            self.finished = True
        elif word in ('stopped', 'refused', 'hangs'):
            self.outcomes.append('ok' if word == 'stopped' else
                                 'hang' if word == 'hangs' else
                                 errno_name(rest) or
                                 rest.replace(' ', '-') or 'unknown')
            self.times.append(now - self.asked)
            self.finished = word == 'hangs'


class Stop:
    """A guest about to stop CORE, saved in the directory WHERE."""

    def __init__(self, binary: Path, kernel: Kernel, soc: Soc, core: str,
                 firmware: bytes, where: Path | str, tries: int = 2) -> None:
        self.kernel, self.soc, self.core = kernel, soc, core
        self.firmware = firmware        # contents of the ELF file
        self.tries = tries
        self.entry = address_of(kernel, ENTRY)
        self.snapshot = Snapshot(binary, where)
        self.initrd = Path(where) / 'initrd'

    def _machine(self) -> list[str]:
        machine = Machine(soc=self.soc.name, properties=['remote-cores=sim'],
                          cpus=1, icount=0)
        return [*machine.arguments(), *Linux(
            self.kernel.image, self.initrd, APPEND).arguments()]

    def _write_initrd(self) -> None:
        name = self.soc.cores[self.core]
        driver = self.soc.driver_of(self.core)[0]
        script = SCRIPT.format(token=TOKEN, firmware=name, tries=self.tries,
                               limit=HANGS_AFTER * self.tries)
        initramfs.write(self.initrd, self.kernel, (driver,), 'run',
                        files={
                            'k3/early': ('\n', 0o644),
                            'k3/late': (driver + '\n', 0o644),
                            'k3/run': (script, 0o755),
                            f'lib/firmware/{name}': (self.firmware, 0o644)})

    def prepare(self) -> None:
        self._write_initrd()
        self.snapshot.take(self._machine(), self.entry,
                           kernel=self.kernel.image)

    def run(self, delays: dict[str, int]) -> Attempts:
        """Resume with DELAYS {property: ns}; returns Attempts."""
        more = ['-qmp', 'stdio']
        for name, value in delays.items():
            more += ['-global', f'ti-k3-sim-fw.{name}={value}']
        reader, writer = os.pipe()
        attempts = Attempts()
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, reader)
            process = subprocess.Popen(
                tied([*self.snapshot.resumed(self._machine()), *more,
                      *Watch(f'file:/dev/fd/{writer}').arguments()]),
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, pass_fds=(writer,))
            os.close(writer)
            stack.enter_context(process)
            stack.callback(process.kill)
            opened(process.stdin).write(self.snapshot.command_bytes())
            opened(process.stdin).flush()
            said = self._listen(reader, attempts)
            if not attempts.finished:
                process.kill()
                words = opened(process.stderr).read().decode()
                raise Failure(f'{delays}: the guest did not end:\n'
                              f'{words}{said}')
        return attempts

    @staticmethod
    def _listen(reader: int, attempts: Attempts) -> str:
        lines, end = Lines(attempts.line), time.monotonic() + POINT_LIMIT
        while not attempts.finished:
            left = end - time.monotonic()
            if left <= 0 or not select.select([reader], [], [], left)[0]:
                break
            more = os.read(reader, 65536)
            if not more:
                break
            lines(more)
        return lines.begun()
