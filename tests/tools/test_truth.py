# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the judge: is it true what Linux says?"""

import unittest

from k3lib.judge.facts import CRASH, ECHO_REPLY, ECHO_REQUEST
from k3lib.judge.model import Grade
from judged import CORE, FROM, TO, Case, Good, Run


class Truth(Case):
    def test_truth(self) -> None:
        run = Run().start(1.0).step(f'stop {CORE}', 2.0, 3.0)
        run.outcome.cores = {CORE: 'wfi'}
        self.graded(Grade.BAD, 'truth', run)
        run = Run().start(1.0).afterwards().step(f'stop_running {CORE}',
                                                 2.0, 3.0)
        self.graded(Grade.BAD, 'truth', run)
        run = Run().step(f'start {CORE}', 2.0, 3.0)
        run.start(1.0).stop(1.5, 'wfi')
        self.graded(Grade.BAD, 'truth', run)
        run = Run()
        run.outcome.states = {CORE: 'running'}
        self.graded(Grade.BAD, 'truth', run)

    def test_truth_of_users(self) -> None:
        """remoteproc counts a start of a running core, and the next stop."""
        def again(*words: str) -> Run:
            run = Run().start(1.0).step(f'stop {CORE}', 2.0, 3.0, 'EBUSY')
            run.step(f'start {CORE}', 3.0, 4.0)
            for number, word in enumerate(words):
                run.say(3.5 + number, word)
            return run.step(f'stop {CORE}', 5.0, 6.0)
        powering = 'remoteproc remoteproc0: powering up 78000000.r5f'
        run = again()
        self.graded(Grade.GOOD, 'truth', run)       # of the start
        self.graded(Grade.BAD, 'truth', run.step(f'stop {CORE}', 7.0, 8.0))
        self.graded(Grade.BAD, 'truth', again(powering))
        self.graded(Grade.GOOD, 'truth', again(
            powering.replace('78000000', '78200000')))

    def test_truth_of_an_echo(self) -> None:
        """A core that runs reads messages, and Linux reads its replies."""
        def talk(*done: str) -> Run:
            run = Run().start(1.0).step(f'stop {CORE}', 2.0, 3.0, 'EBUSY')
            run.afterwards().step(f'talk {CORE}', 8.0, 8.1)
            assert run.outcome.after
            run.outcome.after.states = {CORE: 'running'}
            run.outcome.after.cores = {CORE: 'wfi'}
            for way, fifo, message, name in (
                    ('push', TO, ECHO_REQUEST, 'sent'),
                    ('pop', TO, ECHO_REQUEST, 'read'),
                    ('push', FROM, ECHO_REPLY, 'told'),
                    ('pop', FROM, ECHO_REPLY, 'heard')):
                if name in done:
                    run.message(8.05, way, fifo, message)
            run.outcome.states, run.outcome.cores = {}, {}
            return run

        every = ('sent', 'read', 'told', 'heard')
        for number, truth, keeps in (
                (4, Grade.GOOD, Grade.GOOD), (3, Grade.BAD, Grade.BAD),
                # It need not reply; it may be dead; it was not sent
                (2, Grade.GOOD, Grade.GOOD), (1, Grade.ACCEPTABLE, Grade.GOOD),
                (0, Grade.NONE, Grade.GOOD)):
            self.graded(truth, 'truth', talk(*every[:number]))
            self.graded(keeps, 'keeps', talk(*every[:number]))
        self.graded(Grade.BAD, 'truth', talk('sent'), Good)

    def test_truth_of_two_at_once(self) -> None:
        """Two stops that both succeed, and a start beside other steps."""
        for was, grade in ((None, Grade.BAD), (5.5, Grade.GOOD)):
            run = Run().start(1.0).step(f'at_once stop {CORE}', 5.0, 6.0)
            if was:
                run.stop(was, 'wfi')
            self.graded(grade, 'truth', run)
        # Both only undo a start that remoteproc has counted
        run = Run().start(1.0).step(f'at_once start {CORE}', 3.0, 4.0)
        run.step(f'at_once stop {CORE}', 5.0, 6.0)
        self.graded(Grade.GOOD, 'truth', run)
        run.step(f'stop {CORE}', 7.0, 8.0)
        self.graded(Grade.BAD, 'truth', run)

        def beside() -> Run:
            return (Run().start(1.0).stop(2.0, 'wfi')
                    .step(f'meanwhile start {CORE}', 5.0, 5.1)
                    .step('over', 7.0, 8.0))

        self.graded(Grade.BAD, 'truth', beside())
        self.graded(Grade.GOOD, 'truth', beside().start(5.5).stop(6.5, 'wfi'))

    def test_truth_of_a_close(self) -> None:
        """close() returns no error, so the log must tell."""
        def closed() -> Run:
            return Run().start(1.0).step(f'close_device {CORE}', 5.0, 6.0)

        self.graded(Grade.BAD, 'truth', closed())
        self.graded(Grade.NONE, 'truth', closed().stop(5.5, 'wfi'))
        told = closed().say(5.9, "remoteproc0: can't stop rproc: -16")
        self.graded(Grade.NONE, 'truth', told)
        # That is a refused stop, after which all must still work
        self.graded(Grade.GOOD, 'contract', told)
        told.outcome.rpmsg = [(CORE, 2, 0)]
        self.graded(Grade.BAD, 'keeps', told)

    def test_truth_of_a_crash(self) -> None:
        """A reported crash may be true or false."""
        run = Run().start(1.0)
        run.outcome.states, run.outcome.cores = {CORE: 'crashed'}, {CORE: 'wfi'}
        self.graded(Grade.BAD, 'truth', run)
        run.message(2.0, 'push', FROM, CRASH).step('sleep 1', 3.0, 4.0)
        self.graded(Grade.NONE, 'truth', run)

    def test_truth_of_the_log(self) -> None:
        """A recovery without a reset logs "is now up", too."""
        words = 'remoteproc remoteproc0: remote processor 78000000.r5f is now up'
        run = Run().start(1.0).say(1.1, words)
        self.graded(Grade.NONE, 'truth', run)
        self.graded(Grade.BAD, 'truth', run.say(5.0, words))
        self.graded(Grade.NONE, 'truth', run.stop(4.0, 'wfi').start(4.5))


if __name__ == '__main__':
    unittest.main()
