# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a scenario with a series and judge the result."""


from ..base import Failure
from ..scenario.runner import Runner
from ..scenario.description import Scenario
from ..scenario.outcome import Outcome
from . import record, rules
from .facts import Facts
from .model import Series, Verdict, compare

STOCK = 'stock'         # the series that is the released driver


def _recorded(verdict: Verdict, outcome: Outcome) -> list[str] | None:
    """Differences from the record of this series; None without a record."""
    kernel = verdict.series.kernel
    if not verdict.series.known or not kernel:
        return None
    return record.compare(
        verdict.scenario.expected(verdict.series.name, kernel.release),
        outcome)


def judge_run(runner: Runner, scenario: Scenario, series: Series,
              faulty: bool = True) -> Verdict:
    """Judge one run; the verdict on a run that is not possible says so."""
    verdict = Verdict(scenario, series, without=not faulty)
    try:
        verdict.outcome = outcome = runner.run(scenario, faulty)
        verdict.findings = rules.judge(Facts(outcome, scenario))
        verdict.recorded = _recorded(verdict, outcome)
    except Failure as err:
        verdict.failed = str(err)
    return verdict


def released(verdict: Verdict, verdicts: list[Verdict]) -> Verdict | None:
    """The verdict on the released driver in the same scenario, or None."""
    return next((v for v in verdicts if v.series.name == STOCK and
                 v.scenario is verdict.scenario and
                 v.without == verdict.without and v.outcome), None)


def worse(verdict: Verdict, verdicts: list[Verdict]) -> set[str]:
    """
    Requirements that a series breaks, and that the released driver keeps or
    breaks less badly.
    """
    broken = {f.requirement for f in verdict.broken()}
    stock = released(verdict, verdicts)
    if not stock:
        return broken
    words = compare(verdict, stock)
    return {name for name in broken if words[name] not in ('same', 'better')}


def passed(verdict: Verdict, verdicts: list[Verdict]) -> bool:
    """
    Whether a run passes.  Known drivers must behave as recorded, whether that
    is good or bad; a series must not be worse than the released driver.
    """
    if verdict.failed or verdict.repeats:
        return False
    if verdict.series.known:
        return verdict.as_recorded
    return not worse(verdict, verdicts)
