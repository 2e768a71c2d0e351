# SPDX-License-Identifier: GPL-2.0-or-later
"""A Linux guest on k3-virt with an agent in it, for functional tests."""

from collections.abc import Mapping, Sequence
import os
from pathlib import Path
import re
import sys
import time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / 'scripts'))

from k3lib.base import Failure, scratch      # noqa: E402
from k3lib.kernel import kernels   # noqa: E402
from k3lib.machine import cores, initramfs, saved   # noqa: E402
from k3lib.machine.agent import Agent, arguments   # noqa: E402
from k3lib.machine.command import Linux, Machine, Watch   # noqa: E402
from k3lib.machine.cores import AM64   # noqa: E402
from k3lib.machine.inspect import look   # noqa: E402
from k3lib.machine.qmp import Qom   # noqa: E402
from k3lib.machine.snapshot import HANDOVER, Snapshot, handover   # noqa: E402
from qemu.machine import QEMUMachine                    # noqa: E402
from qemu_test import QemuSystemTest                    # noqa: E402

BOOT_LIMIT = 600        # a busy machine may be slow; a dead one is not
DRIVER = AM64.driver
SOC = '/machine/k3'       # QOM path
VIRTIO = ('virtio_pci', 'virtio_blk', 'virtio_net', 'virtio_rng',
          '9pnet_virtio', '9p')

Files = Mapping[str, tuple[bytes | str, int]]   # path -> contents, mode


def facts_of(soc: str, *kinds: str) -> dict[str, Any]:
    """
    Core: device node, cluster, core in it, mailbox, FIFO from Linux, to Linux.
    A core outside of an R5F cluster has its kind instead of the cluster.
    """
    return {core.name: (
        core.node, *((core.subsystem, core.index) if core.kind == 'r5f' else
                     # QEMU and Linux give it the same name
                     (core.node.partition('.')[2], core.subsystem)),
        core.mailbox.cluster, core.mailbox.to_core, core.mailbox.to_linux)
        for core in cores.SOCS[soc].model.cores.values()
        if not kinds or core.kind in kinds}


CORES, M4F_CORES = facts_of('am64x', 'r5f'), facts_of('am64x', 'm4f')

# Shell functions for the scripts that tests run in the guest
GUEST_WORDS = r'''
R=/sys/class/remoteproc
D=/sys/kernel/debug/remoteproc
core() {        # CORE-NODE: its remoteprocN
    for dir in $R/*; do
        [ "$(cat $dir/name)" = "$1" ] && echo "${dir##*/}" && return
    done
    return 1
}
wait_state() {  # remoteprocN STATE
    [ $# -eq 2 ] || { echo "wait_state: no remoteproc"; return 1; }
    tries=0
    while [ "$(cat $R/$1/state)" != "$2" ]; do
        tries=$((tries + 1))
        [ $tries -gt 600 ] && echo "$1 is $(cat $R/$1/state)" && return 1
        usleep 100000
    done
}
since_mark() {  # MARK: kernel messages after it, or all
    if [ -n "$1" ]; then dmesg | sed "1,/$1/d"; else dmesg; fi
}
wait_dmesg() {  # MARK WORDS
    tries=0
    until since_mark "$1" | grep -q "$2"; do
        tries=$((tries + 1))
        [ $tries -gt 600 ] && since_mark "$1" && return 1
        usleep 100000
    done
}
wait_count() {  # N WORDS: until exactly N kernel messages have them
    tries=0
    until [ $(dmesg | grep -c "$2") = "$1" ]; do
        tries=$((tries + 1))
        [ $tries -gt 600 ] && dmesg && return 1
        usleep 100000
    done
}
wait_trace() {  # remoteprocN WORDS [SINCE]: WORDS from the line SINCE on
    tries=0
    until sed -n "/${3:-^}/,\$p" $D/$1/trace0 | grep -q "$2"; do
        tries=$((tries + 1))
        [ $tries -gt 600 ] && cat $D/$1/trace0 && return 1
        usleep 100000
    done
}
'''


class MachineQom(Qom):
    """The object model of a machine that a test has started."""

    def __init__(self, vm: QEMUMachine) -> None:
        self.vm = vm

    def cmd(self, name: str, **arguments: Any) -> Any:
        return self.vm.cmd(name, **arguments)


def booted(test: 'K3Guest', drivers: Sequence[str]) -> Snapshot:
    """A snapshot of the machine for TEST, which waits for its files."""
    memory = int(test.memory.removesuffix('G')) * 1024
    files = handover(test.firmware_dir)
    machine = Machine(test.machine, icount=test.icount).arguments()
    # Files that options name, such as firmware: what is in them counts
    named = [path for path in map(Path, re.split('[,=:]', test.machine))
             if path.is_file()]

    def boot(where: Path) -> Snapshot:
        initrd = initramfs.write(where / 'initrd', test.kernel, drivers,
                                 'agent', files=files)
        with scratch('k3-guest') as sockets:
            snapshot = Snapshot(test.qemu_bin, where, memory, str(sockets))
            agent = Agent(sockets / 'agent')
            snapshot.take([*machine, *test.linux(initrd),
                           *arguments(sockets / 'agent')], HANDOVER,
                          kernel=test.kernel.image)
            agent.close()
        return snapshot

    return saved.kept(
        Path(test.qemu_bin), test.kernel.image,
        [*machine, *map(saved.content, named),
         initramfs.base_file(test.kernel, tuple(drivers)).read_bytes(),
         initramfs.overlay(files)], boot, memory)


class K3Guest(QemuSystemTest):
    """Boots $K3_TEST_KERNEL; its agent runs shell scripts for the test."""

    timeout = 600
    machine: str
    memory = '1G'
    icount: int | None = None   # count time: a busy host cannot delay a guest
    soc = AM64
    facts = CORES           # about the cores of soc that a test uses
    resumed: Snapshot | None = None     # which the machine continues

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if 'soc' in vars(cls) and 'facts' not in vars(cls):
            cls.facts = facts_of(cls.soc.name)

    def setUp(self) -> None:
        super().setUp()
        spec = os.environ.get('K3_TEST_KERNEL', '')
        where = os.environ.get('K3_TEST_FIRMWARE', '')
        if not spec or not where:
            self.skipTest('scripts/k3-functional sets K3_TEST_KERNEL and '
                          'K3_TEST_FIRMWARE')
        self.firmware_dir = Path(where)
        self.kernel = kernels.find(spec)
        self.agents: list[Agent] = []
        self.set_machine('k3-virt')
        if self.soc is not AM64:
            self.option(f'soc={self.soc.name}')

    def tearDown(self) -> None:
        for agent in self.agents:
            agent.close()
        super().tearDown()

    def option(self, *words: str) -> None:
        """Add options of the machine, before it boots."""
        self.machine = ','.join((self.machine, *words))

    def board_tree(self, board: str) -> str:
        """The path of a board's device tree, which the kernel has or not."""
        dtb = self.kernel.dtbs and self.kernel.dtbs / 'ti' / board
        if not dtb or not dtb.is_file():
            self.skipTest(f'{self.kernel.origin} comes without {board}')
        return str(dtb)

    def elf_path(self, core: str, app: str) -> Path:
        return self.firmware_dir / self.soc.image(core, app)

    def elf(self, core: str, app: str) -> bytes:
        return self.elf_path(core, app).read_bytes()

    def new_agent(self, vm: QEMUMachine, name: str) -> Agent:
        path = Path(self.socket_dir().name) / name
        agent = Agent(path)
        self.agents.append(agent)
        vm.add_args(*arguments(path))
        return agent

    def files(self, apps: dict[str, str], extra: bool = False) -> Files:
        """
        Files for the guest: firmware for each core, settings.  A machine with
        EXTRA devices has drivers for virtio.
        """
        late = ['irq_ti_sci_intr', *(VIRTIO if extra else [])]
        files: dict[str, tuple[bytes | str, int]] = {
            'k3/late': (' '.join(late) + '\n', 0o644),
            'k3/words': (GUEST_WORDS, 0o644)}
        for core, app in apps.items():
            name = self.soc.cores[core]
            files[f'lib/firmware/{name}'] = (self.elf(core, app), 0o644)
        return files

    def run_early(self, apps: dict[str, str]) -> None:
        """Let cores run these applications before Linux; call boot() next."""
        for n, (core, app) in enumerate(apps.items()):
            self.option(f'early-boot.{n}={core}:'
                        f'{self.elf_path(core, app)}')

    def boot(self, apps: dict[str, str] | None = None,
             extra: Sequence[str] = (), more_files: Files | None = None,
             reboots: bool = False, drivers: Sequence[str] = (DRIVER,),
             fresh: bool = False) -> None:
        """
        Start the machine; APPS is core -> name of an application.  A machine
        without EXTRA arguments is resumed from a snapshot that an earlier test
        made, unless FRESH is set.
        """
        if apps is None:
            apps = {core: 'hello' for core in CORES}
        files = dict(self.files(apps, bool(extra)), **(more_files or {}))
        self.prepare(self.vm, extra, reboots)
        self.agent = self.new_agent(self.vm, 'agent')
        if extra or fresh:
            self.vm.add_args(*self.linux(initramfs.write(
                Path(self.scratch_file('initrd')), self.kernel, drivers,
                'agent', files=files)))
            self.vm.launch()
        else:
            self.resume(booted(self, drivers), initramfs.overlay(files),
                        reboots)
        self.wait_userspace(self.agent)

    def linux(self, initrd: Path) -> list[str]:
        return Linux(self.kernel.image, initrd).arguments()

    def resume(self, snapshot: Snapshot, files: bytes,
               reboots: bool = False) -> None:
        self.resumed = snapshot
        gdb = Path(self.socket_dir().name) / 'gdb'
        self.vm.add_args(*(self.linux(snapshot.dir / 'initrd') if reboots else
                           saved.kernel(snapshot)), *snapshot.options(),
                         *Watch(gdb=gdb, stopped=True).arguments())
        self.vm.launch()
        snapshot.go_on(self.vm, gdb, files)

    def prepare(self, vm: QEMUMachine, extra: Sequence[str] = (),
                reboots: bool = False) -> None:
        self.console = Path(self.log_file('guest-console.log'))
        # The test library has named the machine.  The console is the first
        # serial port, and EXTRA may have more.
        vm.add_args(*Watch(self.serial()).arguments(),
                    *Machine('', memory=self.memory, icount=self.icount,
                             reboots=reboots, extra=extra).arguments())

    def serial(self) -> str:
        """Where the console is."""
        return f'file:{self.console}'

    def console_text(self) -> str:
        """The console output since power-on."""
        parts = [self.console]
        if self.resumed:
            parts.insert(0, self.resumed.console)
        return ''.join(part.read_text(errors='replace') for part in parts)

    def wait_userspace(self, agent: Agent) -> None:
        try:
            agent.wait_ready(BOOT_LIMIT)
        except Failure as err:
            self.fail(f'{err}\n{self.console_text()[-3000:]}')

    def sh(self, script: str, timeout: float | None = None) -> str:
        """Run SCRIPT in the guest; returns its output.  It must succeed."""
        status, output = self.agent.run('. /k3/words\n' + script,
                                        timeout or self.timeout)
        self.log.info('guest: %s\n-> %d\n%s', script.strip(), status, output)
        if status:
            # Warnings first: a long report is cut at its end
            log = self.agent.run('dmesg -r | grep "^<[0-4]>" | tail -n 15\n'
                                 'dmesg | tail -n 25', self.timeout)[1]
            self.fail(f'guest script failed, status {status}:\n{script}\n'
                      f'{output}\n{log}')
        return output.rstrip('\n')

    def sh_fails(self, script: str) -> str:
        """Run a script in the guest that must fail; returns its output."""
        status, output = self.agent.run('. /k3/words\n' + script,
                                        self.timeout)
        self.assertNotEqual(status, 0, script)
        return output

    def load_driver(self) -> None:
        self.sh(f'modprobe {DRIVER}')

    def remoteproc(self, core: str) -> str:
        """remoteprocN of a core."""
        return self.sh(f'core {self.facts[core][0]}')

    def wait_running(self, *cores: str) -> None:
        for core in cores or self.facts:
            self.sh(f'wait_state $(core {self.facts[core][0]}) running')

    def trace(self, core: str, until: str = 'ready',
              boot: int | None = None) -> str:
        """
        The firmware's trace buffer, once boot number BOOT has printed UNTIL.
        It begins with the output of earlier boots.
        """
        since = f'boot {boot},' if boot else ''
        return self.sh(f'n=$(core {self.facts[core][0]})\n'
                       f'wait_trace $n "{until}" "{since}" && '
                       'cat $D/$n/trace0')

    def start(self, core: str) -> None:
        self.sh(f'n=$(core {self.facts[core][0]})\n'
                'echo start > $R/$n/state && wait_state $n running')

    def stop(self, core: str) -> None:
        self.sh(f'n=$(core {self.facts[core][0]})\n'
                'echo stop > $R/$n/state && wait_state $n offline')

    def dmesg(self) -> str:
        return self.sh('dmesg')

    # The state of the machine, seen from outside

    def qom(self, path: str, prop: str, vm: QEMUMachine | None = None) -> Any:
        return (vm or self.vm).cmd('qom-get', path=path, property=prop)

    def core_path(self, core: str) -> str:
        _node, cluster, index = self.facts[core][:3]
        return (f'/machine/k3/{cluster}[{index}]' if isinstance(cluster, str)
                else f'/machine/k3/r5fss[{cluster}]/core[{index}]')

    def core_state(self, core: str, vm: QEMUMachine | None = None) -> str:
        return self.qom(self.core_path(core), 'state', vm)

    def simulated_firmware(self, core: str, prop: str) -> Any:
        """A property of the firmware of a simulated core."""
        return self.qom(f'{self.core_path(core)}/firmware', prop)

    def wait_core_state(self, core: str, state: str) -> None:
        end = time.monotonic() + self.timeout
        while self.core_state(core) != state:
            self.assertLess(time.monotonic(), end,
                            f'{core} is {self.core_state(core)}')
            time.sleep(0.05)

    def ownership(self, *running: str) -> list[str]:
        """Who holds what in the system firmware, once RUNNING cores rest.

        The list includes the state of the cores.
        """
        for core in running:
            self.wait_core_state(core, 'wfi')
        return sorted(self.qom('/machine/k3/ti-sci',
                               'ownership').splitlines())

    def nacks(self) -> int:
        return self.qom('/machine/k3/ti-sci', 'nacks')

    def inspect(self, vm: QEMUMachine | None = None) -> dict[str, Any]:
        return look(MachineQom(vm or self.vm))

    def messages(self, core: str) -> tuple[int, int]:
        """(from Linux, to Linux): messages written into the core's FIFOs."""
        _node, _cluster, _index, box, tx, rx = self.facts[core]
        path = f'/machine/k3/mailbox[{box}]'
        return (self.qom(path, f'fifo-pushed[{tx}]'),
                self.qom(path, f'fifo-pushed[{rx}]'))
