#!/usr/bin/env python3
#
# Functional tests of QEMU's common options with k3-virt
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test disks, networks and folders, and board trees that options change.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import struct
import subprocess
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest                            # noqa: E402
from k3lib.formats.elf import (ELF64, EM_AARCH64, ET_EXEC,   # noqa: E402
                               LITTLE_ENDIAN, MAGIC, PF_R, PT_LOAD, Ehdr,
                               Phdr)
from k3lib.machine.command import Linux, Machine, Watch   # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# A program that prints its exception level on UART0 and powers off
EL_PROGRAM = (
    0xd2a05001,         # movz x1, #0x280, lsl #16
    0xb900203f,         # str wzr, [x1, #0x20]  (MDR1: 16x mode)
    0xd5384242,         # mrs x2, CurrentEL
    0xd342fc42,         # lsr x2, x2, #2
    0x1100c040,         # add w0, w2, #'0'
    0xb9000020,         # str w0, [x1]
    0x52b08000,         # movz w0, #0x8400, lsl #16  (PSCI SYSTEM_OFF)
    0x72800100,         # movk w0, #8
    0xd4000003,         # smc #0
    0x14000000,         # b .
)


def elf(code: tuple[int, ...], address: int) -> bytes:
    """An AArch64 program of one segment."""
    words = struct.pack(f'<{len(code)}I', *code)
    head, entry = ELF64.ehdr.size, ELF64.phdr.size
    ehdr = Ehdr(MAGIC + bytes([ELF64.elf_class, LITTLE_ENDIAN, 1]), ET_EXEC,
                EM_AARCH64, 1, address, head, 0, 0, head, entry, 1, 0, 0, 0)
    segment = Phdr(PT_LOAD, head + entry, address, address, len(words),
                   len(words), PF_R, 4)
    return ELF64.ehdr.pack(*ehdr) + ELF64.pack_phdr(segment) + words


class Options(K3Guest):
    """What every user of QEMU knows."""

    def disk(self, name: str) -> Path:
        path = Path(self.scratch_file(name))
        path.write_bytes(f'disk {name}'.encode().ljust(1 << 20, b'\0'))
        return path

    def common_options(self, nic: str = 'user') -> list[str]:
        self.require_netdev('user')
        shared = Path(self.scratch_file('shared'))
        shared.mkdir()
        (shared / 'hello').write_text('from the host')
        return ['-hda', str(self.disk('a')),
                '-drive', f'if=virtio,format=raw,file={self.disk("b")}',
                '-drive', f'format=raw,file={self.disk("c")}',
                '-nic', nic, '-net', 'nic,model=virtio', '-net', 'user',
                '-virtfs', f'local,path={shared},mount_tag=host,'
                'security_model=none', '-device', 'virtio-rng']

    def check_common_options(self) -> None:
        for letter in 'abc':
            self.assertEqual(self.sh(f'head -c 6 /dev/vd{letter}'),
                             f'disk {letter}')
        self.sh('mount -t 9p -o trans=virtio,version=9p2000.L host /mnt')
        self.assertEqual(self.sh('cat /mnt/hello'), 'from the host')
        self.sh('ifconfig eth0 10.0.2.15 && ping -c 1 -W 60 10.0.2.2')
        self.sh('ifconfig eth1 up')
        self.assertEqual(self.sh('head -c 16 /dev/hwrng | wc -c'), '16')
        # Each queue has an interrupt of its own: the ITS works
        self.sh('grep -q "ITS.*virtio" /proc/interrupts')

    def check_no_complaint(self) -> None:
        self.assertEqual(self.sh(
            'dmesg | grep -iE "No ITS|ITS.*(fail|giving up)|'
            'failed to boot CPU|CPU node for|cacheinfo|could not find phandle|'
            'Reserved memory: failed" || true'), '')

    def test_generated_tree(self) -> None:
        self.boot(apps={}, extra=self.common_options())
        self.check_common_options()
        self.check_no_complaint()

    def test_board_tree(self) -> None:
        # Without a model, the first is a port of the SoC's Ethernet switch
        self.boot(apps={}, extra=('-dtb', self.board_tree('k3-am642-evm.dtb'),
                                  *self.common_options('user,model=virtio')))
        self.check_common_options()
        self.check_no_complaint()

    def test_dumped_tree(self) -> None:
        """A tree that the machine has dumped describes the same machine."""
        tree = self.scratch_file('tree')
        extra = self.common_options()
        subprocess.run([self.qemu_bin, *Machine(
            self.machine, properties=[f'dumpdtb={tree}'],
            extra=extra).arguments()], check=True)
        self.boot(extra=('-dtb', tree, *extra))
        self.check_common_options()
        self.load_driver()
        self.wait_running()
        self.check_no_complaint()

    def check_console(self, board: str, console: str) -> None:
        """-serial 0 is the UART that the board's tree names."""
        log = Path(self.scratch_file('second.log'))
        self.boot(apps={}, extra=('-dtb', self.board_tree(board),
                                  '-serial', f'file:{log}'))
        self.assertRegex(self.console_text(),
                         rf'console \[{console}\] enabled')
        self.assertEqual(log.read_bytes(), b'')

    def test_console_uart6(self) -> None:
        self.memory = '512M'
        self.check_console('k3-am62-pocketbeagle2.dtb', 'ttyS2')

    def test_console_uart1(self) -> None:
        self.check_console('k3-am6528-iot2050-basic-pg2.dtb', 'ttyS3')

    def test_caches_and_pmu(self) -> None:
        self.boot(apps={}, extra=('-smp', '2'))
        where = '/sys/devices/system/cpu/cpu0/cache'
        self.assertEqual(self.sh(f'cat {where}/index*/size').split(),
                         ['32K', '32K', '256K'])
        self.sh('ls /sys/bus/event_source/devices | grep armv8_cortex_a53')

    def test_elf(self) -> None:
        """A program other than Linux starts at EL2."""
        program = Path(self.scratch_file('program'))
        program.write_bytes(elf(EL_PROGRAM, 0x80800000))
        self.prepare(self.vm, (*Linux(program, None, None).arguments(),
                               *Watch(stopped=True).arguments()))
        self.vm.launch()
        self.vm.cmd('cont')
        self.vm.wait(timeout=60)
        self.assertEqual(self.console_text(), '2')


class FewerCores(K3Guest):
    """-smp and -m with the tree of a board that has more."""

    soc = SOCS['am62x']

    def test_board_tree(self) -> None:
        self.memory = '768M'
        self.boot(apps={}, extra=('-dtb', self.board_tree('k3-am625-sk.dtb'),
                                  '-smp', '2'))
        self.assertEqual(self.sh('cat /sys/devices/system/cpu/possible'),
                         '0-1')
        self.assertLess(int(self.sh(
            "awk '/MemTotal/ { print $2 }' /proc/meminfo")), 768 << 10)
        tree = '/proc/device-tree'
        self.assertEqual(self.sh(f'ls {tree}/cpus | grep -c cpu@'), '2')
        self.assertEqual(self.sh(f'ls {tree}/cpus/cpu-map/cluster0 | '
                                 'grep -c core'), '2')
        self.assertEqual(self.sh(
            'dmesg | grep -iE "failed to boot CPU|CPU node for|phandle|'
            'Reserved memory: failed" || true'), '')


if __name__ == '__main__':
    QemuSystemTest.main()
