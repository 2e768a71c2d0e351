# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kernel logs when it has a defect.

Each pattern is the fixed part of a message of Linux 6.1 to 7.x; the comment
above it names the file that prints it.  A kernel reports only what it was
configured to check: docs/devel/k3/kernels.rst lists configurations that check
more.
"""

from collections.abc import Iterator
import re

from .model import Grade

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
    # mm/kmemleak.c; scripts/guest/scenario asks for the scan
    ('leak', Grade.BAD, r'k3-scenario: leak |kmemleak: \d+ new suspected'),
    # Whatever else calls itself so
    ('BUG', Grade.UNSAFE, r'(?:^|\] ?)(?:\S+: )?BUG: '),
))


def signs(lines: list[str]) -> Iterator[tuple[int, str, Grade]]:
    """(line number, name, grade) of each defect that the log reports."""
    for number, line in enumerate(lines):
        for name, grade, pattern in SIGNS:
            if pattern.search(line):
                yield number, name, grade
                break
