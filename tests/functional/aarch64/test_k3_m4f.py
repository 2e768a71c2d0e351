#!/usr/bin/env python3
#
# Functional tests of Linux with the Cortex-M4F of AM64x
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Linux's own M4F driver, firmware that really executes, or locks up.

scripts/k3-functional --file runs this file, with a kernel that has the driver
(Debian's have it with +k3 only).
"""

from pathlib import Path
import sys
import time

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import AM64, K3Guest                      # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

CORE = 'm4f0_0'
NODE = '5000000.m4fss'
DRIVER = AM64.driver_of(CORE)[0]
PATH = '/machine/k3/m4fss[0]'
MAILBOX = '/machine/k3/mailbox[6]'
RESTARTS = 20


class M4F(K3Guest):

    def setUp(self):
        super().setUp()
        if not self.kernel.has_driver(DRIVER):
            self.skipTest(f'{self.kernel.origin} has no {DRIVER}')

    def boot_m4f(self, app):
        """The driver is there and has found the core; nothing runs yet."""
        others = {f'k3/m4f-{name}': (self.elf(CORE, name), 0o644)
                  for name in ('hello', 'lockup', 'undef')}
        self.boot(apps={CORE: app}, more_files=others, drivers=(DRIVER,))
        self.sh(f'modprobe {DRIVER}')
        self.number = self.sh(f'core {NODE}')

    def use(self, app):
        """Another firmware, from the next start on."""
        self.sh(f'cp /k3/m4f-{app} /lib/firmware/{AM64.cores[CORE]}')

    def set(self, word, state):
        self.sh(f'echo {word} > $R/{self.number}/state && '
                f'wait_state {self.number} {state}')

    def read_trace(self, until):
        return self.sh(f'wait_trace {self.number} "{until}" && '
                       f'cat $D/{self.number}/trace0')

    def wait_core(self, state):
        end = time.monotonic() + self.timeout
        while self.qom(PATH, 'state') != state:
            self.assertLess(time.monotonic(), end,
                            f'the core is {self.qom(PATH, "state")}')
            time.sleep(0.05)

    def fifo(self, number):
        return self.qom(MAILBOX, f'fifo-pushed[{number}]')

    def test_probe_start_echo(self):
        self.boot_m4f('hello')
        self.sh(f'wait_state {self.number} running')
        trace = self.read_trace('ready')
        self.assertIn(f"'hello' on am64 {CORE}", trace)
        self.wait_core('wfi')
        # 6.12 asks, newer kernels never do
        if self.kernel.release.startswith('6.'):
            self.read_trace('echo request')
            self.sh(f'wait_dmesg "" "{NODE}.*received echo reply"')
            self.assertEqual((self.fifo(1), self.fifo(0)), (1, 1))
        else:
            self.assertEqual((self.fifo(1), self.fifo(0)), (0, 0))
        self.set('stop', 'offline')
        self.wait_core('off')

    def test_start_again(self):
        """Nothing stays behind in the system firmware."""
        self.boot_m4f('hello')
        self.sh(f'wait_state {self.number} running')
        self.read_trace('boot 1,')
        self.set('stop', 'offline')
        held = self.ownership()
        for count in range(2, RESTARTS + 2):
            self.set('start', 'running')
            self.assertIn(f'boot {count},', self.read_trace('ready'))
            self.wait_core('wfi')
            self.set('stop', 'offline')
            self.wait_core('off')
        self.assertEqual(self.ownership(), held)

    def test_lockup(self):
        """Linux does not notice, and can stop it and start a better one."""
        self.boot_m4f('lockup')
        self.sh(f'wait_state {self.number} running')
        self.read_trace('going')
        self.wait_core('lockup')
        self.sh(f'[ $(cat $R/{self.number}/state) = running ]')
        self.set('stop', 'offline')
        self.wait_core('off')
        self.set('start', 'running')
        self.wait_core('lockup')
        self.set('stop', 'offline')
        self.use('hello')
        self.set('start', 'running')
        self.assertIn("'hello' on am64", self.read_trace('ready'))
        self.wait_core('wfi')

    def test_crash(self):
        self.boot_m4f('undef')
        self.sh(f'wait_state {self.number} running')
        self.assertIn('crash: usage fault', self.read_trace('crash: r12'))
        self.wait_core('wfi')
        self.set('stop', 'offline')
        self.use('hello')
        self.set('start', 'running')
        self.read_trace('ready')

    def test_driver_comes_again(self):
        """The driver of 6.12 does not give its mailbox channel back."""
        self.boot_m4f('hello')
        self.sh(f'wait_state {self.number} running')
        self.set('stop', 'offline')
        self.sh(f'rmmod {DRIVER} && modprobe {DRIVER}')
        if self.kernel.release.startswith('6.'):
            self.sh(f'wait_dmesg "" "{NODE}.*mbox_request_channel failed"')
            self.wait_core('off')
            return
        self.number = self.sh(f'core {NODE}')
        self.sh(f'wait_state {self.number} running')
        self.read_trace('boot 2,')

    def test_inspect(self):
        self.boot_m4f('hello')
        self.sh(f'wait_state {self.number} running')
        self.read_trace('ready')
        seen = {core['path']: core for core in self.inspect()['cores']}
        self.assertEqual((seen[PATH]['processor'], seen[PATH]['owner'],
                          seen[PATH]['power']), (0x18, 12, True))


if __name__ == '__main__':
    QemuSystemTest.main()
