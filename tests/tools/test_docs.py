# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the documentation and of the check that renders it."""

from collections import Counter
from pathlib import Path
import re
import shutil
import subprocess
import tempfile
from typing import Any
import unittest
from xml.etree import ElementTree

from k3lib.base import TOP, Failure
from k3lib.docs import cores, pictures, site, tables
from k3lib.docs.pictures import svg
from k3lib.machine.cores import SOCS

SOUND = '''Sound
=====

.. toctree::

   broken
'''
BROKEN = '''Broken
======

:ref:`k3-nowhere` and :doc:`missing` and :term:`unheard-of`

.. code-block:: shell-session

   $ echo 'open

.. figure:: none.svg
'''


def split_cells(text: str) -> list[str]:
    """
    Rows of simple tables whose first cell ends with a comma.  Only a row with
    an empty first cell continues the one above, so that the rest of such a
    cell becomes a row of its own.
    """
    found = []
    width = 0
    for line in text.splitlines():
        if re.fullmatch('=+( +=+)+', line):
            width = line.index(' ')
        elif not line.strip():
            width = 0
        elif width and line[:width].rstrip().endswith(','):
            found.append(line)
    return found


class Tables(unittest.TestCase):
    def test_split_cells(self) -> None:
        for path in sorted((TOP / 'docs').rglob('*.rst')):
            self.assertEqual(split_cells(path.read_text()), [], path)

    def test_sees_one(self) -> None:
        self.assertEqual(split_cells('==== ==\na,   b\nc\n==== ==\n'),
                         ['a,   b'])


@unittest.skipUnless(shutil.which('sphinx-build'),
                     f'{site.PACKAGE} is not installed')
class Check(unittest.TestCase):
    """The check finds mistakes."""

    found: list[Any]

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as name:
            where = Path(name)
            for page, text in {'system/arm/k3-virt': SOUND,
                               'system/arm/broken': BROKEN,
                               'specs/k3/index': 'A\n=\n',
                               'devel/k3/index': 'B\n=\n',
                               'specs/k3/lonely': 'C\n=\n'}.items():
                path = where / f'{page}.rst'
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            shutil.copy(site.DOCS / 'devel/k3/stop.svg', where / 'devel/k3')
            cls.found = site.render(where / 'out', where)

    def test_what(self) -> None:
        broken, lonely = 'system/arm/broken.rst', 'specs/k3/lonely.rst'
        for page, words in ((broken, 'k3-nowhere'), (broken, 'missing'),
                            (broken, 'unheard-of'), (broken, 'lex'),
                            (broken, 'none.svg'), (lonely, 'toctree')):
            with self.subTest(words):
                self.assertEqual([c.page for c in self.found
                                  if words in c.text], [page])

    def test_nothing_else(self) -> None:
        self.assertEqual(len(self.found), 6, self.found)


class Graft(unittest.TestCase):
    def test_tables_of_contents(self) -> None:
        """QEMU's manual has the same pages as the site."""
        index = (site.SITE / 'index.rst').read_text()
        patch = next(TOP.glob('patches/1-needed/0001-*.patch')).read_text()
        entries = re.findall(r'^   ((?:system|specs|devel)/\S+)$', index, re.M)
        self.assertEqual(len(entries), 3)
        for entry in entries:
            manual, _slash, page = entry.partition('/')
            with self.subTest(entry):
                self.assertRegex(
                    patch, rf'\+\+\+ b/docs/{manual}/(?:.*\n)+?\+   {page}\n')


class Pictures(unittest.TestCase):
    def test_drawn(self) -> None:
        """The pictures in docs/ are up to date (k3-docs --draw)."""
        self.assertTrue(pictures.sources())
        for source in pictures.sources():
            with self.subTest(source.name):
                path, text = pictures.drawn(source)
                self.assertEqual(path.read_text(), text)

    def test_shown(self) -> None:
        """Each picture in docs/ has a source, and a page that shows it."""
        files = {pictures.drawn(source)[0] for source in pictures.sources()}
        self.assertEqual(files, set(site.DOCS.rglob('*.svg')))
        for path in files:
            pages = [page for page in path.parent.glob('*.rst')
                     if f'figure:: {path.name}\n' in page.read_text()]
            with self.subTest(path.name):
                self.assertTrue(pages)

    def test_sound(self) -> None:
        """XML with a title and a description; no box is cut off."""
        for source in pictures.sources():
            path, text = pictures.drawn(source)
            with self.subTest(path.name):
                root = ElementTree.fromstring(text.encode())
                space = '{http://www.w3.org/2000/svg}'
                self.assertTrue(root.findtext(f'{space}title'))
                self.assertTrue(root.findtext(f'{space}desc'))
                for box in root.iter(f'{space}rect'):
                    right = (float(box.get('x', 0)) +
                             float(box.attrib['width']))
                    self.assertLessEqual(right, svg.WIDTH)

    def test_too_long(self) -> None:
        """A text that does not fit is an error, not an overlap."""
        source = pictures.read(pictures.SOURCES / 'views.toml')
        source['view'][0]['block'][0]['name'] = 'm' * 30
        with self.assertRaisesRegex(Failure, 'mmm'):
            pictures.views.draw(source)


THEIRS = ('hw/register.h', 'hw/registerfields.h',            # QEMU's
          'hw/ssi/xlnx-versal-ospi.c')


# Pages in docs/specs/k3 that are not about a device or SoC
NOT_CHECKED = ('index', 'cores', 'glossary')
NUMBERS = ('', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight')
KINDS = {'r5f': 'Cortex-R5F', 'm4f': 'Cortex-M4F', 'c66': 'C66x'}


class Facts(unittest.TestCase):
    """What pages name exists."""

    def test_socs(self) -> None:
        """README's table has all SoCs, and the number of their cores."""
        text = (TOP / 'README.md').read_text()
        rows = re.findall(r'^\| (`\w+`.*?) \| (.*) \|$', text, re.M)
        named = [name for row in rows for cell in row
                 for name in re.findall(r'`(\w+)`', cell)]
        self.assertEqual(set(named), set(SOCS))
        for row in rows:
            if row[1].startswith('those of'):
                continue
            name = re.findall(r'`(\w+)`', row[0])[0]
            count = Counter(KINDS.get(core.kind, 'C7x')
                            for core in SOCS[name].model.cores.values())
            said = {('C7x' if kind.startswith('C7') else kind):
                    NUMBERS.index(number) for number, kind in re.findall(
                        r'(\w+) (Cortex-R5F|Cortex-M4F|C66x|C7\dx|C7x)',
                        row[1])}
            with self.subTest(name):
                self.assertEqual(said, count)
                self.assertEqual(
                    'is the device manager' in row[1] or
                    '(device manager)' in row[1], bool(SOCS[name].early))

    def test_not_modelled(self) -> None:
        """The last section of each page says what is not modelled."""
        for path in sorted((site.DOCS / 'specs/k3').glob('*.rst')):
            if path.stem in NOT_CHECKED:
                continue
            titles = re.findall(r'^(.+)\n-{3,}$', path.read_text(), re.M)
            with self.subTest(path.stem):
                self.assertEqual([title for title in titles
                                  if 'odelled' in title],
                                 ['What is not modelled'])
                self.assertEqual(titles[-1], 'What is not modelled')

    def test_pages_of_socs(self) -> None:
        """The page of SoCs lists all of them, and where each is described."""
        listed, compared = tables.read('specs/k3/socs.rst')[:2]
        self.assertEqual({row[0].split()[0] for row in listed[1:]}, set(SOCS))
        self.assertEqual(
            {row[0].split()[0] for row in listed[1:] if ':doc:' not in row[2]},
            {cell.split()[0] for cell in compared[0][1:]})
        self.assertEqual(
            {page for row in listed[1:]
             for page in re.findall(r':doc:`([\w-]+)', row[2])},
            {path.stem for path in (site.DOCS / 'specs/k3').glob('soc-*.rst')})

    def test_cores(self) -> None:
        """The page of all cores has the tables that k3-docs prints."""
        page = (site.DOCS / cores.PAGE).read_text()
        self.assertTrue(page.endswith(cores.tables()),
                        'not what k3-docs --cores prints')

    def test_tool_options(self) -> None:
        rows = tables.read('system/arm/k3-virt.rst')[1][1:]
        named = [pair for row in rows
                 for pair in re.findall(r'(k3-\w+) (--[\w-]+)', row[0])]
        self.assertGreater(len(named), 10)
        for tool in {tool for tool, _option in named}:
            said = subprocess.run([TOP / 'scripts' / tool, '--help'],
                                  capture_output=True, text=True,
                                  check=False).stdout
            for option in [o for t, o in named if t == tool]:
                with self.subTest(f'{tool} {option}'):
                    self.assertRegex(said, rf'(?m)^ +{option}\b')

    def test_paths(self) -> None:
        """Our files that pages name exist at these paths."""
        ours = re.compile(r'``((?:scripts|tests|patches|graft|configs|docs|'
                          r'hw|include/hw)/[\w./-]+)``')
        for page in site.pages():
            for name in ours.findall((site.DOCS / page).read_text()):
                # NAME, DIR, SOC and the like stand for something
                if not re.search(r'\b[A-Z]{2,}\b|NNNN|-SOC|-NAME', name):
                    with self.subTest(f'{page}: {name}'):
                        self.assertTrue(any(
                            path.exists() for path in
                            (TOP / name, TOP / 'graft' / name,
                             TOP / f'{name}.c')) or name in THEIRS)

    def test_links(self) -> None:
        """Files that the Markdown pages link to exist."""
        for page in ('README.md', 'CONTRIBUTING.md',
                     'tests/firmware/README.md'):
            for link in re.findall(r'\]\(([^)#:]+)\)',
                                   (TOP / page).read_text()):
                with self.subTest(f'{page}: {link}'):
                    self.assertTrue((TOP / page).parent.joinpath(
                        link).exists())
