# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks of style and licence: each takes files, returns complaints."""

import ast
from pathlib import Path
import re
import subprocess
import sys

from ..base import TOP
from ..build import qemu

SPDX = 'SPDX-License-Identifier: GPL-2.0-or-later'
# Data, or formats without comments; LICENSE says it for them.
NO_SPDX = ('LICENSE', 'COPYING', '.json', '.patch', '.gitignore', '.elf', '.png',
           'trace-events')
UNFINISHED = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX)\b')
SOURCES = ('.c', '.h', '.S')
# Of checkpatch's opinions: every file is "new" for it, and a graft carries
# MAINTAINERS entries of its own.
CHECKPATCH_IGNORED = re.compile(r'added, moved or deleted file|MAINTAINERS|'
                                r'From:|Signed-off-by|new, self-contained')


def our_files():
    """What git tracks: somebody's notes may lie about in the checkout."""
    out = subprocess.run(
        ['git', '-C', str(TOP), 'ls-files'],
        capture_output=True, text=True)
    if out.returncode == 0:
        paths = [TOP / name for name in out.stdout.splitlines()]
    else:
        paths = [p for p in TOP.rglob('*') if '.git' not in p.parts]
    return sorted(p for p in paths if p.is_file() and not p.is_symlink())


def _is_python(path):
    if path.suffix == '.py':
        return True
    with open(path, 'rb') as stream:
        return stream.readline().startswith(b'#!/usr/bin/python3')


def _is_shell(path):
    with open(path, 'rb') as stream:
        return bool(re.match(rb'#!.*\b(sh|bash)\b', stream.readline()))


def check_spdx(path):
    if path.name.endswith(NO_SPDX) or TOP / 'graft' in path.parents:
        return []       # graft/ holds lines that end up inside QEMU's files
    text = path.read_text(errors='replace')
    found = [] if SPDX in text[:600] else ['no SPDX line at the top']
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            found.append(f'line {number}: unfinished: {line.strip()}')
    return found


def check_python(path):
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


def check_shell(path):
    if not _is_shell(path):
        return []
    res = subprocess.run(['sh', '-n', path], capture_output=True, text=True)
    return res.stderr.splitlines()


def check_rst(path):
    """Titles, indentation, tables, unclosed markup; Sphinx's own roles pass."""
    if path.suffix != '.rst':
        return []
    import docutils.core
    import docutils.parsers.rst.roles as roles
    from docutils.parsers.rst import Directive, directives

    class Anything(Directive):
        has_content = True
        optional_arguments = 100
        final_argument_whitespace = True
        option_spec = None

        def run(self):
            return []

    for name in ('toctree', 'program', 'option', 'only', 'kernel-doc',
                 'literalinclude', 'seealso', 'versionadded', 'index'):
        directives.register_directive(name, Anything)
    for name in ('ref', 'doc', 'option', 'term', 'program', 'file'):
        roles.register_generic_role(name, docutils.nodes.literal)
    complaints = []

    class Stream:
        def write(self, text):
            complaints.append(text.strip())

    docutils.core.publish_doctree(
        path.read_text(), source_path=str(path),
        settings_overrides={'warning_stream': Stream(), 'report_level': 2,
                            'halt_level': 5, 'file_insertion_enabled': False})
    return [c for c in complaints if c]


def check_checkpatch(path):
    # Firmware and guest programs are not QEMU's
    if path.suffix not in SOURCES or re.search(
            'tests/(firmware|guest)/', str(path)):
        return []
    script = qemu.place().src / 'scripts/checkpatch.pl'
    res = subprocess.run(
        ['perl', str(script), '--no-tree', '--terse', '--no-summary', '-f',
         str(path.relative_to(TOP))], cwd=TOP, capture_output=True, text=True)
    return [line for line in res.stdout.splitlines()
            if re.search(r'ERROR|WARNING', line)
            and not CHECKPATCH_IGNORED.search(line)]


def why_not(name):
    """Why a check cannot be made here, or None."""
    if name == 'checkpatch' and not (qemu.place().src /
                                     'scripts/checkpatch.pl').exists():
        return 'there is no QEMU source yet (make qemu)'
    if name == 'rst':
        try:
            import docutils     # noqa: F401
        except ImportError:
            return 'python3-docutils is not installed'
    return None


CHECKS = {
    'spdx': check_spdx,
    'python': check_python,
    'shell': check_shell,
    'rst': check_rst,
    'checkpatch': check_checkpatch,
}


def run_check(name):
    """TAP of one check: one case a file that it applies to and fails."""
    reason = why_not(name)
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    bad = {}
    for path in our_files():
        complaints = CHECKS[name](path)
        if complaints:
            bad[path.relative_to(TOP)] = complaints
    for path, complaints in bad.items():
        for complaint in complaints:
            print(f'# {path}: {complaint}')
        print(f'{path}: {complaints[0]}', file=sys.stderr)
    verdict = 'not ok' if bad else 'ok'
    print(f'{verdict} 1 {name}\n1..1')
    return 1 if bad else 0
