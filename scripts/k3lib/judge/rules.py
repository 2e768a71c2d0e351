# SPDX-License-Identifier: GPL-2.0-or-later
"""One function per requirement: it takes the facts of a run, returns findings.

A rule considers what Linux, the core and the system firmware did, never how
our own driver would have done it.  If a rule has no finding, the run says
nothing about its requirement.
"""

from collections.abc import Iterator
import re

from ..scenario.description import LEAVING
from . import health
from .contract import contract_rule, fresh_rule
from .facts import STOPS, Facts
from .model import REQUIREMENTS, Finding, Grade
from .repair import holds_rule, keeps_rule, repair_rule
from .truth import truth_rule

# 5 s for an answer, some more for a late timer of the timer wheel, and for
# requests to the system firmware that time out after 1 s each
STOP_LIMIT = 12.0
# With CONFIG_DEBUG_KOBJECT_RELEASE, the removal of a module waits for two
# kobjects, which are released up to 4 s late; one of its others is "holders"
RELEASED_LATE = re.compile(r"kobject: 'holders' .*\(delayed \d+\)")
RELEASE_LIMIT = 8.0
TIMED = ('start', *STOPS, 'restart', 'detach', 'unload', 'unbind', 'bind',
         'close_device', 'suspend', 'over')
EACH = ('unload', 'unbind', 'suspend')      # may stop several cores


def _signs(log: list[str], when: str) -> Iterator[Finding]:
    """The worst defects that these lines report."""
    found: dict[tuple[str, str], list[health.Sign]] = {}
    for sign in sorted(health.signs(log), key=lambda s: -s.grade):
        found.setdefault((sign.name, sign.words), []).append(sign)
    for sign, *more in [*found.values()][:5]:
        stamp = re.match(r'\[ *(\d+\.\d+)\]', log[sign.number])
        times = f' ({1 + len(more)} times)' if more else ''
        yield Finding('health', sign.grade,
                      f'{when}{sign.name}: {sign.words}{times}',
                      float(stamp[1]) if stamp and not when else None)


def health_rule(facts: Facts) -> Iterator[Finding]:
    found = [*_signs(facts.boot, 'during the boot: '), *_signs(facts.log, '')]
    yield from found
    if not found and (facts.outcome.ended or facts.outcome.after):
        yield Finding('health', Grade.GOOD, 'the kernel reports no defect')


def bounded_rule(facts: Facts) -> Iterator[Finding]:
    if facts.outcome.died:
        yield Finding('bounded', Grade.UNSAFE, 'the kernel panics')
    if facts.outcome.hung:
        yield Finding('bounded', Grade.UNSAFE, 'everything hangs')
    for step in facts.steps:
        if step.ended is None:
            left = facts.outcome.off and step.verb in LEAVING
            if not (facts.outcome.hung or left):
                yield Finding('bounded', Grade.UNSAFE,
                              f'"{step.words}" does not return', step.began)
        elif step.verb in TIMED or \
                step.verb == 'at_once' and step.does in TIMED:
            cores = {e.core for e in facts.events if e.kind == 'started'}
            limit = STOP_LIMIT * (max(1, len(cores)) if step.verb in EACH else
                                  2 if step.verb == 'at_once' else 1)
            limit += RELEASE_LIMIT * sum(
                bool(RELEASED_LATE.search(line))
                for line in facts.lines(step.began, step.ended))
            grade = Grade.GOOD if step.seconds <= limit else Grade.BAD
            yield Finding('bounded', grade, f'"{step.words}" takes '
                          f'{step.seconds:.3f} s', step.began)


def works_rule(facts: Facts) -> Iterator[Finding]:
    """Judge only runs without a fault; Linux may not stop every core."""
    scenario = facts.scenario
    if scenario.provoke:
        return
    steps = [s for s in facts.steps if s.verb == 'suspend' or
             scenario.core not in scenario.where().early and
             (s.core or s.verb in ('load', 'unload'))]
    failed = [s for s in steps if s.result != 'ok']
    for step in failed[:3]:
        yield Finding('works', Grade.BAD, 'the core keeps the protocol, but '
                      f'"{step.words}" fails: {step.result or "no end"}',
                      step.began)
    if steps and not failed:
        alone = all(s.verb == 'suspend' for s in steps)
        yield Finding('works', Grade.GOOD,
                      'the system suspends while the core runs' if alone else
                      'a core that keeps the protocol is stopped and started')


RULES = {
    'health': health_rule, 'truth': truth_rule, 'contract': contract_rule,
    'fresh': fresh_rule, 'bounded': bounded_rule, 'works': works_rule,
    'repair': repair_rule, 'keeps': keeps_rule, 'holds': holds_rule,
}
assert RULES.keys() == REQUIREMENTS.keys()


def judge(facts: Facts) -> list[Finding]:
    """All findings, in the order of their requirements."""
    return [finding for name in REQUIREMENTS
            for finding in RULES[name](facts) if finding]
