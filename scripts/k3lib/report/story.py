# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell a run as a story: trace events and log lines in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from ..judge.model import Finding
from ..machine.errors import errno_name
from ..scenario import sequence
from ..scenario.description import TELLING
from ..scenario.outcome import AFTERMATH, Outcome
from ..scenario.sequence import FIRMWARE, LINUX, Event
from . import loglines
from .words import LINUX_SAYS

MOST = 150              # rows of one diagram
LAST = 25               # rows of a run that reported no steps
SAME = 5                # so many equal rows are shortened
PAUSE = 0.1             # so many seconds without an event get a row
AFTERWARDS = 'Afterwards: the cause is gone; do stop and start work again?'


class Kind(Enum):
    MESSAGE = 'message'
    FAULT = 'fault'
    STEP = 'step'
    LOG = 'log'
    REPORT = 'report'
    NOTE = 'note'
    PART = 'part'


@dataclass
class Row:
    at: float               # the kernel's clock, seconds
    kind: Kind
    text: str
    event: Event | None = None      # for a MESSAGE
    bad: bool = False
    after: bool = False     # belongs to the aftermath


@dataclass
class Story:
    lanes: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    zero: float = 0.0       # the time of "+0 ms"
    left: int = 0           # rows that did not fit
    earlier: int = 0        # omitted rows before these
    kernel_clock: bool = True


def _said(text: str, bad: bool) -> tuple[Kind, str, bool] | None:
    """A row for a message of the guest's script; None to omit it."""
    word, _space, rest = text.partition(' ')
    _number, _colon, rest = rest.partition(': ')
    if text == AFTERMATH:
        return Kind.PART, AFTERWARDS, False
    if word == 'step':
        return Kind.STEP, f'step: {rest}', False
    if word == 'result':
        status, _space, words = rest.strip().partition(' ')
        result = ('ok' if status == '0' else
                  errno_name(words) or words or f'status {status}')
        return Kind.STEP, f'result: {result}', bad and status != '0'
    return None


def _log_rows(lines: list[str], after: bool) -> Iterator[Row]:
    inside: dict[int, tuple[str, int] | None] = {}
    for first, end, headline in loglines.reports(lines):
        inside |= dict.fromkeys(range(first, end))
        inside[first] = (headline, end - first)
    for number, line in enumerate(lines):
        at, text = loglines.split(line)
        if at is None:
            continue
        if number in inside:
            report = inside[number]
            if report:
                words, size = report
                more = f' ({size} lines, see above)' if size > 1 else ''
                yield Row(at, Kind.REPORT, words + more, bad=True,
                          after=after)
        elif text.startswith(LINUX_SAYS):
            said = _said(text.removeprefix(LINUX_SAYS), True)
            if said:
                yield Row(at, *said[:2], bad=said[2], after=after)
        else:
            yield Row(at, Kind.LOG, text, after=after)


def _event_rows(outcome: Outcome, since: float | None) -> Iterator[Row]:
    for event in sequence.events(outcome):
        at = event.ns / 1e9
        kind = (Kind.FAULT if event.fault else
                Kind.REPORT if event.everybody else Kind.MESSAGE)
        yield Row(at, kind, event.text, event, event.bad,
                  since is not None and at >= since)


def _alike(row: Row, other: Row) -> bool:
    """Whether two rows have the same message, apart from its time."""
    return (row.kind is other.kind is Kind.MESSAGE and
            row.event is not None and other.event is not None and
            replace(row.event, ns=0) == replace(other.event, ns=0))


def _fewer(rows: list[Row]) -> Iterator[Row]:
    """Keep the first two and the last of many equal rows."""
    first = 0
    for at in range(1, len(rows) + 1):
        if at < len(rows) and _alike(rows[first], rows[at]):
            continue
        same, first = rows[first:at], at
        if len(same) < SAME:
            yield from same
            continue
        yield from same[:2]
        yield Row(same[2].at, Kind.NOTE,
                  f'{len(same) - 3} more like these', after=same[2].after)
        yield same[-1]


def _paused(rows: list[Row]) -> Iterator[Row]:
    """Add a row for each long pause."""
    for row, following in zip(rows, [*rows[1:], None]):
        yield row
        gap = following.at - row.at if following else 0
        if gap >= PAUSE:
            yield Row(row.at, Kind.NOTE, f'{gap:.3g} s pass', after=row.after)


def _begin(outcome: Outcome, rows: list[Row],
           findings: Sequence[Finding]) -> float | None:
    """
    The time at which the story begins: the first step with a recorded result
    if all later rows fit, else a later one, but not after a finding.  None if
    there is no such step.
    """
    steps = [s.began for s in outcome.steps if s.verb in TELLING]
    if not steps:
        return None
    fits = [at for at in steps
            if sum(row.at >= at for row in rows) <= MOST] or steps[-1:]
    moments = [f.at for f in findings if f.at is not None and f.grade.broken]
    return min([fits[0], *(at - 2e-6 for at in moments)])


def _lanes(outcome: Outcome, rows: list[Row]) -> list[str]:
    """Linux, the system firmware, and each core that takes part."""
    seen = [lane for row in rows if row.event and row.kind is Kind.MESSAGE
            for lane in (row.event.source, row.event.target)]
    order = [LINUX, FIRMWARE, *outcome.cores, *seen]
    return [lane for lane in dict.fromkeys(order)
            if lane in (LINUX, FIRMWARE) or lane in seen]


def _all_rows(outcome: Outcome) -> list[Row]:
    rows = [row for lines, after in loglines.logs(outcome)
            for row in _log_rows(lines, after)]
    since = min((row.at for row in rows if row.after), default=None)
    return list(_fewer(sorted([*_event_rows(outcome, since), *rows],
                              key=lambda row: row.at)))


def story(outcome: Outcome,
          findings: Sequence[Finding] = ()) -> Story:
    """The story of a run that shows the times of its FINDINGS."""
    rows = _all_rows(outcome)
    told = Story(kernel_clock=sequence.offset_ns(outcome) is not None)
    begin = _begin(outcome, rows, findings)
    kept = ([row for row in rows if row.at >= begin] if begin is not None
            else rows[-LAST:])
    told.earlier = len(rows) - len(kept)
    kept = list(_paused(kept))
    told.rows, told.left = kept[:MOST], max(0, len(kept) - MOST)
    told.lanes = _lanes(outcome, told.rows)
    told.zero = told.rows[0].at if told.rows else 0.0
    return told
