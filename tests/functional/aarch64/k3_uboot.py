# SPDX-License-Identifier: GPL-2.0-or-later
"""U-Boot on k3-virt, which boots a Linux guest from an SD card."""

from collections.abc import Mapping, Sequence
from pathlib import Path
import sys
from unittest import SkipTest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import DRIVER, K3Guest                    # noqa: E402
from k3lib.base import Failure                          # noqa: E402
from k3lib.build import uboot                           # noqa: E402
from k3lib.machine import uboot_card                    # noqa: E402

# Where U-Boot puts a file of the card before it reads it as an ELF file
SCRATCH = '0x90000000'


class UBootGuest(K3Guest):
    memory = ''             # as in U-Boot's control tree
    # U-Boot gives a card one second for a command: the host must not count
    icount = 3
    # For U-Boot: commands before it boots Linux, and files for them
    first: Sequence[str] = ()
    on_card: Mapping[str, bytes] = {}

    def find_uboot(self) -> Path:
        try:
            return uboot.find(self.soc.name)
        except Failure as err:
            raise SkipTest(str(err)) from err

    def linux(self, initrd: Path) -> list[str]:
        """U-Boot boots Linux, as uEnv.txt on the card tells it to."""
        binary = self.find_uboot()
        card = uboot_card.write(
            Path(self.scratch_file('card')), self.kernel.image, initrd,
            f'earlycon={self.soc.console} panic=-1', self.first, self.on_card)
        return uboot_card.UBootCard(binary, card).arguments()

    def boot_with_uboot(self, apps: dict[str, str],
                        drivers: Sequence[str] = (DRIVER,)) -> None:
        self.boot(apps=apps, drivers=drivers, reboots=True, fresh=True)

    def check_efi(self, board: str) -> None:
        """Linux was started as an EFI application, with U-Boot's tree."""
        self.assertIn('Booting: linux', self.console_text())
        self.assertIn('by Das U-Boot',
                      self.sh('dmesg | grep "efi: EFI v"'))
        self.sh('test -d /sys/firmware/efi/efivars')
        self.assertEqual(
            self.sh('cat /sys/firmware/devicetree/base/model').rstrip('\0'),
            board)
