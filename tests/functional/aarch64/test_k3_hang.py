#!/usr/bin/env python3
#
# Functional tests of what is told about a guest that hangs
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Find the cause of loops, deadlocks, boots that hang, and panics.

scripts/k3-functional runs this file, once per kernel.
"""

import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import (BOOT_LIMIT, DRIVER, K3Guest,      # noqa: E402
                      MachineQom)
from k3lib.base import TOP, Failure   # noqa: E402
from k3lib.kernel import debian_modules, kernels, patchfiles   # noqa: E402
from k3lib.kernel.changes import Changes   # noqa: E402
from k3lib.linux.whereabouts import Where, serve_gdb, where_is   # noqa: E402
from k3lib.machine.command import Linux, Machine   # noqa: E402
from k3lib.machine.snapshot import HANDOVER, Snapshot   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

PATCH = Path(__file__).with_name('k3_hang.patch')
# Core: how its stop hangs (the module's parameter), in which function.  The
# last takes one of two CPUs for good, so nothing can be asked of the guest.
HANGS = {
    'r5f1_1': (3, 'k3_hang_deadlock'),
    'r5f0_1': (4, 'k3_hang_completion'),
    'r5f0_0': (1, 'k3_hang_loop'),
    'r5f1_0': (2, 'k3_hang_irqs_off'),
}
OOPS = 5
NO_SNAPSHOT_LIMIT = 40  # seconds, in which even a busy host gets there


class Hangs(K3Guest):
    """Debian's kernel with a driver that can hang on purpose."""

    def setUp(self) -> None:
        super().setUp()
        spec = os.environ['K3_TEST_KERNEL']
        changes = Changes(tuple(patchfiles.collect([PATCH])))
        self.kernel = kernels.load(
            spec, debian_modules.debian(spec.partition(':')[2], changes))

    def where(self) -> tuple[str, Where | None]:
        """All suspect functions as text, and the Where."""
        path = Path(self.socket_dir().name) / 'where'
        machine = MachineQom(self.vm)
        serve_gdb(machine, path)
        try:
            found = where_is(machine, path, self.kernel)
        except Failure as err:      # too early
            return str(err), None
        self.log.info('%s', found)
        return '\n'.join(found.summary()), found

    def wait_where(self, *words: str) -> Where:
        """Wait until all of WORDS are suspects; returns the Where."""
        end = time.monotonic() + BOOT_LIMIT
        while True:
            begin = time.monotonic()
            summary, found = self.where()
            if found and all(word in summary for word in words):
                return found
            self.assertLess(time.monotonic(), end, summary)
            # The machine was stopped meanwhile and needs time to continue
            time.sleep(1 + 2 * (time.monotonic() - begin))

    def stop_soon(self, core: str, how: int) -> None:
        words = (f'n=$(core {self.facts[core][0]})\n'
                 f'echo {how} > /sys/module/{DRIVER}/parameters/hang\n'
                 'echo stop > $R/$n/state')
        if core == list(HANGS)[-1]:     # no answer comes
            self.agent.tell('. /k3/words\n' + words)
        else:
            self.sh(words + ' 2>/dev/null &')

    def test_four_ways(self) -> None:
        self.boot()
        self.load_driver()
        self.wait_running()
        for core, (how, function) in HANGS.items():
            self.stop_soon(core, how)
            # Once the core's stop hangs, it has read the parameter
            found = self.wait_where(function)
        summary = '\n'.join(found.summary())
        for _how, function in HANGS.values():
            self.assertRegex(summary, rf'{function}\+0x\w+ \[ti_k3_r5_')
        self.assertEqual([cpu.doing for cpu in found.cpus],
                         ['kernel', 'kernel'])
        self.assertEqual(len(found.blocked()), 2)
        for state in found.blocked():
            names = [frame.function for frame in state.frames]
            self.assertIn('rproc_shutdown', names)
            self.assertEqual(state.task.letter, 'D')
        self.assertLessEqual(max(map(len, found.lines())), 100)
        self.assertIn('is now up', '\n'.join(found.log))

    def test_boot(self) -> None:
        """Debian's kernel: its log is read before it has a console."""
        self.prepare(self.vm)
        self.vm.add_args(*Linux(
            self.kernel.image, None,
            'quiet root=/dev/none rootwait').arguments())
        self.vm.launch()
        found = self.wait_where('prepare_namespace')
        self.assertEqual(found.blocked()[0].task.pid, 1)
        self.assertIn('Booting Linux on physical CPU', found.log[0])
        self.assertIn('Waiting for root device', found.log[-1])
        self.assertNotIn('Booting Linux', self.console_text())

    def test_no_snapshot(self) -> None:
        """k3-scenario and k3-map cannot save a guest that does not boot."""
        machine = Machine(self.machine, icount=1).arguments()
        for append, words in (
                ('quiet root=/dev/none rootwait', (
                    'did not reach 0x10000000', 'prepare_namespace+',
                    'Waiting for root device')),
                ('quiet panic=-1 root=/dev/none', (
                    'switched off or reset', 'Unable to mount root fs'))):
            with tempfile.TemporaryDirectory(prefix='k3-hang-') as name:
                snapshot = Snapshot(self.qemu_bin, name)
                with self.assertRaises(Failure) as caught:
                    snapshot.take([
                        *machine,
                        *Linux(self.kernel.image, None, append).arguments()],
                        HANDOVER, kernel=self.kernel.image,
                        limit=NO_SNAPSHOT_LIMIT)
            for each in ('no snapshot: ', 'last lines of its log:', *words):
                self.assertIn(each, str(caught.exception))

    def k3_run(self, *args: str) -> subprocess.CompletedProcess[str]:
        res = subprocess.run(
            [TOP / 'scripts/k3-run', *args, '--kernel',
             str(self.kernel.image.parent)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
        self.log.info('%s', res.stderr)
        return res

    def test_panic(self) -> None:
        """The whole trace, and no report on a machine that powered off."""
        res = self.k3_run(
            '--append', 'oops=panic', '--firmware',
            f'r5f0_0={self.elf_path("r5f0_0", "hello")}', '--cmd',
            f'echo {OOPS} > /sys/module/{DRIVER}/parameters/hang\n'
            'until echo stop > /sys/class/remoteproc/remoteproc0/state\n'
            'do sleep 1; done 2>/dev/null')
        self.assertEqual(res.returncode, 125)
        self.assertIn('k3-run: the kernel panicked:\n', res.stderr)
        for words in ('Unable to handle kernel', 'pc : k3_hang_oops+',
                      ' rproc_shutdown+', ' el0t_64_sync+', 'end trace',
                      'not syncing: Oops: Fatal exception'):
            self.assertIn(words, res.stderr)

    def test_watchdog(self) -> None:
        """The report says panic, neither reboot nor power-off."""
        res = self.k3_run('--cmd',
                          'modprobe rti_wdt; watchdog -T 5 -t 600 '
                          '-F /dev/watchdog0')
        self.assertEqual(res.returncode, 125)
        self.assertIn('k3-run: the watchdog reset the machine without '
                      'reporting a status', res.stderr)


if __name__ == '__main__':
    QemuSystemTest.main()
