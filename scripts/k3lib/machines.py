# SPDX-License-Identifier: GPL-2.0-or-later
"""The machines of one invocation: those that have booted, those that run.

Most of a run would be the boot.  So a machine boots once, up to the moment
when it is handed over its files, and each run goes on from there
(k3lib/snapshot.py); so do runs with other modules of the same kernel.
"""

from concurrent.futures import Future
import hashlib
from pathlib import Path
import subprocess
import tempfile
import threading

from . import initramfs, sequence
from .base import Failure
from .guest import qemu_binary
from .snapshot import HANDOVER, Snapshot, handover

# QEMU looks at the head of an image only, but would read all of it, twice
HEAD = 64 << 10
# Modules are among the files that it is handed over
BOOT_FILES = {'k3/mode': ('run\n', 0o644), 'k3/early': ('\n', 0o644),
              'k3/late': ('\n', 0o644)}


class Machines:
    """Use as a context manager: it keeps what has booted."""

    def __init__(self, elfs):
        self.elfs = elfs
        self.dir = tempfile.TemporaryDirectory(prefix='k3-scenario-')
        self.path = Path(self.dir.name)
        self.lock = threading.Lock()
        self.booted = {}        # what boots -> Future of a Snapshot
        self.contents = {}      # path -> hash
        self.running = set()    # processes
        self.ended = False

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.dir.cleanup()

    def end(self):
        """What runs now is the last, and over; somebody interrupted us."""
        with self.lock:
            self.ended = True
            for process in self.running:
                process.kill()

    def start(self, args, words):
        """A process of QEMU's, which done() has to be told of."""
        with self.lock:
            if self.ended:
                raise Failure('interrupted')
            process = subprocess.Popen(args, stdin=subprocess.DEVNULL,
                                       stdout=words, stderr=words)
            self.running.add(process)
            return process

    def done(self, process):
        if process.poll() is None:
            process.kill()
            process.wait()
        with self.lock:
            self.running.discard(process)

    def keep(self, prefix, data):
        """A file with DATA; the same data has the same name."""
        name = hashlib.sha256(data).hexdigest()[:16]
        path = self.path / f'{prefix}-{name}'
        with self.lock:
            if not path.exists():
                path.write_bytes(data)
        return path

    def _content(self, path):
        """Of a file that does not change, whatever its name."""
        with self.lock:
            if path not in self.contents:
                with open(path, 'rb') as file:
                    self.contents[path] = hashlib.file_digest(
                        file, 'sha256').hexdigest()
            return self.contents[path]

    def _boot(self, image, machine, name):
        snapshot = Snapshot(qemu_binary(), self.path / name)
        snapshot.dir.mkdir()
        initrd = snapshot.dir / 'initrd'
        initrd.write_bytes(initramfs.without_modules(
            BOOT_FILES | handover(self.elfs)))
        snapshot.take([*machine, '-kernel', str(image),
                       '-initrd', str(initrd)], HANDOVER,
                      [sequence.FIRST_SEEN])
        with open(image, 'rb') as file:
            (snapshot.dir / 'head').write_bytes(file.read(HEAD))
        return snapshot

    def snapshot(self, image, machine):
        """
        The kernel IMAGE on MACHINE (QEMU's arguments) when it waits for files,
        and the arguments of what goes on from there.  It boots unless another
        one like it has.
        """
        key = (self._content(image), *machine)
        with self.lock:
            mine = key not in self.booted
            if mine:
                self.booted[key] = Future()
            future, name = self.booted[key], f'boot-{len(self.booted)}'
        if mine:
            try:
                future.set_result(self._boot(image, machine, name))
            except Exception as err:    # for all who wait for it
                future.set_exception(err)
        snapshot = future.result()
        return snapshot, snapshot.resumed(
            [*machine, '-kernel', f'{snapshot.dir}/head'])
