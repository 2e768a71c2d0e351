# SPDX-License-Identifier: GPL-2.0-or-later
"""The remote cores of each SoC: names, firmware files, drivers.

The descriptions of the SoCs are those that the model is built from, in
hw/arm/k3/soc.
"""

from collections.abc import Callable
from dataclasses import dataclass
import functools
import sys
import tomllib

from ..base import TOP, Failure
from ..kernel.drivers import DRIVERS

sys.path.insert(0, str(TOP / 'hw/arm/k3/soc'))
import remote                               # noqa: E402
from tables import family                   # noqa: E402

DSP_DRIVER = DRIVERS['c71']


@functools.cache
def _firmware_names() -> dict[str, str]:
    """SoC -> prefix of the names of its images, which may be its base's."""
    found = {tomllib.loads(path.read_text())['family']: path.stem
             for path in (TOP / 'tests/firmware/soc').glob('*.toml')}
    for name in remote.socs():
        base = family(name).base
        if base and base.name in found:
            found.setdefault(name, found[base.name])
    return found


@functools.cache
def _firmware_hosts(prefix: str) -> dict[str, str]:
    """Host of the system firmware -> the core whose test firmware uses it."""
    path = TOP / f'tests/firmware/soc/{prefix}.toml'
    return {core['host']: name for name, core
            in tomllib.loads(path.read_text()).get('core', {}).items()}


@dataclass(frozen=True)
class Soc:
    model: remote.Soc

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def console(self) -> str:
        """The earlycon argument for the console."""
        return f'ns16550a,mmio32,{self.model.console:#010x}'

    @property
    def cores(self) -> dict[str, str]:
        """core -> firmware file"""
        return {core.name: core.firmware for core in self.model.cores.values()}

    @property
    def early(self) -> tuple[str, ...]:
        """Cores that run before Linux, which attaches to them."""
        return tuple(core.name for core in self.model.cores.values()
                     if core.device_manager)

    @property
    def dsps(self) -> tuple[str, ...]:
        """Cores that are not Arm cores."""
        return tuple(core.name for core in self.model.cores.values()
                     if core.kind not in ('r5f', 'm4f'))

    @property
    def firmware_hosts(self) -> dict[str, str]:
        """Host of the system firmware -> the core whose test firmware uses it"""
        return _firmware_hosts(_firmware_names()[self.name])

    @property
    def driver(self) -> str:
        """The driver that every kernel has."""
        return DRIVERS['r5f']

    @property
    def compatible(self) -> str:
        """The compatible of the R5F clusters, which that driver matches."""
        return next(core.compatible for core in self.model.cores.values()
                    if core.kind == 'r5f')

    @property
    def other_drivers(self) -> tuple[tuple[str, str, str], ...]:
        """(core, driver, compatible) of cores with other drivers"""
        return tuple((core.name, DRIVERS[core.kind], core.compatible)
                     for core in self.model.cores.values()
                     if core.kind != 'r5f')

    def driver_of(self, core: str) -> tuple[str, str]:
        """(driver, compatible that it matches)"""
        for name, driver, compatible in self.other_drivers:
            if name == core:
                return driver, compatible
        return self.driver, self.compatible

    def image(self, core: str, app: str) -> str:
        """File name of our firmware APP for that core."""
        name = self.cores[core].split('-', 1)[1].removesuffix('-fw')
        return f'{_firmware_names()[self.name]}-{name}-{app}.elf'

    def drivers(self, known: Callable[[str, str], bool]) -> tuple[str, ...]:
        """The driver of every kernel, and others for which KNOWN is true."""
        others = [driver for _core, driver, compatible in self.other_drivers
                  if known(driver, compatible)]
        return (self.driver, *dict.fromkeys(others))


SOCS = {name: Soc(model) for name, model in remote.socs().items()}
AM64, AM62, J721E = SOCS['am64x'], SOCS['am62x'], SOCS['j721e']


def soc(name: str) -> Soc:
    if name not in SOCS:
        raise Failure(f'{name}: unknown SoC; known: {", ".join(SOCS)}')
    return SOCS[name]


def core_of(where: str, name: str) -> remote.RemoteCore:
    """The core NAME of the SoC WHERE."""
    known = soc(where).model.cores
    if name not in known:
        raise Failure(f'{where} has no core {name}; it has '
                      f'{", ".join(known)}')
    return known[name]


def firmware_file(where: Soc, core: str) -> str:
    if core not in where.cores:
        raise Failure(f'{core}: {where.name} has no such core; it has '
                      f'{", ".join(where.cores)}')
    if core in where.early:
        raise Failure(f'{core}: Linux attaches to this core of {where.name} '
                      'and never loads it; to start it before Linux: '
                      f'-- -machine early-boot={core}:ELF')
    return where.cores[core]
