#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's AM65x
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test two clusters of A53 cores, and R5Fs behind two interrupt routers.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_routed import RoutedGuest                       # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# Core: (input, output) of its mailbox line, router by router
ROUTES = {
    'mcu-r5f0_0': ((437, 120), (184, 0)),
    'mcu-r5f0_1': ((433, 124), (188, 32)),
}
BOARD = 'k3-am654-base-board.dtb'


class Am65x(RoutedGuest):
    soc = SOCS['am65x']

    def boot_am65x(self, *extra: str) -> None:
        self.boot(apps=dict.fromkeys(ROUTES, 'hello'), extra=extra)
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '4')
        siblings = '/sys/devices/system/cpu/cpu*/topology/cluster_cpus_list'
        self.assertEqual(self.sh(f'cat {siblings}').split(),
                         ['0-1', '0-1', '2-3', '2-3'])
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'AM65X')
        self.assertEqual(self.sh('cat /sys/devices/soc0/revision'), 'SR2.0')
        self.assertIn('ttyS2', self.console_text())

    def check_runs(self, core: str, boot: int) -> None:
        self.check_hello(core, boot, *ROUTES[core])
        self.wait_core_state(core, 'wfi')

    def test_generated_tree(self) -> None:
        """The default device tree: the cluster is in lockstep."""
        self.boot_am65x()
        self.assertEqual(self.nacks(), 0)
        self.skip_without_router_driver()
        self.run_cores(['mcu-r5f0_0'])
        # The first start released routes which did not exist
        self.assertEqual(self.nacks(), len(ROUTES['mcu-r5f0_0']))

    def test_split(self) -> None:
        self.skip_without_router_driver()
        self.option('r5f-mode=split')
        self.boot_am65x()
        self.run_cores(list(ROUTES))

    def test_board_tree(self) -> None:
        """As the board's tree has it, with a kernel that can use its R5F."""
        self.memory = '4G'
        self.boot_am65x('-dtb', self.board_tree(BOARD))
        self.assertIn('AM654', self.sh('cat /proc/device-tree/model'))
        self.skip_without_router_driver()
        self.run_cores(['mcu-r5f0_0'])


if __name__ == '__main__':
    QemuSystemTest.main()
