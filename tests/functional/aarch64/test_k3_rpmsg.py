#!/usr/bin/env python3
#
# Functional tests of rpmsg between Linux and the firmware of remote cores
#
# SPDX-License-Identifier: GPL-2.0-or-later
"""Test Linux's rpmsg drivers with the virtio-rpmsg of tests/firmware.

scripts/k3-functional --file runs this file, with a kernel that has the
rpmsg drivers (Debian's have them with +k3 only).
"""

from collections.abc import Sequence
from pathlib import Path
import re
import sys
import time

TOP = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(Path(__file__).resolve().parent))

from k3_guest import (CORES, DRIVER, M4F_CORES, Files,     # noqa: E402
                      K3Guest)
from k3lib.machine.cores import AM62, AM64, DSP_DRIVER, J721E   # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

# These can be removed in the reverse order
DRIVERS = ('virtio_rpmsg_bus', 'rpmsg_char', 'rpmsg_ctrl')
COUNT = 1000
FIFO_DEPTH = 4
QUEUE = 20              # MBOX_TX_QUEUE_LEN, of one channel in Linux
SERVICES = 6            # name service announcements of the firmware
SIMULATED_SERVICES = 4
SAMPLE_COUNT = 100      # what rpmsg_client_sample sends

GUEST_WORDS = r'''
control() {     # NODE: the /dev/rpmsg_ctrlN of that core
    tries=0
    while [ $tries -lt 600 ]; do
        for dir in /sys/class/rpmsg/rpmsg_ctrl*; do
            case $(readlink -f $dir) in
            */$1/*) [ -c /dev/${dir##*/} ] && echo /dev/${dir##*/} && return
            esac
        done
        tries=$((tries + 1))
        usleep 100000
    done
    echo "no rpmsg_ctrl device for $1" >&2
    return 1
}
'''


class RpmsgGuest(K3Guest):
    """A guest with rpmsg drivers and cores that run the rpmsg firmware.

    For other cores, real or simulated, a subclass sets `cores`, `facts`, `soc`
    and `drivers`.
    """

    cores: Sequence[str] = tuple(CORES)
    # Cores that run before Linux, which then attaches to them
    early: Sequence[str] = ()
    # Cores that execute nothing and offer echo services only
    simulated: Sequence[str] = ()
    drivers: Sequence[str] = (DRIVER,)
    # Linux 6.x pings these when they are started, others once, at probe
    pinged_at_start: Sequence[str] = ()

    def setUp(self) -> None:
        super().setUp()
        program = self.firmware_dir.parent / 'guest/k3-rpmsg-test'
        if not program.exists():
            self.skipTest(f'{program} is not built (gcc-aarch64-linux-gnu, '
                          'libc6-dev-arm64-cross)')
        for name in (*DRIVERS, *self.drivers):
            if not self.kernel.has_driver(name):
                self.skipTest(f'{self.kernel.origin} has no {name}')
        self.program = program.read_bytes()

    def boot_rpmsg(self, drivers: Sequence[str] = DRIVERS,
                   apps: dict[str, str] | None = None,
                   more_files: Files | None = None,
                   extra: Sequence[str] = ()) -> None:
        """All cores run, and Linux talks rpmsg with them."""
        apps = apps or {core: 'rpmsg' for core in self.cores
                        if core not in self.early}
        self.run_early({core: 'rpmsg' for core in self.early})
        self.boot(apps=apps, extra=extra, more_files={
            'bin/k3-rpmsg-test': (self.program, 0o755), **(more_files or {})})
        if drivers:
            self.sh(f'modprobe -a {" ".join(drivers)}')
        self.load_driver()
        for core in self.cores:
            self.wait_linux(core, 'attached' if core in self.early
                            else 'running')

    def load_driver(self) -> None:
        self.sh(f'modprobe -a {" ".join(self.drivers)}')

    def wait_linux(self, core: str, state: str) -> None:
        self.sh(f'wait_state $(core {self.node(core)}) {state}')

    def sh(self, script: str, timeout: float | None = None) -> str:
        return super().sh(GUEST_WORDS + script, timeout)

    def node(self, core: str) -> str:
        return self.facts[core][0]

    def start(self, core: str) -> None:
        """Start or attach a core."""
        self.sh(f'echo start > $R/$(core {self.node(core)})/state')
        self.wait_linux(core, 'attached' if core in self.early else 'running')

    def stop(self, core: str) -> None:
        """Stop or detach a core."""
        word, state = (('detach', 'detached') if core in self.early else
                       ('stop', 'offline'))
        self.sh(f'echo {word} > $R/$(core {self.node(core)})/state')
        self.wait_linux(core, state)

    def talk(self, core: str, *words: object) -> dict[str, float]:
        """Run k3-rpmsg-test; returns the values that it prints."""
        out = self.sh(f'c=$(control {self.node(core)}) && '
                      f'k3-rpmsg-test $c {" ".join(map(str, words))}')
        return {name: float(value) for name, value in
                (line.split('=') for line in out.splitlines())}

    def fifos(self, core: str) -> dict[str, tuple[int, ...]]:
        """Per direction: messages written, read and lost, since power on."""
        _node, _cluster, _index, box, tx, rx = self.facts[core]
        return {way: tuple(self.qom(f'/machine/k3/mailbox[{box}]',
                                    f'fifo-{what}[{fifo}]')
                           for what in ('pushed', 'popped', 'dropped'))
                for way, fifo in (('out', tx), ('in', rx))}

    def exchange(self, core: str) -> tuple[int, int]:
        """Exchange COUNT messages each way, in three manners.  Returns what
        both sides must have counted: (from Linux, to Linux)."""
        if core in self.simulated:
            self.talk(core, 'echo-only', COUNT, 11)
            return COUNT, COUNT
        self.talk(core, 'echo', COUNT, 11)
        self.talk(core, 'sink', COUNT, 12)
        self.talk(core, 'source', COUNT, 13)
        # The requests; after each run the counters are asked for
        return 2 * COUNT + 2 + 3, SERVICES + 2 * COUNT + 1 + 3

    def check_sample_client(self) -> None:
        """Linux's own sample talks to every core."""
        if not self.kernel.has_driver('rpmsg_client_sample'):
            self.skipTest(f'{self.kernel.origin} has no rpmsg_client_sample')
        self.boot_rpmsg()
        self.sh('modprobe rpmsg_client_sample')
        self.sh(f'wait_count {len(self.cores)} "goodbye!"')
        self.assertEqual(self.sh('dmesg | grep -c "incoming msg"'),
                         str(SAMPLE_COUNT * len(self.cores)))

    def check_balance(self, core: str, before: dict[str, tuple[int, ...]],
                      expected: tuple[int, int], sessions: int = 1) -> None:
        """Check that no message was lost or duplicated.

        EXPECTED is for this session; the firmware has seen SESSIONS of them.
        """
        if core in self.simulated:
            self.check_simulated_balance(core, before, expected)
            return
        stats = self.talk(core, 'stats')
        again = self.talk(core, 'stats')
        received, sent = expected
        self.assertEqual(stats['sessions'], sessions)
        self.assertEqual(stats['received'], sessions * received)
        self.assertEqual(stats['sent'], sessions * sent)
        self.assertEqual(stats['from_linux_index'], received % 65536)
        self.assertEqual(stats['to_linux_index'], sent % 65536)
        self.assertEqual(stats['no_endpoint'], 0)
        self.assertEqual(stats['malformed'], 0)
        after = self.wait_fifos_empty(core)
        out = after['out'][0] - before['out'][0]
        into = after['in'][0] - before['in'][0]
        self.assertLessEqual(again['kicks_received'], out)
        # An answer with counters comes before the kicks that it causes: one
        # or two, as some kernels want to know when their buffers come back
        own = again['kicks_sent'] - stats['kicks_sent']
        self.assertIn(own, (1, 2))
        self.assertEqual(into, again['kicks_sent'] + own + self.pings(core))

    def pings(self, core: str) -> bool:
        """Whether Linux pings the core (when it starts or attaches)."""
        return (self.kernel.does('pings') and
                core in (*self.early, *self.pinged_at_start))

    def check_simulated_balance(self, core: str,
                                before: dict[str, tuple[int, ...]],
                                expected: tuple[int, int]) -> None:
        """The same for a simulated core, whose counters survive a restart."""
        after = self.wait_fifos_empty(core)
        self.assertEqual(self.simulated_firmware(core, 'echoed'),
                         2 * expected[0])
        self.assertEqual(self.simulated_firmware(core, 'dropped'), 0)
        # Linux has received the answer to a ping, and kicks
        self.assertEqual(after['in'][0], self.kernel.does('pings')
                         + self.simulated_firmware(core, 'kicks'))
        self.assertGreater(after['in'][0], before['in'][0])
        # Each side has taken everything that the other put into a ring
        (_offered, into), (offered, taken) = self.vring_indexes(core)
        received, sent = expected
        self.assertEqual(into, SIMULATED_SERVICES + sent)
        self.assertEqual((offered, taken), (received, received))

    def vring_indexes(self, core: str) -> list[tuple[int, int]]:
        """(available, used) of the rings to Linux and from Linux."""
        table = self.sh(f'cat $D/$(core {self.node(core)})/resource_table')
        rings = re.findall(r'Device Address (0x\w+)\s+Alignment (\d+)\s+'
                           r'Number of buffers (\d+)', table)
        found = []
        for address, align, num in rings:
            count = int(num)
            avail = int(address, 16) + 16 * count
            used = -(-(avail + 2 * (3 + count)) // int(align)) * int(align)
            found.append((self.peek16(avail + 2), self.peek16(used + 2)))
        return found

    def peek16(self, address: int) -> int:
        """Read memory without the help of the guest."""
        text = self.vm.cmd('human-monitor-command',
                           command_line=f'xp /1hx {address:#x}')
        return int(text.split()[-1], 16)

    def wait_fifos_empty(self, core: str) -> dict[str, tuple[int, ...]]:
        """Wait until all messages have been read; returns the counters."""
        end = time.monotonic() + self.timeout
        while True:
            fifos = self.fifos(core)
            if all(pushed == popped for pushed, popped, _ in fifos.values()):
                break
            self.assertLess(time.monotonic(), end, f'{core}: {fifos}')
            time.sleep(0.05)
        for way, (_pushed, _popped, dropped) in fifos.items():
            self.assertEqual(dropped, 0, way)
        return fifos

    def check_each_core(self) -> None:
        """1000 messages each way, stop, start, and again."""
        self.boot_rpmsg()
        nothing: dict[str, tuple[int, ...]] = {'out': (0, 0, 0),
                                               'in': (0, 0, 0)}
        for core in self.cores:
            self.trace(core, until='rpmsg driver is there' if core in
                       self.simulated else 'online')
            if self.kernel.does('pings'):
                self.sh(f'wait_dmesg "" "{self.node(core)}.*received echo"')
        for core in reversed(self.cores):
            self.exchange(core)
            self.stop(core)
        for core in self.cores:
            before = self.wait_fifos_empty(core)
            self.start(core)
            expected = self.exchange(core)
            first = core in self.early
            if first:
                self.check_balance(core, nothing, expected, sessions=2)
            else:
                self.check_balance(core, before, expected)
            word = 'start %d\n' if core in self.simulated else 'boot %d,'
            self.assertIn(word % (1 if first else 2), self.trace(core))
            self.wait_core_state(core, 'wfi')


class Traffic(RpmsgGuest):

    def test_each_core(self) -> None:
        self.check_each_core()

    def test_all_cores_and_endpoints_at_once(self) -> None:
        self.boot_rpmsg()
        jobs = []
        for core in self.cores:
            jobs += [f'c=$(control {self.node(core)}) || exit 1',
                     f'k3-rpmsg-test $c echo {COUNT} 1 14 || echo bad &',
                     f'k3-rpmsg-test $c echo {COUNT} 2 13 || echo bad &',
                     f'k3-rpmsg-test $c sink {COUNT} 3 16 || echo bad &',
                     f'k3-rpmsg-test $c source {COUNT} 4 17 || echo bad &']
        self.assertNotIn('bad', self.sh('\n'.join([*jobs, 'wait'])))
        for core in self.cores:
            stats = self.talk(core, 'stats')
            self.assertEqual(stats['received'], 3 * COUNT + 2 + 4)
            self.assertEqual(stats['sent'], SERVICES + 3 * COUNT + 1 + 4)
            self.wait_fifos_empty(core)

    def test_driver_comes_and_goes(self) -> None:
        """The firmware keeps running while Linux's drivers are reloaded."""
        core = self.cores[0]
        self.boot_rpmsg()
        for session in (1, 2, 3):
            self.talk(core, 'echo', 100)
            stats = self.talk(core, 'stats')
            self.assertEqual(stats['sessions'], session)
            self.sh(f'rmmod {" ".join(reversed(DRIVERS))} && '
                    f'modprobe -a {" ".join(DRIVERS)}')

    def test_firmware_before_drivers(self) -> None:
        """A core with rpmsg also serves its mailbox."""
        core = self.cores[0]
        self.boot_rpmsg(drivers=())
        self.trace(core)
        self.wait_core_state(core, 'wfi')
        self.assertNotIn('online', self.trace(core))
        self.sh(f'modprobe -a {" ".join(DRIVERS)}')
        self.talk(core, 'echo', 100)

    def test_sample_client(self) -> None:
        self.check_sample_client()

    def test_power_off_during_traffic(self) -> None:
        self.boot_rpmsg()
        for core in self.cores:
            self.sh(f'c=$(control {self.node(core)}) || exit 1\n'
                    f'k3-rpmsg-test $c source 1000000 > /dev/null 2>&1 &')
        self.agent.power_off()
        self.vm.wait(timeout=self.timeout)
        self.assertEqual(self.vm.exitcode(), 0)

    def test_stop_during_traffic(self) -> None:
        """
        A stop ends traffic with an error; the next start is not affected.

        This uses one application core.  With two, Linux may free a ring while
        the mailbox's interrupt thread reads it on the other core, and oops.
        """
        core = self.cores[0]
        self.boot_rpmsg(extra=('-smp', '1'))
        for other in reversed(self.cores[1:]):
            self.stop(other)
        for _ in range(3):
            self.sh(f'c=$(control {self.node(core)}) || exit 1\n'
                    f'k3-rpmsg-test $c source 100000000 > /tmp/log 2>&1 &\n'
                    'echo $! > /tmp/pid; usleep 500000')
            self.stop(core)
            self.sh('while kill -0 $(cat /tmp/pid); do usleep 100000; done')
            self.start(core)
            self.talk(core, 'echo', 200)


class M4F(RpmsgGuest):
    facts = M4F_CORES
    cores = tuple(M4F_CORES)
    drivers = (AM64.driver_of('m4f0_0')[0],)
    pinged_at_start = cores

    def test_m4f(self) -> None:
        self.check_each_core()


class Attached(RpmsgGuest):
    """Cores that ran before Linux: detached and attached again instead."""

    cores = ('r5f0_0', 'r5f0_1')
    early = cores

    def test_attached(self) -> None:
        self.check_each_core()


class Am62x(RpmsgGuest):
    """The M4F, and the WKUP R5F with our firmware.  That of the device
    manager has no resource table and so no rpmsg."""

    soc = AM62
    cores = tuple(AM62.cores)
    early = AM62.early
    drivers = (DRIVER, AM62.driver_of('m4f0_0')[0])
    pinged_at_start = ('m4f0_0',)

    def test_am62x(self) -> None:
        self.check_each_core()


class J721e(RpmsgGuest):
    """Six R5Fs and three DSPs."""

    soc = J721E
    cores = tuple(J721E.cores)
    simulated = J721E.dsps
    drivers = (DRIVER, DSP_DRIVER)

    def test_j721e(self) -> None:
        self.option('r5f-mode=split')
        self.check_each_core()


class AttachedDsp(RpmsgGuest):
    soc = J721E
    cores = ('c66_1', 'c71_0')
    early = cores
    simulated = cores
    drivers = (DSP_DRIVER,)

    def test_attached_dsp(self) -> None:
        self.check_each_core()


class Misbehaviour(RpmsgGuest):

    def test_core_that_reads_nothing(self) -> None:
        """FIFO and Linux's queue are full; then firmware that reads messages
        finds kicks from before its start."""
        core, flood = self.cores[0], 60
        apps = {c: 'rpmsg' for c in self.cores} | {core: 'deaf'}
        self.boot_rpmsg(apps=apps, more_files={
            'lib/firmware/good': (self.elf(core, 'rpmsg'), 0o644)})
        self.assertEqual(self.talk(core, 'flood', flood)['messages'], flood)
        self.sh('wait_dmesg "" "Try increasing MBOX_TX_QUEUE_LEN"')
        self.sh(f'wait_dmesg "" "{self.node(core)}.*failed to send mailbox '
                'message, status = -105"')
        # Beside the kicks: the first, and 6.x' echo request
        waiting = flood + 1 + self.kernel.does('pings')
        # Another core's queue may be full for a moment, too
        refused = int(self.sh(f'dmesg | grep "{self.node(core)}" | '
                              'grep -c "status = -105"'))
        expected = waiting - FIFO_DEPTH - QUEUE
        if self.kernel.does('stops-transmit-callbacks'):
            self.assertEqual(refused, expected)
        else:
            # 7.x never turns its transmit callbacks off, and kicks for them
            self.assertIn(refused, range(expected, 2 * expected))
        self.assertEqual(self.fifos(core)['out'], (FIFO_DEPTH, 0, 0))
        self.check_others(core)

        self.sh(f'for n in {" ".join(self.node(c) for c in self.cores[::-1])}'
                '\ndo echo stop > $R/$(core $n)/state; done')
        self.assertEqual(self.fifos(core)['out'], (FIFO_DEPTH, 0, 0))
        name = self.remoteproc(core)
        self.sh(f'echo good > $R/{name}/firmware')
        self.start(core)
        self.talk(core, 'echo', COUNT)
        stats = self.talk(core, 'stats')
        self.assertEqual(stats['received'], COUNT + 1)
        self.assertEqual(stats['no_endpoint'], 0)
        self.wait_fifos_empty(core)

    def check_others(self, core: str) -> None:
        for other in self.cores:
            if other != core:
                self.talk(other, 'echo', 100)


if __name__ == '__main__':
    QemuSystemTest.main()
