# SPDX-License-Identifier: GPL-2.0-or-later
"""Manage the machines of one invocation: snapshots and running machines.

Booting would take most of the time of a run.  So a machine boots once, until
it waits for its files, and each run is resumed from there
(k3lib/machine/snapshot.py).  Runs with other modules of the same kernel and
later invocations use the same snapshot, which stays in the cache.
"""

from concurrent.futures import Future
import contextlib
import hashlib
import os
from pathlib import Path
import subprocess
import tempfile
import threading
from typing import Self, TextIO

from ..base import Failure, cache_dir, scratch, write_atomic
from ..ending import tied
from ..machine import board, initramfs, saved
from ..machine.board import Node
from ..machine.command import Linux
from ..machine.guest import qemu_binary
from ..machine.saved import content
from ..machine.snapshot import HANDOVER, Snapshot, handover
from . import sequence

# Threads: one of them usually waits for a machine to start or end
JOBS = (os.cpu_count() or 1) + 1
# Modules are among the files that are handed over
BOOT_FILES = {'k3/mode': ('run\n', 0o644), 'k3/early': ('\n', 0o644),
              'k3/late': ('\n', 0o644)}


def kernel_file(image: Path) -> initramfs.Files:
    """The file for a guest that loads the kernel again."""
    return {'k3/kernel': (image.read_bytes(), 0o644)}


class Machines:
    """The machines; use this as a context manager."""

    def __init__(self, elfs: Path) -> None:
        self.elfs = elfs
        self.initrd = initramfs.without_modules(BOOT_FILES | handover(elfs))
        self.place = contextlib.ExitStack()
        self.path = self.place.enter_context(scratch('k3-scenario'))
        self.lock = threading.Lock()
        # Key of what boots -> Snapshot
        self.booted: dict[tuple[str, ...], Future[Snapshot]] = {}
        # SoC -> {firmware file: board.Node}
        self.boards: dict[str, dict[str, board.Node]] = {}
        self.running: set[subprocess.Popen[bytes]] = set()
        self.ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.place.close()

    def end(self) -> None:
        """Kill all running machines, as the user has interrupted the tool."""
        with self.lock:
            self.ended = True
            for process in self.running:
                process.kill()

    def start(self, args: list[str], words: TextIO) -> subprocess.Popen[bytes]:
        """Start a QEMU process; call done() at its end."""
        with self.lock:
            if self.ended:
                raise Failure('interrupted')
            process = subprocess.Popen(tied(args), stdin=subprocess.DEVNULL,
                                       stdout=words, stderr=words)
            self.running.add(process)
            return process

    def done(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
            process.wait()
        with self.lock:
            self.running.discard(process)

    def keep(self, prefix: str, data: bytes) -> Path:
        """A file with DATA in the cache, named by its contents."""
        name = hashlib.sha256(data).hexdigest()[:16]
        path = cache_dir() / 'snapshots' / f'{prefix}-{name}'
        with self.lock:
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                write_atomic(path, data)
        return path

    def board(self, soc: str) -> dict[str, Node]:
        """The cores in the device tree of the machine."""
        with self.lock:
            if soc not in self.boards:
                self.boards[soc] = board.generated(qemu_binary(),
                                                   f'k3-virt,soc={soc}')
            return self.boards[soc]

    def _boot(self, image: Path, machine: list[str], where: Path,
              again: bool) -> Snapshot:
        with tempfile.TemporaryDirectory(dir=self.path) as sockets:
            snapshot = Snapshot(qemu_binary(), where, sockets=sockets)
            initrd = where / 'initrd'
            initrd.write_bytes(self.initrd + (
                initramfs.overlay(kernel_file(image)) if again else b''))
            snapshot.take([*machine, *Linux(image, initrd, None).arguments()],
                          HANDOVER, [sequence.FIRST_SEEN], image)
        return snapshot

    def _kept(self, image: Path, machine: list[str],
              again: bool) -> Snapshot:
        """The snapshot from the cache; if there is none, boot and save one."""
        return saved.kept(qemu_binary(), image,
                          [self.initrd, sequence.FIRST_SEEN, again, *machine],
                          lambda where: self._boot(image, machine, where,
                                                   again))

    def snapshot(self, image: Path, machine: list[str],
                 again: bool) -> tuple[Snapshot, list[str]]:
        """
        A snapshot of the kernel IMAGE on MACHINE (QEMU's arguments) that waits
        for files, and the arguments to resume it.  If the guest loads the same
        kernel AGAIN, it has the image.
        """
        key = (content(image), str(again), *machine)
        with self.lock:
            mine = key not in self.booted
            if mine:
                self.booted[key] = Future()
            future = self.booted[key]
        if mine:
            try:
                future.set_result(self._kept(image, machine, again))
            # For all threads that wait for it
            except Exception as err:    # pylint: disable=broad-exception-caught
                future.set_exception(err)
        snapshot = future.result()
        os.utime(snapshot.dir)      # see saved.forget()
        return snapshot, snapshot.resumed([*machine, *saved.kernel(snapshot)])
