#!/usr/bin/env python3
#
# Functional tests of fault rules with Linux
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Linux's driver makes of things that go wrong on purpose.

scripts/k3-functional runs this file, once per kernel.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, K3Guest                     # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

SET_CONTROL = 0xc101


class Faults(K3Guest):
    """Rules at start and at run time; without them all is well again."""

    def add(self, name, **properties):
        self.vm.cmd('device_add', **{
            'driver': 'k3-fault', 'id': name,
            **{key.replace('_', '-'): value
               for key, value in properties.items()}})

    def delete(self, name):
        self.vm.cmd('device_del', id=name)

    def hits(self, name):
        return self.qom(f'/machine/peripheral/{name}', 'hits')

    def boot_all(self, extra=()):
        self.boot(extra=extra)
        self.load_driver()
        self.wait_running()
        for core in CORES:
            self.trace(core)

    def test_crash(self):
        """The core takes an exception, its firmware tells Linux."""
        self.boot_all(extra=(
            '-device', 'k3-fault,id=c,where=core,action=crash,core=r5f1_0,'
            'delay-ns=2000000000,count=1'))
        self.trace('r5f1_0', until='crash: ')
        self.sh('wait_dmesg "" "rproc .* crashed"')
        self.assertEqual(self.hits('c'), 1)
        # The user's restart: the rule has done what it was for
        self.stop('r5f1_1')
        self.stop('r5f1_0')
        self.start('r5f1_0')
        self.trace('r5f1_0', boot=2)

    def test_refused_halt(self):
        """As system firmware does that insists on WFI."""
        self.boot_all()
        self.add('n', where='ti-sci', action='nack', message=SET_CONTROL,
                 processor=2)
        node = self.remoteproc('r5f0_1')
        self.sh_fails(f'echo stop > $R/{node}/state')
        self.assertIn("can't stop rproc", self.dmesg())
        self.assertEqual(self.hits('n'), 1)
        self.assertEqual(self.sh(f'cat $R/{node}/state'), 'running')
        self.wait_core_state('r5f0_1', 'wfi')
        self.delete('n')
        self.stop('r5f0_1')
        self.start('r5f0_1')
        self.trace('r5f0_1', boot=2)


if __name__ == '__main__':
    QemuSystemTest.main()
