# SPDX-License-Identifier: GPL-2.0-or-later
"""Paths, messages, locks and atomic files, which all tools use."""

import atexit
from collections.abc import Callable, Iterator, Sequence
import contextlib
import errno
import fcntl
import hashlib
import itertools
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Any, AnyStr, Self

from .ending import (FRESH_IN_CACHE, Ended, catch_signals, clean_up, locked,
                     remove_abandoned, shared_locks, shielded, temporary)

TOP = Path(__file__).resolve().parent.parent.parent
TOOL_FAILED = 125       # the tool failed, as opposed to the guest's command
TIMED_OUT = 124         # as timeout(1)
LEAST_ROOM = 1 << 20    # bytes
ANOTHER_PLACE = ('K3_CACHE=DIR chooses another cache, TMPDIR=DIR another place '
                 'for scratch files')
# Errors that say nothing of the tool but of where it writes
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class Failure(Exception):
    """An error that the user sees as a message, without a traceback."""


def tool_name() -> str:
    return os.path.basename(sys.argv[0])


def say(text: str) -> None:
    """Print a message to stderr; stdout is for results."""
    print(text, file=sys.stderr, flush=True)


def run_tool(main: Callable[[], int | None]) -> None:
    """Call main() and turn failures into one line and an exit status."""
    # By default a signal would leave QEMU behind; an exception does not
    catch_signals()
    try:
        sys.exit(main())
    except Failure as err:
        sys.stdout.flush()
        say(f'{tool_name()}: {err}')
        with contextlib.suppress(Failure, OSError):
            if for_want_of_room(err):
                say(ANOTHER_PLACE)
        sys.exit(TOOL_FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(TOOL_FAILED)
    except OSError as err:
        if err.errno not in NO_ROOM:
            raise
        where = err.filename or 'a file'
        say(f'{tool_name()}: {where}: {err.strerror}; {ANOTHER_PLACE}')
        sys.exit(TOOL_FAILED)
    except KeyboardInterrupt:
        say(f'{tool_name()}: interrupted')
        sys.exit(130)
    except Ended as err:
        sys.exit(128 + err.args[0])
    finally:
        clean_up()


def cache_dir() -> Path:
    """The only directory outside the checkout that the tools write to."""
    where = os.environ.get('K3_CACHE')
    if not where:
        base = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
        where = f'{base}/k3-virt'
    path = Path(where).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise Failure(f'{path}: cannot be the cache directory: '
                      f'{err.strerror}; K3_CACHE=DIR names another '
                      'one') from err
    return path


def for_want_of_room(err: Failure) -> bool:
    """Whether the cause is a full disk, also if a program says so."""
    return (os.strerror(errno.ENOSPC) in str(err) or
            shutil.disk_usage(cache_dir()).free < LEAST_ROOM)


def use_ccache(env: dict[str, str]) -> None:
    """
    Let ccache keep its results in the cache.  The compilers write dependency
    lists anyway, so ccache need not preprocess files that it does not know;
    doing so would make a cold build a quarter slower.
    """
    env.setdefault('CCACHE_DIR', str(cache_dir() / 'ccache'))
    env.setdefault('CCACHE_DEPEND', '1')


def offline() -> bool:
    return os.environ.get('K3_OFFLINE', '') not in ('', '0')


def sha256_of(path: Path | str) -> str:
    digest = hashlib.sha256()
    with open(path, 'rb') as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_atomic(path: Path | str, data: bytes | str) -> None:
    """Replace a file atomically: readers see all of the old or the new one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary('.new-', path.parent, directory=False) as new:
        try:
            new.write_bytes(data.encode() if isinstance(data, str) else data)
        except OSError as err:
            err.filename = str(path)        # write(2) knows no name
            raise
        new.chmod(0o644)
        os.replace(new, path)


@contextlib.contextmanager
def fresh_directory(path: Path | str) -> Iterator[Path]:
    """A temporary directory that becomes PATH if the block succeeds."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_abandoned(path.parent, '.new-*', FRESH_IN_CACHE)
    with temporary('.new-', path.parent) as tmp:
        yield tmp
        tmp.chmod(0o755)
        old = tmp.with_name(f'{tmp.name}-old')
        with shielded():
            # Whenever we are killed, there is a whole directory or none
            if path.exists():
                os.replace(path, old)
            os.replace(tmp, path)
        shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def scratch(name: str) -> Iterator[Path]:
    """
    A temporary directory for this block.  A tool that is killed leaves it
    behind; the next one removes it, since nobody holds its lock any more.
    """
    remove_abandoned(Path(tempfile.gettempdir()), f'{name}-*')
    with temporary(f'{name}-') as path:
        yield path


def scratch_until_exit(name: str) -> Path:
    """The same until this tool ends."""
    block = contextlib.ExitStack()
    atexit.register(block.close)
    return block.enter_context(scratch(name))


@contextlib.contextmanager
def lock(name: str) -> Iterator[None]:
    """Wait, with a message, until no other run holds the lock NAME."""
    directory = cache_dir() / 'locks'
    directory.mkdir(exist_ok=True)
    with locked(directory / name, lambda: say(
            f'waiting for another run that works on {name} ...')):
        yield


def for_us_alone(path: Path) -> Path:
    """
    PATH, or PATH-2 and so on if another process has it: a directory that
    nobody else gets until this process ends, even if it becomes another one.
    """
    for number in itertools.count(1):
        ours = path.with_name(f'{path.name}-{number}') if number > 1 else path
        ours.mkdir(parents=True, exist_ok=True)
        handle = os.open(ours, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        os.set_inheritable(handle, True)
        return ours
    raise AssertionError('not reached')


def clock(seconds: float) -> str:
    return f'{int(seconds) // 60}:{int(seconds) % 60:02d}'


class Step:
    """Show progress and the elapsed time of a long step."""

    def __init__(self, title: str, every: float | None = None) -> None:
        self.title = title
        self.detail = ''
        self.tty = sys.stderr.isatty()
        self.every = every or (1 if self.tty else 30)
        self.finished = threading.Event()
        self.start = time.monotonic()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def elapsed(self) -> float:
        return time.monotonic() - self.start

    def _line(self) -> str:
        detail = f'  {self.detail}' if self.detail else ''
        return f'[{clock(self.elapsed())}] {self.title}{detail}'

    def _beat(self) -> None:
        while not self.finished.wait(self.every):
            if self.tty:
                width = shutil.get_terminal_size().columns - 1
                sys.stderr.write('\r\x1b[K' + self._line()[:width])
                sys.stderr.flush()
            else:
                say(self._line() + ' ...')

    def __enter__(self) -> Self:
        self.start = time.monotonic()
        if not self.tty:
            say(f'[0:00] {self.title}')
        self.thread.start()
        return self

    def __exit__(self, kind: object, _value: object, _trace: object) -> None:
        self.finished.set()
        self.thread.join()
        outcome = 'failed' if kind else 'done'
        if self.tty:
            sys.stderr.write('\r\x1b[K')
        self.detail = outcome
        say(self._line())


def run(cmd: Sequence[Path | str], what: str | None = None,
        **kwargs: Any) -> str:
    """subprocess.run() that raises Failure with the command's output."""
    kwargs.setdefault('text', True)
    kwargs.setdefault('stdin', subprocess.DEVNULL)
    kwargs.setdefault('pass_fds', shared_locks())
    res = subprocess.run([str(c) for c in cmd], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, **kwargs, check=False)
    if res.returncode:
        words = (res.stderr or res.stdout or '')
        words = words if isinstance(words, str) else words.decode('utf-8',
                                                                   'replace')
        raise Failure(f'{what or cmd[0]} failed (status {res.returncode}):\n'
                      + words.strip())
    return res.stdout


def opened(pipe: IO[AnyStr] | None) -> IO[AnyStr]:
    """A stream of Popen that is known to be a pipe."""
    assert pipe, 'not a pipe'
    return pipe


def matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    """Match a text of our own; a mismatch is an error."""
    match = pattern.match(text)
    if not match:
        raise Failure(f'not as expected: {text}')
    return match


def find_program(name: str, package: str) -> str:
    path = shutil.which(name)
    if not path:
        raise Failure(f'{name} is not installed (Debian package {package}); '
                      '"make deps" installs what is missing')
    return path
