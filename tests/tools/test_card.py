# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of making card images, without packages and without a guest."""

from pathlib import Path
import re
import shutil
import struct
import subprocess
import tempfile
from types import SimpleNamespace
from typing import Any, cast
import unittest
from unittest import mock

from k3lib.base import Failure
from k3lib.debian import card


class Images(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)
        try:
            self.debugfs = card.program('debugfs', 'e2fsprogs')
            card.program('depmod', 'kmod')
        except Failure as err:
            self.skipTest(str(err))
        small = mock.patch.object(card, 'SIZE', 16 << 20)
        small.start()
        self.addCleanup(small.stop)
        self.image = self.dir / 'image'
        tree = self.dir / 'tree'
        (tree / 'usr/lib').mkdir(parents=True)
        (tree / 'note').write_text('here\n')
        card.file_system(self.image, tree)

    def look(self, request: str) -> str:
        return subprocess.run(
            [self.debugfs, '-R', request, f'{self.image}?offset={card.FIRST}'],
            capture_output=True, text=True, check=True).stdout

    def kernel(self) -> Any:
        modules = self.dir / 'modules'
        (modules / 'kernel/my drivers').mkdir(parents=True)
        (modules / 'kernel/my drivers/a.ko').write_bytes(b'not a module')
        (modules / 'modules.order').write_text('kernel/my drivers/a.ko\n')
        (modules / 'build').symlink_to('/usr/src')
        tree = SimpleNamespace(dir=modules)
        return SimpleNamespace(release='6.12.0-test', tree=lambda: tree)

    def test_layout(self) -> None:
        with open(self.image, 'rb') as stream:
            head = stream.read(512)
        self.assertEqual(head[510:], b'\x55\xaa')
        kind, first, sectors = struct.unpack_from('<4xB3xII', head, 446)
        self.assertEqual((kind, first * 512, (first + sectors) * 512),
                         (0x83, card.FIRST, self.image.stat().st_size))
        self.assertEqual(card.SIZE & (card.SIZE - 1), 0)
        self.assertEqual(self.look('cat /note'), 'here\n')
        self.assertIn(card.LABEL, self.look('stats'))
        self.assertRegex(self.look('stat /'), r'User: +0 +Group: +0 ')

    def test_modules(self) -> None:
        card.add_modules(self.image, cast(Any, self.kernel()))
        where = '/usr/lib/modules/6.12.0-test'
        self.assertEqual(
            self.look(f'cat "{where}/kernel/my drivers/a.ko"'), 'not a module')
        names = re.findall(r'/([\w.]+)/\d*/$', self.look(f'ls -p {where}'),
                           re.M)
        self.assertIn('modules.dep', names)
        self.assertNotIn('build', names)

    def test_full(self) -> None:
        """debugfs does not say it with its status."""
        kernel = self.kernel()
        (self.dir / 'modules/kernel/large').write_bytes(bytes([1]) * card.SIZE)
        with self.assertRaisesRegex(Failure, 'debugfs'):
            card.add_modules(self.image, cast(Any, kernel))


if __name__ == '__main__':
    unittest.main()
