# SPDX-License-Identifier: GPL-2.0-or-later
"""What came of scenarios: a table, JUnit XML, and a page to look at."""

from collections.abc import Iterator
from pathlib import Path

from ..base import write_atomic
from ..formats import results
from ..judge.model import REQUIREMENTS, Verdict
from ..judge.verdicts import passed
from ..scenario.outcome import Outcome
from . import loglines, page, terminal, words
from .run import Run
from .words import LINUX_SAYS

table = terminal.table
LAST_LINES = 15         # of the kernel's log
REPORT_LINES = 25       # of an Oops
WHERE_LINES = 60        # of stacks


def line(verdict: Verdict) -> str:
    """While runs go on; those without a fault are judged later."""
    if verdict.failed:
        result = f'no verdict: {verdict.failed.splitlines()[0]}'
    else:
        broken = dict.fromkeys(f.requirement for f in verdict.broken())
        why = f' ({", ".join(broken)})' if broken else ''
        result = f'{verdict.worst().word}{why}: {words.observed(verdict)}'
        if verdict.without:
            result = words.observed(verdict)
        elif verdict.recorded:
            result += ', not as recorded'
    return f'{verdict.title}: {result}'


def _what_is_wrong(verdict: Verdict) -> Iterator[str]:
    """Lines: findings with the requirement that they break, and the rest."""
    if verdict.failed:
        yield from verdict.failed.splitlines()
    for finding in verdict.broken():
        at = '' if finding.at is None else f' (at {finding.at:.6f})'
        rule = REQUIREMENTS[finding.requirement]
        yield f'{finding.grade.word}: {finding.requirement}: ' \
              f'{finding.words}{at}'
        yield f'    {rule.holds}'
    yield from (f'not as recorded: {words_}'
                for words_ in verdict.recorded or ())
    if verdict.repeats:
        yield verdict.repeats


def _said(outcome: Outcome) -> Iterator[str]:
    """The kernel's reports, what the guest hung in, and its last words."""
    for lines, _after in loglines.logs(outcome):
        for first, end, _headline in loglines.reports(lines):
            yield 'the kernel reported:'
            yield from (f'  {text}' for text
                        in lines[first:min(end, first + REPORT_LINES)])
    if outcome.where:
        yield 'where it hangs:'
        yield from (f'  {text}' for text
                    in outcome.where.splitlines()[:WHERE_LINES])
    log = [text for text in outcome.log if f'{LINUX_SAYS}state' not in text]
    if log:
        yield 'the kernel said at last:'
        yield from (f'  {text}' for text in log[-LAST_LINES:])


def details(verdict: Verdict) -> str:
    """Of one that is not as it must be, and how to repeat it."""
    lines = [*_what_is_wrong(verdict),
             *(_said(verdict.outcome) if verdict.outcome else ()),
             f'again: {words.again(verdict, "--verbose")}',
             f'by hand, gdb on both sides: {words.again(verdict, "--gdb")}']
    return '\n'.join([f'{verdict.title}: {verdict.scenario.title}',
                      *(f'  {text}' for text in lines)])


def write_junit(verdicts: list[Verdict], path: Path) -> None:
    """
    A failure is what is not as recorded, or a series that breaks what the
    released driver keeps.
    """
    cases = []
    for verdict in verdicts:
        good = passed(verdict, verdicts)
        cases.append(results.Case(
            f'scenarios {verdict.series.name}', verdict.title,
            'passed' if good else 'failed', '' if good else details(verdict),
            verdict.outcome.seconds if verdict.outcome else 0.0))
    results.write_junit(cases, path)


def write_page(run: Run, path: Path) -> None:
    write_atomic(path, page.page(run))
