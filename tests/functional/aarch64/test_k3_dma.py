#!/usr/bin/env python3
#
# Functional tests of the block copy DMA of k3-virt with Linux's dmatest
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Copy memory in several threads, compare it, stop in the middle.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import re
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest, SOC                       # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

RESULT = re.compile(r'(dma\dchan\d+-copy\d+): summary (\d+) tests, '
                    r'(\d+) failures')


class DmaGuest(K3Guest):
    """Linux with the driver of the DMA engine, and dmatest."""

    def boot_dma(self, dtb: str = '', extra: tuple[str, ...] = ()) -> None:
        if not self.kernel.has_driver('k3_udma', 'ti,am64-dmss-bcdma'):
            self.skipTest(f'{self.kernel.origin} is built without '
                          'CONFIG_TI_K3_UDMA')
        if not self.kernel.has_driver('dmatest'):
            self.skipTest(f'{self.kernel.origin} has no dmatest')
        if dtb:
            extra += ('-dtb', self.board_tree(dtb))
        self.boot(apps={}, drivers=(), extra=extra)

    def check_quiet(self) -> None:
        """The driver has nothing to complain about."""
        self.assertEqual(self.sh(
            'dmesg -r | grep -E "^<[0-4]>" | grep -v "taints kernel" | '
            'grep -E "485c0100|dmatest|sci-inta|Call trace" || true'), '')

    def check_copies(self, threads: int, iterations: int, **settings: int
                     ) -> None:
        """
        Let dmatest copy and compare, in THREADS on each channel: on at least
        two, since its limit is not exact.
        """
        words = ' '.join(f'{name}={value}'
                         for name, value in settings.items())
        self.sh(f'dmesg -c > /dev/null\nmodprobe dmatest max_channels=2 '
                f'threads_per_chan={threads} iterations={iterations} '
                f'timeout=60000 {words} run=1\n'
                # Reading this waits for the end of the test
                'cat /sys/module/dmatest/parameters/wait')
        results = RESULT.findall(self.sh('dmesg'))
        self.assertGreaterEqual(len(results), 2 * threads, results)
        for name, tests, failures in results:
            self.assertEqual((int(tests), int(failures)), (iterations, 0),
                             name)
        self.sh('rmmod dmatest')
        self.check_quiet()


class Am64(DmaGuest):
    def test_copies(self) -> None:
        """Small and large transfers, each with random size and alignment."""
        self.boot_dma()
        self.check_copies(threads=3, iterations=40)
        # More than 64 KiB need two transfer requests
        self.check_copies(threads=2, iterations=10, test_buf_size=1 << 20)
        self.check_copies(threads=1, iterations=2, test_buf_size=1 << 20,
                          norandom=1)
        # All channels are free again, and their interrupts have no routes
        self.assertEqual(self.qom(f'{SOC}/inta[0]', 'routes'), '')
        self.assertNotIn('enabled=1', self.qom(f'{SOC}/bcdma[0]', 'channels'))

    def test_terminate(self) -> None:
        """dmatest ends all transfers while the DMA engine is at work."""
        # 1 MB/s: a transfer of 1 MiB is never done
        self.boot_dma(extra=('-global', 'ti-k3-bcdma.bandwidth=1000000'))
        self.sh('modprobe dmatest max_channels=2 iterations=0 '
                'test_buf_size=200000 norandom=1 noverify=1 timeout=10 run=1\n'
                'sleep 1\n'
                'echo 0 > /sys/module/dmatest/parameters/run\n'
                'rmmod dmatest')
        self.assertEqual(self.sh(
            'dmesg | grep -E "refused to stop|Call trace" || true'), '')
        self.assertEqual(self.qom(f'{SOC}/inta[0]', 'routes'), '')
        self.check_copies(threads=1, iterations=5)

    def test_board(self) -> None:
        self.boot_dma(dtb='k3-am642-evm.dtb')
        self.check_copies(threads=2, iterations=10)


class Am62x(DmaGuest):
    soc = SOCS['am62x']

    def test_copies(self) -> None:
        self.boot_dma()
        self.check_copies(threads=2, iterations=10)

    def test_board(self) -> None:
        self.boot_dma(dtb='k3-am625-sk.dtb')
        self.check_copies(threads=2, iterations=10)


class Am62a(DmaGuest):
    soc = SOCS['am62a']

    def test_copies(self) -> None:
        self.boot_dma()
        self.check_copies(threads=2, iterations=10)


class Am62p(DmaGuest):
    soc = SOCS['am62p']

    def test_copies(self) -> None:
        self.boot_dma()
        self.check_copies(threads=2, iterations=10)


class J722s(DmaGuest):
    soc = SOCS['j722s']

    def test_copies(self) -> None:
        self.boot_dma()
        self.check_copies(threads=2, iterations=10)


if __name__ == '__main__':
    QemuSystemTest.main()
