#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's J721E
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test six R5Fs whose mailboxes are connected by an interrupt router.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import DRIVER                             # noqa: E402
from k3_routed import RoutedGuest                       # noqa: E402
from k3lib.formats.elf import Elf                       # noqa: E402
from k3lib.machine.cores import DSP_DRIVER, J721E   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# Core: router input of its mailbox line, output
LINES = {
    'mcu-r5f0_0': (437, 400),
    'mcu-r5f0_1': (438, 404),
    'main-r5f0_0': (433, 196),
    'main-r5f0_1': (434, 228),
    'main-r5f1_0': (429, 260),
    'main-r5f1_1': (430, 292),
}
# In lockstep, which the device tree asks of the MCU domain, one is both
LOCKSTEP = [core for core in LINES if core != 'mcu-r5f0_1']
# Alignment of the entry
DSPS = {'c66_0': 0x400, 'c66_1': 0x400, 'c71_0': 0x200000}
ROUTER = '/machine/k3/intr-router[0]'
BOARDS = ('k3-j721e-sk.dtb', 'k3-j721e-common-proc-board.dtb',
          'k3-j721e-evm.dtb')


class J721e(RoutedGuest):
    """Six R5Fs, with mailboxes behind an interrupt router."""

    soc = J721E

    def boot_j721e(self, *extra: str) -> None:
        self.boot(apps=dict.fromkeys(J721E.cores, 'hello'), extra=extra)
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '2')

    def routes(self) -> dict[int, int]:
        """Output -> input of the routes that are on."""
        lines = self.qom(ROUTER, 'routes').splitlines()
        words = [dict(w.split('=') for w in line.split()) for line in lines]
        return {int(w['output']): int(w['input']) for w in words}

    def check_runs(self, core: str, boot: int) -> None:
        line, output = LINES[core]
        self.check_hello(core, boot, LINES[core])
        self.assertEqual(self.routes()[output], line)
        if boot == 1 and self.kernel.does('pings'):
            self.trace(core, until='echo request')
            self.sh(f'wait_dmesg "" "{self.facts[core][0]}.*'
                    'received echo reply"')
        self.wait_core_state(core, 'wfi')

    def test_generated_tree(self) -> None:
        """The default device tree: the MCU cluster is in lockstep."""
        self.boot_j721e()
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'J721E')
        self.assertIn('ttyS2', self.console_text())
        # Nothing that Linux asked for was refused
        self.assertEqual(self.nacks(), 0)
        self.skip_without_router_driver()
        self.run_cores(LOCKSTEP)
        # Linux has one line of each mailbox that it uses
        inputs = [i for o, i in self.routes().items() if o < 192]
        for line in (436, 432, 428):
            self.assertEqual(inputs.count(line), 1)

    def test_six_cores(self) -> None:
        self.skip_without_router_driver()
        self.option('r5f-mode=split')
        self.boot_j721e()
        self.run_cores(list(LINES))

    def test_dsps(self) -> None:
        """The DSPs without rpmsg, and an image that the driver refuses."""
        if not self.kernel.has_driver(DSP_DRIVER):
            self.skipTest(f'{self.kernel.origin} has no {DSP_DRIVER}')
        self.boot_j721e()
        self.sh(f'modprobe {DSP_DRIVER}')
        for core in DSPS:
            self.check_dsp(core, 1)
        for core, align in DSPS.items():
            self.stop(core)
            self.wait_core_state(core, 'off')
            self.refuse_entry(core, align)
            self.wait_core_state(core, 'off')
            self.use(core, J721E.cores[core])
            self.start(core)
            self.check_dsp(core, 2)
        self.assertEqual(self.nacks(), 0)

    def use(self, core: str, image: str) -> None:
        self.sh(f'echo {image} > $R/{self.remoteproc(core)}/firmware')

    def check_dsp(self, core: str, start: int) -> None:
        self.wait_running(core)
        self.trace(core, until=f'start {start}$')
        self.wait_core_state(core, 'wfi')
        # The resource table has only a trace buffer
        self.assertEqual(self.sh(f'ls $R/{self.remoteproc(core)}/ | '
                                 'grep -c rproc-virtio || true'), '0')

    def refuse_entry(self, core: str, align: int) -> None:
        """The driver refuses an entry point that is not aligned."""
        elf = Elf(self.elf(core, 'hello'))
        entry = elf.ehdr.entry
        self.assertEqual(entry % align, 0)
        elf.ehdr = elf.ehdr._replace(entry=entry + align // 2)
        odd = b''.join(b'\\x%02x' % byte
                       for byte in elf.data[:elf.layout.ehdr.size])
        name = J721E.cores[core]
        self.sh(f'cd /lib/firmware && cp {name} odd && printf '
                f"'{odd.decode()}' | dd of=odd bs=1 conv=notrunc "
                '2> /dev/null')
        self.use(core, 'odd')
        self.sh_fails(f'echo start > $R/{self.remoteproc(core)}/state')
        self.sh(f'wait_dmesg "" "invalid boot address '
                f'0x{entry + align // 2:x}, must be aligned on a '
                f'0x{align:x} boundary"')

    def test_no_router_driver(self) -> None:
        """The cores wait; everything else works."""
        if self.has_router_driver():
            self.skipTest('this kernel has the driver')
        self.boot_j721e()
        self.sh(f'modprobe {DRIVER}')
        self.assertEqual(self.sh('ls $R'), '')
        waiting = self.sh('cat /sys/kernel/debug/devices_deferred')
        self.assertIn('31f80000.mailbox', waiting)

    def test_board_trees(self) -> None:
        """A board's device tree from the distribution works."""
        dtbs = self.kernel.dtbs
        found = [dtbs / 'ti' / board for board in BOARDS if dtbs and
                 (dtbs / 'ti' / board).is_file()]
        if not found:
            self.skipTest(f'{self.kernel.origin} comes without any')
        self.memory = '4G'
        self.boot_j721e('-dtb', str(found[0]))
        self.assertIn('J721E', self.sh('cat /proc/device-tree/model'))
        self.assertIn('ttyS2', self.console_text())


if __name__ == '__main__':
    QemuSystemTest.main()
