#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's AM65x
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test two clusters of A53 cores, and R5Fs behind two interrupt routers.

scripts/k3-functional --file runs this file.
"""

from collections.abc import Sequence
from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import AM65X_CORES, DRIVER, K3Guest       # noqa: E402
from k3lib.machine.cores import AM65X   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# Core: (input, output) of its mailbox line, router by router
ROUTES = {
    'mcu-r5f0_0': ((437, 120), (184, 0)),
    'mcu-r5f0_1': ((433, 124), (188, 32)),
}
BOARD = 'ti/k3-am654-base-board.dtb'


class Am65x(K3Guest):
    soc = AM65X
    facts = AM65X_CORES

    def boot_am65x(self, *extra: str) -> None:
        self.boot(apps=dict.fromkeys(ROUTES, 'hello'), extra=extra)
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '4')
        siblings = '/sys/devices/system/cpu/cpu*/topology/cluster_cpus_list'
        self.assertEqual(self.sh(f'cat {siblings}').split(),
                         ['0-1', '0-1', '2-3', '2-3'])
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'AM65X')
        self.assertEqual(self.sh('cat /sys/devices/soc0/revision'), 'SR2.0')
        self.assertIn('ttyS2', self.console_text())

    def skip_without_router_driver(self) -> None:
        """Debian's 7.x has none, so that the mailboxes are deferred."""
        if not self.kernel.has_driver('irq_ti_sci_intr', 'ti,sci-intr'):
            self.skipTest(f'{self.kernel.origin} is built without '
                          'CONFIG_TI_SCI_INTR_IRQCHIP')

    def check_runs(self, core: str, boot: int) -> None:
        self.wait_running(core)
        trace = self.trace(core, boot=boot)
        self.assertIn(f"'hello' on am65x {core}", trace)
        for line, output in ROUTES[core]:
            self.assertIn(f'mailbox line {line} to output {output}: ok',
                          trace.partition(f'boot {boot},')[2])
        self.wait_core_state(core, 'wfi')

    def run_cores(self, cores: Sequence[str]) -> None:
        """Check that each core runs, and can be stopped and started again."""
        self.sh(f'modprobe {DRIVER}')
        for core in cores:
            self.check_runs(core, 1)
        self.assertEqual(self.sh('cat $R/*/name | grep -c r5f'),
                         str(len(cores)))
        for core in reversed(cores):
            self.stop(core)
            self.wait_core_state(core, 'off')
        for core in cores:
            self.start(core)
            self.check_runs(core, 2)

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
        dtb = self.kernel.dtbs and self.kernel.dtbs / BOARD
        if not dtb or not dtb.is_file():
            self.skipTest(f'{self.kernel.origin} comes without {BOARD}')
        self.memory = '4G'
        self.boot_am65x('-dtb', str(dtb))
        self.assertIn('AM654', self.sh('cat /proc/device-tree/model'))
        self.skip_without_router_driver()
        self.run_cores(['mcu-r5f0_0'])


if __name__ == '__main__':
    QemuSystemTest.main()
