# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of "contract" and "fresh": how a driver treats a core it stops."""

from collections.abc import Iterator
import re

from .facts import BUSY, DEAD, WFI, Answer, Conversation, Event, Facts
from .model import Finding, Grade, short

# Words by which a driver logs that it continues without an answer
FORCES = re.compile(r'\b(?:forc(?:e|es|ed|ing|ibly)|anyway|regardless|'
                    r'ungraceful(?:ly)?|without (?:an )?answer)\b', re.I)
BEFORE = 12.0       # seconds before a stop outside of all steps


def _forced(facts: Facts, stop: Event) -> str:
    """The line in which the driver logs that it forces a stop, or ''."""
    step = facts.step_at(stop.at)
    began = step.began if step else stop.at - BEFORE
    return next((line for line in facts.lines(began, stop.at + 0.1)
                 if FORCES.search(line) and facts.about(line, stop.core)), '')


def _rests(facts: Facts, stop: Event, answers: list[Answer]) -> bool:
    """
    Whether the core rested at this time or when the driver last looked.  A WFI
    before the answer does not count: an idle core is in WFI, too.
    """
    since = max((a.question.told or 0.0 for a in answers if a.question),
                default=0.0)
    status = facts.before(stop.core, stop.at, 'status')
    return stop.value == 'wfi' or bool(status and status.at >= since and
                                       status.value & WFI)


def _talk_before(facts: Facts, stop: Event) -> Conversation:
    start = facts.before(stop.core, stop.at, 'started')
    return facts.talk(stop.core, start.at if start else 0.0, stop.at)


def _contract(facts: Facts, stop: Event) -> tuple[Grade, str]:
    core, was = stop.core, stop.value
    done = 'halted' if stop.kind == 'halted' else 'stopped'
    talk = _talk_before(facts, stop)
    if facts.dead(core, stop.at) or was in DEAD:
        return Grade.GOOD, f'{core} had crashed before it was {done}'
    if was == 'frozen' and facts.reported(core, stop.at):
        return Grade.GOOD, (f'{core} hung and was reported as crashed before '
                            f'it was {done}')
    answered = any(a.question for a in talk.answers)
    if answered and _rests(facts, stop, talk.answers):
        return Grade.GOOD, f'{core} had answered and rests when it is {done}'
    what = f' ({was})' if was else ''
    how = (f'{core} has answered, but does not rest{what}' if answered else
           f'{core} has not answered{what}' if talk.questions else
           f'{core} was not asked{what}')
    words = _forced(facts, stop)
    if words:
        return (Grade.ACCEPTABLE, f'{how}: it is {done} by force, and the '
                f'kernel says so: {short(words)}')
    # A halt alone does not interrupt a bus access
    grade = (Grade.UNSAFE if was in (*BUSY, 'frozen') and done == 'stopped'
             else Grade.BAD)
    return grade, f'{how} when it is {done}, and the kernel says nothing'


def _halts(facts: Facts, stopped: list[Finding]) -> Iterator[Finding]:
    """
    Halts that come too early.  Where the stop that follows does so as well,
    one finding is enough.
    """
    for halt in facts.halts():
        step = facts.step_at(halt.at)
        same = [f for f in stopped if f.grade.broken and
                f.at is not None and facts.step_at(f.at) is step]
        grade, words = _contract(facts, halt)
        if grade > Grade.GOOD and not same:
            yield Finding('contract', grade, words, halt.at)


def contract_rule(facts: Facts) -> Iterator[Finding]:
    stopped = [Finding('contract', *_contract(facts, stop), stop.at)
               for stop in facts.stops()]
    yield from stopped
    halted = list(_halts(facts, stopped))
    yield from halted
    for event in facts.events:
        if event.kind == 'hung' and event.value.startswith('stopped'):
            yield Finding('contract', Grade.UNSAFE, 'the interconnect hangs: '
                          f'{event.core} was stopped in the middle of a bus '
                          'access', event.at)
    if facts.refused() and not (stopped or halted):
        yield Finding('contract', Grade.GOOD, 'the driver refuses the stop '
                      'and leaves the core alone')


def _fresh(facts: Facts, stop: Event) -> tuple[Grade, str] | None:
    talk = _talk_before(facts, stop)
    if not talk.questions or facts.dead(stop.core, stop.at):
        return None
    last = talk.questions[-1]
    if last.heard is not None:
        return Grade.GOOD, 'the answer belongs to the question'
    step = facts.step_at(stop.at)
    if _forced(facts, stop) or not step:
        return None
    every = facts.talk(stop.core, 0.0, stop.at).answers
    meanwhile = [a for a in every if a.heard >= last.sent]
    if not meanwhile:
        if every:
            return Grade.BAD, ('the last question has no answer; an answer '
                               'that came before it counts instead')
        return None
    if meanwhile[-1].question and _rests(facts, stop, meanwhile):
        return Grade.ACCEPTABLE, ('a late answer to an earlier question '
                                  'counts for this one, but the core rests')
    return Grade.BAD, ('an answer that belongs to no question counts'
                       if not meanwhile[-1].question else
                       'the answer to an earlier question counts, although '
                       'the core does not rest')


def fresh_rule(facts: Facts) -> Iterator[Finding]:
    for stop in facts.stops():
        found = _fresh(facts, stop)
        if found:
            yield Finding('fresh', *found, stop.at)
