# SPDX-License-Identifier: GPL-2.0-or-later
"""Build and run mutants of the handshake driver on one kernel.

The kernel does not change: only the drivers' modules of each mutant are built
and handed to the guest with its firmware.  So all mutants and the original
driver are resumed from the same boot.
"""

from collections.abc import Sequence
import json
from pathlib import Path
import shutil
import threading

from ..base import (Failure, cache_dir, fresh_directory, lock, run,
                    scratch_until_exit)
from ..judge.model import Finding, Series
from ..judge.verdicts import judge_run
from ..kernel import (coccinelle, debian_modules, graceful_shutdown, kbuild,
                      kernels, whole)
from ..kernel.changes import Changes
from ..kernel.drivers import SYMBOLS
from ..kernel.modules import plain_name
from .description import Scenario
from .machines import Machines
from .mutants import Mutant
from .runner import Runner

SHARED = 'ti_k3_common'
KBUILD = '''# SPDX-License-Identifier: GPL-2.0-or-later
obj-m := {objects}
'''


def _prepare_whole(directory: Path, version: str, src: Path) -> Path:
    """The directory that "make modules" needs for a kernel of whole.py."""
    config = (directory / 'config').read_text()
    target = (cache_dir() / 'linux' /
              f'prepared-{kbuild.key("whole", version, config)}')
    with lock(target.name):
        if (target / 'include/config/auto.conf').exists():
            return target
        with fresh_directory(target) as out:
            (out / '.config').write_text(config)
            kbuild.make('preparing for modules', src, out, 'modules_prepare')
            # This kernel has no symbol checksums to compare
            (out / 'Module.symvers').touch()
    return target


def _rules(patch: Path) -> str:
    """The semantic patch without its head."""
    return ''.join(line for line in patch.read_text().splitlines(True)
                   if not line.startswith('//'))


def check(spec: str, configs: Sequence[str] = ()) -> tuple[str, str]:
    """(scheme, version) of a kernel; nothing is built."""
    scheme, _colon, wanted = spec.partition(':')
    wanted = wanted.removesuffix('+k3')
    if scheme not in ('debian', 'source') or not wanted:
        raise Failure(f'--kernel {spec}: must be debian:VERSION or '
                      'source:VERSION')
    if scheme == 'debian' and configs:
        raise Failure('--config takes source:VERSION; Debian\'s kernels are '
                      'configured')
    whole.merge(whole.fragments(configs))
    return scheme, wanted


class Workshop:
    """Builds mutants for one kernel; SPEC is debian:V or source:V."""

    def __init__(self, spec: str,
                 configs: Sequence[str] = ()) -> None:
        scheme, wanted = check(spec, configs)
        changes = Changes(graceful=True)
        if scheme == 'debian':
            directory = debian_modules.debian(wanted, changes)
            base = kernels.debian(wanted)
            self.version = json.loads((base.image.parent / 'kernel.json')
                                      .read_text())['version']
        else:
            directory = whole.source(wanted, changes, configs)
            self.version = kernels.candidates(wanted)[0][0]
        self.kernel = kernels.load(spec, directory)
        self.src = kbuild.debian_source(self.version)
        self.prepared = (
            debian_modules.prepare(base, self.version, self.src)
            if scheme == 'debian' else
            _prepare_whole(directory, self.version, self.src))
        self.name = f'{scheme}-{self.version}'.replace(':', '_')
        self.building = threading.Lock()
        # The directory, once it exists
        self.handshake: Path | None = None

    @property
    def release(self) -> str:
        return self.kernel.release.split('+')[0]

    def _scenarios(self, mutant: Mutant) -> list[Scenario]:
        """The mutant's scenarios that the kernel can run."""
        return [s for s in mutant.scenarios(self.release)
                if not s.lacks(self.kernel)]

    def _loaded(self, mutant: Mutant) -> set[str]:
        """The drivers that the mutant's scenarios load."""
        return {driver for s in self._scenarios(mutant) for driver
                in s.where().drivers(self.kernel.has_driver)} & SYMBOLS.keys()

    def _used(self, mutant: Mutant) -> set[str]:
        """The drivers for the cores of these scenarios."""
        return {s.where().driver_of(core)[0]
                for s in self._scenarios(mutant)
                for core in s.all_firmware(True)} & SYMBOLS.keys()

    def _objects(self, mutant: Mutant, changed: list[Path]) -> list[str]:
        """
        The modules to build.  A driver that is not used is built only if it
        shares a changed header with the others.
        """
        shared = self.src / coccinelle.DRIVERS / f'{SHARED}.c'
        if not shared.exists():
            return sorted(self._used(mutant))
        header = any(path.name == f'{SHARED}.h' for path in changed)
        return [SHARED, *sorted(self._loaded(mutant) if header else
                                self._used(mutant))]

    def _handshake(self) -> Path:
        """Make a tree with the drivers that mutants are made from."""
        if not self.handshake:
            where = scratch_until_exit('k3-mutants')
            copy = where / coccinelle.DRIVERS
            copy.mkdir(parents=True)
            for path in (self.src / coccinelle.DRIVERS).glob('*.[ch]'):
                shutil.copy(path, copy)
            graceful_shutdown.apply(where)
            self.handshake = where
        return self.handshake

    def _compile(self, mutant: Mutant, where: Path) -> Path:
        shutil.copytree(self._handshake(), where)
        copy = where / coccinelle.DRIVERS
        changed = []
        for patch in mutant.patches:
            by_it = coccinelle.apply(patch, coccinelle.files(where))
            if not by_it:
                raise Failure(f'{patch}: changes none of the drivers')
            changed += by_it
        objects = self._objects(mutant, changed)
        (copy / 'Kbuild').write_text(KBUILD.format(
            objects=' '.join(f'{name}.o' for name in objects)))
        kbuild.make(f'building {mutant.name} for {self.version}', self.src,
                    self.prepared, f'M={copy}',
                    *(f'CONFIG_{SYMBOLS[n]}=m' for n in objects
                      if n in SYMBOLS),
                    'CONFIG_DEBUG_INFO_BTF_MODULES=',
                    'KBUILD_MODPOST_WARN=1', 'modules',
                    log=where / 'k3-build.log')
        return copy

    def modules(self, mutant: Mutant) -> dict[str, Path]:
        """{module: file}, built if necessary."""
        key = kbuild.key(self.version, str(self.prepared),
                         graceful_shutdown.SEMANTIC_PATCH.read_text(),
                         *map(_rules, mutant.patches),
                         sorted(self._used(mutant)))
        target = cache_dir() / 'mutants' / f'{mutant.name}-{key}'
        with self.building, lock(f'mutants-{self.name}'):
            if not target.is_dir():
                # A constant path for each kernel: ccache's hits depend on it
                where = cache_dir() / 'linux' / f'mutants-{self.name}'
                shutil.rmtree(where, ignore_errors=True)
                copy = self._compile(mutant, where)
                with fresh_directory(target) as tmp:
                    for path in copy.glob('*.ko'):
                        run([kbuild.CROSS + 'strip', '--strip-debug', '-o',
                             tmp / path.name, path])
                shutil.rmtree(where)
        return {plain_name(p): p for p in target.glob('*.ko')}


class Court:
    """Findings of runs; a driver that others are made from runs only once."""

    def __init__(self, workshop: Workshop, machines: Machines) -> None:
        self.workshop, self.machines = workshop, machines
        # (driver, scenario) -> (lock, findings)
        self.right: dict[tuple[str, str],
                         tuple[threading.Lock, list[Finding]]] = {}
        self.lock = threading.Lock()

    def lacks(self, scenario: Scenario) -> str:
        """Why the kernel cannot run the scenario, or ''."""
        return scenario.lacks(self.workshop.kernel)

    def _judge(self, scenario: Scenario, runner: Runner) -> list[Finding]:
        verdict = judge_run(runner, scenario,
                            Series('mutant', self.workshop.kernel))
        if verdict.failed:
            raise Failure(verdict.failed)
        return verdict.findings

    def _run(self, scenario: Scenario, mutant: Mutant | None) -> list[Finding]:
        modules = self.workshop.modules(mutant) if mutant else None
        return self._judge(scenario, Runner(self.workshop.kernel,
                                            self.machines, modules))

    def find(self, scenario: Scenario, mutant: Mutant | None) -> list[Finding]:
        """Findings with MUTANT, or with the handshake driver."""
        if mutant and not mutant.correct:
            return self._run(scenario, mutant)
        with self.lock:
            mine, found = self.right.setdefault(
                (mutant.name if mutant else '', scenario.name),
                (threading.Lock(), []))
        with mine:
            if not found:
                found += self._run(scenario, mutant)
        return found
