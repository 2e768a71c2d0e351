#!/usr/bin/env python3
#
# Functional tests of remote cores that crash, hang or do not listen
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test how unmodified kernels react to firmware that misbehaves.

scripts/k3-functional --file runs this file.
"""

from collections.abc import Sequence
from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, DRIVER, K3Guest             # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

FIFO_DEPTH = 4


class Misbehaviour(K3Guest):
    """Each core has a different fault; afterwards, all cores work."""

    def boot_with(self, apps: dict[str, str]) -> None:
        """Boot; all cores run, and good.CORE is available for each."""
        good = {f'lib/firmware/good.{core}': (self.elf(core, 'hello'), 0o644)
                for core in CORES}
        self.boot(apps, more_files=good)
        self.load_driver()
        self.wait_running(*apps)

    def stop_all(self) -> None:
        """Stop all cores, core 1 of each cluster first."""
        for core in reversed(CORES):
            self.stop(core)

    def check_heals(self, cores: Sequence[str] = tuple(CORES)) -> None:
        """Cores that are offline can run well-behaved firmware."""
        for core in cores:
            name = self.remoteproc(core)
            self.sh(f'echo good.{core} > $R/{name}/firmware')
            self.start(core)
            self.sh(f'''wait_trace {name} ready "'hello'"''')
            self.wait_core_state(core, 'wfi')

    def test_crash(self) -> None:
        """The kernel only logs a crash."""
        faults = {'r5f0_0': ('abort', 'data abort'),
                  'r5f0_1': ('buserror', 'data abort'),
                  'r5f1_0': ('pabort', 'prefetch abort'),
                  'r5f1_1': ('undef', 'undefined instruction')}
        self.boot_with({core: app for core, (app, _) in faults.items()})
        for core, (_, words) in faults.items():
            self.sh(f'wait_dmesg "" "{CORES[core][0]}.*rproc .*crashed"')
            self.assertIn(f'crash: {words}', self.trace(core, 'crash: sp'))
            self.wait_core_state(core, 'wfi')
            self.wait_running(core)
        self.stop_all()
        self.check_heals()

    def test_hang(self) -> None:
        """A core in a loop can be stopped, at the risk of its bus access."""
        self.boot_with({core: 'spin' for core in CORES})
        for core in CORES:
            self.trace(core, until="'spin'")
            self.wait_core_state(core, 'running')
        self.stop_all()
        self.check_heals()

    def test_watchdog(self) -> None:
        """A watchdog restarts its core, and Linux does not notice."""
        self.boot_with(dict.fromkeys(CORES, 'hello') | {'r5f0_1': 'watchdog'})
        trace = self.trace('r5f0_1')
        self.assertIn('watchdog: armed', trace)
        self.assertIn('watchdog: expired, status 0x', trace)
        self.assertIn('boot 2,', trace)
        for core in CORES:
            self.wait_core_state(core, 'wfi')
            self.wait_running(core)
            if core != 'r5f0_1':
                trace = self.trace(core)
                self.assertIn('boot 1,', trace)
                self.assertNotIn('boot 2,', trace)
        self.stop_all()
        self.check_heals()

    def test_unread_message_and_suspend(self) -> None:
        """6.1 and 6.12 refuse to suspend while a message waits."""
        core = 'r5f0_0'
        self.boot_with(dict.fromkeys(CORES, 'hello') | {core: 'wfi'})
        box, fifo = CORES[core][3:5]
        level = self.qom(f'/machine/k3/mailbox[{box}]', f'fifo-level[{fifo}]')
        if not self.kernel.does('pings'):
            # Newer kernels send nothing at probe and do not check the FIFO
            self.assertEqual(level, 0)
            return
        self.assertEqual(level, 1)
        self.sh_fails('echo freeze > /sys/power/state')
        self.sh(f'wait_dmesg "" "fifo {fifo} has unexpected unread messages"')
        # Linux and the other cores keep running
        self.stop_all()
        self.check_heals()
        level = self.qom(f'/machine/k3/mailbox[{box}]', f'fifo-level[{fifo}]')
        self.assertEqual(level, 0)

    def test_full_fifo(self) -> None:
        """Unread messages remain after driver and firmware have gone."""
        if not self.kernel.does('pings'):
            self.skipTest('this kernel sends no message by itself')
        self.boot_with(dict.fromkeys(CORES, 'wfi'))
        for count in range(1, FIFO_DEPTH + 3):
            for core in CORES:
                waiting = min(count, FIFO_DEPTH)
                self.assertEqual(self.messages(core), (waiting, 0))
            self.stop_all()
            self.sh(f'rmmod {DRIVER} && modprobe {DRIVER}')
            self.wait_running()
        self.stop_all()
        self.check_heals()
        # The four in the FIFO, and the one that was in this driver's queue
        for core, facts in CORES.items():
            self.sh(f'tries=0\nuntil [ $(dmesg | grep -c '
                    f'"{facts[0]}.*received echo reply") = '
                    f'{FIFO_DEPTH + 1} ]; do usleep 100000\n'
                    'tries=$((tries + 1)); [ $tries -lt 600 ] || exit 1\n'
                    'done')
            self.assertEqual(self.messages(core),
                             (FIFO_DEPTH + 1, FIFO_DEPTH + 1))


if __name__ == '__main__':
    QemuSystemTest.main()
