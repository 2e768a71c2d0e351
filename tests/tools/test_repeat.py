# SPDX-License-Identifier: GPL-2.0-or-later
"""How runs that should be the same are compared."""

from dataclasses import replace
from pathlib import Path
import subprocess
import sys
import tempfile
import time
import unittest

from k3lib.base import TOP
from k3lib.machine import repeat

FIRST = repeat.Result('[    1.5] up\nofflines\n 12:   345   0 timer\n',
                      ['k3_core_start 1 ns: a', 'k3_uart_read b',
                       'k3_ti_sci_request 2 ns: c'], 'digest',
                      '{"cores": 1}')


class Compare(unittest.TestCase):
    def test_same(self) -> None:
        self.assertEqual(FIRST.same_as(replace(FIRST)), [])

    def test_differs(self) -> None:
        for what, change in (
                ('console', {'console': FIRST.console.replace('1.5', '1.6')}),
                ('trace', {'trace': FIRST.trace[1:]}),
                ('memory', {'memory': 'other'}),
                ('state', {'state': '{"cores": 2}'})):
            with self.subTest(what):
                found = FIRST.same_as(
                    replace(FIRST, **change))   # type: ignore[arg-type]
                self.assertIn(f'{what} differs', found[0])

    def test_moments(self) -> None:
        self.assertEqual(FIRST.moments(), [1, 3])


class Digest(unittest.TestCase):
    """Of a memory whose file may have holes."""

    def setUp(self) -> None:
        self.path = Path(self.enterContext(
            tempfile.TemporaryDirectory())) / 'ram'

    def digest(self, data: bytes, at: int) -> str:
        with open(self.path, 'wb') as file:
            file.truncate(1 << 22)
            file.seek(at)
            file.write(data)
        return repeat.digest(self.path)

    def test_zeros_are_holes(self) -> None:
        empty = self.digest(b'', 0)
        self.assertEqual(self.digest(bytes(1 << 21), 1 << 20), empty)

    def test_data(self) -> None:
        found = {self.digest(data, at) for data in (b'x', b'y', b'x' * 70000)
                 for at in (0, 1, 1 << 20, (1 << 22) - 1)}
        self.assertEqual(len(found), 12)


class Options(unittest.TestCase):
    def test_refused(self) -> None:
        for args, words in ((('--runs', '0'), '--runs 0: must be'),
                            (('--moves', 'x'), '--moves x: must be'),
                            (('--soc', 'am99'), '--soc am99: unknown'),
                            (('--core', 'x'), '--core x: am64x has no')):
            with self.subTest(args):
                res = subprocess.run(
                    [sys.executable, TOP / 'scripts/k3-repeat', *args],
                    capture_output=True, text=True, check=False)
                self.assertEqual(res.returncode, 125, res.stderr)
                self.assertIn(words, res.stderr)


class Load(unittest.TestCase):
    def test_ends(self) -> None:
        with repeat.load(2) as busy:
            time.sleep(0.05)
            self.assertEqual([process.poll() for process in busy],
                             [None, None])
        self.assertTrue(all(process.poll() for process in busy))


if __name__ == '__main__':
    unittest.main()
