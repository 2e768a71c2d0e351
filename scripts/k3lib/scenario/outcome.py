# SPDX-License-Identifier: GPL-2.0-or-later
"""The outcome of a run: what the guest reported and what was observed."""

from dataclasses import dataclass, field
import re

from ..machine.errors import errno_name
from ..machine.inspect import Look
from .description import TELLING

SAID = re.compile(r'\[ *(\d+\.\d+)\] k3-scenario: (.*)')
STAMP = re.compile(r'^\[ *\d+\.\d+\] ')
PANIC = 'Kernel panic - not syncing'
JUMP = 'kexec_core: Starting new kernel'
# Verbs that have a step as argument -> number of words before it
WRAPPERS = {'at_once': 1, 'interrupted': 1, 'meanwhile': 1, 'often': 2,
            'starved': 1}
BEGIN, AFTERMATH, OVERDUE = 'begin', 'aftermath', 'k3-scenario: end after'
AGAIN = 'again'         # another kernel has taken over


@dataclass
class Step:
    """One step of the guest's script, with times of the kernel's clock."""
    words: str
    began: float
    result: str = ''        # "ok", an errno, "status N"; '' until it returns
    ended: float | None = None

    @property
    def verb(self) -> str:
        return self.words.split()[0]

    @property
    def _inner(self) -> list[str]:
        """The words without those that say how often or when."""
        words = self.words.split()
        while len(words) > WRAPPERS.get(words[0], len(words)):
            words = words[WRAPPERS[words[0]]:]
        return words

    @property
    def does(self) -> str:
        """The verb that says what is done: "stop" for "at_once stop CORE"."""
        return self._inner[0]

    @property
    def core(self) -> str | None:
        """The core that the step concerns, or None."""
        return self._inner[1] if len(self._inner) > 1 else None

    @property
    def seconds(self) -> float:
        return (self.ended or self.began) - self.began


@dataclass
class Part:
    """The scenario itself, or its aftermath."""
    log: list[str] = field(default_factory=list)    # of the kernel
    steps: list[Step] = field(default_factory=list)
    # core -> its state by Linux, and by the machine
    states: dict[str, str] = field(default_factory=dict)
    cores: dict[str, str] = field(default_factory=dict)
    # Records of all hosts; descriptions for hosts other than Linux
    owned: list[dict[str, str]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    # fault rule -> number of hits
    hits: dict[str, int] = field(default_factory=dict)
    # (core, devices before, devices after)
    rpmsg: list[tuple[str, int, int]] = field(default_factory=list)
    seconds: float = 0.0                            # of the guest's time
    ended: bool = False     # ended by itself
    overdue: bool = False   # ended by the limit in the guest

    @property
    def results(self) -> list[tuple[str, str, float]]:
        """(step, result, seconds) of the steps that have returned"""
        return [(s.words, s.result, s.seconds) for s in self.steps
                if s.ended is not None]

    def told(self) -> list[str]:
        """Results of the steps that report something, as in a record."""
        return [f'{words}: {result}' for words, result, _ in self.results
                if words.split()[0] in TELLING]

    def see(self, seen: Look) -> None:
        """Store what k3lib.machine.inspect.look() returned."""
        self.cores = {core['name']: core['state'] for core in seen['cores']}
        hosts = {int(h['host']): h['name'] for h in seen['hosts']}
        self.owned = seen['owned']
        self.held = sorted(
            f'{hosts.get(int(r["host"]), r["host"])}: {r["kind"]} {r["id"]}'
            for r in seen['owned'] if int(r['host']) not in linux_hosts(hosts))
        self.hits = {f['id']: f['hits'] for f in seen['faults']}


@dataclass
class Outcome(Part):
    """The outcome of a run."""
    after: Part | None = None   # the aftermath; None if there was none
    late: bool = False      # it exceeded the limit of host time
    off: bool = False       # the machine was switched off, or reset itself
    died: bool = False      # panicked; the log ends with that
    hung: bool = False      # the interconnect hung; the guest is silent
    trace: str = ''
    boot_trace: str = ''    # sequence.FIRST_SEEN, before the first step
    boot: str = ''          # the console before the first step
    clock_ns: int | None = None     # virtual time minus the kernel's clock
    # From the system firmware
    hosts: list[dict[str, str]] = field(default_factory=list)
    # QOM path -> core, address
    paths: dict[str, str] = field(default_factory=dict)
    mailbox_at: dict[str, int] = field(default_factory=dict)
    # (QOM path, FIFO) -> (core, 'to' or 'from')
    mailboxes: dict[tuple[str, int], tuple[str, str]] = field(
        default_factory=dict)
    # TISCI id -> core, Linux's device -> core, core -> TISCI id
    processors: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)
    # Name of a host -> the core whose firmware uses it
    host_of: dict[str, str] = field(default_factory=dict)
    # Printed after the first part, if its log was the last one
    urgent: list[str] = field(default_factory=list)
    where: str = ''         # position of each CPU and blocked task, if it hung

    @property
    def since(self) -> float:
        """The kernel's clock at the last step that reports something, or 0."""
        return max((s.began for s in self.steps if s.verb in TELLING),
                   default=0.0)

    @property
    def repair(self) -> list[tuple[str, str, float]]:
        return self.after.results if self.after else []


def linux_hosts(hosts: dict[int, str]) -> set[int]:
    """The hosts in {number: name} that are application cores."""
    return {number for number, name in hosts.items()
            if name.startswith(('A53', 'A72'))}


def _result(words: str) -> str:
    status, _space, answer = words.partition(' ')
    if status == '0':
        return 'ok'
    return errno_name(answer) or answer or f'status {status}'


class _Reader:
    """Parses messages of the guest's script into a Part."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.steps: dict[str, Step] = {}
        self.first = 0.0        # time of its first message
        self.heard = False

    def say(self, now: float, text: str) -> None:
        if not self.heard:
            self.first, self.heard = now, True
        self.part.seconds = now - self.first
        word, _space, rest = text.partition(' ')
        reader = getattr(self, f'say_{word}', None)
        if reader:
            reader(now, rest)

    def say_step(self, now: float, rest: str) -> None:
        number, words = rest.split(': ', 1)
        self.steps[number] = Step(words, now)
        self.part.steps.append(self.steps[number])

    def say_result(self, now: float, rest: str) -> None:
        number, words = rest.split(': ', 1)
        step = self.steps.get(number)
        if step:        # else it began in a part that the limit ended
            step.result, step.ended = _result(words.strip()), now

    def say_again(self, now: float, _rest: str) -> None:
        """Another kernel has taken over, which ends the step that did it."""
        if self.part.steps and self.part.steps[-1].ended is None:
            self.part.steps[-1].result = 'ok'
            self.part.steps[-1].ended = now

    def say_state(self, _now: float, rest: str) -> None:
        core, _space, state = rest.partition(' ')
        self.part.states[core] = state

    def say_rpmsg(self, _now: float, rest: str) -> None:
        core, before, after = rest.split()
        self.part.rpmsg.append((core, int(before), int(after)))

    def say_end(self, _now: float, rest: str) -> None:
        self.part.ended, self.part.overdue = not rest, bool(rest)
        _time, _comma, step = rest.partition(', step ')
        number, _colon, words = step.partition(': ')
        if words and number not in self.steps:      # has no begin
            self.say_step(self.first, step)


def _clock_ns(stamp: float, count: int, frequency: int) -> int:
    """Virtual time minus the kernel's clock."""
    return round(count * 1e9 / frequency) - round(stamp * 1e9)


def _stamp(line: str) -> float | None:
    match = STAMP.match(line)
    return float(match[0].strip('[] ')) if match else None


def _later(line: str, seconds: float) -> str:
    """The line with a later time."""
    stamp = _stamp(line)
    return (line if stamp is None else
            f'[{stamp + seconds:12.6f}] {line[line.index("]") + 2:]}')


def _virtual_ns(lines: list[str], first: int, last: int) -> int | None:
    """Virtual time minus the kernel's clock, as the guest reported it."""
    for line in lines[first:last]:
        if (said := SAID.search(line)) and said[2].startswith('clock '):
            return _clock_ns(float(said[1]), *map(int, said[2].split()[1:3]))
    return None


def _one_clock(lines: list[str]) -> list[str]:
    """
    If another kernel has taken over, LINES with all times on the clock of the
    first one.  What the second has printed twice appears once.
    """
    jump = next((i for i, line in enumerate(lines) if JUMP in line), None)
    if jump is None:
        return lines
    end = max(filter(None, map(_stamp, lines[:jump + 1])), default=0.0)
    begin = next((i for i in range(len(lines) - 1, jump, -1)
                  if lines[i].endswith(f'k3-scenario: {AGAIN}')), None)
    if begin is None:       # it has printed urgent messages only
        return lines[:jump + 1] + [_later(line, end)
                                   for line in lines[jump + 1:]]
    was = _virtual_ns(lines, 0, jump)
    now = _virtual_ns(lines, begin, len(lines))
    if was is not None and now is not None:
        end = (now - was) / 1e9
    # Its log begins where the times do; urgent messages have come before
    while begin - 1 > jump and (earlier := _stamp(lines[begin - 1])) is not \
            None and earlier <= (_stamp(lines[begin]) or 0.0):
        begin -= 1
    return lines[:jump + 1] + [_later(line, end) for line in lines[begin:]]


def read_last_words(outcome: Outcome, text: str) -> bool:
    """The log of a kernel that ended before the guest printed it."""
    outcome.log = [line.rstrip('\r') for line in text.splitlines()
                   if STAMP.match(line)]
    outcome.died = any(PANIC in line for line in outcome.log)
    return outcome.died


def read_console(outcome: Outcome, text: str) -> bool:
    """
    Parse everything that the guest has printed: a log at the end of each part,
    and urgent messages in between.
    """
    lines = _one_clock([line.rstrip('\r') for line in text.splitlines()])
    starts = [i for i, line in enumerate(lines)
              if f'k3-scenario: {BEGIN}' in line]
    if not starts:      # the kernel has dropped the beginning of its log
        starts = [i for i, line in enumerate(lines) if STAMP.match(line)
                  ][:1] if any(OVERDUE in line for line in lines) else []
    if not starts:
        return False
    outcome.boot = '\n'.join(lines[:starts[-1]])
    part: Part = outcome
    reader = _Reader(part)
    urgent: list[str] = []
    for line in lines[starts[-1]:]:
        said = SAID.search(line)
        now, words = (float(said[1]), said[2]) if said else (0.0, '')
        if words == AFTERMATH:
            part = outcome.after = Part()
            reader = _Reader(part)
        if words.startswith('clock '):
            outcome.clock_ns = _clock_ns(now, *map(int, words.split()[1:3]))
        elif said:
            reader.say(now, words)
        if STAMP.match(line):
            over = part.ended or part.overdue
            (urgent if over and not said else part.log).append(line)
    # If the second log was not printed, these lines replace it
    outcome.urgent = urgent if outcome.after is None else []
    return True
