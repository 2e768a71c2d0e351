#!/usr/bin/env python3
#
# Functional tests of simulated remote cores
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test Linux's driver with simulated cores, which do not execute.

The ELF files are the same as for executing cores, and the kernel must not see
a difference.  scripts/k3-functional --file runs this file.
"""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, DRIVER, K3Guest             # noqa: E402
from k3lib.machine import initramfs                     # noqa: E402
from k3lib.machine.command import Machine, Watch        # noqa: E402
import test_k3_rpmsg                                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

RESTARTS = 20
COUNT = 1000
SIM = 'remote-cores=sim'


class SimulatedCores(K3Guest):

    def boot_sim(self) -> None:
        self.option(SIM)
        self.boot()
        self.load_driver()
        self.wait_running()

    def check_trace(self, core: str, start: int) -> None:
        self.trace(core, until=f'simulated firmware, start {start}$')
        self.assertNotEqual(
            self.simulated_firmware(core, 'resource-table'), 0)

    def test_four_cores_run(self) -> None:
        """Probe, start with an ELF, trace, WFI, the answer to a ping."""
        self.boot_sim()
        for core, facts in CORES.items():
            self.check_trace(core, 1)
            self.wait_core_state(core, 'wfi')
            if self.kernel.does('pings'):
                self.sh(f'wait_dmesg "" "{facts[0]}.*received echo reply"')
                self.assertEqual(self.messages(core), (1, 1))
            else:
                self.assertEqual(self.messages(core), (0, 0))
        seen = {c['path']: c for c in self.inspect()['cores']}
        for core in CORES:
            self.assertEqual(seen[self.core_path(core)]['state'], 'wfi')

    def test_start_again(self) -> None:
        self.boot_sim()
        for core in ('r5f0_1', 'r5f1_1'):
            self.stop(core)
        for core, other in (('r5f0_0', 'r5f1_0'), ('r5f1_0', 'r5f0_0')):
            self.trace(core)
            self.stop(core)
            held = self.ownership(other)
            for count in range(2, RESTARTS + 2):
                self.start(core)
                self.check_trace(core, count)
                self.wait_core_state(core, 'wfi')
                self.stop(core)
                self.assertEqual(self.core_state(core), 'off')
            self.assertEqual(self.ownership(), held)
            self.start(core)

    def test_another_image(self) -> None:
        """Each start uses its own image, with or without rpmsg."""
        core = 'r5f1_0'
        images = ('hello', 'rpmsg')
        files = {f'lib/firmware/{image}.elf': (self.elf(core, image), 0o644)
                 for image in images}
        self.option(SIM)
        self.boot(more_files=files)
        self.load_driver()
        self.wait_running()
        self.stop('r5f1_1')
        for count in range(2, 8):
            image = images[count % 2]
            self.stop(core)
            self.sh(f'echo {image}.elf > $R/{self.remoteproc(core)}/firmware')
            self.start(core)
            self.check_trace(core, count)
            devices = self.sh('ls $R/*/ | grep -c "rproc-virtio" || true')
            self.assertEqual(devices, str(count % 2))

    def test_mixed_with_executed_cores(self) -> None:
        """Each core can be of either kind."""
        self.option('remote-cores=sim:tcg:tcg:sim:tcg')
        self.boot()
        self.load_driver()
        self.wait_running()
        for core in ('r5f0_0', 'r5f1_1'):
            self.check_trace(core, 1)
        for core in ('r5f0_1', 'r5f1_0'):
            self.assertIn(f"'hello' on am64 {core}", self.trace(core))
        for core in CORES:
            self.wait_core_state(core, 'wfi')

    def test_module_reload(self) -> None:
        self.boot_sim()
        for core in ('r5f0_1', 'r5f0_0', 'r5f1_1', 'r5f1_0'):
            self.stop(core)
        self.sh(f'rmmod {DRIVER}')
        self.load_driver()
        self.wait_running()
        for core in CORES:
            self.check_trace(core, 2)


class Replay(K3Guest):
    """Without vCPUs of remote cores a run can be recorded."""

    nodes = [facts[0] for facts in CORES.values()]
    script = f"""#!/bin/sh
. /k3/words
modprobe {DRIVER}
for c in {' '.join(nodes)}; do
    wait_state $(core $c) running || exit 1
done
wait_trace $(core {nodes[0]}) ready || exit 1
cat $D/*/trace0
for c in {nodes[1]} {nodes[0]}; do
    echo stop > $R/$(core $c)/state
done
cat $R/*/state
dmesg
"""

    def run_to_the_end(self, name: str, mode: str) -> str:
        """Run until the guest powers off; returns the console output."""
        console = Path(self.log_file(f'{name}-console.log'))
        vm = self.get_vm(name=name)
        vm.add_args(*Machine('', properties=[SIM], cpus=1, memory=self.memory,
                             extra=['-icount', f'shift=auto,rr={mode},rrfile='
                                    + self.scratch_file('recording')]
                             ).arguments(),
                    *self.linux(Path(self.scratch_file('initrd'))),
                    *Watch(f'file:{console}').arguments())
        vm.launch()
        vm.wait(timeout=self.timeout)
        self.assertEqual(vm.exitcode(), 0)
        return console.read_text(errors='replace')

    def test_record_and_replay(self) -> None:
        files = dict(self.files({core: 'hello' for core in CORES}),
                     **{'k3/run': (self.script.encode(), 0o755)})
        initramfs.write(Path(self.scratch_file('initrd')), self.kernel,
                        (DRIVER,), 'run', files=files)
        recorded = self.run_to_the_end('recorded', 'record')
        for words in ('simulated firmware, start 1', 'offline',
                      'Power down'):
            self.assertIn(words, recorded)
        self.assertEqual(self.run_to_the_end('replayed', 'replay'), recorded)

    def test_refused(self) -> None:
        """A machine that cannot be recorded is refused with advice."""
        for extra, words in (((), 'remote-cores=sim'),
                             (('-machine', SIM, '-smp', '2'), '-smp 1')):
            vm = self.get_vm(name=words.strip('-').replace(' ', ''))
            vm.add_args('-icount', 'shift=auto,rr=record,rrfile='
                        + self.scratch_file('refused'), *extra)
            vm.set_qmp_monitor(enabled=False)
            vm.launch()
            vm.wait(timeout=self.timeout)
            self.assertNotEqual(vm.exitcode(), 0)
            self.assertIn(words, vm.get_log())


class SimulatedRpmsg(test_k3_rpmsg.RpmsgGuest):
    """Linux's rpmsg drivers and programs, as with cores that execute."""

    simulated = test_k3_rpmsg.RpmsgGuest.cores

    def setUp(self) -> None:
        super().setUp()
        self.option(SIM)

    def test_echo(self) -> None:
        """1000 messages of random size, out and back, and once more."""
        self.check_each_core()

    def test_all_cores_at_once(self) -> None:
        self.boot_rpmsg()
        jobs = []
        for core in self.cores:
            jobs += [f'c=$(control {self.node(core)}) || exit 1',
                     *(f'k3-rpmsg-test $c echo-only {COUNT} {endpoint} '
                       f'{endpoint} || echo bad &'
                       for endpoint in (13, 14, 15))]
        self.assertNotIn('bad', self.sh('\n'.join([*jobs, 'wait'])))
        for core in self.cores:
            self.wait_fifos_empty(core)
            self.assertEqual(self.simulated_firmware(core, 'echoed'),
                             3 * COUNT)

    def test_sample_client(self) -> None:
        self.check_sample_client()

    def test_driver_comes_and_goes(self) -> None:
        core = self.cores[0]
        drivers = test_k3_rpmsg.DRIVERS
        self.boot_rpmsg()
        for _ in range(3):
            self.talk(core, 'echo-only', 100)
            self.sh(f'rmmod {" ".join(reversed(drivers))} && '
                    f'modprobe -a {" ".join(drivers)}')


if __name__ == '__main__':
    QemuSystemTest.main()
