#!/usr/bin/env python3
#
# Functional tests of the SD/eMMC hosts of k3-virt with Linux
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Read and write cards, keep a file system over a reboot, boot from a card.

scripts/k3-functional --file runs this file.
"""

import hashlib
from pathlib import Path
import random
import shutil
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import BOOT_LIMIT, K3Guest                # noqa: E402
from k3lib.base import run                              # noqa: E402
from k3lib.machine import initramfs                     # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

MIB = 1 << 20
SIZE = 64 * MIB
# The only partition, an ext4 file system; behind it is space for raw data
FIRST, LAST = 1 * MIB, 48 * MIB
RAW = 52 * MIB
SECTOR = 512

# Shell functions of the guest
WORDS = r'''
modprobe crc32c_generic 2>/dev/null
modprobe -a sdhci_am654 mmc_block ext4
wait_block() {      # ALIAS: the block device of the host with this alias
    tries=0
    until [ -b /dev/mmcblk$1 ]; do
        tries=$((tries + 1))
        [ $tries -gt 300 ] && dmesg | tail -n 40 && exit 1
        usleep 100000
    done
}
sum() { sha256sum $1 | cut -d ' ' -f 1; }
'''
# The first process: it hands over to that of the card
TO_ROOT = r'''#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/sbin
mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
exec 0</dev/console 1>/dev/console 2>/dev/console
. /k3/sd
wait_block 1
mount -t ext4 /dev/mmcblk1p1 /mnt
umount /proc
exec switch_root -c /dev/console /mnt /bin/init
'''
# What the driver and the MMC core say if a transfer or a command fails
COMPLAINTS = ('timeout|stuck|timed out|error|fail|tuning|SDHCI REGISTER|'
              'Unexpected|even though')


class SDGuest(K3Guest):
    """Cards are in slots, as -drive if=sd,index= counts them."""

    drivers: tuple[str, ...] = ()

    def make_card(self, name: str, tree: Path | None = None) -> Path:
        """An image with random data and a partition, with the files of TREE."""
        if not shutil.which('mke2fs', path='/usr/sbin:/sbin:/usr/bin'):
            self.skipTest('mke2fs is not installed')
        path = Path(self.scratch_file(name))
        random.seed(name)
        self.data = random.randbytes(SIZE)
        entry = bytes([0, 0, 2, 0, 0x83, 0, 0, 0])
        table = (entry + (FIRST // SECTOR).to_bytes(4, 'little')
                 + ((LAST - FIRST) // SECTOR).to_bytes(4, 'little'))
        head = bytearray(self.data[:SECTOR])
        head[446:] = table + bytes(48) + b'\x55\xaa'
        path.write_bytes(bytes(head) + self.data[SECTOR:])
        run(['/usr/sbin/mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024',
             '-E', f'offset={FIRST}',
             *(['-d', str(tree)] if tree else []), str(path),
             f'{(LAST - FIRST) // 1024}k'], what='mke2fs')
        return path

    def boot_cards(self, *cards: tuple[int, Path], dtb: str = '',
                   reboots: bool = False) -> None:
        extra = [word for index, path in cards for word in
                 ('-drive', f'if=sd,index={index},format=raw,file={path}')]
        if dtb:
            extra += ['-dtb', self.board_tree(dtb)]
        self.boot(apps={}, extra=extra, drivers=self.drivers,
                  reboots=reboots, more_files={'k3/sd': (WORDS, 0o644)})

    def sd(self, script: str) -> str:
        return self.sh('. /k3/sd\n' + script)

    def check_raw(self, number: int, image: Path) -> None:
        """Read and write sectors outside of the partition."""
        device = f'/dev/mmcblk{number}'
        wanted = hashlib.sha256(self.data[RAW:RAW + 8 * MIB]).hexdigest()
        self.assertEqual(self.sd(
            f'wait_block {number}\n'
            f'dd if={device} bs=1M skip={RAW // MIB} count=8 2>/dev/null |'
            ' sha256sum | cut -d " " -f 1'), wanted)
        self.sd('dd if=/dev/urandom of=/tmp/raw bs=512 count=4097 && '
                f'dd if=/tmp/raw of={device} bs=512 seek={RAW // SECTOR} '
                'conv=fsync')
        with image.open('rb') as stream:
            stream.seek(RAW)
            written = stream.read(4097 * SECTOR)
        self.assertEqual(self.sd('sum /tmp/raw'),
                         hashlib.sha256(written).hexdigest())

    def need_gpios(self) -> None:
        """Linux probes GPIOs only after their interrupt router."""
        if not self.kernel.has_driver('irq_ti_sci_intr', 'ti,sci-intr'):
            self.skipTest(f'{self.kernel.origin} is built without '
                          'CONFIG_TI_SCI_INTR_IRQCHIP')

    def boot_slot(self, dtb: str, card: Path) -> None:
        """A board whose slot depends on GPIOs of expanders or of the SoC."""
        self.need_gpios()
        self.boot_cards((0, card), dtb=dtb)
        self.sh('modprobe -a i2c_omap gpio_pca953x fixed gpio_regulator')
        self.check_raw(1, card)
        self.check_quiet(1)

    def check_quiet(self, *numbers: int) -> None:
        for number in numbers:
            self.assertEqual(self.sh(
                f'dmesg | grep -E "mmc{number}:|mmcblk{number}" | '
                f'grep -E -i "{COMPLAINTS}" || true'), '')


class Cards(SDGuest):
    def test_cards(self) -> None:
        """An SD card and an eMMC, in the slots that boards have for them."""
        card, emmc = self.make_card('card'), self.make_card('emmc')
        self.boot_cards((0, card), (1, emmc), reboots=True)
        self.sd('wait_block 0; wait_block 1')
        self.assertIn('mmc1: new high speed SD',
                      self.sh('dmesg | grep "mmc1: new"'))
        self.assertIn('high speed MMC card',
                      self.sh('dmesg | grep "mmc0: new"'))
        self.check_raw(0, emmc)
        # The file system outlives a reset of the machine
        before = self.sd(
            'mount -t ext4 /dev/mmcblk1p1 /mnt\n'
            'dd if=/dev/urandom of=/mnt/data bs=1k count=5000\n'
            'sum /mnt/data; umount /mnt').splitlines()[-1]
        self.check_quiet(0, 1)
        self.vm.cmd('system_reset')
        self.wait_userspace(self.agent)
        self.assertEqual(self.sd(
            'wait_block 1; mount -t ext4 /dev/mmcblk1p1 /mnt\n'
            'sum /mnt/data; umount /mnt').splitlines()[-1], before)
        self.check_quiet(0, 1)

    def test_board(self) -> None:
        """The tree of a board: eMMC without supplies, and an empty slot."""
        emmc = self.make_card('emmc')
        self.boot_cards((1, emmc), dtb='k3-am642-evm.dtb')
        self.check_raw(0, emmc)
        self.check_quiet(0)

    def test_board_card(self) -> None:
        """The card of a board whose slot gets power through an expander."""
        self.boot_slot('k3-am642-evm.dtb', self.make_card('card'))

    def test_board_without_cards(self) -> None:
        """Nothing answers where the tree promises an eMMC; no loop."""
        self.boot_cards(dtb='k3-am642-evm.dtb')
        self.sd('sleep 5')
        self.assertIn('SDHCI controller on fa10000.mmc',
                      self.sh('dmesg | grep "mmc0: "'))
        before = int(self.sh(
            "grep 'mmc0$' /proc/interrupts | awk '{ print $2 + $3 }'"))
        self.sd('sleep 2; ! ls /dev/mmcblk*')
        self.assertEqual(int(self.sh(
            "grep 'mmc0$' /proc/interrupts | awk '{ print $2 + $3 }'")),
            before)

    def test_root(self) -> None:
        """The first process changes to a root file system on a card."""
        tree = Path(self.scratch_file('tree'))
        for name in ('bin', 'dev', 'proc', 'sys', 'tmp'):
            (tree / name).mkdir(parents=True)
        shutil.copy(initramfs.busybox(), tree / 'bin/busybox')
        (tree / 'bin/sh').symlink_to('busybox')
        (tree / 'bin/init').write_text(
            '#!/bin/busybox sh\n'
            '/bin/busybox mount -t proc proc /proc\n'
            'echo "root is $(/bin/busybox grep " / " /proc/mounts)"\n'
            'echo written > /note\n'
            '/bin/busybox mount -o remount,ro /\n'
            '/bin/busybox poweroff -f\n')
        (tree / 'bin/init').chmod(0o755)
        card = self.make_card('card', tree)
        self.prepare(self.vm, ('-drive',
                               f'if=sd,index=0,format=raw,file={card}'))
        self.vm.add_args(*self.linux(initramfs.write(
            Path(self.scratch_file('initrd')), self.kernel, self.drivers,
            'agent', files={'k3/sd': (WORDS, 0o644),
                            'init': (TO_ROOT, 0o755)})))
        self.vm.launch()
        self.vm.wait(timeout=BOOT_LIMIT)
        self.assertIn('root is /dev/mmcblk1p1', self.console_text())
        self.assertEqual(run(
            ['/usr/sbin/debugfs', '-R', 'cat /note', f'{card}?offset={FIRST}'],
            what='debugfs').strip(), 'written')


class Am625Sk(SDGuest):
    soc = SOCS['am62x']

    def test_board_card(self) -> None:
        """A GPIO of the SoC selects the voltage."""
        self.boot_slot('k3-am625-sk.dtb', self.make_card('card'))


class J721eSk(SDGuest):
    soc = SOCS['j721e']

    def test_board_card(self) -> None:
        """GPIOs of the WKUP and MAIN domains: power, and voltage."""
        self.boot_slot('k3-j721e-sk.dtb', self.make_card('card'))


class BeagleyAi(SDGuest):
    """A GPIO of the SoC says whether there is a card."""

    soc = SOCS['j722s']
    board = 'k3-am67a-beagley-ai.dtb'

    def pull(self, out: bool) -> None:
        self.vm.cmd('qom-set', path='/machine/k3/gpio[1]', property='pin[48]',
                    value=out)

    def test_detect(self) -> None:
        """Pull the card out, and put it back; the pin interrupts."""
        self.boot_slot(self.board, self.make_card('card'))
        self.pull(True)
        self.sh('while [ -b /dev/mmcblk1 ]; do usleep 100000; done')
        self.pull(False)
        self.sd('wait_block 1')
        self.assertEqual(self.sh(
            "dmesg | grep -E 'mmc1: (new|card .* removed)' | "
            "grep -c -E 'new|removed'"), '3')
        self.check_quiet(1)

    def test_empty(self) -> None:
        """Linux sees no card, and does not look for one."""
        self.need_gpios()
        self.boot_cards(dtb=self.board)
        self.sh('modprobe -a fixed gpio_regulator')
        self.sd('until dmesg | grep "mmc1: SDHCI"; do usleep 100000; done\n'
                'sleep 2; ! ls /dev/mmcblk*')
        self.assertIs(self.vm.cmd('qom-get', path='/machine/k3/gpio[1]',
                                  property='pin[48]'), True)
        self.check_quiet(1)


if __name__ == '__main__':
    QemuSystemTest.main()
