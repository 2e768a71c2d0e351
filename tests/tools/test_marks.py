# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of what the guest gets: marks of steps, firmware of companions."""

from pathlib import Path
import tempfile
import unittest

from k3lib.base import Failure
from k3lib.kernel.kernels import Kernel
from k3lib.scenario import description, marks, runner, sequence
from k3lib.scenario.outcome import Outcome

SCENARIO = '''
title = "t"
core = "r5f0_0"
steps = ["load", "stop CORE", "start CORE", "stop CORE"]
[provoke]
faults.lost = "where=mailbox,action=drop,TO_CORE"
faults.nack = "where=ti-sci,action=nack,message=0xc400"
at.nack = "stop CORE"
[expect.stock]
results = ["stop r5f0_0: ok"]
'''


class Marks(unittest.TestCase):
    def load(self, text: str) -> description.Scenario:
        with tempfile.TemporaryDirectory() as where:
            path = Path(where) / 'some.toml'
            path.write_text(text)
            return description.load(path)

    def test_rules(self) -> None:
        """The first step with those words is marked by a rule of its own."""
        scenario = self.load(SCENARIO)
        self.assertEqual(marks.steps(scenario), {'nack': 1})
        self.assertEqual([
            'k3-fault,id=at-step-1,where=mailbox,action=drop,cluster=2,'
            'fifo=15,value=1',
            'k3-fault,id=lost,where=mailbox,action=drop,cluster=2,fifo=1',
            'k3-fault,id=nack,where=ti-sci,action=nack,message=0xc400,'
            'after=at-step-1'], marks.arguments(scenario)[1::2])

    def test_script(self) -> None:
        """The guest marks the step, but not if the fault is removed."""
        scenario = self.load(SCENARIO)
        for faulty in (True, False):
            lines = runner.scripts(scenario, faulty, [], 0x2902007c)['run']
            self.assertEqual(faulty, 'mark 0x2902007c 1; step 1 stop r5f0_0'
                             in lines)
            self.assertIn('step 3 stop r5f0_0', lines)

    def test_refused(self) -> None:
        for words, why in (('at.nack = "stop r5f1_0"', 'no step "stop r5f1_0"'),
                           ('at.lots = "stop CORE"', 'at: no fault "lots"')):
            with self.assertRaisesRegex(Failure, why):
                marks.steps(self.load(SCENARIO.replace(
                    'at.nack = "stop CORE"', words)))

    def test_ours(self) -> None:
        """Steps and FIFOs of the project's scenarios are right."""
        where = Path(__file__).resolve().parents[1] / 'scenarios'
        for scenario in description.load_all([where]):
            if scenario.provoke.get('at'):
                self.assertIn(',after=', ' '.join(marks.arguments(scenario)))

    def test_no_event(self) -> None:
        """The mark is not a fault that a diagram shows."""
        hit = 'k3_fault_hit 1000 ns: /machine/k3/mailbox[2]: {}: drop, hit 1\n'
        found = sequence.events(Outcome(trace=hit.format('at-step-1') +
                                        hit.format('lost')))
        self.assertEqual([e.text for e in found], ['fault lost: drop, hit 1'])


class Companions(unittest.TestCase):
    def test_old_driver(self) -> None:
        """All cores of a cluster must start before Linux 6.12."""
        where = Path(__file__).resolve().parents[1] / 'scenarios'
        scenario = description.load(where / '00-good-pair.toml')
        for release, wanted in (('6.1.0-50-arm64', ['r5f1_1', 'r5f1_0']),
                                ('6.12.117', []), ('7.3.4', [])):
            kernel = Kernel('', Path('Image'), release, None)
            self.assertEqual(runner.companions(scenario, kernel), wanted)
