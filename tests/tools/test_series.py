# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the base for a patch series: given, or the newest that fits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from k3lib.base import Failure
from k3lib.kernel import (bases, debian_modules, kernels, patchfiles,
                          provenance, whole)
from k3lib.kernel.changes import Changes
from test_kernels import DRIVER, SOURCE, InTree, change, diff, mail

CORE = 'drivers/remoteproc/remoteproc_core.c'


class Bases(InTree):
    def setUp(self) -> None:
        super().setUp()
        self.put(self.tree / 'arch/arm64/Kconfig', '')

    def parse(self, spec: object) -> tuple[str, str, bool]:
        base = bases.Base.parse(str(spec))
        return base.scheme, base.where, base.changes.graceful

    def test_names(self) -> None:
        for spec, wanted in (
                ('debian:6.12', ('debian', '6.12', False)),
                ('debian:6.12+k3', ('debian', '6.12', False)),
                ('debian:6.12+graceful', ('debian', '6.12', True)),
                ('debian:6.12+k3+graceful', ('debian', '6.12', True)),
                ('source:7', ('source', '7', False)),
                ('source:7+graceful', ('source', '7', True))):
            with self.subTest(spec):
                self.assertEqual(self.parse(spec), wanted)
                self.assertEqual(bases.Base.parse(spec).spec, spec)

    def test_trees(self) -> None:
        where = str(self.tree.resolve())
        self.assertEqual(self.parse(self.tree), ('tree', where, False))
        self.assertEqual(self.parse(f'{self.tree}+graceful'),
                         ('tree', where, True))
        out = self.dir / 'out'
        out.mkdir()
        (out / 'source').symlink_to(self.tree)
        self.assertEqual(self.parse(out), ('tree', where, False))

    def test_what_cannot_be_one(self) -> None:
        image = self.put('Image', 'x')
        for spec, words in ((image, 'Image: a file has no sources.*source:V'),
                            (self.dir, 'not a Linux source tree'),
                            ('', 'no such kernel'),
                            ('nowhere+graceful', 'nowhere: no such kernel'),
                            ('debian:x', 'not a version'),
                            ('source:', 'not a version')):
            with (self.subTest(spec),
                  self.assertRaisesRegex(Failure, words)):
                self.parse(spec)

    def result(self, spec: str, **kwargs: Any) -> Path:
        where = self.dir / 'result'
        where.mkdir()
        provenance.write(where, {'release': '1', 'what': 'x'},
                         provenance.Made(spec, **kwargs))
        return where

    def test_on_top_of_a_result(self) -> None:
        """The patches of the base come first; its configuration stays."""
        one, two = (patchfiles.collect([self.put(f'{n}.mbox', mail(
            f'[PATCH] {n}', diff(DRIVER, SOURCE, change(n))))])
            for n in (3, 9))
        parts = whole.fragments([self.put('a.config', 'CONFIG_A=y\n')])
        where = self.result('source:7.1-1', changes=Changes(tuple(one), True),
                            configs=parts[1:])
        base = bases.Base.parse(str(where))
        self.assertEqual((base.scheme, base.where), ('source', '7.1-1'))
        extra = self.put('b.config', 'CONFIG_B=y\n')
        with (mock.patch.object(whole, 'source') as source,
              mock.patch.object(provenance, 'read')):
            base.build(Changes(tuple(two)), [str(extra)])
        (version, changes, configs), = (c.args for c in source.mock_calls)
        self.assertEqual(version, '7.1-1')
        self.assertEqual([p.name for p in changes.patches], ['3', '9'])
        self.assertTrue(changes.graceful)
        self.assertEqual([Path(c).read_text() for c in configs],
                         ['CONFIG_A=y\n', 'CONFIG_B=y\n'])

    def test_a_package_of_debian(self) -> None:
        self.put('pkg/kernel.json', '{"release": "r", "version": "6.1-1"}')
        self.assertEqual(self.parse(self.dir / 'pkg'),
                         ('debian', '6.1-1', False))

    def test_the_image_of_debian_cannot_be_configured(self) -> None:
        with self.assertRaisesRegex(Failure, 'debian:6.12: .*source:6.12'):
            bases.build('debian:6.12', Changes(), ['kasan'])

    def test_what_is_built(self) -> None:
        where = self.result('debian:6.12-1+k3', changes=Changes(),
                            warnings=('a.c:1: w',), skipped=('s',))
        with mock.patch.object(debian_modules, 'debian',
                               return_value=where) as make:
            built = bases.build('debian:6.12+graceful')
        make.assert_called_once_with('6.12', Changes(graceful=True))
        self.assertEqual((built.directory, built.warnings, built.skipped),
                         (where, ('a.c:1: w',), ('s',)))

    def test_k3_run_takes_a_tree_with_the_graceful_shutdown(self) -> None:
        with (mock.patch.object(kernels, 'load') as load,
              mock.patch.object(whole, 'tree') as tree,
              mock.patch.object(provenance, 'read')):
            kernels.find(f'{self.tree}+graceful')
        tree.assert_called_once_with(str(self.tree.resolve()),
                                     Changes(graceful=True), [])
        load.assert_called_once()


class Choice(InTree):
    """Two versions: the newer one differs in line 20."""

    def setUp(self) -> None:
        super().setUp()
        self.asked: list[str] = []
        for version, text in (('7', change(20)), ('6.12', SOURCE)):
            for path in (DRIVER, CORE):
                self.put(f'src-{version}/{path}', text)
        for name, function in (
                ('sources', lambda base: self.sources(base)),  # pylint: disable=unnecessary-lambda
                ('version', lambda base: base.where + '.1-1')):
            patcher = mock.patch.object(bases.Base, name, function)
            patcher.start()
            self.addCleanup(patcher.stop)
        say = mock.patch.object(bases, 'say')
        self.say: Any = say.start()
        self.addCleanup(say.stop)

    def sources(self, base: bases.Base) -> Path:
        self.asked.append(base.spec)
        return self.dir / f'src-{base.where}'

    def choose(self, text: str,
               configs: Sequence[str] = ()) -> tuple[str, list[Any]]:
        patches = patchfiles.collect([self.put('x.patch', text)])
        base, tried = bases.choose(patches, configs)
        return base.spec, list(tried)

    def test_the_newest(self) -> None:
        text = diff(DRIVER, change(20), change(20, 21))
        self.assertEqual(self.choose(text), ('debian:7', []))
        self.assertIn('debian:7 = 7.1-1', self.say.call_args[0][0])

    def test_an_older_one(self) -> None:
        self.assertEqual(self.choose(diff(DRIVER, SOURCE, change(21))),
                         ('debian:6.12', ['debian:7']))
        self.assertIn('(debian:7 not)', self.say.call_args[0][0])

    def test_more_than_modules(self) -> None:
        text = diff(CORE, change(20), change(20, 21))
        self.assertEqual(self.choose(text), ('source:7', []))
        text = diff(DRIVER, change(20), change(20, 21))
        self.assertEqual(self.choose(text, ['kasan']), ('source:7', []))

    def test_pages_do_not_make_it_more(self) -> None:
        text = (diff(DRIVER, change(20), change(20, 21))
                + diff('Documentation/x.rst', 'a\n', 'b\n'))
        self.assertEqual(self.choose(text), ('debian:7', []))

    def test_two_series_that_change_the_same(self) -> None:
        """Each must apply by itself, not on top of the other."""
        each = [patchfiles.collect([self.put(f'{n}.patch', diff(
            DRIVER, change(20), change(20).replace('line 21', n)))])
            for n in ('one', 'two')]
        base, tried = bases.choose_for_each(each)
        self.assertEqual((base.spec, tried), ('debian:7', {}))
        # The second one fits 6.12 only, and the first one does not.
        each[1] = patchfiles.collect([self.put('old.patch', diff(
            DRIVER, SOURCE, change(21)))])
        with self.assertRaisesRegex(Failure, 'none of debian:7, debian:6.12'):
            bases.choose_for_each(each)

    def test_none(self) -> None:
        with self.assertRaises(Failure) as caught:
            self.choose(diff(DRIVER, change(18), change(18, 19)))
        words = str(caught.exception)
        self.assertRegex(words, 'none of debian:7, debian:6.12;')
        self.assertEqual(words.count('hunk 1 of 1'), 2)
        self.assertIn('- changed 18', words)
        self.assertIn('+ changed 20', words.partition('debian:6.12:')[0])
        self.assertEqual(self.text(), SOURCE)

    def test_one_that_cannot_be_had(self) -> None:
        def sources(base: bases.Base) -> Path:
            if base.where == '7':
                raise Failure('no network')
            return self.dir / 'src-6.12'
        with mock.patch.object(bases.Base, 'sources', sources):
            self.assertEqual(self.choose(diff(DRIVER, SOURCE, change(21))),
                             ('debian:6.12', ['debian:7']))

    def test_a_path_outside(self) -> None:
        with self.assertRaisesRegex(Failure, 'not a path inside'):
            self.choose('--- a/../x\n+++ b/../x\n@@ -1,1 +1,1 @@\n-a\n+b\n')


class Subjects(InTree):
    def test_by_file(self) -> None:
        text = ''.join(mail(f'[PATCH {n}/2] part {n}', diff(
            DRIVER, SOURCE, change(n))) for n in (1, 2))
        patches = patchfiles.collect([self.put('v2.mbox', text), self.put(
            'more.patch', diff(DRIVER, SOURCE, change(3)))])
        self.assertEqual([(file, [p.name for p in found]) for file, found in
                          bases.subjects(patches)],
                         [('v2.mbox', ['part 1', 'part 2']),
                          ('more.patch', ['more.patch'])])
