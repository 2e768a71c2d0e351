# SPDX-License-Identifier: GPL-2.0-or-later
"""Print a table of verdicts that fits a terminal of 100 columns."""

from collections.abc import Iterator
import textwrap

from ..judge.model import REQUIREMENTS, Finding, Grade, Series, Verdict
from . import faults, words
from .words import by_row, series_of

WIDTH = 100
NAME = 24               # columns of a row's name; longer ones are cut
OUTCOME = 'outcome'
LEAST = 6               # columns below which no outcome is shown
SIGNS = {Grade.NONE: '.', Grade.GOOD: '+', Grade.ACCEPTABLE: '~',
         Grade.BAD: 'x', Grade.UNSAFE: '!'}
UNTRIED = '?'
SAME, DIFFERS, NO_RECORD = '=', '#', ' '


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[:max(0, width - 2)] + '..'


def _record(verdict: Verdict) -> str:
    if verdict.recorded is None:
        return NO_RECORD
    return DIFFERS if verdict.recorded else SAME


class _Columns:
    """The widths of columns for these verdicts."""

    def __init__(self, rows: list[dict[str, Verdict]],
                 series: list[Series]) -> None:
        self.name = min(NAME, max(len(words.title(v)) for row in rows
                                  for v in row.values()))
        self.recorded = any(v.recorded is not None for row in rows
                            for v in row.values())
        self.signs = len(REQUIREMENTS) + self.recorded
        room = (WIDTH - self.name) // len(series) - 2 - self.signs - 1
        longest = max(len(words.observed(v)) for row in rows
                      for v in row.values())
        self.outcome = (min(max(longest, len(OUTCOME)), room)
                        if room >= LEAST else 0)
        self.group = self.signs + (self.outcome and self.outcome + 1)

    def line(self, name: str, groups: list[str]) -> str:
        parts = [cut(name, self.name).ljust(self.name)]
        parts += [cut(group, self.group).ljust(self.group)
                  for group in groups]
        return '  '.join(parts).rstrip()

    def cells(self, verdict: Verdict | None) -> str:
        if not verdict:
            return ''
        signs = ''.join(UNTRIED if faults.doubtful(verdict, grade)
                        else SIGNS[grade]
                        for grade in verdict.grades().values())
        if self.recorded:
            signs += _record(verdict)
        return f'{signs} ' + (self.outcome and cut(
            words.observed(verdict), self.outcome) or '')


def _legend(columns: _Columns) -> list[str]:
    names = [f'{letter} {name}' for name, letter in words.letters().items()]
    signs = [f'{SIGNS[grade]} {grade.word}' for grade in Grade if grade]
    signs += [f'{SIGNS[Grade.NONE]} says nothing',
              f'{UNTRIED} {faults.UNTRIED}: the fault did not occur']
    if columns.recorded:
        signs += [f'{SAME} as recorded', f'{DIFFERS} differs from the record']
    return [*textwrap.wrap('Requirements: ' + ', '.join(names), WIDTH,
                           subsequent_indent='  '),
            *textwrap.wrap('Signs: ' + ', '.join(signs), WIDTH,
                           subsequent_indent='  ')]


def _names(found: list[tuple[Verdict, Finding]]) -> str:
    return ', '.join(words.title(verdict) for verdict, _finding in found)


def _bad(verdicts: list[Verdict]) -> Iterator[str]:
    """Lines for one series: broken requirements and rows."""
    for grade, name, found in words.broken_groups(verdicts):
        where = (f'{words.title(found[0][0])}: {found[0][1].words}'
                 if len(found) == 1 else
                 f'{len(found)} rows: {_names(found)}')
        yield f'{SIGNS[grade]} {grade.word:6} {name:8} {where}'
    warnings = verdicts[0].series.warnings if verdicts else []
    if warnings:
        yield (f'{DIFFERS} {len(warnings)} new compiler warning'
               f'{"s" * (len(warnings) > 1)}: {warnings[0]}')
    missing = [v for v in verdicts if faults.untried(v)]
    if missing:
        yield (f'{UNTRIED} {faults.UNTRIED}: '
               + ', '.join(map(words.title, missing)))
    for what, those in (
            ('no verdict', [v for v in verdicts if v.failed]),
            ('not as recorded', [v for v in verdicts
                                 if v.recorded and not v.without]),
            ('proves nothing', [v for v in verdicts
                                if v.recorded and v.without]),
            ('runs differ', [v for v in verdicts if v.repeats])):
        if those:
            yield (f'{DIFFERS} {what}: '
                   + ', '.join(words.title(v) for v in those))


def _compared(verdicts: list[Verdict], rows: list[dict[str, Verdict]],
              first: Series) -> tuple[int, int]:
    """(better, worse): numbers of requirements, compared with FIRST"""
    theirs = {words.key(row[first.name]): row[first.name] for row in rows
              if first.name in row}
    found = [word for verdict in verdicts if words.key(verdict) in theirs
             for word in faults.compared(
                 verdict, theirs[words.key(verdict)]).values()]
    return found.count('better'), found.count('worse')


def _summary(series: Series, verdicts: list[Verdict],
             rows: list[dict[str, Verdict]], first: Series) -> str:
    text = f'{series.name}: {words.count_words(words.totals(verdicts))}'
    if series is not first:
        better, worse = _compared(verdicts, rows, first)
        text += (f'; compared with {first.name}: {better} better, '
                 f'{worse} worse')
    return text


def _rivals(verdicts: list[Verdict],
            series: list[Series]) -> Iterator[str]:
    """How the user's series compare with each other."""
    for later, earlier in words.rivals(series):
        found = words.differences(verdicts, later, earlier)
        count = {word: sum(len(rows) for (which, _name), rows
                           in found.items() if which == word)
                 for word in ('better', 'worse')}
        yield (f'{later.name} compared with {earlier.name}: '
               f'{count["better"]} better, {count["worse"]} worse')
        for (word, name), rows in found.items():
            yield (f'  {word:6} {name:8} '
                   + ', '.join(words.title(v) for v in rows))


def table(verdicts: list[Verdict]) -> str:
    """The bad findings, then a row for each scenario."""
    if not verdicts:
        return 'no verdicts'
    series, without = series_of(verdicts), words.without_faults(verdicts)
    verdicts = words.shown(verdicts)
    if not verdicts:
        return without
    rows = by_row(verdicts)
    columns = _Columns(rows, series)
    lines = []
    for each in words.judged_first(series):
        mine = [v for v in verdicts if v.series.name == each.name]
        lines += [cut(_summary(each, mine, rows, series[0]), WIDTH)]
        lines += [cut(f'  {line}', WIDTH) for line in _bad(mine)]
    lines += [cut(line, WIDTH) for line in _rivals(verdicts, series)]
    lines += [without] if without else []
    heads = ''.join(words.letters().values())
    lines += ['', columns.line('', [s.name for s in series]),
              columns.line('scenario', [
                  heads + ' ' * columns.recorded + f' {OUTCOME}'
                  * bool(columns.outcome)] * len(series))]
    for row in rows:
        first = next(iter(row.values()))
        lines.append(columns.line(words.title(first), [
            columns.cells(row.get(s.name)) for s in series]))
    return '\n'.join([*lines, '', *_legend(columns)])
