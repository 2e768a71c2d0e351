#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's J7200 and J721S2
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test what differs from J721E: the device manager runs on an R5F.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_resident import ResidentGuest                   # noqa: E402
from k3lib.machine.cores import DSP_DRIVER, SOCS        # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

DM = 'mcu-r5f0_0'


class J7200Guest(ResidentGuest):
    """Two clusters of R5Fs; the board's tree has the MCU R5Fs in lockstep."""

    soc = SOCS['j7200']
    device_manager = DM
    board = 'k3-j7200-evm.dtb'

    def test_cores(self) -> None:
        main = [core for core in self.soc.cores if core.startswith('main')]
        apps = {core: 'rpmsg' if core in self.soc.dsps else 'hello'
                for core in self.soc.cores if core != DM}
        self.boot(apps=apps, extra=('-dtb', self.board_tree(self.board)))
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '2')
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'),
                         self.soc.name.upper())
        self.assertIn('ttyS2', self.console_text())
        # Linux asks for the reserved parents of some clocks
        nacks = self.nacks()
        self.attach()
        for core in main:
            self.check_runs(core, 1)
        # In lockstep, core 1 of the MCU R5Fs is not a remote processor
        self.assertCountEqual(self.sh('cat $R/*/name').split(),
                              [self.facts[core][0] for core in (DM, *main)])
        for core in reversed(main):
            self.stop(core)
            self.wait_core_state(core, 'off')
        for core in main:
            self.start(core)
            self.check_runs(core, 2)
        # The driver has no way to stop a core that it attached to
        self.sh_fails(f'echo stop > $R/{self.remoteproc(DM)}/state')
        self.assertTrue(self.resident())
        # At its first start, the firmware has no earlier route to release
        self.assertEqual(self.nacks(), nacks + len(main))

    def check_runs(self, core: str, boot: int) -> None:
        self.wait_running(core)
        self.assertIn(f"'hello' on {self.soc.name} {core}",
                      self.trace(core, boot=boot))
        self.wait_core_state(core, 'wfi')


class J721S2Guest(J7200Guest):
    """Two clusters of R5Fs, and two C71x."""

    soc = SOCS['j721s2']
    board = 'k3-j721s2-evm.dtb'

    def test_cores(self) -> None:
        super().test_cores()
        nacks = self.nacks()
        if not self.kernel.has_driver(DSP_DRIVER):
            return
        self.sh(f'modprobe virtio_rpmsg_bus && modprobe {DSP_DRIVER}')
        for start in (1, 2):
            for core in self.soc.dsps:
                self.wait_running(core)
                self.wait_core_state(core, 'wfi')
            self.sh(f'wait_count {2 * start} "creating channel rpmsg-raw"')
            for core in self.soc.dsps:
                self.stop(core)
                self.wait_core_state(core, 'off')
                self.start(core)
        self.assertEqual(self.nacks(), nacks)


if __name__ == '__main__':
    QemuSystemTest.main()
