# SPDX-License-Identifier: GPL-2.0-or-later
"""Warnings in a kernel's log, and those that have a reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
import functools
import re
import tomllib
from typing import Any

from ..base import TOP, Failure
from ..judge import health
from ..judge.model import Grade

FILE = TOP / 'scripts/boards/expected.toml'
KEYS = {'pattern', 'why', 'boards', 'kernels'}
# A line of "dmesg -r": level and facility, time, text
RECORD = re.compile(r'<(\d+)>\[ *[\d.]+\](?:\[ *[CT]\d+\])? ?(.*)')
# scripts/guest/init writes what it reports to the log as well
OURS = re.compile(r'k3:[0-9a-f]{16} ')
LEVELS = 8              # a record's number is facility * LEVELS + level
WARNING = 4             # KERN_WARNING; lower levels are worse


@dataclass(frozen=True)
class Reason:
    """Why a line is there."""
    pattern: re.Pattern[str]
    why: str
    boards: tuple[str, ...]
    kernels: tuple[str, ...]

    def explains(self, text: str, board: str, kernel: str) -> bool:
        return (any(fnmatchcase(board, glob) for glob in self.boards) and
                any(fnmatchcase(kernel, glob) for glob in self.kernels) and
                self.pattern.search(text) is not None)


def _reason(number: int, row: dict[str, Any]) -> Reason:
    where = f'{FILE.name}: [[line]] number {number}'
    if wrong := row.keys() - KEYS:
        raise Failure(f'{where}: unknown key {", ".join(sorted(wrong))}')
    if not row.get('why') or not row.get('pattern'):
        raise Failure(f'{where}: must have "pattern" and "why"')
    try:
        pattern = re.compile(row['pattern'])
    except re.error as err:
        raise Failure(f'{where}: {row["pattern"]}: {err}') from err
    return Reason(pattern, row['why'], tuple(row.get('boards', ('*',))),
                  tuple(row.get('kernels', ('*',))))


@functools.cache
def reasons() -> tuple[Reason, ...]:
    """The reasons in the file."""
    rows = tomllib.loads(FILE.read_text()).get('line', [])
    return tuple(_reason(number, row) for number, row in enumerate(rows, 1))


@dataclass
class Warnings:
    """What a kernel has warned of."""
    # Text and how often, and the reason of those that have one
    explained: dict[str, str] = field(default_factory=dict)
    unexplained: Counter[str] = field(default_factory=Counter)
    # Reports of defects, which nothing explains
    defects: list[str] = field(default_factory=list)


def warnings_of(records: Iterable[str], board: str, kernel: str) -> Warnings:
    """Sort the lines of "dmesg -r"."""
    found, texts = Warnings(), []
    for record in records:
        match = RECORD.match(record)
        if not match:
            continue
        text = match[2]
        texts.append(text)
        if int(match[1]) % LEVELS > WARNING or not text or OURS.match(text):
            continue
        reason = next((r for r in reasons()
                       if r.explains(text, board, kernel)), None)
        if reason:
            found.explained[text] = reason.why
        else:
            found.unexplained[text] += 1
    for sign in health.signs(texts):
        text = texts[sign.number]
        if sign.grade >= Grade.BAD and text not in found.explained:
            found.defects.append(f'{sign.name}: {text}')
    return found
