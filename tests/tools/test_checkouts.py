# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of checkouts that share a cache: each runs what it holds."""

import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from k3lib import base
from k3lib.build import checkouts, qemu

MODEL = 'hw/arm/k3/model'
# A QEMU whose only source is a file of ours, which becomes the binary
CONFIGURE = f'''#!/bin/sh
src=$(dirname "$0")
cat > build.ninja <<END
rule link
  command = cp $src/{MODEL} \\$out.new && mv \\$out.new \\$out
build {qemu.BINARY}: link $src/{MODEL}
END
'''


class TwoCheckouts(unittest.TestCase):
    """Two checkouts with one cache."""

    def setUp(self) -> None:
        self.dir = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.cache = self.dir / 'cache'
        self.cache.mkdir()
        self.env = dict(os.environ, K3_CACHE=str(self.cache),
                        QEMU_SERIES='10.2')
        self.env.pop('QEMU_SRC', None)
        if qemu.python_path():
            (self.cache / 'tools').symlink_to(base.cache_dir() / 'tools')
        self.tops = [self.checkout(name) for name in ('one', 'two')]

    def checkout(self, name: str) -> Path:
        top = self.dir / name
        shutil.copytree(base.TOP / 'scripts', top / 'scripts',
                        ignore=shutil.ignore_patterns('__pycache__'))
        self.hold(top, name)
        return top

    def hold(self, top: Path, name: str) -> None:
        """Make NAME what QEMU of this checkout says."""
        model = top / MODEL
        model.parent.mkdir(parents=True, exist_ok=True)
        model.write_text(f'#!/bin/sh\necho {name}\n')
        model.chmod(0o755)

    def tree(self, path: Path) -> Path:
        for name, text in (('VERSION', '10.2.0\n'), ('hw/arm/boot.c', ''),
                           ('configure', CONFIGURE)):
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_text(text)
        (path / 'configure').chmod(0o755)
        return path

    def trees(self) -> None:
        for top in self.tops:
            key = checkouts.digest(top)
            self.tree(self.cache / f'qemu-10.2-{key}/src')

    def build(self, *tops: Path) -> list[str]:
        """Build in all of TOPS at once; returns the paths of the binaries."""
        running = [subprocess.Popen(
            [sys.executable, top / 'scripts/k3-qemu'], env=self.env,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for top in tops]
        done = [(*tool.communicate(), tool.returncode) for tool in running]
        for _out, err, status in done:
            self.assertEqual(status, 0, err)
        return [out.strip() for out, _err, _status in done]

    def says(self, binary: str) -> str:
        return base.run([binary]).strip()


class Shared(TwoCheckouts):
    """What each builds."""

    def test_each_runs_its_own(self) -> None:
        self.trees()
        built = self.build(*self.tops)
        self.assertEqual([self.says(path) for path in built], ['one', 'two'])
        self.hold(self.tops[0], 'changed')
        self.assertEqual(self.build(self.tops[0]), built[:1])
        self.assertEqual([self.says(path) for path in built],
                         ['changed', 'two'])

    def test_clock_set_back(self) -> None:
        """Then what was built is newer than what is changed."""
        self.trees()
        built, = self.build(self.tops[0])
        later = time.time() + 86400
        for path in Path(built).parent.iterdir():
            os.utime(path, (later, later))
        self.hold(self.tops[0], 'changed')
        self.build(self.tops[0])
        self.assertEqual(self.says(built), 'changed')

    def test_with_one_tree_of_the_user(self) -> None:
        self.env['QEMU_SRC'] = str(self.tree(self.dir / 'qemu'))
        for _ in range(2):
            built = self.build(*self.tops)
            self.assertEqual([self.says(path) for path in built],
                             ['one', 'two'])

    def test_a_copy_is_another_one(self) -> None:
        """Also if it is where the first was."""
        self.trees()
        first, = self.build(self.tops[0])
        self.tops[0].rename(self.dir / 'elsewhere')
        self.tops[1].rename(self.tops[0])
        self.assertEqual(self.build(self.tops[0]), [first])
        self.assertEqual(self.says(first), 'two')


class Pruned(unittest.TestCase):
    """Directories of checkouts that nobody has or uses any more."""

    def setUp(self) -> None:
        self.dir = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.cache = self.dir / 'cache'
        self.enterContext(mock.patch.dict(os.environ,
                                          K3_CACHE=str(self.cache)))
        self.said = self.enterContext(mock.patch.object(checkouts, 'say'))

    def use(self, name: str, ago: float, exists: bool = True) -> list[Path]:
        top = self.dir / name
        if exists:
            top.mkdir()
        with mock.patch.object(checkouts, 'TOP', top):
            checkouts.note_use()
            made = [checkouts.own_directory(what) for what in
                    ('qemu-10.2', 'qemu-src-0123456789ab', 'build')]
        note = self.cache / 'checkouts' / checkouts.digest(top)
        os.utime(note, (time.time() - ago,) * 2)
        for path in made:
            (path / 'build').mkdir(parents=True)
        return [*made, note]

    def left(self, paths: list[Path]) -> list[bool]:
        checkouts.prune()
        self.assertEqual(list(self.cache.glob('.new-*')), [])
        return [path.exists() for path in paths]

    def test_used(self) -> None:
        self.assertEqual(self.left(self.use('a', 86400)), [True] * 4)
        self.said.assert_not_called()

    def test_gone(self) -> None:
        self.assertEqual(self.left(self.use('a', 86400, exists=False)),
                         [False] * 3 + [True])
        self.assertIn(f'{self.dir}/a is gone', self.said.call_args.args[0])

    def test_gone_a_moment_ago(self) -> None:
        self.assertEqual(self.left(self.use('a', 60, exists=False)),
                         [True] * 4)

    def test_not_used_for_long(self) -> None:
        self.assertEqual(self.left(self.use('a', 40 * 86400)), [False] * 4)
        self.assertIn('not used', self.said.call_args.args[0])

    def test_in_use(self) -> None:
        made = self.use('a', 40 * 86400)
        with base.lock(made[0].name), base.lock('qemu-src-0123456789ab'):
            self.assertEqual(self.left(made), [True, True, False, True])

    def test_of_older_tools(self) -> None:
        """A tree that all checkouts shared, and one without a note."""
        log = self.cache / 'qemu-10.2/build/.ninja_log'
        other = self.cache / 'build-0123456789ab/.ninja_log'
        for path in (log, other):
            path.parent.mkdir(parents=True)
            path.touch()
        self.assertEqual(self.left([log, other]), [True, True])
        for path in (log, other):
            os.utime(path, (time.time() - 40 * 86400,) * 2)
        self.assertEqual(self.left([log.parent.parent, other.parent]),
                         [False, False])

    def test_nothing_else_goes(self) -> None:
        other = self.cache / 'linux/build-0123456789ab'
        other.mkdir(parents=True)
        ours = self.cache / 'downloads'
        ours.mkdir()
        for path in (other, ours):
            os.utime(path, (0, 0))
        self.assertEqual(self.left([other, ours]), [True, True])


if __name__ == '__main__':
    unittest.main()
