# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks that run a program from a Debian package on many files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
import re
import shutil
import subprocess

from ..base import TOP, cache_dir

COMPLAINT = re.compile(r'^(?P<path>[^:\n]+):(?P<words>\d+.*)$', re.M)
# A note explains the error above it
NOTE = re.compile(r'^\d+(:\d+)?: note: ')


@dataclass(frozen=True)
class Program:
    """A program that takes file names and prints a line per complaint."""
    name: str
    package: str
    options: Sequence[str]

    def missing(self) -> str:
        """Why the program cannot run; '' if it can."""
        return ('' if shutil.which(self.name) else
                f'{self.package} is not installed (make check installs it)')

    def check(self, paths: Sequence[Path]) -> dict[Path, list[str]]:
        """path -> complaints; the whole output if the program failed."""
        if not paths:
            return {}
        res = subprocess.run(
            [self.name, *self.options,
             *(str(path.relative_to(TOP)) for path in paths)],
            cwd=TOP, capture_output=True, text=True, check=False)
        found: dict[Path, list[str]] = {}
        for match in COMPLAINT.finditer(res.stdout):
            if not NOTE.match(match['words']):
                found.setdefault(TOP / match['path'], []).append(
                    f'line {match["words"]}')
        if res.returncode and not found:
            words = f'{res.stdout}{res.stderr}'.strip()
            found[TOP / 'pyproject.toml'] = [
                f'{self.name} failed with status {res.returncode}',
                *words.splitlines()]
        return found


def mypy() -> Program:
    return Program('mypy', 'mypy', [
        '--config-file', 'pyproject.toml', '--no-error-summary',
        '--cache-dir', str(cache_dir() / 'mypy')])


def pylint(*ignored: str) -> Program:
    """pylint as pyproject.toml configures it, less the IGNORED messages."""
    return Program('pylint', 'pylint', [
        '--rcfile', 'pyproject.toml',
        *(f'--disable={name}' for name in ignored),
        '--msg-template', '{path}:{line}: {msg} ({symbol})'])


def shellcheck(shell: str) -> Program:
    return Program('shellcheck', 'shellcheck',
                   ['--format', 'gcc', '--shell', shell])
