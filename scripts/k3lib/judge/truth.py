# SPDX-License-Identifier: GPL-2.0-or-later
"""The rule of "truth": what Linux says about a core is true."""

from collections.abc import Iterator
import re

from ..scenario.outcome import Outcome, Part, Step
from .facts import EXECUTES, STOPS, Facts
from .model import Finding, Grade

RUNNING = ('running', 'attached')
# Between the kernel's clock and virtual time as the trace has it: seconds
SKEW = 1e-4
NOW_UP = re.compile(r'\[ *(\d+\.\d+)\] remoteproc \S+: remote processor (\S+) '
                    r'is now up')
POWERING_UP = re.compile(r'remoteproc \S+: powering up (\S+)')


def _only_counts(facts: Facts, start: Step) -> bool:
    """Starts of a running core, which remoteproc only counts."""
    if start.core is None or start.ended is None:
        return False
    return bool(facts.executes(start.core, start.began)) and not any(
        match and facts.outcome.names.get(match[1]) == start.core
        for match in map(POWERING_UP.search,
                         facts.lines(start.began, start.ended)))


def _users(facts: Facts, step: Step) -> int:
    """Count the starts of that kind that no stop has undone before STEP."""
    users = 0
    for earlier in facts.steps[:facts.steps.index(step)]:
        if earlier.core != step.core or earlier.result != 'ok':
            continue
        if earlier.does == 'start':
            first = not _only_counts(facts, earlier)
            users += _times(earlier) - first
        elif earlier.does in STOPS:
            users = max(users - _times(earlier), 0)
    return users


def _times(step: Step) -> int:
    return 2 if step.verb == 'at_once' else 1


def _after_step(facts: Facts, step: Step) -> Finding | None:
    """Check that a stop or start that returned 0 has succeeded."""
    core, ended = step.core, step.ended
    executes = (None if core is None or ended is None else
                facts.executes(core, ended))
    if executes is None:
        return None
    stop = step.does != 'start'
    if stop and executes and _users(facts, step) >= _times(step):
        return None     # remoteproc decremented its count and called no driver
    if executes == stop:
        return Finding(
            'truth', Grade.BAD,
            f'"{step.words}" succeeds, but {core} '
            + ('keeps executing' if stop else 'does not execute'),
            step.began)
    return Finding('truth', Grade.GOOD,
                   f'"{step.words}" succeeds and has taken effect', step.began)


def _over(facts: Facts, over: Step) -> Finding | None:
    """
    Check that a start or stop beside other steps, which "over" says returned
    0, has happened; other steps may have undone it since.
    """
    step = next((s for s in reversed(facts.steps[:facts.steps.index(over)])
                 if s.verb == 'meanwhile'), None)
    if not step or not step.core or step.does not in ('start', *STOPS):
        return None
    executed = facts.executes(step.core, step.began)
    stop = step.does != 'start'
    if executed != stop or stop and _users(facts, step):
        return None     # there was nothing to do, or remoteproc only counted
    what = 'stopped' if stop else 'started'
    done = any(step.began <= e.at <= (over.ended or e.at)
               for e in facts.of(step.core, what))
    return Finding(
        'truth', Grade.GOOD if done else Grade.BAD,
        f'"{step.words}" succeeds '
        + ('and has taken effect' if done else
           f'but {step.core} was not {what}'), step.began)


def _closed(facts: Facts, step: Step) -> Finding | None:
    """Check a stop by close(), which cannot return an error."""
    core, ended = step.core, step.ended
    if core is None or ended is None or not facts.executes(core, ended):
        return None
    if (facts.early(core) or facts.attached(core, ended) or
            _users(facts, step) or step in facts.refused()):
        return None
    return Finding('truth', Grade.BAD, f'"{step.words}" leaves {core} '
                   'executing, and the kernel does not say so', step.began)


def _state(facts: Facts, part: Outcome | Part, core: str,
           word: str) -> Finding | None:
    """Compare Linux's state of a core with the machine's."""
    is_now = part.cores.get(core)
    end = max((s.ended or s.began for s in part.steps), default=0.0)
    if word == 'offline' and is_now in EXECUTES:
        return Finding('truth', Grade.BAD, f'Linux says that {core} is '
                       f'offline, but it executes ({is_now})')
    if word in RUNNING and is_now not in EXECUTES:
        return Finding('truth', Grade.BAD, f'Linux says that {core} is '
                       f'{word}, but it is not ({is_now})')
    if word == 'crashed' and is_now in ('running', 'wfi', 'wfe') and \
            not facts.dead(core, end):
        return Finding('truth', Grade.BAD, f'Linux says that {core} has '
                       f'crashed, but it has not ({is_now})')
    if word in RUNNING and facts.dead(core, end):
        return Finding('truth', Grade.ACCEPTABLE,
                       f'Linux says that {core} is {word}; it has crashed, '
                       'and the log says so' if any(
                           'crashed' in line for line in facts.log) else
                       f'Linux says that {core} is {word}; it has crashed')
    return None


def _talks(facts: Facts) -> Iterator[Finding]:
    """Check that a core which Linux calls running can be talked to."""
    for echo in facts.echoes():
        core, at = echo.core, echo.step.began
        if echo.told and not echo.heard:
            yield Finding('truth', Grade.BAD, f'Linux says that {core} runs, '
                          'but does not read what the core tells it', at)
        elif echo.read:
            yield Finding('truth', Grade.GOOD, f'{core}, which Linux says '
                          'runs, can be talked to', at)
        # A core with a fault may do that, and no driver can know
        elif facts.scenario.provoke:
            yield Finding('truth', Grade.ACCEPTABLE, f'Linux says that {core} '
                          'runs, but it reads no message', at)
        else:
            yield Finding('truth', Grade.BAD, f'Linux says that {core} runs, '
                          'but it reads no message, and nothing is wrong with '
                          'its firmware', at)


def _now_up(facts: Facts) -> Iterator[Finding]:
    """Check that the core was started when the kernel logs a start."""
    told: dict[str, int] = {}
    for line in facts.log:
        match = NOW_UP.match(line)
        if not match:
            continue
        core = facts.outcome.names.get(match[2])
        if not core:
            continue
        told[core] = told.get(core, 0) + 1
        at = float(match[1])
        if told[core] > sum(e.at <= at + SKEW
                            for e in facts.of(core, 'started')):
            yield Finding('truth', Grade.BAD, 'the kernel says that '
                          f'{match[2]} ({core}) is now up, but it was not '
                          'started', at)


def _truths(facts: Facts) -> Iterator[Finding | None]:
    yield from _now_up(facts)
    yield from _talks(facts)
    for step in facts.steps:
        if step.result != 'ok':
            continue
        if step.verb in ('start', *STOPS) or \
                step.verb == 'at_once' and step.does in ('start', *STOPS):
            yield _after_step(facts, step)
        elif step.verb == 'over':
            yield _over(facts, step)
        elif step.verb == 'close_device':
            yield _closed(facts, step)
    for part in facts.parts:
        for core, word in part.states.items():
            yield _state(facts, part, core, word)


def truth_rule(facts: Facts) -> Iterator[Finding]:
    return filter(None, _truths(facts))
