#!/usr/bin/env python3
#
# Functional tests of Linux with the Cortex-M4F of AM64x
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test Linux's M4F driver with firmware that executes or locks up.

scripts/k3-functional --file runs this file, with a kernel that has the driver
(Debian's have it with +k3 only).
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import K3Guest, M4F_CORES                 # noqa: E402
from k3lib.machine.cores import AM64                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

CORE = 'm4f0_0'
NODE = M4F_CORES[CORE][0]
DRIVER = AM64.driver_of(CORE)[0]
RESTARTS = 20


class M4F(K3Guest):

    facts = M4F_CORES

    def setUp(self) -> None:
        super().setUp()
        if not self.kernel.has_driver(DRIVER):
            self.skipTest(f'{self.kernel.origin} has no {DRIVER}')

    def boot_m4f(self, app: str) -> None:
        """Boot and load the driver, which finds the core."""
        others = {f'k3/m4f-{name}': (self.elf(CORE, name), 0o644)
                  for name in ('hello', 'lockup', 'undef')}
        self.boot(apps={CORE: app}, more_files=others, drivers=(DRIVER,))
        self.sh(f'modprobe {DRIVER}')

    def use(self, app: str) -> None:
        """Use another firmware from the next start on."""
        self.sh(f'cp /k3/m4f-{app} /lib/firmware/{AM64.cores[CORE]}')

    def test_probe_start_echo(self) -> None:
        self.boot_m4f('hello')
        self.wait_running()
        trace = self.trace(CORE)
        self.assertIn(f"'hello' on am64 {CORE}", trace)
        self.wait_core_state(CORE, 'wfi')
        # 6.12 asks, newer kernels never do
        if self.kernel.does('pings'):
            self.trace(CORE, 'echo request')
            self.sh(f'wait_dmesg "" "{NODE}.*received echo reply"')
            self.assertEqual(self.messages(CORE), (1, 1))
        else:
            self.assertEqual(self.messages(CORE), (0, 0))
        self.stop(CORE)
        self.wait_core_state(CORE, 'off')

    def test_start_again(self) -> None:
        """Nothing stays behind in the system firmware."""
        self.boot_m4f('hello')
        self.wait_running()
        self.trace(CORE, boot=1)
        self.stop(CORE)
        held = self.ownership()
        for count in range(2, RESTARTS + 2):
            self.start(CORE)
            self.trace(CORE, boot=count)
            self.wait_core_state(CORE, 'wfi')
            self.stop(CORE)
            self.wait_core_state(CORE, 'off')
        self.assertEqual(self.ownership(), held)

    def test_lockup(self) -> None:
        """Linux does not notice a lockup, and can start other firmware."""
        self.boot_m4f('lockup')
        self.wait_running()
        self.trace(CORE, 'going')
        self.wait_core_state(CORE, 'lockup')
        self.assertEqual(
            self.sh(f'cat $R/{self.remoteproc(CORE)}/state'), 'running')
        self.stop(CORE)
        self.wait_core_state(CORE, 'off')
        self.start(CORE)
        self.wait_core_state(CORE, 'lockup')
        self.stop(CORE)
        self.use('hello')
        self.start(CORE)
        self.assertIn("'hello' on am64", self.trace(CORE))
        self.wait_core_state(CORE, 'wfi')

    def test_crash(self) -> None:
        self.boot_m4f('undef')
        self.wait_running()
        self.assertIn('crash: usage fault', self.trace(CORE, 'crash: r12'))
        self.wait_core_state(CORE, 'wfi')
        self.stop(CORE)
        self.use('hello')
        self.start(CORE)
        self.trace(CORE)

    def test_driver_comes_again(self) -> None:
        """The driver of 6.12 does not free its mailbox channel."""
        self.boot_m4f('hello')
        self.wait_running()
        self.stop(CORE)
        self.sh(f'rmmod {DRIVER} && modprobe {DRIVER}')
        if not self.kernel.does('m4f-frees-mailbox'):
            self.sh(f'wait_dmesg "" "{NODE}.*mbox_request_channel failed"')
            self.wait_core_state(CORE, 'off')
            return
        self.wait_running()
        self.trace(CORE, boot=2)

    def test_inspect(self) -> None:
        self.boot_m4f('hello')
        self.wait_running()
        self.trace(CORE)
        seen = {core['path']: core for core in self.inspect()['cores']}
        core = seen[self.core_path(CORE)]
        self.assertEqual((core['processor'], core['owner'], core['power']),
                         (0x18, 12, True))


if __name__ == '__main__':
    QemuSystemTest.main()
