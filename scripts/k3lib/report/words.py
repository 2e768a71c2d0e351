# SPDX-License-Identifier: GPL-2.0-or-later
"""Names, signs and order, which the table and the page share."""

from itertools import groupby

from ..base import TOP
from ..judge.model import REQUIREMENTS, Finding, Grade, Series, Verdict
from ..scenario.description import Scenario
from ..scenario.outcome import Outcome, Step
from . import faults

# Grade, requirement, findings
Group = tuple[Grade, str, list[tuple[Verdict, Finding]]]

HANGS = 'everything hangs'
LINUX_SAYS = 'k3-scenario: '    # prefix of messages of the guest's script


def letters() -> dict[str, str]:
    """requirement id -> a unique letter of it"""
    taken: dict[str, str] = {}
    for name in REQUIREMENTS:
        taken[name] = next(c for c in [*name, *'0123456789']
                           if c not in taken.values())
    return taken


def series_of(verdicts: list[Verdict]) -> list[Series]:
    """The series of the verdicts, in their order."""
    return list({v.series.name: v.series for v in verdicts}.values())


def rivals(series: list[Series]) -> list[tuple[Series, Series]]:
    """[(later, earlier)] of the series that a user compares."""
    own = [each for each in series[1:] if not each.known]
    return list(zip(own[1:], own))


def differences(verdicts: list[Verdict], later: Series, earlier: Series
                ) -> dict[tuple[str, str], list[Verdict]]:
    """{("better" or "worse", requirement): rows of LATER}"""
    found: dict[tuple[str, str], list[Verdict]] = {}
    for row in by_row([v for v in verdicts if not v.without]):
        mine, theirs = row.get(later.name), row.get(earlier.name)
        if mine and theirs:
            for name, word in faults.compared(mine, theirs).items():
                if word in ('better', 'worse'):
                    found.setdefault((word, name), []).append(mine)
    order = list(REQUIREMENTS)
    return dict(sorted(found.items(), key=lambda item: (
        item[0][0] == 'better', order.index(item[0][1]))))


def bad_rows(verdicts: list[Verdict]) -> int:
    """The number of rows that are bad or unsafe."""
    count = totals(verdicts)
    return count[Grade.BAD] + count[Grade.UNSAFE]


def judged_first(series: list[Series]) -> list[Series]:
    """Put the series that others are compared with last."""
    return [*series[1:], *series[:1]]


def key(verdict: Verdict) -> tuple[str, bool]:
    return verdict.scenario.name, verdict.without


def by_row(verdicts: list[Verdict]) -> list[dict[str, Verdict]]:
    """[{series name: verdict}], one for each row of a table."""
    rows: dict[tuple[str, bool], dict[str, Verdict]] = {}
    for verdict in verdicts:
        rows.setdefault(key(verdict), {})[verdict.series.name] = verdict
    return list(rows.values())


def title(verdict: Verdict) -> str:
    """The title in the terminal; a page uses the scenario's title."""
    return verdict.scenario.name + (' (no fault)' if verdict.without else '')


def path(scenario: Scenario) -> str:
    """The path as a user in the checkout would type it."""
    where = scenario.path
    try:
        return str(where.relative_to(TOP))
    except (AttributeError, ValueError):
        return str(where)


def again(verdict: Verdict, option: str) -> str:
    """The command that repeats this run."""
    return ' '.join(filter(None, (
        'scripts/k3-scenario', verdict.series.options,
        f'--only {verdict.series.name}', option, path(verdict.scenario))))


def stuck(part: Outcome) -> Step | None:
    """The step that did not return, or None."""
    return next((s for s in part.steps if s.ended is None), None)


def _short(words: str, core: str) -> str:
    """"stop r5f0_0" without the core, where it is the row's own."""
    return ' '.join(word for word in words.split() if word != core)


def observed(verdict: Verdict) -> str:
    """A short list of the steps that failed, or "ok"."""
    if not verdict.outcome:
        return 'no run'
    core = verdict.scenario.core
    told = [f'{_short(step, core)} {result}' for step, result, _seconds
            in verdict.outcome.results if result != 'ok']
    if verdict.outcome.hung:
        told.append(HANGS)
    elif not verdict.outcome.ended:
        step = stuck(verdict.outcome)
        told.append(f'{_short(step.words, core)} hangs' if step
                    else 'no end')
    times = [(words, len(list(same))) for words, same in groupby(told)]
    return ', '.join(f'{words} x{count}' if count > 1 else words
                     for words, count in times) or 'ok'


def shown(verdicts: list[Verdict]) -> list[Verdict]:
    """
    The verdicts to list.  A run without its fault is listed only if it failed
    or had the same result as the run with the fault.
    """
    return [v for v in verdicts if not v.without or v.recorded or v.failed]


def without_faults(verdicts: list[Verdict]) -> str:
    """A sentence about the runs without a fault; '' if there were none."""
    those = [v for v in verdicts if v.without]
    if not those:
        return ''
    wrong = len(shown(those))
    return (f'Without its fault: {len(those)} runs, of which '
            f'{len(those) - wrong} ended otherwise, as they must, and '
            f'{wrong} did not')


def totals(verdicts: list[Verdict]) -> dict[Grade | None, int]:
    """
    grade -> number of rows whose worst it is; None: their fault is missing
    """
    count: dict[Grade | None, int] = dict.fromkeys(
        [Grade.UNSAFE, Grade.BAD, None, Grade.ACCEPTABLE, Grade.GOOD,
         Grade.NONE], 0)
    for verdict in verdicts:
        if not verdict.without:
            count[None if faults.untried(verdict) else verdict.worst()] += 1
    return count


def count_words(count: dict[Grade | None, int]) -> str:
    """"2 unsafe, 41 good" """
    named = [f'{number} ' + (
        faults.UNTRIED if grade is None else grade.word if grade
        else 'without a verdict') for grade, number in count.items()
        if number]
    return ', '.join(named) or 'no rows'


def broken_groups(verdicts: list[Verdict]) -> list[Group]:
    """[(grade, requirement id, [(verdict, finding)])], the worst first."""
    groups: dict[tuple[Grade, str], list[tuple[Verdict, Finding]]] = {}
    for verdict in verdicts:
        if verdict.without:
            continue            # it had to end otherwise
        seen = set()
        for finding in verdict.broken():
            if finding.requirement not in seen:
                seen.add(finding.requirement)
                groups.setdefault((finding.grade, finding.requirement),
                                  []).append((verdict, finding))
    order = list(REQUIREMENTS)
    return [(*which, groups[which]) for which in
            sorted(groups, key=lambda g: (-g[0], order.index(g[1])))]
