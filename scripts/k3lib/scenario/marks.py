# SPDX-License-Identifier: GPL-2.0-or-later
"""Fault rules that begin with a step of the scenario.

When the step begins, the guest writes its number to a mailbox FIFO that nobody
uses.  One rule drops this message, and others wait for that rule ("after").  So
the machine need not be stopped for them, which would change its time slices:
runs remain repeatable.
"""

from ..base import Failure
from .description import Scenario

FIFO = 15               # the last one; firmware and Linux use the first ones
RULE = 'at-step-'       # and the number: the id of a rule that marks a step


def steps(scenario: Scenario) -> dict[str, int]:
    """{fault rule: number of the step with which it begins}"""
    known, found = scenario.all_steps(True), {}
    for name, words in scenario.provoke.get('at', {}).items():
        step = words.replace('CORE', scenario.core)
        if step not in known:
            raise Failure(f'{scenario.path}: provoke: at: no step "{step}"')
        found[name] = known.index(step)
    return found


def _cluster(scenario: Scenario) -> int:
    cores = scenario.where().model.cores
    cluster = cores[scenario.core].mailbox.cluster
    for core in cores.values():
        if core.mailbox.cluster == cluster and \
                FIFO in (core.mailbox.to_core, core.mailbox.to_linux):
            raise Failure(f'{scenario.path}: {core.name} uses FIFO {FIFO}, '
                          'where the guest marks steps')
    return cluster


def arguments(scenario: Scenario) -> list[str]:
    """QEMU's options for all fault rules of the scenario."""
    rules, at = [], steps(scenario)
    for number in sorted(set(at.values())):
        rules.append(f'id={RULE}{number},where=mailbox,action=drop,'
                     f'cluster={_cluster(scenario)},fifo={FIFO},value={number}')
    for name, rule in scenario.faults().items():
        after = f',after={RULE}{at[name]}' if name in at else ''
        rules.append(f'id={name},{rule}{after}')
    return [word for rule in rules for word in ('-device', f'k3-fault,{rule}')]
