#!/usr/bin/env python3
#
# Functional test of the map of stops
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draw a small map twice: its limits are the driver's, and both are equal.

scripts/k3-functional runs this file, with kernels that ask a core to stop.
"""

import csv
import os
from pathlib import Path
import subprocess
import sys

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / 'scripts'))

from k3lib.base import TOP   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# Both limits lie between values: the answer after 5000 ms (the kernel's timer
# is up to 256 ms late), WFI after 2000 us (and the last look at it).
ACK, WFI = '4900:5700:3', '500:2500:3'
EXPECTED = {
    # ms, us: the first attempt, the one that follows at once
    (4900, 500): ('ok', ''),
    (4900, 1500): ('ok', ''),
    (4900, 2500): ('ETIMEDOUT', 'EBUSY'),
    (5300, 500): ('EBUSY', 'ok'),
    (5300, 1500): ('EBUSY', 'ok'),
    (5300, 2500): ('EBUSY', 'ETIMEDOUT'),
    (5700, 500): ('EBUSY', 'ok'),
    (5700, 1500): ('EBUSY', 'ok'),
    (5700, 2500): ('EBUSY', 'ETIMEDOUT'),
}


class Map(QemuSystemTest):
    timeout = 900

    def setUp(self) -> None:
        super().setUp()
        if not os.environ.get('K3_TEST_KERNEL'):
            self.skipTest('scripts/k3-functional hands over kernel and '
                          'firmware; K3_TEST_KERNEL, K3_TEST_FIRMWARE')

    def draw(self, name: str, *args: str) -> tuple[bytes, bytes]:
        """Run k3-map; returns the contents of picture and table."""
        picture = Path(self.scratch_file(f'{name}.svg'))
        elf = Path(os.environ['K3_TEST_FIRMWARE'], 'am64-main-r5f0_0-hello.elf')
        res = subprocess.run(
            [TOP / 'scripts/k3-map', '--kernel', os.environ['K3_TEST_KERNEL'],
             '--firmware', elf, '--output', picture, *args],
            env=dict(os.environ, K3_QEMU=self.qemu_bin),
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
        self.log.info('k3-map:\n%s%s', res.stdout, res.stderr)
        self.assertEqual(res.returncode, 0, res.stderr)
        return (picture.read_bytes(),
                picture.with_suffix('.csv').read_bytes())

    def test_borders(self) -> None:
        """3 x 3 around both limits, from two boots."""
        first = self.draw('first', '--ack', ACK, '--wfi', WFI)
        rows = list(csv.DictReader(first[1].decode().splitlines()))
        self.assertEqual(EXPECTED, {
            (int(row['ack_us']) // 1000, int(row['wfi_us'])):
            (row['outcome'], row['later']) for row in rows})
        for row in rows:
            took = int(row['stop_us'])
            if row['outcome'] == 'EBUSY':
                self.assertTrue(5000000 <= took < 5260000, row)
            else:
                self.assertTrue(4900000 <= took < 4906000, row)
        # How many machines run at a time must not make a difference
        self.assertEqual(self.draw('second', '--ack', ACK, '--wfi', WFI,
                                   '--jobs', '1'), first)


if __name__ == '__main__':
    QemuSystemTest.main()
