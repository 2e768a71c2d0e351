# SPDX-License-Identifier: GPL-2.0-or-later
"""Explain why a hunk fails: what it expects, what the file has instead."""

from difflib import SequenceMatcher
import re

AROUND = 2          # lines of context from the file
MOST = 24           # lines shown of one hunk
FUNCTION = 120      # lines of a function that are searched
ENOUGH = 4          # a place must match this part of a hunk's text
START = re.compile(r'@@ -(\d+)')


def expected(text: str, number: int) -> tuple[str, list[str]]:
    """The @@ line and the text of hunk NUMBER, counted from 1."""
    lines, hunk, count = [], '', 0
    for line in text.splitlines():
        if START.match(line):
            count += 1
            hunk = line if count == number else hunk
        elif count == number and not line.startswith(('+', '\\')):
            lines.append(line[1:])
    return hunk, lines


def _words(line: str) -> str:
    return ' '.join(line.split())


def _heading(hunk: str, have: list[str]) -> int | None:
    """Where the function in the @@ line begins, or None."""
    name = re.search(r'(\w+)\s*\(', hunk.split('@@', 2)[-1])
    if name:
        start = re.compile(rf'^\w.*\b{name[1]}\s*\([^;]*$')
        for number, line in enumerate(have):
            if start.match(line):
                return number
    return None


def place(lines: list[str], have: list[str], hunk: str) -> int | None:
    """Index of the place in HAVE that is most similar to LINES, or None.

    The function in the @@ line of HUNK has priority; of two equally similar
    places, the one nearer to HUNK's line is chosen.
    """
    wanted = [_words(line) for line in lines]
    theirs = [_words(line) for line in have]
    # Braces and empty lines are too common to count
    weight = [len(w) if len(w) > 2 else 0 for w in wanted]
    start_of = START.match(hunk)
    assert start_of, hunk
    heading, near = _heading(hunk, have), int(start_of[1])
    best, found = (0, 0), None
    for start in range(-len(wanted) + 1, len(theirs)):
        score = sum(weight[n] for n in range(len(wanted))
                    if 0 <= start + n < len(theirs) and
                    wanted[n] == theirs[start + n])
        if score * ENOUGH < sum(weight) or not score:
            continue
        if heading is not None and heading <= start < heading + FUNCTION:
            score *= 3
        if (score, -abs(start - near)) > best:
            best, found = (score, -abs(start - near)), start
    return found


def explain(text: str, number: int, source: str) -> list[str]:
    """Lines that compare hunk NUMBER of TEXT with SOURCE, a file's text."""
    hunk, lines = expected(text, number)
    have = source.splitlines()
    start = place(lines, have, hunk)
    if start is None:
        return ['    nothing in the file looks like this hunk, which expects',
                *(f'      {text}'.rstrip() for text in lines[:MOST])]
    first = max(start - AROUND, 0)
    last = min(start + len(lines) + AROUND, len(have))
    there = have[first:last]
    shown = []
    matcher = SequenceMatcher(None, lines, there, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == 'equal':
            shown += [f'      {text}' for text in there[c:d]]
        else:
            shown += [f'    - {text}' for text in lines[a:b]]
            shown += [f'    + {text}' for text in there[c:d]]
    if len(shown) > MOST:
        shown = [*shown[:MOST], '      ...']
    return [f'    the file at line {first + 1} (- the patch expects, '
            '+ the file has):', *(text.rstrip() for text in shown)]
