# SPDX-License-Identifier: GPL-2.0-or-later
"""Invented outcomes of scenarios for the tests of the judge."""

from typing import Any
import unittest

from k3lib.judge import rules
from k3lib.judge.facts import SHUTDOWN, SHUTDOWN_ACK, Facts
from k3lib.judge.model import Finding, Grade
from k3lib.scenario import outcome as outcomes

CORE, PATH = 'r5f0_0', '/machine/k3/r5fss[0]/core[0]'
BOX = '/machine/k3/mailbox[2]'
TO, FROM = 1, 0
LINUX = {'host': '12', 'name': 'A53_2', 'tx': '13', 'rx': '12'}
R5F = {'host': '36', 'name': 'MAIN_0_R5_1', 'tx': '3', 'rx': '2'}


class Soc:
    early = ()


class Scenario:
    """A scenario, reduced to what the rules use."""
    core = CORE
    provoke: dict[str, Any] = {'faults': {'x': 'y'}}

    @staticmethod
    def where() -> type[Soc]:
        return Soc

    @staticmethod
    def all_early(_faulty: object) -> dict[str, Any]:
        return {}


class Good(Scenario):
    provoke = {}


class Firmware(Scenario):
    provoke = {'firmware': {CORE: {'shutdown': 'silent'}}}


BEHIND = 100_000_000     # ns


class Run:
    """Makes an outcome: the kernel's clock is 100 ms behind virtual time."""

    def __init__(self) -> None:
        self.outcome = outcomes.Outcome(
            ended=True, clock_ns=BEHIND, hosts=[LINUX, R5F],
            names={'78000000.r5f': CORE},
            paths={PATH: CORE}, processors={1: CORE}, devices={CORE: 121},
            mailboxes={(BOX, TO): (CORE, 'to'), (BOX, FROM): (CORE, 'from')},
            states={CORE: 'offline'}, cores={CORE: 'off'})
        self.part: outcomes.Part = self.outcome

    def trace(self, at: float, name: str, words: str) -> 'Run':
        ns = round(at * 1e9) + BEHIND
        if name.startswith('k3_ti_sci_'):
            words = f'/machine/k3/ti-sci: {words}'
        self.outcome.trace += f'{name} {ns} ns: {words}\n'
        return self

    def message(self, at: float, way: str, fifo: int, message: int) -> 'Run':
        return self.trace(at, f'k3_mailbox_{way}',
                          f'{BOX}: FIFO {fifo} message {message:#x} x')

    def ask(self, at: float) -> 'Run':
        return self.message(at, 'push', TO, SHUTDOWN).message(
            at + 1e-5, 'pop', TO, SHUTDOWN)

    def answer(self, at: float) -> 'Run':
        return self.message(at, 'push', FROM, SHUTDOWN_ACK)

    def hear(self, at: float) -> 'Run':
        return self.message(at, 'pop', FROM, SHUTDOWN_ACK)

    def start(self, at: float, config: int = 0) -> 'Run':
        return self.trace(at, 'k3_core_start',
                          f'{PATH}: starts at 0x0 config {config:#010x}')

    def stop(self, at: float, was: str, host: int = 12) -> 'Run':
        self.trace(at, 'k3_ti_sci_request', f'host {host}: request 0x0202 '
                   'seq 0 flags 0x2 about 0x79')
        return self.trace(at, 'k3_core_stop', f'{PATH}: stops, was {was}')

    def halt(self, at: float, control: int = 1,
             refused: bool = False) -> 'Run':
        """A request for these control flags."""
        self.trace(at, 'k3_ti_sci_request', 'host 12: request 0xc101 seq 7 '
                   'flags 0x2 about 0x1')
        return self if refused else self.trace(
            at, 'k3_proc_control', '/machine/k3/proc[0]: processor 0x01: '
            f'control {control:#010x}')

    def status(self, at: float, status: int) -> 'Run':
        return self.trace(at, 'k3_ti_sci_proc_status', 'host 12: processor '
                          f'0x01 config 0x0 control 0x0 status {status:#010x}')

    def step(self, words: str, began: float, ended: float | None,
             result: str = 'ok') -> 'Run':
        self.part.steps.append(outcomes.Step(words, began, result, ended))
        return self

    def say(self, at: float, words: str) -> 'Run':
        self.part.log.append(f'[{at:12.6f}] {words}')
        return self

    def afterwards(self) -> 'Run':
        self.outcome.after = outcomes.Part(
            ended=True, states={CORE: 'offline'}, cores={CORE: 'off'})
        self.part = self.outcome.after
        return self

    def graceful(self, at: float = 5.0) -> 'Run':
        """Started, asked, answered, at rest, stopped."""
        return (self.start(1.0).ask(at).answer(at + .001).hear(at + .0011)
                .status(at + .0012, 2).stop(at + .0013, 'wfi')
                .step(f'stop {CORE}', at - .001, at + .002))

    def findings(self, scenario: Any = Scenario) -> list[Finding]:
        return rules.judge(Facts(self.outcome, scenario))

    def grade(self, requirement: str, scenario: Any = Scenario) -> Grade:
        return max((f.grade for f in self.findings(scenario)
                    if f.requirement == requirement), default=Grade.NONE)


class Case(unittest.TestCase):
    def graded(self, grade: Grade, requirement: str, run: Run,
               scenario: Any = Scenario) -> None:
        self.assertEqual(run.grade(requirement, scenario), grade)
