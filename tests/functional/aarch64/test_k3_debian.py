#!/usr/bin/env python3
#
# Functional test of k3-virt with a Debian system on an SD card
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot a Debian system from a card on the trees of boards.

udev loads all modules that the nodes of the tree ask for.

scripts/k3-functional --file runs this file.
"""

import contextlib
import os
from pathlib import Path
import re
import socket
import sys
import time

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import BOOT_LIMIT, K3Guest                # noqa: E402
from k3lib.base import scratch_until_exit               # noqa: E402
from k3lib.boards.expected import warnings_of           # noqa: E402
from k3lib.debian import card                           # noqa: E402
from k3lib.kernel.kernels import Kernel                 # noqa: E402
from k3lib.machine import initramfs                     # noqa: E402
from k3lib.machine.catalogue import Board               # noqa: E402
from k3lib.machine.command import Linux                 # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# A record of the kernel's own; others are of programs
KERNEL = re.compile('<[0-7]>')
# The card has none for remote cores
NO_FIRMWARE = re.compile(r'remoteproc\d+: (Direct firmware load for \S+ failed'
                         r'|request_firmware failed)')
CARDS: dict[Path, Path] = {}        # of this process, by kernel
# What a terminal would obey: bracketed paste, and systemd's OSC 3008
CONTROL = re.compile(r'\x1b\[[?\d;]*[a-zA-Z]|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)')


def card_for(kernel: Kernel) -> Path:
    """A card that no test writes to."""
    if kernel.image not in CARDS:
        path = scratch_until_exit('k3-debian') / 'card.img'
        card.make(path, kernel)
        CARDS[kernel.image] = path
    return CARDS[kernel.image]


class Console:
    """A serial console on a socket, with a shell at its other end."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(1)
        self.text = ''          # since the last wait() has ended

    def _receive(self) -> None:
        with contextlib.suppress(TimeoutError):
            data = self.socket.recv(1 << 16)
            self.text += CONTROL.sub('', data.decode('utf-8', 'replace')
                                     ).replace('\r', '')

    def wait(self, pattern: str, limit: float = BOOT_LIMIT) -> str:
        """The text up to a match of PATTERN."""
        end = time.monotonic() + limit
        while not (found := re.search(pattern, self.text, re.M)):
            if time.monotonic() > end:
                raise AssertionError(f'no {pattern!r} on the console:\n'
                                     + self.text[-3000:])
            self._receive()
        before = self.text[:found.start()]
        self.text = self.text[found.end():]
        return before

    def drain(self, limit: float = BOOT_LIMIT) -> None:
        """Until QEMU has closed it: a guest waits for one who reads."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                if not self.socket.recv(1 << 16):
                    return
        raise AssertionError('the guest does not power off')

    def type(self, line: str) -> None:
        self.socket.sendall(line.encode() + b'\n')

    def run(self, command: str) -> tuple[int, str]:
        """Status and output of a shell command."""
        # The echo of what is typed must not look like the end of the output
        self.type(f'echo BEG""IN; {command}; echo "END""ED $?"')
        self.wait(r'^BEGIN\n')
        output = self.wait(r'^ENDED ')
        return int(self.wait(r'\n')), output.strip()


class DebianGuest(K3Guest):
    """A Debian system from its kernel's first message to its last."""

    device = 'mmcblk1p1'
    # On a busy host, units of systemd would not start in their time
    icount = 1

    def serial(self) -> str:
        return (f'unix:{self.socket_dir().name}/console,server=on,wait=off,'
                f'logfile={self.console}')

    def check_debian(self, name: str) -> None:
        tree = Path(self.board_tree(f'{name}.dtb'))
        board = Board(tree)
        self.prepare(self.vm, (
            '-dtb', str(tree), '-nic', 'user,model=virtio',
            # What is written to the card is lost in the end
            '-drive', 'if=sd,index=0,format=raw,snapshot=on,'
            f'file={card_for(self.kernel)}'))
        initrd = initramfs.write(Path(self.scratch_file('initrd')),
                                 self.kernel, (), 'card')
        self.vm.add_args(*Linux(self.kernel.image, initrd,
                                f'console={board.console}').arguments())
        self.vm.launch()
        console = Console(f'{self.socket_dir().name}/console')
        self.addCleanup(console.socket.close)
        self.use(console, board)

    def use(self, console: Console, board: Board) -> None:
        console.wait(r'login: $')
        console.type('root')
        console.wait(r'root@k3:~# ')
        console.type('stty -echo; PS1=; dmesg -n 1')
        state = console.run('systemctl is-system-running --wait; '
                            'systemctl list-units --failed --no-legend')[1]
        self.assertEqual(state.splitlines()[0].strip(), 'running', state)
        self.assertEqual(console.run('findmnt -n -o SOURCE /'),
                         (0, f'/dev/{self.device}'))
        status, output = console.run(
            'for n in $(seq 60); do ping -c 1 -q 10.0.2.2 && break; '
            'sleep 1; done; ping -c 3 -q 10.0.2.2')
        self.assertEqual(status, 0, output)
        log = console.run('dmesg -r')[1].splitlines()
        self.assertEqual(console.run('cp /bin/bash /root/bash && sync && '
                                     'cmp /bin/bash /root/bash')[0], 0)
        console.type('systemctl poweroff')
        console.drain()
        self.vm.wait(timeout=BOOT_LIMIT)
        found = warnings_of([line for line in log if KERNEL.match(line)
                             and not NO_FIRMWARE.search(line)], board.name,
                            os.environ['K3_TEST_KERNEL'])
        self.assertEqual(found.defects, [])
        self.assertEqual(list(found.unexplained), [])


class Am642Evm(DebianGuest):
    def test_debian(self) -> None:
        self.check_debian('k3-am642-evm')


class Am625Sk(DebianGuest):
    soc = SOCS['am62x']

    def test_debian(self) -> None:
        self.check_debian('k3-am625-sk')


class Am62p5Sk(DebianGuest):
    soc = SOCS['am62p']

    def test_debian(self) -> None:
        self.check_debian('k3-am62p5-sk')


class J721eSk(DebianGuest):
    soc = SOCS['j721e']

    def test_debian(self) -> None:
        self.check_debian('k3-j721e-sk')


if __name__ == '__main__':
    QemuSystemTest.main()
