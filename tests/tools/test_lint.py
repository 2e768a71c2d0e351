# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the checks of "make lint", and of lists of files."""

from fnmatch import fnmatchcase
from pathlib import Path
import subprocess
import tempfile
import unittest
from unittest import mock

from k3lib.base import TOP
from k3lib.check import lint, programs

HERE = Path(__file__).resolve()


class Programs(unittest.TestCase):
    def check(self, script: str) -> lint.Complaints:
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / 'program'
            path.write_text(f'#!/bin/sh\n{script}\n')
            path.chmod(0o755)
            return programs.Program(str(path), 'package', []).check([HERE])

    def test_complaints(self) -> None:
        found = self.check('''
            echo "scripts/a:3: error: no such type  [type]"
            echo "scripts/a:3: note: this is why"
            echo "scripts/b:4:2: warning: unused [SC2034]"
            exit 1''')
        self.assertEqual(found, {
            TOP / 'scripts/a': ['line 3: error: no such type  [type]'],
            TOP / 'scripts/b': ['line 4:2: warning: unused [SC2034]']})

    def test_nothing(self) -> None:
        self.assertEqual(self.check('exit 0'), {})

    def test_one_that_cannot_work_is_not_clean(self) -> None:
        (words,) = self.check('echo "no such option" >&2; exit 2').values()
        self.assertIn('failed with status 2', words[0])
        self.assertIn('no such option', words)

    def test_missing(self) -> None:
        there = programs.Program('sh', 'dash', [])
        gone = programs.Program('no-such-program', 'package', [])
        self.assertEqual(there.missing(), '')
        self.assertIn('package is not installed', gone.missing())


class Files(unittest.TestCase):
    def test_all_python(self) -> None:
        """Both linters see all of it; each file belongs to one run."""
        ours = lint.our_files()
        rest, tests = lint.split_python(ours)
        self.assertEqual({path.relative_to(TOP).parts[0] for path in rest},
                         {'hw', 'scripts'})
        self.assertEqual({*rest, *tests}, {
            path for path in ours if path.suffix == '.py' or
            path.read_bytes().startswith(b'#!/usr/bin/python3')})
        self.assertFalse({*rest} & {*tests})

    def test_length(self) -> None:
        """Code has a limit; tables and tests have none."""
        with tempfile.TemporaryDirectory() as name, \
                mock.patch.object(lint, 'TOP', Path(name)):
            for file, refused in (
                    ('hw/a.c', True), ('include/a.h', True), ('hw/b.c', False),
                    ('scripts/k3-x', True), ('scripts/k3lib/a.py', True),
                    ('hw/arm/k3/soc/x/a.tsv', False), ('tests/a.c', False)):
                path = Path(name) / file
                path.parent.mkdir(parents=True, exist_ok=True)
                lines = lint.LONGEST if file == 'hw/b.c' else lint.LONGEST + 1
                first = 'x' if path.suffix else '#!/usr/bin/python3'
                path.write_text(f'{first}\n' + 'x\n' * (lines - 1))
                with self.subTest(file):
                    self.assertEqual(bool(lint.check_length(path)), refused)

    def test_shells(self) -> None:
        found = {path.name: lint.shell_of(path) for path in lint.our_files()}
        self.assertEqual(found['k3-run.bash'], 'bash')
        self.assertEqual(found['k3-bootstrap'], 'sh')
        self.assertEqual(found['lint.py'], '')


def covers(pattern: str, name: str) -> bool:
    """As QEMU's get_maintainer.pl: a "*" does not stand for folders."""
    if pattern.endswith('/'):
        return name.startswith(pattern)
    return (fnmatchcase(name, pattern) and
            name.count('/') == pattern.count('/'))


class Maintainers(unittest.TestCase):
    def test_every_file(self) -> None:
        patterns = [line.removeprefix('F: ') for line
                    in (TOP / 'MAINTAINERS').read_text().splitlines()
                    if line.startswith('F: ')]
        names = [str(path.relative_to(TOP)) for path in lint.our_files()]
        self.assertEqual([name for name in names if not any(
            covers(pattern, name) for pattern in patterns)], [])
        self.assertEqual([pattern for pattern in patterns if not any(
            covers(pattern, name) for name in names)], [])


class Functional(unittest.TestCase):
    def test_every_file_runs(self) -> None:
        text = (TOP / 'meson.build').read_text()
        names = [path.name for path in
                 (TOP / 'tests/functional/aarch64').glob('test_*.py')]
        self.assertTrue(names)
        self.assertEqual([name for name in names
                          if f"'{name}': [" not in text], [])


class Commands(unittest.TestCase):
    def test_each_can_tell_what_it_does(self) -> None:
        """It fails if its imports are circular or unknown."""
        for path in sorted((TOP / 'scripts').glob('k3-*')):
            if path.name == 'k3-bootstrap':
                continue
            with self.subTest(path.name):
                res = subprocess.run([path, '--help'], capture_output=True,
                                     text=True, check=False)
                self.assertEqual((res.returncode, res.stderr), (0, ''))
                self.assertIn('usage: ', res.stdout)


if __name__ == '__main__':
    unittest.main()
