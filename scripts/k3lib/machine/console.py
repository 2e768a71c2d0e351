# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's console and its two virtio-serial ports, from the host's side.

The guest's /init sends each message twice: on the k3.ctl port, and as a kernel
log record with a token on the console, for kernels without the virtio console
driver.  The first to arrive counts.
"""

import collections
from collections.abc import Callable
from pathlib import Path
import re
import secrets
import socket
import threading


# The first words of an Oops or a panic
DYING = re.compile(r'Unable to handle kernel|Internal error: |kernel BUG at|'
                   r'Kernel panic - not syncing')
PANIC = 'Kernel panic - not syncing'
TRACE_END = 'end Kernel panic'


def quoted(lines: list[str]) -> str:
    return '\n'.join('  | ' + line for line in lines)


def death(lines: list[str]) -> list[str]:
    """The kernel's messages about its panic, from first to last."""
    panics = [n for n, line in enumerate(lines) if PANIC in line]
    if not panics:
        return lines
    begin = end = panics[-1]
    # "end Kernel panic" matches as well
    for number in reversed(range(max(0, begin - 200), begin)):
        if DYING.search(lines[number]):
            begin = number
    for number in range(end, len(lines)):
        if TRACE_END in lines[number]:
            end = number
            break
    else:
        end = len(lines)
    return lines[max(0, begin - 3):end + 1]


def unseen(lines: list[str], log: list[str]) -> list[str]:
    """The lines of the kernel's LOG after the last one that is in LINES."""
    def text(line: str) -> str:
        return line.rpartition('] ')[2] if line.startswith('[') else line
    seen = {text(line) for line in lines}
    for number in reversed(range(len(log))):
        if text(log[number]) in seen:
            return log[number + 1:]
    return log


class Listener:
    """A Unix socket that QEMU connects to; a handler gets each line."""

    def __init__(self, path: Path, on_data: Callable[[bytes], None]) -> None:
        self.on_data = on_data
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(1)
        self.peer: socket.socket | None = None
        self.done = threading.Event()
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self) -> None:
        try:
            self.peer, _ = self.server.accept()
            while data := self.peer.recv(65536):
                self.on_data(data)
        except OSError:
            pass
        self.done.set()

    def close(self) -> None:
        for sock in (self.peer, self.server):
            if sock:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                sock.close()


# A guest that floods its console need not end its lines
LONGEST_LINE = 1 << 16      # bytes


class Lines:
    """Splits a stream into lines for a handler, and lines that are too long."""

    def __init__(self, handler: Callable[[str], None]) -> None:
        self.handler = handler
        self.rest = b''

    def __call__(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b'\n')
        for line in lines:
            self.handler(line.decode('utf-8', 'replace').rstrip('\r'))
        if len(self.rest) > LONGEST_LINE:
            line, self.rest = self.rest, b''
            self.handler(line.decode('utf-8', 'replace'))

    def begun(self) -> str:
        """The incomplete line at the end."""
        return self.rest.decode('utf-8', 'replace')


class Report:
    """What the guest has reported so far."""

    def __init__(self) -> None:
        self.token = 'k3:' + secrets.token_hex(8)
        self.last_lines: collections.deque[str] = collections.deque(
            maxlen=400)
        self.lock = threading.Condition()
        self.ready: str | None = None   # uname -r, once user space is reached
        self.status: int | None = None  # exit status of the command
        self.panic: str | None = None
        self.output_on_console = False
        self.unheard = False    # the output of the command has no reader
        self.pattern = re.compile(re.escape(self.token) + r' (\w+) ?(\S*)')

    def _event(self, word: str, value: str) -> None:
        with self.lock:
            if word == 'ready':
                self.ready = self.ready or value
            elif word == 'exit' and value.isdigit() and self.status is None:
                self.status = int(value)
            elif word == 'output':
                self.output_on_console = True
            self.lock.notify_all()

    def control_line(self, line: str) -> None:
        self._event(*(line.split(' ') + [''])[:2])

    def console_line(self, line: str) -> bool:
        """Process a console line; False if the user should not see it."""
        match = self.pattern.search(line)
        if match:
            self._event(match[1], match[2])
            return False
        self.last_lines.append(line)
        if PANIC in line:
            with self.lock:
                self.panic = line.strip()
                self.lock.notify_all()
        return True

    def lines(self) -> list[str]:
        return [line for line in self.last_lines if line.strip()]

    def tail(self, count: int = 20) -> str:
        return quoted(self.lines()[-count:])
