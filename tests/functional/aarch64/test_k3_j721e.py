#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt's J721E
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Six R5Fs whose mailboxes reach everybody through an interrupt router.

scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import DRIVER, K3Guest                    # noqa: E402
from k3lib.cores import J721E                           # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# Core: device node, QOM path, router input of its mailbox line, output
CORES = {
    'mcu-r5f0_0': ('41000000.r5f', 'r5fss[0]/core[0]', 437, 400),
    'mcu-r5f0_1': ('41400000.r5f', 'r5fss[0]/core[1]', 438, 404),
    'main-r5f0_0': ('5c00000.r5f', 'r5fss[1]/core[0]', 433, 196),
    'main-r5f0_1': ('5d00000.r5f', 'r5fss[1]/core[1]', 434, 228),
    'main-r5f1_0': ('5e00000.r5f', 'r5fss[2]/core[0]', 429, 260),
    'main-r5f1_1': ('5f00000.r5f', 'r5fss[2]/core[1]', 430, 292),
}
# In lockstep, which the device tree asks of the MCU domain, one is both
LOCKSTEP = [core for core in CORES if core != 'mcu-r5f0_1']
ROUTER = '/machine/k3/intr-router[0]'
BOARDS = ('k3-j721e-sk.dtb', 'k3-j721e-common-proc-board.dtb',
          'k3-j721e-evm.dtb')


class J721e(K3Guest):
    """Six R5Fs, and mailboxes that reach everybody through a router."""

    def setUp(self):
        super().setUp()
        self.machine = 'k3-virt,soc=j721e'

    def boot_j721e(self, *extra):
        files = {}
        for core, name in J721E.cores.items():
            elf = self.firmware_dir / f'j721e-{core}-hello.elf'
            files[f'lib/firmware/{name}'] = (elf.read_bytes(), 0o644)
        self.boot(apps={}, extra=extra, more_files=files)
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '2')

    def nacks(self):
        return self.qom('/machine/k3/ti-sci', 'nacks')

    def routes(self):
        """Router input of each output that is on."""
        lines = self.qom(ROUTER, 'routes').splitlines()
        words = [dict(w.split('=') for w in line.split()) for line in lines]
        return {int(w['output']): int(w['input']) for w in words}

    def skip_without_router_driver(self):
        """Debian's 7.x has no driver for the router: mailboxes wait."""
        if self.kernel.release.startswith('7.'):
            self.skipTest('Debian builds 7.x without '
                          'CONFIG_TI_SCI_INTR_IRQCHIP')

    def on(self, core, script):
        return self.sh(f'n=$(core {CORES[core][0]})\n{script}')

    def check_runs(self, core, boot):
        node, path, line, output = CORES[core]
        self.on(core, 'wait_state $n running && wait_trace $n ready')
        trace = self.on(core, 'cat $D/$n/trace0')
        self.assertIn(f"'hello' on j721e {core}", trace)
        self.assertIn(f'boot {boot},', trace)
        self.assertIn(f'mailbox line {line} to output {output}: ok', trace)
        self.assertEqual(self.routes()[output], line)
        if boot == 1 and self.kernel.release.startswith('6.'):
            self.on(core, 'wait_trace $n "echo request"')
            self.sh(f'wait_dmesg "" "{node}.*received echo reply"')
        self.wait_state(path, 'wfi')

    def wait_state(self, path, state):
        self.wait_for(lambda: self.qom(f'/machine/k3/{path}', 'state'), state)

    def wait_for(self, look, expected):
        for _ in range(self.timeout * 10):
            if look() == expected:
                return
            self.sh('usleep 100000')
        self.assertEqual(look(), expected)

    def run_cores(self, cores):
        """Each runs, is stopped and started again."""
        self.sh(f'modprobe {DRIVER}')
        for core in cores:
            self.check_runs(core, 1)
        self.assertEqual(self.sh('cat $R/*/name | grep -c r5f'),
                         str(len(cores)))
        for core in reversed(cores):
            self.on(core, 'echo stop > $R/$n/state && wait_state $n offline')
            self.wait_state(CORES[core][1], 'off')
        for core in cores:
            self.on(core, 'echo start > $R/$n/state')
            self.check_runs(core, 2)

    def test_generated_tree(self):
        """As the device tree has it: the MCU domain's two in lockstep."""
        self.boot_j721e()
        self.assertEqual(self.sh('cat /sys/devices/soc0/family'), 'J721E')
        self.assertIn('ttyS2', self.console.read_text(errors='replace'))
        # Nothing that Linux asked for was refused
        self.assertEqual(self.nacks(), 0)
        self.skip_without_router_driver()
        self.run_cores(LOCKSTEP)
        # Linux has one line of each mailbox that it uses
        inputs = [i for o, i in self.routes().items() if o < 192]
        for line in (436, 432, 428):
            self.assertEqual(inputs.count(line), 1)

    def test_six_cores(self):
        self.skip_without_router_driver()
        self.machine += ',r5f-mode=split'
        self.boot_j721e()
        self.run_cores(list(CORES))

    def test_no_router_driver(self):
        """The cores wait; everything else works."""
        if not self.kernel.release.startswith('7.'):
            self.skipTest('this kernel has the driver')
        self.boot_j721e()
        self.sh(f'modprobe {DRIVER}')
        self.assertEqual(self.sh('ls $R'), '')
        waiting = self.sh('cat /sys/kernel/debug/devices_deferred')
        self.assertIn('31f80000.mailbox', waiting)

    def test_board_trees(self):
        """Boards' device trees as the distribution built them."""
        found = [board for board in BOARDS if self.kernel.dtbs and
                 (self.kernel.dtbs / 'ti' / board).is_file()]
        if not found:
            self.skipTest(f'{self.kernel.origin} comes without any')
        self.memory = '4G'
        self.boot_j721e('-dtb', str(self.kernel.dtbs / 'ti' / found[0]))
        self.assertIn('J721E', self.sh('cat /proc/device-tree/model'))
        self.assertIn('ttyS2', self.console.read_text(errors='replace'))


if __name__ == '__main__':
    QemuSystemTest.main()
