#!/usr/bin/env python3
#
# Functional tests of fault rules with Linux
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test how Linux's driver reacts to faults.

Each action of k3-fault is used once; without its rule, all works again.
scripts/k3-functional runs this file, once per kernel.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
import itertools
from pathlib import Path
import re
import sys
import time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, DRIVER, SOC, K3Guest        # noqa: E402
from k3lib.machine.boot_flags import FLAGS              # noqa: E402
from k3lib.machine.command import Watch                 # noqa: E402
from k3lib.machine.cores import AM64                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# Core 1 of its cluster: nothing depends on it, so it may come and go
CORE = 'r5f1_1'
PROCESSOR, DEVICE = (AM64.model.cores[CORE].processor,
                     AM64.model.cores[CORE].device)
CLUSTER, TO_LINUX = CORES[CORE][3], CORES[CORE][5]
SET_DEVICE, SET_CONTROL = 0x0200, 0xc101
LINUX_TO_FIRMWARE = 13              # secure proxy thread
CRASH = 0xffffff02                  # what firmware says of itself
ECHO_REPLY = 0xffffff04
# The trace of what a host is told about processor {}
TOLD = r'k3_ti_sci_proc_status .*: processor {:#04x} .* status (0x\w+)'

IT_CRASHES = {'where': 'mailbox', 'cluster': CLUSTER, 'fifo': TO_LINUX,
              'value': CRASH}
IT_STOPS = {'where': 'ti-sci', 'message': SET_CONTROL,
            'processor': PROCESSOR}
IT_STARTS = {'where': 'core', 'core': CORE}
IT_GOES_OFF = {'where': 'ti-sci', 'message': SET_DEVICE, 'device': DEVICE}


@dataclass(frozen=True)
class Case:
    """A fault rule, an operation on the core, and the expected result."""
    rule: dict[str, Any]
    do: str                         # the method that performs the operation
    state: str                      # the core's state afterwards
    log: Sequence[str] = ()         # what the kernel logs, in this order
    never: str = 'kernel BUG'       # what the kernel does not log
    seconds: float = 0              # guest time that it takes at least
    hits: int = 1
    halt: bool = False              # the flag that Linux sets on a stop
    more: dict[str, Any] = field(default_factory=dict)


CASES = {
    'drop': Case(IT_CRASHES, 'crash', 'wfi', never='crashed'),
    'delay': Case(IT_CRASHES, 'crash', 'wfi', ('crashed',), seconds=3,
                  more={'delay-ns': 3 * 10 ** 9}),
    'duplicate': Case(IT_CRASHES, 'crash', 'wfi', ('crashed', 'crashed')),
    'corrupt': Case(IT_CRASHES, 'crash', 'wfi', ('received echo reply',),
                    never='crashed', more={'xor': CRASH ^ ECHO_REPLY}),
    # This is a state rather than an event, so there are no hits
    'full': Case({'where': 'mailbox', 'cluster': CLUSTER, 'fifo': TO_LINUX},
                 'crash', 'wfi', never='crashed', hits=0),
    'nack': Case(IT_STOPS, 'stop_fails', 'wfi', ("can't stop rproc: -19",)),
    # The core could not start any more, but runs until it is reset
    'silent': Case(IT_STOPS, 'stop_fails', 'wfi',
                   ('timedout in resp', "can't stop rproc: -110"), halt=True),
    'stuck': Case({'where': 'secure-proxy', 'thread': LINUX_TO_FIRMWARE},
                  'stop_fails', 'wfi',
                  ('timedout in resp', "can't stop rproc: -110")),
    'hang': Case(IT_STARTS, 'start_core', 'frozen', ('is now up',)),
    'crash': Case(IT_STARTS, 'start_core', 'wfi', ('is now up', 'crashed'),
                  more={'delay-ns': 10 ** 9}),
}
# The released drivers read the status at probe, and ignore WFI; so the cases
# are what they are told.  Action: core, its WFI without and with the rule.
STATUS_CASES = {'mask-wfi': (CORE, True, False),
                'glitch': ('r5f0_0', False, True)}
# These last until the machine is reset
MODULE_CASES = {
    'stick': Case(IT_GOES_OFF, 'stop_and_start', 'wfi', ('is now up',),
                  more={'count': 1}),
    'wedge': Case(IT_GOES_OFF, 'stop_and_hang', '', more={'count': 1}),
}


def since_boot(log: str) -> float:
    """Seconds from the load of the core's image to the last line."""
    first, last = (re.findall(r'\[ *([\d.]+)\].*' + words, log)[0]
                   for words in ('Booting fw image', r'[^\n]*\Z'))
    return float(last) - float(first)


class Faults(K3Guest):
    """Rules from start and at run time; all works once they are removed."""

    marks = itertools.count()

    def add(self, name: str, **properties: Any) -> None:
        self.vm.cmd('device_add', **{
            'driver': 'k3-fault', 'id': name,
            **{key.replace('_', '-'): value
               for key, value in properties.items()}})

    def delete(self, name: str) -> None:
        self.vm.cmd('device_del', id=name)

    def hits(self, name: str) -> int:
        return self.qom(f'/machine/peripheral/{name}', 'hits')

    def known_actions(self) -> set[str]:
        """The actions in the help text of the device."""
        prop, = (prop for prop in self.vm.cmd('device-list-properties',
                                              typename='k3-fault')
                 if prop['name'] == 'action')
        return set(re.findall(r'[\w-]+', prop['description'])) - {'or'}

    def boot_all(self, extra: Sequence[str] = ()) -> None:
        self.boot(extra=extra, more_files={
            f'lib/firmware/{app}.elf': (self.elf(CORE, app), 0o644)
            for app in ('hello', 'abort')})
        self.load_driver()
        self.wait_running()
        for core in CORES:
            self.trace(core)

    # What can be done with the core, which runs and is to run afterwards

    def crash(self) -> None:
        """Start firmware that crashes and reports it to Linux."""
        self.stop(CORE)
        self.choose('abort')
        self.start(CORE)
        self.trace(CORE, until='crash: sp')

    def stop_fails(self) -> None:
        node = self.remoteproc(CORE)
        self.sh_fails(f'echo stop > $R/{node}/state')
        self.assertEqual(self.sh(f'cat $R/{node}/state'), 'running')

    def start_core(self) -> None:
        self.stop(CORE)
        self.start(CORE)

    def stop_and_start(self) -> None:
        """The core stays on, but Linux can still load and start it."""
        self.stop(CORE)
        self.assertNotEqual(self.core_state(CORE), 'off')
        self.start(CORE)
        self.trace(CORE, boot=2)

    def stop_and_hang(self) -> None:
        """Linux hangs at its next access to the core's memories."""
        self.stop(CORE)
        node = self.remoteproc(CORE)
        # The delay lets the guest answer this command first
        self.sh(f'(sleep 1; echo start > $R/{node}/state) > /dev/null 2>&1 &')
        end = time.monotonic() + self.timeout
        while not self.qom(f'{SOC}/ti-sci', 'bus-hung'):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def choose(self, app: str) -> None:
        self.sh(f'echo {app}.elf > $R/{self.remoteproc(CORE)}/firmware')

    def mark(self) -> str:
        """Write a unique line to the kernel's log; returns it."""
        mark = f'k3-test: {next(self.marks)} '
        self.sh(f'echo "{mark}" > /dev/kmsg')
        return mark

    def said_since(self, mark: str) -> str:
        return self.sh(f'since_mark "{mark}"')

    def wait_log(self, mark: str, words: Sequence[str]) -> str:
        """Wait until the log after MARK has all of WORDS; returns it."""
        wanted = re.compile('.*'.join(map(re.escape, words)), re.S)
        end = time.monotonic() + self.timeout
        while True:
            text = self.said_since(mark)
            if wanted.search(text):
                return text
            self.assertLess(time.monotonic(), end, f'not {words}:\n{text}')
            time.sleep(0.1)

    def check(self, action: str, case: Case) -> None:
        mark = self.mark()
        self.add('f', action=action, **case.rule, **case.more)
        try:
            getattr(self, case.do)()
            self.wait_core_state(CORE, case.state)
            self.assertEqual(self.qom(self.core_path(CORE), 'halt'),
                             case.halt)
            self.check_said(mark, case)
            self.assertEqual(self.hits('f'), case.hits)
        finally:
            self.delete('f')

    def check_said(self, mark: str, case: Case) -> None:
        text = self.wait_log(mark, case.log)
        self.sh('usleep 500000')
        self.assertNotIn(case.never, self.said_since(mark))
        if case.seconds:
            self.assertGreaterEqual(since_boot(text), case.seconds)

    def check_heals(self) -> None:
        """A restart works without the rule."""
        self.stop(CORE)
        self.choose('hello')
        self.start(CORE)
        self.sh(f"""wait_trace {self.remoteproc(CORE)} ready "'hello'" """)
        self.wait_core_state(CORE, 'wfi')

    def test_actions(self) -> None:
        """All cases in turn on one machine."""
        self.boot_all()
        self.assertEqual({*CASES, *MODULE_CASES, *STATUS_CASES}, self.known_actions())
        for action, case in CASES.items():
            # No subTest(), as pycotap prints no line for one that fails
            try:
                self.check(action, case)
                self.check_heals()
            except AssertionError as err:
                raise AssertionError(f'{action}: {err}') from err

    def test_stick(self) -> None:
        self.boot_all()
        self.check('stick', MODULE_CASES['stick'])

    def test_wedge(self) -> None:
        """Everything hangs, so the guest cannot be asked afterwards."""
        self.boot_all()
        case = MODULE_CASES['wedge']
        self.add('f', action='wedge', **case.rule, **case.more)
        getattr(self, case.do)()
        self.assertEqual(self.hits('f'), case.hits)

    def check_told(self, trace: Path, ruled: bool) -> None:
        """Load the driver; it is told the status, by a rule or not."""
        before = len(trace.read_text()) if trace.exists() else 0
        self.load_driver()
        self.wait_running('r5f0_0')
        self.sh(f'wait_state {self.remoteproc(CORE)} attached')
        said = trace.read_text()[before:]
        for core, plain, changed in STATUS_CASES.values():
            told = re.findall(TOLD.format(AM64.model.cores[core].processor),
                              said)
            self.assertEqual(bool(int(told[0], 16) & FLAGS['STAT_WFI']),
                             changed if ruled else plain, f'{core}:\n{said}')
            self.wait_core_state(core, 'wfi')

    def test_status(self) -> None:
        """One cluster is off at probe, the other one runs, in WFI."""
        trace = Path(self.scratch_file('trace'))
        # Firmware that does not answer a ping stays in WFI
        self.run_early({'r5f1_0': 'hello', CORE: 'wfi'})
        self.boot({'r5f0_0': 'hello', 'r5f0_1': 'hello'}, extra=Watch(
            events=[TOLD.split()[0]], log=trace).arguments())
        self.wait_core_state(CORE, 'wfi')
        for action, (core, _plain, _changed) in STATUS_CASES.items():
            self.add(action, action=action, where='proc-status', count=1,
                     processor=AM64.model.cores[core].processor)
        self.check_told(trace, ruled=True)
        for action in STATUS_CASES:
            self.assertEqual(self.hits(action), 1)
            self.delete(action)
        # The driver of 6.1 does not survive its removal if they run
        for core in ('r5f0_1', 'r5f0_0'):
            self.stop(core)
        self.sh(f'rmmod {DRIVER}')
        self.check_told(trace, ruled=False)

    def test_at_start(self) -> None:
        """A rule on the command line does not affect other cores."""
        self.boot_all(extra=(
            '-device', 'k3-fault,id=c,where=core,action=crash,core=r5f1_0,'
            'delay-ns=2000000000,count=1'))
        self.trace('r5f1_0', until='crash: ')
        self.sh('wait_dmesg "" "rproc .* crashed"')
        self.assertEqual(self.hits('c'), 1)
        # The rule is used up, so the core works after a restart
        self.stop('r5f1_1')
        self.stop('r5f1_0')
        self.start('r5f1_0')
        self.trace('r5f1_0', boot=2)


if __name__ == '__main__':
    QemuSystemTest.main()
