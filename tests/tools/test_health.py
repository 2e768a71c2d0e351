# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of what the judge takes for the report of a defect."""

import unittest

from k3lib.judge import health
from k3lib.judge.model import Grade
from judged import Case, Run


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
        'k3-scenario: leak unreferenced object 0xffff000001234500 (size 8):',
        ),
    ('BUG', Grade.UNSAFE): (
        'kernel BUG at mm/slub.c:1!',
        'x_driver: BUG: something that no list has'),
}


class Health(Case):
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
        found = run.findings()
        self.assertEqual([f.words for f in found if f.requirement == 'health'],
                         [f'during the boot: WARNING: {line}'])
        # The console has urgent messages of steps at once, and then again
        run.part.log.append(line)
        self.assertNotIn('boot', str(run.findings()))

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

    def test_known(self) -> None:
        """What Linux does to every driver is not held against one."""
        self.graded(Grade.ACCEPTABLE, 'health', self.lost(
            Run(), 8, 'rproc_handle_trace+0x4/0x8', 'rproc_boot+0x4/0x8'))
        for title, used, freed in (
                ('k3_r5_rproc_stop', (' rproc_del',),
                 (' k3_r5_cluster_of_exit',)),
                ('__rproc_detach', (' memcpy', ' __rproc_detach'),
                 (' kfree', ' rproc_stop'))):
            report = [f'BUG: KASAN: slab-use-after-free in {title}', *used,
                      'Freed by task 7:', *freed]
            self.graded(Grade.ACCEPTABLE, 'health', self.used(report))
            self.assertIn('(known: ', str(self.used(report).findings()))
            for function in used[-1], freed[-1]:
                self.graded(Grade.UNSAFE, 'health', self.used(
                    [line.replace(function[1:], 'k3_other')
                     for line in report], function))

    @staticmethod
    def used(report: list[str], later: str = 'end') -> Run:
        run = Run()
        for words in *report, '=' * 66, later:
            run.say(1.0, f'{words}+0x4/0x8')
        return run

    @staticmethod
    def lost(run: Run, size: int, *frames: str) -> Run:
        for words in (f'unreferenced object 0xffff0000 (size {size}):',
                      'hex dump (first 8 bytes):', 'backtrace (crc 1):',
                      '[<0000>] kmemleak_alloc+0x4/0x8',
                      '__kmalloc_cache_noprof+0x4/0x8', *frames,
                      'kthread+0x4/0x8'):
            run.say(9.0, f'k3-scenario: leak {words}')
        return run

    def test_leaks(self) -> None:
        """Objects that the same function has lost are one finding."""
        run = Run()
        for size, frames in ((256, 'f+0x4/0x8'), (256, 'f+0x4/0x8'),
                             (8, '0xffff80007ad9c480 g+0x4/0x8')):
            self.lost(run, size, *frames.split())
        self.graded(Grade.BAD, 'health', run)
        self.assertEqual(
            [f.words for f in run.findings() if f.requirement == 'health'],
            ['leak: 256 bytes that f has allocated (2 times)',
             'leak: 8 bytes that a driver, since removed, in g has allocated'])

    def test_leaks_of_the_boot(self) -> None:
        """The guest forgets them before the first step."""
        self.graded(Grade.GOOD, 'health', Run().say(
            1.0, 'kmemleak: 3 new suspected memory leaks (see x)'))

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
            return [(sign.name, sign.grade) for sign in health.signs([line])]

        for (name, grade), lines in SIGNS.items():
            for line in lines:
                for stamp in ('', '[    3.141592] ', '[    3.141592][  T170] '):
                    self.assertEqual(found(stamp + line), [(name, grade)],
                                     line)


if __name__ == '__main__':
    unittest.main()
