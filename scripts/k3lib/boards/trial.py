# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot one board's device tree, and find out what works."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
import time

from ..base import TOP, Failure, scratch
from ..kernel.kernels import Kernel
from ..machine import touched
from ..machine.catalogue import Board, Core
from ..machine.guest import Guest
from ..machine.initramfs import loaded, module_files
from .expected import Warnings, warnings_of

SCRIPT = TOP / 'scripts/guest/board'
PROGRAM = 'guest/k3-rpmsg-test'
APP = 'rpmsg'           # of tests/firmware
RPMSG = ('virtio_rpmsg_bus', 'rpmsg_ctrl', 'rpmsg_char')
ATTACHED, STOPS = 'attached', 'stops'
# Steps of a core that Linux loads, twice; without "talks" if the kernel has no
# rpmsg
STEPS = ('runs', 'talks', 'stops')
ROUNDS = 2
# Counted time: on a busy host, Linux would give up after its second for a
# response, and eight CPUs that wait for one another would take all of it
ICOUNT = 1


@dataclass
class CoreTrial:
    """What one remote core did."""
    core: Core
    wanted: tuple[str, ...]         # steps
    done: list[str] = field(default_factory=list)
    failed: str = ''

    @property
    def good(self) -> bool:
        return tuple(self.done) == self.wanted

    def words(self) -> str:
        """For people: what went wrong."""
        if self.failed:
            done = ', '.join(self.done) or 'nothing'
            return f'{self.core.name} {self.failed} (before: {done})'
        missing = self.wanted[len(self.done):]
        return f'{self.core.name} was not seen to do this: {missing[0]}'


@dataclass
class Trial:
    """What happened with one board."""
    board: Board
    cpus: int = 0
    cores: list[CoreTrial] = field(default_factory=list)
    modules: dict[str, str] = field(default_factory=dict)   # that failed
    loaded: int = 0
    warnings: Warnings = field(default_factory=Warnings)
    touched: list[str] = field(default_factory=list)
    problem: str = ''               # the run itself failed
    seconds: float = 0

    def problems(self) -> list[str]:
        """What is wrong, as lines."""
        if self.problem:
            return self.problem.splitlines()
        found = []
        if self.cpus != self.board.cpus:
            found.append(f'{self.cpus} CPUs, the tree has {self.board.cpus}')
        found += [core.words() for core in self.cores if not core.good]
        found += [f'modprobe {name}: {words}'
                  for name, words in self.modules.items()]
        found += self.warnings.defects
        found += [f'unexplained: {text}' + (f' ({count} times)'
                                            if count > 1 else '')
                  for text, count in self.warnings.unexplained.items()]
        return found


def _firmware(board: Board, elfs: Path) -> dict[str, tuple[bytes, int]]:
    """Our firmware for the cores that Linux loads, as files of the guest."""
    soc, files = board.known_soc(), {}
    for core in board.cores():
        if core.name in soc.early or not core.firmware:
            continue
        files[f'lib/firmware/{core.firmware}'] = (
            (elfs / soc.image(core.name, APP)).read_bytes(), 0o644)
    return files


def _core_line(board: Board, core: Core, talks: bool) -> str:
    """A line of /k3/cores."""
    soc = board.known_soc()
    last = ATTACHED if core.name in soc.early else STOPS
    # Simulated firmware has no endpoint for its counters
    words = ('silent' if not talks else
             'echo-only' if core.name in soc.dsps else 'echo')
    return f'{core.name} {core.node} {last} {words}\n'


def _driven(board: Board, kernel: Kernel) -> list[Core]:
    """The remote cores for which KERNEL has a driver."""
    soc = board.known_soc()
    return [core for core in board.cores()
            if kernel.has_driver(*soc.driver_of(core.name))]


class Runner:
    """Tries boards with one kernel."""

    def __init__(self, kernel: Kernel, spec: str, elfs: Path,
                 modules: dict[str, Sequence[str]], timeout: float) -> None:
        self.kernel, self.spec, self.elfs = kernel, spec, elfs
        self.modules, self.timeout = modules, timeout
        self.talks = all(kernel.has_driver(name) for name in RPMSG)
        self.program = (elfs.parent / PROGRAM).read_bytes()

    def _files(self, board: Board,
               cores: list[Core]) -> dict[str, tuple[bytes | str, int]]:
        names = list(self.modules.get(board.name, ()))
        files: dict[str, tuple[bytes | str, int]] = {
            'k3/run': (SCRIPT.read_bytes(), 0o755),
            'k3/modules': (''.join(f'{name}\n' for name in names), 0o644),
            'k3/cores': (''.join(_core_line(board, core, self.talks)
                                 for core in cores), 0o644),
            'bin/k3-rpmsg-test': (self.program, 0o755),
            **_firmware(board, self.elfs)}
        if names:
            # Also those that /init loads: this replaces modules.dep
            drivers = board.known_soc().drivers(self.kernel.has_driver)
            files |= module_files(self.kernel,
                                  [*loaded(self.kernel, drivers), *names])
        return files

    def _read(self, trial: Trial, output: str) -> None:
        cores = {core.core.name: core for core in trial.cores}
        log = []
        for line in output.splitlines():
            word, _, rest = line.partition(' ')
            if word == '|':
                log.append(rest)
            elif word == 'cpus':
                trial.cpus = int(rest)
            elif word == 'module':
                name, _, words = rest.partition(' ')
                trial.modules[name] = words
            elif word == 'core':
                name, step, *more = rest.split(' ', 2)
                if more:
                    cores[name].failed = f'{step}: {more[0].strip()}'
                else:
                    cores[name].done.append(step)
        if not log:
            raise Failure('the guest ended without its log')
        trial.warnings = warnings_of(log, trial.board.name, self.spec)

    def _run(self, trial: Trial, where: Path) -> None:
        board = trial.board
        soc = board.known_soc()
        cores = _driven(board, self.kernel)
        for core in cores:
            early = core.name in soc.early
            steps = tuple(step for step in STEPS
                          if step != 'talks' or self.talks)
            trial.cores.append(CoreTrial(
                core, (ATTACHED,) if early else steps * ROUNDS))
        trial.loaded = len(self.modules.get(board.name, ()))
        log, output = where / 'qemu.log', bytearray()
        guest = Guest(self.kernel, 'run', files=self._files(board, cores),
                      drivers=soc.drivers(self.kernel.has_driver),
                      dtb=board.path, extra=touched.log_arguments(log),
                      earlycon=board.earlycon, console=board.console,
                      icount=ICOUNT)
        guest.on_output = output.extend
        with guest:
            guest.start()
            status = guest.wait(self.timeout)
        if status:
            raise Failure(f'the script in the guest ended with {status}')
        self._read(trial, output.decode('utf-8', 'replace'))
        trial.touched = touched.Log(log.read_text(errors='replace'),
                                    board.tree).lines()

    def try_board(self, board: Board) -> Trial:
        """Boot BOARD and try everything."""
        trial, start = Trial(board), time.monotonic()
        with scratch('k3-board') as where:
            try:
                self._run(trial, where)
            except Failure as err:
                trial.problem = str(err)
        trial.seconds = time.monotonic() - start
        return trial
