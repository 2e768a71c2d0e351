# SPDX-License-Identifier: GPL-2.0-or-later
"""Warnings of compiler and modpost in what make says."""

from collections import Counter
from pathlib import Path
import re
from typing import Any

COMPILER = re.compile(r'^(\S+?\.(?:c|h|S|dtsi?)):(\d+)(?::\d+)?: '
                      r'((?:Warning|warning).*)$')
MODPOST = re.compile(r'^(?:WARNING: modpost|ERROR: modpost): (.*)$')
COMPILED = re.compile(r'^ +(?:CC|AS) (?:\[M\])? *(\S+)\.o$')

# [path, line, words], as JSON has it when it is kept
Warn = list[Any]


def _path(name: str, src: Path | str) -> str:
    """As patches name it."""
    for prefix in (f'{src}/', '../', './'):
        while name.startswith(prefix):
            name = name.removeprefix(prefix)
    return name.removeprefix(f'{src}/')


def found(text: str, src: Path | str) -> list[Warn]:
    """[[path, line, words]] in what make said while it built SRC."""
    warnings: list[Warn] = []
    for line in text.splitlines():
        if match := COMPILER.match(line):
            warnings.append([_path(match[1], src), int(match[2]), match[3]])
        elif match := MODPOST.match(line):
            warnings.append(['modpost', 0, match[1]])
    # Of a header's, one for each file that includes it
    return [list(w) for w in dict.fromkeys(
        tuple(w) for w in warnings)]


def merge(known: list[Warn], text: str,
          src: Path | str) -> list[Warn]:
    """KNOWN ones, without those of files that were compiled again."""
    again = {_path(m[1], src) for line in text.splitlines()
             if (m := COMPILED.match(line))}
    return [w for w in known if w[0] != 'modpost' and
            w[0].rpartition('.')[0] not in again] + found(text, src)


def added(before: list[Warn],
          after: list[Warn]) -> list[str]:
    """AFTER without what BEFORE has, on whichever line."""
    left = Counter((path, words) for path, _line, words in before)
    new = []
    for path, line, words in after:
        if left[path, words]:
            left[path, words] -= 1
        else:
            new.append(f'{path}:{line}: {words}' if line else
                       f'{path}: {words}')
    return new
