# SPDX-License-Identifier: GPL-2.0-or-later
"""Render the documentation with Sphinx."""

from dataclasses import dataclass
from pathlib import Path
import re
import shutil
import subprocess
import sys

from ..base import (TOP, Failure, find_program, fresh_directory, say,
                    scratch)
from ..build import firmware
from ..formats.tap import Writer, skip_all

DOCS, SITE = TOP / 'docs', TOP / 'scripts/site'
PACKAGE = 'python3-sphinx'
WARNING = re.compile(r'^(?P<path>/[^:]*)(?::(?P<line>\d+))?: '
                     r'(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)')


@dataclass(frozen=True)
class Complaint:
    """A warning of Sphinx: path below docs/, line (or ''), text."""
    page: str
    line: str
    text: str

    def __str__(self) -> str:
        line = f':{self.line}' if self.line else ''
        return f'docs/{self.page}{line}: {self.text}'


def pages(docs: Path = DOCS) -> list[str]:
    return sorted(str(path.relative_to(docs)) for path in docs.rglob('*.rst'))


def _stage(where: Path, docs: Path) -> None:
    """
    Make a source tree for Sphinx.  Settings and first page are not in docs/:
    the graft lays that over QEMU's docs/, which has its own.
    """
    for path in (*SITE.iterdir(), *docs.iterdir()):
        if path.name != '__pycache__':
            (where / path.name).symlink_to(path)


def _read(words: str, source: Path) -> list[Complaint]:
    found = []
    for line in words.splitlines():
        match = WARNING.match(line)
        if match:
            page = match['path'].removeprefix(f'{source}/')
            found.append(Complaint(page, match['line'] or '', match['text']))
        elif found and line.strip():
            last = found.pop()
            found.append(Complaint(last.page, last.line,
                                   f'{last.text} {line.strip()}'))
        elif line.strip():
            found.append(Complaint('', '', line.strip()))
    return found


def render(out: Path, docs: Path = DOCS) -> list[Complaint]:
    """Write all pages as HTML to OUT; returns Sphinx's complaints."""
    program = find_program('sphinx-build', PACKAGE)
    with scratch('k3-docs') as where:
        source, warnings = where / 'source', where / 'warnings'
        source.mkdir()
        _stage(source, docs)
        res = subprocess.run(
            [program, '-q', '-n', '-E', '-N', '-b', 'html', '-w', warnings,
             '-d', where / 'doctrees', source, out],
            capture_output=True, text=True, stdin=subprocess.DEVNULL,
            check=False)
        found = _read(warnings.read_text() if warnings.exists() else '',
                      source)
    if res.returncode and not found:
        raise Failure(f'Sphinx failed:\n{res.stderr.strip()}')
    return found


def build() -> int:
    """Where "make docs" puts the pages."""
    out = firmware.build_dir() / 'docs'
    with fresh_directory(out) as new:
        complaints = render(new)
    for complaint in complaints:
        say(str(complaint))
    print(out / 'index.html')
    return 1 if complaints else 0


def tap() -> int:
    """Print a TAP case for each page, and one for other complaints."""
    if not shutil.which('sphinx-build'):
        skip_all(f'{PACKAGE} is not installed (make deps)')
        return 0
    with scratch('k3-docs') as out:
        complaints = render(out)
    names = pages()
    about = {name: [c for c in complaints if c.page == name]
             for name in names}
    about['the site'] = [c for c in complaints if c.page not in names]
    writer = Writer()
    for name, found in about.items():
        for complaint in found:
            print(complaint, file=sys.stderr)
        writer.case(not found, name, map(str, found))
    return writer.end()
