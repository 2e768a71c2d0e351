#!/usr/bin/env python3
#
# Functional tests of cores that run before Linux
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Attach, talk, detach, attach again; states that a driver refuses.

scripts/k3-functional runs this file, once per kernel.
"""

from pathlib import Path
import sys
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, DRIVER, K3Guest             # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402


class Attach(K3Guest):
    """The driver's IPC-only mode."""

    def boot_early(self, apps: dict[str, str], *options: str,
                   **kwargs: Any) -> None:
        """APPS run before Linux; the other cores have no firmware."""
        self.option(*options)
        self.run_early(apps)
        self.boot(apps=kwargs.pop('linux_apps', {}), **kwargs)
        for core in apps:
            self.wait_core_state(core, 'wfi')

    def state(self, core: str) -> str:
        return self.sh(f'cat $R/$(core {CORES[core][0]})/state')

    def attach(self, core: str) -> None:
        self.sh(f'n=$(core {CORES[core][0]})\n'
                'echo start > $R/$n/state && wait_state $n attached')

    def detach(self, core: str) -> None:
        self.sh(f'n=$(core {CORES[core][0]})\n'
                'echo detach > $R/$n/state && wait_state $n detached')

    def check_talks(self, core: str) -> None:
        """Linux 6.1 pings at each attach, 6.12 at probe, newer ones never."""
        if self.kernel.does('pings'):
            self.trace(core, until='echo request')
            self.sh(f'wait_dmesg "" "{CORES[core][0]}.*received echo reply"')
            sent, received = self.messages(core)
            self.assertGreater(sent, 0)
            self.assertEqual(sent, received)
        else:
            self.assertEqual(self.messages(core), (0, 0))

    def test_attach_talk_detach(self) -> None:
        early = {'r5f0_0': 'hello', 'r5f0_1': 'hello'}
        self.boot_early(early, linux_apps={'r5f1_0': 'hello',
                                           'r5f1_1': 'hello'})
        before = self.ownership()
        self.load_driver()
        self.wait_running('r5f1_0', 'r5f1_1')
        for core in early:
            self.assertEqual(self.state(core), 'attached')
            self.assertIn(f"'hello' on am64 {core}", self.trace(core))
        self.assertEqual(
            self.dmesg().count('configured R5F for IPC-only mode'), 2)
        self.assertEqual(
            self.dmesg().count('configured R5F for remoteproc mode'), 2)
        for _ in range(4):
            for core in early:
                self.assertEqual(self.state(core), 'attached')
                self.check_talks(core)
                self.assertIn('boot 1,', self.trace(core))
                self.wait_core_state(core, 'wfi')
                self.detach(core)
                self.wait_core_state(core, 'wfi')
            for core in early:
                self.attach(core)
        for core in ('r5f1_1', 'r5f1_0'):
            self.stop(core)
        self.sh(f'rmmod {DRIVER}')
        self.assertEqual(self.ownership(), before)
        for core in early:
            self.wait_core_state(core, 'wfi')
        self.load_driver()
        for core in early:
            self.assertEqual(self.state(core), 'attached')
            self.assertIn('boot 1,', self.trace(core))

    def test_cannot_stop(self) -> None:
        """The R5 driver has no way to stop a core that it did not start."""
        self.boot_early({'r5f0_0': 'hello', 'r5f0_1': 'hello'})
        self.load_driver()
        node = self.remoteproc('r5f0_0')
        out = self.sh_fails(f'echo stop > $R/{node}/state')
        self.assertIn('Invalid argument', out)
        self.assertEqual(self.state('r5f0_0'), 'attached')
        self.wait_core_state('r5f0_0', 'wfi')
        self.assertIn('ready', self.trace('r5f0_0'))
        self.detach('r5f0_0')

    def test_beside_others(self) -> None:
        """One cluster runs already; Linux starts the other."""
        self.boot_early({'r5f0_0': 'hello', 'r5f0_1': 'hello'},
                        linux_apps={'r5f1_0': 'hello', 'r5f1_1': 'hello'})
        self.load_driver()
        self.wait_running('r5f1_0', 'r5f1_1')
        self.assertEqual(self.state('r5f0_1'), 'attached')
        self.stop('r5f1_1')
        self.start('r5f1_1')
        self.trace('r5f1_1', boot=2)
        self.assertIn('boot 1,', self.trace('r5f0_1'))

    def test_reset(self) -> None:
        """A reboot also resets the cores, which are then started again."""
        self.boot_early({'r5f1_0': 'hello', 'r5f1_1': 'hello'}, reboots=True,
                        fresh=True)
        self.load_driver()
        self.assertIn('boot 1,', self.trace('r5f1_0'))
        self.vm.cmd('system_reset')
        self.wait_userspace(self.agent)
        self.wait_core_state('r5f1_0', 'wfi')
        self.load_driver()
        self.assertEqual(self.state('r5f1_0'), 'attached')
        self.trace('r5f1_0', boot=2)

    def test_lockstep(self) -> None:
        """The driver takes over the mode in which the core was started."""
        self.boot_early({'r5f0_0': 'tcm64'},
                        'r5f-mode=lockstep', 'lockstep-permitted=on')
        self.load_driver()
        self.assertEqual(self.state('r5f0_0'), 'attached')
        self.assertIn('tcm: memory ok', self.trace('r5f0_0'))
        if self.kernel.does('attaches-in-lockstep'):
            self.sh_fails(f'core {CORES["r5f0_1"][0]}')
        else:
            self.assertEqual(self.state('r5f0_1'), 'attached')

    def check_mismatch(self, state: str, words: str) -> None:
        """The probe of this cluster fails, that of the other one succeeds."""
        self.option(f'initial-state=r5f0_0:{state}')
        self.boot(apps={'r5f1_0': 'hello', 'r5f1_1': 'hello'})
        self.load_driver()
        self.wait_running('r5f1_0')
        log = self.dmesg()
        self.assertIn('mismatched mode: ', log)
        if self.kernel.does('reads-local-reset'):
            self.assertIn(f'mismatched mode: {words}', log)
        self.sh_fails(f'core {CORES["r5f0_0"][0]}')
        self.sh_fails(f'core {CORES["r5f0_1"][0]}')
        self.assertEqual(self.core_state('r5f0_0'), state)

    def test_mismatch_local_reset(self) -> None:
        self.check_mismatch('reset', 'local_reset = asserted, '
                            'module_reset = deasserted, core_state = halted')

    def test_mismatch_halted(self) -> None:
        self.check_mismatch('halted', 'local_reset = deasserted, '
                            'module_reset = deasserted, core_state = halted')


if __name__ == '__main__':
    QemuSystemTest.main()
