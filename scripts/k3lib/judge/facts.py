# SPDX-License-Identifier: GPL-2.0-or-later
"""What happened in a run: steps of the guest and events of the machine.

Steps have times of the kernel's clock, events have QEMU's virtual time.  Both
are converted to seconds of the kernel's clock, which the log also uses.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
import re
from typing import Any

from ..base import matched
from ..scenario.description import Scenario
from ..scenario.outcome import STAMP, Outcome, Part, Step, linux_hosts

SHUTDOWN, SHUTDOWN_ACK, CRASH = 0xffffff14, 0xffffff15, 0xffffff02
ECHO_REQUEST, ECHO_REPLY = 0xffffff03, 0xffffff04
WFI = 0x2                       # TISCI_MSG_VAL_PROC_BOOT_STATUS_FLAG_*
HALT = 0x1              # TISCI_MSG_VAL_PROC_BOOT_CTRL_FLAG_R5_CORE_HALT
SHARED = 0x100 | 0x8000         # config flags: the cluster is one processor
LINE = re.compile(r'^(?:\S+@\S+:)?(k3_\w+) (\d+) ns: (.*)$', re.M)
MAILBOX = re.compile(r'(\S+): FIFO (\d+) message (0x[0-9a-f]+)')
# Names for a write to and a read from a FIFO, by its direction
WAYS = {('k3_mailbox_push', 'to'): 'sent', ('k3_mailbox_pop', 'to'): 'read',
        ('k3_mailbox_push', 'from'): 'told', ('k3_mailbox_pop', 'from'): 'heard',
        ('k3_mailbox_drop', 'to'): 'lost', ('k3_mailbox_drop', 'from'): 'lost'}
# Messages of remoteproc and its drivers, or about their devices
REMOTE = re.compile(r'remoteproc|rproc|\bk3|r5f|m4f|\bdsp|c7x|c66x|ti[-_]sci|'
                    r'mailbox|mbox|\bcores?\b|firmware|shut ?down', re.I)
REPORTED = re.compile(r'crash detected in (\S+): type')
ATTACHED = re.compile(r'remote processor (\S+) is now attached')
CANNOT = "can't stop rproc"     # remoteproc's message about a refused stop
STOPS = ('stop', 'stop_running')
DEAD = ('lockup',)              # states in which hardware reports a crash
BUSY = ('running', 'wfe')
EXECUTES = (*BUSY, 'wfi', 'frozen', *DEAD)


@dataclass(frozen=True)
class Event:
    """
    An event of one core.  Messages: "sent" to it and "read" by it, "told" by
    it and "heard" by Linux, "lost".  "status" as Linux received it.
    "started", "stopped", "crashed".  "halted" if the system firmware has
    acknowledged it, which need not stop a core that executes.  "hung"
    together with all others, with the cause.
    """
    at: float           # the kernel's clock, seconds
    kind: str
    core: str
    value: Any = 0      # the message, the status, what the core was doing
    linux: bool = False         # whether a request of Linux caused it


@dataclass
class Question:
    """One SHUTDOWN message and its answer."""
    core: str
    sent: float
    read: float | None = None   # when the core read it
    told: float | None = None   # when it was answered first
    heard: float | None = None  # when Linux read that answer


@dataclass(frozen=True)
class Answer:
    """One SHUTDOWN_ACK that Linux has read."""
    heard: float
    question: Question | None   # None: there was none


@dataclass(frozen=True)
class Echo:
    """An echo request to a core that runs, and what came of it."""
    step: Step
    core: str
    read: bool          # by the core
    told: bool          # the core has replied
    heard: bool         # Linux has read the reply


@dataclass
class Conversation:
    """The messages with one core since its last start."""
    questions: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


class Facts:
    """Everything that the rules know about one run of a scenario."""

    def __init__(self, outcome: Outcome,
                 scenario: Scenario) -> None:
        self.outcome, self.scenario = outcome, scenario
        self.parts: list[Part] = [p for p in (outcome, outcome.after) if p]
        self.steps = [s for p in self.parts for s in p.steps]
        self.log = [line for p in self.parts for line in p.log]
        self.log += outcome.urgent
        self.boot = list(self._boot())
        self.events = sorted(self._read(outcome.trace), key=lambda e: e.at)
        self.talks = {core: self._talk(core) for core in
                      {e.core for e in self.events}}

    def _boot(self) -> Iterator[str]:
        """What the kernel logged before the first step."""
        known = set(self.log)   # the console also has urgent lines of steps
        for line in self.outcome.boot.splitlines():
            if STAMP.match(line) and line not in known:
                known.add(line)
                yield line

    def _read(self, trace: str) -> Iterator[Event]:
        linux = linux_hosts({int(h['host']): h['name']
                             for h in self.outcome.hosts})
        asked_by, asked_ns = None, None
        for match in LINE.finditer(trace):
            name, ns, text = match[1], int(match[2]), match[3]
            if name.startswith('k3_ti_sci_'):
                _path, _colon, text = text.partition(': ')
            at = (ns - (self.outcome.clock_ns or 0)) / 1e9
            if name == 'k3_ti_sci_request':
                asked_by, asked_ns = int(text.split()[1].rstrip(':')), ns
            elif name.startswith('k3_mailbox_'):
                yield from self._message(name, at, text)
            elif name == 'k3_ti_sci_proc_status':
                words = text.split()
                core = self.outcome.processors.get(int(words[3], 0))
                if core and int(words[1].rstrip(':')) in linux:
                    yield Event(at, 'status', core, int(words[-1], 0))
            elif name == 'k3_proc_control':
                words = text.split()
                core = self.outcome.processors.get(
                    int(words[2].rstrip(':'), 0))
                if core and 'r5f' in core and int(words[-1], 0) & HALT:
                    yield Event(at, 'halted', core, '',
                                asked_by in linux and asked_ns == ns)
            elif name == 'k3_ti_sci_bus_hang':
                core = self.outcome.processors.get(int(text.split()[1], 0))
                yield Event(at, 'hung', core or '', text.split(None, 2)[2])
            elif name.startswith('k3_core_'):
                path, _colon, words = text.partition(': ')
                yield self._core(name, at, path, words,
                                 asked_by in linux and asked_ns == ns)

    def _message(self, name: str, at: float, text: str) -> Iterator[Event]:
        match = matched(MAILBOX, text)
        core, way = self.outcome.mailboxes.get(
            (match[1], int(match[2])), ('', ''))
        if core:
            message = int(match[3], 16)
            yield Event(at, WAYS[name, way], core, message)
            if WAYS[name, way] == 'told' and message == CRASH:
                yield Event(at, 'crashed', core)

    def _core(self, name: str, at: float, path: str, words: str,
              linux: bool) -> Event:
        core = self.outcome.paths.get(path, path)
        if name == 'k3_core_start':
            return Event(at, 'started', core, int(words.split()[-1], 0), linux)
        if name == 'k3_core_stop':
            return Event(at, 'stopped', core, words.split()[-1], linux)
        return Event(at, 'crashed', core)

    def of(self, core: str, *kinds: str) -> list[Event]:
        return [e for e in self.events if e.core == core and
                (not kinds or e.kind in kinds)]

    def _talk(self, core: str) -> Conversation:
        """Match questions and answers in the order of their FIFOs."""
        talk = Conversation()
        unread, unanswered, on_the_way = [], [], []
        for event in self.of(core):
            if event.value == SHUTDOWN and event.kind == 'sent':
                talk.questions.append(Question(core, event.at))
                unread.append(talk.questions[-1])
            elif event.value == SHUTDOWN and event.kind == 'read':
                if unread:
                    unanswered.append(unread.pop(0))
                    unanswered[-1].read = event.at
            elif event.value == SHUTDOWN_ACK and event.kind == 'told':
                question = unanswered.pop(0) if unanswered else None
                if question:
                    question.told = event.at
                on_the_way.append(question)
            elif event.value == SHUTDOWN_ACK and event.kind == 'heard':
                question = on_the_way.pop(0) if on_the_way else None
                if question:
                    question.heard = event.at
                talk.answers.append(Answer(event.at, question))
        return talk

    def talk(self, core: str, since: float = 0.0,
             until: float = float('inf')) -> Conversation:
        """The questions and answers up to that time."""
        talk = self.talks.get(core, Conversation())
        return Conversation(
            [q for q in talk.questions if since <= q.sent <= until],
            [a for a in talk.answers if since <= a.heard <= until])

    def echoes(self) -> Iterator[Echo]:
        """Each step that talks to a core, past the driver."""
        for step in self.steps:
            if step.verb != 'talk' or step.core is None or step.ended is None:
                continue
            during = {(e.kind, e.value) for e in self.of(step.core)
                      if step.began <= e.at <= step.ended}
            if ('sent', ECHO_REQUEST) in during:    # else it does not run
                yield Echo(step, step.core, ('read', ECHO_REQUEST) in during,
                           ('told', ECHO_REPLY) in during,
                           ('heard', ECHO_REPLY) in during)

    def before(self, core: str, at: float, *kinds: str) -> Event | None:
        """The last event of these kinds before that time, or None."""
        found = [e for e in self.of(core, *kinds) if e.at < at]
        return found[-1] if found else None

    def executes(self, core: str, at: float) -> bool | None:
        """Whether the core executed at that time; None if that is unknown."""
        events = self.of(core, 'started', 'stopped')
        index = bisect_right([e.at for e in events], at)
        if index:
            return events[index - 1].kind == 'started'
        if events:
            return events[0].kind == 'stopped'
        return None

    def dead(self, core: str, at: float) -> bool:
        """Whether it reported or showed a crash since its start."""
        start = self.before(core, at, 'started')
        crash = self.before(core, at, 'crashed')
        return crash is not None and (not start or start.at < crash.at)

    def reported(self, core: str, at: float) -> bool:
        """Whether Linux was told of a crash since the core's start."""
        start = self.before(core, at, 'started')
        return any(
            self.outcome.names.get(match[1]) == core for line in
            self.lines(start.at if start else 0.0, at)
            if (match := REPORTED.search(line)))

    def early(self, core: str) -> bool:
        """Whether it ran before Linux, which then attaches to it."""
        return (core in self.scenario.where().early or
                core in self.scenario.all_early(True))

    def attached(self, core: str, at: float) -> bool:
        """Whether Linux has attached to the core since the core's start."""
        start = self.before(core, at, 'started')
        return any(
            self.outcome.names.get(match[1]) == core for line in
            self.lines(start.at if start else 0.0, at)
            if (match := ATTACHED.search(line)))

    def leader(self, core: str) -> str:
        """Core 0 if Linux sees the pair as one processor, else the core."""
        first = f'{core[:-1]}0'
        start = [e for e in self.of(first, 'started') if e.value & SHARED]
        return first if core.endswith('1') and start else core

    def stops(self) -> list[Event]:
        """Each stop of an executing core by a request of Linux."""
        return [e for e in self.events if e.kind == 'stopped' and e.linux and
                self.leader(e.core) == e.core]

    def halts(self) -> list[Event]:
        """
        Each halt of an executing core by Linux.  The value is what the core
        did, if it was stopped next in that step; else it is unknown, or ''.
        """
        found = []
        for event in self.events:
            if event.kind == 'halted' and self.leader(event.core) == \
                    event.core and self.executes(event.core, event.at):
                step = self.step_at(event.at)
                stop = next((e for e in self.stops() if e.core == event.core
                             and e.at >= event.at and
                             self.step_at(e.at) is step), None)
                found.append(replace(event, value=stop.value if stop else ''))
        return found

    def _is_refused(self, step: Step) -> bool:
        if (step.core is None or step.ended is None or
                self.early(step.core) or
                not self.executes(step.core, step.began)):
            return False
        if step.does == 'close_device':     # close() returns no error
            return any(CANNOT in line for line in
                       self.lines(step.began, step.ended))
        return (step.does in STOPS and step.result != 'ok' and
                step.verb != 'often' and (  # two stops: one of them must fail
                    step.verb != 'at_once' or
                    bool(self.executes(step.core, step.ended))))

    def refused(self) -> list[Step]:
        """Failed stops of a core that could have been stopped."""
        return [step for step in self.steps if self._is_refused(step)]

    def step_at(self, at: float) -> Step | None:
        """The step that was in progress then, or None."""
        found = [s for s in self.steps if s.began <= at and
                 (s.ended is None or at <= s.ended)]
        return found[-1] if found else None

    def about(self, line: str, core: str) -> bool:
        """Whether a message is about that core, or about no other."""
        named = [each for name, each in self.outcome.names.items()
                 if name in line]
        return core in named if named else bool(REMOTE.search(line))

    def lines(self, since: float, until: float) -> list[str]:
        """What the kernel logged between these two times."""
        return [line for line in self.log
                if (match := STAMP.match(line)) and
                since <= float(match[0].strip('[] ')) <= until and
                'k3-scenario:' not in line]
