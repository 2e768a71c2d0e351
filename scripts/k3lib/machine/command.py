# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's command line, composed in one place for everybody who boots Linux.

What a machine is, what it boots and how it is watched are three things: one
that was saved goes on as the same machine, watched in another way.  Firmware
without Linux has a machine of its own, tests/firmware/boot.py: with another
program on the application core, and the qtest protocol instead of all this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

K3_VIRT = 'k3-virt'


def served(path: Path) -> str:
    """A socket that QEMU makes at PATH, without waiting for anybody."""
    return f'unix:{path},server=on,wait=off'


@dataclass(frozen=True)
class Linux:
    """What is booted."""
    image: Path
    initrd: Path
    append: str | None = 'panic=-1'     # None: somebody else says it
    dtb: Path | None = None             # instead of QEMU's own device tree

    def arguments(self) -> list[str]:
        words = ['-kernel', str(self.image), '-initrd', str(self.initrd)]
        if self.append is not None:
            words += ['-append', self.append]
        if self.dtb:
            words += ['-dtb', str(self.dtb)]
        return words


@dataclass(frozen=True)
class Machine:
    """What it is boots Linux; EXTRA is what only its user knows of."""
    name: str = K3_VIRT
    soc: str | None = None              # None: the machine's default
    properties: Sequence[str] = ()      # of -machine
    cpus: int | None = None
    # Virtual time counts instructions: of 2 to the power of this, in ns
    icount: int | None = None
    memory: str = ''                    # '': the machine's default
    cpu: str = ''
    extra: Sequence[str] = field(default_factory=list)

    def arguments(self) -> list[str]:
        soc = [f'soc={self.soc}'] if self.soc else []
        words = ['-machine', ','.join([self.name, *soc, *self.properties]),
                 '-nodefaults', '-display', 'none', '-no-reboot']
        if self.cpu:
            words += ['-cpu', self.cpu]
        if self.cpus:
            words += ['-smp', str(self.cpus)]
        if self.memory:
            words += ['-m', self.memory]
        if self.icount is not None:
            # The same each time: neither the host's time nor its chance
            words += ['-icount', f'shift={self.icount},sleep=off',
                      '-seed', '1']
        return [*words, *self.extra]


@dataclass(frozen=True)
class Watch:
    """What is seen of one run of a machine, and from where."""
    serial: str = ''
    qmp: Sequence[Path] = ()            # sockets
    gdb: Path | None = None             # another one
    events: Sequence[str] = ()          # trace events
    log: Path | None = None             # where they go
    stopped: bool = False               # until somebody lets it go on

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
    """A virtio-serial port k3.NAME, connected to who listens at PATH."""
    return ['-chardev', f'socket,id=k3{name},path={path}',
            '-device', f'virtserialport,chardev=k3{name},name=k3.{name}']


def ports(**paths: Path) -> list[str]:
    """Several of them, and the device that they are on."""
    words = ['-device', 'virtio-serial-device']
    for name, path in paths.items():
        words += port(name, path)
    return words
