#!/usr/bin/env python3
#
# Functional tests of the cluster modes of R5F cores with Linux's driver
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test split, lockstep and single-CPU mode, eFuse limits, and TCM sizes.

scripts/k3-functional runs this file, once per kernel.
"""

from collections.abc import Sequence
from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, K3Guest                     # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

FIRST = ('r5f0_0', 'r5f1_0')
SECOND = ('r5f0_1', 'r5f1_1')
WHOLE, HALF = 65536, 32768


class Modes(K3Guest):
    """Each mode runs firmware that needs its TCMs, also after a restart."""

    def boot_mode(self, apps: dict[str, str], *options: str) -> None:
        self.option(*options)
        self.boot(apps=apps)
        self.load_driver()
        self.wait_running(*apps)

    def remoteprocs(self) -> list[str]:
        return sorted(self.sh('cat $R/*/name').split())

    def check_cores(self, cores: Sequence[str], app: str, size: int,
                    boot: int) -> None:
        for core in cores:
            trace = self.trace(core, boot=boot)
            cluster, index = CORES[core][1:3]
            self.assertIn(f"'{app}' on am64 {core}", trace)
            self.assertIn(f'mpidr 0x8000{cluster:02x}{index:02x}', trace)
            self.assertIn(f'atcm at 0x00000000, {size} bytes, on', trace)
            self.assertIn(f'btcm at 0x41010000, {size} bytes, on', trace)
            self.assertIn('tcm: constants ok', trace)
            self.assertIn('tcm: memory ok', trace)
            self.wait_core_state(core, 'wfi')

    def check_joint_mode(self, second_state: str, *options: str) -> None:
        """Core 0 has all memories; core 1 is not a remoteproc."""
        self.boot_mode({core: 'tcm64' for core in FIRST}, *options)
        self.assertEqual(self.remoteprocs(),
                         sorted(CORES[core][0] for core in FIRST))
        held = None
        for boot in range(1, 5):
            self.check_cores(FIRST, 'tcm64', WHOLE, boot)
            for second in SECOND:
                self.wait_core_state(second, second_state)
                self.assertEqual(self.pc(second) == 0,
                                 second_state == 'halted')
            # Not earlier, as this also contains the state of the cores
            held = held or self.ownership()
            self.assertEqual(self.ownership(), held)
            if second_state == 'halted' and \
                    not self.kernel.does('stops-single-cpu'):
                self.check_stop_oopses(FIRST[0])
                return
            for core in FIRST:
                self.stop(core)
            for core in CORES:
                self.assertEqual(self.core_state(core), 'off')
            for core in FIRST:
                self.start(core)

    def check_stop_oopses(self, core: str) -> None:
        """
        The stop function of 6.1.y looks at the state of core 1's remoteproc,
        which does not exist in single-CPU mode.
        """
        node = self.remoteproc(core)
        self.sh_fails(f'echo stop > $R/{node}/state')
        self.sh('wait_dmesg "" "NULL pointer dereference"')
        self.assertIn('k3_r5_rproc_stop', self.dmesg())

    def pc(self, core: str) -> int:
        return self.qom(self.core_path(core), 'pc')

    def check_split(self) -> None:
        self.assertEqual(self.remoteprocs(),
                         sorted(facts[0] for facts in CORES.values()))
        for boot in (1, 2):
            self.check_cores(list(CORES), 'tcm', HALF, boot)
            for core in SECOND + FIRST:
                self.stop(core)
            for core in FIRST + SECOND:
                self.start(core)

    def test_split(self) -> None:
        self.boot_mode({core: 'tcm' for core in CORES}, 'r5f-mode=split')
        self.check_split()

    def test_lockstep(self) -> None:
        self.check_joint_mode('wfi', 'r5f-mode=lockstep',
                              'lockstep-permitted=on')
        self.assertNotIn('force configuring', self.dmesg())

    def test_single_cpu(self) -> None:
        self.check_joint_mode('halted', 'r5f-mode=single-cpu')
        self.assertNotIn('force configuring', self.dmesg())

    def test_lockstep_not_permitted(self) -> None:
        """The driver falls back to split mode and logs it."""
        if not self.kernel.does('refuses-lockstep'):
            self.check_lockstep_refused()
            return
        self.boot_mode({core: 'tcm' for core in CORES},
                       'r5f-mode=lockstep', 'lockstep-permitted=off')
        self.check_split()
        self.assertEqual(self.dmesg().count(
            'lockstep mode not permitted, force configuring for split-mode'),
            2)

    def check_lockstep_refused(self) -> None:
        """The driver of 6.1.y requests lockstep; the firmware refuses it."""
        self.option('r5f-mode=lockstep', 'lockstep-permitted=off')
        self.boot(apps={core: 'tcm' for core in CORES})
        self.load_driver()
        for core in FIRST:
            self.sh(f'wait_dmesg "" "{CORES[core][0]}: ti-sci processor '
                    'set_config failed: -19"')
        self.assertEqual(self.sh('ls $R'), '')
        for core in CORES:
            self.assertEqual(self.core_state(core), 'off')

    def test_single_core_only(self) -> None:
        """The driver falls back to single-CPU mode without a second core."""
        self.check_joint_mode('halted', 'r5f-mode=split',
                              'single-core-only=on')
        self.assertEqual(self.dmesg().count(
            'split-mode not permitted, force configuring for single-cpu mode'),
            2)

    def test_split_refuses_the_whole(self) -> None:
        """In split mode, firmware of 64 KiB does not fit."""
        files = {'lib/firmware/whole': (self.elf('r5f0_0', 'tcm64'), 0o644)}
        self.option('r5f-mode=split')
        self.boot(more_files=files)
        self.load_driver()
        self.wait_running()
        self.stop('r5f0_1')
        self.stop('r5f0_0')
        node = self.remoteproc('r5f0_0')
        self.sh(f'echo whole > $R/{node}/firmware')
        self.sh_fails(f'echo start > $R/{node}/state')
        self.assertIn('bad phdr da 0x0', self.dmesg())
        self.assertEqual(self.core_state('r5f0_0'), 'off')


if __name__ == '__main__':
    QemuSystemTest.main()
