# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the choice of drivers for scenarios."""

from collections.abc import Sequence
from pathlib import Path
import tempfile
from typing import Any
import unittest
from unittest import mock

from k3lib.base import Failure
from k3lib.kernel import (bases, graceful_shutdown, kernels, patchfiles,
                          provenance)
from k3lib.kernel.changes import Changes
from k3lib.kernel.kernels import Kernel
from k3lib.scenario import series


class Series(unittest.TestCase):
    """Which drivers are run, for each kind of kernel."""

    def setUp(self) -> None:
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        self.dir = Path(where.name)
        self.tree = self.dir / 'linux'
        (self.tree / 'arch/arm64').mkdir(parents=True)
        (self.tree / 'arch/arm64/Kconfig').touch()
        (self.dir / 'v3.patch').write_text(
            '--- a/drivers/remoteproc/ti_k3_r5_remoteproc.c\n'
            '+++ b/drivers/remoteproc/ti_k3_r5_remoteproc.c\n'
            '@@ -1,1 +1,1 @@\n-a\n+b\n')
        self.patch = f'v3={self.dir}/v3.patch'
        self.said: list[str] = []
        for where_, name, new in (
                (bases.Base, 'build', self.build),
                (kernels, 'load', lambda spec, _directory: Kernel(
                    f'{spec} = x', Path('/x/Image'), '7.3.4', None)),
                (series, 'say', self.said.append)):
            patcher = mock.patch.object(where_, name, new)
            patcher.start()
            self.addCleanup(patcher.stop)

    def build(self, changes: Changes, _configs: Any) -> bases.Built:
        if changes.graceful and self.asks:
            raise graceful_shutdown.AsksAlready('one already')
        return bases.Built(self.dir, (), ())

    asks = False

    def result(self, spec: object, changes: Changes = Changes()) -> str:
        """What k3-kernel printed."""
        where = self.dir / f'result-{len(list(self.dir.iterdir()))}'
        where.mkdir()
        provenance.write(where, {'release': '1', 'what': 'x'},
                         provenance.Made(str(spec), changes))
        return str(where)

    def chosen(self, kernel: object = None, patches: Sequence[str] = (),
               **more: Any) -> list[tuple[str, bool]]:
        self.found = series.choose(series.Request(
            str(kernel) if kernel else None, patches, **more))
        return [(each.name, each.known) for each in self.found]

    def test_names(self) -> None:
        self.assertEqual(
            series.by_name(['A=v2.mbox', 'B=v3.mbox', 'A=fix.patch', './x=y']),
            {'A': ['v2.mbox', 'fix.patch'], 'B': ['v3.mbox'],
             'series': ['./x=y']})
        for name in ('stock', 'handshake', 'kernel'):
            with self.assertRaisesRegex(Failure, 'give your series another'):
                series.by_name([f'{name}=v2.mbox'])

    def test_released_kernels(self) -> None:
        both = [('stock', True), ('handshake', True)]
        self.assertEqual(self.chosen(), both)
        self.assertEqual(self.chosen('source:7'), both)
        self.assertEqual(self.chosen('debian:7', [self.patch]),
                         [('stock', True), ('v3', False)])
        self.assertEqual(self.chosen('debian:7', only='stock'), both[:1])
        with self.assertRaisesRegex(Failure, 'known: stock, handshake'):
            self.chosen('debian:7', only='kernel')

    def test_a_configuration_needs_a_kernel_that_is_built(self) -> None:
        self.assertEqual(self.chosen(configs=['kasan']),
                         [('stock', False), ('handshake', False)])
        self.assertEqual(self.found[0].what, 'source:7 = x')
        self.assertEqual(self.found[0].options,
                         '--kernel source:7 --config kasan')

    def test_drivers_that_ask_already(self) -> None:
        """A new release may have what --graceful-shutdown adds."""
        self.asks = True
        self.assertEqual(self.chosen('debian:7'), [('stock', True)])
        self.assertRegex(self.said[-1], 'handshake is left out.*debian:7 already ask')
        with self.assertRaisesRegex(Failure, 'one already'):
            self.chosen('debian:7', only='handshake')

    def test_a_tree_is_judged_by_itself(self) -> None:
        """No record is of it, and it may have the series in it."""
        self.assertEqual(self.chosen(self.tree), [('kernel', False)])
        self.assertEqual(self.chosen(self.result(self.tree)),
                         [('kernel', False)])
        self.assertEqual(self.chosen(self.tree, [self.patch]),
                         [('stock', False), ('v3', False)])
        self.assertEqual(self.found[0].options,
                         f'--kernel {self.tree} --patch {self.patch}')
        self.assertEqual(self.chosen(f'{self.tree}+graceful'),
                         [('stock', False), ('handshake', False)])
        self.assertEqual(self.found[0].what, f'{self.tree} = x')
        self.asks = True
        self.assertEqual(self.chosen(self.tree), [('kernel', False)])

    def test_a_kernel_with_changes(self) -> None:
        """It is not the released driver, which runs beside it."""
        self.assertEqual(self.chosen('debian:6.12+graceful'),
                         [('stock', True), ('handshake', True)])
        self.assertEqual([each.what for each in self.found],
                         ['debian:6.12 = x', 'debian:6.12+graceful = x'])
        patch = tuple(patchfiles.collect([self.dir / 'v3.patch']))
        result = self.result('source:7.3-1', Changes(patch))
        self.assertEqual(self.chosen(result),
                         [('stock', True), ('kernel', False)])
        self.assertEqual([each.what for each in self.found],
                         ['source:7.3-1 = x', f'{result} = x'])
        self.assertEqual([each.subjects for each in self.found],
                         [[], ['v3.patch']])
        self.assertEqual(self.chosen(result, [self.patch]), [
            ('stock', True), ('kernel', False), ('v3', False)])
        self.assertEqual(self.chosen(result, only='kernel'),
                         [('kernel', False)])

    def test_an_image(self) -> None:
        """It runs as it is, as with k3-run."""
        image = self.dir / 'Image'
        image.touch()
        tree = mock.Mock()
        with mock.patch.object(kernels, 'find', return_value=Kernel(
                'my Image', image, '7.3', tree)) as find:
            self.assertEqual(self.chosen(image, modules='/m'),
                             [('kernel', False)])
            find.assert_called_once_with(str(image), '/m')
            self.assertEqual(self.found[0].options,
                             f'--kernel {image} --modules /m')
            mores: tuple[dict[str, Any], ...] = (
                {'patches': [self.patch]}, {'configs': ['kasan']})
            for more in mores:
                with self.assertRaisesRegex(Failure, 'needs the sources'):
                    series.choose(series.Request(str(image), **more))
            find.return_value.modules = None
            with self.assertRaisesRegex(Failure, 'has no modules'):
                self.chosen(image)


if __name__ == '__main__':
    unittest.main()
