# SPDX-License-Identifier: GPL-2.0-or-later
"""One function per requirement: it takes the facts of a run, returns findings.

A rule considers what Linux, the core and the system firmware did, never how
our own driver would have done it.  If a rule has no finding, the run says
nothing about its requirement.
"""

from collections.abc import Iterator
import re

from ..scenario.description import LEAVING
from ..scenario.outcome import Outcome, Part, Step, linux_hosts
from . import health
from .facts import BUSY, DEAD, WFI, Answer, Conversation, Event, Facts
from .model import REQUIREMENTS, Finding, Grade

# Words by which a driver logs that it continues without an answer
FORCES = re.compile(r'\b(?:forc(?:e|es|ed|ing|ibly)|anyway|regardless|'
                    r'ungraceful(?:ly)?|without (?:an )?answer)\b', re.I)
# 5 s for an answer, some more for a late timer of the timer wheel, and for
# requests to the system firmware that time out after 1 s each
STOP_LIMIT = 12.0
TIMED = ('start', 'stop', 'stop_running', 'restart', 'detach', 'unload')
REMOVALS = ('unload', 'unbind')
EXECUTES = ('running', 'wfi', 'wfe', 'frozen', 'lockup')
RUNNING = ('running', 'attached')
NOW_UP = re.compile(r'\[ *(\d+\.\d+)\] remoteproc \S+: remote processor (\S+) '
                    r'is now up')
POWERING_UP = re.compile(r'remoteproc \S+: powering up (\S+)')


def _short(line: str) -> str:
    return line if len(line) <= 160 else line[:157] + '...'


def health_rule(facts: Facts) -> Iterator[Finding]:
    log = facts.log
    found = list(health.signs(log))
    for number, name, grade in found[:5]:
        stamp = re.match(r'\[ *(\d+\.\d+)\]', log[number])
        yield Finding('health', grade, f'{name}: {_short(log[number])}',
                      float(stamp[1]) if stamp else None)
    if not found and (facts.outcome.ended or facts.outcome.after):
        yield Finding('health', Grade.GOOD, 'the kernel reports no defect')


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
        if earlier.verb == 'start' and _only_counts(facts, earlier):
            users += 1
        elif earlier.verb in ('stop', 'stop_running'):
            users = max(users - 1, 0)
    return users


def _after_step(facts: Facts, step: Step) -> Finding | None:
    """Check that a stop or start that returned 0 has succeeded."""
    core, ended = step.core, step.ended
    executes = (None if core is None or ended is None else
                facts.executes(core, ended))
    if executes is None:
        return None
    stop = step.verb != 'start'
    if stop and executes and _users(facts, step):
        return None     # remoteproc decremented its count and called no driver
    if executes == stop:
        return Finding(
            'truth', Grade.BAD,
            f'"{step.words}" succeeds, but {core} '
            + ('keeps executing' if stop else 'does not execute'),
            step.began)
    return Finding('truth', Grade.GOOD,
                   f'"{step.words}" succeeds and has taken effect', step.began)


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
        if told[core] > sum(e.at <= at for e in facts.of(core, 'started')):
            yield Finding('truth', Grade.BAD, 'the kernel says that '
                          f'{match[2]} ({core}) is now up, but it was not '
                          'started', at)


def _truths(facts: Facts) -> Iterator[Finding | None]:
    yield from _now_up(facts)
    for step in facts.steps:
        if (step.verb in ('start', 'stop', 'stop_running') and
                step.result == 'ok' and step.core):
            yield _after_step(facts, step)
    for part in facts.parts:
        for core, word in part.states.items():
            yield _state(facts, part, core, word)


def truth_rule(facts: Facts) -> Iterator[Finding]:
    return filter(None, _truths(facts))


def _forced(facts: Facts, stop: Event) -> str:
    """The line in which the driver logs that it forces a stop, or ''."""
    step = facts.step_at(stop.at)
    began = step.began if step else stop.at - STOP_LIMIT
    return next((line for line in facts.lines(began, stop.at + 0.1)
                 if FORCES.search(line)), '')


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


def _stops(facts: Facts) -> list[Event]:
    """Each stop of an executing core by a request of Linux."""
    return [e for e in facts.events if e.kind == 'stopped' and e.linux and
            facts.leader(e.core) == e.core]


def _refused(facts: Facts) -> list[Step]:
    """Failed stops of a core that could have been stopped."""
    return [s for s in facts.steps if s.verb in ('stop', 'stop_running') and
            s.result not in ('ok', '') and s.core and
            not facts.early(s.core) and facts.executes(s.core, s.began)]


def _talk_before(facts: Facts, stop: Event) -> Conversation:
    start = facts.before(stop.core, stop.at, 'started')
    return facts.talk(stop.core, start.at if start else 0.0, stop.at)


def _contract(facts: Facts, stop: Event) -> tuple[Grade, str]:
    core, was = stop.core, stop.value
    talk = _talk_before(facts, stop)
    if facts.dead(core, stop.at) or was in DEAD:
        return Grade.GOOD, f'{core} had crashed before it was reset'
    if was == 'frozen' and facts.reported(core, stop.at):
        return Grade.GOOD, (f'{core} hung and was reported as crashed before '
                            'it was reset')
    answered = any(a.question for a in talk.answers)
    if answered and _rests(facts, stop, talk.answers):
        return Grade.GOOD, f'{core} had answered and rests when it is stopped'
    how = (f'{core} has answered, but does not rest ({was})' if answered else
           f'{core} has not answered ({was})' if talk.questions else
           f'{core} was not asked ({was})')
    words = _forced(facts, stop)
    if words:
        return (Grade.ACCEPTABLE, f'{how}: it is stopped by force, and the '
                f'kernel says so: {_short(words)}')
    grade = Grade.UNSAFE if was in (*BUSY, 'frozen') else Grade.BAD
    return grade, f'{how} when it is stopped, and the kernel says nothing'


def contract_rule(facts: Facts) -> Iterator[Finding]:
    for stop in _stops(facts):
        yield Finding('contract', *_contract(facts, stop), stop.at)
    for event in facts.events:
        if event.kind == 'hung' and event.value.startswith('stopped'):
            yield Finding('contract', Grade.UNSAFE, 'the interconnect hangs: '
                          f'{event.core} was stopped in the middle of a bus '
                          'access', event.at)
    if _refused(facts) and not _stops(facts):
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
    for stop in _stops(facts):
        found = _fresh(facts, stop)
        if found:
            yield Finding('fresh', *found, stop.at)


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
        elif step.verb in TIMED:
            cores = {e.core for e in facts.events if e.kind == 'started'}
            limit = STOP_LIMIT * (max(1, len(cores)) if step.verb == 'unload'
                                  else 1)
            grade = Grade.GOOD if step.seconds <= limit else Grade.BAD
            yield Finding('bounded', grade, f'"{step.words}" takes '
                          f'{step.seconds:.3f} s', step.began)


def works_rule(facts: Facts) -> Iterator[Finding]:
    """Judge only runs without a fault and cores that Linux may stop."""
    scenario = facts.scenario
    if scenario.provoke or scenario.core in scenario.where().early:
        return
    steps = [s for s in facts.steps if s.core or s.verb in ('load', 'unload')]
    failed = [s for s in steps if s.result != 'ok']
    for step in failed[:3]:
        yield Finding('works', Grade.BAD, 'the core keeps the protocol, but '
                      f'"{step.words}" fails: {step.result or "no end"}',
                      step.began)
    if steps and not failed:
        yield Finding('works', Grade.GOOD,
                      'a core that keeps the protocol is stopped and started')


def _curable(facts: Facts) -> str:
    """Why Linux could stop the core again; '' if the cause persists."""
    core, outcome = facts.scenario.core, facts.outcome
    end = max((s.ended or s.began for s in outcome.steps), default=0.0)
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


def _rpmsg_lost(facts: Facts) -> Finding | None:
    for part in facts.parts:
        for core, before, after in part.rpmsg:
            if after < before and not any(
                    re.search(r'rpmsg|virtio', line) and
                    re.search(r'los[et]|gone|until|remov|again', line)
                    for line in facts.log):
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
                    not facts.executes(core, step.ended)):
                continue
            said = any("can't stop rproc" in line for line in
                       facts.lines(step.began, step.ended))
            yield Finding(
                'keeps', Grade.ACCEPTABLE if said else Grade.BAD,
                f'"{step.words}" removes the driver, and {core} keeps running '
                + ('without it; the kernel says that it could not be stopped'
                   if said else 'without it, and the kernel does not say so'),
                step.began)


def keeps_rule(facts: Facts) -> Iterator[Finding]:
    refused = _refused(facts)
    found = list(_left_behind(facts))
    if refused and (lost := _rpmsg_lost(facts)):
        found.append(lost)
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
    if refused and not found:
        yield Finding('keeps', Grade.GOOD, 'what worked before the refused '
                      'stop still works after it')


def _kept(facts: Facts, part: Part) -> list[str]:
    """Names of what the host of a stopped core still holds."""
    hosts = {int(h['host']): h['name'] for h in facts.outcome.hosts}
    linux = linux_hosts(hosts)
    return [f'{hosts.get(int(r["host"]), r["host"])} holds {r["kind"]} '
            f'{r.get("name") or r["id"]}' for r in part.owned
            if int(r['host']) not in linux]


def holds_rule(facts: Facts) -> Iterator[Finding]:
    core, outcome = facts.scenario.core, facts.outcome
    part = outcome if outcome.cores else facts.parts[-1]
    if outcome.states.get(core) == 'offline' and part.cores and \
            part.cores.get(core) not in EXECUTES and _stops(facts):
        kept = _kept(facts, part)
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
