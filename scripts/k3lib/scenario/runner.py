# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a scenario on one kernel.

A run is repeatable: it has one application core, counts instructions, gets no
input, and writes the guest's output to a file, which never blocks.
"""

from collections.abc import Sequence
import contextlib
import functools
import os
from pathlib import Path
import pickle
import re
import subprocess
import sys
import tempfile

from ..base import TOP, Failure, cache_dir, write_atomic
from ..kernel import kbuild
from ..kernel.kernels import Kernel
from ..linux.whereabouts import where_is
from ..machine import initramfs
from ..machine.board import Node, nodes as nodes_of
from ..machine.command import Linux, Machine, Watch
from ..machine.cores import Soc
from ..machine.gdbstub import GdbStub
from ..machine.guest import qemu_binary
from ..machine.inspect import Look, Object, look
from ..machine.qmp import Qmp
from ..machine.snapshot import END, PAUSE, Snapshot, wait_for
from . import marks
from .description import KEXEC, Scenario
from .machines import BOOT_FILES, Machines, kernel_file
from .outcome import (AGAIN, BEGIN, OVERDUE, Outcome, read_console,
                      read_last_words)

sys.path.insert(0, str(TOP / 'tests/firmware'))
import options as firmware_options          # noqa: E402

GUEST_LIMIT = 120       # seconds of the guest, for each part of a run
# Instructions of all processors: several times what the longest run needs.
# A guest that spins with interrupts off cannot enforce GUEST_LIMIT.  SILENCE
# is the limit without a traced event: 14 s, more than a stop may take.
LIMIT = 20_000_000_000
SILENCE, SILENCE_AFTER_OOPS = 7_000_000_000, 1_000_000_000
# The same in seconds of host CPU time, generously: a WFE in a lock that is
# never released costs as much as 1000 instructions
SILENT_CPU = 120
OOPS = re.compile(r'Internal error: |Kernel panic')
HOST_LIMIT = 3600       # seconds; exceeded only by a fault of QEMU
ENDING_LIMIT = 60       # seconds, the same for a QEMU that ends
WORDS = TOP / 'scripts/guest/scenario'
# What the command line of a kernel needs that has this message
DETECTORS = (
    # Without checks of each object, Linux 7.x allocates from arrays of free
    # objects and leaves the pointers there: kmemleak takes no object for lost
    (b'Kernel memory leak detector', 'slab_debug=F'),
    # After a known defect of Linux, KASAN must report others, too
    (b'KernelAddressSanitizer initialized', 'kasan_multi_shot'))
LOADED = ('irq_ti_sci_intr', 'virtio_rpmsg_bus', 'rpmsg_ctrl', 'rpmsg_char',
          'rti_wdt')
# Numbers of the first steps of the aftermath
TALKS, AFTER = 90, 100
# Steps of the aftermath for a core that Linux has lost: it outlived its driver,
# or the driver is gone.  Only a driver that starts anew may take it back
LEFT_BEHIND = ('good_firmware', 'load', 'sleep 1', 'stop_running CORE',
               'unload', 'load', 'sleep 1', 'stop_running CORE',
               'restart CORE', 'unload')
# Registers of a mailbox: the data of a FIFO, and whether it is full
MESSAGE, FIFO_STATUS = 0x40, 0x80
# Steps that use a program of ours
PROGRAMS = {'close_device': 'k3-remoteproc-file', KEXEC: 'k3-kexec'}
HANG = 'k3_ti_sci_bus_hang'     # all processors have stopped
TRACE = ('k3_mailbox_push', 'k3_mailbox_pop', 'k3_mailbox_drop',
         'k3_secure_proxy_push', 'k3_secure_proxy_pop', 'k3_ti_sci_request',
         'k3_ti_sci_response', 'k3_ti_sci_silent', 'k3_ti_sci_proc_status',
         'k3_proc_control', 'k3_core_start', 'k3_core_stop', 'k3_core_crash',
         'k3_fault_hit', HANG)


def _image(where: Soc, core: str, app: str, elfs: Path) -> Path:
    if app.startswith('bad/'):      # made from one core's firmware
        return elfs / f'{where.image(core, "").split("-")[0]}-{app}.elf'
    return elfs / where.image(core, app)


def _built(scenario: Scenario, core: str, app: str, options: dict[str, str],
           elfs: Path) -> bytes:
    """The image of an app, with changed OPTIONS."""
    path = _image(scenario.where(), core, app, elfs)
    if not path.is_file():
        raise Failure(f'{scenario.path}: no firmware {path.name}')
    data = path.read_bytes()
    if not options:
        return data
    try:
        return firmware_options.change(data, **{
            key.replace('-', '_'): value for key, value in options.items()})
    except firmware_options.OptionsError as err:
        raise Failure(f'{scenario.path}: {core}: {err}') from None


def _firmware(scenario: Scenario, faulty: bool,
              elfs: Path) -> dict[str, bytes]:
    """File in /lib/firmware -> contents."""
    where = scenario.where()
    files = {}
    for core, wanted in scenario.all_firmware(faulty).items():
        wanted = dict(wanted)
        app = wanted.pop('app', 'hello')
        target = wanted.pop('file', where.cores[core])
        if app != 'none':
            files[target] = _built(scenario, core, app, wanted, elfs)
    return files


def companions(scenario: Scenario, kernel: Kernel) -> list[str]:
    """
    R5F cores that get firmware although they have no part in the scenario,
    core 1 of a cluster first.  Before Linux 6.12, the driver waits for all
    cores of a cluster, and gives it up if one does not start.
    """
    if kernel.does('survives-missing-firmware'):
        return []
    named = scenario.named_cores()
    return sorted((core.name for core in scenario.where().model.cores.values()
                   if core.kind == 'r5f' and not core.device_manager and
                   core.name not in named), key=lambda name: name[::-1],
                  reverse=True)


def _numbered(steps: list[str], first: int) -> list[str]:
    return [f'step {number} {step}' for number, step
            in enumerate(steps, first)]


def _again(scenario: Scenario, faulty: bool) -> bool:
    """Whether a step loads the kernel again."""
    return KEXEC in scenario.all_steps(faulty)


def _begin(loaded: list[str], word: str) -> list[str]:
    """The beginning of a script.  LOADED are modules that udev would load."""
    return ['#!/bin/sh', '. /k3/words',
            *([f'modprobe -a {" ".join(loaded)}'] if loaded else []),
            f'say {word}', '/k3/handover clock', f'limit {GUEST_LIMIT}']


def _aftermath(scenario: Scenario, faulty: bool) -> list[str]:
    after = scenario.all_aftermath()
    if not after:
        return []
    core = scenario.core
    # Linux only attaches to a core that runs before it
    early = (core in (*scenario.where().early, *scenario.all_early(True)) or
             _again(scenario, faulty))
    left = (['unload'] if early else
            [step.replace('CORE', core) for step in LEFT_BEHIND])
    lines = ['pause', 'say aftermath', f'limit {GUEST_LIMIT}',
             *_numbered([f'talk {name}' for name in
                         scenario.named_cores()], TALKS),
             f'linux_says {core}; case $words in',
             'running|crashed|offline)', *_numbered(after, AFTER), ';;',
             'attached|detached)', *_numbered(left, AFTER), ';;']
    if scenario.provoke and not early:
        lines += ['gone)', *_numbered(left, AFTER), ';;']
    return [*lines, 'esac']


def _steps(scenario: Scenario, faulty: bool, mark: int) -> list[str]:
    """Lines for the steps; MARK is the register of marks.FIFO."""
    marked = marks.steps(scenario).values() if faulty else ()
    return [(f'mark {mark:#x} {number}; ' if number in marked else '') + line
            for number, line in enumerate(
                _numbered(scenario.all_steps(faulty), 0))]


def scripts(scenario: Scenario, faulty: bool, loaded: list[str],
            mark: int = 0) -> dict[str, list[str]]:
    """
    {file: lines} of the scripts that the guest runs once it has its files, and
    once it has loaded the kernel again.  Their steps load the drivers.
    """
    steps = _steps(scenario, faulty, mark)
    end = [*_aftermath(scenario, faulty), 'finish']
    begin = _begin(loaded, BEGIN)
    if not _again(scenario, faulty):
        return {'run': [*begin, *steps, *end]}
    first = scenario.all_steps(faulty).index(KEXEC) + 1
    return {'run': [*begin, *steps[:first], 'finish'],
            'again': [*_begin(loaded, AGAIN), *steps[first:], *end]}


@functools.cache
def _program() -> bytes:
    """Digest of everything that affects the outcome of a run."""
    return b''.join(path.read_bytes() for path in
                    sorted((TOP / 'scripts/k3lib').rglob('*.py')))


def _recall(path: Path) -> Outcome | None:
    """Read a stored Outcome, or None."""
    try:
        return pickle.loads(path.read_bytes())
    except (OSError, EOFError, pickle.UnpicklingError):
        return None


class Runner:
    """Runs of one kernel, from what MACHINES has booted.

    MODULES (name -> file) replace those of the kernel.  With REMEMBER, the
    outcome of a run in an earlier invocation is used, since another run would
    have the same one.
    """

    def __init__(self, kernel: Kernel, machines: Machines,
                 modules: dict[str, Path] | None = None,
                 remember: bool = False) -> None:
        self.kernel, self.machines = kernel, machines
        self.remember, self.recalled = remember, 0
        self.elfs = machines.elfs
        self.modules = modules or {}

    def _modules(self,
                 drivers: Sequence[str]) -> dict[str, tuple[bytes, int]]:
        """DRIVERS, and the modules that a distribution loads by itself."""
        tree = self.kernel.tree()
        files = initramfs.module_files(
            self.kernel, [*LOADED, *initramfs.CARRIED, *drivers])
        for name, path in self.modules.items():
            place = initramfs.place(tree, tree.files[name])
            files[f'lib/modules/{self.kernel.release}/{place}'] = (
                path.read_bytes(), 0o644)
        return files

    def _programs(self, scenario: Scenario,
                  faulty: bool) -> initramfs.Files:
        """The programs that the steps need, as there is no room for all."""
        names = {PROGRAMS[verb] for step in scenario.all_steps(faulty)
                 if (verb := step.split()[0]) in PROGRAMS}
        return {f'bin/{name}': ((self.elfs.parent / 'guest' / name)
                                .read_bytes(), 0o755) for name in names}

    def _files(self, scenario: Scenario, faulty: bool) -> initramfs.Files:
        where = scenario.where()
        drivers = where.drivers(self.kernel.has_driver)
        mine = _firmware(scenario, faulty, self.elfs)
        others = companions(scenario, self.kernel)
        good = _firmware(scenario, False, self.elfs)
        nodes = self._nodes(scenario)
        mark = nodes[scenario.core].mailbox or 0
        return {**self._modules(drivers),
                **self._programs(scenario, faulty),
                'k3/drivers': (' '.join(drivers) + '\n', 0o644),
                **{f'k3/core/{core}': (f'{name}\n', 0o644)
                   for core, name in where.cores.items()},
                **{f'k3/fifo/{core}': (
                    f'{node.mailbox + MESSAGE + 4 * node.send:#x} '
                    f'{node.mailbox + FIFO_STATUS + 4 * node.send:#x}\n',
                    0o644) for core, node in nodes.items()
                   if node.mailbox is not None and node.send is not None},
                'k3/companions': (' '.join(others) + '\n', 0o644),
                **{f'lib/firmware/{name}': (data, 0o644)
                   for name, data in [*mine.items(), *(
                       (where.cores[core], _built(
                           scenario, core, 'hello', {}, self.elfs))
                       for core in others)]},
                **{f'k3/good/{name}': (data, 0o644)
                   for name, data in good.items() if mine.get(name) != data},
                'k3/words': (WORDS.read_bytes(), 0o644),
                **{f'k3/{name}': ('\n'.join([*lines, '']), 0o755)
                   for name, lines in scripts(scenario, faulty, [
                       n for n in LOADED if self.kernel.tree().has(n)],
                       mark + MESSAGE + 4 * marks.FIFO).items()}}

    def _early(self, scenario: Scenario, faulty: bool) -> list[str]:
        """Arguments for cores that a boot loader has started."""
        words: list[str] = []
        for core, wanted in scenario.all_early(faulty).items():
            options = dict(wanted)
            data = _built(scenario, core, options.pop('app', 'hello'),
                          options, self.elfs)
            path = self.machines.keep('early', data)
            words.append(f'early-boot.{len(words)}={core}:{path}')
        return ['-machine', ','.join(words)] if words else []

    def _machine(self, scenario: Scenario, faulty: bool) -> list[str]:
        """QEMU's arguments, except the kernel and those of a single run."""
        board = scenario.tree(self.kernel)
        # Debian's kernels would not let a step access a device with a driver
        words = ['quiet', 'panic=-1', 'iomem=relaxed', scenario.append,
                 *(word for message, word in DETECTORS
                   if self.kernel.says(message))]
        if board and board.console:
            words.append(f'console={board.console}')
        return Machine(soc=scenario.soc, cpus=1, icount=1, extra=[
            '-append', ' '.join(filter(None, words)),
            *(['-dtb', str(board.path)] if board else []),
            *scenario.machine_arguments(faulty),
            *self._early(scenario, faulty)]).arguments()

    def by_hand(self, scenario: Scenario, where: Path) -> list[str]:
        """The command line for a run in WHERE without a snapshot."""
        initrd = where / 'initrd'
        initrd.write_bytes(initramfs.without_modules(
            BOOT_FILES | self._files(scenario, True) |
            (kernel_file(self.kernel.image) if _again(scenario, True) else {})))
        return [str(qemu_binary()), *self._machine(scenario, True),
                *Linux(self.kernel.image, initrd, append=None).arguments(),
                *Watch(f'file:{where}/console').arguments(),
                *marks.arguments(scenario)]

    def run(self, scenario: Scenario, faulty: bool = True) -> Outcome:
        snapshot, resumed = self.machines.snapshot(
            self.kernel.image, self._machine(scenario, faulty),
            _again(scenario, faulty))
        files = initramfs.overlay(self._files(scenario, faulty))
        resumed += marks.arguments(scenario) if faulty else []
        if scenario.leaves(faulty):     # the other cores remain
            resumed += ['-action', 'shutdown=pause']
        if not self.remember:
            return self._run(scenario, snapshot, resumed, files)
        known = cache_dir() / 'outcomes' / kbuild.key(
            _program(), snapshot.dir.name, files, *resumed)
        outcome = _recall(known)
        self.recalled += outcome is not None
        if not outcome:
            outcome = self._run(scenario, snapshot, resumed, files)
            if not outcome.late:
                known.parent.mkdir(exist_ok=True)
                write_atomic(known, pickle.dumps(outcome))
        return outcome

    def _run(self, scenario: Scenario, snapshot: Snapshot, resumed: list[str],
             files: bytes) -> Outcome:
        with tempfile.TemporaryDirectory(prefix='run-',
                                         dir=self.machines.path) as name:
            where = Path(name)
            args = [*resumed, *Watch(
                f'file:{where}/console', [where / 'qmp'], where / 'gdb',
                TRACE, where / 'trace', stopped=True).arguments()]
            outcome = Outcome(boot_trace=snapshot.trace.read_text())
            self._watch(outcome, args, where, snapshot, files)
            self._name_parts(outcome, scenario)
            return outcome

    def _watch(self, outcome: Outcome, args: list[str], where: Path,
               snapshot: Snapshot, files: bytes) -> None:
        """Start a run and watch it to its end."""
        with open(where / 'words', 'w+') as words:
            process = self.machines.start(args, words)
            try:
                wait_for(where / 'gdb', process)
                with Qmp(where / 'qmp', 60) as qmp:
                    snapshot.restore(qmp)
                    with GdbStub(where / 'gdb') as gdb:
                        snapshot.hand_over(gdb, files)
                        watch = _Watch(outcome, self.kernel, process, qmp,
                                       gdb, snapshot.objects)
                        seen = watch.all()
                        if process.poll() is None:
                            qmp.cmd('quit')
                            process.wait(60)
            except Failure as err:
                words.seek(0)
                raise Failure(f'{err}\n{words.read()}'.rstrip()) from None
            finally:
                self.machines.done(process)
        text = '\n'.join([(where / 'console').read_text(errors='replace'),
                          *watch.log])
        if (where / 'trace').exists():
            outcome.trace = (where / 'trace').read_text(errors='replace')
        if not (read_console(outcome, text) or outcome.hung or
                read_last_words(outcome, text)):
            raise Failure('the guest did not reach its first step:\n'
                          f'{(where / "words").read_text()}{text[-3000:]}\n'
                          f'{outcome.where}'.rstrip())
        for part, looked in zip((outcome, outcome.after), seen):
            if part:
                part.see(looked)
        if seen:
            _take_over(outcome, seen[0])

    def _nodes(self, scenario: Scenario) -> dict[str, Node]:
        """core -> its node in the device tree"""
        tree = scenario.tree(self.kernel)
        nodes = (nodes_of(tree.path.read_bytes()) if tree else
                 self.machines.board(scenario.soc))
        return {core: nodes[firmware] for core, firmware
                in scenario.where().cores.items() if firmware in nodes}

    def _name_parts(self, outcome: Outcome, scenario: Scenario) -> None:
        """Find the core of each processor number and FIFO."""
        at = {address: path for path, address in outcome.mailbox_at.items()}
        outcome.host_of = scenario.where().firmware_hosts
        for core, node in self._nodes(scenario).items():
            outcome.processors[node.processor] = core
            outcome.devices[core] = node.device
            outcome.names[node.name] = core
            if (node.mailbox in at and node.send is not None and
                    node.receive is not None):
                device = at[node.mailbox]
                outcome.mailboxes[device, node.send] = (core, 'to')
                outcome.mailboxes[device, node.receive] = (core, 'from')


def _take_over(outcome: Outcome, seen: Look) -> None:
    outcome.hosts = seen['hosts']
    outcome.paths = {core['path']: core['name'] for core in seen['cores']}
    outcome.mailbox_at = seen['mailbox-at']


class _Growing:
    """A file that QEMU writes to; it may grow to many megabytes."""

    def __init__(self, path: Path) -> None:
        self.path, self.at = path, 0

    def new(self) -> str:
        """The complete lines that were added since the last call."""
        if not self.path.exists():
            return ''
        with open(self.path, 'rb') as file:
            file.seek(self.at)
            lines = file.read().rpartition(b'\n')[0]
        self.at += len(lines)
        return lines.decode(errors='replace')


class _Watch:
    """Watches one run to its end."""

    def __init__(self, outcome: Outcome, kernel: Kernel,
                 process: subprocess.Popen[bytes], qmp: Qmp, gdb: GdbStub,
                 objects: list[Object] | None) -> None:
        self.outcome, self.kernel, self.process = outcome, kernel, process
        self.qmp, self.gdb, self.objects = qmp, gdb, objects
        self.limit = self._executed() + LIMIT
        where = Path(gdb.path).parent
        self.trace, self.console = (_Growing(where / name)
                                    for name in ('trace', 'console'))
        self.oops = False
        # (instructions, CPU seconds) at the last event
        self.silent_since = (0, 0.0)
        self.log: list[str] = []       # kernel log, if not printed

    def _executed(self) -> int:
        return self.qmp.cmd('query-replay')['icount']

    def _lost(self) -> bool:
        """Whether the run has exceeded a limit."""
        events, words = self.trace.new(), self.console.new()
        self.outcome.hung |= HANG in events
        self.oops |= bool(OOPS.search(words))
        executed, cpu = self._executed(), cpu_seconds(self.process.pid)
        if events:
            self.silent_since = (executed, cpu)
        limit = SILENCE_AFTER_OOPS if self.oops else SILENCE
        return (self.outcome.hung or executed > self.limit or
                executed > self.silent_since[0] + limit or
                cpu > self.silent_since[1] + SILENT_CPU)

    def _status(self) -> str | None:
        """QEMU's state of the machine; None if QEMU has ended."""
        if self.process.poll() is not None or self.gdb.running:
            return None
        try:
            status: str = self.qmp.cmd('query-status')['status']
            return status
        except Failure:
            # While it ends, as after a panic, it answers no more
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(ENDING_LIMIT)
                return None
            raise

    def _off(self) -> bool:
        """Whether the guest has switched the machine off."""
        self.outcome.off = self._status() == 'shutdown'
        return self.outcome.off

    def _overdue(self) -> bool:
        """Whether the guest's script has enforced its limit."""
        return OVERDUE in self.console.path.read_text(errors='replace')

    def _where(self) -> None:
        """Record where each CPU and task is when the run hangs."""
        try:
            where = where_is(self.qmp, self.gdb, self.kernel)
            self.outcome.where = str(where)
            if self.outcome.late:
                self.log = where.log
        except Failure as err:
            self.outcome.where = f'unknown: {err}'

    def _stop_at(self, stops: tuple[int, ...]) -> int | None:
        """Wait for one of STOPS; None if the run ended before."""
        try:
            return self.gdb.run_to_one(stops, HOST_LIMIT, self._lost)
        except Failure:
            if self._off():
                return None
            try:
                self.process.wait(0 if self.outcome.hung else 5)
                return None
            except subprocess.TimeoutExpired:
                self.outcome.late = not self.outcome.hung
        self.gdb.stop()
        return None

    def all(self) -> list[Look]:
        """
        States of the machine at the end of the scenario and of its aftermath.
        """
        seen: list[Look] = []
        stops: tuple[int, ...] = (PAUSE, END)
        while True:
            stop = self._stop_at(stops)
            if self.process.poll() is not None:
                return seen
            if self.outcome.late or stop == END and self._overdue():
                self._where()
            seen.append(look(self.qmp, self.objects, counters=False))
            if stop != PAUSE:
                return seen
            for fault in seen[-1]['faults']:
                self.qmp.cmd('device_del', id=fault['id'])
            stops = (END,)


def cpu_seconds(pid: int) -> float:
    """The host CPU time that the process has used."""
    words = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf('SC_CLK_TCK')
