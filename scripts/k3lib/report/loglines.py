# SPDX-License-Identifier: GPL-2.0-or-later
"""Parse lines of a kernel log: times, and lines that form one report."""

import re

from ..judge.health import signs
from ..scenario.outcome import Outcome

STAMPED = re.compile(r'^\[ *(\d+\.\d+)\] ?(.*)$')
# Lines before the headline of a report
OPENS = re.compile(r'-{8,}\[ cut here|={8,}$')
# Lines after it; a line of equal signs may also be above the headline
ENDS = re.compile(r'---\[ end |={8,}$')
# Beginnings of lines of a report that are not indented
GOES_ON = re.compile(
    r'[ >#]|$|-+|=+|CPU: |Hardware name|Tainted|Workqueue|pstate|(?:pc|lr|sp) '
    r':|x\d+ *: |Call trace|Code: |Mem abort|Data abort|\w+ pgtable|'
    r'\[[0-9a-f]{16}\]|The buggy|Memory state|(?:Read|Write) of|Allocated by|'
    r'Freed by|page|flags|raw|task:|other info|the existing|but task|which lock|'
    r'stack backtrace|\d+ locks? held|-> #|Exception|irq event|'
    r'(?:hard|soft)irqs|Modules linked|Kernel Offset|Not tainted|Possible|'
    r'Chain exists|Last potentially|Object |Redzone|Padding|'
    r'k3-scenario: leak ')


def logs(outcome: Outcome) -> list[tuple[list[str], bool]]:
    """[(lines, whether they belong to the aftermath)]"""
    after = outcome.after.log if outcome.after else []
    return [(lines, late) for lines, late in (
        (outcome.log, False), (after, True),
        (outcome.urgent, outcome.after is not None)) if lines]


def split(line: str) -> tuple[float | None, str]:
    """(seconds, text); the time is None if the line has none."""
    match = STAMPED.match(line)
    return (float(match[1]), match[2]) if match else (None, line)


def _end(texts: list[str], first: int, at: int, defects: set[int]) -> int:
    """Number of the line after the report with its headline at AT."""
    while at < len(texts) and (GOES_ON.match(texts[at]) or at in defects):
        at += 1
        traced = any('+0x' in text for text in texts[first:at])
        if traced and ENDS.match(texts[at - 1]):
            break
    return at


def reports(lines: list[str]) -> list[tuple[int, int, str]]:
    """[(first line, end, headline)] of the kernel's defect reports."""
    texts = [split(line)[1] for line in lines]
    defects = {sign.number for sign in signs(lines)}
    found: list[tuple[int, int, str]] = []
    for number in sorted(defects):
        behind = found[-1][1] if found else 0
        if number < behind:
            continue
        first = number
        while first > behind and OPENS.match(texts[first - 1]):
            first -= 1
        found.append((first, _end(texts, first, number + 1, defects),
                      texts[number]))
    return found
