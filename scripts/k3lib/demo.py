# SPDX-License-Identifier: GPL-2.0-or-later
"""What "make demo" shows: one R5F, from power-on to power-off."""

from pathlib import Path
import re
import subprocess
import sys

from .base import Failure, Step, scratch
from .ending import tied
from .kernel.kernels import Kernel
from .machine import agent, initramfs
from .machine.command import Linux, Machine, Watch
from .machine.cores import AM64

CORE = 'r5f0_0'
NODE = AM64.model.cores[CORE].node
BOOT_LIMIT = 300
TRACED = ('k3_mailbox_push', 'k3_core_start', 'k3_core_stop')
WORDS = f'''
for d in /sys/class/remoteproc/*; do
    [ "$(cat $d/name)" = {NODE} ] && n=${{d##*/}}
done
[ -n "$n" ] || {{ echo "no remoteproc for {NODE}"; exit 1; }}
R=/sys/class/remoteproc/$n
D=/sys/kernel/debug/remoteproc/$n
wait_for() {{
    for try in $(seq 600); do "$@" && return; usleep 100000; done; return 1
}}
is() {{ [ "$(cat $R/state)" = "$1" ]; }}
trace_has() {{ grep -q "$1" $D/trace0; }}
'''


def show(title: str, text: str) -> None:
    print(f'\n--- {title}')
    for line in text.splitlines():
        print(f'    {line}')
    sys.stdout.flush()


class Demo:
    def __init__(self, binary: Path, kernel: Kernel, firmware: Path) -> None:
        self.binary, self.kernel = binary, kernel
        self.elf = Path(firmware) / f'am64-main-{CORE}-hello.elf'
        self.states: list[str] = []
        self.said: list[str] = []
        self.listener: agent.Agent | None = None

    @property
    def agent(self) -> agent.Agent:
        assert self.listener, 'not started'
        return self.listener

    def _arguments(self, tmp: Path) -> list[str]:
        name = AM64.cores[CORE]
        # The demo loads the driver later, to show what it does
        files: initramfs.Files = {
            'k3/late': ('\n', 0o644),
            f'lib/firmware/{name}': (self.elf.read_bytes(), 0o644)}
        initrd = initramfs.write(tmp / 'initrd', self.kernel, (AM64.driver,),
                                 'agent', files=files)
        watch = Watch(f'file:{tmp}/console', events=TRACED, log=tmp / 'trace')
        return [str(self.binary), *Machine().arguments(),
                *Linux(self.kernel.image, initrd,
                       'panic=-1 quiet').arguments(),
                *watch.arguments(), *agent.arguments(tmp / 'agent')]

    def run(self) -> None:
        with scratch('k3-demo') as tmp:
            self.listener = agent.Agent(tmp / 'agent')
            with open(tmp / 'qemu', 'w') as log:
                process = subprocess.Popen(tied(self._arguments(tmp)),
                                           stderr=log,
                                           stdin=subprocess.DEVNULL)
            try:
                self._boot()
                self._play()
                with Step('powering off'):
                    self.agent.power_off()
                    process.wait(60)
                self._table((tmp / 'trace').read_text())
            except (Failure, subprocess.TimeoutExpired) as err:
                tail = '\n'.join((tmp / 'qemu').read_text().splitlines() +
                                 (tmp / 'console').read_text(
                                     errors='replace').splitlines()[-20:])
                raise Failure(f'{err}\n{tail}') from err
            finally:
                process.kill()
                process.wait()
                self.agent.close()

    def _boot(self) -> None:
        with Step(f'booting Linux {self.kernel.release} on k3-virt'):
            self.agent.wait_ready(BOOT_LIMIT)
        lines = self.agent.check('dmesg').splitlines()
        wanted = re.compile(r'Linux version|Machine model|SMP: Total|psci: '
                            r'PSCIv|ti-sci .*ABI|omap-mailbox|'
                            r'is a 8250|JTAGID')
        show('Linux while booting',
             '\n'.join(ln for ln in lines if wanted.search(ln)))

    def _state(self) -> None:
        state = self.agent.check(WORDS + 'cat $R/state')
        if not self.states or self.states[-1] != state:
            self.states.append(state)

    def _messages(self, script: str) -> str:
        return self.agent.check(
            'dmesg -c > /dev/null\n' + script + '\nusleep 300000\n'
            f'dmesg | grep -E "remoteproc0|echo|{NODE.partition(".")[0]}"')

    def _play(self) -> None:
        with Step('loading the driver; it starts the core by itself'):
            out = self._messages(f'modprobe {AM64.driver}\n' + WORDS +
                                 'wait_for is running')
        show('the driver said', out)
        self._state()
        self._firmware()
        for number in (1, 2):
            with Step('stopping the core'):
                out = self._messages(WORDS + 'echo stop > $R/state')
            self._state()
            if number == 1:
                show('the driver said', out)
            with Step('starting it again'):
                self._messages(WORDS + 'echo start > $R/state; '
                               'wait_for is running')
            self._state()
            self._firmware(quiet=number == 2)
        with Step('stopping the core'):
            self._messages(WORDS + 'echo stop > $R/state')
        self._state()

    def _firmware(self, quiet: bool = False) -> None:
        out = self.agent.check(WORDS + 'wait_for trace_has ready && '
                               'cat $D/trace0')
        self.said = out.splitlines()
        if not quiet:
            show('trace buffer of the firmware', out)

    def _table(self, trace: str) -> None:
        def count(word: str) -> int:
            return len(re.findall(rf'\b{word}\b', trace))

        # On this SoC, a FIFO has the same direction in all clusters
        numbers = re.findall(r'k3_mailbox_push .*FIFO (\d+)', trace)
        boxes = [core.mailbox for core in AM64.model.cores.values()]
        fifos = [sum(int(n) in ends for n in numbers) for ends in (
            {box.to_linux for box in boxes}, {box.to_core for box in boxes})]
        rows = [
            ('kernel', f'Linux {self.kernel.release} (unmodified Debian)'),
            ('core', f'{CORE} ({NODE}), firmware {self.elf.name}'),
            ('states seen', ' > '.join(self.states)),
            ('core started, stopped', f'{count("k3_core_start")} times, '
             f'{count("k3_core_stop")} times'),
            ('mailbox messages', f'{sum(fifos)} ({fifos[1]} from Linux, '
             f'{fifos[0]} from the core)'),
            ('firmware', self.said[0].split('] ', 1)[-1]),
            ('', self.said[1].split('] ', 1)[-1]),
        ]
        width = max(len(name) for name, _value in rows)
        print('\n--- summary')
        for name, value in rows:
            print(f'    {name:{width}}  {value}')
        sys.stdout.flush()
        # First "running": the driver starts a core that has firmware
        if self.states[:2] != ['running', 'offline'] or len(self.states) != 6:
            raise Failure('the core did not pass through the expected states')
