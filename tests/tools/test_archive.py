# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the private apt state."""

import errno
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib import base
from k3lib.base import Failure
from k3lib.debian import apt


class WithCache(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)
        self.etc = self.dir / 'etc'
        (self.etc / 'sources.list.d').mkdir(parents=True)
        patches: list[Any] = [
            mock.patch.dict(os.environ, {'K3_CACHE': str(self.dir / 'cache')}),
            mock.patch.object(apt, 'host_codename', lambda: 'bookworm')]
        for patch in patches:
            patch.start()
            self.addCleanup(patch.stop)
        os.environ.pop('K3_DEBIAN_MIRROR', None)

    def mirrors(self) -> list[apt.Mirror]:
        return apt.machine_mirrors(self.etc)


class Mirrors(WithCache):
    def test_one_line_format(self) -> None:
        (self.etc / 'sources.list').write_text(
            '# deb http://commented.example/debian bookworm main\n'
            'deb cdrom:[Debian]/ bookworm main\n'
            'deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian '
            'bookworm main contrib # the mirror\n'
            'deb http://m.example/security bookworm-security main\n'
            'deb-src http://src.example/debian bookworm main\n')
        self.assertEqual(self.mirrors(),
                         [apt.Mirror('http://m.example/debian', '/k.gpg')])

    def test_deb822_format(self) -> None:
        (self.etc / 'sources.list.d/debian.sources').write_text(
            '# a comment\n'
            'Types: deb deb-src\nURIs: http://m.example/debian\n'
            'Suites: bookworm bookworm-updates\nComponents: main\n'
            'Signed-By: /k.gpg\n\n'
            'Types: deb\nURIs: http://off.example/debian\nSuites: bookworm\n'
            'Components: main\nEnabled: no\n\n'
            'Types: deb\nURIs: http://other.example/\nSuites: nodistro\n'
            'Components: main\n')
        self.assertEqual(self.mirrors(),
                         [apt.Mirror('http://m.example/debian', '/k.gpg')])

    def test_key_inside_the_stanza(self) -> None:
        (self.etc / 'sources.list.d/debian.sources').write_text(
            'Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\n'
            'Components: main\nSigned-By:\n'
            ' -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abcd\n'
            ' -----END PGP PUBLIC KEY BLOCK-----\n')
        suite = apt.Suite('trixie')
        key = Path(suite._signed_by(self.mirrors()[0]))
        self.assertEqual(key.read_text().splitlines()[1:3], ['', 'abcd'])

    def test_none(self) -> None:
        with self.assertRaisesRegex(Failure, 'K3_DEBIAN_MIRROR'):
            self.mirrors()

    def test_override(self) -> None:
        with mock.patch.dict(os.environ, K3_DEBIAN_MIRROR='http://x.example'):
            self.assertEqual(self.mirrors()[0].uri, 'http://x.example')


class Store(WithCache):
    def test_wrong_content_is_refused(self) -> None:
        path = self.dir / 'a.deb'
        path.write_text('bad')
        digest = '0' * 64
        with self.assertRaisesRegex(Failure, 'checksum'):
            apt.keep(path, digest, apt.stored('a.deb', digest))
        self.assertFalse(apt.stored('a.deb', digest).exists())

    def test_right_content_is_kept_under_its_digest(self) -> None:
        path = self.dir / 'a.deb'
        path.write_text('good')
        digest = base.sha256_of(path)
        target = apt.stored('a.deb', digest)
        apt.keep(path, digest, target)
        self.assertEqual(target.read_text(), 'good')
        self.assertIn(digest[:16], str(target))

    def test_damaged(self) -> None:
        """A damaged file of the store is fetched again, or named."""
        suite, good = apt.Suite('trixie'), self.dir / 'good'
        good.write_text('good')
        digest = base.sha256_of(good)
        target = apt.stored('a.deb', digest)

        def deliver(*_cmd: str, cwd: str) -> None:
            shutil.copy(good, Path(cwd) / 'a.deb')

        with (mock.patch.object(suite, '_wanted', return_value=[
                ('a.deb', 4, digest)]),
              mock.patch.object(suite, 'apt', side_effect=deliver) as fetched):
            self.assertEqual(suite.fetch('get'), [target])
            self.assertEqual(suite.fetch('get'), [target])
            fetched.assert_called_once()
            for contents in ('baad', 'goo'):
                target.write_text(contents)
                with mock.patch.dict(os.environ, K3_OFFLINE='1'), \
                        self.assertRaisesRegex(Failure, 'a.deb is damaged'):
                    suite.fetch('get')
                suite.fetch('get')
                self.assertEqual(target.read_text(), 'good')
            target.unlink()
            with mock.patch.dict(os.environ, K3_OFFLINE='1'), \
                    self.assertRaisesRegex(Failure, 'a.deb is not in'):
                suite.fetch('get')

    def test_package_that_is_none(self) -> None:
        path = self.dir / 'a.deb'
        path.write_text('no archive')
        with self.assertRaisesRegex(Failure, 'unpacking .*a.deb failed'):
            apt.extract_deb(path, self.dir / 'there')

    def test_offline_without_index_says_so(self) -> None:
        with mock.patch.dict(os.environ, K3_OFFLINE='1'):
            with self.assertRaisesRegex(Failure, 'K3_OFFLINE'):
                apt.Suite('trixie').ready()


class Files(WithCache):
    def test_failed_directory_leaves_the_old_one(self) -> None:
        target = self.dir / 'tree'
        target.mkdir()
        (target / 'old').touch()
        with self.assertRaises(ValueError):
            with base.fresh_directory(target) as tmp:
                (tmp / 'new').touch()
                raise ValueError
        self.assertEqual([p.name for p in target.iterdir()], ['old'])
        self.assertEqual([p.name for p in self.dir.glob('.new-*')], [])

    def test_failed_file_leaves_the_old_one(self) -> None:
        path = self.dir / 'file'
        path.write_text('old')
        full = OSError(errno.ENOSPC, 'No space left on device')
        with mock.patch('os.replace', side_effect=full), \
                self.assertRaises(OSError):
            base.write_atomic(path, 'new')
        self.assertEqual(path.read_text(), 'old')
        self.assertEqual(list(self.dir.glob('.new-*')), [])

    def test_full_disk(self) -> None:
        """One line that says what to do, and the status of a failed tool."""
        def main() -> None:
            raise OSError(errno.ENOSPC, 'No space left on device', '/x/y')

        with (mock.patch.object(base, 'say') as said,
              self.assertRaises(SystemExit) as end):
            base.run_tool(main)
        self.assertEqual(end.exception.code, base.TOOL_FAILED)
        self.assertRegex(said.call_args.args[0],
                         '/x/y: No space left on device; K3_CACHE=DIR')

    def test_directory_for_one_process(self) -> None:
        """Also for the program that the process becomes."""
        want = self.dir / 'logs/test'
        text = ('import os; from pathlib import Path; '
                'from k3lib.base import for_us_alone; '
                f'print(for_us_alone(Path({str(want)!r})), flush=True); '
                'os.execvp("cat", ["cat"])')
        env = dict(os.environ, PYTHONPATH=str(base.TOP / 'scripts'))

        def start() -> tuple[subprocess.Popen[str], str]:
            # pylint: disable-next=consider-using-with
            tool = subprocess.Popen([sys.executable, '-c', text], env=env,
                                    stdin=subprocess.PIPE, text=True,
                                    stdout=subprocess.PIPE)
            self.addCleanup(tool.communicate)
            return tool, base.opened(tool.stdout).readline().strip()

        first, path = start()
        self.assertEqual(path, str(want))
        self.assertEqual(start()[1], f'{want}-2')
        first.kill()
        first.wait()
        self.assertEqual(start()[1], str(want))

    def test_finished_directory_replaces_it(self) -> None:
        target = self.dir / 'tree'
        target.mkdir()
        with base.fresh_directory(target) as tmp:
            (tmp / 'new').touch()
        self.assertEqual([p.name for p in target.iterdir()], ['new'])


if __name__ == '__main__':
    unittest.main()
