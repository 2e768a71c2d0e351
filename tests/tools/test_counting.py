# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of k3-run's warning that a result may depend on host time."""

from pathlib import Path
import tempfile
import unittest

from k3lib.kernel import provenance
from k3lib.kernel.changes import Changes
from k3lib.kernel.kernels import Kernel
from k3lib.machine.counting import COUNTING, doubt

FIRMWARE = ['r5f0_0=fw.elf']


class Doubt(unittest.TestCase):
    def kernel(self, origin: str, spec: str | None = None,
               changes: Changes = Changes()) -> Kernel:
        where = tempfile.TemporaryDirectory()
        self.addCleanup(where.cleanup)
        path = Path(where.name)
        if spec:
            provenance.write(path, {}, provenance.Made(spec, changes))
        return Kernel(origin, path / 'Image', '6.12', None)

    def test_released_drivers(self) -> None:
        """Drivers that do not ask a core cannot be late."""
        for kernel in (self.kernel('debian:6.12 = Debian 6.12.117-1'),
                       self.kernel('debian:6.12+k3 = x', 'debian:6.12+k3'),
                       self.kernel('/a/result = x', 'source:7')):
            with self.subTest(kernel.origin):
                self.assertEqual(doubt(kernel, FIRMWARE, []), '')

    def test_other_drivers(self) -> None:
        asking = Changes(graceful=True)
        for kernel in (self.kernel('/home/me/linux'),
                       self.kernel('/a/result = x', '/home/me/linux'),
                       self.kernel('debian:6.12+graceful = x',
                                   'debian:6.12+k3', asking),
                       self.kernel('/a/result = x', 'source:7', asking)):
            with self.subTest(kernel.origin):
                self.assertIn(COUNTING, doubt(kernel, FIRMWARE, []))
                self.assertEqual(doubt(kernel, FIRMWARE, COUNTING.split()),
                                 '')
                # Without a core, there is nothing to wait for
                self.assertEqual(doubt(kernel, [], []), '')

    def test_traces(self) -> None:
        kernel = self.kernel('debian:7 = Debian')
        self.assertIn('trace', doubt(kernel, [], ['-trace', 'k3_mailbox_*']))
        self.assertEqual(doubt(kernel, [], ['-trace', 'virtio_*']), '')
        self.assertEqual(doubt(kernel, [], [
            '-trace', 'k3_*', '-icount', 'shift=1,sleep=off']), '')


if __name__ == '__main__':
    unittest.main()
