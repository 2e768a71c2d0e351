# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot, start a core, talk with it and stop it, always in the same way.

A machine that counts instructions gets no input, so each run must print, trace
and leave in memory the same, whatever the host does meanwhile.  This also
holds for a run that is saved and goes on in another process, at any moments.
"""

from collections.abc import Iterable, Iterator, Sequence
import contextlib
from dataclasses import dataclass
import difflib
import hashlib
import json
import os
from pathlib import Path
import re
import select
import signal
import subprocess
import threading
import time

from ..base import Failure
from ..ending import tied
from ..kernel.kernels import Kernel
from . import initramfs
from .command import Linux, Machine, Watch
from .cores import Soc
from .inspect import look
from .qmp import Qmp
from .snapshot import MEMORY_STAYS, settled, wait_for

APPEND = 'panic=-1 nokaslr console=ttyS2'
EVENTS = ('k3_*',)
# When a map is made anew, not what it contains: a resumed machine makes it
NOT_COMPARED = b'k3_rat_map '
# Messages, and whatever changes the state of a core; not each register that a
# console driver reads
MOMENT = re.compile(r'k3_(mailbox_(push|pop|irq)|secure_proxy_(push|pop)|ti_sci|'
                    r'proc|core|r5f|cpu_engine|vim_(activate|end))')
MEMORY = 1024           # MiB
LIMIT = 600             # seconds of a slow, busy host
COUNT = 20              # messages to the core, each time that it starts
# The sample driver pings the core whenever it appears
SCRIPT = '''#!/bin/sh
for dir in /sys/class/remoteproc/*; do
    read -r file < $dir/firmware
    [ "$file" = {firmware} ] && break
done
answered() {{
    for try in $(seq 500); do
        dmesg | grep -c "goodbye!" | grep -q "^$1" && return
        usleep 20000
    done
    echo "no answer"
}}
modprobe rpmsg_client_sample count={count}
answered 1
echo stop > $dir/state
cat $dir/state
echo start > $dir/state
answered 2
echo stop > $dir/state
cat $dir/state
cat /proc/interrupts
'''


@dataclass
class Result:
    """What a run has left."""
    console: str
    trace: list[str]
    memory: str         # digest
    state: str          # of owners, cores, FIFOs and their counters
    moves: int = 0      # into another process

    def moments(self) -> list[int]:
        """Numbers of events after which it matters to be saved."""
        return [number for number, line in enumerate(self.trace, 1)
                if MOMENT.match(line)]

    def same_as(self, other: 'Result') -> list[str]:
        """How OTHER differs, in words; [] if it does not."""
        found = []
        for name, mine, its in (
                ('console', self.console.splitlines(),
                 other.console.splitlines()),
                ('trace', self.trace, other.trace),
                ('state', self.state.splitlines(), other.state.splitlines())):
            if mine != its:
                found += [f'{name} differs:', *list(difflib.unified_diff(
                    mine, its, 'first', 'this', lineterm='', n=2))[:30]]
        if self.memory != other.memory:
            found.append('memory differs')
        return found


def digest(path: Path) -> str:
    """Of a sparse file; blocks of zeros count as holes."""
    found = hashlib.sha256()
    zeros = bytes(1 << 16)
    with open(path, 'rb') as file:
        size, at = os.fstat(file.fileno()).st_size, 0
        while at < size:
            try:
                at = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                break           # only a hole is left
            at -= at % len(zeros)
            file.seek(at)
            block = file.read(len(zeros))
            if block != zeros[:len(block)]:
                found.update(b'%d:' % at + block)
            at += len(zeros)
    return found.hexdigest()


class _Process:
    """QEMU, from a start or from where another one was saved."""

    def __init__(self, args: list[str], where: Path, saved: bool) -> None:
        self.where = where
        for name in ('qmp', 'console', 'trace'):
            (where / name).unlink(missing_ok=True)
        os.mkfifo(where / 'trace')
        # QEMU waits if it is full, so a thread reads it all the time
        self.pipe = os.open(where / 'trace', os.O_RDWR | os.O_NONBLOCK)
        self.lock = threading.Condition()
        self.rest = b''
        self.traced: list[str] = []
        self.target: int | None = None      # number of events to stop after
        self.over = False
        watch = Watch(f'file:{where}/console', [where / 'qmp'], events=EVENTS,
                      log=where / 'trace', stopped=True)
        with open(where / 'words', 'w') as words:
            self.process = subprocess.Popen(
                tied([*args, *watch.arguments(),
                      *(['-incoming', 'defer'] if saved else [])]),
                stdin=subprocess.DEVNULL, stdout=words, stderr=words)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        try:
            self.qmp = self._connected()
            if saved:
                self._load()
        except Failure as err:
            self.end()
            raise Failure(f'{err}\n{(where / "words").read_text()}') from None
        self.take()         # of resets, and of interrupts that were loaded

    def _connected(self) -> Qmp:
        path = self.where / 'qmp'
        wait_for(path, self.process)
        while True:
            try:
                return Qmp(path, 60)
            except Failure:         # it has a name, but does not listen yet
                if self.process.poll() is not None:
                    raise
                time.sleep(0.01)

    def _load(self) -> None:
        self.qmp.cmd(MEMORY_STAYS[0], **MEMORY_STAYS[1])
        self.qmp.cmd('migrate-incoming', uri=f'file:{self.where}/state')
        settled(self.qmp, 'the machine cannot be resumed')

    def _read(self) -> None:
        while not self.over:
            if select.select([self.pipe], [], [], 0.1)[0]:
                with self.lock:
                    self._pull()

    def _pull(self) -> None:
        """Get what is in the pipe, under the lock."""
        with contextlib.suppress(BlockingIOError):
            while not self.over:
                *lines, self.rest = (self.rest + os.read(
                    self.pipe, 1 << 16)).split(b'\n')
                self.traced += [line.decode(errors='replace') for line in lines
                                if not line.startswith(NOT_COMPARED)]
                if self.target is not None and len(
                        self.traced) >= self.target:
                    # QEMU would execute more before it reads a command
                    self.process.send_signal(signal.SIGSTOP)
                    self.target = None
                    self.lock.notify_all()

    def take(self) -> list[str]:
        """The events since the last call."""
        with self.lock:
            self._pull()
            lines, self.traced = self.traced, []
            return lines

    def run(self, events: int | None) -> bool:
        """
        Continue until there were so many EVENTS, and stop there; False if the
        machine has ended before.
        """
        self.qmp.cmd('cont')
        with self.lock:
            self.target = events
            self._pull()
            end = time.monotonic() + LIMIT
            while events is None or self.target is not None:
                self.lock.wait(0.05)
                self.qmp.poll()
                if self.qmp.event('SHUTDOWN') is not None:
                    return False
                if self.process.poll() is not None or time.monotonic() > end:
                    raise Failure('the guest does not come to its end:\n'
                                  + self.words())
        self.qmp.ask('stop')
        self.process.send_signal(signal.SIGCONT)
        self.qmp.answer('stop')
        return self.qmp.event('SHUTDOWN') is None

    def save(self) -> None:
        self.qmp.cmd(MEMORY_STAYS[0], **MEMORY_STAYS[1])
        self.qmp.cmd('migrate', uri=f'file:{self.where}/state')
        settled(self.qmp, 'the machine cannot be saved')

    def console(self) -> bytes:
        return (self.where / 'console').read_bytes()

    def words(self) -> str:
        """For a message: what guest and QEMU have said last."""
        return (self.console().decode(errors='replace')[-2000:]
                + (self.where / 'words').read_text())

    def end(self) -> None:
        if self.over:
            return
        self.over = True
        self.process.kill()
        self.process.wait()
        self.reader.join()
        if hasattr(self, 'qmp'):
            self.qmp.close()
        os.close(self.pipe)


class Runs:
    """Runs of KERNEL that use one core, in the scratch directory WHERE."""

    def __init__(self, binary: Path, kernel: Kernel, soc: Soc, core: str,
                 image: Path, where: Path) -> None:
        self.binary, self.kernel, self.soc = binary, kernel, soc
        self.where, self.ram = where, where / 'ram'
        name = soc.cores[core]
        self.initrd = initramfs.write(
            where / 'initrd', kernel, soc.drivers(kernel.has_driver), 'run',
            files={
                'k3/early': ('\n', 0o644),      # no ports, which are input
                'k3/run': (SCRIPT.format(firmware=name, count=COUNT), 0o755),
                f'lib/firmware/{name}': (image.read_bytes(), 0o644)})

    def _arguments(self) -> list[str]:
        machine = Machine(soc=self.soc.name, cpus=1, icount=0,
                          properties=['memory-backend=k3.ram'],
                          memory=f'{MEMORY}M')
        return [str(self.binary), *machine.arguments(), *Linux(
                    self.kernel.image, self.initrd, APPEND).arguments(),
                '-object', 'memory-backend-file,id=k3.ram,share=on,'
                f'mem-path={self.ram},size={MEMORY}M',
                '-action', 'shutdown=pause',
                '-global', 'migration.store-global-state=off']

    def run(self, moves: Iterable[int] = ()) -> Result:
        """
        One run.  When it has traced that many events, it is saved and goes on
        in another process.
        """
        self.ram.unlink(missing_ok=True)
        trace: list[str] = []
        console, moved = b'', 0
        left = sorted(moves)
        process = _Process(self._arguments(), self.where, False)
        try:
            while process.run(left[0] - len(trace) if left else None):
                trace += process.take()
                left = [number for number in left if number > len(trace)]
                process.save()
                console += process.console()
                process.end()
                process = _Process(self._arguments(), self.where, True)
                moved += 1
            trace += process.take()
            console += process.console()
            state = json.dumps(look(process.qmp), indent=1)
            return Result(console.decode(errors='replace'), trace,
                          digest(self.ram), state, moved)
        finally:
            process.end()


@contextlib.contextmanager
def load(processes: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Keep the host busy in this block."""
    spin: Sequence[str] = ('sh', '-c', 'while :; do :; done')
    busy = [subprocess.Popen(tied(spin)) for _ in range(processes)]
    try:
        yield busy
    finally:
        for process in busy:
            process.kill()
            process.wait()
