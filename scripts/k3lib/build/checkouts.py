# SPDX-License-Identifier: GPL-2.0-or-later
"""What a checkout builds for itself, where several share a cache.

The names of these directories end with a key of the checkout's real path, so
that no checkout runs what another has built.  CACHE/checkouts/KEY holds the
path; its time stamp tells when the checkout built last.
"""

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path
import re
import shutil
import time

from ..base import TOP, cache_dir, say, write_atomic
from ..ending import FRESH_IN_CACHE, remove_abandoned

# A checkout that is gone may be on a disk that comes back, and one that is not
# used costs more than 1 GB.  Most objects of its next build are in ccache.
GONE_FOR = 3600             # s
UNUSED_FOR = 30 * 86400     # s
JUMP = 60                   # s; a clock that is adjusted is no matter
OWN = re.compile(r'(qemu-.+|build)-([0-9a-f]{12})')
# As it was named when all checkouts shared it
SHARED = re.compile(r'qemu-\d+\.\d+')


def digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def own_directory(name: str) -> Path:
    """The directory of this checkout for what NAME says, which may be absent."""
    return cache_dir() / f'{name}-{digest(TOP)}'


def from_the_future(build: Path) -> bool:
    """
    Whether the clock was set back since ninja built here: it would take
    everything for newer than what was changed since then.
    """
    return _age(build / '.ninja_log') < -JUMP


def lock_name(directory: Path) -> str:
    """The lock to hold in DIRECTORY; a tree of the user has one for all."""
    match = re.fullmatch(r'(qemu-src-.+)-[0-9a-f]+', directory.name)
    return match[1] if match else directory.name


def note_use() -> None:
    write_atomic(cache_dir() / 'checkouts' / digest(TOP), f'{TOP}\n')


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0


def _why_not_needed(directory: Path) -> str:
    """Why DIRECTORY can go; '' if it stays."""
    match = OWN.fullmatch(directory.name)
    if not match:
        old = _age(directory / 'build/.ninja_log') > UNUSED_FOR
        return 'not used for long' if old else ''
    note = cache_dir() / 'checkouts' / match[2]
    try:
        checkout = note.read_text().rstrip('\n')
    except OSError:
        # Older tools built there, or one that has yet to write its note
        old = _age(directory / '.ninja_log') > UNUSED_FOR
        return 'not used for long' if old else ''
    if _age(note) > UNUSED_FOR:
        return f'{checkout} has not used it for long'
    if _age(note) > GONE_FOR and not os.path.isdir(checkout):
        return f'{checkout} is gone'
    return ''


def _remove(directory: Path) -> None:
    """Remove DIRECTORY unless somebody builds in it."""
    locks = cache_dir() / 'locks'
    locks.mkdir(exist_ok=True)
    with open(locks / lock_name(directory), 'w') as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Not half of it: that would look like a tree to build in
        doomed = directory.with_name(f'.new-gone-{directory.name}')
        os.replace(directory, doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def prune() -> None:
    """
    Remove what belongs to checkouts that are gone or no longer used, and what
    tools have left that were killed.
    """
    for directory in cache_dir().iterdir():
        if not (OWN.fullmatch(directory.name) or
                SHARED.fullmatch(directory.name)):
            continue
        why = _why_not_needed(directory)
        if why:
            say(f'removing {directory}: {why}')
            with contextlib.suppress(OSError):
                _remove(directory)
    for where in ('.new-*', '*/.new-*'):
        remove_abandoned(cache_dir(), where, FRESH_IN_CACHE)
    for note in (cache_dir() / 'checkouts').glob('*'):
        if _age(note) > UNUSED_FOR and not list(
                cache_dir().glob(f'*-{note.name}')):
            note.unlink(missing_ok=True)
