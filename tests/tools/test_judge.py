# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the judge of scenarios: other requirements, verdicts."""

from typing import Any
import unittest
from unittest import mock

from k3lib.judge import model, record, verdicts
from k3lib.judge.facts import CRASH
from k3lib.judge.model import Grade
from k3lib.scenario import outcome as outcomes
from judged import CORE, FROM, Case, Good, Run


class Rules(Case):
    def test_graceful(self) -> None:
        """A graceful stop is good in all requirements."""
        run = Run().graceful()
        for requirement in ('health', 'truth', 'contract', 'fresh', 'bounded',
                            'works', 'holds'):
            self.graded(Grade.GOOD, requirement, run, Good)

    def test_contract(self) -> None:
        """State of the core at a stop, and messages before it."""
        def stopped(was: str) -> Run:
            return Run().start(1.0).step(f'stop {CORE}', 4.9, 6.0).stop(
                5.5, was)

        self.graded(Grade.UNSAFE, 'contract', stopped('running'))
        self.graded(Grade.BAD, 'contract', stopped('wfi'))
        self.graded(Grade.ACCEPTABLE, 'contract', stopped('running').say(
            5.4, 'k3_r5_rproc x: no answer, forcing the stop'))
        # Logged too early or too late, so it is about something else
        for at in (1.0, 7.0):
            self.graded(Grade.UNSAFE, 'contract',
                        stopped('running').say(at, 'core: forcing'))
        # Logged about another core, or about something else
        for words, grade in (
                ('platform 78200000.r5f: forcing', Grade.UNSAFE),
                ('platform 78000000.r5f: forcing', Grade.ACCEPTABLE),
                ('r5fss@78000000: forcing', Grade.ACCEPTABLE),
                ('remoteproc remoteproc0: forcing', Grade.ACCEPTABLE),
                ('FAULT_INJECTION: forcing a failure.', Grade.UNSAFE),
                ('cgroup: forcing x', Grade.UNSAFE)):
            run = stopped('running').say(5.4, words)
            run.outcome.names['78200000.r5f'] = 'r5f0_1'
            self.graded(grade, 'contract', run)
        # It answered, but keeps running
        self.graded(Grade.UNSAFE, 'contract', Run().start(1.0).ask(5.0)
                    .answer(5.1).hear(5.2).stop(5.5, 'running')
                    .step(f'stop {CORE}', 4.9, 6.0))
        # Answered, but Linux has not heard it
        self.graded(Grade.BAD, 'contract', Run().start(1.0).ask(5.0)
                    .answer(5.1).stop(5.5, 'wfi')
                    .step(f'stop {CORE}', 4.9, 6.0))
        # Rested when the driver looked
        self.graded(Grade.GOOD, 'contract', Run().start(1.0).ask(5.0)
                    .answer(5.1).hear(5.2).status(5.3, 2)
                    .stop(5.5, 'running').step(f'stop {CORE}', 4.9, 6.0))
        # It looked before there was an answer
        self.graded(Grade.UNSAFE, 'contract', Run().start(1.0).ask(5.0)
                    .status(5.05, 2).answer(5.1).hear(5.2)
                    .stop(5.5, 'running').step(f'stop {CORE}', 4.9, 6.0))

    def test_contract_of_a_halt(self) -> None:
        """An R5F must not be halted too early either, whatever follows."""
        def halted(control: int = 1, refused: bool = False) -> Run:
            return Run().start(1.0).step(
                f'stop {CORE}', 4.9, 6.0, 'EBUSY').halt(5.0, control, refused)

        def asked(status: int) -> Run:
            return (Run().start(1.0).ask(5.0).answer(5.1).hear(5.2)
                    .status(5.3, status).halt(5.4)
                    .step(f'stop {CORE}', 4.9, 6.0, 'EBUSY'))

        self.graded(Grade.BAD, 'contract', halted())
        # The system firmware has refused it; another flag; by force
        self.graded(Grade.GOOD, 'contract', halted(refused=True))
        self.graded(Grade.GOOD, 'contract', halted(control=2))
        self.graded(Grade.ACCEPTABLE, 'contract', halted().say(
            4.95, '78000000.r5f: no answer, forcing'))
        self.graded(Grade.GOOD, 'contract', asked(2))
        self.graded(Grade.BAD, 'contract', asked(0))
        # It does not execute
        self.graded(Grade.NONE, 'contract', Run().halt(0.5).start(1.0))
        # What it did is known if it is stopped next
        self.graded(Grade.GOOD, 'contract', asked(0).stop(5.5, 'wfi'))
        self.assertIn(f'{CORE} was not asked when it is halted',
                      str(halted().findings()))
        # One finding for both
        run = halted().stop(5.5, 'wfi')
        found = run.findings()
        self.assertEqual([f.words for f in found
                          if f.requirement == 'contract'],
                         [f'{CORE} was not asked (wfi) when it is stopped, '
                          'and the kernel says nothing'])

    def test_contract_of_others(self) -> None:
        """A stop by a watchdog or another host does not count."""
        run = Run().start(1.0).stop(5.0, 'running', host=36)
        self.graded(Grade.NONE, 'contract', run)

    def test_contract_with_the_dead(self) -> None:
        run = (Run().start(1.0).message(2.0, 'push', FROM, CRASH)
               .stop(5.0, 'wfi').step(f'stop {CORE}', 4.9, 6.0))
        self.graded(Grade.GOOD, 'contract', run)
        # It has been started since
        run = (Run().message(0.5, 'push', FROM, CRASH).start(1.0)
               .stop(5.0, 'wfi').step(f'stop {CORE}', 4.9, 6.0))
        self.graded(Grade.BAD, 'contract', run)

    def test_contract_with_the_hung(self) -> None:
        """A silent crash; Linux knows of it only if it is reported."""
        report = 'remoteproc0: crash detected in 78000000.r5f: type mmufault'
        for was, grade in (('frozen', Grade.GOOD), ('wfi', Grade.BAD)):
            run = (Run().start(1.0).say(4.0, report).stop(5.0, was)
                   .step(f'stop {CORE}', 4.9, 6.0))
            self.graded(grade, 'contract', run)
        run = (Run().say(0.5, report).start(1.0).stop(5.0, 'frozen')
               .step(f'stop {CORE}', 4.9, 6.0))
        self.graded(Grade.UNSAFE, 'contract', run)

    def test_contract_of_a_pair(self) -> None:
        """Core 1 of a lockstep pair is asked through core 0."""
        run = Run().start(1.0, config=0x100)
        run.outcome.paths['/other'] = 'r5f0_1'
        run.ask(5.0).answer(5.001).hear(5.002)
        run.trace(5.1, 'k3_ti_sci_request', 'host 12: request 0x0202')
        run.trace(5.1, 'k3_core_stop', '/other: stops, was wfi')
        self.graded(Grade.NONE, 'contract', run)

    def test_power_off(self) -> None:
        """A step that ends Linux does not return."""
        for off, grade in ((True, Grade.NONE), (False, Grade.UNSAFE)):
            run = Run().start(1.0).step('power_off', 5.0, None, '')
            run.outcome.off = off
            self.graded(grade, 'bounded', run)
        run = Run().start(1.0).step(f'stop {CORE}', 5.0, None, '')
        run.outcome.off = True
        self.graded(Grade.UNSAFE, 'bounded', run)

    def test_fresh(self) -> None:
        """An old answer does not count."""
        old = (Run().start(1.0).ask(5.0).answer(11.0).hear(11.1)
               .ask(12.0).stop(12.001, 'wfi')
               .step(f'stop {CORE}', 4.9, 10.0, 'EBUSY')
               .step(f'stop {CORE}', 11.9, 12.1))
        self.graded(Grade.BAD, 'fresh', old)
        late = (Run().start(1.0).ask(5.0).ask(12.0).answer(12.5).hear(12.6)
                .stop(12.7, 'wfi').step(f'stop {CORE}', 11.9, 12.8))
        self.graded(Grade.ACCEPTABLE, 'fresh', late)
        unasked = (Run().start(1.0).answer(2.0).hear(2.1).ask(5.0)
                   .stop(5.001, 'running').step(f'stop {CORE}', 4.9, 5.1))
        self.graded(Grade.BAD, 'fresh', unasked)

    def test_bounded(self) -> None:
        run = Run().step(f'stop {CORE}', 1.0, 61.0, 'ETIMEDOUT')
        self.graded(Grade.BAD, 'bounded', run)
        run = Run()
        run.outcome.steps.append(outcomes.Step(f'stop {CORE}', 1.0))
        self.graded(Grade.UNSAFE, 'bounded', run)
        for verb in ('close_device', 'unbind', 'detach'):
            for ended, grade in ((8.0, Grade.GOOD), (61.0, Grade.BAD)):
                self.graded(grade, 'bounded', Run().step(
                    f'{verb} {CORE}', 1.0, ended))
        for words, ended, grade in (
                ('suspend', 61.0, Grade.BAD), ('bind', 61.0, Grade.BAD),
                ('over', 31.0, Grade.BAD), ('over', 3.0, Grade.GOOD),
                (f'at_once stop {CORE}', 12.0, Grade.GOOD),
                (f'at_once stop {CORE}', 61.0, Grade.BAD),
                (f'often 9 start {CORE}', 61.0, Grade.NONE)):
            self.graded(grade, 'bounded', Run().step(words, 1.0, ended))
        # A debugging option of Linux delays the removal of each module
        run = Run().step('unload', 1.0, 20.0)
        self.graded(Grade.BAD, 'bounded', run)
        self.graded(Grade.GOOD, 'bounded', run.say(
            2.0, "kobject: 'holders' ((____ptrval____)): kobject_release, "
            'parent (____ptrval____) (delayed 1000)'))
        # A sleep takes as long as it was asked for
        self.graded(Grade.NONE, 'bounded', Run().step('sleep 60', 1.0, 61.0))

    def test_works(self) -> None:
        run = Run().start(1.0).step(f'stop {CORE}', 1.0, 2.0, 'EBUSY')
        self.graded(Grade.BAD, 'works', run, Good)
        self.graded(Grade.NONE, 'works', run)

    def test_hang(self) -> None:
        """A bus hang is the driver's fault if it stopped a core."""
        def hung(why: str) -> Run:
            run = Run().start(1.0).trace(
                5.0, 'k3_ti_sci_bus_hang',
                f'processor 0x01 {why}: the interconnect hangs')
            run.outcome.hung = True
            return run

        self.graded(Grade.UNSAFE, 'contract', hung('stopped, not in WFI'))
        self.graded(Grade.NONE, 'contract', hung('is wedged'))
        for why in ('stopped, not in WFI', 'is wedged'):
            self.graded(Grade.UNSAFE, 'bounded', hung(why))


class Words(unittest.TestCase):
    def test_steps(self) -> None:
        """What a step does, and to which core."""
        for words, verb, does, core in (
                ('stop r5f0_0', 'stop', 'stop', CORE),
                ('at_once stop r5f0_0', 'at_once', 'stop', CORE),
                ('meanwhile start r5f0_0', 'meanwhile', 'start', CORE),
                ('often 3 start r5f0_0', 'often', 'start', CORE),
                ('over', 'over', 'over', None), ('at_once', ) * 3 + (None,)):
            step = outcomes.Step(words, 0.0)
            self.assertEqual((step.verb, step.does, step.core),
                             (verb, does, core))

    def test_requirements(self) -> None:
        """Each requirement states in a sentence what holds, and a source."""
        for requirement in model.REQUIREMENTS.values():
            for words in (requirement.holds, requirement.why):
                self.assertRegex(words, r'^[A-Z].*\.$')
            self.assertRegex(requirement.source, r'\w+ \(')

    def test_compare(self) -> None:
        def verdict(grade: Grade) -> model.Verdict:
            return model.Verdict(mock.Mock(), mock.Mock(), findings=[
                model.Finding('truth', grade, 'x')])

        words = model.compare(verdict(Grade.BAD), verdict(Grade.GOOD))
        self.assertEqual((words['truth'], words['fresh']), ('worse', ''))
        self.assertEqual(model.compare(verdict(Grade.GOOD), verdict(
            Grade.BAD))['truth'], 'better')

    def test_passed(self) -> None:
        """A series is compared with the released driver, not ours."""
        where = mock.Mock()

        def verdict(name: str, grade: Grade, **more: Any) -> model.Verdict:
            series = model.Series(name, known=name != 'series')
            return model.Verdict(where, series, outcomes.Outcome(), [
                model.Finding('truth', grade, 'x')], **more)

        good, bad = Grade.GOOD, Grade.BAD
        for stock, ours, passes in ((good, good, True), (good, bad, False),
                                    (bad, bad, True), (bad, good, True),
                                    (bad, Grade.UNSAFE, False),
                                    (Grade.NONE, bad, False)):
            every = [verdict('stock', stock), verdict('series', ours)]
            self.assertEqual(verdicts.passed(every[1], every), passes)
        # Alone, every broken requirement counts
        alone = verdict('series', bad)
        self.assertFalse(verdicts.passed(alone, [alone]))
        # Known drivers must match their record, whatever their grade
        for recorded, passes in (([], True), (['other'], False)):
            known = verdict('stock', bad, recorded=recorded)
            self.assertEqual(verdicts.passed(known, [known]), passes)
        failed = verdict('series', good, failed='no snapshot')
        self.assertFalse(verdicts.passed(failed, [failed]))

    def test_errnos(self) -> None:
        """A kernel may print a name where another prints a number."""
        outcome = outcomes.Outcome(ended=True, log=[
            "[  1.0] x: can't stop rproc: -EBUSY"])
        self.assertEqual(record.compare({'log': ['rproc: -16']}, outcome), [])
        self.assertTrue(record.compare({'log': ['rproc: -22']}, outcome))


if __name__ == '__main__':
    unittest.main()
