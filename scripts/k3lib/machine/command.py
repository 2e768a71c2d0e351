# SPDX-License-Identifier: GPL-2.0-or-later
"""Compose QEMU's command line for all tools that boot Linux.

The machine, what it boots and how it is watched are separate: a saved machine
can be resumed and watched in another way.  tests/firmware/boot.py, which runs
firmware without Linux, composes its own command line: it runs another program
on the application core and uses the qtest protocol.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

K3_VIRT = 'k3-virt'
DATE = '2026-01-01'     # of a machine that counts time


def served(path: Path) -> str:
    """A socket at PATH that QEMU creates without waiting for a client."""
    return f'unix:{path},server=on,wait=off'


@dataclass(frozen=True)
class Linux:
    """What the machine boots."""
    image: Path
    initrd: Path | None
    append: str | None = 'panic=-1'     # None: set elsewhere
    dtb: Path | None = None             # instead of QEMU's own device tree

    def arguments(self) -> list[str]:
        words = ['-kernel', str(self.image)]
        if self.initrd:
            words += ['-initrd', str(self.initrd)]
        if self.append is not None:
            words += ['-append', self.append]
        if self.dtb:
            words += ['-dtb', str(self.dtb)]
        return words


@dataclass(frozen=True)
class Machine:
    """The machine that boots Linux; EXTRA are its user's options."""
    name: str = K3_VIRT                 # '': set elsewhere
    soc: str | None = None              # None: the machine's default
    properties: Sequence[str] = ()      # of -machine
    cpus: int | None = None
    # Virtual time counts instructions of 2**icount ns each
    icount: int | None = None
    memory: str = ''                    # '': the machine's default
    cpu: str = ''
    reboots: bool = False               # a reset does not end the run
    extra: Sequence[str] = field(default_factory=list)

    def arguments(self) -> list[str]:
        soc = [f'soc={self.soc}'] if self.soc else []
        name = [self.name] if self.name else []
        machine = ','.join([*name, *soc, *self.properties])
        words = ['-machine', machine] if machine else []
        words += ['-nodefaults', '-display', 'none']
        if not self.reboots:
            words.append('-no-reboot')
        if self.cpu:
            words += ['-cpu', self.cpu]
        if self.cpus:
            words += ['-smp', str(self.cpus)]
        if self.memory:
            words += ['-m', self.memory]
        if self.icount is not None:
            # Repeatable: independent of the host's time and random numbers
            words += ['-icount', f'shift={self.icount},sleep=off',
                      '-seed', '1', '-rtc', f'base={DATE},clock=vm']
        return [*words, *self.extra]


@dataclass(frozen=True)
class Watch:
    """How one run of a machine is watched."""
    serial: str = ''
    qmp: Sequence[Path] = ()            # sockets
    gdb: Path | None = None             # another socket
    events: Sequence[str] = ()          # trace events
    log: Path | None = None             # the file for them
    stopped: bool = False               # until it is told to continue

    def arguments(self) -> list[str]:
        words = ['-S'] if self.stopped else []
        if self.log:
            words += ['-D', str(self.log)]
        if self.serial:
            words += ['-serial', self.serial]
        for path in self.qmp:
            words += ['-qmp', served(path)]
        if self.gdb:
            words += ['-gdb', served(self.gdb)]
        for event in self.events:
            words += ['-trace', event]
        return words


def port(name: str, path: Path) -> list[str]:
    """A virtio-serial port k3.NAME, connected to the socket PATH."""
    return ['-chardev', f'socket,id=k3{name},path={path}',
            '-device', f'virtserialport,chardev=k3{name},name=k3.{name}']


def ports(**paths: Path) -> list[str]:
    """Several ports and the device that they belong to."""
    words = ['-device', 'virtio-serial-device']
    for name, path in paths.items():
        words += port(name, path)
    return words
