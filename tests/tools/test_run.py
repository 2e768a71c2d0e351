# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of k3-run with bad input: messages, and exit status 125.

Nothing here needs the network or starts a real machine.
"""

from collections.abc import Sequence
import functools
import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any
import unittest

from k3lib.kernel import kernels
from k3lib.kernel.modules import ModuleTree
from k3lib.machine import console

from test_formats import fake_elf, fake_image, fake_tree

K3_RUN = Path(__file__).resolve().parents[2] / 'scripts/k3-run'


class BadInput(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)
        self.env = dict(os.environ, K3_CACHE=str(self.dir / 'cache'),
                        K3_OFFLINE='1')
        self.put('Image', fake_image())
        self.put('r5f.elf', fake_elf(32, 40))
        self.put('empty', b'')
        (self.dir / 'directory').mkdir()

    def put(self, name: str, data: bytes) -> None:
        (self.dir / name).write_bytes(data)

    def refused(self, *args: Any, naming: Sequence[str]) -> None:
        """k3-run ARGS fails as the tool, not as the guest, and says why."""
        res = subprocess.run([sys.executable, str(K3_RUN), *args],
                             cwd=self.dir, env=self.env, text=True,
                             stdin=subprocess.DEVNULL, capture_output=True,
                             check=False)
        self.assertEqual(res.returncode, 125, res.stderr)
        self.assertEqual(res.stdout, '')
        self.assertTrue(res.stderr.startswith('k3-run: '), res.stderr)
        self.assertNotIn('Traceback', res.stderr)
        for words in naming:
            self.assertIn(words, res.stderr)

    def test_kernel(self) -> None:
        for name, words in (('missing', 'no such kernel'),
                            ('', 'no such kernel'),
                            ('empty', 'an empty file'),
                            ('r5f.elf', 'another architecture'),
                            ('directory', 'no arch/arm64/boot'),
                            ('debian:stable', 'not a version')):
            with self.subTest(name):
                self.refused('--kernel', name, naming=(name, words))
        self.refused('--kernel', 'debian:6.12',
                     naming=('Linux 6.12', 'K3_OFFLINE'))

    def test_firmware(self) -> None:
        self.put('x86.elf', fake_elf(64, 62))
        self.put('cut.elf', fake_elf(32, 40)[:40])
        for setting, words in (('r5f0_0', 'CORE=ELF'),
                               ('r5f0_0=', 'CORE=ELF'),
                               ('r5f0_0=missing', 'No such file'),
                               ('r5f0_0=directory', 'Is a directory'),
                               ('r5f0_0=empty', 'not an ELF file'),
                               ('r5f0_0=cut.elf', 'not an ELF file'),
                               ('r5f0_0=x86.elf', 'x86-64')):
            with self.subTest(setting):
                self.refused('--firmware', setting,
                             naming=(f'--firmware {setting}: ', words))
        for core in ('', 'r5f9_9'):
            self.refused('--firmware', f'{core}=r5f.elf',
                         naming=(f'--firmware {core}=r5f.elf: am64x has no '
                                 'such core',
                                 'r5f0_0, r5f0_1'))

    def test_firmware_for_a_tree(self) -> None:
        """A device tree alone says which SoC's cores there are."""
        self.put('am62.dtb', fake_tree(b'myir,board\0ti,am625\0'))
        self.put('other.dtb', fake_tree(b'ti,am654\0'))
        self.refused('--kernel', 'Image', '--dtb', 'am62.dtb',
                     '--firmware', 'r5f0_0=r5f.elf',
                     naming=('--firmware r5f0_0=r5f.elf: am62x has no such '
                             'core', 'm4f0_0'))
        self.refused('--kernel', 'Image', '--dtb', 'am62.dtb',
                     '--soc', 'am64x', '--firmware', 'm4f0_0=missing',
                     naming=('--firmware m4f0_0=missing: No such file',))
        self.put('cut.dtb', fake_tree(b'ti,am625\0')[:60])
        self.refused('--kernel', 'Image', '--dtb', 'cut.dtb',
                     naming=('--dtb cut.dtb: damaged device tree',))

    def test_firmware_needs_its_driver(self) -> None:
        self.refused('--kernel', 'Image', '--firmware', 'r5f0_0=r5f.elf',
                     naming=('Image', 'no ti_k3_r5_remoteproc', '--modules'))
        self.refused('--kernel', 'Image', '--modules', 'directory',
                     '--firmware', 'r5f0_0=r5f.elf',
                     naming=('no ti_k3_r5_remoteproc', 'directory'))

    def test_card(self) -> None:
        self.refused('--card', 'missing',
                     naming=('--card missing: no such file',))
        self.refused('--card', 'directory', naming=('--card directory',))
        self.refused('--card', 'empty', '--firmware', 'r5f0_0=r5f.elf',
                     naming=('--card: --firmware and --file are for',))
        self.refused('--card', 'empty', '--cmd', 'true', naming=('--card',))

    def test_files(self) -> None:
        self.refused('--run', 'missing', naming=('--run missing',))
        self.refused('--run', 'directory', naming=('--run directory',))
        for name, words in (('missing', 'no such file'),
                            ('directory', 'no such file'),
                            ('Image', 'not a compiled device tree')):
            self.refused('--kernel', 'Image', '--dtb', name,
                         naming=(f'--dtb {name}', words))
        self.refused('--kernel', 'Image', '--modules', 'missing',
                     naming=('missing', 'no such directory'))

    def test_options(self) -> None:
        """The exit status is not 2, which may be that of a command."""
        for args, words in ((('--bogus',), '--bogus'),
                            (('extra',), 'extra'),
                            (('--kernel',), 'expected one argument'),
                            (('--cmd', 'true', '--run', 'x'), '--run'),
                            (('--timeout', 'x'), 'x'),
                            (('--timeout', '0'), 'more than 0'),
                            (('--timeout', '-1'), 'more than 0'),
                            (('--timeout', 'nan'), 'more than 0'),
                            (('--timeout', 'inf'), 'more than 0'),
                            (('--soc', 'am99'),
                             '--soc am99: unknown SoC; known: am64x')):
            with self.subTest(args):
                self.refused(*args, naming=(words,))

    def test_cache(self) -> None:
        self.env['K3_CACHE'] = str(self.dir / 'empty')
        self.refused(naming=('empty', 'K3_CACHE'))

    def test_qemu(self) -> None:
        self.env['K3_QEMU'] = str(self.dir / 'missing')
        self.refused('--kernel', 'Image', naming=('K3_QEMU=', 'missing'))

    def test_a_signal_ends_qemu_too(self) -> None:
        """If a signal did not end QEMU, it would keep its ports and a CPU."""
        fake = self.dir / 'qemu'
        fake.write_text('#!/bin/sh\necho $$ > pid.new; mv pid.new pid\n'
                        'exec sleep 600\n')
        fake.chmod(0o755)
        self.put('initrd', b'')
        self.env['K3_QEMU'] = str(fake)
        # The initramfs needs Debian's busybox, which is not used here
        kept = self.dir / 'cache/kernels'
        kept.mkdir(parents=True)
        (kept / 'busybox.json').write_text(
            json.dumps(str(self.dir / 'initrd')))
        for number in (signal.SIGTERM, signal.SIGHUP):
            # The parent may ignore the signal, as nohup does
            # pylint: disable-next=subprocess-popen-preexec-fn
            with self.subTest(number), subprocess.Popen(
                    [sys.executable, str(K3_RUN), '--kernel', 'Image',
                     '--cmd', 'true'], cwd=self.dir, env=self.env,
                    stdin=subprocess.DEVNULL, preexec_fn=functools.partial(
                        signal.signal, number, signal.SIG_DFL)) as tool:
                pid = self.dir / 'pid'
                while not pid.exists() and tool.poll() is None:
                    time.sleep(0.05)
                child = int(pid.read_text())
                pid.unlink()
                tool.send_signal(number)
                self.assertEqual(tool.wait(), 128 + number)
                with self.assertRaises(ProcessLookupError):
                    os.kill(child, 0)


class Flood(unittest.TestCase):
    """What a guest prints without end takes no memory and little time."""

    def test_line_without_end(self) -> None:
        got: list[str] = []
        lines = console.Lines(got.append)
        for _ in range(1000):
            lines(b'x' * 65536)
        lines(b'\nend\n')
        self.assertEqual(sum(map(len, got)), 65536000 + 3)
        self.assertLess(max(map(len, got)), 3 * 65536)
        self.assertEqual(got[-1], 'end')


class Drivers(unittest.TestCase):
    """Whether a kernel has a driver: a module, or built in."""

    def test_has_driver(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            top = Path(name)
            (top / 'ti_k3_r5_remoteproc.ko.xz').touch()
            plain, with_driver = top / 'plain', top / 'with'
            plain.write_bytes(fake_image())
            with_driver.write_bytes(fake_image() + b'ti,am64-r5fss\0')
            for image, tree, has in ((plain, None, False),
                                     (plain, ModuleTree(top), True),
                                     (with_driver, None, True)):
                found = kernels.Kernel(origin='test', image=image,
                                       release='6.12.0', modules=tree)
                self.assertEqual(found.has_driver('ti_k3_r5_remoteproc',
                                                  'ti,am64-r5fss'), has)
