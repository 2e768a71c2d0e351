# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare what came of a scenario with what it expects."""

from itertools import zip_longest
import re

from .scenario import TELLING


def _differs(expected, found, what):
    return ([] if expected == found else
            [f'{what}: expected {expected}, observed {found}'])


def _check_log(expected, log):
    """The patterns, in this order."""
    rest = iter(log)
    for pattern in expected:
        if not any(re.search(pattern, line) for line in rest):
            return [f'log: no "{pattern}" (in this order)']
    return []


def compare(expected, outcome, ours=True):
    """What is not as expected, as lines; OURS: the driver is this project's."""
    wrong = []
    if outcome.hung or expected.get('hangs'):
        wrong += _differs(expected.get('hangs', False), outcome.hung, 'hangs')
    elif not outcome.ended:
        wrong.append('the steps did not come to their end')
    for step, result, _seconds in outcome.results:
        if step.split()[0] not in TELLING and result != 'ok':
            wrong.append(f'step "{step}": {result}')
    if 'results' in expected:
        wrong += _differs(expected['results'],
                          outcome.told(), 'results')
    wrong += _check_log([pattern for pattern in expected.get('log', [])
                         if ours or pattern not in expected.get('ours', [])],
                        outcome.log)
    for pattern in expected.get('never', []):
        found = [line for line in outcome.log if re.search(pattern, line)]
        wrong += [f'log: "{line}" must not be there' for line in found[:1]]
    for what in ('states', 'cores', 'hits'):
        for name, value in expected.get(what, {}).items():
            wrong += _differs(value, getattr(outcome, what).get(name),
                              f'{what}.{name}')
    wrong += _differs(expected.get('held', []), outcome.held, 'held')
    return wrong


def differ(first, other):
    """Where another run of the same leaves the first one; or None."""
    for number, (was, now) in enumerate(zip_longest(first.log, other.log), 1):
        if was != now:
            return (f'differs from the first one in line {number} of the log: '
                    f'"{now}" instead of "{was}"')
    for what in ('cores', 'held', 'hits'):
        was, now = getattr(first, what), getattr(other, what)
        if was != now:
            return f'ends with other {what}: {now} instead of {was}'
    return None
