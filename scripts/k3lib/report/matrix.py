# SPDX-License-Identifier: GPL-2.0-or-later
"""The upper part of the page: the bad findings and a table of all rows."""

from collections.abc import Iterator

from ..judge.model import REQUIREMENTS, Finding, Grade, Series, Verdict
from . import faults, words
from .markup import hidden, link, scrolls, tag, text
from .parts import (MEANINGS, SIGNS, UNTRIED_SIGN, grade_class, graded, mark,
                    page_title, requirement_id, row_id, sign, untried_sign)
from .run import Run


def _where(verdict: Verdict, requirement: str | None = None) -> str:
    return row_id(verdict) + (f'-{requirement}' if requirement else '')


def _broken(verdict: Verdict, finding: Finding,
            rows: dict[tuple[str, bool], dict[str, Verdict]],
            stock: Series) -> str:
    """An item for one row in which a requirement is broken."""
    theirs = rows[words.key(verdict)].get(stock.name)
    word = ''
    if theirs and verdict.series is not stock:
        word = faults.compared(verdict, theirs)[finding.requirement]
    sign_of = mark(word, stock)
    return tag('li', link(_where(verdict, finding.requirement),
                          text(page_title(verdict))),
               f': {text(finding.words)}',
               f' ({sign_of} {word} than {text(stock.name)})' if sign_of
               else '')


def _others(verdicts: list[Verdict]) -> Iterator[str]:
    """Problems that belong to no requirement."""
    for what, those in (
            ('Without a verdict', [(v, v.failed.splitlines()[0])
                                   for v in verdicts if v.failed]),
            ('Not tried', [(v, why) for v in verdicts
                           if (why := faults.untried(v))]),
            ('Not as recorded', [(v, '; '.join(v.recorded)) for v in verdicts
                                 if v.recorded and not v.without]),
            ('Proves nothing', [(v, '; '.join(v.recorded)) for v in verdicts
                                if v.recorded and v.without]),
            ('Repeated runs differ', [(v, v.repeats) for v in verdicts
                                         if v.repeats])):
        if those:
            items = [tag('li', link(row_id(v), text(page_title(v))),
                         f': {text(why)}') for v, why in those]
            yield tag('li', tag('b', f'{what}.'), tag('ul', *items))


def _bad_of(verdicts: list[Verdict],
            rows: dict[tuple[str, bool], dict[str, Verdict]],
            stock: Series) -> str:
    """The list for one series; '' if nothing is bad."""
    items = []
    for grade, name, found in words.broken_groups(verdicts):
        rule = REQUIREMENTS[name]
        items.append(tag(
            'li', sign(grade), f' {grade.word}, ',
            link(requirement_id(name), tag('b', text(name))),
            f': {text(rule.holds)} ',
            tag('span', f'Broken in {len(found)} of '
                f'{sum(not v.without for v in verdicts)} rows:',
                class_='quiet'),
            tag('ul', *(_broken(v, f, rows, stock) for v, f in found))))
    items += _others(verdicts)
    return tag('ul', *items, class_='groups') if items else ''


def bad(run: Run, rows: dict[tuple[str, bool], dict[str, Verdict]]) -> str:
    """The bad findings; series under test come before released drivers."""
    stock = run.series[0]
    parts = []
    for series in words.judged_first(run.series):
        mine = [v for v in run.verdicts if v.series.name == series.name]
        found = _bad_of(mine, rows, stock)
        count = words.count_words(words.totals(mine))
        parts.append(tag('h3', text(f'{series.name}: {count}')))
        if not found:
            parts.append(tag('p', 'Nothing is bad.'))
        elif series is stock and len(run.series) > 1:
            parts.append(tag('details', tag(
                'summary', 'The driver that others are compared with'), found))
        else:
            parts.append(found)
    without = words.without_faults(run.verdicts)
    return ''.join([*parts, tag('p', text(f'{without}.')) if without else ''])


def rivals(run: Run) -> str:
    """How the user's series compare with each other; '' with only one."""
    parts = []
    for later, earlier in words.rivals(run.series):
        found = words.differences(run.verdicts, later, earlier)
        parts.append(tag('h3', text(f'{later.name} compared with '
                                    f'{earlier.name}')))
        if not found:
            parts.append(tag('p', 'No row differs in its grades.'))
            continue
        items = []
        for (word, name), rows in found.items():
            where = [tag('li', link(_where(v, name), text(page_title(v))))
                     for v in rows]
            items.append(tag('li', mark(word, earlier), f' {word}, ', link(
                requirement_id(name), tag('b', text(name))),
                tag('ul', *where)))
        parts.append(tag('ul', *items, class_='groups'))
    return ''.join(parts)


def legend(run: Run) -> str:
    """The legend of signs and marks."""
    items = [tag('li', sign(grade), f' {grade_word(grade)}: '
                 f'{MEANINGS[grade]}') for grade in sorted(Grade, reverse=True)]
    items.append(tag('li', untried_sign(), f' {faults.UNTRIED}: '
                     f'{faults.MEANING}'))
    if len(run.series) > 1:
        name = run.series[0].name
        items += [tag('li', mark(word, run.series[0]),
                      f' {word} than {text(name)}')
                  for word in ('better', 'worse')]
    return tag('ul', *items, class_='legend')


def grade_word(grade: Grade) -> str:
    return grade.word if grade else 'nothing'


def _span(series: Series, recorded: set[str]) -> int:
    """Columns of a series: outcome, requirements, record."""
    return 1 + len(REQUIREMENTS) + (series.name in recorded)


def _head(series: list[Series], recorded: set[str]) -> str:
    def column(words_: str, **attributes: int | str) -> str:
        return tag('th', words_, role='columnheader', **attributes)

    top = [column(text(s.name), scope='colgroup', colspan=_span(s, recorded))
           for s in series]
    below = []
    for each in series:
        names = [link(requirement_id(name), text(name))
                 for name in REQUIREMENTS]
        if each.name in recorded:
            names.append('as recorded')
        below += [column('Outcome', scope='col', class_='what'),
                  *(column(name, scope='col', class_='name')
                    for name in names)]
    return tag(
        'thead', tag('tr', column('What happens', scope='col', rowspan=2),
                     *top, role='row'),
        tag('tr', *below, role='row'), role='rowgroup')


def _cell(verdict: Verdict, name: str, grade: Grade, word: str | None,
          stock: Series) -> str:
    seen = next((f.words for f in verdict.findings
                 if f.requirement == name and f.grade is grade), '')
    doubtful = faults.doubtful(verdict, grade)
    label = f'{name}: {faults.UNTRIED if doubtful else grade_word(grade)}'
    body = (tag('span', UNTRIED_SIGN if doubtful else SIGNS[grade],
                aria_hidden='true')
            + tag('span', text(name), class_='long', aria_hidden='true')
            + mark(word, stock) + hidden(label))
    return tag('td', link(_where(verdict, name), body) if grade else body,
               class_='cell ' + ('untried' if doubtful
                                 else grade_class(grade)), role='cell',
               title=f'{label}. {seen}'.strip())


def _record(verdict: Verdict) -> str:
    if verdict.recorded is None:
        return tag('td', hidden('no record'), class_='cell', role='cell')
    differs = bool(verdict.recorded)
    return tag('td', tag('span', '\u2260' if differs else '=',
                         aria_hidden='true'),
               hidden('differs from the record' if differs
                      else 'as recorded'),
               class_='cell bad' if differs else 'cell none', role='cell',
               title='; '.join(verdict.recorded) or None)


def _group(series: Series, row: dict[str, Verdict], stock: Series,
           recorded: set[str]) -> str:
    """The cells of one series in a row."""
    verdict = row.get(series.name)
    if not verdict:
        # The reasons are below the table
        return tag('td', tag('span', text(f'{series.name}: '), class_='long'),
                   'not run', class_='what quiet', role='cell',
                   colspan=_span(series, recorded))
    theirs = row.get(stock.name)
    marks = (faults.compared(verdict, theirs)
             if theirs and series is not stock else {})
    cells = [tag('td', tag('span', text(f'{series.name}: '), class_='long'),
                 text(words.observed(verdict)),
                 tag('span', f' ({faults.UNTRIED})', class_='quiet')
                 if faults.untried(verdict) else '',
                 class_='what', role='cell')]
    cells += [_cell(verdict, name, grade, marks.get(name), stock)
              for name, grade in verdict.grades().items()]
    if series.name in recorded:
        cells.append(_record(verdict))
    return ''.join(cells)


def matrix(run: Run) -> str:
    """The table: rows, and the requirements for each series."""
    stock = run.series[0]
    recorded = {v.series.name for v in run.verdicts
                if v.recorded is not None}
    lines = []
    for row in words.by_row(words.shown(run.verdicts)):
        first = next(iter(row.values()))
        head = tag('th', link(row_id(first), text(page_title(first))),
                   tag('span', text(words.title(first)), class_='file'),
                   scope='row', role='rowheader')
        lines.append(tag('tr', head, *(_group(s, row, stock, recorded)
                                       for s in run.series), role='row'))
    return scrolls('All rows', tag(
        'table', tag('caption', 'Requirements of each row, for each series'),
        _head(run.series, recorded),
        tag('tbody', *lines, role='rowgroup'), class_='matrix',
        role='table'))


def skipped(run: Run) -> str:
    """Rows that a kernel cannot run, and why; '' if there are none."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in run.skipped:
        found.setdefault((each.scenario.name, each.why),
                         []).append(each.series.name)
    items = [tag('li', tag('code', text(name)),
                 text(f' ({", ".join(series)}): {why}'))
             for (name, why), series in found.items()]
    return (tag('p', 'Skipped, as the kernel cannot run them:')
            + tag('ul', *items) if items else '')


def card(series: Series, run: Run) -> str:
    """A card that describes a series and its results."""
    mine = [v for v in run.verdicts if v.series.name == series.name]
    facts = [('Kernel', text(series.what or getattr(
        series.kernel, 'origin', '') or 'not said'))]
    release = getattr(series.kernel, 'release', '')
    if release:
        facts.append(('Release', text(release)))
    if series.files:
        facts.append(('Files', ', '.join(
            tag('code', text(name)) for name in series.files)))
    items = [tag('dl', *(tag('dt', name) + tag('dd', value)
                         for name, value in facts), class_='facts')]
    if series.subjects:
        items.append(tag('ol', *(tag('li', text(subject))
                                 for subject in series.subjects)))
    if series.warnings:
        items.append(tag('div', tag('b', 'New compiler warnings'),
                         tag('pre', text('\n'.join(series.warnings)),
                             tabindex='0'), class_='reports'))
    count = [tag('li', f'{number} {graded(grade)}') for grade, number
             in words.totals(mine).items() if number]
    return tag('section', tag('h3', text(series.name)), *items,
               tag('ul', *count or [tag('li', 'no rows')], class_='legend'),
               class_='card')
