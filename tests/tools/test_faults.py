# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of reports about runs in which the fault did not occur."""

from pathlib import Path
import re
import tempfile
import unittest
from unittest import mock
from xml.etree import ElementTree

from k3lib.judge.model import REQUIREMENTS, Grade, Series, Verdict
from k3lib.report import faults, page, runs, words
from k3lib.report.run import Run

import verdicts


class Missing(unittest.TestCase):
    def setUp(self) -> None:
        self.found = self.verdict('v2', [Grade.GOOD], 0)
        self.stock = self.verdict('stock', [Grade.BAD], 1)

    def verdict(self, name: str, grades: list[Grade],
                hits: int) -> Verdict:
        found = verdicts.verdict(verdicts.SCENARIOS[0], Series(name), grades)
        assert found.outcome
        found.outcome.hits = {'lost': hits}
        return found

    def test_hits(self) -> None:
        assert self.found.outcome
        self.assertEqual(faults.untried(self.found),
                         'the fault "lost" did not occur')
        self.assertEqual(faults.hits(self.found),
                         ['fault "lost" did not occur'])
        self.found.outcome.hits['lost'] = 2
        self.assertEqual(faults.untried(self.found), '')
        self.assertEqual(faults.hits(self.found), [
            'fault "lost": 2 hits, the first in "stop r5f0_0"'])
        self.found.outcome.hits = {}        # a run that was not examined
        self.assertEqual(faults.untried(self.found), '')

    def test_what_is_broken_remains(self) -> None:
        found = self.verdict('v2', [Grade.BAD], 0)
        self.assertEqual(faults.untried(found), '')
        self.assertIn('bad (', runs.line(found))
        self.assertIn('v2: 1 bad\n', runs.table([found]))

    def test_counted_elsewhere(self) -> None:
        """Another driver sends more requests before the stop."""
        assert self.found.outcome
        self.found.outcome.hits['lost'] = 1
        rules = self.found.scenario.provoke['faults']
        self.enterContext(mock.patch.dict(
            rules, lost=rules['lost'] + ',skip=3'))
        self.assertEqual(faults.untried(self.found), '')
        self.found.outcome.trace = self.found.outcome.trace.replace(
            'k3_fault_hit 2560000000', 'k3_fault_hit 2400000000')
        self.assertEqual(faults.untried(self.found), 'the fault "lost" '
                         'occurred too early, in "load"')

    def test_a_good_driver_need_not_cause_it(self) -> None:
        self.enterContext(mock.patch.dict(
            self.found.scenario.provoke, may_miss=['lost']))
        self.assertEqual(faults.untried(self.found), '')
        self.assertEqual(faults.hits(self.found),
                         ['fault "lost": 0 hits'])

    def test_states(self) -> None:
        """A full FIFO is a state: it has no hits."""
        self.enterContext(mock.patch.dict(
            self.found.scenario.provoke['faults'],
            lost='where=mailbox,action=full,cluster=2'))
        self.assertEqual(faults.untried(self.found), '')
        self.assertEqual(faults.hits(self.found), [])

    def test_terminal(self) -> None:
        text = runs.table([self.stock, self.found])
        line = next(line for line in text.splitlines()
                    if line.startswith('05-slow-wfi'))
        self.assertIn(' ' + '?' * len(REQUIREMENTS) + ' ', line)
        self.assertIn('v2: 1 not tried; compared with stock: 0 better, 0 '
                      'worse', text)
        self.assertIn('? not tried: 05-slow-wfi', text)
        self.assertIn('the fault did not occur', text)
        self.assertEqual(
            runs.line(self.found), '5 05-slow-wfi [v2]: not tried (the fault '
            '"lost" did not occur): stop EBUSY')

    def test_junit(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / 'x.xml'
            runs.write_junit([self.stock, self.found], path)
            cases = {case.get('name'): case for case
                     in ElementTree.parse(path).iter('testcase')}
        skipped = cases['5 05-slow-wfi [v2]'].find('skipped')
        self.assertIsNotNone(skipped)
        assert skipped is not None
        self.assertIn('did not occur', ElementTree.tostring(skipped,
                                                            'unicode'))

    def test_page(self) -> None:
        text = page.page(Run([self.stock, self.found],
                             [self.stock.series, self.found.series]))
        plain = ' '.join(re.sub(r'<[^>]*>', ' ', text).split())
        self.assertIn('Not tried. WFI comes 10 ms after the answer : the '
                      'fault', plain)
        self.assertIn('did not occur', plain)
        self.assertIn('1 ? not tried', plain)
        self.assertIn('first in &quot;stop r5f0_0&quot;', plain)
        self.assertEqual(text.count('cell untried'), len(REQUIREMENTS))
        matrix = text[text.index('class="matrix"'):]
        self.assertNotIn('better than stock',
                         matrix[:matrix.index('</table>')])

    def test_compared_with_a_missing_fault(self) -> None:
        """What is bad is worse than something that was not tried."""
        stock = self.verdict('stock', [Grade.GOOD], 0)
        for grade, word in ((Grade.ACCEPTABLE, ''), (Grade.BAD, 'worse')):
            found = self.verdict('v2', [grade], 1)
            self.assertEqual(set(faults.compared(found, stock).values()),
                             {word})

    def test_totals(self) -> None:
        self.assertEqual(words.count_words(words.totals(
            [self.stock, self.found])), '1 bad, 1 not tried')


if __name__ == '__main__':
    unittest.main()
