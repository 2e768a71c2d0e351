# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the page of scenarios: HTML, and rendering in a browser."""

from collections import Counter
from collections.abc import Sequence
import html
from html.parser import HTMLParser
import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import tempfile
from typing import Any
import unittest

from k3lib.report import page, runs, style
from k3lib.report.markup import VOID

import verdicts

Attributes = list[tuple[str, str | None]]
BROWSERS = ('chromium', 'chromium-browser', 'google-chrome')
BROWSER_LIMIT = 300     # seconds of a busy host
WIDTHS = (360, 768, 1280)
SHEET = 717             # A4 without margins of 1 cm, in CSS pixels
CONTRAST = 4.5          # WCAG 2.1, 1.4.3, level AA
# Pairs of text and background colour, by their names in style.py
PAIRS = [('text', 'page'), ('text', 'ground'), ('quiet', 'page'),
         ('quiet', 'ground'), ('link', 'page'), ('link', 'ground'),
         ('good-text', 'good'), ('acceptable-text', 'acceptable'),
         ('bad-text', 'bad'), ('unsafe-text', 'unsafe'), ('text', 'report'),
         ('text', 'fault'), ('text', 'step'), ('bad-line', 'page'),
         ('good-text', 'page'), ('arrow', 'page')]

# Open everything in each frame, then measure how wide it has become
MEASURE = '''<script>
addEventListener('load', () => {
  for (const d of document.querySelectorAll('details')) d.open = true;
  const wide = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.right > wide + 1 && box.width > 0
        && !e.closest('.scrolls, pre, .hidden, thead');
  }).map(e => e.tagName + '.' + e.className + ' ' + e.id);
  const focus = [...document.querySelectorAll('a, summary, .scrolls, pre')]
    .filter(e => e.tabIndex < 0).length;
  const cut = [...document.querySelectorAll('.scrolls, pre')].filter(e =>
    e.scrollWidth > e.clientWidth + 1 &&
    !['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).length;
  parent.postMessage({wide, scroll: document.documentElement.scrollWidth,
    out: out.slice(0, 5), focus, cut,
    rows: document.querySelectorAll('.matrix tbody tr').length,
    small: Math.min(...[...document.querySelectorAll('td, p, li, dd, pre')]
      .map(e => parseFloat(getComputedStyle(e).fontSize)))}, '*');
});
</script>'''
# Follow each link, then compare the colours of each text and what is behind it
LOOK = '''<script>
addEventListener('load', () => {
  const lost = [...document.querySelectorAll('a[href^="#"]')].filter(a => {
    location.hash = a.getAttribute('href');
    const target = document.querySelector(':target');
    const box = target && target.getBoundingClientRect();
    return !box || box.height === 0 || box.top < -1
        || box.top >= innerHeight;
  }).map(a => a.getAttribute('href'));
  for (const d of document.querySelectorAll('details')) d.open = true;
  const parts = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => {
    const [r, g, b] = parts(c).map(v => v / 255).map(
        v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (parts(c)[3] !== 0) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [...document.querySelectorAll('body *')].filter(e => {
    const shown = [...e.childNodes].some(
        n => n.nodeType === 3 && n.data.trim());
    if (!shown || e.closest('svg, script, .hidden, .skip')) return false;
    const [low, high] = [light(getComputedStyle(e).color), light(ground(e))]
        .sort((a, b) => a - b);
    return (high + .05) / (low + .05) < CONTRAST;
  }).map(e => e.tagName + '.' + e.className + ' ' + e.textContent);
  document.body.dataset.found = JSON.stringify({
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    links: document.querySelectorAll('a[href^="#"]').length,
    lost: lost.slice(0, 5), faint: faint.slice(0, 5)});
});
</script>'''
OUTER = '''<!DOCTYPE html><meta charset="utf-8"><body><script>
const found = [];
addEventListener('message', e => {{ found.push(e.data);
  document.body.dataset.found = JSON.stringify(found); }});
</script>{frames}</body>'''


class Reader(HTMLParser):
    """Reads elements and checks that they are properly nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any], list[str]]] = []
        self.path: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f'{name} is not closed' for name in self.path]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.elements.append((tag, dict(attrs), list(self.path)))
        if tag not in VOID:
            self.path.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.elements.append((tag, dict(attrs), list(self.path)))

    def handle_endtag(self, tag: str) -> None:
        if not self.path or self.path.pop() != tag:
            self.wrong.append(f'</{tag}> {self.getpos()}')

    def all(self, *tags: str) -> list[tuple[str, dict[str, Any]]]:
        return [(tag, attrs) for tag, attrs, _path in self.elements
                if tag in tags]


class Html(unittest.TestCase):
    text: str
    read: Reader

    @classmethod
    def setUpClass(cls) -> None:
        cls.text = page.page(verdicts.run())
        cls.read = Reader(cls.text)

    def test_well_formed(self) -> None:
        self.assertEqual(self.read.wrong, [])
        self.assertTrue(self.text.startswith('<!DOCTYPE html>'))
        self.assertEqual(self.read.all('html')[0][1]['lang'], 'en')

    def test_links(self) -> None:
        """Each id is unique, and each link has a target."""
        ids = Counter(attrs['id'] for _tag, attrs, _path
                      in self.read.elements if 'id' in attrs)
        self.assertEqual([name for name, number in ids.items()
                          if number > 1], [])
        links = [attrs['href'] for _tag, attrs in self.read.all('a')]
        self.assertGreater(len(links), 50)
        self.assertEqual([href for href in links if not
                          (href[0] == '#' and href[1:] in ids)], [])

    def test_alone(self) -> None:
        """Nothing is loaded, no script is needed."""
        self.assertEqual(self.read.all('script', 'link', 'img', 'iframe',
                                       'object', 'base', 'form'), [])
        for _tag, attrs, _path in self.read.elements:
            self.assertFalse({'src', 'srcset', 'style', 'data'} & set(attrs))
            self.assertFalse([name for name in attrs
                              if name.startswith('on')])
        self.assertNotRegex(style.CSS, r'@import|url\(|@font-face')
        markers = set(re.findall(r'url\((.*?)\)', self.text))
        self.assertTrue(all(each.startswith('#') for each in markers))

    def test_headings(self) -> None:
        levels = [int(tag[1]) for tag, _attrs in self.read.all(
            'h1', 'h2', 'h3', 'h4', 'h5', 'h6')]
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        self.assertEqual([(one, other) for one, other
                          in zip(levels, levels[1:]) if other > one + 1], [])

    def test_tables(self) -> None:
        for _tag, attrs in self.read.all('th'):
            self.assertIn(attrs.get('scope'), ('col', 'row', 'colgroup'))
        self.assertEqual(len(self.read.all('table')),
                         len(self.read.all('caption')))

    def test_columns(self) -> None:
        """Each row of the matrix is as wide as its head."""
        table = self.text[self.text.index('class="matrix"'):]
        table = table[:table.index('</table>')]

        def wide(text: str) -> int:
            return sum(int(attrs.get('colspan', 1)) for _tag, attrs
                       in Reader(text).all('td', 'th'))

        rows = [row.partition('</tr>')[0] for row in table.split('<tr')[1:]]
        head, below, *others = [wide(f'<tr{row}') for row in rows]
        self.assertEqual(below, head - 1)
        self.assertEqual(set(others), {head})
        self.assertEqual(len(others), len(verdicts.SCENARIOS) + 1)

    def test_diagrams(self) -> None:
        drawn = [attrs for tag, attrs in self.read.all('svg')
                 if attrs.get('role') == 'img']
        self.assertTrue(drawn)
        self.assertTrue(all(attrs['aria-label'] for attrs in drawn))
        self.assertEqual(len(self.read.all('desc')), len(drawn))

    def test_keyboard(self) -> None:
        """Scrolling boxes can be focused and have labels."""
        for _tag, attrs, _path in self.read.elements:
            if attrs.get('class') == 'scrolls':
                self.assertEqual(attrs['tabindex'], '0')
                self.assertTrue(attrs['aria-label'])
        first = self.read.all('a')[0][1]
        self.assertEqual(first['class'], 'skip')

    def test_safe(self) -> None:
        """Texts of a kernel, a series or a firmware are escaped."""
        self.assertNotIn('<script', self.text)
        self.assertNotIn('<tags>', self.text)
        self.assertIn('&lt;script&gt;alert(1)', self.text)

    def test_says(self) -> None:
        """The main contents of the page."""
        words = html.unescape(re.sub(r'<[^>]*>', ' ', self.text))
        for expected in (
                'QEMU 10.2.2', '2026-01-01', 'Debian 6.12.117-1', 'v2.mbox',
                'remoteproc: k3: ask first <now>', "unused 'x'",
                'Without a verdict', 'Not as recorded', 'worse than stock',
                'better than stock', 'WFI comes 10 ms after the answer',
                'shutdown = slow-wfi', 'mutex_lock+0x5c', 'TIMER1',
                'GET_STATUS r5f0_0: WFI 1', 'Afterwards, Linux says',
                "--patch 'v2=v2 & more.mbox' --only v2"):
            self.assertIn(expected, words)

    def test_many_good_findings(self) -> None:
        """Good findings are folded, so that others can be seen."""
        self.assertRegex(self.text, r'good, 5 times</summary><p>.*look 3')

    def test_worst_first(self) -> None:
        """Unsafe findings of a series come before bad ones."""
        chapter = self.text[self.text.index('id="bad"'):]
        chapter = chapter[:chapter.index('id="all"')]
        grades = re.findall(r'class="sign (\w+)"', chapter)
        self.assertEqual(grades[:2], ['unsafe', 'unsafe'])
        self.assertIn('bad', grades)
        self.assertLess(chapter.index('handshake: '),
                        chapter.index('>stock: '))

    def test_one_series(self) -> None:
        for number in (1, 2):
            read = Reader(page.page(verdicts.run(number)))
            self.assertEqual(read.wrong, [])


def _linear(channel: int) -> float:
    value = channel / 255
    return (value / 12.92 if value <= .04045
            else ((value + .055) / 1.055) ** 2.4)


def _luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    digits = colour.lstrip('#')
    if len(digits) == 3:
        digits = ''.join(d * 2 for d in digits)
    red, green, blue = (_linear(int(digits[i:i + 2], 16)) for i in (0, 2, 4))
    return .2126 * red + .7152 * green + .0722 * blue


class Colours(unittest.TestCase):
    def test_contrast(self) -> None:
        """Texts have enough contrast in light and dark mode."""
        light, dark = re.findall(r':root \{(.*?)\}', style.CSS, re.S)[:2]
        colours = dict(re.findall(r'--([\w-]+): (#\w+)', light))
        for part in (light, dark):
            colours |= re.findall(r'--([\w-]+): (#\w+)', part)
            for text, ground in PAIRS:
                low, high = sorted(_luminance(colours[name])
                                   for name in (text, ground))
                self.assertGreaterEqual((high + .05) / (low + .05), CONTRAST,
                                        f'{text} on {ground}')


class Browser(unittest.TestCase):
    def dom(self, name: str, where: Path, *options: str) -> str:
        """The document after its scripts have run."""
        browser = next(filter(shutil.which, BROWSERS), None)
        if not browser:
            self.skipTest('no Chromium here (scripts/k3-deps --check)')
        args = [browser, '--headless', '--disable-gpu', '--dump-dom',
                f'--user-data-dir={where}/profile', '--no-first-run',
                '--disable-dev-shm-usage', '--virtual-time-budget=20000',
                *options]
        if os.geteuid() == 0:
            args.append('--no-sandbox')         # it refuses root otherwise
        result = subprocess.run(
            [*args, (where / name).as_uri()], capture_output=True, text=True,
            timeout=BROWSER_LIMIT, env={**os.environ, 'HOME': str(where)},
            check=False)
        self.assertEqual(result.returncode, 0, result.stderr[-2000:])
        return result.stdout

    def write(self, where: Path, script: str) -> str:
        """Write page.html with SCRIPT; returns its text."""
        runs.write_page(verdicts.run(), where / 'page.html')
        text = (where / 'page.html').read_text().replace(
            '</body>', f'{script}</body>')
        (where / 'page.html').write_text(text)
        return text

    def test_links_and_colours(self) -> None:
        """A link shows its target; texts are legible, also in the dark."""
        for dark in (False, True):
            # The scheme is a number in Blink: 0 is dark
            scheme = f'--blink-settings=preferredColorScheme={int(not dark)}'
            with tempfile.TemporaryDirectory(prefix='k3-page-') as name:
                self.write(Path(name), LOOK.replace('CONTRAST',
                                                    str(CONTRAST)))
                dom = self.dom('page.html', Path(name), scheme)
            match = re.search(r'data-found="(.*?)"', dom)
            self.assertTrue(match, dom[:2000])
            assert match
            found = json.loads(html.unescape(match[1]))
            self.assertEqual(found['dark'], dark)
            self.assertGreater(found['links'], 50)
            self.assertEqual((found['lost'], found['faint']), ([], []))

    def measured(self, where: Path, widths: Sequence[int]) -> Any:
        """What MEASURE finds in page.html on screens of these widths."""
        (where / 'outer.html').write_text(OUTER.format(frames=''.join(
            f'<iframe src="page.html" style="width:{width}px;height:740px;'
            'border:0"></iframe>' for width in widths)))
        dom = self.dom('outer.html', where)
        found = re.search(r'data-found="(.*?)"', dom)
        self.assertTrue(found, dom[:2000])
        assert found
        measured = {each['wide']: each
                    for each in json.loads(html.unescape(found[1]))}
        self.assertEqual(len(measured), len(widths))
        return [measured[wide] for wide in sorted(measured)]

    def test_paper(self) -> None:
        """Nothing is wider than a sheet, on which nothing scrolls."""
        with tempfile.TemporaryDirectory(prefix='k3-page-') as name:
            where = Path(name)
            text = self.write(where, MEASURE.replace(", pre, .hidden",
                                                     ", .hidden")
                              .replace("'.scrolls, .hidden", "'.hidden"))
            (where / 'page.html').write_text(
                text.replace('@media screen and', '@media print and')
                .replace('@media print {', '@media all {'))
            (sheet,) = self.measured(where, [SHEET])
        self.assertEqual(sheet['out'], [])
        self.assertLessEqual(sheet['scroll'], sheet['wide'])

    def test_fits(self) -> None:
        """
        Only scrolling boxes are wider than a phone, a tablet or a laptop;
        everything can be reached by keyboard.
        """
        with tempfile.TemporaryDirectory(prefix='k3-page-') as name:
            where = Path(name)
            self.write(where, MEASURE)
            measured = self.measured(where, WIDTHS)
        for width, each in zip(WIDTHS, measured):
            # A scroll bar may take some of it
            self.assertIn(each['wide'], range(width - 20, width + 1))
            self.assertEqual(each['out'], [], f'{width} px')
            self.assertLessEqual(each['scroll'], each['wide'], f'{width} px')
            self.assertEqual((each['focus'], each['cut']), (0, 0))
            self.assertEqual(each['rows'], len(verdicts.SCENARIOS) + 1)
            self.assertGreaterEqual(each['small'], 11)


if __name__ == '__main__':
    unittest.main()
