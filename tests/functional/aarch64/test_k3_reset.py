#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt and reset the SoC
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test what resets the SoC, and what RST_SRC says afterwards.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest                            # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

WATCHDOG = 'rti_wdt'
MCU, MAIN = 0x04518170, 0x43018170      # control modules: RST_CTRL
SOURCE = 8                              # RST_SRC, from there
POWER_ON, SOFTWARE, MAIN_WARM = 0, 1 << 16, 1 << 21
ESM = 1 << 31


class Reset(K3Guest):
    icount = 1

    def boot_wdt(self) -> None:
        self.boot(apps={}, reboots=True, fresh=True, drivers=(WATCHDOG,))

    def source(self) -> int:
        """What has reset the SoC; both domains say the same."""
        mcu, main = (int(word, 16) for word in self.sh(
            f'devmem {MCU + SOURCE:#x}; devmem {MAIN + SOURCE:#x}').split())
        self.assertEqual(mcu, main)
        return mcu

    def forget(self) -> None:
        self.sh(f'devmem {MCU + SOURCE:#x} 32 0xffffffff')
        self.assertEqual(self.source(), 0)

    def resets(self, script: str) -> int:
        """Run SCRIPT, which resets the SoC; returns the source."""
        self.sh(f'(sleep 1; {script}) > /dev/null 2>&1 &')
        self.wait_userspace(self.agent)
        return self.source()

    def test_sources(self) -> None:
        self.boot_wdt()
        self.assertEqual(self.source(), POWER_ON)
        self.assertEqual(self.resets(
            f'modprobe {WATCHDOG}\n'
            'watchdog -T 5 -t 600 -F /dev/watchdog0'), ESM)
        # It stays until software clears it
        self.assertEqual(self.resets('reboot -f'), ESM | SOFTWARE)
        self.forget()
        self.assertEqual(self.resets('reboot -f'), SOFTWARE)
        self.forget()
        self.assertEqual(self.resets(f'devmem {MAIN:#x} 32 0x200f6'),
                         MAIN_WARM)


class ResetAm62p(Reset):
    soc = SOCS['am62p']


if __name__ == '__main__':
    QemuSystemTest.main()
