# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare a run with the recorded behaviour of the same driver.

Scenario files record the behaviour of the released drivers and of our own
handshake driver, to reveal any change of the model or of a tool.  Whether that
behaviour is good is another question (rules.py).
"""

import errno
from itertools import zip_longest
import re
from typing import Any

from ..scenario.description import TELLING
from ..scenario.outcome import STAMP, Outcome, Part

# With CONFIG_SYMBOLIC_ERRNAME, kernels print "-EINVAL" instead of "-22"
ERRNAME = re.compile(r'-(E[A-Z0-9]+)\b')


def _plain(line: str) -> str:
    """The line with errno names replaced by numbers."""
    return ERRNAME.sub(lambda m: f'-{getattr(errno, m[1])}'
                       if hasattr(errno, m[1]) else m[0], line)


def _differs(expected: object, found: object, what: str) -> list[str]:
    return ([] if expected == found else
            [f'{what}: expected {expected}, observed {found}'])


def _check_log(expected: list[str], log: list[str]) -> list[str]:
    """Check that the log has the patterns in this order."""
    rest = iter(log)
    for pattern in expected:
        if not any(re.search(pattern, line) for line in rest):
            return [f'log: no "{pattern}" (in this order)']
    return []


def compare(expected: dict[str, Any], outcome: Outcome) -> list[str]:
    """Lines that describe differences from what is expected."""
    wrong = []
    log = [_plain(line) for line in outcome.log]
    if outcome.hung or expected.get('hangs'):
        wrong += _differs(expected.get('hangs', False), outcome.hung, 'hangs')
    elif not outcome.ended:
        wrong.append('the steps did not come to their end')
    for step, result, _seconds in outcome.results:
        if step.split()[0] not in TELLING and result != 'ok':
            wrong.append(f'step "{step}": {result}')
    if 'results' in expected:
        wrong += _differs(expected['results'], outcome.told(), 'results')
    wrong += _check_log(expected.get('log', []), log)
    for pattern in expected.get('never', []):
        found = [line for line in log if re.search(pattern, line)]
        wrong += [f'log: "{line}" must not be there' for line in found[:1]]
    for what in ('states', 'cores', 'hits'):
        for name, value in expected.get(what, {}).items():
            wrong += _differs(value, getattr(outcome, what).get(name),
                              f'{what}.{name}')
    wrong += _differs(expected.get('held', []), outcome.held, 'held')
    return wrong


def _parts(outcome: Outcome) -> list[Part]:
    return [part for part in (outcome, outcome.after) if part]


def _logs(outcome: Outcome) -> list[str]:
    """
    The lines to compare.  When a machine is stopped for inspection, busy cores
    start a new time slice afterwards.  What follows is then the same, but not
    to the microsecond.
    """
    after = outcome.after.log if outcome.after else []
    return outcome.log + [STAMP.sub('', line) for line in after]


def differ(first: Outcome, other: Outcome) -> str:
    """Where a repeated run differs from the first one, or ''."""
    for number, (was, now) in enumerate(zip_longest(_logs(first),
                                                    _logs(other)), 1):
        if was != now:
            return (f'differs from the first one in line {number} of the log: '
                    f'"{now}" instead of "{was}"')
    for mine, theirs in zip_longest(_parts(first), _parts(other)):
        for what in ('cores', 'owned', 'hits'):
            was, now = (getattr(part, what, None) for part in (mine, theirs))
            if was != now:
                return f'ends with other {what}: {now} instead of {was}'
    return ''
