# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of style and licence: each takes files and returns complaints."""

import ast
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
import re
import subprocess
import sys

from . import programs
from ..base import TOP
from ..build import qemu
from ..formats import tap

SPDX = 'SPDX-License-Identifier: GPL-2.0-or-later'
# Data, and formats without comments; LICENSE covers them.
NO_SPDX = ('LICENSE', 'COPYING', '.json', '.patch', '.gitignore', '.elf',
           '.png', 'trace-events')
UNFINISHED = re.compile(r'\b(' + '|'.join(('TO' + 'DO', 'FIX' + 'ME',
                                          'X' + 'XX')) + r')\b')
SOURCES = ('.c', '.h', '.S')
# Tests may be longer: a file tests one thing, however many cases that has
SHORT = ('hw/', 'include/', 'scripts/')
LONGEST = 600
# Complaints of checkpatch that do not apply: it believes that every file is
# new, and the graft has its own MAINTAINERS entries.
CHECKPATCH_IGNORED = re.compile(r'added, moved or deleted file|MAINTAINERS|'
                                r'From:|Signed-off-by|new, self-contained')
# Scripts for busybox, whose shell resembles dash; one has no "#!" line
GUEST = TOP / 'scripts/guest'
# pylint's rules that do not fit tests: they look inside, a test has a method for
# each case and attributes from its preparation, and "x, = ..." is an assertion
NOT_FOR_TESTS = ('protected-access', 'attribute-defined-outside-init',
                 'too-many-public-methods', 'unbalanced-tuple-unpacking',
                 'unbalanced-dict-unpacking')

Complaints = dict[Path, list[str]]


def our_files() -> list[Path]:
    """The files that git tracks; a checkout may contain others."""
    out = subprocess.run(
        ['git', '-C', str(TOP), 'ls-files'],
        capture_output=True, text=True, check=False)
    if out.returncode == 0:
        paths = [TOP / name for name in out.stdout.splitlines()]
    else:
        paths = [p for p in TOP.rglob('*') if '.git' not in p.parts]
    return sorted(p for p in paths if p.is_file() and not p.is_symlink())


def _first_line(path: Path) -> bytes:
    with open(path, 'rb') as stream:
        return stream.readline()


def _is_python(path: Path) -> bool:
    return (path.suffix == '.py' or
            _first_line(path).startswith(b'#!/usr/bin/python3'))


def shell_of(path: Path) -> str:
    """The shell that PATH is for, or ''."""
    # A file that is read by a shell, as a completion is, has no "#!"
    if path.suffix == '.bash':
        return 'bash'
    found = re.match(rb'#!.*\b(sh|bash)\b', _first_line(path))
    return found[1].decode() if found else ''


def check_spdx(path: Path) -> list[str]:
    if path.name.endswith(NO_SPDX) or TOP / 'graft' in path.parents:
        return []       # the graft appends these lines to files of QEMU
    text = path.read_text(errors='replace')
    found = [] if SPDX in text[:600] else ['no SPDX line at the top']
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            found.append(f'line {number}: unfinished: {line.strip()}')
    return found


def check_length(path: Path) -> list[str]:
    """Check that a file of code can be read at once."""
    if not str(path.relative_to(TOP)).startswith(SHORT) or not (
            path.suffix in SOURCES or _is_python(path) or shell_of(path)):
        return []
    number = len(path.read_text(errors='replace').splitlines())
    return [f'{number} lines; code has at most {LONGEST} in a file'] \
        if number > LONGEST else []


def check_python(path: Path) -> list[str]:
    if not _is_python(path):
        return []
    text = path.read_text()
    try:
        ast.parse(text, str(path), feature_version=(3, 11))
    except SyntaxError as err:
        return [f'line {err.lineno}: {err.msg}']
    return [f'line {number}: {len(line)} columns'
            for number, line in enumerate(text.splitlines(), 1)
            if len(line) > 100]


def check_shell(path: Path) -> list[str]:
    shell = shell_of(path)
    if not shell:
        return []
    res = subprocess.run([shell, '-n', path], capture_output=True, text=True,
                         check=False)
    return res.stderr.splitlines()


def check_rst(path: Path) -> list[str]:
    """Check titles, indentation, tables and markup; accept Sphinx's roles."""
    if path.suffix != '.rst':
        return []
    from .rst import complaints
    return complaints(path)


def check_checkpatch(path: Path) -> list[str]:
    # Firmware and guest programs are not QEMU's
    if path.suffix not in SOURCES or re.search(
            'tests/(firmware|guest)/', str(path)):
        return []
    script = qemu.place().src / 'scripts/checkpatch.pl'
    res = subprocess.run(
        ['perl', str(script), '--no-tree', '--terse', '--no-summary', '-f',
         str(path.relative_to(TOP))], cwd=TOP, capture_output=True, text=True,
        check=False)
    return [line for line in res.stdout.splitlines()
            if re.search(r'ERROR|WARNING', line)
            and not CHECKPATCH_IGNORED.search(line)]


def split_python(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """(all Python files but the tests, the tests)"""
    ours = [path for path in paths if _is_python(path)]
    tests = [path for path in ours if TOP / 'tests' in path.parents]
    return [path for path in ours if path not in tests], tests


def check_mypy(paths: Sequence[Path]) -> Complaints:
    # Not at once: modules of both have the same names
    rest, tests = split_python(paths)
    return {**programs.mypy().check(rest), **programs.mypy().check(tests)}


def check_pylint(paths: Sequence[Path]) -> Complaints:
    rest, tests = split_python(paths)
    return {**programs.pylint().check(rest),
            **programs.pylint(*NOT_FOR_TESTS).check(tests)}


def check_shellcheck(paths: Sequence[Path]) -> Complaints:
    found: Complaints = {}
    guest = [path for path in paths if GUEST in path.parents]
    host = [path for path in paths if path not in guest]
    for shell, files in (
            ('dash', guest),
            ('sh', [path for path in host if shell_of(path) == 'sh']),
            ('bash', [path for path in host if shell_of(path) == 'bash'])):
        found |= programs.shellcheck(shell).check(files)
    return found


def why_not(name: str) -> str | None:
    """Why this check cannot run on this machine, or None."""
    if name == 'checkpatch' and not (qemu.place().src /
                                     'scripts/checkpatch.pl').exists():
        return 'there is no QEMU source yet (make qemu)'
    if name == 'rst' and not find_spec('docutils'):
        return 'python3-docutils is not installed'
    if name in PROGRAMS:
        return PROGRAMS[name].missing() or None
    return None


def _each(check: Callable[[Path], list[str]]
          ) -> Callable[[Sequence[Path]], Complaints]:
    """Turn a check of one file into one of many files."""
    def check_all(paths: Sequence[Path]) -> Complaints:
        return {path: found for path in paths if (found := check(path))}
    return check_all


PROGRAMS = {
    'mypy': programs.mypy(),
    'pylint': programs.pylint(),
    'shellcheck': programs.shellcheck('sh'),
}
CHECKS = {
    'spdx': _each(check_spdx),
    'length': _each(check_length),
    'python': _each(check_python),
    'mypy': check_mypy,
    'pylint': check_pylint,
    'shell': _each(check_shell),
    'shellcheck': check_shellcheck,
    'rst': _each(check_rst),
    'checkpatch': _each(check_checkpatch),
}


def run_check(name: str) -> int:
    """Print one check as one TAP case, with its complaints as comments."""
    reason = why_not(name)
    if reason:
        tap.skip_all(reason)
        return 0
    bad = CHECKS[name](our_files())
    said = []
    for path, complaints in bad.items():
        where = path.relative_to(TOP)
        said += [f'{where}: {complaint}' for complaint in complaints]
        print(f'{where}: {complaints[0]}', file=sys.stderr)
    writer = tap.Writer()
    writer.case(not bad, name, said)
    return writer.end()
