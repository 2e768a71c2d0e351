# SPDX-License-Identifier: GPL-2.0-or-later
"""A client for QMP, and questions to QEMU's object model.

This is the only code in the tools that speaks QMP.  QEMU's own library,
python/qemu/qmp, is in no Debian package, only in QEMU's source tree, which
k3-inspect and k3-run with K3_QEMU do not have.  It is also built on asyncio,
while the tools wait for a console, gdb and QMP in one plain loop.  Functional
tests, which run inside QEMU's tree, use QEMU's library.
"""

from collections.abc import Iterable, Mapping
import json
from pathlib import Path
import select
import socket
from typing import Any, Self

from ..base import Failure

CAPABILITIES = 'qmp_capabilities'


def request(name: str, arguments: Mapping[str, Any]) -> bytes:
    """A command as a line of QMP."""
    return json.dumps({'execute': name,
                       'arguments': arguments}).encode() + b'\n'


def script(commands: Iterable[tuple[str, dict[str, Any]]]) -> bytes:
    """Commands for a QEMU whose answers are not read."""
    return request(CAPABILITIES, {}) + b''.join(
        request(name, arguments) for name, arguments in commands)


def _why(err: OSError | ValueError) -> str:
    return isinstance(err, OSError) and err.strerror or str(err)


class Qom:
    """Questions to the object model, for a class that has cmd()."""

    def cmd(self, name: str, **arguments: Any) -> Any:
        raise NotImplementedError

    def get(self, path: str, prop: str) -> Any:
        return self.cmd('qom-get', path=path, property=prop)

    def list(self, path: str) -> dict[str, str]:
        """name -> type of an object's properties."""
        return {item['name']: item['type']
                for item in self.cmd('qom-list', path=path)}


class Qmp(Qom):
    """A connection to a QMP socket.  Use as a context manager."""

    def __init__(self, path: Path | str, timeout: int = 10) -> None:
        self.path = str(path)
        # All events so far: {"event": name, "data": ...}
        self.events: list[dict[str, Any]] = []
        self.buffer = b''
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        try:
            self.socket.connect(self.path)
            greeting = json.loads(self._line() or '{}')
            if 'QMP' not in greeting:
                raise Failure(f'{path}: this socket is not a QMP monitor')
            self.cmd(CAPABILITIES)
        except TimeoutError:
            self.socket.close()
            raise Failure(f'{path}: no greeting; a QMP monitor serves one '
                          'client at a time, is there another?') from None
        except (OSError, ValueError) as err:
            self.socket.close()
            raise Failure(f'{path}: {_why(err)}') from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def _line(self) -> bytes:
        """The next line; empty if QEMU has ended."""
        while b'\n' not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                return b''
            self.buffer += data
        line, _newline, self.buffer = self.buffer.partition(b'\n')
        return line

    def cmd(self, name: str, **arguments: Any) -> Any:
        """Return value of a command; Failure has QEMU's error message."""
        self.ask(name, **arguments)
        return self.answer(name)

    def ask(self, name: str, **arguments: Any) -> None:
        """Send a command; call answer() later."""
        try:
            self.socket.sendall(request(name, arguments))
        except OSError as err:
            raise Failure(f'{self.path}: {name}: {_why(err)}') from None

    def answer(self, name: str) -> Any:
        """Return value of the command NAME that was sent."""
        try:
            while line := self._line():
                answer = json.loads(line)
                if 'return' in answer:
                    return answer['return']
                if 'error' in answer:
                    raise Failure(f'{name}: {answer["error"]["desc"]}')
                self.events.append(answer)
        except (OSError, ValueError) as err:
            raise Failure(f'{self.path}: {name}: {_why(err)}') from None
        raise Failure(f'{self.path}: QEMU is gone')

    def poll(self) -> None:
        """Read pending events without waiting for more."""
        try:
            while b'\n' in self.buffer or \
                    select.select([self.socket], [], [], 0)[0]:
                line = self._line()
                if not line:
                    return
                self.events.append(json.loads(line))
        except (OSError, ValueError):
            return      # QEMU has ended; earlier events are valid

    def event(self, name: str) -> dict[str, Any] | None:
        """Data of the first event of that name, or None."""
        for event in self.events:
            if event.get('event') == name:
                return event.get('data', {})
        return None
