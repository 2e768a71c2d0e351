# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the judge: what does a stop leave behind?"""

from collections.abc import Sequence
from typing import Any
import unittest

from k3lib.judge.model import Grade
from k3lib.machine.cores import SOCS, soc
from k3lib.scenario import outcome as outcomes
from judged import CORE, Case, Firmware, Good, Run, Scenario, Soc


class After(Case):
    def test_refused_at_once(self) -> None:
        """Of two stops, one must fail; if the core goes on, both have."""
        run = Run().start(1.0).step(f'at_once stop {CORE}', 5.0, 6.0, 'EINVAL')
        self.graded(Grade.GOOD, 'keeps', run)
        self.graded(Grade.NONE, 'keeps', run.stop(5.5, 'wfi'))

    def repaired(self, tries: Sequence[str], restart: str) -> Run:
        run = Run().start(1.0).afterwards()
        for number, result in enumerate(tries):
            run.step(f'stop_running {CORE}', 10.0 + number, 10.5 + number,
                     result)
        run.step(f'restart {CORE}', 20.0, 21.0, restart)
        if restart == 'ok':
            run.stop(12.0, 'wfi').start(20.2).stop(20.8, 'wfi')
        return run

    def test_repair(self) -> None:
        self.graded(Grade.GOOD, 'repair', self.repaired(['ok'], 'ok'))
        self.graded(Grade.ACCEPTABLE, 'repair',
                    self.repaired(['EBUSY', 'ok'], 'ok'))
        refused = self.repaired(['EBUSY', 'EBUSY'], 'is running')
        self.graded(Grade.BAD, 'repair', refused)
        # The firmware is the cause, and it is still running
        self.graded(Grade.ACCEPTABLE, 'repair', refused, Firmware)
        # This is different if the core has done what it was asked for
        refused.ask(2.0).answer(2.5).outcome.cores = {CORE: 'wfi'}
        refused.outcome.steps = [outcomes.Step('x', 1.0, 'ok', 9.0)]
        self.graded(Grade.BAD, 'repair', refused, Firmware)

    def test_repair_of_the_lost(self) -> None:
        """A core that Linux can only attach to cannot be started again."""
        lost = self.repaired(['EINVAL', 'EINVAL'], 'is attached')
        self.graded(Grade.BAD, 'repair', lost)
        lost.outcome.cores = {CORE: 'wfi'}
        lost.ask(2.0).answer(2.5)
        lost.outcome.steps = [outcomes.Step('x', 1.0, 'ok', 9.0)]
        self.graded(Grade.BAD, 'repair', lost, Firmware)
        # It answers after the removal, so the driver could not know
        for removed, grade in ((2.2, Grade.ACCEPTABLE), (3.0, Grade.BAD)):
            lost.outcome.steps = [outcomes.Step('unload', removed, 'ok', 3.1),
                                  outcomes.Step('x', 4.0, 'ok', 9.0)]
            self.graded(grade, 'repair', lost, Firmware)

    def test_repair_that_starts_nothing(self) -> None:
        """A repair needs a start of the core, not only "ok"."""
        run = Run().start(1.0).afterwards()
        run.step(f'restart {CORE}', 20.0, 21.0)
        self.graded(Grade.BAD, 'repair', run)

    def test_keeps(self) -> None:
        def refused() -> Run:
            return Run().start(1.0).step(f'stop {CORE}', 5.0, 10.0, 'EBUSY')

        self.graded(Grade.NONE, 'keeps', Run().graceful())
        self.graded(Grade.GOOD, 'keeps', refused())
        lost = refused()
        lost.outcome.rpmsg = [(CORE, 2, 0)]
        self.graded(Grade.BAD, 'keeps', lost)
        # These say nothing of a loss, or not at that stop
        for at, words in ((9.0, 'virtio0: creating channel x again'),
                          (9.0, 'rpmsg_char virtio0.x: removed'),
                          (2.0, 'virtio0: lost')):
            lost.say(at, words)
        self.graded(Grade.BAD, 'keeps', lost)
        lost.say(10.0, 'rpmsg of x is gone until the next start')
        self.graded(Grade.GOOD, 'keeps', lost)
        stuck = refused().step('unload', 11.0, 12.0, 'EAGAIN')
        self.graded(Grade.BAD, 'keeps', stuck)
        awake = refused().step('suspend', 11.0, 12.0, 'EBUSY')
        self.graded(Grade.BAD, 'keeps', awake)
        left = refused().step('unload', 11.0, 12.0)
        self.graded(Grade.BAD, 'keeps', left)
        left.say(11.5, "remoteproc0: can't stop rproc: -16")
        self.graded(Grade.ACCEPTABLE, 'keeps', left)

    def test_suspend(self) -> None:
        """Without a refused stop before it, too."""
        def asleep(result: str, state: str = 'wfi') -> Run:
            run = Run().start(1.0).step('suspend', 2.0, 3.0, result)
            run.outcome.cores = {CORE: state}
            return run

        self.graded(Grade.BAD, 'works', asleep('EBUSY'), Good)
        self.graded(Grade.GOOD, 'works', asleep('ok'), Good)
        self.graded(Grade.BAD, 'keeps', asleep('EBUSY'))
        self.graded(Grade.GOOD, 'keeps', asleep('ok'))
        self.graded(Grade.BAD, 'keeps', asleep('EBUSY').step(
            f'stop {CORE}', 5.0, 10.0, 'EBUSY'))
        # If a core hangs, it may be right to stay awake
        self.graded(Grade.ACCEPTABLE, 'keeps', asleep('EBUSY', 'frozen'))

        class Manager(Good):
            """The device manager, which Linux cannot stop."""
            @staticmethod
            def where() -> type[Soc]:
                return type('', (Soc, ), {'early': (CORE, )})

        for result, grade in (('ok', Grade.GOOD), ('EBUSY', Grade.BAD)):
            self.graded(grade, 'works', asleep(result).step(
                f'stop {CORE}', 5.0, 5.1, 'EINVAL'), Manager)

    def test_keeps_unbind(self) -> None:
        """A removal without a stop leaves the core behind."""
        run = Run().start(1.0).step(f'unbind {CORE}', 5.0, 6.0)
        self.graded(Grade.BAD, 'keeps', run)
        # Linux has only attached to it, and leaves it as it was
        kept = Run().start(1.0).say(4.0, 'remoteproc remoteproc0: remote '
                                    'processor 78000000.r5f is now attached')
        self.graded(Grade.NONE, 'keeps',
                    kept.step(f'unbind {CORE}', 5.0, 6.0))
        other = Run().start(1.0).step('unbind r5f0_1', 5.0, 6.0)
        self.graded(Grade.NONE, 'keeps', other)
        self.graded(Grade.NONE, 'keeps', run.stop(5.5, 'wfi'))

    def test_early(self) -> None:
        """A core that Linux attaches to need not be stopped."""
        class Attached(Scenario):
            @staticmethod
            def all_early(_faulty: object) -> dict[str, Any]:
                return {CORE: {}}

        run = Run().start(1.0).step(f'stop {CORE}', 5.0, 5.1, 'EINVAL')
        run.step('unload', 6.0, 7.0)
        self.graded(Grade.NONE, 'keeps', run, Attached)
        self.graded(Grade.BAD, 'keeps', run)

    def test_holds(self) -> None:
        held = {'host': '36', 'kind': 'device', 'id': '152', 'name': 'TIMER3'}
        run = Run().graceful()
        run.outcome.owned = [held]
        self.graded(Grade.ACCEPTABLE, 'holds', run)
        # Another core may hold what it likes
        run.outcome.host_of = {'MAIN_0_R5_1': 'r5f0_1'}
        self.graded(Grade.GOOD, 'holds', run)
        run.outcome.host_of = {'MAIN_0_R5_1': CORE}
        self.graded(Grade.ACCEPTABLE, 'holds', run)
        run = (Run().start(1.0).stop(5.0, 'wfi')
               .step(f'stop {CORE}', 4.9, 6.0))
        run.outcome.owned = [held]
        self.graded(Grade.BAD, 'holds', run)
        for record_of in (
                {'host': '12', 'kind': 'processor', 'id': '0x01'},
                {'host': '12', 'kind': 'device', 'id': '121', 'name': 'CORE0'}):
            run = Run()
            run.outcome.states = {CORE: 'gone'}
            run.outcome.owned = [record_of]
            self.graded(Grade.BAD, 'holds', run)

    def test_hosts(self) -> None:
        """The firmware of a core uses one host."""
        self.assertEqual(soc('am64x').firmware_hosts['MAIN_0_R5_1'], CORE)
        for each in SOCS.values():
            self.assertLessEqual(set(each.firmware_hosts.values()),
                                 set(each.cores))


if __name__ == '__main__':
    unittest.main()
