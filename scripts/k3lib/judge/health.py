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

# (name, grade, pattern)
SIGNS = tuple((name, grade, re.compile(pattern)) for name, grade, pattern in (
    # arch/arm64/mm/fault.c, kernel/traps.c
    ('Oops', Grade.UNSAFE,
     r'Unable to handle kernel|Internal error: |Oops(?: - |: )'),
    ('asynchronous abort', Grade.UNSAFE, r'\bSError Interrupt\b'),
    # kernel/panic.c
    ('panic', Grade.UNSAFE, r'Kernel panic - not syncing'),
    ('WARNING', Grade.BAD, r'WARNING: CPU: \d|WARNING: .* at '),
    # lib/bug.c
    ('BUG', Grade.UNSAFE, r'kernel BUG at '),
    # mm/kasan/report.c, mm/kfence/report.c, mm/slub.c, lib/debugobjects.c,
    # lib/list_debug.c, lib/refcount.c
    ('use of memory that is not its own', Grade.UNSAFE,
     r'BUG: (?:KASAN|KFENCE|KMSAN): |BUG \S+ \((?:Not t|T)ainted\): '
     r'|list_(?:add|del) corruption|ODEBUG: |refcount_t: '
     r'|slab-use-after-free|Slab .* objects remaining'),
    # kernel/kcsan/report.c
    ('data race', Grade.BAD, r'BUG: KCSAN: '),
    # lib/ubsan.c
    ('undefined behaviour', Grade.BAD, r'UBSAN: '),
    # kernel/locking/lockdep.c, kernel/rcu/update.c
    ('wrong locking', Grade.BAD,
     r'WARNING: (?:possible|inconsistent|bad unlock|suspicious|held lock|lock '
     r'held|Nested lock|\S+-safe -> )|BUG: (?:MAX_LOCK|Invalid wait context)'
     r'|\[ BUG: |INFO: (?:trying to register non-static key'
     r'|inconsistent lock state)|DEBUG_LOCKS_WARN_ON|BUG: spinlock '),
    # kernel/sched/core.c
    ('sleeps where it must not', Grade.UNSAFE,
     r'BUG: scheduling while atomic|BUG: sleeping function called from'
     r'|BUG: using \S+ in preemptible'),
    # kernel/hung_task.c, kernel/watchdog.c, kernel/rcu/tree_stall.h,
    # kernel/workqueue.c
    ('stall', Grade.UNSAFE,
     r'blocked for more than \d+ seconds|BUG: soft lockup|hard LOCKUP'
     r'|rcu.*detected.*stalls?|BUG: workqueue lockup'),
    # kernel/irq/spurious.c, kernel/irq/manage.c, fs/sysfs/dir.c,
    # lib/kobject.c, drivers/base/core.c
    ('misuse of the driver core', Grade.BAD,
     r'irq \d+: nobody cared|Unbalanced enable for IRQ'
     r'|Trying to free (?:already-free|nonexistent) '
     r'|sysfs: cannot create duplicate|tried to init an initialized object'
     r'|is not initialized, yet kobject_|does not have a release\(\) function'),
    # mm/kmemleak.c; scripts/guest/scenario asks for the scan
    ('leak', Grade.BAD, r'k3-scenario: leak |kmemleak: \d+ new suspected'),
))


def signs(lines: list[str]) -> Iterator[tuple[int, str, Grade]]:
    """(line number, name, grade) of each defect that the log reports."""
    for number, line in enumerate(lines):
        for name, grade, pattern in SIGNS:
            if pattern.search(line):
                yield number, name, grade
                break
