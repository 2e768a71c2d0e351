# SPDX-License-Identifier: GPL-2.0-or-later
"""A card from which U-Boot for TI's evaluation boards boots Linux.

U-Boot runs what uEnv.txt on the first partition of the SD card tells it to.  A
kernel that is an EFI application is started by U-Boot's boot manager, as that of
a distribution; another one with booti.  Linux gets U-Boot's control tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..formats.fat import write_card

KERNEL, INITRD, ENVIRONMENT = 'LINUX.EFI', 'INITRD.IMG', 'UENV.TXT'
PARTITION = 'mmc ${mmcdev}:1'
# U-Boot gives a card one second for a command.  QEMU may need longer to copy the
# largest blocks, but counted time stands still meanwhile.
COUNTING = ('-icount', 'shift=3')
# Where U-Boot's variables say, but initrds get more room
INITRD_AT = '0x90000000'


def is_efi(image: bytes) -> bool:
    return image[:2] == b'MZ'


def efi_commands(append: str) -> list[str]:
    return [f'efidebug boot add -b 1 linux {PARTITION} {KERNEL} '
            f'-i {PARTITION} {INITRD} -s "{append}"',
            'efidebug boot order 1', 'bootefi bootmgr']


def booti_commands(append: str) -> list[str]:
    return [f'setenv bootargs "{append}"',
            f'load {PARTITION} ${{kernel_addr_r}} {KERNEL}',
            f'load {PARTITION} {INITRD_AT} {INITRD}',
            f'booti ${{kernel_addr_r}} {INITRD_AT}:${{filesize}} '
            '${fdtcontroladdr}']


def environment(commands: Sequence[str]) -> bytes:
    """uEnv.txt that runs COMMANDS before anything else.

    U-Boot tests whether uenvcmd is empty, with a limit to its words.
    """
    return f'uenvcmd=run k3virt\nk3virt={"; ".join(commands)}\n'.encode()


@dataclass(frozen=True)
class UBootCard:
    """What U-Boot boots; an alternative to command.Linux."""
    uboot: Path
    card: Path
    dtb: Path | None = None
    counting: bool = False      # nobody else says how time passes

    def arguments(self) -> list[str]:
        words = ['-bios', str(self.uboot), '-drive',
                 f'if=sd,index=0,format=raw,file={self.card}']
        if self.dtb:
            words += ['-dtb', str(self.dtb)]
        if self.counting:
            words += COUNTING
        return words


def write(path: Path, kernel: Path, initrd: Path, append: str,
          first: Sequence[str] = (),
          files: Mapping[str, bytes] | None = None) -> Path:
    """Write the card at PATH.

    U-Boot runs the commands FIRST before it boots the kernel; FILES are more
    files on the card, for them.
    """
    image = kernel.read_bytes()
    boot = efi_commands(append) if is_efi(image) else booti_commands(append)
    return write_card(path, {
        ENVIRONMENT: environment([*first, *boot]), KERNEL: image,
        INITRD: initrd.read_bytes(), **(files or {})})
