# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a scenario with a series, and judge what comes of it."""

from ..base import Failure
from . import record, rules
from .facts import Facts
from .model import Verdict


def _recorded(verdict):
    """Differences from the record of this series; None if there is none."""
    if not verdict.series.known:
        return None
    return record.compare(
        verdict.scenario.expected(verdict.series.name,
                                  verdict.series.kernel.release),
        verdict.outcome)


def judge_run(runner, scenario, series, faulty=True):
    """One run, judged; a run that cannot be had is a verdict that says so."""
    verdict = Verdict(scenario, series, without=not faulty)
    try:
        verdict.outcome = runner.run(scenario, faulty)
        verdict.findings = rules.judge(Facts(verdict.outcome, scenario))
        verdict.recorded = _recorded(verdict)
    except Failure as err:
        verdict.failed = str(err)
    return verdict
