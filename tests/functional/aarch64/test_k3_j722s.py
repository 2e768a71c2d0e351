#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's J722S
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test what differs from AM62P: an R5F in the MAIN domain.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_resident import ResidentGuest                   # noqa: E402
from k3lib.machine.cores import SOCS                     # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

MCU, MAIN = 'mcu-r5f0_0', 'main-r5f0_0'
BOARD = 'k3-j722s-evm.dtb'


class J722s(ResidentGuest):
    soc = SOCS['j722s']

    def test_board_tree(self) -> None:
        """The driver attaches to one R5F and boots the other two."""
        self.boot_quad('-dtb', self.board_tree(BOARD),
                       apps={MCU: 'hello', MAIN: 'hello'})
        self.assertEqual(self.sh('cat /proc/device-tree/model | tr -d "\\0"'),
                         'Texas Instruments J722S EVM')
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'J722S')
        self.assertIn('ttyS2', self.console_text())
        # Linux also asks for the parents of clocks that are reserved
        before = self.nacks()
        self.attach()
        for boot in (1, 2):
            self.wait_running(MCU, MAIN)
            for core in (MCU, MAIN):
                self.assertIn(f"'hello' on j722s {core}",
                              self.trace(core, boot=boot))
                self.stop(core)
                self.assertEqual(self.core_state(core), 'off')
                self.start(core)
        self.assertTrue(self.resident())
        self.assertEqual(self.nacks(), before)


if __name__ == '__main__':
    QemuSystemTest.main()
