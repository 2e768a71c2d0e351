# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of "repair", "keeps" and "holds": what a stop leaves behind."""

from collections.abc import Iterator
import re

from ..scenario.outcome import Part, Step, linux_hosts
from .facts import CANNOT, DEAD, EXECUTES, Facts
from .model import Finding, Grade

REMOVALS = ('unload', 'unbind')
# A message that rpmsg devices are lost
DEVICES = re.compile(r'rpmsg|virtio')
LOSS = re.compile(r'\b(?:lost|loses?|gone|until|no longer|(?:un|not )available)'
                  r'\b', re.I)


def _outlived(facts: Facts, core: str) -> Step | None:
    """The removal of the driver that has left the core behind, or None."""
    return next((s for s in facts.outcome.steps if s.verb in REMOVALS and
                 s.result == 'ok' and s.ended is not None and
                 s.core in (None, core) and facts.executes(core, s.ended) and
                 not facts.attached(core, s.began)), None)


def _curable(facts: Facts) -> str:
    """
    Why Linux could stop the core again; '' if the cause persists.  When the
    driver left the core behind, what came later does not count.
    """
    core, outcome = facts.scenario.core, facts.outcome
    lost = _outlived(facts, core)
    end = (lost.began if lost else
           max((s.ended or s.began for s in outcome.steps), default=0.0))
    if facts.dead(core, end) or outcome.cores.get(core) in ('frozen',
                                                             'lockup'):
        return f'{core} is dead, and only a reset helps'
    answered = any(q.told and q.told <= end
                   for q in facts.talk(core, until=end).questions)
    if answered and outcome.cores.get(core) == 'wfi':
        return f'{core} has answered and rests'
    provoke = facts.scenario.provoke
    if provoke.get('firmware', {}).get(core) or provoke.get('machine'):
        return ''
    return ('the fault is gone' if provoke.get('faults') else
            f'nothing is wrong with {core}')


def repair_rule(facts: Facts) -> Iterator[Finding]:
    after = facts.outcome.after
    if not after or not facts.scenario.provoke or not after.steps:
        return
    core = facts.scenario.core
    restart = [s for s in after.steps if s.verb == 'restart']
    if not restart:
        return
    began = after.steps[0].began
    started = [e for e in facts.of(core, 'started')
               if e.at >= restart[0].began]
    tries = [s for s in after.steps if s.verb == 'stop_running' and
             s.core == core]
    if started and restart[0].result == 'ok' and \
            not facts.executes(core, restart[0].ended or began):
        again = tries and tries[0].result != 'ok'
        yield Finding('repair', Grade.ACCEPTABLE if again else Grade.GOOD,
                      f'{core} is stopped and started again'
                      + (', at the second attempt' if again else ''), began)
        return
    why = _curable(facts)
    tried = ', '.join(f'"{s.words}": {s.result or "no end"}'
                      for s in (*tries, restart[0]) if s.result != 'ok')
    what = ('stop and start do not work again ('
            + (tried or 'both succeed, but nothing was started') + ')')
    if why:
        yield Finding('repair', Grade.BAD, f'{why}, but {what}', began)
    else:
        yield Finding('repair', Grade.ACCEPTABLE, 'the cause of the refusal '
                      f'persists, and {what}', began)


def _loss_is_stated(facts: Facts, core: str) -> bool:
    """Whether the kernel says, at a refused stop, what is gone with it."""
    return any(DEVICES.search(line) and LOSS.search(line)
               for step in facts.refused() if step.core == core
               for line in facts.lines(step.began, step.ended or step.began))


def _rpmsg_lost(facts: Facts) -> Finding | None:
    for part in facts.parts:
        for core, before, after in part.rpmsg:
            if after < before and not _loss_is_stated(facts, core):
                return Finding('keeps', Grade.BAD,
                               f'the refused stop of {core} reduces the '
                               f'number of rpmsg devices by {before - after}, '
                               'and the kernel does not say so')
    return None


def _left_behind(facts: Facts) -> Iterator[Finding]:
    """Cores that keep executing when their driver is removed."""
    for step in facts.steps:
        if (step.verb not in REMOVALS or step.result != 'ok' or
                step.ended is None):
            continue
        for core in {e.core for e in facts.events if e.kind == 'started'}:
            if (facts.early(core) or step.core not in (None, core) or
                    facts.attached(core, step.began) or
                    not facts.executes(core, step.ended)):
                continue
            said = any(CANNOT in line for line in
                       facts.lines(step.began, step.ended))
            yield Finding(
                'keeps', Grade.ACCEPTABLE if said else Grade.BAD,
                f'"{step.words}" removes the driver, and {core} keeps running '
                + ('without it; the kernel says that it could not be stopped'
                   if said else 'without it, and the kernel does not say so'),
                step.began)


def _suspends(facts: Facts) -> Iterator[Finding]:
    """Suspends of a faulty system before any stop was refused."""
    refused = min((s.began for s in facts.refused()), default=float('inf'))
    for step in facts.steps if facts.scenario.provoke else ():
        if step.verb != 'suspend' or step.began > refused:
            continue
        hung = [core for part in facts.parts for core, state
                in part.cores.items() if state in ('frozen', *DEAD)]
        if step.result == 'ok':
            yield Finding('keeps', Grade.GOOD, 'the system suspends',
                          step.began)
        else:       # for a hung core, that is a choice
            yield Finding(
                'keeps', Grade.ACCEPTABLE if hung else Grade.BAD,
                f'the system does not suspend: {step.result or "no end"}'
                + (f'; {hung[0]} hangs' if hung else ''), step.began)


def keeps_rule(facts: Facts) -> Iterator[Finding]:
    refused = facts.refused()
    found = [*_left_behind(facts), *_suspends(facts)]
    if refused and (lost := _rpmsg_lost(facts)):
        found.append(lost)
    for echo in facts.echoes() if refused else ():
        if echo.told and not echo.heard and \
                echo.step.began > refused[0].began:
            found.append(Finding(
                'keeps', Grade.BAD, 'Linux does not read the mailbox of '
                f'{echo.core} any more', echo.step.began))
    for step in facts.steps if refused else ():
        words = {'unload': 'the driver cannot be removed',
                 'unbind': 'the driver cannot be unbound',
                 'suspend': 'the system does not suspend'}.get(step.verb)
        if words and step.result != 'ok' and step.began > refused[0].began:
            found.append(Finding(
                'keeps', Grade.BAD,
                f'{words}: {step.result or "no end"}', step.began))
    found = [f for f in found if f]
    yield from found
    if refused and not any(f.grade > Grade.GOOD for f in found):
        yield Finding('keeps', Grade.GOOD, 'what worked before the refused '
                      'stop still works after it')


def _kept(facts: Facts, part: Part, core: str) -> list[str]:
    """Names of what the host of a stopped core still holds."""
    hosts = {int(h['host']): h['name'] for h in facts.outcome.hosts}
    linux, of = linux_hosts(hosts), facts.outcome.host_of
    return [f'{hosts.get(int(r["host"]), r["host"])} holds {r["kind"]} '
            f'{r.get("name") or r["id"]}' for r in part.owned
            if int(r['host']) not in linux and
            of.get(hosts.get(int(r['host']), ''), core) == core]


def holds_rule(facts: Facts) -> Iterator[Finding]:
    core, outcome = facts.scenario.core, facts.outcome
    part = outcome if outcome.cores else facts.parts[-1]
    if outcome.states.get(core) == 'offline' and part.cores and \
            part.cores.get(core) not in EXECUTES and facts.stops():
        kept = _kept(facts, part, core)
        talk = facts.talk(core)
        if not kept:
            yield Finding('holds', Grade.GOOD,
                          f'{core} is stopped and holds nothing')
        elif any(a.question for a in talk.answers):
            yield Finding('holds', Grade.ACCEPTABLE, f'{core} was asked to '
                          f'stop, but has not freed all: {", ".join(kept)}')
        else:
            yield Finding('holds', Grade.BAD, f'{core} had no chance to give '
                          f'back what it holds: {", ".join(kept)}')
    yield from _linux_holds(facts)


def _linux_holds(facts: Facts) -> Iterator[Finding]:
    part = facts.parts[-1]
    gone = {core for core, word in part.states.items() if word == 'gone'}
    numbers = {number: core for number, core
               in facts.outcome.processors.items() if core in gone}
    hosts = linux_hosts({int(h['host']): h['name']
                         for h in facts.outcome.hosts})
    mine = [r for r in part.owned if int(r['host']) in hosts]
    for record in mine:
        core = (record['kind'] == 'processor' and
                numbers.get(int(record['id'], 0)))
        if core:
            yield Finding('holds', Grade.BAD, 'the driver is gone, but Linux '
                          f'still owns the processor of {core} '
                          f'({record["id"]})')
    for core, word in part.states.items():
        device = facts.outcome.devices.get(core)
        on = [r for r in mine if r['kind'] == 'device' and
              int(r['id']) == device]
        if on and word in ('offline', 'gone') and \
                part.cores.get(core) not in EXECUTES:
            yield Finding('holds', Grade.BAD, f'{core} is {word}, but Linux '
                          f'still keeps it powered ({on[0].get("name")})')
