#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's J784S4
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test eight application cores, and a device manager in a cluster of two R5Fs.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_resident import ResidentGuest                   # noqa: E402
from k3_routed import RoutedGuest                       # noqa: E402
from k3lib.machine.cores import DSP_DRIVER, SOCS        # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

MANAGER = 'mcu-r5f0_0'      # runs the device manager
# Of the cluster that J721E does not have. Core: router input of its mailbox line,
# output
LINES = {'main-r5f2_0': (425, 324), 'main-r5f2_1': (426, 356)}


class J784s4(ResidentGuest, RoutedGuest):   # pylint: disable=abstract-method
    soc = SOCS['j784s4']
    device_manager = MANAGER
    board = 'k3-j784s4-evm.dtb'
    model = 'Texas Instruments J784S4 EVM'
    cpus = 8
    remote_cores = 11       # the MCU cluster is in lockstep mode
    c7x = 'c71_3'           # the last one

    def attach(self) -> None:
        """The driver attaches to one core of the MCU cluster."""
        super().attach()
        self.assertTrue(self.resident())

    def check_r5fs(self) -> None:
        """R5Fs are started, talk through the router, and are stopped."""
        for boot in (1, 2):
            for core, route in LINES.items():
                if boot > 1:
                    self.start(core)
                self.check_hello(core, boot, route)
            for core in reversed(LINES):
                self.stop(core)
                self.wait_core_state(core, 'off')

    def check_c7x(self) -> None:
        self.sh(f'modprobe virtio_rpmsg_bus && modprobe {DSP_DRIVER}')
        for boot in (1, 2):
            self.wait_running(self.c7x)
            self.sh(f'wait_count {boot} "creating channel rpmsg-raw"')
            self.stop(self.c7x)
            self.wait_core_state(self.c7x, 'off')
            self.start(self.c7x)

    def test_board_tree(self) -> None:
        """One boot with all of it; the generated tree says the same."""
        self.boot(apps={**dict.fromkeys(LINES, 'hello'), self.c7x: 'rpmsg'},
                  extra=('-dtb', self.board_tree(self.board)))
        self.assertEqual(self.sh('cat /proc/device-tree/model | tr -d "\\0"'),
                         self.model)
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'J784S4')
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'),
                         str(self.cpus))
        self.assertIn('ttyS2', self.console_text())
        # Linux asks for the reserved parents of some clocks
        nacks = self.nacks()
        self.attach()
        self.check_r5fs()
        self.check_c7x()
        self.assertEqual(self.sh('ls $R | wc -l'), str(self.remote_cores))
        # At its first start, the firmware has no earlier route to release
        self.assertEqual(self.nacks(), nacks + len(LINES))


if __name__ == '__main__':
    QemuSystemTest.main()
