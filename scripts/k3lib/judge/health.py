# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kernel logs when it has a defect.

Each pattern is the fixed part of a message of Linux 6.1 to 7.x; the comment
above it names the file that prints it.  A kernel reports only what it was
configured to check: docs/devel/k3/kernels.rst lists configurations that check
more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
import re

from .model import Grade, short

# (name, grade, pattern); the first one that matches a line counts
SIGNS = tuple((name, grade, re.compile(pattern)) for name, grade, pattern in (
    # kernel/locking/lockdep.c, kernel/panic.c, mm/kmemleak.c,
    # lib/debugobjects.c: what a detector would have found from here on is
    # unknown
    ('a detector has switched itself off', Grade.ACCEPTABLE,
     r'INFO: lockdep is turned off|turning off the locking correctness '
     r'validator|Disabling lock debugging|kmemleak: .*\bdisabled\b'
     r'|ODEBUG disabled'),
    # arch/arm64/mm/fault.c, kernel/traps.c
    ('Oops', Grade.UNSAFE,
     r'Unable to handle kernel|Internal error: |Oops(?: - |: )'),
    ('asynchronous abort', Grade.UNSAFE, r'\bSError Interrupt\b'),
    # kernel/panic.c
    ('panic', Grade.UNSAFE, r'Kernel panic - not syncing'),
    ('WARNING', Grade.BAD, r'WARNING: CPU: \d|WARNING: (?:.* )?at '),
    # lib/bug.c
    ('BUG', Grade.UNSAFE, r'kernel BUG at '),
    # mm/kasan/report.c, mm/kfence/report.c, mm/slub.c, lib/debugobjects.c,
    # lib/list_debug.c, lib/refcount.c, mm/kmemleak.c, mm/page_alloc.c,
    # mm/memory.c, kernel/fork.c
    ('use of memory that is not its own', Grade.UNSAFE,
     r'BUG: (?:KASAN|KFENCE|KMSAN): |BUG \S+ \(.*?\): |BUG: Bad '
     r'|list_(?:add|del) corruption|ODEBUG: |refcount_t: '
     r'|slab-use-after-free|Slab .* objects remaining'
     r'|kmemleak: Freeing unknown object'),
    # kernel/kcsan/report.c
    ('data race', Grade.BAD, r'BUG: KCSAN: '),
    # lib/ubsan.c
    ('undefined behaviour', Grade.BAD, r'UBSAN: '),
    # kernel/locking/lockdep.c, kernel/locking/spinlock_debug.c,
    # kernel/rcu/update.c
    ('wrong locking', Grade.BAD,
     r'WARNING: (?:possible|inconsistent|bad |suspicious|held lock|lock '
     r'held|Nested lock|chain_key|\S+-safe -> )|\d still has locks held'
     r'|BUG: (?:MAX_|Invalid wait context|key |looking up invalid subclass'
     r'|spinlock |rwlock )|\[ BUG: |INFO: (?:trying to register non-static '
     r'key|inconsistent lock state)|DEBUG_LOCKS_WARN_ON'),
    # kernel/sched/core.c, kernel/sched/idle.c, kernel/softirq.c,
    # kernel/workqueue.c
    ('sleeps where it must not', Grade.UNSAFE,
     r'BUG: scheduling (?:while atomic|in a non-blocking section)'
     r'|bad: scheduling from the idle thread'
     r'|BUG: sleeping function called from|BUG: assuming '
     r'|BUG: using \S+ in preemptible|BUG: workqueue leaked '
     r'|huh, entered softirq'),
    # kernel/hung_task.c, kernel/watchdog.c, kernel/rcu/tree_stall.h,
    # kernel/workqueue.c
    ('stall', Grade.UNSAFE,
     r'blocked(?: in I/O wait)? for more than \d+ seconds|BUG: soft lockup'
     r'|hard LOCKUP|rcu.*detected.*stalls?|BUG: workqueue lockup'),
    # mm/oom_kill.c, mm/page_alloc.c
    ('out of memory', Grade.BAD,
     r'page allocation failure: |invoked oom-killer|Out of memory: Killed '
     r'|Out of memory and no killable'),
    # kernel/irq/spurious.c, kernel/irq/manage.c, fs/sysfs/dir.c,
    # lib/kobject.c, drivers/base/core.c, drivers/base/power/runtime.c,
    # fs/debugfs/inode.c, kernel/workqueue.c
    ('misuse of the driver core', Grade.BAD,
     r'irq \d+: nobody cared|Unbalanced enable for IRQ'
     r'|Trying to free (?:already-free|nonexistent) '
     r'|sysfs: cannot create duplicate|tried to init an initialized object'
     r'|is not initialized, yet kobject_|does not have a release\(\) function'
     r'|Runtime PM usage count underflow|Unbalanced pm_runtime_enable'
     r'|debugfs: .*\balready (?:present|exists)'
     r'|WARNING: Flushing system-wide workqueues'),
    # mm/kmemleak.c; scripts/guest/scenario asks for the scan and copies the
    # report to the log.  What a scan says of its own may concern the boot
    ('leak', Grade.BAD, r'k3-scenario: leak unreferenced object'),
    # Whatever else calls itself so
    ('BUG', Grade.UNSAFE, r'(?:^|\] ?)(?:\S+: )?BUG: '),
))


# Allocators, which the backtrace of an allocation begins with
ALLOCATOR = re.compile(r'alloc|memdup|strdup|kvasprintf|kasprintf|^kmem')
FRAME = re.compile(r'([\w.]+)\+0x[0-9a-f]+/0x[0-9a-f]+( \[\w+\])?')
NAMELESS = re.compile(r' 0x[0-9a-f]+$')      # a frame of a module that is gone
SIZE = re.compile(r'\(size (\d+)\)')
LEAKED, LEAK = 'k3-scenario: leak ', 'k3-scenario: leak unreferenced object'
END_OF_REPORT = '=' * 40        # of KASAN
LONGEST = 200                   # lines of a report


# Defects of released kernels, which no series for stopping cores has caused,
# although it may be what reveals them: (name, what the report contains, why)
KNOWN = tuple((name, re.compile(pattern, re.S), why)
              for name, pattern, why in (
    # Seen with 7.3
    ('use of memory that is not its own',
     r'rproc_del\+.*Freed by.*k3_r5_cluster_of_exit\+',
     'Linux frees the state of an R5F before it stops the core, if the driver '
     'is removed while the core runs'),
    ('use of memory that is not its own',
     r'__rproc_detach\+.*Freed by.*\bkfree\+[^\n]*\n[^\n]*\brproc_stop\+',
     'remoteproc frees its copy of the resource table before it stops an '
     'attached core, and uses it for a detach after a refused stop'),
    ('leak', r'rproc_(?:elf_load_rsc_table|handle_\w+)\b.*rproc_boot\+',
     'remoteproc loses what a start has allocated, if the driver is removed '
     'although it refuses to stop the core'),
))


@dataclass(frozen=True)
class Sign:
    number: int         # of its line
    name: str
    grade: Grade
    words: str


def _report(lines: list[str], number: int) -> list[str]:
    """The lines of the report that begins there."""
    leak = LEAK in lines[number]
    found = lines[number:number + 1]
    for line in lines[number + 1:number + LONGEST]:
        if (LEAKED not in line or LEAK in line) if leak else \
                END_OF_REPORT in line:
            break
        found.append(line)
    return found


def _leak(report: list[str]) -> str:
    """Who has allocated what was lost."""
    size, gone = SIZE.search(report[0]), ''
    for line in report:
        frame = FRAME.search(line)
        if frame and not ALLOCATOR.search(frame[1]):
            return (f'{size[1] if size else "?"} bytes that {gone}{frame[1]}'
                    f'{frame[2] or ""} has allocated')
        if NAMELESS.search(line):
            gone = 'a driver, since removed, in '
    return short(report[0])


def _sign(sign: Sign, report: list[str]) -> Sign:
    """The sign, as its whole report shows it."""
    if sign.name == 'leak':
        sign = replace(sign, words=_leak(report))
    why = next((why for name, pattern, why in KNOWN if name == sign.name and
                pattern.search('\n'.join(report))), None)
    return sign if not why else replace(
        sign, grade=Grade.ACCEPTABLE, words=f'{sign.words} (known: {why})')


def signs(lines: list[str]) -> Iterator[Sign]:
    """Each defect that the log reports."""
    for number, line in enumerate(lines):
        for name, grade, pattern in SIGNS:
            if pattern.search(line):
                yield _sign(Sign(number, name, grade, short(line)),
                            _report(lines, number))
                break
