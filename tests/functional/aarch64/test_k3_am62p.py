#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's AM62P, AM62A and AM62D
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test what differs from AM62x: an R5F in the MCU domain that Linux boots.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_resident import WKUP, ResidentGuest             # noqa: E402
from k3lib.machine.boot_flags import TCM_FLAGS           # noqa: E402
from k3lib.machine.cores import SOCS   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

MCU = 'mcu-r5f0_0'


class McuGuest(ResidentGuest):
    """A SoC with an R5F in the MCU domain."""

    family: str
    board: str
    model: str
    built_for: str                  # the SoC that our firmware is built for

    def start_and_stop(self) -> None:
        """The driver starts the MCU R5F and attaches to the WKUP R5F."""
        for boot in range(1, 4):
            self.wait_running(MCU)
            self.assertIn(f"'hello' on {self.built_for} {MCU}",
                          self.trace(MCU, boot=boot))
            self.stop(MCU)
            self.assertEqual(self.core_state(MCU), 'off')
            self.start(MCU)
        self.assertTrue(self.resident())

    def check_board_tree(self) -> None:
        """Its MCU R5F has BTCM at address 0 and no ATCM."""
        self.boot_quad('-dtb', self.board_tree(self.board), apps={MCU: 'hello'})
        self.assertEqual(self.sh('cat /proc/device-tree/model | tr -d "\\0"'),
                         self.model)
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), self.family)
        self.assertIn('ttyS2', self.console_text())
        self.attach()
        self.start_and_stop()
        self.assertEqual(self.qom(self.core_path(MCU), 'config') &
                         sum(TCM_FLAGS.values()), TCM_FLAGS['btcm-enable'])


class Am62p(McuGuest):
    soc = SOCS['am62p']
    family = 'AM62PX'
    board = 'k3-am62p5-sk.dtb'
    model = 'Texas Instruments AM62P5 SK'
    built_for = 'am62p'

    def test_generated_tree(self) -> None:
        self.boot_quad(apps={MCU: 'hello'})
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), self.family)
        self.assertIn('ttyS2', self.console_text())
        self.assertEqual(self.nacks(), 0)
        self.attach()
        self.start_and_stop()
        self.assertEqual(self.nacks(), 0)

    def test_early_boot(self) -> None:
        """Our firmware replaces the device manager and runs before Linux."""
        wkup, mcu = (self.elf_path(core, 'hello') for core in (WKUP, MCU))
        self.boot_quad('-machine', f'early-boot.0={WKUP}:{wkup},'
                       f'early-boot.1={MCU}:{mcu}')
        self.assertFalse(self.resident())
        self.attach()
        for core in (WKUP, MCU):
            self.sh(f'wait_state $(core {self.facts[core][0]}) attached')
            self.assertIn(f"'hello' on {self.soc.name} {core}", self.trace(core))
        self.assertEqual(self.nacks(), 0)

    def test_board_tree(self) -> None:
        self.check_board_tree()


class Am62a(Am62p):
    soc = SOCS['am62a']
    family = 'AM62AX'
    board = 'k3-am62a7-sk.dtb'
    model = 'Texas Instruments AM62A7 SK'
    built_for = 'am62a'


class Am62d(McuGuest):
    """A variant of AM62A, which has that SoC's JTAG id and firmware."""

    soc = SOCS['am62d']
    family = 'AM62AX'
    board = 'k3-am62d2-evm.dtb'
    model = 'Texas Instruments AM62D2 EVM'
    built_for = 'am62a'

    def test_board_tree(self) -> None:
        self.check_board_tree()


if __name__ == '__main__':
    QemuSystemTest.main()
