# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the results of a meson test run; write JUnit XML and a summary."""

from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any
from xml.etree import ElementTree

TAP = re.compile(r'^(not )?ok\b(?: (\d+))?(?: -)? ?(.*)$')
PLAN = re.compile(r'^1\.\.(\d+)(?:\s*# *SKIP\s*(.*))?', re.I)
DIRECTIVE = re.compile(rf'\s*# *(SKIP|{"TO" + "DO"})\b\S*\s*(.*)$', re.I)
# The results of meson that count as passed
GOOD = ('OK', 'EXPECTEDFAIL')


@dataclass
class Case:
    suite: str
    name: str
    outcome: str            # passed, failed, skipped
    detail: str = ''
    seconds: float = 0.0


def parse_tap(suite: str, text: str) -> list[Case] | None:
    """The cases of a TAP stream; None if the text is not TAP."""
    cases, plan = [], None
    for line in text.splitlines():
        match = PLAN.match(line)
        if match:
            plan = int(match[1])
            if plan == 0:
                return [Case(suite, suite, 'skipped', match[2] or '')]
            continue
        match = TAP.match(line)
        if not match:
            continue
        name, detail, outcome = match[3], '', 'passed'
        directive = DIRECTIVE.search(name)
        if directive:
            name = name[:directive.start()]
            if directive[1].upper() == 'SKIP':
                outcome, detail = 'skipped', directive[2]
        if match[1] and not directive:
            outcome = 'failed'
        cases.append(Case(suite, name or match[2] or '?', outcome, detail))
    if plan is None and not cases:
        return None
    if plan is not None and plan != len(cases):
        cases.append(Case(suite, 'plan', 'failed',
                          f'{plan} planned, {len(cases)} seen'))
    return cases


def _from_meson(entry: dict[str, Any]) -> list[Case]:
    # "k3-virt:qtest+qtest-10.2 / name" or just "name"
    name = entry['name']
    result = entry['result']
    text = entry.get('stdout') or ''
    errors = (entry.get('stderr') or '').strip()
    cases = parse_tap(name, text)
    if cases is None:
        outcome = {'SKIP': 'skipped'}.get(
            result, 'passed' if result in GOOD else 'failed')
        return [Case(name, name.split('/')[-1].strip(), outcome,
                     '' if outcome == 'passed' else f'{text}{errors}',
                     entry['duration'])]
    if result not in GOOD + ('SKIP',) and not any(
            c.outcome == 'failed' for c in cases):
        cases.append(Case(name, 'exit', 'failed', f'{result}: {errors}'))
    for case in cases:
        case.seconds = entry['duration'] / len(cases)
        if case.outcome == 'failed' and not case.detail:
            case.detail = f'{text}\n{errors}'
    return cases


def read_meson(path: Path) -> list[Case]:
    """The cases of a testlog.json, which has one JSON object per line."""
    cases = []
    for line in path.read_text(errors='replace').splitlines():
        cases += _from_meson(json.loads(line))
    return cases


def count(cases: list[Case]) -> tuple[int, ...]:
    """(passed, failed, skipped)"""
    return tuple(sum(c.outcome == o for c in cases)
                 for o in ('passed', 'failed', 'skipped'))


def summary(cases: list[Case]) -> str:
    passed, failed, skipped = count(cases)
    return f'{passed} passed, {failed} failed, {skipped} skipped'


def _printable(text: str) -> str:
    return re.sub(r'[^\t\n\r\x20-\ud7ff\ue000-\ufffd]', '?', text)


def write_junit(cases: list[Case], path: Path) -> None:
    root = ElementTree.Element('testsuites', name='k3-virt')
    for suite in dict.fromkeys(c.suite for c in cases):
        mine = [c for c in cases if c.suite == suite]
        _passed, failed, skipped = count(mine)
        node = ElementTree.SubElement(
            root, 'testsuite', name=suite, tests=str(len(mine)),
            failures=str(failed), skipped=str(skipped), errors='0')
        for case in mine:
            item = ElementTree.SubElement(
                node, 'testcase', classname=suite, name=_printable(case.name),
                time=f'{case.seconds:.3f}')
            if case.outcome == 'failed':
                bad = ElementTree.SubElement(item, 'failure', message='failed')
                bad.text = _printable(case.detail[-20000:])
            elif case.outcome == 'skipped':
                ElementTree.SubElement(item, 'skipped',
                                       message=_printable(case.detail))
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding='utf-8',
                                        xml_declaration=True)
