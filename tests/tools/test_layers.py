# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources are as docs/devel/k3/index.rst says: a list, and their layers."""

from pathlib import Path
import re
import unittest

TOP = Path(__file__).resolve().parents[2]
INDEX = 'docs/devel/k3/index.rst'
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)


def layers() -> dict[str, int]:
    """Each folder of sources -> number of its line in the list."""
    lines = re.findall(r'^#\. (``.*(?:\n   ``.*)*)$',
                       (TOP / INDEX).read_text(), re.M)
    return {folder: number for number, line in enumerate(lines)
            for folder in re.findall(r'``([^`]+)``', line)}


def sources() -> dict[Path, str]:
    """Our files -> the folders that they belong to.

    A public header belongs to the folder of the source with its name, or of
    the sources whose names begin with its own.  One without such a source can
    be included anywhere and has no folder.
    """
    files = [path.relative_to(TOP) for path in (TOP / 'hw').rglob('k3*.[ch]')]
    files += [path.relative_to(TOP) for path in
              (*(TOP / 'hw/remoteproc').rglob('ti-sci*.[ch]'),
               *(TOP / 'hw/gpio').glob('pca953x.[ch]'),
               *(TOP / 'hw/rtc').glob('bcd-rtc.[ch]'))]
    found = {path: str(path.parent) for path in files}
    homes = {path.stem: folder for path, folder in found.items()
             if path.suffix == '.c'}
    for path in (TOP / 'include').rglob('*.h'):
        family = {folder for name, folder in homes.items()
                  if name.startswith(f'{path.stem}-')}
        found[path.relative_to(TOP)] = homes.get(
            path.stem, family.pop() if len(family) == 1 else '')
    return found


def offences(files: dict[Path, str], order: dict[str, int]) -> list[str]:
    """Includes of a header of the same or a higher layer."""
    wrong = []
    for path, folder in files.items():
        for name in INCLUDE.findall((TOP / path).read_text()):
            if '..' in name:
                wrong.append(f'{path} includes {name}')
            header = Path('include') / name
            other = files.get(header, '')
            if not folder or not other or folder == other:
                continue
            if order[other] <= order[folder]:
                wrong.append(f'{path} includes {name}, of {other}')
    return wrong


class List(unittest.TestCase):
    def test_every_source(self) -> None:
        """Headers may be there, too.  Data have a page of their own."""
        text = (TOP / INDEX).read_text()
        table = text.partition('.. list-table::')[2].partition('.. toctree')[0]
        listed = [Path(name).name for name in re.findall(
            r'``([^`\s]+\.c)``', table)]
        sources = [path.name for path in (TOP / 'hw').rglob('*.c')
                   if path.parent.name != 'soc']
        self.assertEqual(sorted(listed), sorted(sources))


class Layers(unittest.TestCase):
    def test_every_folder(self) -> None:
        folders = {folder for folder in sources().values() if folder}
        self.assertEqual(folders, set(layers()))

    def test_direction(self) -> None:
        self.assertEqual(offences(sources(), layers()), [])

    def test_sees_an_offence(self) -> None:
        """With the layers reversed, the same includes are wrong."""
        upside_down = {name: -number for name, number in layers().items()}
        self.assertIn('hw/remoteproc/boot/k3-proc.c includes '
                      'hw/misc/k3-trace.h, of hw/misc',
                      offences(sources() |
                               {Path('include/hw/misc/k3-trace.h'):
                                'hw/misc'}, upside_down))

    def test_headers_without_source(self) -> None:
        """They are the lowest layer and include none of our headers."""
        for path, folder in sources().items():
            if folder:
                continue
            for name in INCLUDE.findall((TOP / path).read_text()):
                self.assertFalse(Path(name).name.startswith(('k3-', 'ti-sci')),
                                 f'{path} includes {name}')


if __name__ == '__main__':
    unittest.main()
