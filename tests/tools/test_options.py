# SPDX-License-Identifier: GPL-2.0-or-later
"""Options of all tools: help, and what they say about wrong ones.

Nothing here is built; the tools run in this process.
"""

import contextlib
import io
import os
from pathlib import Path
import runpy
import tempfile
import unittest
from unittest import mock

from k3lib.base import TOP, Failure
from k3lib.build import firmware, qemu
from k3lib.machine import running
from k3lib.machine.qmp import Qmp
from k3lib.options import blamed

# k3-graft also runs without our library: in a packager's tree
TOOLS = [path for path in sorted((TOP / 'scripts').glob('k3-*'))
         if 'run_tool(main)' in path.read_text()]
BOOT = TOP / 'tests/firmware/boot.py'


def run(tool: Path | str, *args: str) -> tuple[object, str, str]:
    """(exit status, standard output, standard error)"""
    path = TOP / 'scripts' / tool
    out, err = io.StringIO(), io.StringIO()
    with mock.patch('sys.argv', [str(path), *args]), \
            mock.patch('signal.signal'), \
            mock.patch.dict(os.environ, COLUMNS='80', K3_OFFLINE='1'), \
            mock.patch.object(qemu, 'build', side_effect=AssertionError), \
            mock.patch.object(firmware, 'build',
                              side_effect=AssertionError), \
            contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path(str(path), run_name='__main__')
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()
    raise AssertionError(f'{tool} has not ended')


class AllTools(unittest.TestCase):
    def test_help(self) -> None:
        for path in (*TOOLS, BOOT):
            with self.subTest(path.name):
                status, out, err = run(path, '--help')
                self.assertEqual((status, err), (0, ''))
                self.assertIn(f'usage: {path.name} ', out)
                long = [line for line in out.splitlines() if len(line) > 79]
                self.assertEqual(long, [])

    def test_wrong_options(self) -> None:
        """"git bisect run" skips a commit if the status is 125."""
        for path in (*TOOLS, BOOT):
            with self.subTest(path.name):
                status, out, err = run(path, '--bogus')
                self.assertEqual((status, out), (125, ''), err)
                self.assertRegex(err, rf'\A{path.name}: (.*--bogus|the follow'
                                 'ing arguments are required: )')
                self.assertIn(f'"{path.name} --help" shows the options', err)


class Checked(unittest.TestCase):
    """The command line is checked before anything is built or fetched."""

    def refused(self, words: str, tool: str, *args: str) -> None:
        with self.subTest(tool=tool, args=args):
            status, out, err = run(tool, *args)
            self.assertEqual((status, out), (125, ''), err)
            self.assertRegex(err, rf'\A{tool}: {words}')

    def test_scenario(self) -> None:
        for words, *args in (
                ('--patch /nowhere: No such file', '--patch', '/nowhere'),
                ('--config nosuch: ', '--config', 'nosuch'),
                ('debian:6.12: .*--config is for', '--kernel', 'debian:6.12',
                 '--config', 'kasan'),
                ('/nowhere: no such kernel', '--kernel', '/nowhere'),
                ('debian:x: not a version', '--kernel', 'debian:x'),
                ('--only nosuch: no such series; known: stock, handshake',
                 '--only', 'nosuch'),
                ('--gdb needs', '--gdb'),
                ('argument --repeat: 0: must be 1 or more', '--repeat', '0'),
                ('argument --jobs: x: must be 1', '--jobs', 'x'),
                ('/nowhere', '/nowhere')):
            self.refused(words, 'k3-scenario', *args)

    def test_names_of_a_series(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            patch = Path(name) / 'v3.patch'
            patch.write_text('Subject: x\n\n--- a/x.c\n+++ b/x.c\n'
                             '@@ -1 +1 @@\n-a\n+b\n')
            self.refused('--only nosuch: no such series; known: stock, v3',
                         'k3-scenario', '--patch', f'v3={patch}', '--only',
                         'nosuch')

    def test_mutants(self) -> None:
        for words, *args in (
                ('nosuch: no such mutant; k3-mutants --list', 'nosuch'),
                ('--config nosuch: ', '--kernel', 'source:7', '--config',
                 'nosuch'),
                ('--config takes source:VERSION', '--config', 'kasan'),
                ('--kernel x: must be', '--kernel', 'x'),
                ('argument --sample: -1: must be 1', '--sample', '-1'),
                ('argument --jobs: 0: must be 1', '--jobs', '0')):
            self.refused(words, 'k3-mutants', *args)

    def test_card(self) -> None:
        for words, *args in (
                ('/nowhere/x.img: no such directory', '/nowhere/x.img'),
                ('/nowhere: no such kernel', '--kernel', '/nowhere', 'x.img')):
            self.refused(words, 'k3-card', *args)

    def test_kernel(self) -> None:
        """No series is mentioned if there is none."""
        self.refused('foo: no such kernel; kernels that can be built are '
                     'debian:VERSION', 'k3-kernel', 'foo')


class Messages(unittest.TestCase):
    def test_blamed(self) -> None:
        with self.assertRaisesRegex(Failure, '^--x r5f=y: no such file$'):
            with blamed('--x r5f=y', 'r5f', Path('y')):
                raise Failure('y: no such file')
        with self.assertRaisesRegex(Failure, '^--x: another: mistake$'):
            with blamed('--x', 'y'):
                raise Failure('another: mistake')

    def test_no_machine(self) -> None:
        with mock.patch.object(running, 'machines', return_value={}), \
                self.assertRaisesRegex(Failure, 'start one, or pass the path'):
            running.find()

    def test_no_socket(self) -> None:
        """No number of an error."""
        with self.assertRaisesRegex(Failure, '^/nowhere/qmp: No such file or '
                                    'directory$'):
            Qmp('/nowhere/qmp')


if __name__ == '__main__':
    unittest.main()
