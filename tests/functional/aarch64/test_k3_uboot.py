#!/usr/bin/env python3
#
# Functional tests of U-Boot on k3-virt's AM64x
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""U-Boot reads a card, resets, and boots a distribution's kernel by EFI.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_uboot import SCRATCH, UBootGuest                # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# RAM that survives a reset, and which U-Boot does not use
MARK = '98000000'


class AM64x(UBootGuest):
    """The defaults of k3-virt."""

    def test_am64x(self) -> None:
        """Commands, a reset, EFI, and a core that Linux starts."""
        self.on_card = {'NOTE.TXT': b'k3!\n'}
        self.first = [
            f'if itest *{MARK} == 600dcafe; then echo second boot; '
            f'else mw.l {MARK} 600dcafe; echo first boot; reset; fi',
            'mmc list', f'load mmc 1:1 {SCRATCH} NOTE.TXT',
            f'md.b {SCRATCH} 4', 'i2c dev 0', 'i2c probe 38',
            'fdt addr ${fdtcontroladdr}', 'fdt print /memory@80000000 reg',
        ]
        self.boot_with_uboot({'r5f0_0': 'hello'})
        text = self.console_text().replace('\r', '')
        for words in ('SoC:   AM64X SR2.0 HS-FS', 'AM642 EVM', 'first boot',
                      'second boot', 'mmc@fa00000: 1', '6b 33 21 0a',
                      'Valid chip addresses: 38',
                      'reg = <0x00000000 0x80000000 0x00000000 0x80000000>'):
            self.assertIn(words, text)
        self.assertEqual(text.count('first boot'), 1)
        self.check_efi('Texas Instruments AM642 EVM')
        self.load_driver()
        self.wait_running('r5f0_0')
        self.assertIn("'hello' on am64 r5f0_0", self.trace('r5f0_0'))


if __name__ == '__main__':
    QemuSystemTest.main()
