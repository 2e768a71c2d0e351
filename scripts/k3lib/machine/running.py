# SPDX-License-Identifier: GPL-2.0-or-later
"""Find running machines by their QMP sockets."""

from collections.abc import Iterator
import contextlib
import os
from pathlib import Path

from ..base import Failure, cache_dir


def _directory() -> Path:
    path = cache_dir() / 'running'
    path.mkdir(exist_ok=True)
    return path


@contextlib.contextmanager
def announced(pid: int, socket: Path | str) -> Iterator[None]:
    """In this block, find() finds the machine."""
    machines()      # removes those of killed tools
    link = _directory() / str(pid)
    link.unlink(missing_ok=True)
    link.symlink_to(socket)
    try:
        yield
    finally:
        link.unlink(missing_ok=True)


def _alive(pid: str) -> bool:
    try:
        stat = Path(f'/proc/{pid}/stat').read_text(errors='replace')
    except OSError:
        return False
    # One whose tool was killed may wait for init to read its status
    return stat.rpartition(')')[2].split()[0] not in ('Z', 'X')


def machines() -> dict[str, Path]:
    """pid -> socket; removes files that a killed tool has left behind."""
    found = {}
    for link in _directory().iterdir():
        if link.name.isdigit() and _alive(link.name):
            found[link.name] = Path(os.readlink(link))
        else:
            link.unlink(missing_ok=True)
    return found


def find(wanted: str | None = None) -> Path:
    """The socket for WANTED: a path, a pid, or None if there is only one."""
    if wanted and not wanted.isdigit():
        return Path(wanted)
    found = machines()
    if wanted:
        if wanted not in found:
            raise Failure(f'{wanted}: no machine of k3-run has this number; '
                          f'running: {", ".join(found) or "none"}')
        return found[wanted]
    if len(found) != 1:
        raise Failure('no machine of k3-run is running; start one, or pass the '
                      'path of a QMP socket' if not found else
                      f'several machines run; choose one of {" ".join(found)}')
    return next(iter(found.values()))
