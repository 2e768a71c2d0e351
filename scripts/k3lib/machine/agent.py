# SPDX-License-Identifier: GPL-2.0-or-later
"""Run shell scripts in a guest whose /init is in agent mode.

On the k3.ctl port, a request is one base64 line; its answer is a line "STATUS
SIZE" followed by the output.  Kernel messages do not appear there.
"""

import base64
from pathlib import Path
import socket

from ..base import Failure
from .command import ports


class Agent:
    def __init__(self, path: Path) -> None:
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(1)
        self.peer: socket.socket | None = None
        self.buffer = b''
        self.release = ''         # uname -r, from the guest's first line

    def _peer(self) -> socket.socket:
        if not self.peer:
            raise Failure('QEMU has not connected yet')
        return self.peer

    def _receive(self, timeout: float, what: str) -> None:
        peer = self._peer()
        peer.settimeout(timeout)
        try:
            data = peer.recv(65536)
        except TimeoutError:
            raise Failure(f'no answer from the guest within {timeout:g} s: '
                          f'{what}') from None
        if not data:
            raise Failure(f'the guest is gone: {what}')
        self.buffer += data

    def _line(self, timeout: float, what: str) -> str:
        while b'\n' not in self.buffer:
            self._receive(timeout, what)
        line, self.buffer = self.buffer.split(b'\n', 1)
        return line.decode('utf-8', 'replace').strip()

    def accept(self, timeout: float) -> None:
        """Wait until QEMU has connected."""
        if self.peer:
            return
        self.server.settimeout(timeout)
        try:
            self.peer, _ = self.server.accept()
        except TimeoutError:
            raise Failure('QEMU did not connect') from None

    def wait_ready(self, timeout: float) -> str:
        """Wait for the guest's user space; returns its kernel release."""
        self.accept(timeout)
        while True:
            word, _, value = self._line(timeout, 'boot').partition(' ')
            if word == 'ready':
                self.release = value
            elif word == 'agent':
                return self.release

    def run(self, script: str, timeout: float = 60) -> tuple[int, str]:
        """Run SCRIPT with sh; returns (exit status, output)."""
        self._peer().settimeout(timeout)
        self.tell(script)
        status, size = self._line(timeout, script).split()
        while len(self.buffer) < int(size):
            self._receive(timeout, script)
        output = self.buffer[:int(size)]
        self.buffer = self.buffer[int(size):]
        return int(status), output.decode('utf-8', 'replace')

    def check(self, script: str, timeout: float = 60) -> str:
        """Like run(), but a failing script raises Failure; returns output."""
        status, output = self.run(script, timeout)
        if status:
            raise Failure(f'in the guest, status {status}: {script}\n'
                          f'{output}')
        return output.rstrip('\n')

    def tell(self, script: str) -> None:
        """Let the guest run SCRIPT without waiting for an answer."""
        self._peer().sendall(base64.b64encode(script.encode()) + b'\n')

    def power_off(self) -> None:
        """Ask the guest to power off; it sends no answer."""
        self.tell('sync; poweroff -f')

    def close(self) -> None:
        for sock in (self.peer, self.server):
            if sock:
                sock.close()


def arguments(path: Path) -> list[str]:
    """QEMU's arguments for a guest with an agent listening at PATH."""
    return ports(ctl=path)
