# SPDX-License-Identifier: GPL-2.0-or-later
"""Report the results of scenarios: lines for the terminal, JUnit XML."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..base import write_atomic
from ..formats import results
from ..judge.model import REQUIREMENTS, Skipped, Verdict
from ..judge.verdicts import passed
from ..scenario.outcome import Outcome
from . import faults, loglines, page, terminal, words
from .run import Run
from .words import LINUX_SAYS

table = terminal.table
LAST_LINES = 15         # shown of the kernel's log
REPORT_LINES = 25       # shown of an Oops
WHERE_LINES = 60        # shown of stacks


def line(verdict: Verdict) -> str:
    """A line about a run that has just ended."""
    if verdict.failed:
        result = f'no verdict: {verdict.failed.splitlines()[0]}'
    else:
        broken = dict.fromkeys(f.requirement for f in verdict.broken())
        why = f' ({", ".join(broken)})' if broken else ''
        why = why or f' ({faults.untried(verdict)})' * bool(
            faults.untried(verdict))
        result = f'{faults.result(verdict)}{why}: {words.observed(verdict)}'
        if verdict.without:
            result = words.observed(verdict)
        elif verdict.recorded:
            result += ', not as recorded'
    return f'{verdict.title}: {result}'


def _what_is_wrong(verdict: Verdict) -> Iterator[str]:
    """Lines about broken requirements and other problems."""
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
    yield from faults.hits(verdict)


def _said(outcome: Outcome) -> Iterator[str]:
    """Lines: the kernel's reports, where the guest hung, the last log."""
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
        yield 'last lines of the kernel log:'
        yield from (f'  {text}' for text in log[-LAST_LINES:])


def details(verdict: Verdict) -> str:
    """A description of a failed run, and how to repeat it."""
    lines = [*_what_is_wrong(verdict),
             *(_said(verdict.outcome) if verdict.outcome else ()),
             f'again: {words.again(verdict, "--verbose")}',
             f'by hand, gdb on both sides: {words.again(verdict, "--gdb")}']
    return '\n'.join([f'{verdict.title}: {verdict.scenario.title}',
                      *(f'  {text}' for text in lines)])


def skipped(verdict: Verdict) -> str:
    """Why a test of a series counts as skipped, or ''."""
    # A known driver is tested against its record
    return '' if verdict.series.known else faults.untried(verdict)


def reasons(without: Sequence[Skipped]) -> Iterator[str]:
    """Lines that say which scenarios are skipped, and why."""
    found: dict[str, dict[str, None]] = {}
    for each in without:
        found.setdefault(each.why, {})[each.scenario.name] = None
    for why, names in found.items():
        yield f'skipped: {", ".join(names)}: {why}'


def write_junit(verdicts: list[Verdict], path: Path,
                without: Sequence[Skipped] = ()) -> None:
    """
    Test cases.  One fails if a run differs from its record, or if a series
    breaks a requirement that the released driver keeps.
    """
    cases = []
    for verdict in verdicts:
        good, why = passed(verdict, verdicts), skipped(verdict)
        outcome = 'skipped' if why else 'passed'
        cases.append(results.Case(
            f'scenarios {verdict.series.name}', verdict.title,
            outcome if good else 'failed', why if good else details(verdict),
            verdict.outcome.seconds if verdict.outcome else 0.0))
    cases += [results.Case(f'scenarios {each.series.name}', each.title,
                           'skipped', each.why) for each in without]
    results.write_junit(cases, path)


def write_page(run: Run, path: Path) -> None:
    write_atomic(path, page.page(run))
