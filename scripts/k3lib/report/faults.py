# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether the fault of a scenario has occurred in a run.

A rule may wait for a message that a driver never sends, or for its third
request when the driver sends only two.  Then what is good in that run says
nothing about the fault.
"""

from ..judge.model import Grade, Verdict, compare
from ..scenario import sequence
from ..scenario.description import TELLING
from ..scenario.outcome import Outcome

UNTRIED = 'not tried'
MEANING = 'the fault did not occur, so the run says nothing about it'


def _times(outcome: Outcome, rule: str) -> list[float]:
    """The kernel's clock at each hit; [] if that is unknown."""
    if sequence.offset_ns(outcome) is None:
        return []
    return [event.ns / 1e9 for event in sequence.events(outcome)
            if event.fault and event.text.startswith(f'fault {rule}: ')]


def _step_at(outcome: Outcome, at: float) -> str:
    return next((step.words for step in reversed(outcome.steps)
                 if step.began <= at), '')


def _too_early(outcome: Outcome, rule: str) -> bool:
    """Whether all hits came before the first step with a result."""
    first = next((s.began for s in outcome.steps if s.verb in TELLING), None)
    times = _times(outcome, rule)
    return first is not None and bool(times) and max(times) < first


def missed(verdict: Verdict) -> dict[str, str]:
    """{rule: how} of the fault rules that did not act as they should."""
    outcome = verdict.outcome
    if not outcome or verdict.without:
        return {}
    found = {}
    for name, rule in verdict.scenario.sure_faults().items():
        if outcome.hits.get(name) == 0:
            found[name] = 'did not occur'
        # Such a rule counts messages, which drivers send as they like
        elif 'skip=' in rule and _too_early(outcome, name):
            step = _step_at(outcome, _times(outcome, name)[0])
            found[name] = f'occurred too early, in "{step}"'
    return found


def untried(verdict: Verdict) -> str:
    """Why a run that breaks nothing proves nothing, or ''."""
    if verdict.failed or verdict.worst().broken:
        return ''
    return ', '.join(f'the fault "{name}" {how}'
                     for name, how in missed(verdict).items())


def doubtful(verdict: Verdict, grade: Grade) -> bool:
    """Whether the run has this grade only because the fault is missing."""
    return bool(grade and not grade.broken and missed(verdict))


def result(verdict: Verdict) -> str:
    """The grade of a whole run in a word."""
    return UNTRIED if untried(verdict) else verdict.worst().word


def hits(verdict: Verdict) -> list[str]:
    """A sentence about each rule."""
    outcome, found = verdict.outcome, []
    if not outcome or verdict.without:
        return []
    early = missed(verdict)
    for name in verdict.scenario.counted_faults():
        number = outcome.hits.get(name)
        if number is None:
            continue
        times = _times(outcome, name)
        step = _step_at(outcome, times[0]) if number and times else ''
        words = f'fault "{name}": {number} hit{"s" * (number != 1)}'
        if name in early:
            words = f'fault "{name}" {early[name]}'
        elif step:
            words += f', the first in "{step}"'
        found.append(words)
    return found


def compared(verdict: Verdict, stock: Verdict) -> dict[str, str]:
    """compare(), but nothing is better or worse than a missing fault."""
    words = compare(verdict, stock)
    for name in words:
        if verdict.grade(name).broken:
            continue
        if doubtful(verdict, verdict.grade(name)) or \
                doubtful(stock, stock.grade(name)):
            words[name] = ''
    return words
