# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the judge of scenarios, by requirement."""

from collections.abc import Sequence
from typing import Any
import unittest

from k3lib.judge import health, model, record, rules, verdicts
from k3lib.judge.facts import (CRASH, ECHO_REPLY, ECHO_REQUEST, SHUTDOWN,
                               SHUTDOWN_ACK, Facts)
from k3lib.judge.model import Grade
from k3lib.machine.cores import SOCS, soc
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

    def halt(self, at: float, flags: int = 2, first: int = 0x101) -> 'Run':
        """A request to halt, and its response."""
        self.trace(at, 'k3_ti_sci_request', 'host 12: request 0xc101 seq 7 '
                   f'flags 0x2 first word {first:#x}')
        return self.trace(at + 1e-4, 'k3_ti_sci_response', 'host 12: response '
                          f'to 0xc101 seq 7 flags {flags:#x}')

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

    def grade(self, requirement: str, scenario: Any = Scenario) -> Grade:
        found = rules.judge(Facts(self.outcome, scenario))
        return max((f.grade for f in found if f.requirement == requirement),
                   default=Grade.NONE)


SIGNS = {
    ('a detector has switched itself off', Grade.ACCEPTABLE): (
        'INFO: lockdep is turned off.',
        'turning off the locking correctness validator.',
        'Disabling lock debugging due to kernel taint',
        'kmemleak: Kernel memory leak detector disabled',
        'ODEBUG: Out of memory. ODEBUG disabled'),
    ('Oops', Grade.UNSAFE): (
        'Unable to handle kernel paging request at virtual address 0',
        'Internal error: Oops: 0000000096000004 [#1] SMP'),
    ('WARNING', Grade.BAD): (
        'WARNING: CPU: 0 PID: 170 at drivers/x.c:1 f+0x0/0x4 [x]',
        'WARNING: drivers/x.c:1 at f+0x0/0x4 [x], CPU#0: sh/170',
        'WARNING: at f+0x0/0x4 [x], CPU#0: sh/170'),
    ('use of memory that is not its own', Grade.UNSAFE): (
        'BUG: KASAN: slab-use-after-free in f+0x4/0x8 [x]',
        'BUG: KFENCE: use-after-free read in f+0x4/0x8',
        'BUG kmalloc-64 (Not tainted): Poison overwritten',
        'BUG kmalloc-64 (Tainted: G        W  OE     ): Poison overwritten',
        'BUG: Bad page state in process sh  pfn:80000',
        'BUG: Bad page map in process sh  pte:00 pmd:00',
        'BUG: Bad rss-counter state mm:0 type:MM_FILEPAGES val:1',
        'ODEBUG: free active (active state 0) object: 0 object type: x',
        'kmemleak: Freeing unknown object at 0xffff000001234500',
        'refcount_t: underflow; use-after-free.'),
    ('data race', Grade.BAD): ('BUG: KCSAN: data-race in f / g',),
    ('wrong locking', Grade.BAD): (
        'WARNING: possible circular locking dependency detected',
        'WARNING: bad unlock balance detected!',
        'WARNING: sh/170 still has locks held!',
        'BUG: MAX_STACK_TRACE_ENTRIES too low!',
        'BUG: MAX_LOCKDEP_KEYS too low!',
        'BUG: key ffff000001234500 has not been registered!',
        'BUG: looking up invalid subclass: 9',
        '[ BUG: Invalid wait context ]',
        'BUG: rwlock bad magic on CPU#0, sh/170, ffff000001234500',
        'BUG: spinlock bad magic on CPU#0, sh/170'),
    ('sleeps where it must not', Grade.UNSAFE): (
        'BUG: scheduling while atomic: sh/170/0x00000002',
        'BUG: scheduling in a non-blocking section: sh/170/1',
        'bad: scheduling from the idle thread!',
        'BUG: sleeping function called from invalid context at mm/x.h:1',
        'BUG: assuming atomic context at mm/x.c:1',
        'BUG: assuming non migratable context at mm/x.c:1',
        'BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[9]',
        'BUG: workqueue leaked lock or atomic: kworker/0:1/0x1/9',
        'softirq: huh, entered softirq 1 TIMER 0 with preempt_count 100'),
    ('stall', Grade.UNSAFE): (
        'INFO: task sh:170 blocked for more than 120 seconds.',
        'INFO: task sh:170 blocked in I/O wait for more than 120 seconds.',
        'rcu: INFO: rcu_sched self-detected stall on CPU',
        'BUG: workqueue lockup - pool cpus=0 node=0 stuck for 30s!',
        'watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:170]'),
    ('out of memory', Grade.BAD): (
        'sh: page allocation failure: order:4, mode:0x40cc0',
        'sh invoked oom-killer: gfp_mask=0x140cca, order=0',
        'Out of memory: Killed process 170 (sh)'),
    ('misuse of the driver core', Grade.BAD): (
        'platform 78000000.r5f: Runtime PM usage count underflow!',
        'platform 78000000.r5f: Unbalanced pm_runtime_enable!',
        "debugfs: Directory 'x' with parent 'y' already present!",
        "debugfs: File 'x' in directory 'y' already present!",
        "debugfs: 'x' already exists in 'y'",
        "sysfs: cannot create duplicate filename '/x'"),
    ('leak', Grade.BAD): (
        'kmemleak: 1 new suspected memory leaks (see x)',),
    ('BUG', Grade.UNSAFE): (
        'kernel BUG at mm/slub.c:1!',
        'x_driver: BUG: something that no list has'),
}


class Rules(unittest.TestCase):
    def graded(self, grade: Grade, requirement: str, run: Run,
               scenario: Any = Scenario) -> None:
        self.assertEqual(run.grade(requirement, scenario), grade)

    def test_graceful(self) -> None:
        """A graceful stop is good in all requirements."""
        run = Run().graceful()
        for requirement in ('health', 'truth', 'contract', 'fresh', 'bounded',
                            'works', 'holds'):
            self.graded(Grade.GOOD, requirement, run, Good)

    def test_health(self) -> None:
        for words, grade in (
                ('Unable to handle kernel NULL pointer dereference',
                 Grade.UNSAFE),
                ('WARNING: CPU: 0 PID: 1 at drivers/x.c:1 f+0x0/0x4',
                 Grade.BAD),
                ('WARNING: possible circular locking dependency detected',
                 Grade.BAD),
                ('BUG: KASAN: slab-use-after-free in f', Grade.UNSAFE),
                ('refcount_t: underflow; use-after-free.', Grade.UNSAFE),
                ('INFO: task sh:1 blocked for more than 120 seconds.',
                 Grade.UNSAFE),
                ('BUG: scheduling while atomic: sh/1/0x2', Grade.UNSAFE),
                ('remoteproc0: stopped remote processor', Grade.GOOD)):
            self.graded(grade, 'health', Run().say(1.0, words))

    def test_health_of_the_boot(self) -> None:
        """A driver may do wrong before the first step."""
        line = '[    1.200000] WARNING: at f+0x4/0x8, CPU#0: swapper/1'
        run = Run()
        run.outcome.boot = f'garbage\n{line}\n{line}'
        self.graded(Grade.BAD, 'health', run)
        found = rules.judge(Facts(run.outcome, Scenario))
        self.assertEqual([f.words for f in found if f.requirement == 'health'],
                         [f'during the boot: WARNING: {line}'])
        # The console has urgent messages of steps at once, and then again
        run.part.log.append(line)
        self.assertNotIn('boot', str(rules.judge(Facts(run.outcome,
                                                       Scenario))))

    def test_health_of_many(self) -> None:
        """The worst one is not lost among others."""
        run = Run()
        for number in range(9):
            run.say(1.0 + number, 'INFO: lockdep is turned off.')
        self.graded(Grade.ACCEPTABLE, 'health', run)
        self.graded(Grade.UNSAFE, 'health', run.say(20.0, 'BUG: unknown'))

    def test_health_of_a_later_part(self) -> None:
        run = Run().afterwards().say(9.0, 'kernel BUG at mm/slub.c:1!')
        self.graded(Grade.UNSAFE, 'health', run)

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

    def test_refused_at_once(self) -> None:
        """Of two stops, one must fail; if the core goes on, both have."""
        run = Run().start(1.0).step(f'at_once stop {CORE}', 5.0, 6.0, 'EINVAL')
        self.graded(Grade.GOOD, 'keeps', run)
        self.graded(Grade.NONE, 'keeps', run.stop(5.5, 'wfi'))

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
        def halted(*args: int) -> Run:
            return Run().start(1.0).step(
                f'stop {CORE}', 4.9, 6.0, 'EBUSY').halt(5.0, *args)

        def asked(status: int) -> Run:
            return (Run().start(1.0).ask(5.0).answer(5.1).hear(5.2)
                    .status(5.3, status).halt(5.4)
                    .step(f'stop {CORE}', 4.9, 6.0, 'EBUSY'))

        self.graded(Grade.BAD, 'contract', halted())
        # The system firmware has refused it; another flag; by force
        self.graded(Grade.GOOD, 'contract', halted(0))
        self.graded(Grade.GOOD, 'contract', halted(2, 0x201))
        self.graded(Grade.ACCEPTABLE, 'contract', halted().say(
            4.95, '78000000.r5f: no answer, forcing'))
        self.graded(Grade.GOOD, 'contract', asked(2))
        self.graded(Grade.BAD, 'contract', asked(0))
        # It does not execute
        self.graded(Grade.NONE, 'contract', Run().halt(0.5).start(1.0))
        # What it did is known if it is stopped next
        self.graded(Grade.GOOD, 'contract', asked(0).stop(5.5, 'wfi'))
        self.assertIn(f'{CORE} was not asked when it is halted', str(
            rules.judge(Facts(halted().outcome, Scenario))))
        # One finding for both
        run = halted().stop(5.5, 'wfi')
        found = rules.judge(Facts(run.outcome, Scenario))
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
        # A sleep takes as long as it was asked for
        self.graded(Grade.NONE, 'bounded', Run().step('sleep 60', 1.0, 61.0))

    def test_works(self) -> None:
        run = Run().start(1.0).step(f'stop {CORE}', 1.0, 2.0, 'EBUSY')
        self.graded(Grade.BAD, 'works', run, Good)
        self.graded(Grade.NONE, 'works', run)

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

    def test_hosts(self) -> None:
        """The firmware of a core uses one host."""
        self.assertEqual(soc('am64x').firmware_hosts['MAIN_0_R5_1'], CORE)
        for each in SOCS.values():
            self.assertLessEqual(set(each.firmware_hosts.values()),
                                 set(each.cores))

    def test_requirements(self) -> None:
        """Each requirement states in a sentence what holds, and a source."""
        for requirement in model.REQUIREMENTS.values():
            for words in (requirement.holds, requirement.why):
                self.assertRegex(words, r'^[A-Z].*\.$')
            self.assertRegex(requirement.source, r'\w+ \(')

    def test_signs(self) -> None:
        """A healthy kernel has no findings."""
        self.assertEqual(list(health.signs([
            '[    1.0] remoteproc remoteproc0: 78000000.r5f is available',
            '[    1.1] platform x: no answer to shutdown message',
            '[    1.2] k3-scenario: step 1: stop r5f0_0',
            '[    1.3] lockdep is turned on'])), [])

    def test_each_sign(self) -> None:
        """Messages of Linux 6.1 to 7.x, and the sign that they are."""
        def found(line: str) -> list[tuple[str, Grade]]:
            return [(name, grade) for _number, name, grade
                    in health.signs([line])]

        for (name, grade), lines in SIGNS.items():
            for line in lines:
                for stamp in ('', '[    3.141592] ', '[    3.141592][  T170] '):
                    self.assertEqual(found(stamp + line), [(name, grade)],
                                     line)

    def test_compare(self) -> None:
        def verdict(grade: Grade) -> model.Verdict:
            return model.Verdict(None, None, findings=[
                model.Finding('truth', grade, 'x')])

        words = model.compare(verdict(Grade.BAD), verdict(Grade.GOOD))
        self.assertEqual((words['truth'], words['fresh']), ('worse', ''))
        self.assertEqual(model.compare(verdict(Grade.GOOD), verdict(
            Grade.BAD))['truth'], 'better')

    def test_passed(self) -> None:
        """A series is compared with the released driver, not ours."""
        where = object()

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
