#!/usr/bin/env python3
#
# Functional tests of U-Boot on other SoCs of k3-virt
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux by EFI; cores that U-Boot starts and Linux attaches to.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import DRIVER                             # noqa: E402
from k3_uboot import SCRATCH, UBootGuest                # noqa: E402
from k3lib.machine.cores import DSP_DRIVER, J721E, SOCS  # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402


class AM62x(UBootGuest):
    soc = SOCS['am62x']

    def test_am62x(self) -> None:
        self.boot_with_uboot({})
        self.assertIn('SoC:   AM62X SR1.0 HS-FS', self.console_text())
        if self.kernel.image.read_bytes()[:2] == b'MZ':
            self.check_efi('Texas Instruments AM625 SK')


class J721e(UBootGuest):
    """Its control tree has all R5Fs in lockstep, and aliases with numbers."""

    soc = J721E
    numbers = {'main-r5f0_0': 2, 'main-r5f1_0': 4, 'c66_0': 6, 'c71_0': 8}

    def start_by_uboot(self, *cores: str) -> None:
        commands, files = ['rproc init', 'rproc list'], {}
        for core in cores:
            number = self.numbers[core]
            files[f'CORE{number}.ELF'] = self.elf(core, 'hello')
            commands += [
                f'load mmc 1:1 {SCRATCH} CORE{number}.ELF',
                f'rproc load {number} {SCRATCH} ${{filesize}}',
                f'rproc start {number}']
        self.first, self.on_card = commands, files
        self.boot_with_uboot({}, (DRIVER, DSP_DRIVER))

    def test_attach(self) -> None:
        cores = list(self.numbers)
        self.start_by_uboot(*cores)
        self.assertIn('SoC:   J721E SR1.1 GP', self.console_text())
        self.sh(f'modprobe -a {DRIVER} {DSP_DRIVER}')
        for core in cores:
            self.sh(f'wait_state $(core {self.facts[core][0]}) attached')
        for core in ('main-r5f0_0', 'main-r5f1_0'):
            self.assertIn('boot 1,', self.trace(core))
            self.wait_core_state(core, 'wfi')


if __name__ == '__main__':
    QemuSystemTest.main()
