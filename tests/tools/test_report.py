# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of reports: table for the terminal, lines, JUnit XML."""

from pathlib import Path
import tempfile
from typing import Any
import unittest
from xml.etree import ElementTree

from k3lib.judge.model import REQUIREMENTS, Finding, Grade, Series, Verdict
from k3lib.judge.verdicts import passed, worse
from k3lib.report import page, runs as report, terminal, words
from k3lib.report.run import Run
from k3lib.scenario.outcome import Outcome, Step

import verdicts


class Table(unittest.TestCase):
    def test_width(self) -> None:
        """100 columns, with any names and any number of series."""
        for number in (1, 2, 3):
            run = verdicts.run(number)
            for each in run.verdicts:
                each.series.name = f'{each.series.name}-{verdicts.LONG}'
            lines = report.table(run.verdicts).splitlines()
            self.assertLessEqual(max(map(len, lines)), terminal.WIDTH)
            self.assertEqual([line for line in lines
                              if line != line.rstrip()], [])

    def test_many_series(self) -> None:
        run = verdicts.run(1)
        more = [verdicts.verdict(verdicts.SCENARIOS[0],
                                 Series(f'v{n}'), [Grade.GOOD])
                for n in range(2, 7)]
        lines = report.table(run.verdicts + more).splitlines()
        self.assertLessEqual(max(map(len, lines)), terminal.WIDTH)

    def test_signs_are_complete(self) -> None:
        """Whether there is room for the outcome or not."""
        found = [verdicts.verdict(verdicts.SCENARIOS[0], Series(f'v{n}'),
                                  [Grade.GOOD]) for n in range(4)]
        signs = '+' * len(REQUIREMENTS)
        for number in (1, 4):
            text = self.line(report.table(found[:number]), '05-slow-wfi')
            self.assertEqual(text.count(signs), number)
        for each in found:
            assert each.outcome
            for step in each.outcome.steps:
                step.result = 'ok'
        self.assertTrue(self.line(report.table(found[:1]), '05-slow-wfi')
                        .endswith(f'{signs} ok'))

    def line(self, text: str, start: str) -> str:
        return next(line for line in text.splitlines()
                    if line.startswith(start))

    def test_signs(self) -> None:
        """A sign for each requirement, in the order of the head."""
        found = verdicts.verdict(verdicts.SCENARIOS[0], Series('v2'), [
            Grade.GOOD, Grade.UNSAFE, Grade.NONE])
        text = report.table([found])
        line = self.line(text, '05-slow-wfi')
        signs = '+!.' * (len(REQUIREMENTS) // 3 + 1)
        self.assertIn(f' {signs[:len(REQUIREMENTS)]} ', line)
        self.assertIn('stop EBUSY', line)
        head = self.line(text, 'scenario')
        self.assertIn(''.join(words.letters().values()), head)

    def test_letters_differ(self) -> None:
        letters = words.letters()
        self.assertEqual(len(set(letters.values())), len(REQUIREMENTS))

    def test_record(self) -> None:
        text = report.table(verdicts.run(2).verdicts)
        self.assertRegex(self.line(text, '05-slow-wfi '), r'[+x.!~]{9}# ')
        self.assertRegex(self.line(text, '11-x'), r'[+x.!~]{9}= ')
        self.assertIn('not as recorded: 05-slow-wfi', text)
        self.assertIn('= as recorded', text)
        self.assertNotIn('as recorded', report.table(
            [v for v in verdicts.run().verdicts if v.series.name == 'v2']))

    def test_bad_comes_first(self) -> None:
        """Above the table: unsafe before bad; the reference is last."""
        text = report.table(verdicts.run().verdicts)
        places = [text.index(words_) for words_ in (
            'handshake: ', '! unsafe', 'x bad', 'v2: ',
            'no verdict: ', '\nstock: ', 'scenario')]
        self.assertEqual(places, sorted(places))

    def test_compared(self) -> None:
        good = verdicts.verdict(verdicts.SCENARIOS[0], Series('v2'),
                                [Grade.GOOD])
        bad = verdicts.verdict(verdicts.SCENARIOS[0], Series('stock'),
                               [Grade.BAD])
        self.assertIn(f'compared with stock: {len(REQUIREMENTS)} better, '
                      '0 worse', report.table([bad, good]))
        self.assertIn(f'0 better, {len(REQUIREMENTS)} worse',
                      report.table([good, bad]))

    def test_rivals(self) -> None:
        """Two series are compared with each other, not only with stock."""
        def row(name: str, grade: Grade) -> Verdict:
            return verdicts.verdict(verdicts.SCENARIOS[0], Series(name),
                                    [grade])

        run = [row('stock', Grade.BAD), row('A', Grade.BAD),
               row('B', Grade.ACCEPTABLE)]
        text = report.table(run)
        number = len(REQUIREMENTS)
        self.assertIn(f'B compared with A: {number} better, 0 worse', text)
        self.assertIn('  better holds    05-slow-wfi', text)
        self.assertIn('A: 1 bad; compared with stock: 0 better, 0 worse',
                      text)
        shown = page.page(Run(run, [v.series for v in run]))
        self.assertIn('<h3>B compared with A</h3>', shown)
        self.assertIn('href="#rivals"', shown)
        self.assertNotIn('id="rivals"', page.page(
            Run(run[:2], [v.series for v in run[:2]])))
        self.assertEqual(words.rivals([v.series for v in run[:2]]), [])

    def test_warnings(self) -> None:
        text = report.table(verdicts.run(3).verdicts)
        self.assertIn('# 1 new compiler warning: drivers/', text)
        self.assertEqual(text.count('compiler warning'), 1)

    def test_without_faults(self) -> None:
        """Runs are counted, but only those that prove nothing are listed."""
        text = report.table(verdicts.run(2).verdicts)
        self.assertIn('Without its fault: 2 runs, of which 1 ended otherwise',
                      text)
        self.assertIn('proves nothing: 11-x (no fault)', text)
        self.assertTrue(self.line(text, '11-x (no fault)'))
        self.assertNotIn('05-slow-wfi (no fault)', text)
        self.assertIn('stock: 3 unsafe', text)

    def test_nothing(self) -> None:
        self.assertEqual(report.table([]), 'no verdicts')


class Words(unittest.TestCase):
    def observed(self, *steps: Step, **more: Any) -> str:
        more.setdefault('ended', True)
        outcome = Outcome(steps=list(steps), **more)
        return words.observed(Verdict(verdicts.SCENARIOS[0], Series('x'),
                                      outcome))

    def test_observed(self) -> None:
        def step(text: str, result: str) -> Step:
            return Step(text, 1.0, result, 2.0)

        self.assertEqual(self.observed(step('stop r5f0_0', 'ok')), 'ok')
        self.assertEqual(self.observed(
            step('load', 'ok'), step('stop r5f0_0', 'EBUSY'),
            step('stop r5f0_0', 'EBUSY'), step('stop r5f0_1', 'EIO')),
            'stop EBUSY x2, stop r5f0_1 EIO')
        self.assertEqual(self.observed(Step('stop r5f0_0', 1.0), ended=False),
                         'stop hangs')
        self.assertEqual(self.observed(ended=False), 'no end')
        self.assertEqual(self.observed(hung=True, ended=False), words.HANGS)

    def test_line(self) -> None:
        found = verdicts.verdict(verdicts.SCENARIOS[0], Series('v2'),
                                 [Grade.GOOD])
        found.findings[0] = Finding('health', Grade.UNSAFE, 'an Oops')
        self.assertEqual(report.line(found), '5 05-slow-wfi [v2]: unsafe '
                         '(health): stop EBUSY')
        found.failed = 'no kernel\nat all'
        self.assertEqual(report.line(found),
                         '5 05-slow-wfi [v2]: no verdict: no kernel')

    def test_details(self) -> None:
        found = verdicts.run().verdicts[0]
        text = report.details(found)
        for expected in (
                'bad: truth: a second stop is refused as well (at 2.310000)',
                REQUIREMENTS['truth'].holds, 'not as recorded: results:',
                'the kernel reported:', 'x_stop+0x58', 'where it hangs:',
                'mutex_lock+0x5c', "can't stop rproc: -16",
                'again: scripts/k3-scenario --only stock --verbose '
                'tests/scenarios/05-slow-wfi.toml'):
            self.assertIn(expected, text)

    def test_again(self) -> None:
        """The options that select the series, with the same quoting."""
        found = next(v for v in verdicts.run().verdicts
                     if v.series.name == 'v2')
        self.assertEqual(
            words.again(found, '--gdb'),
            "scripts/k3-scenario --patch 'v2=v2 & more.mbox' --only v2 --gdb "
            'tests/scenarios/05-slow-wfi.toml')


class Passed(unittest.TestCase):
    """The conditions for a failed test case."""

    def setUp(self) -> None:
        self.stock = verdicts.verdict(
            verdicts.SCENARIOS[0], Series('stock', known=True), [Grade.BAD],
            recorded=[])
        self.own = verdicts.verdict(verdicts.SCENARIOS[0], Series('v2'),
                                    [Grade.BAD])

    def passed(self, found: Any) -> Any:
        return passed(found, [self.stock, self.own])

    def test_record(self) -> None:
        self.assertTrue(self.passed(self.stock))
        self.stock.recorded = ['other']
        self.assertFalse(self.passed(self.stock))

    def test_own(self) -> None:
        """A series passes if it is no worse than the released driver."""
        self.assertTrue(self.passed(self.own))
        self.stock.findings[0] = Finding('health', Grade.GOOD, '')
        self.assertEqual(worse(self.own, [self.stock, self.own]),
                         {'health'})
        self.assertFalse(self.passed(self.own))
        self.assertFalse(passed(self.own, [self.own]))

    def test_no_run(self) -> None:
        self.own.findings, self.own.failed = [], 'no kernel'
        self.assertFalse(self.passed(self.own))
        self.stock.repeats = 'run 2 differs'
        self.assertFalse(self.passed(self.stock))

    def test_skipped(self) -> None:
        """Each reason is told once, with all rows that it applies to."""
        run = verdicts.run()
        self.assertEqual(list(report.reasons(run.skipped)), [
            'skipped: 00-m4f: 6.1 is built without its driver'])
        self.assertIn('6.1 is built without its driver', page.page(run))

    def test_junit(self) -> None:
        run = verdicts.run()
        with tempfile.TemporaryDirectory() as where:
            path = Path(where) / 'x.xml'
            report.write_junit(run.verdicts, path, run.skipped)
            root = ElementTree.parse(path).getroot()
        self.assertEqual([s.get('name') for s in root],
                         ['scenarios stock', 'scenarios handshake',
                          'scenarios v2'])
        cases = {c.get('name'): c for c in root.iter('testcase')}
        self.assertEqual(len(cases), len(run.verdicts) + len(run.skipped))
        for case in run.skipped:
            told = cases[case.title].find('skipped')
            assert told is not None
            self.assertEqual(told.get('message'), case.why)
        self.assertIn('not as recorded', cases[
            '5 05-slow-wfi [stock]'].findtext('failure', ''))
        self.assertIsNone(cases['5 11-x [stock]'].find('failure'))


if __name__ == '__main__':
    unittest.main()
