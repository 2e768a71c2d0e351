# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of cards with a FAT file system, read back as a boot loader does."""

from pathlib import Path
import random
import struct
import tempfile
import unittest

from k3lib.base import Failure
from k3lib.formats import fat
from k3lib.machine import uboot_card

SIZE = 64 << 20


class Reader:
    """A FAT16 file system in the first partition of an image."""

    def __init__(self, image: bytes) -> None:
        assert image[510:512] == b'\x55\xaa'
        first, sectors = struct.unpack_from('<II', image, 446 + 8)
        assert (first + sectors) * 512 == len(image)
        self.volume = image[first * 512:]
        (self.sector, per_cluster, reserved, copies, self.entries, _, _,
         per_fat) = struct.unpack_from('<HBHBHHBH', self.volume, 11)
        self.cluster = per_cluster * self.sector
        start = reserved * self.sector
        length = per_fat * self.sector
        self.table = self.volume[start:start + length]
        assert self.table == self.volume[start + length:start + 2 * length]
        self.root = start + copies * length
        self.data = self.root + self.entries * 32

    def chain(self, number: int) -> bytes:
        parts = []
        while 2 <= number < 0xfff8:
            at = self.data + (number - 2) * self.cluster
            parts.append(self.volume[at:at + self.cluster])
            number, = struct.unpack_from('<H', self.table, number * 2)
        return b''.join(parts)

    def files(self, data: bytes, above: str = '') -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for at in range(0, len(data), 32):
            name, kind = struct.unpack_from('<11sB', data, at)
            if not name[0]:
                break
            if name[:1] == b'.':
                continue
            first, size = struct.unpack_from('<HI', data, at + 26)
            base, suffix = name[:8].decode(), name[8:].decode().strip()
            path = above + base.strip() + (f'.{suffix}' if suffix else '')
            if kind & fat.DIRECTORY:
                found.update(self.files(self.chain(first), path + '/'))
            else:
                found[path] = self.chain(first)[:size]
        return found

    def all(self) -> dict[str, bytes]:
        return self.files(self.volume[self.root:self.data])


class Fat(unittest.TestCase):
    def setUp(self) -> None:
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        self.path = Path(where.name) / 'card'

    def test_contents(self) -> None:
        files = {'A.TXT': b'abc', 'EMPTY': b'', 'EFI/BOOT/BOOTAA64.EFI':
                 random.randbytes(5 * fat.CLUSTER + 1),
                 'EFI/DEBIAN/X': bytes(fat.CLUSTER)}
        fat.write_card(self.path, files, SIZE)
        self.assertEqual(self.path.stat().st_size, SIZE)
        self.assertEqual(Reader(self.path.read_bytes()).all(), files)

    def test_refused(self) -> None:
        for name in ('long-file-name', 'two.dots.x', 'a b', 'x.html5', ''):
            with self.assertRaises(Failure, msg=name):
                fat.write_card(self.path, {name: b''}, SIZE)
        with self.assertRaises(Failure):
            fat.write_card(self.path, {'X': bytes(SIZE)}, SIZE)
        with self.assertRaises(Failure):
            fat.write_card(self.path, {}, SIZE + 1)
        with self.assertRaises(Failure):
            fat.write_card(self.path, {f'D/{n}': b'' for n in range(300)},
                           SIZE)

    def test_counting(self) -> None:
        """U-Boot's time-outs must not depend on how fast the host copies."""
        card = uboot_card.UBootCard(Path('u-boot.bin'), self.path)
        self.assertNotIn('-icount', card.arguments())
        card = uboot_card.UBootCard(Path('u-boot.bin'), self.path,
                                    counting=True)
        self.assertIn('-icount', card.arguments())

    def test_uboot(self) -> None:
        """What U-Boot is told depends on the kernel."""
        kernel, initrd = self.path.parent / 'k', self.path.parent / 'i'
        initrd.write_bytes(b'initrd')
        for image, words in ((b'MZ..', b'bootefi bootmgr\n'),
                             (b'....', b' ${fdtcontroladdr}\n')):
            kernel.write_bytes(image)
            uboot_card.write(self.path, kernel, initrd, 'a=1 b', ['first'],
                             {'MORE.TXT': b'more'})
            found = Reader(self.path.read_bytes()).all()
            self.assertTrue(found['UENV.TXT'].startswith(
                b'uenvcmd=run k3virt\nk3virt=first; '))
            self.assertTrue(found['UENV.TXT'].endswith(words))
            self.assertIn(b'"a=1 b"', found['UENV.TXT'])
            self.assertEqual(found['INITRD.IMG'], b'initrd')
            self.assertEqual(found['MORE.TXT'], b'more')


if __name__ == '__main__':
    unittest.main()
