# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the map of stops: guest output, table, picture, bad input."""

from pathlib import Path
import subprocess
import tempfile
from typing import Any
import unittest
from xml.etree import ElementTree

from k3lib.base import TOP
from k3lib.kernel.changes import Changes
from k3lib.kernel.patchfiles import Patch
from k3lib.stopmap import draw
from k3lib.stopmap.point import Attempts

SVG = '{http://www.w3.org/2000/svg}'
REFUSED = 'sh: write error: '


def attempts(*lines: str) -> Attempts:
    """Attempts after the guest has printed LINES, one per second."""
    seen = Attempts()
    for second, line in enumerate(lines):
        seen.line(f'[    {second}.000010] k3-map: {line}\r')
    return seen


def some_rows() -> list[Any]:
    """A grid of 3 x 2 in which everything happens."""
    ok = attempts('asks', 'stopped', 'end')
    busy = attempts('asks', f'refused {REFUSED}Device or resource busy',
                    'asks', 'stopped', 'end')
    late = attempts('asks', f'refused {REFUSED}Connection timed out',
                    'asks', f'refused {REFUSED}Device or resource busy',
                    'end')
    odd = attempts('asks', f'refused {REFUSED}Input/output error', 'end')
    hang = attempts('asks', 'hangs')
    grid = {(4000000, 20): ok, (5000000, 20): ok, (6000000, 20): busy,
            (4000000, 4020): late, (5000000, 4020): odd,
            (6000000, 4020): hang}
    return [draw.row_of(*point, seen) for point, seen in grid.items()]


class GuestWords(unittest.TestCase):
    def test_stopped(self) -> None:
        seen = attempts('am64-main-r5f0_0-fw is running', 'asks', 'stopped',
                        'end')
        self.assertEqual((seen.outcomes, seen.times, seen.finished),
                         (['ok'], [1000000], True))

    def test_errors(self) -> None:
        seen = attempts('asks', f'refused {REFUSED}Connection timed out',
                        'asks', f'refused {REFUSED}Device or resource busy')
        self.assertEqual(seen.outcomes, ['ETIMEDOUT', 'EBUSY'])
        self.assertFalse(seen.finished)

    def test_hang_is_the_end(self) -> None:
        seen = attempts('asks', 'hangs')
        self.assertEqual(seen.outcomes, ['hang'])
        self.assertTrue(seen.finished)

    def test_other_lines(self) -> None:
        seen = Attempts()
        seen.line('[    1.000000] remoteproc0: stopped')
        seen.line('k3-map: end')
        self.assertEqual((seen.outcomes, seen.finished), ([], False))


class Drawing(unittest.TestCase):
    def test_table(self) -> None:
        text = draw.table(some_rows())
        self.assertEqual(text.splitlines()[:4], [
            'ack_us,wfi_us,outcome,stop_us,later,later_us',
            '4000000,20,ok,1000000,,',
            '5000000,20,ok,1000000,,',
            '6000000,20,EBUSY,1000000,ok,1000000'])

    def test_counts_and_borders(self) -> None:
        rows = some_rows()
        self.assertEqual(draw.counts(rows), [
            ('stopped', 2), ('-EBUSY, then stopped', 1),
            ('-ETIMEDOUT, wedged', 1), ('the stop hangs', 1),
            ('another error', 1)])
        self.assertEqual(draw.borders(rows),
                         ((5000000, 6000000), (20, 4020)))

    def test_picture(self) -> None:
        rows = some_rows()
        text = draw.picture(rows, 'R5F & <M4F>', 'Linux <7>')
        self.assertEqual(text, draw.picture(rows[::-1], 'R5F & <M4F>',
                                            'Linux <7>'))
        root = ElementTree.fromstring(text.encode())
        self.assertEqual(root.findtext(f'{SVG}title'), 'R5F & <M4F>')
        colours = [r.get('fill') for r in root.iter(f'{SVG}rect')]
        # ACK goes to the right, WFI upwards; equal neighbours are joined
        place = {(r.get('x'), r.get('y')): r for r in root.iter(f'{SVG}rect')}
        ok = place['0', '280']
        self.assertEqual((ok.get('fill'), ok.get('width')),
                         ('#4daf4a', str(2 * 186)))
        self.assertEqual(place['0', '0'].get('fill'), '#377eb8')
        for colour in ('#ffd92f', '#f781bf', '#222222'):
            self.assertIn(colour, colours)
        words = [t.text for t in root.iter(f'{SVG}text')]
        for expected in ('R5F & <M4F>', 'Linux <7>', '4000', '4020',
                         'the stop hangs: 1',
                         # The limits are the measured ones
                         '5000\u20136000 ms', '20\u20134020 us',
                         'wedged: the stop that follows at once fails'):
            self.assertIn(expected, words)

    def test_limits(self) -> None:
        """A limit is found only if the points show exactly one."""
        rows = some_rows()
        self.assertEqual(draw.limits(rows), ((5000000, 6000000),
                                             (20, 4020)))
        self.assertEqual(draw.limits(rows[:2]), (None, None))
        first: Any = dict(rows[0], outcome='EBUSY')
        self.assertEqual(draw.limits([first, *rows[1:]]), (None, None))
        for without in (rows[:2], [first, *rows[1:]]):
            text = draw.picture(without, 'x')
            self.assertNotIn('stroke-dasharray', text)
            self.assertNotIn('dashed', text)

    def test_legend(self) -> None:
        """The legend has only what is in the picture."""
        self.assertNotIn('wedged', draw.picture(some_rows()[:3], 'x'))
        self.assertIn('3 more stops at once fail, too',
                      draw.picture(some_rows(), 'x', attempts=4))

    def test_one_point(self) -> None:
        text = draw.picture(some_rows()[:1], 'one')
        ElementTree.fromstring(text.encode())

    def test_driver(self) -> None:
        """The description of the driver."""
        def words(*names: str, **more: Any) -> str:
            return draw.driver_words(Changes(
                tuple(Patch(name, ()) for name in names), **more))

        self.assertEqual(words(), 'the released driver')
        self.assertEqual(words('v3: ask first'), 'v3: ask first')
        self.assertEqual(words('1/3 a', '2/3 b', '3/3 c'),
                         '1/3 a and 2 more')
        self.assertEqual(words(graceful=True,
                               semantic=(Path('/x/late.cocci'),)),
                         'the graceful shutdown of k3-kernel, late.cocci')

    def test_long_title(self) -> None:
        """A long title is cut; the title element has all of it."""
        text = draw.picture(some_rows(), 'x' * 300, 'y' * 300)
        root = ElementTree.fromstring(text.encode())
        self.assertEqual(root.findtext(f'{SVG}title'), 'x' * 300)
        for word in root.iter(f'{SVG}text'):
            self.assertLess(len(word.text or ''), 140)


class BadInput(unittest.TestCase):
    def fails(self, words: str, *args: str) -> None:
        with tempfile.TemporaryDirectory() as tmp:
            res = subprocess.run([TOP / 'scripts/k3-map', *args], cwd=tmp,
                                 capture_output=True, text=True,
                                 check=False)
            self.assertNotIn(res.returncode, (0, -1))
            self.assertIn(words, res.stderr)
            self.assertNotIn('Traceback', res.stderr)
            self.assertEqual(list(Path(tmp).iterdir()), [])

    def test_options(self) -> None:
        self.fails('must be FROM:TO:N', '--ack', '4000')
        self.fails('FROM <= TO', '--ack', '5000:4000:3')
        self.fails('1 us <= FROM', '--wfi', '0:100:3')
        self.fails('closer than 1 us', '--wfi', '1:3:9')
        self.fails('FROM = TO', '--wfi', '1:3:1')
        self.fails('--points', '--points', '9', '--ack', '1:2:2')
        self.fails('must be 1 or more', '--points', '0')
        self.fails('end in .svg', '--output', 'map.png')
        self.fails('no such core', '--core', 'r5f9_9')
        self.fails('unknown SoC', '--soc', 'am65')


if __name__ == '__main__':
    unittest.main()
