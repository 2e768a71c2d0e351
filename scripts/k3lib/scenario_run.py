# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a scenario on one kernel.

A run is repeatable: one application core, instruction counting, no input from
outside, and what the guest says goes to a file, which never makes it wait.
"""

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
import re
import subprocess
import sys
import tempfile
import threading

from . import initramfs, sequence
from .base import TOP, Failure
from .errors import errno_name
from .gdbstub import GdbStub
from .guest import qemu_binary
from .inspect import look
from .qmp import Qmp
from .scenario import TELLING
from .snapshot import END, HANDOVER, Snapshot, handover, wait_for

sys.path.insert(0, str(TOP / 'tests/firmware'))
import options as firmware_options          # noqa: E402

HOST_LIMIT = 300        # seconds, on a slow, busy host
GUEST_LIMIT = 120       # seconds of the guest, from the first step
WORDS = TOP / 'scripts/guest/scenario'
SAID = re.compile(r'\[ *(\d+\.\d+)\] k3-scenario: (.*)')
STAMP = re.compile(r'^\[ *\d+\.\d+\] ')
LOADED = ('irq_ti_sci_intr', 'virtio_rpmsg_bus', 'rpmsg_ctrl', 'rpmsg_char',
          'rti_wdt')
TRACE = ('k3_mailbox_push', 'k3_mailbox_pop', 'k3_mailbox_drop',
         'k3_secure_proxy_push', 'k3_secure_proxy_pop', 'k3_ti_sci_request',
         'k3_ti_sci_response', 'k3_ti_sci_silent', 'k3_ti_sci_proc_status', 'k3_core_start',
         'k3_core_stop', 'k3_core_crash', 'k3_fault_hit')
HANG = 'k3_ti_sci_bus_hang'     # nothing executes any more


@dataclass
class Outcome:
    """What came of a run."""
    log: list = field(default_factory=list)     # kernel's, from the first step
    results: list = field(default_factory=list)     # (step, result, seconds)
    states: dict = field(default_factory=dict)      # core -> Linux's word
    cores: dict = field(default_factory=dict)       # core -> the machine's
    held: list = field(default_factory=list)        # by others than Linux
    hits: dict = field(default_factory=dict)
    seconds: float = 0.0                            # of the guest's
    ended: bool = False
    late: bool = False      # it had more than enough time to end
    hung: bool = False      # the interconnect; the guest could tell nothing
    trace: str = ''
    boot_trace: str = ''    # sequence.FIRST_SEEN, before the first step
    since: float = 0.0      # the kernel's clock at the last telling step
    boot: str = ''          # everything before the first step
    hosts: list = field(default_factory=list)   # of the system firmware

    def told(self):
        """Results of the steps that tell, as expectations have them."""
        return [f'{step}: {result}' for step, result, _seconds in self.results
                if step.split()[0] in TELLING]


def _image(where, core, app, elfs):
    if app.startswith('bad/'):      # those are made out of one core's
        return elfs / f'{where.image(core, "").split("-")[0]}-{app}.elf'
    return elfs / where.image(core, app)


def _firmware(scenario, faulty, elfs):
    """Files of the guest; and core -> name of its image."""
    where = scenario.where()
    files = {}
    for core, wanted in scenario.all_firmware(faulty).items():
        wanted = dict(wanted)
        app = wanted.pop('app', 'hello')
        target = f'lib/firmware/{wanted.pop("file", where.cores[core])}'
        if app == 'none':
            continue
        path = _image(where, core, app, elfs)
        if not path.is_file():
            raise Failure(f'{scenario.path}: no firmware {path.name}')
        data = path.read_bytes()
        if wanted:
            try:
                data = firmware_options.change(data, **{
                    key.replace('-', '_'): value
                    for key, value in wanted.items()})
            except firmware_options.OptionsError as err:
                raise Failure(f'{scenario.path}: {core}: {err}') from None
        files[target] = (data, 0o644)
    return files


def _steps(steps):
    lines = ['#!/bin/sh', '. /k3/words', 'say begin', f'limit {GUEST_LIMIT}']
    lines += [f'step {number} {step}' for number, step in enumerate(steps)]
    return '\n'.join([*lines, 'finish', ''])


class Runner:
    """Runs of one kernel.  Use as a context manager: it keeps what it booted.

    Most of a run would be the boot.  So machines boot once, up to the moment
    when they are told the steps and get the firmware, and each run goes on
    from there (k3lib/snapshot.py).
    """

    def __init__(self, kernel, elfs):
        self.kernel, self.elfs = kernel, elfs
        self.dir = tempfile.TemporaryDirectory(prefix='k3-scenario-')
        self.lock = threading.Lock()
        self.booted = {}        # machine -> Future of a Snapshot
        self.running = set()    # processes
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.dir.cleanup()

    def end(self):
        """What runs now is the last, and over; somebody interrupted us."""
        with self.lock:
            self.ended = True
            for process in self.running:
                process.kill()

    def _start(self, args, words):
        with self.lock:
            if self.ended:
                raise Failure('interrupted')
            process = subprocess.Popen(args, stdin=subprocess.DEVNULL,
                                       stdout=words, stderr=words)
            self.running.add(process)
            return process

    def _write_initrd(self, path, scenario, files):
        """With FILES, and what scenarios with the same machine share."""
        where = scenario.where()
        drivers = where.drivers(self.kernel.has_driver)
        loaded = [n for n in LOADED if self.kernel.modules.has(n)]
        shared = {f'k3/core/{core}': (f'{name}\n', 0o644)
                  for core, name in where.cores.items()}
        shared |= {
            # The drivers are for the steps to load; this is what udev would
            'k3/early': (' '.join(loaded) + '\n', 0o644),
            'k3/late': ('\n', 0o644),
            'k3/drivers': (' '.join(drivers) + '\n', 0o644),
            'k3/words': (WORDS.read_bytes(), 0o644)}
        return initramfs.write(path, self.kernel, drivers, 'run',
                               files=shared | files)

    def _own_files(self, scenario, faulty):
        return {**_firmware(scenario, faulty, self.elfs),
                'k3/run': (_steps(scenario.all_steps(faulty)), 0o755)}

    def _machine(self, scenario, faulty, initrd):
        """QEMU's command line up to what a run has of its own."""
        return ['-machine', f'k3-virt,soc={scenario.soc}', '-nodefaults',
                '-no-reboot', '-smp', '1', '-icount', 'shift=1,sleep=off',
                '-seed', '1',
                '-kernel', str(self.kernel.image), '-initrd', str(initrd),
                '-append', f'quiet panic=-1 {scenario.append}'.strip(),
                *scenario.machine_arguments(faulty)]

    def by_hand(self, scenario, where):
        """The command line of a run that boots by itself, in WHERE."""
        initrd = self._write_initrd(where / 'initrd', scenario,
                                    self._own_files(scenario, True))
        return [str(qemu_binary()), *self._machine(scenario, True, initrd),
                '-display', 'none', '-serial', f'file:{where}/console',
                *scenario.fault_arguments()]

    def _boot(self, scenario, faulty, name):
        snapshot = Snapshot(qemu_binary(), Path(self.dir.name) / name)
        snapshot.dir.mkdir()
        initrd = self._write_initrd(snapshot.dir / 'initrd', scenario,
                                    handover(self.elfs))
        snapshot.take(self._machine(scenario, faulty, initrd), HANDOVER,
                      [sequence.FIRST_SEEN])
        return snapshot

    def _snapshot(self, scenario, faulty):
        """Boot, unless another one with the same machine has done it."""
        machine = tuple(self._machine(scenario, faulty, ''))
        with self.lock:
            mine = machine not in self.booted
            if mine:
                self.booted[machine] = Future()
            future, name = self.booted[machine], f'boot-{len(self.booted)}'
        if mine:
            try:
                future.set_result(self._boot(scenario, faulty, name))
            except Exception as err:    # for all who wait for it
                future.set_exception(err)
        return future.result()

    def run(self, scenario, faulty=True, traced=False):
        snapshot = self._snapshot(scenario, faulty)
        files = initramfs.overlay(self._own_files(scenario, faulty))
        with tempfile.TemporaryDirectory(prefix='run-',
                                         dir=self.dir.name) as name:
            where = Path(name)
            args = [*snapshot.resumed(self._machine(
                        scenario, faulty, snapshot.dir / 'initrd')),
                    *(scenario.fault_arguments() if faulty else ()), '-S',
                    '-trace', HANG, '-D', f'{where}/trace',
                    '-serial', f'file:{where}/console',
                    '-qmp', f'unix:{where}/qmp,server=on,wait=off',
                    '-gdb', f'unix:{where}/gdb,server=on,wait=off']
            if traced:
                for event in TRACE:
                    args += ['-trace', event]
            outcome = self._watch(args, where, snapshot, files)
            if traced:
                outcome.boot_trace = snapshot.trace.read_text()
            return outcome

    def _watch(self, args, where, snapshot, files):
        outcome = Outcome()
        with open(where / 'words', 'w+') as words:
            process = self._start(args, words)
            try:
                wait_for(where / 'gdb', process)
                with Qmp(where / 'qmp', 60) as qmp:
                    snapshot.restore(qmp)
                    self._go_on(outcome, snapshot, process, qmp, files)
            except Failure as err:
                words.seek(0)
                raise Failure(f'{err}\n{words.read()}'.rstrip()) from None
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
                with self.lock:
                    self.running.discard(process)
        text = (where / 'console').read_text(errors='replace')
        if (where / 'trace').exists():
            outcome.trace = (where / 'trace').read_text(errors='replace')
        if outcome.hung:
            return outcome
        if 'k3-scenario: begin' not in text:
            what = (f'not at its end after {HOST_LIMIT} s of this machine; '
                    'the guest' if outcome.late else
                    'the guest never came to the first step; it')
            raise Failure(f'{what} said:\n{(where / "words").read_text()}'
                          f'{text[-3000:]}')
        _read_console(outcome, text)
        return outcome

    @staticmethod
    def _go_on(outcome, snapshot, process, qmp, files):
        with GdbStub(Path(qmp.path).with_name('gdb')) as gdb:
            snapshot.hand_over(gdb, files)
            try:
                gdb.run_to(END, HOST_LIMIT, lambda: hung(gdb.path))
            except Failure:
                # It has ended itself, or it hangs: then as it is now
                outcome.hung = hung(gdb.path)
                try:
                    process.wait(0 if outcome.hung else 5)
                    return
                except subprocess.TimeoutExpired:
                    outcome.late = not outcome.hung
                qmp.cmd('stop')
            _inspect(outcome, look(qmp, counters=False))
            qmp.cmd('quit')
            process.wait(60)


def hung(path):
    """Whether the interconnect hangs in the run that has PATH."""
    trace = Path(path).with_name('trace')
    return trace.exists() and HANG in trace.read_text(errors='replace')


def _read_console(outcome, text):
    """Results, states and times, out of the log that the guest prints last."""
    lines = [line.rstrip('\r') for line in text.splitlines()]
    starts = [i for i, line in enumerate(lines)
              if 'k3-scenario: begin' in line]
    outcome.boot = '\n'.join(lines[:starts[-1]])
    lines = lines[starts[-1]:]
    steps, began = {}, None
    for line in lines:
        match = SAID.search(line)
        if not match:
            continue
        now, words = float(match[1]), match[2].split(None, 2)
        began = now if began is None else began
        outcome.seconds = now - began
        if words[0] == 'step':
            steps[words[1]] = (words[2], now)
            if words[2].split()[0] in TELLING:
                outcome.since = now
        elif words[0] == 'result':
            step, since = steps[words[1]]
            outcome.results.append((step, _result(words[2]), now - since))
        elif words[0] == 'state':
            outcome.states[words[1]] = words[2]
        elif words[0] == 'end':
            outcome.ended = len(words) == 1
    outcome.log = [line for line in lines if STAMP.match(line)]


def _result(words):
    status, _space, answer = words.partition(' ')
    if status == '0':
        return 'ok'
    return errno_name(answer) or answer or f'status {status}'


def _inspect(outcome, seen):
    for core in seen['cores']:
        outcome.cores[core['name']] = core['state']
    outcome.hosts = seen['hosts']
    hosts = {int(h['host']): h['name'] for h in seen['hosts']}
    linux = {number for number, name in hosts.items()
             if name.startswith('A53') or name.startswith('A72')}
    outcome.held = sorted(
        f'{hosts.get(int(r["host"]), r["host"])}: {r["kind"]} {r["id"]}'
        for r in seen['owned'] if int(r['host']) not in linux)
    outcome.hits = {f['id']: f['hits'] for f in seen['faults']}
