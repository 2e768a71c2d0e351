# SPDX-License-Identifier: GPL-2.0-or-later
"""Keep snapshots in the cache: what does not change boots once."""

from collections.abc import Callable, Sequence
import functools
import hashlib
import os
from pathlib import Path
import shutil
import time

from ..base import cache_dir, fresh_directory, lock
from ..kernel import kbuild
from . import snapshot as snapshot_module
from .snapshot import Snapshot

# Of about 100 MB each.  One that was used in the last 10 minutes may still be
# in use.
KEPT, IN_USE = 60, 600
# QEMU needs only the head of an image, but would read all of it twice
HEAD = 64 << 10


@functools.cache
def content(path: Path) -> str:
    """Digest of the contents of a file that does not change."""
    with open(path, 'rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()


def forget() -> None:
    """Remove the least recently used snapshots if there are too many."""
    found = sorted((p for p in (cache_dir() / 'snapshots').glob('*')
                    if p.is_dir() and not p.name.startswith('.')),
                   key=lambda p: p.stat().st_mtime, reverse=True)
    for path in found[KEPT:]:
        with lock(f'snapshot-{path.name}'):
            if path.exists() and \
                    path.stat().st_mtime < time.time() - IN_USE:
                shutil.rmtree(path, ignore_errors=True)


def kept(binary: Path, image: Path, parts: Sequence[object],
         boot: Callable[[Path], Snapshot], memory: int = 1024) -> Snapshot:
    """
    The snapshot from the cache of a machine with MEMORY (MiB) on which QEMU's
    BINARY runs the kernel IMAGE; PARTS are whatever else it depends on.  If
    there is none, BOOT is called to take it in the directory that it gets.
    """
    code = Path(snapshot_module.__file__).read_bytes()
    target = cache_dir() / 'snapshots' / kbuild.key(
        code, content(binary), content(image), memory, *parts)
    snapshot = Snapshot(binary, target, memory)
    with lock(f'snapshot-{target.name}'):
        if not snapshot.recall():
            with fresh_directory(target) as where:
                taken = boot(where)
                with open(image, 'rb') as file:
                    (where / 'head').write_bytes(file.read(HEAD))
                taken.remember()
            snapshot.recall()
        os.utime(target)
    forget()
    return snapshot


def kernel(snapshot: Snapshot) -> list[str]:
    """QEMU's arguments to resume SNAPSHOT, which cannot reboot."""
    return ['-kernel', f'{snapshot.dir}/head']
