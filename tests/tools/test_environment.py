# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the environment for other tools and QEMU's build."""

from collections.abc import Callable
import os
from pathlib import Path
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib.base import TOP, Failure
from k3lib.build import qemu
from k3lib.debian import deps


class PythonTools(unittest.TestCase):
    """meson and pycotap: installed, or a private copy."""

    def test_an_inherited_path_does_not_count(self) -> None:
        """A tool run by another must not use its private copy."""
        plain = qemu._python_has_tools()
        for version in ('0.1', '99.0'):
            with tempfile.TemporaryDirectory() as name:
                core = Path(name) / 'mesonbuild'
                core.mkdir()
                (core / '__init__.py').touch()
                (core / 'coredata.py').write_text(f'version = "{version}"\n')
                (Path(name) / 'pycotap.py').touch()
                with mock.patch.dict(os.environ, PYTHONPATH=name):
                    self.assertEqual(qemu._python_has_tools(), plain)


class ChosenQemu(unittest.TestCase):
    """Tools build QEMU, unless the user has one."""

    def test_ready(self) -> None:
        with mock.patch.object(qemu, 'build') as build:
            with mock.patch.dict(os.environ, K3_QEMU='/usr/bin/true'):
                qemu.ready()
            build.assert_not_called()
            with mock.patch.dict(os.environ, K3_QEMU=''):
                qemu.ready()
            build.assert_called_once_with(qemu.BINARY)


class Names(unittest.TestCase):
    def test_space(self) -> None:
        """Of a directory where QEMU cannot be built."""
        with tempfile.TemporaryDirectory(suffix=' x') as name:
            where = qemu.Place('10.2', Path(name) / 'src',
                               Path(name) / 'build', True)
            with self.assertRaisesRegex(Failure, 'x/build: .*K3_CACHE'):
                qemu.configure(where)


class Programs(unittest.TestCase):
    """The tools that pages name are executable."""

    def test_executable(self) -> None:
        for directory in ('scripts', 'tests/firmware'):
            for path in (TOP / directory).glob('*'):
                if path.is_file() and path.read_bytes().startswith(b'#!'):
                    with self.subTest(path.name):
                        self.assertTrue(os.access(path, os.X_OK),
                                        f'{path} is not executable')


class OptionalPackages(unittest.TestCase):
    """A missing package that one test needs must not affect others."""

    def install(self, get: Callable[[list[str]], str],
                **environment: str) -> tuple[list[str], Any]:
        with mock.patch.multiple(
                deps, _optional=lambda _names: ['chromium'],
                _get=get), \
                mock.patch('shutil.which', return_value='/usr/bin/apt-get'), \
                mock.patch.dict(os.environ, environment), \
                mock.patch.object(deps, 'say') as said:
            return deps.install_for_check(), said.call_args

    def test_installed(self) -> None:
        self.assertEqual(self.install(lambda _names: ''),
                         (['chromium'], None))

    def test_fails(self) -> None:
        done, said = self.install(lambda _names: 'Reading\nE: no such thing')
        self.assertEqual(done, [])
        self.assertIn('skipped: E: no such thing', said.args[0])

        def no_root(_names: list[str]) -> str:
            raise Failure('not root')

        done, said = self.install(no_root)
        self.assertEqual(done, [])
        self.assertIn('not root', said.args[0])

    def test_offline(self) -> None:
        get = mock.Mock()
        self.assertEqual(self.install(get, K3_OFFLINE='1')[0], [])
        get.assert_not_called()
