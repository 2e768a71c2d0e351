#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's AM62x
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test what differs from the SoC that the other tests use.

scripts/k3-functional --file runs this file.  The driver of the M4F comes
with +k3 kernels only.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import DRIVER, facts_of               # noqa: E402
from k3_resident import WKUP, ResidentGuest         # noqa: E402
from k3lib.machine.cores import AM62   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

M4F = 'm4f0_0'
M4F_DRIVER = AM62.driver_of(M4F)[0]
R5F = facts_of(AM62.name)[WKUP][0]
BOARD = 'k3-am625-sk.dtb'


class Am62x(ResidentGuest):
    soc = AM62

    def test_generated_tree(self) -> None:
        self.boot_quad()
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'AM62X')
        self.assertIn('ttyS2', self.console_text())
        # Nothing that Linux asked for was refused
        self.assertEqual(self.nacks(), 0)
        if not self.kernel.does('knows-am62'):
            self.load_driver()
            self.assertEqual(self.sh('ls $R'), '')
            return
        self.attach()
        self.assertEqual(self.nacks(), 0)

    def test_attached_core(self) -> None:
        """Linux can detach from it and attach again, but cannot stop it."""
        if not self.kernel.does('knows-am62'):
            self.skipTest('the driver of 6.1 does not know AM62x')
        self.boot_quad()
        self.attach()
        self.sh_fails(f'echo stop > $R/$(core {R5F})/state')
        self.sh(f'rmmod {DRIVER}')
        held = self.ownership()
        for _ in range(2):
            self.attach()
            self.sh(f'n=$(core {R5F})\n'
                    'echo detach > $R/$n/state && wait_state $n detached\n'
                    'echo start > $R/$n/state && wait_state $n attached\n'
                    'echo detach > $R/$n/state && wait_state $n detached')
            self.sh(f'rmmod {DRIVER}')
            self.wait_core_state(WKUP, 'wfi')
            self.assertTrue(self.resident())
            self.assertEqual(self.ownership(), held)
        self.assertEqual(self.nacks(), 0)

    def test_early_boot(self) -> None:
        """Our firmware in place of the device manager."""
        elf = self.elf_path('wkup-r5f0_0', 'hello')
        self.boot_quad('-machine', f'early-boot=wkup-r5f0_0:{elf}')
        self.assertFalse(self.resident())
        self.wait_core_state(WKUP, 'wfi')
        if not self.kernel.does('knows-am62'):
            return
        self.attach()
        self.assertIn("'hello' on am62 wkup-r5f0_0", self.trace(WKUP))
        # The system firmware keeps working without the device manager's core
        self.assertEqual(self.nacks(), 0)
        if self.kernel.does('pings'):
            self.sh(f'wait_dmesg "" "received echo reply from {R5F}"')
            self.trace(WKUP, until='echo request')
        self.sh(f'n=$(core {R5F})\n'
                'echo detach > $R/$n/state && wait_state $n detached\n'
                'echo start > $R/$n/state && wait_state $n attached')
        self.assertNotIn('boot 2,', self.trace(WKUP, boot=1))

    def test_m4f(self) -> None:
        """Linux boots the core of the MCU domain beside the other one."""
        if not self.kernel.has_driver(M4F_DRIVER):
            self.skipTest(f'{self.kernel.origin} has no {M4F_DRIVER}')
        self.boot_quad(apps={M4F: 'hello'})
        self.attach()
        self.assertEqual(self.core_state(M4F), 'off')
        self.sh(f'modprobe {M4F_DRIVER}')
        self.wait_running(M4F)
        for boot in range(1, 4):
            self.assertIn("'hello' on am62 m4f0_0",
                          self.trace(M4F, boot=boot))
            self.stop(M4F)
            self.assertEqual(self.core_state(M4F), 'off')
            self.start(M4F)
        self.sh(f'wait_state $(core {R5F}) attached')
        self.assertEqual(self.nacks(), 0)

    def test_board_tree(self) -> None:
        """The starter kit's device tree from the distribution works."""
        self.boot_quad('-dtb', self.board_tree(BOARD))
        self.assertEqual(self.sh('cat /proc/device-tree/model | tr -d "\\0"'),
                         'Texas Instruments AM625 SK')
        self.assertIn('ttyS2', self.console_text())
        unit, kind = R5F.split('.')
        if self.sh(f'find /proc/device-tree/ -name {kind}@{unit}'):
            self.attach()

    def test_high_memory(self) -> None:
        """More memory than fits into the lower 2 GiB."""
        self.memory = '3G'
        self.boot_quad()
        self.assertIn('880000000-', self.sh('grep RAM /proc/iomem'))
        self.sh('mount -t tmpfs -o size=2500m none /mnt && '
                'dd if=/dev/zero of=/mnt/x bs=1M count=64')


if __name__ == '__main__':
    QemuSystemTest.main()
