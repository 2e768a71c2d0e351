#!/usr/bin/env python3
#
# Functional tests of the flash memories of k3-virt with Linux
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Read and write the flash memory of an OSPI controller.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import random
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest                            # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

SIZE = 64 << 20
BLOCK = 4096        # what Linux erases
# Where the test writes; the image is erased from here on
BEGIN = 1 << 20
COMPLAINTS = 'timeout|timed out|busy|error|fail'


class FlashGuest(K3Guest):
    def boot_flash(self, index: int = 0, dtb: str = '') -> None:
        self.image = Path(self.scratch_file('flash'))
        random.seed(1)
        self.image.write_bytes(random.randbytes(BEGIN)
                               + b'\xff' * (SIZE - BEGIN))
        extra = ['-drive',
                 f'if=mtd,index={index},format=raw,file={self.image}']
        if dtb:
            extra += ['-dtb', self.board_tree(dtb)]
        self.boot(apps={}, drivers=(), extra=extra)
        self.sh('modprobe -a spi_cadence_quadspi spi_nor\n'
                'until [ -c /dev/mtd0 ]; do usleep 100000; done')

    def check_flash(self) -> None:
        self.assertEqual(self.sh("awk '/mtd0/ { print $2, $3 }' /proc/mtd"),
                         f'{SIZE:08x} {BLOCK:08x}')
        before = self.image.read_bytes()
        # All that is not erased, with an end that is no multiple of anything
        self.sh('dd if=/dev/mtd0 of=/tmp/read bs=70001 count=14')
        self.assertEqual(self.sh('sha256sum < /tmp/read'), self.sh(
            f'dd if=/dev/mtd0 bs=4k count={BEGIN // 4096} 2>/dev/null | '
            f'head -c {70001 * 14} | sha256sum'))
        self.sh('dd if=/dev/urandom of=/tmp/data bs=1001 count=100\n'
                f'dd if=/tmp/data of=/dev/mtd0 bs=1001 seek={BEGIN // 1001}'
                ' conv=notrunc')
        begin = BEGIN // 1001 * 1001
        written = self.sh('od -An -v -tx1 /tmp/data')
        after = self.image.read_bytes()
        data = bytes.fromhex(written)
        # A write only clears bits
        cleared = bytes(old & new for old, new in
                        zip(before[begin:], data))
        self.assertEqual(after, before[:begin] + cleared
                         + before[begin + len(data):])
        self.assertEqual(self.sh(
            f'dmesg | grep -E "spi-nor|cadence" | grep -E -i "{COMPLAINTS}" |'
            ' grep -v "No Rx DMA" || true'), '')


class Flash(FlashGuest):
    def test_flash(self) -> None:
        self.boot_flash()
        self.check_flash()


class J721eBoard(FlashGuest):
    """The second controller of the MCU domain."""

    soc = SOCS['j721e']

    def test_flash(self) -> None:
        self.boot_flash(1, 'k3-j721e-evm.dtb')
        self.check_flash()


if __name__ == '__main__':
    QemuSystemTest.main()
