# SPDX-License-Identifier: GPL-2.0-or-later
"""Find warnings of compiler and modpost in the output of make."""

from collections import Counter
from pathlib import Path
import re
from typing import Any

COMPILER = re.compile(r'^(\S+?\.(?:c|h|S|dtsi?)):(\d+)(?::\d+)?: '
                      r'((?:Warning|warning).*)$')
MODPOST = re.compile(r'^(?:WARNING: modpost|ERROR: modpost): (.*)$')
COMPILED = re.compile(r'^ +(?:CC|AS) (?:\[M\])? *(\S+)\.o$')

# [path, line, text], a list because it is stored as JSON
Warn = list[Any]


def _path(name: str, src: Path | str) -> str:
    """PATH as patches name it."""
    for prefix in (f'{src}/', '../', './'):
        while name.startswith(prefix):
            name = name.removeprefix(prefix)
    return name.removeprefix(f'{src}/')


def found(text: str, src: Path | str) -> list[Warn]:
    """The warnings that make printed while it built SRC."""
    warnings: list[Warn] = []
    for line in text.splitlines():
        if match := COMPILER.match(line):
            warnings.append([_path(match[1], src), int(match[2]), match[3]])
        elif match := MODPOST.match(line):
            warnings.append(['modpost', 0, match[1]])
    # Each file that includes a header repeats the warnings about it
    return [list(w) for w in dict.fromkeys(
        tuple(w) for w in warnings)]


def merge(known: list[Warn], text: str,
          src: Path | str) -> list[Warn]:
    """KNOWN warnings, without those of recompiled files."""
    again = {_path(m[1], src) for line in text.splitlines()
             if (m := COMPILED.match(line))}
    return [w for w in known if w[0] != 'modpost' and
            w[0].rpartition('.')[0] not in again] + found(text, src)


def added(before: list[Warn],
          after: list[Warn]) -> list[str]:
    """Warnings of AFTER that BEFORE has on no line."""
    left = Counter((path, words) for path, _line, words in before)
    new = []
    for path, line, words in after:
        if left[path, words]:
            left[path, words] -= 1
        else:
            new.append(f'{path}:{line}: {words}' if line else
                       f'{path}: {words}')
    return new
