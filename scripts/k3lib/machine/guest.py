# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot a guest with our initramfs and find out how it ended."""

import contextlib
from collections.abc import Callable, Sequence
import os
from pathlib import Path
import subprocess
import sys
import time
from typing import Self, TextIO

from ..base import TIMED_OUT, Failure, say, scratch
from ..build import qemu
from ..ending import shielded, tied
from ..kernel.kernels import Kernel
from ..linux.whereabouts import Where, serve_gdb, where_is
from . import initramfs, running, uboot_card
from .catalogue import Board
from .command import Linux, Machine, Watch, ports
from .console import Lines, Listener, Report, death, quoted, unseen
from .initramfs import Files
from .qmp import Qmp
from .uboot_card import UBootCard

BOOT_LIMIT = 300        # seconds to userspace on a slow, busy host
POWER_OFF_LIMIT = 20
PANIC_LIMIT = 10        # seconds for the lines after its first one
TAIL, UNSEEN_TAIL = 20, 60      # lines
# Linux needs long to set up more, in particular with eight cores
MOST_RAM = 4        # GiB
# QEMU's ShutdownCause, with -no-reboot
ENDINGS = {
    'guest-reset': 'the guest rebooted',
    'guest-shutdown': 'the guest powered off',
    'guest-panic': 'the guest panicked',
    'host-qmp-quit': 'QEMU was told to quit',
    'host-signal': 'QEMU was ended by a signal',
    'host-ui': 'QEMU was told to quit',
}


def ending(qmp: Qmp) -> str | None:
    """Why the machine ended, by QEMU's events; None if it has not."""
    down = qmp.event('SHUTDOWN')
    if down is None:
        return None
    reason = down.get('reason', '')
    if reason == 'guest-reset' and qmp.event('WATCHDOG'):
        return 'the watchdog reset the machine'
    return ENDINGS.get(reason, f'QEMU ended ({reason})')


def qemu_binary() -> Path:
    """$K3_QEMU, or the one that k3-qemu built."""
    chosen = os.environ.get('K3_QEMU')
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise Failure(f'K3_QEMU={chosen}: no such program')
        return Path(chosen)
    path = qemu.place().binary
    if not path.exists():
        raise Failure(f'{path} is not built yet; "make qemu" builds it')
    return path


class Guest:
    """One run of one kernel.  Use as a context manager."""

    def __init__(self, kernel: Kernel, mode: str, machine: str = 'k3-virt',
                 soc: str | None = None, files: Files | None = None,
                 drivers: Sequence[str] = (), append: str = '',
                 dtb: Path | None = None, earlycon: str | None = None,
                 extra: Sequence[str] = (), show: TextIO | None = None,
                 console: str | None = None,
                 icount: int | None = None,
                 uboot: Path | None = None) -> None:
        self.kernel, self.mode, self.machine = kernel, mode, machine
        self.soc, self.dtb, self.extra = soc, dtb, list(extra)
        self.icount = icount
        self.uboot = uboot          # boots the kernel instead of QEMU
        self.files = dict(files or {})
        self.drivers = tuple(drivers)
        self.append = append
        self.earlycon = earlycon
        self.console = console      # "ttyS2"; without it tty0 comes first
        self.show = show            # stream for the console, or None
        self.report = Report()
        self.process: subprocess.Popen[bytes] | None = None
        self.qmp: Qmp | None = None
        self.output_seen = False
        # Gets the output of the command
        self.on_output: Callable[[bytes], None] = self._output
        self.ports: list[Listener] = []
        self.known = contextlib.ExitStack()
        self.place = contextlib.ExitStack()
        self.dir = self.place.enter_context(scratch('k3-run'))
        self.log = open(self.dir / 'qemu.log', 'w+')

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        with shielded():
            self.known.close()
            self.stop()
            self.place.close()

    def _initrd(self) -> Path:
        return initramfs.write(self.dir / 'initrd', self.kernel,
                               self.drivers, self.mode, self.report.token,
                               self.files)

    def _command_line(self) -> str:
        words = ['panic=-1']
        if self.earlycon:
            words.append(f'earlycon={self.earlycon}')
        if self.console and 'console=' not in self.append:
            words.append(f'console={self.console}')
        return ' '.join(words + [self.append]).strip()

    def _machine(self) -> Machine:
        if self.machine.split(',')[0] == 'virt':
            return Machine(self.machine, self.soc, cpu='cortex-a53', cpus=2,
                           memory='1G')
        return Machine(self.machine, self.soc, icount=self.icount,
                       memory=self._memory())

    def _memory(self) -> str:
        """-m of a board that has much RAM, unless the user sets it."""
        chosen = any(word == '-m' or 'memory' in word for word in self.extra)
        if (self.dtb and not chosen
                and Board(self.dtb).ram > MOST_RAM << 30):
            return f'{MOST_RAM}G'
        return ''

    def _boots(self) -> Linux | UBootCard:
        if not self.uboot:
            return Linux(self.kernel.image, self._initrd(),
                         self._command_line(), self.dtb)
        card = uboot_card.write(self.dir / 'card', self.kernel.image,
                                self._initrd(), self._command_line())
        return UBootCard(self.uboot, card, self.dtb, self.icount is None
                         and '-icount' not in self.extra)

    def _arguments(self) -> list[str]:
        binary = qemu_binary()      # fail early if there is none
        linux = self._boots()
        # One socket for k3-inspect, and one for us
        watch = Watch(qmp=(self.dir / 'qmp', self.dir / 'events'))
        return [str(binary), *self._machine().arguments(),
                *linux.arguments(), *watch.arguments(),
                *ports(ctl=self.dir / 'ctl', out=self.dir / 'out')]

    def _console(self, text: str) -> None:
        ours = not self.report.console_line(text)
        if self.report.output_on_console and not ours:
            sys.stdout.write(text + '\n')
            sys.stdout.flush()
        elif self.show and not ours:
            self.show.write(text + '\n')
            self.show.flush()

    def _output(self, data: bytes) -> None:
        self.output_seen = True
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.flush()
        except BrokenPipeError:
            # Only the main thread can end the run
            with self.report.lock:
                self.report.unheard = True
                self.report.lock.notify_all()
            raise

    def start(self) -> None:
        """Start QEMU with its console and ports connected to this process."""
        self.ports = [
            Listener(self.dir / 'console', Lines(self._console)),
            Listener(self.dir / 'ctl', Lines(self.report.control_line)),
            Listener(self.dir / 'out', self.on_output)]
        args = self._arguments() + [
            '-chardev', f'socket,id=console,path={self.dir}/console',
            '-serial', 'chardev:console',
            # Keeps QEMU until its last state was read
            '-action', 'shutdown=pause', *self.extra]
        self._spawn(args, stdin=subprocess.DEVNULL)

    def _spawn(self, args: list[str], stdin: int | None = None) -> None:
        if os.environ.get('K3_VERBOSE'):
            say(' '.join(args))
        self.process = subprocess.Popen(tied(args), stderr=self.log,
                                        stdin=stdin)
        self.known.enter_context(running.announced(self.process.pid,
                                                   self.dir / 'qmp'))

    def running_process(self) -> subprocess.Popen[bytes]:
        if not self.process:
            raise Failure('the guest was not started')
        return self.process

    def _ended(self) -> bool:
        """Whether the machine or QEMU has ended."""
        gone = self.running_process().poll() is not None
        if not self.qmp and (self.dir / 'events').exists():
            with contextlib.suppress(Failure):      # it does not listen yet
                self.qmp = Qmp(self.dir / 'events', 60)
        if self.qmp:
            self.qmp.poll()
            return gone or ending(self.qmp) is not None
        return gone

    def wait(self, timeout: float | None = None) -> int:
        """The exit status of the command; Failure if there is none."""
        start = time.monotonic()
        boot_end = start + (min(timeout, BOOT_LIMIT) if timeout
                            else BOOT_LIMIT)
        end = start + timeout if timeout else None
        rep = self.report
        while True:
            ended = self._ended()
            with rep.lock:
                if rep.status is None and not ended:
                    rep.lock.wait(0.2)
                if rep.status is not None:
                    break
                if rep.unheard:
                    raise BrokenPipeError
                if ended or rep.panic:
                    break
                now = time.monotonic()
                if not rep.ready and now > boot_end:
                    break
                if end and now > end:
                    break
        return self._verdict(timeout)

    def _settle(self) -> None:
        """Wait for late output, such as the end of a trace or a status."""
        rep = self.report
        limit = time.monotonic() + PANIC_LIMIT
        while rep.panic and not self._ended() and time.monotonic() < limit:
            time.sleep(0.1)
        if self._ended():
            with rep.lock:
                rep.lock.wait_for(lambda: rep.status is not None, 1)

    def _verdict(self, timeout: float | None) -> int:
        rep = self.report
        where = Where()
        if rep.status is None:
            self._settle()
        if rep.status is None:
            where = self._look()
            if self._ended():
                self._quit()
        if rep.status is not None:
            self._power_off()
            return rep.status
        return self._failed(timeout, where)

    def _failed(self, timeout: float | None, where: Where) -> int:
        """Return TIMED_OUT or raise Failure, with information on the cause."""
        rep = self.report
        lines = rep.lines()
        more = unseen(lines, where.log)
        lines += more
        # Few lines if the console has shown them, else more
        tail = lines[-max(TAIL, min(len(more), UNSEEN_TAIL)):]
        what = 'last lines of the log' if more else 'last console lines'
        words = quoted(tail) or '  (the kernel printed nothing at all)'
        text = f'; the {what}:\n{words}'
        code = self.running_process().poll()
        cause = self.qmp and ending(self.qmp)
        if rep.panic or any('Kernel panic' in line for line in more):
            raise Failure(f'the kernel panicked:\n{quoted(death(lines))}')
        if cause:
            raise Failure(f'{cause} ' + (
                'without reporting a status' if rep.ready else
                'before userspace was reached') + text)
        if code is not None:
            raise Failure(f'QEMU ended with status {code} before the guest '
                          f'had reported:\n{self.words()}'
                          f'{quoted(tail)}'.rstrip())
        place = f'\nwhere it is:\n{quoted(where.lines())}'
        if not rep.ready:
            raise Failure('the boot never reached userspace'
                          f'{self._limit(timeout)}{text}{place}')
        say(f'the guest did not end within {timeout:g} s{text}{place}')
        return TIMED_OUT

    def _look(self) -> Where:
        """Examine a machine that hangs; returns a Where."""
        if not self.qmp or self.running_process().poll() is not None:
            return Where()
        path = self.dir / 'gdb'
        try:
            serve_gdb(self.qmp, path)
            return where_is(self.qmp, path, self.kernel)
        except Failure as err:
            return Where(notes=[f'unknown: {err}'])

    @staticmethod
    def _limit(timeout: float | None) -> str:
        return f' in {min(timeout or BOOT_LIMIT, BOOT_LIMIT):g} s'

    def words(self) -> str:
        """The output of QEMU itself."""
        self.log.flush()
        text = (self.dir / 'qemu.log').read_text(errors='replace').strip()
        return text + '\n' if text else ''

    def _drain(self) -> None:
        if self.running_process().poll() is None:
            return
        for port in self.ports:
            port.done.wait(2)

    def _power_off(self) -> None:
        limit = time.monotonic() + POWER_OFF_LIMIT
        while not self._ended() and time.monotonic() < limit:
            time.sleep(0.02)
        if not self._ended():
            say('the guest does not power off; stopping QEMU')
        self._quit()

    def _quit(self) -> None:
        """End QEMU, which is kept until the machine was examined."""
        if self.running_process().poll() is None and self.qmp:
            with contextlib.suppress(Failure):
                self.qmp.cmd('quit')
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.running_process().wait(POWER_OFF_LIMIT)
        self._drain()

    def interactive(self) -> int:
        """Connect the terminal to the guest; returns its shell's status."""
        self.ports = [
            Listener(self.dir / 'ctl', Lines(self.report.control_line)),
            Listener(self.dir / 'out', self.on_output)]
        args = self._arguments() + [
            '-chardev', f'stdio,id=console,mux=on,signal=off,'
            f'logfile={self.dir}/console.log',
            '-serial', 'chardev:console', '-mon', 'chardev=console',
            *self.extra]
        self._spawn(args)
        while not self._ended():
            time.sleep(0.1)
        self.running_process().wait()
        self._ended()       # reads the last events
        self._drain()
        log = self.dir / 'console.log'
        if log.exists():
            for line in log.read_bytes().splitlines():
                self.report.console_line(line.decode('utf-8', 'replace'))
        if self.report.status is not None:
            return self.report.status
        if not self.report.ready:
            raise Failure(f'the boot never reached userspace:\n{self.words()}'
                          f'{self.report.tail(TAIL)}')
        cause = self.qmp and ending(self.qmp)
        if cause and cause != ENDINGS['guest-shutdown']:
            say(cause)
        return 0

    def stop(self) -> None:
        """End QEMU, whatever the state of the guest."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for port in self.ports:
            port.close()
        if self.qmp:
            self.qmp.close()
        self.log.close()
