# SPDX-License-Identifier: GPL-2.0-or-later
"""How a tool ends, in particular by a signal: nothing is left behind."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
import fcntl
import os
from pathlib import Path
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from types import FrameType
from typing import IO, Any

NUMBERS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
# What a killed tool has left.  Younger things may not be locked yet, and in the
# cache they may belong to an older tool, which locks nothing.
FRESH = 60                  # s
FRESH_IN_CACHE = 86400      # s


class Ended(BaseException):
    """Raised in the main thread when a signal asks this tool to end."""


class _State:
    """Of this process, for the handler of signals."""
    shields = 0
    waiting: int | None = None      # a signal that came inside shielded()
    asked = False
    made: set[Path] = set()         # to be removed when this tool ends


class _Locks(threading.local):
    """File descriptors of locked() in this thread."""

    def __init__(self) -> None:
        self.held: set[int] = set()


_locks = _Locks()


def _raise(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Ended(number)


def _asked(number: int, _frame: FrameType | None) -> None:
    # timeout(1) sends SIGTERM to us and then to our group, and users are
    # impatient: a second signal must not interrupt the cleaning up
    if _State.asked:
        return
    _State.asked = True
    if _State.shields:
        _State.waiting = number
    else:
        _raise(number)


def catch_signals() -> None:
    """Turn signals that the parent does not ignore into exceptions."""
    for number in NUMBERS:
        if signal.getsignal(number) in (signal.SIG_DFL,
                                        signal.default_int_handler):
            signal.signal(number, _asked)


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """A signal that comes in this block is handled at its end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _State.shields += 1
    try:
        yield
    finally:
        _State.shields -= 1
        if not _State.shields and _State.waiting is not None:
            number, _State.waiting = _State.waiting, None
            _raise(number)


def tied(args: Sequence[str], number: str = 'KILL') -> list[str]:
    """
    The command ARGS, to which the kernel sends a signal when this tool ends in
    whatever way, such as by SIGKILL.  QEMU's own "-run-with
    exit-with-parent=on" is newer than the oldest QEMU that we support.  The
    thread that starts the command counts as the tool: it must live as long.
    """
    setpriv = shutil.which('setpriv')       # of util-linux
    return [setpriv, '--pdeathsig', number, '--', *args] if setpriv \
        else list(args)


def shared_locks() -> tuple[int, ...]:
    """
    For a child that works under our locks: if we are killed, they are its
    until it has ended.
    """
    return tuple(_locks.held)


@contextlib.contextmanager
def compiling(args: Sequence[str],
              **more: Any) -> Iterator[tuple['subprocess.Popen[str]',
                                             IO[str]]]:
    """
    A program such as make and its output, for this block.  If we are told to
    end, or killed, so is it, and ends what it has started.
    """
    with subprocess.Popen(
            tied(args, 'TERM'), text=True, errors='replace',
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=shared_locks(), **more) as process:
        assert process.stdout
        try:
            yield process, process.stdout
        except BaseException:
            process.terminate()
            raise


@contextlib.contextmanager
def locked(path: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of the file PATH; call WAITS if another has it."""
    with open(path, 'w') as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(handle, fcntl.LOCK_EX)
        _locks.held.add(handle.fileno())
        try:
            yield
        finally:
            _locks.held.discard(handle.fileno())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def remove_abandoned(parent: Path, pattern: str,
                     fresh: float = FRESH) -> None:
    """Remove what temporary() has made for tools that were killed."""
    for path in parent.glob(pattern):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime < fresh:
                continue
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(path)
            finally:
                os.close(handle)


@contextlib.contextmanager
def temporary(prefix: str, parent: Path | None = None,
              directory: bool = True) -> Iterator[Path]:
    """
    A directory or file for this block, whatever ends it.  Only a tool that is
    killed leaves it behind; remove_abandoned() sees that nobody has its lock.
    """
    path, handle = None, -1
    try:
        with shielded():
            if directory:
                path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
                _State.made.add(path)
                handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            else:
                handle, name = tempfile.mkstemp(prefix=prefix, dir=parent)
                path = Path(name)
                _State.made.add(path)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield path
    finally:
        with shielded():
            if handle >= 0:
                os.close(handle)
            if path:
                _remove(path)
                _State.made.discard(path)


def clean_up() -> None:
    """Remove what is left if a signal came between two statements."""
    with shielded():
        for path in list(_State.made):
            _remove(path)
