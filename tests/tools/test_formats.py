# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of kernel images, cpio archives, ELF files and TAP."""

from collections.abc import Sequence
import contextlib
import gzip
import io
import lzma
from pathlib import Path
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from typing import Any
import unittest

from k3lib.base import TOP, Failure
from k3lib.formats import cpio, elf, results, tap
from k3lib.kernel import image


def fake_tree(compatible: bytes) -> bytes:
    """A device tree of a root node with that property."""
    value = compatible + bytes(-len(compatible) % 4)
    nodes = (struct.pack('>II', 1, 0) +
             struct.pack('>III', 3, len(compatible), 0) + value +
             struct.pack('>II', 2, 9))
    strings = b'compatible\0'
    return struct.pack('>10I', 0xd00dfeed, 40 + len(nodes) + len(strings), 40,
                       40 + len(nodes), 40, 17, 16, 0, len(strings),
                       len(nodes)) + nodes + strings


def fake_image(version: bytes = b'6.12.0-test') -> bytes:
    data = bytearray(4096)
    data[0:2] = b'MZ'
    data[56:60] = b'ARM\x64'
    text = b'Linux version ' + version + b' (me@here)\0'
    data[1024:1024 + len(text)] = text
    return bytes(data)


def fake_zboot(kind: bytes, payload: bytes) -> bytes:
    head = bytearray(64)
    head[0:8] = b'MZ\0\0zimg'
    head[8:16] = struct.pack('<II', 64, len(payload))
    head[24:24 + len(kind)] = kind
    return bytes(head) + payload


def fake_elf(bits: int, machine: int) -> bytes:
    data = bytearray(64)
    data[0:6] = b'\x7fELF' + bytes([bits // 32, 1])
    data[18:20] = struct.pack('<H', machine)
    return bytes(data)


class InDirectory(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def put(self, data: bytes, name: str = 'file') -> Path:
        path = self.dir / name
        path.write_bytes(data)
        return path


class Images(InDirectory):
    def test_every_packing_gives_the_same_image(self) -> None:
        flat = fake_image()
        packed = {
            'Image': flat,
            'Image.gz': gzip.compress(flat),
            'zboot gzip': fake_zboot(b'gzip', gzip.compress(flat)),
            'zboot xz': fake_zboot(b'xzkern', lzma.compress(flat)),
        }
        for name, data in packed.items():
            with self.subTest(name):
                self.assertEqual(image.decode(self.put(data)), flat)

    def test_zboot_with_zstd(self) -> None:
        if not shutil.which('zstd'):
            self.skipTest('zstd is not installed')
        flat = fake_image()
        payload = subprocess.run(['zstd', '-c'], input=flat, check=True,
                                 capture_output=True).stdout
        path = self.put(fake_zboot(b'zstd22', payload))
        self.assertEqual(image.decode(path), flat)

    def test_release(self) -> None:
        self.assertEqual(image.release_of(fake_image()), '6.12.0-test')
        self.assertIsNone(image.release_of(b'no kernel'))

    def test_other_architectures_are_named(self) -> None:
        x86 = bytearray(1024)
        x86[0x202:0x206] = b'HdrS'
        for data, word in ((bytes(x86), 'x86'),
                           (fake_elf(64, 183), 'vmlinux'),
                           (fake_elf(64, 62), 'e_machine 62'),
                           (b'hello', 'not an arm64 kernel'),
                           (b'', 'not an arm64 kernel')):
            with self.subTest(word):
                with self.assertRaisesRegex(Failure, word):
                    image.decode(self.put(data))

    def test_cut_short(self) -> None:
        whole = gzip.compress(fake_image())
        zboot = fake_zboot(b'gzip', whole)
        for data in (whole[:len(whole) // 2], zboot[:-10],
                     fake_zboot(b'gzip', b'rubbish'),
                     fake_zboot(b'strange', whole)):
            with self.assertRaises(Failure):
                image.decode(self.put(data))


class Elves(InDirectory):
    def test_firmware_must_be_for_arm(self) -> None:
        self.assertTrue(elf.check_firmware(self.put(fake_elf(32, 40))))
        for data, word in ((fake_elf(64, 62), 'x86-64'),
                           (fake_elf(64, 183), 'AArch64'),
                           (b'text', 'not an ELF')):
            with self.subTest(word):
                with self.assertRaisesRegex(Failure, word):
                    elf.check_firmware(self.put(data))
        with self.assertRaisesRegex(Failure, 'No such file'):
            elf.check_firmware(self.dir / 'nowhere')

    def test_firmware_of_a_dsp(self) -> None:
        for data in (fake_elf(32, 140), fake_elf(64, 0)):
            self.assertTrue(elf.check_firmware(self.put(data), dsp=True))
            with self.assertRaisesRegex(Failure, '32-bit Arm'):
                elf.check_firmware(self.put(data))
        with self.assertRaisesRegex(Failure, r'Arm .*the core is a DSP'):
            elf.check_firmware(self.put(fake_elf(32, 40)), dsp=True)


    def test_both_classes_as_readelf_sees_them(self) -> None:
        if not shutil.which('readelf'):
            self.skipTest('readelf is not installed')
        for kind in ('c66', 'c71'):
            path = self.dir / kind
            subprocess.run([sys.executable, '-B',
                            TOP / 'tests/firmware/make-dsp-elf.py', kind,
                            'rpmsg', '0xa8100000', path], check=True)
            file = elf.Elf(path.read_bytes())
            text = subprocess.run(['readelf', '-lSW', path], check=True,
                                  capture_output=True, text=True).stdout
            headers = [file.shdr(i) for i in range(file.ehdr.shnum)]
            with self.subTest(kind):
                self.assertEqual(
                    [tuple(int(word, 16) for word in words) for words in
                     re.findall(r'(?:BITS|STRTAB) +(\w+) (\w+) (\w+)', text)],
                    [(h.addr, h.offset, h.size) for h in headers[1:]])
                self.assertEqual(
                    [tuple(int(word, 16) for word in words) for words in
                     re.findall(r'LOAD +' + 5 * r'0x(\w+) +', text)],
                    [p[1:6] for p in file.phdrs()])
                self.assertEqual(len(file.contents('.resource_table')), 256)
                self.assertEqual(file.contents('.nothing'), b'')
                for i, header in enumerate(file.phdrs()):
                    before = bytes(file.data)
                    file.set_phdr(i, header)
                    self.assertEqual(bytes(file.data), before)

    def test_one_reader(self) -> None:
        """No other file knows ELF's magic number, or one of its structs."""
        ours = [path for top in ('scripts', 'tests')
                for path in (TOP / top).rglob('*')
                if path.suffix in ('', '.py') and path.is_file()]
        told = [rb"b'\x7fELF", *(
            f"'{part.format}'".encode() for layout in (elf.ELF32, elf.ELF64)
            for part in (layout.ehdr, layout.phdr, layout.shdr, layout.sym)
            # Short formats, such as 8 words, may mean anything
            if len(part.format) > 4)]
        self.assertGreater(len(told), 5)
        for words in told:
            found = {path.name for path in ours if words in path.read_bytes()}
            self.assertEqual(found - {Path(__file__).name}, {'elf.py'})


class Cpio(InDirectory):
    def archive(self) -> bytes:
        made = cpio.Archive()
        made.file('usr/bin/tool', b'#!/bin/sh\n', 0o755)
        made.file('empty', b'')
        made.symlink('bin', 'usr/bin')
        made.char_device('dev/console', 5, 1)
        return made.tobytes()

    def test_same_input_same_bytes(self) -> None:
        self.assertEqual(self.archive(), self.archive())

    def test_cpio_reads_it(self) -> None:
        if not shutil.which('cpio'):
            self.skipTest('cpio is not installed')
        res = subprocess.run(['cpio', '-tv', '--quiet'], check=True,
                             input=self.archive(), capture_output=True)
        text = res.stdout.decode()
        self.assertRegex(text, r'crw.* 5, +1 .* dev/console')
        self.assertRegex(text, r'lrwx.* bin -> usr/bin')
        self.assertRegex(text, r'-rwxr-xr-x .* 10 .* usr/bin/tool')

    def test_parents_come_first(self) -> None:
        _before, *members = self.archive().split(b'070701')
        order = [member[104:].split(b'\0')[0] for member in members]
        self.assertLess(order.index(b'usr'), order.index(b'usr/bin'))
        self.assertLess(order.index(b'usr/bin'), order.index(b'usr/bin/tool'))


class Results(InDirectory):
    def outcomes(self, text: str) -> list[str]:
        return [c.outcome for c in results.parse_tap('s', text) or ()]

    def test_tap(self) -> None:
        self.assertEqual(self.outcomes('ok 1 a\nnot ok 2 b\n'
                                       'ok 3 c # SKIP no disk\n1..3\n'),
                         ['passed', 'failed', 'skipped'])

    def test_missing_cases_are_failures(self) -> None:
        self.assertEqual(self.outcomes('1..3\nok 1 a\n'),
                         ['passed', 'failed'])

    def test_all_skipped(self) -> None:
        (case,) = results.parse_tap('s', '1..0 # SKIP not built\n') or []
        self.assertEqual((case.outcome, case.detail),
                         ('skipped', 'not built'))

    def test_not_tap(self) -> None:
        self.assertIsNone(results.parse_tap('s', 'hello\n'))

    def test_summary_and_junit(self) -> None:
        cases = results.parse_tap('s', 'ok 1 a\nnot ok 2 b\x01\n1..2\n')
        assert cases
        self.assertEqual(results.summary(cases),
                         '1 passed, 1 failed, 0 skipped')
        results.write_junit(cases, self.dir / 'junit.xml')
        self.assertIn('failures="1"', (self.dir / 'junit.xml').read_text())


class WrittenTap(unittest.TestCase):
    def written(self, planned: int | None = None,
                cases: Sequence[tuple[Any, ...]] = ()) -> tuple[int, str]:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            writer = tap.Writer(planned)
            for case in cases:
                writer.case(*case)
            status = writer.end()
        return status, out.getvalue()

    def test_it_is_what_is_read(self) -> None:
        status, text = self.written(None, [
            (True, 'a # b'), (False, 'c', 'one\n\ntwo'),
            (True, 'd', (), 'no time')])
        self.assertEqual(status, 1)
        self.assertIn('# one\n#\n# two\nnot ok 2 c\n', text)
        self.assertEqual(
            [(c.name, c.outcome, c.detail)
             for c in results.parse_tap('x', text) or ()],
            [('a   b', 'passed', ''), ('c', 'failed', ''),
             ('d', 'skipped', 'no time')])

    def test_cases_that_were_planned_and_not_made(self) -> None:
        status, text = self.written(2, [(True, 'a')])
        self.assertEqual((status, text), (1, '1..2\nok 1 a\n'))
        cases = results.parse_tap('x', text)
        self.assertEqual(cases and cases[-1].outcome, 'failed')
        self.assertEqual(self.written(1, [(True, 'a')])[0], 0)

    def test_skip_all(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            tap.skip_all('no QEMU\nat all')
        (case,) = results.parse_tap('x', out.getvalue()) or []
        self.assertEqual((case.outcome, case.detail), ('skipped', 'no QEMU'))


if __name__ == '__main__':
    unittest.main()
