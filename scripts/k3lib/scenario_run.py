# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a scenario on one kernel, and compare what came of it.

A run is repeatable: one application core, instruction counting, no input from
outside, and what the guest says goes to a file, which never makes it wait.
"""

from dataclasses import dataclass, field
import errno
import os
from pathlib import Path
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

from . import initramfs
from .base import TOP, Failure
from .guest import qemu_binary
from .inspect import look
from .qmp import Qmp
from .scenario import TELLING

sys.path.insert(0, str(TOP / 'tests/firmware'))
import options as firmware_options          # noqa: E402

HOST_LIMIT = 300        # seconds, on a slow, busy host
GUEST_LIMIT = 120       # seconds of the guest, from the first step
WORDS = TOP / 'scripts/guest/scenario'
SAID = re.compile(r'\[ *(\d+\.\d+)\] k3-scenario: (.*)')
STAMP = re.compile(r'^\[ *\d+\.\d+\] ')
LOADED = ('irq_ti_sci_intr', 'virtio_rpmsg_bus', 'rpmsg_ctrl', 'rpmsg_char',
          'rti_wdt')
ERRORS = {os.strerror(number): name
          for number, name in errno.errorcode.items()}
TRACE = ('k3_mailbox_push', 'k3_mailbox_pop', 'k3_mailbox_drop',
         'k3_secure_proxy_push', 'k3_secure_proxy_pop', 'k3_ti_sci_request',
         'k3_ti_sci_response', 'k3_ti_sci_silent', 'k3_ti_sci_proc_status', 'k3_core_start',
         'k3_core_stop', 'k3_core_crash', 'k3_fault_hit')


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
    trace: str = ''
    since: float = 0.0      # the kernel's clock at the last telling step
    boot: str = ''          # everything before the first step
    hosts: list = field(default_factory=list)   # of the system firmware
    command: list = field(default_factory=list)

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


def _script(steps):
    lines = ['#!/bin/sh', '. /k3/words', 'say begin', f'limit {GUEST_LIMIT}']
    lines += [f'step {number} {step}' for number, step in enumerate(steps)]
    return '\n'.join([*lines, 'finish', ''])


def files_of(scenario, kernel, faulty, elfs):
    where = scenario.where()
    drivers = where.drivers(kernel.has_driver)
    files = _firmware(scenario, faulty, elfs)
    files |= {f'k3/core/{core}': (f'{name}\n', 0o644)
              for core, name in where.cores.items()}
    files |= {
        # The drivers are for the steps to load; this is what udev would
        'k3/late': (' '.join(n for n in LOADED if kernel.modules.has(n))
                    + '\n', 0o644),
        'k3/early': ('\n', 0o644),
        'k3/drivers': (' '.join(drivers) + '\n', 0o644),
        'k3/words': (WORDS.read_bytes(), 0o644),
        'k3/run': (_script(scenario.all_steps(faulty)), 0o755)}
    return drivers, files


def arguments(scenario, kernel, faulty, where):
    """QEMU's command line; files are in the directory WHERE."""
    return [str(qemu_binary()), '-machine', f'k3-virt,soc={scenario.soc}',
            '-smp', '1', '-icount', 'shift=1,sleep=off', '-seed', '1',
            '-nodefaults', '-display', 'none', '-no-reboot',
            '-kernel', str(kernel.image), '-initrd', f'{where}/initrd',
            '-append', f'quiet panic=-1 {scenario.append}'.strip(),
            '-serial', f'file:{where}/console',
            '-qmp', f'unix:{where}/qmp,server=on,wait=off',
            *scenario.arguments(faulty)]


class Runner:
    """Runs of one kernel."""

    def __init__(self, kernel, elfs):
        self.kernel, self.elfs = kernel, elfs

    def prepare(self, scenario, faulty, where):
        drivers, files = files_of(scenario, self.kernel, faulty, self.elfs)
        initramfs.write(where / 'initrd', self.kernel, drivers, 'run',
                        files=files)
        return arguments(scenario, self.kernel, faulty, where)

    def run(self, scenario, faulty=True, traced=False):
        where = Path(tempfile.mkdtemp(prefix='k3-scenario-'))
        try:
            args = self.prepare(scenario, faulty, where)
            if traced:
                for event in TRACE:
                    args += ['-trace', event]
                args += ['-D', f'{where}/trace']
            return self._watch(args, where)
        finally:
            shutil.rmtree(where, ignore_errors=True)

    def _watch(self, args, where):
        outcome = Outcome(command=args)
        with open(where / 'words', 'w+') as words:
            process = subprocess.Popen(args, stdin=subprocess.DEVNULL,
                                       stdout=words, stderr=words)
            try:
                self._until_said(process, where / 'console')
                text = (where / 'console').read_text(errors='replace')
                if process.poll() is None:
                    with Qmp(where / 'qmp', 60) as qmp:
                        qmp.cmd('stop')
                        _inspect(outcome, look(qmp))
                        qmp.cmd('quit')
                    process.wait(60)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            words.seek(0)
            said = words.read()
        if 'k3-scenario: begin' not in text:
            raise Failure('the guest never came to the first step:\n'
                          f'{said}{text[-3000:]}')
        _read_console(outcome, text)
        if (where / 'trace').exists():
            outcome.trace = (where / 'trace').read_text(errors='replace')
        return outcome

    @staticmethod
    def _until_said(process, console):
        end = time.monotonic() + HOST_LIMIT
        while process.poll() is None and time.monotonic() < end:
            if console.exists() and b'k3-scenario: all said' in (
                    console.read_bytes()[-200:]):
                return
            time.sleep(0.05)


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
    reason = answer.rsplit(': ', 1)[-1]
    return ERRORS.get(reason, answer or f'status {status}')


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


def _differs(expected, found, what):
    return ([] if expected == found else
            [f'{what}: expected {expected}, observed {found}'])


def _check_log(expected, log):
    """The patterns, in this order."""
    rest = iter(log)
    for pattern in expected:
        if not any(re.search(pattern, line) for line in rest):
            return [f'log: no "{pattern}" (in this order)']
    return []


def compare(expected, outcome):
    """What is not as expected, as lines."""
    wrong = []
    if not outcome.ended:
        wrong.append('the steps did not come to their end')
    for step, result, _seconds in outcome.results:
        if step.split()[0] not in TELLING and result != 'ok':
            wrong.append(f'step "{step}": {result}')
    if 'results' in expected:
        wrong += _differs(expected['results'],
                          outcome.told(), 'results')
    wrong += _check_log(expected.get('log', []), outcome.log)
    for pattern in expected.get('never', []):
        found = [line for line in outcome.log if re.search(pattern, line)]
        wrong += [f'log: "{line}" must not be there' for line in found[:1]]
    for what in ('states', 'cores', 'hits'):
        for name, value in expected.get(what, {}).items():
            wrong += _differs(value, getattr(outcome, what).get(name),
                              f'{what}.{name}')
    wrong += _differs(expected.get('held', []), outcome.held, 'held')
    return wrong


def by_hand(args):
    """The same run for a shell, with gdb for both sides."""
    return ' '.join(map(shlex.quote, [*args, '-S', '-gdb', 'tcp::1234']))
