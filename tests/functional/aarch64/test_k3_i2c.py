#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt and use its I2C buses
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test the I2C controllers, and what boards have on them, with Linux's drivers.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest                            # noqa: E402
from k3lib.machine.cores import AM64, SOCS              # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

DRIVERS = 'i2c_omap', 'at24', 'lm75'
BLOCK = 64 * 1024                   # of the EEPROM at one address
ID = b'k3-virt board'
WORDS = r'''
I=/sys/bus/i2c/devices
bus() {         # CONTROLLER: number of its bus
    for dir in $I/i2c-*; do
        case $(readlink -f $dir) in
        */$1/*) echo ${dir##*-}; return ;;
        esac
    done
    return 1
}
'''


class I2cGuest(K3Guest):
    """A guest with the drivers for I2C, which are modules in Debian."""

    def boot_i2c(self, *extra: str) -> None:
        self.boot(apps={}, extra=extra, drivers=DRIVERS)
        self.i2c('modprobe i2c_omap')

    def i2c(self, script: str) -> str:
        return self.sh(WORDS + script)

    def check_buses(self, *controllers: str) -> None:
        """These controllers probed and no others, and nothing went wrong."""
        for controller in controllers:
            self.i2c(f'wait_dmesg "" "{controller}: bus [0-9]* rev0.12 at "\n'
                     f'bus {controller}')
        self.assertEqual(int(self.i2c('ls -d $I/i2c-* | wc -l')),
                         len(controllers))
        self.check_log()

    def check_log(self) -> None:
        log = self.dmesg()
        for words in ('timed out', 'timeout waiting', 'Oops', 'BUG:',
                      'Too much work'):
            self.assertNotIn(words, log)

    def driver_of(self, controller: str, address: str) -> str:
        """The driver that is bound to a device, or ''."""
        return self.i2c(f'd=$I/$(bus {controller})-{address}/driver\n'
                        '[ ! -e $d ] || basename $(readlink $d)')


class Devices(I2cGuest):
    def test_on_command_line(self) -> None:
        """A thermometer on a bus; the generated tree has no other bus."""
        self.boot_i2c('-device', 'tmp105,bus=I2C1,address=0x48,id=sensor')
        self.check_buses('20010000.i2c')
        self.vm.cmd('qom-set', path='/machine/peripheral/sensor',
                    property='temperature', value=21500)
        self.assertEqual(self.i2c(
            'modprobe lm75\n'
            'echo tmp105 0x48 > $I/i2c-$(bus 20010000.i2c)/new_device\n'
            'cat $I/$(bus 20010000.i2c)-0048/hwmon/hwmon*/temp1_input'),
            '21500')
        self.check_log()


class Am642Evm(I2cGuest):
    soc = AM64
    buses = '20000000.i2c', '20010000.i2c'

    def boot_evm(self, *extra: str) -> None:
        self.boot_i2c('-dtb', self.board_tree('k3-am642-evm.dtb'), *extra)
        self.check_buses(*self.buses)

    def test_expanders(self) -> None:
        self.boot_evm()
        # Its interrupt arrives through a router, whose driver loads late
        self.i2c('d=$I/$(bus 20010000.i2c)-0022/driver; tries=0\n'
                 'until [ -e $d ] || [ $((tries += 1)) -gt 300 ]; do\n'
                 'usleep 100000; done')
        self.assertEqual(self.driver_of(self.buses[0], '0038'), 'pca953x')
        self.assertEqual(self.driver_of(self.buses[1], '0022'), 'pca953x')
        # The display at 0x3c has no model, and nobody is at 0x57
        self.i2c('modprobe at24\n'
                 'echo 24c02 0x57 > $I/i2c-$(bus 20000000.i2c)/new_device')
        self.assertEqual(self.driver_of(self.buses[0], '0057'), '')
        self.check_log()

    def test_eeprom(self) -> None:
        """Both blocks of the EEPROM; the first has contents from a file."""
        image = Path(self.scratch_file('eeprom.bin'))
        image.write_bytes(ID.ljust(BLOCK, b'\0'))
        self.boot_evm('-drive', f'if=none,id=id,format=raw,file={image}',
                      '-device', 'at24c-eeprom,bus=I2C0,address=0x50,'
                      f'rom-size={BLOCK},drive=id')
        self.assertEqual(self.i2c(
            'modprobe at24\n'
            'e=$I/$(bus 20000000.i2c)-0050/eeprom\n'
            'stat -c %s $e\n'
            f'head -c {len(ID)} $e; echo\n'
            f'dd if=$e bs=4 skip={BLOCK // 4} count=1 2>/dev/null | od -tx1\n'
            # Across the border of the blocks
            f'printf border | dd of=$e bs=1 seek={BLOCK - 3} 2>/dev/null\n'
            f'tail -c +{BLOCK - 2} $e | head -c 6').split('\n'),
            [str(2 * BLOCK), ID.decode(), '0000000 ff ff ff ff', '0000004',
             'border'])
        self.check_log()
        self.assertEqual(image.read_bytes()[-3:], b'bor')


class Am625Sk(I2cGuest):
    """Power and display chips of the board are not there."""

    soc = SOCS['am62x']

    def test_board_tree(self) -> None:
        self.boot_i2c('-dtb', self.board_tree('k3-am625-sk.dtb'))
        self.check_buses('20000000.i2c', '20010000.i2c', '20020000.i2c')
        self.assertEqual(self.i2c(
            'modprobe at24; stat -c %s $I/$(bus 20000000.i2c)-0051/eeprom'),
            str(BLOCK))
        self.assertEqual(self.driver_of('20000000.i2c', '003f'), '')
        self.check_log()


class Clock(I2cGuest):
    """A board whose SoC has no clock, but the board has one."""

    soc = AM64
    board = 'k3-am642-tqma64xxl-mbax4xxl.dtb'
    controller, address = '20000000.i2c', '0051'

    def test_date(self) -> None:
        """It sets Linux's clock, and can be set."""
        self.boot_i2c('-dtb', self.board_tree(self.board), '-rtc',
                      'base=2031-05-06T07:08:09,clock=vm')
        self.i2c('wait_dmesg "" "setting system clock to 2031-05-06T07:"')
        clock = f'/dev/$(basename $I/$(bus {self.controller})-{self.address}' \
                '/rtc/rtc*)'
        self.assertEqual(self.i2c(
            'date -u -s "2040-02-29 12:00:00" > /dev/null\n'
            f'hwclock -w -u -f {clock}; date -u -s 2000-01-01 > /dev/null\n'
            f'hwclock -s -u -f {clock}; date -u +%F'), '2040-02-29')
        self.check_log()


class ClockJ722s(Clock):
    soc = SOCS['j722s']
    board = 'k3-am67a-beagley-ai.dtb'
    controller, address = '2b200000.i2c', '0068'


class J721e(I2cGuest):
    """Buses in the MAIN and WKUP domains."""

    soc = SOCS['j721e']
    board = 'k3-j721e-sk.dtb'
    buses = ('2000000.i2c', '2010000.i2c', '2030000.i2c', '2050000.i2c',
             '42120000.i2c')
    eeprom = '0051', BLOCK

    def test_board_tree(self) -> None:
        self.boot_i2c('-dtb', self.board_tree(self.board))
        self.check_buses(*self.buses)
        address, size = self.eeprom
        self.assertEqual(self.i2c(
            'modprobe at24\n'
            f'stat -c %s $I/$(bus 42120000.i2c)-{address}/eeprom'), str(size))
        self.check_log()


class Am65x(J721e):
    """One in the MCU domain, too."""

    soc = SOCS['am65x']
    board = 'k3-am654-base-board.dtb'
    buses = ('2000000.i2c', '2010000.i2c', '2020000.i2c', '40b00000.i2c',
             '42120000.i2c')
    eeprom = '0050', 2 * BLOCK


if __name__ == '__main__':
    QemuSystemTest.main()
