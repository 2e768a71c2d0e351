# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the patches to QEMU and of k3-graft.

They use copies of the files that the graft changes, for each QEMU at hand.
"""

from email import message_from_string
from email.policy import default
import importlib.util
from importlib.machinery import SourceFileLoader
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
import tempfile
from types import ModuleType
from typing import Any
import unittest
from unittest import mock

from k3lib.build import qemu
from k3lib.base import TOP

GRAFT = TOP / 'scripts/k3-graft'
PAGE = TOP / 'docs/devel/k3/graft.rst'
# The identity that git am needs
GIT = {'GIT_COMMITTER_NAME': 'Tester', 'GIT_CONFIG_GLOBAL': '/dev/null',
       'GIT_COMMITTER_EMAIL': 'tester@example.org'}
NEWEST = qemu.DEFAULT


def load_graft() -> ModuleType:
    loader = SourceFileLoader('k3_graft', str(GRAFT))
    spec = importlib.util.spec_from_loader('k3_graft', loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules['k3_graft'] = module
    loader.exec_module(module)
    return module


graft = load_graft()


def source(series: str) -> Path:
    """The directory of that QEMU, which may have been grafted."""
    src = qemu.place(series).src
    if not (src / 'VERSION').is_file():
        raise unittest.SkipTest(f'no source of QEMU {series} at hand')
    return src


def changed_files(src: Path, series: str) -> set[str]:
    ours = [*graft.patches_for(series), *graft.recorded(src)]
    return (graft.touched(ours) | {'VERSION', 'hw/arm/boot.c'} |
            {str(path.relative_to(TOP / 'graft'))
             for path in (TOP / 'graft').rglob('*') if path.is_file()})


def missing_headers(patch: Any, series: str) -> list[str]:
    """Headers that a patch includes and that QEMU does not have."""
    return [name for name
            in re.findall(r'^\+#include "(.*)"$', patch.text, re.M)
            if not (source(series) / 'include' / name).is_file()]


class InTree(unittest.TestCase):
    """Uses a pristine QEMU tree of the files that a graft changes."""

    def setUp(self) -> None:
        tmp = tempfile.TemporaryDirectory()
        self.addCleanup(tmp.cleanup)
        self.tree = Path(tmp.name) / 'qemu'

    def make_tree(self, series: str) -> None:
        src = source(series)
        shutil.rmtree(self.tree, ignore_errors=True)
        for name in changed_files(src, series):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(src / name, self.tree / name)
        if (src / graft.STATE).is_dir():
            shutil.copytree(src / graft.STATE, self.tree / graft.STATE)
            (self.tree / graft.STATE / 'files.json').unlink(missing_ok=True)
        self.graft('--undo')

    def graft(self, *options: str, fails: bool = False) -> str:
        """The error message of a failed graft."""
        res = subprocess.run([sys.executable, GRAFT, self.tree, *options],
                             capture_output=True, text=True, check=False)
        self.assertEqual(res.returncode, int(fails), res.stderr)
        return res.stderr

    def git(self, *args: object) -> str:
        return subprocess.run(
            ['git', *map(str, args)], cwd=self.tree, check=True, text=True,
            env=os.environ | GIT, stdout=subprocess.PIPE).stdout

    def commit_all(self) -> None:
        self.git('init', '-q')
        self.git('add', '-A')
        self.git('-c', 'user.name=x', '-c', 'user.email=x@example.org',
                 'commit', '-q', '-m', 'QEMU')

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        """Contents and time stamps of QEMU's own files."""
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns)
                for path in self.tree.rglob('*')
                if path.is_file() and not path.is_symlink()
                and not {'.git', graft.STATE} & set(path.parts)}

    def contents(self) -> dict[str, bytes]:
        return {name: data for name, (data, _) in self.snapshot().items()}


class Heads(unittest.TestCase):
    """Each patch is a message as git format-patch writes it."""

    def test_messages(self) -> None:
        paths = sorted((TOP / 'patches').glob('*/*.patch'),
                       key=lambda path: path.name)
        for number, path in enumerate(paths, 1):
            with self.subTest(path.name):
                self.assertTrue(path.name.startswith(f'{number:04}-'))
                text = path.read_text()
                self.assertTrue(text.startswith('From '))
                mail = message_from_string(text.partition('\n')[2],
                                           policy=default)
                self.assertRegex(mail['Subject'], fr'^\[PATCH 0*{number}/'
                                 fr'{len(paths)}\] [\w/, -]+: [A-Z]')
                self.assertIsNotNone(mail['Date'].datetime.tzinfo)
                body, _, diff = mail.get_payload().partition('\n---\n')
                self.assertRegex(body, r'\nSigned-off-by: [^<]+ <\S+@\S+>$')
                self.assertGreater(len(body.split()), 30, 'no reason given')
                self.assertRegex(diff, r'(?m)^ \d+ files? changed, ')
                self.assertIn(mail['From'].addresses[0].addr_spec, body)

    def test_groups_are_in_order(self) -> None:
        groups = [patch.group for patch in graft.patches_for(NEWEST)]
        self.assertEqual(groups, sorted(groups))
        self.assertEqual(set(groups),
                         {'1-needed', '2-speed', '3-repeatability'})

    def test_checkpatch(self) -> None:
        script = source(NEWEST) / 'scripts/checkpatch.pl'
        for patch in sorted((TOP / 'patches').glob('*/*.patch')):
            with self.subTest(patch.name):
                res = subprocess.run(
                    ['perl', script, '--no-tree', patch],
                    capture_output=True, text=True, check=False)
                self.assertRegex(res.stdout,
                                 r'(?m)^total: 0 errors, 0 warnings, [1-9]')

    def test_page_lists_them(self) -> None:
        listed = subprocess.run([sys.executable, GRAFT, '--list'], check=True,
                                capture_output=True, text=True).stdout
        self.assertIn(re.sub('^', '   ', listed, flags=re.M).rstrip(' '),
                      PAGE.read_text())

    def test_sources_need_the_first_group_only(self) -> None:
        """Our files do not use what optional patches add to headers."""
        added = {word for patch in graft.patches_for(NEWEST)
                 if patch.group != '1-needed'
                 for path, part in patch.parts()[1].items()
                 if path.endswith('.h')
                 for line in re.findall(r'(?m)^\+ *[a-z].*[;(].*', part)
                 for word in re.findall(r'(\w+)(?=;|\()', line)}
        self.assertIn('tlb_private', added)
        for path in graft.overlay_files():
            if path.suffix in ('.c', '.h'):
                used = set(re.findall(r'\w+', (TOP / path).read_text()))
                self.assertFalse(used & added, path)


class Am(InTree):
    """A git tree, as QEMU_SRC may name."""

    def setUp(self) -> None:
        super().setUp()
        self.make_tree(NEWEST)
        self.commit_all()

    def am(self, pattern: str) -> list[Path]:
        patches = sorted((TOP / 'patches').glob(pattern))
        self.assertTrue(patches)
        self.git('am', '-q', *patches)
        return patches

    def test_whole_series(self) -> None:
        patches = self.am('*/*.patch')
        subjects = self.git('log', '--format=%s', f'-{len(patches)}')
        self.assertEqual(
            subjects.splitlines()[::-1],
            [patch.subject() for patch in graft.patches_for(NEWEST)])
        self.graft()
        am = self.contents()
        self.assertFalse(graft.recorded(self.tree))
        self.graft('--undo')
        self.assertEqual(self.git('status', '--short'), '')
        self.make_tree(NEWEST)
        self.graft()
        self.assertEqual(self.contents(), am)

    def test_groups_stand_alone(self) -> None:
        for left_out in ('2', '3'):
            with self.subTest(left_out):
                self.make_tree(NEWEST)
                self.commit_all()
                self.am(f'[!{left_out}]*/*.patch')

    def test_part_of_it(self) -> None:
        """Missing patches are added, and only these are removed."""
        self.am('1-*/*.patch')
        self.graft()
        names = {patch.name for patch in graft.recorded(self.tree)}
        self.assertEqual(names, {patch.name for patch in
                                 graft.patches_for(NEWEST)
                                 if patch.group != '1-needed'})
        before = self.snapshot()
        self.graft()
        self.assertEqual(self.snapshot(), before)
        self.graft('--undo')
        self.assertEqual(self.git('status', '--short'), '')


class Graft(InTree):
    def test_again_and_back(self) -> None:
        for series in qemu.SUITES:
            with self.subTest(series):
                self.make_tree(series)
                pristine = self.contents()
                self.graft()
                done = self.snapshot()
                self.assertNotEqual(self.contents(), pristine)
                self.graft()
                self.assertEqual(self.snapshot(), done)
                self.graft('--undo')
                self.assertEqual(self.contents(), pristine)

    def test_translations_are_needed(self) -> None:
        """A port of a patch that fits and has its headers is redundant."""
        for series in qemu.SUITES:
            plain = {patch.name: patch for patch in graft.patches_for('')}
            self.make_tree(series)
            for patch in graft.patches_for(series):
                if patch.text != plain[patch.name].text:
                    res = graft.patch_tool(self.tree, plain[patch.name],
                                           '--dry-run')
                    self.assertTrue(
                        res.returncode or
                        missing_headers(plain[patch.name], series), patch.name)
                graft.run_patch(self.tree, patch)

    def test_a_changed_message_changes_no_file(self) -> None:
        """A second graft changes no time stamps."""
        self.make_tree(NEWEST)
        self.graft()
        before = self.snapshot()
        patches = list(graft.patches_for(NEWEST))
        patches[2] = patches[2]._replace(
            text=patches[2].text.replace('Subject: ', 'Subject: [RFC] '))
        with mock.patch.object(graft, 'patches_for', lambda _: patches):
            graft.graft_patches(self.tree, NEWEST)
        self.assertEqual(self.snapshot(), before)
        self.assertEqual([patch.text for patch in graft.recorded(self.tree)],
                         [patch.text for patch in patches])

    def test_misfit(self) -> None:
        """The message shows patch and file; nothing is changed."""
        self.make_tree(NEWEST)
        boards = self.tree / 'include/hw/boards.h'
        boards.write_text(boards.read_text().replace(
            'int minimum_page_bits;', 'int smallest_page_bits;'))
        before = self.contents()
        said = self.graft(fails=True)
        self.assertIn('cannot apply 1-needed/0002-', said)
        self.assertRegex(said, r'include/hw/boards\.h, hunk 2 expects\n'
                         r'(    \|.*\n)*    \|     int minimum_page_bits;\n')
        self.assertRegex(said, r'include/hw/boards\.h has, from line \d+ on\n'
                         r'(    \|.*\n)*    \|     int smallest_page_bits;\n')
        self.assertNotIn('hunk 1', said)
        first, = graft.recorded(self.tree)
        graft.run_patch(self.tree, first, reverse=True)
        self.assertEqual(self.contents(), before)

    def test_file_is_missing(self) -> None:
        self.make_tree(NEWEST)
        (self.tree / 'accel/tcg/tb-maint.c').unlink()
        self.assertIn('accel/tcg/tb-maint.c', self.graft(fails=True))
