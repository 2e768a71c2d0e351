# SPDX-License-Identifier: GPL-2.0-or-later
"""Save a machine when its guest reaches an address; resume it many times.

With -icount, virtual time depends on the executed instructions, so resumed
runs are repeatable.  One file has the memory, another the rest of the state.
A resumed machine maps the memory privately, which takes no time and hides its
writes from others.
"""

from collections.abc import Sequence
import json
from pathlib import Path
import subprocess
import time
from typing import Any

from ..base import Failure, write_atomic
from ..ending import tied
from ..linux.whereabouts import where_is
from .command import Watch
from .gdbstub import GdbStub
from .inspect import SOC, Object, walk
from .qmp import Qmp, script

BOOT_LIMIT = 300        # seconds of a slow, busy host
LAST_LINES = 40         # of the kernel's log, if it does not come to its end
# The memory has its own file and is not part of the state
MEMORY_STAYS = ('migrate-set-capabilities', {'capabilities': [
    {'capability': 'x-ignore-shared', 'state': True}]})
# Addresses at which tests/guest/k3-handover.c stops, where it expects files,
# and where it stops at the end of a run or of its first part
HANDOVER, HANDED_OVER, HANDOVER_SIZE = 0x10000000, 0x80000000, 4 << 20
END, PAUSE = 0x10001000, 0x10002000
NOTE = 'snapshot.json'


class Snapshot:
    """A machine without a console, in the directory WHERE."""

    def __init__(self, binary: Path | str, where: Path | str,
                 memory: int = 1024, sockets: str | None = None) -> None:
        self.binary = str(binary)
        self.dir = Path(where)
        self.sockets = Path(sockets or where)   # short paths, as Unix requires
        self.console = self.dir / 'console'     # output before the snapshot
        self.trace = self.dir / 'trace'         # and its trace, see take()
        self.memory = memory            # MiB
        # The machine's objects, for look()
        self.objects: list[Object] | None = None
        self.thread = ''                # gdb's name of the CPU that got there

    def _options(self, how: str) -> list[str]:
        return ['-machine', 'memory-backend=snapshot.ram',
                '-object', 'memory-backend-file,id=snapshot.ram,'
                f'mem-path={self.dir}/ram,size={self.memory}M,{how}',
                '-m', f'{self.memory}M',
                # The saved machine was stopped; a resumed one runs at once
                '-global', 'migration.store-global-state=off']

    def options(self) -> list[str]:
        """QEMU's options for a machine to be resumed with commands()."""
        return [*self._options('share=off,readonly=on,rom=off'),
                '-incoming', 'defer']

    def resumed(self, machine: list[str]) -> list[str]:
        """The whole command line."""
        return [self.binary, *machine, *self.options()]

    def commands(self) -> Sequence[tuple[str, dict[str, Any]]]:
        """QMP commands (name, arguments) that resume a machine."""
        return (MEMORY_STAYS,
                # Announcements to the network would depend on the host's time
                ('migrate-set-parameters', {'announce-rounds': 0}),
                ('migrate-incoming', {'uri': f'file:{self.dir}/state'}))

    def command_bytes(self) -> bytes:
        """The same for a machine with QMP on its standard input."""
        return script(self.commands())

    def take(self, machine: list[str], address: int,
             events: Sequence[str] = (), kernel: Path | None = None,
             limit: int = BOOT_LIMIT) -> None:
        """
        Start MACHINE (arguments for QEMU) and save it at ADDRESS; these trace
        events until then are written to the file "trace".  If it does not come
        there in LIMIT seconds, the image KERNEL explains where it is.
        """
        watch = Watch(f'file:{self.console}', [self.sockets / 'qmp'],
                      self.sockets / 'gdb', events,
                      self.trace if events else None, stopped=True)
        # After a panic, the machine can still be examined
        args = [self.binary, *machine, *self._options('share=on'),
                '-action', 'shutdown=pause', *watch.arguments()]
        with (open(self.dir / 'qemu.log', 'w+') as log,
              subprocess.Popen(tied(args), stdin=subprocess.DEVNULL,
                               stdout=log, stderr=log) as process):
            logged = False
            try:
                wait_for(self.sockets / 'gdb', process)
                with (Qmp(self.sockets / 'qmp', 60) as qmp,
                      GdbStub(self.sockets / 'gdb') as gdb):
                    try:
                        self.thread = gdb.run_to(address, limit)
                    except Failure as err:
                        text, logged = _explained(err, process, qmp, gdb,
                                                  kernel)
                        raise Failure(text) from None
                    self.objects = list(walk(qmp, SOC))
                    self._save(qmp)
            except Failure as err:
                log.seek(0)
                words = self.console.read_text(errors='replace') \
                    if self.console.exists() and not logged else ''
                raise Failure(f'no snapshot: {err}\n{log.read()}'
                              f'{words[-2000:]}'.rstrip()) from None
            finally:
                process.kill()

    def remember(self) -> None:
        """Save what another invocation needs to use the snapshot."""
        write_atomic(self.dir / NOTE, json.dumps(
            {'thread': self.thread, 'objects': self.objects}))

    def recall(self) -> bool:
        """Load what remember() saved; False if there is nothing."""
        try:
            note = json.loads((self.dir / NOTE).read_text())
        except (OSError, ValueError):
            return False
        self.thread = note['thread']
        objects = note['objects']       # lists: JSON has no tuples
        self.objects = objects and [(item[0], item[1]) for item in objects]
        return True

    def restore(self, qmp: Qmp) -> None:
        """Load the state into QMP's machine, started with options() and -S."""
        for name, arguments in self.commands():
            qmp.cmd(name, **arguments)
        settled(qmp, 'the machine cannot be resumed')

    def hand_over(self, gdb: GdbStub, files: bytes) -> None:
        """Hand FILES to the program that GDB's machine runs at HANDOVER."""
        if len(files) + 4 > HANDOVER_SIZE:
            raise Failure(f'{len(files)} bytes of files are too many; the '
                          f'limit is {HANDOVER_SIZE - 4}')
        gdb.select(self.thread)
        gdb.write(HANDED_OVER, len(files).to_bytes(4, 'little') + files)

    def go_on(self, qmp: Qmp, gdb_socket: Path, files: bytes) -> None:
        """Restore the machine, hand over FILES and let it run."""
        self.restore(qmp)
        with GdbStub(gdb_socket) as gdb:
            self.hand_over(gdb, files)
        qmp.cmd('cont')

    def _save(self, qmp: Qmp) -> None:
        name, arguments = MEMORY_STAYS
        qmp.cmd(name, **arguments)
        qmp.cmd('migrate', uri=f'file:{self.dir}/state')
        settled(qmp, 'the state cannot be saved')


def _explained(err: Failure, process: subprocess.Popen[bytes], qmp: Qmp,
               gdb: GdbStub, kernel: Path | None) -> tuple[str, bool]:
    """
    ERR, and where the guest hangs, with the end of its log; whether there is a
    log.
    """
    lines, logged = [str(err)], False
    if kernel and process.poll() is None:
        try:
            if not gdb.running and \
                    qmp.cmd('query-status')['status'] == 'shutdown':
                lines = ['the guest has switched off or reset the machine']
            where = where_is(qmp, gdb, kernel)
            lines += ['where it is:', *(f'  {line}' for line in
                                        where.lines())]
            if where.log:
                logged = True
                lines += ['last lines of its log:', *(
                    f'  {line}' for line in where.log[-LAST_LINES:])]
        except Failure as unknown:
            lines.append(f'where it is: unknown: {unknown}')
    return '\n'.join(lines), logged


def handover(elfs: Path) -> dict[str, tuple[bytes, int]]:
    """
    The file for a guest whose /init stops at HANDOVER and takes more files;
    ELFS is the directory that firmware.build() returned.
    """
    program = elfs.parent / 'guest/k3-handover'
    if not program.is_file():
        raise Failure(f'no {program}: aarch64-linux-gnu-gcc and '
                      'libc6-dev-arm64-cross are needed to build it')
    return {'k3/handover': (program.read_bytes(), 0o755)}


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until QEMU has created its socket."""
    end = time.monotonic() + BOOT_LIMIT
    while not path.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise Failure('QEMU does not start')
        time.sleep(0.02)


def settled(qmp: Qmp, what: str) -> None:
    """Wait until the state is saved or loaded."""
    end = time.monotonic() + BOOT_LIMIT
    while (state := qmp.cmd('query-migrate')).get('status') != 'completed':
        if state.get('status') == 'failed' or time.monotonic() > end:
            raise Failure(f'{what}: '
                          + state.get('error-desc', state.get('status', '')))
        time.sleep(0.02)
