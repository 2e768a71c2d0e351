#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt and use its real-time clock
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test the real-time clock with Linux's driver.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest                            # noqa: E402
from k3lib.machine.cores import SOCS                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

MODULE = 'rtc_ti_k3'
START = '2031-05-06T07:08:09'
WORDS = r'''
C=/sys/class/rtc/rtc0
'''


class Rtc(K3Guest):
    """AM62x, whose boot loader has unlocked the clock."""

    soc = SOCS['am62x']

    def boot_rtc(self, *extra: str) -> None:
        if MODULE not in self.kernel.tree().files:
            self.skipTest(f'{self.kernel.origin} has no {MODULE}')
        self.boot(apps={}, drivers=(MODULE,), extra=(
            '-rtc', f'base={START},clock=vm', *extra))
        self.rtc(f'modprobe {MODULE}; wait_dmesg "" "registered as rtc0"')

    def rtc(self, script: str) -> str:
        return self.sh(WORDS + script)

    def check_log(self) -> None:
        log = self.dmesg()
        for words in ('Erratum i2327', 'Failed', 'Time out', 'Oops', 'BUG:'):
            self.assertNotIn(words, log)

    def test_date(self) -> None:
        """Linux takes over the date, and can set it."""
        self.boot_rtc()
        self.assertRegex(self.dmesg(), 'setting system clock to 2031-05-06T')
        self.assertEqual(self.rtc('cat $C/date; date -u +%F').split(),
                         ['2031-05-06'] * 2)
        before, after = map(int, self.rtc(
            'cat $C/since_epoch; sleep 3; cat $C/since_epoch').split())
        self.assertIn(after - before, (3, 4))
        self.rtc('date -u -s "2040-02-29 12:00:00"; hwclock -w -u -f /dev/rtc0')
        self.assertEqual(self.rtc('cat $C/date'), '2040-02-29')
        self.check_log()

    def test_alarm(self) -> None:
        """One interrupt, when its time has come."""
        self.boot_rtc()
        self.rtc('now=$(cat $C/since_epoch)\n'
                 'echo $((now + 5)) > $C/wakealarm\n'
                 '[ $(cat $C/wakealarm) = $((now + 5)) ]\n'
                 'until [ -z "$(cat $C/wakealarm)" ]; do usleep 100000; done\n'
                 'late=$(($(cat $C/since_epoch) - now))\n'
                 '[ $late -ge 5 ] && [ $late -le 7 ]')
        self.assertRegex(self.rtc('grep 2b1f0000.rtc /proc/interrupts'),
                         r'^ *\d+: +1 ')
        self.check_log()

    def test_scratch(self) -> None:
        """Registers for whatever Linux wants to keep."""
        self.boot_rtc()
        self.assertEqual(self.rtc(
            'n=$(echo /sys/bus/nvmem/devices/ti_k3_rtc_scratch*/nvmem)\n'
            'stat -c %s $n; printf 12345678 > $n; head -c 8 $n').split(),
            ['32', '12345678'])
        self.check_log()


class Locked(Rtc):
    """AM62P, where Linux unlocks the clock; on a board's tree."""

    soc = SOCS['am62p']

    def boot_rtc(self, *extra: str) -> None:
        super().boot_rtc('-dtb', self.board_tree('k3-am62p5-sk.dtb'), *extra)


if __name__ == '__main__':
    QemuSystemTest.main()
