#!/usr/bin/env python3
#
# Functional tests that boot Linux on k3-virt and start its R5F cores
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test unmodified kernels and their driver with firmware that executes.

scripts/k3-functional runs this file, once per kernel.
"""

import itertools
from pathlib import Path
import re
import socket
import sys
import time

sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import CORES, DRIVER, K3Guest             # noqa: E402
from k3lib.formats.elf import Elf                       # noqa: E402
from k3lib.machine.command import served              # noqa: E402
from k3lib.machine.cores import AM64                    # noqa: E402
from qemu.machine import QEMUMachine                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

RESTARTS = 20
PASTES = 100
SILENCE = 60            # seconds after which nothing more comes


class RemoteCores(K3Guest):
    """
    All four cores: probe, start, run, talk, stop, again.  They and two CPUs are
    more than a host with other work can run at once, and Linux waits only one
    second for the system firmware.
    """

    icount = 1

    def check_trace(self, core: str, boot: int | None = None) -> str:
        trace = self.trace(core, boot=boot)
        self.assertIn(f"'hello' on am64 {core}", trace)
        cluster, index = CORES[core][1:3]
        self.assertIn(f'mpidr 0x8000{cluster:02x}{index:02x}', trace)
        return trace

    def test_four_cores_run(self) -> None:
        self.boot()
        self.load_driver()
        self.wait_running()
        for core in CORES:
            self.check_trace(core)
            self.wait_core_state(core, 'wfi')

    def test_echo(self) -> None:
        """6.1 and 6.12 send an echo request; newer kernels never do."""
        self.boot()
        self.load_driver()
        self.wait_running()
        for core, facts in CORES.items():
            self.trace(core)
            if self.kernel.does('pings'):
                self.trace(core, until='echo request')
                self.sh(f'wait_dmesg "" "{facts[0]}.*received echo reply"')
                self.assertEqual(self.messages(core), (1, 1))
            else:
                self.assertEqual(self.messages(core), (0, 0))

    def test_start_again(self) -> None:
        """Restart many times; nothing leaks in the kernel or the machine."""
        self.boot()
        self.load_driver()
        self.wait_running()
        for core in ('r5f0_1', 'r5f1_1'):
            self.stop(core)
        for core in ('r5f0_0', 'r5f1_0'):
            self.restart_many_times(core)
        self.wait_running('r5f0_0', 'r5f1_0')

    def restart_many_times(self, core: str) -> None:
        self.trace(core)
        self.stop(core)
        others = {'r5f0_0', 'r5f1_0'} - {core}
        held, mapped = self.ownership(*others), self.mapped()
        for count in range(2, RESTARTS + 2):
            self.start(core)
            self.trace(core, boot=count)
            self.wait_core_state(core, 'wfi')
            self.stop(core)
        self.assertEqual(self.ownership(), held)
        self.assertEqual(self.mapped(), mapped)
        self.start(core)

    def mapped(self) -> str:
        """Mappings and debugfs entries that a leak would add to."""
        return self.sh('grep -c ioremap /proc/vmallocinfo; '
                       'find $D | sort; ls $R')

    def test_all_at_once(self) -> None:
        """All four cores stop and start at once, from four shells."""
        self.boot()
        self.load_driver()
        self.wait_running()
        first, second = (
            ' '.join(facts[0] for facts in CORES.values() if facts[2] == index)
            for index in (0, 1))
        self.sh("""
both() {        # NODES WORD: tell both at once
    told=
    for node in $1; do
        n=$(core $node)
        echo $2 > $R/$n/state &
        told="$told $!"
    done
    for pid in $told; do wait $pid || { echo "$2 failed"; return 1; }; done
}
""" + f"""
for turn in 1 2 3; do
    both "{second}" stop && both "{first}" stop &&
    both "{first}" start && both "{second}" start || exit 1
done""")
        self.wait_running()
        for core in CORES:
            self.check_trace(core, 4)

    def test_second_core_needs_the_first(self) -> None:
        """In split mode core 1 runs only while core 0 does."""
        self.boot()
        self.load_driver()
        self.wait_running()
        self.stop('r5f0_1')
        self.stop('r5f0_0')
        one = self.remoteproc('r5f0_1')
        self.sh_fails(f'echo start > $R/{one}/state')
        self.assertEqual(self.core_state('r5f0_1'), 'off')
        for core in ('r5f0_0', 'r5f0_1'):
            self.start(core)
            self.check_trace(core)

    def test_inspect(self) -> None:
        """k3-inspect shows cores, owners, messages and held devices."""
        self.boot()
        self.load_driver()
        self.wait_running()
        self.stop('r5f1_1')
        self.trace('r5f0_0')
        self.wait_core_state('r5f0_0', 'wfi')
        seen = self.inspect()
        cores = {core['path']: core for core in seen['cores']}
        waits = cores['/machine/k3/r5fss[0]/core[0]']
        self.assertEqual(waits['state'], 'wfi')
        self.assertEqual(waits['owner'], 12)
        self.assertEqual(waits['processor'], 1)
        self.assertTrue(waits['power'])
        self.assertNotEqual(waits['pc'], 0)
        stopped = cores['/machine/k3/r5fss[1]/core[1]']
        self.assertEqual((stopped['state'], stopped['power'],
                          stopped['pc'], stopped['owner']),
                         ('off', False, 0, 12))
        held = [r for r in seen['owned'] if r['kind'] == 'device']
        self.assertIn({'host': '12', 'kind': 'device', 'id': '121',
                       'name': 'R5FSS0_CORE0', 'state': 'on'}, held)
        self.assertNotIn('R5FSS1_CORE1', [r['name'] for r in held])
        linux = [t for t in seen['threads'] if t['number'] in (12, 13)]
        self.assertEqual(len(linux), 2)
        for thread in linux:
            self.assertEqual(thread['pushed'], thread['popped'])
            self.assertGreater(thread['popped'], 20)

    def test_module_reload(self) -> None:
        self.boot()
        before = self.ownership()
        for boot in range(1, 4):
            self.load_driver()
            self.wait_running()
            for core in CORES:
                self.check_trace(core, boot)
            for core in ('r5f0_1', 'r5f0_0', 'r5f1_1', 'r5f1_0'):
                self.stop(core)
            self.sh(f'rmmod {DRIVER}')
            self.assertEqual(self.sh('ls $R'), '')
            for core in CORES:
                self.assertEqual(self.core_state(core), 'off')
            self.assertEqual(self.ownership(), before)

    def test_guest_reset(self) -> None:
        """A reboot resets the whole machine."""
        self.boot(reboots=True, fresh=True)
        self.load_driver()
        self.wait_running()
        self.vm.cmd('system_reset')
        self.wait_userspace(self.agent)
        for core in CORES:
            self.assertEqual(self.core_state(core), 'off')
        self.load_driver()
        self.wait_running()
        for core in CORES:
            self.check_trace(core, 2)


class BadFirmware(K3Guest):
    """The driver reports an error, and the machine still works."""

    marks = itertools.count()

    def boot_quiet(self, more_files: dict[str, tuple[bytes, int]]
                   | None = None) -> None:
        """Boot; R5FSS0 runs once and is stopped.

        It needs firmware: if one of its cores has not started two seconds
        after its probe, Linux 6.1.y gives up the cluster and uses a stale
        pointer when doing so.
        """
        self.boot(more_files=more_files)
        self.load_driver()
        self.wait_running()
        for core in ('r5f0_1', 'r5f0_0'):
            self.trace(core)
            self.stop(core)

    def try_firmware(self, name: str) -> tuple[bool, str]:
        """Start r5f0_0 with a file; (started, new kernel messages)."""
        self.mark = f'k3-test: {name} {next(self.marks)} '
        out = self.sh(
            f'n=$(core {CORES["r5f0_0"][0]}); echo "{self.mark}" > /dev/kmsg\n'
            f'echo {name} > $R/$n/firmware || exit 1\n'
            'echo start > $R/$n/state 2>/dev/null; usleep 200000\n'
            f'cat $R/$n/state; since_mark "{self.mark}"')
        state, _, log = out.partition('\n')
        return state == 'running', log

    def check_still_works(self) -> None:
        started, log = self.try_firmware('good.elf')
        self.assertTrue(started, log)
        self.trace('r5f0_0')
        self.stop('r5f0_0')

    def good(self) -> dict[str, tuple[bytes, int]]:
        return {'lib/firmware/good.elf': (self.elf('r5f0_0', 'hello'),
                                          0o644)}

    def test_no_firmware_at_boot(self) -> None:
        """The cores wait for a file and start once it exists."""
        if not self.kernel.does('survives-missing-firmware'):
            self.skipTest('the driver of Linux 6.1.y oopses in this case, a '
                          'bug of its own')
        self.boot(apps={}, more_files=self.good())
        self.load_driver()
        self.sh('wait_dmesg "" "failed with error -2"')
        for core in CORES:
            self.remoteproc(core)
        self.sh(f'rmmod {DRIVER}\ncp /lib/firmware/good.elf '
                f'/lib/firmware/{AM64.cores["r5f0_0"]}')
        self.load_driver()
        self.wait_running('r5f0_0')
        self.trace('r5f0_0')

    def test_missing_firmware(self) -> None:
        self.boot_quiet(self.good())
        started, log = self.try_firmware('nowhere.elf')
        self.assertFalse(started)
        self.assertIn('failed with error -2', log)
        self.check_still_works()

    def test_bad_elf_files(self) -> None:
        """Every flaw of tests/firmware's am64-bad, one after the other."""
        bad = self.firmware_dir / 'am64-bad'
        expected = dict(line.split('\t') for line in
                        (bad / 'EXPECTED').read_text().splitlines())
        files = self.good()
        for name in expected:
            data = (bad / f'{name}.elf').read_bytes()
            files[f'lib/firmware/bad-{name}.elf'] = (data, 0o644)
        self.boot_quiet(files)
        for name, words in expected.items():
            self.check_flaw(name, words)
        self.check_still_works()

    def check_flaw(self, name: str, words: str) -> None:
        started, log = self.try_firmware(f'bad-{name}.elf')
        if words == 'boots':
            self.assertTrue(started, log)
        else:
            self.assertTrue(any(w in log for w in words.split('|')),
                            f'{name}: not "{words}" but:\n{log}')
        if started:
            self.stop('r5f0_0')

    def test_wild_firmware(self) -> None:
        """Crashes and deaf cores stay contained and can be stopped."""
        apps = ('abort', 'buserror', 'pabort', 'undef', 'spin', 'wfi')
        files = self.good()
        for app in apps:
            files[f'lib/firmware/{app}.elf'] = (self.elf('r5f0_0', app),
                                                0o644)
        self.boot_quiet(files)
        for app in apps:
            self.run_wild(app)
        self.check_still_works()

    def run_wild(self, app: str) -> None:
        started, log = self.try_firmware(f'{app}.elf')
        self.assertTrue(started, log)
        if app in ('abort', 'buserror', 'pabort', 'undef'):
            self.assertIn('crash: ', self.trace('r5f0_0', 'crash: '))
            self.sh(f'wait_dmesg "{self.mark}" "rproc .* crashed"')
        if app == 'spin':
            self.assertEqual(self.core_state('r5f0_0'), 'running')
        else:
            self.wait_core_state('r5f0_0', 'wfi')
        self.stop('r5f0_0')
        self.wait_core_state('r5f0_0', 'off')

    def cpu_mode(self, core: str) -> str:
        """Mode of an R5F: "svc", or "abt" in an abort handler."""
        index, = (cpu['cpu-index'] for cpu in self.vm.cmd('query-cpus-fast')
                  if cpu['qom-path'].startswith(self.core_path(core)))
        text = self.vm.cmd('human-monitor-command', **{
            'command-line': 'info registers', 'cpu-index': index})
        return str(re.findall(r'PSR=\w+ .* (\w+?)32', text)[0])

    def test_blank_firmware(self) -> None:
        """
        An ELF file without code: the core runs through its ATCM and beyond it,
        into an abort.  The handler is empty as well, so this never ends.
        """
        elf = Elf(self.elf('r5f0_0', 'hello'))
        for segment in map(elf.phdr, elf.loads()):
            if segment.paddr < 0x80000000:      # not the resource table
                elf.data[segment.offset:segment.offset + segment.filesz] = \
                    bytes(segment.filesz)
        files = self.good()
        files['lib/firmware/blank.elf'] = (bytes(elf.data), 0o644)
        self.boot_quiet(files)
        started, log = self.try_firmware('blank.elf')
        self.assertTrue(started, log)
        end = time.monotonic() + self.timeout
        while self.cpu_mode('r5f0_0') != 'abt':
            self.assertLess(time.monotonic(), end, 'there is no abort')
            time.sleep(0.05)
        self.assertEqual(self.core_state('r5f0_0'), 'running')
        self.stop('r5f0_0')
        self.wait_core_state('r5f0_0', 'off')
        self.check_still_works()


class Machine(K3Guest):
    """Optional devices: disk, network, shared folder, console."""

    def test_virtio(self) -> None:
        disk = Path(self.scratch_file('disk'))
        disk.write_bytes(b'k3-virt disk'.ljust(1 << 20, b'\0'))
        shared = Path(self.scratch_file('shared'))
        shared.mkdir()
        (shared / 'hello').write_text('from the host')
        self.require_netdev('user')
        self.boot(apps={}, extra=(
            '-drive', f'if=none,id=d,format=raw,file={disk}',
            '-device', 'virtio-blk-device,drive=d',
            '-netdev', 'user,id=n', '-device', 'virtio-net-device,netdev=n',
            '-device', 'virtio-rng-device',
            '-fsdev', f'local,id=f,path={shared},security_model=none',
            '-device', 'virtio-9p-device,fsdev=f,mount_tag=host'))
        self.assertEqual(self.sh('head -c 12 /dev/vda'), 'k3-virt disk')
        self.sh('mount -t 9p -o trans=virtio,version=9p2000.L host /mnt')
        self.assertEqual(self.sh('cat /mnt/hello'), 'from the host')
        self.sh('ifconfig eth0 10.0.2.15 && ping -c 1 -W 60 10.0.2.2')
        self.sh('head -c 16 /dev/hwrng | wc -c')

    def test_two_cpus_and_power_off(self) -> None:
        self.boot(apps={})
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '2')
        self.agent.power_off()
        self.vm.wait(timeout=self.timeout)

    def test_one_cpu(self) -> None:
        self.boot(extra=('-smp', '1'))
        self.assertEqual(self.sh('grep -c ^processor /proc/cpuinfo'), '1')
        self.load_driver()
        self.wait_running()
        self.trace('r5f1_1')

    def test_migrates_with_running_cores(self) -> None:
        """Migrate to a file and back: the firmware continues where it was."""
        self.boot(fresh=True)
        self.load_driver()
        self.wait_running()
        for core in CORES:
            self.trace(core)
            self.wait_core_state(core, 'wfi')
        state = self.scratch_file('state')
        self.vm.cmd('migrate', uri=f'file:{state}')
        self.wait_migrated(self.vm)
        self.vm.shutdown()

        target = self.get_vm(name='target')
        self.prepare(target, ('-incoming', f'file:{state}'), reboots=True)
        target.add_args(*self.linux(Path(self.scratch_file('initrd'))))
        self.agent = self.new_agent(target, 'agent2')
        target.launch()
        self.wait_migrated(target)
        self.agent.accept(self.timeout)
        for core in CORES:
            self.assertEqual(self.core_state(core, target), 'wfi')
        self.wait_running()
        self.stop('r5f0_1')
        self.start('r5f0_1')
        self.trace('r5f0_1', boot=2)

    def wait_migrated(self, vm: QEMUMachine) -> None:
        while True:
            status = vm.cmd('query-migrate').get('status')
            if status == 'completed':
                break
            self.assertNotIn(status, ('failed', 'cancelled'))
            time.sleep(0.05)


class Console(K3Guest):
    """Typing and pasting on the console."""

    def serial(self) -> str:
        self.terminal = Path(self.socket_dir().name) / 'terminal'
        return f'{served(self.terminal)},logfile={self.console}'

    def receive(self, size: int) -> bytes:
        """Up to SIZE characters; fewer if no more arrive."""
        got = b''
        while len(got) < size:
            try:
                got += self.peer.recv(size - len(got))
            except TimeoutError:
                break
        return got

    def test_pasted_lines(self) -> None:
        """
        Each line leaves some characters to a time-out of the receiver.  If it
        coincides with the end of the echo, Linux's work-around for erratum
        i2310 must not lose the transmitter's interrupt.  That is rare, so
        there are many lines.
        """
        self.boot(apps={}, fresh=True)
        with socket.socket(socket.AF_UNIX) as self.peer:
            self.peer.connect(str(self.terminal))
            self.peer.settimeout(SILENCE)
            # What was written before may still be on its way
            self.sh('dmesg -n 1; echo begin > /dev/console; '
                    'cat < /dev/console > /dev/null 2>&1 &')
            before = b''
            while not before.endswith(b'begin\r\n'):
                more = self.receive(1)
                self.assertTrue(more, before)
                before += more
            for count in range(PASTES):
                line = f'{count:x<{50 + count % 11}}'.encode()
                self.peer.sendall(line + b'\n')
                self.assertEqual(self.receive(len(line) + 2), line + b'\r\n')


if __name__ == '__main__':
    QemuSystemTest.main()
